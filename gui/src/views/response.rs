//! The answer of a call: its status and size, and then why it says no, its body or its headers.

use std::time::Duration;

use claimscope_client::status_text;
use claimscope_oauth::mask;
use egui::{Label, RichText, Sense, Ui, WidgetInfo};

use super::explanation::diagnosis_in_tab_ui;
use super::overview::milliseconds_text;
use super::remedy::remedy_ui;
use super::response_body::body_ui;
use super::{ViewCx, why};
use crate::body::size_text;
use crate::message::Command;
use crate::response_view::{ResponseCommand, ResponseTab};
use crate::results::CallResult;
use crate::theme::{GAP, GAP_SMALL, Tone};
use crate::update::follow::target;
use crate::widgets::{
    List, card, copy_button, copy_button_of, ends, fact_line, failure_card, named_row, pill,
    quiet_button, section_title, shown, tabs,
};

/// In less width the buttons have a line of their own.
const HEAD_IN_ONE_LINE: f32 = 480.0;

/// The pane: an old answer is said to be one.
pub(super) fn response_ui(ui: &mut Ui, cx: &mut ViewCx<'_>, call: &CallResult, is_old: bool) {
    let Some(workspace) = cx.model.workspace() else {
        return;
    };
    let view = &workspace.response;
    if is_old {
        let text = match workspace.call.is_pending() {
            true => "This is the answer to the request before; the new one is awaited.",
            false => "Cancelled: this is the answer to the request before.",
        };
        ui.horizontal(|ui| {
            pill(ui, "Old answer", Tone::Warn);
            ui.label(RichText::new(text).color(cx.tokens.muted));
        });
        ui.add_space(GAP_SMALL);
    }
    status_ui(ui, cx, call, view.shows_phases);
    if view.shows_phases {
        phases_ui(ui, call);
    }
    if let Some(why) = &call.broke_off {
        let text = format!("{why} This is the beginning of it.");
        ui.horizontal_wrapped(|ui| {
            pill(ui, "Broke off", Tone::Warn);
            ui.label(RichText::new(text).color(cx.tokens.warn));
        });
    }
    follow_ui(ui, cx);
    ui.add_space(GAP_SMALL);
    card(ui, |ui| {
        let tab = view.shown_tab(call);
        let titles = |ui: &mut Ui, cx: &mut ViewCx<'_>| {
            let headers = format!("Headers ({})", call.headers.len());
            let mut all = vec![
                (ResponseTab::Body, "Body"),
                (ResponseTab::Headers, headers.as_str()),
            ];
            if call.diagnosis.is_some() {
                all.insert(0, (ResponseTab::Why, "Why"));
            }
            if let Some(tab) = tabs(ui, "response tabs", tab, &all) {
                cx.respond(ResponseCommand::ShowTab(tab));
            }
        };
        let buttons = |ui: &mut Ui, cx: &mut ViewCx<'_>| buttons_ui(ui, cx, call, tab);
        match ui.available_width() >= HEAD_IN_ONE_LINE {
            true => ends(ui, "response head", cx, titles, buttons),
            false => {
                ui.horizontal_wrapped(|ui| titles(ui, cx));
                ui.horizontal_wrapped(|ui| buttons(ui, cx));
            }
        }
        ui.add_space(GAP_SMALL);
        saved_ui(ui, cx);
        match (tab, &call.diagnosis) {
            (ResponseTab::Why, Some(diagnosis)) => {
                diagnosis_in_tab_ui(ui, cx, diagnosis, |ui, cx| {
                    if !is_old {
                        remedy_ui(ui, cx);
                    }
                });
                if !is_old {
                    ui.add_space(GAP_SMALL);
                    why::explain_call_ui(ui, cx);
                }
            }
            (ResponseTab::Headers, _) => headers_ui(ui, cx, call),
            _ => body_ui(ui, cx, call, view),
        }
    });
}

/// What can be done with what a tab of the answer shows.
fn buttons_ui(ui: &mut Ui, cx: &mut ViewCx<'_>, call: &CallResult, tab: ResponseTab) {
    let body = call.body.as_ref().filter(|body| !body.is_empty());
    let all = match (tab, body) {
        (ResponseTab::Headers, _) => vec![("Copy headers", ResponseCommand::CopyHeaders)],
        (ResponseTab::Body, Some(_)) => vec![
            ("Find", ResponseCommand::Find),
            ("Copy body", ResponseCommand::CopyBody),
            ("Save to file", ResponseCommand::Save),
        ],
        (ResponseTab::Body | ResponseTab::Why, _) => vec![],
    };
    for (title, command) in all {
        if quiet_button(ui, title).clicked() {
            cx.respond(command);
        }
    }
}

/// The way to where a redirect leads.
fn follow_ui(ui: &mut Ui, cx: &mut ViewCx<'_>) {
    let Some(next) = target(cx.model, cx.model.selected) else {
        return;
    };
    let request = &next.request;
    ui.horizontal_wrapped(|ui| {
        if ui.button("Follow").clicked() {
            cx.push(Command::Follow);
        }
        let to = format!("{} {}", request.method, request.masked_url());
        ui.label(RichText::new(shown(ui, &to)).small().monospace());
        if !next.is_same_origin {
            let text = "Another origin: without the token and the headers of the request.";
            ui.label(RichText::new(text).small().color(cx.tokens.muted));
        }
    });
}

/// Status, time and size; the phases are told on pointing, and stay once the time is pressed.
fn status_ui(ui: &mut Ui, cx: &mut ViewCx<'_>, call: &CallResult, shows_phases: bool) {
    ui.horizontal_wrapped(|ui| {
        section_title(ui, "Response");
        let tone = match call.status {
            _ if call.broke_off.is_some() => Tone::Warn,
            _ if call.diagnosis.is_none() => Tone::Good,
            500.. => Tone::Warn,
            _ => Tone::Bad,
        };
        pill(ui, &status_text(call.status), tone);
        let time = milliseconds_text(call.milliseconds);
        let button = quiet_button(ui, &time);
        let label = match shows_phases {
            true => format!("{time}: hide how long each phase took"),
            false => format!("{time}: show how long each phase took"),
        };
        button.widget_info(|| WidgetInfo::labeled(egui::Role::Button, true, &label));
        let button = button.on_hover_ui(|ui| {
            for (name, time) in phases(call) {
                ui.label(format!("{name}: {time}"));
            }
        });
        if button.clicked() {
            cx.respond(ResponseCommand::ShowPhases(!shows_phases));
        }
        let size = RichText::new(size(call)).small().color(cx.tokens.muted);
        ui.add(Label::new(size).sense(Sense::hover()));
        let about = format!("{} {}", call.method, mask::url(&call.url));
        let about = RichText::new(shown(ui, &about)).small();
        ui.add(Label::new(about.color(cx.tokens.muted)).truncate());
    });
}

/// `1.2 MB, 5.1 MB decoded`.
fn size(call: &CallResult) -> String {
    let sent = size_text(call.transfer.wire_bytes);
    match call.body_bytes == call.transfer.wire_bytes {
        true => sent,
        false => format!("{sent}, {} decoded", size_text(call.body_bytes)),
    }
}

/// What is known of the time: a phase that was not seen is left out.
fn phases(call: &CallResult) -> Vec<(&'static str, String)> {
    let phases = &call.transfer.phases;
    [
        ("name lookup", phases.lookup),
        ("connecting", phases.connect),
        ("TLS handshake", phases.tls),
        ("waiting for the first byte", Some(phases.waiting)),
        ("download", Some(phases.download)),
    ]
    .into_iter()
    .filter_map(|(name, took)| Some((name, duration(took?))))
    .collect()
}

fn duration(took: Duration) -> String {
    let milliseconds = took.as_secs_f64() * 1_000.0;
    match milliseconds {
        ..10.0 => format!("{milliseconds:.1} ms"),
        _ => milliseconds_text(u64::try_from(took.as_millis()).unwrap_or(u64::MAX)),
    }
}

fn phases_ui(ui: &mut Ui, call: &CallResult) {
    let phases = phases(call);
    fact_line(ui, phases.iter().map(|(name, time)| (*name, time.as_str())));
}

/// Where the body was saved, or why it was not.
fn saved_ui(ui: &mut Ui, cx: &mut ViewCx<'_>) {
    let Some(workspace) = cx.model.workspace() else {
        return;
    };
    let saved = &workspace.response.saved;
    if saved.is_pending() {
        ui.horizontal(|ui| {
            ui.spinner();
            ui.label("Saving the body");
        });
    } else if let Some(path) = saved.ready() {
        ui.horizontal(|ui| {
            ui.label("Saved to");
            copy_button(ui, "Path", path, &mut cx.commands);
            ui.add(Label::new(RichText::new(shown(ui, path)).monospace()).truncate());
        });
    } else if let Some(failure) = saved.failure() {
        failure_card(ui, failure, &mut cx.commands);
    } else {
        return;
    }
    ui.add_space(GAP);
}

fn headers_ui(ui: &mut Ui, cx: &mut ViewCx<'_>, call: &CallResult) {
    let mut list = List::new(ui, "response headers", call.headers.len(), None);
    for (name, value) in &call.headers {
        let name_text = RichText::new(shown(ui, name)).monospace();
        named_row(ui, 220.0, name_text.color(cx.tokens.muted), |ui| {
            let label = format!("Copy {name}");
            copy_button_of(ui, &mut list, &label, value, &mut cx.commands);
            ui.add(Label::new(RichText::new(shown(ui, value)).monospace()).wrap());
        });
    }
    if call.headers.is_empty() {
        ui.label(RichText::new("The answer has no headers.").color(cx.tokens.muted));
    }
}
