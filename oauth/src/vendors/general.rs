//! What many authorization servers say in much the same words, and libraries of clients about a login that was lost; the
//! specific before the general.

use super::table::sayings;

/// Where the codes are documented.
pub(super) const CODES: &str = "https://www.rfc-editor.org/rfc/rfc6749#section-5.2";

sayings! {
    // Requests that must be pushed.
    _: "pushed authorization request is only allowed" => PushRequired,
        "the server takes authorization requests of this client only where they were pushed",
        "push the request first (RFC 9126), in the terminal by --par";
    _: "pushed authorization request * required" => PushRequired,
        "the server takes authorization requests of this client only where they were pushed",
        "push the request first (RFC 9126), in the terminal by --par";
    // PKCE.
    _: "code_verifier" => GrantPkce,
        "PKCE: the code_verifier is missing, or is not the one behind the code_challenge",
        PKCE;
    _: "code verifier" => GrantPkce,
        "PKCE: the code_verifier is missing, or is not the one behind the code_challenge",
        PKCE;
    "invalid_grant": "pkce" => GrantPkce,
        "PKCE: the code_verifier is missing, or is not the one behind the code_challenge",
        PKCE;
    _: "code_challenge" => PkceRequired,
        "the client has to use PKCE, and the request has no code_challenge that the server takes",
        "send code_challenge, and code_challenge_method=S256, in the authorization request";
    _: "code challenge" => PkceRequired,
        "the client has to use PKCE, and the request has no code_challenge that the server takes",
        "send code_challenge, and code_challenge_method=S256, in the authorization request";
    // Redirect URIs.
    "invalid_grant": "redirect_uri" => RedirectUri,
        "the redirect_uri of the token request is not the one of the authorization request",
        "send the very redirect_uri of the authorization request: every letter counts, and so does a slash at the end";
    "invalid_grant": "redirect uri" => RedirectUri,
        "the redirect_uri of the token request is not the one of the authorization request",
        "send the very redirect_uri of the authorization request: every letter counts, and so does a slash at the end";
    _: "redirect_uri_mismatch" => RedirectUri,
        "the redirect_uri is not one that is registered for this client",
        REDIRECT;
    _: "redirect_mismatch" => RedirectUri,
        "the redirect_uri is not one that is registered for this client",
        REDIRECT;
    _: "invalid redirect_uri" => RedirectUri,
        "the redirect_uri is not one that is registered for this client",
        REDIRECT;
    _: "invalid redirect uri" => RedirectUri,
        "the redirect_uri is not one that is registered for this client",
        REDIRECT;
    _: "mismatching redirect uri" => RedirectUri,
        "the redirect_uri is not one that is registered for this client",
        REDIRECT;
    // DPoP.
    _: "dpop proof required" => DpopRequired,
        "the server gives this client tokens with a DPoP proof alone",
        DPOP;
    _: "dpop proof * is missing" => DpopRequired,
        "the server gives this client tokens with a DPoP proof alone",
        DPOP;
    // Assertions of the client.
    "invalid_client": "kid does not match" => ClientAuthentication,
        "the server has no key of this kid for the client",
        "register the assertion's public key with the client; or send the kid that is registered, in the terminal by --assertion-kid";
    "invalid_client": "too far into the future" => ClientAuthentication,
        "the client assertion holds for longer than the server allows",
        "let the assertion hold for less, in the terminal by --assertion-lifetime; many servers take five minutes, and Okta an hour";
    "invalid_client": "signature on jwt token failed" => ClientAuthentication,
        "the key that signed the client assertion is not the one that is registered",
        "register the public key of the very key that signs, or sign with the registered one";
    "invalid_client": "token reuse detected" => ClientAuthentication,
        "the server has seen the client assertion's jti before",
        "make a fresh assertion, with a jti of its own, for each request";
    _: "audience claim for client_assertion" => ClientAuthentication,
        "the client assertion's aud is not the one that the server takes",
        AUDIENCE;
    "invalid_client": "invalid token audience" => ClientAuthentication,
        "the client assertion's aud is not the one that the server takes",
        AUDIENCE;
    _: "missing valid authorization header" => ClientAuthentication,
        "the client has to authenticate by the Authorization header",
        "send client_id and client_secret by client_secret_basic";
    // What was given to be exchanged.
    _: "refresh_token is invalid" => GrantInvalid,
        "the refresh token has expired, was revoked, or was replaced by a newer one",
        REFRESH;
    "invalid_grant": "refresh token" => GrantInvalid,
        "the refresh token has expired, was revoked, or was replaced by a newer one",
        REFRESH;
    "invalid_grant": "refresh_token" => GrantInvalid,
        "the refresh token has expired, was revoked, or was replaced by a newer one",
        REFRESH;
    "invalid_grant": "device code * expired" => GrantInvalid,
        "the device code has expired",
        "start the device flow again";
    _: "device_code * expired" => GrantInvalid,
        "the device code has expired",
        "start the device flow again";
    "expired_token": "expired_token" => GrantInvalid,
        "the device code has expired",
        "start the device flow again";
    _: "authorization_declined" => GrantDenied,
        "the user declined",
        "start the device flow again, if the user is willing";
    _: "bad_verification_code" => GrantInvalid,
        "the code, or the device code, is wrong, expired or used already",
        "start again for a new code; a code of GitHub lasts ten minutes";
    "invalid_code": "invalid_code" => GrantInvalid,
        "the code is wrong, expired or used already",
        "log in again for a new code, and redeem it once; a callback that is opened twice redeems it twice";
}

const PKCE: &str = "keep the code_verifier from the authorization request to the token request: its SHA-256, as base64url without padding, is the code_challenge; two tabs, a page that is drawn twice or another process put another one in its place";

const REDIRECT: &str = "register the very redirect_uri of the request with the client: scheme, host, port, path and a slash at the end count, and localhost is not 127.0.0.1";

const DPOP: &str = "send a DPoP proof with the token request, in the terminal by --dpop; or let the client have bearer tokens at the server";

const AUDIENCE: &str = "send the token endpoint, or the issuer, as the server documents it, in the terminal by --assertion-audience";

const REFRESH: &str = "log in again; where each use gives a new refresh token, keep the newest, and let no two requests use one at the same time";

/// What libraries of clients say where the answer of the authorization endpoint came.
pub(super) const OF_CLIENTS: &[super::Saying] = of_clients::SAYINGS;

mod of_clients {
    use crate::vendors::table::sayings;

    const LOST: &str = "log in once more, in one tab; if it stays, see that the cookie of the login survives (SameSite, Secure on http, another host name or port), that all instances of the app share their keys and sessions, and that the callback is not opened twice";

    sayings! {
        // MSAL.js
        _: "interaction_in_progress" => LoginLost,
            "the page began a login while another one of its own is not finished",
            "await handleRedirectPromise before a login begins, and clear the page's session storage after one that was broken off";
        // MSAL.js
        _: "state_mismatch" => LoginLost,
            "the answer does not fit the login that this browser began",
            LOST;
        // ASP.NET Core
        _: "correlation failed" => LoginLost,
            "the answer does not fit the login that this browser began: the correlation cookie is missing",
            LOST;
        // Spring Security
        _: "authorization_request_not_found" => LoginLost,
            "the session has no authorization request that the answer fits",
            LOST;
        // passport-oauth2
        _: "unable to verify authorization request state" => LoginLost,
            "the session has no state that the answer fits",
            LOST;
        // Auth.js
        _: "state cookie was missing" => LoginLost,
            "the cookie with the login's state did not come back",
            LOST;
        // Authlib
        _: "mismatchingstateerror" => LoginLost,
            "the answer carries another state than the session has",
            LOST;
        // Authlib
        _: "mismatching_state" => LoginLost,
            "the answer carries another state than the session has",
            LOST;
        // Microsoft.IdentityModel
        _: "idx21323" => LoginLost,
            "the nonce of the login is missing, as its cookie did not come back",
            LOST;
        // Microsoft.IdentityModel
        _: "idx21329" => LoginLost,
            "the state of the login is missing",
            LOST;
        // oauthlib
        _: "missing access token parameter" => NoToken,
            "the token response had no access_token",
            "print the body of the token response: it is mostly an error, or a form in place of JSON";
        // Browsers
        _: "blocked by cors policy" => Cors,
            "the browser kept the answer from the page, as it has no CORS headers for the page's origin",
            "register the page's origin at the server, as a redirect URI of a page too (at Entra the platform Single-page application, at Okta Trusted Origins, at Keycloak Web origins, at Auth0 Allowed Web Origins); an error page may lack the headers too, so look at what the server answers outside the browser; a page holds no client_secret";
    }
}
