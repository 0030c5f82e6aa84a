//! The overview: the steps of a run, each with its result, and what it means when one fails.

use claimscope_client::session::{RunOutcome, Step};
use claimscope_core::time::duration_text;
use egui::{Align, Label, Layout, RichText, Stroke, Ui, pos2, vec2};

use super::{ViewCx, explanation, tour};
use crate::message::{CallWith, Command};
use crate::model::Question;
use crate::sentence::sentence;
use crate::steps::{RunProgress, Standing, StepState, tab_of};
use crate::theme::{self, GAP_LARGE, Tone};
use crate::widgets::{Icon, alarm, card, fact_line, icon, pill, quiet_button, shown, two_columns};
use crate::without_secrets::url_without_secrets;

/// From this width on, the explanation stands beside the steps.
const TWO_COLUMNS: f32 = 860.0;
/// The icons' column.
const RAIL: f32 = 30.0;

pub(super) fn overview_ui(ui: &mut Ui, cx: &mut ViewCx<'_>) {
    let model = cx.model;
    let blank = RunProgress::default();
    let run = model
        .workspace()
        .and_then(|workspace| workspace.run.as_ref());
    if let Some(question) = model.question
        && question.connection == model.selected
    {
        question_ui(ui, cx, question);
    }
    // What a run gave comes before what a run is.
    if run.is_none() {
        tour::tour_ui(ui, cx);
    }
    headline_ui(ui, cx, run);
    ui.add_space(4.0);
    let shown = run.unwrap_or(&blank);
    match shown.explanation() {
        Some(told) if ui.available_width() >= TWO_COLUMNS => {
            two_columns(
                ui,
                0.5,
                cx,
                |ui, cx| steps_ui(ui, cx, shown),
                |ui, cx| explanation::explanation_ui(ui, cx, shown.fault, told),
            );
        }
        Some(told) => {
            explanation::explanation_ui(ui, cx, shown.fault, told);
            ui.add_space(GAP_LARGE);
            steps_ui(ui, cx, shown);
        }
        None => steps_ui(ui, cx, shown),
    }
    if run.is_some() {
        ui.add_space(GAP_LARGE);
        tour::tour_ui(ui, cx);
    }
}

fn headline_ui(ui: &mut Ui, cx: &ViewCx<'_>, run: Option<&RunProgress>) {
    let Some(run) = run else {
        let text =
            "Press Run to go from the issuer's metadata to the API's answer. Every step is real.";
        ui.add(Label::new(RichText::new(text).color(cx.tokens.muted)).wrap());
        return;
    };
    if matches!(run.standing, Standing::Over(RunOutcome::NotNoticed { .. })) {
        alarm(ui, &sentence(&run.headline()));
        return;
    }
    ui.horizontal_wrapped(|ui| {
        if let Some(fault) = run.fault {
            pill(ui, fault.title, Tone::Neutral);
        }
        let color = cx.tokens.tone(tone(run));
        let headline = shown(ui, &run.headline());
        ui.add(Label::new(theme::strong(headline).color(color)).wrap());
    });
}

fn tone(run: &RunProgress) -> Tone {
    let failed = |state: &StepState| matches!(state, StepState::Failed(_));
    match &run.standing {
        Standing::Running | Standing::Restoring | Standing::Cancelled => Tone::Neutral,
        Standing::Over(RunOutcome::WentWell | RunOutcome::Noticed) => Tone::Good,
        Standing::Over(RunOutcome::Unclear { .. }) => Tone::Warn,
        Standing::Over(RunOutcome::WentWrong(_)) if !run.steps.iter().any(failed) => Tone::Warn,
        Standing::Failed(_) | Standing::Over(_) => Tone::Bad,
    }
}

/// What has to be answered before a run.
fn question_ui(ui: &mut Ui, cx: &mut ViewCx<'_>, question: Question) {
    let connection = cx.model.connection_of(question.connection);
    let (issuer, url) = (
        connection.shown_issuer(),
        url_without_secrets(&connection.request_url()),
    );
    let method = connection.requests.chosen().method();
    let text = match (question.fault, question.changes_data) {
        (Some(_), true) => format!(
            "This sends wrong requests to the servers of {}, {issuer}, and {} {url}, which may change data there.",
            connection.name, method
        ),
        (Some(_), false) => format!(
            "This sends wrong requests to the servers of {}, {issuer}, and {} {url}.",
            connection.name, method
        ),
        (None, _) => format!("This sends {method} {url}, which may change data there."),
    };
    card(ui, |ui| {
        ui.add(Label::new(theme::strong(text)).wrap());
        ui.horizontal(|ui| {
            if question.changes_data {
                if ui.button("Run with GET").clicked() {
                    cx.push(Command::Answer(Some(CallWith::Get)));
                }
                let stated = format!("Run with {method}");
                if ui.button(stated).clicked() {
                    cx.push(Command::Answer(Some(CallWith::StatedMethod)));
                }
            } else if ui.button("Go on").clicked() {
                cx.push(Command::Answer(Some(CallWith::StatedMethod)));
            }
            if ui.button("Do nothing").clicked() {
                cx.push(Command::Answer(None));
            }
        });
    });
    ui.add_space(GAP_LARGE);
}

fn steps_ui(ui: &mut Ui, cx: &mut ViewCx<'_>, run: &RunProgress) {
    card(ui, |ui| {
        ui.spacing_mut().item_spacing.y = 2.0;
        ui.spacing_mut().interact_size.y = 22.0;
        ui.spacing_mut().button_padding.y = 2.0;
        for step in Step::ALL {
            let top = ui.cursor().top();
            step_ui(ui, cx, step, run.state(step));
            if step.next().is_some() {
                ui.add_space(8.0);
                // The rail from this mark to the next.
                let x = ui.cursor().left() + 8.5;
                let stroke = Stroke::new(1.5, cx.tokens.line);
                ui.painter().line_segment(
                    [pos2(x, top + 23.0), pos2(x, ui.cursor().top() - 2.0)],
                    stroke,
                );
            }
        }
    });
}

fn step_ui(ui: &mut Ui, cx: &mut ViewCx<'_>, step: Step, state: &StepState) {
    let tokens = cx.tokens;
    ui.horizontal(|ui| {
        icon(ui, icon_of(state), 18.0);
        ui.add_space(RAIL - 18.0 - 8.0);
        ui.add(Label::new(theme::strong(step.title()).size(14.0)).selectable(false));
        let word = RichText::new(state.word()).small();
        ui.add(Label::new(word.color(tokens.tone(icon_of(state).tone()))).selectable(false));
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            let result = state.result();
            if result.is_some()
                && quiet_button(ui, "Open")
                    .on_hover_text(open_hint(step))
                    .clicked()
            {
                cx.push(Command::ShowTab(tab_of(step)));
            }
            if let Some(milliseconds) = result.and_then(|result| result.milliseconds) {
                let text = RichText::new(milliseconds_text(milliseconds))
                    .small()
                    .color(tokens.muted);
                ui.add(Label::new(text).selectable(false));
            }
        });
    });
    indented(ui, |ui| match state.result() {
        Some(result) => {
            ui.add(Label::new(shown(ui, &result.headline)).wrap());
            if result.facts.is_empty() {
                return;
            }
            fact_line(
                ui,
                result
                    .facts
                    .iter()
                    .map(|(name, value)| (name.as_str(), value.as_str())),
            );
        }
        None => {
            ui.add(Label::new(RichText::new(step.purpose()).color(tokens.muted)).wrap());
        }
    });
}

fn indented(ui: &mut Ui, add_contents: impl FnOnce(&mut Ui)) {
    ui.horizontal_top(|ui| {
        ui.spacing_mut().item_spacing.x = 0.0;
        ui.allocate_space(vec2(RAIL, 0.0));
        ui.vertical(|ui| {
            ui.spacing_mut().item_spacing = vec2(theme::GAP, 2.0);
            add_contents(ui);
        });
    });
}

fn icon_of(state: &StepState) -> Icon {
    match state {
        StepState::Waiting => Icon::Waiting,
        StepState::Running => Icon::Running,
        StepState::Passed(_) => Icon::Pass,
        StepState::Warned(_) => Icon::Warn,
        StepState::Failed(_) | StepState::Unnoticed(_) => Icon::Fail,
        StepState::NotNeeded | StepState::NotReached => Icon::Skipped,
    }
}

fn open_hint(step: Step) -> String {
    format!(
        "Show the {} step in full",
        tab_of(step).title().to_lowercase()
    )
}

/// `12 ms`, or the words for longer spans.
pub(super) fn milliseconds_text(milliseconds: u64) -> String {
    if milliseconds == 0 {
        "under 1 ms".to_owned()
    } else if milliseconds < 10_000 {
        format!("{milliseconds} ms")
    } else {
        duration_text(milliseconds / 1_000)
    }
}
