//! What many authorization servers say in much the same words; the specific before the general.

use super::table::sayings;

/// Where the codes are documented.
pub(super) const CODES: &str = "https://www.rfc-editor.org/rfc/rfc6749#section-5.2";

sayings! {
    // Requests that must be pushed.
    _: "pushed authorization request is only allowed|pushed authorization request * required" => PushRequired,
        "the server takes authorization requests of this client only where they were pushed",
        "push the request first (RFC 9126), in the terminal by --par";
    // PKCE.
    _: "code_verifier|code verifier" => GrantPkce,
        "PKCE: the code_verifier is missing, or is not the one behind the code_challenge",
        PKCE;
    "invalid_grant": "pkce" => GrantPkce,
        "PKCE: the code_verifier is missing, or is not the one behind the code_challenge",
        PKCE;
    _: "code_challenge|code challenge" => PkceRequired,
        "the client has to use PKCE, and the request has no code_challenge that the server takes",
        "send code_challenge, and code_challenge_method=S256, in the authorization request";
    // Redirect URIs.
    "invalid_grant": "redirect_uri|redirect uri" => RedirectUri,
        "the redirect_uri of the token request is not the one of the authorization request",
        "send the very redirect_uri of the authorization request: every letter counts, and so does a slash at the end";
    _: "redirect_uri_mismatch|redirect_mismatch|invalid redirect_uri|invalid redirect uri|mismatching redirect uri" => RedirectUri,
        "the redirect_uri is not one that is registered for this client",
        REDIRECT;
    // DPoP.
    _: "dpop proof is missing required" => DpopProof,
        "the DPoP proof lacks a claim",
        "make the proof with htm, htu, iat and jti, and with ath, the token's hash, where a token is sent";
    _: "dpop proof required|dpop proof * is missing" => DpopRequired,
        "the server gives this client tokens with a DPoP proof alone",
        "send a DPoP proof with the token request, in the terminal by --dpop; or let the client have bearer tokens at the server";
    // Assertions of the client.
    "access_denied": "access_denied unauthorized" => ClientAuthentication,
        "the client may be unknown, its secret wrong, or none be wanted of it",
        "check client_id and client_secret; a client without a secret has to be registered as one, at Auth0 by the Token Endpoint Authentication Method None";
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
    _: "refresh token has expired|refresh token has been revoked|invalid refresh token" => GrantInvalid,
        "the refresh token has expired, was revoked, or was replaced by a newer one",
        REFRESH;
    "invalid_grant": "refresh token|refresh_token" => GrantInvalid,
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
    _: "auth_code_not_found|invalid authorization code|authorization code is invalid|authorization code has" => GrantInvalid,
        "the code is wrong, expired or used already",
        CODE_ONCE;
    "invalid_code": "invalid_code" => GrantInvalid,
        "the code is wrong, expired or used already",
        CODE_ONCE;
}

const PKCE: &str = "keep the code_verifier from the authorization request to the token request: its SHA-256, as base64url without padding, is the code_challenge; two tabs, a page that is drawn twice or another process put another one in its place";

const REDIRECT: &str = "register the very redirect_uri of the request with the client: scheme, host, port, path and a slash at the end count, and localhost is not 127.0.0.1";

/// What to do about a code that was used already.
pub(super) const CODE_ONCE: &str = "log in again for a new code, and redeem it once: a callback that is opened twice, React's StrictMode or two workers redeem it twice";

const AUDIENCE: &str = "send the token endpoint, or the issuer, as the server documents it, in the terminal by --assertion-audience";

const REFRESH: &str = "log in again; where each use gives a new refresh token, keep the newest, and let no two requests use one at the same time";
