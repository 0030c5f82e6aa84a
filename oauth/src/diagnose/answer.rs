//! What the shape of the answer says: its status, its headers, and how the request was written.

use super::case::{Case, Found, shown_list, shown_text};
use super::{Cause, Certainty};
use claimscope_core::json::Value;
use claimscope_core::url::Url;

pub(super) fn collect(case: &Case<'_>, found: &mut Found) {
    match case.status() {
        401 => unauthenticated(case, found),
        403 => forbidden(case, found),
        404 | 405 => path(case, found),
        431 => found.add(Cause::TooLarge, Certainty::Certain, "the API answers 431"),
        300..=399 => redirect(case, found),
        500.. => failed(case, found),
        400 if found.0.is_empty() => {
            authorization(case, found);
            found.add(
                Cause::RequestInvalid,
                Certainty::Likely,
                "the API answers 400",
            );
        }
        _ => {}
    }
    if case.response.is_html() && matches!(case.status(), 400..=403) {
        found.add(
            Cause::Gateway,
            Certainty::Possible,
            "the answer is a web page, where APIs answer with JSON or nothing",
        );
    }
}

fn unauthenticated(case: &Case<'_>, found: &mut Found) {
    if authorization(case, found) {
        return;
    }
    let server = case.response.header_value("server").unwrap_or_default();
    if case.challenges.is_empty() && !found.is_settled() {
        let line = if server.is_empty() {
            "a 401 without WWW-Authenticate, which RFC 9110 requires".to_owned()
        } else {
            format!(
                "a 401 without WWW-Authenticate, which RFC 9110 requires, from {}",
                shown_text(server)
            )
        };
        found.add(Cause::Gateway, Certainty::Possible, line);
    }
    if !case.has_bare_bearer() || found.is_settled() {
        return;
    }
    if case.refused.request_is_known {
        found.add(
            Cause::HeaderLost,
            Certainty::Possible,
            "a bare Bearer challenge to a request that has a token: ASP.NET Core answers so where no token arrived, or where IncludeErrorDetails is off",
        );
    } else {
        found.add(
            Cause::TokenMissing,
            Certainty::Likely,
            "a bare Bearer challenge: APIs answer so where no token arrived, and ASP.NET Core also where IncludeErrorDetails is off",
        );
    }
}

/// Looks at how the header is written; true where that alone explains the answer.
fn authorization(case: &Case<'_>, found: &mut Found) -> bool {
    let Some(value) = case.authorization else {
        if !case.refused.request_is_known {
            return false;
        }
        let line = "no Authorization header was sent";
        found.add(Cause::TokenMissing, Certainty::Certain, line);
        return true;
    };
    let (scheme, rest) = value.trim().split_once(' ').unwrap_or((value.trim(), ""));
    let rest = rest.trim();
    let known = ["Bearer", "DPoP"]
        .iter()
        .any(|known| known.eq_ignore_ascii_case(scheme));
    let line = if known && rest.is_empty() {
        found.add(
            Cause::TokenMissing,
            Certainty::Certain,
            format!("the Authorization header is {scheme} with no token behind it"),
        );
        return true;
    } else if !known && rest.is_empty() && scheme.contains('.') {
        "the token stands in Authorization without Bearer before it".to_owned()
    } else if !known && !rest.is_empty() && is_token(scheme) {
        format!("the scheme sent is {}", shown_text(scheme))
    } else if !known {
        "the Authorization header has no scheme".to_owned()
    } else if rest.to_ascii_lowercase().starts_with("bearer") {
        "Bearer stands twice".to_owned()
    } else if rest.starts_with(['"', '\'', '<', '{']) {
        "the token stands in quotes or brackets".to_owned()
    } else if rest.contains(char::is_whitespace) {
        "there is white space within the token".to_owned()
    } else {
        return false;
    };
    found.add(Cause::Scheme, Certainty::Certain, line);
    true
}

/// Whether the text may be shown as a scheme: letters and hyphens, so that it is no credential.
fn is_token(text: &str) -> bool {
    text.len() <= 20
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphabetic() || b"-:_".contains(&byte))
}

fn forbidden(case: &Case<'_>, found: &mut Found) {
    if found.has(Cause::Path) {
        return;
    }
    if case.authorization.is_none() && case.refused.request_is_known {
        let line = "no Authorization header was sent";
        found.add(Cause::TokenMissing, Certainty::Likely, line);
        return;
    }
    if !case.challenges.is_empty() || found.has(Cause::Scope) {
        return;
    }
    found.add(
        Cause::Policy,
        Certainty::Likely,
        "a 403 without WWW-Authenticate: ASP.NET Core answers so where the token passed and a policy did not",
    );
    if case.report.is_none() {
        return;
    }
    let scopes = case.token_scopes();
    let line = format!("token scope = {}", shown_list(&scopes));
    found.add(Cause::Policy, Certainty::Likely, line);
    for name in ["roles", "permissions", "groups"] {
        let values = case.claim_texts(name);
        if !values.is_empty() {
            let line = format!("token {name} = {}", shown_list(&values));
            found.add(Cause::Policy, Certainty::Likely, line);
        }
    }
    let claim = |name: &str| case.claims().and_then(|claims| claims.get(name));
    if let Some(Value::String(scope)) = claim("scope")
        && scope.contains(' ')
    {
        let line =
            "scope is one string of several words: ASP.NET's RequireClaim compares it as a whole";
        found.add(Cause::Policy, Certainty::Likely, line);
    }
    if claim("scp").is_some() {
        let line = "the scopes stand in scp, which ASP.NET renames to http://schemas.microsoft.com/identity/claims/scope unless MapInboundClaims is off";
        found.add(Cause::Policy, Certainty::Likely, line);
    }
}

fn path(case: &Case<'_>, found: &mut Found) {
    let line = format!(
        "the API answers {} to {}",
        case.status(),
        shown_text(&case.refused.request.method)
    );
    found.add(Cause::Path, Certainty::Likely, line);
}

fn redirect(case: &Case<'_>, found: &mut Found) {
    let target = case.response.header_value("location").unwrap_or_default();
    let shown = shown_text(&crate::mask::url(target));
    let line = format!("the API redirects to {shown}");
    found.add(Cause::Redirect, Certainty::Certain, line);
    let small = target.to_ascii_lowercase();
    let (from, to) = (Url::parse(&case.refused.request.url), Url::parse(target));
    if let (Ok(from), Ok(to)) = (from, to)
        && !from.is_https()
        && to.is_https()
        && from.host().eq_ignore_ascii_case(to.host())
    {
        let line =
            "it leads from http to https of the same host; most clients drop the token on the way";
        found.add(Cause::Redirect, Certainty::Certain, line);
    } else if small.contains("login") || small.contains("authorize") || small.contains("signin") {
        let line = "it leads to a login page: the API treats the caller as a browser, by a cookie or OpenID Connect scheme";
        found.add(Cause::Redirect, Certainty::Certain, line);
    }
}

fn failed(case: &Case<'_>, found: &mut Found) {
    let status = case.status();
    let (cause, line) = match status {
        502..=504 => (
            Cause::Gateway,
            format!("the answer is {status}: a gateway did not reach the API"),
        ),
        _ => (Cause::Failed, format!("the API answers {status}")),
    };
    found.add(cause, Certainty::Likely, line);
    if status == 500 && case.sent_token().is_some() && !found.has(Cause::IssuerUnreachable) {
        found.add(
            Cause::IssuerUnreachable,
            Certainty::Possible,
            "older ASP.NET Core answers 500 where it cannot fetch the issuer's metadata",
        );
    }
}
