//! The compact form ([RFC 7515 §7.1]): decoding that is total and notes every fault with its place.
//!
//! [RFC 7515 §7.1]: https://www.rfc-editor.org/rfc/rfc7515#section-7.1

mod decode;

use crate::json::Object;

pub(crate) use decode::{Content, Decoded, decode, decode_to_show};
pub use decode::{MAX_SHOWN_TOKEN_BYTES, MAX_TOKEN_BYTES};

/// Header and claims of a token as it has them, a private key in them too, which reports mask: for making another token from
/// it, and not for showing. Nothing is verified; what cannot be read is missing.
pub fn unmasked_parts(token: &str) -> (Option<Object>, Option<Object>) {
    let decoded = decode_to_show(token, false);
    (decoded.header, decoded.claims)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base64url;

    #[test]
    fn parts_are_as_the_token_has_them() {
        let jwk = r#"{"jwk":{"kty":"OKP","crv":"Ed25519","x":"AA","d":"BB"}}"#;
        let part = base64url::encode(jwk);
        let (header, claims) = unmasked_parts(&format!("{part}.{part}.AA"));
        assert_eq!(
            header.map(|header| header.to_string()).as_deref(),
            Some(jwk)
        );
        assert_eq!(
            claims.map(|claims| claims.to_string()).as_deref(),
            Some(jwk)
        );
        assert_eq!(unmasked_parts("opaque"), (None, None));
    }
}
