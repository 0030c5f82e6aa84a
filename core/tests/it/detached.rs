//! Payloads that are sent apart, and JSON forms: RFC 7797's own examples, and what must be refused.

use claimscope_core::alg::Algorithm;
use claimscope_core::crypto::KeySet;
use claimscope_core::jwk::Jwk;
use claimscope_core::jwt::Profile;
use claimscope_core::report::{CheckId, KeySource};
use claimscope_core::{
    PastedAs, Rejection, base64url, inspect, verify, verify_detached_jws, verify_jws,
};

use crate::support::{Issuer, NOW, object, policy};

/// RFC 7515 §A.1.1, which RFC 7797 §4 takes.
const KEY: &str = r#"{"kty":"oct","k":"AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow"}"#;
const PAYLOAD: &str = "$.02";
const ENCODED: &str = "eyJhbGciOiJIUzI1NiJ9.JC4wMg.5mvfOroL-g7HyqJoozehmsaqmvTYGEq5jTI1gVvoEoQ";
const DETACHED: &str = "eyJhbGciOiJIUzI1NiIsImI2NCI6ZmFsc2UsImNyaXQiOlsiYjY0Il19..A5dxf2s96_n5FLueVuW1Z_vh161FwXZC4YLPff6dmDY";

fn keys() -> KeySet {
    let key = Jwk::parse(KEY.as_bytes()).expect("the RFC's key");
    KeySet::from_key(key, KeySource::Secret)
}

fn code<T>(result: Result<T, Rejection>) -> Option<&'static str> {
    result.err().map(|rejection| rejection.code())
}

#[test]
fn the_examples_of_rfc_7797_hold() {
    let encoded = verify_jws(ENCODED, &keys()).expect("section 4.1");
    assert_eq!(encoded.payload(), PAYLOAD.as_bytes());
    let detached = verify_detached_jws(DETACHED, PAYLOAD.as_bytes(), &keys()).expect("section 4.2");
    assert_eq!(detached.payload(), PAYLOAD.as_bytes());
    assert_eq!(detached.algorithm(), Algorithm::HS256);
    // The first, its payload taken out.
    let (header, rest) = ENCODED.split_once('.').expect("three parts");
    let (_, signature) = rest.split_once('.').expect("three parts");
    let taken_out = format!("{header}..{signature}");
    assert!(verify_detached_jws(&taken_out, PAYLOAD.as_bytes(), &keys()).is_ok());
}

#[test]
fn another_payload_and_one_in_its_place_are_refused() {
    let refused = |text: &str, payload: &[u8]| code(verify_detached_jws(text, payload, &keys()));
    assert_eq!(refused(DETACHED, b"$.03"), Some("signature.value"));
    assert_eq!(refused(DETACHED, b""), Some("signature.value"));
    assert_eq!(refused(ENCODED, PAYLOAD.as_bytes()), Some("format.parts"));
    assert_eq!(code(verify_jws(DETACHED, &keys())), Some("header.crit"));
}

#[test]
fn where_a_jwt_is_wanted_it_is_said_that_the_payload_is_sent_apart() {
    let issuer = Issuer::new(Algorithm::ES256);
    let text = issuer.sign_text(&issuer.header().to_string(), "");
    let refused = verify(&text, &issuer.keys(), &policy(Profile::Jwt), NOW).unwrap_err();
    assert_eq!(refused.code(), "format.json");
    assert!(refused.check().message.contains("a detached JWS"));
}

#[test]
fn b64_counts_only_where_it_is_critical_and_alone() {
    let issuer = Issuer::new(Algorithm::HS256);
    let refused = |header: &str| {
        let text = issuer.sign_text(header, "");
        code(verify_detached_jws(&text, b"", &issuer.keys()))
    };
    assert_eq!(
        refused(r#"{"alg":"HS256","b64":false}"#),
        Some("header.crit")
    );
    assert_eq!(
        refused(r#"{"alg":"HS256","b64":false,"crit":["b64","exp"]}"#),
        Some("header.crit")
    );
    assert_eq!(
        refused(r#"{"alg":"HS256","b64":"false","crit":["b64"]}"#),
        Some("header.crit")
    );
    assert_eq!(
        refused(r#"{"alg":"HS256","b64":false,"crit":["b64"]}"#),
        None
    );
    assert_eq!(
        refused(r#"{"alg":"none","b64":false,"crit":["b64"]}"#),
        Some("header.alg")
    );
}

#[test]
fn no_jwt_has_a_payload_that_is_not_encoded() {
    let issuer = Issuer::new(Algorithm::HS256);
    let header = object(r#"{"alg":"HS256","b64":false,"crit":["b64"]}"#);
    let token = issuer.sign(&header, &crate::support::claims());
    let refused = verify(&token, &issuer.keys(), &policy(Profile::Jwt), NOW);
    assert_eq!(code(refused), Some("header.crit"));
}

#[test]
fn the_signatures_of_a_json_form_are_listed() {
    let (header, rest) = ENCODED.split_once('.').expect("three parts");
    let (payload, signature) = rest.split_once('.').expect("three parts");
    let one = |kid: &str| {
        format!(
            r#"{{"protected":"{header}","header":{{"kid":"{kid}"}},"signature":"{signature}"}}"#
        )
    };
    let general = format!(
        r#"{{"payload":"{payload}","signatures":[{},{}]}}"#,
        one("first"),
        one("second")
    );
    let inspection = inspect(&general, NOW);
    assert_eq!(inspection.pasted_as, PastedAs::JwsJson);
    assert_eq!(
        inspection.pasted_text,
        "a token in JSON form with 2 signatures"
    );
    let tokens: Vec<_> = inspection
        .tokens
        .iter()
        .map(|one| (one.name.as_deref(), &*one.token))
        .collect();
    assert_eq!(
        tokens,
        [
            (Some("signature 1"), ENCODED),
            (Some("signature 2"), ENCODED)
        ]
    );
    assert_eq!(inspection.token, ENCODED);
    let kid = &inspection.members[1];
    assert_eq!((&*kid.name, &*kid.value), ("signature 2: kid", "second"));
    assert!(
        kid.note
            .as_deref()
            .is_some_and(|note| note.starts_with("not protected"))
    );
}

#[test]
fn a_payload_that_is_not_encoded_is_told_of() {
    let (header, signature) = DETACHED.split_once("..").expect("detached");
    let flattened =
        format!(r#"{{"protected":"{header}","payload":"{PAYLOAD}","signature":"{signature}"}}"#);
    let inspection = inspect(&flattened, NOW);
    assert_eq!(inspection.token, DETACHED);
    let payload = &inspection.members[0];
    assert_eq!((&*payload.name, &*payload.value), ("payload", PAYLOAD));
    assert!(
        payload
            .note
            .as_deref()
            .is_some_and(|note| note.contains("b64 is false"))
    );
    let detached = format!(r#"{{"protected":"{header}","signature":"{signature}"}}"#);
    let inspection = inspect(&detached, NOW);
    assert!(
        inspection.members[0]
            .note
            .as_deref()
            .is_some_and(|note| note.starts_with("detached"))
    );
    assert_eq!(
        inspection
            .report
            .check(CheckId::HeaderCrit)
            .map(|check| check.id),
        Some(CheckId::HeaderCrit)
    );
    assert_eq!(base64url::encode(PAYLOAD), "JC4wMg");
}
