//! Tokens whose signature is valid over malformed content: each is refused by default, by the check that fits.
//!
//! Rows that change the token after signing need no key to make: another string that still verifies gets past
//! deny-lists and replay caches that hash the token.

use claimscope_core::alg::Algorithm;
use claimscope_core::crypto::KeySet;
use claimscope_core::jwt::{Expectations, Policy, Profile};
use claimscope_core::report::{KeySource, Status, Verdict};
use claimscope_core::time::Timestamp;
use claimscope_core::{explain, verify};
use claimscope_tests::tokens::TestSigner;

const NOW: i64 = 1_800_000_000;
const HEADER: &str = r#"{"alg":"HS256","typ":"JWT"}"#;
const CLAIMS: &str =
    r#"{"iss":"https://issuer.example","aud":"api1","sub":"alice","exp":1800000600}"#;

fn signer() -> TestSigner {
    TestSigner::of_secret("an honest key of thirty-two byte")
}

/// A token that is signed properly, whatever stands in it.
fn signed(header: impl AsRef<[u8]>, claims: impl AsRef<[u8]>) -> String {
    signer()
        .sign_bytes(header.as_ref(), claims.as_ref())
        .unwrap()
}

/// [`CLAIMS`] with more members.
fn claims_and(members: &str) -> String {
    CLAIMS.replacen('}', &format!(",{members}}}"), 1)
}

fn claims_with_exp(exp: &str) -> String {
    CLAIMS.replace("1800000600", exp)
}

fn policy() -> Policy {
    Expectations::of(Profile::Jwt)
        .issuer("https://issuer.example")
        .audience("api1")
        .algorithms([Algorithm::HS256])
        .policy()
        .unwrap()
}

/// The code of the refusal, strict and explained, which must be the same; `None` where the token is accepted.
fn refusal(token: &str) -> Option<&'static str> {
    let keys = KeySet::from_key(signer().key, KeySource::Secret);
    let now = Timestamp::from_unix_seconds(NOW);
    let strict = verify(token, &keys, &policy(), now).err();
    let strict = strict.map(|rejection| rejection.code());
    let report = explain(token, Some(&keys), Some(&policy()), now);
    let explained = report
        .checks
        .iter()
        .find(|check| check.status == Status::Fail);
    assert_eq!(strict, explained.map(|check| check.id.as_str()));
    assert_eq!(strict.is_none(), report.verdict == Verdict::Accepted);
    strict
}

#[track_caller]
fn check(token: &str, code: &str) {
    assert_eq!(refusal(token), Some(code));
}

#[test]
fn the_honest_token_is_accepted() {
    assert_eq!(refusal(&signed(HEADER, CLAIMS)), None);
}

#[test]
fn refuses_padding() {
    check(&(signed(HEADER, CLAIMS) + "="), "format.base64url");
}

#[test]
fn refuses_a_space_in_the_signature() {
    let mut token = signed(HEADER, CLAIMS);
    token.insert(token.len() - 4, ' ');
    check(&token, "format.charset");
}

#[test]
fn refuses_a_trailing_newline() {
    check(&(signed(HEADER, CLAIMS) + "\n"), "format.charset");
}

#[test]
fn refuses_unused_bits_that_are_not_zero() {
    let mut token = signed(HEADER, CLAIMS);
    // 32 bytes leave two unused bits in the last letter, so its value is a multiple of 4.
    let last = token.pop().unwrap();
    token.push(char::from(last as u8 + 1));
    check(&token, "format.base64url");
}

#[test]
fn refuses_the_standard_alphabet() {
    // Bytes whose base64 has both letters that the alphabets differ in.
    let claims = claims_and(r#""q":"~~~???>>>""#);
    let token = signed(HEADER, claims);
    assert!(token.contains(['-', '_']), "{token}");
    check(&token.replace('-', "+").replace('_', "/"), "format.charset");
}

#[test]
fn refuses_a_claim_that_stands_twice() {
    check(
        &signed(HEADER, claims_and(r#""sub":"mallory""#)),
        "format.duplicate-member",
    );
}

#[test]
fn refuses_alg_that_stands_twice() {
    let header = r#"{"alg":"none","typ":"JWT","alg":"HS256"}"#;
    check(&signed(header, CLAIMS), "format.duplicate-member");
}

#[test]
fn refuses_an_unknown_critical_extension() {
    let header = r#"{"alg":"HS256","crit":["exotic"],"exotic":true}"#;
    check(&signed(header, CLAIMS), "header.crit");
}

#[test]
fn refuses_an_expiry_that_no_clock_reaches() {
    check(&signed(HEADER, claims_with_exp("1e400")), "claim.exp");
}

#[test]
fn refuses_an_expiry_that_is_null() {
    check(&signed(HEADER, claims_with_exp("null")), "claim.exp");
}

#[test]
fn refuses_an_expiry_in_quotes() {
    check(
        &signed(HEADER, claims_with_exp(r#""1800000600""#)),
        "claim.exp",
    );
}

#[test]
fn refuses_a_token_that_never_expires() {
    let claims = CLAIMS.replace(r#","exp":1800000600"#, "");
    check(&signed(HEADER, claims), "claim.exp");
}

#[test]
fn refuses_a_token_issued_in_the_future() {
    check(
        &signed(HEADER, claims_and(r#""iat":1800000300"#)),
        "claim.iat",
    );
}

#[test]
fn refuses_ten_megabytes() {
    let padding = "x".repeat(10_000_000);
    check(
        &signed(HEADER, claims_and(&format!(r#""x":"{padding}""#))),
        "format.size",
    );
}

#[test]
fn refuses_twenty_thousand_levels() {
    let [open, close] = ["[", "]"].map(|bracket| bracket.repeat(20_000));
    check(
        &signed(HEADER, claims_and(&format!(r#""x":{open}{close}"#))),
        "format.depth",
    );
}

#[test]
fn refuses_a_byte_order_mark() {
    check(
        &signed(HEADER, format!("\u{feff}{CLAIMS}")),
        "format.encoding",
    );
}

#[test]
fn refuses_a_lone_surrogate() {
    check(
        &signed(HEADER, claims_and(r#""x":"\ud800""#)),
        "format.encoding",
    );
}

#[test]
fn keeps_large_integers_exact() {
    let token = signed(HEADER, claims_and(r#""id":9007199254740993"#));
    let keys = KeySet::from_key(signer().key, KeySource::Secret);
    let now = Timestamp::from_unix_seconds(NOW);
    let verified = verify(&token, &keys, &policy(), now).unwrap();
    let id = verified.claims().get("id").unwrap();
    assert_eq!(id.to_string(), "9007199254740993");
    let report = explain(&token, Some(&keys), Some(&policy()), now);
    assert!(report.to_json().contains("9007199254740993"));
}
