//! ECDH-ES: what two keys agree on, and the key that is derived from it (RFC 7518 §4.6).

use sha2::{Digest, Sha256};

use super::error::DecryptError;
use super::key::AgreementKey;
use crate::alg::Curve;
use crate::base64url;
use crate::json::Object;
use crate::jwk::uncompressed_point;
use crate::secret::Secret;

/// What there is to agree with, and what the agreed key is for.
pub(super) struct Agreement {
    pub(super) key: AgreementKey,
    /// `epk`, as the curve writes points.
    pub(super) ephemeral: Vec<u8>,
    /// What is hashed after the agreed number.
    info: Vec<u8>,
    key_bytes: usize,
}

impl Agreement {
    /// `name` is that of the algorithm for which the agreed key is, and `key_bytes` its length.
    pub(super) fn new(
        key: AgreementKey,
        header: &Object,
        name: &str,
        key_bytes: usize,
    ) -> Result<Self, DecryptError> {
        let ephemeral = ephemeral_point(header, key.curve)?;
        let [apu, apv] = ["apu", "apv"].map(|name| match header.get(name) {
            None => Ok(Vec::new()),
            Some(_) => bytes_of(header, name),
        });
        Ok(Self {
            key,
            ephemeral,
            info: info(name, [&apu?, &apv?], key_bytes),
            key_bytes,
        })
    }

    /// The key that follows from the agreed number.
    pub(super) fn key_of(&self, shared: &[u8]) -> Result<Secret, DecryptError> {
        // Of points of small order nothing else comes, and not every host looks (RFC 7748 §6.1).
        if self.key.curve.is_none() && shared.iter().all(|byte| *byte == 0) {
            return Err(DecryptError::Opening);
        }
        let mut key = Vec::new();
        let mut round = 1_u32;
        while key.len() < self.key_bytes {
            let digest = Sha256::new()
                .chain_update(round.to_be_bytes())
                .chain_update(shared)
                .chain_update(&self.info)
                .finalize();
            key.extend_from_slice(&digest);
            round += 1;
        }
        key.truncate(self.key_bytes);
        Ok(Secret::new(key))
    }
}

/// The fixed part of the Concat KDF of NIST SP 800-56A, as RFC 7518 §4.6.2 uses it.
fn info(name: &str, parties: [&[u8]; 2], key_bytes: usize) -> Vec<u8> {
    let word = |number: usize| u32::try_from(number).unwrap_or_default().to_be_bytes();
    let mut info = Vec::new();
    for piece in [name.as_bytes(), parties[0], parties[1]] {
        info.extend(word(piece.len()));
        info.extend(piece);
    }
    info.extend(word(key_bytes * 8));
    info
}

fn ephemeral_point(header: &Object, curve: Option<Curve>) -> Result<Vec<u8>, DecryptError> {
    let fault = |problem| DecryptError::Parameter("epk", problem);
    let epk = header.get("epk").and_then(|value| value.as_object());
    let epk = epk.ok_or(fault("is missing or no key"))?;
    let member = |name: &str| {
        let bytes = epk
            .get_str(name)
            .and_then(|text| base64url::decode(text).ok());
        bytes.ok_or(fault("lacks a coordinate"))
    };
    let (kty, crv) = (epk.get_str("kty"), epk.get_str("crv"));
    match curve {
        None if kty == Some("OKP") && crv == Some("X25519") => member("x"),
        Some(curve) if kty == Some("EC") && crv == Some(curve.name()) => {
            let (x, y) = (member("x")?, member("y")?);
            let wanted = curve.coordinate_bytes();
            match (x.len(), y.len()) == (wanted, wanted) {
                true => Ok(uncompressed_point(&x, &y)),
                false => Err(fault("has a coordinate of the wrong length")),
            }
        }
        _ => Err(fault("is of another curve than the key")),
    }
}

/// A header parameter that is base64url.
pub(super) fn bytes_of(header: &Object, name: &'static str) -> Result<Vec<u8>, DecryptError> {
    let text = header.get_str(name);
    let bytes = text.and_then(|text| base64url::decode(text).ok());
    bytes.ok_or(DecryptError::Parameter(name, "is missing or no base64url"))
}
