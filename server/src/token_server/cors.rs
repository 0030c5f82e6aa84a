//! Cross-origin requests, for the origins in a client's `AllowedCorsOrigins` and the endpoints that IdentityServer4 opens.

use axum::http::header::{
    ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS, ACCESS_CONTROL_ALLOW_ORIGIN,
    ACCESS_CONTROL_REQUEST_HEADERS, ACCESS_CONTROL_REQUEST_METHOD, ORIGIN,
};
use axum::http::{Method, StatusCode};

use crate::config::Config;
use crate::http::{Answer, Asked};

const OPEN_PATHS: [&str; 5] = [
    "/.well-known/openid-configuration",
    "/.well-known/openid-configuration/jwks",
    "/connect/token",
    "/connect/userinfo",
    "/connect/revocation",
];

/// Lets an allowed origin read the answer; its preflight is answered here. Other origins get the plain answer.
pub(super) fn apply(config: &Config, asked: &Asked, answer: impl FnOnce() -> Answer) -> Answer {
    let preflight_of = asked
        .header(&ACCESS_CONTROL_REQUEST_METHOD)
        .filter(|_| asked.method == Method::OPTIONS);
    let Some(origin) = allowed_origin(config, asked) else {
        return match preflight_of {
            Some(_) if asked.header(&ORIGIN).is_some() => refused_preflight(asked, answer()),
            _ => answer(),
        };
    };
    let Some(method) = preflight_of else {
        let mut answer = answer();
        answer.header(ACCESS_CONTROL_ALLOW_ORIGIN, origin);
        return answer;
    };
    let mut preflight =
        Answer::empty(StatusCode::NO_CONTENT).logged("a preflight of an allowed origin");
    if let Some(headers) = asked.header(&ACCESS_CONTROL_REQUEST_HEADERS) {
        preflight.header(ACCESS_CONTROL_ALLOW_HEADERS, headers);
    }
    preflight.header(ACCESS_CONTROL_ALLOW_METHODS, method);
    preflight.header(ACCESS_CONTROL_ALLOW_ORIGIN, origin);
    preflight
}

/// The answer that IdentityServer4 gives a preflight that it does not allow, with the log saying what it was.
fn refused_preflight(asked: &Asked, answer: Answer) -> Answer {
    let is_open = OPEN_PATHS.contains(&asked.path.as_str());
    answer.because(
        "a browser's preflight, refused: the script that asks cannot read the answer",
        if is_open {
            "add the page's origin, scheme, host and port alone, to AllowedCorsOrigins of its client"
        } else {
            "IdentityServer4 opens this endpoint to no origin; call it from a server"
        },
    )
}

fn allowed_origin<'a>(config: &Config, asked: &'a Asked) -> Option<&'a str> {
    let origin = asked.header(&ORIGIN)?;
    let allowed = config
        .clients
        .iter()
        .flat_map(|client| &client.allowed_cors_origins)
        .any(|allowed| allowed.eq_ignore_ascii_case(origin));
    (allowed && OPEN_PATHS.contains(&asked.path.as_str())).then_some(origin)
}
