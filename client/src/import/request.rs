//! A request of an import: its secrets get places, and what no file may hold is left out.

use super::draft::{Draft, DraftId, ReadRequest, shortened};
use super::request_name::request_name;
use super::row::{DraftRow, rows};
use super::secrets::{is_of_system, sole_variable};
use super::url::refusal_of_url;
use crate::workspace::{
    SavedBody, SavedContent, SavedPart, SavedRequest, SavedRow, SavedValue, has_whole_variables,
    is_secret_pair, is_secret_variable, is_value_of_secret, named_secrets, names_secret_of_header,
    secret_field, secret_in_body, user_of_url, variables_in,
};
use crate::{CurlPart, is_form_text};

/// How many requests one import takes.
pub(super) const MAX_REQUESTS: usize = 10_000;

/// A request as it was read, with secrets in clear.
#[derive(Default)]
pub(super) struct DraftRequest {
    pub(super) line: usize,
    pub(super) name: String,
    /// The folder that it lies in, each within the one before; empty for none.
    pub(super) folder: String,
    pub(super) method: String,
    pub(super) url: String,
    pub(super) headers: Vec<DraftRow>,
    pub(super) query: Vec<DraftRow>,
    pub(super) body: Option<DraftBody>,
    /// Whether the body, or a part of it, was left out already.
    pub(super) lacks_body: bool,
}

/// A request's body, with secrets in clear.
pub(super) enum DraftBody {
    Json(String),
    Form(Vec<DraftRow>),
    Text(String),
    File(String),
    Multipart(Vec<DraftPart>),
    /// One that cannot be had, which was said.
    LeftOut,
}

/// A part of a body of several, its value in clear or the path of its file.
#[derive(Clone)]
pub(super) struct DraftPart {
    pub(super) name: String,
    pub(super) value: Result<String, String>,
    pub(super) media_type: Option<String>,
    pub(super) is_off: bool,
}

impl DraftPart {
    /// A part for each of its files, as they are sent.
    pub(super) fn of_files(self, paths: Vec<String>) -> Vec<Self> {
        let paths = match paths.is_empty() {
            true => vec![String::new()],
            false => paths,
        };
        let part = |path| Self {
            value: Err(path),
            ..self.clone()
        };
        paths.into_iter().map(part).collect()
    }

    /// Whether there is nothing in it to be sent.
    fn is_empty(&self) -> bool {
        let (Ok(text) | Err(text)) = &self.value;
        self.name.is_empty() && text.is_empty()
    }
}

impl From<CurlPart> for DraftPart {
    fn from(part: CurlPart) -> Self {
        Self {
            name: part.name,
            value: match part.is_file {
                true => Err(part.value),
                false => Ok(part.value),
            },
            media_type: part.media_type,
            is_off: false,
        }
    }
}

impl DraftBody {
    /// A body of this media type; without one, what it looks like.
    pub(super) fn of(media_type: &str, text: &str) -> Self {
        let looks_so = text.trim_start().starts_with(['{', '[']);
        match media_type.to_ascii_lowercase() {
            kind if kind.contains("json") => Self::Json(text.to_owned()),
            // The secret of what is none can have a place only in a form.
            kind if kind.contains("x-www-form-urlencoded")
                && (is_form_text(text.trim()) || secret_field(text).is_some()) =>
            {
                let pairs = form_urlencoded::parse(text.trim().as_bytes());
                Self::Form(rows(pairs.into_owned()))
            }
            kind if kind.is_empty() && (is_json(text) && looks_so) => Self::Json(text.to_owned()),
            _ => Self::Text(text.to_owned()),
        }
    }

    /// How many fields of a form or parts it has.
    fn fields(&self) -> usize {
        match self {
            Self::Form(rows) => rows.len(),
            Self::Multipart(parts) => parts.iter().filter(|part| !part.is_empty()).count(),
            _ => 0,
        }
    }

    /// A query of GraphQL as it is sent; the variables are JSON.
    pub(super) fn of_graphql(query: &str, variables: &str) -> Self {
        let variables = variables.trim();
        // With variables of the workspace in it, it need be no JSON yet.
        if !is_json(variables) && variables.starts_with('{') && variables.contains("{{") {
            let query = serde_json::Value::from(query);
            return Self::Json(format!(
                "{{\n  \"query\": {query},\n  \"variables\": {variables}\n}}"
            ));
        }
        let variables: serde_json::Value = serde_json::from_str(variables).unwrap_or_default();
        let whole = serde_json::json!({ "query": query, "variables": variables });
        Self::Json(format!("{whole:#}"))
    }
}

impl Draft {
    /// Adds a request. A token that it brings is left out: the connection gets its own.
    pub(super) fn request(&mut self, id: DraftId, mut request: DraftRequest) {
        let line = request.line;
        self.of_request.clear();
        self.requests_read += 1;
        if self.requests_read > MAX_REQUESTS {
            if self.requests_read == MAX_REQUESTS + 1 {
                let text = format!(
                    "there are more than {MAX_REQUESTS} requests: this one and those behind it are left out"
                );
                self.not_understood(line, text);
            }
            return;
        }
        let is_broken = request.url.contains(char::is_control);
        let broken = "a line break or another control character stands in its URL";
        let refusal = refusal_of_url(&request.url);
        if let Some(why) = refusal.or_else(|| is_broken.then(|| broken.to_owned())) {
            let name = request_name(&request.name, &request.method, "");
            let text = format!("the request {} is left out: {why}", shortened(&name));
            return self.not_understood(line, text);
        }
        self.begin_request(&request.folder, &request.name);
        self.take_user_of_url(&mut request);
        let url = self.bare_path("URL", &request.url, line);
        let (url, in_url) = self.split_query(&url);
        let method = request.method.trim().to_ascii_uppercase();
        let name = request_name(&request.name, &method, &url);
        let name = self.name_in_folder(&request.folder, name, line);
        let name = self.connections[id.0].names.free(&name);
        self.of_request.clone_from(&name);
        let query: Vec<_> = in_url.into_iter().chain(request.query).collect();
        let beside = values_of_secrets(&query);
        let query: Vec<_> = query
            .into_iter()
            .zip(beside)
            .filter_map(|(row, is_beside)| {
                let is_secret = is_beside
                    || is_secret_variable(&row.name, "")
                    || is_secret_pair(&row.name, &row.value)
                    || self.is_credential(&row.name);
                self.row(id, row, is_secret, line)
            })
            .collect();
        let mut headers = Vec::new();
        for row in request.headers {
            if row.name.contains(char::is_control) || row.value.trim().contains(is_no_text) {
                let name: String = row
                    .name
                    .chars()
                    .filter(|letter| !letter.is_control())
                    .collect();
                let text = format!(
                    "the header {name} is left out: a line break or another control character stands in it"
                );
                self.not_understood(line, text);
                continue;
            }
            let scheme = row.value.split_whitespace().next().unwrap_or_default();
            let is_token = ["bearer", "dpop"].contains(&scheme.to_ascii_lowercase().as_str());
            if row.name.eq_ignore_ascii_case("authorization") && is_token {
                self.mark(&row.value);
                self.not_understood(line, "the token in the Authorization header is left out: the connection gets its own");
                continue;
            }
            let is_secret = names_secret_of_header(&row.name)
                || is_secret_variable(&row.name, "")
                || self.is_credential(&row.name);
            headers.extend(self.row(id, row, is_secret, line));
        }
        let was_json = matches!(request.body, Some(DraftBody::Json(_)));
        let fields = request.body.as_ref().map_or(0, DraftBody::fields);
        let has_body = request.body.is_some();
        let body = request.body.and_then(|body| self.body(id, body, line));
        let lacks_body = match &body {
            Some(SavedBody::Form(rows)) => rows.len() < fields,
            Some(SavedBody::Multipart(parts)) => parts.len() < fields,
            body => body.is_none() && has_body,
        };
        let is_stated = |row: &SavedRow| row.name.eq_ignore_ascii_case("content-type");
        if was_json && matches!(body, Some(SavedBody::Text(_))) && !headers.iter().any(is_stated) {
            let value = SavedValue::Text("application/json".to_owned());
            headers.push(SavedRow::new("Content-Type", value));
        }
        self.of_request.clear();
        let saved = SavedRequest {
            name,
            method: (!method.is_empty()).then_some(method),
            url: (!url.is_empty()).then_some(url),
            headers,
            query,
            body,
            lacks_body: lacks_body || request.lacks_body,
            fault: None,
        };
        let file = self.file.clone();
        let request = ReadRequest { file, line, saved };
        self.connections[id.0].requests.push(request);
    }

    /// What stands before the URL's host is sent as a header, as every client does.
    fn take_user_of_url(&mut self, request: &mut DraftRequest) {
        // Where no scheme is written it is this one.
        let scheme = match request.url.contains("://") {
            true => "",
            false => "http://",
        };
        let url = format!("{scheme}{}", request.url);
        let Some((name, password, bare)) = user_of_url(&url) else {
            return;
        };
        let has_other = super::row::value_of(&request.headers, "authorization").is_some();
        match has_other {
            true => self.not_understood(
                request.line,
                "user name and password in the URL are left out: the headers have an Authorization",
            ),
            false => {
                let value = self.basic(request.line, &decoded(name), &decoded(password));
                request.headers.push(DraftRow::new("Authorization", value));
            }
        }
        request.url = bare[scheme.len()..].to_owned();
    }

    /// A URL without its query, and the query's pairs where one of them is a secret; otherwise they stay in the URL.
    fn split_query(&self, url: &str) -> (String, Vec<DraftRow>) {
        let Some((before, query)) = url.split_once('?') else {
            return (url.to_owned(), Vec::new());
        };
        let query = query.split('#').next().unwrap_or_default();
        let pairs: Vec<_> = form_urlencoded::parse(query.as_bytes())
            .into_owned()
            .collect();
        let has_secret = pairs.iter().any(|(name, value)| {
            let is_named = is_secret_variable(name, "") && !value.is_empty();
            let rows = || {
                pairs
                    .iter()
                    .map(|(name, value)| (name.as_str(), value.as_str()))
            };
            let is_beside = || !value.is_empty() && is_value_of_secret(name, rows());
            is_named || is_beside() || is_secret_pair(name, value) || self.names_a_secret(value)
        });
        match has_secret {
            true => (before.to_owned(), rows(pairs)),
            false => (url.to_owned(), Vec::new()),
        }
    }

    /// `None` for one that only the other program can fill in.
    fn row(
        &mut self,
        id: DraftId,
        row: DraftRow,
        is_secret: bool,
        line: usize,
    ) -> Option<SavedRow> {
        if is_secret {
            self.mark(&row.value);
        }
        let is_known = sole_variable(&row.value).is_some_and(is_of_system);
        if !has_whole_variables(&row.value) && !is_known {
            let text = format!(
                "{} is left out: only the other program knows what {{{{ in it begins",
                row.name
            );
            self.not_understood(line, text);
            return None;
        }
        let value = self.value(id, &row.name, row.value, is_secret || is_known, line);
        Some(SavedRow {
            is_off: row.is_off,
            ..SavedRow::new(row.name, value)
        })
    }

    /// Whether the program that it came from has a credential under that name, whatever it is called.
    fn is_credential(&self, name: &str) -> bool {
        self.credentials.contains(name)
    }

    fn body(&mut self, id: DraftId, body: DraftBody, line: usize) -> Option<SavedBody> {
        if let DraftBody::Json(text) | DraftBody::Text(text) = &body {
            self.mark_within(text);
            for named in named_secrets(text) {
                self.mark(&named.value);
            }
        }
        if let DraftBody::Json(text) | DraftBody::Text(text) = &body
            && let Some(why) = refusal_of_body(text)
        {
            self.not_understood(line, format!("the body is left out: {why}"));
            return None;
        }
        Some(match body {
            DraftBody::LeftOut => return None,
            DraftBody::Json(text) if is_json(&text) || text.contains("{{") => SavedBody::Json(text),
            DraftBody::Json(text) => {
                self.not_understood(line, "the body is no JSON, and is kept as text");
                SavedBody::Text(text)
            }
            DraftBody::Text(text) => SavedBody::Text(text),
            DraftBody::File(path) => SavedBody::File(self.file_of_body(path, line)),
            DraftBody::Multipart(parts) => {
                let parts = parts.into_iter().filter(|part| !part.is_empty());
                let parts = parts.filter_map(|part| self.part(id, part, line));
                SavedBody::Multipart(parts.collect())
            }
            DraftBody::Form(rows) => {
                let beside = values_of_secrets(&rows);
                let rows = rows.into_iter().zip(beside).filter_map(|(row, is_beside)| {
                    let is_secret = is_beside || is_secret_variable(&row.name, "");
                    self.row(id, row, is_secret, line)
                });
                SavedBody::Form(rows.collect())
            }
        })
    }

    /// `None` for one without a name.
    fn part(&mut self, id: DraftId, part: DraftPart, line: usize) -> Option<SavedPart> {
        if part.name.is_empty() {
            self.not_understood(line, "a part of the body without a name is left out");
            return None;
        }
        let content = match part.value {
            Ok(value) => {
                let is_secret = is_secret_variable(&part.name, "");
                SavedContent::Value(self.value(id, &part.name, value, is_secret, line))
            }
            Err(path) => SavedContent::Upload(self.file_of_body(path, line)),
        };
        Some(SavedPart {
            name: part.name,
            content,
            media_type: part.media_type,
            is_off: part.is_off,
        })
    }

    fn file_of_body(&mut self, path: String, line: usize) -> String {
        if !self.file_outside("of the body", &path, line) {
            let text =
                format!("the file {path} of the body is looked for from the workspace's folder");
            self.not_understood(line, text);
        }
        path
    }
}

/// Why no file can hold a body's text: a member, an element or a variable is a secret, or another program's own.
fn refusal_of_body(text: &str) -> Option<String> {
    if let Some(what) = secret_in_body(text) {
        return Some(format!(
            "{what}, which no file holds; put a variable in its place"
        ));
    }
    if !has_whole_variables(text) {
        return Some("only the other program knows what {{ in it begins".to_owned());
    }
    let mut variables = variables_in(text).into_iter();
    let name = variables.find(|name| is_secret_variable(name, ""))?;
    Some(format!(
        "the variable {name} in it is a secret, which no file holds"
    ))
}

/// What no value of a header has in it (RFC 9110, section 5.5).
fn is_no_text(letter: char) -> bool {
    letter.is_control() && letter != '\t'
}

/// Which rows are the value of a secret that another of them names.
fn values_of_secrets(rows: &[DraftRow]) -> Vec<bool> {
    let pairs = || {
        rows.iter()
            .map(|row| (row.name.as_str(), row.value.as_str()))
    };
    let is_one = |row: &DraftRow| is_value_of_secret(&row.name, pairs());
    rows.iter().map(is_one).collect()
}

fn is_json(text: &str) -> bool {
    serde_json::from_str::<serde::de::IgnoredAny>(text).is_ok()
}

/// A part of a URL without its percent-encoding.
fn decoded(text: &str) -> String {
    let plain = text
        .replace('+', "%2B")
        .replace('&', "%26")
        .replace('=', "%3D");
    let mut pairs = form_urlencoded::parse(plain.as_bytes());
    pairs
        .next()
        .map_or_else(String::new, |(name, _)| name.into_owned())
}
