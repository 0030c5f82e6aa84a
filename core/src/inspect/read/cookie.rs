//! Cookies: chunks put together, percent-encoding and base64 taken off, and the tokens of a session found.

use std::collections::BTreeMap;

use super::super::find::looks_like_jwt;
use super::super::{FoundToken, Member, PastedAs, Reading, RemovedKind};
use super::encoded::{from_base64, percent_decoded};
use super::tokens;
use super::tokens::of_tokens;
use crate::json;

/// Attributes of `Set-Cookie`.
const ATTRIBUTES: [&str; 8] = [
    "domain",
    "expires",
    "httponly",
    "max-age",
    "partitioned",
    "path",
    "samesite",
    "secure",
];

/// `name=value; …`, or the value of a cookie that holds a session.
pub(super) fn pairs(text: &str, kind: PastedAs) -> Option<Reading> {
    let is_header = text.contains("; ") || kind == PastedAs::SetCookie;
    let split = split(text);
    if split.is_empty() || text.starts_with("base64-") || text.contains('\n') && !text.contains(';')
    {
        return bare_value(text);
    }
    let mut reading = Reading::of(kind);
    let mut found = Vec::new();
    for (name, value) in joined(&split) {
        let held = tokens_of(name, &value, &mut reading.removed);
        reading.members.push(member(name, &value, &held));
        found.extend(held);
    }
    let is_session = !reading.removed.is_empty();
    let has_attributes = split.iter().any(|(name, _)| is_attribute(name));
    if has_attributes {
        reading.pasted_as = PastedAs::SetCookie;
        reading.described = PastedAs::SetCookie.text().to_owned();
    }
    // One `name=value` may be an assignment in a shell.
    (is_header && !found.is_empty() || is_session || has_attributes && is_header)
        .then(|| of_tokens(reading, tokens::sorted(found)))
}

/// The value alone, as a browser's tools show it.
fn bare_value(text: &str) -> Option<Reading> {
    let mut reading = Reading::of(PastedAs::Cookie);
    let found = tokens_of("", text, &mut reading.removed);
    reading.described = "the value of a cookie".to_owned();
    (!found.is_empty() && !reading.removed.is_empty()).then(|| of_tokens(reading, found))
}

fn split(text: &str) -> Vec<(&str, &str)> {
    let is_name = |name: &str| {
        let is_part = |byte: u8| byte.is_ascii_graphic() && !b"\"(),/:<=>?@[]{}\\".contains(&byte);
        !name.is_empty() && name.bytes().all(is_part) && !looks_like_jwt(name)
    };
    text.split(';')
        .map(str::trim)
        .filter_map(|pair| match pair.split_once('=') {
            Some((name, value)) => Some((name, value)),
            None => is_attribute(pair).then_some((pair, "")),
        })
        .filter(|(name, _)| is_name(name))
        .collect()
}

fn is_attribute(name: &str) -> bool {
    ATTRIBUTES.contains(&name.to_ascii_lowercase().as_str())
}

/// Values by name; `name.0`, `name.1` are chunks of one.
fn joined<'a>(pairs: &[(&'a str, &'a str)]) -> Vec<(&'a str, String)> {
    let mut chunks: BTreeMap<&str, BTreeMap<usize, &str>> = BTreeMap::new();
    let mut values = Vec::new();
    for (name, value) in pairs {
        let chunk = name
            .rsplit_once('.')
            .and_then(|(name, number)| Some((name, number.parse().ok()?)));
        match chunk {
            Some((name, number)) => {
                chunks.entry(name).or_default().insert(number, value);
            }
            None => values.push((*name, (*value).to_owned())),
        }
    }
    let chunked = chunks
        .into_iter()
        .map(|(name, parts)| (name, parts.into_values().collect()));
    values.extend(chunked);
    values
}

/// The tokens in a cookie's value.
fn tokens_of(name: &str, value: &str, removed: &mut Vec<RemovedKind>) -> Vec<FoundToken> {
    let mut value = value.trim_matches('"').to_owned();
    let mut took_off = Vec::new();
    if value.contains('%')
        && let Some(decoded) = percent_decoded(&value, false)
    {
        value = decoded;
        took_off.push(RemovedKind::PercentEncoding);
    }
    if let Some(decoded) = value.strip_prefix("base64-").and_then(from_base64) {
        value = decoded;
        took_off.push(RemovedKind::Base64);
    }
    let found = match json::parse(value.as_bytes()).value {
        Some(session) if value.starts_with(['{', '[']) => tokens::in_json(&session),
        _ if looks_like_jwt(&value) => vec![tokens::found(Some(name), &value)],
        _ => Vec::new(),
    };
    if !found.is_empty() {
        took_off.retain(|kind| !removed.contains(kind));
        removed.extend(took_off);
    }
    found
}

fn member(name: &str, value: &str, held: &[FoundToken]) -> Member {
    if is_attribute(name) {
        return Member::plain(name, value);
    }
    let mut member = Member::credential(name);
    let names: Vec<&str> = held
        .iter()
        .filter_map(|token| token.name.as_deref())
        .collect();
    member.note = match (held.len(), names.as_slice()) {
        (0, _) => None,
        (_, [one]) if *one == name => Some("a token".to_owned()),
        (1, []) => Some("a session with a token in it".to_owned()),
        (count, []) => Some(format!("a session with {count} tokens in it")),
        (_, names) => Some(format!("a session with {} in it", names.join(", "))),
    };
    member
}
