//! The parser: one pass, strict, with the offset of every fault.

use std::borrow::Cow;

use super::show;
use super::value::Name;
use super::{JsonFault, JsonFaultKind, MAX_DEPTH, Number, Object, Value};
use crate::order::sort;

/// So many members are compared by name as they come. Where there are more, all are compared at the end, in order, so
/// that the work stays in proportion to the text.
const SCANNED_MEMBERS: usize = 16;

/// How much of a repeated name a fault shows, in characters.
const SHOWN_NAME_CHARS: usize = 64;

/// What parsing gave: the value as far as it could be read, and every fault on the way.
#[derive(Clone, Debug, PartialEq)]
pub struct ParsedJson {
    /// The value; `None` where the text is not JSON at all.
    pub value: Option<Value>,
    /// In the order met; empty means strict JSON.
    pub faults: Vec<JsonFault>,
}

/// Reads one JSON value and notes every fault. Duplicates, surrogate halves and a byte order mark do not stop it.
pub fn parse(bytes: &[u8]) -> ParsedJson {
    let mut parser = Parser {
        bytes,
        text: "",
        at: 0,
        depth: 0,
        faults: Vec::new(),
    };
    ParsedJson {
        value: parser.document().ok(),
        faults: parser.faults,
    }
}

/// Reads one strict JSON value.
///
/// # Errors
///
/// The first fault.
pub fn parse_strict(bytes: &[u8]) -> Result<Value, JsonFault> {
    let ParsedJson { value, mut faults } = parse(bytes);
    match value {
        Some(value) if faults.is_empty() => Ok(value),
        // Without a value there is a fault: the last is why.
        _ => Err(faults.swap_remove(0)),
    }
}

struct Parser<'a> {
    bytes: &'a [u8],
    text: &'a str,
    at: usize,
    depth: usize,
    faults: Vec<JsonFault>,
}

/// Reading cannot go on; the last fault says why. Without anything in it, so that results stay small.
struct Stopped;

impl<'a> Parser<'a> {
    fn document(&mut self) -> Result<Value, Stopped> {
        self.text = match std::str::from_utf8(self.bytes) {
            Ok(text) => text,
            Err(error) => return Err(self.stop(JsonFaultKind::InvalidUtf8, error.valid_up_to())),
        };
        if self.text.starts_with('\u{feff}') {
            self.faults.push(JsonFault {
                kind: JsonFaultKind::ByteOrderMark,
                offset: 0,
            });
            self.at = 3;
        }
        self.skip_space();
        let value = self.value()?;
        self.skip_space();
        if self.at < self.bytes.len() {
            return Err(self.syntax("the end"));
        }
        Ok(value)
    }

    fn value(&mut self) -> Result<Value, Stopped> {
        match self.peek() {
            Some(b'"') => match self.plain_string() {
                Some(text) => Ok(Value::String(text.to_owned())),
                None => self.escaped_string().map(Value::String),
            },
            Some(b'{') => self.nested(Self::object),
            Some(b'[') => self.nested(Self::array),
            Some(b'-' | b'0'..=b'9') => self.number(),
            Some(b't') => self.literal("true", Value::Bool(true)),
            Some(b'f') => self.literal("false", Value::Bool(false)),
            Some(b'n') => self.literal("null", Value::Null),
            _ => Err(self.syntax("a value")),
        }
    }

    fn nested(&mut self, inner: fn(&mut Self) -> Result<Value, Stopped>) -> Result<Value, Stopped> {
        if self.depth == MAX_DEPTH {
            return Err(self.stop(JsonFaultKind::TooDeep, self.at));
        }
        self.depth += 1;
        self.at += 1;
        self.skip_space();
        let value = inner(self);
        self.depth -= 1;
        value
    }

    fn object(&mut self) -> Result<Value, Stopped> {
        let mut object = Object::new();
        // Where the names stand that were not compared yet.
        let mut offsets = Vec::new();
        if self.take(b'}') {
            return Ok(Value::Object(object));
        }
        loop {
            let name_at = self.at;
            if self.peek() != Some(b'"') {
                return Err(self.syntax("a member name in quotes"));
            }
            let name = match self.plain_string() {
                Some(name) => Cow::Borrowed(name),
                None => Cow::Owned(self.escaped_string()?),
            };
            self.skip_space();
            if !self.take(b':') {
                return Err(self.syntax("':'"));
            }
            self.skip_space();
            let value = self.value()?;
            let known = if object.len() < SCANNED_MEMBERS {
                object.place(&name)
            } else {
                offsets.push(name_at);
                None
            };
            match known {
                Some(place) => {
                    self.duplicate(&name, name_at);
                    object.replace(place, value);
                }
                None => object.push_new(Name::from(&*name), value),
            }
            self.skip_space();
            if self.take(b'}') {
                return Ok(Value::Object(self.compared(object, &offsets)));
            }
            if !self.take(b',') {
                return Err(self.syntax("',' or '}'"));
            }
            self.skip_space();
        }
    }

    /// Takes the repeated members out of an object whose members from [`SCANNED_MEMBERS`] on, at these offsets, were not
    /// compared yet.
    fn compared(&mut self, object: Object, offsets: &[usize]) -> Object {
        if offsets.is_empty() {
            return object;
        }
        let names: Vec<&str> = object.iter().map(|(name, _)| name).collect();
        let mut places: Vec<usize> = (0..names.len()).collect();
        sort(&mut places, |one, other| {
            (names[one], one) < (names[other], other)
        });
        // For each member the first of its name.
        let mut first: Vec<usize> = (0..names.len()).collect();
        for pair in places.windows(2) {
            if names[pair[0]] == names[pair[1]] {
                first[pair[1]] = first[pair[0]];
            }
        }
        let mut unique = Object::new();
        for (index, (name, value)) in object.into_members().enumerate() {
            let new_place = unique.len();
            if first[index] == index {
                unique.push_new(name, value);
            } else {
                self.duplicate(name.as_str(), offsets[index - SCANNED_MEMBERS]);
                unique.replace(places[first[index]], value);
            }
            places[index] = new_place;
        }
        unique
    }

    fn duplicate(&mut self, name: &str, offset: usize) {
        let shown = name.chars().take(SHOWN_NAME_CHARS).collect();
        let kind = JsonFaultKind::DuplicateMember(shown);
        self.faults.push(JsonFault { kind, offset });
    }

    fn array(&mut self) -> Result<Value, Stopped> {
        let mut elements = Vec::new();
        if self.take(b']') {
            return Ok(Value::Array(elements));
        }
        loop {
            elements.push(self.value()?);
            self.skip_space();
            if self.take(b']') {
                return Ok(Value::Array(elements));
            }
            if !self.take(b',') {
                return Err(self.syntax("',' or ']'"));
            }
            self.skip_space();
        }
    }

    /// A string without escapes, as most are; where it has any, nothing is read.
    #[inline]
    fn plain_string(&mut self) -> Option<&'a str> {
        let start = self.at;
        self.at += 1;
        let plain = self.plain_run();
        if self.take(b'"') {
            return Some(plain);
        }
        self.at = start;
        None
    }

    fn escaped_string(&mut self) -> Result<String, Stopped> {
        self.at += 1;
        let mut text = String::new();
        loop {
            match self.peek() {
                Some(b'"') => {
                    self.at += 1;
                    return Ok(text);
                }
                Some(b'\\') => text.push(self.escape()?),
                Some(byte) if byte < 0x20 => return Err(self.syntax("no raw control character")),
                Some(_) => text.push_str(self.plain_run()),
                None => return Err(self.syntax("'\"' to end the string")),
            }
        }
    }

    /// The longest run of bytes that stand for themselves; it ends at an ASCII byte or the end, so at a character boundary.
    #[inline]
    fn plain_run(&mut self) -> &'a str {
        let start = self.at;
        let is_special = |byte: &u8| matches!(byte, b'"' | b'\\' | 0..0x20);
        let mut rest = &self.bytes[start..];
        let end = loop {
            let Some(word) = rest.first_chunk() else {
                // The last few bytes of the text.
                let plain = rest.iter().position(is_special).unwrap_or(rest.len());
                break self.bytes.len() - rest.len() + plain;
            };
            if let Some(plain) = first_special(*word) {
                break self.bytes.len() - rest.len() + plain;
            }
            rest = &rest[8..];
        };
        self.at = end;
        let text: &'a str = self.text;
        &text[start..end]
    }

    fn escape(&mut self) -> Result<char, Stopped> {
        let start = self.at;
        self.at += 1;
        let escaped = self.peek();
        let character = match escaped {
            Some(byte @ (b'"' | b'\\' | b'/')) => char::from(byte),
            Some(b'b') => '\u{8}',
            Some(b'f') => '\u{c}',
            Some(b'n') => '\n',
            Some(b'r') => '\r',
            Some(b't') => '\t',
            Some(b'u') => {
                self.at += 1;
                return self.unicode_escape(start);
            }
            _ => return Err(self.syntax("an escape that JSON has")),
        };
        self.at += 1;
        Ok(character)
    }

    fn unicode_escape(&mut self, start: usize) -> Result<char, Stopped> {
        let unit = self.hex_unit()?;
        if let Some(character) = char::from_u32(unit) {
            return Ok(character);
        }
        let after_first = self.at;
        if unit < 0xdc00 && self.bytes[self.at..].starts_with(b"\\u") {
            self.at += 2;
            let low = self.hex_unit()?;
            if (0xdc00..0xe000).contains(&low) {
                let code = 0x1_0000 + ((unit - 0xd800) << 10) + (low - 0xdc00);
                // In range by construction: both halves were checked.
                return Ok(char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER));
            }
        }
        self.at = after_first;
        self.faults.push(JsonFault {
            kind: JsonFaultKind::LoneSurrogate,
            offset: start,
        });
        Ok(char::REPLACEMENT_CHARACTER)
    }

    fn hex_unit(&mut self) -> Result<u32, Stopped> {
        let mut unit = 0;
        for _ in 0..4 {
            let digit = self.peek().and_then(|byte| char::from(byte).to_digit(16));
            let Some(digit) = digit else {
                return Err(self.syntax("a hexadecimal digit"));
            };
            unit = unit << 4 | digit;
            self.at += 1;
        }
        Ok(unit)
    }

    fn number(&mut self) -> Result<Value, Stopped> {
        let start = self.at;
        self.take(b'-');
        if !self.take(b'0') {
            self.digits()?;
        } else if matches!(self.peek(), Some(b'0'..=b'9')) {
            return Err(self.syntax("no digit after a leading zero"));
        }
        if self.take(b'.') {
            self.digits()?;
        }
        if self.take(b'e') || self.take(b'E') {
            if !self.take(b'+') {
                self.take(b'-');
            }
            self.digits()?;
        }
        Ok(Value::Number(Number::from_valid_text(
            &self.text[start..self.at],
        )))
    }

    fn digits(&mut self) -> Result<(), Stopped> {
        let start = self.at;
        while matches!(self.peek(), Some(b'0'..=b'9')) {
            self.at += 1;
        }
        if self.at == start {
            Err(self.syntax("a digit"))
        } else {
            Ok(())
        }
    }

    fn literal(&mut self, word: &'static str, value: Value) -> Result<Value, Stopped> {
        if self.bytes[self.at..].starts_with(word.as_bytes()) {
            self.at += word.len();
            Ok(value)
        } else {
            Err(self.syntax("a value"))
        }
    }

    #[inline(always)]
    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    #[inline(always)]
    fn take(&mut self, byte: u8) -> bool {
        let found = self.peek() == Some(byte);
        self.at += usize::from(found);
        found
    }

    #[inline(always)]
    fn skip_space(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.at += 1;
        }
    }

    fn syntax(&mut self, wanted: &'static str) -> Stopped {
        let next = self
            .text
            .get(self.at..)
            .and_then(|rest| rest.chars().next());
        let found = said!(
            "{}",
            next.map_or_else(|| "the end".to_owned(), show::character)
        );
        self.stop(JsonFaultKind::Syntax { found, wanted }, self.at)
    }

    #[cold]
    fn stop(&mut self, kind: JsonFaultKind, offset: usize) -> Stopped {
        self.faults.push(JsonFault { kind, offset });
        Stopped
    }
}

/// The place of the first quotation mark, backslash or control character among eight bytes. A byte below the limit borrows into
/// its high bit and may disturb those above; below the first nothing borrows, so that its place is always right.
fn first_special(word: [u8; 8]) -> Option<usize> {
    const ONES: u64 = u64::from_ne_bytes([1; 8]);
    const HIGH: u64 = ONES << 7;
    let word = u64::from_le_bytes(word);
    let below = |bytes: u64, limit: u8| bytes.wrapping_sub(ONES * limit as u64) & !bytes;
    let is = |byte: u8| below(word ^ (ONES * byte as u64), 1);
    let special = (below(word, 0x20) | is(b'"') | is(b'\\')) & HIGH;
    (special != 0).then(|| special.trailing_zeros() as usize / 8)
}

#[cfg(test)]
mod tests;
