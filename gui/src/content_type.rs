//! The `Content-Type` among a request's headers: it goes with the kind of its body.

use claimscope_client::workspace::SavedRow;
use claimscope_oauth::HttpRequest;

use crate::request::{BodyForm, BodyKind, RequestForm, TableForm};

const NAME: &str = "content-type";

impl RequestForm {
    /// Takes another body. A `Content-Type` that stood for a body of another kind goes: the new kind has its own.
    pub(crate) fn take_body(&mut self, body: BodyForm) {
        if body.kind != self.body.kind {
            forget_other_type(&mut self.headers, body.kind);
        }
        self.body = body;
    }
}

impl BodyKind {
    /// Whether a body of this kind may be called so.
    fn may_be(self, media_type: &str) -> bool {
        let essence = essence(media_type);
        let is_json = essence.contains("json");
        let is_form = essence == "application/x-www-form-urlencoded";
        let is_multipart = essence.starts_with("multipart/");
        match self {
            // A variable may be anything.
            _ if essence.contains("{{") => true,
            Self::None => false,
            Self::Json => is_json,
            Self::Form => is_form,
            Self::Multipart => is_multipart,
            Self::Text => !(is_json || is_form || is_multipart),
            Self::File => !(is_form || is_multipart),
        }
    }
}

fn forget_other_type(headers: &mut TableForm, kind: BodyKind) {
    let is_other = |name: &str, value: &str| {
        let value = value.trim();
        name.trim().eq_ignore_ascii_case(NAME) && !value.is_empty() && !kind.may_be(value)
    };
    headers
        .rows
        .retain(|row| !row.is_on || !is_other(&row.name, row.value.expose()));
    if let Some(text) = &headers.text {
        let stays = |line: &&str| {
            let header = line.split_once(':');
            !header.is_some_and(|(name, value)| is_other(name, value))
        };
        let lines: Vec<&str> = text.expose().lines().filter(stays).collect();
        let end = if lines.is_empty() { "" } else { "\n" };
        headers.text = Some((lines.join("\n") + end).into());
    }
}

/// The `Content-Type` that a file has stays with the body that it has.
pub(crate) fn keep_type(headers: &mut Vec<SavedRow>, was: &[SavedRow]) {
    let is_type = |row: &SavedRow| row.name.eq_ignore_ascii_case(NAME);
    headers.retain(|row| !is_type(row));
    for (at, row) in was.iter().enumerate().filter(|(_, row)| is_type(row)) {
        headers.insert(at.min(headers.len()), row.clone());
    }
}

/// The media type alone, in small letters.
fn essence(media_type: &str) -> String {
    let essence = media_type.split(';').next().unwrap_or_default();
    essence.trim().to_ascii_lowercase()
}

/// A request without what it says of a multipart body: its boundary is made with the parts. Another multipart type stays.
pub(crate) fn without_boundary(mut request: HttpRequest) -> HttpRequest {
    let stated = request.header_value(NAME).map(essence);
    request
        .headers
        .retain(|(name, _)| !name.eq_ignore_ascii_case(NAME));
    let is_own =
        |essence: &String| essence.starts_with("multipart/") && essence != "multipart/form-data";
    match stated.filter(is_own) {
        Some(essence) => request.header("Content-Type", essence),
        None => request,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::request::RowForm;

    fn types(request: &RequestForm) -> Vec<String> {
        let rows = request.headers.read(':').into_iter();
        let rows = rows.filter(|row| row.name.eq_ignore_ascii_case(NAME));
        rows.map(|row| row.value.expose().to_owned()).collect()
    }

    fn with(kind: BodyKind, media_type: &str) -> RequestForm {
        let headers = vec![
            RowForm::new("content-type", media_type),
            RowForm::new("Accept", "application/json"),
        ];
        RequestForm {
            headers: headers.into(),
            body: BodyForm {
                kind,
                ..BodyForm::default()
            },
            ..RequestForm::default()
        }
    }

    fn become_(request: &mut RequestForm, kind: BodyKind) {
        let body = request.body.clone();
        request.take_body(BodyForm { kind, ..body });
    }

    #[test]
    fn a_content_type_goes_with_the_kind_of_body_that_it_stood_for() {
        for (kind, stated, new, stays) in [
            (BodyKind::Json, "application/json", BodyKind::Form, false),
            (
                BodyKind::Json,
                "Application/JSON; charset=utf-8",
                BodyKind::Multipart,
                false,
            ),
            (BodyKind::Json, "application/json", BodyKind::Text, false),
            (BodyKind::Text, "application/xml", BodyKind::Json, false),
            (
                BodyKind::Form,
                "application/x-www-form-urlencoded",
                BodyKind::None,
                false,
            ),
            (BodyKind::Text, "image/png", BodyKind::File, true),
            (
                BodyKind::None,
                "application/merge-patch+json",
                BodyKind::Json,
                true,
            ),
            (BodyKind::Json, "{{type}}", BodyKind::Form, true),
            (BodyKind::Json, "application/vnd.a", BodyKind::Json, true),
        ] {
            let mut request = with(kind, stated);
            become_(&mut request, new);
            assert_eq!(
                types(&request).len(),
                usize::from(stays),
                "{stated} {new:?}"
            );
            assert!(request.has_header("accept"));
        }
    }

    #[test]
    fn the_same_holds_where_the_headers_are_edited_as_text() {
        let mut request = with(BodyKind::Json, "application/json");
        request.headers.text =
            Some("Content-Type: application/json\n// Content-Type: a/b\nAccept: a".into());
        become_(&mut request, BodyKind::Form);
        let text = request.headers.text.as_ref().unwrap().expose();
        assert_eq!(text, "// Content-Type: a/b\nAccept: a\n");
    }
}
