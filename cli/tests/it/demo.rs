//! `demo`, and what happens without a command and without a display.

use std::io::{BufRead, BufReader};
use std::process::Stdio;

use crate::run::{binary, run, run_with};

const STEPS: [&str; 5] = ["discover", "token", "inspect", "verify", "call"];
const EXPERIMENTS: [&str; 10] = [
    "token-server-down",
    "wrong-client",
    "wrong-secret",
    "wrong-scope",
    "api-down",
    "no-token",
    "another-scope",
    "expired",
    "wrong-audience",
    "tampered",
];

#[test]
fn takes_every_step_and_tries_every_fault() {
    let run = run(&["demo", "--json"]).exits(0);
    let document = run.json();
    assert_eq!(document["outcome"], "passed");
    for (part, names) in [("steps", &STEPS[..]), ("experiments", &EXPERIMENTS)] {
        let scenes = document[part].as_array().unwrap();
        let found: Vec<_> = scenes
            .iter()
            .map(|scene| scene["name"].as_str().unwrap())
            .collect();
        assert_eq!(found, names);
        for scene in scenes {
            assert_eq!(scene["as_expected"], true, "{scene}");
            assert!(!scene["facts"].as_array().unwrap().is_empty(), "{scene}");
        }
    }
}

#[test]
fn says_for_each_what_was_seen_and_why() {
    let run = run(&["demo"]).exits(0);
    assert_eq!(run.stderr, "");
    for text in [
        "accepted",
        "200 OK",
        "nothing listens on",
        "invalid_client (status 400)",
        "invalid_scope (status 400)",
        "WWW-Authenticate: Bearer",
        "403 Forbidden",
        "The token expired at",
        "The audience",
        "The signature is",
    ] {
        assert!(
            run.stdout.contains(text),
            "{text:?} is not in {}",
            run.stdout
        );
    }
    assert!(
        run.stdout.lines().all(|line| line.chars().count() <= 100),
        "{}",
        run.stdout
    );
    run.hides("eyJ");
}

#[cfg(target_os = "linux")]
#[test]
fn without_a_display_the_demo_runs() {
    let run = run(&[]).exits(0);
    assert!(run.stderr.contains("no display"), "{}", run.stderr);
    run.prints("5  Call").prints("faults were noticed");
}

#[cfg(target_os = "linux")]
#[test]
fn a_display_that_does_not_answer_is_as_good_as_none() {
    let run = run_with(&[], b"", &[("DISPLAY", ":no-such-display")]).exits(0);
    assert!(
        run.stderr.contains("no window could be opened"),
        "{}",
        run.stderr
    );
    run.prints("5  Call");
}

#[cfg(target_os = "linux")]
#[test]
fn a_picture_needs_a_window() {
    let run = run(&["--screenshot", "never-written.png"])
        .exits(2)
        .says("no display");
    assert_eq!(run.stdout, "");
}

#[test]
fn a_reader_that_stops_early_is_no_fault() {
    let mut child = binary(&["demo"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.take().unwrap())
        .read_line(&mut line)
        .unwrap();
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(0));
    assert!(
        output.stderr.is_empty(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
}
