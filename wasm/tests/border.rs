//! The crate as JavaScript meets it, in Node and in a browser: what goes over the border comes out the same.
#![cfg(target_arch = "wasm32")]
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "in a test, a panic is the report"
)]

use claimscope_wasm::diagnose;
use claimscope_wasm::tokens::exchange::{input, words};
use claimscope_wasm::tokens::inspect;
use claimscope_wasm::tokens::keys::Keys;
use claimscope_wasm::tokens::sign::{Signer, generate_key};
use claimscope_wasm::tokens::verifier::{CallState, Verifier, algorithms};
use js_sys::{Uint8Array, Uint32Array, WebAssembly};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_test::wasm_bindgen_test;

const NOW_MS: f64 = 1_700_000_000_999.0;
const SECRET: [u8; 32] = [7; 32];

fn memory() -> JsValue {
    wasm_bindgen::memory()
        .unchecked_into::<WebAssembly::Memory>()
        .buffer()
}

/// Writes a token where the crate reads it, as js/core.js does.
fn write(token: &str) -> usize {
    let place = input(token.len());
    let length = token.len() as u32;
    Uint8Array::new_with_byte_offset_and_length(&memory(), place as u32, length)
        .copy_from(token.as_bytes());
    token.len()
}

fn answer() -> Vec<u32> {
    Uint32Array::new_with_byte_offset_and_length(&memory(), words() as u32, 8).to_vec()
}

fn bytes(start: u32, length: u32) -> String {
    let bytes = Uint8Array::new_with_byte_offset_and_length(&memory(), start, length).to_vec();
    String::from_utf8(bytes).unwrap()
}

fn sign(claims: &str) -> String {
    let signer = Signer::secret(&SECRET, "HS256").unwrap();
    let input = signer.signing_input("{}", claims).unwrap();
    let signature = signer.sign(&input).unwrap();
    format!("{input}.{}", base64url(&signature))
}

fn base64url(bytes: &[u8]) -> String {
    claimscope_core::base64url::encode(bytes)
}

fn verifier(options: &str) -> Verifier {
    let keys = Keys::secret(&SECRET).unwrap();
    Verifier::new(options, &keys).unwrap()
}

const OPTIONS: &str = r#"{"issuer":false,"audience":"api1","algorithms":["HS256"]}"#;

#[wasm_bindgen_test]
fn a_token_goes_in_and_its_claims_come_out() {
    let claims = r#"{"aud":"api1","exp":1700000100,"name":"Zoë 😀"}"#;
    let token = sign(claims);
    let mut verifier = verifier(OPTIONS);
    assert_eq!(
        verifier.begin(write(&token), NOW_MS, NOW_MS, 0),
        CallState::Accepted
    );
    let [start, length, ..] = answer()[..] else {
        panic!("eight words")
    };
    assert_eq!(bytes(start, length), claims);
}

#[wasm_bindgen_test]
fn what_is_refused_says_why() {
    let mut verifier = verifier(OPTIONS);
    for (claims, code) in [
        (r#"{"aud":"api2","exp":1700000100}"#, "claim.aud"),
        (r#"{"aud":"api1","exp":1700000000}"#, "claim.exp"),
        (r#"{"aud":"api1"}"#, "claim.exp"),
    ] {
        let token = sign(claims);
        assert_eq!(
            verifier.begin(write(&token), NOW_MS, NOW_MS, 0),
            CallState::Rejected
        );
        let problem = verifier.problem().unwrap();
        assert!(
            problem.contains(&format!(r#""code":"{code}""#)),
            "{problem}"
        );
    }
}

#[wasm_bindgen_test]
fn the_host_is_asked_where_it_computes_and_believed_both_ways() {
    assert!(algorithms().starts_with(r#"[{"name":"HS256","family":"HMAC","#));
    let hosted = 1;
    let token = sign(r#"{"aud":"api1","exp":1700000100}"#);
    for (matches, state) in [(true, CallState::Accepted), (false, CallState::Rejected)] {
        let mut verifier = verifier(OPTIONS);
        assert_eq!(
            verifier.begin(write(&token), NOW_MS, NOW_MS, hosted),
            CallState::Compute
        );
        let asked = answer();
        let input = token.rsplit_once('.').unwrap().0;
        assert_eq!(bytes(asked[0], asked[1]), input);
        assert_eq!(verifier.finish(asked[6], matches), state);
    }
}

#[wasm_bindgen_test]
fn a_token_longer_than_the_usual_room_still_fits() {
    let claims = format!(
        r#"{{"aud":"api1","exp":1700000100,"pad":"{}"}}"#,
        "x".repeat(50_000)
    );
    let token = sign(&claims);
    let mut verifier = verifier(OPTIONS);
    assert_eq!(
        verifier.begin(write(&token), NOW_MS, NOW_MS, 0),
        CallState::Accepted
    );
}

#[wasm_bindgen_test]
fn an_unstated_expectation_is_misuse() {
    let keys = Keys::secret(&SECRET).unwrap();
    let options = r#"{"audience":"api1","algorithms":["HS256"]}"#;
    let error = Verifier::new(options, &keys).err().unwrap();
    assert!(error.as_string().unwrap().contains("misuse."));
}

#[wasm_bindgen_test]
fn offsets_count_utf16_units() {
    let report = inspect::inspect("😀 eyJhbGciOiJub25lIn0.e30.", NOW_MS);
    assert!(report.contains(r#""token_start":3"#), "{report}");
}

#[wasm_bindgen_test]
fn the_hosts_randomness_makes_secrets() {
    let [first, second] = [(); 2].map(|()| generate_key("HS256").unwrap().unwrap());
    assert_ne!(first, second);
}

#[wasm_bindgen_test]
fn a_diagnosis_takes_an_answer_as_json() {
    let answer = r#"{"status":401,"headers":[["www-authenticate","Bearer"]],"body":"","method":"GET","url":""}"#;
    let diagnosis = diagnose::explain_rejection(answer, NOW_MS).unwrap();
    assert!(diagnosis.contains(r#""status":401"#), "{diagnosis}");
}

#[wasm_bindgen_test]
fn what_was_pasted_is_diagnosed_without_its_status() {
    let explain = |text: &str| {
        let known = r#"{"method":"GET","url":"","audiences":["api2"]}"#;
        diagnose::explain_pasted(text, known, NOW_MS).unwrap()
    };
    let line = "SecurityTokenExpiredException: IDX10223: Lifetime validation failed. The token is expired.";
    let diagnosis = explain(line).unwrap();
    assert!(diagnosis.contains("token.expired"), "{diagnosis}");
    assert_eq!(explain("hello"), None);
}
