//! `[[request]]`: saved requests, read, and made ready to send.

use std::cell::RefCell;
use std::collections::HashMap;
use std::path::Path;

use claimscope_oauth::HttpRequest;
use toml_edit::TableLike;

use super::error::WorkspaceError;
use super::members::Members;
use super::names_of_secrets::{names_secret, names_secret_of_header};
use super::request_body::body;
use super::request_rows::rows;
use super::row_values::{joined, secret_of};
use super::saved::{SavedConnection, SavedRequest, SavedRow};
use super::secret_url::secret_in_url;
use super::secrets::{ReadSecret, SecretUse, noted};
use crate::code::workspace as code;

/// The member by which a file says that an import left a body out.
pub(super) const BODY_LEFT_OUT: &str = "body_left_out";

/// What the file says of requests.
pub(super) fn read(members: &Members<'_>) -> Result<Vec<SavedRequest>, WorkspaceError> {
    let Some(item) = members.item("request") else {
        return Ok(Vec::new());
    };
    let tables: Option<Vec<&dyn TableLike>> = match (item.as_array_of_tables(), item.as_array()) {
        (Some(tables), _) => Some(tables.iter().map(|table| table as &dyn TableLike).collect()),
        (None, Some(list)) => list
            .iter()
            .map(|value| value.as_inline_table().map(|table| table as &dyn TableLike))
            .collect(),
        (None, None) => None,
    };
    let tables = tables.ok_or_else(|| {
        let wrong = members.wrong_type("request", item, "a list of tables");
        wrong.hint("write [[request]] above each")
    })?;
    let mut requests: Vec<SavedRequest> = Vec::new();
    // By their names in small letters.
    let mut names: HashMap<String, String> = HashMap::new();
    for table in tables {
        let table = Members::new(members.source(), table, "request");
        let request = match one(&table) {
            Err(error) if members.source().is_filled() => at_fault(&table, error)?,
            request => request?,
        };
        let small = request.name.to_lowercase();
        if let Some(other) = names.insert(small, request.name.clone()) {
            let reason = match other == request.name {
                true => format!("two requests have the name {other}"),
                false => format!(
                    "the names {other} and {} differ by case alone",
                    request.name
                ),
            };
            let span = table.item("name").and_then(toml_edit::Item::span);
            return Err(members
                .source()
                .fault(span, code::NAME, reason)
                .hint("give one another name"));
        }
        requests.push(request);
    }
    Ok(requests)
}

/// A request that cannot be sent in the environment in use: the rest of the file can be used there.
fn at_fault(table: &Members<'_>, error: WorkspaceError) -> Result<SavedRequest, WorkspaceError> {
    let name = table.item("name").and_then(toml_edit::Item::as_str);
    let Some(name) = name.map(str::trim).filter(|name| !name.is_empty()) else {
        return Err(error);
    };
    let reason = format!("the request {name} cannot be sent: {}", error.reason);
    Ok(SavedRequest {
        name: name.to_owned(),
        fault: Some(WorkspaceError { reason, ..error }),
        ..SavedRequest::default()
    })
}

fn one(table: &Members<'_>) -> Result<SavedRequest, WorkspaceError> {
    let method = table.text("method")?;
    let request = SavedRequest {
        name: table.text("name")?.unwrap_or_default().trim().to_owned(),
        url: table.url("url")?,
        headers: match table.table("headers")? {
            Some(headers) => rows(&headers, names_secret_of_header)?,
            None => Vec::new(),
        },
        query: match table.table("query")? {
            Some(query) => rows(&query, names_secret)?,
            None => Vec::new(),
        },
        body: body(table)?,
        lacks_body: table.flag(BODY_LEFT_OUT)?,
        method: method.clone(),
        fault: None,
    };
    if request.name.is_empty() {
        let span = table.key_span("name").or_else(|| table.key_span("url"));
        return Err(table.fault(span, "a request has no name".to_owned()));
    }
    let is_token =
        |letter: u8| letter.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~{}".contains(&letter);
    if method.is_some_and(|method| method.is_empty() || !method.bytes().all(is_token)) {
        let span = table.key_span("method");
        return Err(table.fault(span, "request.method is no method of HTTP".to_owned()));
    }
    table.finish()?;
    without_secret(table, "url", request.url.as_deref())?;
    Ok(request)
}

/// Refuses a URL that carries a credential.
pub(super) fn without_secret(
    members: &Members<'_>,
    name: &'static str,
    url: Option<&str>,
) -> Result<(), WorkspaceError> {
    let Some(url) = url else {
        return Ok(());
    };
    // As it is written: what a variable stands for is no secret.
    let written = members.item(name).and_then(toml_edit::Item::as_str);
    let Some(what) = secret_in_url(written.unwrap_or(url)) else {
        return Ok(());
    };
    let reason = format!("{} carries a secret: {what}", members.called(name));
    Err(members
        .source()
        .fault(members.key_span(name), code::SECRET, reason)
        .hint("put it in `query` of a request, with the name of its place: { env = \"…\" }"))
}

impl SavedRequest {
    /// The request as it is sent, without the token: its secrets are read, and its files too.
    ///
    /// # Errors
    ///
    /// Where a secret or a file cannot be had, there is no URL, it lacks its body, or [`SavedRequest::fault`] says why not.
    pub fn http_request(
        &self,
        connection: &SavedConnection,
        folder: &Path,
        read: ReadSecret<'_>,
    ) -> Result<HttpRequest, WorkspaceError> {
        let Self {
            name,
            method,
            url,
            headers,
            query,
            body,
            lacks_body,
            fault,
        } = self;
        if let Some(fault) = fault {
            return Err(fault.clone());
        }
        if *lacks_body {
            let reason = format!(
                "the body of the request {name} is missing, so that nothing was sent: the import left it out, or a part of it"
            );
            let advice = format!(
                "write it into the file and remove {BODY_LEFT_OUT}, or remove that alone if the request is whole as it is"
            );
            return Err(WorkspaceError::new(code::FORMAT, reason).hint(advice));
        }
        let secrets = RefCell::default();
        let read = &|wanted: &SecretUse| noted(read(wanted)?, &secrets);
        let url = url.as_ref().or(connection.api_url.as_ref());
        let url = url.ok_or_else(|| {
            WorkspaceError::new(
                code::FORMAT,
                format!("the request {name} has no url, and the connection no api_url"),
            )
        })?;
        let usual = if body.is_some() { "POST" } else { "GET" };
        let method = method.as_deref().unwrap_or(usual).to_ascii_uppercase();
        let mut request = HttpRequest::new(method, with_query(url, query, read)?);
        for row in headers.iter().filter(|row| !row.is_off) {
            let value = secret_of(&row.value, &row.name, "headers", read)?;
            request = request.header(&row.name, value);
        }
        if let Some(body) = body {
            request = body.put_into(request, folder, read)?;
        }
        request.secrets = secrets.into_inner();
        Ok(request)
    }
}

fn with_query(
    url: &str,
    query: &[SavedRow],
    read: ReadSecret<'_>,
) -> Result<String, WorkspaceError> {
    if query.iter().all(|row| row.is_off) {
        return Ok(url.to_owned());
    }
    let pairs = joined(query, "query", read)?;
    let (url, fragment) = match url.split_once('#') {
        Some((url, fragment)) => (url, format!("#{fragment}")),
        None => (url, String::new()),
    };
    let between = match url.split_once('?') {
        None => "?",
        Some((_, "")) => "",
        Some(_) => "&",
    };
    Ok(format!("{url}{between}{pairs}{fragment}"))
}
