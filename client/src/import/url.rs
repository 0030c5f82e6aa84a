//! URLs of an import: what may be a secret in them is left out, and so is what no request can be sent to.

use super::draft::Draft;
use crate::workspace::{bare_url, is_secret_pair, is_secret_variable, user_of_url};

/// What a URL is called that may have a scheme of an application's own (RFC 8252, section 7.1).
pub(super) const REDIRECT: &str = "redirect URI";

/// Schemes behind which no address stands, but what a browser runs, shows or opens.
const ACTIVE: [&str; 5] = ["blob", "data", "file", "javascript", "vbscript"];

impl Draft {
    /// A URL that a connection keeps as text: what may be a secret in it is left out, and said.
    pub(super) fn bare_url(&mut self, what: &str, url: &str, line: usize) -> String {
        let mut bare = url.trim().to_owned();
        if let Some(why) = refusal_of_url(&bare).filter(|_| what != REDIRECT || is_active(&bare)) {
            self.not_understood(line, format!("the {what} is left out: {why}"));
            return String::new();
        }
        self.mark_within(url);
        if let Some((_, _, without)) = user_of_url(&bare) {
            let text = format!("user name and password in the {what} are left out");
            self.not_understood(line, text);
            bare = without;
        }
        let bare = self.bare_path(what, &bare, line);
        let Some((path, query)) = bare.split_once('?') else {
            return bare;
        };
        let is_secret = |pair: &&str| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            let is_filled = || is_secret_variable(name, "") && value.contains("{{");
            is_secret_pair(name, value) || is_filled() || self.names_a_secret(value)
        };
        let (secret, kept): (Vec<&str>, Vec<&str>) = query.split('&').partition(is_secret);
        for pair in secret {
            let name = pair.split('=').next().unwrap_or_default();
            let text = format!("{name} in the {what} may be a secret, and is left out");
            self.not_understood(line, text);
        }
        match kept.is_empty() {
            true => path.to_owned(),
            false => format!("{path}?{}", kept.join("&")),
        }
    }

    /// A URL without what may be a secret in its path and its fragment, which is said.
    pub(super) fn bare_path(&mut self, what: &str, url: &str, line: usize) -> String {
        let bare = bare_url(url);
        for left_out in bare.left_out {
            let text = format!("{left_out} of the {what} may be a secret, and is left out");
            self.not_understood(line, text);
        }
        bare.url
    }
}

/// Why no request is sent to a URL; what begins with a variable, a host or a path says nothing of it.
pub(super) fn refusal_of_url(url: &str) -> Option<String> {
    let scheme = scheme_of(url)?;
    let is_sent = ["http", "https"].contains(&scheme.as_str());
    (!is_sent).then(|| {
        format!("its URL begins with {scheme}:, and requests are sent by http: and https: alone")
    })
}

fn is_active(url: &str) -> bool {
    scheme_of(url).is_some_and(|scheme| ACTIVE.contains(&scheme.as_str()))
}

/// The scheme of a URL, in small letters. What stands before a port is a host, and before a password a user.
fn scheme_of(url: &str) -> Option<String> {
    // Browsers pass over control characters within a scheme.
    let plain: String = url.chars().filter(|letter| *letter > ' ').collect();
    let (scheme, rest) = plain.split_once(':')?;
    let is_letter = |letter: char| letter.is_ascii_alphanumeric() || "+-.".contains(letter);
    let is_scheme = scheme.starts_with(|first: char| first.is_ascii_alphabetic())
        && scheme.chars().all(is_letter);
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let is_host = rest.starts_with(|first: char| first.is_ascii_digit() || first == '{')
        || authority.contains('@');
    let scheme = scheme.to_ascii_lowercase();
    let is_known = ACTIVE.contains(&scheme.as_str());
    (is_scheme && (is_known || !is_host)).then_some(scheme)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn requests_are_sent_by_http_alone() {
        for url in [
            "javascript:alert(1)",
            " JavaScript:alert(1)",
            "java\nscript:alert(1)",
            "file:///etc/passwd",
            "data:text/plain,x",
            "data:1",
            "ws://h/x",
            "ftp://h",
        ] {
            assert!(refusal_of_url(url).is_some(), "{url}");
        }
        for url in [
            "https://h/x",
            "HTTP://h",
            "{{api}}/a:b",
            "localhost:8080/x",
            "me:x@h.example/x",
            "h.example:{{port}}/x",
            "/orders/a:b",
            "h.example/a:b",
            "",
        ] {
            assert_eq!(refusal_of_url(url), None, "{url}");
        }
    }
}
