//! Text from elsewhere, made fit for a terminal.

use std::fmt::Write as _;

use claimscope_core::json::show::is_hidden;

/// The most characters of one line from elsewhere that are shown: a hostile server has no end of them.
const MAX_LINE_CHARS: usize = 4_000;

/// Text from elsewhere on one line, made harmless: what would steer the terminal or reorder the line shows as `\u{1b}`, and what
/// is very long is cut.
pub(crate) fn harmless(text: &str) -> String {
    cut(cleaned(text, false), MAX_LINE_CHARS)
}

/// The beginning of a text, with how long all of it is where that is more than `most` characters.
pub(crate) fn cut(text: String, most: usize) -> String {
    match text.char_indices().nth(most) {
        Some((at, _)) => format!("{}… ({} characters)", &text[..at], text.chars().count()),
        None => text,
    }
}

/// JSON whose strings have every hidden character as its number; outside of strings only line breaks can be one.
pub(crate) fn harmless_json(json: &str) -> String {
    let mut clean = String::with_capacity(json.len());
    for character in json.chars() {
        if character == '\n' || !is_hidden(character) {
            clean.push(character);
            continue;
        }
        for unit in character.encode_utf16(&mut [0; 2]) {
            // Writing to a String cannot fail.
            let _ = write!(clean, "\\u{unit:04x}");
        }
    }
    clean
}

/// As [`harmless`], with line breaks and tabs kept.
pub(crate) fn harmless_lines(text: &str) -> String {
    cleaned(text, true)
}

fn cleaned(text: &str, keep_lines: bool) -> String {
    let mut clean = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '\n' | '\t' if keep_lines => clean.push(character),
            '\r' if keep_lines => {}
            other if is_hidden(other) => {
                // Writing to a String cannot fail.
                let _ = write!(clean, "{}", other.escape_unicode());
            }
            other => clean.push(other),
        }
    }
    clean
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_stays_the_same_to_a_parser() {
        let value = serde_json::json!({"a\u{202e}": "\u{9b}\u{200b}\u{e0041} Grüße 🙂\n\t\u{1b}"});
        let clean = harmless_json(&format!("{value:#}"));
        assert!(clean.contains(r"a\u202e"), "{clean}");
        assert!(
            clean.contains(r"\u009b\u200b\udb40\udc41 Grüße 🙂"),
            "{clean}"
        );
        assert!(clean.contains("{\n  "), "{clean}");
        assert_eq!(
            serde_json::from_str::<serde_json::Value>(&clean).unwrap(),
            value
        );
    }

    #[test]
    fn a_line_without_end_is_cut() {
        let shown = harmless(&"é".repeat(1_000_000));
        assert!(shown.ends_with("é… (1000000 characters)"));
        assert!(shown.chars().count() < 4_100);
    }

    #[test]
    fn a_value_cannot_steer_the_terminal() {
        assert_eq!(harmless("a\u{1b}[2Jb\nc"), "a\\u{1b}[2Jb\\u{a}c");
        assert_eq!(harmless("\u{9b}31m"), "\\u{9b}31m");
        assert_eq!(harmless("abc\u{202e}fed"), "abc\\u{202e}fed");
        assert_eq!(
            harmless("a\u{61c}\u{180e}\u{e0041}b"),
            "a\\u{61c}\\u{180e}\\u{e0041}b"
        );
        assert_eq!(harmless_lines("a\r\n\tb\u{7}"), "a\n\tb\\u{7}");
        assert_eq!(harmless("Grüße 日本"), "Grüße 日本");
    }
}
