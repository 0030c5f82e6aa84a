//! Lines of logs, and what programs print where they fail.

use super::super::find;
use super::super::{PastedAs, Reading};

/// What stands in such lines and in no prose.
const MARKS: [&str; 25] = [
    "Exception",
    "Error:",
    "ERROR",
    "WARN",
    "fail: ",
    "crit: ",
    "[error]",
    "[warn]",
    "error:",
    "err=",
    "error=",
    "level=",
    "\"level\":",
    "[debug]",
    " DEBUG ",
    "Z debug ",
    "envoy jwt",
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
    has_status(text)
        || is_text
            && text.contains([':', '[', '"', '(', ','])
            && !text.starts_with("curl ")
            && MARKS.iter().any(|mark| text.contains(mark))
}

/// Whether a line begins with the status of an error, in whatever words, and has the answer's body behind it, as in
/// `401 {"message":"no"}`.
fn has_status(text: &str) -> bool {
    const LONGEST_START: usize = 120;
    let (start, body) = text.split_once('{').unwrap_or_default();
    let is_status = |word: &str| {
        let digits = word.bytes().all(|byte| byte.is_ascii_digit());
        word.len() == 3 && digits && word.starts_with(['4', '5'])
    };
    let mut words = start.split(|letter: char| !letter.is_ascii_alphanumeric());
    body.starts_with(['"', '\\'])
        && start.len() <= LONGEST_START
        && !start.contains('\n')
        && words.any(is_status)
}

/// Whether the text is words for people: most of what stands between its spaces is letters, and nothing is a token.
pub(super) fn is_prose(text: &str) -> bool {
    const LONGEST: usize = 60;
    let is_word = |piece: &&str| {
        let word = piece.trim_matches(|end: char| end.is_ascii_punctuation());
        let is_address = piece.contains("://");
        is_address
            || word.len() >= 2
                && word
                    .chars()
                    .all(|c| c.is_alphabetic() || "-_'/".contains(c))
    };
    let pieces: Vec<&str> = text.split_whitespace().collect();
    let words = pieces.iter().filter(|piece| is_word(piece)).count();
    let is_short =
        |piece: &&str| piece.len() <= LONGEST || piece.contains("://") || piece.contains('"');
    words >= 2 && words * 2 >= pieces.len() && pieces.iter().all(is_short) && !text.contains("eyJ")
}

/// Whether the text is the name of an error in capital letters, such as `TOKEN_EXPIRED`: no token has these letters alone.
pub(super) fn is_code(text: &str) -> bool {
    text.starts_with(|letter: char| letter.is_ascii_uppercase())
        && text.contains('_')
        && text
            .bytes()
            .all(|byte| byte.is_ascii_uppercase() || byte == b'_')
}

/// Words without a token.
pub(super) fn prose() -> Reading {
    let mut reading = Reading::of(PastedAs::LogLine);
    reading.described = "text without a token".to_owned();
    reading
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
