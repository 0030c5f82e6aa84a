//! The matrix of a probe: a row for each case, and the chosen one in full with its exchanges.

use claimscope_oauth::probe::{
    ProbeAttempt, ProbeExpectation, ProbeReport, ProbeResult, ProbeVerdict,
};
use egui::{
    Align, Label, Layout, Rect, RichText, Role, Stroke, StrokeKind, Ui, UiBuilder, WidgetInfo,
    pos2, vec2,
};

use super::ViewCx;
use crate::message::Command;
use crate::probe::{ProbeCommand, ProbeFilter, ProbeStep};
use crate::sentence::sentence;
use crate::theme::{self, GAP_SMALL};
use crate::widgets::{Icon, List, card, icon, named_row, shown, spec_label, tabs};

/// From this width on, what is sent has a column of its own.
const WIDE: f32 = 760.0;
const ROW_HEIGHT: f32 = 26.0;
/// The widths of the columns id, expected, seen and outcome.
const COLUMNS: [f32; 4] = [196.0, 84.0, 168.0, 112.0];
const NAME_WIDTH: f32 = 96.0;

pub(super) fn matrix_ui(ui: &mut Ui, cx: &mut ViewCx<'_>, step: &ProbeStep, report: &ProbeReport) {
    filter_ui(ui, cx, step, report);
    ui.add_space(GAP_SMALL);
    let results: Vec<&ProbeResult> = step.filter.results(report).collect();
    if results.is_empty() {
        let text = "No case came out so.";
        ui.label(RichText::new(text).color(cx.tokens.muted));
        return;
    }
    head_ui(ui, cx);
    ui.spacing_mut().item_spacing.y = 1.0;
    let chosen = results.iter().position(|one| Some(one.case) == step.chosen);
    let mut list = List::new(ui, "probe results", results.len(), chosen);
    for result in results {
        let is_chosen = Some(result.case) == step.chosen;
        row_ui(ui, cx, &mut list, result, is_chosen);
        if is_chosen {
            detail_ui(ui, cx, result);
        }
    }
}

fn filter_ui(ui: &mut Ui, cx: &mut ViewCx<'_>, step: &ProbeStep, report: &ProbeReport) {
    let counts = ProbeFilter::ALL.map(|filter| (filter, filter.results(report).count()));
    let is_offered = |(filter, count): &(ProbeFilter, usize)| {
        *filter != ProbeFilter::Deviations || *count > 0 || step.filter == *filter
    };
    let titles: Vec<(ProbeFilter, String)> = counts
        .into_iter()
        .filter(is_offered)
        .map(|(filter, count)| (filter, format!("{} ({count})", filter.title())))
        .collect();
    let all: Vec<(ProbeFilter, &str)> = titles
        .iter()
        .map(|(filter, title)| (*filter, title.as_str()))
        .collect();
    ui.horizontal(|ui| {
        if let Some(filter) = tabs(ui, "probe filter", step.filter, &all) {
            cx.push(Command::Probe(ProbeCommand::SetFilter(filter)));
        }
    });
}

/// Where each column lies: id, what was sent where there is room, expected, seen, outcome.
fn columns(row: Rect) -> [Option<Rect>; 5] {
    let inner = row.shrink2(vec2(8.0, 0.0));
    let is_wide = inner.width() >= WIDE;
    let [id, expected, seen, outcome] = COLUMNS;
    let (seen, id) = match is_wide {
        true => (seen, id),
        // A narrow window gives what it has to the id and to what was seen.
        false => {
            let rest = (inner.width() - expected - outcome).max(0.0);
            (rest * 0.42, rest * 0.58)
        }
    };
    let sent = inner.width() - id - expected - seen - outcome;
    let mut left = inner.left();
    let mut next = |width: f32| {
        let rect = Rect::from_min_size(pos2(left, row.top()), vec2(width - 8.0, row.height()));
        left += width;
        Some(rect)
    };
    let id = next(id);
    let sent = if is_wide { next(sent) } else { None };
    [id, sent, next(expected), next(seen), next(outcome)]
}

fn cell_ui(ui: &mut Ui, rect: Option<Rect>, add: impl FnOnce(&mut Ui)) {
    if let Some(rect) = rect {
        let layout = Layout::left_to_right(Align::Center);
        let mut cell = ui.new_child(UiBuilder::new().max_rect(rect).layout(layout));
        cell.shrink_clip_rect(rect);
        add(&mut cell);
    }
}

fn text_ui(ui: &mut Ui, text: RichText) {
    ui.add(Label::new(text).truncate().selectable(false));
}

fn head_ui(ui: &mut Ui, cx: &ViewCx<'_>) {
    let (_, rect) = ui.allocate_space(vec2(ui.available_width(), 18.0));
    let titles = ["Case", "What is sent", "Expected", "Seen", "Result"];
    for (title, column) in titles.into_iter().zip(columns(rect)) {
        let title = RichText::new(title).small().color(cx.tokens.muted);
        cell_ui(ui, column, |ui| text_ui(ui, title));
    }
}

fn row_ui(
    ui: &mut Ui,
    cx: &mut ViewCx<'_>,
    list: &mut List,
    result: &ProbeResult,
    is_chosen: bool,
) {
    let size = vec2(ui.available_width(), ROW_HEIGHT);
    let (rect, response) = ui.allocate_exact_size(size, list.sense());
    let tokens = cx.tokens;
    let (code, outcome, seen) = (result.case.code(), result.outcome(), seen(result));
    let label = format!("{code}: {outcome}, seen {seen}");
    response.widget_info(|| WidgetInfo::selected(Role::ListBoxOption, true, is_chosen, &label));
    list.drew(ui, &response);
    let fill = match (is_chosen, response.hovered()) {
        _ if result.verdict == ProbeVerdict::Gap => tokens.bad_back,
        (true, _) => tokens.chosen,
        (false, true) => tokens.hover,
        (false, false) => egui::Color32::TRANSPARENT,
    };
    ui.painter().rect_filled(rect, 4.0, fill);
    if is_chosen || response.has_focus() {
        let ring = Stroke::new(1.5, tokens.accent);
        ui.painter()
            .rect_stroke(rect, 4.0, ring, StrokeKind::Inside);
    }
    let [id, sent, expected, seen_at, outcome_at] = columns(rect);
    let mono = |text: &str| RichText::new(text).monospace().size(12.0);
    cell_ui(ui, id, |ui| text_ui(ui, mono(code).color(tokens.text)));
    cell_ui(ui, sent, |ui| {
        text_ui(ui, RichText::new(result.sent).color(tokens.text));
    });
    let text = result.expected.text();
    cell_ui(ui, expected, |ui| {
        text_ui(ui, mono(text).color(tokens.muted))
    });
    cell_ui(ui, seen_at, |ui| {
        let seen = shown(ui, &seen);
        text_ui(ui, mono(&seen).color(tokens.text));
    });
    let mark = mark(result.verdict);
    cell_ui(ui, outcome_at, |ui| {
        icon(ui, mark, 13.0);
        let word = theme::strong(outcome).color(tokens.tone(mark.tone()));
        text_ui(ui, word);
    });
    if response.clicked() {
        let chosen = (!is_chosen).then_some(result.case);
        cx.push(Command::Probe(ProbeCommand::Choose(chosen)));
    }
}

fn seen(result: &ProbeResult) -> String {
    match result.seen.as_str() {
        "" => "nothing".to_owned(),
        seen => seen.to_owned(),
    }
}

fn mark(verdict: ProbeVerdict) -> Icon {
    match verdict {
        ProbeVerdict::Pass => Icon::Pass,
        ProbeVerdict::Gap => Icon::Fail,
        ProbeVerdict::Deviation => Icon::Warn,
        ProbeVerdict::NotJudged => Icon::Skipped,
    }
}

/// Why the case matters, what came, and where it stands in the log.
fn detail_ui(ui: &mut Ui, cx: &mut ViewCx<'_>, result: &ProbeResult) {
    ui.add_space(2.0);
    card(ui, |ui| {
        ui.spacing_mut().item_spacing.y = 5.0;
        let why = match result.verdict {
            ProbeVerdict::NotJudged => "Not judged",
            ProbeVerdict::Deviation => "Deviation",
            _ => "Gap",
        };
        line_ui(ui, cx, why, &sentence(&result.why));
        line_ui(ui, cx, "What is sent", &sentence(result.sent));
        named_row(ui, NAME_WIDTH, name(cx, "Why"), |ui| {
            ui.horizontal_wrapped(|ui| {
                ui.add(Label::new(result.meaning).wrap());
                spec_label(ui, result.spec);
            });
        });
        line_ui(ui, cx, "Expected", &expected(result.expected));
        line_ui(ui, cx, "What to do", &sentence(result.remedy));
        for attempt in &result.attempts {
            named_row(ui, NAME_WIDTH, name(cx, "Seen"), |ui| {
                let text = match attempt.what.as_str() {
                    "" => attempt.seen.clone(),
                    what => format!("{}: {}", what, attempt.seen),
                };
                let text = RichText::new(shown(ui, &text)).monospace();
                ui.add(Label::new(text).wrap());
            });
            exchange_ui(ui, cx, attempt);
        }
    });
    ui.add_space(4.0);
}

/// The press that leads to the exchange in the log.
fn exchange_ui(ui: &mut Ui, cx: &mut ViewCx<'_>, attempt: &ProbeAttempt) {
    let Some(number) = attempt.exchange else {
        return;
    };
    let mut kept = cx.model.exchanges.iter();
    let is_kept = kept.any(|exchange| exchange.number == number);
    named_row(ui, NAME_WIDTH, name(cx, ""), |ui| match is_kept {
        true => {
            if ui.button(format!("Show exchange {number}")).clicked() {
                cx.commands.push(Command::ShowExchange(Some(number)));
            }
        }
        false => {
            let text = format!("Exchange {number} is no longer in the log.");
            ui.label(RichText::new(text).color(cx.tokens.muted));
        }
    });
}

fn name(cx: &ViewCx<'_>, name: &str) -> RichText {
    RichText::new(name).color(cx.tokens.muted)
}

fn line_ui(ui: &mut Ui, cx: &ViewCx<'_>, name: &str, text: &str) {
    if !text.is_empty() {
        named_row(ui, NAME_WIDTH, self::name(cx, name), |ui| {
            ui.add(Label::new(shown(ui, text)).wrap());
        });
    }
}

fn expected(expected: ProbeExpectation) -> String {
    match (expected.status(), expected.error()) {
        (None, _) => "The API takes it.".to_owned(),
        (Some(_), None) => format!("{}.", expected.text()),
        (Some(status), Some(error)) => format!("{status} with the error {error}."),
    }
}
