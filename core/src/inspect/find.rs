//! Finds the token in what people paste.

use super::PastedAs;
use crate::json::{self, Value};

/// Only this much of a text is searched, in bytes; a token is far shorter.
pub(super) const SEARCHED_BYTES: usize = 1024 * 1024;

/// Members of a token response and parameters of a URL that hold tokens, the likeliest first.
const TOKEN_NAMES: [&str; 5] = [
    "access_token",
    "id_token",
    "token",
    "assertion",
    "refresh_token",
];

/// The token, where it starts if it stands in one piece, and what surrounded it. It has no `Debug`.
pub(super) struct PastedToken {
    pub(super) token: String,
    pub(super) start: Option<usize>,
    pub(super) pasted_as: PastedAs,
}

pub(super) fn find(text: &str) -> PastedToken {
    if text.bytes().all(is_token_byte) {
        return PastedToken {
            token: text.to_owned(),
            start: Some(0),
            pasted_as: PastedAs::Token,
        };
    }
    let searched = &text[..text.floor_char_boundary(SEARCHED_BYTES)];
    let trimmed = searched.trim_matches(|character: char| {
        character.is_whitespace() || "\"'`\u{feff}".contains(character)
    });
    if searched.len() == text.len()
        && trimmed.len() < text.len()
        && trimmed.bytes().all(is_token_byte)
    {
        return piece(text, trimmed, PastedAs::Trimmed);
    }
    in_json(text, trimmed)
        .or_else(|| in_authorization(text, trimmed))
        .or_else(|| wrapped(trimmed).filter(|found| dots(&found.token) == 2))
        .or_else(|| in_text(text, searched))
        .or_else(|| wrapped(trimmed))
        // What was not searched counts all the same: its size is what is wrong with it.
        .unwrap_or_else(|| {
            let whole = searched.len() == text.len();
            let shown = if whole { trimmed } else { text.trim() };
            piece(text, shown, PastedAs::Trimmed)
        })
}

/// A compact token's own characters, and `=`, so that padding is reported as such.
pub(super) fn is_token_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"-_.=".contains(&byte)
}

/// What opaque tokens have besides: RFC 6750's `b64token`, and the marks that some servers set between.
pub(super) fn is_opaque_byte(byte: u8) -> bool {
    is_token_byte(byte) || b"~+/!|".contains(&byte)
}

/// Whether a run of token characters has the look of a JWT: `{"` at the start, and dots.
pub(super) fn looks_like_jwt(run: &str) -> bool {
    run.starts_with("ey") && dots(run) >= 2
}

/// Whether a word in prose may be an opaque token: of some length, and with a digit, which words have not.
fn looks_opaque(run: &str) -> bool {
    run.len() >= 8 && run.bytes().any(|byte| byte.is_ascii_digit())
}

pub(super) fn dots(text: &str) -> usize {
    text.bytes().filter(|byte| *byte == b'.').count()
}

/// A slice of `text` as what was found; an offset is kept where the slice lies in it.
fn piece(text: &str, slice: &str, pasted_as: PastedAs) -> PastedToken {
    let start = (slice.as_ptr() as usize)
        .checked_sub(text.as_ptr() as usize)
        .filter(|start| start + slice.len() <= text.len());
    let pasted_as = if slice.len() == text.len() {
        PastedAs::Token
    } else {
        pasted_as
    };
    PastedToken {
        token: slice.to_owned(),
        start,
        pasted_as,
    }
}

fn in_json(text: &str, trimmed: &str) -> Option<PastedToken> {
    if !trimmed.starts_with(['{', '[']) {
        return None;
    }
    let value = json::parse(trimmed.as_bytes()).value?;
    let token = token_member(&value)?;
    // Where the token was written with escapes, it stands nowhere in one piece.
    let start = text.find(&format!("\"{token}\"")).map(|quote| quote + 1);
    Some(PastedToken {
        token: token.to_owned(),
        start,
        pasted_as: PastedAs::Json,
    })
}

/// The likeliest token member of an object, at any depth of objects in it.
fn token_member(value: &Value) -> Option<&str> {
    match value {
        Value::Object(object) => TOKEN_NAMES
            .iter()
            .find_map(|name| object.get_str(name).filter(|token| !token.is_empty()))
            .or_else(|| object.iter().find_map(|(_, value)| token_member(value))),
        Value::Array(elements) => elements.iter().find_map(token_member),
        Value::String(text) => looks_like_jwt(text).then_some(text),
        _ => None,
    }
}

/// `Authorization: Bearer x`, `Bearer x`, `DPoP x`; the token may be opaque, or broken over lines.
fn in_authorization(text: &str, trimmed: &str) -> Option<PastedToken> {
    let after = |text: &str, prefix: &str| -> Option<usize> {
        text.get(..prefix.len())
            .filter(|start| start.eq_ignore_ascii_case(prefix))
            .map(str::len)
    };
    let value =
        after(trimmed, "authorization:").map_or(trimmed, |length| trimmed[length..].trim_start());
    let token = ["Bearer ", "DPoP "]
        .iter()
        .find_map(|scheme| after(value, scheme))
        .map(|length| value[length..].trim())?;
    if !token.is_empty() && token.bytes().all(is_opaque_byte) {
        return Some(piece(text, token, PastedAs::AuthorizationHeader));
    }
    wrapped(token).filter(|found| dots(&found.token) == 2)
}

/// The longest run of token characters that looks like a JWT; else what follows `Bearer` or a token parameter.
fn in_text(text: &str, searched: &str) -> Option<PastedToken> {
    if let Some(jwt) = runs(searched, is_token_byte)
        .map(bare)
        .filter(|run| looks_like_jwt(run))
        .max_by_key(|run| run.len())
    {
        return Some(piece(text, jwt, PastedAs::Text));
    }
    let bearer = find_ignoring_case(searched, "bearer ").map(|at| searched[at + 7..].trim_start());
    // A JWT with a character that no token has: its check says which.
    let broken = || {
        let word = bearer?.split(char::is_whitespace).next()?;
        let word = word.trim_matches(|character: char| "\"'`,;".contains(character));
        looks_like_jwt(word).then_some(word)
    };
    let opaque = || {
        let run = runs(bearer?, is_opaque_byte).next()?;
        looks_opaque(run).then_some(run)
    };
    let parameter = || {
        runs(searched, is_token_byte)
            .map(|run| (run.len(), bare(run)))
            .find(|(length, token)| token.len() < *length && !token.is_empty())
            .map(|(_, token)| token)
    };
    broken()
        .or_else(opaque)
        .or_else(parameter)
        .map(|token| piece(text, token, PastedAs::Text))
}

/// The longest stretches of such bytes. They are ASCII, so that every cut is at a character boundary.
pub(super) fn runs(text: &str, is_part: fn(u8) -> bool) -> impl Iterator<Item = &str> {
    text.split(move |character: char| !u8::try_from(character).is_ok_and(is_part))
}

/// A run without what hangs on: the parameter's name in `access_token=eyJ…`, the full stop of a sentence.
pub(super) fn bare(run: &str) -> &str {
    let value = TOKEN_NAMES
        .iter()
        .find_map(|name| run.strip_prefix(name)?.strip_prefix('='))
        .or_else(|| run.find("=ey").map(|equals| &run[equals + 1..]))
        .unwrap_or(run);
    match value.strip_suffix('.') {
        Some(sentence) if looks_like_jwt(sentence) => sentence,
        _ => value,
    }
}

fn find_ignoring_case(text: &str, needle: &str) -> Option<usize> {
    text.as_bytes()
        .windows(needle.len())
        .position(|window| window.eq_ignore_ascii_case(needle.as_bytes()))
}

/// A token broken over lines, as terminals and mails do it, with a shell's backslashes or without.
fn wrapped(trimmed: &str) -> Option<PastedToken> {
    let is_break = |character: char| character.is_whitespace() || character == '\\';
    let joined: String = trimmed.split(is_break).collect();
    (looks_like_jwt(&joined) && joined.bytes().all(is_token_byte)).then_some(PastedToken {
        token: joined,
        start: None,
        pasted_as: PastedAs::Wrapped,
    })
}

#[cfg(test)]
mod tests;
