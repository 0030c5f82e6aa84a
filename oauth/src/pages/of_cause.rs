//! Which check finds in a token what an API refuses it for.

use claimscope_core::report::CheckId;

use crate::diagnose::Cause;

/// The first row of a check is the reason that its page names.
const PAIRS: [(Cause, CheckId); 22] = [
    (Cause::TooLarge, CheckId::FormatSize),
    (Cause::Malformed, CheckId::FormatParts),
    (Cause::Unsigned, CheckId::HeaderAlg),
    (Cause::TokenType, CheckId::HeaderTyp),
    (Cause::Algorithm, CheckId::SignatureAlgorithm),
    (Cause::KeyNotFound, CheckId::KeyFound),
    (Cause::KeysNotLoaded, CheckId::KeyFound),
    (Cause::KeyKind, CheckId::KeyType),
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
    (Cause::Lifetime, CheckId::ClaimAge),
    (Cause::ClaimMissing, CheckId::ClaimRequired),
    (Cause::Scope, CheckId::ClaimScope),
    (Cause::StepUp, CheckId::ClaimAcr),
];

pub(super) fn check(cause: Cause) -> Option<CheckId> {
    let mut pairs = PAIRS.iter();
    pairs
        .find(|(one, _)| *one == cause)
        .map(|(_, check)| *check)
}

pub(super) fn cause(check: CheckId) -> Option<Cause> {
    let mut pairs = PAIRS.iter();
    pairs
        .find(|(_, one)| *one == check)
        .map(|(cause, _)| *cause)
}
