//! Which values are secrets, whatever they are called: no file holds one.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use claimscope_oauth::mask;

use super::named_values::{NamedValue, is_value_of_secret, named_secrets};
use super::names_of_secrets::names_secret;
use super::secret_names::{has_known_token, is_given, is_secret_pair, user_of_url};
use super::secret_url::bare_url;

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
        || has_secret_pair(value)
        || value.contains("://") && !bare_url(value).left_out.is_empty()
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

fn has_secret_pair(text: &str) -> bool {
    let pairs: Vec<(&str, &str)> = pairs_of(text).collect();
    pairs.iter().any(|(name, value)| {
        is_secret_pair(name, value)
            || is_given(value) && is_value_of_secret(name, pairs.iter().copied())
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_a_secret_by_what_is_in_it() {
        for value in [
            "https://me:hunter2@h.example/x",
            "amqp://me:hunter2@h",
            "https://h/blob?sv=2024&sig=hunter2%3D",
            "https://h/cb#access_token=hunter2",
            "https://h/token/hunter2hunter2hunter2/x",
            "https://h/a;jsessionid=hunter2",
            "https://h/cb?a=b#state=1&access_token=hunter2",
            r#"[{"name": "password", "value": "hunter2"}]"#,
            "https://h?access_token=hunter2",
            "sv=2024&se=x&sig=hunter2",
            "name=password&value=hunter2",
            "https://hooks.slack.com/services/T024BE7LD/B024BE7LH/hunter2",
            "123456789:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw",
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
