//! The login that a call takes where the API wants a token: the button, its choices, and what was found.

use egui::{Button, Label, RichText, Ui};

use super::ViewCx;
use super::discover::finding_ui;
use super::grant_form::leaves_resource_out_ui;
use crate::message::Command;
use crate::results::LoggedIn;
use crate::theme::GAP_SMALL;
use crate::widgets::{
    card, code_block, named_row, primary_button, section_title, shown, spec_label,
};

/// Shown where the API refused in a way that a login may change; as the main thing where nothing else is offered.
pub(super) fn offer_ui(ui: &mut Ui, cx: &mut ViewCx<'_>, is_main: bool) {
    let connection = cx.model.connection();
    card(ui, |ui| {
        let about = "Finds the API's authorization server by its metadata (RFC 9728), lets you log in there with PKCE, and calls again. It takes a client that the server knows, or one that is registered for you.";
        ui.add(Label::new(RichText::new(about).color(cx.tokens.muted)).wrap());
        ui.horizontal_wrapped(|ui| {
            let can_send = cx.model.can_send();
            let text = "Log in for this API";
            let button = match is_main {
                true => primary_button(ui, text, can_send),
                false => ui.add_enabled(can_send, Button::new(text)),
            };
            if button.clicked() {
                cx.push(Command::CallWithLogin);
            }
            let mut registers = connection.registers;
            let text = "Register a client where none is named";
            if ui.checkbox(&mut registers, text).changed() {
                cx.push(Command::SetRegisters(registers));
            }
            leaves_resource_out_ui(ui, cx, "Leave resource out");
        });
        let client = match connection.client_id.trim() {
            "" if connection.registers => "A client will be registered.".to_owned(),
            "" => "No client is named yet: name one on the Token tab, or let one be registered."
                .to_owned(),
            id => format!("The client is {id}."),
        };
        let redirect_uri = connection.redirect_uri();
        let text = format!("{client} The answer goes to {redirect_uri}.");
        let text = RichText::new(shown(ui, &text))
            .small()
            .color(cx.tokens.muted);
        ui.add(Label::new(text).wrap());
    });
}

/// Shown where the API refused a token and asks for more than it has: one press gets that, and calls again.
pub(super) fn step_up_ui(ui: &mut Ui, cx: &mut ViewCx<'_>, wanted: &str) {
    card(ui, |ui| {
        section_title(ui, "Step-up");
        ui.add(Label::new(shown(ui, wanted)).wrap());
        ui.horizontal_wrapped(|ui| {
            let can_send = cx.model.can_send();
            if primary_button(ui, "Get that, and call again", can_send).clicked() {
                cx.push(Command::CallWithLogin);
            }
            let about = "asked for beside the scopes that the token has";
            ui.label(RichText::new(about).color(cx.tokens.muted));
            spec_label(ui, "RFC 9470, RFC 6750 §3.1");
        });
    });
}

/// What was found on the way to the answer.
pub(super) fn found_ui(ui: &mut Ui, cx: &mut ViewCx<'_>, login: &LoggedIn) {
    card(ui, |ui| {
        section_title(ui, "Login for this API");
        for (name, value) in &login.facts {
            let name = RichText::new(*name).color(cx.tokens.muted);
            named_row(ui, 150.0, name, |ui| {
                ui.add(Label::new(RichText::new(shown(ui, value)).monospace()).wrap());
            });
        }
        if let Some(end) = login.end {
            ui.add_space(GAP_SMALL);
            code_block(ui, end);
        }
        for finding in &login.findings {
            finding_ui(ui, cx, finding);
        }
    });
}
