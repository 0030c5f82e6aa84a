//! `call`: the API's answer, and why it said no.

use claimscope_server::{ApiSettings, Mint, Server};

use crate::playground::OwnPlayground;
use crate::run::{run, run_with};
use crate::tiny::{Reply, Tiny, nobody};

#[test]
fn shows_status_and_body() {
    let stage = OwnPlayground::open();
    let token = stage.token();
    let run = run_with(
        &["call", &stage.identity(), "--token", "-"],
        token.as_bytes(),
        &[],
    )
    .exits(0);
    assert!(run.stdout.starts_with("200 OK\n"), "{}", run.stdout);
    run.prints("client_id").hides(&token);
}

#[test]
fn gets_its_own_token_with_the_options_of_token() {
    let stage = OwnPlayground::open();
    let (api, issuer) = (stage.identity(), stage.issuer());
    let mut arguments = vec!["call", &api, "--issuer", &issuer, "--client-id", "client"];
    arguments.extend(["--client-secret-env", "S", "--scope", "api1", "--json"]);
    let answer = run_with(&arguments, b"", &[("S", "secret")])
        .exits(0)
        .json();
    assert_eq!(answer["status"], 200);
    assert!(answer["body"].as_str().unwrap().contains("client_id"));
}

#[test]
fn a_401_is_explained() {
    let stage = OwnPlayground::open();
    let (api, issuer) = (stage.identity(), stage.issuer());
    run(&["call", &api])
        .exits(1)
        .prints("401 Unauthorized")
        .prints("no token");
    let spoilt = [
        (Mint::default().expired(), "expired"),
        (Mint::default().audience("api://orders"), "api://orders"),
        (Mint::default().tampered(), "signature"),
    ];
    for (mint, reason) in spoilt {
        let token = stage.mint(mint);
        run(&[
            "call",
            &api,
            "--token",
            &token,
            "--issuer",
            &issuer,
            "--audience",
            "api1",
        ])
        .exits(1)
        .prints("www-authenticate  Bearer error=\"invalid_token\"")
        .prints(reason)
        .hides(&token);
    }
}

#[test]
fn keys_in_hand_tell_whether_the_signature_is_right() {
    let stage = OwnPlayground::open();
    let jwks = format!("{}/.well-known/openid-configuration/jwks", stage.issuer());
    let api = Tiny::replying(|_, _| {
        Reply {
        headers: vec![
            "WWW-Authenticate: Bearer error=\"invalid_token\", error_description=\"The signature key was not found\""
                .to_owned(),
        ],
        ..Reply::text("401 Unauthorized", "")
    }
    });
    let (url, token) = (format!("{}/orders", api.origin()), stage.token());
    run(&["call", &url, "--token", &token, "--jwks", &jwks])
        .exits(1)
        .prints("likely, api.keys-not-loaded")
        .prints("a key in hand verifies the signature here");
    run(&["call", &url, "--token", &token])
        .exits(1)
        .prints("likely, key.not-found")
        .prints("possible, api.keys-not-loaded");
    run(&["call", &url, "--jwks", &jwks]).exits(2);
}

#[test]
fn a_403_names_the_scopes() {
    let stage = OwnPlayground::open();
    let state = stage.running().state();
    state.set_api(ApiSettings {
        scope: Some("admin".to_owned()),
        ..ApiSettings::clone(&state.api())
    });
    let token = stage.token();
    run(&["call", &stage.identity(), "--token", &token])
        .exits(1)
        .prints("403 Forbidden")
        .prints("api1")
        .hides(&token);
}

#[test]
fn json_has_status_headers_body_and_diagnosis() {
    let stage = OwnPlayground::open();
    let token = stage.mint(Mint::default().expired());
    let answer = run(&["call", &stage.identity(), "--token", &token, "--json"])
        .exits(1)
        .json();
    assert_eq!(answer["status"], 401);
    assert!(
        answer["headers"]
            .as_array()
            .unwrap()
            .iter()
            .any(|header| header["name"] == "www-authenticate")
    );
    assert!(answer["diagnosis"]["headline"].is_string());
    assert!(
        !answer["diagnosis"]["reasons"]
            .as_array()
            .unwrap()
            .is_empty()
    );
}

#[test]
fn json_hides_what_is_a_credential_in_the_answer() {
    let token = "opaque-token-of-some-length-0123";
    let tiny = Tiny::replying(move |_, _| Reply {
        headers: vec![
            "Set-Cookie: session=0123456789abcdef; Path=/; HttpOnly".to_owned(),
            "X-Request-Id: 4711".to_owned(),
        ],
        ..Reply::text("200 OK", format!("you sent {token}"))
    });
    let answer = run(&["call", tiny.origin(), "--token", token, "--json"])
        .exits(0)
        .hides("0123456789abcdef")
        .hides(token)
        .json();
    let headers = answer["headers"].as_array().unwrap();
    let value = |name: &str| {
        let of_name = |header: &&serde_json::Value| header["name"].as_str() == Some(name);
        headers.iter().find(of_name).unwrap()["value"].clone()
    };
    assert_eq!(value("set-cookie"), "•••");
    assert_eq!(value("x-request-id"), "4711");
    assert_eq!(answer["body"], "you sent •••");
}

#[test]
fn other_answers_are_no_refusal() {
    let stage = OwnPlayground::open();
    let (token, api) = (stage.token(), stage.running().api());
    run(&["call", &format!("{api}/nowhere"), "--token", &token])
        .exits(0)
        .prints("404 Not Found");
    run(&[
        "call",
        &format!("{api}/identity"),
        "--token",
        &token,
        "-d",
        "{}",
    ])
    .exits(0)
    .prints("405 Method Not Allowed");
}

#[test]
fn an_api_that_does_not_answer_is_a_network_failure() {
    let stage = OwnPlayground::open();
    let token = stage.token();
    stage.stop(Server::Api);
    run(&["call", &stage.identity(), "--token", &token])
        .exits(3)
        .says("nothing listens on")
        .hides(&token);
}

#[test]
fn what_no_header_can_carry_is_bad_usage() {
    run(&["call", "http://localhost:1", "--token", "a b"]).exits(2);
    run(&["call", "http://localhost:1", "-H", "no colon"]).exits(2);
    run(&[
        "call",
        "http://localhost:1",
        "--token",
        "abc",
        "-H",
        "authorization: Bearer x",
    ])
    .exits(2);
    run(&["call", "no url"]).exits(2);
}

#[test]
fn a_header_that_follows_from_the_body_is_refused() {
    for header in ["Content-Length: 5", "transfer-encoding: chunked"] {
        run(&["call", "http://localhost:1", "-H", header])
            .exits(2)
            .says("follows from the body");
    }
}

#[test]
fn what_is_no_access_token_is_named() {
    let with = |token| run(&["call", "http://localhost:1", "--token", token]).exits(2);
    with("").says("is empty");
    with(" ").says("is empty");
    with("Bearer abc").says("Bearer before it");
    with(r#"{"access_token":"abc"}"#).says("this is JSON");
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("cookie");
    std::fs::write(&file, r#"["eyJhbGciOiJIUzI1NiJ9.e30.c2ln","r"]"#).unwrap();
    let file = file.to_str().unwrap();
    run(&["call", "http://localhost:1", "--token-file", file])
        .exits(2)
        .says("this is JSON");
}

#[test]
fn a_redirect_to_a_login_is_a_refusal_with_a_reason() {
    let tiny = Tiny::replying(|_, _| Reply {
        headers: vec!["Location: https://login.example/authorize?client_id=a".to_owned()],
        ..Reply::text("302 Found", "")
    });
    let answer = run(&["call", tiny.origin(), "--token", "abc", "--json"])
        .exits(1)
        .json();
    assert_eq!(answer["diagnosis"]["reasons"][0]["code"], "api.redirect");
    run(&["call", tiny.origin(), "--token", "abc"])
        .exits(1)
        .prints("302 Found")
        .prints("https://login.example/authorize");
    let tiny = Tiny::replying(|_, _| Reply::text("304 Not Modified", ""));
    run(&["call", tiny.origin()]).exits(0);
}

#[test]
fn fail_takes_every_4xx_for_a_failure() {
    let tiny = Tiny::replying(|_, path| match path {
        "/busy" => Reply::text("429 Too Many Requests", ""),
        _ => Reply::text("404 Not Found", ""),
    });
    let lost = format!("{}/lost", tiny.origin());
    run(&["call", &lost]).exits(0);
    run(&["call", &lost, "--fail"])
        .exits(1)
        .prints("404 Not Found");
    run(&["call", &format!("{}/busy", tiny.origin())]).exits(1);
}

#[test]
fn options_without_use_are_refused() {
    let call = |more: &[&str]| run(&[&["call", "http://localhost:1"][..], more].concat()).exits(2);
    call(&["--issuer", "https://a.example"]).says("without a token");
    call(&["--audience", "api1"]).says("without a token");
    call(&["--scope", "api1"]).says("without a token");
    for option in [
        "--token-endpoint",
        "--resource",
        "--client-secret-env",
        "--username",
    ] {
        call(&["--token", "abc", option, "https://a.example"]).says("--client-id");
    }
}

#[test]
fn an_issuer_whose_keys_cannot_be_had_is_still_the_one_expected() {
    let stage = OwnPlayground::open();
    let token = stage.mint(Mint::default().expired());
    let identity = stage.identity();
    let with_slash = format!("{}/", stage.issuer());
    for issuer in ["http://login.example", &nobody(), &with_slash] {
        let call = ["call", &identity, "--token", &token, "--issuer", issuer];
        let answer = run(&[&call[..], &["--json"]].concat()).exits(1).json();
        let notes = answer["diagnosis"]["notes"].to_string();
        assert!(
            notes.contains("the issuer's keys could not be had"),
            "{issuer}: {notes}"
        );
        let reasons = answer["diagnosis"]["reasons"].as_array().unwrap();
        let codes: Vec<_> = reasons.iter().map(|reason| &reason["code"]).collect();
        assert!(
            codes.contains(&&"token.issuer".into()),
            "{issuer}: {codes:?}"
        );
    }
}

#[test]
fn an_expected_scope_is_compared_with_the_token() {
    let stage = OwnPlayground::open();
    let state = stage.running().state();
    state.set_api(ApiSettings {
        scope: Some("api1.write".to_owned()),
        ..ApiSettings::clone(&state.api())
    });
    let token = stage.token();
    run(&[
        "call",
        &stage.identity(),
        "--token",
        &token,
        "--scope",
        "api1.write",
    ])
    .exits(1)
    .prints("api1.write");
}

#[test]
fn headers_that_say_why_are_shown_and_a_long_challenge_takes_a_line_a_parameter() {
    let tiny = Tiny::replying(|_, _| {
        let mut reply = Reply::text("401 Unauthorized", "");
        reply.headers = vec![
            "X-Amzn-ErrorType: UnrecognizedClientException".to_owned(),
            "X-Ms-Diagnostics: 3000003;reason=\"odd\"".to_owned(),
            "X-Request-Id: dull".to_owned(),
            "WWW-Authenticate: Bearer realm=\"a\",client_id=\"b\",trusted=\"c,d,e\",uri=\"f\""
                .to_owned(),
        ];
        reply
    });
    run(&["call", tiny.origin()])
        .exits(1)
        .prints("UnrecognizedClientException")
        .prints("3000003;reason=")
        .hides("dull")
        .prints("Bearer\n")
        .prints("trusted=\"c,d,e\"\n");
}

#[test]
fn a_login_says_where_before_it_begins() {
    let stage = OwnPlayground::open();
    let (api, issuer) = (stage.identity(), stage.issuer());
    let mut arguments = vec!["call", &api, "--login", "--issuer", &issuer, "--client-id"];
    arguments.extend(["interactive", "--client-secret-env", "S", "--no-browser"]);
    arguments.extend(["--scope", "openid api1", "--wait", "1s"]);
    let run = run_with(&arguments, b"", &[("S", "secret")]);
    run.says("The API's metadata: none")
        .says(&format!("Authorization server: {issuer}"))
        .says("/connect/authorize?response_type=code&client_id=interactive")
        .hides("secret");
}

#[test]
fn a_login_that_registers_takes_the_options_of_a_login() {
    let stage = OwnPlayground::open();
    let api = stage.identity();
    let login = [
        "call",
        &api,
        "--login",
        "--register",
        "--no-browser",
        "--wait",
        "1s",
    ];
    let more = [
        "--redirect-uri",
        "http://127.0.0.1:0/callback",
        "--prompt",
        "consent",
    ];
    // The API has no metadata, and is no authorization server.
    run(&[&login[..], &more].concat()).exits(3);
    run(&[&login[..], &["-H", "Authorization: Bearer x"]].concat())
        .exits(2)
        .says("leave one of them out");
}
