//! Why something was refused: what was done, what a client sees, the reasons ranked, and what to do.

use claimscope_client::session::Fault;
use claimscope_oauth::diagnose::{self, Certainty, Diagnosis};
use egui::{Label, RichText, Ui};

use super::ViewCx;
use crate::sentence::sentence;
use crate::steps::{Explanation, Why};
use crate::theme::{self, GAP, GAP_SMALL, Tone};
use crate::widgets::{
    card, certificate_ui, code_block, code_link, pill, section_title, shown, spec_label,
};

pub(super) fn explanation_ui(
    ui: &mut Ui,
    cx: &mut ViewCx<'_>,
    fault: Option<&Fault>,
    told: &Explanation,
) {
    card(ui, |ui| {
        if let Some(fault) = fault {
            section_title(ui, "What was broken");
            ui.add(Label::new(fault.done).wrap());
            ui.add_space(GAP_SMALL * 2.0);
        }
        if !told.seen.is_empty() {
            section_title(ui, "What a client sees");
            code_block(ui, &told.seen.join("\n"));
            ui.add_space(GAP_SMALL * 2.0);
        }
        why_ui(ui, cx, &told.why);
    });
}

fn why_ui(ui: &mut Ui, cx: &mut ViewCx<'_>, why: &Why) {
    match why {
        Why::NotNoticed(fault) => {
            section_title(ui, "What to do");
            ui.add(Label::new(sentence(fault.remedy)).wrap());
            spec_label(ui, fault.spec);
        }
        Why::Failed(failure) => {
            headline_ui(ui, cx, &failure.sentence);
            if let Some(code) = failure.code {
                code_link(ui, code.as_str(), &mut cx.commands);
            }
            if let Some(advice) = &failure.advice {
                ui.add_space(GAP_SMALL * 2.0);
                fix_ui(ui, cx, advice);
            }
            if let Some(certificate) = &failure.untrusted_certificate {
                certificate_ui(ui, certificate, &mut cx.commands);
            }
        }
        // What the server said is what a client sees.
        Why::Refused(diagnosis) => reasons_ui(ui, cx, diagnosis),
        Why::Checks(checks) => {
            headline_ui(ui, cx, "The API accepted a token that fails these checks.");
            for check in checks {
                let sides = [("expected", &check.expected), ("actual", &check.actual)];
                let evidence: Vec<String> = sides
                    .into_iter()
                    .filter_map(|(name, value)| Some(format!("{name}: {}", value.as_ref()?)))
                    .collect();
                let fix = check.hint.as_deref().map(sentence).unwrap_or_default();
                let reason = Reason::new(check.id.as_str(), &check.message, &fix, check.spec);
                reason_ui(
                    ui,
                    cx,
                    &Reason {
                        evidence: &evidence,
                        ..reason
                    },
                );
            }
        }
    }
}

fn headline_ui(ui: &mut Ui, cx: &ViewCx<'_>, text: &str) {
    section_title(ui, "Why");
    bare_headline_ui(ui, cx, text);
}

fn bare_headline_ui(ui: &mut Ui, cx: &ViewCx<'_>, text: &str) {
    let text = shown(ui, text);
    ui.add(Label::new(theme::strong(text).color(cx.tokens.bad)).wrap());
}

/// A diagnosis: its sentence, then each reason with its evidence and its remedy, and what the server said itself.
pub(super) fn diagnosis_ui(ui: &mut Ui, cx: &mut ViewCx<'_>, diagnosis: &Diagnosis) {
    reasons_ui(ui, cx, diagnosis);
    words_ui(ui, diagnosis);
}

fn reasons_ui(ui: &mut Ui, cx: &mut ViewCx<'_>, diagnosis: &Diagnosis) {
    headline_ui(ui, cx, &sentence(&diagnosis.headline));
    for reason in &diagnosis.reasons {
        ranked_ui(ui, cx, reason);
    }
    notes_ui(ui, cx, diagnosis);
}

/// The same where a tab is called Why already, with what is to stand beneath the first reason.
pub(super) fn diagnosis_in_tab_ui(
    ui: &mut Ui,
    cx: &mut ViewCx<'_>,
    diagnosis: &Diagnosis,
    below_first: impl FnOnce(&mut Ui, &mut ViewCx<'_>),
) {
    bare_headline_ui(ui, cx, &sentence(&diagnosis.headline));
    let mut reasons = diagnosis.reasons.iter();
    if let Some(first) = reasons.next() {
        ranked_ui(ui, cx, first);
        below_first(ui, cx);
    }
    for reason in reasons {
        ranked_ui(ui, cx, reason);
    }
    notes_ui(ui, cx, diagnosis);
    words_ui(ui, diagnosis);
}

fn ranked_ui(ui: &mut Ui, cx: &mut ViewCx<'_>, reason: &diagnose::Reason) {
    let (title, fix) = (sentence(reason.title), sentence(&reason.fix));
    let shown = Reason {
        certainty: Some(reason.certainty),
        evidence: &reason.evidence,
        ..Reason::new(reason.code, &title, &fix, reason.spec)
    };
    reason_ui(ui, cx, &shown);
}

fn notes_ui(ui: &mut Ui, cx: &ViewCx<'_>, diagnosis: &Diagnosis) {
    for note in &diagnosis.notes {
        ui.add_space(GAP_SMALL);
        let note = shown(ui, &sentence(note));
        ui.add(Label::new(RichText::new(note).color(cx.tokens.muted)).wrap());
    }
}

fn words_ui(ui: &mut Ui, diagnosis: &Diagnosis) {
    if !diagnosis.server_words.is_empty() {
        ui.add_space(GAP);
        section_title(ui, "The server's own words");
        code_block(ui, &diagnosis.server_words.join("\n"));
    }
}

/// A reason as it is drawn, whoever gives it.
struct Reason<'a> {
    code: &'static str,
    title: &'a str,
    certainty: Option<Certainty>,
    evidence: &'a [String],
    fix: &'a str,
    spec: &'a str,
}

impl<'a> Reason<'a> {
    fn new(code: &'static str, title: &'a str, fix: &'a str, spec: &'a str) -> Self {
        Self {
            code,
            title,
            certainty: None,
            evidence: &[],
            fix,
            spec,
        }
    }
}

fn reason_ui(ui: &mut Ui, cx: &mut ViewCx<'_>, reason: &Reason<'_>) {
    ui.add_space(GAP_SMALL * 2.0);
    ui.horizontal_wrapped(|ui| {
        if let Some(certainty) = reason.certainty {
            let (word, tone) = match certainty {
                Certainty::Certain => ("Certain", Tone::Bad),
                Certainty::Likely => ("Likely", Tone::Warn),
                Certainty::Possible => ("Possible", Tone::Neutral),
            };
            pill(ui, word, tone);
        }
        ui.add(Label::new(theme::strong(shown(ui, reason.title))).wrap());
        spec_label(ui, reason.spec);
        code_link(ui, reason.code, &mut cx.commands);
    });
    for evidence in reason.evidence {
        let text = RichText::new(shown(ui, evidence)).monospace();
        ui.add(Label::new(text.color(cx.tokens.text)).wrap());
    }
    if !reason.fix.is_empty() {
        fix_ui(ui, cx, reason.fix);
    }
}

fn fix_ui(ui: &mut Ui, cx: &ViewCx<'_>, fix: &str) {
    ui.horizontal_top(|ui| {
        ui.label(theme::strong("What to do").color(cx.tokens.muted));
        ui.add(Label::new(shown(ui, fix)).wrap());
    });
}
