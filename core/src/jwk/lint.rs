//! What is weak about a key: what no verifier should accept, and what its owner should know.

use std::collections::HashMap;

use super::{Jwk, JwkSet, Material, bit_length, pem, roca};
use crate::alg::{Algorithm, Family, Hash, KeyType};
use crate::base64url;
use crate::crypto::RSA_BITS;
use crate::json;
use crate::report::KeySource;

/// One thing that is weak about a key.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Weakness {
    /// One sentence for a person, lower case, no full stop. Never a part of the key.
    pub message: String,
    /// Where the rule stands.
    pub spec: &'static str,
    /// How bad it is.
    pub severity: Severity,
}

/// How bad a weakness is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Severity {
    /// A signature by this key proves nothing, or may not: refused unless weak keys are allowed.
    Fatal,
    /// Worth knowing.
    Advice,
}

/// Secrets that stand in documentation, tutorials and word lists, compared without regard to case.
const PUBLISHED_SECRETS: &[&str] = &[
    "123456",
    "12345678",
    "123456789",
    "a-string-secret-at-least-256-bits-long",
    "a-string-secret-at-least-512-bits-long-which-is-very-long",
    "a-valid-string-secret-that-is-at-least-512-bits-long-which-is-very-long",
    "admin",
    "changeit",
    "changeme",
    "change-me",
    "default",
    "jwt",
    "jwt_secret",
    "jwt-secret",
    "jwtsecret",
    "key",
    "keyboard cat",
    "my_secret_key",
    "mysecret",
    "mysecretkey",
    "my-secret-key",
    "passw0rd",
    "password",
    "qwertyuiopasdfghjklzxcvbnm123456",
    "s3cr3t",
    "secret",
    "secret_key",
    "secretkey",
    "secret-key",
    "shhhh",
    "shhhhh",
    "supersecret",
    "supersecretkey",
    "test",
    "this is my custom secret key for authentication",
    "thisisasecret",
    "top-secret",
    "topsecret",
    "your_jwt_secret",
    "your-256-bit-secret",
    "your-384-bit-secret",
    "your-512-bit-secret",
    "your-secret-key",
    "yoursecret",
];

impl Jwk {
    /// What is weak about this key, whatever it is used for.
    pub fn weaknesses(&self) -> Vec<Weakness> {
        let mut found = match self.material() {
            Material::Oct(secret) => secret_weaknesses(secret.expose()),
            Material::Rsa {
                n,
                e,
                leading_zeros,
                ..
            } => rsa_weaknesses(n, e, *leading_zeros),
            Material::Ec { .. } | Material::Okp { .. } => Vec::new(),
        };
        if self.has_foreign_certificate() {
            found.push(advice(
                "the certificate in x5c holds another key than this one",
                "RFC 7517 §4.7",
            ));
        }
        found
    }

    /// What is weak about this key when it is used with `algorithm`.
    pub fn weaknesses_for(&self, algorithm: Algorithm) -> Vec<Weakness> {
        let mut found = self.weaknesses();
        let (row, bytes) = (algorithm.row(), self.bits() / 8);
        let needed = row.hash.output_bytes();
        // Below the shortest hash the key's own weaknesses say it already.
        let shortest = Hash::Sha256.output_bytes();
        let too_short_here = (shortest..needed).contains(&bytes);
        if row.family == Family::Hmac && self.key_type() == KeyType::Oct && too_short_here {
            found.push(fatal(
                format!("the secret has {bytes} bytes, and {algorithm} needs {needed}"),
                "RFC 7518 §3.2",
            ));
        }
        found
    }

    fn has_foreign_certificate(&self) -> bool {
        self.x5c
            .first()
            .and_then(|text| base64url::decode_for_display(text.as_bytes()))
            .and_then(|der| pem::certificate_key(&der).ok())
            .is_some_and(|material| Jwk::new(material).thumbprint() != self.thumbprint())
    }
}

fn secret_weaknesses(secret: &[u8]) -> Vec<Weakness> {
    const SPEC: &str = "RFC 8725 §3.5";
    let needed = Hash::Sha256.output_bytes();
    let mut found = Vec::new();
    if secret.len() < needed {
        let bytes = secret.len();
        found.push(fatal(
            format!(
                "the secret has {bytes} bytes, and every HMAC algorithm needs {needed} or more"
            ),
            "RFC 7518 §3.2",
        ));
    }
    if secret.len() > 1 && secret.iter().all(|byte| *byte == secret[0]) {
        found.push(advice("the secret is one byte, repeated", SPEC));
    }
    let text = std::str::from_utf8(secret).unwrap_or_default().trim();
    if PUBLISHED_SECRETS
        .iter()
        .any(|published| text.eq_ignore_ascii_case(published))
    {
        found.push(fatal(
            "the secret stands in public documentation, where everyone finds it",
            SPEC,
        ));
    }
    if text.contains("-----BEGIN ") || text.starts_with("ssh-rsa ") || is_jwk_text(text) {
        found.push(fatal(
            "the secret is the text of a key; a public key is no secret",
            "RFC 8725 §2.1",
        ));
    }
    found
}

fn is_jwk_text(text: &str) -> bool {
    let has =
        |value: &json::Value, name| value.as_object().is_some_and(|key| key.get(name).is_some());
    text.starts_with('{')
        && json::parse(text.as_bytes())
            .value
            .is_some_and(|value| has(&value, "kty") || has(&value, "keys"))
}

fn rsa_weaknesses(n: &[u8], e: &[u8], leading_zeros: bool) -> Vec<Weakness> {
    let bits = bit_length(n);
    let even = |number: &[u8]| number.last().is_some_and(|last| last & 1 == 0);
    let mut found = Vec::new();
    if bits < *RSA_BITS.start() {
        let message = format!("the RSA key has {bits} bits, and 2048 is the least that is safe");
        found.push(fatal(message, "RFC 7518 §3.3"));
    }
    if bits > *RSA_BITS.end() {
        let message = format!("the RSA key has {bits} bits; more than 8192 are not accepted");
        found.push(fatal(message, "RFC 7518 §3.3"));
    }
    if even(n) {
        found.push(fatal("the RSA modulus is even", "RFC 8017 §3.1"));
    }
    if e == [1] || even(e) {
        let message = "the RSA exponent is 1 or even, so that anyone can sign or nobody";
        found.push(fatal(message, "RFC 8017 §3.1"));
    } else if bit_length(e) > 33 {
        let message = "the RSA exponent has more than 33 bits, which only slows the verifier";
        found.push(fatal(message, "RFC 8017 §3.1"));
    } else if bit_length(e) < 17 {
        let message = "the RSA exponent is below 65537, which is the customary least";
        found.push(advice(message, "NIST SP 800-56B §6.2"));
    }
    if roca::has_fingerprint(n) {
        let message = "the RSA key was made by a faulty chip (ROCA) and can be broken";
        found.push(fatal(message, "CVE-2017-15361"));
    }
    if leading_zeros {
        let message = "n or e begins with zero bytes, which some libraries refuse";
        found.push(advice(message, "RFC 7518 §6.3.1"));
    }
    found
}

/// What the place in a set adds, key by key.
pub(super) fn set_weaknesses(set: &JwkSet, source: KeySource) -> Vec<Vec<Weakness>> {
    let mut uses: HashMap<&str, usize> = HashMap::new();
    for kid in set.keys.iter().filter_map(|key| key.kid.as_deref()) {
        *uses.entry(kid).or_default() += 1;
    }
    let public = |key: &Jwk| key.key_type() != KeyType::Oct;
    let mixed = set.keys.iter().any(public) && !set.keys.iter().all(public);
    set.keys
        .iter()
        .map(|key| {
            let shared = key.kid.as_deref().is_some_and(|kid| uses[kid] > 1);
            let repeated = shared.then(|| {
                let message = "another key of the set has the same kid";
                advice(message, "RFC 7517 §4.5")
            });
            exposure(key, source, mixed)
                .into_iter()
                .chain(repeated)
                .collect()
        })
        .collect()
}

/// A key that signs, where only public keys belong. A shared secret among public keys invites taking one for the other.
fn exposure(key: &Jwk, source: KeySource, mixed: bool) -> Option<Weakness> {
    const SPEC: &str = "RFC 7517 §9.2";
    let symmetric = key.key_type() == KeyType::Oct;
    let kind = if symmetric {
        "shared secret"
    } else {
        "private key"
    };
    match source {
        _ if !key.is_private() => None,
        KeySource::IssuerJwks => Some(fatal(
            format!("the issuer publishes this {kind}, so that everyone can sign with it"),
            SPEC,
        )),
        KeySource::Jwks if symmetric && mixed => Some(fatal(
            "the set holds this shared secret beside public keys, where it may have been published with them",
            SPEC,
        )),
        KeySource::Jwks => Some(advice(
            format!("the set holds this {kind}; whoever has the set can sign with it"),
            SPEC,
        )),
        _ => None,
    }
}

fn fatal(message: impl Into<String>, spec: &'static str) -> Weakness {
    Weakness {
        message: message.into(),
        spec,
        severity: Severity::Fatal,
    }
}

fn advice(message: impl Into<String>, spec: &'static str) -> Weakness {
    Weakness {
        severity: Severity::Advice,
        ..fatal(message, spec)
    }
}
