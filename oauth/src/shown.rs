//! A server's words, made fit to be shown.

use claimscope_core::json;

/// A server's words, made fit to be shown: on one line, what nobody sees written as its number, and not without end. Nothing,
/// where nothing is said.
pub(crate) fn shown(text: &str) -> String {
    const LIMIT: usize = 600;
    if !cfg!(feature = "words") {
        return String::new();
    }
    let line: String = text
        .chars()
        .take(LIMIT)
        .map(|character| match character {
            '\n' | '\r' | '\t' => ' ',
            other => other,
        })
        .collect();
    let mut shown = json::show::text(&super::mask::without_jwt(&line));
    if text.chars().nth(LIMIT).is_some() {
        shown.push('…');
    }
    shown
}
