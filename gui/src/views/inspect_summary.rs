//! The summary of a report: format, signature and claims, each with its own word; the verdict stands apart from them.

use claimscope_core::summary::{Indicator, IndicatorState, Summary};
use egui::{Align, Frame, Label, Layout, Margin, RichText, Stroke, Ui};

use super::ViewCx;
use crate::results::Inspected;
use crate::sentence::capitalised;
use crate::theme::{self, Tone};
use crate::times;
use crate::widgets::{Icon, icon, pill, shown};

/// Core's word for a signature that no key was tried on.
const NOT_CHECKED: &str = "not checked";
/// Beside the text of a card.
const MARGIN: i8 = 12;
/// From this width on, all stand in one row.
pub(super) const FOUR_ACROSS: f32 = 680.0;
/// From this width on, two do, with their words whole.
const TWO_ACROSS: f32 = 420.0;

pub(super) fn summary_ui(ui: &mut Ui, cx: &ViewCx<'_>, inspected: &Inspected) {
    let summary = &inspected.report().summary;
    // Why there was no key to try says more than that none was tried.
    let signature = match &inspected.failure {
        Some(failure) if summary.signature.state == IndicatorState::None => &failure.sentence,
        _ => &summary.signature.detail,
    };
    let shown_signature = inspected.signatures.iter().find(|one| one.is_shown);
    let signature = match shown_signature {
        Some(one) => &format!("{}: {signature}", one.name),
        None => signature,
    };
    // The words do not count on, as the lines below do.
    let headline = match &inspected.report().claims {
        Some(_) => {
            let moment = times::as_of_text(inspected.at, cx.now, cx.zone);
            format!("{}; {moment}", inspected.headline())
        }
        None => inspected.headline(),
    };
    let indicators = [
        ("Format", &summary.format, &summary.format.detail),
        ("Signature", &summary.signature, signature),
        ("Claims", &summary.claims, &summary.claims.detail),
    ];
    let across = match ui.available_width() {
        width if width < TWO_ACROSS => 1,
        width if width < FOUR_ACROSS => 2,
        _ => 4,
    };
    for first in (0..4).step_by(across) {
        let texts = (first..first + across).map(|index| match indicators.get(index) {
            Some((_, _, detail)) => detail.as_str(),
            None => &headline,
        });
        let texts: Vec<String> = texts.map(|text| shown(ui, text)).collect();
        let height = tallest(ui, across, texts);
        ui.columns(across, |columns| {
            for (index, ui) in columns.iter_mut().enumerate() {
                match indicators.get(first + index) {
                    Some((name, indicator, detail)) => {
                        indicator_ui(ui, cx, (name, indicator, detail), height);
                    }
                    None => verdict_ui(ui, cx, (summary, &headline), height),
                }
            }
        });
    }
}

/// How high the details of a row stand: its cards are as high as each other.
fn tallest(ui: &Ui, across: usize, texts: Vec<String>) -> f32 {
    let gaps = ui.spacing().item_spacing.x * (across as f32 - 1.0);
    let width = (ui.available_width() - gaps) / across as f32 - 2.0 * f32::from(MARGIN) - 2.0;
    let font = egui::TextStyle::Small.resolve(ui.style());
    texts
        .into_iter()
        .map(|text| {
            let color = egui::Color32::PLACEHOLDER;
            let galley = ui.painter().layout(text, font.clone(), color, width);
            galley.size().y
        })
        .fold(0.0, f32::max)
}

fn indicator_ui(
    ui: &mut Ui,
    cx: &ViewCx<'_>,
    (name, indicator, detail): (&str, &Indicator, &str),
    height: f32,
) {
    let drawn = match indicator.state {
        // What kept it from being checked is wrong; that it was not checked is no cross.
        IndicatorState::Fail if indicator.word == NOT_CHECKED => Icon::Skipped,
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
            let tone = match indicator.state {
                IndicatorState::Fail => Tone::Bad,
                _ => drawn.tone(),
            };
            let word = theme::strong(indicator.word).color(cx.tokens.tone(tone));
            ui.add(Label::new(word).truncate());
        });
        detail_ui(ui, cx, detail, height);
    });
}

fn frame_ui(ui: &mut Ui, cx: &ViewCx<'_>, add_contents: impl FnOnce(&mut Ui)) {
    Frame::new()
        .fill(cx.tokens.card)
        .stroke(Stroke::new(1.0, cx.tokens.line))
        .corner_radius(8)
        .inner_margin(Margin::symmetric(MARGIN, 8))
        .show(ui, |ui| {
            ui.take_available_width();
            ui.spacing_mut().item_spacing.y = 3.0;
            add_contents(ui);
        });
}

/// What the verdict is worth stands apart from the three. `unverified` is never green.
fn verdict_ui(ui: &mut Ui, cx: &ViewCx<'_>, (summary, headline): (&Summary, &str), height: f32) {
    let tone = match summary.state {
        IndicatorState::Pass => Tone::Good,
        IndicatorState::Fail => Tone::Bad,
        IndicatorState::Warn => Tone::Warn,
        IndicatorState::None => Tone::Neutral,
    };
    frame_ui(ui, cx, |ui| {
        ui.horizontal(|ui| {
            ui.spacing_mut().interact_size.y = 20.0;
            let name = RichText::new("Verdict").color(cx.tokens.muted);
            ui.add(Label::new(name).selectable(false));
            pill(ui, &capitalised(summary.word), tone);
        });
        detail_ui(ui, cx, headline, height);
    });
}

fn detail_ui(ui: &mut Ui, cx: &ViewCx<'_>, detail: &str, height: f32) {
    let detail = RichText::new(shown(ui, detail))
        .small()
        .color(cx.tokens.muted);
    // A column would stretch its lines to its width.
    ui.with_layout(Layout::top_down(Align::Min), |ui| {
        ui.set_min_height(height);
        ui.add(Label::new(detail).wrap());
    });
}
