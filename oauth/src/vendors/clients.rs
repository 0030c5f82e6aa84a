//! What libraries of clients say at the callback of a login, where the answer does not fit it ([ASP.NET Core], [Spring],
//! [Auth.js], [oidc-client-ts], [openid-client], [MSAL], [keycloak-js] and others), and browsers of CORS.
//!
//! [ASP.NET Core]: https://github.com/dotnet/aspnetcore/blob/main/src/Security/Authentication/Core/src/RemoteAuthenticationHandler.cs
//! [Spring]: https://github.com/spring-projects/spring-security/tree/main/oauth2/oauth2-client
//! [Auth.js]: https://errors.authjs.dev
//! [oidc-client-ts]: https://github.com/authts/oidc-client-ts/blob/main/src/OidcClient.ts
//! [openid-client]: https://github.com/panva/openid-client/blob/v5.x/lib/client.js
//! [MSAL]: https://github.com/AzureAD/microsoft-authentication-library-for-js/tree/dev/lib/msal-common/src/error
//! [keycloak-js]: https://github.com/keycloak/keycloak-js

use super::table::sayings;

/// Where the checks are documented that fail.
pub(super) const CODES: &str =
    "https://openid.net/specs/openid-connect-core-1_0.html#IDTokenValidation";

const LOST: &str = "log in once more, in one tab; if it stays, see that the cookie of the login survives (SameSite, Secure on http, another host name or port), that all instances of the app share their keys and sessions, and that the callback is not opened twice";

sayings! {
    _: "interaction_in_progress" => LoginLost,
        "the page began a login while another one of its own is not finished",
        "await handleRedirectPromise before a login begins, and clear the page's session storage after one that was broken off";
    _: "known_properties|known prop" => LoginLost,
        "the answer was gone from the page's address before the library read it",
        "let the page at redirect_uri leave its address as it is until the library has read it: no router, no redirect; an empty page is best";
    _: "correlation failed|correlation * cookie not found|state cookie|nonce cookie was missing|\
        code_verifier cookie was missing|pkcecodeverifier value|state value could not|nonce value could not|cookie_not_found|\
        cookie not found. please|login cookie not found|unprotect the message.state|\
        load pkce codeverifier|oauth redirect params|obtain csrf cookie|find a valid csrf token|saved oauth state|\
        authorization_request_not_found|authorization request details in session|idx21323|idx21329" => LoginLost,
        "what was kept when the login began did not come back: its cookie or session is missing",
        LOST;
    _: "missing (required) id token|missing id token in token response" => ClaimMissing,
        "the token response has no id_token",
        "ask for the scope openid, and let the server give this client ID tokens";
    _: "nonce * got: undefined|nonce: undefined|not contain a nonce" => ClaimMissing,
        "the ID token carries no nonce",
        "take the ID token of this very login, not one of a refresh or another flow, and see that nonce is sent in the authorization request and the server copies it";
    _: "\"iss\" (issuer) response parameter|iss missing from the response" => LoginLost,
        "the answer names another issuer than the login was begun at, or none",
        "compare iss in the callback's address with the issuer in the server's metadata, letter by letter; begin and end the login at one server";
    _: "state_mismatch|state mismatch|mismatching_state|mismatchingstateerror|authorization request state|\
        invalid_state_parameter|invalid state parameter|invalid state returned|state missing from the response|invalid state received|state parameter invalid|state parameter is invalid|state parameter is missing|\
        oauth state was missing|checks.state argument|matching state found|no state in response|state_not_found|\
        not contain state|unexpected \"state\"|parameter \"state\" missing|state not equal|\
        state doesn't match|`state` does not match|state did not match|state not found in session|\
        session value state|wrong state parameter|invalidstateexception|'state' parameter in the message|\
        requirestate|bad_oauth_state|flow_state_|possible csrf detected|csrf_detected" => LoginLost,
        "the answer carries another state than this login sent, or none was kept",
        LOST;
    _: "nonce_mismatch|nonce mismatch|invalid_nonce|invalid nonce|wrong nonce|incorrect nonce|nonce does not match|\
        nonce doesn't match|nonce did not match|\"nonce\" claim|nonce (nonce) claim|claim \"nonce\"|\
        nonce cannot be validated|did not match the expected nonce|'nonce' has expired|\
        nonce verification failed" => LoginLost,
        "the ID token has another nonce than this login sent, or none was kept",
        LOST;
    _: "no access_token provided" => ClaimMissing,
        "the ID token has at_hash, and the code that reads it was not given the access token",
        "pass the access token of the same token response beside the ID token, in python-jose as access_token= of jwt.decode";
    _: "at_hash mismatch|c_hash mismatch|s_hash mismatch|invalid at_hash|wrong at_hash|incorrect at_hash|\
        validate at_hash|at_hash claim does not match|no at_hash|property at_hash|'at_hash' failed|\
        'c_hash' failed|hash claim * did not validate" => ClaimMissing,
        "at_hash or c_hash of the ID token is missing, or not the hash of what came with it",
        "take the ID token and what it is compared with from one token response, unchanged; where it has no at_hash, use response_type=code, or let the issuer write it";
    // oauthlib
    _: "missing access token parameter" => NoToken,
        "the token response had no access_token",
        "print the body of the token response: it is mostly an error, or a form in place of JSON";
    // Browsers
    _: "blocked by cors policy" => Cors,
        "the browser kept the answer from the page, as it has no CORS headers for the page's origin",
        "register the page's origin at the server, as a redirect URI of a page too (at Entra the platform Single-page application, at Okta Trusted Origins, at Keycloak Web origins, at Auth0 Allowed Web Origins); an error page may lack the headers too, so look at what the server answers outside the browser; a page holds no client_secret";
}
