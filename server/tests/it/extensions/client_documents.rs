//! Clients whose `client_id` is the address of a document
//! ([draft-ietf-oauth-client-id-metadata-document](https://datatracker.ietf.org/doc/draft-ietf-oauth-client-id-metadata-document/)).

use std::io::{Read, Write};
use std::net::TcpListener;
use std::sync::{Arc, Mutex};

use claimscope_server::Running;
use claimscope_server::config::Extension;

use super::{claims, error, with};
use crate::browser::{Browser, CALLBACK, Page, VERIFIER, encode, request_of, start};

/// A web server that answers every request alike, and counts them.
struct Documents {
    client_id: String,
    answer: Arc<Mutex<(String, usize)>>,
}

impl Documents {
    fn open() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let client_id = format!("http://{}/client.json", listener.local_addr().unwrap());
        let answer = Arc::new(Mutex::new((String::new(), 0)));
        let served = Arc::clone(&answer);
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let mut stream = stream.unwrap();
                let mut request = Vec::new();
                while !request.ends_with(b"\r\n\r\n") {
                    let mut byte = [0];
                    match stream.read(&mut byte) {
                        Ok(1) => request.push(byte[0]),
                        _ => break,
                    }
                }
                let mut answer = served.lock().unwrap();
                answer.1 += 1;
                // Whoever has read enough may have gone.
                let _ = stream.write_all(answer.0.as_bytes());
            }
        });
        let documents = Self { client_id, answer };
        documents.give("application/json", &documents.document(""));
        documents
    }

    /// A document that is in order, with further members.
    fn document(&self, more: &str) -> String {
        let client_id = &self.client_id;
        format!(
            r#"{{"client_id":"{client_id}","client_name":"<b>Tool</b>","redirect_uris":["{CALLBACK}"],"grant_types":["authorization_code","refresh_token"]{more}}}"#
        )
    }

    fn give(&self, content_type: &str, body: &str) {
        self.answer(&format!("200 OK\r\nContent-Type: {content_type}"), body);
    }

    /// Answers with this status and these headers.
    fn answer(&self, head: &str, body: &str) {
        let length = body.len();
        self.answer.lock().unwrap().0 = format!(
            "HTTP/1.1 {head}\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{body}"
        );
    }

    fn fetched(&self) -> usize {
        self.answer.lock().unwrap().1
    }

    fn request(&self) -> String {
        let client_id: String =
            form_urlencoded::byte_serialize(self.client_id.as_bytes()).collect();
        request_of("openid api1 offline_access").replace("interactive", &client_id)
    }

    async fn redeem(&self, browser: &Browser, page: &Page) -> Page {
        let fields = [
            ("grant_type", "authorization_code"),
            ("client_id", self.client_id.as_str()),
            ("code", &page.parameter("code").unwrap()),
            ("redirect_uri", CALLBACK),
            ("code_verifier", VERIFIER),
        ];
        browser.token(&fields).await
    }
}

const ON: [Extension; 1] = [Extension::ClientIdMetadataDocumentsOnLoopback];

/// What the log says of the last request that was refused.
fn reason(running: &Running) -> String {
    let entries = running.log().entries();
    let mut messages = entries.into_iter().rev().map(|entry| entry.message);
    let refused = messages.find(|message| message.contains("is not taken"));
    refused.unwrap_or_default()
}

#[tokio::test]
async fn a_document_makes_a_client_whose_user_is_asked_by_its_name_and_host() {
    let running = start(with(&ON)).await;
    let documents = Documents::open();
    let mut browser = Browser::new(&running);
    let request = format!("/connect/authorize?{}", documents.request());
    let to_login = browser.get(&request).await;
    let login = browser.get(to_login.location()).await;
    let host = documents.client_id.split('/').nth(2).unwrap();
    let shown = format!("&lt;b&gt;Tool&lt;/b&gt; ({host}) wants you to sign in");
    assert!(login.body.contains(&shown), "{}", login.body);
    let signed_in = browser.sign_in(&login, "alice", "alice").await;
    let to_consent = browser.get(signed_in.location()).await;
    assert!(to_consent.location().starts_with("/consent"));
    let page = browser.authorize(&documents.request()).await;
    let tokens = documents.redeem(&browser, &page).await;
    let client_id = claims(&tokens);
    assert_eq!(
        client_id.get_str("client_id"),
        Some(documents.client_id.as_str())
    );
    let body = tokens.json();
    let refresh = [
        ("grant_type", "refresh_token"),
        ("client_id", documents.client_id.as_str()),
        ("refresh_token", body.get_str("refresh_token").unwrap()),
    ];
    assert_eq!(browser.token(&refresh).await.status, 200);
    assert_eq!(documents.fetched(), 1);
    running.shutdown().await;
}

#[tokio::test]
async fn a_document_that_breaks_a_rule_ends_on_the_error_page_and_the_log_says_why() {
    let running = start(with(&ON)).await;
    let documents = Documents::open();
    let mut browser = Browser::new(&running);
    let request = format!("/connect/authorize?{}", documents.request());
    let json = |head: &str| format!("{head}\r\nContent-Type: application/json");
    let fine = documents.document("");
    let table: [(String, String, &str); 9] = [
        (json("404 Not Found"), fine.clone(), "status 404"),
        (
            format!("{}\r\nLocation: {}", json("302 Found"), documents.client_id),
            fine.clone(),
            "status 302",
        ),
        (
            "200 OK\r\nContent-Type: text/html".to_owned(),
            fine.clone(),
            "Content-Type",
        ),
        (json("200 OK"), "{".to_owned(), "no JSON object"),
        (
            json("200 OK"),
            fine.replace("client.json", "other.json"),
            "which is not its address",
        ),
        (
            json("200 OK"),
            documents.document(r#","client_secret":"hunter2""#),
            "has a client_secret",
        ),
        (
            json("200 OK"),
            documents.document(r#","token_endpoint_auth_method":"client_secret_post""#),
            "client_secret_post",
        ),
        (
            json("200 OK"),
            fine.replace(r#""redirect_uris""#, r#""others""#),
            "no redirect_uris",
        ),
        (
            json("200 OK"),
            documents.document(&format!(r#","x":"{}""#, "x".repeat(6_000))),
            "more than 5120 bytes",
        ),
    ];
    for (index, (head, body, why)) in table.iter().enumerate() {
        documents.answer(head, body);
        let page = browser.get(&request).await;
        assert!(page.location().starts_with("/error?"), "{why}: {page:?}");
        let reason = reason(&running);
        assert!(reason.contains(why), "{why}: {reason}");
        assert!(!reason.contains("hunter2"));
        // An error is not kept: the next request asks again.
        assert_eq!(documents.fetched(), index + 1);
    }
    documents.answer(&json("200 OK"), &fine);
    let page = browser.get(&request).await;
    assert!(page.location().starts_with("/account/login"), "{page:?}");
    running.shutdown().await;
}

#[tokio::test]
async fn a_document_is_read_again_when_it_is_no_longer_fresh() {
    let running = start(with(&ON)).await;
    let documents = Documents::open();
    let mut browser = Browser::new(&running);
    let request = format!("/connect/authorize?{}", documents.request());
    let fine = documents.document("");
    documents.answer(
        "200 OK\r\nContent-Type: application/json\r\nCache-Control: max-age=100",
        &fine,
    );
    for (seconds, fetched) in [(0, 1), (50, 1), (150, 2)] {
        running.state().clock().set_offset_seconds(seconds);
        browser.get(&request).await;
        assert_eq!(documents.fetched(), fetched, "{seconds}");
    }
    running.state().clock().set_offset_seconds(300);
    documents.answer("500 Internal Server Error", "");
    let page = browser.get(&request).await;
    assert!(page.location().starts_with("/error?"), "{page:?}");
    let fields = [
        ("grant_type", "authorization_code"),
        ("client_id", documents.client_id.as_str()),
    ];
    let page = browser.token(&fields).await;
    assert_eq!(error(&page), "invalid_client");
    assert!(reason(&running).contains("status 500"));
    running.shutdown().await;
}

#[tokio::test]
async fn nothing_is_fetched_that_is_not_switched_on() {
    let documents = Documents::open();
    for extensions in [&[][..], &[Extension::ClientIdMetadataDocuments]] {
        let running = start(with(extensions)).await;
        let mut browser = Browser::new(&running);
        let request = format!("/connect/authorize?{}", documents.request());
        let page = browser.get(&request).await;
        assert!(page.location().starts_with("/error?"), "{page:?}");
        running.shutdown().await;
    }
    let running = start(with(&ON)).await;
    let mut browser = Browser::new(&running);
    // Other spellings of this machine, other machines around it, and what no client looks at.
    for client_id in [
        "http://127.1/client.json",
        "http://2130706433/client.json",
        "https://2130706433/client.json",
        "https://10.0.0.1/client.json",
        "https://[fd00::1]/client.json",
        "https://169.254.169.254/latest",
        "http://192.168.0.1/client.json",
    ] {
        let query = encode(&[("client_id", client_id)]);
        let page = browser.get(&format!("/connect/authorize?{query}")).await;
        assert!(page.location().starts_with("/error?"), "{page:?}");
        let reason = reason(&running);
        assert!(reason.contains(client_id), "{client_id}: {reason}");
    }
    let query = encode(&[("client_id", &documents.client_id)]);
    browser.get(&format!("/connect/userinfo?{query}")).await;
    assert_eq!(documents.fetched(), 0);
    running.shutdown().await;
}
