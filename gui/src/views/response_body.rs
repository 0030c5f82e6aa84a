//! The body of an answer: how it is shown, the search in it, and then its rows or its picture.

use egui::{Key, Label, RichText, Role, TextEdit, Ui, WidgetInfo};

use super::ViewCx;
use super::fields::takes_keys;
use super::response_picture::picture_ui;
use super::response_rows::{hex_ui, json_ui, text_ui};
use crate::body::{Body, BodyMode, MOST_HITS};
use crate::model::FocusField;
use crate::response_view::{Find, ResponseCommand, ResponseView};
use crate::results::CallResult;
use crate::theme::GAP_SMALL;
use crate::widgets::{quiet_button, tabs};

/// The rows are never fewer points high.
const LEAST_HEIGHT: f32 = 180.0;

pub(super) fn body_ui(ui: &mut Ui, cx: &mut ViewCx<'_>, call: &CallResult, view: &ResponseView) {
    let muted = cx.tokens.muted;
    let Some(body) = &call.body else {
        let text =
            "The body went with the log when it was cleared. Send the request again to see it.";
        ui.label(RichText::new(text).color(muted));
        return;
    };
    if body.is_empty() {
        ui.label(RichText::new("The body is empty.").color(muted));
        return;
    }
    let mode = view.shown_mode(body);
    modes_ui(ui, cx, body, mode, view);
    notes_ui(ui, cx, call, body, mode);
    if let Some(find) = &view.find {
        find_ui(ui, cx, find);
    }
    ui.add_space(GAP_SMALL);
    // What is left of the page that is seen; less than some rows is no use.
    let left = ui.clip_rect().bottom() - ui.cursor().top() - 30.0;
    let height = left.max(LEAST_HEIGHT);
    match (mode, &body.json) {
        (BodyMode::Pretty, Some(json)) => json_ui(ui, cx, (body, json), view, height),
        (BodyMode::Picture, _) => picture_ui(ui, cx, body, height),
        (BodyMode::Hex, _) => hex_ui(ui, cx, body, view, height),
        _ => text_ui(ui, cx, body, (view, mode), height),
    }
}

fn modes_ui(ui: &mut Ui, cx: &mut ViewCx<'_>, body: &Body, mode: BodyMode, view: &ResponseView) {
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().interact_size.y = 24.0;
        let all: Vec<(BodyMode, &str)> = body
            .modes()
            .into_iter()
            .map(|mode| (mode, mode.title()))
            .collect();
        if let Some(mode) = tabs(ui, "body modes", mode, &all) {
            cx.respond(ResponseCommand::ShowAs(mode));
        }
        if mode == BodyMode::Pretty {
            ui.separator();
            if quiet_button(ui, "Fold all").clicked() {
                cx.respond(ResponseCommand::FoldAll);
            }
            if quiet_button(ui, "Unfold all").clicked() {
                cx.respond(ResponseCommand::UnfoldAll);
            }
            let copy = ui.add_enabled_ui(view.line.is_some(), |ui| quiet_button(ui, "Copy value"));
            let copy = copy
                .inner
                .on_disabled_hover_text("Press a line first: its value is copied");
            if copy.clicked() {
                cx.respond(ResponseCommand::CopyValue);
            }
        }
    });
}

/// What is to be known of how the body was read.
fn notes_ui(ui: &mut Ui, cx: &ViewCx<'_>, call: &CallResult, body: &Body, mode: BodyMode) {
    let mut notes = Vec::new();
    if let Some(reason) = &call.transfer.undecoded {
        notes.push(format!(
            "Content-Encoding says that the body is compressed, and it is shown as it came: {reason}."
        ));
    }
    if let Some((charset, is_whole)) = body.charset.filter(|_| mode != BodyMode::Hex) {
        if !is_whole {
            notes.push(format!(
                "Some bytes have no meaning in {charset} and are shown as \u{fffd}."
            ));
        } else if charset != "UTF-8" {
            notes.push(format!("Read as {charset}."));
        }
    }
    if let Some((line, column, reason)) = &body.json_fault {
        notes.push(format!(
            "Content-Type says JSON, and it is none: line {line}, column {column}: {reason}."
        ));
    }
    for note in notes {
        ui.label(RichText::new(note).small().color(cx.tokens.muted));
    }
}

/// The search: Enter goes on to the next hit, with Shift to the one before, and Esc ends it.
fn find_ui(ui: &mut Ui, cx: &mut ViewCx<'_>, find: &Find) {
    ui.horizontal_wrapped(|ui| {
        let mut query = find.query.clone();
        let field = TextEdit::singleline(&mut query)
            .id_salt("find")
            .hint_text("Find in the body")
            .desired_width(220.0);
        let field = ui.add(field);
        field.widget_info(|| WidgetInfo::labeled(Role::TextInput, true, "Find in the body"));
        if takes_keys(ui, cx, FocusField::FindInBody) {
            field.request_focus();
        }
        if field.changed() {
            cx.respond(ResponseCommand::EditFind(query));
        }
        let (enter, shift, escape) = ui.input(|input| {
            let pressed = |key| input.key_pressed(key);
            (
                pressed(Key::Enter),
                input.modifiers.shift,
                pressed(Key::Escape),
            )
        });
        let ends = escape && (field.has_focus() || field.lost_focus());
        if field.lost_focus() && enter {
            field.request_focus();
            cx.respond(match shift {
                true => ResponseCommand::FindPrevious,
                false => ResponseCommand::FindNext,
            });
        }
        if quiet_button(ui, "Previous").clicked() {
            cx.respond(ResponseCommand::FindPrevious);
        }
        if quiet_button(ui, "Next").clicked() {
            cx.respond(ResponseCommand::FindNext);
        }
        let count = RichText::new(count(find)).color(cx.tokens.muted);
        ui.add(Label::new(count));
        if quiet_button(ui, "Close search").clicked() || ends {
            cx.respond(ResponseCommand::CloseFind);
        }
    });
}

fn count(find: &Find) -> String {
    let hits = find.hits.ready();
    match hits.map(|hits| (hits.starts.len(), hits.has_more)) {
        None if find.query.is_empty() => String::new(),
        None => "searching".to_owned(),
        Some((0, _)) => "not found".to_owned(),
        Some((count, false)) => format!("{} of {count}", find.at + 1),
        Some((_, true)) => format!("{} of more than {MOST_HITS}", find.at + 1),
    }
}
