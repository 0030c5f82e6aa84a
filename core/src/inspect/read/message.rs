//! HTTP messages and curl commands: start line, headers, and what the body is.

use super::super::find::{self, is_token_byte, looks_like_jwt, runs};
use super::super::{FoundToken, Member, PastedAs, Reading};
use super::member::is_credential_or_header;
use super::{address, authorization, cookie, document, strip, tokens};

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
            let found = find::find(text).token;
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
    let mut shown = text.to_owned();
    for run in runs(text, is_token_byte).filter(|run| run.len() > 40) {
        shown = shown.replace(run, "•••");
    }
    shown
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
        let scheme = value.split_once(' ').map_or("", |(scheme, _)| scheme);
        let shown = format!("{scheme} •••");
        reading.members.push(Member::plain(name, shown.trim()));
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
    let text = text.strip_prefix("$ ").unwrap_or(text);
    let command = text
        .strip_prefix("curl ")
        .or_else(|| text.strip_prefix("curl.exe "))?;
    let mut words = words(command).into_iter();
    let (mut method, mut address) = (None, String::new());
    let (mut headers, mut body) = (Vec::new(), Vec::new());
    while let Some(word) = words.next() {
        let (option, attached) = option(&word);
        let mut value = || {
            attached
                .clone()
                .or_else(|| words.next())
                .unwrap_or_default()
        };
        match option.as_str() {
            "-H" | "--header" => {
                if let Some((name, value)) = value().split_once(':') {
                    headers.push((name.to_owned(), value.trim().to_owned()));
                }
            }
            "-X" | "--request" => method = Some(value()),
            "-b" | "--cookie" => headers.push(("Cookie".to_owned(), value())),
            "-u" | "--user" => {
                value();
                headers.push(("Authorization".to_owned(), "Basic ".to_owned()));
            }
            "--oauth2-bearer" => {
                headers.push(("Authorization".to_owned(), format!("Bearer {}", value())))
            }
            option if option == "-d" || option.starts_with("--data") || option == "--json" => {
                body.push(value())
            }
            "--url" => address = value(),
            "-o" | "--output" | "--max-time" | "--connect-timeout" | "--resolve" | "--cacert" => {
                value();
            }
            word if !word.starts_with('-') => address = word.to_owned(),
            _ => {}
        }
    }
    let default = if body.is_empty() { "GET" } else { "POST" };
    let method = method.unwrap_or_else(|| default.to_owned());
    Some(Message {
        kind: PastedAs::CurlCommand,
        start: ("request", format!("{method} {}", without_query(&address))),
        address,
        headers,
        body: body.join("&"),
    })
}

/// `-XPOST` and `--request=POST` as option and value.
fn option(word: &str) -> (String, Option<String>) {
    if let Some((option, value)) = word.split_once('=').filter(|_| word.starts_with("--")) {
        return (option.to_owned(), Some(value.to_owned()));
    }
    let is_attached = word.len() > 2
        && ["-H", "-X", "-d", "-u", "-b"]
            .iter()
            .any(|one| word.starts_with(one));
    match is_attached.then(|| word.split_at(2)) {
        Some((option, value)) => (option.to_owned(), Some(value.to_owned())),
        None => (word.to_owned(), None),
    }
}

/// A command's words as a shell has them: quotation marks, backslashes, `^` at line ends.
fn words(command: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut quote = None;
    let mut characters = command.chars().peekable();
    while let Some(character) = characters.next() {
        match (quote, character) {
            (Some(open), close) if open == close => quote = None,
            (None, '\'' | '"') => {
                quote = Some(character);
                word.get_or_insert_default();
            }
            (None, '\\' | '^') if characters.peek().is_some_and(|next| "\r\n".contains(*next)) => {}
            (None | Some('"'), '\\') => {
                word.get_or_insert_default().extend(characters.next());
            }
            (None, space) if space.is_whitespace() => words.extend(word.take()),
            (_, other) => word.get_or_insert_default().push(other),
        }
    }
    words.extend(word);
    words
}
