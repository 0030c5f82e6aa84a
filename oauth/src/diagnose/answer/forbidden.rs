//! What a 403 says: who calls is known, and a rule is not met.

use super::{Case, Cause, Certainty, FoundCauses, header, shown_list, shown_text};
use crate::vendors::refusals::facts::Sight;
use crate::vendors::refusals::habits::{SCOPE_HEADERS, nested_roles};
use claimscope_core::json::Value;

pub(super) fn forbidden(case: &Case<'_>, found: &mut FoundCauses) {
    if found.has(Cause::Path) || found.has(Cause::Gateway) || found.has(Cause::RateLimit) {
        return;
    }
    if case.authorization.is_none()
        && case.refused.request_is_known
        && (found.has(Cause::Policy) || !found.has_specific())
    {
        let line = "no Authorization header was sent";
        found.add(Cause::TokenMissing, Certainty::Likely, line);
        found.doubt(
            Cause::Policy,
            "no token was sent, which the rule may ask for",
        );
        return;
    }
    if !found.has_specific() && case.sent_token().is_none() && case.authorization.is_some() {
        header::authorization(case, found);
    }
    accepted_scopes(case, found);
    userinfo(case, found);
    if found.has_specific() && !found.has(Cause::Policy) || found.is_settled() {
        return;
    }
    let is_said = [Cause::Policy, Cause::HeaderLost, Cause::TokenRefused]
        .iter()
        .any(|cause| found.has(*cause));
    if !is_said && case.challenges.is_empty() {
        let line = case.habit(Sight::SilentForbidden).unwrap_or(
            "a 403 without WWW-Authenticate, and no word why: most APIs answer so where the token passed and a rule did not",
        );
        found.add(Cause::Policy, Certainty::Likely, line);
    }
    if found.has(Cause::Policy) && case.claims().is_some() {
        rights(case, found);
    }
}

/// Userinfo takes tokens of OpenID Connect alone (OpenID Connect Core §5.3.1).
fn userinfo(case: &Case<'_>, found: &mut FoundCauses) {
    let scopes = case.token_scopes();
    if case.is_of_userinfo() && case.claims().is_some() && !scopes.contains(&"openid") {
        let line = format!(
            "token scope = {}, without openid, which userinfo asks for",
            shown_list(&scopes)
        );
        found.add(Cause::Scope, Certainty::Likely, line);
    }
}

/// What the token says of rights, which the rule may ask for.
fn rights(case: &Case<'_>, found: &mut FoundCauses) {
    let mut add = |line: String| found.add(Cause::Policy, Certainty::Likely, line);
    add(format!(
        "token scope = {}",
        shown_list(&case.token_scopes())
    ));
    for name in ["roles", "permissions", "groups"] {
        let values = case.claim_texts(name);
        if !values.is_empty() {
            add(format!("token {name} = {}", shown_list(&values)));
        }
    }
    for line in case.claims().map(nested_roles).unwrap_or_default() {
        add(shown_text(&line));
    }
    let claim = |name: &str| case.claims().and_then(|claims| claims.get(name));
    let has_several = matches!(claim("scope"), Some(Value::String(scope)) if scope.contains(' '));
    for (is_so, sight) in [
        (has_several, Sight::SeveralScopes),
        (claim("scp").is_some(), Sight::ScopesInScp),
    ] {
        if let Some(line) = case.habit(sight).filter(|_| is_so) {
            add(line.to_owned());
        }
    }
}

/// Where the answer names the scopes that the token has, and those of which the path takes one.
fn accepted_scopes(case: &Case<'_>, found: &mut FoundCauses) {
    let (of_token, of_path) = SCOPE_HEADERS;
    let header = |name| case.response.header_value(name);
    let (Some(actual), Some(wanted)) = (header(of_token), header(of_path)) else {
        return;
    };
    if wanted.trim().is_empty() {
        return;
    }
    let actual: Vec<_> = actual
        .split(',')
        .map(str::trim)
        .filter(|scope| !scope.is_empty())
        .collect();
    let wanted: Vec<_> = wanted.split(',').map(str::trim).collect();
    if wanted.iter().all(|scope| !actual.contains(scope)) {
        let line = format!(
            "token scopes = {}; the path takes one of {}",
            shown_list(&actual),
            shown_list(&wanted)
        );
        found.add(Cause::Scope, Certainty::Likely, line);
    }
}
