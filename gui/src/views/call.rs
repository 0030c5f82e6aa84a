//! Call: method, address, headers, body; the response, and why it says no.

use claimscope_client::status_text;
use claimscope_core::json::show;
use egui::{
    Align, CollapsingHeader, ComboBox, Label, Layout, RichText, Role, TextEdit, Ui, WidgetInfo,
};

use super::ViewCx;
use super::explanation::diagnosis_ui;
use super::overview::milliseconds_text;
use super::token::countdown;
use crate::connection::Field;
use crate::message::Command;
use crate::results::CallResult;
use crate::theme::{GAP, GAP_SMALL, Tone};
use crate::widgets::{
    card, code_block, copy_button, copy_button_labelled, failure_card, named_row, pill,
    primary_button, section_title, text_area, text_field,
};

const METHODS: [&str; 7] = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"];
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
    } else if let Some(call) = workspace.call.ready() {
        if let Some(diagnosis) = &call.diagnosis {
            card(ui, |ui| diagnosis_ui(ui, cx, diagnosis));
            ui.add_space(GAP);
        }
        response_ui(ui, cx, call);
    } else if workspace.call.is_cancelled() {
        ui.label(RichText::new("Cancelled: no answer was waited for.").color(cx.tokens.muted));
    }
}

fn request_ui(ui: &mut Ui, cx: &mut ViewCx<'_>) {
    let connection = cx.model.connection();
    let pending = cx
        .model
        .workspace()
        .is_some_and(|workspace| workspace.call.is_pending());
    ui.horizontal(|ui| {
        let combo = ComboBox::from_id_salt("method")
            .width(92.0)
            .selected_text(RichText::new(&connection.method).monospace())
            .show_ui(ui, |ui| {
                for method in METHODS {
                    if ui
                        .selectable_label(connection.method == method, method)
                        .clicked()
                    {
                        cx.push(Command::Edit(Field::Method, method.into()));
                    }
                }
            });
        combo
            .response
            .widget_info(|| WidgetInfo::labeled(Role::ComboBox, true, "Method"));
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            if pending {
                if ui.button("Cancel").clicked() {
                    cx.push(Command::Cancel);
                }
                ui.spinner();
            } else if primary_button(ui, "Send request", cx.model.is_ready()).clicked() {
                cx.push(Command::Call);
            }
            let mut url = connection.api_url.clone();
            let field = TextEdit::singleline(&mut url)
                .hint_text("Address of the API")
                .font(egui::TextStyle::Monospace)
                .desired_width(f32::INFINITY);
            let field = ui.add(field);
            field.widget_info(|| WidgetInfo::labeled(Role::TextInput, true, "Address of the API"));
            if field.changed() {
                cx.push(Command::Edit(Field::ApiUrl, url.into()));
            }
        });
    });
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
            _ if cx.model.connection().has_own_authorization() => {
                "The Authorization among the headers goes in its place."
            }
            Some(token) => {
                let (text, tone) = countdown(token, cx.now);
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
    let connection = cx.model.connection();
    CollapsingHeader::new(RichText::new("Headers, body and expectations").color(cx.tokens.muted))
        .id_salt("more")
        .show_unindented(ui, |ui| {
            let fields = [
                ("Headers", "one Name: value each line", Field::Headers),
                ("Body", "", Field::Body),
            ];
            for (text, hint, field) in fields {
                let value = connection.field(field);
                if let Some(edited) = text_area(ui, text, "", value, hint, 2) {
                    cx.push(Command::Edit(field, edited.into()));
                }
            }
            let fields = [
                (
                    "Audience of the API",
                    "aud",
                    "what the API expects in aud; empty: not known",
                    Field::Audience,
                ),
                (
                    "Scope that the API requires",
                    "scope",
                    "separated by spaces; empty: not known",
                    Field::RequiredScope,
                ),
            ];
            for (text, spec_name, hint, field) in fields {
                let value = connection.field(field);
                if let Some(edited) = text_field(ui, text, spec_name, value, hint, false) {
                    cx.push(Command::Edit(field, edited.into()));
                }
            }
        });
}

fn response_ui(ui: &mut Ui, cx: &mut ViewCx<'_>, call: &CallResult) {
    card(ui, |ui| {
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
            ui.add(Label::new(RichText::new(about).small().color(cx.tokens.muted)).truncate());
        });
        ui.add_space(GAP_SMALL);
        for (name, value) in &call.headers {
            let name_text = RichText::new(name).monospace().color(cx.tokens.muted);
            named_row(ui, 168.0, name_text, |ui| {
                let label = format!("Copy {name}");
                copy_button_labelled(ui, "Value", &label, value, &mut cx.commands);
                ui.add(Label::new(RichText::new(show::text(value)).monospace()).wrap());
            });
        }
        ui.add_space(GAP_SMALL);
        ui.horizontal(|ui| {
            section_title(ui, "Body");
            copy_button(ui, "Body", call.body.expose(), &mut cx.commands);
        });
        body_ui(ui, cx, call.body.expose());
    });
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
