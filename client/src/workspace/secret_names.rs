//! Which names and values of variables, of members and of URLs are those of secrets, which no file holds.

use claimscope_core::secret::is_secret_parameter;
use claimscope_oauth::mask;

use super::members::{names_place, names_secret_parameter};

/// What such a name ends in, whatever stands between its words.
const ENDINGS: [&str; 17] = [
    "accesskey",
    "accountkey",
    "apikey",
    "authkey",
    "connectionstring",
    "connstr",
    "connstring",
    "credential",
    "credentials",
    "encryptionkey",
    "functionkey",
    "masterkey",
    "passwd",
    "pwd",
    "sharedkey",
    "signingkey",
    "subscriptionkey",
];

/// The last words that say so; within a longer word they say nothing.
const LAST_WORDS: [&str; 7] = ["otp", "pass", "passcode", "passphrase", "psk", "sas", "sig"];

/// Whether a variable, or a member of a body, of that name is a secret.
pub(super) fn names_secret_variable(name: &str) -> bool {
    let words = words_of(name);
    let last = words.last().map_or("", String::as_str);
    let joined = words.concat();
    let is_named = ENDINGS.iter().any(|end| joined.ends_with(end)) || LAST_WORDS.contains(&last);
    names_secret_parameter(name) || is_named && !names_place(name)
}

/// `dbPassWord` and `DB_PASS-WORD` in small letters, word for word.
fn words_of(name: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut was_small = false;
    for letter in name.chars() {
        if !letter.is_alphanumeric() || letter.is_uppercase() && was_small {
            words.push(String::new());
        }
        was_small = letter.is_lowercase() || letter.is_numeric();
        if let Some(word) = words.last_mut().filter(|_| letter.is_alphanumeric()) {
            word.extend(letter.to_lowercase());
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

/// Whether a value carries a credential, whatever it is called: a token, a private key, a URL with a password or a key in it, a
/// connection string.
pub(crate) fn is_secret_value(value: &str) -> bool {
    let has_secret_pair = || {
        let mut pairs = value.split(';').filter_map(|pair| pair.split_once('='));
        value.contains(';')
            && pairs.any(|(name, value)| names_secret_variable(name.trim()) && is_given(value))
    };
    mask::without_jwt(value) != value
        || value.contains("PRIVATE KEY-----")
        || user_of_url(value).is_some()
        || has_secret_pair()
        || pairs_of(value).any(|(name, value)| is_secret_pair(name, value))
}

/// The names and values of a URL's query, or of what may be one alone.
fn pairs_of(text: &str) -> impl Iterator<Item = (&str, &str)> {
    let query = match text.split_once('?') {
        Some((_, query)) => query,
        None if text.contains('&') && !text.contains(char::is_whitespace) => text,
        None => "",
    };
    let query = query.split('#').next().unwrap_or_default();
    query.split('&').filter_map(|pair| pair.split_once('='))
}

/// Whether a parameter of a query is a credential: by its name, or where that says little, by what its value looks like.
pub(crate) fn is_secret_pair(name: &str, value: &str) -> bool {
    let is_random = || {
        let has = |is_one: fn(&char) -> bool| value.chars().any(|letter| is_one(&letter));
        value.len() >= 20
            && has(char::is_ascii_digit)
            && has(char::is_ascii_alphabetic)
            && !has(|letter| letter.is_whitespace())
    };
    is_given(value) && (names_secret_parameter(name) || is_secret_parameter(name) && is_random())
}

/// Whether there is a value, and no variable in its place.
fn is_given(value: &str) -> bool {
    let value = value.trim();
    !(value.is_empty() || value.starts_with("{{") && value.ends_with("}}"))
}

/// User name and password that stand before a URL's host, and the URL without them.
pub(crate) fn user_of_url(url: &str) -> Option<(&str, &str, String)> {
    let (scheme, rest) = match url.find("://") {
        Some(at) => url.split_at(at + 3),
        None => return None,
    };
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let (user, _) = rest[..end].rsplit_once('@')?;
    let (name, password) = user.split_once(':')?;
    // What holds a URL among other things is none.
    if user.contains(|letter: char| letter.is_whitespace() || letter == '"') {
        return None;
    }
    let bare = format!("{scheme}{}", &rest[user.len() + 1..]);
    (!password.is_empty()).then_some((name, password, bare))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_variable_is_a_secret_by_its_name() {
        for name in [
            "pwd",
            "DB_PWD",
            "passwd",
            "accessKey",
            "access_key",
            "AWS_SECRET_ACCESS_KEY",
            "connection_string",
            "ConnectionString",
            "sas",
            "blob-sas",
            "private_key",
            "privateKey",
            "db_pass",
            "userPass",
            "x-api-key",
            "myApiKey",
            "refreshToken",
        ] {
            assert!(names_secret_variable(name), "{name}");
        }
        for name in [
            "base",
            "kansas",
            "compass",
            "access_key_id",
            "token_url",
            "pwd_file",
            "connection_string_name",
            "passenger",
            "signature_type",
            "keyboard",
            "design",
        ] {
            assert!(!names_secret_variable(name), "{name}");
        }
    }

    #[test]
    fn a_value_is_a_secret_by_what_is_in_it() {
        for value in [
            "https://me:hunter2@h.example/x",
            "amqp://me:hunter2@h",
            "https://h/blob?sv=2024&sig=hunter2%3D",
            "https://h?access_token=hunter2",
            "sv=2024&se=x&sig=hunter2",
            "https://h/api/f?code=aB3dEf6hIj9kLmN0pQrStUv==",
            "Server=h;Database=d;User Id=u;Password=hunter2",
            "DefaultEndpointsProtocol=https;AccountName=a;AccountKey=hunter2==",
            "-----BEGIN PRIVATE KEY-----\nMC4C",
        ] {
            assert!(is_secret_value(value), "{value}");
        }
        for value in [
            "https://h.example/x?top=10",
            "https://me@h.example",
            "https://h:8443/a@b:c",
            "https://h?code=DE",
            "https://h?access_token={{token}}",
            "a=1;b=2",
            r#"{"url": "https://h", "to": "a:b@c"}"#,
            "text/html;q=1",
            "",
        ] {
            assert!(!is_secret_value(value), "{value}");
        }
    }
}
