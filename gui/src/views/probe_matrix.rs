//! The matrix of a probe: a row for each case, and the chosen one in full with its exchanges.

use claimscope_oauth::probe::{
    ProbeAttempt, ProbeCase, ProbeExpectation, ProbeReport, ProbeResult, ProbeVerdict,
};
use egui::{Label, RichText, Ui};

use super::ViewCx;
use super::probe_row::{MatrixRow, head_ui, row_ui};
use crate::message::Command;
use crate::probe::{ProbeCommand, ProbeFilter, ProbeStep};
use crate::sentence::sentence;
use crate::theme::GAP_SMALL;
use crate::widgets::{List, card, code_link, named_row, shown, spec_label, tabs};

const NAME_WIDTH: f32 = 96.0;

pub(super) fn matrix_ui(ui: &mut Ui, cx: &mut ViewCx<'_>, step: &ProbeStep, report: &ProbeReport) {
    filter_ui(ui, cx, step, report);
    ui.add_space(GAP_SMALL);
    let rows: Vec<_> = step.filter.results(report).map(MatrixRow::Over).collect();
    if rows.is_empty() {
        let text = "No case came out so.";
        ui.label(RichText::new(text).color(cx.tokens.muted));
        return;
    }
    rows_ui(ui, cx, step, &rows);
}

/// The matrix of a probe that is not over: what has ended, what is under way, and what is to come.
pub(super) fn live_ui(ui: &mut Ui, cx: &mut ViewCx<'_>, step: &ProbeStep) {
    let at = step.under_way.map(|under_way| under_way.case);
    let rows: Vec<_> = ProbeCase::ALL
        .iter()
        .map(|case| {
            let mut over = step.so_far.iter();
            match over.find(|result| result.case == *case) {
                Some(result) => MatrixRow::Over(result),
                None if at == Some(*case) => MatrixRow::UnderWay(*case),
                None => MatrixRow::Waiting(*case),
            }
        })
        .collect();
    rows_ui(ui, cx, step, &rows);
}

/// The matrix of a probe whose end was not waited for.
pub(super) fn so_far_ui(ui: &mut Ui, cx: &mut ViewCx<'_>, step: &ProbeStep) {
    let rows: Vec<_> = step.so_far.iter().map(MatrixRow::Over).collect();
    if !rows.is_empty() {
        rows_ui(ui, cx, step, &rows);
    }
}

fn rows_ui(ui: &mut Ui, cx: &mut ViewCx<'_>, step: &ProbeStep, rows: &[MatrixRow<'_>]) {
    head_ui(ui, cx);
    ui.spacing_mut().item_spacing.y = 1.0;
    let chosen = rows.iter().position(|one| Some(one.case()) == step.chosen);
    let mut list = List::new(ui, "probe results", rows.len(), chosen);
    for row in rows {
        let is_chosen = Some(row.case()) == step.chosen;
        row_ui(ui, cx, &mut list, *row, is_chosen);
        if let (true, MatrixRow::Over(result)) = (is_chosen, row) {
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
                code_link(ui, result.case.code(), &mut cx.commands);
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
    let is_kept = cx.model.has_exchange(number);
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
