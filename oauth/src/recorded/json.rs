//! Exchanges as JSON: status, headers and body, a request beside them, or what a browser saves as HAR.

use serde_json::{Map, Value};

use super::Recorded;
use crate::{HttpRequest, HttpResponse};

/// Reads one document, or several after one another.
pub(super) fn read(text: &str) -> Recorded {
    let mut recorded = Recorded::default();
    let documents = serde_json::Deserializer::from_str(text).into_iter::<Value>();
    for document in documents.map_while(Result::ok) {
        take(&mut recorded, &document);
    }
    recorded
}

fn take(recorded: &mut Recorded, document: &Value) {
    let Some(members) = document.as_object() else {
        return;
    };
    // HAR: the last entry that was refused, or the last of all.
    if let Some(entries) = document.pointer("/log/entries").and_then(Value::as_array) {
        let is_refused =
            |entry: &&Value| entry.pointer("/response/status").and_then(Value::as_u64) >= Some(400);
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
fn response(members: &Map<String, Value>) -> Option<HttpResponse> {
    let status = ["status", "statusCode", "status_code"]
        .iter()
        .find_map(|name| members.get(*name))?;
    let status = status.as_u64().or_else(|| status.as_str()?.parse().ok())?;
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

fn request(members: &Map<String, Value>) -> Option<HttpRequest> {
    let text = |name: &str| members.get(name).and_then(Value::as_str);
    let (method, url) = (text("method")?, text("url").or_else(|| text("uri"))?);
    let request = match members.get("form").and_then(Value::as_object) {
        Some(form) => {
            let pairs: Vec<_> = form
                .iter()
                .map(|(name, value)| (name.as_str(), as_text(value)))
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
        _ => Some((as_text(header.get("name")?), as_text(header.get("value")?))),
    };
    match value {
        Value::Array(headers) => headers.iter().filter_map(pair).collect(),
        Value::Object(headers) => headers
            .iter()
            .flat_map(|(name, value)| match value {
                Value::Array(values) => values
                    .iter()
                    .map(|value| (name.clone(), as_text(value)))
                    .collect(),
                other => vec![(name.clone(), as_text(other))],
            })
            .collect(),
        _ => Vec::new(),
    }
}

/// `body`, or where HAR has it.
fn body(members: &Map<String, Value>) -> Option<String> {
    let inner = |name: &str| members.get(name).and_then(|member| member.get("text"));
    let body = members
        .get("body")
        .or_else(|| inner("postData"))
        .or_else(|| inner("content"));
    Some(as_text(body.filter(|body| !body.is_null())?))
}

fn as_text(value: &Value) -> String {
    value
        .as_str()
        .map_or_else(|| value.to_string(), str::to_owned)
}
