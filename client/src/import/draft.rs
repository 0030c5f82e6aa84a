//! What the readers of all formats put together, and what becomes of it: names, places of secrets, findings.

use std::collections::BTreeSet;

use claimscope_core::secret::{Secret, is_secret_header};

use super::imported::{FoundSecret, ImportFinding};
use super::oauth2::Oauth2;
use crate::CurlPart;
use crate::workspace::{
    SavedBody, SavedConnection, SavedContent, SavedPart, SavedRequest, SavedRow, SavedValue,
    SecretPlace, connection_name, env_name, names_secret_parameter, secret_member,
};

/// An import while it is read.
#[derive(Default)]
pub(super) struct Draft {
    /// The names of headers and parameters that credentials go in.
    pub(super) credentials: BTreeSet<String>,
    /// The file that is read, where there are several.
    pub(super) file: String,
    pub(super) connections: Vec<DraftConnection>,
    pub(super) variables: Vec<(String, Vec<DraftVariable>)>,
    pub(super) secrets: Vec<FoundSecret>,
    pub(super) findings: Vec<ImportFinding>,
}

/// A connection while it is read, its requests with their lines.
pub(super) struct DraftConnection {
    pub(super) name: String,
    pub(super) oauth2: Option<Oauth2>,
    pub(super) saved: SavedConnection,
    pub(super) requests: Vec<ReadRequest>,
}

/// A request that was read, and where it stood.
pub(super) struct ReadRequest {
    pub(super) file: String,
    pub(super) line: usize,
    pub(super) saved: SavedRequest,
}

/// A variable as it was read.
pub(super) struct DraftVariable {
    pub(super) name: String,
    pub(super) value: String,
    pub(super) file: String,
    pub(super) line: usize,
}

/// Which connection of a draft.
#[derive(Clone, Copy)]
pub(super) struct DraftId(pub(super) usize);

/// A request as it was read, with secrets in clear.
#[derive(Default)]
pub(super) struct DraftRequest {
    pub(super) line: usize,
    pub(super) name: String,
    pub(super) method: String,
    pub(super) url: String,
    pub(super) headers: Vec<(String, String)>,
    pub(super) query: Vec<(String, String)>,
    pub(super) body: Option<DraftBody>,
}

/// A request's body, with secrets in clear.
pub(super) enum DraftBody {
    Json(String),
    Form(Vec<(String, String)>),
    Text(String),
    File(String),
    Multipart(Vec<DraftPart>),
}

/// A part of a body of several, its value in clear or the path of its file.
pub(super) struct DraftPart {
    pub(super) name: String,
    pub(super) value: Result<String, String>,
    pub(super) media_type: Option<String>,
    pub(super) is_off: bool,
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
        let is_json = serde_json::from_str::<serde::de::IgnoredAny>(text).is_ok();
        let looks_so = text.trim_start().starts_with(['{', '[']);
        match media_type.to_ascii_lowercase() {
            kind if kind.contains("json") => Self::Json(text.to_owned()),
            kind if kind.contains("x-www-form-urlencoded") => Self::Form(
                form_urlencoded::parse(text.trim().as_bytes())
                    .into_owned()
                    .collect(),
            ),
            kind if kind.is_empty() && (is_json && looks_so) => Self::Json(text.to_owned()),
            _ => Self::Text(text.to_owned()),
        }
    }
}

impl Draft {
    pub(super) fn understood(&mut self, line: usize, text: impl Into<String>) {
        self.finding(line, true, text.into());
    }

    pub(super) fn not_understood(&mut self, line: usize, text: impl Into<String>) {
        self.finding(line, false, text.into());
    }

    fn finding(&mut self, line: usize, is_understood: bool, text: String) {
        let finding = ImportFinding {
            file: self.file.clone(),
            line,
            is_understood,
            text,
        };
        if !self.findings.contains(&finding) {
            self.findings.push(finding);
        }
    }

    /// A variable of an environment. Those that have the name of a secret are kept aside, for fields that stand for them.
    pub(super) fn variable(&mut self, environment: &str, name: &str, value: &str, line: usize) {
        let mut all = self.variables.iter_mut();
        let variable = DraftVariable {
            name: name.to_owned(),
            value: value.to_owned(),
            file: self.file.clone(),
            line,
        };
        match all.find(|(one, _)| one == environment) {
            Some((_, variables)) => variables.push(variable),
            None => self
                .variables
                .push((environment.to_owned(), vec![variable])),
        }
    }

    /// The connection that was made last; where there is none, one without OAuth.
    pub(super) fn latest_or(&mut self, name: &str) -> DraftId {
        match self.connections.len() {
            0 => self.connection(name, None),
            count => DraftId(count - 1),
        }
    }

    /// The settings of a connection.
    pub(super) fn saved(&mut self, id: DraftId) -> &mut SavedConnection {
        &mut self.connections[id.0].saved
    }

    pub(super) fn free_name(&self, name: &str) -> String {
        let wanted = connection_name(name);
        let is_taken = |name: &str| self.connections.iter().any(|one| one.name == name);
        let mut free = wanted.clone();
        let mut number = 2;
        while is_taken(&free) {
            free = format!("{wanted}-{number}");
            number += 1;
        }
        free
    }

    /// Where a secret of a connection will be. A value that is a variable alone is looked up.
    pub(super) fn secret(
        &mut self,
        id: DraftId,
        member: &str,
        value: &str,
        line: usize,
    ) -> SecretPlace {
        let connection = self.connections[id.0].name.clone();
        let variable = value
            .trim()
            .strip_prefix("{{")
            .and_then(|rest| rest.strip_suffix("}}"));
        let value = match variable.map(str::trim) {
            Some(name) => match name.strip_prefix("process.env.") {
                Some(env) => return SecretPlace::Env(env.to_owned()),
                None => self.value_of(name),
            },
            None => Some(value.to_owned()),
        };
        let value = value.filter(|value| !value.is_empty()).map(Secret::from);
        let is_same = |found: &FoundSecret| match (&found.value, &value) {
            (Some(one), Some(other)) => one.constant_time_eq(other.expose()),
            (one, other) => one.is_none() && other.is_none(),
        };
        let mut member = member.to_owned();
        let mut number = 2;
        let env = loop {
            let env = env_name(&format!("{connection}_{member}"));
            match self.secrets.iter().find(|found| found.env == env) {
                Some(found) if is_same(found) => return SecretPlace::Env(env),
                None => break env,
                Some(_) => {
                    let bare = member.trim_end_matches(|last: char| last.is_ascii_digit());
                    member = format!("{}_{number}", bare.trim_end_matches('_'));
                    number += 1;
                }
            }
        };
        let told = match value {
            Some(_) => "is a secret; its value is not written",
            None => "is a secret whose value is not here",
        };
        self.understood(line, format!("{member} of {connection} {told}"));
        self.secrets.push(FoundSecret {
            keychain: format!("{connection}/{member}"),
            connection,
            env: env.clone(),
            value,
            line,
        });
        SecretPlace::Env(env)
    }

    fn value_of(&self, variable: &str) -> Option<String> {
        let mut all = self.variables.iter().flat_map(|(_, variables)| variables);
        let found = all.find(|one| one.name == variable)?;
        Some(found.value.clone())
    }

    /// A text, or the place of a secret where the name says that it is one.
    pub(super) fn value(
        &mut self,
        id: DraftId,
        name: &str,
        value: String,
        is_secret: bool,
        line: usize,
    ) -> SavedValue {
        match is_secret && !value.is_empty() {
            true => SavedValue::Secret(self.secret(id, name, &value, line)),
            false => SavedValue::Text(value),
        }
    }

    /// Adds a request. A token that it brings is left out: the connection gets its own.
    pub(super) fn request(&mut self, id: DraftId, request: DraftRequest) {
        let DraftRequest {
            line,
            name,
            method,
            url,
            headers,
            query,
            body,
        } = request;
        let (url, in_url) = split_query(&url);
        let query = in_url.into_iter().chain(query);
        let query: Vec<_> = query
            .map(|(name, value)| {
                let is_secret = names_secret_parameter(&name) || self.is_credential(&name);
                let saved = self.value(id, &name, value, is_secret, line);
                SavedRow::new(name, saved)
            })
            .collect();
        let mut kept = Vec::new();
        for (name, value) in headers {
            let scheme = value.split_whitespace().next().unwrap_or_default();
            let is_token = ["bearer", "dpop"].contains(&scheme.to_ascii_lowercase().as_str());
            if name.eq_ignore_ascii_case("authorization") && is_token {
                self.not_understood(line, "the token in the Authorization header is left out: the connection gets its own");
                continue;
            }
            let is_secret = is_secret_header(&name) || self.is_credential(&name);
            let value = self.value(id, &name, value, is_secret, line);
            kept.push(SavedRow::new(name, value));
        }
        let body = body.and_then(|body| Some(match body {
            DraftBody::Json(text) | DraftBody::Text(text) if let Some(name) = secret_member(&text) => {
                let text = format!("the body is left out: {name} in it may be a secret, which no file holds; put a variable in its place");
                self.not_understood(line, text);
                return None;
            }
            DraftBody::Json(text) => SavedBody::Json(text),
            DraftBody::Text(text) => SavedBody::Text(text),
            DraftBody::File(path) => SavedBody::File(self.file_of_body(path, line)),
            DraftBody::Multipart(parts) => SavedBody::Multipart(
                parts
                    .into_iter()
                    .map(|part| self.part(id, part, line))
                    .collect(),
            ),
            DraftBody::Form(pairs) => SavedBody::Form(
                pairs
                    .into_iter()
                    .map(|(name, value)| {
                        let is_secret = names_secret_parameter(&name);
                        let saved = self.value(id, &name, value, is_secret, line);
                        SavedRow::new(name, saved)
                    })
                    .collect(),
            ),
        }));
        let method = method.trim().to_ascii_uppercase();
        let name = match name.trim() {
            "" => format!("{method} {}", path_of(&url)),
            name => name.to_owned(),
        };
        let saved = SavedRequest {
            name: self.free_request(id, &name),
            method: (!method.is_empty()).then_some(method),
            url: (!url.is_empty()).then_some(url),
            headers: kept,
            query,
            body,
        };
        let file = self.file.clone();
        let request = ReadRequest { file, line, saved };
        self.connections[id.0].requests.push(request);
    }

    /// Whether the program that it came from has a credential under that name, whatever it is called.
    fn is_credential(&self, name: &str) -> bool {
        self.credentials.contains(name)
    }

    fn part(&mut self, id: DraftId, part: DraftPart, line: usize) -> SavedPart {
        let content = match part.value {
            Ok(value) => {
                let is_secret = names_secret_parameter(&part.name);
                SavedContent::Value(self.value(id, &part.name, value, is_secret, line))
            }
            Err(path) => SavedContent::Upload(self.file_of_body(path, line)),
        };
        SavedPart {
            name: part.name,
            content,
            media_type: part.media_type,
            is_off: part.is_off,
        }
    }

    fn file_of_body(&mut self, path: String, line: usize) -> String {
        let text = format!("the file {path} of the body is looked for from the workspace's folder");
        self.not_understood(line, text);
        path
    }

    /// Says of what is switched off that it does not come along.
    pub(super) fn left_off(&mut self, what: &str, off: Vec<(usize, String)>) {
        for (line, name) in off {
            let text = format!("the {what} {name} is switched off, and is left out");
            self.not_understood(line, text);
        }
    }

    fn free_request(&self, id: DraftId, name: &str) -> String {
        let requests = &self.connections[id.0].requests;
        let is_taken = |name: &str| {
            let mut names = requests
                .iter()
                .map(|request| request.saved.name.to_lowercase());
            names.any(|other| other == name.to_lowercase())
        };
        let mut free = name.to_owned();
        let mut number = 2;
        while is_taken(&free) {
            free = format!("{name} ({number})");
            number += 1;
        }
        free
    }
}

/// The environment whose variables all have.
pub(super) const SHARED: &str = "shared";

/// A URL without its query, and the query's pairs where one of them is a secret; otherwise they stay in the URL.
fn split_query(url: &str) -> (String, Vec<(String, String)>) {
    let Some((before, query)) = url.split_once('?') else {
        return (url.to_owned(), Vec::new());
    };
    let query = query.split('#').next().unwrap_or_default();
    let pairs: Vec<_> = form_urlencoded::parse(query.as_bytes())
        .into_owned()
        .collect();
    let has_secret = pairs
        .iter()
        .any(|(name, value)| names_secret_parameter(name) && !value.is_empty());
    match has_secret {
        true => (before.to_owned(), pairs),
        false => (url.to_owned(), Vec::new()),
    }
}

fn path_of(url: &str) -> &str {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let path = rest.find('/').map_or("/", |at| &rest[at..]);
    path.split('?').next().unwrap_or(path)
}
