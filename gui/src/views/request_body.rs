//! The body of a request: JSON with its faults, a form, parts with files, any text, a file.

use std::sync::Arc;

use egui::{Id, Label, RichText, Ui};

use super::ViewCx;
use super::files::note_ui;
use super::inspect_token::EDITED_BYTES;
use super::path_line::{PathLine, path_ui};
use super::request_table::{RowsKnown, TableKind, cell_ui, focus_row, row_ui, table_ui};
use crate::message::Command;
use crate::request::{BodyForm, BodyKind, PartForm, RequestForm, RowForm, TableForm};
use crate::request_edit::RequestEdit;
use crate::request_json::{JsonState, formatted, offset};
use crate::sensitive::Sensitive;
use crate::sizes::size_text;
use crate::widgets::{code_block, marked_area, quiet_button, text_area, text_field};

/// What the areas are called in which a body is edited.
const JSON_AREA: &str = "JSON of the body";
const TEXT_AREA: &str = "Text of the body";
/// What takes a paste that is too long for a field.
pub(crate) const BODY_AREAS: [&str; 2] = [JSON_AREA, TEXT_AREA];
/// How much is shown of a body that is not edited here.
const SHOWN_CHARACTERS: usize = 1_000;

const FORM: TableKind = TableKind {
    row: "field",
    title: "Form",
    separator: '=',
};

/// Draws the body; gives back what was changed.
pub(super) fn body_ui(
    ui: &mut Ui,
    cx: &mut ViewCx<'_>,
    request: &RequestForm,
    fields: RowsKnown<'_>,
    body_note: Option<String>,
) -> Option<RequestEdit> {
    let body = &request.body;
    let mut edited = body.clone();
    ui.horizontal_wrapped(|ui| {
        for kind in BodyKind::ALL {
            ui.radio_value(&mut edited.kind, kind, kind.title());
        }
    });
    let mut headers = None;
    match body.kind {
        BodyKind::None => {}
        BodyKind::Json => json_ui(ui, cx, &mut edited),
        BodyKind::Form => {
            if let Some(form) = table_ui(ui, cx, &FORM, &body.form, fields) {
                edited.form = form;
            }
        }
        BodyKind::Multipart => parts_ui(ui, cx, &mut edited, fields),
        BodyKind::Text => area_ui(ui, cx, &mut edited),
        BodyKind::File => {
            let hint = "path of a file, or drop one here";
            let line = PathLine::new("File", &body.file, hint).of_connection(cx);
            if let Some(path) = path_ui(ui, cx, &line).text {
                edited.file = path;
            }
        }
    }
    if let Some(note) = body_note {
        ui.add(Label::new(RichText::new(note).small().color(cx.tokens.warn)).wrap());
    }
    if body.kind != BodyKind::None {
        headers = content_type_ui(ui, cx, request);
    }
    match headers {
        Some(headers) => Some(RequestEdit::Headers(headers)),
        None => (edited != *body).then_some(RequestEdit::Body(edited)),
    }
}

fn area_ui(ui: &mut Ui, cx: &mut ViewCx<'_>, body: &mut BodyForm) {
    if is_too_long(body) {
        return long_ui(ui, cx, TEXT_AREA, body);
    }
    if let Some(text) = text_area(ui, TEXT_AREA, "", body.text.expose(), "", 6) {
        body.text = text.into();
    }
}

fn json_ui(ui: &mut Ui, cx: &mut ViewCx<'_>, body: &mut BodyForm) {
    let state = state_of(ui, body.text.expose());
    let fault = state.fault.as_ref();
    if is_too_long(body) {
        long_ui(ui, cx, JSON_AREA, body);
    } else {
        let text = body.text.expose();
        let wrong_from = fault.map(|(line, column, _)| offset(text, *line, *column));
        if let Some(text) = marked_area(ui, JSON_AREA, text, 6, wrong_from) {
            body.text = text.into();
        }
    }
    if let Some((line, column, reason)) = fault {
        let text = format!("Line {line}, column {column}: {reason}. It is sent as it stands.");
        ui.add(Label::new(RichText::new(text).small().color(cx.tokens.warn)).wrap());
    }
    ui.add_enabled_ui(state.can_be_formatted, |ui| {
        if quiet_button(ui, "Format").clicked()
            && let Some(pretty) = formatted(body.text.expose())
        {
            body.text = pretty.into();
        }
    });
}

/// Read once for each edit: a body may be long, and frames are many.
fn state_of(ui: &Ui, text: &str) -> Arc<JsonState> {
    let id = Id::unique("the JSON of the body");
    let key = Id::unique(text);
    let known: Option<(Id, Arc<JsonState>)> = ui.data(|data| data.get_temp(id));
    if let Some((_, state)) = known.filter(|(known, _)| *known == key) {
        return state;
    }
    let state = Arc::new(JsonState::of(text));
    ui.data_mut(|data| data.insert_temp(id, (key, Arc::clone(&state))));
    state
}

fn is_too_long(body: &BodyForm) -> bool {
    body.text.expose().len() > EDITED_BYTES
}

/// A text that would be laid out for too long: its beginning, and what can be done with the whole.
fn long_ui(ui: &mut Ui, cx: &mut ViewCx<'_>, title: &str, body: &mut BodyForm) {
    let text = body.text.expose();
    ui.label(title);
    let end = text.char_indices().nth(SHOWN_CHARACTERS);
    code_block(ui, &text[..end.map_or(text.len(), |(at, _)| at)]);
    let about = format!(
        "The beginning of {}: so much is sent whole, and not edited here. To edit it, copy it, or send a file.",
        size_text(text.len())
    );
    ui.add(Label::new(RichText::new(about).small().color(cx.tokens.muted)).wrap());
    ui.horizontal_wrapped(|ui| {
        if quiet_button(ui, "Copy the body").clicked() {
            cx.push(Command::Copy("Body", body.text.clone()));
        }
        if quiet_button(ui, "Clear the body").clicked() {
            body.text = Sensitive::default();
        }
    });
}

fn parts_ui(ui: &mut Ui, cx: &ViewCx<'_>, body: &mut BodyForm, known: RowsKnown<'_>) {
    let mut removed = None;
    for (index, part) in body.parts.iter_mut().enumerate() {
        let name = format!("part {}", index + 1);
        let PartForm {
            row,
            is_file,
            content_type,
        } = part;
        let is_secret = !*is_file && (known.is_secret)(index);
        let is_removed = row_ui(ui, cx, &name, row, is_secret, |ui, _| {
            ui.checkbox(is_file, "File");
            cell_ui(ui, &format!("Content-Type of {name}"), content_type, 90.0);
        });
        if is_removed {
            removed = Some(index);
        }
        (known.notes)(index)
            .into_iter()
            .for_each(|one| note_ui(ui, cx, Some(one)));
    }
    if let Some(index) = removed {
        body.parts.remove(index);
    }
    if quiet_button(ui, "Add a part").clicked() {
        body.parts.push(PartForm::default());
        focus_row(ui, &format!("part {}", body.parts.len()));
    }
    if !body.parts.is_empty() {
        let text = "The value of a file is its path. The field before it is the part's Content-Type; it may be empty.";
        ui.add(Label::new(RichText::new(text).small().color(cx.tokens.muted)).wrap());
    }
}

/// The Content-Type that goes along, which stands among the headers where it is not the usual one.
fn content_type_ui(ui: &mut Ui, cx: &ViewCx<'_>, request: &RequestForm) -> Option<TableForm> {
    let usual = match request.body.kind {
        BodyKind::None => return None,
        BodyKind::Json => "application/json",
        BodyKind::Form => "application/x-www-form-urlencoded",
        BodyKind::Multipart => "multipart/form-data; boundary=…",
        BodyKind::Text => "text/plain; charset=utf-8",
        BodyKind::File => "application/json or application/octet-stream, as the file is",
    };
    let is_content_type =
        |row: &RowForm| row.is_on && row.name.trim().eq_ignore_ascii_case("content-type");
    let mut rows = request.headers.read(':');
    let at = rows.iter().position(is_content_type);
    let stated = at.map_or("", |at| rows[at].value.expose()).to_owned();
    let can_edit = request.headers.text.is_none();
    if !can_edit {
        let shown = if stated.is_empty() { usual } else { &stated };
        let text = format!("Content-Type: {shown}");
        ui.label(RichText::new(text).small().color(cx.tokens.muted));
        return None;
    }
    let text = text_field(ui, "Content-Type", "", &stated, usual, false).text?;
    match (at, text.trim()) {
        (Some(at), "") => {
            rows.remove(at);
        }
        (Some(at), _) => rows[at].value = text.into(),
        (None, _) => rows.push(RowForm::new("Content-Type", text)),
    }
    Some(rows.into())
}
