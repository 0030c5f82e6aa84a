//! HTTP messages and curl commands: start line, headers, and what the body is.

use super::super::curl::CurlCommand;
use super::super::find::{self, is_token_byte, looks_like_jwt};
use super::super::{FoundToken, Member, PastedAs, Reading};
use super::member::is_credential_or_header;
use super::{address, authorization, cookie, document, strip, tokens};
use crate::secret::masked_header;

/// What a message consists of.
struct Message {
    kind: PastedAs,
    /// `401 Unauthorized`, or `POST https://…`.
    start: (&'static str, String),
    /// The address of a request, whose parameters may hold a token.
    address: String,
    headers: Vec<(String, String)>,
    body: String,
}

pub(super) fn read(text: &str, depth: usize) -> Option<Reading> {
    let message = response(text)
        .or_else(|| request(text))
        .or_else(|| curl(text))?;
    Some(message.reading(text, depth))
}

impl Message {
    fn reading(self, text: &str, depth: usize) -> Reading {
        let mut reading = Reading::of(self.kind);
        reading
            .members
            .push(Member::plain(self.start.0, &self.start.1));
        for (name, value) in &self.headers {
            take_header(&mut reading, name, value);
        }
        if let Some(address) = address::url(&self.address) {
            reading.tokens.extend(address.tokens);
        }
        self.take_body(&mut reading, depth);
        reading.token = reading.tokens.first().map(|token| token.token.clone());
        if reading.token.is_none() {
            // In a header or a body of no known kind.
            let is_nonce = |line: &&str| named(line, "dpop-nonce");
            let lines: Vec<&str> = text.lines().filter(|line| !is_nonce(line)).collect();
            let found = find::find(&lines.join("\n")).token;
            reading.token = Some(found).filter(|found| looks_like_jwt(found));
        }
        reading
    }

    fn take_body(&self, reading: &mut Reading, depth: usize) {
        let body = strip::strip(&self.body, &mut Vec::new());
        if body.is_empty() {
            return;
        }
        match document(&body, depth + 1) {
            Some(inner) => {
                reading.described = format!("{} with {}", self.kind.text(), inner.described);
                reading.members.extend(inner.members);
                take_tokens(reading, "body", inner.token, inner.tokens);
                reading.removed.extend(inner.removed);
            }
            None => {
                let shown = masked_text(&body);
                reading.members.push(Member::plain("body", &shown));
            }
        }
    }
}

/// Whether a line is the header of that name, as it was sent or as `curl -v` shows it.
fn named(line: &str, name: &str) -> bool {
    let line = line.trim_start_matches(['<', '>', ' ']);
    line.split(':')
        .next()
        .is_some_and(|it| it.eq_ignore_ascii_case(name))
}

/// Adds what was found in a part of the message; a token without a name gets that of the part.
fn take_tokens(reading: &mut Reading, name: &str, token: Option<String>, tokens: Vec<FoundToken>) {
    if tokens.is_empty() {
        let token = token.iter().map(|token| tokens::found(Some(name), token));
        reading.tokens.extend(token);
    }
    reading.tokens.extend(tokens);
}

/// Text of unknown kind without its tokens.
fn masked_text(text: &str) -> String {
    let is_end = |character: char| !u8::try_from(character).is_ok_and(is_token_byte);
    let pieces = text.split_inclusive(is_end);
    let masked = pieces.map(|piece| match piece.trim_end_matches(is_end) {
        run if run.len() > 40 => format!("•••{}", &piece[run.len()..]),
        _ => piece.to_owned(),
    });
    masked.collect()
}

fn take_header(reading: &mut Reading, name: &str, value: &str) {
    let small = name.to_ascii_lowercase();
    let inner = match small.as_str() {
        "authorization" => authorization(value),
        "cookie" => cookie::pairs(value, PastedAs::Cookie),
        "set-cookie" => cookie::pairs(value, PastedAs::SetCookie),
        _ => None,
    };
    if let Some(inner) = inner {
        take_tokens(reading, name, inner.token, inner.tokens);
        reading.removed.extend(inner.removed);
    }
    let told = [
        "www-authenticate",
        "content-type",
        "location",
        "retry-after",
        "host",
        "server",
        "via",
        "dpop-nonce",
    ];
    if is_credential_or_header(&small) {
        let shown = masked_header(value);
        reading.members.push(Member::plain(name, &shown));
    } else if told.contains(&small.as_str())
        || small.starts_with("x-") && (small.contains("error") || small.contains("diagnostic"))
    {
        let value = value
            .split(['?', '#'])
            .next()
            .filter(|_| small == "location")
            .unwrap_or(value);
        reading.members.push(Member::plain(name, value));
    }
}

/// `HTTP/1.1 401 Unauthorized` and so on, also as `curl -v` shows it; of several the last counts.
fn response(text: &str) -> Option<Message> {
    let is_verbose = text.contains("\n< HTTP/") || text.starts_with("< HTTP/");
    let lines: Vec<&str> = if is_verbose {
        text.lines().filter_map(received).collect()
    } else {
        text.lines().collect()
    };
    status(lines.first()?)?;
    let at = lines.iter().rposition(|line| status(line).is_some())?;
    let (headers, body) = head(&lines[at + 1..]);
    Some(Message {
        kind: PastedAs::HttpResponse,
        start: ("status", status(lines[at])?.to_owned()),
        address: String::new(),
        headers,
        body,
    })
}

/// A line of `curl -v` that the server sent: marked with `<`, or of the body, which has no mark.
fn received(line: &str) -> Option<&str> {
    if line.trim_end() == "<" {
        return Some("");
    }
    let is_note = line.starts_with(['*', '>', '}']) || line.starts_with("{ [");
    let unmarked = || (!is_note).then_some(line);
    line.strip_prefix("< ").or_else(unmarked)
}

/// What follows the version in a status line.
fn status(line: &str) -> Option<&str> {
    let (version, rest) = line.trim().split_once(' ')?;
    let code = rest.get(..3)?;
    let is_code = code.bytes().all(|byte| byte.is_ascii_digit());
    (version.starts_with("HTTP/") && is_code).then_some(rest)
}

/// `GET /orders HTTP/1.1` and so on.
fn request(text: &str) -> Option<Message> {
    let lines: Vec<&str> = text.lines().collect();
    let mut words = lines.first()?.split(' ');
    let (method, target, version) = (words.next()?, words.next()?, words.next()?);
    let is_method = method.len() > 2 && method.bytes().all(|byte| byte.is_ascii_uppercase());
    if !is_method || !version.trim().starts_with("HTTP/") || words.next().is_some() {
        return None;
    }
    let (headers, body) = head(&lines[1..]);
    Some(Message {
        kind: PastedAs::HttpRequest,
        start: ("request", format!("{method} {}", without_query(target))),
        address: target.to_owned(),
        headers,
        body,
    })
}

fn without_query(address: &str) -> &str {
    address.split(['?', '#']).next().unwrap_or_default()
}

/// Header lines up to an empty one, and the rest.
fn head(lines: &[&str]) -> (Vec<(String, String)>, String) {
    let mut headers: Vec<(String, String)> = Vec::new();
    let mut at = 0;
    for line in lines {
        if line.trim().is_empty() {
            break;
        }
        match line.split_once(':') {
            Some((name, value)) if !name.contains(' ') => {
                headers.push((name.to_owned(), value.trim().to_owned()));
            }
            // A line that begins with white space goes on with the one before.
            _ => match headers.last_mut().filter(|_| line.starts_with([' ', '\t'])) {
                Some((_, value)) => value.push_str(line.trim()),
                None => break,
            },
        }
        at += 1;
    }
    (headers, lines[at..].join("\n").trim().to_owned())
}

fn curl(text: &str) -> Option<Message> {
    let command = CurlCommand::read(text)?;
    let start = format!("{} {}", command.method, without_query(&command.url));
    let mut headers = command.headers;
    if command.user.is_some() {
        headers.push(("Authorization".to_owned(), "Basic ".to_owned()));
    }
    Some(Message {
        kind: PastedAs::CurlCommand,
        start: ("request", start),
        address: command.url,
        headers,
        body: command.body,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_credential_of_a_header_is_shown() {
        let text = "HTTP/1.1 401 Unauthorized\nCookie: session=s3cret; b=c\nSet-Cookie: a=s3cret; path=/; secure\nX-Api-Key: s3cret more\nProxy-Authorization: s3cret abc\nAuthorization: s3cret: abc\nAuthorization: Bearer s3cret\n\n";
        let reading = read(text, 0).unwrap();
        let values = reading.members.iter().map(|member| member.value.as_str());
        let values: Vec<&str> = values.collect();
        let masked = ["•••"; 5];
        assert_eq!(values[1..6], masked);
        assert_eq!(values[6], "Bearer •••");
    }

    #[test]
    fn a_long_text_is_masked_in_one_go() {
        let (run, word) = ("a".repeat(50), "word, ");
        assert_eq!(
            masked_text(&format!("{word}{run} é{run}")),
            "word, ••• é•••"
        );
        // Each run is another.
        let runs = (0..100_000).map(|number| format!("{number:050} "));
        assert_eq!(
            masked_text(&runs.collect::<String>()),
            "••• ".repeat(100_000)
        );
    }
}
