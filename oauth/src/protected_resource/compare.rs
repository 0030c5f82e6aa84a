//! How the resource that a document names stands to the one that it was asked for by.

use claimscope_core::url::Url;
use serde::Serialize;

/// How `resource` stands to what it must be; the comparison is by code points ([RFC 9728 §6]).
///
/// [RFC 9728 §6]: https://www.rfc-editor.org/rfc/rfc9728#section-6
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum ResourceMatch {
    /// The same.
    Identical,
    /// It differs by a slash at the end alone.
    TrailingSlash,
    /// It differs by upper and lower case alone.
    Case,
    /// It differs by `http` against `https`, as behind a proxy that ends TLS.
    Scheme,
    /// It differs by the port, and perhaps the scheme: nothing of the document is used.
    Port,
    /// It is the beginning of the API's address: a part of its path, as where an origin stands for all that is on it, or
    /// all but its query.
    Parent,
    /// It is another path of the same host: nothing of the document is used.
    OtherPath,
    /// It is on another host, or no URL: nothing of the document is used.
    OtherHost,
}

impl ResourceMatch {
    /// Compares.
    pub(super) fn of(expected: &str, actual: &str) -> Self {
        // The root of a host is one resource, whether or not its slash is written (RFC 3986 §6.2.3).
        let is_root = |text: &str| Url::parse(text).is_ok_and(|url| matches!(url.path(), "" | "/"));
        let trimmed = |text: &str| text.strip_suffix('/').unwrap_or(text).to_owned();
        if expected == actual || (is_root(expected) && trimmed(expected) == trimmed(actual)) {
            return Self::Identical;
        }
        if trimmed(expected) == trimmed(actual) {
            return Self::TrailingSlash;
        }
        let (Ok(expected), Ok(actual)) = (Url::parse(expected), Url::parse(actual)) else {
            return Self::OtherHost;
        };
        if !expected.host().eq_ignore_ascii_case(actual.host()) {
            return Self::OtherHost;
        }
        if expected.as_str().eq_ignore_ascii_case(actual.as_str()) {
            return Self::Case;
        }
        let path = |url: &Url| trimmed(url.path());
        let is_same_path = path(&expected) == path(&actual) && expected.query() == actual.query();
        let is_same_port = expected.port_or_default() == actual.port_or_default();
        let is_same_scheme = expected.is_https() == actual.is_https();
        if !is_same_scheme && is_same_path && expected.port() == actual.port() {
            return Self::Scheme;
        }
        if !is_same_port || !is_same_scheme {
            return if is_same_path {
                Self::Port
            } else {
                Self::OtherPath
            };
        }
        let parent = path(&actual);
        let below = expected.path().strip_prefix(parent.as_str());
        let is_beginning = below.is_some_and(|below| below.is_empty() || below.starts_with('/'));
        if actual.query().is_none() && is_beginning {
            return Self::Parent;
        }
        Self::OtherPath
    }

    /// Whether the document may be used. RFC 9728 §3.3 says so of the identical one alone; what else is used here can be
    /// nothing but the API that was called, or the whole of which it is a part, and is said as an error.
    pub(super) fn is_usable(self) -> bool {
        match self {
            Self::Identical | Self::TrailingSlash | Self::Case | Self::Scheme | Self::Parent => {
                true
            }
            Self::Port | Self::OtherPath | Self::OtherHost => false,
        }
    }

    /// How it differs, as in "it …"; `None` where it does not.
    pub fn difference(self) -> Option<&'static str> {
        match self {
            Self::Identical => None,
            Self::TrailingSlash => Some("differs by a slash at the end"),
            Self::Case => Some("differs by upper and lower case"),
            Self::Scheme => Some("differs by http against https"),
            Self::Port => Some("differs by the port"),
            Self::Parent => Some("is only the beginning of it"),
            Self::OtherPath => Some("is another path of the same host"),
            Self::OtherHost => Some("is on another host"),
        }
    }
}
