//! Lines of logs, and what programs print where they fail.

use super::super::find;
use super::super::{PastedAs, Reading};

/// What stands in such lines and in no prose.
const MARKS: [&str; 18] = [
    "Exception",
    "Error:",
    "ERROR",
    "WARN",
    "[error]",
    "[warn]",
    "error:",
    "err=",
    "error=",
    "level=",
    "HTTP/1.0\"",
    "HTTP/1.1\"",
    "HTTP/2.0\"",
    "HTTP/2\"",
    "Traceback (",
    "AADSTS",
    "IDX1",
    "IDX2",
];

/// Whether the text is one of them. A token that is broken over lines may hold the same letters.
pub(super) fn is_log(text: &str) -> bool {
    let is_text = text.trim().contains(char::is_whitespace);
    is_text
        && text.contains([':', '[', '"', '(', ','])
        && !text.starts_with("curl ")
        && MARKS.iter().any(|mark| text.contains(mark))
}

/// The line, with the token in it if there is one.
pub(super) fn read(text: &str) -> Reading {
    let found = find::find(text);
    let mut reading = Reading::of(PastedAs::LogLine);
    if found.pasted_as == PastedAs::Text {
        reading.described = "a log line with a token in it".to_owned();
        reading.token = Some(found.token);
    }
    reading
}
