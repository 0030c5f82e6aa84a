//! Texts without what may be a secret in them: what is saved, and what is shown beside other things.

use claimscope_core::url::Url;
use claimscope_oauth::mask;
use serde::Serializer;

/// Parameters that are kept: what they mean is known, and no credential. No list of secret names would be long enough.
const PLAIN_PARAMETERS: [&str; 12] = [
    "api-version",
    "format",
    "lang",
    "limit",
    "locale",
    "offset",
    "page",
    "skip",
    "sort",
    "top",
    "v",
    "version",
];
/// A value as long as this that mixes letters and digits may be a credential, whatever its name.
const RANDOM_LENGTH: usize = 20;

/// A URL without user name, fragment, and the parameters of path and query that may be credentials. Of a
/// text that is no URL, such as a pasted command, nothing is kept.
pub fn url_without_secrets(text: &str) -> String {
    let text = without_user_info(text.trim());
    let Ok(url) = Url::parse(&text) else {
        return String::new();
    };
    let segments = url.path().split('/');
    let segments: Vec<&str> = segments
        .map(|one| one.split(';').next().unwrap_or(""))
        .collect();
    let before_query = format!("{}{}", url.origin(), segments.join("/"));
    // A token in the path has no name by which to leave it out.
    if mask::url(&before_query) != before_query {
        return String::new();
    }
    let kept: Vec<&str> = url
        .query()
        .unwrap_or_default()
        .split('&')
        .filter(|pair| is_plain(pair))
        .collect();
    match kept.is_empty() {
        true => before_query,
        false => format!("{before_query}?{}", kept.join("&")),
    }
}

/// An issuer: RFC 8414 §2 gives it neither query nor fragment.
pub fn issuer_without_secrets(text: &str) -> String {
    let url = url_without_secrets(text);
    let end = url.find('?').unwrap_or(url.len());
    url[..end].to_owned()
}

/// Any other text, unless it is a command, a token or a URL with a credential that went into the wrong field.
pub fn text_without_secrets(text: &str) -> String {
    let command = text.trim_start().starts_with("curl ");
    let plain = !command && mask::url(text) == text && without_user_info(text) == text;
    if plain {
        text.to_owned()
    } else {
        String::new()
    }
}

fn without_user_info(text: &str) -> String {
    let Some((scheme, rest)) = text.split_once("://") else {
        return text.to_owned();
    };
    let authority = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let host = rest[..authority].rfind('@').map_or(0, |at| at + 1);
    format!("{scheme}://{}", &rest[host..])
}

fn is_plain(pair: &str) -> bool {
    let (name, value) = pair.split_once('=').unwrap_or(("", pair));
    let name = name.to_ascii_lowercase();
    let digits = value.bytes().any(|byte| byte.is_ascii_digit());
    let letters = value.bytes().any(|byte| byte.is_ascii_alphabetic());
    let random = value.len() >= RANDOM_LENGTH && digits && letters;
    PLAIN_PARAMETERS.contains(&name.as_str())
        && !random
        && mask::form(pair) == pair
        && !value.contains(mask::MASK)
}

pub(crate) fn save_url<S: Serializer>(text: &str, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&url_without_secrets(text))
}

pub(crate) fn save_issuer<S: Serializer>(text: &str, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&issuer_without_secrets(text))
}

pub(crate) fn save_text<S: Serializer>(text: &str, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&text_without_secrets(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn leaves_credentials_out_of_urls() {
        for (typed, saved) in [
            (
                "https://api.example/a?top=10",
                "https://api.example/a?top=10",
            ),
            ("https://me:hunter2@api.example/a", "https://api.example/a"),
            ("https://hunter2@api.example", "https://api.example"),
            (
                "https://api.example/?subscription-key=hunter2&api-version=1.0",
                "https://api.example/?api-version=1.0",
            ),
            (
                "https://api.example/?access_token=hunter2",
                "https://api.example/",
            ),
            (
                "https://api.example/?X-Amz-Signature=hunter2",
                "https://api.example/",
            ),
            (
                "https://api.example/?q=8f14e45fceea167a5a36dedd4bea2543",
                "https://api.example/",
            ),
            (
                "https://api.example/?%74oken=hunter2",
                "https://api.example/",
            ),
            (
                "https://api.example/?passphrase=hunter2&otp=1&page=2",
                "https://api.example/?page=2",
            ),
            (
                "https://api.example/a;jsessionid=hunter2/b",
                "https://api.example/a/b",
            ),
            (
                "https://api.example/#access_token=hunter2",
                "https://api.example/",
            ),
            (
                "https://api.example/eyJhbGciOiJub25lIn0.eyJhIjoxfQ.c2ln",
                "",
            ),
            ("curl -u me:hunter2 https://api.example", ""),
            ("hunter2", ""),
        ] {
            assert_eq!(url_without_secrets(typed), saved, "{typed}");
        }
    }

    #[test]
    fn an_issuer_has_no_query() {
        let typed = "https://me:hunter2@login.example/realm?pin=hunter2";
        assert_eq!(issuer_without_secrets(typed), "https://login.example/realm");
    }

    #[test]
    fn other_texts_are_kept_unless_they_carry_a_credential() {
        for (typed, saved) in [
            ("api://orders", "api://orders"),
            ("openid orders.read", "openid orders.read"),
            ("curl -H 'X-Api-Key: hunter2' x", ""),
            ("https://me:hunter2@api.example", ""),
            ("eyJhbGciOiJub25lIn0.eyJhIjoxfQ.c2ln", ""),
        ] {
            assert_eq!(text_without_secrets(typed), saved, "{typed}");
        }
    }
}
