//! What hostile servers and long inputs say: bounded, and harmless to whoever looks at it.

use serde_json::json;

use crate::playground::OwnPlayground;
use crate::run::{run, run_with};
use crate::tiny::{Reply, Tiny};

#[test]
fn of_what_a_server_says_without_end_a_beginning_is_shown() {
    let tiny = Tiny::metadata(|_, document| {
        document["scopes_supported"] = json!(vec!["a-scope"; 40_000]);
        document["grant_types_supported"] = json!(["x".repeat(150_000)]);
        document["userinfo_endpoint"] = format!("https://h/{}", "u".repeat(150_000)).into();
    });
    let shown = run(&["discover", tiny.origin()])
        .prints("39751 more; --json gives all")
        .prints("(150000 characters)");
    let sizes = (shown.stdout.len(), shown.stderr.len());
    assert!(sizes.0 < 40_000 && sizes.1 < 20_000, "{sizes:?}");
    let words = json!({"error": "invalid_client", "error_description": "no ".repeat(100_000)});
    let tiny = Tiny::replying(move |_, _| Reply {
        headers: vec![format!(
            "WWW-Authenticate: Bearer error_description=\"{}\"",
            "a".repeat(50_000)
        )],
        ..Reply::json("401 Unauthorized", &words)
    });
    let asked = run_with(
        &[
            "token",
            "--token-endpoint",
            tiny.origin(),
            "--client-id",
            "a",
            "--client-secret-env",
            "S",
        ],
        b"",
        &[("S", "secret-4711")],
    );
    let size = asked.exits(1).stderr.len();
    assert!(size < 20_000, "{size}");
    let called = run(&["call", tiny.origin()]).exits(1);
    assert!(called.stdout.len() < 120_000, "{}", called.stdout.len());
}

#[test]
fn of_thousands_of_claims_the_first_are_shown() {
    let many = (0..9_000).map(|number| format!("\"c{number}\":1"));
    let many: Vec<_> = many
        .chain([format!("\"{}\":1", "n".repeat(50_000))])
        .collect();
    let claims = claimscope_core::base64url::encode(format!("{{{}}}", many.join(",")));
    let token = format!("eyJhbGciOiJIUzI1NiJ9.{claims}.AAAA");
    let shown =
        run_with(&["inspect", "-"], token.as_bytes(), &[]).prints("8501 more; --json gives all");
    assert!(shown.stdout.len() < 100_000, "{}", shown.stdout.len());
}

#[test]
fn json_has_no_hidden_character() {
    let tiny = Tiny::replying(|_, _| Reply::text("200 OK", "a\u{202e}b\u{9b}c\u{200b}"));
    let called = run(&["call", tiny.origin(), "--json"])
        .exits(0)
        .prints(r"a\u202eb\u009bc\u200b");
    assert_eq!(called.json()["body"], "a\u{202e}b\u{9b}c\u{200b}");
    let claims = claimscope_core::base64url::encode("{\"a\":\"\u{202e}\u{200b}\"}");
    let token = format!("eyJhbGciOiJIUzI1NiJ9.{claims}.AAAA");
    let inspected = run(&["inspect", "--json", &token]).prints(r"\u202e\u200b");
    assert_eq!(inspected.json()["claims"]["a"], "\u{202e}\u{200b}");
}

#[test]
fn a_body_may_be_larger_than_a_key() {
    let stage = OwnPlayground::open();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("body");
    std::fs::write(&file, vec![b'x'; 5 << 20]).unwrap();
    let tiny = Tiny::replying(|_, _| Reply::text("200 OK", "taken"));
    let data = format!("@{}", file.display());
    run(&["call", tiny.origin(), "-d", &data])
        .exits(0)
        .prints("taken");
    // As a file that has no end of its own.
    std::fs::File::create(&file)
        .unwrap()
        .set_len(300 << 20)
        .unwrap();
    run(&["call", tiny.origin(), "-d", &data])
        .exits(2)
        .says("holds more than 256 MiB")
        .says("into memory");
    let key = file.to_str().unwrap();
    run(&[
        "verify",
        &stage.token(),
        "--key",
        key,
        "--no-issuer",
        "--no-audience",
    ])
    .exits(2)
    .says("holds more than 4 MiB");
}

#[test]
fn what_is_empty_is_named_as_what_it_is() {
    run(&["inspect", "-"])
        .exits(2)
        .says("standard input is empty");
    let file = tempfile::NamedTempFile::new().unwrap();
    let path = file.path().to_str().unwrap();
    run(&["inspect", "--token-file", path])
        .exits(2)
        .says("is empty, so there is no token");
}
