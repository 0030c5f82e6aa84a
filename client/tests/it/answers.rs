//! Bodies of answers: compressed, large, in pieces, and how they came.

use std::io::Write as _;

use claimscope_client::session::{Connection, Session};
use claimscope_client::{BodyText, Settings, TransportError};
use claimscope_oauth::HttpRequest;
use flate2::Compression;
use flate2::write::GzEncoder;

use crate::peer::{Identity, Manner, Peer};
use crate::tls::certificate_of;
use crate::{client, client_with};

fn gzip(body: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(body).unwrap();
    encoder.finish().unwrap()
}

/// An answer with these headers that ends with the connection.
fn answer(headers: &str, body: &[u8]) -> Manner {
    let head = format!("HTTP/1.1 200 OK\r\nConnection: close\r\n{headers}\r\n");
    Manner::Answer([head.as_bytes(), body].concat())
}

#[tokio::test]
async fn a_compressed_body_is_decoded_and_both_sizes_are_known() {
    let body = br#"{"orders":[]}"#.repeat(100);
    let sent = gzip(&body);
    let headers = "Content-Type: application/json\r\nContent-Encoding: gzip\r\n";
    let peer = Peer::start(answer(headers, &sent)).await;
    let session = Session::new(client(), Connection::default());
    let request = HttpRequest::get(peer.http("/orders"));
    let called = session.call(request, None).await.unwrap();
    assert_eq!(called.response.body, body);
    assert_eq!(called.transfer.wire_bytes, sent.len());
    assert_eq!(called.transfer.undecoded, None);
    // The headers are those that came.
    let coding = called.response.header_value("content-encoding");
    assert_eq!(coding, Some("gzip"));
}

#[tokio::test]
async fn a_label_that_is_not_so_leaves_the_body_as_it_came() {
    let peer = Peer::start(answer("Content-Encoding: br\r\n", b"plain text")).await;
    let session = Session::new(client(), Connection::default());
    let request = HttpRequest::get(peer.http("/"));
    let called = session.call(request, None).await.unwrap();
    assert_eq!(called.response.body, b"plain text");
    let reason = called.transfer.undecoded;
    assert_eq!(reason.as_deref(), Some("it is no whole br"));
}

#[tokio::test]
async fn a_bomb_is_refused_at_the_bound_of_whoever_asked() {
    let bomb = gzip(&vec![b' '; 3 << 20]);
    let peer = Peer::start(answer("Content-Encoding: gzip\r\n", &bomb)).await;
    let limit_bytes = 2 << 20;
    let client = client_with(Settings {
        max_body_bytes: limit_bytes,
        ..Settings::default()
    });
    let request = HttpRequest::get(peer.http("/"));
    let refused = client.send(&request).await.unwrap_err();
    assert_eq!(refused, TransportError::TooLarge { limit_bytes });
    // Documents of the protocol have a bound of their own.
    let refused = crate::client().jwks(&peer.http("/jwks")).await;
    assert_eq!(refused.unwrap_err().code(), "network.too-large");
}

#[tokio::test]
async fn fifty_megabytes_come_through() {
    let body = vec![b'x'; 50 << 20];
    let headers = format!("Content-Length: {}\r\n", body.len());
    let peer = Peer::start(answer(&headers, &body)).await;
    let request = HttpRequest::get(peer.http("/"));
    let response = client().send(&request).await.unwrap();
    assert!(response.body == body);
}

#[tokio::test]
async fn a_body_in_pieces_is_put_together_and_read_by_its_charset() {
    let headers = "Transfer-Encoding: chunked\r\nContent-Type: text/plain; charset=latin1\r\n";
    let pieces = b"3\r\ncaf\r\n1\r\n\xe9\r\n0\r\n\r\n";
    let peer = Peer::start(answer(headers, pieces)).await;
    let request = HttpRequest::get(peer.http("/"));
    let response = client().send(&request).await.unwrap();
    assert_eq!(response.body, b"caf\xe9");
    assert_eq!(BodyText::of(&response).unwrap().text, "café");
}

#[tokio::test]
async fn phases_are_told_as_far_as_there_are_any() {
    let identity = Identity::self_signed();
    let plain = Peer::start(answer("", b"{}")).await;
    let secure = Peer::start_tls(answer("", b"{}"), &identity).await;
    let client = client();
    client.trust(certificate_of(&identity));
    let session = Session::new(client, Connection::default());
    for (url, has_lookup, has_tls) in [
        (plain.http("/"), false, false),
        (secure.https("/"), true, true),
    ] {
        let called = session.call(HttpRequest::get(&url), None).await.unwrap();
        let phases = called.transfer.phases;
        assert_eq!(phases.lookup.is_some(), has_lookup, "{phases:?}");
        assert_eq!(phases.tls.is_some(), has_tls, "{phases:?}");
        assert!(phases.connect.is_some(), "{phases:?}");
        let connecting = [phases.lookup, phases.connect, phases.tls];
        let connecting: std::time::Duration = connecting.into_iter().flatten().sum();
        let all = connecting + phases.waiting + phases.download;
        assert!(all <= called.duration, "{phases:?}");
    }
}
