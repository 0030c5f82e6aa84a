//! The body of a saved request: read, and made ready to send.

use std::path::Path;

use claimscope_core::secret::Secret;
use claimscope_oauth::HttpRequest;

use super::error::WorkspaceError;
use super::json::json_of;
use super::members::Members;
use super::names_of_secrets::names_secret;
use super::network::read_file;
use super::request_rows::{parts, rows};
use super::row_values::{joined, secret_of};
use super::saved::{SavedBody, SavedContent, SavedPart};
use super::secret_body::secret_in_body;
use super::secrets::ReadSecret;
use crate::code::workspace as code;
use crate::multipart::{Part, encode};

/// What the file says of a body.
pub(super) fn body(table: &Members<'_>) -> Result<Option<SavedBody>, WorkspaceError> {
    let Some(body) = table.table("body")? else {
        return Ok(None);
    };
    let json = json(&body)?;
    let form = match body.table("form")? {
        Some(form) => Some(SavedBody::Form(rows(&form, names_secret)?)),
        None => None,
    };
    let multipart = match body.table("multipart")? {
        Some(multipart) => Some(SavedBody::Multipart(parts(&multipart)?)),
        None => None,
    };
    let text = body.text("text")?.map(SavedBody::Text);
    let file = body.text("file")?.map(SavedBody::File);
    body.finish()?;
    for name in ["json", "text"] {
        let Some(item) = body.item(name) else {
            continue;
        };
        let written = match item.as_str() {
            Some(text) => secret_in_body(text),
            None => secret_in_body(&json_of(&body, name, item)?.to_string()),
        };
        if let Some(what) = written {
            let reason = format!("request.body.{name} carries a secret: {what}");
            return Err(body.source().fault(item.span(), code::SECRET, reason).hint(
                "name a file that holds the body, body = { file = \"…\" }, or use form, whose values name where each is",
            ));
        }
    }
    let given = [json, form, multipart, text, file];
    let mut given = given.into_iter().flatten();
    match (given.next(), given.next()) {
        (Some(body), None) => Ok(Some(body)),
        _ => {
            let reason = "request.body must be one of json, form, multipart, text and file";
            Err(table.fault(table.key_span("body"), reason.to_owned()))
        }
    }
}

fn json(body: &Members<'_>) -> Result<Option<SavedBody>, WorkspaceError> {
    let Some(item) = body.item("json") else {
        return Ok(None);
    };
    if !item.is_str() {
        let json = json_of(body, "json", item)?;
        return Ok(Some(SavedBody::Json(json.to_string())));
    }
    let text = body.text_of("json", item)?;
    let parsed = serde_json::from_str::<serde::de::IgnoredAny>(&text);
    // As long as variables stand in it, it need not be JSON.
    if let (Err(error), false) = (parsed, text.contains("{{")) {
        let reason = format!("request.body.json is no JSON: {error}");
        return Err(body.fault(item.span(), reason));
    }
    Ok(Some(SavedBody::Json(text)))
}

impl SavedBody {
    /// Its bytes with their usual `Content-Type`: its secrets are read, and its files too.
    ///
    /// # Errors
    ///
    /// Where a secret or a file cannot be had.
    pub fn content(
        &self,
        folder: &Path,
        read: ReadSecret<'_>,
    ) -> Result<(String, Secret), WorkspaceError> {
        let (media_type, bytes) = match self {
            Self::Json(text) => ("application/json", Secret::from(text.as_str())),
            Self::Text(text) => ("text/plain; charset=utf-8", Secret::from(text.as_str())),
            Self::Form(rows) => {
                let text = joined(rows, "body.form", read)?;
                ("application/x-www-form-urlencoded", Secret::from(text))
            }
            Self::File(path) => {
                let bytes = read_file(folder, path)?;
                (usual(&bytes), Secret::new(bytes))
            }
            Self::Multipart(parts) => {
                let on = parts.iter().filter(|part| !part.is_off);
                let parts: Result<Vec<Part>, WorkspaceError> =
                    on.map(|one| part(one, folder, read)).collect();
                return encode(&parts?).map_err(|error| {
                    WorkspaceError::new(code::FORMAT, format!("no boundary could be made: {error}"))
                });
            }
        };
        Ok((media_type.to_owned(), bytes))
    }

    /// The request with this body: its usual `Content-Type` gives way to one among the headers. That of parts never does,
    /// since no header knows the boundary that is made with them; the headers may say another multipart type.
    ///
    /// # Errors
    ///
    /// As [`SavedBody::content`].
    pub fn put_into(
        &self,
        mut request: HttpRequest,
        folder: &Path,
        read: ReadSecret<'_>,
    ) -> Result<HttpRequest, WorkspaceError> {
        let (usual, bytes) = self.content(folder, read)?;
        let stated = request.header_value("content-type").map(str::to_owned);
        let media_type = match (self, stated) {
            (Self::Multipart(_), stated) => Some(with_boundary(&usual, stated.as_deref())),
            (_, None) => Some(usual),
            (_, Some(_)) => None,
        };
        if let Some(media_type) = media_type {
            request
                .headers
                .retain(|(name, _)| !name.eq_ignore_ascii_case("content-type"));
            request = request.header("Content-Type", media_type);
        }
        Ok(request.body(bytes))
    }
}

/// The multipart type that was stated, where it is one, with the boundary of the usual one.
fn with_boundary(usual: &str, stated: Option<&str>) -> String {
    let essence = stated.and_then(|stated| stated.split(';').next());
    let essence = essence.map(|essence| essence.trim().to_ascii_lowercase());
    match (essence, usual.split_once(';')) {
        (Some(essence), Some((_, boundary))) if essence.starts_with("multipart/") => {
            format!("{essence};{boundary}")
        }
        _ => usual.to_owned(),
    }
}

fn part(saved: &SavedPart, folder: &Path, read: ReadSecret<'_>) -> Result<Part, WorkspaceError> {
    let SavedPart {
        name,
        content,
        media_type,
        is_off: _,
    } = saved;
    let (file_name, usual, content) = match content {
        SavedContent::Value(value) => (None, None, secret_of(value, name, "body.multipart", read)?),
        SavedContent::Upload(path) => {
            let bytes = read_file(folder, path)?;
            let file_name = Path::new(path).file_name();
            let file_name = file_name.map(|name| name.to_string_lossy().into_owned());
            (file_name, Some(usual(&bytes)), Secret::new(bytes))
        }
    };
    Ok(Part {
        name: name.clone(),
        file_name,
        media_type: media_type.clone().or_else(|| usual.map(str::to_owned)),
        content,
    })
}

/// The `Content-Type` of a file's bytes.
fn usual(bytes: &[u8]) -> &'static str {
    match serde_json::from_slice::<serde::de::IgnoredAny>(bytes) {
        Ok(_) => "application/json",
        Err(_) => "application/octet-stream",
    }
}
