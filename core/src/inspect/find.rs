//! Finds the token in what people paste.

use serde::Serialize;

use crate::json::{self, Value};

/// Only this much of a text is searched, in bytes; a token is far shorter.
const SEARCHED_BYTES: usize = 1024 * 1024;

/// Members of a token response and parameters of a URL that hold tokens, the likeliest first.
const TOKEN_NAMES: [&str; 5] = [
    "access_token",
    "id_token",
    "token",
    "assertion",
    "refresh_token",
];

/// What a text was, apart from the token in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum PastedAs {
    /// The token and nothing else.
    Token,
    /// A token with white space or quotes around it.
    Trimmed,
    /// An `Authorization` header, or its value.
    AuthorizationHeader,
    /// A token response or other JSON with a token in it.
    Json,
    /// A token broken over lines.
    Wrapped,
    /// Other text with a token in it: a curl command, a URL, a log line.
    Text,
}

/// The token, where it starts if it stands in one piece, and what surrounded it.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Found {
    pub(super) token: String,
    pub(super) start: Option<usize>,
    pub(super) pasted_as: PastedAs,
}

pub(super) fn find(text: &str) -> Found {
    if text.bytes().all(is_token_byte) {
        return Found {
            token: text.to_owned(),
            start: Some(0),
            pasted_as: PastedAs::Token,
        };
    }
    let searched = &text[..(0..=text.len().min(SEARCHED_BYTES))
        .rev()
        .find(|end| text.is_char_boundary(*end))
        .unwrap_or(0)];
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
        .or_else(|| in_text(text, searched))
        .or_else(|| wrapped(trimmed))
        .unwrap_or_else(|| piece(text, trimmed, PastedAs::Trimmed))
}

/// A compact token's own characters, and `=`, so that padding is reported as such.
fn is_token_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"-_.=".contains(&byte)
}

/// Whether a run of token characters has the look of a JWT: `{"` at the start, and dots.
fn looks_like_jwt(run: &str) -> bool {
    run.starts_with("ey") && run.bytes().filter(|byte| *byte == b'.').count() >= 2
}

/// A slice of `text` as what was found; an offset is kept where the slice lies in it.
fn piece(text: &str, slice: &str, pasted_as: PastedAs) -> Found {
    let start = (slice.as_ptr() as usize)
        .checked_sub(text.as_ptr() as usize)
        .filter(|start| start + slice.len() <= text.len());
    let pasted_as = if slice.len() == text.len() {
        PastedAs::Token
    } else {
        pasted_as
    };
    Found {
        token: slice.to_owned(),
        start,
        pasted_as,
    }
}

fn in_json(text: &str, trimmed: &str) -> Option<Found> {
    if !trimmed.starts_with(['{', '[']) {
        return None;
    }
    let value = json::parse(trimmed.as_bytes()).value?;
    let token = token_member(&value)?;
    let start = text.find(token);
    Some(Found {
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

/// `Authorization: Bearer x`, `Bearer x`, `DPoP x`; the token may be opaque.
fn in_authorization(text: &str, trimmed: &str) -> Option<Found> {
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
    (!token.is_empty() && token.bytes().all(is_token_byte))
        .then(|| piece(text, token, PastedAs::AuthorizationHeader))
}

/// The longest run of token characters that looks like a JWT; else what follows `Bearer` or a token parameter.
fn in_text(text: &str, searched: &str) -> Option<Found> {
    let runs = || {
        searched.split(|character: char| !character.is_ascii() || !is_token_byte(character as u8))
    };
    if let Some(jwt) = runs()
        .map(bare)
        .filter(|run| looks_like_jwt(run))
        .max_by_key(|run| run.len())
    {
        return Some(piece(text, jwt, PastedAs::Text));
    }
    let after_bearer = find_ignoring_case(searched, "bearer ").map(|at| &searched[at + 7..]);
    let opaque = after_bearer.and_then(|rest| {
        rest.split(|character: char| !character.is_ascii() || !is_token_byte(character as u8))
            .next()
    });
    opaque
        .filter(|token| !token.is_empty())
        .or_else(|| {
            runs().find_map(|run| {
                Some(bare(run)).filter(|cut| cut.len() < run.len() && !cut.is_empty())
            })
        })
        .map(|token| piece(text, token, PastedAs::Text))
}

/// A run without the parameter's name: in `access_token=eyJ…` it hangs on.
fn bare(run: &str) -> &str {
    TOKEN_NAMES
        .iter()
        .find_map(|name| run.strip_prefix(name)?.strip_prefix('='))
        .unwrap_or(run)
}

fn find_ignoring_case(text: &str, needle: &str) -> Option<usize> {
    text.as_bytes()
        .windows(needle.len())
        .position(|window| window.eq_ignore_ascii_case(needle.as_bytes()))
}

/// A token broken over lines, as terminals and mails do it, with a shell's backslashes or without.
fn wrapped(trimmed: &str) -> Option<Found> {
    let is_break = |character: char| character.is_whitespace() || character == '\\';
    let joined: String = trimmed.split(is_break).collect();
    (looks_like_jwt(&joined) && joined.bytes().all(is_token_byte)).then_some(Found {
        token: joined,
        start: None,
        pasted_as: PastedAs::Wrapped,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const TOKEN: &str = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhIn0.c2ln";

    #[track_caller]
    fn check(text: &str, token: &str, pasted_as: PastedAs) {
        let found = find(text);
        assert_eq!(
            (found.token.as_str(), found.pasted_as),
            (token, pasted_as),
            "{text}"
        );
        if let Some(start) = found.start {
            assert_eq!(&text[start..start + token.len()], token);
        }
    }

    #[test]
    fn finds_the_token_in_what_people_paste() {
        check(TOKEN, TOKEN, PastedAs::Token);
        check(&format!("  \"{TOKEN}\"\n"), TOKEN, PastedAs::Trimmed);
        check(
            &format!("Bearer {TOKEN}"),
            TOKEN,
            PastedAs::AuthorizationHeader,
        );
        check(
            &format!("authorization: bearer {TOKEN}\r\n"),
            TOKEN,
            PastedAs::AuthorizationHeader,
        );
        check(
            "Bearer 6f1ed002ab55",
            "6f1ed002ab55",
            PastedAs::AuthorizationHeader,
        );
        check(
            &format!(r#"{{"token_type":"Bearer","access_token":"{TOKEN}"}}"#),
            TOKEN,
            PastedAs::Json,
        );
        check(
            &format!(r#"{{"data":{{"jwt":"{TOKEN}"}}}}"#),
            TOKEN,
            PastedAs::Json,
        );
        check(
            &format!("curl -H 'Authorization: Bearer {TOKEN}' https://localhost:6001/identity"),
            TOKEN,
            PastedAs::Text,
        );
        check(
            &format!("https://client/cb#access_token={TOKEN}&token_type=Bearer"),
            TOKEN,
            PastedAs::Text,
        );
        check(
            "curl https://a -H 'Authorization: Bearer 6f1ed002ab55'",
            "6f1ed002ab55",
            PastedAs::Text,
        );
        check(
            "https://client/cb?token=6f1ed002&x=1",
            "6f1ed002",
            PastedAs::Text,
        );
        check(
            &format!("{}\n{}", &TOKEN[..20], &TOKEN[20..]),
            TOKEN,
            PastedAs::Wrapped,
        );
        check(
            &format!("{}\\\n  {}", &TOKEN[..9], &TOKEN[9..]),
            TOKEN,
            PastedAs::Wrapped,
        );
    }

    #[test]
    fn leaves_what_holds_no_token_as_it_is() {
        check("", "", PastedAs::Token);
        check("hello world", "hello world", PastedAs::Token);
        check("{not json", "{not json", PastedAs::Token);
        check("\u{0}\u{1}ÿ", "\u{0}\u{1}ÿ", PastedAs::Token);
    }

    #[test]
    fn keeps_padding_so_that_it_can_be_reported() {
        check(
            &format!("{TOKEN}=="),
            &format!("{TOKEN}=="),
            PastedAs::Token,
        );
    }
}
