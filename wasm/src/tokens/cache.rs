//! Verified tokens that are remembered: core knows them by their hash, JavaScript keeps what it gave out for each.

use claimscope_core::{TokenDigest, VerifiedCache};
use wasm_bindgen::prelude::wasm_bindgen;

use super::exchange::with_input;
use super::keys::Lookup;
use super::verifier::Verifier;
use crate::timestamp;

/// No slot.
const NONE: u32 = u32::MAX;

#[wasm_bindgen]
impl Verifier {
    /// Remembers verified tokens from now on, so many at the most.
    pub fn remember_up_to(&mut self, tokens: u32) {
        self.cache = Some(VerifiedCache::new(tokens as usize));
    }

    /// The slot of a token that was verified before, that still holds, and whose keys are still in use; otherwise the
    /// largest number. JavaScript has written the token, or, where it has `hashed` it, the hexadecimal SHA-256.
    pub fn recall(&mut self, bytes: usize, hashed: bool, now_ms: f64, keys_now_ms: f64) -> u32 {
        self.refresh = false;
        let found = self.keys.borrow_mut().current(keys_now_ms);
        let (
            Some(cache),
            Lookup::Use {
                generation,
                refresh,
                ..
            },
        ) = (&mut self.cache, found)
        else {
            return NONE;
        };
        self.refresh = refresh;
        let now = timestamp(now_ms);
        let slot = hash(bytes, hashed).and_then(|hash| cache.find(&hash, generation.into(), now));
        slot.map_or(NONE, |slot| slot as u32)
    }

    /// Remembers the token that was just accepted, and gives its slot. It was verified at `now_ms`.
    pub fn remember(&mut self, bytes: usize, hashed: bool, now_ms: f64) -> u32 {
        let (Some(cache), Some(hash)) = (&mut self.cache, hash(bytes, hashed)) else {
            return NONE;
        };
        let generation = self.generation.into();
        cache.insert(&hash, self.until, generation, timestamp(now_ms)) as u32
    }
}

/// The hash of what JavaScript has written, or that it has written.
fn hash(bytes: usize, hashed: bool) -> Option<TokenDigest> {
    with_input(bytes, |text| {
        if !hashed {
            return Some(VerifiedCache::hash(text));
        }
        let (pairs, []) = text.as_bytes().as_chunks::<2>() else {
            return None;
        };
        let mut hash = TokenDigest::default();
        if pairs.len() != hash.len() {
            return None;
        }
        for (byte, [high, low]) in hash.iter_mut().zip(pairs) {
            let digit = |digit: &u8| char::from(*digit).to_digit(16);
            *byte = (digit(high)? << 4 | digit(low)?) as u8;
        }
        Some(hash)
    })
}
