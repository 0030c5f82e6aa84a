//! Call: what stands under the bar of the request: its parts, the response, and why it says no.

use claimscope_client::status_text;
use egui::{Label, RichText, Ui};

use super::ViewCx;
use super::api_login::{found_ui, offer_ui, step_up_ui};
use super::explanation::diagnosis_ui;
use super::overview::milliseconds_text;
use super::request_editor::editor_ui;
use crate::results::CallResult;
use crate::theme::{GAP, GAP_SMALL, Tone};
use crate::widgets::{
    List, card, code_block, copy_button, copy_button_of, failure_card, named_row, pill,
    section_title, shown, two_columns,
};

/// From this width on, body and headers of an answer stand beside each other.
const TWO_COLUMNS: f32 = 720.0;
/// How much of a body is shown; the whole of it can be copied.
const SHOWN_BODY_BYTES: usize = 64 * 1024;

pub(super) fn call_ui(ui: &mut Ui, cx: &mut ViewCx<'_>) {
    editor_ui(ui, cx);
    ui.add_space(GAP);
    let Some(workspace) = cx.model.workspace() else {
        return;
    };
    if let Some(failure) = workspace.call.failure() {
        failure_card(ui, failure, &mut cx.commands);
        if workspace.logs_in {
            ui.add_space(GAP);
            offer_ui(ui, cx);
        }
        before_login_ui(ui, cx);
    } else if let Some(call) = workspace.call.ready() {
        status_ui(ui, cx, call);
        ui.add_space(GAP_SMALL);
        if let Some(wanted) = &call.asks_for_more {
            step_up_ui(ui, cx, wanted);
            ui.add_space(GAP);
        } else if call.asks_for_login {
            offer_ui(ui, cx);
            ui.add_space(GAP);
        }
        if let Some(login) = &call.login {
            found_ui(ui, cx, login);
            ui.add_space(GAP);
        }
        if let Some(diagnosis) = &call.diagnosis {
            card(ui, |ui| diagnosis_ui(ui, cx, diagnosis));
            ui.add_space(GAP);
        }
        card(ui, |ui| response_ui(ui, cx, call));
    } else if workspace.call.is_pending() {
        before_login_ui(ui, cx);
    } else if workspace.call.is_cancelled() {
        ui.label(RichText::new("Cancelled: no answer was waited for.").color(cx.tokens.muted));
    }
}

/// What was found of the API while nobody has logged in yet.
fn before_login_ui(ui: &mut Ui, cx: &ViewCx<'_>) {
    let workspace = cx.model.workspace();
    if let Some(found) = workspace.and_then(|workspace| workspace.found.as_ref()) {
        ui.add_space(GAP);
        found_ui(ui, cx, found);
    }
}

/// The status and what it belongs to.
fn status_ui(ui: &mut Ui, cx: &ViewCx<'_>, call: &CallResult) {
    ui.horizontal(|ui| {
        section_title(ui, "Response");
        let tone = match call.status {
            _ if call.diagnosis.is_none() => Tone::Good,
            500.. => Tone::Warn,
            _ => Tone::Bad,
        };
        pill(ui, &status_text(call.status), tone);
        let about = format!(
            "{} {}, {}, {} bytes",
            call.method,
            call.url,
            milliseconds_text(call.milliseconds),
            call.body_bytes
        );
        let about = RichText::new(shown(ui, &about)).small();
        ui.add(Label::new(about.color(cx.tokens.muted)).truncate());
    });
}

/// Body and headers, beside each other where there is room: neither is below the other's end.
fn response_ui(ui: &mut Ui, cx: &mut ViewCx<'_>, call: &CallResult) {
    let body = |ui: &mut Ui, cx: &mut ViewCx<'_>| {
        ui.horizontal(|ui| {
            section_title(ui, "Body");
            copy_button(ui, "Body", call.body.expose(), &mut cx.commands);
        });
        body_ui(ui, cx, call.body.expose());
    };
    if ui.available_width() >= TWO_COLUMNS {
        two_columns(ui, 0.5, cx, body, |ui, cx| headers_ui(ui, cx, call));
    } else {
        body(ui, cx);
        ui.add_space(GAP);
        headers_ui(ui, cx, call);
    }
}

fn headers_ui(ui: &mut Ui, cx: &mut ViewCx<'_>, call: &CallResult) {
    ui.horizontal(|ui| section_title(ui, "Headers"));
    let mut list = List::new(ui, "response headers", call.headers.len(), None);
    for (name, value) in &call.headers {
        let name_text = RichText::new(shown(ui, name)).monospace();
        named_row(ui, 168.0, name_text.color(cx.tokens.muted), |ui| {
            let label = format!("Copy {name}");
            copy_button_of(ui, &mut list, &label, value, &mut cx.commands);
            ui.add(Label::new(RichText::new(shown(ui, value)).monospace()).wrap());
        });
    }
}

fn body_ui(ui: &mut Ui, cx: &ViewCx<'_>, body: &str) {
    if body.is_empty() {
        let text = RichText::new("The body is empty.").color(cx.tokens.muted);
        ui.label(text);
        return;
    }
    let end = (0..=SHOWN_BODY_BYTES.min(body.len()))
        .rev()
        .find(|at| body.is_char_boundary(*at))
        .unwrap_or(0);
    code_block(ui, &body[..end]);
    if end < body.len() {
        let text = format!("and {} bytes more; copy to see all", body.len() - end);
        ui.label(RichText::new(text).color(cx.tokens.muted));
    }
}
