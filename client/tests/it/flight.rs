//! Requests under way: they stand in the log, and end on the wire when they are cancelled or cut off.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use claimscope_client::{ExchangeState, TransportError};
use claimscope_oauth::HttpRequest;

use crate::issuer::Issuer;
use crate::peer::{Manner, Peer};
use crate::{client, client_with};

/// No answer, or half of one.
fn slow_answers() -> [Vec<u8>; 2] {
    let half = b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{".to_vec();
    [Vec::new(), half]
}

#[tokio::test]
async fn a_request_stands_in_the_log_from_its_leaving() {
    let peer = Peer::start(Manner::Stall(Vec::new())).await;
    let client = client();
    let before = client.log().revision();
    let (sender, url) = (client.clone(), peer.http("/"));
    let sending = tokio::spawn(async move { sender.send(&HttpRequest::get(url)).await });
    peer.arrival().await;
    let exchange = client.log().last().unwrap();
    assert_eq!(exchange.outcome, ExchangeState::Pending);
    assert!(client.log().revision() > before);
    client.set_offline(true);
    assert!(sending.await.unwrap().is_err());
    let exchanges = client.log().exchanges();
    assert_eq!(exchanges.len(), 1);
    assert_eq!(exchanges[0].id, exchange.id);
    assert!(matches!(
        exchanges[0].outcome,
        ExchangeState::Failure {
            code: "network.offline",
            ..
        }
    ));
}

#[tokio::test]
async fn a_watcher_is_told_of_a_request_before_its_answer_comes() {
    let peer = Peer::start(Manner::Stall(Vec::new())).await;
    let client = client();
    let seen = Arc::new(Mutex::new(Vec::new()));
    let kept = Arc::clone(&seen);
    let log = client.log().clone();
    client.log().watch(move |exchange| {
        let is_logged = log.last().is_some_and(|last| last.id == exchange.id);
        kept.lock()
            .unwrap()
            .push((exchange.outcome.clone(), is_logged));
    });
    let (sender, url) = (client.clone(), peer.http("/"));
    let sending = tokio::spawn(async move { sender.send(&HttpRequest::get(url)).await });
    peer.arrival().await;
    assert_eq!(*seen.lock().unwrap(), [(ExchangeState::Pending, true)]);
    client.set_offline(true);
    assert!(sending.await.unwrap().is_err());
    assert_eq!(seen.lock().unwrap().len(), 2);
}

#[tokio::test]
async fn cutting_the_network_off_ends_requests_under_way() {
    for start in slow_answers() {
        let peer = Peer::start(Manner::Stall(start)).await;
        let client = client();
        let (sender, url) = (client.clone(), peer.http("/"));
        let sending = tokio::spawn(async move { sender.send(&HttpRequest::get(url)).await });
        peer.arrival().await;
        client.set_offline(true);
        assert_eq!(sending.await.unwrap(), Err(TransportError::Offline));
        peer.hang_up().await;
        assert_eq!(
            client.send(&HttpRequest::get(peer.http("/"))).await,
            Err(TransportError::Offline)
        );
        assert_eq!(peer.requests(), 1);
    }
}

#[tokio::test]
async fn a_cancelled_call_ends_on_the_wire() {
    for start in slow_answers() {
        let peer = Peer::start(Manner::Stall(start)).await;
        let issuer = Issuer::start(&[]).await;
        let session = issuer.session();
        let (caller, url) = (session.clone(), peer.http("/"));
        let calling = tokio::spawn(async move { caller.call(HttpRequest::get(url), None).await });
        peer.arrival().await;
        calling.abort();
        peer.hang_up().await;
        assert!(calling.await.unwrap_err().is_cancelled());
        let exchange = session.client().log().last().unwrap();
        assert!(matches!(
            exchange.outcome,
            ExchangeState::Failure {
                code: "network.cancelled",
                ..
            }
        ));
    }
}

#[tokio::test]
async fn a_cancelled_fetch_of_keys_is_not_waited_out() {
    let peer = Peer::start(Manner::Stall(Vec::new())).await;
    let issuer = Issuer::start(&[]).await;
    let connection = claimscope_client::session::Connection {
        issuer: peer.http(""),
        ..issuer.connection()
    };
    let session = issuer.session_with(connection);
    for requests in 1..3 {
        let verifier = session.clone();
        let verifying = tokio::spawn(async move { verifier.verify("a.b.c", None).await });
        peer.arrival().await;
        verifying.abort();
        peer.hang_up().await;
        assert!(verifying.await.is_err());
        assert_eq!(peer.requests(), requests);
    }
}

#[tokio::test]
async fn a_call_takes_a_body_of_50_megabytes() {
    let size = 50 << 20;
    let mut bytes = format!("HTTP/1.1 200 OK\r\nContent-Length: {size}\r\n\r\n").into_bytes();
    bytes.resize(bytes.len() + size, b'x');
    let peer = Peer::start(Manner::Answer(bytes)).await;
    let client = client_with(claimscope_client::Settings {
        timeout: Duration::from_secs(30),
        ..Default::default()
    });
    let response = client
        .send(&HttpRequest::get(peer.http("/")))
        .await
        .unwrap();
    assert_eq!(response.body.len(), size);
}
