//! Every token of a document or text, with the name that it stands under.

use super::super::find::{bare, dots, is_opaque_byte, is_token_byte, looks_like_jwt, runs};
use super::super::{FoundToken, Reading};
use super::encoded::in_base64;
use super::scheme;
use crate::json::Value;
use crate::placeholder::is_enclosed;
use crate::report::Format;

/// So many are listed.
const MAX_TOKENS: usize = 16;

/// Names of tokens without their underscores, the likeliest to be asked about first.
const NAMES: [&str; 9] = [
    "accesstoken",
    "idtoken",
    "token",
    "jwt",
    "assertion",
    "clientassertion",
    "subjecttoken",
    "logouttoken",
    "refreshtoken",
];

/// The place of a name among those of tokens.
fn rank(name: Option<&str>) -> usize {
    let unnamed = NAMES.len();
    name.map_or(unnamed, |name| {
        let plain: String = name
            .chars()
            .filter(|character| !"_-".contains(*character))
            .map(|character| character.to_ascii_lowercase())
            .collect();
        let place = NAMES.iter().position(|known| *known == plain);
        place.unwrap_or(unnamed)
    })
}

/// The reading with its tokens, the likeliest of which is looked at.
pub(super) fn of_tokens(mut reading: Reading, tokens: Vec<FoundToken>) -> Reading {
    reading.token = tokens.first().map(|token| token.token.clone());
    reading.tokens = tokens;
    reading
}

/// Whether a value under this name is a token, whatever it looks like.
pub(super) fn is_token_name(name: &str) -> bool {
    rank(Some(name)) < NAMES.len()
}

pub(super) fn found(name: Option<&str>, token: &str) -> FoundToken {
    let format = match (looks_like_jwt(token), dots(token)) {
        (true, 2) => Format::Jws,
        (true, 4) => Format::Jwe,
        _ => Format::Opaque,
    };
    FoundToken {
        token: token.to_owned(),
        name: name.map(str::to_owned),
        format,
    }
}

/// The tokens of a JSON value, the likeliest first.
pub(super) fn in_json(value: &Value) -> Vec<FoundToken> {
    let mut tokens = Vec::new();
    collect(value, None, &mut tokens);
    sorted(tokens)
}

/// The tokens among named values, the likeliest first.
pub(super) fn in_pairs<'a>(pairs: impl Iterator<Item = (&'a str, &'a str)>) -> Vec<FoundToken> {
    let mut tokens = Vec::new();
    for (name, value) in pairs {
        add(Some(name), value, &mut tokens);
    }
    sorted(tokens)
}

pub(super) fn sorted(tokens: Vec<FoundToken>) -> Vec<FoundToken> {
    let mut by_rank: Vec<Vec<FoundToken>> = Vec::new();
    by_rank.resize_with(NAMES.len() + 1, Vec::new);
    for token in tokens {
        by_rank[rank(token.name.as_deref())].push(token);
    }
    by_rank.into_iter().flatten().collect()
}

fn collect(value: &Value, name: Option<&str>, tokens: &mut Vec<FoundToken>) {
    match value {
        Value::Object(object) => {
            // As in `{"name": "Authorization", "value": …}`.
            let named = object.get_str("name");
            for (name, value) in object.iter() {
                let name = named.filter(|_| name == "value").unwrap_or(name);
                collect(value, Some(name), tokens);
            }
        }
        Value::Array(elements) => {
            for element in elements {
                collect(element, name, tokens);
            }
        }
        Value::String(text) => add(name, text, tokens),
        _ => {}
    }
}

fn add(name: Option<&str>, text: &str, tokens: &mut Vec<FoundToken>) {
    let decoded = in_base64(text).filter(|inner| looks_like_jwt(inner));
    let text = decoded.as_deref().map_or(text, str::trim);
    // The value of a header; a challenge has the same scheme.
    let is_challenge = name.is_some_and(|name| name.eq_ignore_ascii_case("www-authenticate"));
    let sent = scheme(text, &["Bearer", "DPoP"]).filter(|_| !is_challenge);
    let sent = sent.filter(|token| token.bytes().all(is_opaque_byte));
    let text = sent.unwrap_or(text);
    let is_token = sent.is_some() || looks_like_jwt(text) || name.is_some_and(is_token_name);
    let is_one = !text.is_empty() && !text.contains(char::is_whitespace) && !is_enclosed(text);
    let is_new = tokens.iter().all(|known| known.token != text);
    if is_token && is_one && is_new && tokens.len() < MAX_TOKENS {
        tokens.push(found(name, text));
    }
}

/// The JWTs of a text, that which was chosen first.
pub(super) fn in_text(text: &str, chosen: &str) -> Vec<FoundToken> {
    let mut tokens = vec![found(None, chosen)];
    for run in runs(text, is_token_byte).map(bare) {
        if looks_like_jwt(run) {
            add(None, run, &mut tokens);
        }
    }
    tokens
}
