//! Escapes: percent encoding, backslashes, HTML entities, and quoted-printable.

use super::reading::{Builder, Reading};

/// What an escape stands for, at most one character in UTF-8.
struct Escaped {
    bytes: [u8; 4],
    length: usize,
    /// How long the escape is.
    source: usize,
}

impl Escaped {
    fn byte(byte: u8, source: usize) -> Self {
        Self {
            bytes: [byte, 0, 0, 0],
            length: 1,
            source,
        }
    }

    fn character(code_point: u32, source: usize) -> Option<Self> {
        let mut bytes = [0; 4];
        let length = char::from_u32(code_point)?.encode_utf8(&mut bytes).len();
        Some(Self {
            bytes,
            length,
            source,
        })
    }
}

/// The text with every escape undone once: `%41`, `\n`, `\101`, `\x41`, `\u0041`, `\u{41}`, `&#65;`, `&amp;`. `None` where
/// there is none.
pub(super) fn undone(text: &[u8]) -> Option<Reading> {
    replaced(text, b"%\\&", |rest| match rest {
        [b'%', high, low, ..] => Some(Escaped::byte(byte(*high, *low)?, 3)),
        [b'\\', rest @ ..] => backslash(rest),
        [b'&', rest @ ..] => entity(rest),
        _ => None,
    })
}

/// The text with quoted-printable undone ([RFC 2045 §6.7]): `=41`, and `=` before a line's end. It is a reading of its own,
/// since `=` before two hexadecimal digits is often only itself.
///
/// [RFC 2045 §6.7]: https://www.rfc-editor.org/rfc/rfc2045#section-6.7
pub(super) fn quoted_printable(text: &[u8]) -> Option<Reading> {
    replaced(text, b"=", |rest| match rest {
        [b'=', b'\r', b'\n', ..] => Some(Escaped {
            length: 0,
            ..Escaped::byte(0, 3)
        }),
        [b'=', b'\n', ..] => Some(Escaped {
            length: 0,
            ..Escaped::byte(0, 2)
        }),
        [b'=', high, low, ..] => Some(Escaped::byte(byte(*high, *low)?, 3)),
        _ => None,
    })
}

/// A form's value with its encoding undone.
pub(super) fn form_value(value: &[u8]) -> Vec<u8> {
    let spaced: Vec<u8> = value
        .iter()
        .map(|byte| if *byte == b'+' { b' ' } else { *byte })
        .collect();
    let mut decoded = Vec::with_capacity(spaced.len());
    let mut rest = spaced.as_slice();
    while let [first, after @ ..] = rest {
        let escaped = match rest {
            [b'%', high, low, ..] => byte(*high, *low),
            _ => None,
        };
        decoded.push(escaped.unwrap_or(*first));
        rest = if escaped.is_some() { &rest[3..] } else { after };
    }
    decoded
}

/// The text with what `escape` finds replaced, which begins with one of `leads`, and without what lies far from there.
/// `None` where there is nothing.
fn replaced(
    text: &[u8],
    leads: &[u8],
    escape: impl Fn(&[u8]) -> Option<Escaped>,
) -> Option<Reading> {
    let mut reading = Builder::default();
    let (mut at, mut copied) = (0, 0);
    while let Some(found) = text[at..].iter().position(|byte| leads.contains(byte)) {
        let start = at + found;
        at = start + 1;
        if let Some(escaped) = escape(&text[start..]) {
            at = start + escaped.source;
            reading.copy_beside(text, copied, start);
            reading.push(&escaped.bytes[..escaped.length], start, at);
            copied = at;
        }
    }
    if copied == 0 {
        return None;
    }
    reading.copy_beside(text, copied, text.len());
    Some(reading.finish())
}

fn backslash(rest: &[u8]) -> Option<Escaped> {
    match rest {
        [b'u' | b'x', b'{', digits @ ..] => {
            let end = digits.iter().take(9).position(|byte| *byte == b'}')?;
            Escaped::character(number(&digits[..end], 16)?, end + 4)
        }
        [b'u', digits @ ..] => {
            let high = number(digits.get(..4)?, 16)?;
            if !(0xd800..0xdc00).contains(&high) {
                return Escaped::character(high, 6);
            }
            let [b'\\', b'u', low @ ..] = digits.get(4..)? else {
                return None;
            };
            let low = number(low.get(..4)?, 16)?.checked_sub(0xdc00)?;
            Escaped::character(0x1_0000 + ((high - 0xd800) << 10) + low, 12)
        }
        [b'U', digits @ ..] => Escaped::character(number(digits.get(..8)?, 16)?, 10),
        [b'x', high, low, ..] => Some(Escaped::byte(byte(*high, *low)?, 4)),
        [b'0'..=b'7', ..] => {
            let digits = rest.iter().take(3);
            let digits = digits.take_while(|digit| matches!(digit, b'0'..=b'7'));
            let length = digits.count();
            let value = u8::try_from(number(&rest[..length], 8)?).ok()?;
            Some(Escaped::byte(value, length + 1))
        }
        [b'n', ..] => Some(Escaped::byte(b'\n', 2)),
        [b'r', ..] => Some(Escaped::byte(b'\r', 2)),
        [b't', ..] => Some(Escaped::byte(b'\t', 2)),
        [b'b', ..] => Some(Escaped::byte(8, 2)),
        [b'f', ..] => Some(Escaped::byte(12, 2)),
        [other @ (b'"' | b'\\' | b'/' | b'\''), ..] => Some(Escaped::byte(*other, 2)),
        _ => None,
    }
}

fn entity(rest: &[u8]) -> Option<Escaped> {
    let end = rest.iter().take(11).position(|byte| *byte == b';')?;
    let one = |byte: u8| Some(Escaped::byte(byte, end + 2));
    match &rest[..end] {
        b"amp" => one(b'&'),
        b"lt" => one(b'<'),
        b"gt" => one(b'>'),
        b"quot" => one(b'"'),
        b"apos" => one(b'\''),
        [b'#', b'x' | b'X', digits @ ..] => Escaped::character(number(digits, 16)?, end + 2),
        [b'#', digits @ ..] => Escaped::character(number(digits, 10)?, end + 2),
        _ => None,
    }
}

fn byte(high: u8, low: u8) -> Option<u8> {
    u8::try_from(number(&[high, low], 16)?).ok()
}

fn number(digits: &[u8], radix: u32) -> Option<u32> {
    let mut number: u32 = 0;
    for digit in digits {
        let value = char::from(*digit).to_digit(radix)?;
        number = number.checked_mul(radix)?.checked_add(value)?;
    }
    (!digits.is_empty()).then_some(number)
}
