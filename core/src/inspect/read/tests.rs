//! Whatever people paste is named, and what was taken off is said.

mod addresses;
mod keys;
mod named;

use super::super::{Inspection, RemovedKind, document_given_as_token, inspect};
use super::*;
use crate::report::{Format, Verdict};
use crate::time::Timestamp;

const TOKEN: &str = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhIn0.c2ln";
const OTHER: &str = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJiIn0.c2ln";

#[track_caller]
fn look(text: &str, kind: PastedAs) -> Inspection {
    let inspection = inspect(text, Timestamp::default());
    assert_eq!(inspection.pasted_as, kind, "{text}");
    inspection
}

#[track_caller]
fn holds(text: &str, kind: PastedAs, token: &str) -> Inspection {
    let inspection = look(text, kind);
    assert_eq!(inspection.token, token, "{text}");
    if let Some(start) = inspection.token_start {
        assert_eq!(&text[start..start + token.len()], token);
    }
    inspection
}

/// A document without a token is never called a broken JWT.
#[track_caller]
fn holds_none(text: &str, kind: PastedAs) -> Inspection {
    let inspection = holds(text, kind, "");
    assert_eq!(inspection.report.format, Format::Other, "{text}");
    assert_eq!(inspection.report.verdict, Verdict::Unverified);
    assert_eq!(inspection.report.checks, []);
    inspection
}

fn removed(inspection: &Inspection) -> Vec<RemovedKind> {
    inspection
        .removed
        .iter()
        .map(|removed| removed.kind)
        .collect()
}

fn names(inspection: &Inspection) -> Vec<&str> {
    let tokens = inspection.tokens.iter();
    tokens.filter_map(|token| token.name.as_deref()).collect()
}

fn note<'a>(inspection: &'a Inspection, name: &str) -> &'a str {
    let member = inspection.members.iter().find(|member| member.name == name);
    member
        .and_then(|member| member.note.as_deref())
        .unwrap_or_default()
}

fn value<'a>(inspection: &'a Inspection, name: &str) -> &'a str {
    let mut members = inspection.members.iter();
    let member = members.find(|member| member.name == name);
    member.map_or("", |member| member.value.as_str())
}

#[test]
fn says_what_was_taken_off_a_token() {
    use RemovedKind::*;
    let cases: &[(String, PastedAs, &[RemovedKind])] = &[
        (TOKEN.to_owned(), PastedAs::Token, &[]),
        (format!(" {TOKEN} "), PastedAs::Trimmed, &[WhiteSpace]),
        (format!("{TOKEN}\n"), PastedAs::Trimmed, &[LineBreaks]),
        (format!("\"{TOKEN}\""), PastedAs::Trimmed, &[Quotes]),
        (format!("“{TOKEN}”"), PastedAs::Trimmed, &[Quotes]),
        (
            format!("\"{TOKEN}\","),
            PastedAs::Trimmed,
            &[Punctuation, Quotes],
        ),
        (format!("{TOKEN}."), PastedAs::Trimmed, &[Punctuation]),
        (
            format!("\u{feff}{TOKEN}\u{200b}"),
            PastedAs::Trimmed,
            &[InvisibleCharacters],
        ),
        (
            format!("\\\"{TOKEN}\\\""),
            PastedAs::Trimmed,
            &[Escapes, Quotes],
        ),
        (
            format!("%22{TOKEN}%22"),
            PastedAs::Trimmed,
            &[PercentEncoding, Quotes],
        ),
        (
            format!("Bearer {TOKEN}"),
            PastedAs::AuthorizationHeader,
            &[],
        ),
        (
            format!("Bearer {TOKEN}\""),
            PastedAs::AuthorizationHeader,
            &[Quotes],
        ),
        (
            format!("Bearer Bearer {TOKEN}"),
            PastedAs::AuthorizationHeader,
            &[RepeatedScheme],
        ),
        (
            format!("Authorization: Bearer bearer {TOKEN}"),
            PastedAs::AuthorizationHeader,
            &[RepeatedScheme],
        ),
        (
            format!("Bearer%20{TOKEN}"),
            PastedAs::AuthorizationHeader,
            &[PercentEncoding],
        ),
        (
            format!("{}\n{}", &TOKEN[..30], &TOKEN[30..]),
            PastedAs::Wrapped,
            &[LineBreaks],
        ),
        (
            format!("Bearer {}\n  {}", &TOKEN[..30], &TOKEN[30..]),
            PastedAs::AuthorizationHeader,
            &[LineBreaks],
        ),
    ];
    for (text, kind, expected) in cases {
        let inspection = holds(text, *kind, TOKEN);
        assert_eq!(removed(&inspection), *expected, "{text}");
    }
}

#[test]
fn every_token_of_a_response_is_found_and_no_secret_is_shown() {
    let text = format!(
        r#"{{"access_token":"opaque-access","refresh_token":"opaque-refresh","id_token":"{TOKEN}","token_type":"Bearer","expires_in":3600}}"#
    );
    let inspection = holds(&text, PastedAs::TokenResponse, "opaque-access");
    assert_eq!(
        names(&inspection),
        ["access_token", "id_token", "refresh_token"]
    );
    let formats: Vec<_> = inspection.tokens.iter().map(|token| token.format).collect();
    assert_eq!(formats, [Format::Opaque, Format::Jws, Format::Opaque]);
    assert_eq!(value(&inspection, "expires_in"), "3600");
    for secret in ["opaque-access", "opaque-refresh", TOKEN] {
        assert!(!inspection.to_json().contains(secret));
        assert!(!format!("{inspection:?}").contains(secret));
    }
}

#[test]
fn several_tokens_in_a_text_are_listed() {
    let text = format!("old {TOKEN} and new {OTHER}");
    let inspection = look(&text, PastedAs::Text);
    assert_eq!(inspection.tokens.len(), 2);
    assert_eq!(inspection.tokens[0].token, inspection.token);
}

#[test]
fn errors_are_named_and_read() {
    let text = r#"{"error":"invalid_client","error_description":"VENDOR77: the secret is wrong","trace_id":"t-1"}"#;
    let inspection = holds_none(text, PastedAs::ErrorResponse);
    assert_eq!(value(&inspection, "error"), "invalid_client");
    assert_eq!(
        value(&inspection, "error_description"),
        "VENDOR77: the secret is wrong"
    );
    assert_eq!(inspection.members[0].meaning, Some("code of the error"));
    for text in [
        r#"{"error":{"code":"InvalidToken","message":"parsing failed"}}"#,
        r#"{"code":403,"error_code":"bad_jwt","msg":"missing sub"}"#,
        r#"{"kind":"Status","status":"Failure","message":"Unauthorized","code":401}"#,
        r#"{"type":"about:blank","title":"Unauthorized","status":401}"#,
        r#"{"message":"Unauthorized"}"#,
        r#"{"errorMessage":"Unauthorized"}"#,
    ] {
        holds_none(text, PastedAs::ErrorResponse);
    }
}

#[test]
fn documents_of_an_issuer_are_named() {
    let metadata = r#"{"issuer":"https://i.example","jwks_uri":"https://i.example/jwks","token_endpoint":"https://i.example/token","x_own":1}"#;
    let inspection = holds_none(metadata, PastedAs::Metadata);
    assert_eq!(value(&inspection, "jwks_uri"), "https://i.example/jwks");
    assert_eq!(value(&inspection, "x_own"), "");
    holds_none(r#"{"active":false}"#, PastedAs::Introspection);
    let device =
        r#"{"device_code":"hush","user_code":"AB-CD","verification_uri":"https://i.example/d"}"#;
    let inspection = holds_none(device, PastedAs::DeviceAuthorization);
    assert!(!inspection.to_json().contains("hush"));
    holds_none(r#"{"alg":"RS256","kid":"1","typ":"JWT"}"#, PastedAs::Header);
    holds_none(
        r#"{"iss":"https://i.example","sub":"a","exp":1}"#,
        PastedAs::Claims,
    );
    holds_none(r#"{"hello":"world"}"#, PastedAs::Json);
    holds_none("[]", PastedAs::Json);
    assert!(
        look("{\"a\":", PastedAs::Json)
            .pasted_text
            .starts_with("JSON that cannot be read: ")
    );
}

#[test]
fn a_string_where_a_boolean_is_due_stands_in_quotation_marks_and_is_noted() {
    let text = r#"{"sub":"1","email_verified":"true","email":"user@example.com"}"#;
    let inspection = holds_none(text, PastedAs::UserInfo);
    assert_eq!(value(&inspection, "email_verified"), "\"true\"");
    assert_eq!(
        inspection.members[1].note.as_deref(),
        Some("a string, where OpenID Connect Core §5.1 has a boolean")
    );
    assert_eq!(value(&inspection, "email"), "user@example.com");
}

#[test]
fn a_session_cookie_is_opened() {
    let session = format!(r#"["{TOKEN}","refresh",null,null]"#);
    let inspection = holds(&session, PastedAs::Json, TOKEN);
    assert_eq!(inspection.token_start, Some(2));

    let encoded = session
        .replace('[', "%5B")
        .replace(']', "%5D")
        .replace('"', "%22")
        .replace(',', "%2C");
    let inspection = holds(
        &format!("sb-access-token={encoded}"),
        PastedAs::Cookie,
        TOKEN,
    );
    assert_eq!(removed(&inspection), [RemovedKind::PercentEncoding]);
    holds(&encoded, PastedAs::Json, TOKEN);

    let session = format!(r#"{{"access_token":"{TOKEN}","refresh_token":"r1","user":{{}}}}"#);
    let value = format!("base64-{}", crate::base64url::encode(&session));
    let padded = format!(
        "base64-{}",
        crate::base64url::encode(format!("{session} ")) + "="
    );
    for alone in [&value, &padded] {
        assert_eq!(
            removed(&holds(alone, PastedAs::Cookie, TOKEN)),
            [RemovedKind::Base64]
        );
    }
    let inspection = holds(&value, PastedAs::Cookie, TOKEN);
    assert_eq!(removed(&inspection), [RemovedKind::Base64]);
    assert_eq!(names(&inspection), ["access_token", "refresh_token"]);
    let (first, second) = value.split_at(60);
    let chunks = format!("theme=dark; sb-ref-auth-token.1={second}; sb-ref-auth-token.0={first}");
    holds(&chunks, PastedAs::Cookie, TOKEN);
    holds(&format!("Cookie: {chunks}"), PastedAs::Cookie, TOKEN);
    let set = format!("Set-Cookie: id={TOKEN}; Path=/; HttpOnly; Secure; SameSite=Lax");
    let inspection = holds(&set, PastedAs::SetCookie, TOKEN);
    assert_eq!(
        super::super::read::tests::value(&inspection, "SameSite"),
        "Lax"
    );
    assert!(!inspection.to_json().contains(TOKEN));
}

#[test]
fn messages_are_read_with_their_bodies() {
    let answer = "HTTP/1.1 401 Unauthorized\r\nContent-Type: application/json\r\nWWW-Authenticate: Bearer error=\"invalid_token\"\r\n\r\n{\"error\":\"invalid_client\"}";
    let inspection = holds_none(answer, PastedAs::HttpResponse);
    assert_eq!(
        inspection.pasted_text,
        "an HTTP response with an error response"
    );
    assert_eq!(value(&inspection, "status"), "401 Unauthorized");
    assert_eq!(value(&inspection, "error"), "invalid_client");
    assert_eq!(
        value(&inspection, "WWW-Authenticate"),
        "Bearer error=\"invalid_token\""
    );

    let granted = format!(
        "HTTP/2 200\ncontent-type: application/json\n\n{{\"access_token\":\"{TOKEN}\",\"id_token\":\"{OTHER}\"}}"
    );
    let inspection = holds(&granted, PastedAs::HttpResponse, TOKEN);
    assert_eq!(names(&inspection), ["access_token", "id_token"]);

    let verbose = "* Connected\n> GET / HTTP/1.1\n>\n< HTTP/1.1 302 Found\n< Location: https://login.example/?state=hush\n<\n";
    let inspection = look(verbose, PastedAs::HttpResponse);
    assert_eq!(value(&inspection, "Location"), "https://login.example/");

    let request = format!(
        "GET /orders HTTP/1.1\nHost: api.example\nAuthorization: Bearer Bearer {TOKEN}\n\n"
    );
    let inspection = holds(&request, PastedAs::HttpRequest, TOKEN);
    assert_eq!(removed(&inspection), [RemovedKind::RepeatedScheme]);

    let curl = format!(
        "curl -X POST 'https://api.example/orders?key=hush' \\\n  -H \"Authorization: Bearer {TOKEN}\" -d '{{\"error\":1}}'"
    );
    let inspection = holds(&curl, PastedAs::CurlCommand, TOKEN);
    assert_eq!(
        value(&inspection, "request"),
        "POST https://api.example/orders"
    );
    assert!(!inspection.to_json().contains("hush") && !inspection.to_json().contains(TOKEN));

    let asking = "curl https://i.example/token -d grant_type=client_credentials -d client_id=c -d client_secret=hush -u me:hush";
    let inspection = holds_none(asking, PastedAs::CurlCommand);
    assert_eq!(
        inspection.pasted_text,
        "a curl command with the body of a token request"
    );
    assert!(!inspection.to_json().contains("hush"));
    holds(
        &format!("curl https://h/?access_token={TOKEN}"),
        PastedAs::CurlCommand,
        TOKEN,
    );
}

#[test]
fn headers_pages_and_the_json_form_are_named() {
    holds_none(
        "WWW-Authenticate: Bearer realm=\"api\"",
        PastedAs::Challenge,
    );
    let inspection = holds_none("Authorization: Basic Yzpz", PastedAs::AuthorizationHeader);
    assert!(!inspection.to_json().contains("Yzpz"));
    let page = holds_none(
        "<!DOCTYPE html><html><head><title>Sign in</title>",
        PastedAs::Html,
    );
    assert_eq!(value(&page, "title"), "Sign in");
    holds_none("<?xml version=\"1.0\"?><a/>", PastedAs::Xml);
    let (header, rest) = TOKEN.split_once('.').unwrap();
    let (payload, signature) = rest.split_once('.').unwrap();
    let flat =
        format!(r#"{{"protected":"{header}","payload":"{payload}","signature":"{signature}"}}"#);
    holds(&flat, PastedAs::JwsJson, TOKEN);
}

#[test]
fn an_encrypted_token_in_json_form_is_said_to_be_encrypted() {
    // RFC 7516 A.3 and A.4.
    let header = "eyJhbGciOiJBMTI4S1ciLCJlbmMiOiJBMTI4Q0JDLUhTMjU2In0";
    let rest = r#""iv":"AxY8DCtDaGlsbGljb3RoZQ","ciphertext":"KDlTtXch","tag":"U0m_YmjN""#;
    let compact = format!("{header}.6KB707dM.AxY8DCtDaGlsbGljb3RoZQ.KDlTtXch.U0m_YmjN");
    for (key, said) in [
        (r#""encrypted_key":"6KB707dM""#, "(JWE)"),
        (
            r#""recipients":[{"encrypted_key":"6KB707dM"},{}]"#,
            "for 2 recipients",
        ),
    ] {
        let json = format!(r#"{{"protected":"{header}",{key},{rest}}}"#);
        let inspection = look(&json, PastedAs::Json);
        assert_eq!(inspection.token, compact);
        assert_eq!(inspection.report.format, Format::Jwe);
        let text = &inspection.pasted_text;
        assert!(
            text.contains("encrypted token in JSON form") && text.contains(said),
            "{text}"
        );
    }
    let bare = look(
        &format!(r#"{{"header":{{"alg":"dir"}},"aad":"YQ",{rest}}}"#),
        PastedAs::Json,
    );
    assert!(
        bare.pasted_text.contains("encrypted token"),
        "{}",
        bare.pasted_text
    );
    assert!(bare.to_json().contains("does not open without it"));
}

#[test]
fn what_nobody_knows_stays_what_it_is() {
    for (text, pasted_as) in [
        ("hello world", PastedAs::LogLine),
        ("the bearer token is invalid", PastedAs::LogLine),
        ("TOKEN_EXPIRED", PastedAs::LogLine),
        ("401 {\"message\":\"no\"}", PastedAs::LogLine),
        ("HTTP 401: {\"message\":\"no\"}", PastedAs::LogLine),
        ("a: b", PastedAs::Token),
    ] {
        let inspection = look(text, pasted_as);
        assert_eq!(inspection.report.format, Format::Other, "{text}");
    }
    holds(&format!("export TOKEN={TOKEN};"), PastedAs::Text, TOKEN);
    holds(&format!("TOKEN={TOKEN}"), PastedAs::Text, TOKEN);
    let padded = format!("{TOKEN}==");
    holds(&padded, PastedAs::Token, &padded);
}

#[test]
fn a_document_given_as_a_token_is_noticed() {
    for text in [TOKEN, "opaque", "6f1e|d0/02+ab==", "eyJ.broken"] {
        assert_eq!(document_given_as_token(text), None, "{text}");
    }
    let session = format!(r#"["{TOKEN}","r"]"#);
    assert_eq!(document_given_as_token(&session), Some(PastedAs::Json));
    assert_eq!(
        document_given_as_token(r#"{"error":"x"}"#),
        Some(PastedAs::ErrorResponse)
    );
}

#[test]
fn a_request_with_a_placeholder_in_it_is_read() {
    for placeholder in ["<assertion.txt>", "{{assertion}}", "${ASSERTION}", "[jwt]"] {
        let text = format!(
            "grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Ajwt-bearer&assertion={placeholder}"
        );
        let inspection = holds_none(&text, PastedAs::TokenRequest);
        assert_eq!(value(&inspection, "assertion"), placeholder);
        assert!(note(&inspection, "assertion").starts_with("a placeholder"));
    }
}

#[test]
fn no_credential_is_shown_however_deep_it_stands() {
    for text in [
        r#"{"data":{"user":{"client_secret":"hunter2"}}}"#,
        r#"{"clients":[{"client_secret":"hunter2"}]}"#,
        r#"{"a":1,"password":72002}"#,
        r#"{"a":1,"passwords":["x","hunter2"]}"#,
        r#"{"access_token":"eyJhbGciOiJub25lIn0.e30.","x":[{"password":"hunter2"}]}"#,
        r#"{"log":{"entries":[{"request":{"headers":[{"name":"X-Api-Key","value":"hunter2"},{"name":"authorization","value":"Bearer hunter2"}]}}]}}"#,
        "curl https://bob:hunter2@api.example/v1 -H 'Accept: a/b'",
        "https://bob:hunter2@idp.example/cb?code=1&state=2",
        "https://api.example/cb?code=1&state=2&pass=hunter2&otp=72002&sid=hunter2",
        "GET https://bob:hunter2@idp.example/x HTTP/1.1",
        r#"{"issuer":"https://bob:hunter2@idp.example","jwks_uri":"https://bob:hunter2@idp.example/jwks"}"#,
    ] {
        let inspection = crate::inspect(text, Timestamp::default());
        let shown = format!("{:?} {}", inspection.members, inspection.pasted_text);
        assert!(
            !shown.contains("hunter2") && !shown.contains("72002"),
            "{shown}"
        );
    }
}
