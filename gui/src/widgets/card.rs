//! Cards, badges, code blocks, and how a failure is told.

use egui::{Frame, Label, Margin, Response, RichText, Stroke, Ui};

use crate::message::Command;
use crate::results::Failure;
use crate::theme::{self, GAP_SMALL, Tokens, Tone};

/// A framed group.
pub fn card<R>(ui: &mut Ui, add_contents: impl FnOnce(&mut Ui) -> R) -> R {
    let tokens = Tokens::of(ui);
    Frame::new()
        .fill(tokens.card)
        .stroke(Stroke::new(1.0, tokens.line))
        .corner_radius(8)
        .inner_margin(Margin::symmetric(14, 12))
        .show(ui, |ui| {
            ui.take_available_width();
            add_contents(ui)
        })
        .inner
}

/// The title of a group.
pub fn section_title(ui: &mut Ui, text: &str) -> Response {
    let color = Tokens::of(ui).text;
    ui.add(Label::new(theme::strong(text).color(color).size(13.5)).selectable(false))
}

/// A badge with a word on it.
pub fn pill(ui: &mut Ui, text: &str, tone: Tone) -> Response {
    let tokens = Tokens::of(ui);
    Frame::new()
        .fill(tokens.tone_back(tone))
        .corner_radius(10)
        .inner_margin(Margin::symmetric(8, 2))
        .show(ui, |ui| {
            let text = theme::strong(text).size(11.5).color(tokens.tone(tone));
            ui.add(Label::new(text).selectable(false))
        })
        .inner
}

/// Monospaced text in a well.
pub fn code_block(ui: &mut Ui, text: &str) {
    let tokens = Tokens::of(ui);
    Frame::new()
        .fill(tokens.well)
        .stroke(Stroke::new(1.0, tokens.line))
        .corner_radius(6)
        .inner_margin(Margin::symmetric(10, 7))
        .show(ui, |ui| {
            ui.take_available_width();
            ui.add(Label::new(RichText::new(text).monospace().color(tokens.text)).wrap());
        });
}

/// Names and values on as few lines as they need.
pub fn fact_line<'a>(ui: &mut Ui, facts: impl IntoIterator<Item = (&'a str, &'a str)>) {
    let tokens = Tokens::of(ui);
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing.x = 5.0;
        for (index, (name, value)) in facts.into_iter().enumerate() {
            if index > 0 {
                ui.add_space(GAP_SMALL * 2.0);
            }
            ui.label(RichText::new(name).small().color(tokens.muted));
            ui.label(RichText::new(value).monospace().size(12.0));
        }
    });
}

/// A failure: one sentence, the other side's words, what to do.
pub fn failure_card(ui: &mut Ui, failure: &Failure, commands: &mut Vec<Command>) {
    let tokens = Tokens::of(ui);
    Frame::new()
        .fill(tokens.bad_back)
        .corner_radius(8)
        .inner_margin(Margin::symmetric(14, 12))
        .show(ui, |ui| {
            ui.take_available_width();
            ui.horizontal(|ui| {
                super::icon(ui, super::Icon::Fail, 16.0);
                ui.add(Label::new(theme::strong(&failure.sentence)).wrap());
            });
            if let Some(words) = &failure.words {
                ui.add_space(GAP_SMALL);
                code_block(ui, words);
            }
            if let Some(advice) = &failure.advice {
                ui.add_space(GAP_SMALL);
                ui.add(Label::new(advice).wrap());
            }
            if let Some(fingerprint) = &failure.untrusted_certificate {
                ui.add_space(GAP_SMALL);
                ui.label(
                    RichText::new("SHA-256 fingerprint")
                        .small()
                        .color(tokens.muted),
                );
                ui.add(Label::new(RichText::new(fingerprint).monospace()).wrap());
                let text = "Trust this certificate until the program ends";
                if ui.button(text).clicked() {
                    commands.push(Command::TrustCertificate(fingerprint.clone()));
                }
            }
        });
}
