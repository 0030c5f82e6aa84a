//! A table of names and values: a row for each, or a text with a line for each.

use egui::{Align, Checkbox, Id, Label, Layout, RichText, Role, TextEdit, Ui, WidgetInfo};

use super::ViewCx;
use super::files::note_ui;
use crate::request::{RowForm, TableForm};
use crate::secret_note::FieldNote;
use crate::widgets::{keep_shown, quiet_button, show_secret, text_area};

/// Under which the cell is remembered that takes the keys.
const FOCUS: &str = "the cell that takes the focus";

/// What a table holds, and how it is written as text.
pub(super) struct TableKind {
    /// One row: `header`.
    pub(super) row: &'static str,
    /// All of them: `Headers`.
    pub(super) title: &'static str,
    /// Between name and value.
    pub(super) separator: char,
}

/// What is known of rows, by their index.
#[derive(Clone, Copy)]
pub(super) struct RowsKnown<'a> {
    /// What is said under it.
    pub(super) notes: &'a dyn Fn(usize) -> Vec<FieldNote>,
    /// Whether its value is a secret, which is shown as dots.
    pub(super) is_secret: &'a dyn Fn(usize) -> bool,
}

/// Draws the table; gives it back where it was changed.
pub(super) fn table_ui(
    ui: &mut Ui,
    cx: &ViewCx<'_>,
    kind: &TableKind,
    table: &TableForm,
    known: RowsKnown<'_>,
) -> Option<TableForm> {
    match &table.text {
        Some(text) => text_ui(ui, cx, kind, table, text.expose()),
        None => rows_ui(ui, cx, kind, table, known),
    }
}

fn text_ui(
    ui: &mut Ui,
    cx: &ViewCx<'_>,
    kind: &TableKind,
    table: &TableForm,
    text: &str,
) -> Option<TableForm> {
    let mut edited = None;
    let space = if kind.separator == ':' { " " } else { "" };
    let hint = format!(
        "one name{}{space}value each line; // before it: not sent",
        kind.separator
    );
    let title = format!("{} as text", kind.title);
    if let Some(text) = text_area(ui, &title, "", text, &hint, 4) {
        edited = Some(TableForm {
            text: Some(text.into()),
            ..table.clone()
        });
    }
    let odd = table.odd_line(kind.separator);
    if let Some(line) = odd {
        let text = format!(
            "Line {line} has no name and {}, so nothing is sent.",
            kind.separator
        );
        ui.add(Label::new(RichText::new(text).small().color(cx.tokens.warn)).wrap());
    }
    ui.add_enabled_ui(odd.is_none(), |ui| {
        if quiet_button(ui, "Edit as rows").clicked() {
            let mut rows = table.clone();
            rows.end_text(kind.separator);
            edited = Some(rows);
        }
    });
    edited
}

fn rows_ui(
    ui: &mut Ui,
    cx: &ViewCx<'_>,
    kind: &TableKind,
    table: &TableForm,
    known: RowsKnown<'_>,
) -> Option<TableForm> {
    let mut edited = table.clone();
    let mut removed = None;
    for (index, row) in edited.rows.iter_mut().enumerate() {
        let name = format!("{} {}", kind.row, index + 1);
        if row_ui(ui, cx, &name, row, (known.is_secret)(index), |_, _| {}) {
            removed = Some(index);
        }
        (known.notes)(index)
            .into_iter()
            .for_each(|one| note_ui(ui, cx, Some(one)));
    }
    if let Some(index) = removed {
        edited.rows.remove(index);
    }
    ui.horizontal_wrapped(|ui| {
        if quiet_button(ui, &format!("Add a {}", kind.row)).clicked() {
            edited.rows.push(RowForm::default());
            focus_row(ui, &format!("{} {}", kind.row, edited.rows.len()));
        }
        if quiet_button(ui, "Edit as text").clicked() {
            edited.begin_text(kind.separator);
        }
        let is_shown = |(at, row): (usize, &RowForm)| {
            !row.value.is_blank() && row.place.is_none() && (known.is_secret)(at)
        };
        if table.rows.iter().enumerate().any(is_shown) {
            let text = "The text shows the secrets too.";
            ui.label(RichText::new(text).small().color(cx.tokens.muted));
        }
    });
    (edited != *table).then_some(edited)
}

/// One row, with more before the value where there is more; whether it is to go.
pub(super) fn row_ui(
    ui: &mut Ui,
    cx: &ViewCx<'_>,
    name: &str,
    row: &mut RowForm,
    is_secret: bool,
    more: impl FnOnce(&mut Ui, &mut RowForm),
) -> bool {
    let mut is_removed = false;
    ui.horizontal(|ui| {
        let on = ui.add(Checkbox::without_text(&mut row.is_on));
        let is_on = row.is_on;
        on.widget_info(|| {
            WidgetInfo::selected(Role::CheckBox, true, is_on, format!("Send {name}"))
        });
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            let remove = quiet_button(ui, "Remove");
            remove
                .widget_info(|| WidgetInfo::labeled(Role::Button, true, format!("Remove {name}")));
            is_removed = remove.clicked();
            let id = shown_id(cx, name);
            let what = format!("the value of {name}");
            let is_shown = is_secret && show_secret(ui, id, &what, row.value.expose());
            let is_hidden = is_secret && !is_shown;
            ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                let width = ui.available_width();
                cell_ui(ui, &format!("Name of {name}"), &mut row.name, width * 0.35);
                more(ui, row);
                let mut value = row.value.expose().to_owned();
                let width = ui.available_width();
                let title = format!("Value of {name}");
                let field = TextEdit::singleline(&mut value).password(is_hidden);
                if line_ui(ui, &title, field, width) {
                    if is_shown {
                        keep_shown(ui, id, &value);
                    }
                    row.value = value.into();
                }
            });
        });
    });
    is_removed
}

fn shown_id(cx: &ViewCx<'_>, name: &str) -> Id {
    let request = cx.model.connection().requests.chosen().id;
    Id::unique(("which secret is shown", cx.model.selected, request, name))
}

/// The name of a row that was added takes the keys once it is drawn.
pub(super) fn focus_row(ui: &Ui, name: &str) {
    let cell = format!("Name of {name}");
    ui.data_mut(|data| data.insert_temp(Id::unique(FOCUS), cell));
}

fn takes_focus(ui: &Ui, name: &str) -> bool {
    let id = Id::unique(FOCUS);
    let is_wanted = ui.data(|data| data.get_temp::<String>(id).as_deref() == Some(name));
    if is_wanted {
        ui.data_mut(|data| data.remove::<String>(id));
    }
    is_wanted
}

/// A line of text under a name that only assistive technology reads; whether it was changed.
pub(super) fn cell_ui(ui: &mut Ui, name: &str, text: &mut String, width: f32) -> bool {
    line_ui(ui, name, TextEdit::singleline(text), width)
}

fn line_ui(ui: &mut Ui, name: &str, field: TextEdit<'_>, width: f32) -> bool {
    let field = field
        .id_salt(name)
        .font(egui::TextStyle::Monospace)
        .desired_width((width - 12.0).max(24.0));
    let field = ui.add(field);
    field.widget_info(|| WidgetInfo::labeled(Role::TextInput, true, name));
    if takes_focus(ui, name) {
        field.request_focus();
    }
    field.changed()
}
