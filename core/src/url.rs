//! A small, strict splitter of absolute `http` and `https` URLs ([RFC 3986]).
//!
//! It refuses what parsers disagree about (user names, backslashes, spaces, raw non-ASCII) rather than guess, and it
//! changes nothing: what was typed is what is compared and sent.
//!
//! [RFC 3986]: https://www.rfc-editor.org/rfc/rfc3986

use std::fmt;
use std::net::{Ipv4Addr, Ipv6Addr};

/// An absolute URL, split but not changed.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Url {
    text: String,
    scheme_end: usize,
    host_end: usize,
    authority_end: usize,
    path_end: usize,
    query_end: usize,
    port: Option<u16>,
}

/// Why a text is no URL that can be used here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum UrlError {
    /// Nothing was given.
    Empty,
    /// No `scheme://` in front.
    NoScheme,
    /// A scheme other than `http` and `https`.
    Scheme,
    /// A byte that no URL has: a space, a backslash, a control or non-ASCII character.
    Character {
        /// Its offset.
        offset: usize,
    },
    /// No host between `//` and the path.
    NoHost,
    /// A user name or password in front of the host.
    UserInfo,
    /// A port that is no number from 0 to 65535.
    Port,
    /// Brackets that hold no IPv6 address.
    Ipv6,
}

impl fmt::Display for UrlError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => formatter.write_str("no URL was given"),
            Self::NoScheme => formatter.write_str("the URL does not start with https://"),
            Self::Scheme => formatter.write_str("the URL is neither https:// nor http://"),
            Self::Character { offset } => write!(
                formatter,
                "character {} may not stand in a URL as it is",
                offset + 1
            ),
            Self::NoHost => formatter.write_str("the URL has no host"),
            Self::UserInfo => formatter.write_str("the URL has a user name before the host"),
            Self::Port => formatter.write_str("the URL's port is not a number from 0 to 65535"),
            Self::Ipv6 => formatter.write_str("the URL's brackets hold no IPv6 address"),
        }
    }
}

impl std::error::Error for UrlError {}

impl Url {
    /// Splits `text`.
    ///
    /// # Errors
    ///
    /// The first thing that keeps it from being an absolute `http` or `https` URL.
    pub fn parse(text: &str) -> Result<Self, UrlError> {
        if text.is_empty() {
            return Err(UrlError::Empty);
        }
        let scheme_end = text.find("://").ok_or(UrlError::NoScheme)?;
        let scheme = &text[..scheme_end];
        if !scheme.eq_ignore_ascii_case("https") && !scheme.eq_ignore_ascii_case("http") {
            return Err(UrlError::Scheme);
        }
        if let Some(offset) = text.bytes().position(|byte| !may_stand(byte)) {
            return Err(UrlError::Character { offset });
        }
        let authority_start = scheme_end + 3;
        let end_of = |from: usize, marks: &[char]| {
            text[from..]
                .find(marks)
                .map_or(text.len(), |length| from + length)
        };
        let authority_end = end_of(authority_start, &['/', '?', '#']);
        let path_end = end_of(authority_end, &['?', '#']);
        let query_end = end_of(path_end, &['#']);
        let (host_length, port) = split_authority(&text[authority_start..authority_end])?;
        Ok(Self {
            text: text.to_owned(),
            scheme_end,
            host_end: authority_start + host_length,
            authority_end,
            path_end,
            query_end,
            port,
        })
    }

    /// The text, as it was given.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// `http` or `https`, in the letters given.
    pub fn scheme(&self) -> &str {
        &self.text[..self.scheme_end]
    }

    /// Whether the scheme is `https`.
    pub fn is_https(&self) -> bool {
        self.scheme().eq_ignore_ascii_case("https")
    }

    /// The host, with its brackets where it is an IPv6 address.
    pub fn host(&self) -> &str {
        &self.text[self.scheme_end + 3..self.host_end]
    }

    /// The port, where one is written.
    pub fn port(&self) -> Option<u16> {
        self.port
    }

    /// The port, or the scheme's own: 443 or 80.
    pub fn port_or_default(&self) -> u16 {
        self.port.unwrap_or(if self.is_https() { 443 } else { 80 })
    }

    /// Scheme, host and port as written, without what follows: `https://localhost:5001`.
    pub fn origin(&self) -> &str {
        &self.text[..self.authority_end]
    }

    /// The path; empty where there is none.
    pub fn path(&self) -> &str {
        &self.text[self.authority_end..self.path_end]
    }

    /// What stands between `?` and `#`, where there is a `?`.
    pub fn query(&self) -> Option<&str> {
        (self.query_end > self.path_end).then(|| &self.text[self.path_end + 1..self.query_end])
    }

    /// What stands after `#`, where there is one.
    pub fn fragment(&self) -> Option<&str> {
        (self.text.len() > self.query_end).then(|| &self.text[self.query_end + 1..])
    }

    /// Whether the host names this very machine: `localhost`, `*.localhost`, `127.0.0.0/8`, `[::1]`.
    pub fn is_loopback(&self) -> bool {
        let host = self.host().to_ascii_lowercase();
        if let Some(address) = host
            .strip_prefix('[')
            .and_then(|rest| rest.strip_suffix(']'))
        {
            return address.parse::<Ipv6Addr>().is_ok_and(|ip| ip.is_loopback());
        }
        host == "localhost"
            || host.ends_with(".localhost")
            || host.parse::<Ipv4Addr>().is_ok_and(|ip| ip.is_loopback())
    }
}

impl fmt::Display for Url {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.text)
    }
}

/// The host's length in the authority, and the port.
fn split_authority(authority: &str) -> Result<(usize, Option<u16>), UrlError> {
    if authority.contains('@') {
        return Err(UrlError::UserInfo);
    }
    let host_end = if authority.starts_with('[') {
        let end = authority.find(']').ok_or(UrlError::Ipv6)?;
        authority[1..end]
            .parse::<Ipv6Addr>()
            .map_err(|_| UrlError::Ipv6)?;
        end + 1
    } else {
        authority.find(':').unwrap_or(authority.len())
    };
    if host_end == 0 {
        return Err(UrlError::NoHost);
    }
    let port = match authority[host_end..].strip_prefix(':') {
        None if host_end == authority.len() => None,
        None => return Err(UrlError::Ipv6),
        Some(digits) if !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit()) => {
            Some(digits.parse().map_err(|_| UrlError::Port)?)
        }
        Some(_) => return Err(UrlError::Port),
    };
    Ok((host_end, port))
}

/// Whether a byte may stand in a URL: RFC 3986's characters, and the braces of Entra's `{tenantid}`.
fn may_stand(byte: u8) -> bool {
    byte.is_ascii_graphic() && !matches!(byte, b'"' | b'<' | b'>' | b'\\' | b'^' | b'`' | b'|')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn splits_without_changing() {
        let url = Url::parse("HTTPS://Example.com:8443/realms/x?a=b?c#d#e").unwrap();
        assert_eq!(url.scheme(), "HTTPS");
        assert_eq!(url.host(), "Example.com");
        assert_eq!(url.port(), Some(8443));
        assert_eq!(url.path(), "/realms/x");
        assert_eq!(url.query(), Some("a=b?c"));
        assert_eq!(url.fragment(), Some("d#e"));
        assert_eq!(url.origin(), "HTTPS://Example.com:8443");
    }

    #[test]
    fn empty_query_and_fragment_are_there() {
        let url = Url::parse("https://h?#").unwrap();
        assert_eq!(
            (url.path(), url.query(), url.fragment()),
            ("", Some(""), Some(""))
        );
        let url = Url::parse("https://h/p").unwrap();
        assert_eq!((url.query(), url.fragment()), (None, None));
    }

    #[test]
    fn refuses_what_parsers_disagree_about() {
        for (text, error) in [
            ("", UrlError::Empty),
            ("localhost:5001", UrlError::NoScheme),
            ("ftp://h", UrlError::Scheme),
            ("https://", UrlError::NoHost),
            ("https:///p", UrlError::NoHost),
            ("https://good.com@evil.com", UrlError::UserInfo),
            ("https://h\\@evil.com", UrlError::Character { offset: 9 }),
            ("https://h/a b", UrlError::Character { offset: 11 }),
            ("https://h/ä", UrlError::Character { offset: 10 }),
            ("https://h:", UrlError::Port),
            ("https://h:65536", UrlError::Port),
            ("https://h:+1", UrlError::Port),
            ("https://[::1", UrlError::Ipv6),
            ("https://[::1]x", UrlError::Ipv6),
        ] {
            assert_eq!(Url::parse(text), Err(error), "{text}");
        }
    }

    #[test]
    fn knows_loopback() {
        for (text, loopback) in [
            ("http://localhost:5001", true),
            ("http://sts.localhost", true),
            ("http://127.0.0.2", true),
            ("http://[::1]:80/p", true),
            ("http://localhost.example.com", false),
            ("http://127.0.0.1.example.com", false),
            ("http://10.0.0.1", false),
        ] {
            assert_eq!(Url::parse(text).unwrap().is_loopback(), loopback, "{text}");
        }
    }
}
