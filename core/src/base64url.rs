//! Canonical base64url without padding, as [RFC 7515 §2] and [RFC 4648 §3.5] ask.
//!
//! [RFC 7515 §2]: https://www.rfc-editor.org/rfc/rfc7515#section-2
//! [RFC 4648 §3.5]: https://www.rfc-editor.org/rfc/rfc4648#section-3.5

use std::fmt;

const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
const INVALID: u8 = 0xff;

const VALUES: [u8; 256] = {
    let mut values = [INVALID; 256];
    let mut index = 0;
    while index < 64 {
        values[ALPHABET[index] as usize] = index as u8;
        index += 1;
    }
    values
};

/// Marks a byte outside the alphabet; no group of four characters reaches this bit.
const NONE: u32 = 1 << 31;

/// [`VALUES`] in the place that a character's position in its group gives it.
const fn placed(shift: u32) -> [u32; 256] {
    let mut placed = [NONE; 256];
    let mut index = 0;
    while index < 64 {
        placed[ALPHABET[index] as usize] = (index as u32) << shift;
        index += 1;
    }
    placed
}

static FIRST: [u32; 256] = placed(18);
static SECOND: [u32; 256] = placed(12);
static THIRD: [u32; 256] = placed(6);
static FOURTH: [u32; 256] = placed(0);

/// Why a text is not canonical base64url, and where.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Error {
    /// A byte outside the alphabet; `=` is reported as [`Error::Padding`].
    Character {
        /// Offset of the byte.
        offset: usize,
        /// The byte itself.
        byte: u8,
    },
    /// A length that no byte string encodes to (one more than a multiple of four).
    Length {
        /// Length of the text.
        length: usize,
    },
    /// Padding, which JOSE leaves out.
    Padding {
        /// Offset of the first `=`.
        offset: usize,
    },
    /// Bits after the last byte that are not zero: a second spelling of the same bytes.
    TrailingBits {
        /// Offset of the last character.
        offset: usize,
    },
}

impl Error {
    /// Where in the text the fault is.
    pub fn offset(self) -> usize {
        match self {
            Self::Character { offset, .. }
            | Self::Padding { offset }
            | Self::TrailingBits { offset } => offset,
            Self::Length { length } => length,
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Character { offset, byte } if byte.is_ascii_graphic() => {
                write!(
                    formatter,
                    "'{}' at character {} is not base64url",
                    char::from(*byte),
                    offset + 1
                )
            }
            Self::Character { offset, byte } => {
                write!(
                    formatter,
                    "byte 0x{byte:02x} at character {} is not base64url",
                    offset + 1
                )
            }
            Self::Length { length } => write!(
                formatter,
                "{length} characters is not a length that base64url has; the text is cut off or has one too many"
            ),
            Self::Padding { offset } => {
                write!(formatter, "padding '=' at character {}", offset + 1)
            }
            Self::TrailingBits { offset } => write!(
                formatter,
                "character {}, the last, carries bits that belong to no byte",
                offset + 1
            ),
        }
    }
}

impl std::error::Error for Error {}

/// Writes `bytes` as base64url without padding.
pub fn encode(bytes: impl AsRef<[u8]>) -> String {
    let bytes = bytes.as_ref();
    let mut text = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for chunk in bytes.chunks(3) {
        let group = chunk
            .iter()
            .fold(0_u32, |group, byte| group << 8 | u32::from(*byte))
            << (8 * (3 - chunk.len()));
        for position in 0..=chunk.len() {
            text.push(char::from(
                ALPHABET[(group >> (18 - 6 * position) & 0x3f) as usize],
            ));
        }
    }
    text
}

/// Reads canonical base64url: the alphabet only, no padding, no stray bits.
///
/// # Errors
///
/// The first fault, with its offset in `text`.
pub fn decode(text: impl AsRef<[u8]>) -> Result<Vec<u8>, Error> {
    let text = text.as_ref();
    let mut bytes = Vec::with_capacity(text.len() / 4 * 3 + 2);
    bytes.resize(text.len() / 4 * 3, 0);
    let mut seen = 0;
    let mut bits = |group: [u8; 4]| {
        let bits = FIRST[group[0] as usize]
            | SECOND[group[1] as usize]
            | THIRD[group[2] as usize]
            | FOURTH[group[3] as usize];
        seen |= bits;
        bits
    };
    // Two groups at a time, whose six bytes take two writes, and the last one.
    let (pairs, rest) = text.as_chunks::<8>();
    let (places, last_place) = bytes.as_chunks_mut::<6>();
    for ([a, b, c, d, e, f, g, h], place) in pairs.iter().zip(places) {
        let (high, low) = (bits([*a, *b, *c, *d]), bits([*e, *f, *g, *h]));
        let both = u64::from(high) << 24 | u64::from(low);
        place.copy_from_slice(&both.to_be_bytes()[2..]);
    }
    let (last, tail) = rest.as_chunks::<4>();
    if let (Some(group), [first, second, third]) = (last.first(), last_place) {
        [_, *first, *second, *third] = bits(*group).to_be_bytes();
    }
    if seen & NONE != 0 {
        return Err(bad_character(text, 0));
    }
    let tail_start = text.len() - tail.len();
    if tail.iter().any(|byte| VALUES[*byte as usize] == INVALID) {
        return Err(bad_character(text, tail_start));
    }
    let last = text.len().saturating_sub(1);
    match *tail {
        [] => {}
        [first, second] => {
            let (first, second) = (VALUES[first as usize], VALUES[second as usize]);
            if second & 0x0f != 0 {
                return Err(Error::TrailingBits { offset: last });
            }
            bytes.push(first << 2 | second >> 4);
        }
        [first, second, third] => {
            let (first, second, third) = (
                VALUES[first as usize],
                VALUES[second as usize],
                VALUES[third as usize],
            );
            if third & 0x03 != 0 {
                return Err(Error::TrailingBits { offset: last });
            }
            bytes.extend_from_slice(&[first << 2 | second >> 4, second << 4 | third >> 2]);
        }
        _ => return Err(Error::Length { length: text.len() }),
    }
    Ok(bytes)
}

/// Decodes what a lenient decoder would take (padding, the standard alphabet, stray bits, white space), for showing and
/// naming only: no check may rest on it. `None` where a byte is of neither alphabet.
pub fn decode_for_display(text: &[u8]) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(text.len() / 4 * 3 + 2);
    let (mut group, mut bits) = (0_u32, 0);
    for byte in text {
        let value = match byte {
            b'=' | b' ' | b'\t' | b'\r' | b'\n' => continue,
            b'+' => 62,
            b'/' => 63,
            other => VALUES[*other as usize],
        };
        if value == INVALID {
            return None;
        }
        group = (group << 6 | u32::from(value)) & 0x3fff;
        bits += 6;
        if bits >= 8 {
            bits -= 8;
            bytes.push((group >> bits) as u8);
        }
    }
    Some(bytes)
}

/// The first byte at or after `from` that is not of the alphabet; one is known to be there.
fn bad_character(text: &[u8], from: usize) -> Error {
    let found = text[from..]
        .iter()
        .position(|byte| VALUES[*byte as usize] == INVALID);
    let offset = from + found.unwrap_or(0);
    match text[offset] {
        b'=' => Error::Padding { offset },
        byte => Error::Character { offset, byte },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn round_trips_every_length() {
        let bytes: Vec<u8> = (0..=255).collect();
        for length in 0..bytes.len() {
            let text = encode(&bytes[..length]);
            assert_eq!(decode(&text).as_deref(), Ok(&bytes[..length]));
        }
    }

    #[test]
    fn refuses_every_second_spelling() {
        assert_eq!(decode("AA"), Ok(vec![0]));
        assert_eq!(decode("AB"), Err(Error::TrailingBits { offset: 1 }));
        assert_eq!(decode("AAB"), Err(Error::TrailingBits { offset: 2 }));
        assert_eq!(decode("AA=="), Err(Error::Padding { offset: 2 }));
        assert_eq!(decode("AAA="), Err(Error::Padding { offset: 3 }));
        assert_eq!(decode("A"), Err(Error::Length { length: 1 }));
        assert_eq!(decode("AAAAA"), Err(Error::Length { length: 5 }));
        assert_eq!(
            decode("AA+A"),
            Err(Error::Character {
                offset: 2,
                byte: b'+'
            })
        );
        assert_eq!(
            decode("AAAA\n"),
            Err(Error::Character {
                offset: 4,
                byte: b'\n'
            })
        );
    }

    #[test]
    fn display_decoding_takes_what_strict_decoding_refuses() {
        assert_eq!(decode_for_display(b"-_8="), decode_for_display(b"+/8"));
        assert_eq!(decode_for_display(b"A B\nC="), Some(vec![0, 16]));
        assert_eq!(decode_for_display(b"A*"), None);
    }
}
