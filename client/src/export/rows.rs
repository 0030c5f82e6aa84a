//! Rows of a request, each secret of which is a variable.

use form_urlencoded::byte_serialize;
use serde_json::{Value, json};

use super::names::Names;
use crate::workspace::{SavedRequest, SavedRow};

pub(super) fn header(names: &Names, request: &SavedRequest, row: &SavedRow) -> Value {
    json!({
        "key": row.name,
        "value": names.of_row(request, &row.name, &row.value),
        "disabled": row.is_off,
    })
}

/// The URL with the rows of the query: a text, which every reader takes apart alike, unless a row is off.
pub(super) fn query(names: &Names, request: &SavedRequest, url: &str) -> Value {
    let pair = |row: &SavedRow| {
        let value = names.of_row(request, &row.name, &row.value);
        (encoded(&row.name), encoded(&value))
    };
    let (address, fragment) = url.split_once('#').unwrap_or((url, ""));
    let on = request.query.iter().filter(|row| !row.is_off).map(pair);
    let mut raw = address.to_owned();
    for (name, value) in on {
        let between = match raw.split_once('?') {
            None => "?",
            Some((_, "")) => "",
            Some(_) => "&",
        };
        raw.push_str(&format!("{between}{name}={value}"));
    }
    if !fragment.is_empty() {
        raw.push_str(&format!("#{fragment}"));
    }
    if request.query.iter().all(|row| !row.is_off) {
        return Value::String(raw);
    }
    let (address, written) = address.split_once('?').unwrap_or((address, ""));
    let written = written.split('&').filter(|pair| !pair.is_empty());
    let written = written.map(|pair| {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        json!({"key": name, "value": value, "disabled": false})
    });
    let rows = request.query.iter().map(|row| {
        let (name, value) = pair(row);
        json!({"key": name, "value": value, "disabled": row.is_off})
    });
    let mut parts = json!({"raw": raw, "query": written.chain(rows).collect::<Vec<_>>()});
    let rest = match address.split_once("://") {
        Some((scheme, rest)) => {
            parts["protocol"] = json!(scheme);
            rest
        }
        None => address,
    };
    let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
    parts["host"] = json!(host);
    parts["path"] = json!(path);
    if !fragment.is_empty() {
        parts["hash"] = json!(fragment);
    }
    parts
}

/// As it stands in a URL, variables aside.
fn encoded(text: &str) -> String {
    let text: String = byte_serialize(text.as_bytes()).collect();
    text.replace('+', "%20")
        .replace("%7B%7B", "{{")
        .replace("%7D%7D", "}}")
}
