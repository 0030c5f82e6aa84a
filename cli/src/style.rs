//! The styles of text for a person.

use std::fmt;

use anstyle::{AnsiColor, Style};

/// Text in a style; the codes are taken out again where there is no terminal.
pub(crate) fn paint(style: Style, text: impl fmt::Display) -> String {
    format!("{style}{text}{style:#}")
}

pub(crate) fn bold(text: impl fmt::Display) -> String {
    paint(Style::new().bold(), text)
}

pub(crate) fn faint(text: impl fmt::Display) -> String {
    paint(Style::new().dimmed(), text)
}

pub(crate) fn green(text: impl fmt::Display) -> String {
    paint(AnsiColor::Green.on_default(), text)
}

pub(crate) fn red(text: impl fmt::Display) -> String {
    paint(AnsiColor::Red.on_default().bold(), text)
}

pub(crate) fn yellow(text: impl fmt::Display) -> String {
    paint(AnsiColor::Yellow.on_default(), text)
}
