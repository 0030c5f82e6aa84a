//! The way back to the client: its redirect URI, checked before, and how the answer is put on it.

use claimscope_core::url::Url;

use crate::http::Answer;
use crate::pages;

/// `response_mode`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ResponseMode {
    Query,
    Fragment,
    FormPost,
}

/// A client's address that was found among its registered ones, with what every answer to it carries.
#[derive(Clone, Debug)]
pub(crate) struct Redirect {
    pub(crate) uri: String,
    pub(crate) mode: ResponseMode,
    pub(crate) state: Option<String>,
}

impl Redirect {
    /// Sends `parameters` to the client.
    pub(crate) fn answer(&self, parameters: &[(&'static str, String)], is_error: bool) -> Answer {
        let mut encoded = form_urlencoded::Serializer::new(String::new());
        encoded.extend_pairs(parameters.iter().map(|(name, value)| (name, value)));
        // A plus is a space in a form alone; clients that decode a query as a URI would keep it.
        let encoded = encoded.finish().replace('+', "%20");
        match self.mode {
            ResponseMode::Query => {
                let separator = if self.uri.contains('?') { '&' } else { '?' };
                // Without its own fragment the answer would inherit that of the page before it.
                let ending = if is_error { "#_=_" } else { "" };
                Answer::redirect(&format!("{}{separator}{encoded}{ending}", self.uri))
            }
            ResponseMode::Fragment => Answer::redirect(&format!("{}#{encoded}", self.uri)),
            ResponseMode::FormPost => pages::form_post(&self.uri, parameters),
        }
    }

    /// The origin of the client's pages, as a browser writes it: scheme, host and a port that is not the scheme's own, in
    /// lower case ([RFC 6454 §6.2](https://www.rfc-editor.org/rfc/rfc6454#section-6.2)). An app's own scheme has none;
    /// there it is the whole URI.
    pub(crate) fn origin(&self) -> String {
        let Ok(url) = Url::parse(&self.uri) else {
            return self.uri.clone();
        };
        let (scheme, host) = (url.scheme(), url.host());
        let default = if url.is_https() { 443 } else { 80 };
        let origin = match url.port_or_default() {
            port if port == default => format!("{scheme}://{host}"),
            port => format!("{scheme}://{host}:{port}"),
        };
        origin.to_ascii_lowercase()
    }
}

#[cfg(test)]
mod tests {
    use super::{Redirect, ResponseMode};

    #[test]
    fn an_origin_is_written_as_browsers_write_it() {
        for (uri, origin) in [
            ("https://app.example/callback", "https://app.example"),
            ("https://App.Example:443/cb", "https://app.example"),
            ("HTTP://app.example:80", "http://app.example"),
            ("http://127.0.0.1:8400/callback", "http://127.0.0.1:8400"),
            ("https://h?x=/y", "https://h"),
            ("http://[::1]:443/", "http://[::1]:443"),
            ("com.example.app:/cb", "com.example.app:/cb"),
        ] {
            let redirect = Redirect {
                uri: uri.to_owned(),
                mode: ResponseMode::Query,
                state: None,
            };
            assert_eq!(redirect.origin(), origin, "{uri}");
        }
    }
}
