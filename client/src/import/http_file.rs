//! Files of requests (`.http`, `.rest`), of VS Code's REST Client and of JetBrains' HTTP client.

use super::draft::{Draft, DraftBody, DraftRequest, SHARED};
use super::imported::ImportFormat;
use super::oauth2::Oauth2;
use super::token_request;

const METHODS: [&str; 9] = [
    "GET", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "HEAD", "TRACE", "CONNECT",
];

/// Whether a text looks like a file of requests.
pub(super) fn is_requests(text: &str) -> bool {
    let mut lines = text.lines().map(str::trim);
    lines.any(|line| {
        line.starts_with("###") || request_line(line).is_some_and(|(method, _)| !method.is_empty())
    })
}

pub(super) fn read(draft: &mut Draft, stem: &str, text: &str) -> ImportFormat {
    let name = if stem.is_empty() { "requests" } else { stem };
    let lines: Vec<(usize, &str)> = text
        .lines()
        .enumerate()
        .map(|(at, line)| (at + 1, line))
        .collect();
    for part in lines.split(|(_, line)| line.starts_with("###")) {
        let title = part
            .first()
            .and_then(|(at, _)| at.checked_sub(2))
            .and_then(|at| lines.get(at));
        let title = title
            .and_then(|(_, line)| line.strip_prefix("###"))
            .unwrap_or_default()
            .trim();
        one(draft, name, title, part);
    }
    ImportFormat::HttpFile
}

/// Method and URL of a request line; the method may be left out.
fn request_line(line: &str) -> Option<(&str, &str)> {
    let line = line.trim();
    let line = without_version(line);
    match line.split_once(char::is_whitespace) {
        Some((method, url)) if METHODS.contains(&method) => Some((method, url.trim())),
        _ if line.starts_with("http://")
            || line.starts_with("https://")
            || line.starts_with("{{") =>
        {
            Some(("", line))
        }
        _ => None,
    }
}

fn without_version(line: &str) -> &str {
    let mut ends = ["HTTP/1.1", "HTTP/2", "HTTP/1.0"].iter();
    let bare = ends.find_map(|end| line.strip_suffix(end));
    bare.unwrap_or(line).trim_end()
}

fn one(draft: &mut Draft, file: &str, title: &str, lines: &[(usize, &str)]) {
    let mut lines = lines.iter().copied().peekable();
    let mut name = title.to_owned();
    let mut start = None;
    for (at, line) in lines.by_ref() {
        let line = line.trim();
        let comment = line
            .strip_prefix('#')
            .or(line.strip_prefix("//"))
            .map(str::trim);
        match comment {
            Some(comment) => {
                if let Some(given) = comment.strip_prefix("@name") {
                    given.trim_start_matches('=').trim().clone_into(&mut name);
                }
            }
            None if line.starts_with('@') => variable(draft, at, line),
            None if line.is_empty() => {}
            None if line.starts_with("< {%") => draft.not_understood(at, "scripts are left out"),
            None => {
                start = Some((at, line));
                break;
            }
        }
    }
    let Some((at, line)) = start else { return };
    let Some((method, url)) = request_line(line) else {
        return draft.not_understood(at, "this is no request line, and its request is left out");
    };
    let mut url = url.to_owned();
    let mut headers = Vec::new();
    while let Some((line_at, line)) = lines.next_if(|(_, line)| !line.trim().is_empty()) {
        let bare = line.trim();
        let is_comment = bare.starts_with('#') || bare.starts_with("//");
        let goes_on = headers.is_empty()
            && (bare.starts_with(['?', '&'])
                || line.starts_with([' ', '\t']) && !bare.contains(": "));
        match bare.split_once(':') {
            _ if is_comment => {}
            _ if goes_on => url.push_str(bare),
            Some((name, value)) => headers.push((name.trim().to_owned(), value.trim().to_owned())),
            None => draft.not_understood(line_at, "a line that is no header is left out"),
        }
    }
    let url = without_version(&url).to_owned();
    let body = body(draft, at, lines);
    finish(draft, file, at, &name, (method, url), headers, body);
}

fn finish(
    draft: &mut Draft,
    file: &str,
    line: usize,
    name: &str,
    (method, url): (&str, String),
    mut headers: Vec<(String, String)>,
    body: Body,
) {
    if let Body::Text(text) = &body {
        let oauth2 = token_request::read(line, &url, None, &headers, &joined(text));
        if let Some(oauth2) = oauth2 {
            draft.connection(file, Some(&oauth2));
            return;
        }
    }
    let mut oauth2 = None;
    headers.retain(|(name, value)| {
        let is_authorization = name.eq_ignore_ascii_case("authorization");
        if is_authorization {
            oauth2 = oauth2.take().or_else(|| dynamic_token(draft, line, value));
        }
        let is_token =
            value.contains("{{$auth.") || value.contains("Token") && value.contains("{{$");
        if is_authorization && is_token && oauth2.is_none() {
            draft.not_understood(
                line,
                "the token is left out: the connection gets its own, as http-client.env.json says",
            );
        }
        !(is_authorization && is_token)
    });
    let media_type = headers
        .iter()
        .find(|(name, _)| name.eq_ignore_ascii_case("content-type"));
    let media_type = media_type
        .map(|(_, value)| value.clone())
        .unwrap_or_default();
    let body = match body {
        Body::None => None,
        Body::File(path) => Some(DraftBody::File(path)),
        Body::Text(text) if media_type.contains("x-www-form-urlencoded") => {
            Some(DraftBody::of(&media_type, &joined(&text)))
        }
        Body::Text(text) => Some(DraftBody::of(&media_type, &text)),
    };
    let id = match &oauth2 {
        Some(oauth2) => draft.connection(file, Some(oauth2)),
        None => draft.latest_or(file),
    };
    let usual = if body.is_some() { "POST" } else { "GET" };
    let method = if method.is_empty() { usual } else { method };
    draft.request(
        id,
        DraftRequest {
            line,
            name: name.to_owned(),
            method: method.to_owned(),
            url,
            headers,
            body,
            ..DraftRequest::default()
        },
    );
}

/// A body before its media type is known.
enum Body {
    None,
    Text(String),
    File(String),
}

fn body<'a>(draft: &mut Draft, at: usize, lines: impl Iterator<Item = (usize, &'a str)>) -> Body {
    let mut text: Vec<&str> = Vec::new();
    for (line, content) in lines {
        let bare = content.trim();
        let is_handler = bare.strip_prefix("> ").is_some_and(|handler| {
            handler.trim_start().starts_with("{%") || handler.trim_end().ends_with(".js")
        });
        if is_handler
            || bare.starts_with(">> ")
            || bare.starts_with(">>! ")
            || bare.starts_with("<> ")
        {
            draft.not_understood(line, "what is done with the answer is left out");
            break;
        }
        // With @, variables in the file are filled in; it may name the file's encoding first.
        if let Some(path) = bare
            .strip_prefix("< ")
            .or_else(|| bare.strip_prefix("<@ "))
            .filter(|_| text.iter().all(|line| line.trim().is_empty()))
        {
            return Body::File(path.trim().to_owned());
        }
        text.push(content);
    }
    let text = text.join("\n").trim().to_owned();
    match text.is_empty() {
        true => Body::None,
        false if text.starts_with("--") => {
            draft.not_understood(at, "a body of several parts is left out");
            Body::None
        }
        false => Body::Text(text),
    }
}

/// A form that is written over several lines.
fn joined(text: &str) -> String {
    text.lines().map(str::trim).collect()
}

fn variable(draft: &mut Draft, at: usize, line: &str) {
    match line[1..].split_once('=') {
        Some((name, value)) => draft.variable(SHARED, name.trim(), value.trim(), at),
        None => draft.not_understood(at, "this is no variable, and is left out"),
    }
}

/// VS Code's variable that stands for a token: its words say how the token is asked for.
fn dynamic_token(draft: &mut Draft, line: usize, value: &str) -> Option<Oauth2> {
    let inner = value.split_once("{{$")?.1.split_once("}}")?.0;
    let mut words = inner.split_whitespace();
    let kind = words.next()?;
    let words: Vec<&str> = words.collect();
    let word = |name: &str| {
        let mut words = words.iter().filter_map(|word| word.split_once(':'));
        words
            .find(|(one, _)| *one == name)
            .map_or_else(String::new, |(_, value)| value.to_owned())
    };
    let scopes = word("scopes").replace(',', " ");
    match kind {
        "oidcAccessToken" => Some(Oauth2 {
            line,
            grant: "authorization_code".to_owned(),
            authorization_url: word("authorizeEndpoint"),
            token_url: word("tokenEndpoint"),
            client_id: word("clientId"),
            scope: scopes,
            audience: word("audience"),
            redirect_uri: match word("callbackPort").as_str() {
                "" => String::new(),
                port => format!("http://localhost:{port}"),
            },
            ..Oauth2::default()
        }),
        other => {
            draft.not_understood(
                line,
                format!("the variable ${other} is known to another program alone, and is left out"),
            );
            None
        }
    }
}
