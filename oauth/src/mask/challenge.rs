//! The claims of a challenge, which a client needs whole.

use claimscope_core::base64url;
use claimscope_core::json::{self, Value};

use super::{MASK, SentCredentials};

/// From this length on a value of the claims may hold a credential, and not only have some characters in common with one.
const LONG_VALUE: usize = 16;

impl SentCredentials {
    /// A header of an answer with every credential masked. The `claims` of a challenge ([OpenID Connect Core §5.5]) stay
    /// whole where none of their values is, or holds, a credential: in base64 they share parts with any JWT.
    ///
    /// [OpenID Connect Core §5.5]: https://openid.net/specs/openid-connect-core-1_0.html#ClaimsParameter
    pub fn mask_header(&self, name: &str, value: &str) -> String {
        let is_challenge = name.to_ascii_lowercase().ends_with("www-authenticate");
        let claims = is_challenge.then(|| claims(value)).flatten();
        match claims.filter(|claims| self.is_free(claims)) {
            Some(claims) => match value.split_once(claims) {
                Some((before, after)) => {
                    format!("{}{claims}{}", self.mask(before), self.mask(after))
                }
                None => self.mask(value),
            },
            None => self.mask(value),
        }
    }

    /// Whether the text is JSON in base64, and no value of it is a credential's.
    fn is_free(&self, claims: &str) -> bool {
        let bytes = base64url::decode_for_display(claims.as_bytes());
        let document = bytes.and_then(|bytes| json::parse(&bytes).value);
        matches!(&document, Some(document @ Value::Object(_)) if self.is_value_free(document, 0))
    }

    fn is_value_free(&self, value: &Value, depth: usize) -> bool {
        let is_text_free = |text: &str| {
            let masked = self.mask(text);
            masked == text || (text.len() < LONG_VALUE && masked != MASK)
        };
        match value {
            _ if depth > 8 => false,
            Value::String(text) => is_text_free(text),
            Value::Number(number) => is_text_free(&number.text()),
            Value::Array(values) => {
                (values.iter()).all(|value| self.is_value_free(value, depth + 1))
            }
            Value::Object(members) => (members.iter())
                .all(|(name, value)| is_text_free(name) && self.is_value_free(value, depth + 1)),
            Value::Null | Value::Bool(_) => true,
        }
    }
}

/// The value of the parameter, as it is written.
fn claims(value: &str) -> Option<&str> {
    let (_, after) = value.split_once("claims=\"")?;
    let (claims, _) = after.split_once('"')?;
    (!claims.is_empty()).then_some(claims)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::HttpRequest;

    #[test]
    fn the_claims_of_a_challenge_stay_whole_unless_a_credential_is_in_them() {
        // {"sub":"a","iat":1700000100,"nbf":1700000100}, signed by nobody.
        let payload = base64url::encode(r#"{"aud":"orders","iat":1700000100}"#);
        let token = format!("eyJhbGciOiJIUzI1NiJ9.{payload}.c2lnbmF0dXJl");
        let sent = SentCredentials::of(&HttpRequest::get("https://h").bearer(&token));
        let challenge = |claims: &str| {
            let claims = base64url::encode(claims);
            format!("Bearer error=\"insufficient_claims\", claims=\"{claims}\"")
        };
        let is_torn = |text: &str| sent.mask(text) != text;
        let mut shares = 0;
        for start in ["", "a", "ab"] {
            let asked = format!(r#"{{"{start}":{{"value":"1700000100"}}}}"#);
            let value = challenge(&asked);
            shares += usize::from(is_torn(&value));
            assert_eq!(sent.mask_header("WWW-Authenticate", &value), value);
            assert_eq!(
                sent.mask_header("x-amzn-remapped-www-authenticate", &value),
                value
            );
        }
        assert!(shares > 0, "some of these share characters with the token");
        let stolen = challenge(&format!(r#"{{"t":"{token}"}}"#));
        assert!(
            sent.mask_header("WWW-Authenticate", &stolen)
                .contains("•••")
        );
        let beside = format!("{}, token=\"{token}\"", challenge("{}"));
        assert!(
            !sent
                .mask_header("WWW-Authenticate", &beside)
                .contains(&payload)
        );
    }
}
