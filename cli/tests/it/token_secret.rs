//! Where a client's secret comes from, and what of it is sent.

use crate::playground::OwnPlayground;
use crate::run::{run, run_with};
use crate::tiny::Tiny;

#[test]
fn a_secret_comes_from_a_file_too() {
    let stage = OwnPlayground::open();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("secret");
    std::fs::write(&file, "secret\n").unwrap();
    let (issuer, file) = (stage.issuer(), file.to_str().unwrap());
    run(&[
        "token",
        "--issuer",
        &issuer,
        "--client-id",
        "client",
        "--client-secret-file",
        file,
    ])
    .exits(0);
}

#[test]
fn a_secret_is_never_taken_from_the_command_line() {
    let arguments = [
        "token",
        "--issuer",
        "http://localhost:1",
        "--client-id",
        "client",
        "--client-secret",
        "hunter2",
    ];
    run(&arguments)
        .exits(2)
        .says("--client-secret-env")
        .hides("hunter2");
    let arguments = [
        "token",
        "--issuer",
        "http://localhost:1",
        "--client-id",
        "client",
        "--client-secret-env",
        "hunter2",
    ];
    run(&arguments).exits(2).says("not set").hides("hunter2");
}

#[test]
fn a_secret_s_byte_order_mark_is_not_sent() {
    let stage = OwnPlayground::open();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("secret");
    std::fs::write(&file, "\u{feff}secret\r\n").unwrap();
    let (issuer, file) = (stage.issuer(), file.to_str().unwrap());
    let client = ["token", "--issuer", &issuer, "--client-id", "client"];
    run(&[&client[..], &["--client-secret-file", file]].concat()).exits(0);
    let piped = [&client[..], &["--client-secret-file", "-"]].concat();
    run_with(&piped, b"secret\n", &[]).exits(0);
}

#[test]
fn a_line_end_of_a_secret_is_left_out_wherever_it_comes_from() {
    let stage = OwnPlayground::open();
    let issuer = stage.issuer();
    let client = ["token", "--issuer", &issuer, "--client-id", "client"];
    let from = |option, value, environment: &[(&str, &str)]| {
        run_with(&[&client[..], &[option, value]].concat(), b"", environment).exits(0)
    };
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("secret");
    let path = file.to_str().unwrap();
    for (content, note) in [("secret", false), ("secret\n", true), ("secret\r\n", true)] {
        std::fs::write(&file, content).unwrap();
        let runs = [
            from("--client-secret-env", "S", &[("S", content)]),
            from("--client-secret-file", path, &[]),
        ];
        for run in runs {
            assert_eq!(
                run.stderr.contains("without the line end"),
                note,
                "{}",
                run.stderr
            );
        }
    }
}

#[test]
fn white_space_around_a_secret_is_sent_and_said() {
    let stage = OwnPlayground::open();
    let issuer = stage.issuer();
    let client = ["token", "--issuer", &issuer, "--client-id", "client"];
    let arguments = [&client[..], &["--client-secret-env", "S"]].concat();
    run_with(&arguments, b"", &[("S", "secret ")])
        .exits(1)
        .says("white space at its start or end")
        .says("invalid_client");
}

#[test]
fn a_secret_in_place_of_a_file_s_name_is_not_repeated() {
    for option in ["--client-secret-file", "--secret-file"] {
        let command = match option {
            "--secret-file" => &["verify", "a.b.c", "--no-issuer", "--no-audience"][..],
            _ => &["token", "--issuer", "https://a.example", "--client-id", "c"],
        };
        run(&[command, &[option, "hunter2"]].concat())
            .exits(2)
            .says("cannot be read")
            .says("not the secret itself")
            .hides("hunter2");
    }
}

/// What a server says that repeats the request, in the ways that servers do.
fn echoing() -> serde_json::Value {
    serde_json::json!({
        "access_token": "opaque-1", "token_type": "Bearer", "active": true, "sub": "alice", "expires_in": 60,
        "echo": "client_id=c&client_secret=s3cr3t-of-c/1",
        "auth": ["Basic YzpzM2NyM3Qtb2YtYy8x", {"form": "s3cr3t-of-c%2F1"}],
    })
}

#[test]
fn a_secret_that_an_answer_repeats_is_not_shown() {
    let server = Tiny::open(|origin, path| match path {
        "/.well-known/openid-configuration" => Some(serde_json::json!({
            "issuer": origin,
            "token_endpoint": format!("{origin}/token"),
            "jwks_uri": format!("{origin}/jwks"),
            "introspection_endpoint": format!("{origin}/introspect"),
            "userinfo_endpoint": format!("{origin}/userinfo"),
        })),
        "/token" | "/introspect" | "/userinfo" => Some(echoing()),
        _ => None,
    });
    let client = ["--issuer", server.origin(), "--client-id", "c"];
    let client = [&client[..], &["--client-secret-env", "S", "--json"]].concat();
    let ask = |command: &[&str]| {
        let run = run_with(
            &[command, &client].concat(),
            b"opaque-1",
            &[("S", "s3cr3t-of-c/1")],
        );
        let run = run.exits(0).hides("s3cr3t").hides("YzpzM2NyM3Qtb2YtYy8x");
        assert!(!run.stdout.contains("of-c"), "{}", run.stdout);
        run.json()
    };
    assert_eq!(ask(&["token"])["access_token"], "opaque-1");
    assert_eq!(ask(&["introspect", "-"])["active"], true);
    assert_eq!(ask(&["userinfo", "-"])["sub"], "alice");
}
