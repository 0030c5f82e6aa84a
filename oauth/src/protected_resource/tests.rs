//! Where an API's metadata is looked for, how it is graded, and what is asked for.

use super::*;
use crate::challenge;

const MCP: &str = "https://api.example.com/mcp";

fn challenged(api: &str, header: &str) -> ResourceDiscovery {
    ResourceDiscovery::new(api, &challenge::parse([header])).unwrap()
}

fn addresses(discovery: &ResourceDiscovery) -> Vec<&str> {
    discovery
        .candidates()
        .iter()
        .map(|(_, url)| url.as_str())
        .collect()
}

fn document(body: &str) -> HttpResponse {
    HttpResponse::new(200, body).header("Content-Type", "application/json")
}

fn found(
    discovery: &mut ResourceDiscovery,
    resource: &str,
) -> Result<DiscoveredResource, OauthError> {
    let body = format!(
        r#"{{"resource":"{resource}","authorization_servers":["https://as.example.com"]}}"#
    );
    discovery.accept(&document(&body)).map(Option::unwrap)
}

fn codes(found: &DiscoveredResource) -> Vec<&'static str> {
    found
        .findings
        .iter()
        .map(|finding| finding.code.as_str())
        .collect()
}

#[test]
fn puts_the_well_known_path_before_path_and_query() {
    for (api, first) in [
        (
            MCP,
            "https://api.example.com/.well-known/oauth-protected-resource/mcp",
        ),
        (
            "https://api.example.com/mcp/",
            "https://api.example.com/.well-known/oauth-protected-resource/mcp",
        ),
        (
            "https://api.example.com/mcp?tenant=1#top",
            "https://api.example.com/.well-known/oauth-protected-resource/mcp?tenant=1",
        ),
        (
            "https://api.example.com",
            "https://api.example.com/.well-known/oauth-protected-resource",
        ),
    ] {
        let discovery = ResourceDiscovery::new(api, &[]).unwrap();
        assert_eq!(addresses(&discovery)[0], first, "{api}");
        assert_eq!(
            addresses(&discovery).last(),
            Some(&"https://api.example.com/.well-known/oauth-protected-resource")
        );
    }
}

#[test]
fn the_challenge_comes_first_and_each_address_once() {
    let discovery = challenged(
        MCP,
        r#"Basic realm="x", Bearer resource_metadata="https://api.example.com/.well-known/oauth-protected-resource/mcp""#,
    );
    assert_eq!(discovery.candidates().len(), 2);
    assert_eq!(discovery.candidates()[0].0, MetadataPlace::Challenge);
}

#[test]
fn a_challenge_leads_neither_to_this_machine_nor_to_plain_http() {
    for (target, code) in [
        ("http://127.0.0.1:9/meta", "resource.elsewhere"),
        ("http://api.example.com/meta", "resource.http"),
        ("/meta", "resource.form"),
        ("file:///etc/passwd", "resource.form"),
        ("javascript:alert(1)", "resource.form"),
    ] {
        let mut discovery = challenged(MCP, &format!("Bearer resource_metadata=\"{target}\""));
        assert_eq!(discovery.candidates()[0].0, MetadataPlace::Path, "{target}");
        assert!(
            codes(&found(&mut discovery, MCP).unwrap()).contains(&code),
            "{target}"
        );
        // Where nothing is found elsewhere it is said, too.
        let mut discovery = challenged(MCP, &format!("Bearer resource_metadata=\"{target}\""));
        let nothing = HttpResponse::new(404, "");
        let error = loop {
            if let Err(error) = discovery.accept(&nothing) {
                break error.to_string();
            }
        };
        assert!(error.contains("; it was not followed"), "{error}");
    }
    let http = ResourceDiscovery::new("http://api.example.com/mcp", &[]).unwrap_err();
    assert_eq!(http.code(), "misuse.https");
}

#[test]
fn resource_is_compared_with_what_its_place_asks_for() {
    // Called at /mcp; what each of the three places says of the same document.
    let at = |skip: usize, header: Option<&str>, resource: &str| {
        let mut discovery = match header {
            Some(target) => challenged(MCP, &format!("Bearer resource_metadata=\"{target}\"")),
            None => ResourceDiscovery::new(MCP, &[]).unwrap(),
        };
        for _ in 0..skip {
            assert!(
                discovery
                    .accept(&HttpResponse::new(404, ""))
                    .unwrap()
                    .is_none()
            );
        }
        found(&mut discovery, resource).unwrap().resource_match
    };
    let header = Some("https://api.example.com/meta");
    assert_eq!(at(0, None, MCP), ResourceMatch::Identical);
    assert_eq!(
        at(0, None, "https://api.example.com"),
        ResourceMatch::Parent
    );
    assert_eq!(
        at(1, None, "https://api.example.com"),
        ResourceMatch::Identical
    );
    assert_eq!(
        at(1, None, "https://api.example.com/"),
        ResourceMatch::Identical
    );
    assert_eq!(at(0, header, MCP), ResourceMatch::Identical);
    assert_eq!(
        at(0, header, "https://api.example.com"),
        ResourceMatch::Parent
    );
}

#[test]
fn grades_how_resource_differs() {
    for (resource, grade) in [
        ("https://api.example.com/mcp/", ResourceMatch::TrailingSlash),
        ("https://api.example.com/MCP", ResourceMatch::Case),
        ("http://api.example.com/mcp", ResourceMatch::Scheme),
    ] {
        let mut discovery = ResourceDiscovery::new(MCP, &[]).unwrap();
        let found = found(&mut discovery, resource).unwrap();
        assert_eq!(found.resource_match, grade, "{resource}");
        assert_eq!(
            found.findings[0].severity,
            crate::Severity::Error,
            "{resource}"
        );
        assert_eq!(found.findings[0].code, "resource.differs", "{resource}");
    }
}

#[test]
fn the_query_of_a_call_names_no_other_resource() {
    let called = "https://api.example.com/mcp?page=1";
    for (resource, grade) in [
        (called, ResourceMatch::Identical),
        (MCP, ResourceMatch::Parent),
        ("https://api.example.com", ResourceMatch::Parent),
    ] {
        let mut discovery = ResourceDiscovery::new(called, &[]).unwrap();
        let found = found(&mut discovery, resource).unwrap();
        assert_eq!(found.resource_match, grade, "{resource}");
    }
    let mut discovery = ResourceDiscovery::new(called, &[]).unwrap();
    let other = "https://api.example.com/mcp?page=2";
    let error = found(&mut discovery, other).unwrap_err();
    assert_eq!(error.code(), "resource.other");
}

#[test]
fn another_resource_is_not_used() {
    for resource in [
        "https://victim.example.com/mcp",
        "https://api.example.com:8443/mcp",
        "http://api.example.com:8080/mcp",
        "https://api.example.com/v2",
        "https://api.example.com/mc",
        "urn:orders",
        "https://api.example.com@evil.com",
    ] {
        let mut discovery = ResourceDiscovery::new(MCP, &[]).unwrap();
        let error = found(&mut discovery, resource).unwrap_err();
        assert_eq!(error.code(), "resource.other", "{resource}");
    }
}

#[test]
fn says_what_is_odd() {
    let body = r#"{"resource":"https://api.example.com/mcp","authorization_servers":["http://as.example.com"],
        "scopes_supported":["orders","offline_access"],"bearer_methods_supported":["query"],
        "resource_signing_alg_values_supported":["none"],"dpop_bound_access_tokens_required":"yes"}"#;
    let mut discovery = ResourceDiscovery::new(MCP, &[]).unwrap();
    let found = discovery.accept(&document(body)).unwrap().unwrap();
    assert_eq!(
        codes(&found),
        [
            "resource.http",
            "resource.unsigned",
            "resource.type",
            "resource.bearer_methods_supported",
            "resource.bearer_methods_supported",
            "resource.offline_access",
        ]
    );
    assert_eq!(found.issuer().unwrap_err().code(), "resource.no-issuer");
}

#[test]
fn a_document_without_resource_is_none() {
    let mut discovery = ResourceDiscovery::new("https://api.example.com", &[]).unwrap();
    let error = discovery.accept(&document(
        r#"{"authorization_servers":["https://as.example.com"]}"#,
    ));
    assert_eq!(error.unwrap_err().code(), "resource.missing");
}

#[test]
fn nothing_anywhere_names_all_that_was_tried() {
    let mut discovery = ResourceDiscovery::new(MCP, &[]).unwrap();
    assert!(
        discovery
            .accept(&HttpResponse::new(404, ""))
            .unwrap()
            .is_none()
    );
    let error = discovery.accept(&HttpResponse::new(404, "")).unwrap_err();
    assert_eq!(error.code(), "resource.not-found");
    assert!(
        error
            .message()
            .contains("oauth-protected-resource/mcp, https"),
        "{error}"
    );
    // Whatever is more telling than a 404 is said instead.
    let mut discovery = ResourceDiscovery::new(MCP, &[]).unwrap();
    let page = HttpResponse::new(200, "<!doctype html><title>app</title>");
    assert!(discovery.accept(&page).unwrap().is_none());
    let error = discovery.accept(&HttpResponse::new(404, "")).unwrap_err();
    assert_eq!(error.code(), "server.html");
}

#[test]
fn asks_for_the_challenged_scopes_else_for_all_that_are_supported() {
    let scope = challenge::parse([r#"Bearer scope="orders.read orders.list""#]);
    assert_eq!(scopes_to_ask(&scope, None), ["orders.read", "orders.list"]);
    let body = r#"{"resource":"https://api.example.com/mcp","scopes_supported":["a","b"]}"#;
    let (metadata, _) = ResourceMetadata::accept(&document(body)).unwrap();
    assert_eq!(scopes_to_ask(&[], Some(&metadata)), ["a", "b"]);
    assert!(scopes_to_ask(&[], None).is_empty());
}

#[test]
fn a_step_up_asks_for_the_union_and_ends() {
    let more = |scope: &str| {
        challenge::parse([
            format!(r#"Bearer error="insufficient_scope", scope="{scope}""#).as_str(),
        ])
    };
    let mut step_up = StepUp::new(["a".to_owned()]);
    step_up.take(&more("b")).unwrap();
    assert_eq!(step_up.scopes(), ["a", "b"]);
    assert_eq!(step_up.take(&more("a b")), Err(StepUpEnd::AskedAlready));
    step_up.take(&more("c")).unwrap();
    step_up.take(&more("d")).unwrap();
    assert_eq!(step_up.take(&more("e")), Err(StepUpEnd::TooManyTries));
    let plain = challenge::parse([r#"Bearer error="invalid_token""#]);
    assert_eq!(step_up.take(&plain), Err(StepUpEnd::NothingAsked));
    let authentication = challenge::parse([
        r#"Bearer error="insufficient_user_authentication", acr_values="mfa", max_age="5""#,
    ]);
    let mut step_up = StepUp::new([]);
    step_up.take(&authentication).unwrap();
    assert_eq!(
        (step_up.acr_values(), step_up.max_age()),
        (Some("mfa"), Some("5"))
    );
    assert_eq!(step_up.take(&authentication), Err(StepUpEnd::AskedAlready));
    // What one refusal asked for holds for the next.
    step_up.take(&more("x")).unwrap();
    assert_eq!(step_up.acr_values(), Some("mfa"));
    assert_eq!(step_up.take(&authentication), Err(StepUpEnd::AskedAlready));
    assert_eq!(step_up.take(&more("x")), Err(StepUpEnd::AskedAlready));
}

#[test]
fn an_authorization_server_on_this_machine_is_for_apis_on_this_machine() {
    let issuer_for = |api: &str| {
        let body = format!(
            r#"{{"resource":"{api}","authorization_servers":["http://127.0.0.1:5001","https://as.example.com"]}}"#
        );
        let mut discovery = ResourceDiscovery::new(api, &[]).unwrap();
        let found = discovery.accept(&document(&body)).unwrap().unwrap();
        found.issuer().unwrap().to_owned()
    };
    assert_eq!(issuer_for(MCP), "https://as.example.com");
    assert_eq!(
        issuer_for("http://localhost:6001/mcp"),
        "http://127.0.0.1:5001"
    );
}
