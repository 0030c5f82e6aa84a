//! What goes over the border without an object for each call: the token in, a few numbers and the places of bytes out.
//!
//! Both lie at places in memory that JavaScript knows, which costs less than the checks themselves do.

use std::cell::RefCell;
use std::sync::atomic::{AtomicU32, Ordering};

use wasm_bindgen::prelude::wasm_bindgen;

/// Room for the tokens that there usually are.
const USUAL_BYTES: usize = 8 * 1024;

static WORDS: [AtomicU32; 8] = [const { AtomicU32::new(0) }; 8];

thread_local! {
    static INPUT: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
}

/// Where the words lie in memory.
#[wasm_bindgen]
pub fn words() -> usize {
    WORDS.as_ptr() as usize
}

/// Where JavaScript is to write a token of up to `bytes` bytes. The place changes when a longer one comes.
#[wasm_bindgen]
pub fn input(bytes: usize) -> usize {
    INPUT.with_borrow_mut(|input| {
        if input.len() < bytes.max(USUAL_BYTES) {
            input.resize(bytes.max(USUAL_BYTES), 0);
        }
        input.as_ptr() as usize
    })
}

/// The token that JavaScript has written, so many bytes of UTF-8.
pub(crate) fn with_input<T>(bytes: usize, read: impl FnOnce(&str) -> T) -> T {
    INPUT.with_borrow(|input| {
        let written = input.get(..bytes).unwrap_or_default();
        // TextEncoder writes nothing but UTF-8; what is not is no token either.
        read(std::str::from_utf8(written).unwrap_or("\u{fffd}"))
    })
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
