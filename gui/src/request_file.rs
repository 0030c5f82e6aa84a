//! A request as a connection's file has it, and back; what a file may not hold is left out and told.

use claimscope_client::workspace::{
    SavedBody, SavedConnection, SavedContent, SavedPart, SavedRequest, SavedRow, SavedValue,
};

use crate::request::{BodyForm, BodyKind, PartForm, RequestForm, RowForm, TableForm};
use crate::request_url::{QUERY_SEPARATOR, is_in_url};
use crate::sensitive::Sensitive;
use crate::without_secrets::public_url_without_secrets;

/// Something of a request that its file does not hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnsavedPart {
    /// Which part.
    pub part: RequestPart,
    /// Why, in a sentence that quotes no value.
    pub why: String,
}

impl UnsavedPart {
    /// One sentence for the person.
    pub fn text(&self) -> String {
        match self.why.contains("secret") || self.why.contains("token") {
            true => "Not saved: it may be a secret, and stays in memory.".to_owned(),
            false => format!("Not saved: {}.", self.why),
        }
    }
}

/// A part of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RequestPart {
    /// Its method.
    Method,
    /// Its URL, without the query's rows.
    Url,
    /// The row of the query with this index.
    Query(usize),
    /// The row of the headers with this index.
    Header(usize),
    /// A field or part of the body with this index.
    Field(usize),
    /// Its body as a whole.
    Body,
}

impl RequestForm {
    /// The request as a file has it. Its number is the list's to give.
    pub fn of_saved(saved: &SavedRequest) -> Self {
        // Taken apart without `..`, so that a new member is not forgotten here.
        let SavedRequest {
            name,
            method,
            url,
            headers,
            query,
            body,
        } = saved;
        let mut request = Self {
            name: name.clone(),
            method: method.clone().unwrap_or_default(),
            headers: rows(headers).into(),
            body: body.as_ref().map(of_body).unwrap_or_default(),
            ..Self::default()
        };
        request.set_url(url.clone().unwrap_or_default());
        request
            .query
            .rows
            .extend(rows(query).into_iter().map(|row| RowForm {
                is_beside_url: true,
                ..row
            }));
        request.query_to_url();
        request
    }

    /// What a file holds of it, and what not. A secret without a place stays in memory.
    pub fn to_saved(&self) -> (SavedRequest, Vec<UnsavedPart>) {
        let mut kept = Kept::default();
        let (url, query) = kept.url(self);
        let saved = SavedRequest {
            name: self.name.trim().to_owned(),
            method: kept.method(self.method.trim()),
            url,
            headers: kept.rows(&self.headers.read(':'), RequestPart::Header, |headers| {
                SavedRequest {
                    headers,
                    ..SavedRequest::default()
                }
            }),
            query,
            body: kept.body(&self.body),
        };
        (saved, kept.unsaved)
    }
}

/// What a file may hold, part by part.
#[derive(Default)]
struct Kept {
    unsaved: Vec<UnsavedPart>,
}

impl Kept {
    /// Whether a file may hold a request that says this alone.
    fn keeps(&mut self, part: RequestPart, alone: SavedRequest) -> bool {
        let Some(why) = fault(alone) else {
            return true;
        };
        self.unsaved.push(UnsavedPart { part, why });
        false
    }

    fn method(&mut self, method: &str) -> Option<String> {
        let method = (!method.is_empty()).then(|| method.to_owned());
        let alone = SavedRequest {
            method: method.clone(),
            ..SavedRequest::default()
        };
        method.filter(|_| self.keeps(RequestPart::Method, alone))
    }

    /// The URL is made of the rows that may stand in it; the others have a table of their own.
    fn url(&mut self, form: &RequestForm) -> (Option<String>, Vec<SavedRow>) {
        let mut in_url = form.clone();
        in_url.query = TableForm::default();
        let mut beside = Vec::new();
        for (index, row) in form.query.read(QUERY_SEPARATOR).into_iter().enumerate() {
            let saved = saved_row(&row);
            let alone = SavedRequest {
                query: vec![saved.clone()],
                ..SavedRequest::default()
            };
            if row.is_empty() || !self.keeps(RequestPart::Query(index), alone) {
                continue;
            }
            match is_in_url(&row) && !row.is_beside_url {
                true => in_url.query.rows.push(row),
                false => beside.push(saved),
            }
        }
        in_url.query_to_url();
        let url = in_url.url.trim().to_owned();
        let alone = SavedRequest {
            url: (!url.is_empty()).then(|| url.clone()),
            ..SavedRequest::default()
        };
        let url = match self.keeps(RequestPart::Url, alone) {
            true => url,
            false => public_url_without_secrets(&url),
        };
        ((!url.is_empty()).then_some(url), beside)
    }

    fn rows(
        &mut self,
        rows: &[RowForm],
        part: fn(usize) -> RequestPart,
        alone: fn(Vec<SavedRow>) -> SavedRequest,
    ) -> Vec<SavedRow> {
        let rows = rows.iter().enumerate().filter(|(_, row)| !row.is_empty());
        let saved = rows.map(|(index, row)| (index, saved_row(row)));
        saved
            .filter(|(index, row)| self.keeps(part(*index), alone(vec![row.clone()])))
            .map(|(_, row)| row)
            .collect()
    }

    fn body(&mut self, body: &BodyForm) -> Option<SavedBody> {
        let text = || body.text.expose().to_owned();
        let whole = match body.kind {
            BodyKind::None => return None,
            BodyKind::Json => SavedBody::Json(text()),
            BodyKind::Text => SavedBody::Text(text()),
            BodyKind::File => SavedBody::File(body.file.trim().to_owned()),
            BodyKind::Multipart => return Some(SavedBody::Multipart(self.parts(&body.parts))),
            BodyKind::Form => {
                let alone = |fields| with_body(SavedBody::Form(fields));
                let fields = self.rows(&body.form.read('='), RequestPart::Field, alone);
                return Some(SavedBody::Form(fields));
            }
        };
        let is_kept = self.keeps(RequestPart::Body, with_body(whole.clone()));
        is_kept.then_some(whole)
    }

    fn parts(&mut self, parts: &[PartForm]) -> Vec<SavedPart> {
        let parts = parts.iter().enumerate();
        let filled = parts.filter(|(_, part)| !part.row.is_empty());
        filled
            .map(|(index, part)| (index, saved_part(part)))
            .filter(|(index, part)| {
                let alone = with_body(SavedBody::Multipart(vec![part.clone()]));
                self.keeps(RequestPart::Field(*index), alone)
            })
            .map(|(_, part)| part)
            .collect()
    }
}

fn with_body(body: SavedBody) -> SavedRequest {
    SavedRequest {
        body: Some(body),
        ..SavedRequest::default()
    }
}

/// Why a file cannot hold this part of a request: its own rules say so.
fn fault(part: SavedRequest) -> Option<String> {
    let request = SavedRequest {
        name: "request".to_owned(),
        ..part
    };
    let connection = SavedConnection {
        requests: vec![request],
        ..SavedConnection::default()
    };
    connection.check().err().map(|error| error.reason)
}

fn rows(saved: &[SavedRow]) -> Vec<RowForm> {
    let row = |saved: &SavedRow| RowForm {
        is_on: !saved.is_off,
        ..with_value(&saved.name, &saved.value)
    };
    saved.iter().map(row).collect()
}

fn with_value(name: &str, value: &SavedValue) -> RowForm {
    match value {
        SavedValue::Text(text) => RowForm::new(name, text.clone()),
        SavedValue::PlainText(text) => RowForm {
            is_plain: true,
            ..RowForm::new(name, text.clone())
        },
        SavedValue::Secret(place) => RowForm {
            place: Some(place.clone()),
            ..RowForm::new(name, "")
        },
    }
}

fn saved_row(row: &RowForm) -> SavedRow {
    SavedRow {
        is_off: !row.is_on,
        ..SavedRow::new(row.name.trim(), value(row))
    }
}

fn part(saved: &SavedPart) -> PartForm {
    let SavedPart {
        name,
        content,
        media_type,
        is_off,
    } = saved;
    let (row, is_file) = match content {
        SavedContent::Value(value) => (with_value(name, value), false),
        SavedContent::Upload(path) => (RowForm::new(name.clone(), path.clone()), true),
    };
    PartForm {
        row: RowForm {
            is_on: !is_off,
            ..row
        },
        is_file,
        content_type: media_type.clone().unwrap_or_default(),
    }
}

fn saved_part(part: &PartForm) -> SavedPart {
    let media_type = part.content_type.trim();
    SavedPart {
        name: part.row.name.trim().to_owned(),
        content: match part.is_file {
            true => SavedContent::Upload(part.row.value.expose().trim().to_owned()),
            false => SavedContent::Value(value(&part.row)),
        },
        media_type: (!media_type.is_empty()).then(|| media_type.to_owned()),
        is_off: !part.row.is_on,
    }
}

fn value(row: &RowForm) -> SavedValue {
    let text = row.value.expose().to_owned();
    match &row.place {
        Some(place) => SavedValue::Secret(place.clone()),
        None if row.is_plain => SavedValue::PlainText(text),
        None => SavedValue::Text(text),
    }
}

fn of_body(saved: &SavedBody) -> BodyForm {
    let body = BodyForm::default();
    match saved {
        SavedBody::Json(text) => BodyForm {
            kind: BodyKind::Json,
            text: Sensitive::from(text.clone()),
            ..body
        },
        SavedBody::Text(text) => BodyForm {
            kind: BodyKind::Text,
            text: Sensitive::from(text.clone()),
            ..body
        },
        SavedBody::Form(pairs) => BodyForm {
            kind: BodyKind::Form,
            form: rows(pairs).into(),
            ..body
        },
        SavedBody::Multipart(parts) => BodyForm {
            kind: BodyKind::Multipart,
            parts: parts.iter().map(part).collect(),
            ..body
        },
        SavedBody::File(path) => BodyForm {
            kind: BodyKind::File,
            file: path.clone(),
            ..body
        },
    }
}

#[cfg(test)]
mod tests {
    use claimscope_client::workspace::SecretPlace;

    use super::*;

    fn text(text: &str) -> SavedValue {
        SavedValue::Text(text.to_owned())
    }

    fn named(name: &str, value: SavedValue) -> SavedRow {
        SavedRow::new(name, value)
    }

    fn saved() -> SavedRequest {
        SavedRequest {
            name: "create".to_owned(),
            method: Some("PUT".to_owned()),
            url: Some("{{api}}/orders/1?top=10&q=a%20b".to_owned()),
            headers: vec![
                named("Accept", text("application/json")),
                named(
                    "X-Api-Key",
                    SavedValue::Secret(SecretPlace::Env("KEY".to_owned())),
                ),
                named("X-Token", SavedValue::PlainText("none".to_owned())),
                SavedRow {
                    is_off: true,
                    ..named("X-Debug", text("1"))
                },
            ],
            query: vec![
                named("expand", text("lines")),
                named("expand", text("customer")),
            ],
            body: None,
        }
    }

    #[test]
    fn a_request_comes_back_from_its_file() {
        let bodies = [
            None,
            Some(SavedBody::Json("{\"a\": 1}".to_owned())),
            Some(SavedBody::Text("a".to_owned())),
            Some(SavedBody::File("a.bin".to_owned())),
            Some(SavedBody::Form(vec![named("a", text("1"))])),
            Some(SavedBody::Multipart(vec![
                saved_part(&PartForm {
                    row: RowForm::new("a", "1"),
                    ..PartForm::default()
                }),
                SavedPart {
                    name: "photo".to_owned(),
                    content: SavedContent::Upload("a.png".to_owned()),
                    media_type: Some("image/png".to_owned()),
                    is_off: true,
                },
            ])),
        ];
        for body in bodies {
            let request = SavedRequest { body, ..saved() };
            let form = RequestForm::of_saved(&request);
            assert_eq!(form.to_saved(), (request, vec![]));
        }
        let bare = SavedRequest {
            name: "bare".to_owned(),
            query: vec![named("a", text("1"))],
            ..SavedRequest::default()
        };
        assert_eq!(RequestForm::of_saved(&bare).to_saved(), (bare, vec![]));
        let form = RequestForm::of_saved(&saved());
        assert_eq!(
            form.url,
            "{{api}}/orders/1?top=10&q=a%20b&expand=lines&expand=customer"
        );
    }

    #[test]
    fn what_may_be_a_secret_is_left_out_and_told_without_its_value() {
        let mut form = RequestForm::to("https://me:hunter2@h/a?access_token=hunter2&top=1");
        let headers = [("X-Api-Key", "hunter2"), ("Accept", "text/plain")];
        let headers = headers.map(|(name, value)| RowForm::new(name, value));
        form.headers = headers.to_vec().into();
        form.body = BodyForm {
            kind: BodyKind::Form,
            form: vec![RowForm::new("password", "hunter2"), RowForm::new("a", "1")].into(),
            ..BodyForm::default()
        };
        let (saved, unsaved) = form.to_saved();
        assert_eq!(saved.url.as_deref(), Some("https://h/a?top=1"));
        assert_eq!(saved.headers, [named("Accept", text("text/plain"))]);
        let fields = vec![named("a", text("1"))];
        assert_eq!(saved.body, Some(SavedBody::Form(fields)));
        let parts: Vec<RequestPart> = unsaved.iter().map(|one| one.part).collect();
        let expected = [
            RequestPart::Query(0),
            RequestPart::Url,
            RequestPart::Header(0),
            RequestPart::Field(0),
        ];
        assert_eq!(parts, expected);
        assert!(!format!("{saved:?}{unsaved:?}").contains("hunter2"));
    }

    #[test]
    fn a_token_in_a_body_keeps_the_body_out_of_the_file() {
        let mut form = RequestForm::default();
        form.body.kind = BodyKind::Json;
        form.body.text = Sensitive::from(r#"{"t": "eyJhbGciOiJub25lIn0.eyJhIjoxfQ.c2ln"}"#);
        let (saved, unsaved) = form.to_saved();
        assert_eq!((saved.body, unsaved[0].part), (None, RequestPart::Body));
    }
}
