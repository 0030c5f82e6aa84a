//! Call: what stands under the bar of the request: its parts, and then the answer.

use egui::{RichText, Ui};

use super::ViewCx;
use super::api_login::{found_ui, offer_ui, step_up_ui};
use super::cookies::kept_ui;
use super::remedy::edited_ui;
use super::request_editor::editor_ui;
use super::response::response_ui;
use crate::response_view::ResponseTab;
use crate::results::CallResult;
use crate::theme::GAP;
use crate::update::remedy::offer;
use crate::widgets::{awaited, failure_card};
use crate::workspace::Workspace;

pub(super) fn call_ui(ui: &mut Ui, cx: &mut ViewCx<'_>) {
    editor_ui(ui, cx);
    kept_ui(ui, cx);
    ui.add_space(GAP);
    let Some(workspace) = cx.model.workspace() else {
        return;
    };
    awaited(ui, &workspace.call, |ui| outcome_ui(ui, cx, workspace));
}

/// The answer, or why there is none.
fn outcome_ui(ui: &mut Ui, cx: &mut ViewCx<'_>, workspace: &Workspace) {
    if let Some(failure) = workspace.call.failure() {
        failure_card(ui, failure, &mut cx.commands);
        if workspace.logs_in {
            ui.add_space(GAP);
            offer_ui(ui, cx, true);
        }
        before_login_ui(ui, cx);
    } else if let Some((call, is_old)) = workspace.answer() {
        if is_old {
            before_login_ui(ui, cx);
        }
        if let Some(login) = &call.login {
            found_ui(ui, cx, login);
            ui.add_space(GAP);
        }
        edited_ui(ui, cx);
        response_ui(ui, cx, call, is_old);
        // Why it says no comes first; a long body would only push this out of sight.
        let is_why = workspace.response.shown_tab(call) == ResponseTab::Why;
        if !is_old && is_why {
            below_why_ui(ui, cx, call);
        }
    } else if workspace.call.is_pending() {
        before_login_ui(ui, cx);
    } else if workspace.call.is_cancelled() {
        ui.label(RichText::new("Cancelled: no answer was waited for.").color(cx.tokens.muted));
    }
}

/// What else may be done about a refusal, where nothing is offered beside its first reason that does the same.
fn below_why_ui(ui: &mut Ui, cx: &mut ViewCx<'_>, call: &CallResult) {
    let has_remedy = offer(cx.model, cx.model.selected, cx.now).is_some();
    match &call.asks_for_more {
        Some(wanted) if !has_remedy => {
            ui.add_space(GAP);
            step_up_ui(ui, cx, wanted);
        }
        None if call.asks_for_login => {
            ui.add_space(GAP);
            offer_ui(ui, cx, !has_remedy);
        }
        _ => {}
    }
}

/// What was found of the API while nobody has logged in yet.
fn before_login_ui(ui: &mut Ui, cx: &mut ViewCx<'_>) {
    let workspace = cx.model.workspace();
    if let Some(found) = workspace.and_then(|workspace| workspace.found.as_ref()) {
        ui.add_space(GAP);
        found_ui(ui, cx, found);
    }
}
