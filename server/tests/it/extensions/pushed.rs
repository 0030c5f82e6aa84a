//! Pushed authorization requests ([RFC 9126](https://www.rfc-editor.org/rfc/rfc9126)).

use claimscope_core::json::Value;
use claimscope_server::config::Extension;
use expect_test::expect;

use super::{PAR, with};
use crate::browser::{Browser, Page, encode, request_of, start};

/// `interactive` pushes its request; gives the `request_uri`.
async fn push(browser: &Browser, query: &str) -> Page {
    let body = format!("{query}&client_secret=secret");
    browser.clone().send("POST", PAR, &body, &[]).await
}

fn pushed_query(request_uri: &str) -> String {
    encode(&[("client_id", "interactive"), ("request_uri", request_uri)])
}

#[tokio::test]
async fn a_pushed_request_leads_to_one_code() {
    let running = start(with(&[Extension::PushedAuthorizationRequests])).await;
    let mut browser = Browser::new(&running);
    let query = format!("{}&prompt=login", request_of("openid api1"));
    let reply = push(&browser, &query).await;
    assert_eq!(reply.status, 201, "{}", reply.body);
    let body = reply.json();
    let request_uri = body.get_str("request_uri").unwrap().to_owned();
    assert!(request_uri.starts_with("urn:ietf:params:oauth:request_uri:"));
    assert_eq!(body.get("expires_in"), Some(&Value::from(600)));
    assert_eq!(
        reply.header("cache-control"),
        Some("no-store, no-cache, max-age=0")
    );

    let page = browser.authorize(&pushed_query(&request_uri)).await;
    assert_eq!(page.parameter("state").as_deref(), Some("state-1"));
    let tokens = browser.redeem(&page.parameter("code").unwrap()).await;
    assert_eq!(tokens.status, 200, "{}", tokens.body);
    let again = browser
        .get(&format!(
            "/connect/authorize?{}",
            pushed_query(&request_uri)
        ))
        .await;
    let again = browser.get(again.location()).await;
    assert_eq!(again.told()[0], "invalid_request_uri");

    // What is beside a request_uri changes nothing.
    let request_uri = push(&browser, &request_of("openid")).await.json();
    let request_uri = request_uri.get_str("request_uri").unwrap();
    let query = format!(
        "{}&scope=api1&redirect_uri=https%3A%2F%2Fevil.example",
        pushed_query(request_uri)
    );
    let page = browser.authorize(&query).await;
    assert_eq!(page.parameter("scope").as_deref(), Some("openid"));

    // It waits for ten minutes, however often somebody looks at it, and for its own client alone.
    let request_uri = push(&browser, &request_of("openid")).await.json();
    let request_uri = request_uri.get_str("request_uri").unwrap();
    let other = pushed_query(request_uri).replace("interactive", "client");
    let page = browser.get(&format!("/connect/authorize?{other}")).await;
    assert!(page.location().starts_with("/error"));
    let path = format!("/connect/authorize?{}", pushed_query(request_uri));
    let mut stranger = Browser::new(&running);
    for (seconds, is_there) in [(300, true), (599, true), (601, false)] {
        running.state().clock().set_offset_seconds(seconds);
        let page = stranger.get(&path).await;
        let to_login = page.location().starts_with("/account/login");
        assert_eq!(to_login, is_there, "{seconds}: {}", page.location());
    }
    running.shutdown().await;
}

#[tokio::test]
async fn faults_of_pushed_requests_are_told_to_the_client() {
    let running = start(with(&[Extension::RequirePushedAuthorizationRequests])).await;
    let mut browser = Browser::new(&running);
    let good = request_of("openid");
    let mut table = String::new();
    for (case, body) in [
        ("no client", "scope=openid".to_owned()),
        ("wrong secret", format!("{good}&client_secret=wrong")),
        (
            "request_uri inside",
            format!("{good}&client_secret=secret&request_uri=urn:x"),
        ),
        (
            "redirect_uri of another",
            format!(
                "{}&client_secret=secret",
                good.replace("callback", "elsewhere")
            ),
        ),
        (
            "scope unknown",
            format!(
                "{}&client_secret=secret",
                good.replace("scope=openid", "scope=nothing")
            ),
        ),
        (
            "no PKCE",
            format!(
                "{}&client_secret=secret",
                good.replace("code_challenge=", "x=")
            ),
        ),
        (
            "a parameter twice",
            format!("{good}&client_secret=secret&scope=api1"),
        ),
    ] {
        let page = browser.send("POST", PAR, &body, &[]).await;
        table.push_str(&format!("{case} -> {} {}\n", page.status, page.body));
    }
    let page = browser.get(PAR).await;
    table.push_str(&format!("GET -> {}\n", page.status));
    let bare = browser.get(&format!("/connect/authorize?{good}")).await;
    let told = browser.get(bare.location()).await.told();
    table.push_str(&format!("not pushed -> {}: {}\n", told[0], told[1]));
    expect![[r#"
        no client -> 400 {"error":"invalid_client"}
        wrong secret -> 400 {"error":"invalid_client"}
        request_uri inside -> 400 {"error":"invalid_request"}
        redirect_uri of another -> 400 {"error":"invalid_request","error_description":"Invalid redirect_uri"}
        scope unknown -> 400 {"error":"invalid_scope","error_description":"Invalid scope"}
        no PKCE -> 400 {"error":"invalid_request","error_description":"code challenge required"}
        a parameter twice -> 400 {"error":"invalid_request"}
        GET -> 405
        not pushed -> invalid_request: Pushed authorization request required
    "#]].assert_eq(&table);
    running.shutdown().await;
}
