//! What in the text of a body no file holds.

use claimscope_oauth::mask;

use super::named_values::{NamedValue, is_value_of_secret, named_secrets};
use super::names_of_secrets::names_secret;
use super::secret_names::{has_known_token, is_given};

/// The name of a value in the text of a body that may be a secret: in JSON, finished or not, XML, YAML, GraphQL or a form.
pub fn secret_member(text: &str) -> Option<String> {
    let mut named = named_secrets(text).into_iter().filter(NamedValue::is_given);
    let named = named.next().map(|one| one.name);
    named.or_else(|| secret_field(text))
}

/// What in a body's text may be a secret, in words: a member, an element or a field, a token or a private key.
pub(crate) fn secret_in_body(text: &str) -> Option<String> {
    if let Some(name) = secret_member(text) {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_known_in_every_kind_of_body() {
        for (text, member) in [
            (
                r#"{"n": {{n}}, "a": [{"password": "hunter2"}]}"#,
                Some("password"),
            ),
            (r#"{"login": {"pwd": "hunter2"}}"#, Some("pwd")),
            (r#"{"password": "x"}"#, Some("password")),
            (
                r#"{"passwords": ["x"], "secrets": ["x"]}"#,
                Some("passwords"),
            ),
            (r#"{"client_secret": "{{given}}"}"#, None),
            (r#"{"client_secret": {{given}}}"#, None),
            (r#"{"password": "{{one}}{{two}}"}"#, None),
            (r#"{"password": "{{one}}-x"}"#, Some("password")),
            (r#"{"password": "", "token_count": "12", "n": 1}"#, None),
            (r#"{"max_token": 100}"#, None),
            ("{", None),
            (r#"{"user": "me", "password": "hunter2"#, Some("password")),
            ("{user: 'me', password: 'hunter2'", Some("password")),
            (
                "<login><password>hunter2</password></login>",
                Some("password"),
            ),
            ("user: me\npassword: hunter2\n", Some("password")),
            ("{ login(password: \"hunter2\") { id } }", Some("password")),
            ("user=me&password=hunter2", Some("password")),
            ("user=me&password={{given}}", None),
            ("the password is written below, see a=1&b=2", None),
        ] {
            assert_eq!(secret_member(text).as_deref(), member, "{text}");
        }
    }
}
