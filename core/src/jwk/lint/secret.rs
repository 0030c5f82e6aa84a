//! Shared secrets that are too short, known, or no secrets at all.

use super::{Weakness, advice, fatal};
use crate::alg::Hash;
use crate::base64url;
use crate::json::{self, Value};

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

/// Secrets that stand in public documentation, in small letters.
pub fn published_secrets() -> &'static [&'static str] {
    PUBLISHED_SECRETS
}

pub(super) fn weaknesses(secret: &[u8]) -> Vec<Weakness> {
    const SPEC: &str = "RFC 8725 §3.5";
    let needed = Hash::Sha256.output_bytes();
    let mut found = Vec::new();
    if secret.len() < needed {
        let bytes = secret.len();
        let message =
            said!("the secret has {bytes} bytes, and every HMAC algorithm needs {needed} or more");
        found.push(fatal(message, "RFC 7518 §3.2"));
    }
    if secret.len() > 1 && secret.iter().all(|byte| *byte == secret[0]) {
        found.push(advice("the secret is one byte, repeated", SPEC));
    }
    let text = std::str::from_utf8(secret).unwrap_or_default().trim();
    if PUBLISHED_SECRETS
        .iter()
        .any(|published| text.eq_ignore_ascii_case(published))
    {
        let message = "the secret stands in public documentation, where everyone finds it";
        found.push(fatal(message, SPEC));
    }
    if is_key(secret, text) {
        let message = "the secret is itself a key, and a public key is no secret";
        found.push(fatal(message, "RFC 8725 §2.1"));
    }
    found
}

/// Whether the secret is a key that others may have, in one of the forms that keys come in.
fn is_key(secret: &[u8], text: &str) -> bool {
    let text = text.trim_start_matches('\u{feff}');
    let is_base64_of_key =
        || base64url::decode_for_display(text.as_bytes()).is_some_and(|bytes| is_der(&bytes));
    text.contains("-----BEGIN ")
        || text.starts_with("ssh-")
        || text.starts_with("ecdsa-sha2-")
        || is_jwk_text(text)
        || is_der(secret)
        || is_base64_of_key()
}

/// Whether this is one DER SEQUENCE that is as long as it says; random bytes are not.
fn is_der(bytes: &[u8]) -> bool {
    match bytes {
        [0x30, 0x81, length, rest @ ..] => rest.len() == usize::from(*length),
        [0x30, 0x82, high, low, rest @ ..] => {
            rest.len() == usize::from(u16::from_be_bytes([*high, *low]))
        }
        // Short ones, of elliptic curves, hold the SEQUENCE of their algorithm first (RFC 5280 §4.1).
        [0x30, length, 0x30, _, rest @ ..] => rest.len() + 2 == usize::from(*length),
        _ => false,
    }
}

fn is_jwk_text(text: &str) -> bool {
    let has = |value: &Value, name| {
        let object = value.as_object();
        object.is_some_and(|object| object.get(name).is_some())
    };
    let is_key = |value: &Value| has(value, "kty") || has(value, "keys");
    text.starts_with(['{', '['])
        && match json::parse(text.as_bytes()).value {
            Some(Value::Array(keys)) => keys.iter().any(is_key),
            value => value.as_ref().is_some_and(is_key),
        }
}
