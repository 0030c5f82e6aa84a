//! Look-alikes of the documents that real providers serve.

use super::*;
use crate::Severity;
use claimscope_core::json;
use expect_test::{Expect, expect};

fn check(document: &str, expected: Expect) {
    let response = HttpResponse::new(200, document).header("Content-Type", "application/json");
    let (_, findings) = Metadata::accept(&response).unwrap();
    let lines: Vec<_> = findings
        .iter()
        .map(|finding| {
            let severity = match finding.severity {
                Severity::Note => "note",
                Severity::Warning => "warning",
                Severity::Error => "error",
            };
            format!("{severity}: {} ({})\n", finding.message, finding.spec)
        })
        .collect();
    expected.assert_eq(&lines.concat());
}

fn metadata(document: &str) -> Metadata {
    let value = json::parse(document.as_bytes()).value.unwrap();
    let object = value.as_object().unwrap().clone();
    Metadata::from_object(object).unwrap().0
}

#[test]
fn a_good_document_has_no_findings() {
    check(
        r#"{"issuer":"https://sts.example","token_endpoint":"https://sts.example/connect/token",
        "jwks_uri":"https://sts.example/jwks","response_types_supported":["code"],"tenant_region_scope":null}"#,
        expect![[""]],
    );
}

#[test]
fn loose_forms_are_read_and_named() {
    check(
        "\u{feff}{\"issuer\":\"https://sts.example\",\"token_endpoint\":\"/connect/token\",\"jwks_uri\":5,
        \"subject_types_supported\":\"public\",\"scopes_supported\":\"openid\",\"response_types_supported\":[\"code\",1],
        \"grant_types_supported\":{}, \"code_challenge_methods_supported\":[\"plain\"]}",
        expect![[r#"
            note: the metadata document starts with a byte order mark (RFC 8259 §8.1)
            warning: jwks_uri is a number where a string should be, and is left out (RFC 8414 §2)
            warning: scopes_supported is a string where an array of strings should be (RFC 8414 §2)
            warning: response_types_supported holds something other than strings, which is left out (RFC 8414 §2)
            warning: grant_types_supported is an object where an array of strings should be, and is left out (RFC 8414 §2)
            error: token_endpoint is no absolute URL (RFC 8414 §2)
            warning: there is no jwks_uri, so the signatures of tokens cannot be checked (RFC 8414 §2)
            warning: PKCE is offered without S256 (RFC 7636 §4.2)
        "#]],
    );
}

#[test]
fn other_hosts_are_notes_for_known_providers_and_warnings_otherwise() {
    check(
        r#"{"issuer":"https://accounts.google.com","token_endpoint":"https://oauth2.googleapis.com/token",
        "userinfo_endpoint":"https://openidconnect.googleapis.com/v1/userinfo",
        "jwks_uri":"https://evilgoogleapis.com/certs","response_types_supported":["code"]}"#,
        expect![[r#"
            note: token_endpoint on oauth2.googleapis.com, which is this provider's own (RFC 9700 §4.4)
            note: userinfo_endpoint on openidconnect.googleapis.com, which is this provider's own (RFC 9700 §4.4)
            warning: jwks_uri on another host than the issuer: evilgoogleapis.com (RFC 9700 §4.4)
        "#]],
    );
}

#[test]
fn http_is_for_loopback() {
    check(
        r#"{"issuer":"http://localhost:5001","token_endpoint":"http://localhost:5001/connect/token",
        "jwks_uri":"http://keycloak:8080/certs","response_types_supported":["code"]}"#,
        expect![[r#"
            note: issuer is http, which is fine on this machine alone (RFC 8414 §2)
            error: jwks_uri is http: anyone on the way can read and replace what passes (RFC 8414 §2)
            warning: jwks_uri on another host than the issuer: keycloak (RFC 9700 §4.4)
        "#]],
    );
}

#[test]
fn entras_template_is_understood_and_completed_by_tid() {
    let entra = metadata(r#"{"issuer":"https://login.microsoftonline.com/{tenantid}/v2.0"}"#);
    assert_eq!(
        entra.compare_issuer("https://login.microsoftonline.com/common/v2.0"),
        IssuerMatch::Template
    );
    let tid = "9188040d-6c67-4c5b-b112-36a304b66dad";
    let claims = Object::new().with("tid", tid);
    assert_eq!(
        entra.issuer_for(&claims),
        Some(format!("https://login.microsoftonline.com/{tid}/v2.0"))
    );
    let forged = Object::new().with("tid", "../evil");
    assert_eq!(entra.issuer_for(&forged), None);
}

#[test]
fn nobody_else_may_have_a_template() {
    let other = metadata(r#"{"issuer":"https://login.example/{tenantid}/v2.0"}"#);
    assert!(matches!(
        other.compare_issuer("https://login.example/common/v2.0"),
        IssuerMatch::Differs { .. }
    ));
}

#[test]
fn issuers_are_compared_by_code_points() {
    let auth0 = metadata(r#"{"issuer":"https://tenant.example/"}"#);
    assert_eq!(
        auth0.compare_issuer("https://tenant.example/"),
        IssuerMatch::Exact
    );
    assert_eq!(
        auth0.compare_issuer("https://tenant.example"),
        IssuerMatch::Differs {
            expected: "https://tenant.example".into(),
            hint: Some("differs only by a trailing slash"),
        }
    );
}

#[test]
fn what_came_instead_is_said_in_plain_words() {
    for (response, code, part) in [
        (HttpResponse::new(200, ""), "server.empty", "is empty"),
        (
            HttpResponse::new(200, "<!doctype html><p>Hi"),
            "server.html",
            "is a web page",
        ),
        (
            HttpResponse::new(200, "{\"issuer\""),
            "server.json",
            "is not JSON",
        ),
        (HttpResponse::new(200, "[]"), "server.json", "is an array"),
        (
            HttpResponse::new(200, "{}"),
            "server.metadata",
            "names no issuer",
        ),
        (HttpResponse::new(404, ""), "server.status", "answered 404"),
        (
            HttpResponse::new(302, "").header("Location", "https://login.example/?code=x"),
            "server.redirect",
            "redirects to https://login.example/?code=•••",
        ),
    ] {
        let error = Metadata::accept(&response).unwrap_err();
        assert_eq!(error.code(), code);
        assert!(error.message().contains(part), "{error}");
    }
}

#[test]
fn an_issuer_that_signs_with_shared_secrets_alone_is_noted() {
    let read = |algorithms: &[&str]| {
        let algorithms: Vec<_> = algorithms.iter().map(|&name| name.to_owned()).collect();
        let raw = Object::new()
            .with("issuer", "https://sts.example")
            .with("id_token_signing_alg_values_supported", algorithms);
        let findings = Metadata::from_object(raw).unwrap().1;
        findings
            .iter()
            .any(|finding| finding.message.contains("the client secret"))
    };
    assert!(read(&["HS256"]) && read(&["HS256", "HS512"]));
    assert!(!read(&["RS256", "HS256"]) && !read(&[]));
}

#[test]
fn a_page_in_place_of_metadata_says_that_the_url_is_not_the_issuers() {
    let page = HttpResponse::new(200, "<!doctype html>").header("Content-Type", "text/html");
    let error = Metadata::accept(&page).unwrap_err();
    assert!(
        error.message().contains("(Content-Type text/html)"),
        "{error}"
    );
    assert!(
        error.to_string().contains("probably not the issuer's"),
        "{error}"
    );
}

#[test]
fn adfs_states_another_issuer_for_access_tokens() {
    let trust = "http://fs.example/adfs/services/trust";
    let read = |other: &str| {
        let raw = Object::new()
            .with("issuer", "https://fs.example/adfs")
            .with("access_token_issuer", other);
        Metadata::from_object(raw).unwrap()
    };
    let (metadata, findings) = read(trust);
    let issuers: Vec<_> = metadata.token_issuers().collect();
    assert_eq!(issuers, ["https://fs.example/adfs", trust]);
    assert_eq!(
        metadata
            .issuer_for(&Object::new().with("iss", trust))
            .as_deref(),
        Some(trust)
    );
    let names_it = |finding: &Finding| finding.message.contains("access_token_issuer");
    assert!(findings.iter().any(names_it));
    for other in ["https://bank.example", "https://fs.example/tenant-b"] {
        let (stranger, findings) = read(other);
        assert_eq!(stranger.token_issuers().count(), 1);
        assert!(findings.iter().any(names_it));
    }
}
