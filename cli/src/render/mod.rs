//! What results look like for a person: the same words everywhere, in aligned columns.

pub(crate) mod call;
pub(crate) mod diagnosis;
pub(crate) mod discovery;
pub(crate) mod exchange;
pub(crate) mod finding;
pub(crate) mod inspection;
pub(crate) mod playground;
pub(crate) mod probe;
pub(crate) mod report;

use std::io::IsTerminal;
use std::sync::OnceLock;

use claimscope_core::json::Value;
use claimscope_core::report::Status;
use textwrap::core::display_width;

use crate::harmless::{cut, harmless};
use crate::style::{faint, green, red, yellow};

/// The most columns that a line of prose takes.
const MAX_WIDTH: usize = 100;

/// Text in fewer columns than this reads badly; it stands on lines of its own then.
const MIN_TEXT_WIDTH: usize = 18;

/// The most characters that words in a row take together.
const MAX_WORDS_CHARS: usize = 2_000;

/// The widest column of a table but its last.
const MAX_COLUMN_WIDTH: usize = 80;

/// The longest value shown in a table, in characters.
const MAX_VALUE_CHARS: usize = 200;

/// A status as symbol and word, so that colour never stands alone; always six columns wide.
pub(crate) fn status(status: Status) -> String {
    painted(status, status_text(status))
}

/// Only the symbol.
pub(crate) fn symbol(status: Status) -> String {
    let symbol = status_text(status).split(' ').next();
    painted(status, symbol.unwrap_or_default())
}

/// As [`status`], without colour.
pub(crate) fn status_text(status: Status) -> &'static str {
    match status {
        Status::Pass => "✓ pass",
        Status::Fail => "✗ fail",
        Status::Warn => "! warn",
        Status::Skip => "· skip",
    }
}

fn painted(status: Status, text: &str) -> String {
    match status {
        Status::Pass => green(text),
        Status::Fail => red(text),
        Status::Warn => yellow(text),
        Status::Skip => faint(text),
    }
}

/// How many columns the terminal has; `None` where there is none, and lines may be as long as they want.
fn columns() -> Option<usize> {
    static COLUMNS: OnceLock<Option<usize>> = OnceLock::new();
    *COLUMNS.get_or_init(|| {
        let said = std::env::var("COLUMNS").ok();
        let said = said.and_then(|columns| columns.parse().ok());
        said.or_else(|| std::io::stdout().is_terminal().then(textwrap::termwidth))
    })
}

/// How many columns a line of prose has: the terminal's, as far as they help reading.
fn width() -> usize {
    columns()
        .unwrap_or(MAX_WIDTH)
        .clamp(MIN_TEXT_WIDTH, MAX_WIDTH)
}

/// Whether a row of a table, so many columns wide, stays on one line.
pub(crate) fn fits(row: usize) -> bool {
    columns().is_none_or(|columns| row <= columns)
}

/// Whether text after so many columns has room on its line.
pub(crate) fn has_room(columns: usize) -> bool {
    columns + MIN_TEXT_WIDTH <= width()
}

/// The text with spaces after it, up to `width` columns of the screen.
pub(crate) fn padded(text: &str, width: usize) -> String {
    let missing = width.saturating_sub(display_width(text));
    format!("{text}{}", " ".repeat(missing))
}

/// How many columns the widest of some texts takes, as far as a column is that wide; a wider one pushes its own row alone.
pub(crate) fn widest<'a>(texts: impl IntoIterator<Item = &'a str>) -> usize {
    let widest = texts.into_iter().map(display_width).max();
    widest.unwrap_or(0).min(MAX_COLUMN_WIDTH)
}

/// Label and text in a block of such lines, `label` columns wide, broken into lines that hang under the text.
pub(crate) fn labelled(indent: usize, label: &str, width: usize, text: &str) -> String {
    let label = padded(&faint(label), width);
    hanging(&format!("{}{label}  ", " ".repeat(indent)), text)
}

/// Text after `start`, broken at spaces into lines that hang under its beginning; a long word stays whole.
pub(crate) fn hanging(start: &str, text: &str) -> String {
    hung(start, text, width())
}

fn hung(start: &str, text: &str, width: usize) -> String {
    let column = display_width(start);
    let (start, column) = match width.checked_sub(column) {
        Some(rest) if rest >= MIN_TEXT_WIDTH => (start.to_owned(), column),
        _ if display_width(text) + column <= width => (start.to_owned(), column),
        _ => (format!("{}\n    ", start.trim_end()), 4),
    };
    let options = textwrap::Options::new(width - column)
        .break_words(false)
        .word_splitter(textwrap::WordSplitter::NoHyphenation)
        .word_separator(textwrap::WordSeparator::AsciiSpace)
        .wrap_algorithm(textwrap::WrapAlgorithm::FirstFit);
    let lines = textwrap::wrap(text, options);
    let lines = lines.join(&format!("\n{}", " ".repeat(column)));
    format!("{}\n", format!("{start}{lines}").trim_end())
}

/// A JSON value on one line: text bare, everything else as JSON; long ones are cut.
pub(crate) fn value_text(value: &Value) -> String {
    let text = match value {
        Value::String(text) => harmless(text),
        other => harmless(&other.to_string()),
    };
    cut(text, MAX_VALUE_CHARS)
}

/// Says how many rows of a list were not shown, of which there are `count` and of which `most` are.
pub(crate) fn left_out(count: usize, most: usize) -> String {
    match count.saturating_sub(most) {
        0 => String::new(),
        rest => faint(format!("  … and {rest} more; --json gives all\n")),
    }
}

/// Words in a row, as many as a person reads, and how many more there are.
pub(crate) fn words(words: &[String]) -> String {
    let mut left = MAX_WORDS_CHARS;
    let fits = |word: &&String| {
        left = left.saturating_sub(word.chars().count() + 1);
        left > 0
    };
    // The first stands there however long it is: it is cut as every line is.
    let shown = words
        .iter()
        .take_while(fits)
        .count()
        .max(1)
        .min(words.len());
    let text = words[..shown].join(" ");
    match words.len() - shown {
        0 => text,
        rest => format!("{text} … and {rest} more; --json gives all"),
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

    fn plain(text: &str) -> String {
        anstream::adapter::strip_str(text).to_string()
    }

    #[test]
    fn prose_hangs_under_its_label() {
        let text = "word ".repeat(30);
        for width in [40, 60, 100] {
            let block = plain(&hung("  why     ", text.trim(), width));
            for line in block.lines() {
                assert!(display_width(line) <= width, "{line}");
                assert!(
                    line.starts_with("          ") || line.starts_with("  why     word"),
                    "{line}"
                );
            }
        }
    }

    #[test]
    fn where_little_room_is_left_text_has_lines_of_its_own() {
        let block = hung(
            &format!("{}  ", "x".repeat(30)),
            "some words that do not fit",
            40,
        );
        assert_eq!(
            block,
            format!("{}\n    some words that do not fit\n", "x".repeat(30))
        );
        let url = "https://login.example/a/very/long/path/that/nobody/breaks";
        assert!(hung("  at  ", url, 30).contains(url));
    }

    #[test]
    fn wide_letters_take_two_columns() {
        assert_eq!(padded("日本", 6), "日本  ");
        assert_eq!(widest(["日本", "abc"]), 4);
        assert_eq!(padded(&green("ok"), 4).len(), green("ok").len() + 2);
    }

    #[test]
    fn of_many_words_and_rows_it_is_said_how_many_are_left_out() {
        let many = vec!["scope".to_owned(); 1_000];
        let shown = words(&many);
        assert!(
            shown.ends_with(" … and 667 more; --json gives all"),
            "{shown}"
        );
        assert_eq!(words(&many[..2]), "scope scope");
        assert_eq!(words(&[]), "");
        assert_eq!(words(&["x".repeat(5_000)]).len(), 5_000);
        assert_eq!(left_out(2, 2), "");
        assert!(left_out(3, 2).contains("and 1 more"));
    }

    #[test]
    fn long_values_are_cut() {
        let text = value_text(&Value::from("é".repeat(300)));
        assert!(text.ends_with("… (300 characters)"));
        assert_eq!(value_text(&Value::from("a\u{1b}[m")), "a\\u{1b}[m");
    }
}
