//! Names and values as lines of text, in which a place of a secret stands as a file has it.

use claimscope_client::workspace::{SavedValue, SecretPlace, is_secret_variable};
use claimscope_core::secret::Secret;
use serde::{Deserialize as _, Deserializer, Serializer};

use crate::sensitive::Sensitive;
use crate::without_secrets::text_without_secrets;

/// One name and value each line.
///
/// # Errors
///
/// The number of a line that has no name.
pub(crate) fn lines(text: &str, between: char) -> Result<Vec<(String, String)>, usize> {
    let lines = text.lines().enumerate();
    let lines = lines.filter(|(_, line)| !line.trim().is_empty());
    let pair = |(index, line): (usize, &str)| match line.split_once(between) {
        Some((name, value)) if !name.trim().is_empty() => {
            Ok((name.trim().to_owned(), value.trim().to_owned()))
        }
        _ => Err(index + 1),
    };
    lines.map(pair).collect()
}

/// What a file says for a value; `None` where it is a secret that a person typed.
pub(crate) fn value(name: &str, text: &str) -> Option<SavedValue> {
    if let Some((kind, inner)) = table(text) {
        return Some(match kind {
            "keychain" => SavedValue::Secret(SecretPlace::Keychain(inner)),
            "env" => SavedValue::Secret(SecretPlace::Env(inner)),
            "file" => SavedValue::Secret(SecretPlace::File(inner)),
            _ => SavedValue::PlainText(inner),
        });
    }
    if text == SecretPlace::Ask.to_string() {
        return Some(SavedValue::Secret(SecretPlace::Ask));
    }
    let is_secret = is_secret_variable(name, text);
    (!is_secret).then(|| SavedValue::Text(text.to_owned()))
}

/// A value as a line shows it.
pub(crate) fn shown(value: &SavedValue) -> String {
    match value {
        SavedValue::Text(text) => text.clone(),
        SavedValue::PlainText(text) => format!("{{ text = {text:?} }}"),
        SavedValue::Secret(place) => place.to_string(),
    }
}

fn table(text: &str) -> Option<(&str, String)> {
    let inner = text.strip_prefix('{')?.strip_suffix('}')?.trim();
    let (kind, quoted) = inner.split_once('=')?;
    let kind = kind.trim();
    let known = ["keychain", "env", "file", "text"].contains(&kind);
    let inner = serde_json::from_str(quoted.trim()).ok()?;
    known.then_some((kind, inner))
}

/// The lines with what was typed in place of where a file says that a secret is.
pub(crate) fn with_typed(text: &str, typed: &dyn Fn(&str) -> Option<Secret>) -> Sensitive {
    let line = |line: &str| {
        let name = line.split_once('=').map_or("", |(name, _)| name.trim());
        match typed(name) {
            Some(secret) => format!("{name}={}", secret.expose_str().unwrap_or_default()),
            None => line.to_owned(),
        }
    };
    let lines: Vec<String> = text.lines().map(line).collect();
    Sensitive::from(lines.join("\n"))
}

/// Whether the window's own state may keep a line: no secret stands in it.
fn is_kept(line: &str) -> bool {
    let is_plain = text_without_secrets(line) == line;
    let pair = line.split_once('=');
    is_plain && pair.is_none_or(|(name, text)| value(name.trim(), text.trim()).is_some())
}

/// The lines with what a file has in place of those that the window's own state may not keep.
pub(crate) fn to_save(text: &Sensitive, was: &[(String, SavedValue)]) -> Sensitive {
    let line = |line: &str| {
        if is_kept(line) {
            return Some(line.to_owned());
        }
        let (name, _) = line.split_once('=')?;
        let (name, value) = was.iter().find(|(other, _)| other == name.trim())?;
        Some(format!("{name}={}", shown(value)))
    };
    let lines: Vec<String> = text.expose().lines().filter_map(line).collect();
    Sensitive::from(lines.join("\n"))
}

/// The lines as the window's own state keeps them: without those whose value may be a secret.
pub(crate) fn serialize<S: Serializer>(text: &Sensitive, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(to_save(text, &[]).expose())
}

/// What [`serialize`] wrote.
pub(crate) fn deserialize<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Sensitive, D::Error> {
    String::deserialize(deserializer).map(Sensitive::from)
}
