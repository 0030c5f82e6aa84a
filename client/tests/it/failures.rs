//! What each kind of failure is called, and what a person reads.

use std::time::Duration;

use claimscope_client::{HttpClient, SessionError, Settings, TransportError};
use claimscope_oauth::HttpRequest;
use expect_test::{Expect, expect};

use crate::peer::{Manner, Peer, answer, json, nobody};
use crate::{client, client_with, token_request};

async fn discovery_error(manner: Manner, expected: Expect) {
    let peer = Peer::start(manner).await;
    let impatient = HttpClient::new(Settings {
        timeout: Duration::from_millis(200),
        ..Settings::default()
    });
    let failure = impatient
        .unwrap()
        .discover(&peer.http(""))
        .await
        .unwrap_err();
    let text = format!("{}: {failure}", failure.code());
    expected.assert_eq(&text.replace(&peer.address.to_string(), "HOST"));
}

#[tokio::test]
async fn a_web_page_in_place_of_json() {
    let page = answer(
        "200 OK",
        "Content-Type: text/html\r\n",
        "<html>Sign in</html>",
    );
    discovery_error(
        Manner::Answer(page),
        expect!["server.html: the metadata document is a web page, not JSON (Content-Type text/html), at http://HOST/.well-known/openid-configuration; this URL is probably not the issuer's: that is the base under which /.well-known/openid-configuration answers with JSON, and a page for people, such as a login or an app that answers every path, came from this one"],
    )
    .await;
}

#[tokio::test]
async fn an_empty_answer() {
    discovery_error(
        Manner::Answer(answer("200 OK", "", "")),
        expect!["server.empty: the metadata document is empty, at http://HOST/.well-known/openid-configuration; check that this URL is the right endpoint of the right server"],
    )
    .await;
}

#[tokio::test]
async fn what_came_of_an_answer_that_broke_off_is_there_and_is_no_answer() {
    let answer = b"HTTP/1.1 200 OK\r\nX-Id: 7\r\nContent-Length: 10\r\n\r\n[1, 2".to_vec();
    let peer = Peer::start(Manner::Answer(answer)).await;
    let error = client().send(&HttpRequest::get(peer.http("/"))).await;
    let error = SessionError::from(error.unwrap_err());
    let came = error.what_came().unwrap();
    assert_eq!((came.status, &came.body[..]), (200, &b"[1, 2"[..]));
    assert_eq!(came.header_value("x-id"), Some("7"));
}

#[tokio::test]
async fn a_slow_answer() {
    discovery_error(
        Manner::Stall(Vec::new()),
        expect!["network.timeout: HOST gave no whole answer within 200ms; try again, allow more time, or look at what keeps the server busy"],
    )
    .await;
}

#[tokio::test]
async fn a_body_that_never_ends_its_wait() {
    let start = b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{".to_vec();
    let peer = Peer::start(Manner::Stall(start)).await;
    let impatient = HttpClient::new(Settings {
        timeout: Duration::from_millis(200),
        ..Settings::default()
    });
    let error = impatient
        .unwrap()
        .discover(&peer.http(""))
        .await
        .unwrap_err();
    assert_eq!(error.code(), "network.timeout");
}

#[tokio::test]
async fn a_dropped_line() {
    discovery_error(
        Manner::Drop,
        expect!["network.dropped: HOST closed the connection before its answer was whole; try again; if it stays, the server may want https on this port, or it crashed: look in its log"],
    )
    .await;
    discovery_error(
        Manner::Answer(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{".to_vec()),
        expect!["network.dropped: HOST closed the connection before its answer was whole; try again; if it stays, the server may want https on this port, or it crashed: look in its log"],
    )
    .await;
}

#[tokio::test]
async fn something_other_than_http() {
    discovery_error(
        Manner::Answer(b"220 mail.example ESMTP\r\n".to_vec()),
        expect!["network.not-http: HOST answers with something other than HTTP; check the port, and whether it wants https"],
    )
    .await;
}

#[tokio::test]
async fn more_headers_than_are_taken() {
    let many = "X-A: 1\r\n".repeat(101);
    let long = format!("X-A: {}\r\n", "a".repeat(1_000_000));
    for headers in [many, long] {
        discovery_error(
            Manner::Answer(answer("200 OK", &headers, "")),
            expect!["network.too-large: the answer of HOST has more than 100 headers, or more than some 400 KiB of them, and was refused; let the server send fewer; cookies and lists of policies are the longest as a rule"],
        )
        .await;
    }
    let bound = "X-A: 1\r\n".repeat(90);
    let peer = Peer::start(Manner::Answer(answer("200 OK", &bound, "{}"))).await;
    let call = HttpRequest::get(peer.http("/"));
    assert_eq!(client().call(&call).await.unwrap().status, 200);
}

#[tokio::test]
async fn a_redirect_is_named_and_not_followed() {
    discovery_error(
        Manner::Answer(answer("302 Found", "Location: https://login.example/\r\n", "")),
        expect!["server.redirect: the metadata document was expected, and the server redirects to https://login.example/ (status 302); redirects are not followed, so that no secret goes astray; if the target is right, use it directly"],
    )
    .await;
    let target = Peer::start(Manner::Answer(json("{}"))).await;
    let location = format!("Location: {}\r\n", target.http("/token"));
    let redirect = answer("307 Temporary Redirect", &location, "");
    let peer = Peer::start(Manner::Answer(redirect)).await;
    let failure = client().token(&token_request(peer.http("/token"))).await;
    assert_eq!(failure.unwrap_err().code(), "server.redirect");
    let response = client()
        .call(&HttpRequest::get(peer.http("/identity")).bearer("x"))
        .await
        .unwrap();
    assert_eq!(response.status, 307);
    assert_eq!(target.requests(), 0);
}

#[tokio::test]
async fn nothing_listens() {
    let address = nobody();
    let failure = client()
        .discover(&format!("https://{address}"))
        .await
        .unwrap_err();
    expect!["nothing listens on HOST; is the server started, and on this port?"]
        .assert_eq(&failure.to_string().replace(&address.to_string(), "HOST"));
    assert!(matches!(
        failure,
        SessionError::Transport(TransportError::Refused { .. })
    ));
}

#[tokio::test]
async fn a_huge_body_is_refused_while_it_comes_in() {
    let announced = b"HTTP/1.1 200 OK\r\nContent-Length: 100000000\r\n\r\n".to_vec();
    let endless = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n{\"keys\":[".to_vec();
    for start in [announced, endless] {
        let peer = Peer::start(Manner::Flood(start, vec![b' '; 1 << 16])).await;
        let failure = client().jwks(&peer.http("/jwks")).await.unwrap_err();
        let limit_bytes = 1 << 20;
        let expected = TransportError::TooLarge { limit_bytes };
        assert_eq!(failure, SessionError::Transport(expected));
        let failure = client().discover(&peer.http("")).await.unwrap_err();
        assert_eq!(failure.code(), "network.too-large");
    }
}

#[tokio::test]
async fn offline_sends_nothing() {
    let peer = Peer::start(Manner::Answer(json("{}"))).await;
    let client = client_with(Settings {
        offline: true,
        ..Settings::default()
    });
    let request = HttpRequest::get(peer.http("/"));
    assert_eq!(client.send(&request).await, Err(TransportError::Offline));
    assert_eq!(peer.requests(), 0);
    assert!(client.log().exchanges().is_empty());
    client.set_offline(false);
    assert!(client.send(&request).await.is_ok());
}

#[tokio::test]
async fn what_cannot_be_sent_is_refused_before() {
    let client = client();
    for request in [
        HttpRequest::get("ftp://h"),
        HttpRequest::new("GE T", "http://127.0.0.1:1"),
        HttpRequest::get("http://127.0.0.1:1").header("A b", "x"),
        HttpRequest::get("http://127.0.0.1:1").header("A", "x\r\nB: y"),
        HttpRequest::get("http://127.0.0.1:1").header("content-length", "5"),
        HttpRequest::get("http://127.0.0.1:1").header("Transfer-Encoding", "chunked"),
        HttpRequest::get("http://127.0.0.1:1").header("Host", "api.example"),
    ] {
        let error = client.send(&request).await.unwrap_err();
        assert_eq!(error.code(), "misuse.request", "{error}");
    }
}

#[tokio::test]
async fn secrets_do_not_pass_in_clear_to_other_machines() {
    let request = token_request("http://sts.example/connect/token".into());
    let failure = client().token(&request).await.unwrap_err();
    assert_eq!(failure.code(), "misuse.https");
    assert!(client().discover("http://sts.example").await.is_err());
}

#[tokio::test]
async fn unusable_settings_say_so() {
    for (settings, expected) in [
        (
            Settings {
                extra_ca_pem: Some(b"no certificate".to_vec()),
                ..Settings::default()
            },
            expect!["the extra CA file is not usable: there is no CERTIFICATE block in it"],
        ),
        (
            Settings {
                proxy: Some("http://user:hunter2@".into()),
                ..Settings::default()
            },
            expect!["the proxy's URL is not usable; write it as http://proxy.example:8080"],
        ),
    ] {
        expected.assert_eq(&HttpClient::new(settings).unwrap_err().to_string());
    }
}
