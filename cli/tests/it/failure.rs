//! Failures: exit codes that tell a refusal from a dead network, stable codes, and JSON for programs.

use claimscope_server::Server;
use serde_json::Value;

use crate::playground::OwnPlayground;
use crate::run::{Run, run, run_with};
use crate::tiny::{Reply, Tiny};

/// The `error` that a run printed, which has a message and a code at least.
#[track_caller]
fn error(run: &Run) -> Value {
    let error = run.json()["error"].clone();
    assert!(error["message"].is_string(), "{}", run.stdout);
    assert!(error["code"].is_string(), "{}", run.stdout);
    assert!(run.stderr.contains("error:"), "{}", run.stderr);
    error
}

/// `claimscope token` at a server that answers so at its token endpoint.
fn token_from(reply: impl Fn() -> Reply + Send + 'static, more: &[&str]) -> Run {
    let tiny = Tiny::replying(move |_, _| reply());
    let endpoint = format!("{}/token", tiny.origin());
    let arguments = ["token", "--token-endpoint", &endpoint, "--client-id", "c"];
    run_with(&[&arguments[..], more].concat(), b"", &[])
}

#[test]
fn with_json_every_failure_is_json_on_standard_output() {
    let stage = OwnPlayground::open();
    let declined = stage
        .ask_for_token(&["--scope", "nonsense", "--json"])
        .exits(1);
    let declined = error(&declined);
    assert_eq!(declined["code"], "declined.invalid_scope");
    assert!(declined["hint"].is_string());
    assert!(
        declined["server"]
            .as_str()
            .unwrap()
            .starts_with("invalid_scope")
    );

    stage.stop(Server::Token);
    let issuer = stage.issuer();
    let client = ["--issuer", &issuer, "--client-id", "client"];
    let identity = stage.identity();
    for (command, more) in [
        (&["token"][..], &client[..]),
        (&["discover", &issuer], &[]),
        (&["verify", "a.b.c", "--no-audience"], &client[..2]),
        (&["call", &identity], &client),
    ] {
        let dead = run(&[command, more, &["--json"]].concat()).exits(3);
        assert_eq!(error(&dead)["code"], "network.refused", "{command:?}");
    }
}

#[test]
fn bad_usage_and_unreadable_input_are_json_too() {
    for (arguments, code) in [
        (&["verify", "--nonsense", "--json"][..], "usage.options"),
        (&["verify", "a.b.c", "--json"], "usage.options"),
        (
            &["inspect", "--json", "--token-file", "/no/such/file"],
            "usage.input",
        ),
        (&["inspect", "", "--json"], "usage.input"),
        (&["discover", "no url", "--json"], "misuse.issuer"),
        (&["keygen", "none", "--json"], "usage.options"),
        (
            &["serve", "--json", "--config", "/no/such/file"],
            "usage.playground",
        ),
        (
            &[
                "verify",
                "a.b.c",
                "--no-issuer",
                "--no-audience",
                "--key",
                "Cargo.toml",
                "--json",
            ],
            "usage.key",
        ),
    ] {
        let run = run(arguments).exits(2);
        assert_eq!(error(&run)["code"], code, "{arguments:?}");
    }
    let token = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhIn0.c2lnbmF0dXJl";
    run(&["keygen", token, "--json"]).exits(2).hides(token);
}

#[test]
fn a_refusal_is_told_from_a_server_that_fails() {
    let json = |status, error: &str| Reply::json(status, &serde_json::json!({ "error": error }));
    token_from(move || json("401 Unauthorized", "invalid_client"), &[]).exits(1);
    token_from(move || json("403 Forbidden", "access_denied"), &[]).exits(1);
    token_from(
        move || json("503 Service Unavailable", "invalid_client"),
        &[],
    )
    .exits(3);
    token_from(move || json("400 Bad Request", "server_error"), &[]).exits(3);
    token_from(
        move || json("400 Bad Request", "temporarily_unavailable"),
        &[],
    )
    .exits(3);
    token_from(|| Reply::text("200 OK", "no token"), &[]).exits(3);
}

#[test]
fn the_server_s_words_are_shown_whatever_their_shape() {
    let facebook = || {
        let error = serde_json::json!({"message": "Error validating application.", "code": 101});
        Reply::json("400 Bad Request", &serde_json::json!({ "error": error }))
    };
    token_from(facebook, &[]).says("Error validating application.");
    // Where the words leave it open, the terminal says how to see the rest.
    token_from(|| Reply::text("418 I'm a teapot", "short"), &[])
        .says("short")
        .says("the whole exchange")
        .says("-v shows it");
    let failed = token_from(facebook, &["--json"]);
    let words = error(&failed)["server"].as_str().unwrap().to_owned();
    assert!(words.contains("Error validating application."), "{words}");
    token_from(
        || Reply::text("502 Bad Gateway", "upstream\u{1b}[2J is down"),
        &[],
    )
    .exits(3)
    .says("(status 502)")
    .says("is down")
    .hides("\u{1b}[2J");
}

#[test]
fn a_failure_within_an_answer_stands_in_the_same_document() {
    let tiny = Tiny::replying(|_, _| Reply::text("503 Service Unavailable", "later"));
    let answer = run(&["call", tiny.origin(), "--json"]).exits(3).json();
    assert_eq!(answer["status"], 503);
    assert_eq!(answer["error"]["code"], "api.failed");
    let tiny =
        Tiny::metadata(|_, document| document["jwks_uri"] = "http://nowhere.invalid/".into());
    let found = run(&["discover", tiny.origin(), "--json"]).exits(3).json();
    assert!(found["metadata"].is_object());
    assert_eq!(found["error"]["code"], "server.metadata");
}

#[test]
fn a_token_endpoint_alone_is_too_little_for_a_grant_of_a_user() {
    for grant in ["authorization_code", "device_code"] {
        let arguments = [
            "token",
            "--token-endpoint",
            "https://sts.example.com/token",
            "--client-id",
            "c",
            "--grant",
            grant,
        ];
        let refused = run(&arguments).exits(2);
        assert!(
            refused.stderr.contains("give --issuer"),
            "{}",
            refused.stderr
        );
    }
}
