//! `discover`: metadata, findings and keys.

use claimscope_server::{Options, Server};

use crate::playground::OwnPlayground;
use crate::run::{run, run_with};
use crate::tiny::{Reply, Tiny};

#[test]
fn shows_metadata_findings_and_keys() {
    let stage = OwnPlayground::open();
    let run = run(&["discover", &stage.issuer()]).exits(0);
    let kid = stage.running().state().key().kid().to_owned();
    for line in [
        ["Token", "/connect/token"],
        [kid.as_str(), "RSA 2048"],
        ["Scopes", "api1"],
        ["note", "issuer is http"],
    ] {
        assert!(run.has_line(&line), "{line:?} in {}", run.stdout);
    }
    run.prints("thumbprint");
}

#[test]
fn takes_the_document_s_url_too() {
    let stage = OwnPlayground::open();
    run(&[
        "discover",
        &format!("{}/.well-known/openid-configuration", stage.issuer()),
    ])
    .exits(0);
}

#[test]
fn json_has_the_whole_document() {
    let stage = OwnPlayground::open();
    let found = run(&["discover", &stage.issuer(), "--json"])
        .exits(0)
        .json();
    assert_eq!(found["issuer"], stage.issuer());
    assert_eq!(found["issuer_match"], "exact");
    assert_eq!(
        found["metadata"]["token_endpoint"],
        format!("{}/connect/token", stage.issuer())
    );
    assert_eq!(found["keys"][0]["kind"], "RSA 2048");
    assert!(found["keys"][0]["thumbprint"].is_string());
    assert!(found["findings"].is_array());
}

#[test]
fn a_certificate_is_trusted_by_fingerprint_or_file() {
    let stage = OwnPlayground::with(Options::any_port().https(true));
    let issuer = stage.issuer();
    let failed = run(&["discover", &issuer])
        .exits(3)
        .says("--trust-fingerprint ");
    let words = failed.stderr.split_whitespace();
    let fingerprint = words
        .skip_while(|word| *word != "--trust-fingerprint")
        .nth(1)
        .unwrap();
    run(&[
        "discover",
        &issuer,
        "--trust-fingerprint",
        fingerprint.trim_end_matches(','),
    ])
    .exits(0);
    let (host, digits) = fingerprint.trim_end_matches(',').split_once('=').unwrap();
    assert_eq!(host, "localhost");
    run(&["discover", &issuer, "--trust-fingerprint", digits]).exits(0);
    let elsewhere = format!("sts.example={digits}");
    run(&["discover", &issuer, "--trust-fingerprint", &elsewhere])
        .exits(3)
        .says("is not trusted");
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("ca.pem");
    std::fs::write(&file, stage.running().certificate_pem().unwrap()).unwrap();
    run(&["discover", &issuer, "--ca-file", file.to_str().unwrap()]).exits(0);
    run(&["discover", &issuer, "--ca-file", "/no/such/file"]).exits(2);
    run(&["discover", &issuer, "--trust-fingerprint", "abc"]).exits(2);
}

#[test]
fn a_server_that_is_no_issuer_is_a_network_failure() {
    let stage = OwnPlayground::open();
    run(&["discover", &stage.running().api()])
        .exits(3)
        .says("what to do");
    stage.stop(Server::Token);
    run(&["discover", &stage.issuer()])
        .exits(3)
        .says("nothing listens on");
    run(&["discover", "localhost:5001"])
        .exits(2)
        .says("https://localhost:5001");
}

#[test]
fn an_error_among_the_findings_is_no_success() {
    let tiny = Tiny::metadata(|_, document| {
        document["token_endpoint"] = "no url".into();
        document.as_object_mut().unwrap().remove("jwks_uri");
    });
    let run = run(&["discover", tiny.origin()]).exits(1);
    assert!(run.has_line(&["✗ error"]), "{}", run.stdout);
}

#[test]
fn metadata_that_redirects_refuses_no_token() {
    let tiny = Tiny::replying(|_, _| Reply {
        headers: vec!["Location: https://login.example/".to_owned()],
        ..Reply::text("302 Found", "")
    });
    let issuer = tiny.origin();
    run(&["discover", issuer]).exits(3).says("redirects");
    run(&["verify", "a.b.c", "--no-audience", "--issuer", issuer])
        .exits(3)
        .says("redirects");
}

#[test]
fn metadata_of_another_issuer_is_a_server_failure_for_every_command() {
    let tiny = Tiny::metadata(|_, document| document["issuer"] = "https://elsewhere".into());
    let origin = tiny.origin();
    let found = run(&["discover", origin]).exits(3);
    assert!(
        found.has_line(&["✗ error", "https://elsewhere"]),
        "{}",
        found.stdout
    );
    let json = run(&["discover", origin, "--json"]).exits(3).json();
    assert_eq!(json["error"]["code"], "server.issuer");
    let client = ["--issuer", origin, "--client-id", "c"];
    for arguments in [
        &[&["token"][..], &client].concat(),
        &[&["call", origin][..], &client].concat(),
        &["verify", "a.b.c", "--no-audience", "--issuer", origin].to_vec(),
    ] {
        run_with(arguments, b"", &[]).exits(3);
    }
}

#[test]
fn a_key_url_that_cannot_be_used_is_the_server_s_fault() {
    let tiny = Tiny::metadata(|_, document| document["jwks_uri"] = "file:///etc/passwd".into());
    run(&["discover", tiny.origin()]).exits(3);
}

#[test]
fn a_proxy_of_the_environment_that_would_be_passed_over_is_named() {
    let set = [("HTTPS_PROXY", "http//user:hunter2@proxy")];
    run_with(&["discover", "https://sts.invalid"], b"", &set)
        .exits(2)
        .says("HTTPS_PROXY is not the URL of a proxy")
        .hides("hunter2");
    // This machine itself is reached directly.
    run_with(&["discover", &crate::tiny::nobody()], b"", &set).exits(3);
}

#[test]
fn a_proxy_is_a_url_and_is_not_for_this_machine() {
    let stage = OwnPlayground::open();
    let issuer = stage.issuer();
    let with = |proxy| run(&["discover", &issuer, "--proxy", proxy]);
    for proxy in ["garbage", "ftp://a:1", "http://", "http://user:hunter2@"] {
        with(proxy).exits(2).says("--proxy").hides("hunter2");
    }
    for proxy in [
        "http://user:hunter2@proxy.example:8080",
        "proxy.example:8080",
    ] {
        with(proxy)
            .exits(0)
            .says("without the proxy")
            .hides("hunter2");
    }
}
