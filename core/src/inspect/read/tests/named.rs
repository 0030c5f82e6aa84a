//! What is no JWT is named: credentials of vendors, layers of base64, Secrets, SAML, lines of logs.

use super::*;

/// [`TOKEN`] in base64.
const ENCODED: &str = "ZXlKaGJHY2lPaUpJVXpJMU5pSjkuZXlKemRXSWlPaUpoSW4wLmMybG4=";

#[test]
fn a_credential_of_a_vendor_is_named_and_no_introspection_is_advised() {
    for (text, name) in [
        (
            "ghp_0123456789abcdefghijABCDEFGHIJ012345",
            "personal access token of GitHub",
        ),
        (
            "Bearer xoxb-123456789012-abcdefghijkl",
            "a bot token of Slack",
        ),
        (
            "sk_test_0123456789abcdef",
            "a secret key of Stripe's test mode",
        ),
        ("AKIAIOSFODNN7EXAMPLE", "an access key of AWS"),
        ("glpat-0123456789abcdefghij", "access token of GitLab"),
        ("sb_secret_0123456789abcdef", "a secret key of Supabase"),
        (
            "v4.public.eyJzdWIiOiJhIn0-0123456789abcdefghijklmnop",
            "a PASETO",
        ),
    ] {
        let inspection = inspect(text, Timestamp::default());
        assert_eq!(inspection.report.format, Format::Opaque, "{text}");
        let check = inspection
            .report
            .check(crate::report::CheckId::FormatParts)
            .unwrap();
        assert!(check.message.contains(name), "{}", check.message);
        assert!(inspection.report.summary.headline.contains(name));
        let hint = check.hint.as_deref().unwrap_or_default();
        assert!(!hint.contains("introspection"), "{hint}");
    }
}

#[test]
fn base64_around_a_token_a_key_and_xml_is_taken_off() {
    let inspection = holds(ENCODED, PastedAs::Trimmed, TOKEN);
    assert_eq!(removed(&inspection), [RemovedKind::Base64]);
    let lines = format!("{}\n{}\n", &ENCODED[..20], &ENCODED[20..]);
    assert_eq!(inspect(&lines, Timestamp::default()).token, TOKEN);
    // An opaque token that happens to be base64 stays what it is.
    holds(
        "ZXlKaGJHYwbm90LWEtdG9rZW4",
        PastedAs::Token,
        "ZXlKaGJHYwbm90LWEtdG9rZW4",
    );
    // <samlp:Response><saml:Issuer>https://id.example</saml:Issuer></samlp:Response>
    let saml = "PHNhbWxwOlJlc3BvbnNlPjxzYW1sOklzc3Vlcj5odHRwczovL2lkLmV4YW1wbGU8L3NhbWw6SXNzdWVyPjwvc2FtbHA6UmVzcG9uc2U+";
    let inspection = holds_none(saml, PastedAs::Xml);
    assert_eq!(inspection.pasted_text, "a SAML response");
    assert_eq!(value(&inspection, "Issuer"), "https://id.example");
    let form = format!("SAMLResponse={}&RelayState=a", saml.replace('+', "%2B"));
    let inspection = holds_none(&form, PastedAs::Form);
    assert!(inspection.pasted_text.ends_with("with a SAML response"));
    assert_eq!(value(&inspection, "SAMLResponse"), "•••");
}

#[test]
fn lines_of_a_mail_are_put_together() {
    let (first, rest) = TOKEN.split_at(30);
    let inspection = holds(
        &format!("{first}=\r\n{rest}=3D\r\n"),
        PastedAs::Trimmed,
        &format!("{TOKEN}="),
    );
    assert!(removed(&inspection).contains(&RemovedKind::QuotedPrintable));
}

#[test]
fn a_kubernetes_secret_is_decoded_and_shows_none() {
    let yaml = format!(
        "apiVersion: v1\ndata:\n  password: cHcK\n  token: {ENCODED}\nkind: Secret\nmetadata:\n  name: robot\n"
    );
    let json = format!(
        r#"{{"apiVersion":"v1","kind":"Secret","data":{{"password":"cHcK","token":"{ENCODED}"}},"type":"Opaque"}}"#
    );
    for text in [yaml, json] {
        let inspection = holds(&text, PastedAs::KubernetesSecret, TOKEN);
        assert_eq!(names(&inspection), ["token"]);
        assert_eq!(note(&inspection, "token"), "a JWT in base64");
        assert!(note(&inspection, "password").starts_with("a value that ends in white space"));
        let shown = inspection.to_json();
        assert!(
            !shown.contains("cHcK") && !shown.contains(ENCODED),
            "{shown}"
        );
    }
    holds_none(
        "kind: Secret\nstringData:\n  key: hunter2\n",
        PastedAs::KubernetesSecret,
    );
}

#[test]
fn a_har_file_and_a_header_as_json_hold_their_token() {
    let header = format!(r#"{{"name":"Authorization","value":"Bearer {TOKEN}"}}"#);
    let inspection = holds(&header, PastedAs::Json, TOKEN);
    assert!(!inspection.to_json().contains(TOKEN));
    let har = format!(
        r#"{{"log":{{"version":"1.2","entries":[{{"request":{{"method":"GET","url":"https://api.example/orders?code=c1","headers":[{header}]}},"response":{{"status":401}}}}]}}}}"#
    );
    let inspection = holds(&har, PastedAs::Har, TOKEN);
    assert_eq!(value(&inspection, "GET https://api.example/orders"), "401");
    assert_eq!(names(&inspection), ["Authorization"]);
    assert!(!inspection.to_json().contains(TOKEN));
    let opaque = r#"{"name":"authorization","value":"Bearer 0a1b2c"}"#;
    let inspection = holds(opaque, PastedAs::Json, "0a1b2c");
    assert_eq!(value(&inspection, "value"), "•••");
    let challenge = r#"{"name":"WWW-Authenticate","value":"Bearer error=\"invalid_token\""}"#;
    holds_none(challenge, PastedAs::Json);
}

#[test]
fn a_token_behind_bearer_keeps_the_character_that_broke_it() {
    let broken = TOKEN.replace('.', "$.");
    let inspection = inspect(
        &format!("Authorization: Bearer {broken}"),
        Timestamp::default(),
    );
    assert_eq!(inspection.token, broken);
}

#[test]
fn lines_of_logs_are_named_with_or_without_a_token() {
    for text in [
        "System.InvalidOperationException: IDX20803: Unable to obtain configuration",
        "Traceback (most recent call last):\njwt.exceptions.InvalidAudienceError: Invalid audience",
        "2026-11-26T01:00:00Z WARN [org.keycloak.events] type=LOGIN_ERROR, error=invalid_code",
        "[2026/11/26 01:00:00] [jwt_session.go:51] no session could be made of the bearer token",
        "2026-11-26T01:00:00.000Z debug envoy jwt [authenticator.cc:245] verification completed",
        "2026-11-26T01:00:00.000Z     debug   envoy jwt       origins-0: verification completed",
        "2026-11-26 01:00:00.000 DEBUG [gateway,,] 1 --- [epoll-1] o.s.s.oauth2.jwt.Validator : no",
        "[oauthproxy.go:889] the session was not made",
        "[9ccb41e3-ca85-4872-be1c-0485f506ece5] JWT::DecodeError (No key)",
        "[10:22:19 INF] Failed to validate the token",
        "[0] [api] no token came",
        "{\n  name: 'TokenExpiredError',\n  message: 'jwt expired'\n}",
        "{\"level\":30,\"msg\":\"GET /\"}\n{\"level\":50,\"msg\":\"jwt expired\"}\n",
    ] {
        holds_none(text, PastedAs::LogLine);
    }
    let line = format!(
        "10.0.0.1 - - [26/Nov/2026:01:00:00 +0000] \"GET /x?access_token={TOKEN} HTTP/1.1\" 401 12"
    );
    let inspection = holds(&line, PastedAs::LogLine, TOKEN);
    assert_eq!(inspection.pasted_text, "a log line with a token in it");
}

#[test]
fn a_nonce_for_proofs_is_no_token_whatever_it_looks_like() {
    let nonce = "DPoP-Nonce: eyJ7S_zG.eyJH0-Z.HX4w-7v";
    let inspection = inspect(nonce, Timestamp::default());
    assert_eq!(inspection.token, "");
    assert!(inspection.pasted_text.contains("no token"));
    let answer = format!("HTTP/1.1 401 Unauthorized\n{nonce}\n");
    assert_eq!(inspect(&answer, Timestamp::default()).token, "");
}

#[test]
fn other_schemes_and_documents_are_named() {
    for (text, kind, name) in [
        (
            "Authorization: AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request, Signature=ab",
            PastedAs::AuthorizationHeader,
            "a signature of AWS",
        ),
        (
            "Authorization: Hawk id=\"a\", mac=\"b\"",
            PastedAs::AuthorizationHeader,
            "the scheme Hawk",
        ),
        (
            "https://login.microsoftonline.com/error?code=50011",
            PastedAs::Url,
            "AADSTS50011",
        ),
        (
            r#"{"resource":"https://mcp.example/","authorization_servers":["https://id.example/"]}"#,
            PastedAs::ResourceMetadata,
            "RFC 9728",
        ),
        (
            "https://id.example/saml?SAMLRequest=fZFRa4MwFIX",
            PastedAs::Url,
            "a SAML request",
        ),
    ] {
        let inspection = holds_none(text, kind);
        assert!(
            inspection.pasted_text.contains(name),
            "{}",
            inspection.pasted_text
        );
    }
    let inspection = holds(
        "Authorization: SSWS 00abcDEF123",
        PastedAs::AuthorizationHeader,
        "00abcDEF123",
    );
    assert!(inspection.pasted_text.contains("Okta"));
    let account = r#"{"type":"service_account","private_key_id":"a","private_key":"-----BEGIN PRIVATE KEY-----\nMIIE"}"#;
    let inspection = holds_none(account, PastedAs::Json);
    assert_eq!(inspection.pasted_text, "a service account key of Google");
    assert_eq!(value(&inspection, "private_key"), "•••");
}

#[test]
fn a_projects_own_key_in_the_form_of_a_token_is_named() {
    let token = |claims: &str| {
        let part = crate::base64url::encode;
        format!("{}.{}.c2ln", part(r#"{"alg":"HS256"}"#), part(claims))
    };
    let named = |claims: &str| inspect(&token(claims), Timestamp::default()).pasted_text;
    let key = r#"{"iss":"supabase","ref":"shop","role":"anon","iat":1,"exp":2}"#;
    assert!(named(key).starts_with("a project's API key"));
    let user = r#"{"iss":"https://shop.supabase.co/auth/v1","sub":"a","role":"authenticated"}"#;
    assert_eq!(named(user), PastedAs::Token.text());
}
