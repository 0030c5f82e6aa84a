//! Probe: what it is made with, the question before it, how far it is, and what it found.

use egui::{CollapsingHeader, ComboBox, Label, ProgressBar, RichText, Role, Ui, WidgetInfo};

use super::ViewCx;
use super::client_form::{Key, key_ui};
use super::explanation::diagnosis_ui;
use super::path_line::{PathLine, path_ui};
use super::probe_matrix::{live_ui, matrix_ui, so_far_ui};
use super::probe_with::more_ui;
use crate::message::Command;
use crate::path_look::PathWants;
use crate::probe::{ProbeCommand, ProbeFormat, ProbeFound, ProbeStanding, ProbeStep};
use crate::sentence::sentence;
use crate::theme::{self, GAP, GAP_SMALL, Tone};
use crate::times;
use crate::update::probe::{request_to_probe, token_in_use, uses_playground_key};
use crate::widgets::{Icon, alarm, awaited, card, ends, failure_card, icon, primary_button, shown};

const SIGNING_KEY: Key = Key {
    label: "Signing key that the API trusts",
    hint: "Paste a private key as JWK or PEM, or drop its file here. It stays in memory",
    remove: "Remove the signing key",
    edit: |text| Command::Probe(ProbeCommand::EditSigningKey(text)),
};

pub(super) fn probe_ui(ui: &mut Ui, cx: &mut ViewCx<'_>) {
    let blank = ProbeStep::default();
    let workspace = cx.model.workspace();
    let step = workspace.map_or(&blank, |workspace| &workspace.probe);
    head_ui(ui, cx, step);
    ui.add_space(GAP_SMALL);
    if let Some(question) = &step.question {
        question_ui(ui, cx, &question.text);
    }
    with_ui(ui, cx, step);
    ui.add_space(GAP);
    awaited(ui, &step.found, |ui| found_or_not_ui(ui, cx, step));
}

/// How far it is, what it found, or why it found nothing.
fn found_or_not_ui(ui: &mut Ui, cx: &mut ViewCx<'_>, step: &ProbeStep) {
    if step.found.is_pending() {
        progress_ui(ui, cx, step);
        ui.add_space(GAP);
        live_ui(ui, cx, step);
    } else if let Some(failure) = step.found.failure() {
        failure_card(ui, failure, &mut cx.commands);
    } else if step.found.is_cancelled() {
        let text = "Cancelled: what came after that was not waited for.";
        ui.label(RichText::new(text).color(cx.tokens.muted));
        ui.add_space(GAP);
        so_far_ui(ui, cx, step);
    } else if let Some(found) = step.found.ready() {
        found_ui(ui, cx, step, found);
    }
}

fn push(cx: &mut ViewCx<'_>, command: ProbeCommand) {
    cx.push(Command::Probe(command));
}

fn head_ui(ui: &mut Ui, cx: &mut ViewCx<'_>, step: &ProbeStep) {
    let about = |ui: &mut Ui, cx: &mut ViewCx<'_>| {
        let connection = cx.model.connection();
        let place = match request_to_probe(cx.model, connection.id) {
            Some(request) => format!("{} {}", request.method, request.masked_url()),
            None => "The Call tab says which request is probed.".to_owned(),
        };
        let place = RichText::new(shown(ui, &place)).monospace();
        ui.add(Label::new(place).truncate());
    };
    ends(ui, "probe head", cx, about, |ui, cx| {
        if step.found.is_pending() {
            ui.spinner();
            if ui.button("Cancel").clicked() {
                cx.push(Command::Cancel);
            }
        } else if primary_button(ui, "Probe", cx.model.can_send()).clicked() {
            push(cx, ProbeCommand::Start);
        }
    });
    let text = "Some forty requests that the API must refuse, and a few that it must take: does it? The request is the Call tab's.";
    ui.add(Label::new(RichText::new(text).color(cx.tokens.muted)).wrap());
}

fn question_ui(ui: &mut Ui, cx: &mut ViewCx<'_>, question: &str) {
    card(ui, |ui| {
        let text = theme::strong(shown(ui, question));
        ui.add(Label::new(text).wrap());
        ui.horizontal(|ui| {
            if ui.button("Send them").clicked() {
                push(cx, ProbeCommand::Answer(true));
            }
            if ui.button("Do not send").clicked() {
                push(cx, ProbeCommand::Answer(false));
            }
        });
    });
    ui.add_space(GAP);
}

/// What the probe is made with.
fn with_ui(ui: &mut Ui, cx: &mut ViewCx<'_>, step: &ProbeStep) {
    for text in [token_text(cx), key_text(cx, step)] {
        ui.add(Label::new(RichText::new(text).small().color(cx.tokens.muted)).wrap());
    }
    let is_given = !step.signing_key.is_empty() || step.other.is_some() || step.with.is_given();
    let title = RichText::new("Signing key, second connection and more").color(cx.tokens.muted);
    CollapsingHeader::new(title)
        .id_salt("probe with")
        .default_open(is_given)
        .show_unindented(ui, |ui| {
            key_ui(ui, cx, &SIGNING_KEY, &step.signing_key);
            ui.add_space(GAP_SMALL);
            other_ui(ui, cx, step);
            more_ui(ui, cx, step);
        });
}

fn token_text(cx: &ViewCx<'_>) -> &'static str {
    match token_in_use(cx.model, cx.model.selected, cx.now) {
        Some(_) => "The token in use is the good one.",
        None => {
            "A token is asked for by the connection's grant, and revoked at the end where the issuer offers that."
        }
    }
}

fn key_text(cx: &ViewCx<'_>, step: &ProbeStep) -> &'static str {
    if uses_playground_key(cx.model, cx.model.selected) {
        "The playground's own key signs what must be refused for its claims alone: it belongs to this program."
    } else if step.signing_key.is_empty() {
        "Without a signing key that the API trusts, expired tokens and those of another issuer, audience or scope are not judged."
    } else {
        "The key given signs what must be refused for its claims alone."
    }
}

/// The connection whose token the address must stay closed to.
fn other_ui(ui: &mut Ui, cx: &mut ViewCx<'_>, step: &ProbeStep) {
    let model = cx.model;
    let others = model.connections.iter();
    let others: Vec<_> = others.filter(|one| one.id != model.selected).collect();
    let chosen = others.iter().find(|one| Some(one.id) == step.other);
    let label = "Connection of another user or tenant";
    ui.horizontal_wrapped(|ui| {
        ui.label(label);
        let text = chosen.map_or("None".to_owned(), |one| shown(ui, &one.name).to_string());
        let combo = ComboBox::from_id_salt("other connection")
            .selected_text(text)
            .show_ui(ui, |ui| {
                let none = ui.selectable_label(chosen.is_none(), "None");
                if none.clicked() {
                    push(cx, ProbeCommand::SetOther(None));
                }
                for one in &others {
                    let is_chosen = Some(one.id) == step.other;
                    let name = shown(ui, &one.name);
                    if ui.selectable_label(is_chosen, name).clicked() {
                        push(cx, ProbeCommand::SetOther(Some(one.id)));
                    }
                }
            });
        let response = combo.response;
        response.widget_info(|| WidgetInfo::labeled(Role::ComboBox, true, label));
    });
    let text = "Only where the address names what is one user's own: it must stay closed to the other's token.";
    ui.add(Label::new(RichText::new(text).small().color(cx.tokens.muted)).wrap());
}

fn progress_ui(ui: &mut Ui, cx: &ViewCx<'_>, step: &ProbeStep) {
    let (share, text) = match step.under_way {
        _ if step.is_stopping => (
            None,
            "Stopped: nothing more is sent; what was seen is judged, and the probe's own token revoked.".to_owned(),
        ),
        None => (None, "The token comes first.".to_owned()),
        Some(at) => (
            Some(at.sent as f32 / at.of.max(1) as f32),
            format!(
                "Request {} of {} at most: {} ({})",
                at.sent + 1,
                at.of,
                at.case.sent(),
                at.case.code()
            ),
        ),
    };
    if let Some(share) = share {
        ui.add(ProgressBar::new(share).desired_height(8.0));
    }
    ui.add(Label::new(RichText::new(text).color(cx.tokens.text)).wrap());
    if !step.so_far.is_empty() {
        let text = "As far as it can be told by now: the good token comes once more at the end, and may put a refusal in doubt.";
        muted_ui(ui, cx, text);
    }
}

fn found_ui(ui: &mut Ui, cx: &mut ViewCx<'_>, step: &ProbeStep, found: &ProbeFound) {
    headline_ui(ui, cx, found);
    let report = &found.report;
    let summary = format!(
        "{} {}, {} requests, {}.",
        sentence(&report.summary.to_string()),
        report.method,
        report.requests,
        times::local_text(found.at, cx.zone)
    );
    muted_ui(ui, cx, &summary);
    if step.is_outdated {
        let text =
            "The connection, or what it was probed with, was edited since: this is of before.";
        ui.horizontal_wrapped(|ui| {
            icon(ui, Icon::Warn, 14.0);
            ui.add(Label::new(RichText::new(text).color(cx.tokens.warn)).wrap());
        });
    }
    for text in report.notes.iter().map(|note| sentence(note)) {
        muted_ui(ui, cx, &text);
    }
    for text in &found.token_ends {
        muted_ui(ui, cx, text);
    }
    if let Some(diagnosis) = &report.diagnosis {
        ui.add_space(GAP_SMALL);
        card(ui, |ui| diagnosis_ui(ui, cx, diagnosis));
    }
    ui.add_space(GAP);
    matrix_ui(ui, cx, step, report);
    ui.add_space(GAP);
    export_ui(ui, cx, step);
}

fn muted_ui(ui: &mut Ui, cx: &ViewCx<'_>, text: &str) {
    let text = RichText::new(shown(ui, text)).color(cx.tokens.muted);
    ui.add(Label::new(text).wrap());
}

fn headline_ui(ui: &mut Ui, cx: &ViewCx<'_>, found: &ProbeFound) {
    let headline = found.headline();
    let (mark, tone) = match found.standing() {
        ProbeStanding::Gaps => return alarm(ui, &shown(ui, &headline)),
        ProbeStanding::NoGap => (Icon::Pass, Tone::Good),
        ProbeStanding::Unsettled => (Icon::Warn, Tone::Warn),
    };
    ui.horizontal(|ui| {
        icon(ui, mark, 18.0);
        let text = theme::strong(shown(ui, &headline)).size(15.0);
        ui.add(Label::new(text.color(cx.tokens.tone(tone))).wrap());
    });
}

/// The report for other programs and people.
fn export_ui(ui: &mut Ui, cx: &mut ViewCx<'_>, step: &ProbeStep) {
    let title = RichText::new("Export the report").color(cx.tokens.muted);
    CollapsingHeader::new(title)
        .id_salt("export")
        .show_unindented(ui, |ui| {
            for format in ProbeFormat::ALL {
                ui.horizontal(|ui| {
                    let name = format.title();
                    if ui.button(format!("Copy as {name}")).clicked() {
                        push(cx, ProbeCommand::Copy(format));
                    }
                    if ui.button(format!("Save as {name}")).clicked() {
                        push(cx, ProbeCommand::Save(format));
                    }
                });
            }
            let hint = "empty: your folder for downloads";
            let line = PathLine::new("Folder to save to", &step.folder, hint);
            let typed = path_ui(ui, cx, &line.wants(PathWants::Folder));
            if let Some(folder) = typed.text {
                push(cx, ProbeCommand::EditFolder(folder));
            }
            match &step.saved {
                Some(Ok(path)) => {
                    let text = format!("Saved as {}", path.display());
                    muted_ui(ui, cx, &text);
                }
                Some(Err(failure)) => failure_card(ui, failure, &mut cx.commands),
                None => {}
            }
        });
}
