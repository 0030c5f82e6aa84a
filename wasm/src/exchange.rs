//! Numbers on their way out: a few words of memory that JavaScript reads without a call, and places of bytes.
//!
//! An object for each answer would cost more than the checks do.

use std::sync::atomic::{AtomicU32, Ordering};

use wasm_bindgen::prelude::wasm_bindgen;

static WORDS: [AtomicU32; 8] = [const { AtomicU32::new(0) }; 8];

/// Where the words lie in memory.
#[wasm_bindgen]
pub fn exchange() -> usize {
    WORDS.as_ptr() as usize
}

/// Puts these into the first words.
pub(crate) fn put<const N: usize>(words: [u32; N]) {
    for (place, word) in WORDS.iter().zip(words) {
        place.store(word, Ordering::Relaxed);
    }
}

/// Where bytes lie and how many there are. They must stay where they are until JavaScript has read them.
pub(crate) fn place(bytes: &[u8]) -> [u32; 2] {
    [bytes.as_ptr() as usize as u32, bytes.len() as u32]
}
