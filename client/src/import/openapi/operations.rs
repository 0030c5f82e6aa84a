//! The operations of an OpenAPI description as saved requests, those that need authentication first.

use super::super::draft::{Draft, DraftId};
use super::super::node::Node;
use super::super::request::{DraftBody, DraftRequest};
use super::super::row::DraftRow;
use super::super::secrets::ABSENT;
use super::followed;
use crate::workspace::{is_secret_variable, is_variable};

/// How many operations become requests: a connection is a file that people read.
const MAX_OPERATIONS: usize = 100;

/// How much of an example becomes a body, in bytes.
const MAX_EXAMPLE: usize = 16 << 10;

const METHODS: [&str; 8] = [
    "get", "post", "put", "patch", "delete", "head", "options", "trace",
];

const JSON: &str = "application/json";
const FORM: &str = "application/x-www-form-urlencoded";

/// What a security scheme comes to here.
pub(super) enum Scheme {
    /// A connection, the first of those that its flows became.
    Connection(DraftId),
    /// The name of a header, or of a parameter of the query, that a key goes in.
    Key { name: String, in_query: bool },
}

/// What operations are read with.
pub(super) struct Operations<'a> {
    pub(super) document: &'a Node,
    pub(super) title: &'a str,
    pub(super) api_url: Option<&'a str>,
    pub(super) schemes: Vec<(String, Scheme)>,
}

/// An operation, and what it shares with others of its path.
struct Operation<'a> {
    path: &'a str,
    method: &'static str,
    item: &'a Node,
    node: &'a Node,
    /// The names of the schemes that it needs, of the first choice that it gives.
    needs: Vec<&'a str>,
}

impl Operations<'_> {
    pub(super) fn read(&self, draft: &mut Draft) {
        let paths = self.document.get("paths").map(Node::map);
        let mut all = Vec::new();
        for (path, item) in paths.unwrap_or_default() {
            let Some(item) = followed(draft, self.document, item) else {
                continue;
            };
            let here = METHODS.iter().filter_map(|method| {
                let node = item.get(method)?;
                let needs = self.needs_of(node);
                Some(Operation {
                    path,
                    method,
                    item,
                    node,
                    needs,
                })
            });
            all.extend(here);
        }
        all.sort_by_key(|operation| operation.needs.is_empty());
        if let Some(first) = all.get(MAX_OPERATIONS) {
            let text = format!(
                "{} of {} operations are left out: a connection takes {MAX_OPERATIONS} of them, those that need authentication first",
                all.len() - MAX_OPERATIONS,
                all.len()
            );
            draft.not_understood(first.node.line, text);
        }
        for operation in all.iter().take(MAX_OPERATIONS) {
            self.one(draft, operation);
        }
    }

    /// Where nothing is said of an operation the whole document's word counts (OpenAPI 3.1, section 4.8.10); an empty list asks for nothing.
    fn needs_of<'n>(&'n self, node: &'n Node) -> Vec<&'n str> {
        let said = node.get("security").or(self.document.get("security"));
        let choices = said.map(Node::list).unwrap_or_default();
        let of = |choice: &'n Node| {
            let names = choice.map().iter().map(|(name, _)| name.as_str());
            names.collect::<Vec<_>>()
        };
        let mut choices = choices.iter().map(of).filter(|names| !names.is_empty());
        let is_known = |names: &Vec<&str>| names.iter().any(|name| self.scheme(name).is_some());
        let first = choices.next().unwrap_or_default();
        if is_known(&first) {
            return first;
        }
        choices.find(is_known).unwrap_or(first)
    }

    fn scheme(&self, wanted: &str) -> Option<&Scheme> {
        let mut all = self.schemes.iter();
        Some(&all.find(|(name, _)| name == wanted)?.1)
    }

    fn one(&self, draft: &mut Draft, operation: &Operation<'_>) {
        let node = operation.node;
        let line = node.line;
        let mut request = DraftRequest {
            line,
            name: node.text_at("operationId").unwrap_or_else(|| {
                format!("{} {}", operation.method.to_uppercase(), operation.path)
            }),
            method: operation.method.to_owned(),
            url: operation.path.to_owned(),
            ..DraftRequest::default()
        };
        for (node, what) in [(node, "operation"), (operation.item, "path")] {
            if let Some(servers) = node.get("servers") {
                let text = format!(
                    "servers of one {what} are left out: its requests go to the document's"
                );
                draft.not_understood(servers.line, text);
            }
        }
        let own = node.get("parameters").map(Node::list).unwrap_or_default();
        let shared = operation.item.get("parameters").map(Node::list);
        let mut named = Vec::new();
        for parameter in own.iter().chain(shared.unwrap_or_default()) {
            let Some(parameter) = followed(draft, self.document, parameter) else {
                continue;
            };
            let text = |name: &str| parameter.text_at(name).unwrap_or_default();
            // That of the operation counts before that of its path.
            let key = (text("name"), text("in"));
            if !named.contains(&key) {
                put_parameter(draft, &mut request, parameter, &key);
                named.push(key);
            }
        }
        let base = self.api_url.unwrap_or("{{api}}").trim_end_matches('/');
        request.url = format!("{base}{}", without_templates(draft, &request.url, line));
        if let Some(body) = node.get("requestBody") {
            request.body = followed(draft, self.document, body)
                .and_then(|body| self.body(draft, body, &mut request.headers));
        }
        let id = self.put_credentials(draft, operation, &mut request);
        draft.request(id, request);
    }

    /// The connection of the scheme that an operation needs, and keys that it needs beside it.
    fn put_credentials(
        &self,
        draft: &mut Draft,
        operation: &Operation<'_>,
        request: &mut DraftRequest,
    ) -> DraftId {
        let mut connection = None;
        for need in &operation.needs {
            match self.scheme(need) {
                Some(Scheme::Connection(id)) => connection = connection.or(Some(*id)),
                Some(Scheme::Key { name, in_query }) => {
                    draft.credentials.insert(name.clone());
                    let rows = if *in_query {
                        &mut request.query
                    } else {
                        &mut request.headers
                    };
                    rows.push(DraftRow::new(name, ABSENT));
                }
                None => {}
            }
        }
        connection.unwrap_or_else(|| draft.connection(self.title, None))
    }

    /// A body of the first media type that can be had, with the example that is given for it.
    fn body(
        &self,
        draft: &mut Draft,
        body: &Node,
        headers: &mut Vec<DraftRow>,
    ) -> Option<DraftBody> {
        let content = body.get("content").map(Node::map).unwrap_or_default();
        let is_json = |kind: &str| kind == JSON || kind.ends_with("+json");
        let essence = |kind: &str| {
            kind.split(';')
                .next()
                .unwrap_or_default()
                .trim()
                .to_lowercase()
        };
        let json = content.iter().find(|(kind, _)| is_json(&essence(kind)));
        let (kind, media) = json.or(content.first())?;
        if is_json(&essence(kind)) {
            if essence(kind) != JSON {
                headers.push(DraftRow::new("Content-Type", kind));
            }
            let example = self.example(draft, media);
            return Some(DraftBody::Json(example.unwrap_or_else(|| "{}".to_owned())));
        }
        let text = match essence(kind).as_str() {
            FORM => return Some(DraftBody::Form(Vec::new())),
            "multipart/form-data" => format!("a body of the kind {kind} is left out"),
            _ => {
                headers.push(DraftRow::new("Content-Type", kind));
                format!("the body is empty: it is to be of the kind {kind}")
            }
        };
        draft.not_understood(body.line, text);
        Some(DraftBody::LeftOut)
    }

    fn example(&self, draft: &mut Draft, media: &Node) -> Option<String> {
        let first = media.get("examples").and_then(|all| all.map().first());
        let first = first.and_then(|(_, one)| followed(draft, self.document, one)?.get("value"));
        let example = media.get("example").or(first)?;
        let example = format!("{:#}", example.to_json());
        (example.len() <= MAX_EXAMPLE).then_some(example)
    }
}

/// A parameter of the path is a variable there; of the others those come along that are required.
fn put_parameter(
    draft: &mut Draft,
    request: &mut DraftRequest,
    parameter: &Node,
    (name, place): &(String, String),
) {
    let value = format!("{{{{{name}}}}}");
    let is_required = parameter.get("required").is_some_and(Node::is_true);
    let rows = match place.as_str() {
        "path" => {
            let variable = path_variable(draft, name, parameter.line);
            request.url = request.url.replace(&format!("{{{name}}}"), &variable);
            return;
        }
        "query" if is_required => &mut request.query,
        "header" if is_required => &mut request.headers,
        _ => return,
    };
    match is_variable(name, "") || is_secret_variable(name, "") {
        true => rows.push(DraftRow::new(name, value)),
        false => rows.push(DraftRow::new(name, "")),
    }
}

/// The variable of a template of a path. One that no variable may be called, such as `{token}`, has a name made of it: what stands
/// in a path is no secret to whoever sees addresses.
fn path_variable(draft: &mut Draft, name: &str, line: usize) -> String {
    if is_variable(name, "") {
        return format!("{{{{{name}}}}}");
    }
    let plain = |letter: char| {
        if letter.is_alphanumeric() {
            letter
        } else {
            '_'
        }
    };
    let plain: String = name.chars().map(plain).collect();
    let variable = match is_variable(&plain, "") {
        true => plain,
        false => format!("path_{plain}_segment"),
    };
    let text =
        format!("{{{name}}} of the path is the variable {variable}, as none may be called {name}");
    draft.not_understood(line, text);
    format!("{{{{{variable}}}}}")
}

/// A path in which each `{name}` that no parameter describes is a variable, too.
fn without_templates(draft: &mut Draft, path: &str, line: usize) -> String {
    let mut whole = String::with_capacity(path.len());
    let mut rest = path;
    while let Some(start) = rest.find('{') {
        whole.push_str(&rest[..start]);
        let is_variable_there = rest[start..].starts_with("{{");
        let mark = if is_variable_there { "}}" } else { "}" };
        let Some(end) = rest[start..].find(mark) else {
            rest = &rest[start..];
            break;
        };
        let part = &rest[start..start + end + mark.len()];
        let name = part.trim_matches(['{', '}']);
        whole.push_str(&path_variable(draft, name, line));
        rest = &rest[start + part.len()..];
    }
    whole + rest
}
