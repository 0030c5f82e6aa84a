//! Discovery and tokens end to end, and what the log keeps of them.

use std::time::Duration;

use claimscope_client::Outcome;
use claimscope_core::oauth::{HttpRequest, IssuerMatch};

use crate::peer::{Manner, Peer, answer, json};
use crate::{client, token_request};

/// RFC 8414 alone, as a server without OpenID Connect has it.
fn oauth_only(first_line: &str) -> Vec<u8> {
    if first_line.starts_with("GET /.well-known/oauth-authorization-server/tenant ") {
        json(r#"{"issuer":"https://sts.example/tenant"}"#)
    } else {
        answer("404 Not Found", "", "")
    }
}

#[tokio::test]
async fn discovery_tries_the_next_form_after_a_404() {
    let peer = Peer::start(Manner::Route(oauth_only)).await;
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
    let refused = HttpRequest::get("http://127.0.0.1:9/");
    assert!(client.send(&refused).await.is_err());
    let codes: Vec<_> = client
        .log()
        .since(0)
        .iter()
        .map(|exchange| match &exchange.outcome {
            Outcome::Failure { code, .. } => *code,
            other => panic!("{other:?}"),
        })
        .collect();
    assert_eq!(codes, ["network.cancelled", "network.refused"]);
    assert_eq!(client.log().since(1).len(), 1);
}

#[tokio::test]
async fn requests_say_who_they_are() {
    fn echo(_: &str) -> Vec<u8> {
        json("{}")
    }
    let peer = Peer::start(Manner::Route(echo)).await;
    let client = client();
    let request = HttpRequest::new("DELETE", peer.http("/x")).header("X-Api-Key", "hunter2");
    assert_eq!(client.call(&request).await.unwrap().body, b"{}");
    let exchange = client.log().last().unwrap();
    assert_eq!(exchange.method, "DELETE");
    assert_eq!(
        exchange.request_headers,
        [("X-Api-Key".to_owned(), "•••".to_owned())]
    );
}
