//! What two nearly equal names of an issuer or audience differ by.

use crate::url::Url;

/// What a near miss between two URLs differs by; `None` where they are the same or have little in common.
///
/// It is for explaining only: none of these differences makes two issuers the same.
pub fn difference_hint(expected: &str, actual: &str) -> Option<&'static str> {
    if expected == actual {
        return None;
    }
    let trimmed = |text: &str| text.strip_suffix('/').unwrap_or(text).to_owned();
    if trimmed(expected) == trimmed(actual) {
        return Some("differs only by a trailing slash");
    }
    if expected.eq_ignore_ascii_case(actual) {
        return Some("differs only by upper and lower case");
    }
    if expected.trim() == actual.trim() {
        return Some("differs only by white space");
    }
    url_difference(expected, actual)
}

fn url_difference(expected: &str, actual: &str) -> Option<&'static str> {
    let without_scheme = |text: &str| -> Option<String> {
        let (_, rest) = text.split_once("://")?;
        Some(rest.to_owned())
    };
    if let Some(rest) = without_scheme(expected)
        && without_scheme(actual).as_deref().unwrap_or(actual) == rest
    {
        let is_web = |text: &str| text.starts_with("http://") || text.starts_with("https://");
        return Some(if !actual.contains("://") {
            match expected.split_once("://") {
                Some(("https", _)) => "differs only by the missing https://",
                Some(("api", _)) => "differs only by the missing api://",
                _ => "differs only by the missing scheme before it",
            }
        } else if is_web(expected) && is_web(actual) {
            "differs only by the scheme: http against https"
        } else {
            "differs only by the scheme"
        });
    }
    if without_scheme(actual).as_deref() == Some(expected) {
        return Some("differs only by the scheme before it");
    }
    let (expected, actual) = (Url::parse(expected).ok()?, Url::parse(actual).ok()?);
    let same_scheme = expected.is_https() == actual.is_https();
    let same_host = expected.host().eq_ignore_ascii_case(actual.host());
    let same_port = expected.port_or_default() == actual.port_or_default();
    let same_path = expected.path().trim_end_matches('/') == actual.path().trim_end_matches('/');
    if !same_path {
        return (same_scheme && same_host && same_port).then_some("differs only by the path");
    }
    match (same_scheme, same_host, same_port) {
        (true, true, true) => Some("differs only by spelling: case, default port or slash"),
        (true, true, false) => Some("differs only by the port"),
        (_, true, _) => Some("differs by scheme and port"),
        (true, false, _) if expected.is_loopback() && actual.is_loopback() => {
            Some("differs by localhost against 127.0.0.1: one machine, two names")
        }
        (true, false, true) if expected.is_loopback() || actual.is_loopback() => Some(
            "differs by localhost against another host name, as between a container and its host",
        ),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn says_what_a_near_miss_differs_by() {
        for (expected, actual, hint) in [
            ("https://h", "https://h", None),
            ("https://h", "https://h/", Some("trailing slash")),
            ("https://H", "https://h", Some("case")),
            ("https://h:1", "http://h:1", Some("http against https")),
            (
                "https://accounts.google.com",
                "accounts.google.com",
                Some("missing https://"),
            ),
            ("https://orders", "api://orders", Some("only by the scheme")),
            ("api://orders", "orders", Some("missing api://")),
            ("http://orders", "orders", Some("missing scheme")),
            ("orders", "api://orders", Some("scheme before it")),
            ("https://h:5001", "https://h:5002", Some("the port")),
            ("https://h", "https://h:443", Some("default port")),
            (
                "http://localhost:5001",
                "http://127.0.0.1:5001",
                Some("one machine"),
            ),
            (
                "http://localhost:8080/realms/x",
                "http://keycloak:8080/realms/x",
                Some("container"),
            ),
            (
                "https://h/auth/realms/x",
                "https://h/realms/x",
                Some("the path"),
            ),
            ("https://a.com", "https://b.com", None),
            ("x", "y", None),
        ] {
            let actual_hint = difference_hint(expected, actual);
            match hint {
                None => assert_eq!(actual_hint, None, "{expected} {actual}"),
                Some(part) => assert!(
                    actual_hint.is_some_and(|hint| hint.contains(part)),
                    "{expected} {actual} {actual_hint:?}"
                ),
            }
        }
    }
}
