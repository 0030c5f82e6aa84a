//! Words without JSON, and what has no reason.

use super::*;

#[test]
fn words_without_json_are_read_as_what_they_are() {
    const LOST: &str = "cookie of the login";
    assert_rows(&[
        (
            "AADSTS500113: No reply address is registered for the application.",
            "client.redirect-uri",
            "Mobile and desktop",
        ),
        (
            "The endpoint only accepts POST, OPTIONS requests. AADSTS900561",
            "request.invalid",
            "by GET",
        ),
        (
            "Access blocked: This app's request is invalid\nError 400: redirect_uri_mismatch",
            "client.redirect-uri",
            "Authorized redirect URIs",
        ),
        (
            "Access blocked: shop has not completed the Google verification process\nThe app is currently being tested, and can only be accessed by developer-approved testers.\nError 403: access_denied",
            "grant.denied",
            "Test users",
        ),
        (
            "Callback URL mismatch. The provided redirect_uri is not in the list of allowed callback URLs.",
            "client.redirect-uri",
            "Allowed Callback URLs",
        ),
        (
            "The 'redirect_uri' parameter must be a Login redirect URI in the client app settings: https://x-admin.okta.com/admin/app/oidc_client/instance/0oa1#tab-general",
            "client.redirect-uri",
            "General tab",
        ),
        (
            "We are sorry...\nInvalid parameter: redirect_uri",
            "client.redirect-uri",
            "Valid redirect URIs",
        ),
        (
            "<!DOCTYPE html><html><head><title>Sign in to demo</title></head><body><h1>We are sorry...</h1><p>Invalid parameter: redirect_uri</p></body></html>",
            "client.redirect-uri",
            "Valid redirect URIs",
        ),
        (
            "Missing parameters: id_token_hint",
            "request.parameter",
            "id_token_hint",
        ),
        (
            "unauthorized_client\nInvalid redirect_uri",
            "client.redirect-uri",
            "slash",
        ),
        (
            "fail: IdentityServer4.Validation.AuthorizeRequestValidator[0]\n      Invalid redirect_uri: http://localhost:5002/signin-oidc",
            "client.redirect-uri",
            "RedirectUris",
        ),
        (
            "fail: IdentityServer4.Validation.TokenRequestValidator[0]\n      Client secret validation failed for client: mvc.",
            "client.authentication",
            "ClientSecrets",
        ),
        (
            "Invalid grant type for client: implicit",
            "client.not-allowed",
            "AllowedGrantTypes",
        ),
        (
            "Access to XMLHttpRequest at 'https://login.microsoftonline.com/common/oauth2/v2.0/token' from origin 'http://localhost:3000' has been blocked by CORS policy: No 'Access-Control-Allow-Origin' header is present on the requested resource.",
            "client.cors",
            "Single-page application",
        ),
        (
            "google.auth.exceptions.RefreshError: ('invalid_grant: Token has been expired or revoked.', {'error': 'invalid_grant', 'error_description': 'Token has been expired or revoked.'})",
            "grant.invalid",
            "seven days",
        ),
        (
            "google.auth.exceptions.RefreshError: ('invalid_scope: Bad Request', {'error': 'invalid_scope', 'error_description': 'Bad Request'})",
            "scope.invalid",
            "scopes",
        ),
        (
            "oauth2: cannot fetch token: 400 Bad Request\nResponse: {\"error\":\"invalid_grant\",\"error_description\":\"Malformed auth code.\"}",
            "grant.encoding",
            "%2F",
        ),
        (
            "OPError: invalid_grant (Code not valid)",
            "grant.invalid",
            "redeem it once",
        ),
        (
            "InvalidGrantError: (invalid_grant) Bad Request",
            "grant.invalid",
            "code",
        ),
        (
            "[invalid_client] Client authentication failed",
            "client.authentication",
            "client_id",
        ),
        (
            "Microsoft.IdentityModel.Protocols.OpenIdConnect.OpenIdConnectProtocolException: Message contains error: 'invalid_grant', error_description: 'error_description is null', error_uri: 'error_uri is null'.",
            "grant.invalid",
            "code",
        ),
        (
            "{'error': 'invalid_client', 'error_description': \"AADSTS7000215: Invalid client secret provided.\"}",
            "client.authentication",
            "Value",
        ),
        (
            "oauthlib.oauth2.rfc6749.errors.MissingTokenError: (missing_token) Missing access token parameter.",
            "grant.no-token",
            "body of the token response",
        ),
        (
            "WARN [org.keycloak.events] type=\"LOGIN_ERROR\", clientId=\"shop\", error=\"invalid_redirect_uri\", redirect_uri=\"http://localhost:3000/\"",
            "client.redirect-uri",
            "Valid redirect URIs",
        ),
        (
            "WARN [org.keycloak.events] type=\"LOGOUT_ERROR\", clientId=\"shop\", error=\"invalid_redirect_uri\"",
            "client.redirect-uri",
            "post logout",
        ),
        (
            "WARN [org.keycloak.events] type=\"REFRESH_TOKEN_ERROR\", clientId=\"shop\", error=\"invalid_token\", reason=\"Session not active\", grant_type=\"refresh_token\"",
            "grant.invalid",
            "log in again",
        ),
        (
            "WARN [org.keycloak.events] type=\"CODE_TO_TOKEN_ERROR\", clientId=\"shop\", error=\"invalid_code\"",
            "grant.invalid",
            "used already",
        ),
        (
            "ClientAuthError: state_mismatch: State mismatch error.",
            "client.login-lost",
            LOST,
        ),
        (
            "BrowserAuthError: interaction_in_progress: Interaction is currently in progress.",
            "client.login-lost",
            "handleRedirectPromise",
        ),
        ("Correlation failed.", "client.login-lost", LOST),
        (
            "[authorization_request_not_found] ",
            "client.login-lost",
            LOST,
        ),
        (
            "Unable to verify authorization request state.",
            "client.login-lost",
            LOST,
        ),
        ("State cookie was missing.", "client.login-lost", LOST),
        (
            "Error: Incompatible auth server: does not support dynamic client registration\n    at registerClient (auth.js:707:19)",
            "client.not-allowed",
            "register the client at the authorization server by hand",
        ),
        (
            "Dynamic registration failed: Registration to https://id.shop.test/register failed.",
            "client.not-allowed",
            "registration_endpoint",
        ),
        (
            "Incompatible auth server: does not support code challenge method S256",
            "request.pkce",
            "code_challenge_methods_supported",
        ),
        (
            "Incompatible auth server: does not support response type code",
            "client.response-type",
            "response_types_supported",
        ),
        (
            "Protected resource https://id.shop.test/ does not match expected http://mcp.shop.test/mcp (or origin)",
            "request.resource",
            "the very URL that clients call",
        ),
        (
            "AADSTS99999: Nobody has explained this one.",
            "request.invalid",
            "error?code=99999",
        ),
        (
            "IDX21323: RequireNonce is 'True'. OpenIdConnectProtocolValidationContext.Nonce was null.",
            "client.login-lost",
            LOST,
        ),
    ]);
}

#[test]
fn words_of_nobody_have_no_reason_and_no_checks() {
    for text in [
        "Hello Bob, the token works now",
        "the redirect went to another page",
        "We moved the audience of the new token to another page",
        "Our scope for the quarter is done",
        "The policy of roles and the issuer of each token are described there",
        "I think the certificate of our course has expired",
        "Our audience is not developers but tokens of appreciation",
        "The audience of our token talk was not happy.",
        "We must not forget that the audience needs permission to enter",
        "We use a self-signed certificate for the shop",
    ] {
        let look = Look::at(text, NOW);
        assert!(look.diagnosis.is_none(), "{text}");
        assert!(look.inspection.report.checks.is_empty(), "{text}");
    }
}

#[test]
fn a_code_in_json_is_not_shown() {
    let code = "4/0AX4XfWhAbCdEfGhIjKl";
    for text in [
        format!(r#"{{"grant_type":"authorization_code","code":"{code}","client_secret":"x"}}"#),
        format!(r#"{{"code":"{code}","state":"abc"}}"#),
        format!(r#"{{"body":{{"code":"{code}","state":"abc"}}}}"#),
        format!(
            "curl https://id.test/token -H 'content-type: application/json' -d '{{\"grant_type\":\"authorization_code\",\"code\":\"{code}\"}}'"
        ),
    ] {
        let shown = Look::at(&text, NOW).inspection.to_json();
        assert!(!shown.contains(code), "{shown}");
    }
    let error = r#"{"error":"x","code":"E17","state":"on"}"#;
    assert!(Look::at(error, NOW).inspection.to_json().contains("E17"));
}
