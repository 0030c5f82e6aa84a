//! From an API's URL alone as a client that nobody registered: a document at its `client_id` says what it is.

use std::io::{BufRead, BufReader};
use std::process::Stdio;

use claimscope_tests::documents::Documents;
use claimscope_tests::playground::{free_port, serve_with};
use claimscope_tests::program::claimscope;
use claimscope_tests::user::UserAtBrowser;
use serde_json::{Value, json};

#[tokio::test(flavor = "multi_thread")]
async fn the_terminal_logs_in_as_the_client_of_a_document() {
    let settings = json!({ "Playground": {
        "ClientIdMetadataDocumentsOnLoopback": true,
        "ProtectedResourceMetadata": true,
        "ResourceIndicators": true,
        "AuthorizationResponseIss": true,
    } });
    let (_folder, playground) = serve_with(&settings).unwrap();
    let redirect_uri = format!("http://127.0.0.1:{}/callback", free_port().unwrap());
    let documents = Documents::start("/client.json", |client_id| {
        json!({
            "client_id": client_id,
            "client_name": "Terminal",
            "redirect_uris": [redirect_uri],
            "grant_types": ["authorization_code"],
            "token_endpoint_auth_method": "none",
        })
        .to_string()
    })
    .unwrap();
    let api = format!("{}/identity", playground.said("api"));
    let mut command = claimscope(&["call", &api, "--login", "--no-browser", "--json"]).unwrap();
    command
        .args([
            "--client-id",
            documents.url(),
            "--redirect-uri",
            &redirect_uri,
        ])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let mut lines = BufReader::new(child.stderr.take().unwrap()).lines();
    let is_address = |line: &String| line.trim_start().starts_with("http");
    let url = lines.by_ref().map_while(Result::ok).find(is_address);
    std::thread::spawn(move || lines.for_each(drop));
    let mut user = UserAtBrowser::new("alice", "alice").unwrap();
    let url = url.unwrap();
    let address = user.browse(url.trim(), &redirect_uri).await.unwrap();
    user.visit(&address).await.unwrap();
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    let answer: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(answer["status"], 200, "{answer}");
    // It is the client of the document for whom the API was called.
    let body = answer["body"].as_str().unwrap();
    assert!(body.contains(documents.url()), "{body}");
    let findings = answer["login"]["findings"].to_string();
    assert!(!findings.contains("client-documents"), "{findings}");
    assert_eq!(documents.fetched(), 1);
}
