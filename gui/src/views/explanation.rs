//! Why something was refused: what was done, what a client sees, the reasons ranked, and what to do.

use egui::{Label, RichText, Ui};

use super::ViewCx;
use crate::fault::Fault;
use crate::results::{Certainty, Diagnosis, Reason};
use crate::steps::Explanation;
use crate::theme::{self, GAP_SMALL, Tone};
use crate::widgets::{card, certificate_ui, code_block, pill, section_title, spec_label};

pub(super) fn explanation_ui(
    ui: &mut Ui,
    cx: &mut ViewCx<'_>,
    fault: Option<Fault>,
    told: &Explanation,
) {
    card(ui, |ui| {
        if let Some(fault) = fault {
            section_title(ui, "What was broken");
            ui.add(Label::new(fault.description()).wrap());
            ui.add_space(GAP_SMALL * 2.0);
        }
        if !told.seen.is_empty() {
            section_title(ui, "What a client sees");
            code_block(ui, &told.seen.join("\n"));
            ui.add_space(GAP_SMALL * 2.0);
        }
        diagnosis_ui(ui, cx, &told.diagnosis);
        if let Some(fingerprint) = &told.untrusted_certificate {
            certificate_ui(ui, fingerprint, &mut cx.commands);
        }
    });
}

/// A diagnosis: its sentence, then each reason with its evidence and its remedy.
pub(super) fn diagnosis_ui(ui: &mut Ui, cx: &ViewCx<'_>, diagnosis: &Diagnosis) {
    section_title(ui, "Why");
    ui.add(Label::new(theme::strong(&diagnosis.headline).color(cx.tokens.bad)).wrap());
    for reason in &diagnosis.reasons {
        ui.add_space(GAP_SMALL * 2.0);
        reason_ui(ui, cx, reason);
    }
    for note in &diagnosis.notes {
        ui.add_space(GAP_SMALL);
        ui.add(Label::new(RichText::new(note).color(cx.tokens.muted)).wrap());
    }
}

fn reason_ui(ui: &mut Ui, cx: &ViewCx<'_>, reason: &Reason) {
    let tokens = cx.tokens;
    if !reason.title.is_empty() {
        ui.horizontal_wrapped(|ui| {
            let tone = match reason.certainty {
                Certainty::Certain => Tone::Bad,
                Certainty::Likely => Tone::Warn,
                Certainty::Possible => Tone::Neutral,
            };
            pill(ui, reason.certainty.word(), tone);
            ui.add(Label::new(theme::strong(&reason.title)).wrap());
            spec_label(ui, &reason.spec);
        });
    }
    for evidence in &reason.evidence {
        ui.add(Label::new(RichText::new(evidence).monospace().color(tokens.text)).wrap());
    }
    if !reason.fix.is_empty() {
        ui.horizontal_top(|ui| {
            ui.label(theme::strong("What to do").color(tokens.muted));
            ui.add(Label::new(&reason.fix).wrap());
        });
    }
}
