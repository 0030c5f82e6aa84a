//! What in a URL may be a secret, beside what is sent as its query.

use claimscope_oauth::mask;

use super::names_of_secrets::names_secret;
use super::secret_names::{has_known_token, is_random, is_secret_pair, user_of_url};

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
    let segments = path.split('/').map(|segment| {
        let mut parts = segment.split(';');
        let name = parts.next().unwrap_or_default();
        let is_secret = is_token(name) || names_secret(last) && is_random(name);
        let mut bare = match is_secret {
            true => {
                let of = if names_secret(last) { last } else { "token" };
                left_out.push(format!("{of} in the path"));
                format!(":{of}")
            }
            false => name.to_owned(),
        };
        for part in parts {
            let (name, value) = part.split_once('=').unwrap_or((part, ""));
            match is_secret_pair(name, value) || is_token(value) {
                true => left_out.push(format!("{name} in the path")),
                false => bare.push_str(&format!(";{part}")),
            }
        }
        last = name;
        bare
    });
    let segments: Vec<String> = segments.collect();
    format!("{before}{}", segments.join("/"))
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
    let mut pairs = query.split('&').filter_map(|pair| pair.split_once('='));
    if let Some((name, _)) = pairs.find(|(name, value)| names_secret(name) && !value.is_empty()) {
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
