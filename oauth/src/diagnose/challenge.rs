//! What the challenge says by its error code and its scheme: RFC 6750, RFC 9449, RFC 9470, claims challenges.

use super::case::Case;
use super::found::FoundCauses;
use super::line::{shown_list, shown_text};
use super::said::{SETTLED, small};
use super::{Cause, Certainty};
use crate::challenge::Challenge;
use crate::vendors::refusals::{GENERAL, fits};
use claimscope_core::json::Value;
use claimscope_core::time::Timestamp;

pub(super) fn collect(case: &Case<'_>, found: &mut FoundCauses) {
    let request = case.refused.request;
    let has_proof = !case.refused.request_is_known || request.header_value("dpop").is_some();
    for challenge in &case.challenges {
        let mut certain = |cause| {
            let line = format!("the API says {}", challenge.error().unwrap_or_default());
            found.say(cause, Certainty::Certain, line);
        };
        match challenge.error() {
            Some("insufficient_scope") => scope(case, challenge, found),
            Some("insufficient_user_authentication") => step_up(case, challenge, found),
            Some("insufficient_claims") => claims(case, challenge, found),
            // What the words beside it say is the nearer reason.
            Some("invalid_request") if says_none_came(challenge) => {}
            Some("invalid_request") => certain(Cause::RequestInvalid),
            Some("use_dpop_nonce") => certain(Cause::DpopNonce),
            // Without a proof, "invalid" says that one is wanted.
            Some("invalid_dpop_proof") if !has_proof => certain(Cause::DpopRequired),
            Some("invalid_dpop_proof") => certain(Cause::DpopProof),
            _ => {}
        }
        described(challenge, found);
    }
    contradicted(case, found);
    dpop_wanted(case, found);
}

/// Where the challenge sends the client for a token: registries name the token server as realm.
pub(super) fn token_server(case: &Case<'_>, found: &mut FoundCauses) {
    let causes = [Cause::TokenMissing, Cause::TokenRefused];
    if case.status() == 401 && case.challenges.is_empty() && case.is_of("an MCP server") {
        let line = "no WWW-Authenticate with resource_metadata, by which MCP clients find the authorization server";
        for cause in causes {
            if let Some(entry) = found.entry(cause) {
                entry.evidence.push(line.to_owned());
            }
        }
    }
    let of_bearer = case
        .challenges
        .iter()
        .filter(|challenge| challenge.is("Bearer"));
    for challenge in of_bearer {
        let (Some(realm), Some(service)) = (challenge.param("realm"), challenge.param("service"))
        else {
            continue;
        };
        let mut line = format!(
            "the token server is {}; service = {}",
            shown_text(realm),
            shown_text(service)
        );
        if let Some(scope) = challenge.scope() {
            line.push_str(&format!("; scope = {}", shown_text(scope)));
        }
        for cause in causes {
            if let Some(entry) = found.entry(cause) {
                entry.evidence.push(line.clone());
            }
        }
    }
}

/// Whether the description says that no token came.
fn says_none_came(challenge: &Challenge) -> bool {
    let text = challenge.error_description().map(small).unwrap_or_default();
    let mut rows = GENERAL.iter();
    let row = rows.find(|(row, _)| fits(row, &text));
    row.is_some_and(|(_, cause)| *cause == Cause::TokenMissing)
}

/// Challenges that name different errors leave none of them certain.
fn contradicted(case: &Case<'_>, found: &mut FoundCauses) {
    let errors = case.challenges.iter().filter_map(Challenge::error);
    let mut errors: Vec<&str> = errors.collect();
    errors.sort_unstable();
    errors.dedup();
    if errors.len() < 2 {
        return;
    }
    if errors.contains(&"invalid_token") {
        let line = "the API says invalid_token".to_owned();
        found.say(Cause::TokenRefused, Certainty::Likely, line);
    }
    let line = format!(
        "the challenges contradict each other: {}",
        shown_list(&errors)
    );
    for entry in found.0.iter_mut().filter(|entry| entry.is_said) {
        entry.certainty = entry.certainty.min(Certainty::Likely);
        entry.evidence.push(line.clone());
    }
}

/// What stands beside a code that says why.
fn described(challenge: &Challenge, found: &mut FoundCauses) {
    let is_settled = challenge
        .error()
        .is_some_and(|error| SETTLED.contains(&error));
    if let (true, Some(text), Some(entry)) = (
        is_settled,
        challenge.error_description(),
        found.0.last_mut(),
    ) {
        entry
            .evidence
            .push(format!("the API says: {}", shown_text(text)));
    }
}

/// Only schemes are offered that take no token of the kind that was sent.
pub(super) fn other_scheme_wanted(case: &Case<'_>, found: &mut FoundCauses) {
    let schemes = case.other_schemes();
    if schemes.is_empty() || found.has_specific() || case.has_scheme_asked_for() {
        return;
    }
    let is_key = |scheme: &&str| scheme.to_ascii_lowercase().contains("key");
    let takes_a_token = schemes
        .iter()
        .any(|scheme| !takes_none(scheme) && !is_key(scheme));
    // `Token`, and what is like it, takes a token too, and the words beside it refuse this one.
    if found.has(Cause::TokenRefused) && takes_a_token {
        return;
    }
    let offered = shown_list(&schemes);
    let cause = if schemes.iter().all(is_key) {
        Cause::ApiKey
    } else if takes_a_token && case.sent_token().is_some() {
        Cause::Scheme
    } else {
        Cause::OtherCredential
    };
    let line = match case.authorization {
        Some(_) if case.sent_token().is_some() => {
            // A token in another scheme is not looked at.
            found.remove(Cause::HeaderLost);
            format!("the API offers only {offered} here, and the token was sent as Bearer")
        }
        _ => format!("the API offers only {offered} here"),
    };
    found.say(cause, Certainty::Likely, line);
}

/// Schemes whose credential is no token.
pub(super) fn takes_none(scheme: &str) -> bool {
    [
        "Basic",
        "Digest",
        "Negotiate",
        "NTLM",
        "Hawk",
        "HOBA",
        "Mutual",
        "SCRAM-SHA-256",
        "AWS4-HMAC-SHA256",
    ]
    .iter()
    .any(|known| known.eq_ignore_ascii_case(scheme))
}

fn scope(case: &Case<'_>, challenge: &Challenge, found: &mut FoundCauses) {
    let line = match challenge.scope().filter(|scope| !scope.is_empty()) {
        Some(wanted) if case.claims().is_some() => format!(
            "token scope = {}; API asks for {}",
            shown_list(&case.token_scopes()),
            shown_text(wanted)
        ),
        Some(wanted) => format!("the API asks for {}", shown_text(wanted)),
        None => "the API says insufficient_scope".to_owned(),
    };
    found.say(Cause::Scope, Certainty::Certain, line);
}

fn step_up(case: &Case<'_>, challenge: &Challenge, found: &mut FoundCauses) {
    let mut lines = vec!["the API says insufficient_user_authentication".to_owned()];
    if let Some(wanted) = challenge.acr_values() {
        let wanted = shown_text(wanted);
        lines.push(match case.claims() {
            Some(claims) => {
                let actual = shown_text(claims.get_str("acr").unwrap_or("absent"));
                format!("token acr = {actual}; API asks for {wanted}")
            }
            None => format!("the API asks for acr {wanted}"),
        });
    }
    if let Some(wanted) = challenge.max_age() {
        let age = case.claim_time("auth_time").map_or_else(
            || "absent".to_owned(),
            |time| claimscope_core::time::relative_text(time, case.server_now),
        );
        let wanted = shown_text(wanted);
        lines.push(match case.claims() {
            Some(_) => format!("token auth_time = {age}; API allows {wanted} s"),
            None => format!("the API allows a login {wanted} s old"),
        });
    }
    for line in lines {
        found.say(Cause::StepUp, Certainty::Certain, line);
    }
}

/// A challenge for claims: those that the next token request has to ask for.
fn claims(case: &Case<'_>, challenge: &Challenge, found: &mut FoundCauses) {
    let wanted = challenge.claims();
    let after = wanted.as_ref().and_then(issued_after);
    let cause = if after.is_some() {
        Cause::Revoked
    } else {
        Cause::StepUp
    };
    let line = "the API says insufficient_claims".to_owned();
    found.say(cause, Certainty::Certain, line);
    if let Some(wanted) = &wanted {
        let line = format!("the claims to ask for: {}", shown_text(&wanted.to_string()));
        found.add(cause, Certainty::Certain, line);
    }
    if let Some(after) = after {
        let issued = case
            .claim_time("iat")
            .map_or_else(String::new, |iat| format!("; token iat = {iat}"));
        let line = format!("tokens issued before {after} no longer count{issued}");
        found.add(cause, Certainty::Certain, line);
    }
}

/// `{"access_token":{"nbf":{"value":"1604106651"}}}`.
fn issued_after(claims: &Value) -> Option<Timestamp> {
    let token = claims.as_object()?.get("access_token")?.as_object()?;
    let value = token.get("nbf")?.as_object()?.get("value")?;
    let seconds = match value {
        Value::String(text) => text.parse().ok()?,
        other => other.as_number()?.as_i64()?,
    };
    (0..9_000_000_000_000)
        .contains(&seconds)
        .then(|| Timestamp::from_unix_seconds(seconds))
}

/// Only DPoP is offered, and the token came as Bearer.
fn dpop_wanted(case: &Case<'_>, found: &mut FoundCauses) {
    let offers = |scheme: &str| case.challenges.iter().any(|challenge| challenge.is(scheme));
    let sent_bearer = case
        .authorization
        .is_some_and(|value| value.to_ascii_lowercase().starts_with("bearer "));
    if offers("DPoP") && !offers("Bearer") && sent_bearer {
        found.add(
            Cause::DpopRequired,
            Certainty::Certain,
            "the API offers only the DPoP scheme, and the token was sent as Bearer",
        );
    }
}
