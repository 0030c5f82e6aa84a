//! A request as a connection's file has it, and back; what a file may not hold is left out and told.

mod in_memory;

use claimscope_client::workspace::{
    SavedBody, SavedConnection, SavedContent, SavedPart, SavedRequest, SavedRow, SavedValue,
    SecretPlace, WorkspaceError,
};

use crate::content_type::keep_type;
use crate::request::{BodyForm, BodyKind, PartForm, RequestForm, RowForm, TableForm};
use crate::request_curl::begins_curl;
use crate::request_secrets::{RowTable, member_of_row};
use crate::request_url::{QUERY_SEPARATOR, is_in_url};
use crate::sensitive::Sensitive;
use crate::without_secrets::{odd_encoded, public_url_without_secrets};
use in_memory::url_fault;

pub(crate) use in_memory::InMemory;

/// Something of a request that its file does not hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnsavedPart {
    /// Which part.
    pub part: RequestPart,
    /// Why, in a sentence that quotes no value.
    pub why: String,
    /// Whether it may be a secret: it then stays in memory, or goes to the keychain.
    pub is_secret: bool,
}

impl UnsavedPart {
    /// One sentence for the person; whether the connection is a file, whose secrets go to the keychain.
    pub fn text(&self, is_file: bool) -> String {
        let is_row = !matches!(self.part, RequestPart::Url | RequestPart::Body);
        match self.is_secret {
            true if is_row && is_file => {
                "May be a secret: it goes to the system's keychain.".to_owned()
            }
            true => "Not saved: it may be a secret, and stays in memory.".to_owned(),
            false => format!("Not in the file: {}.", self.why),
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
            lacks_body,
            fault: _,
        } = saved;
        let mut request = Self {
            name: name.clone(),
            method: method.clone().unwrap_or_default(),
            headers: rows(headers).into(),
            body: body.as_ref().map(of_body).unwrap_or_default(),
            lacks_body: *lacks_body,
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

    /// What a new file holds of it, and what not. A secret without a place stays in memory.
    pub fn to_saved(&self) -> (SavedRequest, Vec<UnsavedPart>) {
        self.to_saved_over(&SavedRequest::default())
    }

    /// The same of a file that has a request already: a part that it may not hold leaves what it has.
    pub(crate) fn to_saved_over(&self, was: &SavedRequest) -> (SavedRequest, Vec<UnsavedPart>) {
        self.to_saved_with(was, &mut |_, _| None)
    }

    /// The same, where a secret that was typed gets a place by what it is called.
    pub(crate) fn to_saved_with(
        &self,
        was: &SavedRequest,
        place: &mut dyn FnMut(&str, &RowForm) -> Option<SecretPlace>,
    ) -> (SavedRequest, Vec<UnsavedPart>) {
        let mut kept = Kept {
            request: &self.name,
            place,
            was,
            unsaved: Vec::new(),
        };
        let (url, query) = kept.url(self);
        let mut saved = SavedRequest {
            name: self.name.trim().to_owned(),
            method: kept.method(self.method.trim()),
            url,
            headers: kept.rows(
                &self.headers.read(':'),
                &was.headers,
                (RowTable::Headers, RequestPart::Header),
                |headers| SavedRequest {
                    headers,
                    ..SavedRequest::default()
                },
            ),
            query,
            body: kept.body(&self.body),
            lacks_body: self.lacks_body,
            fault: None,
        };
        let is_body_left = kept.unsaved.iter().any(|one| one.part == RequestPart::Body);
        saved.lacks_body |= was.lacks_body && is_body_left;
        if let Some(body) = was.body.as_ref().filter(|_| is_body_left)
            && of_body(body).kind != self.body.kind
        {
            keep_type(&mut saved.headers, &was.headers);
        }
        (saved, kept.unsaved)
    }
}

/// What a file may hold, part by part.
struct Kept<'a> {
    request: &'a str,
    place: &'a mut dyn FnMut(&str, &RowForm) -> Option<SecretPlace>,
    was: &'a SavedRequest,
    unsaved: Vec<UnsavedPart>,
}

impl Kept<'_> {
    /// Whether a file may hold a request that says this alone.
    fn keeps(&mut self, part: RequestPart, alone: SavedRequest) -> bool {
        match fault(alone) {
            None => true,
            Some(error) => {
                self.leave_out(part, error);
                false
            }
        }
    }

    fn leave_out(&mut self, part: RequestPart, error: WorkspaceError) {
        self.unsaved.push(UnsavedPart {
            part,
            is_secret: error.is_secret_in_file(),
            why: error.reason,
        });
    }

    /// The value of a row: a secret that was typed is named by its place. `alone` is a request that has this value alone.
    fn value(
        &mut self,
        (table, part): (RowTable, RequestPart),
        rows: &[RowForm],
        index: usize,
        alone: &dyn Fn(SavedValue) -> SavedRequest,
    ) -> Option<SavedValue> {
        let row = &rows[index];
        let saved = value(row);
        let fault = fault(alone(saved.clone()));
        let is_secret = fault
            .as_ref()
            .is_some_and(WorkspaceError::is_secret_in_file);
        if is_secret || is_to_be_kept(row) {
            let member = member_of_row(self.request, table, rows, index);
            if let Some(place) = (self.place)(&member, row) {
                return Some(SavedValue::Secret(place));
            }
        }
        match fault {
            None => Some(saved),
            Some(error) => {
                self.leave_out(part, error);
                None
            }
        }
    }

    fn method(&mut self, method: &str) -> Option<String> {
        let method = (!method.is_empty()).then(|| method.to_owned());
        let alone = SavedRequest {
            method: method.clone(),
            ..SavedRequest::default()
        };
        match self.keeps(RequestPart::Method, alone) {
            true => method,
            false => self.was.method.clone(),
        }
    }

    /// The URL is made of the rows that may stand in it; the others have a table of their own.
    fn url(&mut self, form: &RequestForm) -> (Option<String>, Vec<SavedRow>) {
        let mut in_url = form.clone();
        in_url.query = TableForm::default();
        let mut beside = Vec::new();
        let rows = form.query.read(QUERY_SEPARATOR);
        for (index, row) in rows.iter().enumerate() {
            let which = (RowTable::Query, RequestPart::Query(index));
            let alone = |value| SavedRequest {
                query: vec![saved_row(row, value)],
                ..SavedRequest::default()
            };
            if row.is_empty() {
                continue;
            }
            let Some(value) = self.value(which, &rows, index, &alone) else {
                beside.extend(row_before(&self.was.query, index, &row.name).cloned());
                continue;
            };
            let is_text = !matches!(value, SavedValue::Secret(_)) && !begins_curl(&form.url);
            match is_text && is_in_url(row) && !row.is_beside_url {
                true => in_url.query.rows.push(row.clone()),
                false => beside.push(saved_row(row, value)),
            }
        }
        in_url.query_to_url();
        let url = odd_encoded(in_url.url.trim());
        let alone = SavedRequest {
            url: (!url.is_empty()).then(|| url.clone()),
            ..SavedRequest::default()
        };
        let is_same = self.was.url.as_deref() == Some(&url);
        let fault = url_fault(&url, self.was);
        let is_kept = fault.is_none() && (is_same || self.keeps(RequestPart::Url, alone));
        self.unsaved.extend(fault);
        let url = match is_kept {
            true => (!url.is_empty()).then_some(url),
            false => {
                let clean = Some(public_url_without_secrets(&url));
                let was = self.was.url.clone();
                was.or(clean.filter(|clean| !clean.is_empty()))
            }
        };
        (url, beside)
    }

    fn rows(
        &mut self,
        rows: &[RowForm],
        was: &[SavedRow],
        (table, part): (RowTable, fn(usize) -> RequestPart),
        alone: fn(Vec<SavedRow>) -> SavedRequest,
    ) -> Vec<SavedRow> {
        let filled = rows.iter().enumerate().filter(|(_, row)| !row.is_empty());
        let saved = filled.filter_map(|(index, row)| {
            let alone = |value| alone(vec![saved_row(row, value)]);
            match self.value((table, part(index)), rows, index, &alone) {
                Some(value) => Some(saved_row(row, value)),
                None => row_before(was, index, &row.name).cloned(),
            }
        });
        saved.collect()
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
                let which = (
                    RowTable::Form,
                    RequestPart::Field as fn(usize) -> RequestPart,
                );
                let was = match &self.was.body {
                    Some(SavedBody::Form(rows)) => rows.as_slice(),
                    _ => &[],
                };
                let fields = self.rows(&body.form.read('='), was, which, alone);
                return Some(SavedBody::Form(fields));
            }
        };
        if self.was.body.as_ref() == Some(&whole) {
            return Some(whole);
        }
        if let Some(name) = body.secret_member() {
            let why = format!("{name} in it may be a secret, so it stays in memory");
            self.unsaved.push(UnsavedPart {
                part: RequestPart::Body,
                why,
                is_secret: true,
            });
            return self.was.body.clone();
        }
        match self.keeps(RequestPart::Body, with_body(whole.clone())) {
            true => Some(whole),
            false => self.was.body.clone(),
        }
    }

    fn parts(&mut self, parts: &[PartForm]) -> Vec<SavedPart> {
        let rows: Vec<RowForm> = parts.iter().map(|part| part.row.clone()).collect();
        let parts = parts.iter().enumerate();
        let filled = parts.filter(|(_, part)| !part.row.is_empty());
        let was = match &self.was.body {
            Some(SavedBody::Multipart(parts)) => parts.as_slice(),
            _ => &[],
        };
        let before = |part: &PartForm| {
            let name = part.row.name.trim();
            was.iter().find(|was| was.name == name).cloned()
        };
        let saved = filled.filter_map(|(index, part)| {
            let which = RequestPart::Field(index);
            let alone = |part| with_body(SavedBody::Multipart(vec![part]));
            if part.is_file {
                let path = part.row.value.expose().trim().to_owned();
                let saved = saved_part(part, SavedContent::Upload(path));
                return match self.keeps(which, alone(saved.clone())) {
                    true => Some(saved),
                    false => before(part),
                };
            }
            let saved = |value| saved_part(part, SavedContent::Value(value));
            let alone = |value| alone(saved(value));
            match self.value((RowTable::Multipart, which), &rows, index, &alone) {
                Some(value) => Some(saved(value)),
                None => before(part),
            }
        });
        saved.collect()
    }
}

/// The row that a file has in the place of one that it may not hold.
fn row_before<'a>(was: &'a [SavedRow], index: usize, name: &str) -> Option<&'a SavedRow> {
    let is_it = |row: &&SavedRow| row.name == name.trim();
    let there = was.get(index).filter(is_it);
    there.or_else(|| was.iter().find(is_it))
}

fn with_body(body: SavedBody) -> SavedRequest {
    SavedRequest {
        body: Some(body),
        ..SavedRequest::default()
    }
}

/// Whether a value was typed over what a file has in the keychain.
fn is_to_be_kept(row: &RowForm) -> bool {
    let is_typed = !row.value.expose().is_empty();
    let is_in_keychain = matches!(row.place, Some(SecretPlace::Keychain(_)));
    is_typed && is_in_keychain && row.kept_place().is_none()
}

/// Why a file cannot hold this part of a request: its own rules say so.
fn fault(part: SavedRequest) -> Option<WorkspaceError> {
    let request = SavedRequest {
        name: "request".to_owned(),
        ..part
    };
    let connection = SavedConnection {
        requests: vec![request],
        ..SavedConnection::default()
    };
    connection.check().err()
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

fn saved_row(row: &RowForm, value: SavedValue) -> SavedRow {
    SavedRow {
        is_off: !row.is_on,
        ..SavedRow::new(row.name.trim(), value)
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

fn saved_part(part: &PartForm, content: SavedContent) -> SavedPart {
    let media_type = part.content_type.trim();
    SavedPart {
        name: part.row.name.trim().to_owned(),
        content,
        media_type: (!media_type.is_empty()).then(|| media_type.to_owned()),
        is_off: !part.row.is_on,
    }
}

fn value(row: &RowForm) -> SavedValue {
    let text = row.value.expose().to_owned();
    match row.kept_place().or(row.place.as_ref()) {
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
mod tests;
