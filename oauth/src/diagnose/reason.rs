//! From causes to ranked reasons, each with a fix that fits the case.

use super::case::{Case, is_without_value};
use super::found::{FoundCause, FoundCauses, is_beside_the_token, is_general};
use super::line::{shown_list, shown_text};
use super::token::trust;
use super::{Cause, Certainty, Reason, answer, exchange, stated};
use crate::vendors::refusals::facts::Sight;
use crate::vendors::refusals::{habits, tls};
use claimscope_core::order::sorted_by_key;
use claimscope_core::url::Url;
use claimscope_core::vendors::{
    audience_advice, mapped_audience_advice, no_audience_advice, other_keys_advice,
    other_name_advice, version_advice,
};

/// Ranks by certainty; then what brings other refusals with it, and last what says no more than that it is one.
pub(super) fn rank(case: &Case<'_>, found: FoundCauses) -> Vec<Reason> {
    let mut entries = found.0;
    let is_settled = entries
        .iter()
        .any(|entry| entry.certainty == Certainty::Certain && !is_general(entry.cause));
    // A general refusal adds nothing once a cause is known.
    if is_settled {
        entries.retain(|entry| {
            entry.certainty > Certainty::Possible && entry.cause != Cause::TokenRefused
        });
    }
    // Nobody but its own API can verify such a token: its signature is no reason of its own.
    if entries.iter().any(|entry| entry.cause == Cause::Graph) {
        entries.retain(|entry| !matches!(entry.cause, Cause::Signature | Cause::KeyNotFound));
    }
    let entries = sorted_by_key(entries, |entry| {
        std::cmp::Reverse((entry.certainty, weight(entry)))
    });
    entries
        .into_iter()
        .map(|entry| Reason {
            code: entry.cause.code(),
            title: match case.is_exchange {
                true => exchange::title(case, entry.cause),
                false => entry.cause.title(),
            },
            evidence: entry.evidence,
            certainty: entry.certainty,
            fix: fix(case, entry.cause),
            spec: entry.cause.spec(),
        })
        .collect()
}

/// Causes that bring other refusals with them are named first, so that nobody mends the consequence.
fn weight(entry: &FoundCause) -> u8 {
    let is_root = matches!(
        entry.cause,
        Cause::TokenMissing
            | Cause::Scheme
            | Cause::TokenPlace
            | Cause::Malformed
            | Cause::Encrypted
            | Cause::Unsigned
            | Cause::Graph
            | Cause::IdToken
            | Cause::RefreshToken
            | Cause::CustomToken
            | Cause::Opaque
            | Cause::RequestForm
            | Cause::GrantEncoding
            | Cause::KeysNotLoaded
    );
    match entry.cause {
        cause if entry.is_said && is_beside_the_token(cause) => 5,
        Cause::Issuer if entry.is_mismatch => 4,
        _ if is_root || entry.is_mismatch => 3,
        Cause::TokenRefused => 0,
        cause if is_general(cause) => 1,
        _ => 2,
    }
}

fn fix(case: &Case<'_>, cause: Cause) -> String {
    let advised = match cause {
        // What a proxy can do about a token that is refused behind it.
        Cause::Gateway if case.status() == 401 && !case.response.is_html() => Cause::HeaderLost,
        other => other,
    };
    let of_product = case.products.iter().find_map(|product| {
        let mut advice = product.advice.iter();
        advice.find(|(known, _)| *known == advised)
    });
    match cause {
        Cause::RateLimit if answer::retry_after(case).is_some() => retry(case),
        Cause::Audience | Cause::Issuer if has_hidden_names(case) => habits::HIDDEN_ADVICE.to_owned(),
        Cause::Audience | Cause::Scope | Cause::Issuer if of_product.is_none() => match cause {
            Cause::Audience => audience(case),
            Cause::Scope => scope(case),
            _ => issuer(case),
        },
        Cause::AudienceMissing if of_product.is_none() => audience_missing(case),
        Cause::IssuerUnreachable if case.said.iter().any(|it| tls::is_said(&it.small)) => {
            tls::ADVICE.to_owned()
        }
        Cause::Failed if case.mixed_libraries().is_some() => habits::MIXED_LIBRARIES_ADVICE.to_owned(),
        Cause::Revoked | Cause::StepUp if case.has_claims_challenge() => {
            "ask the authority for a new token with the claims of the challenge as the parameter claims, past any cache of tokens; then repeat the call once".to_owned()
        }
        Cause::Signature if of_product.is_none() && trust::is_symmetric(case) => {
            "compare the secret that signed the token with the API's, and on both sides how it is written: as text, base64, base64url or hex".to_owned()
        }
        Cause::Malformed if !case.refused.request_is_known => {
            "look at the header's value as it was sent: the scheme twice (Bearer Bearer), quotation marks, a line break, an end that is cut off; then at the token itself".to_owned()
        }
        Cause::TokenMissing if case.authorization.is_some_and(is_without_value) => {
            "give the variable a value: its name, or a word for nothing, was sent in its place"
                .to_owned()
        }
        Cause::Malformed if case.is_in_base64() => habits::BASE64_ADVICE.to_owned(),
        Cause::KeyNotFound if of_product.is_none() && key_not_found(case).is_some() => {
            key_not_found(case).unwrap_or_default().to_owned()
        }
        Cause::Encrypted if case.header().and_then(|header| header.get_str("alg")) == Some("dir") => {
            case.header().map_or("", habits::encrypted_advice).to_owned()
        }
        Cause::ClaimMissing if trust::has_wrong_types(case) || names_a_type(case) => {
            "make whoever writes the token give the claim the JSON type that RFC 7519 §4.1 has"
                .to_owned()
        }
        Cause::Scheme if let [scheme, ..] = case.other_schemes()[..] => {
            format!("write Authorization: {} and the token", shown_text(scheme))
        }
        Cause::OtherCredential | Cause::ApiKey if of_product.is_none() => {
            other_credential(case, cause)
        }
        Cause::Expired | Cause::NotYetValid if clocks_differ(case) => {
            "set both clocks by NTP; until then, ask for a new token".to_owned()
        }
        _ if case.is_exchange => exchange::fix(case, cause),
        _ => of_product
            .map_or_else(|| cause.remedy(), |(_, advice)| advice)
            .replace("{metadata}", metadata_place(case)),
    }
}

/// Where the API's own metadata is: as a challenge says, where that is followed, or at the place that RFC 9728 §3.1 has.
fn metadata_place(case: &Case<'_>) -> &'static str {
    let named = case.challenges.iter();
    let mut named = named.filter_map(|challenge| challenge.resource_metadata());
    match named.any(|url| Url::parse(url).is_ok()) {
        true => "resource_metadata",
        false => "/.well-known/oauth-protected-resource",
    }
}

/// Whether the API hides both values that it compares, and the token does not show its own.
fn has_hidden_names(case: &Case<'_>) -> bool {
    let is_hidden = |start: &&str| {
        let start = format!("'{}", start.to_ascii_lowercase());
        let mut said = case.said.iter();
        said.any(|sentence| sentence.small.contains(&start))
    };
    case.claims().is_none() && habits::HIDDEN.iter().any(is_hidden)
}

/// Whether the API says that a claim has the wrong JSON type.
fn names_a_type(case: &Case<'_>) -> bool {
    let mut said = case.said.iter();
    said.any(|sentence| {
        let small = &sentence.small;
        small.contains("must be a") || small.contains("decode the payload")
    })
}

/// Why no key can be found, as the token tells.
fn key_not_found(case: &Case<'_>) -> Option<&'static str> {
    let is_nameless = case.header()?.get("kid").is_none();
    let advice = case.claims().and_then(other_keys_advice);
    advice.or_else(|| {
        is_nameless.then_some(
            "write the kid of the issuer's key into the token's header: the API finds keys by it",
        )
    })
}

fn retry(case: &Case<'_>) -> String {
    let wait = answer::retry_after(case).unwrap_or_default();
    let unit = if wait.bytes().all(|byte| byte.is_ascii_digit()) {
        format!("{} s", shown_text(wait))
    } else {
        format!("until {}", shown_text(wait))
    };
    format!("wait {unit}, then repeat the request; and ask less often")
}

fn other_credential(case: &Case<'_>, cause: Cause) -> String {
    let schemes = case.other_schemes();
    let is_key = |scheme: &&str| scheme.to_ascii_lowercase().contains("key");
    if schemes.is_empty() || cause == Cause::ApiKey && !schemes.iter().all(is_key) {
        return cause.remedy().to_owned();
    }
    format!(
        "send the credential of the scheme {}; or make the API take bearer tokens at this path",
        shown_list(&schemes)
    )
}

fn clocks_differ(case: &Case<'_>) -> bool {
    case.clock_offset_seconds
        .is_some_and(|offset| offset.abs() >= 30)
}

fn audience(case: &Case<'_>) -> String {
    let actual = stated::token_audiences(case);
    let (expected, _) = stated::audiences(case);
    let own = case.claims().and_then(mapped_audience_advice);
    if let Some(advice) = audience_advice(&actual).or(own) {
        return advice.to_owned();
    }
    match (&expected[..], &actual[..]) {
        ([expected, ..], [actual, ..])
            if let Some(advice) = other_name_advice(expected, actual) =>
        {
            advice.to_owned()
        }
        ([expected, ..], _) => format!(
            "ask for a token for {}: by its scope or resource; or make the API accept the token's aud",
            shown_text(expected)
        ),
        ([], [actual, ..]) => format!(
            "if the API is meant, set its audience to {}; otherwise ask for a token with the API's own scope or resource",
            shown_text(actual)
        ),
        ([], []) => "ask for a token with the API's own scope or resource".to_owned(),
    }
}

fn audience_missing(case: &Case<'_>) -> String {
    case.claims()
        .and_then(no_audience_advice)
        .unwrap_or(Cause::AudienceMissing.remedy())
        .to_owned()
}

fn issuer(case: &Case<'_>) -> String {
    let actual = case.claim_text("iss").unwrap_or_default();
    if case.is_of_userinfo() {
        return habits::USERINFO_ADVICE.to_owned();
    }
    let expected = stated::issuer(case);
    if expected.is_some_and(|(expected, _)| differ_by_host(&expected, actual)) {
        return habits::OTHER_HOST_ADVICE.to_owned();
    }
    if let Some((version, advice)) = version_advice(actual) {
        return format!("this is a {version} token; {advice}");
    }
    let setting = case
        .habit(Sight::IssuerSetting)
        .unwrap_or("the issuer that the API trusts");
    if actual.is_empty() {
        return Cause::Issuer.remedy().to_owned();
    }
    format!(
        "make {setting} exactly {}; scheme, host name, port and trailing slash all count; or get the token from the issuer that it names",
        shown_text(actual)
    )
}

/// Whether two issuers have the same path, which says something, at two hosts or ports.
fn differ_by_host(one: &str, other: &str) -> bool {
    let (Ok(one), Ok(other)) = (Url::parse(one), Url::parse(other)) else {
        return false;
    };
    one.path().len() > 1 && one.path() == other.path() && one.origin() != other.origin()
}

fn scope(case: &Case<'_>) -> String {
    let wanted = case
        .challenges
        .iter()
        .find_map(|challenge| challenge.scope().filter(|scope| !scope.is_empty()))
        .map(shown_text)
        .or_else(|| (!case.api.scopes.is_empty()).then(|| shown_text(&case.api.scopes.join(" "))));
    match wanted {
        Some(wanted) => format!(
            "ask for a token with scope {wanted}, and allow it to this client at the issuer"
        ),
        None => "ask for a token with the scope that the API requires".to_owned(),
    }
}
