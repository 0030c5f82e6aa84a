//! Bytes written as a list of numbers: `[104, 117]`, signed ones as in Java, `68 75`, `68:75`, `0x68, 0x75`, `150 165`.

use super::reading::{Builder, GAP, Reading};

/// The shortest list that is read.
const SHORTEST_LIST: usize = 4;

/// The most that stands between two numbers: a comma, a line's end and an indent.
const LONGEST_GAP: usize = 40;

/// How a byte is written.
struct Base {
    base: u32,
    /// The most digits that it has.
    digits: usize,
    reading: Builder,
    /// Where the last list that was looked at ends.
    end: usize,
}

/// What the lists in a text stand for, in each base.
pub(super) fn readings(text: &[u8]) -> impl Iterator<Item = Reading> {
    let mut bases = [(10, 3), (16, 2), (8, 3)].map(|(base, digits)| Base {
        base,
        digits,
        reading: Builder::default(),
        end: 0,
    });
    let mut is_in_word = false;
    for (at, byte) in text.iter().enumerate() {
        let begins = !is_in_word && (byte.is_ascii_hexdigit() || *byte == b'-');
        is_in_word = byte.is_ascii_alphanumeric();
        if begins {
            for base in bases.iter_mut().filter(|base| base.end <= at) {
                base.end = list(text, at, base);
            }
        }
    }
    let readings = bases.into_iter().map(|base| base.reading);
    let readings = readings.filter(|reading| reading.len() > 0);
    readings.map(Builder::finish)
}

/// Adds the numbers of the list that begins here, if a long enough one does. Gives where it ends.
fn list(text: &[u8], start: usize, base: &mut Base) -> usize {
    let before = base.reading.len();
    let mut end = start;
    let mut at = start;
    while let Some((value, after)) = number(text, at, base) {
        base.reading.push(&[value], at, after);
        end = after;
        at = after + gap(&text[after..], base);
        if at == after {
            break;
        }
    }
    if base.reading.len() - before < SHORTEST_LIST {
        base.reading.truncate(before);
    } else {
        base.reading.push(&[GAP], end - 1, end);
    }
    end
}

/// How much stands between two numbers.
fn gap(rest: &[u8], base: &Base) -> usize {
    match rest {
        // As .NET writes bytes: 68-75.
        [b'-', ..] if base.base == 16 => 1,
        _ => {
            let gap = rest.iter().take(LONGEST_GAP);
            gap.take_while(|byte| b", \t\r\n:;".contains(byte)).count()
        }
    }
}

/// The byte that a number of this base here is, and where it ends.
fn number(text: &[u8], at: usize, base: &Base) -> Option<(u8, usize)> {
    let rest = text.get(at..)?;
    let (is_negative, prefix) = match rest {
        [b'-', ..] if base.base == 10 => (true, 1),
        [b'0', b'x' | b'X', ..] if base.base == 16 => (false, 2),
        _ => (false, 0),
    };
    let digits = rest[prefix..].iter().take(base.digits + 1);
    let digits = digits.map_while(|byte| char::from(*byte).to_digit(base.base));
    let (value, length) = digits.fold((0, 0), |(value, length), digit| {
        (value * base.base + digit, length + 1)
    });
    let end = at + prefix + length;
    let goes_on = text.get(end).is_some_and(u8::is_ascii_alphanumeric);
    if length == 0 || length > base.digits || goes_on {
        return None;
    }
    let value = u8::try_from(value).ok()?;
    match is_negative {
        false => Some((value, end)),
        true => (value <= 128).then(|| (value.wrapping_neg(), end)),
    }
}
