//! JSON a member a line, without a copy of it: each line is a stretch of the text as it came.

use std::ops::Range;

/// What deeper documents are shown as: plain text.
const DEEPEST: u16 = 512;

/// The lines of a JSON document.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct JsonLines {
    lines: Vec<Line>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Line {
    start: u32,
    end: u32,
    /// The line of the other bracket, where there is one that is closed on another line; otherwise the line itself.
    other: u32,
    depth: u16,
}

/// What a piece of a line is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PieceKind {
    /// A member's name.
    Name,
    /// A string.
    String,
    /// A number, `true`, `false` or `null`.
    Scalar,
    /// Brackets, commas and colons.
    Mark,
}

/// A piece of a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    /// What it is.
    pub kind: PieceKind,
    /// Where it stands in the text.
    pub range: Range<usize>,
}

/// What may come next.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Next {
    Value,
    ValueOrEnd,
    Name,
    NameOrEnd,
    Colon,
    CommaOrEnd,
    Nothing,
}

struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
    lines: Vec<Line>,
    /// The lines of the brackets that are open.
    open: Vec<u32>,
    /// Where the line under way began, and how far it goes.
    line: Option<(usize, usize)>,
}

impl JsonLines {
    /// The lines of a text; `None` where it is no JSON, or is nothing but one value.
    pub(super) fn of(text: &str) -> Option<Self> {
        let bytes = text.as_bytes();
        let first = bytes.iter().find(|byte| !byte.is_ascii_whitespace())?;
        if !matches!(first, b'{' | b'[') {
            return None;
        }
        let mut reader = Reader {
            bytes,
            at: 0,
            lines: Vec::new(),
            open: Vec::new(),
            line: None,
        };
        reader.read()?;
        reader.lines.shrink_to_fit();
        Some(Self {
            lines: reader.lines,
        })
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.lines.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }

    /// How deep a line is nested.
    pub fn depth(&self, line: usize) -> usize {
        self.lines.get(line).map_or(0, |line| line.depth.into())
    }

    /// Where a line stands in the text.
    pub fn range(&self, line: usize) -> Range<usize> {
        let line = self.lines.get(line);
        line.map_or(0..0, |line| line.start as usize..line.end as usize)
    }

    /// The line that closes what this one opens.
    pub fn closing(&self, line: usize) -> Option<usize> {
        let other = self.lines.get(line)?.other as usize;
        (other > line).then_some(other)
    }

    /// The line in which a byte of the text stands.
    pub fn line_of(&self, offset: usize) -> usize {
        let after = self
            .lines
            .partition_point(|line| line.start as usize <= offset);
        after.saturating_sub(1)
    }

    /// The pieces of a line.
    pub fn pieces(&self, text: &str, line: usize) -> Vec<Piece> {
        let range = self.range(line);
        let bytes = &text.as_bytes()[..range.end.min(text.len())];
        let mut pieces = Vec::new();
        let mut at = range.start;
        while at < bytes.len() {
            let (kind, end) = match bytes[at] {
                byte if byte.is_ascii_whitespace() => {
                    at += 1;
                    continue;
                }
                b'"' => (
                    PieceKind::String,
                    string_end(bytes, at).unwrap_or(bytes.len()),
                ),
                b'{' | b'}' | b'[' | b']' | b',' | b':' => (PieceKind::Mark, at + 1),
                _ => (PieceKind::Scalar, scalar_end(bytes, at)),
            };
            if bytes[at] == b':'
                && let Some(name) = pieces.last_mut()
            {
                let name: &mut Piece = name;
                name.kind = PieceKind::Name;
            }
            pieces.push(Piece {
                kind,
                range: at..end,
            });
            at = end;
        }
        pieces
    }

    /// The value of a line, as it stands in the text: of one that opens or closes a bracket all that is within.
    pub fn value<'a>(&self, text: &'a str, line: usize) -> Option<&'a str> {
        let other = self.lines.get(line)?.other as usize;
        let (first, last) = (line.min(other), line.max(other));
        let mut pieces = self.pieces(text, first);
        let value = match pieces
            .iter()
            .position(|piece| &text[piece.range.clone()] == ":")
        {
            Some(colon) => pieces.split_off(colon + 1),
            None => pieces,
        };
        let start = value.first()?.range.start;
        let end = match first == last {
            true => {
                let mut values = value.iter().rev();
                let last = values.find(|piece| &text[piece.range.clone()] != ",")?;
                last.range.end
            }
            false => self.range(last).start + 1,
        };
        text.get(start..end)
    }

    /// The document with two spaces for each depth.
    pub(super) fn pretty(&self, text: &str) -> String {
        let mut pretty = String::with_capacity(text.len() + text.len() / 4);
        for line in 0..self.len() {
            if line > 0 {
                pretty.push('\n');
            }
            pretty.extend(std::iter::repeat_n("  ", self.depth(line)));
            for piece in self.pieces(text, line) {
                let piece = &text[piece.range];
                pretty.push_str(piece);
                if piece == ":" {
                    pretty.push(' ');
                }
            }
        }
        pretty
    }
}

impl Reader<'_> {
    fn read(&mut self) -> Option<()> {
        let mut next = Next::Value;
        while let Some(byte) = self.bytes.get(self.at).copied() {
            if byte.is_ascii_whitespace() {
                self.at += 1;
                continue;
            }
            next = match (byte, next) {
                (b'{', Next::Value | Next::ValueOrEnd) => self.open(b'}', Next::NameOrEnd)?,
                (b'[', Next::Value | Next::ValueOrEnd) => self.open(b']', Next::ValueOrEnd)?,
                (b'}', Next::NameOrEnd | Next::CommaOrEnd)
                | (b']', Next::ValueOrEnd | Next::CommaOrEnd) => self.close(byte)?,
                (b'"', Next::Name | Next::NameOrEnd) => {
                    self.take(string_end(self.bytes, self.at)?);
                    Next::Colon
                }
                (b':', Next::Colon) => {
                    self.take(self.at + 1);
                    Next::Value
                }
                (b',', Next::CommaOrEnd) => {
                    self.take(self.at + 1);
                    self.end_line()?;
                    let opener = self.lines.get(*self.open.last()? as usize)?;
                    match self.bytes.get(opener.end as usize - 1)? {
                        b'{' => Next::Name,
                        _ => Next::Value,
                    }
                }
                (b'"', Next::Value | Next::ValueOrEnd) => {
                    self.take(string_end(self.bytes, self.at)?);
                    Next::CommaOrEnd
                }
                (_, Next::Value | Next::ValueOrEnd) => {
                    let end = scalar_end(self.bytes, self.at);
                    let scalar = &self.bytes[self.at..end];
                    let is_word = matches!(scalar, b"true" | b"false" | b"null");
                    let is_number = matches!(byte, b'0'..=b'9' | b'-')
                        && serde_json::from_slice::<serde_json::Number>(scalar).is_ok();
                    if !is_word && !is_number {
                        return None;
                    }
                    self.take(end);
                    Next::CommaOrEnd
                }
                _ => return None,
            };
        }
        self.end_line()?;
        (next == Next::Nothing).then_some(())
    }

    /// The line under way goes on to here.
    fn take(&mut self, end: usize) {
        let start = self.line.map_or(self.at, |(start, _)| start);
        self.line = Some((start, end));
        self.at = end;
    }

    fn end_line(&mut self) -> Option<()> {
        if let Some((start, end)) = self.line.take() {
            let line = u32::try_from(self.lines.len()).ok()?;
            self.lines.push(Line {
                start: u32::try_from(start).ok()?,
                end: u32::try_from(end).ok()?,
                other: line,
                depth: u16::try_from(self.open.len()).ok()?,
            });
        }
        Some(())
    }

    /// An opening bracket ends its line, unless nothing is within.
    fn open(&mut self, closing: u8, next: Next) -> Option<Next> {
        let rest = &self.bytes[self.at + 1..];
        let blank = rest.iter().position(|byte| !byte.is_ascii_whitespace())?;
        if rest[blank] == closing {
            self.take(self.at + blank + 2);
            return Some(self.after_value());
        }
        if self.open.len() >= DEEPEST.into() {
            return None;
        }
        self.take(self.at + 1);
        self.end_line()?;
        self.open.push(u32::try_from(self.lines.len()).ok()? - 1);
        Some(next)
    }

    fn close(&mut self, bracket: u8) -> Option<Next> {
        self.end_line()?;
        let opener = self.open.pop()? as usize;
        let opened = self.bytes.get(self.lines.get(opener)?.end as usize - 1)?;
        if (*opened, bracket) != (b'{', b'}') && (*opened, bracket) != (b'[', b']') {
            return None;
        }
        let line = u32::try_from(self.lines.len()).ok()?;
        self.take(self.at + 1);
        // A comma may follow on the same line.
        let rest = &self.bytes[self.at..];
        let blank = rest.iter().position(|byte| !byte.is_ascii_whitespace());
        let comma = blank.filter(|blank| rest[*blank] == b',' && !self.open.is_empty());
        if let Some(comma) = comma {
            self.take(self.at + comma + 1);
        }
        self.end_line()?;
        self.lines.get_mut(opener)?.other = line;
        self.lines.last_mut()?.other = u32::try_from(opener).ok()?;
        Some(match comma {
            Some(_) => match self
                .bytes
                .get(self.lines.get(*self.open.last()? as usize)?.end as usize - 1)?
            {
                b'{' => Next::Name,
                _ => Next::Value,
            },
            None => self.after_value(),
        })
    }

    fn after_value(&self) -> Next {
        match self.open.is_empty() {
            true => Next::Nothing,
            false => Next::CommaOrEnd,
        }
    }
}

/// One past the quote that ends the string which begins here.
fn string_end(bytes: &[u8], start: usize) -> Option<usize> {
    let mut at = start + 1;
    loop {
        let found = memchr::memchr2(b'"', b'\\', bytes.get(at..)?)?;
        match bytes[at + found] {
            b'"' => return Some(at + found + 1),
            _ => at += found + 2,
        }
    }
}

/// One past the number or word that begins here.
fn scalar_end(bytes: &[u8], start: usize) -> usize {
    let ends = |byte: &u8| {
        matches!(byte, b',' | b':' | b'}' | b']' | b'{' | b'[' | b'"') || byte.is_ascii_whitespace()
    };
    let length = bytes[start..].iter().position(ends);
    length.map_or(bytes.len(), |length| start + length)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "{\"a\" : 1, \"b\":[true,{\"c\":\"x\\\"y\"} ,[] ],\n\"d\":{ },\"e\":null}";

    #[test]
    fn each_member_has_a_line() {
        let lines = JsonLines::of(TEXT).unwrap();
        let pretty = "{\n  \"a\": 1,\n  \"b\": [\n    true,\n    {\n      \"c\": \"x\\\"y\"\n    },\n    []\n  ],\n  \"d\": { },\n  \"e\": null\n}";
        let pretty = pretty.replace("{ }", "{}");
        assert_eq!(lines.pretty(TEXT), pretty);
        assert_eq!(lines.len(), pretty.lines().count());
        assert_eq!(JsonLines::of(&pretty).unwrap().pretty(&pretty), pretty);
    }

    #[test]
    fn brackets_know_each_other_and_values_are_cut_out() {
        let lines = JsonLines::of(TEXT).unwrap();
        assert_eq!(lines.closing(0), Some(lines.len() - 1));
        assert_eq!((lines.closing(2), lines.closing(1)), (Some(8), None));
        let value = |line| lines.value(TEXT, line).unwrap();
        assert_eq!(value(1), "1");
        assert_eq!(value(4), "{\"c\":\"x\\\"y\"}");
        assert_eq!(value(8), "[true,{\"c\":\"x\\\"y\"} ,[] ]");
        assert_eq!((value(5), value(7)), ("\"x\\\"y\"", "[]"));
        assert_eq!((value(9), value(0)), ("{ }", TEXT));
        assert_eq!(lines.line_of(TEXT.find("null").unwrap()), 10);
    }

    #[test]
    fn what_is_no_json_has_no_lines() {
        for text in [
            "", "1", "\"a\"", "{", "[1", "{\"a\"}", "{\"a\":}", "[1 2]", "[1,]x", "{]", "[}",
            "[x]", "{} {}", "{1:2}", "[\"a]", "[1]]",
        ] {
            assert_eq!(JsonLines::of(text), None, "{text}");
        }
        assert!(JsonLines::of(&"[".repeat(100_000)).is_none());
        assert_eq!(JsonLines::of(" {} ").unwrap().len(), 1);
    }

    #[test]
    fn fifty_megabytes_have_their_lines_where_they_are() {
        let member = "{\"id\":1234567,\"name\":\"0123456789abcdef0123456789\"},";
        let count = 50_000_000 / member.len();
        let mut text = String::from("[");
        text.push_str(&member.repeat(count));
        text.pop();
        text.push(']');
        let lines = JsonLines::of(&text).unwrap();
        assert_eq!(lines.len(), count * 4 + 2);
        let last = 1 + (count - 1) * 4;
        assert_eq!(lines.range(last).start, 1 + (count - 1) * member.len());
        assert_eq!(lines.closing(last), Some(last + 3));
        assert_eq!(lines.value(&text, last + 1), Some("1234567"));
        assert_eq!(lines.line_of(1 + 10 * member.len() + 2), 42);
    }
}
