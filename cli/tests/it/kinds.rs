//! `verify --profile` and `inspect` of the JWTs that are no tokens for an API or a login.

use claimscope_core::alg::Algorithm;
use claimscope_core::crypto::SigningKey;
use claimscope_core::entropy::NoEntropy;
use claimscope_core::json::{Object, Value};
use claimscope_core::jwk::{Jwk, generate};
use claimscope_core::{base64url, jwt};

use crate::run::{Run, run};

const NOW: i64 = 1_800_000_000;

fn entropy(bytes: &mut [u8]) -> Result<(), NoEntropy> {
    bytes.fill(7);
    Ok(())
}

fn key() -> Jwk {
    generate(Algorithm::ES256, &mut entropy).unwrap()
}

fn signed(header: Object, claims: &Object) -> String {
    let key = SigningKey::new(&key(), Algorithm::ES256).unwrap();
    jwt::sign(&header.with("alg", "ES256"), claims, &key, &mut entropy).unwrap()
}

fn proof() -> String {
    let public = key().public().unwrap().to_json();
    let header = Object::new()
        .with("typ", "dpop+jwt")
        .with("jwk", Value::Object(public));
    let claims = Object::new()
        .with("jti", "1")
        .with("iat", NOW)
        .with("htm", "GET")
        .with("htu", "https://api.example/orders");
    signed(header, &claims)
}

fn verify(profile: &str, more: &[&str]) -> Run {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("key.json");
    let public = Value::Object(key().public().unwrap().to_json());
    std::fs::write(&file, public.to_string()).unwrap();
    let (proof, now) = (proof(), NOW.to_string());
    let key = file.to_str().unwrap();
    let mut arguments = vec!["verify", &proof, "--key", key, "--at", &now];
    arguments.extend(["--profile", profile]);
    arguments.extend(more);
    run(&arguments)
}

#[test]
fn a_proof_is_verified_against_its_request() {
    let request = |url| verify("dpop-proof", &["--htm", "GET", "--htu", url]);
    request("https://api.example/orders")
        .exits(0)
        .prints("the URL of the request");
    request("https://api.example/users")
        .exits(1)
        .prints("the proof is for another URL");
}

#[test]
fn a_proof_is_no_access_token() {
    verify("at+jwt", &["--no-issuer", "--no-audience"])
        .exits(1)
        .prints("this is a DPoP proof, not an access token");
    run(&["inspect", &proof(), "--at", &NOW.to_string(), "--json"])
        .exits(0)
        .prints("\"suggested_profile\": \"dpop-proof\"");
}

#[test]
fn an_sd_jwt_is_taken_apart() {
    let disclosure = base64url::encode(r#"["salt","email","a@example.com"]"#);
    let claims = Object::new().with("iss", "https://issuer.example");
    let jwt = signed(Object::new().with("typ", "dc+sd-jwt"), &claims);
    run(&["inspect", &format!("{jwt}~{disclosure}~")])
        .prints("an SD-JWT of one disclosure, without a key binding")
        .prints("a@example.com")
        .prints("no digest of the issuer stands for it");
}
