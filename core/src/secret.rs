//! Bytes that must not leak: wiped when dropped, never printed, compared in constant time.

mod said;

pub use said::masked_sentence;

use std::fmt;

use crate::json::{Object, Value};
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

/// What stands in place of a credential.
pub const MASK: &str = "•••";

/// The private members of a JWK ([RFC 7518 §6](https://www.rfc-editor.org/rfc/rfc7518#section-6), RFC 9964).
const PRIVATE_KEY_MEMBERS: [&str; 9] = ["d", "dp", "dq", "k", "oth", "p", "priv", "q", "qi"];

/// How each label of a private key as PEM ends ([RFC 7468 §10](https://www.rfc-editor.org/rfc/rfc7468#section-10)).
const PRIVATE_PEM: &str = "PRIVATE KEY-----";

/// Parameters and members whose value is a credential, beside those that end in `token` or `private_key`, or have
/// `secret` or `password` in their name.
const SECRET_NAMES: [&str; 10] = [
    "api_key",
    "apikey",
    "assertion",
    "client_assertion",
    "code_verifier",
    "device_code",
    "id_token_hint",
    "jwt",
    "samlresponse",
    "verification_uri_complete",
];

/// Parameters of URLs and forms that are credentials there, and ordinary words as JSON members.
const SECRET_PARAMETERS: &[&str] = &[
    "auth",
    "bearer",
    "code",
    "hmac",
    "jsessionid",
    "key",
    "otp",
    "pass",
    "passcode",
    "passphrase",
    "pin",
    "pwd",
    "request",
    "sas",
    "session",
    "sid",
    "sig",
    "signature",
    "ticket",
    "x-amz-signature",
];

/// What names of parameters end in whose value is the key to an API.
const KEY_ENDINGS: &[&str] = &["api-key", "api_key", "apikey", "subscription-key"];

/// Words in the name of a header whose value is a credential.
const HEADER_WORDS: &[&str] = &[
    "access-key",
    "api-key",
    "apikey",
    "authorization",
    "cookie",
    "credential",
    "dpop",
    "functions-key",
    "master-key",
];

/// Words that say so of a name that is known to be a header's, and are ordinary ones elsewhere.
const WORDS_OF_HEADERS_ALONE: &[&str] = &["pass", "secret", "session", "subscription-key", "token"];

/// Whether a parameter or a member of this name holds a credential, wherever it stands.
pub fn is_secret_name(name: &str) -> bool {
    let small = name.to_ascii_lowercase();
    small.ends_with("token")
        || small.ends_with("private_key")
        || small.ends_with("privatekey")
        || small.contains("secret")
        || small.contains("password")
        || SECRET_NAMES.contains(&small.as_str())
}

/// Whether a parameter of that name, in a URL or a form, holds a credential.
pub fn is_secret_parameter(name: &str) -> bool {
    let small = name.to_ascii_lowercase();
    let is_key = KEY_ENDINGS.iter().any(|end| small.ends_with(end));
    is_key || is_secret_name(&small) || SECRET_PARAMETERS.contains(&small.as_str())
}

/// Whether a member of a JSON object holds a credential, by its name and by those beside it: a `code` is an authorization
/// code in a token request, or beside `state`, and an error's own number otherwise; a `d` is a key's.
pub fn is_secret_member(object: &Object, name: &str) -> bool {
    if is_private_key_member(object, name) {
        return true;
    }
    let has = |name: &str| object.get(name).is_some();
    let is_code = name.eq_ignore_ascii_case("code") && !has("error");
    is_secret_name(name) || is_code && (has("grant_type") || has("state") || has("code_verifier"))
}

/// Whether a member is what makes a key private, or is the shared secret.
pub(crate) fn is_private_key_member(object: &Object, name: &str) -> bool {
    PRIVATE_KEY_MEMBERS.contains(&name) && object.get("kty").is_some()
}

/// Masks what makes a key private in every key that stands in the object, such as the `jwk` of a header, and private keys as PEM.
pub fn mask_private_keys(object: &mut Object) {
    let is_private = |(name, _): &(&str, &Value)| is_private_key_member(object, name);
    let private = object.iter().filter(is_private);
    let private: Vec<String> = private.map(|(name, _)| name.to_owned()).collect();
    for name in private {
        object.set(name, MASK);
    }
    object.values_mut().for_each(mask_in_value);
}

fn mask_in_value(value: &mut Value) {
    match value {
        Value::Object(object) => mask_private_keys(object),
        Value::Array(values) => values.iter_mut().for_each(mask_in_value),
        Value::String(text) if text.contains(PRIVATE_PEM) => *value = Value::from(MASK),
        _ => {}
    }
}

/// Whether a header of that name holds a credential.
pub fn is_secret_header(name: &str) -> bool {
    has_word(name, HEADER_WORDS) || has_word(name, WORDS_OF_HEADERS_ALONE)
}

/// The value of a header that holds a credential as it may be shown: of `Authorization` the scheme stays.
pub fn masked_header(value: &str) -> String {
    const SCHEMES: [&str; 6] = ["Bearer", "Basic", "DPoP", "Digest", "Token", "Negotiate"];
    match value.split_once(' ') {
        Some((scheme, _))
            if SCHEMES
                .iter()
                .any(|known| known.eq_ignore_ascii_case(scheme)) =>
        {
            format!("{scheme} {MASK}")
        }
        _ if value.is_empty() => String::new(),
        _ => MASK.to_owned(),
    }
}

/// Whether a name, which may be anything's, is that of a header that holds a credential.
pub fn names_secret_header(name: &str) -> bool {
    has_word(name, HEADER_WORDS)
}

fn has_word(name: &str, words: &[&str]) -> bool {
    let small = name.to_ascii_lowercase();
    // A nonce for DPoP is no secret, and whoever reads the log needs it.
    small != "dpop-nonce" && words.iter().any(|word| small.contains(word))
}

/// A secret: a client secret, a password, an HMAC key, a private key's numbers, a token on its way.
#[derive(Clone)]
pub struct Secret(Zeroizing<Vec<u8>>);

impl Secret {
    /// Takes the bytes over.
    pub fn new(bytes: impl Into<Vec<u8>>) -> Self {
        Self(Zeroizing::new(bytes.into()))
    }

    /// The bytes, in clear; the name is long so that each use is seen.
    pub fn expose(&self) -> &[u8] {
        &self.0
    }

    /// The bytes as text, where they are UTF-8.
    pub fn expose_str(&self) -> Option<&str> {
        std::str::from_utf8(&self.0).ok()
    }

    /// Whether there is nothing in it.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Compares without telling by its duration where the difference lies; the lengths may show.
    pub fn constant_time_eq(&self, other: &[u8]) -> bool {
        self.0.ct_eq(other).into()
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("[secret]")
    }
}

impl From<&str> for Secret {
    fn from(text: &str) -> Self {
        Self::new(text)
    }
}

impl From<String> for Secret {
    fn from(text: String) -> Self {
        Self::new(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn never_prints_itself() {
        assert_eq!(format!("{:?}", Secret::from("hunter2")), "[secret]");
    }

    #[test]
    fn a_private_key_is_masked_wherever_it_stands() {
        let text = r#"{"jwk":{"kty":"RSA","n":"x","d":"1","p":[2]},"a":[{"b":{"kty":"oct","k":"3"}}],"d":"4"}"#;
        let Some(Value::Object(mut object)) = crate::json::parse(text.as_bytes()).value else {
            panic!("no object");
        };
        mask_private_keys(&mut object);
        let pem = "-----BEGIN EC PRIVATE KEY-----\nMHcC\n-----END EC PRIVATE KEY-----";
        let mut claims = Object::new().with("keys", Value::Array(vec![Value::from(pem)]));
        mask_private_keys(&mut claims);
        assert_eq!(Value::Object(claims).to_string(), r#"{"keys":["•••"]}"#);
        let masked = r#"{"jwk":{"kty":"RSA","n":"x","d":"•••","p":"•••"},"a":[{"b":{"kty":"oct","k":"•••"}}],"d":"4"}"#;
        assert_eq!(Value::Object(object).to_string(), masked);
    }

    #[test]
    fn compares_content() {
        let secret = Secret::from("abc");
        assert!(secret.constant_time_eq(b"abc"));
        assert!(!secret.constant_time_eq(b"abd"));
        assert!(!secret.constant_time_eq(b"ab"));
    }
}
