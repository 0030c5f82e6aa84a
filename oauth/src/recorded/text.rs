//! HTTP messages as text: raw, with the marks of `curl -v`, or behind a curl command.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use claimscope_core::CurlCommand;

use super::{Recorded, error};
use crate::{HttpRequest, HttpResponse};

const FORM: &str = "application/x-www-form-urlencoded";

/// Headers as written, and the body after them.
type Head<'a> = (Vec<(&'a str, String)>, String);

pub(super) fn read(text: &str) -> Recorded {
    if let Some(command) = CurlCommand::read(text) {
        return of_command(&command, &text[command.end..]);
    }
    let is_verbose = text.lines().any(|line| line.starts_with("< HTTP/"));
    let (sent, received) = match is_verbose {
        true => (marked(text, "> "), marked(text, "< ")),
        false => parts(text),
    };
    let recorded = Recorded {
        request: request(&sent).or_else(|| form(&sent.join("\n"))),
        response: response(&received),
        ..Recorded::default()
    };
    match received.is_empty() {
        true => form_and_error(text).unwrap_or(recorded),
        false => recorded,
    }
}

/// A curl command, and what the shell printed behind it: with the head of the answer, all that `-v` tells, or the body
/// alone.
fn of_command(command: &CurlCommand, printed: &str) -> Recorded {
    let mut recorded = read(printed);
    if recorded.response.is_none()
        && let Some(response) = error::read(printed)
    {
        recorded.response = Some(response);
        recorded.status_is_guessed = true;
    }
    let mut request = HttpRequest::of_curl(command);
    // What curl added by itself, as `-v` shows it.
    for (name, value) in recorded
        .request
        .take()
        .into_iter()
        .flat_map(|sent| sent.headers)
    {
        if request.header_value(&name).is_none() {
            request.headers.push((name, value));
        }
    }
    recorded.request = Some(request);
    recorded
}

impl HttpRequest {
    fn of_curl(command: &CurlCommand) -> Self {
        let mut request = Self::new(&command.method, &command.url).body(command.body.as_str());
        for (name, value) in &command.headers {
            request = request.header(name, value.as_str());
        }
        if let Some(user) = &command.user {
            let value = format!("Basic {}", BASE64_STANDARD.encode(user));
            request = request.header("Authorization", value);
        }
        // As curl has it, unless `-H` says otherwise.
        if !command.body.is_empty() && request.header_value("content-type").is_none() {
            request = request.header("Content-Type", FORM);
        }
        request
    }
}

/// The body of a token request alone, on one line.
fn form(text: &str) -> Option<HttpRequest> {
    let body = text.trim();
    let is_one = body.starts_with("grant_type=") || body.contains("&grant_type=");
    let is_line = !body.contains(char::is_whitespace);
    (is_one && is_line).then(|| {
        HttpRequest::new("POST", "")
            .header("Content-Type", FORM)
            .body(body)
    })
}

/// The body of a token request, and that of the answer.
fn form_and_error(text: &str) -> Option<Recorded> {
    let (sent, received) = text.trim().split_once('\n')?;
    Some(Recorded {
        request: Some(form(sent)?),
        response: Some(error::read(received)?),
        status_is_guessed: true,
        ..Recorded::default()
    })
}

/// Header lines without a status, such as a challenge alone; `None` where there is none.
pub(super) fn headers_alone(text: &str) -> Option<HttpResponse> {
    let lines: Vec<&str> = text.trim().lines().collect();
    let (headers, _) = head(&lines);
    let response = headers
        .into_iter()
        .fold(HttpResponse::new(401, ""), |response, (name, value)| {
            response.header(name.trim(), value)
        });
    (!response.headers.is_empty()).then_some(response)
}

/// The lines before the first status line, and those from the last.
fn parts(text: &str) -> (Vec<&str>, Vec<&str>) {
    let lines: Vec<&str> = text.lines().collect();
    let first = lines
        .iter()
        .position(|line| status(line).is_some())
        .unwrap_or(lines.len());
    let last = lines
        .iter()
        .rposition(|line| status(line).is_some())
        .unwrap_or(first);
    (lines[..first].to_vec(), lines[last..].to_vec())
}

/// Lines with a mark of `curl -v`, the mark taken off; of what was received also the body, which has none.
fn marked<'a>(text: &'a str, mark: &str) -> Vec<&'a str> {
    let is_received = mark.starts_with('<');
    let mut lines = Vec::new();
    for line in text.lines() {
        let is_note = line.starts_with(['*', '>', '<', '}', '{']) && !line.starts_with("{\"");
        match line.strip_prefix(mark) {
            Some(rest) => {
                // A new message of the same side replaces the one before.
                if status(rest).is_some() || (!is_received && start(rest).is_some()) {
                    lines.clear();
                }
                lines.push(rest);
            }
            None if line.trim_end() == mark.trim_end() => lines.push(""),
            None if is_received && !is_note && !lines.is_empty() => lines.push(line),
            None => {}
        }
    }
    lines
}

/// The code of a status line such as `HTTP/1.1 401 Unauthorized`.
fn status(line: &str) -> Option<u16> {
    let (version, rest) = line.trim().split_once(' ')?;
    let code = rest.trim_start().get(..3)?.parse().ok()?;
    (version.starts_with("HTTP/") && (100..600).contains(&code)).then_some(code)
}

/// Method and target of a request line.
pub(super) fn start(line: &str) -> Option<(&str, &str)> {
    let mut words = line.split_whitespace();
    let (method, target, version) = (words.next()?, words.next()?, words.next()?);
    let is_method = method.len() > 2 && method.bytes().all(|byte| byte.is_ascii_uppercase());
    (is_method && version.starts_with("HTTP/") && words.next().is_none())
        .then_some((method, target))
}

fn request(lines: &[&str]) -> Option<HttpRequest> {
    let (method, target) = start(lines.first()?)?;
    let (headers, body) = head(&lines[1..]);
    let host = headers
        .iter()
        .find(|(name, _)| name.eq_ignore_ascii_case("host"));
    let url = match host {
        Some((_, host)) if target.starts_with('/') => format!("https://{host}{target}"),
        _ => target.to_owned(),
    };
    let request = HttpRequest::new(method, url).body(body);
    Some(headers.into_iter().fold(request, |request, (name, value)| {
        request.header(name, value)
    }))
}

fn response(lines: &[&str]) -> Option<HttpResponse> {
    let status = status(lines.first()?)?;
    let (headers, body) = head(&lines[1..]);
    let response = HttpResponse::new(status, body);
    Some(
        headers
            .into_iter()
            .fold(response, |response, (name, value)| {
                response.header(name, value)
            }),
    )
}

/// Header lines up to one that is none, and the rest.
fn head<'a>(lines: &[&'a str]) -> Head<'a> {
    let mut headers: Vec<(&str, String)> = Vec::new();
    let mut at = 0;
    for line in lines {
        match (line.split_once(':'), headers.last_mut()) {
            // A line that begins with white space goes on with the one before.
            (_, Some((_, value))) if line.starts_with([' ', '\t']) && !line.trim().is_empty() => {
                value.push(' ');
                value.push_str(line.trim());
            }
            (Some((name, value)), _) if !name.is_empty() && !name.contains(' ') => {
                headers.push((name, value.trim().to_owned()));
            }
            _ => break,
        }
        at += 1;
    }
    (headers, lines[at..].join("\n").trim().to_owned())
}
