//! The status line: the token's countdown, the issuer, the clocks, where secrets are.

use claimscope_core::time::duration_text;
use egui::{Label, RichText, Ui};

use super::ViewCx;
use super::token::countdown;
use crate::files::FilesCommand;
use crate::message::Command;
use crate::theme::Tone;
use crate::widgets::{ends, quiet_button, shown};

/// A difference between the clocks that can make a valid token look wrong.
const NOTABLE_OFFSET_SECONDS: u64 = 5;

/// The share of the width that a notice never exceeds.
const MOST_NOTICE: f32 = 0.75;
/// In less width the line does not say where secrets are.
const WITH_SECRETS: f32 = 480.0;

pub(super) fn status_ui(ui: &mut Ui, cx: &mut ViewCx<'_>) {
    let tokens = cx.tokens;
    let workspace = cx.model.workspace();
    let in_use = workspace.and_then(|workspace| workspace.current_token.as_ref());
    let is_kept = in_use.is_some_and(|token| token.kept().is_some());
    let is_of_connection = !cx.model.is_at_inspect();
    let facts = |ui: &mut Ui, cx: &mut ViewCx<'_>| {
        ui.spacing_mut().item_spacing.x = 18.0;
        let mut item = |text: String, tone: Tone| {
            let color = match tone {
                Tone::Good => tokens.muted,
                tone => tokens.tone(tone),
            };
            let text = RichText::new(shown(ui, &text)).small().color(color);
            ui.add(Label::new(text).selectable(false).truncate());
        };
        match in_use {
            Some(token) => {
                let (text, tone) = countdown(token, cx);
                item(format!("Token {text}"), tone);
            }
            None if is_of_connection => item("No token".to_owned(), Tone::Neutral),
            None => {}
        }
        if let Some(offset) = workspace.and_then(|workspace| workspace.clock_offset_seconds) {
            let (text, tone) = offset_text(offset);
            item(text, tone);
        }
        if cx.model.offline {
            item("Network off".to_owned(), Tone::Warn);
        }
        let issuer = cx.model.connection().shown_issuer();
        if !issuer.is_empty() {
            item(format!("Issuer {issuer}"), Tone::Neutral);
        }
    };
    ui.scope(|ui| {
        ui.spacing_mut().interact_size.y = 16.0;
        // What has happened may be long, and what is so at all times gives way.
        let most = ui.available_width() * MOST_NOTICE;
        let is_wide = ui.available_width() >= WITH_SECRETS;
        ends(ui, "status", cx, facts, |ui, cx| {
            ui.set_max_width(most);
            if let Some(deleted) = cx.model.files.to_have_back() {
                let name = shown(ui, &deleted.form.name);
                let button = quiet_button(ui, "Undo the deletion");
                let button = button.on_hover_text(format!("Brings “{name}” back"));
                if button.clicked() {
                    cx.push(Command::Files(FilesCommand::UndoDelete));
                }
            }
            let text = match &cx.model.notice {
                Some(notice) => RichText::new(&notice.text).small().color(tokens.text),
                None if !is_wide => return,
                None => RichText::new(match is_kept {
                    true => "The token is kept sealed, other secrets in memory only",
                    false if cx.model.files.of(cx.model.selected).is_some() => {
                        "Secrets that are typed stay out of the connection's file"
                    }
                    false if cx.model.connection().is_playground() => {
                        "What is edited of the playground lasts until the program ends"
                    }
                    false => "Secrets are kept in memory only",
                })
                .small()
                .color(tokens.muted),
            };
            ui.add(Label::new(text).selectable(false).truncate());
        });
    });
}

fn offset_text(offset_seconds: i64) -> (String, Tone) {
    let span = offset_seconds.unsigned_abs();
    // A Date header has whole seconds: one of difference says nothing.
    if span <= 1 {
        return ("Clocks agree".to_owned(), Tone::Neutral);
    }
    let side = if offset_seconds > 0 {
        "ahead"
    } else {
        "behind"
    };
    let tone = if span >= NOTABLE_OFFSET_SECONDS {
        Tone::Warn
    } else {
        Tone::Neutral
    };
    (format!("Server clock {} {side}", duration_text(span)), tone)
}
