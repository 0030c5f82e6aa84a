//! What the shape of the answer says: its status, its headers, and how the request was written.

use super::case::{Case, shown_list, shown_text};
use super::found::Found;
use super::said::{Place, is_markup};
use super::{Cause, Certainty};
use claimscope_core::json::Value;
use claimscope_core::url::Url;

pub(super) fn collect(case: &Case<'_>, found: &mut Found) {
    limits(case, found);
    match case.status() {
        401 => unauthenticated(case, found),
        403 => forbidden(case, found),
        404 | 405 => path(case, found),
        407 => {
            let line =
                "the answer is 407: a proxy between here and the API wants a login of its own";
            found.add(Cause::Gateway, Certainty::Certain, line);
        }
        431 => found.add(Cause::TooLarge, Certainty::Certain, "the API answers 431"),
        _ if case.response.is_redirect() => redirect(case, found),
        500.. => failed(case, found),
        400 => malformed(case, found),
        _ => {}
    }
    page(case, found);
    if case.response.header_value("cf-mitigated").is_some() {
        let line = "the answer has cf-mitigated: Cloudflare wants a browser to prove itself";
        found.add(Cause::Gateway, Certainty::Certain, line);
    }
}

/// GitHub names the scopes that the token has, and those of which the path takes one.
fn accepted_scopes(case: &Case<'_>, found: &mut Found) {
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

/// How long to wait: `Retry-After` in either form.
pub(super) fn retry_after<'a>(case: &Case<'a>) -> Option<&'a str> {
    case.response
        .header_value("retry-after")
        .map(str::trim)
        .filter(|value| !value.is_empty())
}

fn limits(case: &Case<'_>, found: &mut Found) {
    let (status, wait) = (case.status(), retry_after(case));
    let spent = [
        "x-ratelimit-remaining",
        "ratelimit-remaining",
        "x-rate-limit-remaining",
    ]
    .iter()
    .any(|name| {
        case.response
            .header_value(name)
            .is_some_and(|value| value.trim() == "0")
    });
    let certainty = match status {
        429 => Certainty::Certain,
        403 if spent => Certainty::Certain,
        503 if wait.is_some() => Certainty::Likely,
        _ if found.has(Cause::RateLimit) => Certainty::Likely,
        _ => return,
    };
    found.add(
        Cause::RateLimit,
        certainty,
        format!("the API answers {status}"),
    );
    if spent {
        let line = "the headers say that no more calls are left for now";
        found.add(Cause::RateLimit, certainty, line);
    }
    if let Some(wait) = wait {
        let line = format!("Retry-After: {}", shown_text(wait));
        found.add(Cause::RateLimit, certainty, line);
    }
}

fn malformed(case: &Case<'_>, found: &mut Found) {
    if found.has_specific() {
        return;
    }
    if case.sent_token().is_some() || case.authorization.is_some() {
        authorization(case, found);
    }
    let has_a_reason = found
        .0
        .iter()
        .any(|entry| entry.certainty > Certainty::Possible);
    if !has_a_reason {
        found.add(
            Cause::RequestInvalid,
            Certainty::Likely,
            "the API answers 400",
        );
    }
}

/// A web page where an API would answer with JSON: somebody's login page, or a firewall's.
fn page(case: &Case<'_>, found: &mut Found) {
    let is_page = case.response.is_html() && case.body_text().is_some_and(is_markup);
    if !is_page || case.response.is_redirect() {
        return;
    }
    let asks_to_log_in = case.said.iter().any(|sentence| {
        let words = [
            "sign in",
            "log in",
            "login",
            "single sign-on",
            "continue with",
        ];
        sentence.place == Place::Page && words.iter().any(|word| sentence.small.contains(word))
    });
    let has_password = case.body_text().is_some_and(|text| {
        let small = text.to_ascii_lowercase();
        small.contains("type=\"password\"")
            || small.contains("type='password'")
            || small.contains("name=\"samlrequest\"")
    });
    if (asks_to_log_in && case.status() != 200) || has_password {
        let line = "the answer is a login page: what answers treats the caller as a browser";
        found.add(Cause::Gateway, Certainty::Likely, line);
    } else if matches!(case.status(), 400..=403) {
        let line = "the answer is a web page, where APIs answer with JSON or nothing";
        found.add(Cause::Gateway, Certainty::Possible, line);
    }
}

fn unauthenticated(case: &Case<'_>, found: &mut Found) {
    let wants_another = !case.other_schemes().is_empty()
        || found.has(Cause::ApiKey)
        || found.has(Cause::OtherCredential);
    let is_another_scheme = case.sent_token().is_none() && wants_another;
    if !is_another_scheme && authorization(case, found) {
        return;
    }
    let server = case.response.header_value("server").unwrap_or_default();
    if case.challenges.is_empty() && !found.is_settled() && !found.has_specific() {
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
    if !case.has_bare_bearer() || found.is_settled() || found.has_specific() {
        return;
    }
    let aspnet = case.is_of("ASP.NET Core");
    if case.refused.request_is_known {
        let line = if aspnet {
            "a bare Bearer challenge to a request that has a token: ASP.NET Core answers so where no token arrived, or where IncludeErrorDetails is off"
        } else {
            "a bare Bearer challenge, without an error, to a request that has a token: by RFC 6750 §3.1 that is the answer where none arrived"
        };
        found.add(Cause::HeaderLost, Certainty::Possible, line);
    } else {
        let line = if aspnet {
            "a bare Bearer challenge: APIs answer so where no token arrived, and ASP.NET Core also where IncludeErrorDetails is off"
        } else {
            "a bare Bearer challenge, without an error: by RFC 6750 §3.1 that is the answer where no token arrived"
        };
        found.add(Cause::TokenMissing, Certainty::Likely, line);
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
        authorization(case, found);
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
fn rights(case: &Case<'_>, found: &mut Found) {
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

fn path(case: &Case<'_>, found: &mut Found) {
    let line = format!(
        "the API answers {} to {}",
        case.status(),
        shown_text(&case.refused.request.method)
    );
    found.add(Cause::Path, Certainty::Likely, line);
}

/// What stands in the address of a login page.
const LOGIN: &[&str] = &[
    "/access/login",
    "/auth?",
    "/authenticate",
    "authorize",
    "login",
    "logon",
    "oauth2/start",
    "openid-connect",
    "rd=",
    "saml",
    "sign_in",
    "sign-in",
    "signin",
    "/sso",
    "accounts.google.com",
    "wa=wsignin",
];

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
    } else if LOGIN.iter().any(|word| small.contains(word)) {
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
    if !found.has(Cause::RateLimit) {
        found.add(cause, Certainty::Likely, line);
    }
    if status == 500 && case.sent_token().is_some() && case.is_of("ASP.NET Core") {
        found.add(
            Cause::IssuerUnreachable,
            Certainty::Possible,
            "older ASP.NET Core answers 500 where it cannot fetch the issuer's metadata",
        );
    }
}
