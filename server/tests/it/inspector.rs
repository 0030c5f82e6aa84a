//! The page at `/inspector/`: its files with their types and policies, and nothing else.

use std::fs;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::Path;

use claimscope_server::{Options, Playground, StartError};

const PAGE: &str = r#"<meta http-equiv="Content-Security-Policy" content="default-src 'none'">"#;

fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let put =
        |name: &str, text: &str| fs::write(folder.path().join("www").join(name), text).unwrap();
    fs::create_dir_all(folder.path().join("www/js")).unwrap();
    put("index.html", PAGE);
    put("ask.html", PAGE);
    put("js/main.js", "start()");
    put("claimscope.wasm", "\0asm");
    fs::write(folder.path().join("secret.txt"), "secret").unwrap();
    folder
}

fn options(folder: &Path) -> Options {
    Options::any_port().inspector(folder.join("www"))
}

/// The answer to a request whose path no client has tidied up.
async fn ask(port: u16, method: &str, path: &str) -> String {
    let request =
        format!("{method} {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
    let exchange = move || {
        let mut stream = TcpStream::connect(("127.0.0.1", port)).unwrap();
        stream.write_all(request.as_bytes()).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer
    };
    tokio::task::spawn_blocking(exchange).await.unwrap()
}

#[tokio::test]
async fn serves_its_files_and_no_others() {
    let folder = folder();
    let running = Playground::start(options(folder.path())).await.unwrap();
    let port = running.addresses(claimscope_server::Server::Token)[0].port();
    assert_eq!(
        running.inspector().unwrap(),
        format!("{}/inspector/", running.token_server())
    );
    let page = ask(port, "GET", "/inspector/").await;
    assert!(
        page.starts_with("HTTP/1.1 200") && page.ends_with(PAGE),
        "{page}"
    );
    for header in [
        "content-type: text/html; charset=utf-8",
        "content-security-policy: default-src 'none'; frame-ancestors 'none'",
        "x-content-type-options: nosniff",
        "referrer-policy: no-referrer",
    ] {
        assert!(page.contains(header), "{header} in {page}");
    }
    for (path, text) in [
        ("/inspector/ask.html", "frame-ancestors 'self'"),
        ("/inspector/js/main.js", "content-type: text/javascript"),
        (
            "/inspector/claimscope.wasm",
            "content-type: application/wasm",
        ),
        ("/inspector", "location: /inspector/"),
    ] {
        let answer = ask(port, "GET", path).await;
        assert!(answer.contains(text), "{path}: {answer}");
    }
    for path in [
        "/inspector/../secret.txt",
        "/inspector/js/../../../secret.txt",
        "/inspector/..%2fsecret.txt",
        "/inspector/%2e%2e/secret.txt",
        "/inspector//etc/passwd",
        "/inspector/js",
        "/inspector/js/",
        "/inspector/nothing.js",
    ] {
        let answer = ask(port, "GET", path).await;
        assert!(answer.starts_with("HTTP/1.1 404"), "{path}: {answer}");
        assert!(!answer.contains("secret"), "{path}: {answer}");
    }
    let metadata = ask(port, "GET", "/.well-known/openid-configuration").await;
    assert!(metadata.starts_with("HTTP/1.1 200"), "{metadata}");
    running.shutdown().await;
}

#[tokio::test]
async fn takes_get_and_head_only() {
    let folder = folder();
    let running = Playground::start(options(folder.path())).await.unwrap();
    let port = running.addresses(claimscope_server::Server::Token)[0].port();
    let head = ask(port, "HEAD", "/inspector/js/main.js").await;
    assert!(
        head.starts_with("HTTP/1.1 200") && head.ends_with("\r\n\r\n"),
        "{head}"
    );
    assert!(head.contains("content-length: 7"), "{head}");
    for method in ["POST", "PUT", "DELETE", "OPTIONS"] {
        let answer = ask(port, method, "/inspector/").await;
        assert!(answer.starts_with("HTTP/1.1 405"), "{method}: {answer}");
        assert!(answer.contains("allow: GET, HEAD"), "{method}: {answer}");
    }
    running.shutdown().await;
}

#[tokio::test]
async fn gives_what_was_compressed_to_who_takes_it() {
    let folder = folder();
    let put = |name: &str, text: &str| fs::write(folder.path().join("www/js").join(name), text);
    put("main.js.br", "by brotli").unwrap();
    put("main.js.gz", "by gzip").unwrap();
    put("alone.gz", "an archive").unwrap();
    let running = Playground::start(options(folder.path())).await.unwrap();
    let port = running.addresses(claimscope_server::Server::Token)[0].port();
    for (accepted, coding, body) in [
        ("gzip, deflate, br, zstd", Some("br"), "by brotli"),
        ("GZIP;q=0.5", Some("gzip"), "by gzip"),
        ("br;q=0, gzip", Some("gzip"), "by gzip"),
        ("br;q=0.1, gzip;q=1.0", Some("gzip"), "by gzip"),
        ("gzip;q=0.4, br;q=0.4", Some("br"), "by brotli"),
        ("gzip;Q=0", None, "start()"),
        ("gzip;q=0;x, br ; Q = 0", None, "start()"),
        ("br; q=0.0, *", None, "start()"),
        ("identity", None, "start()"),
        ("brotli", None, "start()"),
    ] {
        let path = format!("/inspector/js/main.js HTTP/1.1\r\nAccept-Encoding: {accepted}\r\nX: ");
        let answer = ask(port, "GET", &path).await;
        assert!(answer.ends_with(&format!("\r\n\r\n{body}")), "{answer}");
        let named = coding.map(|coding| format!("content-encoding: {coding}\r\n"));
        match named {
            Some(named) => assert!(answer.contains(&named), "{accepted}: {answer}"),
            None => assert!(!answer.contains("content-encoding"), "{accepted}: {answer}"),
        }
        for header in [
            "content-type: text/javascript",
            "vary: Accept-Encoding",
            &format!("content-length: {}\r\n", body.len()),
        ] {
            assert!(answer.contains(header), "{accepted}: {header} in {answer}");
        }
    }
    for (path, status) in [
        ("/inspector/js/main.js.br", "404"),
        ("/inspector/js/alone.gz", "200"),
    ] {
        let answer = ask(port, "GET", path).await;
        let line = format!("HTTP/1.1 {status}");
        assert!(answer.starts_with(&line), "{path}: {answer}");
    }
    let plain = ask(port, "GET", "/inspector/ask.html").await;
    assert!(!plain.contains("vary:"), "{plain}");
    running.shutdown().await;
}

#[cfg(unix)]
#[tokio::test]
async fn follows_no_link_out_of_the_folder() {
    let folder = folder();
    let link = folder.path().join("www/link.txt");
    std::os::unix::fs::symlink(folder.path().join("secret.txt"), link).unwrap();
    let running = Playground::start(options(folder.path())).await.unwrap();
    let port = running.addresses(claimscope_server::Server::Token)[0].port();
    let answer = ask(port, "GET", "/inspector/link.txt").await;
    assert!(answer.starts_with("HTTP/1.1 404"), "{answer}");
    running.shutdown().await;
}

#[tokio::test]
async fn a_folder_without_the_page_is_refused() {
    let empty = tempfile::tempdir().unwrap();
    let started = Playground::start(Options::any_port().inspector(empty.path())).await;
    let error = started.map(|_| ()).unwrap_err();
    assert!(matches!(error, StartError::Inspector { .. }));
    assert!(
        error.to_string().ends_with("there is no index.html in it"),
        "{error}"
    );
}
