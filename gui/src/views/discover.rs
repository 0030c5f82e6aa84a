//! Discover: one field, the issuer. Everything else fills itself.

use claimscope_oauth::{Finding, Severity};
use egui::{Align, Grid, Label, Layout, RichText, Ui};

use super::ViewCx;
use super::fields::field_ui;
use super::file_fields::groups_ui;
use super::overview::milliseconds_text;
use crate::connection::Field;
use crate::message::Command;
use crate::results::{DiscoveryResult, KeyRow};
use crate::sentence::sentence;
use crate::theme::{GAP, Tone};
use crate::widgets::{
    List, awaited, card, code_link, copy_button_of, failure_card, named_row, pill, primary_button,
    section_title, shown, spec_label,
};

pub(super) fn discover_ui(ui: &mut Ui, cx: &mut ViewCx<'_>) {
    let pending = cx
        .model
        .workspace()
        .is_some_and(|workspace| workspace.discovery.is_pending());
    let hint = "https://login.example.com, or a whole well-known address";
    ui.horizontal(|ui| {
        let width = ui.available_width() - 136.0;
        ui.allocate_ui(egui::vec2(width, 52.0), |ui| {
            ui.vertical(|ui| {
                let field = field_ui(ui, cx, Field::Issuer, ("Issuer", ""), hint);
                if is_first_look(ui, cx) {
                    field.request_focus();
                }
            });
        });
        ui.with_layout(Layout::right_to_left(Align::Max), |ui| {
            if pending {
                if ui.button("Cancel").clicked() {
                    cx.push(Command::Cancel);
                }
                ui.spinner();
            } else if primary_button(ui, "Read metadata", cx.model.is_ready()).clicked() {
                cx.push(Command::Discover);
            }
        });
    });
    ui.add_space(GAP);
    groups_ui(ui, cx);
    ui.add_space(GAP);
    let Some(workspace) = cx.model.workspace() else {
        return empty_ui(ui, cx);
    };
    let discovery = &workspace.discovery;
    awaited(ui, discovery, |ui| {
        if let Some(failure) = discovery.failure() {
            failure_card(ui, failure, &mut cx.commands);
        } else if let Some(discovery) = discovery.ready() {
            result_ui(ui, cx, discovery);
        } else if discovery.is_cancelled() {
            ui.label(RichText::new("Cancelled.").color(cx.tokens.muted));
        } else if !pending {
            empty_ui(ui, cx);
        }
    });
}

/// Whether a new connection is shown for the first time: its issuer is what is typed next.
fn is_first_look(ui: &Ui, cx: &ViewCx<'_>) -> bool {
    let id = ui.scope_id().with("looked at");
    let is_first = ui.data(|data| data.get_temp::<()>(id)).is_none();
    ui.data_mut(|data| data.insert_temp(id, ()));
    is_first && cx.model.connection().issuer.is_empty() && !cx.model.connection().is_playground()
}

fn empty_ui(ui: &mut Ui, cx: &ViewCx<'_>) {
    let text = "Both well-known paths are tried: OpenID Connect Discovery and RFC 8414. Plain http works on this machine.";
    ui.add(Label::new(RichText::new(text).color(cx.tokens.muted)).wrap());
}

/// What deviates first, then the keys; the document itself is the longest.
fn result_ui(ui: &mut Ui, cx: &mut ViewCx<'_>, discovery: &DiscoveryResult) {
    if let Some(refusal) = &discovery.refusal {
        failure_card(ui, refusal, &mut cx.commands);
        ui.add_space(GAP);
    }
    if !discovery.discovered.findings.is_empty() {
        card(ui, |ui| {
            title_row(ui, "Findings", |ui| {
                let text = "where the metadata deviates from the specifications";
                ui.label(RichText::new(text).small().color(cx.tokens.muted));
            });
            for finding in &discovery.discovered.findings {
                finding_ui(ui, cx, finding);
            }
        });
        ui.add_space(GAP);
    }
    card(ui, |ui| {
        section_title(ui, "Keys");
        if let Some(failure) = &discovery.keys_failure {
            failure_card(ui, failure, &mut cx.commands);
        } else {
            keys_ui(ui, cx, &discovery.keys);
        }
    });
    ui.add_space(GAP);
    card(ui, |ui| {
        title_row(ui, "Metadata", |ui| {
            let took = milliseconds_text(discovery.milliseconds);
            let deviations = match discovery.discovered.findings.len() {
                0 => ", as the specifications have it",
                _ => "",
            };
            let text = format!("{} in {took}{deviations}", discovery.discovered.url);
            ui.add(Label::new(RichText::new(text).small().color(cx.tokens.muted)).truncate());
        });
        members_ui(ui, cx, discovery);
    });
}

fn title_row(ui: &mut Ui, title: &str, add_right: impl FnOnce(&mut Ui)) {
    ui.horizontal(|ui| {
        section_title(ui, title);
        add_right(ui);
    });
    ui.add_space(2.0);
}

fn members_ui(ui: &mut Ui, cx: &mut ViewCx<'_>, discovery: &DiscoveryResult) {
    ui.spacing_mut().item_spacing.y = 3.0;
    let mut list = List::new(ui, "metadata", discovery.members.len(), None);
    for (name, value) in &discovery.members {
        let name_text = RichText::new(name).monospace().color(cx.tokens.muted);
        named_row(
            ui,
            300.0_f32.min(ui.available_width() * 0.4),
            name_text,
            |ui| {
                let label = format!("Copy {name}");
                copy_button_of(ui, &mut list, &label, value, &mut cx.commands);
                ui.add(Label::new(RichText::new(shown(ui, value)).monospace()).wrap());
            },
        );
    }
}

/// A finding; also used for token responses.
pub(super) fn finding_ui(ui: &mut Ui, cx: &mut ViewCx<'_>, finding: &Finding) {
    let (word, tone) = match finding.severity {
        Severity::Error => ("Problem", Tone::Bad),
        Severity::Warning => ("Deviation", Tone::Warn),
        Severity::Note => ("Note", Tone::Neutral),
    };
    ui.horizontal_wrapped(|ui| {
        pill(ui, word, tone);
        ui.add(Label::new(shown(ui, &sentence(&finding.message))).wrap());
        spec_label(ui, finding.spec);
        code_link(ui, finding.code.as_str(), &mut cx.commands);
    });
    if let Some(hint) = &finding.hint {
        let hint = shown(ui, &sentence(hint));
        ui.add(Label::new(RichText::new(hint).color(cx.tokens.muted)).wrap());
    }
}

/// From this width on, a key's name and thumbprint are shown as far as tells them apart at a glance.
const WIDE_TABLE: f32 = 640.0;
/// In less width they are shorter still.
const NARROW_TABLE: f32 = 460.0;
/// How many keys are shown.
const SHOWN_KEYS: usize = 100;

fn keys_ui(ui: &mut Ui, cx: &mut ViewCx<'_>, keys: &[KeyRow]) {
    if keys.is_empty() {
        let text = "The issuer publishes no keys, so its tokens cannot be verified with them.";
        ui.label(RichText::new(text).color(cx.tokens.muted));
        return;
    }
    // Names and thumbprints are as long as they like; the table is as wide as the window.
    let (most, absent, gap) = match ui.available_width() {
        ..NARROW_TABLE => (6, "none", 8.0),
        ..WIDE_TABLE => (10, "not given", 18.0),
        _ => (24, "not given", 18.0),
    };
    let mut list = List::new(ui, "thumbprints", keys.len().min(SHOWN_KEYS), None);
    Grid::new("keys")
        .num_columns(6)
        .min_row_height(20.0)
        .spacing([gap, 4.0])
        .show(ui, |ui| {
            for title in ["kid", "type", "alg", "use", "thumbprint", ""] {
                ui.label(RichText::new(title).small().color(cx.tokens.muted));
            }
            ui.end_row();
            for key in keys.iter().take(SHOWN_KEYS) {
                let cells = [
                    key.kid.as_deref(),
                    Some(key.kind.as_str()),
                    key.algorithm.as_deref(),
                    key.key_use.as_deref(),
                    key.thumbprint.as_deref(),
                ];
                for cell in cells {
                    let text = cell.unwrap_or(absent);
                    let text = RichText::new(shown(ui, &shortened(text, most))).monospace();
                    let text = if cell.is_none() {
                        text.color(cx.tokens.muted)
                    } else {
                        text
                    };
                    ui.label(text);
                }
                let thumbprint = key.thumbprint.as_deref().unwrap_or_default();
                copy_button_of(
                    ui,
                    &mut list,
                    "Copy Thumbprint",
                    thumbprint,
                    &mut cx.commands,
                );
                ui.end_row();
            }
        });
}

fn shortened(text: &str, most: usize) -> String {
    match text.char_indices().nth(most) {
        Some((at, _)) => format!("{}…", &text[..at]),
        None => text.to_owned(),
    }
}
