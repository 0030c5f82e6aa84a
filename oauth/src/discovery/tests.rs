//! Which URLs are tried, and what comes of the answers.

use super::*;
use crate::Severity;
use claimscope_core::jwk::JwkSet;
use expect_test::{Expect, expect};

fn check(typed: &str, expected: Expect) {
    let text = match Discovery::new(typed) {
        Ok(discovery) => discovery.candidates().join("\n"),
        Err(error) => format!("{}: {error}", error.code()),
    };
    expected.assert_eq(&text);
}

fn document(issuer: &str) -> HttpResponse {
    HttpResponse::new(200, format!(r#"{{"issuer":"{issuer}"}}"#))
        .header("Content-Type", "application/json")
}

fn discover(typed: &str, issuer: &str) -> Discovered {
    let mut discovery = Discovery::new(typed).unwrap();
    discovery.accept(&document(issuer)).unwrap().unwrap()
}

#[test]
fn appends_then_inserts() {
    check(
        "https://h/realms/x",
        expect![[r#"
            https://h/realms/x/.well-known/openid-configuration
            https://h/.well-known/oauth-authorization-server/realms/x
            https://h/.well-known/openid-configuration/realms/x"#]],
    );
}

#[test]
fn slashes_are_not_doubled_and_nothing_is_asked_twice() {
    for typed in ["https://h", " https://h/ "] {
        check(
            typed,
            expect![[r#"
                https://h/.well-known/openid-configuration
                https://h/.well-known/oauth-authorization-server"#]],
        );
    }
}

#[test]
fn a_full_well_known_url_is_asked_alone() {
    for typed in [
        "https://h/p/.well-known/openid-configuration",
        "https://h/.well-known/oauth-authorization-server/p",
        "https://h/p/.well-known/openid-configuration?appid=1",
        "https://h/p/.well-known/openid-configuration/",
    ] {
        let discovery = Discovery::new(typed).unwrap();
        assert_eq!(discovery.candidates(), [typed]);
        let mut exact = discovery.clone();
        let found = exact.accept(&document("https://h/p")).unwrap().unwrap();
        assert_eq!(found.issuer_match, IssuerMatch::Exact, "{typed}");
        let mut slashed = discovery;
        let found = slashed.accept(&document("https://h/p/")).unwrap().unwrap();
        assert_eq!(found.issuer_match, IssuerMatch::Exact, "{typed}");
    }
}

#[test]
fn refuses_what_is_no_issuer() {
    check(
        "localhost:5001",
        expect![
            "misuse.issuer: the URL does not start with https://; did you mean https://localhost:5001, or http://localhost:5001?"
        ],
    );
    check(
        "https://h?x=1",
        expect![
            "misuse.issuer: the issuer has a query (?…); give the issuer alone, such as https://localhost:5001"
        ],
    );
    check(
        "https://h#x",
        expect![
            "misuse.issuer: the URL has a fragment (#…); give the issuer alone, such as https://localhost:5001"
        ],
    );
    check(
        "http://sts.example",
        expect![
            "misuse.https: http://sts.example is http: anyone on the way can replace the keys and read the secrets; use https; plain http is for localhost alone"
        ],
    );
    assert!(Discovery::new("http://127.0.0.1:5001").is_ok());
    assert!(Discovery::dangerous_over_http("http://sts.example").is_ok());
}

#[test]
fn steps_on_to_the_next_candidate() {
    let mut discovery = Discovery::new("https://h/p").unwrap();
    assert_eq!(
        discovery.request().map(|request| request.url).as_deref(),
        Some("https://h/p/.well-known/openid-configuration")
    );
    assert_eq!(discovery.accept(&HttpResponse::new(404, "")), Ok(None));
    let found = discovery.accept(&document("https://h/p")).unwrap().unwrap();
    assert_eq!(
        found.url,
        "https://h/.well-known/oauth-authorization-server/p"
    );
}

#[test]
fn the_most_telling_failure_wins() {
    let mut discovery = Discovery::new("https://h/p").unwrap();
    let html = HttpResponse::new(200, "<html>");
    assert_eq!(discovery.accept(&HttpResponse::new(404, "")), Ok(None));
    assert_eq!(discovery.accept(&html), Ok(None));
    let error = discovery.accept(&HttpResponse::new(404, "")).unwrap_err();
    assert_eq!(error.code(), "server.html");
    assert_eq!(discovery.request().map(|request| request.url), None);
}

#[test]
fn all_missing_names_what_was_tried() {
    let mut discovery = Discovery::new("https://h").unwrap();
    let missing = HttpResponse::new(404, "");
    assert_eq!(discovery.accept(&missing), Ok(None));
    expect!["the metadata document was expected, and the server answered 404; check the issuer, above all its path; there is nothing at https://h/.well-known/openid-configuration, https://h/.well-known/oauth-authorization-server"]
        .assert_eq(&discovery.accept(&missing).unwrap_err().to_string());
}

#[test]
fn another_issuer_is_a_finding_and_stops_verification() {
    let found = discover("https://localhost:5001", "https://localhost:5001/");
    assert_eq!(found.findings[0].severity, Severity::Error);
    expect!["the document calls its issuer https://localhost:5001/, not https://localhost:5001: it differs only by a trailing slash; if that is the server you mean, ask for https://localhost:5001/ instead"]
        .assert_eq(&found.require_issuer_match().unwrap_err().to_string());
    let same = discover("https://localhost:5001/", "https://localhost:5001/");
    assert_eq!(same.require_issuer_match(), Ok(()));
}

#[test]
fn programs_get_the_document_and_the_findings() {
    let found = discover("https://sts.example", "https://sts.example/");
    let json = serde_json::to_value(&found).unwrap();
    assert_eq!(json["metadata"]["issuer"], "https://sts.example/");
    assert_eq!(
        json["issuer_match"]["differs"]["expected"],
        "https://sts.example"
    );
    assert_eq!(json["findings"][0]["severity"], "error");
}

#[test]
fn entras_template_is_no_mismatch_at_entra() {
    let found = discover(
        "https://login.microsoftonline.com/common/v2.0",
        "https://login.microsoftonline.com/{tenantid}/v2.0",
    );
    assert_eq!(found.issuer_match, IssuerMatch::Template);
    assert_eq!(found.require_issuer_match(), Ok(()));
    assert!(found.token_endpoint().unwrap_err().code() == "server.token_endpoint");
}

#[test]
fn entras_template_from_another_host_is_an_impostors() {
    for asked in [
        "https://sts.example",
        "https://sts.example/common/v2.0",
        "http://localhost:5001",
        "https://login.microsoftonline.us/common/v2.0",
        "https://login.microsoftonline.com/contoso.onmicrosoft.com/v2.0",
    ] {
        let found = discover(asked, "https://login.microsoftonline.com/{tenantid}/v2.0");
        for refused in [
            found.require_issuer_match().err(),
            found.token_endpoint().err(),
            found.jwks_uri().err(),
            found.keys(JwkSet::default()).err(),
        ] {
            assert_eq!(refused.unwrap().code(), "server.issuer", "{asked}");
        }
    }
}

#[test]
fn a_tenants_name_finds_the_issuer_by_its_id() {
    let id = "9188040d-6c67-4c5b-b112-36a304b66dad";
    let found = discover(
        "https://login.microsoftonline.com/consumers/v2.0",
        &format!("https://login.microsoftonline.com/{id}/v2.0"),
    );
    assert_eq!(found.issuer_match, IssuerMatch::Tenant);
    assert_eq!(found.require_issuer_match(), Ok(()));
}

#[test]
fn a_bad_jwks_uri_is_named() {
    for uri in ["", "jwks", "http://h/jwks", "https://localhost/jwks"] {
        let mut found = discover("https://h", "https://h");
        found.metadata.jwks_uri = Some(uri.to_owned());
        let error = found.jwks_uri().unwrap_err();
        assert_eq!(error.code(), "server.jwks_uri");
        assert!(error.message().contains("jwks_uri"), "{error}");
    }
    let mut found = discover("https://h", "https://h");
    found.metadata.jwks_uri = Some("http://me:hunter2@h/jwks".to_owned());
    let error = found.jwks_uri().unwrap_err().to_string();
    assert!(
        error.contains("•••@h/jwks") && !error.contains("hunter2"),
        "{error}"
    );
    found.metadata.jwks_uri = None;
    found.metadata.raw.set("jwks_uri", 5_i64);
    let error = found.jwks_uri().unwrap_err().to_string();
    assert!(
        error.contains("is no text") && !error.contains("shared secret"),
        "{error}"
    );
}

#[test]
fn an_address_that_is_no_issuers_is_told() {
    for (typed, part) in [
        (
            "https://h/.well-known/oauth-protected-resource/mcp",
            "authorization_servers",
        ),
        ("https://h/auth/realms/x", "no /auth"),
    ] {
        let mut discovery = Discovery::new(typed).unwrap();
        let hint = loop {
            if let Err(error) = discovery.accept(&HttpResponse::new(404, "")) {
                break error.to_string();
            }
        };
        assert!(hint.contains(part), "{hint}");
    }
}

#[test]
fn an_authorization_server_is_asked_by_rfc_8414_first() {
    for (issuer, wanted) in [
        (
            "https://h/p",
            &[
                "https://h/.well-known/oauth-authorization-server/p",
                "https://h/.well-known/openid-configuration/p",
                "https://h/p/.well-known/openid-configuration",
            ][..],
        ),
        (
            "https://h",
            &[
                "https://h/.well-known/oauth-authorization-server",
                "https://h/.well-known/openid-configuration",
            ],
        ),
    ] {
        let discovery = Discovery::of_authorization_server(issuer).unwrap();
        assert_eq!(discovery.candidates(), wanted, "{issuer}");
    }
}

#[test]
fn no_endpoint_of_an_issuer_elsewhere_is_on_this_machine() {
    for here in ["http://127.0.0.1:17001/tok", "https://localhost/tok"] {
        let mut found = discover("https://h", "https://h");
        found.metadata.token_endpoint = Some(here.to_owned());
        found.metadata.authorization_endpoint = Some(here.to_owned());
        found.metadata.raw.set("revocation_endpoint", here);
        let aliases = claimscope_core::json::Object::new().with("token_endpoint", here);
        found.metadata.raw.set("mtls_endpoint_aliases", aliases);
        let code = |endpoint: Result<&str, OauthError>| endpoint.unwrap_err().code().as_str();
        assert_eq!(code(found.token_endpoint()), "server.token_endpoint");
        let authorization = code(found.authorization_endpoint());
        assert_eq!(authorization, "server.authorization_endpoint");
        assert_eq!(
            code(found.endpoint("revocation_endpoint")),
            "server.endpoint"
        );
        assert_eq!(found.metadata.mtls_endpoint("token_endpoint"), None);
    }
    let mut local = discover("http://localhost:1", "http://localhost:1");
    local.metadata.token_endpoint = Some("http://127.0.0.1:2/tok".to_owned());
    assert!(local.token_endpoint().is_ok());
}

#[test]
fn an_endpoint_that_cannot_be_used_is_the_issuers_fault() {
    for (address, why) in [
        ("javascript:alert(1)", "https"),
        ("file:///etc/passwd", "https"),
        ("http://sts.example/x", "http"),
        ("/token", "https"),
        ("https://h/x#y", "fragment"),
        ("https://h/\u{1b}x", ""),
    ] {
        let mut found = discover("https://h", "https://h");
        found.metadata.token_endpoint = Some(address.to_owned());
        found.metadata.authorization_endpoint = Some(address.to_owned());
        found.metadata.raw.set("registration_endpoint", address);
        for (endpoint, name, code) in [
            (
                found.token_endpoint(),
                "token_endpoint",
                "server.token_endpoint",
            ),
            (
                found.authorization_endpoint(),
                "authorization_endpoint",
                "server.authorization_endpoint",
            ),
            (
                found.endpoint("registration_endpoint"),
                "registration_endpoint",
                "server.endpoint",
            ),
        ] {
            let error = endpoint.unwrap_err();
            assert_eq!(error.code(), code, "{address}");
            let message = error.message();
            let named = format!("the issuer's {name} cannot be used: ");
            assert!(
                message.starts_with(&named) && message.contains(why),
                "{address}: {message}"
            );
        }
    }
}

#[test]
fn an_api_in_place_of_an_issuer_is_named_as_one() {
    let challenge = "Bearer error=\"invalid_token\", resource_metadata=\"https://api.example/.well-known/oauth-protected-resource/mcp\"";
    let refused = HttpResponse::new(401, r#"{"error":"invalid_token"}"#)
        .header("WWW-Authenticate", challenge);
    let mut discovery = Discovery::new("https://api.example/mcp").unwrap();
    let error = loop {
        match discovery.accept(&refused) {
            Ok(found) => assert!(found.is_none()),
            Err(error) => break error,
        }
    };
    let message = error.message();
    assert!(
        message.contains("an API rather than an issuer"),
        "{message}"
    );
    assert!(
        message.contains("/oauth-protected-resource/mcp"),
        "{message}"
    );
}

#[test]
fn of_several_404_the_one_with_words_is_told() {
    let mut discovery = Discovery::new("https://id.example/realms/nope").unwrap();
    let realm = HttpResponse::new(404, r#"{"error":"Realm does not exist"}"#);
    assert!(discovery.accept(&realm).unwrap().is_none());
    let plain = HttpResponse::new(404, "");
    assert!(discovery.accept(&plain).unwrap().is_none());
    let error = discovery.accept(&plain).unwrap_err();
    assert!(
        error.hint().unwrap().contains("upper and lower case"),
        "{error}"
    );
}
