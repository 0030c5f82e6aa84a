//! What the server said, sentence by sentence, wherever it stands: challenges, bodies of any shape, headers of vendors.

use std::borrow::Cow;

use claimscope_core::json::{self, Value};

use super::written;
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

/// How much of a body is searched for the server's words, and how much of words is kept: all of it is compared with every row.
const SEARCHED_BYTES: usize = 16 * 1024;

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

/// What the names of members have in them that say what is wrong.
const TELLING: &[&str] = &[
    "cause",
    "code",
    "description",
    "detail",
    "error",
    "exception",
    "fault",
    "message",
    "msg",
    "reason",
    "status",
    "summary",
    "title",
    "__type",
];

/// Other members count where they hold a sentence: so many words at least.
const WORDS_OF_A_SENTENCE: usize = 3;

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

/// What tells of an outcome, whose reason stands elsewhere.
const OUTCOMES: &[&str] = &[
    "Bearer was not authenticated.",
    "{AuthenticationScheme} was not authenticated.",
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
    /// A member of the body whose name does not say that it tells what is wrong.
    Aside,
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
            small: small(&without_addresses(text)),
        }
    }
}

/// A text without the addresses in it, whose words are names. Where keys are fetched from is no name.
fn without_addresses(text: &str) -> Cow<'_, str> {
    let is_address = |word: &&str| word.contains("://") && !word.contains("/.well-known/");
    match text.split_whitespace().any(|word| is_address(&word)) {
        true => {
            let words = text.split_whitespace().map(|word| match is_address(&word) {
                true => word.split("http").next().unwrap_or_default(),
                false => word,
            });
            Cow::Owned(words.collect::<Vec<_>>().join(" ").trim_end().to_owned())
        }
        false => Cow::Borrowed(text),
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
    let kept: usize = said.iter().map(|sentence| sentence.text.len()).sum();
    let left = SEARCHED_BYTES.saturating_sub(kept);
    let text = &text[..text.floor_char_boundary(left)];
    let without = written::without(text);
    let text = without.as_deref().unwrap_or(text);
    for sentence in text.split(['\n', '\r']).flat_map(statements) {
        // The second half of "The token lifetime is invalid; NotBefore: …, Expires: …", and what a JWT is.
        let mut rests = ["NotBefore:", "The token needs to be in"].iter();
        let is_rest = rests.any(|start| sentence.trim_start().starts_with(start))
            || OUTCOMES.contains(&sentence.trim());
        let sentence = Sentence::new(place, sentence);
        let is_told = place != Place::Aside
            || sentence.small.split_whitespace().count() >= WORDS_OF_A_SENTENCE;
        if !is_rest && is_told && !sentence.small.is_empty() {
            said.push(sentence);
        }
    }
}

/// The statements of a line; what was expected, and what came in its place, is no statement of its own.
fn statements(line: &str) -> Vec<&str> {
    let (mut statements, mut start) = (Vec::new(), 0);
    for (at, end) in line.match_indices("; ") {
        let next = at + end.len();
        let mut goes_on = ["expected ", "got "].iter();
        if !goes_on.any(|start| line[next..].starts_with(start)) {
            statements.push(&line[start..at]);
            start = next;
        }
    }
    statements.push(&line[start..]);
    statements
}

fn body(response: &HttpResponse, said: &mut Vec<Sentence>) {
    let Some(text) = body_text(response) else {
        return;
    };
    match document(response) {
        Some(value) => {
            let mut aside = Vec::new();
            strings(&value, None, 0, &mut (said, &mut aside));
            said.append(&mut aside);
        }
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
    let start = &body[..body.len().min(SEARCHED_BYTES)];
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

/// Every string of a document that may give a reason: those of members that say so, and those of others. `place` is that of the
/// member around it.
fn strings(
    value: &Value,
    place: Option<Place>,
    depth: usize,
    said: &mut (&mut Vec<Sentence>, &mut Vec<Sentence>),
) {
    if depth > 8 || said.0.len() + said.1.len() > SENTENCES {
        return;
    }
    match value {
        Value::String(text) if place == Some(Place::Aside) => add(said.1, Place::Aside, text),
        Value::String(text) => add(said.0, Place::Body, text),
        Value::Array(values) => values
            .iter()
            .for_each(|value| strings(value, place, depth + 1, said)),
        Value::Object(members) => {
            for (name, value) in members.iter() {
                let small = name.to_ascii_lowercase();
                if !PASSED_OVER.contains(&small.as_str()) {
                    // What an error holds tells of it.
                    let is_telling = place == Some(Place::Body)
                        || TELLING.iter().any(|part| small.contains(part));
                    let place = if is_telling {
                        Place::Body
                    } else {
                        Place::Aside
                    };
                    strings(value, Some(place), depth + 1, said);
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
    fn what_is_compared_with_every_row_is_bounded() {
        let long = "it is bad or ".repeat(SEARCHED_BYTES);
        let body = Value::from(vec![long[..SEARCHED_BYTES].to_owned(); 60]).to_string();
        let response = HttpResponse::new(401, body);
        let mut challenge = Challenge::new("Bearer");
        let description = ("error_description".to_owned(), long);
        challenge.params.push(description);
        for challenges in [&[][..], &[challenge]] {
            let said = sentences(&response, challenges);
            let kept: usize = said.iter().map(|sentence| sentence.text.len()).sum();
            assert!(!said.is_empty() && kept <= SEARCHED_BYTES, "{kept}");
        }
    }

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
