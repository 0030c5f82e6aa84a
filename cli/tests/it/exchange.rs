//! `-v`: every exchange on standard error, credentials masked.

use std::io::{BufRead, BufReader};
use std::process::Stdio;
use std::sync::mpsc;

use crate::playground::OwnPlayground;
use crate::run::{binary, run, run_with};
use crate::tiny::{Reply, Tiny, nobody};

#[test]
fn each_request_stands_beside_its_answer() {
    let stage = OwnPlayground::open();
    let plain = stage.ask_for_token(&[]).exits(0);
    let run = stage.ask_for_token(&["-v"]).exits(0);
    assert_eq!(run.stdout.lines().count(), plain.stdout.lines().count());
    let endpoint = format!("> POST {}/connect/token", stage.issuer());
    let run = run
        .says("> GET ")
        .says(&endpoint)
        .says("> Authorization: Basic •••")
        .says("> grant_type=client_credentials&scope=api1")
        .says("< 200 OK");
    let token = run.stdout.trim().to_owned();
    assert!(
        !run.stderr.contains(&token) && !run.stderr.contains("c2VjcmV0"),
        "{}",
        run.stderr
    );
}

#[test]
fn a_request_is_shown_before_its_answer_comes() {
    let (answer, may_answer) = mpsc::channel::<()>();
    let tiny = Tiny::replying(move |_, _| {
        may_answer.recv().unwrap();
        Reply::text("200 OK", "late")
    });
    let mut command = binary(&["call", tiny.origin(), "-v"]);
    command.stdin(Stdio::null()).stdout(Stdio::piped());
    let mut child = command.stderr(Stdio::piped()).spawn().unwrap();
    let mut lines = BufReader::new(child.stderr.take().unwrap()).lines();
    let first = lines.next().unwrap().unwrap();
    assert!(first.starts_with("> GET "), "{first}");
    answer.send(()).unwrap();
    let rest: Vec<String> = lines.map(Result::unwrap).collect();
    assert!(
        rest.iter().any(|line| line.starts_with("< 200 OK")),
        "{rest:?}"
    );
    let shown_twice = rest.iter().any(|line| line.starts_with("> GET "));
    assert!(!shown_twice, "{rest:?}");
    assert!(child.wait().unwrap().success());
}

#[test]
fn every_command_that_sends_has_it() {
    let stage = OwnPlayground::open();
    let (issuer, identity, jwks, token) = (
        stage.issuer(),
        stage.identity(),
        stage.jwks(),
        stage.token(),
    );
    let expected = ["--no-audience", "-v"];
    run(&["discover", &issuer, "-v"]).exits(0).says("< 200 OK");
    run(&[&["verify", &token, "--issuer", &issuer][..], &expected].concat())
        .exits(0)
        .says("< 200 OK");
    run(&[
        &["verify", &token, "--no-issuer", "--jwks", &jwks][..],
        &expected,
    ]
    .concat())
    .exits(0)
    .says("< 200 OK");
    let run = run(&["call", &identity, "--token", &token, "-v"])
        .exits(0)
        .says("> Authorization: Bearer •••");
    assert!(!run.stderr.contains(&token), "{}", run.stderr);
}

#[test]
fn a_failure_shows_what_was_sent_until_then() {
    let tiny = Tiny::replying(|_, _| Reply::text("400 Bad Request", "no such thing"));
    run(&["discover", tiny.origin(), "-v"])
        .exits(3)
        .says("> GET ")
        .says("< 400 Bad Request");
    let nobody = nobody();
    run(&["call", &nobody, "-v"])
        .exits(3)
        .says(&format!("> GET {nobody}"))
        .says("< nothing listens on");
}

#[test]
fn what_a_server_sends_cannot_steer_the_terminal() {
    let tiny = Tiny::replying(|_, _| Reply::text("400 Bad Request", "\u{1b}[2J\u{202e}x"));
    run(&["call", tiny.origin(), "-v"])
        .hides("\u{1b}[2J")
        .hides("\u{202e}");
}

#[test]
fn no_secret_is_shown() {
    let tiny = Tiny::replying(|_, _| Reply::text("400 Bad Request", "no"));
    let endpoint = format!("{}/token", tiny.origin());
    let client = [
        "token",
        "--token-endpoint",
        &endpoint,
        "--client-id",
        "c",
        "-v",
    ];
    for method in ["client_secret_basic", "client_secret_post"] {
        let more = ["--client-secret-env", "S", "--client-auth", method];
        run_with(
            &[&client[..], &more].concat(),
            b"",
            &[("S", "hunter2 & more")],
        )
        .exits(3)
        .says("> POST ")
        .hides("hunter2")
        .hides("YzpodW50ZXIy");
    }
}

#[test]
fn a_secret_that_the_server_repeats_is_hidden_in_every_form() {
    let repeats = || {
        let text =
            "auth Basic YzpodW50ZXIyICYgbW9yZQ== client_secret=hunter2+%26+more hunter2 & more";
        Reply::json("400 Bad Request", &serde_json::json!({ "message": text }))
    };
    for reply in [repeats as fn() -> Reply, || {
        Reply::text("500 Internal Server Error", "hunter2 & more")
    }] {
        let tiny = Tiny::replying(move |_, _| reply());
        let endpoint = format!("{}/token", tiny.origin());
        let client = [
            "token",
            "--token-endpoint",
            &endpoint,
            "--client-id",
            "c",
            "-v",
            "--json",
        ];
        let arguments = [&client[..], &["--client-secret-env", "S"]].concat();
        run_with(&arguments, b"", &[("S", "hunter2 & more")])
            .exits(3)
            .hides("hunter2")
            .hides("YzpodW50ZXIy");
    }
}
