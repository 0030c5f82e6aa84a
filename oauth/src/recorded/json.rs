//! Exchanges as JSON: status, headers and body, a request beside them, or what a browser saves as HAR.

use claimscope_core::json::{self, Number, Object, Value};

use super::Recorded;
use crate::diagnose::written::first;
use crate::{HttpRequest, HttpResponse};

/// Reads one document, or several after one another.
pub(super) fn read(text: &str) -> Recorded {
    let mut recorded = Recorded::default();
    let mut rest = text;
    while let Some((document, after)) = first(rest) {
        let Some(document) = json::parse(document.as_bytes()).value else {
            break;
        };
        take(&mut recorded, &document);
        rest = after;
    }
    recorded
}

/// The member of an object.
fn member<'a>(value: &'a Value, name: &str) -> Option<&'a Value> {
    value.as_object()?.get(name)
}

fn take(recorded: &mut Recorded, document: &Value) {
    let Some(members) = document.as_object() else {
        return;
    };
    // HAR: the last entry that was refused, or the last of all.
    let entries = member(document, "log").and_then(|log| member(log, "entries"));
    if let Some(entries) = entries.and_then(Value::as_array) {
        let status = |entry: &Value| number(member(member(entry, "response")?, "status")?);
        let is_refused = |entry: &&Value| status(entry) >= Some(400);
        if let Some(entry) = entries.iter().rev().find(is_refused).or(entries.last()) {
            take(recorded, entry);
        }
        return;
    }
    for part in ["request", "response"] {
        if let Some(part @ Value::Object(_)) = members.get(part) {
            take(recorded, part);
        }
    }
    if let Some(response) = response(members) {
        recorded.response = Some(response);
    } else if let Some(request) = request(members) {
        recorded.request = Some(request);
    }
}

/// An object with a status and with headers: an error that repeats its status has none of these.
fn response(members: &Object) -> Option<HttpResponse> {
    let status = ["status", "statusCode", "status_code"]
        .iter()
        .find_map(|name| members.get(name))?;
    let status = number(status).or_else(|| status.as_str()?.parse().ok())?;
    let status = u16::try_from(status)
        .ok()
        .filter(|status| (100..600).contains(status))?;
    let headers = headers(members.get("headers")?);
    let response = HttpResponse::new(status, body(members).unwrap_or_default());
    Some(
        headers
            .into_iter()
            .fold(response, |response, (name, value)| {
                response.header(name, value)
            }),
    )
}

fn request(members: &Object) -> Option<HttpRequest> {
    let text = |name: &str| members.get(name).and_then(Value::as_str);
    let (method, url) = (text("method")?, text("url").or_else(|| text("uri"))?);
    let request = match members.get("form").and_then(Value::as_object) {
        Some(form) => {
            let pairs: Vec<_> = form
                .iter()
                .map(|(name, value)| (name, as_text(value)))
                .collect();
            let pairs = pairs.iter().map(|(name, value)| (*name, value.as_bytes()));
            HttpRequest::post_form(url, pairs)
        }
        None => HttpRequest::new(method, url).body(body(members).unwrap_or_default()),
    };
    let headers = members.get("headers").map(headers).unwrap_or_default();
    Some(headers.into_iter().fold(request, |request, (name, value)| {
        request.header(name, value)
    }))
}

/// Objects with a name and a value, pairs, or an object whose members are the headers.
fn headers(value: &Value) -> Vec<(String, String)> {
    let pair = |header: &Value| match header {
        Value::Array(pair) => Some((as_text(pair.first()?), as_text(pair.get(1)?))),
        _ => Some((
            as_text(member(header, "name")?),
            as_text(member(header, "value")?),
        )),
    };
    match value {
        Value::Array(headers) => headers.iter().filter_map(pair).collect(),
        Value::Object(headers) => headers
            .iter()
            .flat_map(|(name, value)| match value {
                Value::Array(values) => values
                    .iter()
                    .map(|value| (name.to_owned(), as_text(value)))
                    .collect(),
                other => vec![(name.to_owned(), as_text(other))],
            })
            .collect(),
        _ => Vec::new(),
    }
}

/// `body`, or where HAR has it.
fn body(members: &Object) -> Option<String> {
    let inner = |name: &str| members.get(name).and_then(|part| member(part, "text"));
    let body = members
        .get("body")
        .or_else(|| inner("postData"))
        .or_else(|| inner("content"));
    Some(as_text(body.filter(|body| !matches!(body, Value::Null))?))
}

fn number(value: &Value) -> Option<i64> {
    value.as_number().and_then(Number::as_i64)
}

fn as_text(value: &Value) -> String {
    value
        .as_str()
        .map_or_else(|| value.to_string(), str::to_owned)
}
