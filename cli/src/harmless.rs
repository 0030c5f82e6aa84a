//! Text from elsewhere, made fit for a terminal.

use std::fmt::Write as _;

use claimscope_core::json::show::is_hidden;

/// Text from elsewhere on one line, made harmless: what would steer the terminal or reorder the line shows as `\u{1b}`.
pub(crate) fn harmless(text: &str) -> String {
    cleaned(text, false)
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
