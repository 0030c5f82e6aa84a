//! Texts from outside, fit for one line of a diagnosis.

use crate::error::shown;

/// How long a value may be in a line of evidence.
const SHOWN_CHARACTERS: usize = 120;

/// A text from outside, fit for one line.
pub(super) fn shown_text(text: &str) -> String {
    let text = shown(text);
    match text.char_indices().nth(SHOWN_CHARACTERS) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text,
    }
}

/// Texts for one line: `a`, `a, b`, `absent`.
pub(crate) fn shown_list<T: AsRef<str>>(texts: &[T]) -> String {
    if texts.is_empty() {
        return "absent".to_owned();
    }
    let texts: Vec<_> = texts.iter().map(AsRef::as_ref).collect();
    shown_text(&texts.join(", "))
}
