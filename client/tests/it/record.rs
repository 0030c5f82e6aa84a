//! Discovery and tokens end to end, and what the log keeps of them.

use std::time::Duration;

use claimscope_client::{ExchangeState, Settings};
use claimscope_oauth::{HttpRequest, IssuerMatch};

use crate::peer::{Manner, Peer, answer, json, nobody};
use crate::{client, client_with, token_request};

/// RFC 8414 alone, as a server without OpenID Connect has it.
fn oauth_only(head: &str) -> Vec<u8> {
    if head.starts_with("GET /.well-known/oauth-authorization-server/tenant ") {
        json(r#"{"issuer":"https://sts.example/tenant"}"#)
    } else {
        answer("404 Not Found", "", "")
    }
}

#[tokio::test]
async fn discovery_tries_the_next_form_after_a_404() {
    let peer = Peer::start(Manner::route(oauth_only)).await;
    let client = client();
    let found = client.discover(&peer.http("/tenant")).await.unwrap();
    assert_eq!(
        found.url,
        peer.http("/.well-known/oauth-authorization-server/tenant")
    );
    assert!(matches!(found.issuer_match, IssuerMatch::Differs { .. }));
    let statuses: Vec<_> = client
        .log()
        .exchanges()
        .iter()
        .map(|exchange| exchange.status())
        .collect();
    assert_eq!(statuses, [Some(404), Some(200)]);
}

#[tokio::test]
async fn the_log_masks_secrets_and_tokens_and_gives_them_on_demand() {
    let body = r#"{"access_token":"eyJh.eyJi.sig","token_type":"Bearer","expires_in":3600}"#;
    let headers = "Content-Type: application/json\r\nDate: Sun, 06 Nov 1994 08:49:37 GMT\r\n";
    let peer = Peer::start(Manner::Answer(answer("200 OK", headers, body))).await;
    let client = client();
    let token = client
        .token(&token_request(peer.http("/connect/token?code=hunter2")))
        .await
        .unwrap();
    assert_eq!(token.access_token_text(), "eyJh.eyJi.sig");

    let exchange = client.log().last().unwrap();
    let everything = format!(
        "{exchange:?} {} {:?} {:?}",
        exchange.as_curl(),
        client,
        client.log()
    );
    // "client:hunter2" in base64
    for secret in ["hunter2", "eyJh", "Y2xpZW50Omh1bnRlcjI="] {
        assert!(!everything.contains(secret), "{secret} in {everything}");
    }
    assert!(
        exchange
            .as_curl_with_secrets()
            .contains("Y2xpZW50Omh1bnRlcjI=")
    );
    assert!(
        exchange
            .clock_offset_seconds()
            .is_some_and(|offset| offset < -900_000_000)
    );
    assert!(
        exchange
            .as_curl()
            .contains("grant_type=client_credentials&scope=api1")
    );
    client.log().clear();
    assert!(client.log().last().is_none());
}

#[tokio::test]
async fn failures_and_cancelled_requests_stand_in_the_log() {
    let peer = Peer::start(Manner::Stall(Vec::new())).await;
    let client = client();
    let request = HttpRequest::get(peer.http("/"));
    let pending = client.send(&request);
    assert!(
        tokio::time::timeout(Duration::from_millis(50), pending)
            .await
            .is_err()
    );
    let refused = HttpRequest::get(format!("http://{}/", nobody()));
    assert!(client.send(&refused).await.is_err());
    let codes: Vec<_> = client
        .log()
        .since(0)
        .iter()
        .map(|exchange| match &exchange.outcome {
            ExchangeState::Failure { code, .. } => *code,
            other => panic!("{other:?}"),
        })
        .collect();
    assert_eq!(codes, ["network.cancelled", "network.refused"]);
    assert_eq!(client.log().since(1).len(), 1);
}

#[tokio::test]
async fn what_a_server_repeats_of_the_credentials_is_masked() {
    let peer = Peer::start(Manner::route(|head| {
        let body = serde_json::json!({ "headers": head, "form": "p=correct+horse" });
        let headers = format!(
            "Content-Type: application/json\r\nX-Seen: {}\r\n",
            head.lines().last().unwrap_or_default()
        );
        answer("200 OK", &headers, &body.to_string())
    }))
    .await;
    let client = client();
    let request = HttpRequest::post_form(
        peer.http("/echo?api_key=queryqueryquery"),
        [("password", &b"correct horse battery"[..])],
    )
    .header("X-Api-Key", "hunter2hunter2")
    .header("Cookie", "session=0123456789abcdef");
    client.send(&request).await.unwrap();
    let log = format!("{:?}", client.log().last().unwrap());
    for secret in ["hunter2", "0123456789", "queryquery", "correct horse"] {
        assert!(!log.contains(secret), "{secret} in {log}");
    }
}

#[tokio::test]
async fn long_bodies_are_logged_by_their_length() {
    let body = format!("[{}]", " ".repeat(100_000));
    let peer = Peer::start(Manner::Answer(json(&body))).await;
    let client = client();
    let response = client.send(&HttpRequest::get(peer.http("/"))).await;
    assert_eq!(response.unwrap().body.len(), 100_002);
    let exchange = client.log().last().unwrap();
    let ExchangeState::Response { body, .. } = &exchange.outcome else {
        panic!("a response")
    };
    assert_eq!(body, "[100002 bytes]");
}

#[tokio::test]
async fn other_machines_are_reached_through_the_proxy_and_this_one_directly() {
    fn echo(head: &str) -> Vec<u8> {
        let status = if head.starts_with("CONNECT ") {
            "407 Proxy Authentication Required"
        } else {
            "200 OK"
        };
        answer(status, "Content-Type: text/plain\r\n", head)
    }
    let proxy = Peer::start(Manner::route(echo)).await;
    let client = client_with(Settings {
        proxy: Some(proxy.http("")),
        ..Settings::default()
    });
    let response = client.send(&HttpRequest::get("http://api.example/x")).await;
    let head = String::from_utf8(response.unwrap().body).unwrap();
    assert!(
        head.starts_with("GET http://api.example/x HTTP/1.1\r\n"),
        "{head}"
    );

    let refused = client
        .send(&HttpRequest::get("https://api.example/x"))
        .await;
    assert_eq!(refused.unwrap_err().code(), "network.proxy");

    let down = client_with(Settings {
        proxy: Some("http://127.0.0.1:1".to_owned()),
        ..Settings::default()
    });
    let unreached = down.send(&HttpRequest::get("https://api.example/x")).await;
    assert_eq!(unreached.unwrap_err().code(), "network.proxy");

    let here = Peer::start(Manner::Answer(json("{}"))).await;
    let response = client.send(&HttpRequest::get(here.http("/"))).await;
    assert_eq!(response.unwrap().body, b"{}");
    assert_eq!(proxy.requests(), 2);
}

#[tokio::test]
async fn requests_say_who_they_are() {
    fn echo(head: &str) -> Vec<u8> {
        answer("200 OK", "Content-Type: text/plain\r\n", head)
    }
    let peer = Peer::start(Manner::route(echo)).await;
    let client = client();
    let request = HttpRequest::new("DELETE", peer.http("/x")).header("X-Api-Key", "hunter2");
    let response = client.call(&request).await.unwrap();
    let head = String::from_utf8(response.body).unwrap();
    assert!(head.starts_with("DELETE /x HTTP/1.1\r\n"), "{head}");
    let agent = concat!("user-agent: claimscope/", env!("CARGO_PKG_VERSION"), "\r\n");
    assert!(head.contains(agent), "{head}");
    assert!(head.contains("x-api-key: hunter2\r\n"), "{head}");
    let exchange = client.log().last().unwrap();
    assert_eq!(exchange.method, "DELETE");
    assert_eq!(
        exchange.request_headers,
        [("X-Api-Key".to_owned(), "•••".to_owned())]
    );
}
