//! Bad usage, help and what must never be repeated.

use crate::run::run;

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
        .prints("1 where the API answered 401 or 403");
    run(&["verify", "--help"])
        .exits(0)
        .prints("--no-audience")
        .prints("--trust-fingerprint");
}
