//! Files of requests (`.http`, `.rest`), of VS Code's REST Client and of JetBrains' HTTP client.

use std::iter::{Copied, Peekable};
use std::slice::Iter;

use super::curl;
use super::draft::{Draft, SHARED};
use super::http_body::{self, HttpBody};
use super::imported::ImportFormat;
use super::oauth2::Oauth2;
use super::request::{DraftBody, DraftRequest};
use super::row::{DraftRow, value_of};
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
    let line = without_version(line.trim());
    let is_address = |url: &str| {
        let small = url.to_ascii_lowercase();
        ["http://", "https://", "{{", "/"]
            .iter()
            .any(|start| small.starts_with(start))
    };
    match line.split_once(char::is_whitespace) {
        Some((method, url)) if is_method(method) && is_address(url.trim()) => {
            Some((method, url.trim()))
        }
        Some((method, url)) if METHODS.contains(&method) => Some((method, url.trim())),
        _ if is_address(line) && !line.starts_with("//") => Some(("", line)),
        _ => None,
    }
}

/// Any method, in letters of either case.
fn is_method(word: &str) -> bool {
    const OTHERS: [&str; 3] = ["WEBSOCKET", "GRPC", "RSOCKET"];
    let is_word = !word.is_empty()
        && word
            .bytes()
            .all(|letter| letter.is_ascii_alphabetic() || letter == b'-');
    is_word && !OTHERS.contains(&word)
}

fn without_version(line: &str) -> &str {
    let mut ends = ["HTTP/1.1", "HTTP/2", "HTTP/1.0", "HTTP/2.0", "HTTP/3"].iter();
    let bare = ends.find_map(|end| line.strip_suffix(end));
    bare.unwrap_or(line).trim_end()
}

/// The lines of a part that are still to be read.
type Lines<'a> = Peekable<Copied<Iter<'a, (usize, &'a str)>>>;

fn one(draft: &mut Draft, file: &str, title: &str, lines: &[(usize, &str)]) {
    let mut lines = lines.iter().copied().peekable();
    let mut name = title.to_owned();
    let Some((at, line)) = start(draft, &mut name, &mut lines) else {
        return;
    };
    if line.starts_with("curl ") {
        let rest = lines.map(|(_, line)| line);
        let text = std::iter::once(line).chain(rest).collect::<Vec<_>>();
        curl::read_part(draft, file, at, &text.join("\n"));
        return;
    }
    let Some((method, url)) = request_line(line) else {
        return draft.not_understood(at, "this is no request line, and its request is left out");
    };
    let (method, is_graphql) = match method {
        "GRAPHQL" => ("POST", true),
        method => (method, false),
    };
    let mut url = url.to_owned();
    let headers = headers(draft, &mut url, &mut lines);
    let url = with_host(without_version(&url), &headers);
    let media_type = value_of(&headers, "content-type").unwrap_or_default();
    let body = http_body::read(draft, at, media_type, lines);
    let read = Read {
        at,
        name,
        method: method.to_owned(),
        url,
        headers,
        body,
        is_graphql,
    };
    finish(draft, file, read);
}

/// The line that the request begins with; what stands before it is taken or said.
fn start<'a>(
    draft: &mut Draft,
    name: &mut String,
    lines: &mut Lines<'a>,
) -> Option<(usize, &'a str)> {
    while let Some((at, line)) = lines.next() {
        let line = line.trim();
        let comment = line
            .strip_prefix('#')
            .or(line.strip_prefix("//"))
            .map(str::trim);
        match comment {
            Some(comment) => {
                if let Some(given) = comment.strip_prefix("@name") {
                    given.trim_start_matches('=').trim().clone_into(name);
                }
            }
            None if line.starts_with('@') => variable(draft, at, line),
            None if line.is_empty() => {}
            None if line.starts_with("< {%") => {
                draft.not_understood(at, "the script before the request is left out");
                http_body::skip_script(line, lines);
            }
            None if line.starts_with("< ") => {
                draft.not_understood(at, "the script before the request is left out");
            }
            None => return Some((at, line)),
        }
    }
    None
}

/// The lines up to the empty one. Before the first header the URL may go on.
fn headers(draft: &mut Draft, url: &mut String, lines: &mut Lines<'_>) -> Vec<DraftRow> {
    let mut headers = Vec::new();
    let is_one = |line: &str| !line.trim().is_empty() && !http_body::is_handler(line);
    while let Some((at, line)) = lines.next_if(|(_, line)| is_one(line)) {
        let bare = line.trim();
        let is_comment = bare.starts_with('#') || bare.starts_with("//");
        let goes_on = headers.is_empty()
            && (bare.starts_with(['?', '&'])
                || line.starts_with([' ', '\t']) && !bare.contains(": "));
        match bare.split_once(':') {
            _ if is_comment => {}
            _ if goes_on => url.push_str(bare),
            Some((name, value)) => headers.push(DraftRow::new(name.trim(), value.trim())),
            None => draft.not_understood(at, "a line that is no header is left out"),
        }
    }
    headers
}

/// A path alone is one at the host that the headers name.
fn with_host(url: &str, headers: &[DraftRow]) -> String {
    match value_of(headers, "host").filter(|_| url.starts_with('/')) {
        Some(host) if host.contains("://") => format!("{host}{url}"),
        Some(host) if host.ends_with(":443") => format!("https://{host}{url}"),
        Some(host) => format!("http://{host}{url}"),
        None => url.to_owned(),
    }
}

/// A request as it stands in the file.
struct Read {
    at: usize,
    name: String,
    method: String,
    url: String,
    headers: Vec<DraftRow>,
    body: HttpBody,
    is_graphql: bool,
}

fn finish(draft: &mut Draft, file: &str, mut read: Read) {
    let line = read.at;
    if let HttpBody::Text(text) = &read.body {
        let text = joined(text);
        let oauth2 = token_request::read(line, &read.url, None, &read.headers, &text);
        if let Some(oauth2) = oauth2 {
            draft.mark_token_request(&read.headers, &text);
            draft.connection(file, Some(&oauth2));
            return;
        }
    }
    let mut oauth2 = None;
    let mut headers = Vec::new();
    for row in read.headers {
        if !row.name.eq_ignore_ascii_case("authorization") {
            headers.push(row);
        } else if let Some(new) = dynamic_token(line, &row.value) {
            oauth2 = Some(new);
        } else if row.value.contains("{{$auth.") || is_dynamic_token(&row.value) {
            let text = "the token is left out: the connection gets its own";
            draft.not_understood(line, text);
        } else {
            headers.push(authorization(draft, line, row));
        }
    }
    let media_type = value_of(&headers, "content-type")
        .unwrap_or_default()
        .to_owned();
    let is_graphql = read.is_graphql
        || value_of(&headers, "x-request-type")
            .is_some_and(|kind| kind.eq_ignore_ascii_case("graphql"));
    let body = match read.body {
        HttpBody::None => None,
        HttpBody::LeftOut => Some(DraftBody::LeftOut),
        HttpBody::File(path) => Some(DraftBody::File(path)),
        HttpBody::Parts(parts) => {
            // The parts have a boundary of their own.
            headers.retain(|row| !row.name.eq_ignore_ascii_case("content-type"));
            Some(DraftBody::Multipart(parts))
        }
        HttpBody::Text(text) if is_graphql => {
            headers.retain(|row| !row.name.eq_ignore_ascii_case("x-request-type"));
            let (query, variables) = text.split_once("\n\n").unwrap_or((&text, ""));
            Some(DraftBody::of_graphql(query.trim(), variables))
        }
        HttpBody::Text(text) if media_type.contains("x-www-form-urlencoded") => {
            Some(DraftBody::of(&media_type, &joined(&text)))
        }
        HttpBody::Text(text) => Some(DraftBody::of(&media_type, &text)),
    };
    let id = match &oauth2 {
        Some(oauth2) => draft.connection(file, Some(oauth2)),
        None => draft.latest_or(file),
    };
    if read.method.is_empty() {
        let usual = if body.is_some() { "POST" } else { "GET" };
        usual.clone_into(&mut read.method);
    }
    draft.request(
        id,
        DraftRequest {
            line,
            name: read.name,
            method: read.method,
            url: read.url,
            headers,
            body,
            ..DraftRequest::default()
        },
    );
}

/// User name and password stand in clear there, and are encoded when they are sent; a digest needs an answer first.
fn authorization(draft: &mut Draft, line: usize, row: DraftRow) -> DraftRow {
    let Some((scheme, rest)) = row.value.split_once(' ') else {
        return row;
    };
    let user = rest.trim().split_once([' ', ':']);
    match (scheme.to_ascii_lowercase().as_str(), user) {
        ("basic", Some((user, password))) => {
            let value = draft.basic(line, user, password.trim());
            DraftRow { value, ..row }
        }
        ("digest" | "aws", _) => {
            let text =
                format!("the header of {scheme} is sent as it stands: nothing computes it here");
            draft.not_understood(line, text);
            row
        }
        _ => row,
    }
}

/// A form that is written over several lines, with spaces around its signs.
fn joined(text: &str) -> String {
    let text: String = text.lines().map(str::trim).collect();
    let pair = |pair: &str| match pair.split_once('=') {
        Some((name, value)) => format!("{}={}", name.trim(), value.trim()),
        None => pair.trim().to_owned(),
    };
    text.split('&').map(pair).collect::<Vec<_>>().join("&")
}

fn variable(draft: &mut Draft, at: usize, line: &str) {
    match line[1..].split_once('=') {
        Some((name, value)) => draft.variable(SHARED, name.trim(), value.trim(), at),
        None => draft.not_understood(at, "this is no variable, and is left out"),
    }
}

/// Whether a value is a variable of VS Code that stands for a token.
fn is_dynamic_token(value: &str) -> bool {
    value.contains("{{$") && value.contains("Token")
}

/// VS Code's variable that stands for a token: its words say how the token is asked for.
fn dynamic_token(line: usize, value: &str) -> Option<Oauth2> {
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
        _ => None,
    }
}
