//! The workspace folder: its environments, and another folder.

use claimscope_client::own_path;
use egui::{Label, RichText, ScrollArea, Ui};

use super::path_line::{PathLine, path_ui};
use super::{ViewCx, environments};
use crate::files::FilesCommand;
use crate::message::Command;
use crate::path_look::PathWants;
use crate::secret_note::FieldNote;
use crate::theme::{GAP, GAP_SMALL, SCROLL_LANE};
use crate::widgets::{
    card, choice, keys_in_view, primary_button, quiet_button, section_title, shown,
};

/// In a low window, it comes before the step below it.
const LEAST_HEIGHT: f32 = 180.0;

fn push(cx: &mut ViewCx<'_>, command: FilesCommand) {
    cx.push(Command::Files(command));
}

/// What the person opened to type into, above every step.
pub(super) fn files_ui(ui: &mut Ui, cx: &mut ViewCx<'_>) {
    // What is long scrolls by itself, so that the step below stays in sight.
    let available = ui.available_height();
    let most = (available * 0.6).max(LEAST_HEIGHT.min(available));
    ScrollArea::vertical()
        .id_salt("files")
        .max_height(most)
        .auto_shrink([false, true])
        .show(ui, |ui| {
            ui.set_max_width(ui.available_width() - SCROLL_LANE);
            folder_ui(ui, cx);
            environments::environments_ui(ui, cx);
            keys_in_view(ui);
        });
}

/// The field for another folder, while it is asked for.
fn folder_ui(ui: &mut Ui, cx: &mut ViewCx<'_>) {
    let Some(path) = &cx.model.files.folder_field else {
        return;
    };
    card(ui, |ui| {
        section_title(ui, "Open a workspace folder");
        let hint = "a folder of connection files, which the terminal takes with --workspace";
        let line = PathLine::new("Folder", path, hint).wants(PathWants::Folder);
        let typed = path_ui(ui, cx, &line);
        if let Some(text) = typed.text {
            push(cx, FilesCommand::EditFolderField(text));
        }
        ui.add_space(GAP_SMALL);
        ui.horizontal(|ui| {
            let is_named = !path.trim().is_empty();
            let pressed = primary_button(ui, "Open", is_named).clicked();
            if (pressed || typed.submitted) && is_named {
                push(cx, FilesCommand::OpenFolder(own_path(path.trim())));
            }
            if quiet_button(ui, "Close").clicked() {
                push(cx, FilesCommand::CloseFolderField);
            }
        });
    });
    ui.add_space(GAP);
}

/// The environment in use, and the way to its variables: at the foot of the sidebar.
pub(super) fn environment_ui(ui: &mut Ui, cx: &mut ViewCx<'_>) {
    let files = &cx.model.files;
    if !files.is_open {
        return;
    }
    let all = files.environments.all();
    if let Some(in_use) = files.environment_in_use() {
        let names: Vec<(&str, &str, &str)> =
            all.iter().map(|one| (&*one.name, &*one.name, "")).collect();
        if let Some(name) = choice(ui, "Environment", in_use, &names) {
            push(cx, FilesCommand::ChooseEnvironment(Some(name.to_owned())));
        }
    }
    if files.shown_environments().is_some() {
        return;
    }
    if quiet_button(ui, "Edit environments").clicked() {
        push(cx, FilesCommand::ShowEnvironments);
    }
    if files.environments_edit.is_some() {
        let text = RichText::new("with edits that are not saved").small();
        ui.add(Label::new(text.color(cx.tokens.warn)).wrap());
    }
}

/// One sentence at a field.
pub(super) fn note_ui(ui: &mut Ui, cx: &ViewCx<'_>, note: Option<FieldNote>) {
    let Some(note) = note else {
        return;
    };
    let color = match note.is_warning {
        true => cx.tokens.warn,
        false => cx.tokens.muted,
    };
    let text = RichText::new(shown(ui, &note.text)).small().color(color);
    ui.add(Label::new(text).wrap());
}
