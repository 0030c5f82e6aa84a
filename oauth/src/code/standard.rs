//! The `error` values that specifications define for answers other than a token endpoint's.

use super::Meaning;
use crate::diagnose::Cause;

const fn row(
    vendor: &'static str,
    meaning: &'static str,
    remedy: &'static str,
    reason: Option<Cause>,
    source: &'static str,
) -> Meaning {
    let reason = match reason {
        Some(cause) => Some(cause.code()),
        None => None,
    };
    Meaning {
        vendor,
        meaning,
        remedy,
        reason,
        source,
    }
}

const BEARER: &str = "an API, by RFC 6750";
const AUTHORIZATION: &str = "an authorization endpoint";
const OPENID: &str = "OpenID Connect Core §3.1.2.6";

/// What is known of a value, in small letters.
pub(super) fn meaning(error: &str) -> Option<Meaning> {
    Some(match error {
        "invalid_token" => row(
            BEARER,
            "The access token is expired, revoked, malformed, or not accepted for another reason.",
            "inspect the token, and compare issuer, audience and times with what the API expects",
            Some(Cause::TokenRefused),
            "RFC 6750 §3.1",
        ),
        "insufficient_scope" => row(
            BEARER,
            "The access token holds, and lacks a scope that the API requires here.",
            "ask for a token with the scope that the challenge names",
            Some(Cause::Scope),
            "RFC 6750 §3.1",
        ),
        "insufficient_user_authentication" => row(
            BEARER,
            "The user's login is too weak or too long ago for this request.",
            "let the user log in again with the acr_values or max_age that the challenge names",
            Some(Cause::StepUp),
            "RFC 9470 §3",
        ),
        "unsupported_response_type" => row(
            AUTHORIZATION,
            "The server does not offer the response_type to anybody, or not to this client.",
            "use response_type=code, and allow the grant to the client",
            None,
            "RFC 6749 §4.1.2.1",
        ),
        "login_required" | "interaction_required" | "account_selection_required" => row(
            AUTHORIZATION,
            "The user has to do something at the server, and the request forbade it by prompt=none.",
            "send the user to the server without prompt=none",
            None,
            OPENID,
        ),
        "consent_required" => row(
            AUTHORIZATION,
            "The user has not agreed to what the client asks for, and the request forbade asking by prompt=none.",
            "send the user to the server without prompt=none, or let an administrator approve the client",
            Some(Cause::GrantConsent),
            OPENID,
        ),
        "invalid_request_uri"
        | "invalid_request_object"
        | "request_not_supported"
        | "request_uri_not_supported" => row(
            AUTHORIZATION,
            "The request object cannot be fetched, read or verified, or the server takes none.",
            "send the parameters in the query, or correct the request object",
            None,
            OPENID,
        ),
        "unsupported_token_type" => row(
            "a revocation endpoint",
            "The server does not revoke tokens of this type.",
            "revoke the refresh token instead, or let the access token expire",
            None,
            "RFC 7009 §2.2.1",
        ),
        "invalid_redirect_uri" | "invalid_client_metadata" => row(
            "a registration endpoint",
            "The client cannot be registered with these data.",
            "correct what the description names; every redirect URI is absolute and without a fragment",
            None,
            "RFC 7591 §3.2.2",
        ),
        _ => return None,
    })
}
