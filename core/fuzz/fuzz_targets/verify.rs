//! Verifying and explaining agree on every token, and no other spelling of an accepted token is accepted.
#![no_main]

use std::sync::LazyLock;

use claimscope_core::alg::Algorithm;
use claimscope_core::base64url;
use claimscope_core::crypto::KeySet;
use claimscope_core::crypto::SigningKey;
use claimscope_core::jwk::Jwk;
use claimscope_core::jwt::{Expectations, Policy, Profile};
use claimscope_core::report::{KeySource, Status, Verdict};
use claimscope_core::secret::Secret;
use claimscope_core::time::Timestamp;
use claimscope_core::{explain, verify};
use libfuzzer_sys::fuzz_target;

static JWK: LazyLock<Jwk> =
    LazyLock::new(|| Jwk::from_secret(Secret::new(*b"an honest key of thirty-two byte")));
static KEYS: LazyLock<KeySet> = LazyLock::new(|| KeySet::from_key(JWK.clone(), KeySource::Secret));
static SIGNER: LazyLock<SigningKey> =
    LazyLock::new(|| SigningKey::new(&JWK, Algorithm::HS256).expect("the key signs"));
static POLICY: LazyLock<Policy> = LazyLock::new(|| {
    Expectations::of(Profile::AtJwt)
        .issuer("https://issuer.example")
        .audience("api1")
        .algorithms_of_keys()
        .policy()
        .expect("the policy is complete")
});

/// Agreement of the two paths; the verdict for the test below.
fn agree(token: &str) -> bool {
    let now = Timestamp::from_unix_seconds(1_800_000_000);
    let strict = verify(token, &KEYS, &POLICY, now);
    let report = explain(token, Some(&KEYS), Some(&POLICY), now);
    let first = report
        .checks
        .iter()
        .find(|check| check.status == Status::Fail);
    assert_eq!(
        strict.as_ref().err().map(|rejection| rejection.code()),
        first.map(|check| check.id.as_str())
    );
    assert_eq!(strict.is_ok(), report.verdict == Verdict::Accepted);
    strict.is_ok()
}

/// The signature over whatever the input has as header and claims, so that the checks behind the signature are reached.
fn signed(input: &str) -> String {
    let (header, claims) = input
        .split_once('\n')
        .unwrap_or((r#"{"alg":"HS256","typ":"at+jwt"}"#, input));
    let mut token = format!(
        "{}.{}",
        base64url::encode(header),
        base64url::encode(claims)
    );
    let signature = SIGNER
        .sign(token.as_bytes(), &mut |_: &mut [u8]| Ok(()))
        .expect("HMAC always signs");
    token.push('.');
    token.push_str(&base64url::encode(signature));
    token
}

fuzz_target!(|data: &[u8]| {
    let text = String::from_utf8_lossy(data);
    agree(&text);
    let token = signed(&text);
    if agree(&token) {
        let place = data.len() % token.len();
        let mut changed = token.clone().into_bytes();
        changed[place] ^= 1;
        assert!(
            !agree(&String::from_utf8_lossy(&changed)),
            "a changed token was accepted"
        );
    }
});
