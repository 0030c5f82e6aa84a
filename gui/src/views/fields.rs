//! The fields of a connection: an edit goes to the model, Enter does the main thing of the tab.

use egui::{Label, Response, RichText, Ui};

use super::ViewCx;
use super::files::note_ui;
use super::path_line::{PathLine, path_ui};
use crate::connection::{ConnectionForm, Field};
use crate::files::FilesCommand;
use crate::grant::GrantField;
use crate::message::Command;
use crate::model::FocusField;
use crate::secret_note::{note_of, place_action, variable_note};
use crate::widgets::{quiet_button, text_area, text_field};

/// A line of text under its label.
pub(super) fn field_ui(
    ui: &mut Ui,
    cx: &mut ViewCx<'_>,
    field: Field,
    names: (&str, &str),
    hint: &str,
) -> Response {
    let (response, submitted) = line_ui(ui, cx, field, names, hint);
    if submitted {
        send(cx);
    }
    response
}

/// The same, where Enter is the caller's: the line, and whether it was pressed there.
pub(super) fn line_ui(
    ui: &mut Ui,
    cx: &mut ViewCx<'_>,
    field: Field,
    (text, spec_name): (&str, &str),
    hint: &str,
) -> (Response, bool) {
    let value = cx.model.connection().field(field);
    let typed = match field.is_path() {
        true => {
            let line = PathLine::new(text, value, hint).of_connection(cx);
            path_ui(ui, cx, &line.spec_name(spec_name))
        }
        false => text_field(ui, text, spec_name, value, hint, field.is_secret()),
    };
    if let Some(edited) = typed.text {
        cx.push(Command::Edit(field, edited.into()));
    }
    unsaved_ui(ui, cx, field);
    note_ui(
        ui,
        cx,
        variable_note(cx.model, cx.model.connection().field(field)),
    );
    if let Some(member) = ConnectionForm::member(field) {
        secret_ui(ui, cx, &member);
    }
    (typed.response, typed.submitted)
}

/// A field of the session's tables: a line of text, or a switch.
pub(super) fn table_field_ui(ui: &mut Ui, cx: &mut ViewCx<'_>, field: GrantField) {
    let form = field.form();
    if form.is_switch {
        let mut is_on = cx.model.connection().values.is_on(field);
        let help = format!("{}.", form.help);
        if ui
            .checkbox(&mut is_on, form.label)
            .on_hover_text(help)
            .changed()
        {
            let text = if is_on { "yes" } else { "" };
            cx.push(Command::Edit(Field::Grant(field), text.into()));
        }
        return;
    }
    let label = match form.is_required {
        true => format!("{} (required)", form.label),
        false => form.label.to_owned(),
    };
    let parameter = form.name.replace('-', "_");
    let hint = match form.default {
        "" => form.help,
        default => default,
    };
    let names = (&*label, &*parameter);
    field_ui(ui, cx, Field::Grant(field), names, hint).on_hover_text(format!("{}.", form.help));
}

/// Several lines of text under their label: Enter begins another.
pub(super) fn area_ui(ui: &mut Ui, cx: &mut ViewCx<'_>, field: Field, text: &str, hint: &str) {
    let value = cx.model.connection().field(field);
    if let Some(edited) = text_area(ui, text, "", value, hint, 2) {
        cx.push(Command::Edit(field, edited.into()));
    }
}

/// Where a secret is, and what can be done about that.
pub(super) fn secret_ui(ui: &mut Ui, cx: &mut ViewCx<'_>, member: &str) {
    let Some(note) = note_of(cx.model, member) else {
        return;
    };
    note_ui(ui, cx, Some(note));
    if let Some(action) = place_action(cx.model.connection(), member)
        && quiet_button(ui, action).clicked()
    {
        cx.push(Command::Files(FilesCommand::ForgetSecret(
            member.to_owned(),
        )));
    }
}

/// Whether a command wants this field to take the keys, which it wants once.
pub(super) fn takes_keys(ui: &Ui, cx: &ViewCx<'_>, field: FocusField) -> bool {
    let seen = egui::Id::unique("how often a field was to take the keys");
    let before: u64 = ui.data(|data| data.get_temp(seen)).unwrap_or_default();
    let (wanted, times) = cx.model.focus;
    let takes = wanted == field && times > before;
    if takes {
        ui.data_mut(|data| data.insert_temp(seen, times));
    }
    takes
}

/// What Enter in a line of text does.
pub(super) fn send(cx: &mut ViewCx<'_>) {
    if cx.model.can_send() {
        cx.push(Command::Send);
    }
}

/// Says at once that the text of a field is not saved as it stands, or that it was not.
pub(super) fn unsaved_ui(ui: &mut Ui, cx: &ViewCx<'_>, field: Field) {
    let connection = cx.model.connection();
    let is_own = connection.is_own();
    if let Some(text) = connection.unsaved_text(field).filter(|_| is_own) {
        let text = RichText::new(text).small().color(cx.tokens.warn);
        ui.add(Label::new(text).wrap());
    }
}
