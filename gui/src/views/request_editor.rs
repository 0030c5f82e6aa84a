//! What stands under the bar of a request: its name, query, headers, body, and what the API expects.

use egui::{Id, Ui};

use super::fields::field_ui;
use super::request_body::body_ui;
use super::request_table::{RowsKnown, TableKind, table_ui};
use super::{ViewCx, why};
use crate::connection::Field;
use crate::message::Command;
use crate::request::{BodyKind, RequestForm, RowForm, TableForm};
use crate::request_edit::RequestEdit;
use crate::request_file::{RequestPart, UnsavedPart};
use crate::request_pane::RequestPane;
use crate::request_secrets::RowTable;
use crate::request_url::QUERY_SEPARATOR;
use crate::secret_note::{FieldNote, row_note};
use crate::theme::GAP_SMALL;
use crate::widgets::{card, quiet_button, tabs, text_field, two_columns};

const QUERY: TableKind = TableKind {
    row: "parameter",
    title: "Query",
    separator: QUERY_SEPARATOR,
};
const HEADERS: TableKind = TableKind {
    row: "header",
    title: "Headers",
    separator: ':',
};
/// From this width on, two fields stand beside each other.
const TWO_COLUMNS: f32 = 480.0;

pub(super) fn editor_ui(ui: &mut Ui, cx: &mut ViewCx<'_>) {
    let pane = cx.model.request_pane;
    let request = cx.model.connection().requests.chosen();
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing.x = 2.0;
        let titles = RequestPane::ALL.map(|one| (one, title(one, request)));
        let all: Vec<_> = titles.iter().map(|(one, title)| (*one, &**title)).collect();
        if let Some(taken) = tabs(ui, "request", pane, &all) {
            cx.push(Command::ShowRequestPane(taken));
        }
        if pane != RequestPane::Folded && quiet_button(ui, "Fold").clicked() {
            cx.push(Command::ShowRequestPane(RequestPane::Folded));
        }
    });
    if pane != RequestPane::Folded {
        ui.add_space(GAP_SMALL);
        card(ui, |ui| pane_ui(ui, cx, request, pane));
    }
}

/// Each tab says what is behind it.
fn title(pane: RequestPane, request: &RequestForm) -> String {
    let counted = |table: &TableForm, separator| {
        let rows = table.read(separator);
        let count = rows.iter().filter(|row| row.is_on && !row.is_empty());
        match count.count() {
            0 => pane.title().to_owned(),
            count => format!("{} ({count})", pane.title()),
        }
    };
    match pane {
        RequestPane::Query => counted(&request.query, QUERY_SEPARATOR),
        RequestPane::Headers => counted(&request.headers, ':'),
        RequestPane::Body if request.body.kind != BodyKind::None => {
            format!("{} ({})", pane.title(), request.body.kind.title())
        }
        _ => pane.title().to_owned(),
    }
}

fn pane_ui(ui: &mut Ui, cx: &mut ViewCx<'_>, request: &RequestForm, pane: RequestPane) {
    let all = unsaved(ui, request);
    let is_secret = |part: RequestPart, row: &RowForm| {
        let is_kept = row.place.is_some() || row.kept.is_some();
        is_kept || all.iter().any(|one| one.part == part && one.is_secret)
    };
    let unsaved = match cx.model.connection().is_playground() {
        true => &[][..],
        false => &all,
    };
    let is_file = cx.model.files.of(cx.model.selected).is_some();
    let note = |wanted: RequestPart| {
        let found = unsaved.iter().find(|one| one.part == wanted);
        found.map(|one| one.text(is_file))
    };
    let model = cx.model;
    let notes = |part: RequestPart, table: RowTable, rows: &[RowForm], index: usize| {
        let of_secret = row_note(model, table, rows, index);
        let unsaved = note(part).filter(|_| of_secret.is_none());
        let unsaved = unsaved.map(FieldNote::warning);
        of_secret.into_iter().chain(unsaved).collect::<Vec<_>>()
    };
    let edit = match pane {
        RequestPane::Folded => None,
        RequestPane::Query => {
            let rows = &request.query.rows;
            let known = RowsKnown {
                notes: &|at| notes(RequestPart::Query(at), RowTable::Query, rows, at),
                is_secret: &|at| is_secret(RequestPart::Query(at), &rows[at]),
            };
            table_ui(ui, cx, &QUERY, &request.query, known).map(RequestEdit::Query)
        }
        RequestPane::Headers => {
            let rows = &request.headers.rows;
            let known = RowsKnown {
                notes: &|at| notes(RequestPart::Header(at), RowTable::Headers, rows, at),
                is_secret: &|at| is_secret(RequestPart::Header(at), &rows[at]),
            };
            table_ui(ui, cx, &HEADERS, &request.headers, known).map(RequestEdit::Headers)
        }
        RequestPane::Body => {
            let (table, rows): (_, Vec<RowForm>) = match request.body.kind {
                BodyKind::Multipart => {
                    let parts = request.body.parts.iter();
                    (
                        RowTable::Multipart,
                        parts.map(|part| part.row.clone()).collect(),
                    )
                }
                _ => (RowTable::Form, request.body.form.rows.clone()),
            };
            let known = RowsKnown {
                notes: &|at| notes(RequestPart::Field(at), table, &rows, at),
                is_secret: &|at| is_secret(RequestPart::Field(at), &rows[at]),
            };
            body_ui(ui, cx, request, known, note(RequestPart::Body))
        }
        RequestPane::Expected => {
            expected_ui(ui, cx);
            None
        }
        RequestPane::Name => name_ui(ui, cx, request),
    };
    if let Some(edit) = edit {
        cx.push(Command::EditRequest(edit));
    }
}

/// What a file would not hold, found anew when the request has changed.
pub(super) fn unsaved(ui: &Ui, request: &RequestForm) -> Vec<UnsavedPart> {
    let id = Id::unique("what is not saved of the request");
    let known: Option<(RequestForm, Vec<UnsavedPart>)> = ui.data(|data| data.get_temp(id));
    if let Some((_, unsaved)) = known.filter(|(known, _)| known == request) {
        return unsaved;
    }
    let (_, unsaved) = request.to_saved();
    ui.data_mut(|data| data.insert_temp(id, (request.clone(), unsaved.clone())));
    unsaved
}

fn expected_ui(ui: &mut Ui, cx: &mut ViewCx<'_>) {
    let audience = |ui: &mut Ui, cx: &mut ViewCx<'_>| {
        let hint = "what the API expects in aud; empty: not known";
        let names = ("Audience of the API", "aud");
        field_ui(ui, cx, Field::Audience, names, hint);
    };
    let scope = |ui: &mut Ui, cx: &mut ViewCx<'_>| {
        let names = ("Scope that the API requires", "scope");
        let hint = "separated by spaces; empty: not known";
        field_ui(ui, cx, Field::RequiredScope, names, hint);
    };
    if ui.available_width() >= TWO_COLUMNS {
        two_columns(ui, 0.5, cx, audience, scope);
    } else {
        audience(ui, cx);
        scope(ui, cx);
    }
    why::explain_call_ui(ui, cx);
}

fn name_ui(ui: &mut Ui, cx: &mut ViewCx<'_>, request: &RequestForm) -> Option<RequestEdit> {
    let hint = "what the terminal's call -r takes";
    let name = text_field(ui, "Name of the request", "", &request.name, hint, false).text;
    ui.horizontal_wrapped(|ui| {
        for (title, command) in [
            ("New request", Command::NewRequest),
            ("Duplicate request", Command::DuplicateRequest),
            ("Delete request", Command::DeleteRequest),
        ] {
            if quiet_button(ui, title).clicked() {
                cx.push(command);
            }
        }
    });
    name.map(RequestEdit::Name)
}
