//! All readings of a text, and how deep they are looked into.

use super::reading::Reading;
use super::{digits, escape, numbers, utf16};

/// How many encodings are undone, one within the other.
#[derive(Clone, Copy, Debug)]
pub(super) struct Depth {
    /// Escapes and UTF-16, anew within each text of digits; within quoted-printable there are none.
    pub(super) escapes: usize,
    /// Digits and lists of numbers.
    pub(super) digits: usize,
}

/// The depth that is looked into: three escapes deep, in a text as it is, in one written in digits, and in one written so
/// twice.
pub(super) const DEPTH: Depth = Depth {
    escapes: 3,
    digits: 2,
};

impl Depth {
    /// Whether this is what digits stand for, which is mostly no text at all.
    pub(super) fn is_within_digits(self) -> bool {
        self.digits < DEPTH.digits
    }
}

/// The other readings of a text, each with how deep it is to be looked into.
pub(super) fn readings(text: &[u8], depth: Depth) -> Vec<(Reading, Depth)> {
    let mut found = Vec::new();
    if let Some(escapes) = depth.escapes.checked_sub(1) {
        let deeper = Depth { escapes, ..depth };
        let flat = Depth {
            escapes: 0,
            ..depth
        };
        found.extend(escape::undone(text).map(|reading| (reading, deeper)));
        found.extend(escape::quoted_printable(text).map(|reading| (reading, flat)));
    }
    if let Some(digits) = depth.digits.checked_sub(1) {
        let deeper = Depth { digits, ..DEPTH };
        let readings = digits::readings(text).chain(numbers::readings(text));
        found.extend(readings.map(|reading| (reading, deeper)));
    }
    found
}

/// The readings of bytes that need not be text.
pub(super) fn binary_readings(bytes: &[u8], depth: Depth) -> Vec<(Reading, Depth)> {
    match depth.escapes.checked_sub(1) {
        Some(escapes) => {
            let deeper = Depth { escapes, ..depth };
            utf16::readings(bytes)
                .map(|reading| (reading, deeper))
                .collect()
        }
        None => Vec::new(),
    }
}
