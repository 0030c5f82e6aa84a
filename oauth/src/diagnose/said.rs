//! What the server said, sentence by sentence, wherever it stands: challenges, bodies of any shape, headers of vendors.

use claimscope_core::json::{self, Value};

use crate::HttpResponse;
use crate::challenge::Challenge;
use crate::words::LONGEST_REASON_BYTES;

/// Codes that say no more than that the request or the token is refused.
const CODES: &[&str] = &["invalid_request", "invalid_token"];

/// Codes that say why, so that the description beside them adds no other reason.
pub(crate) const SETTLED: &[&str] = &[
    "insufficient_claims",
    "insufficient_scope",
    "insufficient_user_authentication",
    "invalid_dpop_proof",
    "use_dpop_nonce",
];

/// How much of a body is searched for the server's words.
const SEARCHED_BODY_BYTES: usize = 16 * 1024;

/// How many sentences are kept.
const SENTENCES: usize = 80;

/// Headers by which products say why.
pub(super) const HEADERS: &[&str] = &[
    "x-ms-diagnostics",
    "x-ms-error-code",
    "x-amzn-errortype",
    "x-error-message",
    "x-error",
    "x-auth-error",
    "x-authentication-error",
    "error-message",
    "grpc-message",
    "www-authenticate-reason",
];

/// Members that name things and give no reason.
const PASSED_OVER: &[&str] = &[
    "@type",
    "date",
    "documentation_url",
    "errorlink",
    "errorid",
    "help",
    "href",
    "info",
    "instance",
    "link",
    "method",
    "more_info",
    "moreinfo",
    "path",
    "request_id",
    "requestid",
    "request-id",
    "client-request-id",
    "timestamp",
    "trace",
    "traceid",
    "trace_id",
    "uri",
    "url",
];

/// Where a sentence stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// `error_description` of a challenge, or a header made to say why.
    Header,
    /// Beside an error code of a challenge that says it all.
    Settled,
    /// The body, or a text whose meaning is no more than likely.
    Body,
    /// A page for people.
    Page,
}

/// A sentence of the server's.
pub(super) struct Sentence {
    pub(super) place: Place,
    /// As written.
    pub(super) text: String,
    /// In small letters, the words of a code such as `TokenExpired` or `token_expired` apart.
    pub(super) small: String,
}

impl Sentence {
    fn new(place: Place, text: &str) -> Self {
        let text = text.trim();
        Self {
            place,
            text: text.to_owned(),
            small: small(text),
        }
    }
}

/// A sentence, or the words of a code, in small letters.
pub(crate) fn small(text: &str) -> String {
    match text.contains(' ') {
        true => text.to_ascii_lowercase(),
        false => words_of(text),
    }
}

/// All that the server said, the most telling first.
pub(super) fn sentences(response: &HttpResponse, challenges: &[Challenge]) -> Vec<Sentence> {
    let mut said = Vec::new();
    for challenge in challenges {
        let error = challenge
            .error()
            .filter(|error| !CODES.contains(error) && !SETTLED.contains(error));
        let place = match challenge.error() {
            Some(code) if SETTLED.contains(&code) => Place::Settled,
            _ => Place::Header,
        };
        for text in [challenge.error_description(), error].into_iter().flatten() {
            add(&mut said, place, text);
        }
    }
    for name in HEADERS {
        for value in response.header_values(name) {
            let place = match *name {
                // The part after the colon is a link.
                "x-amzn-errortype" => Place::Body,
                _ => Place::Header,
            };
            add(
                &mut said,
                place,
                value.split(":http").next().unwrap_or(value),
            );
        }
    }
    body(response, &mut said);
    said.truncate(SENTENCES);
    said
}

/// Adds the sentences of a text: lines, and what ASP.NET joins by `; `.
fn add(said: &mut Vec<Sentence>, place: Place, text: &str) {
    for sentence in text.split(['\n', '\r']).flat_map(|line| line.split("; ")) {
        // The second half of "The token lifetime is invalid; NotBefore: …, Expires: …", and what a JWT is.
        let mut rests = ["NotBefore:", "The token needs to be in"].iter();
        let is_rest = rests.any(|start| sentence.trim_start().starts_with(start));
        if !is_rest && !sentence.trim().is_empty() {
            said.push(Sentence::new(place, sentence));
        }
    }
}

fn body(response: &HttpResponse, said: &mut Vec<Sentence>) {
    let Some(text) = body_text(response) else {
        return;
    };
    match document(response) {
        Some(value) => strings(&value, 0, said),
        None if is_markup(text) => {
            for text in visible(text) {
                add(said, Place::Page, text);
            }
        }
        None => add(said, Place::Body, text),
    }
}

/// The start of the body as text, where it is text.
pub(super) fn body_text(response: &HttpResponse) -> Option<&str> {
    let body = &response.body;
    let start = &body[..body.len().min(SEARCHED_BODY_BYTES)];
    match std::str::from_utf8(start) {
        Ok(text) => Some(text),
        // The cut may lie within a character.
        Err(error) => std::str::from_utf8(&start[..error.valid_up_to()]).ok(),
    }
}

/// The body as JSON, whatever its media type; of one that is too long to give a reason nothing.
pub(super) fn document(response: &HttpResponse) -> Option<Value> {
    if response.body.len() > LONGEST_REASON_BYTES {
        return None;
    }
    let start = response.body.trim_ascii_start().first()?;
    matches!(start, b'{' | b'[' | b'"')
        .then(|| json::parse(&response.body).value)
        .flatten()
}

/// Every string of a document that may give a reason.
fn strings(value: &Value, depth: usize, said: &mut Vec<Sentence>) {
    if depth > 8 || said.len() > SENTENCES {
        return;
    }
    match value {
        Value::String(text) => add(said, Place::Body, text),
        Value::Array(values) => values
            .iter()
            .for_each(|value| strings(value, depth + 1, said)),
        Value::Object(members) => {
            for (name, value) in members.iter() {
                let small = name.to_ascii_lowercase();
                if !PASSED_OVER.contains(&small.as_str()) {
                    strings(value, depth + 1, said);
                }
            }
        }
        _ => {}
    }
}

/// Whether the text is HTML or XML.
pub(super) fn is_markup(text: &str) -> bool {
    text.trim_start_matches('\u{feff}')
        .trim_start()
        .starts_with('<')
}

/// The texts between the tags, without scripts and styles.
pub(crate) fn visible(text: &str) -> impl Iterator<Item = &str> {
    let mut hidden = false;
    text.split('<').filter_map(move |piece| {
        let (tag, rest) = piece.split_once('>')?;
        let tag = tag.get(..tag.len().min(7)).unwrap_or_default();
        let tag = tag.to_ascii_lowercase();
        if tag.starts_with("script") || tag.starts_with("style") {
            hidden = true;
        } else if tag.starts_with("/script") || tag.starts_with("/style") {
            hidden = false;
        }
        let rest = rest.trim();
        (!hidden && !rest.is_empty()).then_some(rest)
    })
}

/// `TokenExpiredError`, `JWTExpired` and `token_expired` as words in small letters.
fn words_of(code: &str) -> String {
    let mut words = String::with_capacity(code.len() + 8);
    let mut before = ' ';
    let mut characters = code.chars().peekable();
    while let Some(character) = characters.next() {
        let begins = character.is_ascii_uppercase()
            && (before.is_ascii_lowercase()
                || before.is_ascii_uppercase()
                    && characters.peek().is_some_and(char::is_ascii_lowercase));
        if begins {
            words.push(' ');
        }
        words.push(match character {
            '_' | '-' => ' ',
            other => other.to_ascii_lowercase(),
        });
        before = character;
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_come_apart_into_words() {
        for (code, words) in [
            ("TokenExpiredError", "token expired error"),
            ("JWTExpired", "jwt expired"),
            ("token_not_valid", "token not valid"),
            ("INVALID_SESSION_ID", "invalid session id"),
            ("invalid-jwt", "invalid jwt"),
            ("IDX10223", "idx10223"),
        ] {
            assert_eq!(words_of(code), words);
        }
    }

    #[test]
    fn pages_give_their_visible_text() {
        let page = "<html><style>a{}</style><title>No entry</title><script>var a='b'</script><p>Go away</p></html>";
        let texts: Vec<_> = visible(page).collect();
        assert_eq!(texts, ["No entry", "Go away"]);
    }
}
