//! What in a URL may be a secret, beside what is sent as its query.

use claimscope_oauth::mask;

use super::named_values::is_value_of_secret;
use super::names_of_secrets::names_secret;
use super::secret_names::{has_known_token, is_secret_pair, user_of_url};
use super::secret_path::{is_hook_host, is_hook_word, is_path_word};

/// A URL without what may be a secret in its path and its fragment.
pub(crate) struct BareUrl {
    /// The rest.
    pub(crate) url: String,
    /// What was taken out of it, in words.
    pub(crate) left_out: Vec<String>,
}

/// Takes out what may be a secret: in the path a parameter such as `;jsessionid=…`, a token, and a random value behind the name of
/// one; the fragment as a whole, which is never sent.
pub(crate) fn bare_url(url: &str) -> BareUrl {
    let mut left_out = Vec::new();
    let (rest, fragment) = match url.split_once('#') {
        Some((rest, fragment)) => (rest, Some(fragment)),
        None => (url, None),
    };
    let (path, query) = match rest.split_once('?') {
        Some((path, query)) => (path, Some(query)),
        None => (rest, None),
    };
    let mut bare = bare_path(path, &mut left_out);
    if let Some(query) = query {
        bare.push('?');
        bare.push_str(query);
    }
    if let Some(fragment) = fragment {
        match secret_in_fragment(fragment) {
            Some(what) => left_out.push(format!("{what} in the fragment")),
            None => {
                bare.push('#');
                bare.push_str(fragment);
            }
        }
    }
    BareUrl {
        url: bare,
        left_out,
    }
}

fn bare_path(path: &str, left_out: &mut Vec<String>) -> String {
    let start = path.find("://").map_or(0, |at| at + 3);
    let start = path[start..].find('/').map_or(path.len(), |at| start + at);
    let (before, path) = path.split_at(start);
    let mut last = "";
    let mut hook = is_hook_host(before).then_some("hook");
    let segments = path.split('/').map(|segment| {
        let mut parts = segment.split(';');
        let name = parts.next().unwrap_or_default();
        let of = match () {
            () if is_token(name) => Some(if names_secret(last) { last } else { "token" }),
            () if names_secret(last) && is_credential(name) => Some(last),
            () => hook.filter(|_| is_credential(name)),
        };
        if is_hook_word(name) {
            hook = Some("hook");
        }
        let mut bare = match of {
            Some(of) => {
                left_out.push(format!("{of} in the path"));
                format!(":{of}")
            }
            None => name.to_owned(),
        };
        for part in parts {
            let (name, value) = part.split_once('=').unwrap_or((part, ""));
            match is_secret_pair(name, value) || is_token(value) {
                true => left_out.push(format!("{name} in the path")),
                false => bare.push_str(&format!(";{part}")),
            }
        }
        last = if stands_for_value(&bare) { "" } else { name };
        bare
    });
    let segments: Vec<String> = segments.collect();
    format!("{before}{}", segments.join("/"))
}

/// Whether a segment may be the credential that the one before it names: with a digit in it, and no number, word or placeholder.
fn is_credential(segment: &str) -> bool {
    let is_number = segment.bytes().all(|byte| byte.is_ascii_digit());
    let has_digit = segment.bytes().any(|byte| byte.is_ascii_digit());
    segment.len() >= MIN_CREDENTIAL
        && has_digit
        && !is_number
        && !stands_for_value(segment)
        && !is_path_word(segment)
}

/// Shorter segments are no credentials.
const MIN_CREDENTIAL: usize = 6;

/// Whether a segment says what is to stand in its place.
fn stands_for_value(segment: &str) -> bool {
    segment.starts_with([':', '<', '{']) || segment.contains("{{")
}

fn is_token(text: &str) -> bool {
    has_known_token(text) || mask::without_jwt(text) != text
}

/// What of a fragment is a secret: a parameter, as the implicit grant's answer has it, or a token.
fn secret_in_fragment(fragment: &str) -> Option<&str> {
    let parameters = fragment.rsplit('?').next().unwrap_or_default();
    let mut pairs = parameters
        .split('&')
        .filter_map(|pair| pair.split_once('='));
    let named = pairs.find(|(name, value)| is_secret_pair(name, value));
    named
        .map(|(name, _)| name)
        .or_else(|| is_token(fragment).then_some("a token"))
}

/// What is a secret in a URL that stands in a file, in words.
pub(super) fn secret_in_url(url: &str) -> Option<String> {
    if user_of_url(url).is_some() {
        return Some("a password or a token stands before its host".to_owned());
    }
    let query = url.split_once('?').map_or("", |(_, query)| query);
    let query = query.split('#').next().unwrap_or_default();
    let pairs = query.split('&').filter_map(|pair| pair.split_once('='));
    let pairs: Vec<(&str, &str)> = pairs.collect();
    let is_secret = |(name, value): &&(&str, &str)| {
        let is_named = names_secret(name) || is_value_of_secret(name, pairs.iter().copied());
        is_named && !value.is_empty()
    };
    if let Some((name, _)) = pairs.iter().find(is_secret) {
        return Some(format!("the value of {name} stands in its query"));
    }
    let left_out = bare_url(url).left_out.into_iter();
    left_out.map(|what| format!("the value of {what}")).next()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn path_and_fragment_have_no_secret() {
        for (url, bare) in [
            ("https://h/cb#access_token=x&state=1", "https://h/cb"),
            ("https://h/cb?a=b#id_token=x", "https://h/cb?a=b"),
            ("https://h/#/login?access_token=x", "https://h/"),
            (
                "https://h/a;jsessionid=x/b;v=1?c#d",
                "https://h/a/b;v=1?c#d",
            ),
            (
                "https://h/token/0a1b2c3d4e5f0a1b2c3d4e5f/x",
                "https://h/token/:token/x",
            ),
            ("https://h/r/ghp_0a1b2c3d4e5f", "https://h/r/:token"),
            ("http://h/token/zqfSECRET1/x", "http://h/token/:token/x"),
            (
                "https://api.telegram.org/bot123456789:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw/sendMessage",
                "https://api.telegram.org/:token/sendMessage",
            ),
            (
                "https://discord.com/api/webhooks/1024/hunter2-Hunter",
                "https://discord.com/api/webhooks/1024/:hook",
            ),
            (
                "https://hooks.example/services/hunter2",
                "https://hooks.example/services/:hook",
            ),
            ("{{api}}/hooks/hunter2", "{{api}}/hooks/:hook"),
            (
                "{{api}}/api_key/0a1b2c3d4e5f0a1b2c3d4e5f",
                "{{api}}/api_key/:api_key",
            ),
        ] {
            let found = bare_url(url);
            assert_eq!(found.url, bare, "{url}");
            assert_eq!(found.left_out.len(), 1, "{url}");
            assert!(secret_in_url(url).is_some(), "{url}");
        }
        for url in [
            "https://h/token/refresh",
            "https://h/repos/hooks/123/pings",
            "https://h/webhooks/{{id}}/deliveries",
            "https://h/webhooks/:id",
            "https://h/token/v2",
            "https://h/:token/sendMessage2",
            "https://h/token/revokeAll",
            "https://h/?key=colour&value=red",
            "https://h/password/reset#top",
            "https://h/orders/0a1b2c3d4e5f0a1b2c3d4e5f",
            "https://h/a;v=1?b=c#token",
            "{{api}}/token/{{id}}",
            "https://h",
        ] {
            assert_eq!(bare_url(url).url, url);
            assert_eq!(secret_in_url(url), None, "{url}");
        }
    }
}
