//! The credentials of one request, and masking them in whatever form a server gives them back.
//!
//! A text is searched as it is, and with its percent encoding, JSON escapes and HTML entities undone, up to three times
//! over; runs of base64, base64url and hexadecimal digits are decoded too, wherever they start within the encoding.
//!
//! How much of a credential is looked for:
//!
//! - from twelve bytes on, every part of eight bytes or more, wherever it stands;
//! - a shorter one as a whole, wherever it stands;
//! - one that could be a word (letters alone, or up to three characters) only where it is no part of a longer name, so
//!   that `example` does not tear `https://login.example.com`;
//! - one that error texts use for what it is (`secret`, `password` …) only as a value: after a quote, `=` or `:`.

use std::collections::BTreeSet;
use std::fmt;

use super::{MASK, decode, is_secret_header, is_secret_parameter};
use claimscope_core::json::{self, Value};
use claimscope_core::secret::is_secret_name;

/// The length of the parts that are looked for.
const PART: usize = 8;

/// From this length on parts are looked for.
const LONG: usize = 12;

/// A cookie shorter than this is a setting rather than a credential.
const SHORTEST_COOKIE: usize = 8;

/// How often escapes are undone, one within the other.
const LAYERS: usize = 3;

/// How often base64 and hexadecimal are decoded, one within the other.
const DEPTH: usize = 2;

/// What error texts call a credential; a secret of that very name is a setting of examples.
const COMMON_WORDS: &[&str] = &[
    "client", "code", "key", "password", "secret", "token", "user", "username",
];

/// The credentials that a request carries. Their values are never printed.
#[derive(Clone, Default)]
pub struct SentCredentials {
    short: Vec<Vec<u8>>,
    parts: BTreeSet<[u8; PART]>,
}

impl SentCredentials {
    /// Adds a value.
    pub fn add(&mut self, value: &[u8]) {
        if value.len() >= LONG {
            let parts = value
                .windows(PART)
                .filter_map(|part| <[u8; PART]>::try_from(part).ok());
            self.parts.extend(parts);
        } else if !value.is_empty() && !self.short.iter().any(|known| known == value) {
            self.short.push(value.to_vec());
        }
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.short.is_empty() && self.parts.is_empty()
    }

    /// The text with every credential masked.
    pub fn mask(&self, text: &str) -> String {
        let hits = self.hits(text.as_bytes(), DEPTH);
        if hits.is_empty() {
            return text.to_owned();
        }
        let mut hidden = vec![false; text.len()];
        for (start, end) in hits {
            hidden[start..end].fill(true);
        }
        let mut masked = String::with_capacity(text.len());
        let mut was_hidden = false;
        for (start, character) in text.char_indices() {
            let is_hidden = hidden[start..start + character.len_utf8()].contains(&true);
            match (is_hidden, was_hidden) {
                (false, _) => masked.push(character),
                (true, false) => masked.push_str(MASK),
                (true, true) => {}
            }
            was_hidden = is_hidden;
        }
        masked
    }

    /// Adds the credential of a header, where its name says that it has one.
    pub(crate) fn add_header(&mut self, name: &str, value: &[u8]) {
        if !is_secret_header(name) {
            return;
        }
        if name.eq_ignore_ascii_case("cookie") {
            for cookie in value.split(|byte| *byte == b';') {
                let value = cookie.splitn(2, |byte| *byte == b'=').nth(1);
                let value = value.unwrap_or_default().trim_ascii();
                if value.len() >= SHORTEST_COOKIE {
                    self.add(value);
                }
            }
            return;
        }
        let value = value.trim_ascii();
        let credential = match value.iter().position(|byte| *byte == b' ') {
            Some(end) => value[end..].trim_ascii_start(),
            None => value,
        };
        self.add(credential);
        let is_basic = value
            .get(..6)
            .is_some_and(|scheme| scheme.eq_ignore_ascii_case(b"basic "));
        if let Some(pair) = is_basic.then(|| decode::base64(credential)) {
            let secret = pair.splitn(2, |byte| *byte == b':').nth(1);
            let secret = secret.unwrap_or_default();
            self.add(secret);
            self.add(&decode::form_value(secret));
        }
    }

    /// Adds those of a URL's query.
    pub(crate) fn add_url(&mut self, url: &str) {
        if let Some((_, query)) = url.split_once('?') {
            self.add_form(query.split('#').next().unwrap_or_default().as_bytes());
        }
    }

    /// Adds those of a body, which is JSON or a form.
    pub(crate) fn add_body(&mut self, body: &[u8]) {
        match json::parse(body).value {
            Some(value @ (Value::Object(_) | Value::Array(_))) => self.add_json(&value),
            _ => self.add_form(body),
        }
    }

    fn add_form(&mut self, form: &[u8]) {
        for (name, value) in form_urlencoded::parse(form) {
            if is_secret_parameter(&name) {
                self.add(value.as_bytes());
            }
        }
    }

    fn add_json(&mut self, value: &Value) {
        match value {
            Value::Object(object) => {
                for (name, member) in object.iter() {
                    if is_secret_name(name) {
                        self.add_values(member);
                    } else {
                        self.add_json(member);
                    }
                }
            }
            Value::Array(elements) => elements.iter().for_each(|element| self.add_json(element)),
            _ => {}
        }
    }

    /// Adds every value below a telling name.
    fn add_values(&mut self, value: &Value) {
        match value {
            Value::Null | Value::Bool(_) => {}
            Value::Number(number) => self.add(number.text().as_bytes()),
            Value::String(text) => self.add(text.as_bytes()),
            Value::Array(elements) => elements.iter().for_each(|element| self.add_values(element)),
            Value::Object(object) => object
                .iter()
                .for_each(|(_, member)| self.add_values(member)),
        }
    }

    /// Where credentials stand, as ranges of bytes.
    fn hits(&self, text: &[u8], depth: usize) -> Vec<(usize, usize)> {
        let mut hits = Vec::new();
        if self.is_empty() {
            return hits;
        }
        let mut layer = decode::Layer::of(text);
        for _ in 0..=LAYERS {
            for (start, end) in self.plain_hits(layer.bytes()) {
                hits.push(layer.source(start, end));
            }
            if depth > 0 {
                for run in decode::runs(layer.bytes()) {
                    for (start, end) in self.hits(&run.decoded, depth - 1) {
                        let (start, end) = run.source(start, end);
                        hits.push(layer.source(start, end));
                    }
                }
            }
            match layer.undone() {
                Some(next) => layer = next,
                None => break,
            }
        }
        hits
    }

    fn plain_hits(&self, text: &[u8]) -> Vec<(usize, usize)> {
        let mut hits: Vec<(usize, usize)> = Vec::new();
        for (start, part) in text.windows(PART).enumerate() {
            if self.parts.contains(part) {
                match hits.last_mut() {
                    Some((_, end)) if *end >= start => *end = start + PART,
                    _ => hits.push((start, start + PART)),
                }
            }
        }
        for value in &self.short {
            let places = text.windows(value.len()).enumerate();
            let found = places.filter(|(_, window)| window == value);
            hits.extend(
                found
                    .map(|(start, _)| (start, start + value.len()))
                    .filter(|(start, end)| counts(value, &text[..*start], &text[*end..])),
            );
        }
        hits
    }
}

impl fmt::Debug for SentCredentials {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("SentCredentials(…)")
    }
}

/// Whether a short credential that was found counts where it stands.
fn counts(value: &[u8], before: &[u8], after: &[u8]) -> bool {
    let is_word = value.len() <= 3 || value.iter().all(u8::is_ascii_alphabetic);
    if !is_word {
        return true;
    }
    let joins =
        |byte: &u8| byte.is_ascii_alphanumeric() || b"-_/@%".contains(byte) || *byte >= 0x80;
    // A full stop joins where a name goes on behind it.
    let joined_after = match after {
        [b'.', next, ..] => next.is_ascii_alphanumeric(),
        [next, ..] => joins(next),
        [] => false,
    };
    let joined_before = match before {
        [.., previous, b'.'] => previous.is_ascii_alphanumeric(),
        [.., previous] => joins(previous),
        [] => false,
    };
    if joined_before || joined_after {
        return false;
    }
    let is_common = COMMON_WORDS
        .iter()
        .any(|word| value.eq_ignore_ascii_case(word.as_bytes()));
    !is_common || is_value(before.trim_ascii_end())
}

/// Whether what stands before says that a value follows.
fn is_value(before: &[u8]) -> bool {
    before
        .last()
        .is_none_or(|byte| b"\"'`=:([{<".contains(byte) || *byte >= 0x80)
}

#[cfg(test)]
mod tests;
