//! Call: method, address, headers, body; the response, and why it says no.

use claimscope_client::status_text;
use egui::{CollapsingHeader, ComboBox, Label, RichText, Role, TextEdit, Ui, WidgetInfo};

use super::ViewCx;
use super::api_login::{found_ui, offer_ui, step_up_ui};
use super::explanation::diagnosis_ui;
use super::fields::{field_ui, send_on_enter, unsaved_ui};
use super::overview::milliseconds_text;
use super::token::countdown;
use crate::connection::Field;
use crate::message::Command;
use crate::request::{BodyKind, METHODS, TableForm};
use crate::request_edit::RequestEdit;
use crate::results::CallResult;
use crate::theme::{GAP, GAP_SMALL, Tone};
use crate::widgets::{
    List, card, code_block, copy_button, copy_button_of, ends, failure_card, named_row, pill,
    primary_button, section_title, shown, text_area, two_columns,
};

/// From this width on, body and headers of an answer stand beside each other.
const TWO_COLUMNS: f32 = 720.0;
/// How much of a body is shown; the whole of it can be copied.
const SHOWN_BODY_BYTES: usize = 64 * 1024;

pub(super) fn call_ui(ui: &mut Ui, cx: &mut ViewCx<'_>) {
    request_ui(ui, cx);
    ui.add_space(GAP_SMALL);
    token_choice_ui(ui, cx);
    more_ui(ui, cx);
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

fn request_ui(ui: &mut Ui, cx: &mut ViewCx<'_>) {
    let connection = cx.model.connection();
    let pending = cx
        .model
        .workspace()
        .is_some_and(|workspace| workspace.call.is_pending());
    let address = |ui: &mut Ui, cx: &mut ViewCx<'_>| {
        method_ui(ui, cx);
        let mut url = connection.field(Field::ApiUrl).to_owned();
        let field = TextEdit::singleline(&mut url)
            .hint_text("Address of the API")
            .font(egui::TextStyle::Monospace)
            .desired_width(f32::INFINITY);
        let field = ui.add(field);
        field.widget_info(|| WidgetInfo::labeled(Role::TextInput, true, "Address of the API"));
        if field.changed() {
            cx.push(Command::Edit(Field::ApiUrl, url.into()));
        }
        send_on_enter(ui, cx, &field);
    };
    ends(ui, "request", cx, address, |ui, cx| {
        if pending {
            ui.spinner();
            if ui.button("Cancel").clicked() {
                cx.push(Command::Cancel);
            }
        } else if primary_button(ui, "Send request", cx.model.is_ready()).clicked() {
            cx.push(Command::Call);
        }
    });
    unsaved_ui(ui, cx, Field::ApiUrl);
}

fn method_ui(ui: &mut Ui, cx: &mut ViewCx<'_>) {
    let connection = cx.model.connection();
    let combo = ComboBox::from_id_salt("method")
        .width(92.0)
        .selected_text(RichText::new(connection.field(Field::Method)).monospace())
        .show_ui(ui, |ui| {
            for method in METHODS {
                let chosen = connection.field(Field::Method) == method;
                if ui.selectable_label(chosen, method).clicked() {
                    cx.push(Command::Edit(Field::Method, method.into()));
                }
            }
        });
    combo
        .response
        .widget_info(|| WidgetInfo::labeled(Role::ComboBox, true, "Method"));
}

fn token_choice_ui(ui: &mut Ui, cx: &mut ViewCx<'_>) {
    let workspace = cx.model.workspace();
    let mut send = !workspace.is_some_and(|workspace| workspace.send_no_token);
    ui.horizontal(|ui| {
        if ui.checkbox(&mut send, "Send the access token").changed() {
            cx.push(Command::SetSendNoToken(!send));
        }
        let token = workspace.and_then(|workspace| workspace.current_token.as_ref());
        // What a run brought that broke something is shown, and never taken into use.
        let is_broken = workspace.is_some_and(|one| one.token.ready().is_some());
        let text = match token {
            _ if cx
                .model
                .connection()
                .requests
                .chosen()
                .has_header("authorization") =>
            {
                "The Authorization among the headers goes in its place."
            }
            Some(token) => {
                let (text, tone) = countdown(token, cx);
                pill(ui, &text, tone);
                return;
            }
            None if is_broken => {
                "The last one came of a run with something broken: the request goes without."
            }
            None => "There is none yet: the request goes without.",
        };
        ui.label(RichText::new(text).small().color(cx.tokens.muted));
    });
}

fn more_ui(ui: &mut Ui, cx: &mut ViewCx<'_>) {
    CollapsingHeader::new(RichText::new("Headers, body and expectations").color(cx.tokens.muted))
        .id_salt("more")
        .show_unindented(ui, |ui| {
            two_columns(ui, 0.5, cx, headers_area_ui, body_area_ui);
            two_columns(
                ui,
                0.5,
                cx,
                |ui, cx| {
                    let hint = "what the API expects in aud; empty: not known";
                    field_ui(
                        ui,
                        cx,
                        Field::Audience,
                        ("Audience of the API", "aud"),
                        hint,
                    );
                },
                |ui, cx| {
                    let names = ("Scope that the API requires", "scope");
                    let hint = "separated by spaces; empty: not known";
                    field_ui(ui, cx, Field::RequiredScope, names, hint);
                },
            );
        });
}

fn headers_area_ui(ui: &mut Ui, cx: &mut ViewCx<'_>) {
    let mut headers: TableForm = cx.model.connection().requests.chosen().headers.clone();
    if headers.text.is_none() {
        headers.begin_text(':');
    }
    let text = headers.text.take().unwrap_or_default();
    let hint = "one Name: value each line";
    if let Some(edited) = text_area(ui, "Headers", "", text.expose(), hint, 2) {
        headers.text = Some(edited.into());
        cx.push(Command::EditRequest(RequestEdit::Headers(headers)));
    }
}

fn body_area_ui(ui: &mut Ui, cx: &mut ViewCx<'_>) {
    let body = &cx.model.connection().requests.chosen().body;
    if let Some(edited) = text_area(ui, "Body", "", body.text.expose(), "", 2) {
        let mut body = body.clone();
        body.kind = match edited.is_empty() {
            true => BodyKind::None,
            false => BodyKind::Text,
        };
        body.text = edited.into();
        cx.push(Command::EditRequest(RequestEdit::Body(body)));
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
