//! Values behind their names in a text: arguments of GraphQL, attributes, members of JSON that is none yet, lines of YAML.

use std::collections::BTreeSet;

use super::super::names_of_secrets::names_secret;
use super::{NamedValue, is_name, is_value};

/// How long a text is at most in which a value is looked for beside its name.
const MAX_PAIRED: usize = 64 << 10;

/// Those that have the name of a secret.
pub(super) fn values(text: &str) -> Vec<NamedValue> {
    let variables = arguments(text);
    // In GraphQL a type stands where YAML has a value.
    let has_lines = !text.replace("{{", "").contains('{');
    let mut found = Vec::new();
    let mut pairs: Vec<(&str, &str)> = Vec::new();
    for (at, _) in text.match_indices([':', '=']) {
        let Some(name) = name_before(&text[..at]) else {
            continue;
        };
        if text.len() <= MAX_PAIRED {
            let value = quoted(text[at + 1..].trim_start());
            pairs.extend(value.map(|value| (name, value)));
        }
        if !names_secret(name) && !variables.contains(name) {
            continue;
        }
        let behind = &text[at + 1..];
        let quoted = quoted(behind.trim_start_matches('>').trim_start());
        let line = || has_lines.then(|| rest_of_line(text, at, name)).flatten();
        if let Some(value) = quoted.or_else(line) {
            found.push(NamedValue::new(name, value));
        }
    }
    // `{name: 'password', type: 'text', value: '…'}`
    for near in pairs.windows(2).chain(pairs.windows(3)) {
        let is_secret =
            |(name, text): &&(&str, &str)| !is_value(name) && is_name(text) && names_secret(text);
        let secret = near.iter().find(is_secret);
        let value = near.iter().find(|(name, _)| is_value(name));
        if let (Some((_, name)), Some((_, value))) = (secret, value) {
            found.push(NamedValue::new(name, value));
        }
    }
    found
}

/// The variables of GraphQL behind the name of a secret: `pw` of `password: $pw`.
pub(super) fn arguments(text: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for (at, _) in text.match_indices(':') {
        let Some(variable) = text[at + 1..].trim_start().strip_prefix('$') else {
            continue;
        };
        if name_before(&text[..at]).is_some_and(names_secret) {
            let end = variable.find(|letter| !is_of_name(letter));
            found.insert(variable[..end.unwrap_or(variable.len())].to_owned());
        }
    }
    found
}

fn is_of_name(letter: char) -> bool {
    letter.is_alphanumeric() || "_-.".contains(letter)
}

/// The name at the end of a text, which may stand in quotation marks; of `$name: Type` the name.
fn name_before(text: &str) -> Option<&str> {
    let bare = text.trim_end().trim_end_matches(['"', '\'', '\\', '!']);
    let rest = bare.trim_end_matches(is_of_name);
    let name = &bare[rest.len()..];
    if let Some(declared) = rest.trim_end().strip_suffix(':') {
        let declared = declared.trim_end();
        let start = declared.trim_end_matches(is_of_name);
        if start.ends_with('$') {
            return Some(&declared[start.len()..]);
        }
    }
    (!name.is_empty()).then_some(name)
}

/// The text in quotation marks that begins here, where there is something in them.
fn quoted(text: &str) -> Option<&str> {
    let mut marks = ["\\\"", "\"\"\"", "\"", "'"].into_iter();
    let mark = marks.find(|mark| text.starts_with(mark))?;
    let inner = &text[mark.len()..];
    let is_end = |at: &usize| !inner[..*at].ends_with('\\');
    let mut ends = inner.match_indices(mark).map(|(at, _)| at);
    let end = ends.find(is_end).unwrap_or(inner.len());
    (end > 0).then(|| &inner[..end])
}

/// The one word that a line has behind its name.
fn rest_of_line<'a>(text: &'a str, at: usize, name: &str) -> Option<&'a str> {
    let before = text[..at].trim_end_matches([' ', '\t', '"', '\'']);
    let before = before.strip_suffix(name)?;
    let before = before.trim_end_matches([' ', '\t', '-', '"', '\'']);
    if !(before.is_empty() || before.ends_with('\n')) {
        return None;
    }
    let value = text[at + 1..].lines().next()?.trim();
    let is_plain =
        !value.starts_with(['$', '|', '>', '&', '*', '[', '<', '#', '"', '\'', ':', '=']);
    let is_word = !value.is_empty() && !value.contains(char::is_whitespace);
    (is_plain && is_word).then_some(value)
}
