//! The credentials of one request, and masking them in whatever form a server gives them back.
//!
//! A text is searched as it is, and in every other reading that it may have, one within the other: with escapes undone
//! (percent and form encoding, JSON and C, HTML, quoted-printable), with runs of digits decoded wherever they start within
//! the encoding (hexadecimal, base32, base64, base64url), lists of numbers taken for bytes, and as UTF-16.
//!
//! How much of a credential is looked for:
//!
//! - from twelve bytes on, every part of eight bytes or more, wherever it stands;
//! - a shorter one as a whole, wherever it stands;
//! - a URL, such as that of a webhook, as a whole; of its parts user info, values of the query, and those of the path that have a
//!   digit or sixteen bytes, since shorter words stand in any text;
//! - at the end of a text that was cut off, its beginning or that of a part, of four bytes or more;
//! - one that could be a word (letters alone, or up to three characters) only where it is no part of a longer name, so
//!   that `example` does not tear `https://login.example.com`;
//! - one that error texts use for what it is (`secret`, `password` …) only as a value: after a quote, `=` or `:`.

use std::collections::BTreeSet;
use std::fmt;

use super::decode::{DEPTH, Depth, binary_readings, readings};
use super::reading::{Builder, Reading};
use super::{MASK, digits, escape, is_secret_header, is_secret_parameter};
use claimscope_core::json::{self, Object, Value};
use claimscope_core::secret::is_secret_member;

/// The length of the parts that are looked for.
const PART: usize = 8;

/// From this length on parts are looked for.
const LONG: usize = 12;

/// How much of a credential at least is masked where a text was cut off in its midst.
const SHORTEST_CUT: usize = 4;

/// From this length on a part of a URL's path is looked for whatever is in it.
const LONG_PATH_PART: usize = 16;

/// A value in a URL's query shorter than this is a setting, unless its name says otherwise.
const SHORTEST_QUERY_VALUE: usize = 4;

/// A cookie shorter than this is a setting rather than a credential.
const SHORTEST_COOKIE: usize = 8;

/// How many bytes are looked at for each byte of a text, its readings included. Ordinary texts take a third of it; of one
/// that was made to take more, what was not looked at is not shown.
const EFFORT: usize = 16;

/// What a short text may take beside that.
const LEAST_EFFORT: usize = 64 * 1024;

/// The size of the filter, in bits; most parts of a text end there.
const FILTER_BITS: u32 = 16;

/// What error texts call a credential; a secret of that very name is a setting of examples.
const COMMON_WORDS: &[&str] = &[
    "client", "code", "key", "password", "secret", "token", "user", "username",
];

/// The credentials that a request carries. Their values are never printed.
#[derive(Clone, Default)]
pub struct SentCredentials {
    short: Vec<Vec<u8>>,
    /// Parts of long credentials.
    parts: BTreeSet<[u8; PART]>,
    /// A bit for each part by its hash; empty where there are none.
    filter: Vec<u64>,
}

impl SentCredentials {
    /// Adds a value.
    pub fn add(&mut self, value: &[u8]) {
        self.add_as_it_is(value);
        if value.contains(&b' ') {
            // As forms write it.
            let plus = |byte: &u8| if *byte == b' ' { b'+' } else { *byte };
            self.add_as_it_is(&value.iter().map(plus).collect::<Vec<_>>());
        }
    }

    fn add_as_it_is(&mut self, value: &[u8]) {
        let is_url = is_url(value);
        if is_url {
            self.add_parts_of_url(value);
        }
        if value.len() >= LONG && !is_url {
            self.filter.resize(1 << (FILTER_BITS - 6), 0);
            for part in value.windows(PART) {
                let Ok(part) = <[u8; PART]>::try_from(part) else {
                    continue;
                };
                let (word, bit) = place_in_filter(u64::from_be_bytes(part));
                self.filter[word] |= bit;
                self.parts.insert(part);
            }
        } else if !value.is_empty() && !self.short.iter().any(|known| known == value) {
            self.short.push(value.to_vec());
        }
    }

    /// Adds what of a URL may be a secret by itself, wherever it is given back without the rest.
    fn add_parts_of_url(&mut self, url: &[u8]) {
        let behind = url.splitn(3, |byte| *byte == b'/').nth(2);
        let behind = behind.unwrap_or_default();
        let end = behind.iter().position(|byte| b"/?#".contains(byte));
        let (authority, rest) = behind.split_at(end.unwrap_or(behind.len()));
        if let Some(at) = authority.iter().rposition(|byte| *byte == b'@') {
            let mut info = authority[..at].splitn(2, |byte| *byte == b':');
            let (user, password) = (info.next().unwrap_or_default(), info.next());
            // Beside a password, a short name is any word.
            if password.is_none() || user.len() >= PART {
                self.add_value_of_url(user);
            }
            self.add_value_of_url(password.unwrap_or_default());
        }
        let mut pieces = rest.split(|byte| b"?&#".contains(byte));
        self.add_path(pieces.next().unwrap_or_default());
        for piece in pieces {
            match piece.iter().position(|byte| *byte == b'=') {
                Some(at) if at + 1 < piece.len() => {
                    let value = &piece[at + 1..];
                    let is_secret = || is_secret_parameter(&String::from_utf8_lossy(&piece[..at]));
                    if value.len() >= SHORTEST_QUERY_VALUE || is_secret() {
                        self.add_value_of_url(value);
                    }
                }
                _ => self.add_path(piece),
            }
        }
    }

    fn add_value_of_url(&mut self, value: &[u8]) {
        let value = escape::form_value(value);
        // A URL within a URL is taken apart as a path, so that depth costs nothing.
        match is_url(&value) {
            true => self.add_path(
                value
                    .splitn(4, |byte| *byte == b'/')
                    .nth(3)
                    .unwrap_or_default(),
            ),
            false => self.add(&value),
        }
    }

    /// Adds those parts of a path that are no words of a path.
    fn add_path(&mut self, path: &[u8]) {
        for part in path.split(|byte| b"/?&=#;:@".contains(byte)) {
            let has_digit = part.iter().any(u8::is_ascii_digit);
            if part.len() >= LONG_PATH_PART || part.len() >= PART && has_digit {
                self.add_value_of_url(part);
            }
        }
    }

    /// Adds all of the others.
    pub fn extend(&mut self, others: &Self) {
        for value in &others.short {
            self.add_as_it_is(value);
        }
        if !others.filter.is_empty() {
            self.filter.resize(others.filter.len(), 0);
            let words = self.filter.iter_mut().zip(&others.filter);
            words.for_each(|(word, other)| *word |= other);
            self.parts.extend(&others.parts);
        }
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.short.is_empty() && self.parts.is_empty()
    }

    /// The text with every credential masked.
    pub fn mask(&self, text: &str) -> String {
        if self.is_empty() {
            return text.to_owned();
        }
        let mut effort = text.len().saturating_mul(EFFORT).max(LEAST_EFFORT);
        let mut hits = self.hits(text.as_bytes(), DEPTH, &mut effort);
        hits.extend(self.cut_off(text));
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

    /// A JSON value with every credential masked, in names and values at any depth.
    pub fn mask_json(&self, value: &Value) -> Value {
        match value {
            Value::Object(object) => Value::Object(self.mask_members(object, &[])),
            Value::Array(elements) => {
                Value::Array(elements.iter().map(|one| self.mask_json(one)).collect())
            }
            Value::String(text) => Value::String(self.mask(text)),
            Value::Number(number) => match self.mask(&number.text()) {
                masked if masked == *number.text() => value.clone(),
                masked => Value::String(masked),
            },
            Value::Null | Value::Bool(_) => value.clone(),
        }
    }

    /// An object with every credential masked; the members of these names stay as they are.
    pub fn mask_members(&self, object: &Object, stay: &[&str]) -> Object {
        let mut masked = Object::new();
        for (name, member) in object.iter() {
            let value = match stay.contains(&name) {
                true => member.clone(),
                false => self.mask_json(member),
            };
            masked.set(self.mask(name), value);
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
        if let Some(pair) = is_basic.then(|| digits::base64(credential)) {
            let secret = pair.splitn(2, |byte| *byte == b':').nth(1);
            let secret = secret.unwrap_or_default();
            self.add(secret);
            self.add(&escape::form_value(secret));
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
                    if is_secret_member(object, name) {
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

    /// Where a credential begins in whose midst the text was cut off, as `…` at its end says.
    fn cut_off(&self, text: &str) -> Option<(usize, usize)> {
        let kept = text.strip_suffix('…')?.as_bytes();
        let mut starts = (SHORTEST_CUT..LONG)
            .rev()
            .filter_map(|length| kept.len().checked_sub(length));
        let start = starts.find(|start| self.has_beginning(&kept[*start..]))?;
        Some((start, kept.len()))
    }

    /// Whether a credential, or a part of one, begins so.
    fn has_beginning(&self, bytes: &[u8]) -> bool {
        let mut least = [0; PART];
        let is_of_a_part = bytes.len() < PART && {
            least[..bytes.len()].copy_from_slice(bytes);
            let mut parts = self.parts.range(least..);
            parts.next().is_some_and(|part| part.starts_with(bytes))
        };
        is_of_a_part || self.short.iter().any(|value| value.starts_with(bytes))
    }

    /// Where credentials stand, as ranges of bytes; all of the text where the effort does not suffice.
    fn hits(&self, text: &[u8], depth: Depth, effort: &mut usize) -> Vec<(usize, usize)> {
        match effort.checked_sub(text.len()) {
            Some(left) => *effort = left,
            None => return vec![(0, text.len())],
        }
        let mut hits = self.plain_hits(text);
        hits.extend(self.hits_in(binary_readings(text, depth), effort));
        if depth.is_within_digits() {
            let printable = Builder::printable(text).finish();
            let found = self.hits_in(readings(&printable.bytes, depth), effort);
            hits.extend(found.map(|(start, end)| printable.source(start, end)));
        } else {
            hits.extend(self.hits_in(readings(text, depth), effort));
        }
        hits
    }

    /// Where credentials stand in readings of a text, as ranges of that text.
    fn hits_in(
        &self,
        readings: Vec<(Reading, Depth)>,
        effort: &mut usize,
    ) -> impl Iterator<Item = (usize, usize)> {
        readings.into_iter().flat_map(|(reading, depth)| {
            let hits = self.hits(&reading.bytes, depth, effort).into_iter();
            let hits = hits.filter(|(start, end)| start < end);
            hits.map(move |(start, end)| reading.source(start, end))
                .collect::<Vec<_>>()
        })
    }

    fn plain_hits(&self, text: &[u8]) -> Vec<(usize, usize)> {
        let mut hits: Vec<(usize, usize)> = Vec::new();
        if !self.parts.is_empty() {
            let mut window = 0_u64;
            for (last, byte) in text.iter().enumerate() {
                window = (window << 8) | u64::from(*byte);
                let (word, bit) = place_in_filter(window);
                let is_likely = self.filter[word] & bit != 0 && last + 1 >= PART;
                if is_likely && self.parts.contains(&window.to_be_bytes()) {
                    let start = last + 1 - PART;
                    match hits.last_mut() {
                        Some((_, end)) if *end >= start => *end = last + 1,
                        _ => hits.push((start, last + 1)),
                    }
                }
            }
        }
        for value in &self.short {
            let mut from = 0;
            while let Some(found) = find(&text[from..], value) {
                let (start, end) = (from + found, from + found + value.len());
                if counts(value, &text[..start], &text[end..]) {
                    hits.push((start, end));
                }
                from = start + 1;
            }
        }
        hits
    }
}

/// Where the filter has the bit of a part.
fn place_in_filter(part: u64) -> (usize, u64) {
    let hash = part.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> (64 - FILTER_BITS);
    ((hash >> 6) as usize, 1 << (hash & 63))
}

/// The first place of a value, which is not empty, in a text.
fn find(text: &[u8], value: &[u8]) -> Option<usize> {
    let first = value.first()?;
    let mut from = 0;
    loop {
        let at = from + text[from..].iter().position(|byte| byte == first)?;
        if text[at..].starts_with(value) {
            return Some(at);
        }
        from = at + 1;
    }
}

impl fmt::Debug for SentCredentials {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("SentCredentials(…)")
    }
}

fn is_url(value: &[u8]) -> bool {
    value.starts_with(b"https://") || value.starts_with(b"http://")
}

/// Whether a short credential that was found counts where it stands.
fn counts(value: &[u8], before: &[u8], after: &[u8]) -> bool {
    if is_url(value) {
        let goes_on = |byte: &u8| byte.is_ascii_alphanumeric() || b"-_".contains(byte);
        return !after.first().is_some_and(goes_on);
    }
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
