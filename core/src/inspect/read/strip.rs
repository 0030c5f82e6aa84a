//! Takes off what stands around a token and does not belong to it.

use super::super::RemovedKind;
use super::super::find::{dots, is_token_byte, looks_like_jwt};
use super::encoded::{in_base64, percent_decoded};
use crate::json::{self, Value, show};

/// How many layers are taken off: each costs a look at the whole text, which may be made of nothing else.
const MOST_LAYERS: usize = 16;

/// The text without white space, quotation marks and the like around it; what was taken off is noted once each.
pub(super) fn strip(text: &str, removed: &mut Vec<RemovedKind>) -> String {
    let mut text = text.to_owned();
    if text.contains(is_invisible) {
        text.retain(|character| !is_invisible(character));
        note(removed, RemovedKind::InvisibleCharacters);
    }
    for _ in 0..MOST_LAYERS {
        let Some((shorter, kind)) = step(&text) else {
            break;
        };
        text = shorter;
        note(removed, kind);
    }
    text
}

fn note(removed: &mut Vec<RemovedKind>, kind: RemovedKind) {
    if !removed.contains(&kind) {
        removed.push(kind);
    }
}

/// Hidden, and neither a line break nor a tab, which white space is counted as.
fn is_invisible(character: char) -> bool {
    show::is_hidden(character) && !character.is_control()
}

fn step(text: &str) -> Option<(String, RemovedKind)> {
    let trimmed = text.trim();
    if trimmed.len() < text.len() {
        let breaks = |text: &str| text.matches(['\n', '\r']).count();
        let has_break = breaks(text) > breaks(trimmed);
        let kind = if has_break {
            RemovedKind::LineBreaks
        } else {
            RemovedKind::WhiteSpace
        };
        return Some((trimmed.to_owned(), kind));
    }
    if let Some(inner) = quoted_json(text) {
        return Some((inner, RemovedKind::Escapes));
    }
    if let Some(inner) = unquoted(text) {
        return Some((inner.to_owned(), RemovedKind::Quotes));
    }
    if let Some(inner) = text.strip_suffix([',', ';']) {
        return Some((inner.to_owned(), RemovedKind::Punctuation));
    }
    if let Some(inner) = text.strip_suffix('.').filter(|inner| looks_like_jwt(inner)) {
        return Some((inner.to_owned(), RemovedKind::Punctuation));
    }
    percent_encoded(text)
        .map(|inner| (inner, RemovedKind::PercentEncoding))
        .or_else(|| Some((in_base64(text)?, RemovedKind::Base64)))
        .or_else(|| Some((in_mail(text)?, RemovedKind::QuotedPrintable)))
}

/// A JWT whose lines end in `=`, as quoted-printable has them, which writes `=` itself as `=3D`.
fn in_mail(text: &str) -> Option<String> {
    if !text.starts_with("ey") || !text.contains("=\n") && !text.contains("=\r\n") {
        return None;
    }
    let joined = text
        .replace("=\r\n", "")
        .replace("=\n", "")
        .replace("=3D", "=");
    let is_one = dots(&joined) == 2 && joined.bytes().all(is_token_byte);
    is_one.then_some(joined)
}

/// A document or token as a string of JSON, whose quotation marks have backslashes.
fn quoted_json(text: &str) -> Option<String> {
    let inner = text
        .strip_prefix('"')
        .and_then(|text| text.strip_suffix('"'));
    let inner = inner.unwrap_or(text);
    if !inner.starts_with(r#"{\""#) && !inner.starts_with(r#"[\""#) && !inner.starts_with(r#"\""#) {
        return None;
    }
    match json::parse(format!("\"{inner}\"").as_bytes()).value? {
        Value::String(text) if text.len() < inner.len() => Some(text),
        _ => None,
    }
}

/// The text without a pair of quotation marks around it, or without one that has no other.
fn unquoted(text: &str) -> Option<&str> {
    for (open, close) in [('"', '"'), ('\'', '\''), ('`', '`'), ('“', '”'), ('‘', '’')] {
        let inner = text
            .strip_prefix(open)
            .and_then(|text| text.strip_suffix(close));
        if let Some(inner) = inner.filter(|inner| !inner.contains([open, close])) {
            return Some(inner);
        }
        let count = text
            .chars()
            .filter(|mark| [open, close].contains(mark))
            .count();
        if count == 1 {
            let rest = text.strip_prefix([open, close]);
            return rest.or_else(|| text.strip_suffix([open, close]));
        }
    }
    None
}

/// A whole text that is percent-encoded, and not an address or form that has encoded parts.
fn percent_encoded(text: &str) -> Option<String> {
    let starts = ["%7B", "%5B", "%22", "Bearer%20", "eyJ"];
    let is_encoded = starts.iter().any(|start| {
        text.get(..start.len())
            .is_some_and(|begin| begin.eq_ignore_ascii_case(start))
    });
    if !is_encoded || text.contains(['=', '&', ' ', '\n']) {
        return None;
    }
    percent_decoded(text, false).filter(|decoded| decoded.len() < text.len())
}
