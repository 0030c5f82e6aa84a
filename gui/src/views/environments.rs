//! The environments while they are edited: a table with a row for each variable and a column for each environment, or the text
//! of `environments.toml`. Both are the same text.

use claimscope_client::workspace::EnvironmentTable;
use egui::{Id, Label, RichText, Role, ScrollArea, TextEdit, Ui, WidgetInfo};

use super::ViewCx;
use super::notices::lines_ui;
use crate::files::{ENVIRONMENTS_AREA, FilesCommand, Named, TableEdit};
use crate::message::Command;
use crate::theme::{self, GAP, GAP_SMALL};
use crate::update::files::why_no_name;
use crate::widgets::{
    belongs_to_area, card, primary_button, quiet_button, section_title, shown, text_area,
};

/// The table whose variables every environment has.
const SHARED: &str = "shared";
const NAME_WIDTH: f32 = 150.0;
const LEAST_VALUE: f32 = 130.0;
/// What the button that takes a row away needs.
const REMOVE_WIDTH: f32 = 76.0;

fn edit(cx: &mut ViewCx<'_>, text: String) {
    cx.push(Command::Files(FilesCommand::EditEnvironments(text)));
}

fn edit_table(cx: &mut ViewCx<'_>, edit: TableEdit) {
    cx.push(Command::Files(FilesCommand::EditEnvironmentTable(edit)));
}

/// The card, while they are edited.
pub(super) fn environments_ui(ui: &mut Ui, cx: &mut ViewCx<'_>) {
    let Some(text) = &cx.model.files.environments_edit else {
        return;
    };
    let table = EnvironmentTable::read(text);
    let names = cx.model.files.environment_names.iter();
    let wrong = |table: &EnvironmentTable| {
        let mut names = names.filter_map(|(named, typed)| why_no_name(table, named, typed));
        names.next().is_some()
    };
    let has_wrong_name = table.as_ref().is_some_and(wrong);
    let as_text = Id::unique("environments as text");
    let mut is_text: bool = ui.data(|data| data.get_temp(as_text)).unwrap_or_default();
    card(ui, |ui| {
        section_title(ui, "Environments");
        // The buttons come first: they stay in sight however long the text is.
        ui.horizontal_wrapped(|ui| {
            if primary_button(ui, "Save environments", true).clicked() {
                cx.push(Command::Files(FilesCommand::SaveEnvironments));
            }
            if quiet_button(ui, "Close environments").clicked() {
                cx.push(Command::Files(FilesCommand::CloseEnvironments));
            }
            if table.is_some() {
                let other = match is_text {
                    true => "Edit as table",
                    false => "Edit as text",
                };
                if quiet_button(ui, other).clicked() {
                    edit_table(cx, TableEdit::TakeNames);
                    is_text = !is_text && !has_wrong_name;
                    ui.data_mut(|data| data.insert_temp(as_text, is_text));
                }
            }
        });
        ui.add_space(GAP_SMALL);
        conflict_ui(ui, cx, text);
        match table.filter(|_| !is_text) {
            Some(table) => table_ui(ui, cx, &table),
            None => text_ui(ui, cx, text),
        }
    });
    ui.add_space(GAP);
}

/// The question that an edit of the environments elsewhere asks, with both sides.
fn conflict_ui(ui: &mut Ui, cx: &mut ViewCx<'_>, mine: &str) {
    let files = &cx.model.files;
    if !files.environments_differ() {
        return;
    }
    let text =
        "environments.toml was changed elsewhere, and nothing is overwritten before you choose.";
    ui.add(Label::new(RichText::new(text).color(cx.tokens.warn)).wrap());
    ui.horizontal(|ui| {
        if ui.button("Keep my environments").clicked() {
            cx.push(Command::Files(FilesCommand::KeepMyEnvironments));
        }
        if ui.button("Take their environments").clicked() {
            cx.push(Command::Files(FilesCommand::TakeTheirEnvironments));
        }
    });
    lines_ui(ui, cx, mine, &files.environments_text);
    ui.add_space(GAP_SMALL);
}

fn text_ui(ui: &mut Ui, cx: &mut ViewCx<'_>, text: &str) {
    let hint = "[dev]\nissuer = \"http://localhost:5001\"";
    if let Some(text) = text_area(ui, ENVIRONMENTS_AREA, "", text, hint, 8) {
        edit(cx, text);
    }
    let about = "A table for each, with the variables that {{name}} stands for. What is under [shared] all have.";
    ui.add(Label::new(RichText::new(about).color(cx.tokens.muted)).wrap());
}

fn table_ui(ui: &mut Ui, cx: &mut ViewCx<'_>, table: &EnvironmentTable) {
    let columns = table.environments();
    let room = ui.available_width() - NAME_WIDTH - REMOVE_WIDTH;
    let spacing = ui.spacing().item_spacing.x;
    let width = room / columns.len().max(1) as f32 - spacing;
    let width = width.max(LEAST_VALUE);
    let mut is_left = false;
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
            for variable in table.variables() {
                is_left |= row_ui(ui, cx, table, &variable, (&columns, width));
                why_not_ui(ui, cx, table, &Named::Variable(variable));
            }
        });
    ui.horizontal_wrapped(|ui| {
        if !columns.is_empty() && quiet_button(ui, "Add a variable").clicked() {
            edit_table(cx, TableEdit::AddVariable);
        }
        let hint = "new environment, such as staging";
        is_left |= name_ui(ui, cx, &Named::NewEnvironment, hint, NAME_WIDTH * 1.5);
    });
    why_not_ui(ui, cx, table, &Named::NewEnvironment);
    // Once every row was shown: what is done to one goes by the name that it was shown with.
    if is_left {
        edit_table(cx, TableEdit::TakeNames);
    }
    let about = "A variable stands for its value as {{name}}. What is shared counts where an environment has no value of its own.";
    ui.add(Label::new(RichText::new(about).small().color(cx.tokens.muted)).wrap());
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

/// A variable and its values; whether the field of its name was left.
fn row_ui(
    ui: &mut Ui,
    cx: &mut ViewCx<'_>,
    table: &EnvironmentTable,
    variable: &str,
    (columns, width): (&[String], f32),
) -> bool {
    let row = ui.horizontal(|ui| {
        let named = Named::Variable(variable.to_owned());
        let is_left = name_ui(ui, cx, &named, "", NAME_WIDTH);
        for column in columns {
            let value = table.value(column, variable);
            let hint = match &value {
                Some(_) => "empty".to_owned(),
                None => table
                    .value(SHARED, variable)
                    .unwrap_or_else(|| "not set".to_owned()),
            };
            let mut text = value.unwrap_or_default();
            let name = format!("{variable} in {column}");
            if field_ui(ui, &name, &mut text, &hint, width).changed() {
                let (column, variable) = (column.clone(), variable.to_owned());
                edit_table(cx, TableEdit::Value(column, variable, text));
            }
        }
        let remove = quiet_button(ui, "Remove");
        remove
            .widget_info(|| WidgetInfo::labeled(Role::Button, true, format!("Remove {variable}")));
        if remove.clicked() {
            edit_table(cx, TableEdit::Remove(variable.to_owned()));
        }
        is_left
    });
    row.inner
}

/// A field for a name, which counts once the field is left: what is half typed is no name. Whether it was left.
fn name_ui(ui: &mut Ui, cx: &mut ViewCx<'_>, named: &Named, hint: &str, width: f32) -> bool {
    let (name, so_far) = match named {
        Named::Variable(variable) => (format!("Name of {variable}"), &**variable),
        Named::NewEnvironment => ("Name of a new environment".to_owned(), ""),
    };
    let typed = cx.model.files.environment_names.get(named);
    let mut text = typed.map_or(so_far, String::as_str).to_owned();
    let field = field_ui(ui, &name, &mut text, hint, width);
    if field.changed() {
        edit_table(cx, TableEdit::TypeName(named.clone(), text));
    }
    field.lost_focus()
}

/// Why what is typed cannot be a name.
fn why_not_ui(ui: &mut Ui, cx: &ViewCx<'_>, table: &EnvironmentTable, named: &Named) {
    let Some(typed) = cx.model.files.environment_names.get(named) else {
        return;
    };
    if let Some(why) = why_no_name(table, named, typed) {
        let text = format!("“{}”: {why}.", shown(ui, typed.trim()));
        ui.add(Label::new(RichText::new(text).color(cx.tokens.warn)).wrap());
    }
}

fn field_ui(ui: &mut Ui, name: &str, text: &mut String, hint: &str, width: f32) -> egui::Response {
    let field = TextEdit::singleline(text)
        .id_salt(name)
        .hint_text(hint)
        .font(egui::TextStyle::Monospace)
        .desired_width(width);
    let field = ui.add(field);
    field.widget_info(|| WidgetInfo::labeled(Role::TextInput, true, name));
    belongs_to_area(ui, &field, ENVIRONMENTS_AREA);
    field
}
