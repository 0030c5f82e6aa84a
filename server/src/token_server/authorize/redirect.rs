//! The way back to the client: its redirect URI, checked before, and how the answer is put on it.

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

    /// Scheme and host, for a person to read.
    pub(crate) fn destination(&self) -> &str {
        let end = self.uri.find("://").and_then(|scheme| {
            self.uri[scheme + 3..]
                .find('/')
                .map(|slash| scheme + 3 + slash)
        });
        &self.uri[..end.unwrap_or(self.uri.len())]
    }
}
