//! What is no whole exchange and says why all the same: an error, a challenge, a redirect, a line of a log.

use claimscope_core::json::{self, Object, Value};
use claimscope_core::{Inspection, PastedAs};

use super::{Recorded, denied, error, text, within, words};
use crate::vendors::refusals::habits;
use crate::{HttpRequest, HttpResponse};

/// How long what an API says is at most, where nothing else tells that it is an API's.
const LONGEST_SENTENCE_BYTES: usize = 400;

/// How many lines of JSON are read: the last, at which something failed.
const LAST_LINES: usize = 30;

impl Recorded {
    /// Reads what was inspected as the answer that it came in; `None` where it says nothing of a refusal.
    pub fn of_part(text: &str, inspection: &Inspection) -> Option<Self> {
        let guessed = |response| Self {
            response: Some(response),
            status_is_guessed: true,
            ..Self::default()
        };
        match inspection.pasted_as {
            PastedAs::ErrorResponse => {
                Some(guessed(error::json(text.trim().trim_end_matches('%'))))
            }
            PastedAs::Challenge => Some(guessed(challenge(text))),
            PastedAs::RedirectAddress | PastedAs::Url | PastedAs::Form | PastedAs::Html
                if let Some(error) = error_of(inspection) =>
            {
                // A form is a token endpoint's unless something names a login.
                let has_state = inspection.members.iter().any(|it| it.name == "state");
                let is_of_browser = inspection.pasted_as != PastedAs::Form || has_state;
                Some(Self {
                    is_of_browser,
                    ..guessed(error)
                })
            }
            PastedAs::Json => within::escaped(text).map(guessed),
            PastedAs::Html => words::of(&words::of_page(text)).map(guessed),
            PastedAs::LogLine => access(text, &inspection.token).or_else(|| {
                let is_prose = inspection.pasted_text != PastedAs::LogLine.text();
                let affirmed = denied::without(text.trim(), is_prose);
                let text = &*affirmed;
                let said = within::with_status(text.trim()).or_else(|| words::of(text.trim()));
                // Prose is about anything, and one sentence of it may be a refusal's.
                let is_long = text.trim().contains('\n') || text.len() > LONGEST_SENTENCE_BYTES;
                if said.is_none() && is_prose && is_long && inspection.token.is_empty() {
                    return None;
                }
                let mut line = guessed(said.unwrap_or_else(|| of_log(text.trim())));
                if !inspection.token.is_empty() {
                    let value = format!("Bearer {}", inspection.token);
                    line.request = Some(HttpRequest::get("").header("Authorization", value));
                }
                Some(line)
            }),
            _ => None,
        }
    }
}

/// An answer with the challenge of a header, which may be its value alone.
fn challenge(text: &str) -> HttpResponse {
    let headers = text::headers_alone(text);
    let headers = headers.filter(|response| !response.challenges().is_empty());
    headers.unwrap_or_else(|| {
        let value = text.split_whitespace().collect::<Vec<_>>().join(" ");
        HttpResponse::new(401, "").header("WWW-Authenticate", value)
    })
}

/// The error that an address carries in its parameters.
fn error_of(inspection: &Inspection) -> Option<HttpResponse> {
    let mut members = inspection.members.iter();
    members.find(|member| member.name == "error")?;
    let mut told = Object::new();
    for member in &inspection.members {
        if member.name.starts_with("error") {
            told.set(&member.name, member.value.as_str());
        }
    }
    Some(error::json(&Value::Object(told).to_string()))
}

/// What a log says of an API, as an answer would: JSON, JSON in lines, or the messages without what stands before them.
fn of_log(text: &str) -> HttpResponse {
    let is_json = |rest: &str| rest.trim_start().starts_with('"');
    if text.strip_prefix('{').is_some_and(is_json) {
        let entry = |line: &str| match json::parse(line.as_bytes()).value {
            Some(_) => line.to_owned(),
            None => Value::from(line).to_string(),
        };
        return match json::parse(text.as_bytes()).value {
            Some(_) => error::json(text),
            None => {
                let lines = text.lines().filter(|line| !line.trim().is_empty());
                let mut entries: Vec<_> = lines.rev().take(LAST_LINES).map(entry).collect();
                entries.reverse();
                error::json(&format!("[{}]", entries.join(",")))
            }
        };
    }
    let said = |line| habits::detail(line).unwrap_or_else(|| message(line).to_owned());
    let lines: Vec<String> = text.lines().map(said).collect();
    HttpResponse::new(401, lines.join("\n"))
}

/// A line from the name of an exception on, without its package.
fn message(line: &str) -> &str {
    let mut ends = ["Exception: ", "Error: "].iter();
    let Some(at) = ends.find_map(|end| line.find(end)) else {
        return line;
    };
    let before = line[..at].rfind([' ', '.', '[', '(']);
    &line[before.map_or(0, |before| before + 1)..]
}

/// A line of a server's access log whose address has the token in it: `"GET /x?access_token=… HTTP/1.1" 401 12`. Of any
/// other too little is known: it shows no headers.
fn access(line: &str, token: &str) -> Option<Recorded> {
    let mut parts = line.split('"');
    let (method, target) = parts.find_map(text::start)?;
    if token.is_empty() || !target.contains(token) {
        return None;
    }
    let status = parts.next()?.trim_start().get(..3)?.parse().ok()?;
    Some(Recorded {
        request: Some(HttpRequest::new(method, target)),
        response: Some(HttpResponse::new(status, "")),
        ..Recorded::default()
    })
}
