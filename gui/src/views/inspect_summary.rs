//! The summary of a report: format, signature and claims, each with its own word; the verdict stands apart from them.

use claimscope_core::summary::{Indicator, IndicatorState, Summary};
use egui::{Frame, Label, Margin, RichText, Stroke, Ui};

use super::ViewCx;
use crate::results::Inspected;
use crate::sentence::capitalised;
use crate::theme::{self, Tone};
use crate::widgets::{Icon, icon, pill};

/// From this width on, all stand in one row.
const FOUR_ACROSS: f32 = 680.0;

pub(super) fn summary_ui(ui: &mut Ui, cx: &ViewCx<'_>, inspected: &Inspected) {
    let summary = &inspected.report.summary;
    // Why there was no key to try says more than that none was tried.
    let signature = match &inspected.key_failure {
        Some(failure) if summary.signature.state == IndicatorState::None => &failure.sentence,
        _ => &summary.signature.detail,
    };
    let indicators = [
        ("Format", &summary.format, &summary.format.detail),
        ("Signature", &summary.signature, signature),
        ("Claims", &summary.claims, &summary.claims.detail),
    ];
    let across = if ui.available_width() < FOUR_ACROSS {
        2
    } else {
        4
    };
    for first in (0..4).step_by(across) {
        ui.columns(across, |columns| {
            for (index, ui) in columns.iter_mut().enumerate() {
                match indicators.get(first + index) {
                    Some((name, indicator, detail)) => {
                        indicator_ui(ui, cx, name, indicator, detail)
                    }
                    None => verdict_ui(ui, cx, summary),
                }
            }
        });
    }
}

fn indicator_ui(ui: &mut Ui, cx: &ViewCx<'_>, name: &str, indicator: &Indicator, detail: &str) {
    let drawn = match indicator.state {
        IndicatorState::Pass => Icon::Pass,
        IndicatorState::Warn => Icon::Warn,
        IndicatorState::Fail => Icon::Fail,
        IndicatorState::None => Icon::Waiting,
    };
    frame_ui(ui, cx, |ui| {
        ui.horizontal(|ui| {
            ui.spacing_mut().interact_size.y = 20.0;
            icon(ui, drawn, 16.0);
            let name = RichText::new(name).color(cx.tokens.muted);
            ui.add(Label::new(name).selectable(false));
            let word = theme::strong(indicator.word).color(cx.tokens.tone(drawn.tone()));
            ui.add(Label::new(word).truncate());
        });
        let detail = RichText::new(detail).small().color(cx.tokens.muted);
        ui.add(Label::new(detail).truncate());
    });
}

fn frame_ui(ui: &mut Ui, cx: &ViewCx<'_>, add_contents: impl FnOnce(&mut Ui)) {
    Frame::new()
        .fill(cx.tokens.card)
        .stroke(Stroke::new(1.0, cx.tokens.line))
        .corner_radius(8)
        .inner_margin(Margin::symmetric(12, 8))
        .show(ui, |ui| {
            ui.take_available_width();
            ui.spacing_mut().item_spacing.y = 3.0;
            add_contents(ui);
        });
}

/// What the verdict is worth stands apart from the three. `unverified` is never green.
fn verdict_ui(ui: &mut Ui, cx: &ViewCx<'_>, summary: &Summary) {
    let tone = match summary.state {
        IndicatorState::Pass => Tone::Good,
        IndicatorState::Fail => Tone::Bad,
        IndicatorState::Warn | IndicatorState::None => Tone::Warn,
    };
    frame_ui(ui, cx, |ui| {
        ui.horizontal(|ui| {
            ui.spacing_mut().interact_size.y = 20.0;
            let name = RichText::new("Verdict").color(cx.tokens.muted);
            ui.add(Label::new(name).selectable(false));
            pill(ui, &capitalised(summary.word), tone);
        });
        let headline = RichText::new(&summary.headline)
            .small()
            .color(cx.tokens.muted);
        ui.add(Label::new(headline).truncate());
    });
}
