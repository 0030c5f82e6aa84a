//! The Model Context Protocol's own sdk as a peer, in both directions, with the URL alone to begin with.

use std::sync::Arc;

use claimscope_client::session::{ApiLogin, Connection, Login, News, Person, Session};
use claimscope_client::{HttpClient, Settings};
use claimscope_core::json::parse;
use claimscope_oauth::HttpRequest;
use claimscope_server::config::Extension;
use claimscope_server::{Config, Options, Playground};
use claimscope_tests::left_out;
use claimscope_tests::peer::{self, Peer};
use serde_json::json;

/// A browser that follows each redirect, with a user who has nothing to do.
struct Browser(HttpClient);

impl Person for Browser {
    fn tell(&self, _: &News) {}

    fn open_browser(&self, url: &str) -> Option<Result<(), String>> {
        let (client, mut url) = (self.0.clone(), url.to_owned());
        tokio::spawn(async move {
            for _ in 0..5 {
                let response = client.send(&HttpRequest::get(url.as_str())).await.unwrap();
                match response.header_value("location") {
                    Some(target) => target.clone_into(&mut url),
                    None => break,
                }
            }
        });
        Some(Ok(()))
    }
}

#[tokio::test]
async fn an_mcp_server_of_the_sdk_answers_by_its_url_alone() {
    if let Some(reason) = peer::missing_node() {
        left_out(reason);
        return;
    }
    let server = Peer::start(peer::node("mcp-server.mjs")).unwrap();
    let client = HttpClient::new(Settings::default()).unwrap();
    let session =
        Session::new(client.clone(), Connection::default()).with_person(Arc::new(Browser(client)));
    let url = format!("{}/mcp", server.origin());
    let initialize = r#"{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-11-25","capabilities":{},"clientInfo":{"name":"claimscope","version":"0"}}}"#;
    let request = HttpRequest::new("POST", &url)
        .header("Content-Type", "application/json")
        .header("Accept", "application/json, text/event-stream")
        .body(initialize);
    let options = ApiLogin {
        login: Login {
            redirect_uri: "http://127.0.0.1:0/callback".to_owned(),
            ..Login::default()
        },
        registers_as: Some("Claimscope".to_owned()),
        ..ApiLogin::default()
    };
    let called = session.call_with_login(request, &options).await;
    let called = called.unwrap_or_else(|failure| panic!("{failure}"));
    let authorization = called.authorization.unwrap();
    assert!(
        authorization.findings.is_empty(),
        "{:?}",
        authorization.findings
    );
    assert_eq!(called.asked, [["tools"]]);
    assert_eq!(called.called.response.status, 200);
    let body = String::from_utf8_lossy(&called.called.response.body).into_owned();
    let data = body.lines().find_map(|line| line.strip_prefix("data: "));
    let answer = parse(data.unwrap_or(&body).as_bytes()).value.unwrap();
    let result = answer.as_object().and_then(|answer| answer.get("result"));
    assert!(result.is_some(), "{body}");
}

#[tokio::test]
async fn the_sdks_client_logs_in_to_our_api_by_its_url_alone() {
    if let Some(reason) = peer::missing_node() {
        left_out(reason);
        return;
    }
    let mut config = Config::quickstart();
    for extension in [
        Extension::DynamicClientRegistration,
        Extension::ProtectedResourceMetadata,
        Extension::ResourceIndicators,
    ] {
        config.extensions.switch_on(extension);
    }
    let playground = Playground::start(Options::any_port().config(config))
        .await
        .unwrap();
    let question = json!({
        "api": playground.api(), "issuer": playground.issuer(),
        "redirect_uri": "http://127.0.0.1:8400/callback", "username": "alice", "password": "alice",
    });
    let ask = move || peer::ask(peer::node("mcp-client.mjs"), &question);
    let steps = tokio::task::spawn_blocking(ask).await.unwrap().unwrap();
    let expected = json!({
        "first": "REDIRECT", "second": "AUTHORIZED", "resource": true, "pkce": "S256", "status": 200,
    });
    assert_eq!(steps, expected);
    playground.shutdown().await;
}
