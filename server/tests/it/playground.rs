//! The playground over real sockets: ports, both servers up and down, HTTPS.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::sync::Arc;

use claimscope_server::{Mint, Options, Playground, Running, Server, StartError};
use tokio_rustls::rustls;

/// One request on a connection of its own, answered or not.
async fn exchange(base: &str, request: &str) -> std::io::Result<String> {
    let address = base
        .split_once("://")
        .unwrap()
        .1
        .replace("localhost", "127.0.0.1");
    let request = format!(
        "{request}\r\nHost: {}\r\nConnection: close\r\n\r\n",
        base.split_once("://").unwrap().1
    );
    tokio::task::spawn_blocking(move || {
        let mut stream = TcpStream::connect(address)?;
        stream.write_all(request.as_bytes())?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer)?;
        Ok(answer)
    })
    .await
    .unwrap()
}

async fn get(base: &str, path: &str) -> std::io::Result<String> {
    exchange(base, &format!("GET {path} HTTP/1.1")).await
}

async fn start() -> Running {
    Playground::start(Options::any_port()).await.unwrap()
}

#[tokio::test]
async fn both_servers_answer_on_free_ports_of_loopback_alone() {
    let running = start().await;
    let discovery = get(&running.issuer(), "/.well-known/openid-configuration")
        .await
        .unwrap();
    assert!(discovery.starts_with("HTTP/1.1 200 OK\r\n"), "{discovery}");
    assert!(
        discovery.contains(&format!("{{\"issuer\":\"{}\",", running.issuer())),
        "{discovery}"
    );

    let refused = get(&running.api(), "/identity")
        .await
        .unwrap()
        .to_lowercase();
    assert!(
        refused.starts_with("http/1.1 401 unauthorized\r\n"),
        "{refused}"
    );
    assert!(
        refused.contains("www-authenticate: bearer\r\n"),
        "{refused}"
    );
    assert!(refused.contains("content-length: 0\r\n"), "{refused}");

    let token = running.mint(&Mint::default()).unwrap();
    let request = format!("GET /identity HTTP/1.1\r\nAuthorization: Bearer {token}");
    let accepted = exchange(&running.api(), &request).await.unwrap();
    assert!(accepted.starts_with("HTTP/1.1 200 OK\r\n"), "{accepted}");

    for server in [Server::Token, Server::Api] {
        let addresses = running.addresses(server);
        assert!(
            !addresses.is_empty() && addresses.iter().all(|address| address.ip().is_loopback()),
            "{addresses:?}"
        );
    }
    assert_eq!(running.log().entries().len(), 3);
    running.shutdown().await;
}

#[tokio::test]
async fn each_server_goes_down_and_comes_back_where_it_was() {
    let running = start().await;
    for (server, base, path) in [
        (
            Server::Token,
            running.issuer(),
            "/.well-known/openid-configuration",
        ),
        (Server::Api, running.api(), "/identity"),
    ] {
        running.stop(server).await;
        running.stop(server).await;
        assert!(!running.is_up(server));
        let refused = get(&base, path).await.unwrap_err();
        assert_eq!(refused.kind(), std::io::ErrorKind::ConnectionRefused);
        running.restart(server).await.unwrap();
        running.restart(server).await.unwrap();
        assert!(get(&base, path).await.is_ok());
    }
    let (issuer, api) = (running.issuer(), running.api());
    running.shutdown().await;
    assert!(get(&issuer, "/").await.is_err());
    assert!(get(&api, "/").await.is_err());
}

#[tokio::test]
async fn a_port_that_is_taken_is_refused_or_stepped_over() {
    let first = start().await;
    let port = first.addresses(Server::Token)[0].port();
    let taken = Playground::start(Options::any_port().port(port))
        .await
        .unwrap_err();
    assert!(
        matches!(
            &taken,
            StartError::Listen {
                server: Server::Token,
                ..
            }
        ),
        "{taken}"
    );

    // With nothing said, two playgrounds find ports beside each other.
    let second = Playground::start(Options::default()).await.unwrap();
    let third = Playground::start(Options::default()).await.unwrap();
    assert_ne!(second.issuer(), third.issuer());
    assert_ne!(second.api(), third.api());
    for running in [first, second, third] {
        running.shutdown().await;
    }
}

#[tokio::test]
async fn https_works_with_the_certificate_that_it_shows() {
    let running = Playground::start(Options::any_port().https(true))
        .await
        .unwrap();
    assert!(running.issuer().starts_with("https://localhost:"));
    assert!(running.certificate_sha256().is_some());
    let pem = running.certificate_pem().unwrap().to_owned();
    let authority = running.issuer().replace("https://", "");
    let answer = tokio::task::spawn_blocking(move || {
        use rustls::pki_types::pem::PemObject;
        let mut roots = rustls::RootCertStore::empty();
        roots.add(rustls::pki_types::CertificateDer::from_pem_slice(pem.as_bytes()).unwrap()).unwrap();
        let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
        let config = rustls::ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_root_certificates(roots)
            .with_no_client_auth();
        let name = "localhost".try_into().unwrap();
        let connection = rustls::ClientConnection::new(Arc::new(config), name).unwrap();
        // A client that says nothing keeps no other waiting.
        let address = authority.replace("localhost", "127.0.0.1");
        let _silent = TcpStream::connect(&address).unwrap();
        let mut stream = rustls::StreamOwned::new(connection, TcpStream::connect(&address).unwrap());
        let request = format!("GET /.well-known/openid-configuration HTTP/1.1\r\nHost: {authority}\r\nConnection: close\r\n\r\n");
        stream.write_all(request.as_bytes()).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer
    })
    .await
    .unwrap();
    assert!(
        answer.contains(&format!("{{\"issuer\":\"{}\",", running.issuer())),
        "{answer}"
    );
    running.shutdown().await;
}

#[tokio::test]
async fn a_key_file_keeps_the_key_over_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("tempkey.jwk");
    let mut kids = Vec::new();
    for _ in 0..2 {
        let running = Playground::start(Options::any_port().key_file(&path))
            .await
            .unwrap();
        kids.push(running.state().key().kid().to_owned());
        running.shutdown().await;
    }
    assert_eq!(kids[0], kids[1]);
}

/// The status of a request with these header lines.
async fn status(base: &str, target: &str, headers: &str) -> String {
    let address = base.replace("http://localhost", "127.0.0.1");
    let request = format!("GET {target} HTTP/1.1\r\n{headers}Connection: close\r\n\r\n");
    let read = move || {
        let mut stream = TcpStream::connect(address)?;
        stream.write_all(request.as_bytes())?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer)?;
        std::io::Result::Ok(answer)
    };
    let answer = tokio::task::spawn_blocking(read).await.unwrap().unwrap();
    answer.get(9..12).unwrap_or_default().to_owned()
}

#[tokio::test]
async fn a_name_that_was_led_here_is_refused_with_a_reason() {
    let mut config = claimscope_server::Config::quickstart();
    config.issuer_uri = Some("https://Login.example.com".to_owned());
    let options = Options::any_port().config(config).public_host("IdP");
    let running = Playground::start(options).await.unwrap();
    let base = running.token_server();
    let document = "/.well-known/openid-configuration";
    for (host, expected) in [
        ("localhost:5001", "200"),
        ("LOCALHOST.", "200"),
        ("shop.localhost:80", "200"),
        ("127.0.0.1", "200"),
        ("127.1.2.3:9", "200"),
        ("[::1]:5001", "200"),
        ("login.example.com", "200"),
        ("idp:5001", "200"),
        ("evil.example", "400"),
        ("localhost.evil.example:5001", "400"),
        ("127.0.0.1.evil.example", "400"),
        ("192.168.0.7:5001", "400"),
        ("localhost:x", "400"),
        ("", "400"),
    ] {
        let header = format!("Host: {host}\r\n");
        assert_eq!(status(&base, document, &header).await, expected, "{host}");
    }
    let two = "Host: localhost\r\nHost: localhost\r\n";
    assert_eq!(status(&base, document, two).await, "400");
    assert_eq!(status(&base, document, "").await, "400");
    let absolute = format!("http://evil.example{document}");
    assert_eq!(status(&base, &absolute, "Host: localhost\r\n").await, "400");
    let api = status(&running.api(), "/identity", "Host: evil.example\r\n").await;
    assert_eq!(api, "400");
    let entries = running.log().entries();
    let last = entries.last().unwrap();
    assert_eq!((last.server, last.status), (Server::Api, Some(400)));
    assert!(last.message.contains("evil.example"), "{last}");
    running.shutdown().await;
}
