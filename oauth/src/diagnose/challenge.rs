//! What the challenge says by its error code: RFC 6750, RFC 9449 and RFC 9470.

use super::case::{Case, Found, shown_list, shown_text};
use super::{Cause, Certainty};
use crate::Challenge;

pub(super) fn collect(case: &Case<'_>, found: &mut Found) {
    for challenge in &case.challenges {
        match challenge.error() {
            Some("insufficient_scope") => scope(case, challenge, found),
            Some("insufficient_user_authentication") => step_up(case, challenge, found),
            Some("invalid_request") => found.add(
                Cause::RequestInvalid,
                Certainty::Certain,
                "the API says invalid_request",
            ),
            Some("use_dpop_nonce") => found.add(
                Cause::DpopNonce,
                Certainty::Certain,
                "the API says use_dpop_nonce",
            ),
            Some("invalid_dpop_proof") => found.add(
                Cause::DpopProof,
                Certainty::Certain,
                "the API says invalid_dpop_proof",
            ),
            _ => {}
        }
    }
    dpop_wanted(case, found);
    other_scheme_wanted(case, found);
}

/// Only schemes are offered that take no token.
fn other_scheme_wanted(case: &Case<'_>, found: &mut Found) {
    let schemes: Vec<_> = case
        .challenges
        .iter()
        .map(|it| it.scheme.as_str())
        .collect();
    let takes_no_token = |scheme: &&str| {
        ["Basic", "Digest", "Negotiate", "NTLM"]
            .iter()
            .any(|known| known.eq_ignore_ascii_case(scheme))
    };
    if case.sent_token().is_some() && !schemes.is_empty() && schemes.iter().all(takes_no_token) {
        let offered = shown_list(&schemes);
        let line = format!("the API offers only {offered} here, and the token was sent as Bearer");
        found.add(Cause::TokenRefused, Certainty::Likely, line);
    }
}

fn scope(case: &Case<'_>, challenge: &Challenge, found: &mut Found) {
    let line = match challenge.scope().filter(|scope| !scope.is_empty()) {
        Some(wanted) => format!(
            "token scope = {}; API asks for {}",
            shown_list(&case.token_scopes()),
            shown_text(wanted)
        ),
        None => "the API says insufficient_scope".to_owned(),
    };
    found.add(Cause::Scope, Certainty::Certain, line);
}

fn step_up(case: &Case<'_>, challenge: &Challenge, found: &mut Found) {
    let mut lines = vec!["the API says insufficient_user_authentication".to_owned()];
    if let Some(wanted) = challenge.acr_values() {
        let actual = case.claim_text("acr").unwrap_or("absent");
        lines.push(format!(
            "token acr = {}; API asks for {}",
            shown_text(actual),
            shown_text(wanted)
        ));
    }
    if let Some(wanted) = challenge.max_age() {
        let age = case.claim_time("auth_time").map_or_else(
            || "absent".to_owned(),
            |time| claimscope_core::time::relative_text(time, case.server_now),
        );
        lines.push(format!(
            "token auth_time = {age}; API allows {} s",
            shown_text(wanted)
        ));
    }
    for line in lines {
        found.add(Cause::StepUp, Certainty::Certain, line);
    }
}

/// Only DPoP is offered, and the token came as Bearer.
fn dpop_wanted(case: &Case<'_>, found: &mut Found) {
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
