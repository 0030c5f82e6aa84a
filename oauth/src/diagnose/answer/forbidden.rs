//! What a 403 says: who calls is known, and a rule is not met.

use super::{Case, Cause, Certainty, FoundCauses, header, shown_list};
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
    if found.has_specific() && !found.has(Cause::Policy) || found.is_settled() {
        return;
    }
    let is_said = [Cause::Policy, Cause::HeaderLost, Cause::TokenRefused]
        .iter()
        .any(|cause| found.has(*cause));
    if !is_said && case.challenges.is_empty() {
        let line = if case.is_of("ASP.NET Core") {
            "a 403 without WWW-Authenticate: ASP.NET Core answers so where the token passed and a policy did not"
        } else {
            "a 403 without WWW-Authenticate, and no word why: most APIs answer so where the token passed and a rule did not"
        };
        found.add(Cause::Policy, Certainty::Likely, line);
    }
    if found.has(Cause::Policy) && case.claims().is_some() {
        rights(case, found);
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
    if !case.is_of("ASP.NET Core") {
        return;
    }
    let claim = |name: &str| case.claims().and_then(|claims| claims.get(name));
    if let Some(Value::String(scope)) = claim("scope")
        && scope.contains(' ')
    {
        let line =
            "scope is one string of several words: ASP.NET's RequireClaim compares it as a whole";
        add(line.to_owned());
    }
    if claim("scp").is_some() {
        let line = "the scopes stand in scp, which ASP.NET renames to http://schemas.microsoft.com/identity/claims/scope unless MapInboundClaims is off";
        add(line.to_owned());
    }
}

/// GitHub names the scopes that the token has, and those of which the path takes one.
fn accepted_scopes(case: &Case<'_>, found: &mut FoundCauses) {
    let header = |name| {
        case.response
            .header_value(name)
            .filter(|value| !value.trim().is_empty())
    };
    let (Some(actual), Some(wanted)) = (
        case.response.header_value("x-oauth-scopes"),
        header("x-accepted-oauth-scopes"),
    ) else {
        return;
    };
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
