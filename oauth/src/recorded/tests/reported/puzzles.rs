//! Sentences that were taken for another reason, and secrets in them.

use super::logs::row;
use super::{Certain, Likely, Look, NOW, assert_rows, json};

#[test]
fn the_words_are_read_for_what_they_are_about() {
    let description = |text: &str| {
        format!(
            "HTTP/1.1 401 Unauthorized\nWWW-Authenticate: Bearer error=\"invalid_request\", error_description=\"{text}\"\n"
        )
    };
    assert_rows(&[
        row(
            &description("No access token was provided in this request"),
            "token.missing",
            Likely,
            "",
        ),
        row(
            &description("The access token is missing"),
            "token.missing",
            Likely,
            "",
        ),
        row(
            &description("The request has two tokens"),
            "request.invalid",
            Certain,
            "",
        ),
        row(
            "E1206 10:00:00.000000       1 authentication.go:64] Unable to authenticate the request due to an error: [invalid bearer token, [fetch provider config: Get https://id.test/.well-known/openid-configuration: x509: certificate signed by unknown authority]]",
            "api.issuer-unreachable",
            Certain,
            "",
        ),
        row(
            "E1206 10:00:00.000000       1 authentication.go:64] \"Unable to authenticate the request\" err=\"[invalid bearer token, oidc: verify token: failed to verify signature: fetching keys oidc: get keys failed Get \\\"https://id.test/certs\\\": x509: certificate signed by unknown authority]\"",
            "api.issuer-unreachable",
            Certain,
            "",
        ),
        row(
            &json(
                "HTTP/1.1 403 Forbidden",
                r#"{"status":403,"error":"Forbidden","message":"Invalid CSRF Token 'null' was found on the request parameter '_csrf' or header 'X-CSRF-TOKEN'."}"#,
            ),
            "request.other-credential",
            Likely,
            "",
        ),
        row(
            "[2026/11/26 10:00:00] [oauthproxy.go:900] Error redeeming code during OAuth2 callback: could not verify id_token: audience claims [] do not exist in claims: map[]",
            "api.setting",
            Certain,
            "audienceClaims",
        ),
        row(
            "[2026/11/26 10:00:00] [jwt_session.go:51] Error retrieving session from token in Authorization header: [unable to verify bearer token, oidc: expected audience \"gatekeeper\" got []]",
            "token.no-audience",
            Certain,
            "",
        ),
        row(
            "[12:06:25 ERR] Invalid client configuration for client js: No redirect URI configured.\n[12:06:25 ERR] Unknown client or not enabled: js",
            "client.not-allowed",
            Certain,
            "behind the client's name",
        ),
        row(
            &json(
                "HTTP/1.1 401 Unauthorized",
                r#"{"error":"access_denied","error_description":"Unauthorized"}"#,
            ),
            "client.authentication",
            Likely,
            "Method None",
        ),
    ]);
}

#[test]
fn no_secret_of_the_words_is_shown() {
    const SECRET: &str = "S3cr3tValueX9";
    for text in [
        format!("error: invalid_client: bad secret client_secret={SECRET}"),
        format!("AADSTS7000215: Invalid client secret provided. secret: {SECRET}"),
        format!("[ERR] Token request failed: invalid_grant password={SECRET} username=bob"),
        format!("[ERR] invalid_grant: Invalid authorization code: code={SECRET}"),
        format!("[Error] Client secret validation failed for client: web, ClientSecret = {SECRET}"),
        format!(r#"{{"level":"error","msg":"invalid token {SECRET}a is expired"}}"#),
        format!("invalid token: X-Api-Key: {SECRET}opaque api key is not valid"),
        format!(
            "HTTP/1.1 401 Unauthorized\nSet-Cookie: session={SECRET}; Path=/\nX-Api-Key: {SECRET} more\nWWW-Authenticate: Bearer error=\"invalid_token\", error_description=\"The token {SECRET}opaque expired\"\n\n"
        ),
        format!("Invalid refresh token: 1//0g{SECRET}aaaa"),
        format!("invalid_grant: refresh token '{SECRET}' not found"),
        format!("The access token ya29.{SECRET}aaaa has expired"),
        format!("invalid_client: Invalid client secret is provided. Provided secret '{SECRET}'"),
    ] {
        let look = Look::at(&text, NOW);
        let shown = look.inspection.members.iter().map(|it| it.value.clone());
        let shown: Vec<String> = shown.collect();
        assert!(!shown.join("\n").contains(SECRET), "{text}: {shown:?}");
        let diagnosis = format!("{:?}", look.diagnosis);
        assert!(!diagnosis.contains(SECRET), "{text}: {diagnosis}");
    }
}
