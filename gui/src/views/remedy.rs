//! “Do it” beneath the first reason of a refusal: what exactly will happen, what is asked before, and what was done.

use egui::{Label, RichText, Ui};

use super::ViewCx;
use crate::message::Command;
use crate::remedy::{RemedyAnswer, RemedyCommand, RemedyPlan};
use crate::theme::{self, GAP, GAP_SMALL};
use crate::update::remedy::{offer, was_in_vain};
use crate::update::remedy_edit::can_undo;
use crate::widgets::{card, failure_card, primary_button, quiet_button, shown};

/// How far below its top a button's word stands.
const BUTTON_INSET: f32 = 6.0;

/// Drawn beneath the first reason; draws nothing where nothing can be carried out.
pub(super) fn remedy_ui(ui: &mut Ui, cx: &mut ViewCx<'_>) {
    let Some(workspace) = cx.model.workspace() else {
        return;
    };
    let step = &workspace.remedy;
    let asked = step.done.as_ref().and_then(|done| done.token);
    if asked.is_some_and(|generation| workspace.token.awaits(generation)) {
        awaiting_ui(ui, cx);
        return;
    }
    let is_last = asked == Some(workspace.token.generation());
    if let Some(failure) = workspace.token.failure().filter(|_| is_last) {
        ui.add_space(GAP_SMALL);
        let text = "The remedy was tried: no new token came.";
        ui.add(Label::new(theme::strong(text)).wrap());
        failure_card(ui, failure, &mut cx.commands);
    }
    if let Some(plan) = &step.question {
        question_ui(ui, cx, plan);
    } else if let Some(plan) = offer(cx.model, cx.model.selected, cx.now) {
        offer_ui(ui, cx, &plan);
    } else if was_in_vain(cx.model, cx.model.selected) {
        ui.add_space(GAP_SMALL);
        let text = "This was done, and the API still refuses for this reason.";
        ui.add(Label::new(RichText::new(text).color(cx.tokens.muted)).wrap());
    }
}

fn push(cx: &mut ViewCx<'_>, command: RemedyCommand) {
    cx.push(Command::Remedy(command));
}

fn awaiting_ui(ui: &mut Ui, cx: &mut ViewCx<'_>) {
    ui.add_space(GAP_SMALL);
    ui.horizontal(|ui| {
        ui.spinner();
        ui.label("A new token is awaited.");
        if ui.button("Cancel").clicked() {
            cx.push(Command::Cancel);
        }
    });
}

fn offer_ui(ui: &mut Ui, cx: &mut ViewCx<'_>, plan: &RemedyPlan) {
    ui.add_space(GAP_SMALL);
    ui.horizontal_top(|ui| {
        let can_step = cx.model.can_step();
        if primary_button(ui, "Do it", can_step).clicked() {
            push(cx, RemedyCommand::DoIt);
        }
        ui.vertical(|ui| {
            // On the line of the button's own word.
            ui.add_space(BUTTON_INSET);
            let sentence = RichText::new(shown(ui, &plan.sentence)).color(cx.tokens.muted);
            ui.add(Label::new(sentence).wrap());
        });
    });
}

fn question_ui(ui: &mut Ui, cx: &mut ViewCx<'_>, plan: &RemedyPlan) {
    ui.add_space(GAP_SMALL);
    card(ui, |ui| {
        let method = plan.call.split(' ').next().unwrap_or_default();
        let text = format!("{} {method} may change data there.", plan.sentence);
        ui.add(Label::new(theme::strong(shown(ui, &text))).wrap());
        ui.horizontal_wrapped(|ui| {
            if ui.button(format!("Do it with {method}")).clicked() {
                push(cx, RemedyCommand::Answer(RemedyAnswer::All));
            }
            if plan.can_leave_call_out() && ui.button("Do it without the call").clicked() {
                push(cx, RemedyCommand::Answer(RemedyAnswer::WithoutCall));
            }
            if ui.button("Do nothing").clicked() {
                push(cx, RemedyCommand::Answer(RemedyAnswer::Nothing));
            }
        });
    });
}

/// What the last remedy edited, as long as it stands so.
pub(super) fn edited_ui(ui: &mut Ui, cx: &mut ViewCx<'_>) {
    let workspace = cx.model.workspace();
    let done = workspace.and_then(|workspace| workspace.remedy.done.as_ref());
    let chosen = cx.model.connection().requests.chosen().id;
    let done = done.filter(|done| done.request == chosen);
    let text = done.and_then(|done| done.edit_text());
    let Some(text) = text.filter(|_| can_undo(cx.model, cx.model.selected)) else {
        return;
    };
    ui.horizontal_wrapped(|ui| {
        let text = RichText::new(shown(ui, &text)).color(cx.tokens.muted);
        ui.label(text);
        if quiet_button(ui, "Undo this edit").clicked() {
            push(cx, RemedyCommand::Undo);
        }
    });
    ui.add_space(GAP);
}
