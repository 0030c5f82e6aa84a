//! An issuer with tokens of its own making, and the comparison of the strict with the explaining path.

use claimscope_core::alg::Algorithm;
use claimscope_core::crypto::KeySet;
use claimscope_core::crypto::SigningKey;
use claimscope_core::entropy::NoEntropy;
use claimscope_core::json::{Object, Value, parse_strict};
use claimscope_core::jwk::{Jwk, JwkSet, generate};
use claimscope_core::jwt::Expectations;
use claimscope_core::jwt::{Policy, Profile};
use claimscope_core::report::{Check, CheckId, KeySource, Verdict};
use claimscope_core::time::Timestamp;
use claimscope_core::{base64url, explain, jwt, verify};

pub(crate) const NOW: Timestamp = Timestamp::from_unix_seconds(1_700_000_000);
pub(crate) const ISSUER: &str = "https://localhost:5001";

pub(crate) fn entropy(bytes: &mut [u8]) -> Result<(), NoEntropy> {
    getrandom::fill(bytes).map_err(|_| NoEntropy)
}

/// A key pair and tokens signed with it.
pub(crate) struct Issuer {
    pub(crate) private: Jwk,
    pub(crate) algorithm: Algorithm,
}

impl Issuer {
    pub(crate) fn new(algorithm: Algorithm) -> Self {
        Self {
            private: generate(algorithm, &mut entropy).expect("the system has randomness"),
            algorithm,
        }
    }

    pub(crate) fn keys(&self) -> KeySet {
        match self.private.public() {
            Some(public) => KeySet::from_jwks(
                JwkSet {
                    keys: vec![public],
                    skipped: Vec::new(),
                },
                KeySource::Jwks,
            ),
            None => KeySet::from_key(self.private.clone(), KeySource::Secret),
        }
    }

    pub(crate) fn header(&self) -> Object {
        Object::new()
            .with("alg", self.algorithm.name())
            .with("kid", self.private.kid.clone().unwrap_or_default())
            .with("typ", "at+jwt")
    }

    pub(crate) fn sign(&self, header: &Object, claims: &Object) -> String {
        let key = SigningKey::new(&self.private, self.algorithm).expect("a fresh key signs");
        jwt::sign(header, claims, &key, &mut entropy).expect("a fresh key signs")
    }

    /// A token whose header and payload are these very texts, validly signed.
    pub(crate) fn sign_text(&self, header: &str, payload: &str) -> String {
        let key = SigningKey::new(&self.private, self.algorithm).expect("a fresh key signs");
        let input = format!(
            "{}.{}",
            base64url::encode(header),
            base64url::encode(payload)
        );
        let signature = key
            .sign(input.as_bytes(), &mut entropy)
            .expect("a fresh key signs");
        format!("{input}.{}", base64url::encode(signature))
    }
}

/// Claims that every access-token profile takes.
pub(crate) fn claims() -> Object {
    let now = NOW.unix_seconds();
    Object::new()
        .with("nbf", now - 10)
        .with("exp", now + 3_600)
        .with("iss", ISSUER)
        .with("aud", "api1")
        .with("sub", "alice")
        .with("client_id", "client")
        .with("jti", "8967E4AF94DCE9F508D5236EE1CAD53A")
        .with("iat", now - 10)
        .with("scope", "api1 api2")
}

pub(crate) fn without(name: &str) -> Object {
    let mut claims = claims();
    claims.remove(name);
    claims
}

pub(crate) fn object(text: &str) -> Object {
    match parse_strict(text.as_bytes()) {
        Ok(Value::Object(object)) => object,
        other => panic!("{text}: {other:?}"),
    }
}

pub(crate) fn builder(profile: Profile) -> Expectations {
    Expectations::of(profile)
        .issuer(ISSUER)
        .audience("api1")
        .algorithms_of_keys()
}

pub(crate) fn policy(profile: Profile) -> Policy {
    builder(profile).policy().expect("all is said")
}

/// The check without its hint where the explaining path tries what would fit, which the strict one has no time for.
pub(crate) fn but_for_what_would_fit(check: &Check) -> Check {
    let tried = [
        CheckId::KeyFound,
        CheckId::KeyAmbiguous,
        CheckId::KeyType,
        CheckId::SignatureValue,
    ];
    let mut check = check.clone();
    if tried.contains(&check.id) {
        check.hint = None;
    }
    check
}

/// What the strict and the explaining path say: the code of the first failure. They must say the same.
#[track_caller]
pub(crate) fn first_failure(token: &str, keys: &KeySet, policy: &Policy) -> Option<CheckId> {
    let strict = verify(token, keys, policy, NOW);
    let report = explain(token, Some(keys), Some(policy), NOW);
    let explained = report.failures().next();
    match &strict {
        Ok(verified) => {
            assert_eq!(report.verdict, Verdict::Accepted);
            assert_eq!(report.claims.as_ref(), Some(verified.claims()));
            assert_eq!(explained, None);
        }
        Err(rejection) => {
            assert_ne!(report.verdict, Verdict::Accepted);
            if let Some(explained) = explained {
                assert_eq!(
                    but_for_what_would_fit(rejection.check()),
                    but_for_what_would_fit(explained),
                    "both paths name the same failure in the same words"
                );
            }
        }
    }
    for check in &report.checks {
        assert!(!check.message.is_empty(), "{} says nothing", check.id);
        assert!(!check.spec.is_empty());
        assert!(
            token.len() < 20 || !check.message.contains(token),
            "a whole token in a message"
        );
    }
    strict.err().map(|rejection| rejection.check().id)
}
