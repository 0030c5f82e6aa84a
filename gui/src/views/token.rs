//! Token: the request's form, and the response.

use claimscope_core::time::duration_text;
use egui::{Align, Button, Label, Layout, RichText, ScrollArea, Ui};

use super::ViewCx;
use super::discover::finding_ui;
use super::fields::field_ui;
use super::overview::milliseconds_text;
use crate::connection::{ClientAuth, Connection, Field, Grant};
use crate::message::Command;
use crate::results::TokenResult;
use crate::theme::{self, GAP, GAP_SMALL, Tone};
use crate::times;
use crate::widgets::{
    List, card, choice, copy_button, copy_button_of, ends, failure_card, named_row, pill,
    primary_button, section_title, shown, two_columns,
};

/// How many of the issuer's scopes are offered.
const SHOWN_SCOPES: usize = 200;
/// Three rows of scopes, and a part of the next, so that it is seen that there are more.
const SCOPES_HEIGHT: f32 = 92.0;
/// A token with this many seconds left is shown in red.
pub(super) const LAST_SECONDS: i64 = 30;

pub(super) fn token_ui(ui: &mut Ui, cx: &mut ViewCx<'_>) {
    if ui.available_width() < 720.0 {
        form_ui(ui, cx);
        ui.add_space(GAP);
        answer_ui(ui, cx);
        return;
    }
    two_columns(ui, 0.46, cx, form_ui, answer_ui);
}

fn form_ui(ui: &mut Ui, cx: &mut ViewCx<'_>) {
    let connection = cx.model.connection();
    card(ui, |ui| {
        head_ui(ui, cx);
        let grants = Grant::ALL.map(|grant| (grant, grant.title(), grant.spec_name()));
        if let Some(grant) = choice(ui, "Grant", connection.grant, &grants) {
            cx.push(Command::SetGrant(grant));
        }
        field_ui(ui, cx, Field::ClientId, ("Client ID", "client_id"), "");
        let ways = ClientAuth::ALL.map(|way| (way, way.title(), way.spec_name()));
        if let Some(way) = choice(ui, "Client authentication", connection.client_auth, &ways) {
            cx.push(Command::SetClientAuth(way));
        }
        if connection.client_auth != ClientAuth::None {
            let names = ("Client secret", "client_secret");
            field_ui(ui, cx, Field::ClientSecret, names, "");
        }
        if connection.grant == Grant::Password {
            field_ui(ui, cx, Field::Username, ("User name", "username"), "");
            field_ui(ui, cx, Field::Password, ("Password", "password"), "");
        }
        field_ui(ui, cx, Field::Scope, ("Scopes", "scope"), "");
        scopes_ui(ui, cx, connection);
        let mut renews = connection.renews;
        let text = "Renew by itself, 30 s before the end or at half of a shorter life";
        if ui.checkbox(&mut renews, text).changed() {
            cx.push(Command::SetRenews(renews));
        }
        let text = RichText::new("Secrets stay in memory and end with the program.");
        ui.add(Label::new(text.small().color(cx.tokens.muted)).truncate());
    });
}

/// The scopes that the issuer offers, to be switched on and off.
fn scopes_ui(ui: &mut Ui, cx: &mut ViewCx<'_>, connection: &Connection) {
    let discovery = cx
        .model
        .workspace()
        .and_then(|workspace| workspace.discovery.ready());
    let Some(scopes) = discovery.map(|discovery| &discovery.discovered.metadata.scopes_supported)
    else {
        return;
    };
    let chips = ScrollArea::vertical()
        .id_salt("scopes")
        .max_height(SCOPES_HEIGHT);
    chips.show(ui, |ui| chips_ui(ui, cx, connection, scopes));
}

fn chips_ui(ui: &mut Ui, cx: &mut ViewCx<'_>, connection: &Connection, scopes: &[String]) {
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing = egui::vec2(5.0, 5.0);
        let count = scopes.len().min(SHOWN_SCOPES);
        let mut list = List::new(ui, "scopes", count, None);
        for scope in scopes.iter().take(SHOWN_SCOPES) {
            let chosen = connection
                .scope
                .split_whitespace()
                .any(|name| name == scope);
            let text = RichText::new(shown(ui, scope)).monospace().size(11.5);
            let chip = Button::new(text).selected(chosen).corner_radius(12).small();
            let chip = chip.min_size(egui::vec2(0.0, 22.0)).sense(list.sense());
            let response = ui.add(chip);
            list.drew(ui, &response);
            if response.clicked() {
                cx.push(Command::ToggleScope(scope.clone()));
            }
        }
    });
}

/// The title of the form with its button, which is seen without scrolling however many scopes there are.
fn head_ui(ui: &mut Ui, cx: &mut ViewCx<'_>) {
    let pending = cx
        .model
        .workspace()
        .is_some_and(|workspace| workspace.token.is_pending());
    let title = |ui: &mut Ui, _: &mut ViewCx<'_>| {
        section_title(ui, "Request");
    };
    ends(ui, "request head", cx, title, |ui, cx| {
        if pending {
            ui.spinner();
            if ui.button("Cancel").clicked() {
                cx.push(Command::Cancel);
            }
        } else if primary_button(ui, "Get token", cx.model.is_ready()).clicked() {
            cx.push(Command::RequestToken);
        }
    });
}

fn answer_ui(ui: &mut Ui, cx: &mut ViewCx<'_>) {
    let Some(workspace) = cx.model.workspace() else {
        return empty_ui(ui, cx);
    };
    if let Some(failure) = workspace.token.failure() {
        failure_card(ui, failure, &mut cx.commands);
        ui.add_space(GAP);
    } else if workspace.token.is_cancelled() {
        ui.label(RichText::new("Cancelled: no answer was waited for.").color(cx.tokens.muted));
    }
    let in_use = workspace.current_token.as_ref();
    match (workspace.token.ready(), in_use) {
        (Some(token), in_use) => {
            let is_in_use = in_use.is_some_and(|used| used.text() == token.text());
            if !is_in_use {
                let text = "This token was obtained with something broken on purpose. Calls do not use it.";
                ui.add(Label::new(RichText::new(text).color(cx.tokens.warn)).wrap());
            }
            result_ui(ui, cx, token, "Response");
        }
        (None, Some(token)) => result_ui(ui, cx, token, "Token in use"),
        (None, None) if workspace.token.failure().is_none() => empty_ui(ui, cx),
        (None, None) => {}
    }
}

fn empty_ui(ui: &mut Ui, cx: &ViewCx<'_>) {
    card(ui, |ui| {
        section_title(ui, "Response");
        let text = "No token yet. The token endpoint comes from the issuer's metadata.";
        ui.add(Label::new(RichText::new(text).color(cx.tokens.muted)).wrap());
    });
}

fn result_ui(ui: &mut Ui, cx: &mut ViewCx<'_>, token: &TokenResult, title: &str) {
    card(ui, |ui| {
        ui.horizontal(|ui| {
            section_title(ui, title);
            let (text, tone) = countdown(token, cx.now);
            pill(ui, &text, tone);
        });
        ui.add_space(GAP_SMALL);
        let mut list = List::new(ui, "token response", 4, None);
        let mut row = |name: &str, value: &str| {
            let name_text = RichText::new(name).monospace().color(cx.tokens.muted);
            named_row(ui, 112.0, name_text, |ui| {
                if matches!(name, "scope" | "expires" | "received" | "from") {
                    let label = format!("Copy {name}");
                    copy_button_of(ui, &mut list, &label, value, &mut cx.commands);
                } else {
                    ui.add_space(26.0);
                }
                ui.add(Label::new(RichText::new(shown(ui, value)).monospace()).wrap());
            });
        };
        row("token_type", &token.token_type);
        let scope = token.scope.as_deref();
        row(
            "scope",
            scope.unwrap_or("as asked; the response names none"),
        );
        if let (Some(at), Some(source)) = (token.expires_at, token.expiry_source) {
            row(
                "expires",
                &format!("{}, from {source}", times::local_text(at, cx.zone)),
            );
        }
        let refresh = if token.has_refresh_token {
            "received"
        } else {
            "none"
        };
        row("refresh_token", refresh);
        row("received", &times::local_text(token.received_at, cx.zone));
        row("from", &token.endpoint);
        row("took", &milliseconds_text(token.milliseconds));
        ui.add_space(GAP_SMALL);
        access_token_ui(ui, cx, token);
        for finding in &token.findings {
            finding_ui(ui, cx, finding);
        }
    });
}

/// The token's two ends only: the whole of it is one button away.
fn access_token_ui(ui: &mut Ui, cx: &mut ViewCx<'_>, token: &TokenResult) {
    ui.horizontal(|ui| {
        ui.label(theme::strong("Access token"));
        copy_button(ui, "Access token", token.text(), &mut cx.commands);
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            if ui.button("Inspect").clicked() {
                cx.push(Command::InspectToken);
            }
        });
    });
    crate::widgets::code_block(ui, &beginning(token.text()));
}

fn beginning(text: &str) -> String {
    let count = text.chars().count();
    if count <= 48 {
        return "•".repeat(count.min(24));
    }
    let first: String = text.chars().take(16).collect();
    format!("{first}…  {count} characters")
}

/// How long the token still lives, red at the end.
pub(super) fn countdown(
    token: &TokenResult,
    now: claimscope_core::time::Timestamp,
) -> (String, Tone) {
    let Some(at) = token.expires_at else {
        return ("expiry unknown".to_owned(), Tone::Neutral);
    };
    let left = at.unix_seconds().saturating_sub(now.unix_seconds());
    let span = duration_text(left.unsigned_abs());
    match left {
        ..=0 => (format!("expired {span} ago"), Tone::Bad),
        1..=LAST_SECONDS => (format!("expires in {span}"), Tone::Bad),
        _ => (format!("expires in {span}"), Tone::Good),
    }
}
