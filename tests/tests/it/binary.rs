//! Every step through the real binary, over real HTTP: exit codes and words as scripts meet them.

use std::process::{Command, Output, Stdio};

use claimscope_tests::playground::serve;
use claimscope_tests::program::{claimscope, run_with_input};
use serde_json::Value;

fn run(arguments: &[&str]) -> Output {
    claimscope(arguments).unwrap().output().unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

fn token_command(issuer: &str) -> Command {
    let mut command = claimscope(&["token", "--issuer", issuer]).unwrap();
    command
        .args(["--client-id", "client", "--client-secret-env", "S"])
        .args(["--scope", "api1"])
        .env("S", "secret");
    command
}

/// `claimscope token … | claimscope verify - --issuer URL …`, with a real pipe between them.
fn piped(issuer: &str, expectations: &[&str]) -> Output {
    let mut token = token_command(issuer)
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut verify = claimscope(&["verify", "-", "--issuer", issuer]).unwrap();
    let output = verify
        .args(expectations)
        .stdin(token.stdout.take().unwrap())
        .output()
        .unwrap();
    assert!(token.wait().unwrap().success());
    output
}

#[test]
fn a_token_of_the_playground_verifies() {
    let playground = serve().unwrap();
    let issuer = playground.said("issuer");
    for profile in [&[][..], &["--profile", "identityserver4"]] {
        let expectations = [&["--audience", "api1"], profile].concat();
        let output = piped(issuer, &expectations);
        let said = text(&output.stdout) + &text(&output.stderr);
        assert_eq!(output.status.code(), Some(0), "{profile:?}: {said}");
    }
}

#[test]
fn a_wrong_audience_is_named_with_what_was_expected() {
    let playground = serve().unwrap();
    let issuer = playground.said("issuer");
    let output = piped(issuer, &["--audience", "api2"]);
    assert_eq!(output.status.code(), Some(1));
    let said = text(&output.stdout);
    for word in ["claim.aud", "api2", "api1"] {
        assert!(said.contains(word), "no {word} in: {said}");
    }

    let output = piped(issuer, &["--audience", "api2", "--json"]);
    assert_eq!(output.status.code(), Some(1));
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(report["verdict"], "rejected");
    let checks = report["checks"].as_array().unwrap();
    let failed: Vec<_> = checks
        .iter()
        .filter(|one| one["status"] == "fail")
        .collect();
    assert_eq!(failed.len(), 1, "{failed:?}");
    assert_eq!(failed[0]["id"], "claim.aud");
    assert!(failed[0]["expected"].as_str().unwrap().contains("api2"));
    assert!(failed[0]["actual"].as_str().unwrap().contains("api1"));
}

#[test]
fn a_tampered_token_is_rejected() {
    let playground = serve().unwrap();
    let issuer = playground.said("issuer");
    let output = token_command(issuer).output().unwrap();
    let token = text(&output.stdout);
    let (input, signature) = token.trim().rsplit_once('.').unwrap();
    let first = if signature.starts_with('A') { 'B' } else { 'A' };
    let changed = format!("{input}.{first}{}", &signature[1..]);
    let arguments = ["verify", "-", "--issuer", issuer, "--audience", "api1"];
    let output = run_with_input(claimscope(&arguments).unwrap(), changed.as_bytes()).unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(text(&output.stdout).contains("signature.value"));
}

#[test]
fn the_api_answers_a_good_token_and_a_missing_one_is_explained() {
    let playground = serve().unwrap();
    let url = format!("{}/identity", playground.said("api"));
    let token = text(
        &token_command(playground.said("issuer"))
            .output()
            .unwrap()
            .stdout,
    );
    let call = claimscope(&["call", &url, "--token", "-"]).unwrap();
    let output = run_with_input(call, token.as_bytes()).unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    assert!(text(&output.stdout).contains("client_id"));

    let output = run(&["call", &url]);
    assert_ne!(output.status.code(), Some(0));
    let said = text(&output.stdout) + &text(&output.stderr);
    assert!(said.contains("401"), "{said}");
}

#[test]
fn a_wrong_secret_is_never_repeated() {
    let playground = serve().unwrap();
    let mut command = token_command(playground.said("issuer"));
    let output = command.env("S", "hunter2-of-mine").output().unwrap();
    assert_eq!(output.status.code(), Some(1), "declined, not unreachable");
    let said = text(&output.stdout) + &text(&output.stderr);
    assert!(said.contains("invalid_client"), "{said}");
    assert!(!said.contains("hunter2"), "{said}");
}

#[test]
fn exit_codes_tell_bad_usage_from_a_server_that_is_not_there() {
    assert_eq!(run(&["verify", "--no-such-flag"]).status.code(), Some(2));
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let origin = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let output = run(&["discover", &origin]);
    assert_eq!(output.status.code(), Some(3), "{}", text(&output.stderr));
}

#[test]
#[cfg(target_os = "linux")]
fn without_a_display_the_steps_are_taken_in_the_terminal() {
    let output = run(&[]);
    let said = text(&output.stdout) + &text(&output.stderr);
    assert_eq!(output.status.code(), Some(0), "{said}");
    assert!(text(&output.stderr).contains("no display"), "{said}");
    for step in ["Discover", "token", "Inspect", "Verify", "Call"] {
        assert!(said.contains(step), "no {step} in: {said}");
    }
}
