//! Tokens, keys and secrets as they are given.

use claimscope_server::Server;

use super::HS256;
use crate::playground::OwnPlayground;
use crate::run::{run, run_with};

#[test]
fn beside_a_key_the_issuer_is_only_stated() {
    let stage = OwnPlayground::open();
    let token = stage.token();
    let issuer = stage.issuer();
    let folder = tempfile::tempdir().unwrap();
    let key = stage.running().state().key().public_jwk();
    let set = serde_json::json!({"keys": [&key]}).to_string();
    let key = serde_json::json!(key).to_string();
    let (set_file, key_file) = (
        folder.path().join("jwks.json"),
        folder.path().join("key.json"),
    );
    std::fs::write(&set_file, &set).unwrap();
    std::fs::write(&key_file, &key).unwrap();
    let set_url = stage.jwks();
    let common = [
        "verify",
        &token,
        "--issuer",
        &issuer,
        "--audience",
        "api1",
        "--json",
    ];
    let with = |option, value: &str| {
        let arguments: Vec<_> = common.into_iter().chain([option, value]).collect();
        run(&arguments)
    };
    assert_eq!(
        with("--jwks", &set_url).exits(0).json()["signature"]["key"]["source"],
        "jwks"
    );
    stage.stop(Server::Token);
    assert_eq!(
        with("--jwks", set_file.to_str().unwrap()).exits(0).json()["signature"]["key"]["source"],
        "jwks"
    );
    assert_eq!(
        with("--key", key_file.to_str().unwrap()).exits(0).json()["signature"]["key"]["source"],
        "key"
    );
    // A set is one, whatever it is named by.
    assert_eq!(
        with("--key", set_file.to_str().unwrap()).exits(0).json()["signature"]["key"]["source"],
        "jwks"
    );
    with("--jwks", &set_url).exits(3);
    with("--key", "/no/such/file")
        .exits(2)
        .says("/no/such/file");
    std::fs::write(&key_file, "no key").unwrap();
    with("--key", key_file.to_str().unwrap())
        .exits(2)
        .says("no usable key");
}

#[test]
fn an_encoded_secret_is_decoded_where_that_is_said_and_told_of_where_not() {
    let written =
        "AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow";
    let common = [
        "verify",
        HS256,
        "--issuer",
        "joe",
        "--no-audience",
        "--at",
        "1300000000",
    ];
    let with = |more: &[&str]| {
        let arguments = [&common[..], more].concat();
        run_with(&arguments, b"", &[("S", written)])
    };
    let secret = ["--secret-env", "S"];
    let text = with(&secret).exits(1).hides(written);
    assert!(
        text.stdout
            .contains("the secret fits once it is decoded from base64url"),
        "{}",
        text.stdout
    );
    text.prints("--secret-encoding says how the secret is written down");
    with(&[&secret[..], &["--secret-encoding", "base64url"]].concat()).exits(0);
    with(&[&secret[..], &["--secret-encoding", "hex"]].concat())
        .exits(2)
        .says("the shared secret is not written in hex")
        .hides(written);
    with(&["--key", "key.pem", "--secret-encoding", "hex"])
        .exits(2)
        .says("none is given");
    with(&[&secret[..], &["--secret-encoding", "rot13"]].concat()).exits(2);
}

#[test]
fn a_shared_secret_comes_from_environment_or_file_and_is_never_shown() {
    let common = ["verify", HS256, "--issuer", "joe", "--no-audience"];
    let secret = "a secret of more than thirty-two bytes";
    let by_env: Vec<_> = common.into_iter().chain(["--secret-env", "S"]).collect();
    let run_env = run_with(&by_env, b"", &[("S", secret)])
        .exits(1)
        .hides(secret);
    assert!(
        run_env.has_line(&["Signature", "✗ invalid", "HS256 by the given secret"]),
        "{}",
        run_env.stdout
    );
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("secret");
    std::fs::write(&file, format!("{secret}\n")).unwrap();
    let by_file: Vec<_> = common
        .into_iter()
        .chain(["--secret-file", file.to_str().unwrap()])
        .collect();
    run(&by_file).exits(1).hides(secret);
    let by_argument: Vec<_> = common.into_iter().chain(["--secret", secret]).collect();
    run(&by_argument)
        .exits(2)
        .says("--secret-env")
        .hides(secret);
    run(&by_env).exits(2).says("not set");
}

#[test]
fn standard_input_loses_one_line_break_and_nothing_else() {
    let stage = OwnPlayground::open();
    let (issuer, token) = (stage.issuer(), stage.token());
    let piped = |text: String| {
        run_with(
            &["verify", "-", "--issuer", &issuer, "--no-audience"],
            text.as_bytes(),
            &[],
        )
    };
    piped(format!("{token}\r\n")).exits(0);
    piped(format!("{token}\n\n"))
        .exits(1)
        .prints("format.charset");
    piped(format!(" {token}")).exits(1).prints("format.charset");
    piped(String::new())
        .exits(2)
        .says("standard input is empty");
}

#[test]
fn a_token_file_may_have_a_byte_order_mark_and_may_be_standard_input() {
    let stage = OwnPlayground::open();
    let (issuer, token) = (stage.issuer(), stage.token());
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("token");
    let path = file.to_str().unwrap();
    let from = |place, input: &[u8]| {
        let expected = ["--issuer", &issuer, "--audience", "api1"];
        run_with(
            &[&["verify", "--token-file", place][..], &expected].concat(),
            input,
            &[],
        )
    };
    std::fs::write(&file, format!("\u{feff}{token}\r\n")).unwrap();
    from(path, b"").exits(0);
    from("-", token.as_bytes()).exits(0);
    from("-", b"").exits(2);
    std::fs::write(&file, "").unwrap();
    from(path, b"").exits(2).says("is empty");
}

#[test]
fn a_key_may_come_from_standard_input() {
    let stage = OwnPlayground::open();
    let token = stage.token();
    let key = stage.running().state().key().public_jwk();
    let key = serde_json::json!({"keys": [key]}).to_string();
    let with = ["verify", &token, "--no-issuer", "--no-audience"];
    for option in ["--key", "--jwks"] {
        let run = run_with(&[&with[..], &[option, "-"]].concat(), key.as_bytes(), &[]).exits(0);
        assert!(
            run.has_line(&["Keys", "1 key from standard input"]),
            "{}",
            run.stdout
        );
    }
}

#[test]
fn keys_that_were_passed_over_are_counted() {
    let stage = OwnPlayground::open();
    let token = stage.token();
    let odd = serde_json::json!({"kty": "EC", "crv": "P-192", "x": "AA", "y": "AA"});
    let key = stage.running().state().key().public_jwk();
    let set = serde_json::json!({ "keys": [key, odd] }).to_string();
    let arguments = [
        "verify",
        &token,
        "--no-issuer",
        "--no-audience",
        "--jwks",
        "-",
    ];
    let run = run_with(&arguments, set.as_bytes(), &[]).exits(0);
    let line = ["Keys", "1 of 2 keys from", "1 passed over", "P-192"];
    assert!(run.has_line(&line), "{}", run.stdout);
}
