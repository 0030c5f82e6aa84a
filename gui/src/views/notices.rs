//! What is to be known beside the step that is shown: of the saved state, the folder and the connection's file. It stands at
//! the foot of the middle, so that nothing moves that a person is about to press when it comes.

use claimscope_client::StoreError;
use claimscope_client::code::store;
use claimscope_client::workspace::SavedConnection;
use egui::{Frame, Label, Panel, RichText, ScrollArea, Ui};

use super::ViewCx;
use crate::files::{ConnectionFile, FileText, FilesCommand, KEYCHAIN_WAITS, Theirs};
use crate::line_diff::{LineOf, line_diff};
use crate::message::Command;
use crate::model::Model;
use crate::sentence::sentence;
use crate::theme::{GAP, GAP_SMALL, SCROLL_LANE};
use crate::widgets::{
    card, code_link, failure_card, keys_in_view, quiet_button, section_title, shown,
};

/// The most of the middle's height that is taken from the step.
const MOST_SHARE: f32 = 0.5;

/// Whatever is to be known; nothing is drawn where there is nothing.
pub(super) fn notices_ui(ui: &mut Ui, cx: &mut ViewCx<'_>) {
    if !are_there(cx.model) {
        return;
    }
    let most = ui.available_height() * MOST_SHARE;
    let id = ui.scope_id().with("height of the notices");
    let height: f32 = ui.data(|data| data.get_temp(id)).unwrap_or(most);
    let drawn = Panel::bottom("notices")
        .frame(Frame::new())
        .show_separator_line(false)
        .exact_size(height.min(most))
        .show(ui, |ui| {
            // What is long scrolls by itself, so that the step stays in sight.
            let area = ScrollArea::vertical().id_salt("notices").auto_shrink(false);
            let area = area.show(ui, |ui| {
                ui.set_max_width(ui.available_width() - SCROLL_LANE);
                ui.add_space(GAP);
                state_ui(ui, cx);
                folder_ui(ui, cx);
                environments_ui(ui, cx);
                file_ui(ui, cx);
                ui.add_space(GAP_SMALL);
                keys_in_view(ui);
            });
            area.content_size.y
        });
    let is = drawn.inner;
    if (is - height).abs() > 0.5 {
        ui.data_mut(|data| data.insert_temp(id, is));
        // Nobody sees the frame with a guess.
        ui.ctx()
            .request_discard("the height of the notices was not known");
    }
}

fn are_there(model: &Model) -> bool {
    let of_file = |file: &ConnectionFile| {
        file.theirs.is_some() || file.fault().is_some() || file.trouble.is_some()
    };
    let file = model.files.of(model.selected);
    model.state_trouble.is_some()
        || model.files.trouble.is_some()
        || model.files.refusal.is_some()
        || model.files.keychain_waits
        || model.files.keychain_words().is_some()
        || are_environments_asked_about(model)
        || file.is_some_and(of_file)
}

fn push(cx: &mut ViewCx<'_>, command: FilesCommand) {
    cx.push(Command::Files(command));
}

/// What is wrong with the saved state.
fn state_ui(ui: &mut Ui, cx: &mut ViewCx<'_>) {
    if let Some(trouble) = &cx.model.state_trouble {
        failure_card(ui, trouble, &mut cx.commands);
        if quiet_button(ui, "Dismiss").clicked() {
            cx.push(Command::DismissTrouble);
        }
        ui.add_space(GAP_SMALL);
    }
}

/// What is wrong with the folder, and what was wanted of it and could not be had.
fn folder_ui(ui: &mut Ui, cx: &mut ViewCx<'_>) {
    let model = cx.model;
    if let Some(trouble) = &model.files.trouble {
        failure_card(ui, trouble, &mut cx.commands);
        ui.add_space(GAP_SMALL);
    }
    if let Some(refusal) = &model.files.refusal {
        failure_card(ui, refusal, &mut cx.commands);
        if quiet_button(ui, "Dismiss").clicked() {
            push(cx, FilesCommand::DismissRefusal);
        }
        ui.add_space(GAP_SMALL);
    }
    if model.files.keychain_waits {
        let text = format!("{} Everything else goes on.", sentence(KEYCHAIN_WAITS));
        ui.add(Label::new(RichText::new(text).color(cx.tokens.warn)).wrap());
        ui.add_space(GAP_SMALL);
    } else {
        keychain_ui(ui, cx);
    }
}

/// Said once, and not at each secret.
fn keychain_ui(ui: &mut Ui, cx: &mut ViewCx<'_>) {
    let Some(words) = cx.model.files.keychain_words() else {
        return;
    };
    ui.horizontal_wrapped(|ui| {
        let text = format!(
            "{} Its secrets are not here, and what is typed stays in memory.",
            sentence(StoreError::NO_KEYCHAIN)
        );
        let text = RichText::new(text).color(cx.tokens.warn);
        let words = shown(ui, words);
        ui.add(Label::new(text).wrap()).on_hover_text(words);
        code_link(ui, store::KEYCHAIN.as_str(), &mut cx.commands);
    });
    ui.add_space(GAP_SMALL);
}

fn are_environments_asked_about(model: &Model) -> bool {
    let files = &model.files;
    files.environments_differ() && files.shown_environments().is_some()
}

/// The question that an edit of the environments elsewhere asks, with both sides.
fn environments_ui(ui: &mut Ui, cx: &mut ViewCx<'_>) {
    let files = &cx.model.files;
    let Some(edit) = files.shown_environments() else {
        return;
    };
    if !are_environments_asked_about(cx.model) {
        return;
    }
    card(ui, |ui| {
        section_title(ui, "environments.toml was changed elsewhere");
        let text = "It was also edited here, and nothing is overwritten before you choose.";
        ui.add(Label::new(text).wrap());
        ui.add_space(GAP_SMALL);
        ui.horizontal_wrapped(|ui| {
            if ui.button("Keep my environments").clicked() {
                push(cx, FilesCommand::KeepMyEnvironments);
            }
            if ui.button("Take their environments").clicked() {
                push(cx, FilesCommand::TakeTheirEnvironments);
            }
        });
        ui.add_space(GAP_SMALL);
        lines_ui(ui, cx, &edit.text, &files.environments_text);
    });
    ui.add_space(GAP_SMALL);
}

/// What is asked or wrong of the connection's file.
fn file_ui(ui: &mut Ui, cx: &mut ViewCx<'_>) {
    let model = cx.model;
    let Some(file) = model.files.of(model.selected) else {
        return;
    };
    if let Some(theirs) = &file.theirs {
        conflict_ui(ui, cx, file, theirs);
    } else if let Some(fault) = file.fault() {
        failure_card(ui, fault, &mut cx.commands);
        let text = "The file cannot be used as it is. It is read again as soon as it is corrected; what is shown here was read before.";
        ui.add(Label::new(RichText::new(text).color(cx.tokens.muted)).wrap());
    } else if let Some(trouble) = &file.trouble {
        failure_card(ui, trouble, &mut cx.commands);
        let text = "The last edits are not in the file yet. They are kept here, and writing is tried again.";
        ui.add(Label::new(RichText::new(text).color(cx.tokens.warn)).wrap());
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
}

/// What would be written and what stands in the file, as one text with a mark before each line that one side alone has.
fn sides_ui(ui: &mut Ui, cx: &ViewCx<'_>, file: &ConnectionFile, name: &str, theirs: &FileText) {
    let form = cx.model.connection();
    let mine = crate::file_form::draft(form, &file.base(), name, &Default::default());
    // As it would be written over what stands there, whose comments and spelling stay.
    let written = |saved: SavedConnection| {
        let over = saved.to_toml_over(&theirs.text);
        over.unwrap_or_else(|_| saved.to_toml())
    };
    let mine = mine.map_or_else(|failure| failure.sentence, |draft| written(draft.saved));
    lines_ui(ui, cx, &mine, &theirs.text);
}

/// Two texts as one, with a mark before each line that one of them alone has.
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
