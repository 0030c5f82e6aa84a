//! Verification side by side: the raw aws-lc-rs primitive, the `jsonwebtoken` crate and Claimscope, in one run.
//!
//! `cargo bench -p claimscope-core`. Each contender verifies the same token with a key prepared beforehand. The raw
//! primitive checks the signature over bytes that are decoded already and nothing else; the other two take the
//! compact token, check issuer, audience and times, and hand out every claim. Short rounds alternate between the contenders
//! and the best round of each counts, so that a busy machine troubles all alike. Only the ratios mean anything.
#![allow(
    clippy::print_stdout,
    clippy::expect_used,
    clippy::disallowed_methods,
    reason = "a benchmark prints, reads the clock, and makes sound data of its own"
)]

use std::hint::black_box;
use std::time::{Duration, Instant};

use aws_lc_rs::{hmac, signature};
use claimscope_core::alg::{Algorithm, Curve, Family};
use claimscope_core::crypto::KeySet;
use claimscope_core::crypto::SigningKey;
use claimscope_core::entropy::NoEntropy;
use claimscope_core::json::Object;
use claimscope_core::jwk::{Jwk, generate};
use claimscope_core::jwt::{Expectations, Profile};
use claimscope_core::report::KeySource;
use claimscope_core::time::Timestamp;
use claimscope_core::{base64url, jwt, verify};

const ROUNDS: usize = 400;
const ROUND: Duration = Duration::from_millis(1);

fn main() {
    let only: Option<String> = std::env::args()
        .skip(1)
        .find(|argument| !argument.starts_with("--"));
    println!("verify, best of {ROUNDS} rounds; times in microseconds, ratios are Claimscope's\n");
    println!(
        "{:<8} {:>10} {:>13} {:>11} {:>9} {:>17}",
        "alg", "raw", "jsonwebtoken", "claimscope", "to raw", "to jsonwebtoken"
    );
    for algorithm in Algorithm::everywhere() {
        if only.as_ref().is_none_or(|only| only == algorithm.name()) {
            compare(algorithm);
        }
    }
}

fn compare(algorithm: Algorithm) {
    let contest = Contest::new(algorithm);
    let raw = contest.raw();
    let rival = contest.rival();
    let ours = contest.ours();
    let mut best = [f64::INFINITY; 3];
    for _ in 0..ROUNDS {
        best[0] = best[0].min(round(&raw));
        if let Some(rival) = &rival {
            best[1] = best[1].min(round(rival));
        }
        best[2] = best[2].min(round(&ours));
    }
    let [raw, rival, ours] = best;
    let cell = |value: f64, precision: usize| {
        if value.is_finite() {
            format!("{value:.precision$}")
        } else {
            "-".to_owned()
        }
    };
    let to_rival = if rival.is_finite() {
        ours / rival
    } else {
        f64::INFINITY
    };
    println!(
        "{:<8} {:>10} {:>13} {:>11} {:>9} {:>17}",
        algorithm.name(),
        cell(raw, 2),
        cell(rival, 2),
        cell(ours, 2),
        cell(ours / raw, 2),
        cell(to_rival, 2)
    );
}

/// Microseconds for one call, from as many calls as fill the round.
fn round(call: &dyn Fn() -> bool) -> f64 {
    let start = Instant::now();
    let mut calls = 0_u32;
    while start.elapsed() < ROUND {
        for _ in 0..16 {
            assert!(black_box(call()), "a contender refuses the token");
        }
        calls += 16;
    }
    start.elapsed().as_secs_f64() * 1e6 / f64::from(calls)
}

/// One algorithm's key and token.
struct Contest {
    algorithm: Algorithm,
    jwk: Jwk,
    token: String,
    now: Timestamp,
}

impl Contest {
    fn new(algorithm: Algorithm) -> Self {
        let mut entropy = |bytes: &mut [u8]| getrandom::fill(bytes).map_err(|_| NoEntropy);
        let jwk = generate(algorithm, &mut entropy).expect("randomness");
        // The rival reads the system's clock, so the token must hold now.
        let since_1970 = std::time::SystemTime::now()
            .duration_since(std::time::UNIX_EPOCH)
            .expect("a clock past 1970");
        let now = i64::try_from(since_1970.as_secs()).expect("a clock of this age");
        let claims = Object::new()
            .with("nbf", now)
            .with("exp", now + 3_600)
            .with("iss", "https://localhost:5001")
            .with("aud", "api1")
            .with("client_id", "client")
            .with("jti", "8967E4AF94DCE9F508D5236EE1CAD53A")
            .with("iat", now)
            .with("scope", vec!["api1"]);
        let header = Object::new()
            .with("alg", algorithm.name())
            .with("kid", jwk.kid.clone().unwrap_or_default())
            .with("typ", "JWT");
        let signing_key = SigningKey::new(&jwk, algorithm).expect("a fresh key signs");
        let token =
            jwt::sign(&header, &claims, &signing_key, &mut entropy).expect("a fresh key signs");
        Self {
            algorithm,
            jwk,
            token,
            now: Timestamp::from_unix_seconds(now),
        }
    }

    fn member(&self, name: &str) -> String {
        self.jwk
            .to_json_with_private()
            .get_str(name)
            .map(str::to_owned)
            .expect("the key has it")
    }

    fn bytes(&self, name: &str) -> Vec<u8> {
        base64url::decode(self.member(name)).expect("keys are base64url")
    }

    fn ours(&self) -> Box<dyn Fn() -> bool + '_> {
        let source = if self.algorithm.is_symmetric() {
            KeySource::Secret
        } else {
            KeySource::Jwks
        };
        let keys = KeySet::from_key(
            self.jwk.public().unwrap_or_else(|| self.jwk.clone()),
            source,
        );
        let policy = Expectations::of(Profile::Jwt)
            .issuer("https://localhost:5001")
            .audience("api1")
            .algorithms([self.algorithm])
            .policy()
            .expect("all is said");
        Box::new(move || verify(&self.token, &keys, &policy, self.now).is_ok())
    }

    fn rival(&self) -> Option<Box<dyn Fn() -> bool + '_>> {
        use jsonwebtoken::{DecodingKey, Validation, decode};
        let name = if self.algorithm == Algorithm::Ed25519 {
            return None;
        } else {
            self.algorithm.name()
        };
        let algorithm: jsonwebtoken::Algorithm = name.parse().ok()?;
        let key = match self.algorithm.row().family {
            Family::Hmac(_) => DecodingKey::from_secret(&self.bytes("k")),
            Family::RsaPkcs1(_) | Family::RsaPss(_) => {
                DecodingKey::from_rsa_components(&self.member("n"), &self.member("e")).ok()?
            }
            Family::Ecdsa(_) => {
                DecodingKey::from_ec_components(&self.member("x"), &self.member("y")).ok()?
            }
            Family::EdDsa => DecodingKey::from_ed_components(&self.member("x")).ok()?,
            _ => return None,
        };
        let mut validation = Validation::new(algorithm);
        validation.set_audience(&["api1"]);
        validation.set_issuer(&["https://localhost:5001"]);
        validation.validate_nbf = true;
        validation.leeway = 0;
        Some(Box::new(move || {
            decode::<serde_json::Map<String, serde_json::Value>>(&self.token, &key, &validation)
                .is_ok()
        }))
    }

    fn raw(&self) -> Box<dyn Fn() -> bool + '_> {
        let (input, signature_text) = self.token.rsplit_once('.').expect("a compact token");
        let tag = base64url::decode(signature_text).expect("our own signature");
        if let Family::Hmac(hash) = self.algorithm.row().family {
            let algorithm =
                [hmac::HMAC_SHA256, hmac::HMAC_SHA384, hmac::HMAC_SHA512][hash as usize];
            let key = hmac::Key::new(algorithm, &self.bytes("k"));
            return Box::new(move || hmac::verify(&key, input.as_bytes(), &tag).is_ok());
        }
        let key = signature::ParsedPublicKey::new(self.raw_algorithm(), self.raw_key())
            .expect("a fresh key parses");
        Box::new(move || key.verify_sig(input.as_bytes(), &tag).is_ok())
    }

    fn raw_algorithm(&self) -> &'static dyn signature::VerificationAlgorithm {
        match self.algorithm {
            Algorithm::RS256 => &signature::RSA_PKCS1_2048_8192_SHA256,
            Algorithm::RS384 => &signature::RSA_PKCS1_2048_8192_SHA384,
            Algorithm::RS512 => &signature::RSA_PKCS1_2048_8192_SHA512,
            Algorithm::PS256 => &signature::RSA_PSS_2048_8192_SHA256,
            Algorithm::PS384 => &signature::RSA_PSS_2048_8192_SHA384,
            Algorithm::PS512 => &signature::RSA_PSS_2048_8192_SHA512,
            Algorithm::ES256 => &signature::ECDSA_P256_SHA256_FIXED,
            Algorithm::ES384 => &signature::ECDSA_P384_SHA384_FIXED,
            Algorithm::ES512 => &signature::ECDSA_P521_SHA512_FIXED,
            Algorithm::EdDSA | Algorithm::Ed25519 => &signature::ED25519,
            other => unreachable!("{other} is not compared, or has no public key"),
        }
    }

    fn raw_key(&self) -> Vec<u8> {
        match self.algorithm.row().curve {
            None => rsa_public_key_der(&self.bytes("n"), &self.bytes("e")),
            Some(Curve::Ed25519) => self.bytes("x"),
            Some(_) => [vec![4], self.bytes("x"), self.bytes("y")].concat(),
        }
    }
}

/// An RSAPublicKey in DER ([RFC 8017 §A.1.1](https://www.rfc-editor.org/rfc/rfc8017#appendix-A.1.1)).
fn rsa_public_key_der(modulus: &[u8], exponent: &[u8]) -> Vec<u8> {
    let field = |tag: u8, content: &[u8]| {
        let length = content.len();
        let head = match length {
            0..0x80 => vec![tag, length as u8],
            0x80..0x100 => vec![tag, 0x81, length as u8],
            _ => vec![tag, 0x82, (length >> 8) as u8, length as u8],
        };
        [head, content.to_vec()].concat()
    };
    let integer = |bytes: &[u8]| {
        if bytes[0] >= 0x80 {
            field(2, &[&[0], bytes].concat())
        } else {
            field(2, bytes)
        }
    };
    field(0x30, &[integer(modulus), integer(exponent)].concat())
}
