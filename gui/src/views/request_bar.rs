//! The bar of a request, which stays while what is under it scrolls: method, URL, Send or Cancel, and the token that goes along.

use claimscope_oauth::mask;
use egui::{ComboBox, Event, Label, RichText, Role, TextEdit, Ui, WidgetInfo};

use super::ViewCx;
use super::cookies::keep_ui;
use super::fields::{send, takes_keys, unsaved_ui};
use super::files::note_ui;
use super::request_editor::unsaved;
use super::token::countdown;
use crate::connection::Field;
use crate::message::Command;
use crate::model::FocusField;
use crate::request::METHODS;
use crate::request_curl::{begins_curl, is_curl};
use crate::request_edit::RequestEdit;
use crate::request_file::{RequestPart, UnsavedPart};
use crate::request_url::{QUERY_SEPARATOR, is_in_url};
use crate::secret_note::undefined_note;
use crate::widgets::{ends, pill, primary_button, quiet_button, submitted};

/// In less width the URL has a line of its own.
const ONE_LINE: f32 = 440.0;

/// Room for every method and the field for another.
const METHODS_HEIGHT: f32 = 360.0;

pub(super) fn bar_ui(ui: &mut Ui, cx: &mut ViewCx<'_>) {
    if ui.available_width() >= ONE_LINE {
        let address = |ui: &mut Ui, cx: &mut ViewCx<'_>| {
            method_ui(ui, cx);
            url_ui(ui, cx);
        };
        ends(ui, "request", cx, address, send_ui);
    } else {
        ends(ui, "narrow request", cx, method_ui, send_ui);
        url_ui(ui, cx);
    }
    unsaved_url_ui(ui, cx);
    missing_body_ui(ui, cx);
    note_ui(ui, cx, undefined_note(cx.model));
    left_out_ui(ui, cx);
    token_choice_ui(ui, cx);
}

/// Says of the address what is not saved of it: a file may hold more than the window's own state.
fn unsaved_url_ui(ui: &mut Ui, cx: &ViewCx<'_>) {
    let connection = cx.model.connection();
    if begins_curl(connection.field(Field::ApiUrl)) {
        let text =
            "Press Enter, and the curl command becomes the request. Until then it stays in memory.";
        ui.add(Label::new(RichText::new(text).small().color(cx.tokens.muted)).wrap());
        return;
    }
    if cx.model.files.of(connection.id).is_none() {
        return unsaved_ui(ui, cx, Field::ApiUrl);
    }
    let request = connection.requests.chosen();
    let rows = request.query.read(QUERY_SEPARATOR);
    let is_of_url = |one: &UnsavedPart| match one.part {
        RequestPart::Url => true,
        RequestPart::Query(index) => rows.get(index).is_some_and(is_in_url),
        _ => false,
    };
    let mut unsaved = unsaved(ui, request).into_iter();
    let text = match unsaved.find(is_of_url) {
        Some(part) => part.text(true),
        None if request.is_url_incomplete => {
            "Complete it: what may have been a credential in it was not saved.".to_owned()
        }
        None => return,
    };
    let text = RichText::new(text).small().color(cx.tokens.warn);
    ui.add(Label::new(text).wrap());
}

/// Says of the body that it did not outlive the program, or came with no import.
fn missing_body_ui(ui: &mut Ui, cx: &mut ViewCx<'_>) {
    let request = cx.model.connection().requests.chosen();
    let Some(why) = request.missing_body() else {
        return;
    };
    let text = format!("Its body is missing: {why}. Type it again.");
    let text = RichText::new(text).small().color(cx.tokens.warn);
    ui.add(Label::new(text).wrap());
    if quiet_button(ui, "The request is whole as it is").clicked() {
        let body = request.body.clone();
        cx.push(Command::EditRequest(RequestEdit::Body(body)));
    }
}

fn send_ui(ui: &mut Ui, cx: &mut ViewCx<'_>) {
    let workspace = cx.model.workspace();
    if workspace.is_some_and(|workspace| workspace.call.is_pending()) {
        ui.spinner();
        if ui.button("Cancel").clicked() {
            cx.push(Command::Cancel);
        }
    } else if primary_button(ui, "Send request", cx.model.is_ready()).clicked() {
        cx.push(Command::Call);
    }
}

fn url_ui(ui: &mut Ui, cx: &mut ViewCx<'_>) {
    let connection = cx.model.connection();
    let whole = connection.field(Field::ApiUrl);
    // A secret in it shows while it is edited alone.
    let id = ui.make_persistent_id("address of the API");
    let mut url = match ui.memory(|memory| memory.has_focus(id)) {
        true => whole.to_owned(),
        false => mask::url(whole),
    };
    let hint = match connection.api_url.trim() {
        "" => "Address of the API, or a curl command",
        api_url => api_url,
    };
    let field = TextEdit::singleline(&mut url)
        .id(id)
        .hint_text(hint)
        .font(egui::TextStyle::Monospace)
        .desired_width(f32::INFINITY);
    let field = ui.add(field);
    field.widget_info(|| WidgetInfo::labeled(Role::TextInput, true, "Address of the API"));
    if takes_keys(ui, cx, FocusField::Address) {
        field.request_focus();
    }
    // The line has lost the ends of the command's lines.
    let pasted = field.has_focus().then(|| pasted_curl(ui)).flatten();
    if let Some(command) = pasted {
        cx.push(Command::EditRequest(RequestEdit::Curl(command.into())));
    } else if field.changed() && !is_masked(&url, whole) {
        cx.push(Command::Edit(Field::ApiUrl, url.clone().into()));
    }
    if submitted(ui, &field) && !is_masked(&url, whole) {
        match is_curl(&url) {
            true => cx.push(Command::EditRequest(RequestEdit::Curl(url.into()))),
            false => send(cx),
        }
    }
}

/// Whether a mask stands in what was typed: it would take the place of what it hides.
fn is_masked(typed: &str, whole: &str) -> bool {
    typed.contains(mask::MASK) && !whole.contains(mask::MASK)
}

fn pasted_curl(ui: &Ui) -> Option<String> {
    ui.input(|input| {
        let mut pasted = input.events.iter().filter_map(|event| match event {
            Event::Paste(text) => Some(text),
            _ => None,
        });
        pasted.find(|text| is_curl(text)).cloned()
    })
}

/// What of a curl command was not taken over.
fn left_out_ui(ui: &mut Ui, cx: &ViewCx<'_>) {
    let workspace = cx.model.workspace();
    let left_out = workspace.map(|workspace| workspace.curl_left_out.as_slice());
    for text in left_out.unwrap_or_default() {
        let text = RichText::new(text).small().color(cx.tokens.warn);
        ui.add(Label::new(text).wrap());
    }
}

fn method_ui(ui: &mut Ui, cx: &mut ViewCx<'_>) {
    let method = cx.model.connection().field(Field::Method);
    let combo = ComboBox::from_id_salt("method")
        .width(92.0)
        .height(METHODS_HEIGHT)
        .selected_text(RichText::new(method).monospace())
        .close_behavior(egui::PopupCloseBehavior::CloseOnClickOutside)
        .show_ui(ui, |ui| {
            for offered in METHODS {
                if ui.selectable_label(method == offered, offered).clicked() {
                    cx.push(Command::Edit(Field::Method, offered.into()));
                    ui.close();
                }
            }
            other_method_ui(ui, cx, method);
        });
    combo
        .response
        .widget_info(|| WidgetInfo::labeled(Role::ComboBox, true, "Method"));
}

/// Any other method.
fn other_method_ui(ui: &mut Ui, cx: &mut ViewCx<'_>, method: &str) {
    let is_offered = METHODS.contains(&method);
    let mut typed = if is_offered { "" } else { method }.to_owned();
    let field = TextEdit::singleline(&mut typed)
        .id_salt("another method")
        .hint_text("another")
        .font(egui::TextStyle::Monospace)
        .desired_width(92.0);
    let field = ui.add(field);
    field.widget_info(|| WidgetInfo::labeled(Role::TextInput, true, "Another method"));
    if field.changed() {
        let typed = typed.trim().to_ascii_uppercase();
        cx.push(Command::Edit(Field::Method, typed.into()));
    }
    if submitted(ui, &field) {
        ui.close();
    }
}

fn token_choice_ui(ui: &mut Ui, cx: &mut ViewCx<'_>) {
    let workspace = cx.model.workspace();
    let mut send = !cx.model.connection().sends_no_token;
    ui.horizontal_wrapped(|ui| {
        if ui.checkbox(&mut send, "Send the access token").changed() {
            cx.push(Command::SetSendNoToken(!send));
        }
        let token = workspace.and_then(|workspace| workspace.current_token.as_ref());
        // What a run brought that broke something is shown, and never taken into use.
        let is_broken = workspace.is_some_and(|one| one.token.ready().is_some());
        let request = cx.model.connection().requests.chosen();
        let text = match token {
            _ if request.has_header("authorization") => {
                "The Authorization among the headers goes in its place."
            }
            Some(token) => {
                let (text, tone) = countdown(token, cx);
                pill(ui, &text, tone);
                ""
            }
            None if is_broken => {
                "The last one came of a run with something broken: the request goes without."
            }
            None => "There is none yet: the request goes without.",
        };
        if !text.is_empty() {
            ui.label(RichText::new(text).small().color(cx.tokens.muted));
        }
        keep_ui(ui, cx);
        copy_ui(ui, cx);
    });
}

fn copy_ui(ui: &mut Ui, cx: &mut ViewCx<'_>) {
    ui.menu_button(RichText::new("Copy as curl").color(cx.tokens.muted), |ui| {
        for (title, with_secrets) in [("Secrets masked", false), ("Secrets in clear", true)] {
            if quiet_button(ui, title).clicked() {
                cx.push(Command::CopyRequest { with_secrets });
                ui.close();
            }
        }
    });
}
