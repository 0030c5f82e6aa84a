//! Undoes the encodings by which a text may hide a credential, and remembers where each byte came from.

/// The shortest run of base64 or hexadecimal digits that is decoded.
const SHORTEST_RUN: usize = 6;

/// Bytes, and for each where it stands in the text that was given.
pub(super) struct Layer {
    bytes: Vec<u8>,
    /// Start and end of each byte's source; empty where the bytes are the source.
    places: Vec<(usize, usize)>,
}

impl Layer {
    pub(super) fn of(text: &[u8]) -> Self {
        Self {
            bytes: text.to_vec(),
            places: Vec::new(),
        }
    }

    pub(super) fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The place in the text of a range of this layer, which is not empty.
    pub(super) fn source(&self, start: usize, end: usize) -> (usize, usize) {
        if self.places.is_empty() {
            return (start, end);
        }
        let first = self.places.get(start).map_or(start, |place| place.0);
        let last = self.places.get(end - 1).map_or(end, |place| place.1);
        (first, last)
    }

    /// The layer below: every escape undone once. `None` where there is none.
    pub(super) fn undone(&self) -> Option<Self> {
        let mut below = Self {
            bytes: Vec::with_capacity(self.bytes.len()),
            places: Vec::with_capacity(self.bytes.len()),
        };
        let mut at = 0;
        let mut changed = false;
        while at < self.bytes.len() {
            let (decoded, length) = match escape(&self.bytes[at..]) {
                Some((decoded, length)) => {
                    changed = true;
                    (decoded, length)
                }
                None => (vec![self.bytes[at]], 1),
            };
            let place = self.source(at, at + length);
            below.places.extend(decoded.iter().map(|_| place));
            below.bytes.extend(decoded);
            at += length;
        }
        changed.then_some(below)
    }
}

/// What an escape at the start stands for, and its length: `%41`, `+`, `\n`, `\u0041`, `\u{41}`, `\x41`, `&#65;`, `&amp;`.
fn escape(text: &[u8]) -> Option<(Vec<u8>, usize)> {
    match text {
        [b'%', high, low, ..] => Some((vec![byte(*high, *low)?], 3)),
        // In a form it is a space. Where it is itself, the layer above has it.
        [b'+', ..] => Some((vec![b' '], 1)),
        [b'\\', rest @ ..] => backslash(rest),
        [b'&', rest @ ..] => entity(rest),
        _ => None,
    }
}

fn backslash(rest: &[u8]) -> Option<(Vec<u8>, usize)> {
    let one = |byte: u8| Some((vec![byte], 2));
    match rest {
        [b'u', b'{', digits @ ..] => {
            let end = digits.iter().take(7).position(|byte| *byte == b'}')?;
            Some((utf8(number(&digits[..end], 16)?)?, end + 4))
        }
        [b'u', digits @ ..] => {
            let high = number(digits.get(..4)?, 16)?;
            if !(0xd800..0xdc00).contains(&high) {
                return Some((utf8(high)?, 6));
            }
            let [b'\\', b'u', low @ ..] = digits.get(4..)? else {
                return None;
            };
            let low = number(low.get(..4)?, 16)?.checked_sub(0xdc00)?;
            Some((utf8(0x1_0000 + ((high - 0xd800) << 10) + low)?, 12))
        }
        [b'x', high, low, ..] => Some((vec![byte(*high, *low)?], 4)),
        [b'n', ..] => one(b'\n'),
        [b'r', ..] => one(b'\r'),
        [b't', ..] => one(b'\t'),
        [b'b', ..] => one(8),
        [b'f', ..] => one(12),
        [other @ (b'"' | b'\\' | b'/' | b'\''), ..] => one(*other),
        _ => None,
    }
}

fn entity(rest: &[u8]) -> Option<(Vec<u8>, usize)> {
    let end = rest.iter().take(9).position(|byte| *byte == b';')?;
    let decoded = match &rest[..end] {
        b"amp" => vec![b'&'],
        b"lt" => vec![b'<'],
        b"gt" => vec![b'>'],
        b"quot" => vec![b'"'],
        b"apos" => vec![b'\''],
        [b'#', b'x' | b'X', digits @ ..] => utf8(number(digits, 16)?)?,
        [b'#', digits @ ..] => utf8(number(digits, 10)?)?,
        _ => return None,
    };
    Some((decoded, end + 2))
}

fn byte(high: u8, low: u8) -> Option<u8> {
    u8::try_from(number(&[high, low], 16)?).ok()
}

fn number(digits: &[u8], radix: u32) -> Option<u32> {
    let text = std::str::from_utf8(digits).ok()?;
    let is_digits = !text.is_empty() && text.chars().all(|digit| digit.is_digit(radix));
    is_digits
        .then(|| u32::from_str_radix(text, radix).ok())
        .flatten()
}

fn utf8(code_point: u32) -> Option<Vec<u8>> {
    Some(char::from_u32(code_point)?.to_string().into_bytes())
}

/// A form's value with its encoding undone.
pub(super) fn form_value(value: &[u8]) -> Vec<u8> {
    Layer::of(value)
        .undone()
        .map_or_else(|| value.to_vec(), |layer| layer.bytes)
}

/// A run of digits of base64 or hexadecimal, decoded.
pub(super) struct Run {
    pub(super) decoded: Vec<u8>,
    start: usize,
    /// How many digits make how many bytes.
    ratio: (usize, usize),
    end: usize,
}

impl Run {
    /// The digits that hold a range of the decoded bytes.
    pub(super) fn source(&self, start: usize, end: usize) -> (usize, usize) {
        let (digits, bytes) = self.ratio;
        let first = self.start + start * digits / bytes;
        let last = self.start + (end * digits).div_ceil(bytes);
        (first, last.min(self.end))
    }
}

/// Every run in a text that may be base64 or hexadecimal, decoded from each place where its encoding may begin.
pub(super) fn runs(text: &[u8]) -> Vec<Run> {
    let mut runs = Vec::new();
    let mut at = 0;
    while at < text.len() {
        let length = text[at..]
            .iter()
            .take_while(|byte| sextet(**byte).is_some());
        let end = at + length.count();
        if end - at >= SHORTEST_RUN {
            runs.extend((0..4).map(|skipped| Run {
                decoded: base64(&text[at + skipped..end]),
                start: at + skipped,
                ratio: (4, 3),
                end,
            }));
            hexadecimal(text, at, end, &mut runs);
        }
        at = end + 1;
    }
    runs
}

fn hexadecimal(text: &[u8], mut at: usize, end: usize, runs: &mut Vec<Run>) {
    while at < end {
        let length = text[at..end]
            .iter()
            .take_while(|byte| byte.is_ascii_hexdigit());
        let stop = at + length.count();
        if stop - at >= SHORTEST_RUN {
            runs.extend((0..2).map(|skipped| {
                let digits = &text[at + skipped..stop];
                Run {
                    decoded: digits
                        .chunks_exact(2)
                        .filter_map(|pair| byte(pair[0], pair[1]))
                        .collect(),
                    start: at + skipped,
                    ratio: (2, 1),
                    end: stop,
                }
            }));
        }
        at = stop + 1;
    }
}

fn sextet(digit: u8) -> Option<u32> {
    Some(u32::from(match digit {
        b'A'..=b'Z' => digit - b'A',
        b'a'..=b'z' => digit - b'a' + 26,
        b'0'..=b'9' => digit - b'0' + 52,
        b'+' | b'-' => 62,
        b'/' | b'_' => 63,
        _ => return None,
    }))
}

/// The bytes of base64 or base64url up to the first other character; a rest that makes no byte is left out.
pub(super) fn base64(digits: &[u8]) -> Vec<u8> {
    let mut decoded = Vec::with_capacity(digits.len() * 3 / 4);
    let (mut held, mut bits) = (0_u32, 0_u32);
    for value in digits.iter().map_while(|digit| sextet(*digit)) {
        held = (held << 6) | value;
        bits += 6;
        if bits >= 8 {
            bits -= 8;
            decoded.push((held >> bits) as u8);
            held &= (1 << bits) - 1;
        }
    }
    decoded
}
