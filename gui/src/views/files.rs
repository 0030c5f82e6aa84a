//! The workspace folder: its environments, another folder, and what is wrong with a file.

use claimscope_client::workspace::SavedConnection;
use egui::{Label, RichText, ScrollArea, Ui};

use super::ViewCx;
use crate::files::{
    ConnectionFile, ENVIRONMENTS_AREA, FileText, FilesCommand, KEYCHAIN_WAITS, Theirs,
};
use crate::line_diff::{LineOf, line_diff};
use crate::message::Command;
use crate::secret_note::FieldNote;
use crate::sentence::sentence;
use crate::theme::{GAP, GAP_SMALL, SCROLL_LANE};
use crate::widgets::{
    card, choice, failure_card, primary_button, quiet_button, section_title, shown, text_area,
    text_field,
};

/// In a low window, what is asked comes before the step below it.
const LEAST_HEIGHT: f32 = 180.0;

fn push(cx: &mut ViewCx<'_>, command: FilesCommand) {
    cx.push(Command::Files(command));
}

/// What is to be known of the folder and the connection's file, above every step.
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
            cards_ui(ui, cx);
        });
}

fn cards_ui(ui: &mut Ui, cx: &mut ViewCx<'_>) {
    let model = cx.model;
    if let Some(trouble) = &model.files.trouble {
        failure_card(ui, trouble, &mut cx.commands);
        ui.add_space(GAP);
    }
    if let Some(refusal) = &model.files.refusal {
        failure_card(ui, refusal, &mut cx.commands);
        if quiet_button(ui, "Dismiss").clicked() {
            push(cx, FilesCommand::DismissRefusal);
        }
        ui.add_space(GAP);
    }
    if model.files.keychain_waits {
        let text = format!("{} Everything else goes on.", sentence(KEYCHAIN_WAITS));
        ui.add(Label::new(RichText::new(text).color(cx.tokens.warn)).wrap());
        ui.add_space(GAP);
    }
    folder_ui(ui, cx);
    environments_ui(ui, cx);
    let Some(file) = model.files.of(model.selected) else {
        return;
    };
    if let Some(theirs) = &file.theirs {
        conflict_ui(ui, cx, file, theirs);
    } else if let Some(fault) = file.fault() {
        failure_card(ui, fault, &mut cx.commands);
        let text = "The file cannot be used as it is. It is read again as soon as it is corrected; what is shown here was read before.";
        ui.add(Label::new(RichText::new(text).color(cx.tokens.muted)).wrap());
        ui.add_space(GAP);
    } else if let Some(trouble) = &file.trouble {
        failure_card(ui, trouble, &mut cx.commands);
        let text = "The last edits are not in the file yet. They are kept here, and writing is tried again.";
        ui.add(Label::new(RichText::new(text).color(cx.tokens.warn)).wrap());
        ui.add_space(GAP);
    }
}

/// The question that an edit elsewhere asks, with both sides.
fn conflict_ui(ui: &mut Ui, cx: &mut ViewCx<'_>, file: &ConnectionFile, theirs: &Theirs) {
    card(ui, |ui| {
        section_title(ui, "The file was changed elsewhere");
        let text = match theirs {
            Theirs::Changed(_) => {
                "It was also edited here, and nothing is overwritten before you choose."
            }
            Theirs::Removed => "It was deleted there, and edited here.",
        };
        ui.add(Label::new(text).wrap());
        ui.add_space(GAP_SMALL);
        ui.horizontal(|ui| {
            if ui.button("Keep mine").clicked() {
                push(cx, FilesCommand::KeepMine);
            }
            if ui.button("Take theirs").clicked() {
                push(cx, FilesCommand::TakeTheirs);
            }
        });
        if let (Theirs::Changed(new), Some(old)) = (theirs, &file.stored) {
            ui.add_space(GAP_SMALL);
            sides_ui(ui, cx, file, &old.name, new);
        }
    });
    ui.add_space(GAP);
}

/// What would be written and what stands in the file, as one text with a mark before each line that one side alone has.
fn sides_ui(ui: &mut Ui, cx: &ViewCx<'_>, file: &ConnectionFile, name: &str, theirs: &FileText) {
    let form = cx.model.connection();
    let mine = crate::file_form::draft(form, &file.base(), name, &Default::default());
    let mine = mine.map_or_else(|failure| failure.sentence, |draft| draft.saved.to_toml());
    // Comments and spelling of the file are no difference.
    let FileText { text, saved, .. } = theirs;
    let theirs = saved
        .as_ref()
        .map_or_else(|_| text.clone(), SavedConnection::to_toml);
    lines_ui(ui, cx, &mine, &theirs);
}

fn lines_ui(ui: &mut Ui, cx: &ViewCx<'_>, mine: &str, theirs: &str) {
    let legend = "Lines with - are here alone, lines with + in the file alone.";
    ui.add(Label::new(RichText::new(legend).small().color(cx.tokens.muted)).wrap());
    for (of, line) in line_diff(mine, theirs) {
        let (mark, color) = match of {
            LineOf::Both => (' ', cx.tokens.muted),
            LineOf::First => ('-', cx.tokens.bad),
            LineOf::Second => ('+', cx.tokens.good),
        };
        let line = shown(ui, &line.replace('\t', "    "));
        let text = RichText::new(format!("{mark} {line}")).monospace();
        ui.add(Label::new(text.color(color)).wrap());
    }
}

/// The field for another folder, while it is asked for.
fn folder_ui(ui: &mut Ui, cx: &mut ViewCx<'_>) {
    let Some(path) = &cx.model.files.folder_field else {
        return;
    };
    card(ui, |ui| {
        section_title(ui, "Open a workspace folder");
        let hint = "a folder of connection files, which the terminal takes with --workspace";
        let typed = text_field(ui, "Folder", "", path, hint, false);
        if let Some(text) = typed.text {
            push(cx, FilesCommand::EditFolderField(text));
        }
        ui.add_space(GAP_SMALL);
        ui.horizontal(|ui| {
            let is_named = !path.trim().is_empty();
            let pressed = primary_button(ui, "Open", is_named).clicked();
            if (pressed || typed.submitted) && is_named {
                push(cx, FilesCommand::OpenFolder(path.trim().into()));
            }
            if quiet_button(ui, "Close").clicked() {
                push(cx, FilesCommand::CloseFolderField);
            }
        });
    });
    ui.add_space(GAP);
}

/// The text of `environments.toml`, while it is edited.
fn environments_ui(ui: &mut Ui, cx: &mut ViewCx<'_>) {
    let Some(text) = &cx.model.files.environments_edit else {
        return;
    };
    card(ui, |ui| {
        section_title(ui, "Environments");
        // The buttons come first: they stay in sight however long the text is.
        ui.horizontal(|ui| {
            if primary_button(ui, "Save environments", true).clicked() {
                push(cx, FilesCommand::SaveEnvironments);
            }
            if quiet_button(ui, "Close environments").clicked() {
                push(cx, FilesCommand::CloseEnvironments);
            }
        });
        ui.add_space(GAP_SMALL);
        environments_conflict_ui(ui, cx, text);
        let hint = "[dev]\nissuer = \"http://localhost:5001\"";
        if let Some(text) = text_area(ui, ENVIRONMENTS_AREA, "", text, hint, 8) {
            push(cx, FilesCommand::EditEnvironments(text));
        }
        let about = "A table for each, with the variables that {{name}} stands for. What is under [shared] all have.";
        ui.add(Label::new(RichText::new(about).color(cx.tokens.muted)).wrap());
    });
    ui.add_space(GAP);
}

/// The question that an edit of the environments elsewhere asks, with both sides.
fn environments_conflict_ui(ui: &mut Ui, cx: &mut ViewCx<'_>, mine: &str) {
    let files = &cx.model.files;
    if !files.environments_differ() {
        return;
    }
    let text =
        "environments.toml was changed elsewhere, and nothing is overwritten before you choose.";
    ui.add(Label::new(RichText::new(text).color(cx.tokens.warn)).wrap());
    ui.horizontal(|ui| {
        if ui.button("Keep my environments").clicked() {
            push(cx, FilesCommand::KeepMyEnvironments);
        }
        if ui.button("Take their environments").clicked() {
            push(cx, FilesCommand::TakeTheirEnvironments);
        }
    });
    lines_ui(ui, cx, mine, &files.environments_text);
    ui.add_space(GAP_SMALL);
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
    if files.environments_edit.is_none() && quiet_button(ui, "Edit environments").clicked() {
        let text = files.environments_text.clone();
        push(cx, FilesCommand::EditEnvironments(text));
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
