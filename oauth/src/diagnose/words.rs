//! What the server says in words: ASP.NET Core, its IDX codes, Spring, jose, AWS, Keycloak, Entra.

use super::case::{Case, Found, shown_text};
use super::{Cause, Certainty};

/// The IDX codes of Microsoft.IdentityModel, as they stand in logs, headers and developer pages.
const IDX: &[(&str, Cause)] = &[
    ("IDX10205", Cause::Issuer),
    ("IDX10206", Cause::AudienceMissing),
    ("IDX10208", Cause::Audience),
    ("IDX10209", Cause::TooLarge),
    ("IDX10211", Cause::Issuer),
    ("IDX10212", Cause::Issuer),
    ("IDX10214", Cause::Audience),
    ("IDX10215", Cause::Audience),
    ("IDX10222", Cause::NotYetValid),
    ("IDX10223", Cause::Expired),
    ("IDX10224", Cause::Lifetime),
    ("IDX10225", Cause::NoExpiry),
    ("IDX10256", Cause::TokenType),
    ("IDX10257", Cause::TokenType),
    ("IDX10261", Cause::IssuerUnreachable),
    ("IDX10500", Cause::KeyNotFound),
    ("IDX10503", Cause::KeyNotFound),
    ("IDX10504", Cause::Unsigned),
    ("IDX10511", Cause::Signature),
    ("IDX10517", Cause::KeyNotFound),
    ("IDX10609", Cause::Encrypted),
    ("IDX10696", Cause::Algorithm),
    ("IDX12709", Cause::Malformed),
    ("IDX12741", Cause::Malformed),
    ("IDX14100", Cause::Malformed),
    ("IDX14120", Cause::Malformed),
    ("IDX20108", Cause::IssuerUnreachable),
    ("IDX20803", Cause::IssuerUnreachable),
    ("IDX20804", Cause::IssuerUnreachable),
    ("IDX20807", Cause::IssuerUnreachable),
];

/// Words that must all stand in one sentence, in small letters. The first line that fits counts.
const WORDS: &[(&[&str], Cause)] = &[
    // ASP.NET Core 3.0 and later, then 2.x.
    (&["the audience 'empty' is invalid"], Cause::AudienceMissing),
    (
        &["the audience '(null)' is invalid"],
        Cause::AudienceMissing,
    ),
    (&["the audience '' is invalid"], Cause::AudienceMissing),
    (&["the audience", "is invalid"], Cause::Audience),
    (&["the issuer", "is invalid"], Cause::Issuer),
    (&["the token expired at"], Cause::Expired),
    (&["the token is not valid before"], Cause::NotYetValid),
    (&["the token lifetime is invalid"], Cause::Lifetime),
    (&["the token has no expiration"], Cause::NoExpiry),
    (&["the signature key was not found"], Cause::KeyNotFound),
    (&["the signature is invalid"], Cause::Signature),
    (&["the token is not valid yet"], Cause::NotYetValid),
    // Whatever fetches keys, before the words below mistake it for a key that is missing.
    (
        &["openid-configuration", "unable"],
        Cause::IssuerUnreachable,
    ),
    (&["retrieve remote jwk set"], Cause::IssuerUnreachable),
    (&["oidc discovery endpoint"], Cause::IssuerUnreachable),
    (
        &["unable to obtain configuration"],
        Cause::IssuerUnreachable,
    ),
    (&["failed to fetch", "jwks"], Cause::IssuerUnreachable),
    // Keys.
    (&["no matching key"], Cause::KeyNotFound),
    (&["no applicable key"], Cause::KeyNotFound),
    (&["publickey for", "kid"], Cause::KeyNotFound),
    (&["key id", "not found"], Cause::KeyNotFound),
    (&["unable to find", "signing key"], Cause::KeyNotFound),
    (&["unknown kid"], Cause::KeyNotFound),
    (&["kid", "not found"], Cause::KeyNotFound),
    (&["signing key", "invalid"], Cause::KeyNotFound),
    // Algorithms, before signatures: "unsupported signature algorithm".
    (&["another algorithm expected"], Cause::Algorithm),
    (&["algorithm", "not allowed"], Cause::Algorithm),
    (&["\"alg\"", "not allowed"], Cause::Algorithm),
    (&["unsupported", "algorithm"], Cause::Algorithm),
    (&["invalid algorithm"], Cause::Algorithm),
    (&["unsigned"], Cause::Unsigned),
    (&["jwt signature is required"], Cause::Unsigned),
    // Times.
    (
        &["\"nbf\" claim timestamp check failed"],
        Cause::NotYetValid,
    ),
    (&["\"exp\" claim timestamp check failed"], Cause::Expired),
    (&["jwt used before"], Cause::NotYetValid),
    (&["not yet valid"], Cause::NotYetValid),
    (&["jwt not active"], Cause::NotYetValid),
    (&["token used before"], Cause::NotYetValid),
    (&["revoked"], Cause::Revoked),
    (&["token is inactive"], Cause::Revoked),
    (&["expired"], Cause::Expired),
    // Claims.
    (&["missing required \"aud\""], Cause::AudienceMissing),
    (&["missing 'aud'"], Cause::AudienceMissing),
    (&["does not have a valid audience"], Cause::Audience),
    (&["unexpected", "aud"], Cause::Audience),
    (&["invalid", "audience"], Cause::Audience),
    (&["aud claim is not valid"], Cause::Audience),
    (&["audience", "mismatch"], Cause::Audience),
    (&["wrong audience"], Cause::Audience),
    (&["unexpected", "iss"], Cause::Issuer),
    (&["invalid", "issuer"], Cause::Issuer),
    (&["iss claim is not valid"], Cause::Issuer),
    (&["issuer", "mismatch"], Cause::Issuer),
    (&["untrusted issuer"], Cause::Issuer),
    (&["unexpected", "typ"], Cause::TokenType),
    (&["missing required", "claim"], Cause::ClaimMissing),
    (&["insufficient scope"], Cause::Scope),
    (&["insufficient_scope"], Cause::Scope),
    (&["higher privileges than provided"], Cause::Scope),
    // Signatures and form.
    (&["signature verification failed"], Cause::Signature),
    (&["invalid signature"], Cause::Signature),
    (&["bad signature"], Cause::Signature),
    (&["signature", "not valid"], Cause::Signature),
    (&["compacttoken parsing failed"], Cause::Malformed),
    (&["invalid compact jws"], Cause::Malformed),
    (&["malformed", "token"], Cause::Malformed),
    (&["malformed", "jwt"], Cause::Malformed),
    (&["jwt malformed"], Cause::Malformed),
    (&["not enough segments"], Cause::Malformed),
    (&["unable to decode"], Cause::Malformed),
    (&["header or cookie too large"], Cause::TooLarge),
    (&["header fields too large"], Cause::TooLarge),
    (&["no auth token"], Cause::TokenMissing),
    (&["no authorization token"], Cause::TokenMissing),
    (&["authorization header", "missing"], Cause::TokenMissing),
    // API Gateway says this where no route fits, token or not.
    (&["missing authentication token"], Cause::Path),
];

pub(super) fn collect(case: &Case<'_>, found: &mut Found) {
    for challenge in &case.challenges {
        if let Some(description) = challenge.error_description() {
            search(description, Certainty::Certain, found);
            inactive(case, description, found);
        }
    }
    // A body may be about anything, so that its words weigh less; pages are passed over but for IDX codes.
    if let Some(text) = case.body_text() {
        idx(text, found);
        if !case.response.is_html() {
            search(text, Certainty::Likely, found);
        }
    }
    refused_without_words(case, found);
    refused_in_other_words(case, found);
}

/// Keycloak's adapters say so of a token outside exp and nbf; other servers, of one that was revoked.
fn inactive(case: &Case<'_>, description: &str, found: &mut Found) {
    if !description
        .to_ascii_lowercase()
        .contains("token is not active")
    {
        return;
    }
    let line = format!("the API says: {}", shown_text(description.trim()));
    let ahead = |name| {
        case.claim_time(name)
            .is_some_and(|time| time > case.refused.now)
    };
    let times = if ahead("nbf") {
        Cause::NotYetValid
    } else {
        Cause::Expired
    };
    found.add(times, Certainty::Likely, line.as_str());
    if times == Cause::Expired && ahead("exp") {
        let hint =
            "it is valid by this machine's clock: the clocks of the API and the issuer may differ";
        found.add(times, Certainty::Likely, hint);
    }
    found.add(Cause::Revoked, Certainty::Possible, line);
}

/// A description that no row knows is still the reason that the server gives.
fn refused_in_other_words(case: &Case<'_>, found: &mut Found) {
    if !found.0.is_empty() || case.authorization.is_none() {
        return;
    }
    let descriptions = case.challenges.iter();
    let descriptions = descriptions.filter_map(|challenge| challenge.error_description());
    for description in descriptions.filter(|text| !text.trim().is_empty()) {
        let line = format!("the API says: {}", shown_text(description.trim()));
        found.add(Cause::TokenRefused, Certainty::Likely, line);
    }
}

fn search(text: &str, certainty: Certainty, found: &mut Found) {
    idx(text, found);
    // ASP.NET joins the messages of several handlers by "; ".
    for sentence in text.split("; ") {
        let small = sentence.to_ascii_lowercase();
        // The second half of "The token lifetime is invalid; NotBefore: …, Expires: …".
        if small.starts_with("notbefore:") {
            continue;
        }
        let row = WORDS
            .iter()
            .find(|(words, _)| words.iter().all(|word| small.contains(word)));
        if let Some((_, cause)) = row {
            let line = format!("the API says: {}", shown_text(sentence.trim()));
            found.add(*cause, certainty, line);
        }
    }
}

fn idx(text: &str, found: &mut Found) {
    for (start, _) in text.match_indices("IDX") {
        let Some(code) = text.get(start..start + 8) else {
            continue;
        };
        if let Some((_, cause)) = IDX.iter().find(|(known, _)| *known == code) {
            found.add(*cause, Certainty::Certain, format!("the API says {code}"));
        }
    }
}

/// `invalid_token` and not a word more, as ASP.NET answers where the token cannot even be read.
fn refused_without_words(case: &Case<'_>, found: &mut Found) {
    let silent = case.challenges.iter().any(|challenge| {
        challenge.error() == Some("invalid_token")
            && challenge
                .error_description()
                .is_none_or(|description| description.trim().is_empty())
    });
    if silent && !found.is_settled() {
        found.add(
            Cause::TokenRefused,
            Certainty::Possible,
            "the API says invalid_token and no more; ASP.NET Core does so where it cannot read the token, or its typ is not among ValidTypes",
        );
    }
}
