//! Bad usage, help and what must never be repeated.

use crate::run::{run, run_with};

const TOKEN: &str = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhIn0.c2lnbmF0dXJl";

#[test]
fn bad_usage_exits_with_2() {
    for arguments in [
        &["nonsense"][..],
        &["verify", "--nonsense"],
        &["keygen"],
        &["--step", "x", "demo", "more"],
    ] {
        let run = run(arguments).exits(2);
        assert_eq!(run.stdout, "");
        assert!(!run.stderr.is_empty());
    }
    run(&["inspect"]).exits(2).says("standard input is empty");
    run(&["inspect", "--token-file", "/no/such/file"]).exits(2);
}

#[test]
fn an_empty_token_is_bad_usage_wherever_it_comes_from() {
    let verify = [
        "verify",
        "--no-issuer",
        "--no-audience",
        "--jwks",
        "keys.json",
    ];
    for command in [&["inspect"][..], &verify] {
        for empty in ["", " ", "\n"] {
            run(&[command, &[empty]].concat()).exits(2).says("is empty");
            run_with(&[command, &["-"]].concat(), empty.as_bytes(), &[])
                .exits(2)
                .says("is empty");
        }
    }
}

#[test]
fn a_token_in_the_wrong_place_is_not_repeated() {
    run(&[TOKEN]).exits(2).hides(TOKEN);
    run(&["verify", "x", TOKEN]).exits(2).hides(TOKEN);
    run(&["keygen", TOKEN]).exits(2).hides(TOKEN);
}

#[test]
fn help_and_version_are_results() {
    run(&["--version"])
        .exits(0)
        .prints(env!("CARGO_PKG_VERSION"));
    run(&["--help"])
        .exits(0)
        .prints("verify")
        .prints("Exit code");
    run(&["call", "--help"])
        .exits(0)
        .prints("1 where the API refused, with 401, 403, 429 or a redirect");
    run(&["verify", "--help"])
        .exits(0)
        .prints("--no-audience")
        .prints("--trust-fingerprint");
}
