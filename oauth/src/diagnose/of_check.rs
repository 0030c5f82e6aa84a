//! Which check finds in a token what an API refuses it for.

use claimscope_core::report::CheckId;

use super::cause::Cause;

/// The first row of a check is the reason that an API gives by its name.
const PAIRS: &[(Cause, CheckId)] = &[
    (Cause::TooLarge, CheckId::FormatSize),
    (Cause::Malformed, CheckId::FormatParts),
    (Cause::Algorithm, CheckId::SignatureAlgorithm),
    (Cause::Algorithm, CheckId::HeaderAlg),
    (Cause::Unsigned, CheckId::HeaderAlg),
    (Cause::TokenType, CheckId::HeaderTyp),
    (Cause::TokenType, CheckId::ClaimType),
    (Cause::KeyNotFound, CheckId::KeyFound),
    (Cause::KeysNotLoaded, CheckId::KeyFound),
    (Cause::KeyKind, CheckId::KeyType),
    (Cause::KeyKind, CheckId::KeyUse),
    (Cause::Signature, CheckId::SignatureValue),
    (Cause::IdToken, CheckId::ClaimType),
    (Cause::RefreshToken, CheckId::ClaimType),
    (Cause::Issuer, CheckId::ClaimIss),
    (Cause::Audience, CheckId::ClaimAud),
    (Cause::AudienceMissing, CheckId::ClaimAud),
    (Cause::Setting, CheckId::ClaimAud),
    (Cause::Expired, CheckId::ClaimExp),
    (Cause::NoExpiry, CheckId::ClaimExp),
    (Cause::NotYetValid, CheckId::ClaimNbf),
    (Cause::NotYetValid, CheckId::ClaimIat),
    (Cause::Lifetime, CheckId::ClaimAge),
    (Cause::ClaimMissing, CheckId::ClaimRequired),
    (Cause::Scope, CheckId::ClaimScope),
    (Cause::StepUp, CheckId::ClaimAcr),
    (Cause::StepUp, CheckId::ClaimAuthTime),
];

/// The check that finds it.
#[cfg(feature = "pages")]
pub(crate) fn check(cause: Cause) -> Option<CheckId> {
    let mut pairs = PAIRS.iter();
    pairs
        .find(|(one, _)| *one == cause)
        .map(|(_, check)| *check)
}

/// The reason for which an API refuses what the check finds, where the check has one of its own.
pub(crate) fn cause(check: CheckId) -> Option<Cause> {
    let mut pairs = PAIRS.iter();
    pairs
        .find(|(_, one)| *one == check)
        .map(|(cause, _)| *cause)
}
