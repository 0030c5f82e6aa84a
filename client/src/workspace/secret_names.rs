//! Which values of variables, of members and of URLs are secrets, which no file holds.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use claimscope_core::secret::is_secret_parameter;
use claimscope_oauth::mask;

use super::named_values::{NamedValue, named_secrets};
use super::names_of_secrets::names_secret;

/// Whether a value carries a credential, whatever it is called: a token, a private key, a URL with a password or a key in it, a
/// connection string, the value of an `Authorization`, a member of JSON or an element of XML.
pub(crate) fn is_secret_value(value: &str) -> bool {
    let between = |separator: fn(char) -> bool| {
        let mut pairs = value
            .split(separator)
            .filter_map(|pair| pair.split_once('='));
        pairs.any(|(name, value)| names_secret(name.trim()) && is_given(value))
    };
    mask::without_jwt(value) != value
        || value.contains("PRIVATE KEY-----")
        || user_of_url(value).is_some()
        || between(|letter| letter == ';')
        || between(char::is_whitespace)
        || is_authorization(value)
        || has_known_token(value)
        || named_secrets(value).iter().any(NamedValue::is_given)
        || pairs_of(value).any(|(name, value)| is_secret_pair(name, value))
}

/// Whether a value is that of an `Authorization`, as far as it can be told from words.
fn is_authorization(value: &str) -> bool {
    let Some((scheme, credential)) = value.trim().split_once(char::is_whitespace) else {
        return false;
    };
    let credential = credential.trim();
    let is_word = is_given(credential) && !credential.contains(char::is_whitespace);
    let has_user = || {
        let bytes = STANDARD.decode(credential).unwrap_or_default();
        bytes.contains(&b':')
    };
    match scheme.to_ascii_lowercase().as_str() {
        "bearer" | "dpop" => is_word,
        "basic" => is_word && has_user(),
        _ => false,
    }
}

/// What tokens of widely used services begin with.
const TOKEN_STARTS: [&str; 23] = [
    "AIza",
    "SG.",
    "dop_v1_",
    "gho_",
    "ghp_",
    "ghr_",
    "ghs_",
    "ghu_",
    "github_pat_",
    "glpat-",
    "hf_",
    "npm_",
    "pypi-",
    "rk_live_",
    "shpat_",
    "sk-ant-",
    "sk-proj-",
    "sk_live_",
    "sk_test_",
    "xapp-",
    "xoxb-",
    "xoxp-",
    "ya29.",
];

/// Whether one of them stands in a text.
pub(crate) fn has_known_token(text: &str) -> bool {
    let mut words =
        text.split(|letter: char| !letter.is_ascii_alphanumeric() && !"_-.".contains(letter));
    words.any(|word| {
        let mut ends = TOKEN_STARTS
            .iter()
            .filter_map(|start| word.strip_prefix(start));
        ends.any(|end| end.len() >= 10)
    })
}

/// The names and values of a URL's query and of its fragment, or of what may be a query alone.
fn pairs_of(text: &str) -> impl Iterator<Item = (&str, &str)> {
    let is_url = text.contains("://");
    let pairs = match text.find('?').or_else(|| text.find('#').filter(|_| is_url)) {
        Some(at) => &text[at + 1..],
        None if text.contains('&') && !text.contains(char::is_whitespace) => text,
        None => "",
    };
    let pairs = pairs.split(['&', '#']);
    pairs.filter_map(|pair| pair.split_once('='))
}

/// Whether a parameter of a query is a credential: by its name, or where that says little, by what its value looks like.
pub(crate) fn is_secret_pair(name: &str, value: &str) -> bool {
    let is_key = || is_secret_parameter(name) && is_random(value);
    is_given(value) && (names_secret(name) || is_key())
}

/// Whether a value is long, without a space, and of letters and digits.
pub(super) fn is_random(value: &str) -> bool {
    let has = |is_one: fn(&char) -> bool| value.chars().any(|letter| is_one(&letter));
    value.len() >= 20
        && has(char::is_ascii_digit)
        && has(char::is_ascii_alphabetic)
        && !has(|letter| letter.is_whitespace())
}

/// Whether there is a value, and no variable in its place.
fn is_given(value: &str) -> bool {
    let value = value.trim();
    !(value.is_empty() || value.starts_with("{{") && value.ends_with("}}"))
}

/// User name and password that stand before a URL's host, and the URL without them; the name alone where it is a token.
pub(crate) fn user_of_url(url: &str) -> Option<(&str, &str, String)> {
    let (scheme, rest) = match url.find("://") {
        Some(at) => url.split_at(at + 3),
        None => return None,
    };
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let (user, _) = rest[..end].rsplit_once('@')?;
    let (name, password) = user.split_once(':').unwrap_or((user, ""));
    // What holds a URL among other things is none.
    if user.contains(|letter: char| letter.is_whitespace() || letter == '"') {
        return None;
    }
    let bare = format!("{scheme}{}", &rest[user.len() + 1..]);
    let is_token = || is_random(name) && is_given(name) || has_known_token(name);
    (!password.is_empty() || is_token()).then_some((name, password, bare))
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
            "apiKey1",
            "api_key_dev",
            "pwd2",
            "PW",
            "dbPw",
            "TOKEN_DEV",
            "tokenProd2",
            "PASSWORD2",
        ] {
            assert!(names_secret(name), "{name}");
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
            "token_url_dev",
            "base2",
            "keyboard_dev",
            "dev",
            "1",
        ] {
            assert!(!names_secret(name), "{name}");
        }
    }

    #[test]
    fn a_value_is_a_secret_by_what_is_in_it() {
        for value in [
            "https://me:hunter2@h.example/x",
            "amqp://me:hunter2@h",
            "https://h/blob?sv=2024&sig=hunter2%3D",
            "https://h/cb#access_token=hunter2",
            "https://h/cb?a=b#state=1&access_token=hunter2",
            r#"[{"name": "password", "value": "hunter2"}]"#,
            "https://h?access_token=hunter2",
            "sv=2024&se=x&sig=hunter2",
            "https://h/api/f?code=aB3dEf6hIj9kLmN0pQrStUv==",
            "Server=h;Database=d;User Id=u;Password=hunter2",
            "DefaultEndpointsProtocol=https;AccountName=a;AccountKey=hunter2==",
            "-----BEGIN PRIVATE KEY-----\nMC4C",
            "host=db user=me password=hunter2",
            "Bearer hunter2",
            "bearer hunter2",
            "Basic bWU6aHVudGVyMg==",
            "ghp_hunter2hunter2",
            "it is ghp_hunter2hunter2, yes",
            "https://ghp_hunter2hunter2@github.com",
            "https://ghp_hunter2hunter2@github.com/a/b",
            "https://0a1b2c3d4e5f0a1b2c3d4e5f@h.example/1",
            r#"{"password": "hunter2"}"#,
            "<password>hunter2</password>",
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
            "Basic Training",
            "Bearer of good news",
            "Bearer {{token}}",
            "host=db user=me",
            "https://me@github.com/a/b",
            r#"{"password": "{{given}}"}"#,
            "npm_config",
        ] {
            assert!(!is_secret_value(value), "{value}");
        }
    }
}
