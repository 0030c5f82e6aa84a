//! Keycloak: the sentences of its token endpoint ([sources]).
//!
//! [sources]: https://github.com/keycloak/keycloak/tree/main/services/src/main/java/org/keycloak/authentication/authenticators/client

use super::general::CODE_ONCE;
use super::table::sayings;

/// Where its codes are documented.
pub(super) const CODES: &str = "https://github.com/keycloak/keycloak/tree/main/services";

/// Why nothing is at an issuer that was Keycloak's before 17; `tried` is where it was looked for.
pub(super) fn no_issuer(tried: &str) -> Option<&'static str> {
    tried
        .contains("/auth/realms/")
        .then_some("check the issuer: from version 17 on, Keycloak has no /auth before /realms")
}

/// Where the path was `/auth` before 17, unless set so.
const NO_AUTH_PATH: &str = "check the path: from version 17 on, Keycloak has no /auth before /realms unless http-relative-path is set";

sayings! {
    // https://github.com/keycloak/keycloak/issues/16923
    "unauthorized_client": "invalid client or invalid client credentials" => ClientAuthentication,
        "the client is unknown, or its secret is wrong",
        "check client_id and client_secret; Keycloak says unauthorized_client for a wrong secret";
    "unauthorized_client": "invalid client secret" => ClientAuthentication,
        "the client's secret is wrong",
        "copy the secret anew from the client's Credentials tab; Keycloak says unauthorized_client for a wrong secret";
    "unauthorized_client": "invalid client credentials" => ClientAuthentication,
        "the client is unknown, or its secret is wrong",
        "check client_id and client_secret; Keycloak says unauthorized_client for a wrong secret";
    "unauthorized_client": "client secret not provided" => ClientAuthentication,
        "the client has a secret, and none was sent",
        "send the secret of the client's Credentials tab";
    "unauthorized_client": "retrieve service account" => ClientNotAllowed,
        "the client may not use client_credentials",
        "switch on Service accounts roles, and Client authentication, in the client's settings";
    "access_denied": "user_info_request_error" => Scope,
        "userinfo refuses the access token, most often because it lacks the scope openid",
        "ask for the scope openid: userinfo takes no token without it";
    _: "could not find resource for full path" => Path,
        "nothing is at this path",
        NO_AUTH_PATH;
    _: "unable to find matching target resource method" => Path,
        "nothing is at this path",
        NO_AUTH_PATH;
    _: "unable to load public key" => ClientAuthentication,
        "the server has no public key that fits the client's assertion",
        "give the client its certificate or JWKS URL under Keys, where kid and alg are the assertion's";
    _: "with signed jwt failed: token is not active" => GrantAssertion,
        "the client's assertion is outside its times",
        "make a fresh assertion for each request, with exp in a minute or so, and compare the clocks";
    _: "with signed jwt failed" => GrantAssertion,
        "the client's assertion is not accepted, for the reason that the sentence names",
        "make iss and sub the client_id, aud the realm's issuer, exp near, a jti that is used once, and sign with a key that the client's Keys tab has";
    _: "direct access grants" => ClientNotAllowed,
        "the client may not use the password grant",
        "switch on Direct access grants in the client's settings";
    "invalid_grant": "account is not fully set up" => GrantInvalid,
        "the user has something to do before the first login",
        "take the required actions off the user, or let the user log in at the browser once; a missing e-mail address or name counts too";
    "invalid_grant": "account disabled" => GrantInvalid,
        "the user is disabled, or locked after too many wrong passwords",
        "enable the user, and see whether brute force detection has locked it";
    "invalid_grant": "session not active" => GrantInvalid,
        "the session of the refresh token has ended",
        "let the user log in again";
    "temporarily_unavailable": "authentication_expired" => GrantLogin,
        "the login page was open for too long, or another tab ended the login",
        "start the login again";
    _: "https required" => HttpsRequired,
        "the realm takes no http from this address",
        "use https; behind a proxy, set proxy-headers and let the proxy send X-Forwarded-Proto; for a realm of tests alone, set Require SSL to None";
    _: "invalid parameter: redirect_uri" => RedirectUri,
        "the redirect_uri is not among the client's Valid redirect URIs",
        "add the very redirect_uri of the request to Valid redirect URIs of the client; at a logout, to Valid post logout redirect URIs";
    "invalid_redirect_uri": "logout_error" => RedirectUri,
        "the address is not among the client's Valid post logout redirect URIs",
        "add it to Valid post logout redirect URIs of the client";
    "invalid_redirect_uri": "_error" => RedirectUri,
        "the redirect_uri is not among the client's Valid redirect URIs",
        "add the very redirect_uri of the request to Valid redirect URIs of the client";
    _: "missing parameters: id_token_hint" => ParameterMissing,
        "the logout has neither id_token_hint nor client_id beside post_logout_redirect_uri",
        "send the ID token as id_token_hint, or client_id";
    _: "incorrect redirect_uri" => RedirectUri,
        "the redirect_uri of the token request is not the one of the authorization request",
        "send the very redirect_uri of the authorization request";
    "invalid_grant": "code not valid" => GrantInvalid,
        "the code has expired or was used already",
        CODE_ONCE;
    "invalid_code": "_error" => GrantInvalid,
        "the code has expired or was used already",
        CODE_ONCE;
    "invalid_grant": "stale token" => GrantInvalid,
        "a refresh token was sent that a newer one has replaced",
        "log in again; keep the newest refresh token, and let no two requests use one at the same time";
    "invalid_grant": "refresh token reuse exceeded" => GrantInvalid,
        "a refresh token was sent more often than the realm allows",
        "log in again; keep the newest refresh token, and let no two requests use one at the same time";
    "invalid_token": "session not active" => GrantInvalid,
        "the session of the refresh token has ended",
        "let the user log in again";
    "invalid_grant": "token is not active" => GrantInvalid,
        "the refresh token has expired, or begins later",
        "let the user log in again; if tokens are new, compare the clocks of those who issue and send them";
    "invalid_client": "token is not active" => GrantAssertion,
        "the client's assertion is outside its times",
        "make a fresh assertion for each request, with exp in a minute or so, and compare the clocks";
    _: "invalid token issuer" => GrantInvalid,
        "the token's iss is not this realm's address: the realm goes by another one here, or the token is of another realm",
        "where the realm is the same, give it one address by KC_HOSTNAME, the proxy's headers or the realm's Frontend URL; where it is not, log in at this one";
    _: "rejected request to client-registration service" => ClientNotAllowed,
        "the realm does not register clients from here by itself",
        "have its operators allow it (Client registration, Trusted Hosts), or register a client by hand and use its client_id";
    "invalid_request": "client not allowed" => ClientNotAllowed,
        "this client may not introspect tokens",
        "introspect as a client with Client authentication on";
    _: "user session not found or doesn't have client attached" => Revoked,
        "the session of the token has ended, or the token has none for this client, as with client_credentials",
        "let the user log in again; a token of client_credentials has no user";
    _: "realm does not exist" => Path,
        "there is no realm of that name",
        "check the name in the address: upper and lower case count";
    "invalid_token": "refresh_token_error" => GrantInvalid,
        "the refresh token is not accepted: it or its session has ended, or it is not of this realm and client",
        "let the user log in again; newer versions of Keycloak say why in the event, as reason";
}
