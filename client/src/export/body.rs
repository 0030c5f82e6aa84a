//! The body of a request.

use serde_json::{Value, json};

use super::names::Names;
use super::rows::header;
use crate::workspace::{SavedBody, SavedContent, SavedPart, SavedRequest};

pub(super) fn body(names: &Names, request: &SavedRequest, body: &SavedBody) -> Value {
    match body {
        SavedBody::Json(text) => raw(text, "json"),
        SavedBody::Text(text) => raw(text, "text"),
        SavedBody::Form(rows) => {
            let rows: Vec<Value> = rows.iter().map(|row| header(names, request, row)).collect();
            json!({"mode": "urlencoded", "urlencoded": rows})
        }
        SavedBody::Multipart(parts) => {
            let parts: Vec<Value> = parts.iter().map(|one| part(names, request, one)).collect();
            json!({"mode": "formdata", "formdata": parts})
        }
        SavedBody::File(path) => json!({"mode": "file", "file": {"src": path}}),
    }
}

fn raw(text: &str, language: &str) -> Value {
    json!({"mode": "raw", "raw": text, "options": {"raw": {"language": language}}})
}

fn part(names: &Names, request: &SavedRequest, part: &SavedPart) -> Value {
    let mut entry = json!({"key": part.name, "disabled": part.is_off});
    match &part.content {
        SavedContent::Value(saved) => {
            entry["type"] = json!("text");
            entry["value"] = json!(names.of_row(request, &part.name, saved));
        }
        SavedContent::Upload(path) => {
            entry["type"] = json!("file");
            entry["src"] = json!(path);
        }
    }
    if let Some(media_type) = &part.media_type {
        entry["contentType"] = json!(media_type);
    }
    entry
}
