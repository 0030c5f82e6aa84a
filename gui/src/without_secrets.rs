//! Texts without what may be a secret in them: what is saved, and what is shown beside other things.

use claimscope_client::workspace::{is_hook_host, is_hook_word, is_path_word, is_random_segment};
use claimscope_core::CurlCommand;
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

/// A URL without user name, fragment, and what may be a credential in path and query. Of a text that is no URL, such as
/// a pasted command, nothing is kept.
pub fn url_without_secrets(text: &str) -> String {
    kept(text, is_random_segment)
}

/// The same of a URL that is published, such as that of keys: names in its path may look random, and are no credential.
pub fn public_url_without_secrets(text: &str) -> String {
    kept(text, |_| false)
}

/// An issuer: RFC 8414 §2 gives it neither query nor fragment.
pub fn issuer_without_secrets(text: &str) -> String {
    let url = public_url_without_secrets(text);
    let end = url.find('?').unwrap_or(url.len());
    url[..end].to_owned()
}

/// Any other text, unless it is a command, a token or a URL with a credential that went into the wrong field.
pub fn text_without_secrets(text: &str) -> String {
    let plain = CurlCommand::read(text.trim_start()).is_none()
        && mask::url(text) == text
        && without_user_info(text) == text
        && path_is_kept(text.trim());
    if plain {
        text.to_owned()
    } else {
        String::new()
    }
}

fn kept(text: &str, is_secret: fn(&str) -> bool) -> String {
    let text = without_user_info(text.trim());
    if text.contains("{{") {
        return template(&text);
    }
    let Ok(url) = Url::parse(&text) else {
        return String::new();
    };
    let before_query = format!("{}{}", url.origin(), path_without_secrets(&url, is_secret));
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

/// Whether a text is written as a URL, whatever its variables stand for. A command, a header or half of either is none: a
/// secret may stand anywhere in it.
pub(crate) fn is_written_as_url(text: &str) -> bool {
    let text = text.trim();
    let has_scheme = ["https://", "http://"].iter().any(|scheme| {
        let start = text.get(..scheme.len());
        start.is_some_and(|start| start.eq_ignore_ascii_case(scheme))
    });
    let is_odd =
        |letter: char| letter.is_whitespace() || letter.is_control() || "\"\\`<>".contains(letter);
    (has_scheme || text.starts_with("{{")) && !without_variables(text).contains(is_odd)
}

/// A URL in whose path and query the letters are percent-encoded that no URL has, as they are when it is sent. What may be
/// a command or a header behind a URL stays as it is.
pub(crate) fn odd_encoded(text: &str) -> String {
    let is_of_command = |word: &str| {
        let option = word.trim_start_matches(['"', '\'']).strip_prefix('-');
        let is_name = |first: char| first == '-' || first.is_alphabetic();
        option.is_some_and(|name| name.starts_with(is_name)) || word.ends_with(':')
    };
    let host = text.find("://").map_or(0, |at| at + 3);
    let end = text[host..].find(['/', '?', '#']);
    let end = end.map_or(text.len(), |end| host + end);
    let (before, mut rest) = text.split_at(end);
    let is_command = CurlCommand::read(text.trim_start()).is_some()
        || without_variables(text)
            .split_whitespace()
            .skip(1)
            .any(is_of_command);
    if is_command || !is_written_as_url(before) {
        return text.to_owned();
    }
    let encode = |text: &str| -> String {
        let letters = text.chars().map(|letter| match letter {
            ' ' | '"' | '<' | '>' | '\\' | '`' => format!("%{:02X}", u32::from(letter)),
            other => other.to_string(),
        });
        letters.collect()
    };
    let mut encoded = before.to_owned();
    while let Some(start) = rest.find("{{") {
        let Some(length) = rest[start..].find("}}") else {
            break;
        };
        encoded.push_str(&encode(&rest[..start]));
        encoded.push_str(&rest[start..start + length + 2]);
        rest = &rest[start + length + 2..];
    }
    encoded + &encode(rest)
}

fn without_variables(text: &str) -> String {
    let mut rest = text;
    let mut outside = String::with_capacity(text.len());
    while let Some((before, after)) = rest.split_once("{{") {
        let Some((_, behind)) = after.split_once("}}") else {
            break;
        };
        outside.push_str(before);
        rest = behind;
    }
    outside + rest
}

/// A URL whose parts are filled in by variables: no variable is a secret.
fn template(text: &str) -> String {
    let (before, query) = text.split_once('?').unwrap_or((text, ""));
    if !is_written_as_url(text) || mask::url(before) != before {
        return String::new();
    }
    let is_variable = |pair: &&str| {
        let value = pair.split_once('=').map_or("", |(_, value)| value);
        value.starts_with("{{") && value.ends_with("}}")
    };
    let pairs = query.split('&');
    let kept: Vec<&str> = pairs
        .filter(|pair| is_variable(pair) || is_plain(pair))
        .collect();
    match kept.is_empty() {
        true => before.to_owned(),
        false => format!("{before}?{}", kept.join("&")),
    }
}

/// Whether a credential stands in its path, as in the address of a webhook.
pub(crate) fn is_hook(url: &Url) -> bool {
    let segments = |path: &str| path.split('/').count();
    segments(&path_without_secrets(url, |_| false)) < segments(url.path())
}

fn path_is_kept(text: &str) -> bool {
    match Url::parse(text) {
        Ok(url) => path_without_secrets(&url, |_| false) == url.path(),
        Err(_) => true,
    }
}

/// The path up to where a credential may begin; parameters of its segments are left out.
fn path_without_secrets(url: &Url, is_secret: fn(&str) -> bool) -> String {
    let is_at_hooks = is_hook_host(url.host());
    let mut is_after_hook = false;
    let mut segments = Vec::new();
    for segment in url.path().split('/') {
        let segment = segment.split(';').next().unwrap_or("");
        let is_credential = match segment {
            "" => false,
            _ if is_after_hook || is_secret(segment) => true,
            _ => is_at_hooks && !is_path_word(segment),
        };
        if is_credential {
            break;
        }
        is_after_hook |= is_hook_word(segment);
        segments.push(segment);
    }
    segments.join("/")
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

pub(crate) fn save_public_url<S: Serializer>(text: &str, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&public_url_without_secrets(text))
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
                "https://api.example",
            ),
            ("curl -u me:hunter2 https://api.example", ""),
            ("curl -H 'X-Api-Key: hunter2' {{api}}/a", ""),
            ("{{api}}/a -H 'X-Api-Key: hunter2'", ""),
            ("hunter2", ""),
            ("{{api}}/orders?top=10", "{{api}}/orders?top=10"),
            ("{{api}}/a?key={{key}}&otp=1", "{{api}}/a?key={{key}}"),
            ("https://me:hunter2@{{host}}/a", "https://{{host}}/a"),
            (
                "https://hooks.example/services/T024BE7LD/B024BE7LH/hunter2",
                "https://hooks.example/services",
            ),
            (
                "https://chat.example/api/webhooks/1024/hunter2?page=2",
                "https://chat.example/api/webhooks?page=2",
            ),
            ("https://chat.example/hooks/", "https://chat.example/hooks/"),
            (
                "https://chat.example/Hooks/hunter2/x",
                "https://chat.example/Hooks",
            ),
            (
                "https://node.example/v3/8f14e45fceea167a5a36dedd4bea2543/x",
                "https://node.example/v3",
            ),
            (
                "https://bots.example/bot110201543:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw/send",
                "https://bots.example",
            ),
            (
                "https://api.example/tenants/72f988bf-86f1-41af-91ab-2d7cd011db47/v2.0",
                "https://api.example/tenants/72f988bf-86f1-41af-91ab-2d7cd011db47/v2.0",
            ),
            (
                "https://api.example/OpenIdConnectConfigurationService/2026-11-26-quarterly-report",
                "https://api.example/OpenIdConnectConfigurationService/2026-11-26-quarterly-report",
            ),
        ] {
            assert_eq!(url_without_secrets(typed), saved, "{typed}");
        }
    }

    #[test]
    fn what_is_no_url_is_told_from_one_with_variables() {
        for url in [
            "https://h/a?q=b#c",
            "HTTP://h",
            "{{api}}/orders/{{ id }}?of={{ realm }}",
            "https://h/odata?$filter=name%20eq%20'a'",
            " https://h ",
        ] {
            assert!(is_written_as_url(url), "{url}");
        }
        for text in [
            "",
            "h",
            "ttps://h -H 'X-Api-Key: hunter2'",
            "https://h -H 'X-Api-Key: hunter2'",
            "https://h/?x=1 -u me:hunter2",
            "{{api}}/a -H 'X-Api-Key: hunter2'",
            "https://h/{{ a -H 'X-Api-Key: hunter2'",
            "curl https://h",
        ] {
            assert!(!is_written_as_url(text), "{text}");
        }
    }

    #[test]
    fn odd_letters_of_path_and_query_are_encoded_and_a_command_stays_none() {
        for (typed, encoded) in [
            (
                "https://h/odata?$filter=a eq 'b'",
                "https://h/odata?$filter=a%20eq%20'b'",
            ),
            (
                "https://h/a b\\c?x=\"<1>\"",
                "https://h/a%20b%5Cc?x=%22%3C1%3E%22",
            ),
            (
                "{{api}}/{{ id }} x?n=-1 or -2",
                "{{api}}/{{ id }}%20x?n=-1%20or%20-2",
            ),
        ] {
            assert_eq!(odd_encoded(typed), encoded);
            assert!(is_written_as_url(encoded));
        }
        for text in [
            "https://h -H 'X-Api-Key: hunter2'",
            "https://h/a -H 'X-Api-Key: hunter2'",
            "https://h/?x=1 -u me:hunter2",
            "https://h/a \"-HX-Api-Key: hunter2\"",
            "https://h/a X-Api-Key: hunter2",
            "https://h/a --user me:hunter2",
            "{{api}}/a -H 'X-Api-Key: hunter2'",
            "https://h me/a",
            "curl https://h/a b",
            "hunter2 x/y",
        ] {
            assert_eq!(odd_encoded(text), text);
            assert!(!is_written_as_url(text));
        }
    }

    #[test]
    fn an_issuer_has_no_query() {
        let typed = "https://me:hunter2@login.example/realm?pin=hunter2";
        assert_eq!(issuer_without_secrets(typed), "https://login.example/realm");
        let named = "https://login.example/oauth2/aus1a2b3c4d5e6f7g8h9";
        assert_eq!(issuer_without_secrets(named), named);
    }

    #[test]
    fn other_texts_are_kept_unless_they_carry_a_credential() {
        for (typed, saved) in [
            ("api://orders", "api://orders"),
            ("openid orders.read", "openid orders.read"),
            ("curl -H 'X-Api-Key: hunter2' x", ""),
            ("me@box:~$ curl -H 'X-Api-Key: hunter2' x", ""),
            ("curl.exe -u me:hunter2 x", ""),
            ("https://me:hunter2@api.example", ""),
            ("https://api.example/orders", "https://api.example/orders"),
            ("https://hooks.example/services/hunter2", ""),
            ("eyJhbGciOiJub25lIn0.eyJhIjoxfQ.c2ln", ""),
        ] {
            assert_eq!(text_without_secrets(typed), saved, "{typed}");
        }
    }
}
