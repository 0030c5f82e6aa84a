//! What in the text of a body no file holds.

use claimscope_oauth::mask;

use super::named_values::{NamedValue, is_value_of_secret, named_secrets};
use super::names_of_secrets::names_secret;
use super::secret_names::{has_known_token, is_given};

/// What in a body's text may be a secret, in words: a member, an element or a field, a token or a private key.
pub(crate) fn secret_in_body(text: &str) -> Option<String> {
    let mut named = named_secrets(text).into_iter().filter(NamedValue::is_given);
    let named = named.next().map(|one| one.name);
    if let Some(name) = named.or_else(|| secret_field(text)) {
        return Some(format!("{name} in it may be a secret"));
    }
    let has_token = mask::without_jwt(text) != text || has_known_token(text);
    (has_token || text.contains("PRIVATE KEY-----"))
        .then(|| "a token or a private key is in it".to_owned())
}

/// The name of a field of a form that nothing says to be one.
pub(crate) fn secret_field(text: &str) -> Option<String> {
    let text = text.trim();
    if text.contains(|letter: char| letter.is_whitespace() || "<{".contains(letter)) {
        return None;
    }
    let pairs: Vec<(&str, &str)> = text
        .split('&')
        .filter_map(|pair| pair.split_once('='))
        .collect();
    let is_secret = |(name, value): &&(&str, &str)| {
        let is_value = || is_value_of_secret(name, pairs.iter().copied()) && is_given(value);
        !value.is_empty() && names_secret(name) || is_value()
    };
    let (name, _) = pairs.iter().find(is_secret)?;
    Some((*name).to_owned())
}
