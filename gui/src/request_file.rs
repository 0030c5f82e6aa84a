//! A request as a connection's file has it, and back; what a file may not hold is left out and told.

use claimscope_client::workspace::{SavedBody, SavedConnection, SavedRequest, SavedValue};

use crate::request::{BodyForm, BodyKind, RequestForm, RowForm, TableForm};
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
        let mut unsaved = Vec::new();
        let mut saved = SavedRequest {
            name: self.name.trim().to_owned(),
            ..SavedRequest::default()
        };
        let mut keep = |part, wanted: SavedRequest| match fault(&wanted) {
            None => true,
            Some(why) => {
                unsaved.push(UnsavedPart { part, why });
                false
            }
        };
        let method = Some(self.method.trim().to_owned()).filter(|method| !method.is_empty());
        let with_method = SavedRequest {
            method,
            ..SavedRequest::default()
        };
        if keep(RequestPart::Method, with_method.clone()) {
            saved.method = with_method.method;
        }
        // The URL is made of the rows that may stand in it.
        let mut in_url = self.clone();
        in_url.query = TableForm::default();
        for (index, row) in self.query.read(QUERY_SEPARATOR).into_iter().enumerate() {
            if row.is_empty() {
                continue;
            }
            let pair = (row.name.clone(), value(&row));
            let alone = SavedRequest {
                query: vec![pair.clone()],
                ..SavedRequest::default()
            };
            let is_kept = keep(RequestPart::Query(index), alone);
            match is_in_url(&row) && !row.is_beside_url {
                true if is_kept => in_url.query.rows.push(row),
                false if is_kept && row.is_on => saved.query.push(pair),
                _ => {}
            }
        }
        in_url.query_to_url();
        let url = in_url.url.trim().to_owned();
        if !url.is_empty() {
            let with_url = |url: String| SavedRequest {
                url: Some(url),
                ..SavedRequest::default()
            };
            saved.url = match keep(RequestPart::Url, with_url(url.clone())) {
                true => Some(url),
                false => Some(public_url_without_secrets(&url)).filter(|url| !url.is_empty()),
            };
        }
        for (index, row) in self.headers.read(':').into_iter().enumerate() {
            if row.is_empty() || !row.is_on {
                continue;
            }
            let pair = (row.name.clone(), value(&row));
            let alone = SavedRequest {
                headers: vec![pair.clone()],
                ..SavedRequest::default()
            };
            if keep(RequestPart::Header(index), alone) {
                saved.headers.push(pair);
            }
        }
        saved.body = self.body.to_saved(&mut keep);
        (saved, unsaved)
    }
}

impl BodyForm {
    fn to_saved(
        &self,
        keep: &mut dyn FnMut(RequestPart, SavedRequest) -> bool,
    ) -> Option<SavedBody> {
        let with = |body: SavedBody| SavedRequest {
            body: Some(body),
            ..SavedRequest::default()
        };
        let text = || self.text.expose().to_owned();
        let body = match self.kind {
            BodyKind::None => return None,
            BodyKind::Json => SavedBody::Json(text()),
            BodyKind::Text => SavedBody::Text(text()),
            BodyKind::File => SavedBody::File(self.file.trim().to_owned()),
            BodyKind::Multipart => return None,
            BodyKind::Form => {
                let mut fields = Vec::new();
                let rows = self.form.read('=').into_iter().enumerate();
                for (index, row) in rows.filter(|(_, row)| !row.is_empty() && row.is_on) {
                    let pair = (row.name.clone(), value(&row));
                    let alone = with(SavedBody::Form(vec![pair.clone()]));
                    if keep(RequestPart::Field(index), alone) {
                        fields.push(pair);
                    }
                }
                return Some(SavedBody::Form(fields));
            }
        };
        keep(RequestPart::Body, with(body.clone())).then_some(body)
    }
}

/// Why a file cannot hold this part of a request: its own rules say so.
fn fault(part: &SavedRequest) -> Option<String> {
    let request = SavedRequest {
        name: "request".to_owned(),
        ..part.clone()
    };
    let connection = SavedConnection {
        requests: vec![request],
        ..SavedConnection::default()
    };
    connection.check().err().map(|error| error.reason)
}

fn rows(pairs: &[(String, SavedValue)]) -> Vec<RowForm> {
    let row = |(name, value): &(String, SavedValue)| {
        let new = RowForm::new(name.clone(), "");
        match value {
            SavedValue::Text(text) => RowForm::new(name.clone(), text.clone()),
            SavedValue::PlainText(text) => RowForm {
                value: Sensitive::from(text.clone()),
                is_plain: true,
                ..new
            },
            SavedValue::Secret(place) => RowForm {
                place: Some(place.clone()),
                ..new
            },
        }
    };
    pairs.iter().map(row).collect()
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

    fn named(name: &str, value: SavedValue) -> (String, SavedValue) {
        (name.to_owned(), value)
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
