//! Bytes written in digits of some bits each: hexadecimal, base32, base64 and base64url ([RFC 4648]).
//!
//! A run of digits is read from each place at which a byte may begin, so that it does not matter what stands before.
//!
//! [RFC 4648]: https://www.rfc-editor.org/rfc/rfc4648

use super::reading::{GAP, Reading};

/// The value of each byte as a digit, or [`NONE`].
type Values = [u8; 256];

const NONE: u8 = 0xff;

struct Alphabet {
    bits: usize,
    /// How many places there are within a digit's bits at which a byte may begin.
    phases: usize,
    /// The shortest run that is read.
    shortest: usize,
    values: Values,
    is_likely: fn(&[u8]) -> bool,
}

/// All others are made of digits of the first, so that they are looked for within its runs alone.
const ALPHABETS: [Alphabet; 4] = [
    Alphabet {
        bits: 6,
        phases: 4,
        shortest: 6,
        values: values(&[
            b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/",
            b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_",
        ]),
        is_likely: |_| true,
    },
    Alphabet {
        bits: 4,
        phases: 2,
        shortest: 6,
        values: values(&[b"0123456789abcdef", b"0123456789ABCDEF"]),
        is_likely: |_| true,
    },
    Alphabet {
        bits: 5,
        phases: 8,
        shortest: 12,
        values: values(&[b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"]),
        is_likely: |_| true,
    },
    Alphabet {
        bits: 5,
        phases: 8,
        shortest: 12,
        values: values(&[b"abcdefghijklmnopqrstuvwxyz234567"]),
        is_likely: is_no_word,
    },
];

/// Whether small letters are more than a word of a language.
fn is_no_word(run: &[u8]) -> bool {
    run.len() > 24 || run.iter().any(u8::is_ascii_digit)
}

const fn values(alphabets: &[&[u8]]) -> Values {
    let mut values = [NONE; 256];
    let mut which = 0;
    while which < alphabets.len() {
        let mut value = 0;
        while value < alphabets[which].len() {
            values[alphabets[which][value] as usize] = value as u8;
            value += 1;
        }
        which += 1;
    }
    values
}

/// The runs of a text under one alphabet, read from one place within the bits.
#[derive(Default)]
struct Phase {
    bytes: Vec<u8>,
    runs: Vec<(usize, usize)>,
}

/// What the digits in a text stand for: a reading for each alphabet and phase, in which the runs stand one after the other.
pub(super) fn readings(text: &[u8]) -> impl Iterator<Item = Reading> {
    let mut phases: [Vec<Phase>; ALPHABETS.len()] = std::array::from_fn(|which| {
        std::iter::repeat_with(Phase::default)
            .take(ALPHABETS[which].phases)
            .collect()
    });
    let [outer, ..] = &ALPHABETS;
    for (start, end) in runs(text, 0, text.len(), outer) {
        for (alphabet, phases) in ALPHABETS.iter().zip(&mut phases) {
            for (start, end) in runs(text, start, end, alphabet) {
                if (alphabet.is_likely)(&text[start..end]) {
                    for (start, phase) in (start..end).zip(phases.iter_mut()) {
                        phase.read(text, start, end, alphabet);
                    }
                }
            }
        }
    }
    let length = text.len();
    let readings = ALPHABETS
        .iter()
        .zip(phases)
        .flat_map(move |(alphabet, phases)| {
            phases.into_iter().map(move |phase| {
                Reading::of_digits(phase.bytes, alphabet.bits, phase.runs, length)
            })
        });
    readings.filter(|reading| !reading.bytes.is_empty())
}

/// The runs of digits within a range of the text that are long enough.
fn runs<'a>(
    text: &'a [u8],
    start: usize,
    end: usize,
    alphabet: &'a Alphabet,
) -> impl Iterator<Item = (usize, usize)> + 'a {
    let is_digit = |byte: &u8| alphabet.values[usize::from(*byte)] != NONE;
    let mut at = start;
    std::iter::from_fn(move || {
        while at < end {
            let first = at + text[at..end].iter().position(is_digit)?;
            let rest = &text[first..end];
            let length = rest.iter().position(|byte| !is_digit(byte));
            at = first + length.unwrap_or(rest.len());
            if at - first >= alphabet.shortest {
                return Some((first, at));
            }
        }
        None
    })
}

impl Phase {
    fn read(&mut self, text: &[u8], start: usize, end: usize, alphabet: &Alphabet) {
        if !self.bytes.is_empty() {
            self.bytes.push(GAP);
        }
        self.runs.push((self.bytes.len(), start));
        decode(&text[start..end], alphabet, &mut self.bytes);
    }
}

/// Appends the bytes that digits stand for; a rest that makes no byte is left out.
fn decode(digits: &[u8], alphabet: &Alphabet, bytes: &mut Vec<u8>) {
    let (mut held, mut bits) = (0_u32, 0);
    for digit in digits {
        held = (held << alphabet.bits) | u32::from(alphabet.values[usize::from(*digit)]);
        bits += alphabet.bits;
        if bits >= 8 {
            bits -= 8;
            bytes.push((held >> bits) as u8);
        }
    }
}

/// The bytes of base64 or base64url up to the first other character.
pub(super) fn base64(text: &[u8]) -> Vec<u8> {
    let [alphabet, ..] = &ALPHABETS;
    let is_other = |byte: &u8| alphabet.values[usize::from(*byte)] == NONE;
    let end = text.iter().position(is_other).unwrap_or(text.len());
    let mut bytes = Vec::with_capacity(end * 3 / 4);
    decode(&text[..end], alphabet, &mut bytes);
    bytes
}
