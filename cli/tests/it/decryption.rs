//! Encrypted tokens are opened with a key that a person names, and what is in them is judged as any token is.

use std::path::PathBuf;

use serde_json::Value;

use crate::run::{Run, run};

/// A signed token in an encrypted one, made by jose for JavaScript.
const NESTED: &str = include_str!("../../../core/tests/data/jwe-nested.json");
/// Claims that are encrypted and signed by nobody, by the same.
const CLAIMS: &str = include_str!("../../../core/tests/data/jwe.json");
/// A moment within the signed token's life.
const AT: &str = "1516239100";

/// Files of a test's own, gone afterwards.
struct Files(PathBuf);

impl Files {
    fn new(name: &str) -> Self {
        let name = format!("claimscope-decryption-{name}-{}", std::process::id());
        let folder = std::env::temp_dir().join(name);
        std::fs::create_dir_all(&folder).unwrap();
        Self(folder)
    }

    fn file(&self, name: &str, content: &str) -> String {
        let path = self.0.join(name);
        std::fs::write(&path, content).unwrap();
        path.to_str().unwrap().to_owned()
    }
}

impl Drop for Files {
    fn drop(&mut self) {
        drop(std::fs::remove_dir_all(&self.0));
    }
}

fn nested() -> Value {
    serde_json::from_str(NESTED).unwrap()
}

fn verify(files: &Files, audience: &str) -> Run {
    let nested = nested();
    let key = files.file("key.json", &nested["key"].to_string());
    let secret = files.file("secret", nested["secret"].as_str().unwrap());
    let token = nested["token"].as_str().unwrap();
    run(&[
        "verify",
        token,
        "--decryption-key",
        &key,
        "--secret-file",
        &secret,
        "--no-issuer",
        "--audience",
        audience,
        "--at",
        AT,
    ])
}

#[test]
fn the_token_inside_is_verified_by_the_same_checks() {
    let files = Files::new("verify");
    let run = verify(&files, "api1").exits(0);
    assert!(
        run.has_line(&["Decrypted", "ECDH-ES+A256KW, A256GCM"]),
        "{}",
        run.stdout
    );
    verify(&files, "api2").exits(1).prints("aud");
}

#[test]
fn inspect_shows_what_is_inside() {
    let files = Files::new("inspect");
    let key = files.file("key.json", &nested()["key"].to_string());
    let token = nested()["token"].as_str().unwrap().to_owned();
    let bearer = format!("Bearer {token}");
    let arguments = ["inspect", &bearer, "--decryption-key", &key, "--at", AT];
    run(&arguments).exits(0).prints("alice").prints("Decrypted");
    let run = run(&[&arguments[..], &["--json"]].concat()).exits(0);
    let json = run.json();
    assert_eq!(json["decrypted"]["header"]["kid"], "enc-1");
    assert_eq!(
        (&json["format"], &json["claims"]["sub"]),
        (&"jws".into(), &"alice".into())
    );
}

#[test]
fn a_key_that_does_not_open_it_is_said() {
    let files = Files::new("wrong");
    let token = nested()["token"].as_str().unwrap().to_owned();
    let mut key = nested()["key"].clone();
    let all: Vec<Value> = serde_json::from_str(CLAIMS).unwrap();
    let of_alg = |alg: &str| all.iter().find(|case| case["alg"] == alg).unwrap();
    let other = files.file("other.json", &of_alg("ECDH-ES+A128KW")["key"].to_string());
    let inspect = |key: &str| run(&["inspect", &token, "--decryption-key", key]);
    inspect(&other).exits(1).says("does not open with this key");
    let rsa = files.file("rsa.json", &of_alg("RSA-OAEP")["key"].to_string());
    inspect(&rsa).exits(2).says("ECDH");
    key.as_object_mut().unwrap().remove("d");
    let public = files.file("public.json", &key.to_string());
    inspect(&public).exits(2).says("public key");
}

#[test]
fn what_nobody_signed_is_shown_and_never_accepted() {
    let files = Files::new("claims");
    let all: Vec<Value> = serde_json::from_str(CLAIMS).unwrap();
    let case = &all[0];
    let key = files.file("key.json", &case["key"].to_string());
    let token = case["token"].as_str().unwrap();
    run(&["inspect", token, "--decryption-key", &key])
        .exits(0)
        .prints("signed by nobody")
        .prints("alice");
    let options = ["--no-issuer", "--no-audience", "--key", &key];
    let verify = ["verify", token, "--decryption-key", &key];
    run(&[&verify[..], &options].concat())
        .exits(1)
        .says("nothing proves who made it");
}

#[test]
fn a_token_that_is_not_encrypted_is_shown_as_it_is() {
    let files = Files::new("plain");
    let key = files.file("key.json", &nested()["key"].to_string());
    let token = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhbGljZSJ9.c2lnbmF0dXJlIHRoYXQgbm9ib2R5";
    run(&["inspect", token, "--decryption-key", &key]).prints("alice");
}

#[test]
fn what_is_not_allowed_is_not_opened() {
    let files = Files::new("allowed");
    let nested = nested();
    let key = files.file("key.json", &nested["key"].to_string());
    let token = nested["token"].as_str().unwrap();
    let inspect = |more: &[&str]| {
        let arguments = ["inspect", token, "--decryption-key", &key, "--at", AT];
        run(&[&arguments[..], more].concat())
    };
    let (alg, enc) = ("--decryption-alg", "--decryption-enc");
    inspect(&[alg, "ECDH-ES+A256KW", enc, "A256GCM"]).exits(0);
    inspect(&[enc, "A256GCM"]).exits(0);
    inspect(&[alg, "RSA-OAEP-256"])
        .exits(1)
        .says("not among those that are allowed");
    inspect(&[enc, "A128GCM"])
        .exits(1)
        .says("not among those that are allowed");
    inspect(&[alg, "RSA1_5"])
        .exits(2)
        .says("is not opened here");
    run(&["inspect", token, alg, "dir"]).exits(2);
}
