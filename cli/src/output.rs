//! Standard output and standard error: colour only on a terminal, and a closed pipe is no fault.

use std::fmt::Write as _;
use std::io::{ErrorKind, IsTerminal, Write};

use claimscope_core::json::show::is_hidden;

use crate::failure::Failure;

/// Prints a result for a person. Colours go where standard output is a terminal and `NO_COLOR` is not set.
pub(crate) fn print(text: &str) -> Result<(), Failure> {
    written(write_all(&mut anstream::stdout(), text.as_bytes()))
}

/// Prints a result for a program: exactly these bytes.
pub(crate) fn print_raw(bytes: &[u8]) -> Result<(), Failure> {
    written(write_all(&mut std::io::stdout().lock(), bytes))
}

/// Prints a JSON document for a program, over several lines.
pub(crate) fn print_json(document: &serde_json::Value) -> Result<(), Failure> {
    print_raw(format!("{document:#}\n").as_bytes())
}

/// Prints a JSON document for a program, on one line.
pub(crate) fn print_json_line(document: &serde_json::Value) -> Result<(), Failure> {
    print_raw(format!("{document}\n").as_bytes())
}

/// Says something that is no result, on standard error.
pub(crate) fn warn(text: &str) {
    // Without standard error there is nobody left to tell.
    let _ = write_all(&mut anstream::stderr(), format!("{text}\n").as_bytes());
}

/// Says why a command could not do its work: on standard error, and for a program on standard output too.
pub(crate) fn fail(failure: &Failure, json: bool) {
    warn(&failure.to_string());
    if json {
        fail_json(failure);
    }
}

/// The failure for a program, on standard output.
pub(crate) fn fail_json(failure: &Failure) {
    // Where standard output cannot be written either, the exit code says it.
    let _ = print_json_line(&serde_json::json!({ "error": failure.to_json() }));
}

fn write_all(stream: &mut dyn Write, bytes: &[u8]) -> std::io::Result<()> {
    stream.write_all(bytes)?;
    stream.flush()
}

fn written(result: std::io::Result<()>) -> Result<(), Failure> {
    match result {
        // Whoever read as far as it wanted, such as `head -1`, has closed the pipe.
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(()),
        Err(error) => Err(Failure::system(format!(
            "standard output cannot be written: {error}"
        ))),
        Ok(()) => Ok(()),
    }
}

/// Whether a person can be asked something.
pub(crate) fn can_prompt() -> bool {
    std::io::stdin().is_terminal() && std::io::stderr().is_terminal()
}

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
