//! What authorization servers say in logins and at token endpoints, as people paste it: one row a case.

mod logins;
mod words;

use claimscope_core::time::Timestamp;

use crate::Look;
use crate::diagnose::Diagnosis;

const NOW: Timestamp = Timestamp::from_unix_seconds(1_795_600_000);

fn look(text: &str) -> Option<Box<Diagnosis>> {
    Look::at(text, NOW).diagnosis
}

/// What was pasted, the reason's code, and words that its sentence or its advice has.
type Row = (&'static str, &'static str, &'static str);

fn assert_rows(rows: &[Row]) {
    let wrong = rows.iter().filter_map(|(text, code, words)| {
        let reasons = look(text).map(|it| it.reasons).unwrap_or_default();
        let first = reasons.first();
        let told = first.map(|reason| format!("{}; {}", reason.title, reason.fix));
        let is_alone = reasons
            .iter()
            .all(|it| it.code == *code || it.code == "request.form");
        let is_told = told.is_some_and(|told| told.contains(words));
        let is_right = is_told && reasons[0].code == *code && is_alone;
        (!is_right).then(|| format!("{text}\n  wanted {code}, {words}\n  got {reasons:?}"))
    });
    let wrong: Vec<_> = wrong.collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn an_answer_by_the_browser_is_no_apis() {
    assert_rows(&[
        (
            "https://app.test/cb#error=login_required&error_description=Login%20required&state=a",
            "grant.login",
            "without prompt=none",
        ),
        (
            "https://app.test/cb#error=login_required&error_description=AADSTS50058%3A+A+silent+sign-in+request+was+sent&state=a",
            "grant.login",
            "without prompt=none",
        ),
        (
            "https://app.test/cb?error=account_selection_required&state=a",
            "grant.login",
            "prompt=none",
        ),
        (
            "https://app.test/#error=unsupported_response_type&error_description=AADSTS700051%3a+response_type+%27token%27+is+not+enabled+for+the+application.&state=1",
            "client.response-type",
            "Access tokens",
        ),
        (
            "https://app.test/#error=unsupported_response_type&error_description=AADSTS700054%3a+no&state=1",
            "client.response-type",
            "ID tokens",
        ),
        (
            "https://app.test/cb?error=unsupported_response_type&state=1",
            "client.response-type",
            "response_type=code",
        ),
        (
            "https://app.test/cb?error=unauthorized_scope_error&error_description=Scope+%26quot%3Br_liteprofile%26quot%3B+is+not+authorized+for+your+application",
            "scope.invalid",
            "openid profile email",
        ),
        (
            "https://app.test/cb?error=admin_policy_enforced&state=1",
            "grant.denied",
            "API controls",
        ),
        (
            "https://app.test/cb?error=org_internal",
            "grant.denied",
            "organization",
        ),
        (
            "https://app.test/cb?error=disallowed_useragent",
            "grant.denied",
            "web view",
        ),
        (
            "http://localhost:3000/callback?error=access_denied",
            "grant.denied",
            "approve",
        ),
        (
            "https://app.test/cb?error=access_denied&error_description=AADB2C90118%3A+The+user+has+forgotten+their+password.",
            "grant.denied",
            "password reset",
        ),
        (
            "https://app.test/cb?error=redirect_uri_mismatch",
            "client.redirect-uri",
            "slash",
        ),
        (
            "https://pool.auth.eu-west-1.amazoncognito.com/error?error=redirect_mismatch&client_id=a",
            "client.redirect-uri",
            "slash",
        ),
        (
            "https://app.test/cb?error=invalid_request&error_description=Missing+parameter%3A+code_challenge_method&state=1",
            "request.pkce",
            "S256",
        ),
        (
            "https://app.test/cb?error=invalid_request&error_description=Pushed+Authorization+Request+is+only+allowed.",
            "request.pushed",
            "--par",
        ),
        (
            "https://app.test/cb?error=temporarily_unavailable&error_description=authentication_expired",
            "grant.login",
            "open for too long",
        ),
        (
            "error=access_denied&error_description=AADSTS65004%3A+User+declined+to+consent&state=1",
            "grant.denied",
            "declined",
        ),
        (
            "<html><body><form method=\"post\" action=\"https://app.test/cb\"><input type=\"hidden\" name=\"error\" value=\"login_required\" /></form></body></html>",
            "grant.login",
            "without prompt=none",
        ),
    ]);
}

#[test]
fn the_sentence_of_a_token_endpoint_decides() {
    const PKCE: &str = "code_verifier";
    assert_rows(&[
        (
            r#"{"error":"invalid_grant","error_description":"PKCE verification failed."}"#,
            "grant.pkce",
            PKCE,
        ),
        (
            r#"{"error":"invalid_grant","error_description":"PKCE verification failed: Code mismatch"}"#,
            "grant.pkce",
            PKCE,
        ),
        (
            r#"{"error":"invalid_grant","error_description":"PKCE code verifier not specified"}"#,
            "grant.pkce",
            PKCE,
        ),
        (
            r#"{"error":"invalid_grant","error_description":"Failed to verify code verifier"}"#,
            "grant.pkce",
            PKCE,
        ),
        (
            r#"{"error":"invalid_grant","error_description":"The specified 'code_verifier' is invalid."}"#,
            "grant.pkce",
            PKCE,
        ),
        (
            r#"{"error":"invalid_grant","error_description":"The provided authorization grant (e.g., authorization code, resource owner credentials) or refresh token is invalid, expired, revoked, does not match the redirection URI used in the authorization request, or was issued to another client. The PKCE code challenge did not match the code verifier."}"#,
            "grant.pkce",
            PKCE,
        ),
        (
            r#"{"error":"invalid_grant","error_description":"AADSTS501481: The Code_Verifier does not match"}"#,
            "grant.pkce",
            PKCE,
        ),
        (
            r#"{"error":"invalid_grant","error_description":"Incorrect redirect_uri"}"#,
            "client.redirect-uri",
            "authorization request",
        ),
        (
            r#"{"error":"invalid_grant","error_description":"The redirect_uri from this request does not match the one from the authorize request."}"#,
            "client.redirect-uri",
            "authorization request",
        ),
        (
            r#"{"error":"redirect_uri_mismatch","error_description":"Bad Request"}"#,
            "client.redirect-uri",
            "Authorized redirect URIs",
        ),
        (
            r#"{"error":"invalid_grant","error_description":"Unknown or invalid refresh token."}"#,
            "grant.invalid",
            "refresh token",
        ),
        (
            r#"{"error":"invalid_grant","error_description":"Stale token"}"#,
            "grant.invalid",
            "newer one",
        ),
        (
            r#"{"error":"invalid_grant","error_description":"Code not valid"}"#,
            "grant.invalid",
            "redeem it once",
        ),
        (
            r#"{"error":"invalid_grant","error_description":"Invalid token issuer. Expected 'http://keycloak:8080/realms/demo', but was 'http://localhost:8080/realms/demo'"}"#,
            "grant.invalid",
            "KC_HOSTNAME",
        ),
        (
            r#"{"error":"unauthorized_client","error_description":"refresh_token is invalid"}"#,
            "grant.invalid",
            "log in again",
        ),
        (
            r#"{"error":"unauthorized_client","error_description":"Missing valid authorization header"}"#,
            "client.authentication",
            "client_secret_basic",
        ),
        (
            r#"{"error":"expired_token","error_description":"The device code has expired"}"#,
            "grant.invalid",
            "device flow",
        ),
        (
            r#"{"error":"authorization_declined","error_description":"x"}"#,
            "grant.denied",
            "declined",
        ),
        (
            r#"{"error":"invalid_grant","error_description":"AADSTS70020: The provided device code has expired"}"#,
            "grant.invalid",
            "device flow",
        ),
        (
            r#"{"error":"device_flow_disabled"}"#,
            "client.not-allowed",
            "Enable Device Flow",
        ),
        (
            r#"{"error":"invalid_request","error_description":"AADSTS90014: The required field 'scope' is missing from the credential."}"#,
            "request.parameter",
            "the sentence names",
        ),
        (
            r#"{"error":"invalid_scope","error_description":"AADSTS28000: Provided value for the input parameter scope is not valid because it contains more than one resource."}"#,
            "scope.invalid",
            "one API",
        ),
        (
            r#"{"error":"invalid_request","error_description":"AADSTS900561: The endpoint only accepts POST, OPTIONS requests. Received a GET request."}"#,
            "request.invalid",
            "by GET",
        ),
        (
            r#"{"error":"invalid_request","error_description":"AADSTS999123: Something new."}"#,
            "request.parameter",
            "error?code=999123",
        ),
        (
            r#"{"errorCode":"interaction_required","errorMessage":"AADSTS50076: Due to a configuration change made by your administrator, you must use multi-factor authentication"}"#,
            "token.step-up",
            "as the parameter claims",
        ),
        (
            r#"{"error":"unauthorized_client","error_description":"Client is unauthorized to retrieve access tokens using this method, or client not authorized for any of the scopes requested."}"#,
            "client.not-allowed",
            "numeric client ID",
        ),
        (
            r#"{"error":"invalid_client","error_description":"The client_assertion's kid does not match any registered JWK"}"#,
            "client.authentication",
            "--assertion-kid",
        ),
        (
            r#"{"error":"invalid_client","error_description":"The client_assertion token has an expiration too far into the future."}"#,
            "client.authentication",
            "--assertion-lifetime",
        ),
        (
            r#"{"error":"invalid_client","error_description":"Token reuse detected"}"#,
            "client.authentication",
            "jti",
        ),
        (
            r#"{"error":"invalid_client","error_description":"The audience claim for client_assertion must be the endpoint invoked for the request."}"#,
            "client.authentication",
            "--assertion-audience",
        ),
        (
            r#"{"error":"invalid_dpop_proof","error_description":"The DPoP proof JWT header is missing."}"#,
            "dpop.required",
            "--dpop",
        ),
        (
            r#"{"error":"invalid_request","error_description":"HTTPS required"}"#,
            "request.https",
            "Require SSL",
        ),
        (
            r#"{"ok":false,"error":"invalid_code"}"#,
            "grant.invalid",
            "used already",
        ),
        (
            r#"{"ok":false,"error":"bad_client_secret"}"#,
            "client.authentication",
            "Client Secret",
        ),
        (
            r#"{"ok":false,"error":"bad_redirect_uri"}"#,
            "client.redirect-uri",
            "Redirect URLs",
        ),
        (
            r#"{"error":"access_denied","error_description":"Policy 'Trusted Hosts' rejected request to client-registration service. Details: Host not trusted."}"#,
            "client.not-allowed",
            "by hand",
        ),
        (
            "error=bad_verification_code&error_description=The+code+passed+is+incorrect+or+expired.",
            "grant.invalid",
            "new code",
        ),
    ]);
}
