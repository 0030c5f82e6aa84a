//! What results look like for a person: the same words everywhere, in aligned columns.

pub(crate) mod call;
pub(crate) mod diagnosis;
pub(crate) mod discovery;
pub(crate) mod exchange;
pub(crate) mod finding;
pub(crate) mod inspection;
pub(crate) mod playground;
pub(crate) mod report;

use claimscope_core::json::Value;
use claimscope_core::report::Status;

use crate::output::{faint, green, harmless, red, yellow};

/// Prose is broken at this column.
const WIDTH: usize = 100;

/// The longest value shown in a table, in characters.
const MAX_VALUE_CHARS: usize = 200;

/// A status as symbol and word, so that colour never stands alone; always six columns wide.
pub(crate) fn status(status: Status) -> String {
    match status {
        Status::Pass => green("✓ pass"),
        Status::Fail => red("✗ fail"),
        Status::Warn => yellow("! warn"),
        Status::Skip => faint("· skip"),
    }
}

/// Only the symbol.
pub(crate) fn symbol(status: Status) -> String {
    match status {
        Status::Pass => green("✓"),
        Status::Fail => red("✗"),
        Status::Warn => yellow("!"),
        Status::Skip => faint("·"),
    }
}

/// How wide a text is on the screen, in columns; wide East Asian letters are counted as one.
fn columns(text: &str) -> usize {
    text.chars().count()
}

/// The text with spaces after it, up to `width` columns. Give it plain text, and paint what comes out.
pub(crate) fn padded(text: &str, width: usize) -> String {
    let missing = width.saturating_sub(columns(text));
    format!("{text}{}", " ".repeat(missing))
}

/// The widest of some texts.
pub(crate) fn widest<'a>(texts: impl IntoIterator<Item = &'a str>) -> usize {
    texts.into_iter().map(columns).max().unwrap_or(0)
}

/// Label and text in a block of such lines, `label` columns wide, broken into lines that hang under the text.
pub(crate) fn labelled(indent: usize, label: &str, width: usize, text: &str) -> String {
    let hang = indent + width + 2;
    let mut lines = String::new();
    for (index, line) in wrapped(text, WIDTH.saturating_sub(hang)).iter().enumerate() {
        let label = if index == 0 { label } else { "" };
        let label = faint(padded(label, width));
        lines.push_str(&format!("{}{label}  {line}\n", " ".repeat(indent)));
    }
    lines
}

/// Breaks text at spaces into lines of at most `width` columns; a longer word stays whole.
pub(crate) fn wrapped(text: &str, width: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in text.split(' ') {
        let Some(line) = lines.last_mut() else { break };
        if line.is_empty() {
            line.push_str(word);
        } else if columns(line) + 1 + columns(word) <= width {
            line.push(' ');
            line.push_str(word);
        } else {
            lines.push(word.to_owned());
        }
    }
    lines
}

/// A JSON value on one line: text bare, everything else as JSON; long ones are cut.
pub(crate) fn value_text(value: &Value) -> String {
    let text = match value {
        Value::String(text) => harmless(text),
        other => harmless(&other.to_string()),
    };
    match text.char_indices().nth(MAX_VALUE_CHARS) {
        Some((at, _)) => format!("{}… ({} characters)", &text[..at], columns(&text)),
        None => text,
    }
}

/// `1 key`, `2 keys`.
pub(crate) fn counted(count: usize, one: &str) -> String {
    let plural = if count == 1 { "" } else { "s" };
    format!("{count} {one}{plural}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prose_hangs_under_its_label() {
        let text = "word ".repeat(30);
        let block = labelled(2, "why", 6, text.trim());
        for line in anstream::adapter::strip_str(&block).to_string().lines() {
            assert!(
                columns(line) <= WIDTH && line.get(..10).is_some_and(|start| start.ends_with("  ")),
                "{line}"
            );
        }
    }

    #[test]
    fn long_values_are_cut() {
        let text = value_text(&Value::from("é".repeat(300)));
        assert!(text.ends_with("… (300 characters)"));
        assert_eq!(value_text(&Value::from("a\u{1b}[m")), "a\\u{1b}[m");
    }
}
