//! Logins that break at the callback, in the words of the libraries that check them.

use super::assert_rows;

#[test]
fn a_state_or_a_nonce_that_does_not_fit_is_a_login_that_was_lost() {
    let rows = [
        // ASP.NET Core
        "An error was encountered while handling the remote login. Correlation failed.",
        "'.AspNetCore.Correlation.oidc.abc' cookie not found.",
        "Unable to unprotect the message.State.",
        "The oauth state was missing or invalid.",
        "IDX21321: The 'nonce' found in the jwt token did not match the expected nonce.\nexpected: 'a'\nfound in jwt: 'b'.",
        "IDX21320: RequireNonce is 'True'. OpenIdConnectProtocolValidationContext.Nonce and OpenIdConnectProtocol.ValidatedIdToken.Nonce are both null or empty. The nonce cannot be validated.",
        "IDX10311: RequireNonce is 'true' (default) but validationContext.Nonce is null. A nonce cannot be validated.",
        "IDX21331: The 'state' parameter in the message: 'a', does not equal the 'state' in the context: 'b'.",
        "IDX21324: The 'nonce' has expired: 'a'.",
        // Spring Security
        "[invalid_nonce] ",
        "[invalid_state_parameter] ",
        "Possible CSRF detected - state parameter was required but no state could be found",
        // Auth.js
        "[next-auth][error][OAUTH_CALLBACK_ERROR] \nhttps://next-auth.js.org/errors#oauth_callback_error checks.state argument is missing",
        "RPError: state mismatch, expected AdTh, got: RgDZ",
        "InvalidCheck: state value could not be parsed. Read more at https://errors.authjs.dev#invalidcheck",
        "PKCE code_verifier cookie was missing.",
        "CallbackRouteError: unexpected \"state\" response parameter value",
        // passport
        "Invalid authorization request state.",
        "authentication failed due to: In collectInfoFromReq: invalid state received in the request",
        "did not find expected authorization request details in session, req.session[\"oidc:id.shop.test\"] is undefined",
        // oidc-client-ts
        "Error: No matching state found in storage",
        "Error: No state in response",
        "Error: Invalid nonce in id_token",
        // openid-client
        "RPError: nonce mismatch, expected a, got: b",
        "unexpected ID Token \"nonce\" claim value",
        // MSAL
        "ClientAuthError: nonce_mismatch: Nonce mismatch error.",
        "Nonce Mismatch. Expected Nonce: 1,Actual Nonce: 2",
        "ClientAuthError: state_not_found: State not found",
        "AuthError: Unexpected error in authentication.: Hash does not contain state.",
        // Keycloak's adapters, and Keycloak itself
        "[KEYCLOAK] Invalid nonce, clearing token",
        "ERROR [org.keycloak.adapters.OAuthRequestAuthenticator] state parameter invalid",
        "WARN [org.keycloak.events] type=\"LOGIN_ERROR\", clientId=\"shop\", error=\"cookie_not_found\"",
        // angular-oauth2-oidc, Okta, Auth0, Socialite, OmniAuth, social-auth, mozilla-django-oidc
        "ERROR OAuthErrorEvent {type: 'invalid_nonce_in_state', reason: {}}",
        "AuthSdkError: OAuth flow response nonce doesn't match request nonce",
        "Nonce (nonce) claim value mismatch in the ID token; expected \"a\", found \"b\"",
        "Laravel\\Socialite\\Two\\InvalidStateException in AbstractProvider.php:218",
        "(oidc) Authentication failure! csrf_detected: OmniAuth::Strategies::OAuth2::CallbackError, csrf_detected | CSRF detected",
        "AuthStateMissing: Session value state missing.",
        "SuspiciousOperation: OIDC callback state not found in session `oidc_states`!",
        "mismatching_state: CSRF Warning! State not equal in request and response.",
    ];
    assert_rows(&rows.map(|text| (text, "client.login-lost", "log in once more")));
}

#[test]
fn a_hash_a_verifier_and_a_code_are_told_apart() {
    const HASH: &str = "token response";
    assert_rows(&[
        (
            "RPError: at_hash mismatch, expected a, got: b",
            "token.claim",
            HASH,
        ),
        (
            "RPError: c_hash mismatch, expected a, got: b",
            "token.claim",
            HASH,
        ),
        (
            "jose.exceptions.JWTClaimsError: at_hash claim does not match access_token.",
            "token.claim",
            HASH,
        ),
        (
            "ID token verification failed: No access_token provided to compare against at_hash claim.",
            "token.claim",
            "access_token=",
        ),
        ("Error: No at_hash in id_token", "token.claim", HASH),
        (
            "IDX21348: Validating the 'at_hash' failed, see inner exception.",
            "token.claim",
            HASH,
        ),
        (
            "IDX21300: The hash claim: 'a' in the id_token did not validate with against: 'b', algorithm: 'RS256'.",
            "token.claim",
            HASH,
        ),
        (
            "BrowserAuthError: hash_does_not_contain_known_properties: Hash does not contain known properites.",
            "client.login-lost",
            "redirect_uri",
        ),
        (
            r#"{"error":"invalid_grant","error_description":"code_verifier does not match"}"#,
            "grant.pkce",
            "SHA-256",
        ),
        (
            "OAuth2Error: invalid_grant (PKCE verification failed: Invalid code verifier)",
            "grant.pkce",
            "SHA-256",
        ),
    ]);
}

#[test]
fn a_code_that_is_redeemed_twice_says_why_it_is_sent_twice() {
    const TWICE: &str = "StrictMode";
    assert_rows(&[
        (
            r#"{"error":"invalid_grant","error_description":"AADSTS54005: OAuth2 Authorization code was already redeemed, please retry with a new valid code or use an existing refresh token."}"#,
            "grant.invalid",
            TWICE,
        ),
        (
            r#"{"error":"invalid_grant","error_description":"Invalid authorization code"}"#,
            "grant.invalid",
            TWICE,
        ),
        (
            r#"{"error":"invalid_grant","error_description":"The authorization code is invalid or has expired."}"#,
            "grant.invalid",
            TWICE,
        ),
        (
            r#"{"error":"invalid_grant","error_description":"The authorization code has already been used."}"#,
            "grant.invalid",
            TWICE,
        ),
        (
            r#"{"error":"invalid_request","error_description":"Invalid Authorization Code","error_reason":"auth_code_not_found"}"#,
            "grant.invalid",
            TWICE,
        ),
        (
            "OPError: invalid_grant (Code not valid)",
            "grant.invalid",
            TWICE,
        ),
    ]);
}
