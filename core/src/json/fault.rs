//! What keeps a text from being strict JSON, and where.

use std::fmt;

/// How deep arrays and objects may nest.
pub const MAX_DEPTH: usize = 64;

/// With [`MAX_DEPTH`] in it.
const TOO_DEEP: &str = "nesting deeper than 64 levels";
const _: () = assert!(MAX_DEPTH == 64, "TOO_DEEP says it too");

/// What the parser found wrong, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JsonFault {
    /// What is wrong.
    pub kind: JsonFaultKind,
    /// Byte offset in the input, from 0. Texts count from 1.
    pub offset: usize,
}

/// The ways in which a text fails to be strict JSON.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum JsonFaultKind {
    /// A byte order mark before the value ([RFC 8259 §8.1](https://www.rfc-editor.org/rfc/rfc8259#section-8.1)).
    ByteOrderMark,
    /// A member name that the object has already, cut where it is long; the last value is the one shown.
    DuplicateMember(String),
    /// Bytes that are not UTF-8.
    InvalidUtf8,
    /// An escaped UTF-16 surrogate without its other half.
    LoneSurrogate,
    /// The text is not JSON here; what was found, and what would have been right.
    Syntax {
        /// What stands there: `the end`, `'}'`, `byte 0x00`.
        found: String,
        /// What would have been right: `a value`, `',' or '}'`.
        wanted: &'static str,
    },
    /// Arrays and objects nest deeper than [`MAX_DEPTH`].
    TooDeep,
}

impl JsonFault {
    /// What is wrong, and `place` in the caller's own words: `line 2, column 14`.
    pub fn text_at(&self, place: &str) -> String {
        fmt::from_fn(|formatter| self.write_at(format_args!("{place}"), formatter)).to_string()
    }

    /// Line and column of the fault in `text`, the input, both from 1, the column in characters.
    pub fn line_and_column(&self, text: &[u8]) -> (usize, usize) {
        line_and_column(text, self.offset)
    }

    fn write_at(
        &self,
        place: fmt::Arguments<'_>,
        formatter: &mut fmt::Formatter<'_>,
    ) -> fmt::Result {
        if !cfg!(feature = "words") {
            return Ok(());
        }
        let what = match &self.kind {
            JsonFaultKind::ByteOrderMark => "a byte order mark",
            JsonFaultKind::DuplicateMember(name) => {
                return write!(formatter, "member {name:?} appears again at {place}");
            }
            JsonFaultKind::InvalidUtf8 => "what is not UTF-8",
            JsonFaultKind::LoneSurrogate => "half a surrogate pair",
            JsonFaultKind::Syntax { found, wanted } => {
                return write!(formatter, "{found} at {place} where {wanted} should be");
            }
            JsonFaultKind::TooDeep => TOO_DEEP,
        };
        write!(formatter, "{what} at {place}")
    }
}

impl fmt::Display for JsonFault {
    /// With its byte, counted from 1.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.write_at(format_args!("byte {}", self.offset + 1), formatter)
    }
}

impl std::error::Error for JsonFault {}

/// Line and column of the byte at offset `at` of `text`, both from 1, the column in characters.
pub fn line_and_column(text: &[u8], at: usize) -> (usize, usize) {
    let before = String::from_utf8_lossy(&text[..at.min(text.len())]);
    let line = before.matches('\n').count() + 1;
    let start = before.rfind('\n').map_or(0, |end| end + 1);
    (line, before[start..].chars().count() + 1)
}
