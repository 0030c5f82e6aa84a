//! `call`: the API's answer, and why it said no.

use claimscope_server::{ApiSettings, Mint, Server};

use crate::run::{run, run_with};
use crate::stage::Stage;

#[test]
fn shows_status_and_body() {
    let stage = Stage::open();
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
    let stage = Stage::open();
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
    let stage = Stage::open();
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
fn a_403_names_the_scopes() {
    let stage = Stage::open();
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
    let stage = Stage::open();
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
fn other_answers_are_no_refusal() {
    let stage = Stage::open();
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
    let stage = Stage::open();
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
