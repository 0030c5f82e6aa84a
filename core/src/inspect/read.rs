//! Names what was pasted and reads it: documents first, then whatever has a token in it.

mod address;
mod cookie;
mod json;
mod key;
mod member;
mod message;
mod strip;
mod tokens;

use super::find::{self, dots, is_opaque_byte, looks_like_jwt};
use super::{Member, PastedAs, Reading, RemovedKind};

/// How deep documents are looked for in documents: a body in a response, a session in a cookie.
const MAX_DEPTH: usize = 3;

pub(super) fn read(text: &str) -> Reading {
    if text.len() > find::SEARCHED_BYTES {
        return find::find(text).into();
    }
    let mut removed = Vec::new();
    let bare = strip::strip(text, &mut removed);
    let mut reading = document(&bare, 0).unwrap_or_else(|| plain(text, &bare, &removed));
    // White space and quotation marks around a document do no harm.
    if reading.pasted_as.is_token() {
        removed.append(&mut reading.removed);
        reading.removed = removed;
        let mut seen = Vec::new();
        reading.removed.retain(|kind| {
            let is_new = !seen.contains(kind);
            seen.push(*kind);
            is_new
        });
    } else if removed.contains(&RemovedKind::InvisibleCharacters) {
        reading.removed.insert(0, RemovedKind::InvisibleCharacters);
    }
    reading.start = place(text, reading.token.as_deref());
    if let Some(token) = &reading.token
        && reading.tokens.is_empty()
        && reading.pasted_as == PastedAs::Text
    {
        reading.tokens = tokens::in_text(text, token);
    }
    if reading.tokens.len() == 1 && reading.tokens.iter().all(|token| token.name.is_none()) {
        reading.tokens.clear();
    }
    reading
}

/// Where the token stands in the text, if it does in one piece.
fn place(text: &str, token: Option<&str>) -> Option<usize> {
    token
        .filter(|token| !token.is_empty())
        .and_then(|token| text.find(token))
}

/// What is no document: a token, what has one in it, or neither.
fn plain(text: &str, bare: &str, removed: &[RemovedKind]) -> Reading {
    let value = find::bare(bare);
    if value.len() < bare.len() && bare.ends_with(value) && looks_like_jwt(value) {
        // `TOKEN=eyJ…`
        return Reading {
            token: Some(value.to_owned()),
            ..Reading::of(PastedAs::Text)
        };
    }
    let found = find::find(if removed.is_empty() { text } else { bare });
    let mut reading = Reading::from(found);
    if reading.pasted_as == PastedAs::Token && !removed.is_empty() {
        reading.pasted_as = PastedAs::Trimmed;
    }
    if reading.pasted_as == PastedAs::Wrapped {
        reading.removed.push(RemovedKind::LineBreaks);
    }
    reading.described = reading.pasted_as.text().to_owned();
    reading
}

/// What a text is that is more than a token; nothing where it is not known.
fn document(text: &str, depth: usize) -> Option<Reading> {
    if depth > MAX_DEPTH {
        return None;
    }
    if text.starts_with(['{', '[']) {
        return Some(json::read(text));
    }
    if text.starts_with('<') {
        return Some(markup(text));
    }
    key::read(text)
        .or_else(|| key::bare(text))
        .or_else(|| message::read(text, depth))
        .or_else(|| header(text))
        .or_else(|| address::url(text))
        .or_else(|| address::form(text))
        .or_else(|| cookie::pairs(text, PastedAs::Cookie))
}

fn markup(text: &str) -> Reading {
    let start = text[..text.floor_char_boundary(512)].to_ascii_lowercase();
    let is_page = start.starts_with("<!doctype html") || start.contains("<html");
    let mut reading = Reading::of(if is_page {
        PastedAs::Html
    } else {
        PastedAs::Xml
    });
    if let Some(title) = element(text, "title").filter(|_| is_page) {
        reading.members.push(Member::plain("title", title));
    }
    reading
}

/// The text of the first such element.
fn element<'a>(text: &'a str, name: &str) -> Option<&'a str> {
    let (_, rest) = text.split_once(&format!("<{name}>"))?;
    let (inner, _) = rest.split_once("</")?;
    Some(inner.trim())
}

/// One header line that has to do with tokens, or the value of `Authorization` without its name.
fn header(text: &str) -> Option<Reading> {
    if let Some((name, value)) = text.split_once(':') {
        let value = value.trim();
        match name.trim().to_ascii_lowercase().as_str() {
            "authorization" | "proxy-authorization" => return authorization(value),
            "cookie" => return cookie::pairs(value, PastedAs::Cookie),
            "set-cookie" => return cookie::pairs(value, PastedAs::SetCookie),
            "www-authenticate" => return Some(challenge(value)),
            _ => {}
        }
    }
    authorization(text)
}

fn challenge(value: &str) -> Reading {
    let mut reading = Reading::of(PastedAs::Challenge);
    reading
        .members
        .push(Member::plain("WWW-Authenticate", value));
    reading
}

/// The value of `Authorization`. A doubled scheme is taken off, as are quotation marks and line breaks.
fn authorization(value: &str) -> Option<Reading> {
    if let Some(rest) = scheme(value, &["Basic"]) {
        let mut reading = Reading::of(PastedAs::AuthorizationHeader);
        reading.described = "an Authorization header with a user name and a password".to_owned();
        reading.members.push(Member::credential("Basic"));
        return (!rest.contains(' ')).then_some(reading);
    }
    let mut rest = scheme(value, &["Bearer", "DPoP", "Token"])?;
    if rest.contains("=\"") {
        return Some(challenge(value));
    }
    let mut removed = Vec::new();
    while let Some(again) = scheme(rest, &["Bearer", "DPoP"]) {
        rest = again;
        removed.push(RemovedKind::RepeatedScheme);
    }
    removed.truncate(1);
    let mut token = strip::strip(rest, &mut removed);
    if token.contains(char::is_whitespace) {
        let joined: String = token.split_whitespace().collect();
        if !looks_like_jwt(&joined) || dots(&joined) != 2 {
            return None;
        }
        removed.push(RemovedKind::LineBreaks);
        token = joined;
    }
    (!token.is_empty() && token.bytes().all(is_opaque_byte)).then(|| Reading {
        token: Some(token),
        removed,
        ..Reading::of(PastedAs::AuthorizationHeader)
    })
}

/// What follows one of the schemes.
fn scheme<'a>(value: &'a str, names: &[&str]) -> Option<&'a str> {
    let (first, rest) = value.split_once([' ', '\t', '\n'])?;
    let first = first.strip_suffix(':').unwrap_or(first);
    names
        .iter()
        .any(|name| first.eq_ignore_ascii_case(name))
        .then(|| rest.trim())
}

#[cfg(test)]
mod tests;
