//! ES256K, Ed448 and ML-DSA: computed here for the other files, which know them by name alone.

use claimscope_core::alg::Algorithm;
use claimscope_core::crypto::MoreKey;
use wasm_bindgen::prelude::wasm_bindgen;

/// A public key of one of these algorithms.
#[wasm_bindgen]
pub struct MoreAlgorithmsKey {
    key: MoreKey,
}

#[wasm_bindgen]
impl MoreAlgorithmsKey {
    /// The key with these numbers of a JWK, which another file has found to be for the algorithm; nothing where they are none of a key.
    pub fn given(algorithm: &str, x: &[u8], y: &[u8]) -> Option<MoreAlgorithmsKey> {
        let key = MoreKey::new(Algorithm::from_name(algorithm)?, x, y).ok()?;
        Some(Self { key })
    }

    /// Whether `signature` is this key's signature of `message`.
    pub fn verify(&self, message: &[u8], signature: &[u8]) -> bool {
        self.key.verify(message, signature)
    }
}
