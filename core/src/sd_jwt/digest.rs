//! The hash by which an issuer names what may be disclosed ([RFC 9901 §4.1.1]).
//!
//! [RFC 9901 §4.1.1]: https://www.rfc-editor.org/rfc/rfc9901#section-4.1.1

use sha2::{Digest, Sha256, Sha384, Sha512};

use super::SdJwtError;
use crate::alg::Hash;
use crate::base64url;
use crate::json::{Object, Value};

/// A hash of an SD-JWT.
#[derive(Clone, Copy)]
pub(super) struct SdHash(Hash);

/// The hash that the claims name, SHA-256 where they name none.
pub(super) fn of_claims(claims: &Object) -> Result<SdHash, SdJwtError> {
    let hash = match claims.get("_sd_alg") {
        None => Hash::Sha256,
        Some(Value::String(name)) => match name.as_str() {
            "sha-256" => Hash::Sha256,
            "sha-384" => Hash::Sha384,
            "sha-512" => Hash::Sha512,
            _ => return Err(SdJwtError::UnknownHash(name.clone())),
        },
        Some(other) => return Err(SdJwtError::UnknownHash(other.to_string())),
    };
    Ok(SdHash(hash))
}

impl SdHash {
    /// The hash of a text as digests are written.
    pub(super) fn encoded(self, text: &[u8]) -> String {
        match self.0 {
            Hash::Sha256 => base64url::encode(Sha256::digest(text)),
            Hash::Sha384 => base64url::encode(Sha384::digest(text)),
            Hash::Sha512 => base64url::encode(Sha512::digest(text)),
        }
    }
}
