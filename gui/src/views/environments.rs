//! The environments while they are edited: a table with a row for each variable and a column for each environment, or the text
//! of `environments.toml`. Both are the same text.

use claimscope_client::workspace::EnvironmentTable;
use egui::{Id, Label, RichText, Role, ScrollArea, TextEdit, Ui, WidgetInfo};

use super::ViewCx;
use super::notices::lines_ui;
use crate::files::{ENVIRONMENTS_AREA, FilesCommand};
use crate::message::Command;
use crate::theme::{self, GAP, GAP_SMALL};
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

/// The card, while they are edited.
pub(super) fn environments_ui(ui: &mut Ui, cx: &mut ViewCx<'_>) {
    let Some(text) = &cx.model.files.environments_edit else {
        return;
    };
    let table = EnvironmentTable::read(text);
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
                    is_text = !is_text;
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
                row_ui(ui, cx, table, &variable, (&columns, width));
            }
        });
    ui.horizontal_wrapped(|ui| {
        if !columns.is_empty() && quiet_button(ui, "Add a variable").clicked() {
            edit(cx, table.with_new_variable());
        }
        new_environment_ui(ui, cx, table);
    });
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

fn row_ui(
    ui: &mut Ui,
    cx: &mut ViewCx<'_>,
    table: &EnvironmentTable,
    variable: &str,
    (columns, width): (&[String], f32),
) {
    ui.horizontal(|ui| {
        let name = format!("Name of {variable}");
        if let Some(typed) = typed_ui(ui, &name, variable, "", NAME_WIDTH)
            && let Some(text) = table.renamed(variable, typed.trim())
        {
            edit(cx, text);
        }
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
                edit(cx, table.with_value(column, variable, &text));
            }
        }
        let remove = quiet_button(ui, "Remove");
        remove
            .widget_info(|| WidgetInfo::labeled(Role::Button, true, format!("Remove {variable}")));
        if remove.clicked() {
            edit(cx, table.without(variable));
        }
    });
}

/// The name of a further environment; Enter adds it.
fn new_environment_ui(ui: &mut Ui, cx: &mut ViewCx<'_>, table: &EnvironmentTable) {
    let hint = "new environment, such as staging";
    let name = "Name of a new environment";
    if let Some(typed) = typed_ui(ui, name, "", hint, NAME_WIDTH * 1.5)
        && let Some(text) = table.with_environment(typed.trim())
    {
        edit(cx, text);
    }
}

/// A field that counts when it is left: what is half typed is no name. What was typed, then.
fn typed_ui(ui: &mut Ui, name: &str, value: &str, hint: &str, width: f32) -> Option<String> {
    let id = Id::unique(("typed into", name));
    let typed: Option<String> = ui.data(|data| data.get_temp(id));
    let mut text = typed.unwrap_or_else(|| value.to_owned());
    let field = field_ui(ui, name, &mut text, hint, width);
    if field.lost_focus() {
        ui.data_mut(|data| data.remove::<String>(id));
        return (text != value).then_some(text);
    }
    if field.changed() {
        ui.data_mut(|data| data.insert_temp(id, text));
    }
    None
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
