//! Token: the request's form, and the response.

use claimscope_core::report::{Status, Verdict};
use claimscope_core::secret::Secret;
use claimscope_core::time::duration_text;
use egui::{Align, Label, Layout, RichText, Ui};

use super::ViewCx;
use super::about_token::about_ui;
use super::discover::finding_ui;
use super::grant_form::form_ui;
use super::overview::milliseconds_text;
use super::token_history::history_ui;
use crate::file_field::FileField;
use crate::message::Command;
use crate::results::{IdToken, ResponseToken, TokenResult};
use crate::sentence::sentence;
use crate::theme::{self, GAP, GAP_SMALL, Tone};
use crate::times;
use crate::widgets::{
    List, awaited, card, code_link, copy_button, copy_button_of, ends, failure_card, named_row,
    pill, section_title, shown, two_columns,
};

/// A token with this many seconds left is shown in red.
pub(super) const LAST_SECONDS: i64 = 30;

pub(super) fn token_ui(ui: &mut Ui, cx: &mut ViewCx<'_>) {
    if ui.available_width() < 720.0 {
        form_ui(ui, cx);
        ui.add_space(GAP);
        return match cx.model.workspace() {
            Some(workspace) => awaited(ui, &workspace.token, |ui| answer_ui(ui, cx)),
            None => answer_ui(ui, cx),
        };
    }
    two_columns(ui, 0.46, cx, form_ui, answer_ui);
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
    history_ui(ui, cx);
}

fn empty_ui(ui: &mut Ui, cx: &ViewCx<'_>) {
    card(ui, |ui| {
        section_title(ui, "Response");
        let connection = cx.model.connection();
        let endpoint = connection.file_values.text(FileField::TokenEndpoint);
        let text = match endpoint.trim() {
            "" => "No token yet. The token endpoint comes from the issuer's metadata.",
            _ => {
                "No token yet. The connection names its token endpoint, so no metadata are needed."
            }
        };
        ui.add(Label::new(RichText::new(text).color(cx.tokens.muted)).wrap());
    });
}

fn result_ui(ui: &mut Ui, cx: &mut ViewCx<'_>, token: &TokenResult, title: &str) {
    card(ui, |ui| {
        let head = |ui: &mut Ui, cx: &mut ViewCx<'_>| {
            section_title(ui, title);
            let (text, tone) = countdown(token, cx);
            pill(ui, &text, tone);
            if token.kept().is_some() {
                pill(ui, "Kept", Tone::Neutral);
            }
        };
        ends(ui, "response head", cx, head, |ui, cx| {
            let renewable = cx
                .model
                .workspace()
                .and_then(|one| one.current_token.as_ref());
            let has_refresh = renewable.is_some_and(|token| token.refresh_token.is_some());
            let renew = egui::Button::new("Renew");
            if has_refresh && ui.add_enabled(cx.model.can_send(), renew).clicked() {
                cx.push(Command::Renew);
            }
        });
        for note in &token.notes {
            let note = RichText::new(shown(ui, note));
            ui.add(Label::new(note.color(cx.tokens.warn)).wrap());
        }
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
        let response = token.obtained.as_ref().map(|obtained| &obtained.response);
        if let Some(granted) = response.and_then(|one| one.authorization_details.as_ref()) {
            row("details", &granted.to_string());
        }
        if let (Some(at), Some(source)) = (token.expires_at, token.expiry_source) {
            row(
                "expires",
                &format!("{}, from {source}", times::local_text(at, cx.zone)),
            );
        }
        if let Some(authentication) = token.authentication {
            row("client auth", authentication);
        }
        row("received", &times::local_text(token.received_at, cx.zone));
        row("from", &token.endpoint);
        row("took", &milliseconds_text(token.milliseconds));
        ui.add_space(GAP_SMALL);
        for which in ResponseToken::ALL {
            if let Some(text) = token.token(which) {
                one_token_ui(ui, cx, which, text);
            }
            if let (ResponseToken::Id, Some(id_token)) = (which, &token.id_token) {
                id_token_ui(ui, cx, id_token, token.kept().is_some());
            }
        }
        for finding in &token.findings {
            finding_ui(ui, cx, finding);
        }
        let in_use = cx
            .model
            .workspace()
            .and_then(|one| one.current_token.as_ref());
        if in_use.is_some_and(|used| used.text() == token.text()) {
            about_ui(ui, cx, token);
        }
    });
}

/// The beginning of a token only: the whole of it is one button away.
fn one_token_ui(ui: &mut Ui, cx: &mut ViewCx<'_>, which: ResponseToken, token: &Secret) {
    let text = token.expose_str().unwrap_or_default();
    ui.horizontal(|ui| {
        ui.label(theme::strong(which.title()));
        copy_button(ui, which.title(), text, &mut cx.commands);
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            let label = match which {
                ResponseToken::Access => "Inspect",
                ResponseToken::Id => "Inspect ID token",
                ResponseToken::Refresh => "Inspect refresh token",
            };
            if ui.button(label).clicked() {
                cx.push(Command::InspectToken(which));
            }
        });
    });
    crate::widgets::code_block(ui, &beginning(text));
}

/// What verifying the ID token gave: one that did not hold never came this far.
fn id_token_ui(ui: &mut Ui, cx: &mut ViewCx<'_>, id_token: &IdToken, is_kept: bool) {
    let Some(report) = &id_token.report else {
        let text = match is_kept {
            true => "Verified when it came; since then it was kept.",
            false => "Not verified: no issuer's metadata was read for it.",
        };
        ui.add(Label::new(RichText::new(text).color(cx.tokens.muted)).wrap());
        return;
    };
    let (word, tone) = match report.verdict {
        Verdict::Accepted => ("Accepted", Tone::Good),
        Verdict::Rejected => ("Rejected", Tone::Bad),
        Verdict::Unverified => ("Unverified", Tone::Warn),
    };
    ui.horizontal_wrapped(|ui| {
        pill(ui, word, tone);
        ui.add(Label::new(shown(ui, &sentence(&report.summary.headline))).wrap());
    });
    let warnings = report
        .checks
        .iter()
        .filter(|check| check.status == Status::Warn);
    for check in warnings {
        ui.horizontal_wrapped(|ui| {
            code_link(ui, check.id.as_str(), &mut cx.commands);
            let text = RichText::new(shown(ui, &check.message)).small();
            ui.add(Label::new(text.color(cx.tokens.warn)).wrap());
        });
    }
}

fn beginning(text: &str) -> String {
    let count = text.chars().count();
    // Of a JWT it is the header alone; of anything else it would be a part of the secret.
    if count <= 48 || !text.starts_with("eyJ") {
        return format!("{}  {count} characters", "•".repeat(count.min(24)));
    }
    let first: String = text.chars().take(16).collect();
    format!("{first}…  {count} characters")
}

/// How long the token still lives, red at the end.
pub(super) fn countdown(token: &TokenResult, cx: &ViewCx<'_>) -> (String, Tone) {
    let Some(at) = token.expires_at else {
        return ("expiry unknown".to_owned(), Tone::Neutral);
    };
    let left = cx.seconds_to(at);
    let span = duration_text(left.unsigned_abs());
    match left {
        ..=0 => (format!("expired {span} ago"), Tone::Bad),
        1..=LAST_SECONDS => (format!("expires in {span}"), Tone::Bad),
        _ => (format!("expires in {span}"), Tone::Good),
    }
}
