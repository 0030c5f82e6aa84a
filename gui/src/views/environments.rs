//! The environments while they are edited: a table with a row for each variable and a column for each environment, or the text
//! of `environments.toml`. Both are the same text.

use claimscope_client::workspace::{EnvironmentTable, is_secret_variable};
use egui::{Id, Label, RichText, Role, ScrollArea, TextEdit, Ui, WidgetInfo};

use super::ViewCx;
use crate::environments_edit::{EnvironmentsEdit, Named, TableEdit, TableRow};
use crate::files::{ENVIRONMENTS_AREA, FilesCommand};
use crate::message::Command;
use crate::theme::{self, GAP, GAP_SMALL};
use crate::update::files::why_no_name;
use crate::widgets::{
    belongs_to_area, card, drawn_area, is_secret_shown, keep_shown, primary_button, quiet_button,
    section_title, show_secret, shown, submitted,
};

/// The table whose variables every environment has.
const SHARED: &str = "shared";
/// Under which it is remembered which row takes the keys once it is drawn.
const TAKES_KEYS: &str = "the row of the environments that takes the keys";
/// The same of the environment that was added: its first value takes them.
const NEW_COLUMN: &str = "the environment whose first value takes the keys";
const NAME_WIDTH: f32 = 150.0;
const LEAST_VALUE: f32 = 130.0;
/// What the button that takes a row away needs.
const REMOVE_WIDTH: f32 = 84.0;
/// The same of the one that shows its values.
const SHOW_WIDTH: f32 = 60.0;

fn edit(cx: &mut ViewCx<'_>, text: String) {
    cx.push(Command::Files(FilesCommand::EditEnvironments(text)));
}

fn edit_table(cx: &mut ViewCx<'_>, edit: TableEdit) {
    cx.push(Command::Files(FilesCommand::EditEnvironmentTable(edit)));
}

fn push(cx: &mut ViewCx<'_>, command: FilesCommand) {
    cx.push(Command::Files(command));
}

/// The card, while they are edited.
pub(super) fn environments_ui(ui: &mut Ui, cx: &mut ViewCx<'_>) {
    let model = cx.model;
    let Some(edit) = model.files.shown_environments() else {
        return;
    };
    let table = EnvironmentTable::read(&edit.text);
    let as_text = Id::unique("environments as text");
    let is_text: bool = ui.data(|data| data.get_temp(as_text)).unwrap_or_default();
    card(ui, |ui| {
        section_title(ui, "Environments");
        // The buttons come first: they stay in sight however long the text is.
        ui.horizontal_wrapped(|ui| {
            if primary_button(ui, "Save environments", true).clicked() {
                push(cx, FilesCommand::SaveEnvironments);
            }
            if quiet_button(ui, "Close environments").clicked() {
                push(cx, FilesCommand::CloseEnvironments);
            }
            if edit.is_typed() && quiet_button(ui, "Discard edits").clicked() {
                push(cx, FilesCommand::DiscardEnvironments);
            }
            if let Some(table) = &table {
                let other = match is_text {
                    true => "Edit as table",
                    false => "Edit as text",
                };
                if quiet_button(ui, other).clicked() {
                    edit_table(cx, TableEdit::TakeNames);
                    let is_text = !is_text && !has_wrong_name(edit, table);
                    ui.data_mut(|data| data.insert_temp(as_text, is_text));
                }
            }
        });
        unsaved_ui(ui, cx, edit);
        missing_ui(ui, cx, edit);
        ui.add_space(GAP_SMALL);
        match table.filter(|_| !is_text) {
            Some(table) => table_ui(ui, cx, edit, &table),
            None => text_ui(ui, cx, &edit.text),
        }
    });
    ui.add_space(GAP);
}

fn has_wrong_name(edit: &EnvironmentsEdit, table: &EnvironmentTable) -> bool {
    let mut names = edit.names.iter();
    names.any(|(named, typed)| why_no_name(table, named, typed).is_some())
}

/// Whether anything is in no file yet, and what becomes of it.
fn unsaved_ui(ui: &mut Ui, cx: &ViewCx<'_>, edit: &EnvironmentsEdit) {
    let text = match (edit.is_typed(), edit.leaves_out()) {
        (false, _) => "Nothing is edited yet.",
        (true, false) => "Not saved yet. What is closed stays as a draft, over a restart too.",
        (true, true) => {
            "Not saved yet. What is closed stays as a draft; what may be a secret in it is kept until the program ends."
        }
    };
    ui.add(Label::new(RichText::new(text).small().color(cx.tokens.muted)).wrap());
}

/// What was not kept over a restart.
fn missing_ui(ui: &mut Ui, cx: &mut ViewCx<'_>, edit: &EnvironmentsEdit) {
    if !edit.lacks_something() {
        return;
    }
    let mut said: Vec<String> = edit
        .missing
        .iter()
        .map(|one| format!("{} in {}", one.variable, one.environment))
        .collect();
    if edit.lacks_lines {
        said.push("comments or lines".to_owned());
    }
    let said = said.join(", ");
    let text = format!(
        "What may be a secret was not kept over the restart: {}. Type it again before you save.",
        shown(ui, &said)
    );
    ui.add(Label::new(RichText::new(text).color(cx.tokens.warn)).wrap());
    if quiet_button(ui, "Go on without it").clicked() {
        edit_table(cx, TableEdit::GiveUpMissing);
    }
}

fn text_ui(ui: &mut Ui, cx: &mut ViewCx<'_>, text: &str) {
    let hint = "[dev]\nissuer = \"http://localhost:5001\"";
    let shown_id = Id::unique("secrets in the text of the environments");
    let may_show = EnvironmentsEdit::dotted(text) != text;
    let is_shown = may_show && show_secret(ui, shown_id, "what may be a secret in the text", text);
    let drawn = |text: &str| match is_shown {
        true => text.to_owned(),
        false => EnvironmentsEdit::dotted(text),
    };
    if let Some(text) = drawn_area(ui, ENVIRONMENTS_AREA, text, (hint, 8), &drawn) {
        if is_shown {
            keep_shown(ui, shown_id, &text);
        }
        edit(cx, text);
    }
    let about = "A table for each, with the variables that {{name}} stands for. What is under [shared] all have.";
    ui.add(Label::new(RichText::new(about).color(cx.tokens.muted)).wrap());
}

fn table_ui(ui: &mut Ui, cx: &mut ViewCx<'_>, edit: &EnvironmentsEdit, table: &EnvironmentTable) {
    let columns = table.environments();
    let mut rows = edit.rows().iter();
    let has_secret = rows.any(|row| {
        let values = values(table, &columns, &row.variable);
        is_secret(&row.variable, &values)
    });
    let ends = REMOVE_WIDTH + if has_secret { SHOW_WIDTH } else { 0.0 };
    let room = ui.available_width() - NAME_WIDTH - ends;
    let spacing = ui.spacing().item_spacing.x;
    let width = room / columns.len().max(1) as f32 - spacing;
    let width = width.max(LEAST_VALUE);
    let mut is_left = false;
    let taker = taker(ui, edit);
    ScrollArea::horizontal()
        .id_salt("environment table")
        .auto_shrink([false, true])
        .show(ui, |ui| {
            ui.horizontal(|ui| {
                heading_ui(ui, "Variable", NAME_WIDTH);
                for column in &columns {
                    heading_ui(ui, column, width);
                }
            });
            for row in edit.rows() {
                // By its number: a row that has another name is the same row, and keeps the keys.
                ui.push_id(row.number, |ui| {
                    let takes_keys = taker == Some(row.number);
                    is_left |= row_ui(ui, cx, (edit, table), (row, takes_keys), (&columns, width));
                    let named = Named::Variable(row.variable.clone());
                    why_not_ui(ui, cx, (edit, table), &named);
                });
            }
        });
    ui.horizontal_wrapped(|ui| {
        if !columns.is_empty() && quiet_button(ui, "Add a variable").clicked() {
            edit_table(cx, TableEdit::AddVariable);
            give_keys(ui, TakesKeys::Last);
        }
        let hint = "a new environment";
        let width = NAME_WIDTH * 1.5;
        let field = name_ui(ui, cx, edit, &Named::NewEnvironment, (hint, width));
        is_left |= field.lost_focus();
        let typed = edit.names.get(&Named::NewEnvironment);
        if submitted(ui, &field)
            && let Some(name) = typed
        {
            let name = name.trim().to_owned();
            ui.data_mut(|data| data.insert_temp(Id::unique(NEW_COLUMN), name));
        }
    });
    why_not_ui(ui, cx, (edit, table), &Named::NewEnvironment);
    // Once every row was shown: what is done to one goes by the name that it was shown with.
    if is_left {
        edit_table(cx, TableEdit::TakeNames);
    }
    let about = "A variable stands for its value as {{name}}. What is shared counts where an environment has no value of its own.";
    ui.add(Label::new(RichText::new(about).small().color(cx.tokens.muted)).wrap());
}

/// A row that takes the keys: its field of the name.
#[derive(Clone, Copy)]
enum TakesKeys {
    /// The one that stands in the place of the row of this number, or before it.
    Beside(u64),
    /// The one that was added.
    Last,
}

fn give_keys(ui: &Ui, to: TakesKeys) {
    ui.data_mut(|data| data.insert_temp(Id::unique(TAKES_KEYS), to));
}

/// The number of the row that takes the keys now, where one does.
fn taker(ui: &Ui, edit: &EnvironmentsEdit) -> Option<u64> {
    let id = Id::unique(TAKES_KEYS);
    let to: TakesKeys = ui.data(|data| data.get_temp(id))?;
    ui.data_mut(|data| data.remove::<TakesKeys>(id));
    let mut numbers = edit.rows().iter().map(|row| row.number);
    let last = edit.rows().last().map(|row| row.number);
    match to {
        TakesKeys::Beside(gone) => numbers.find(|number| *number > gone).or(last),
        TakesKeys::Last => last,
    }
}

/// Whether this is the environment that was added, and nothing of it was drawn yet.
fn takes_new_column(ui: &Ui, column: &str) -> bool {
    let id = Id::unique(NEW_COLUMN);
    let wanted: Option<String> = ui.data(|data| data.get_temp(id));
    let takes = wanted.is_some_and(|wanted| wanted == column);
    if takes {
        ui.data_mut(|data| data.remove::<String>(id));
    }
    takes
}

fn heading_ui(ui: &mut Ui, text: &str, width: f32) {
    let text = theme::strong(shown(ui, text));
    let size = egui::vec2(width, 20.0);
    let layout = egui::Layout::left_to_right(egui::Align::Center);
    ui.allocate_ui_with_layout(size, layout, |ui| {
        ui.set_min_width(width);
        ui.add(Label::new(text).truncate().selectable(false));
    });
}

/// The values of a variable, in every environment that has one.
fn values(table: &EnvironmentTable, columns: &[String], variable: &str) -> Vec<String> {
    let all = columns.iter();
    all.filter_map(|column| table.value(column, variable))
        .collect()
}

/// Whether one of them is a secret, so that all of them are dots until a press shows them.
fn is_secret(variable: &str, values: &[String]) -> bool {
    let mut filled = values.iter().filter(|value| !value.is_empty());
    filled.any(|value| is_secret_variable(variable, value))
}

/// A variable and its values; whether the field of its name was left.
fn row_ui(
    ui: &mut Ui,
    cx: &mut ViewCx<'_>,
    (edit, table): (&EnvironmentsEdit, &EnvironmentTable),
    (row, takes_keys): (&TableRow, bool),
    (columns, width): (&[String], f32),
) -> bool {
    let variable = &row.variable;
    let number = row.number;
    let shown_id = Id::unique(("which variable is shown", variable));
    let values = values(table, columns, variable);
    let is_secret = is_secret(variable, &values);
    let values = values.join("\n");
    let is_shown = !is_secret || is_secret_shown(ui, shown_id, &values);
    let row = ui.horizontal(|ui| {
        let named = Named::Variable(variable.clone());
        let field = name_ui(ui, cx, edit, &named, ("", NAME_WIDTH));
        if takes_keys {
            field.request_focus();
        }
        let mut typed = None;
        for column in columns {
            let value = table.value(column, variable);
            let hint = match &value {
                Some(_) if edit.is_missing(column, variable) => "type it again".to_owned(),
                Some(_) => "empty".to_owned(),
                None => match table.value(SHARED, variable) {
                    Some(_) if !is_shown => "as in shared".to_owned(),
                    Some(shared) => shared,
                    None => "not set".to_owned(),
                },
            };
            let mut text = value.unwrap_or_default();
            let name = format!("{variable} in {column}");
            let field = TextEdit::singleline(&mut text).password(!is_shown);
            let field = field_ui(ui, field, (("value", column), &name), &hint, width);
            if takes_new_column(ui, column) {
                field.request_focus();
            }
            if field.changed() {
                typed = Some((column.clone(), text));
            }
        }
        if is_secret {
            show_secret(ui, shown_id, &format!("the values of {variable}"), &values);
        }
        if let Some((column, text)) = typed {
            if is_secret && is_shown {
                let of = |one: &String| match *one == column {
                    true => Some(text.clone()),
                    false => table.value(one, variable),
                };
                let values: Vec<String> = columns.iter().filter_map(of).collect();
                keep_shown(ui, shown_id, &values.join("\n"));
            }
            edit_table(cx, TableEdit::Value(column, variable.clone(), text));
        }
        let remove = quiet_button(ui, "Remove");
        remove
            .widget_info(|| WidgetInfo::labeled(Role::Button, true, format!("Remove {variable}")));
        if remove.clicked() {
            edit_table(cx, TableEdit::Remove(variable.clone()));
            if remove.has_focus() {
                give_keys(ui, TakesKeys::Beside(number));
            }
        }
        field.lost_focus()
    });
    row.inner
}

/// A field for a name, which counts once the field is left: what is half typed is no name.
fn name_ui(
    ui: &mut Ui,
    cx: &mut ViewCx<'_>,
    edit: &EnvironmentsEdit,
    named: &Named,
    (hint, width): (&str, f32),
) -> egui::Response {
    let (name, so_far) = match named {
        Named::Variable(variable) => (format!("Name of {variable}"), &**variable),
        Named::NewEnvironment => ("Name of a new environment".to_owned(), ""),
    };
    let typed = edit.names.get(named);
    let mut text = typed.map_or(so_far, String::as_str).to_owned();
    let field = TextEdit::singleline(&mut text);
    let field = field_ui(ui, field, ("name", &name), hint, width);
    if field.changed() {
        edit_table(cx, TableEdit::TypeName(named.clone(), text));
    }
    field
}

/// Why what is typed cannot be a name.
fn why_not_ui(
    ui: &mut Ui,
    cx: &ViewCx<'_>,
    (edit, table): (&EnvironmentsEdit, &EnvironmentTable),
    named: &Named,
) {
    let Some(typed) = edit.names.get(named) else {
        return;
    };
    if let Some(why) = why_no_name(table, named, typed) {
        let text = format!("“{}”: {why}.", shown(ui, typed.trim()));
        ui.add(Label::new(RichText::new(text).color(cx.tokens.warn)).wrap());
    }
}

/// A field of this place in its row, with what it is called.
fn field_ui(
    ui: &mut Ui,
    field: TextEdit<'_>,
    (salt, name): (impl egui::AsIdSalt, &str),
    hint: &str,
    width: f32,
) -> egui::Response {
    let field = field
        .id_salt(salt)
        .hint_text(hint)
        .font(egui::TextStyle::Monospace)
        .desired_width(width);
    let field = ui.add(field);
    field.widget_info(|| WidgetInfo::labeled(Role::TextInput, true, name));
    belongs_to_area(ui, &field, ENVIRONMENTS_AREA);
    field
}
