//! What tells a secret in a text: how tokens begin, a parameter with its value, what stands before a host.

use claimscope_core::secret::is_secret_parameter;

use super::names_of_secrets::names_secret;

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
    }) || text
        .split(['/', '?', '#', '&', '=', ' ', '"'])
        .any(is_bot_token)
}

/// Whether a text is a token of a bot of Telegram: its number, a colon, and 35 letters and digits; in a path `bot` stands before it.
fn is_bot_token(text: &str) -> bool {
    let text = text.strip_prefix("bot").unwrap_or(text);
    let Some((number, rest)) = text.split_once(':') else {
        return false;
    };
    let is_plain = |letter: char| letter.is_ascii_alphanumeric() || "_-".contains(letter);
    number.len() >= 6
        && number.bytes().all(|byte| byte.is_ascii_digit())
        && rest.len() >= 20
        && rest.chars().all(is_plain)
        && rest.contains(|letter: char| letter.is_ascii_alphabetic())
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
pub(super) fn is_given(value: &str) -> bool {
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
            "tokenValue",
            "appKey",
            "app_key",
            "appkey",
            "DD-APPLICATION-KEY",
            "X-Stripe-Key",
            "X-App-Key",
            "x-functions-key",
            "userpass",
            "pass_phrase",
            "creds",
            "stripeKey",
            "sendgridKey",
            "storageKey",
            "consumerKey",
            "client_key",
            "bearer",
            "totp",
            "seed",
            "mnemonic",
            "sessionid",
            "PHPSESSID",
            "Passwort",
            "mdp",
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
            "key",
            "keyword",
            "key_id",
            "monkey",
            "publicKey",
            "primary-key",
            "foreignKey",
            "sort_key",
            "partitionKey",
            "Idempotency-Key",
            "cacheKey",
            "Sec-WebSocket-Key",
            "api-version",
            "value",
            "keyValue",
            "random_seed",
            "forbearer",
            "dev",
            "1",
        ] {
            assert!(!names_secret(name), "{name}");
        }
    }
}
