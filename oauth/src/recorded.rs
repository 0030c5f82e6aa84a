//! An exchange as people keep it: HTTP as text, a curl command and what it prints, a HAR file, JSON with status, headers and body.

mod denied;
mod diagnosis;
mod error;
mod json;
mod look;
mod part;
mod text;
mod within;
mod words;

use std::borrow::Cow;

pub use look::Look;

use claimscope_core::CurlCommand;
use claimscope_core::time::Timestamp;

use super::{HttpRequest, HttpResponse};

/// What was read of a request, its answer, or both.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct Recorded {
    /// What was sent, where the record has it.
    pub request: Option<HttpRequest>,
    /// What came back, where the record has it; of several answers the last that refuses.
    pub response: Option<HttpResponse>,
    /// Whether the status of the answer is a guess.
    pub status_is_guessed: bool,
    /// Whether the answer is an authorization server's that came by way of the browser.
    pub is_of_browser: bool,
}

impl Recorded {
    /// Reads a record; `None` where the text is none, such as a bare token or an error as JSON without its status.
    pub fn read(text: &str) -> Option<Self> {
        let text = start(text);
        let recorded = match text.starts_with('{') {
            true => json::read(text),
            false => text::read(text),
        };
        (recorded.request.is_some() || recorded.response.is_some()).then_some(recorded)
    }

    /// When the token of the record was refused, as far as the answer's `Date` says it: as of then its times are judged.
    pub fn refused_at(&self) -> Option<Timestamp> {
        let request = self.request.as_ref()?;
        let response = self.response.as_ref()?;
        let is_refused = request.header_value("authorization").is_some() && response.status >= 400;
        response.date().filter(|_| is_refused)
    }

    /// The part of the record that is worth a look: a request that carries a token, or else the answer.
    pub fn main_part<'a>(&self, text: &'a str) -> Cow<'a, str> {
        let has_token = |request: &&HttpRequest| request.header_value("authorization").is_some();
        let command = CurlCommand::read(start(text)).map(|command| command.end);
        match (&self.request, &self.response) {
            (None, _) if !start(text).starts_with('{') => Cow::Borrowed(text),
            (Some(request), response)
                if let Some(end) = command
                    && (response.is_none() || has_token(&request)) =>
            {
                Cow::Borrowed(&text[..text.len() - start(text).len() + end])
            }
            (request, Some(response)) => Cow::Owned(match request.as_ref().filter(has_token) {
                Some(request) => request.to_text_with_secrets(),
                None => response.to_text_with_secrets(),
            }),
            (Some(request), None) => Cow::Owned(request.to_text_with_secrets()),
            (None, None) => Cow::Borrowed(text),
        }
    }
}

/// The text from its first character that is seen.
fn start(text: &str) -> &str {
    text.trim_start_matches('\u{feff}').trim_start()
}

impl HttpRequest {
    /// The request as HTTP/1.1 text, with every credential in clear.
    pub fn to_text_with_secrets(&self) -> String {
        let headers = self.headers.iter();
        let headers = headers.map(|(name, value)| (name.as_str(), value.expose()));
        let start = format!("{} {} HTTP/1.1", self.method, self.url);
        message(start, headers, self.body.expose())
    }
}

impl HttpResponse {
    /// The response as HTTP/1.1 text, with every credential in clear.
    pub fn to_text_with_secrets(&self) -> String {
        let headers = self.headers.iter();
        let headers = headers.map(|(name, value)| (name.as_str(), value.as_bytes()));
        message(format!("HTTP/1.1 {} ", self.status), headers, &self.body)
    }
}

fn message<'a>(
    start: String,
    headers: impl Iterator<Item = (&'a str, &'a [u8])>,
    body: &[u8],
) -> String {
    let mut text = start;
    for (name, value) in headers {
        text.push_str(&format!("\n{name}: {}", String::from_utf8_lossy(value)));
    }
    text.push_str("\n\n");
    text.push_str(&String::from_utf8_lossy(body));
    text
}

#[cfg(test)]
mod tests;
