//! What a grant waits for: the login at a browser, or the code that is typed on another device.

use claimscope_client::session::{CODE_LIFE, code_age_text};
use claimscope_core::time::{Timestamp, duration_text};
use egui::{Frame, Label, Margin, RichText, Stroke, Ui};

use super::ViewCx;
use crate::asked::{Asked, EnterCode, LogIn};
use crate::message::Command;
use crate::sentence::{capitalised, sentence};
use crate::theme::{self, GAP, GAP_SMALL, Tone};
use crate::widgets::{copy_button, ends, pill, primary_button, section_title, shown, text_field};

/// How large a code is written that a person reads from one screen and types on another.
const CODE_SIZE: f32 = 30.0;
/// From this age on, a code may have ended at many servers.
const OLD_CODE_SECONDS: i64 = 60;

/// Shown on every tab: a grant may be part of a run or of a call.
pub(super) fn asked_ui(ui: &mut Ui, cx: &mut ViewCx<'_>) {
    let Some(asked) = cx.model.workspace().and_then(|workspace| workspace.asked()) else {
        return;
    };
    Frame::new()
        .fill(cx.tokens.card)
        .stroke(Stroke::new(1.0, cx.tokens.accent))
        .corner_radius(8)
        .inner_margin(Margin::symmetric(14, 12))
        .show(ui, |ui| {
            ui.take_available_width();
            match asked {
                Asked::LogIn(login) => login_ui(ui, cx, login),
                Asked::EnterCode(code) => code_ui(ui, cx, code),
                Asked::Waiting(until) => {
                    let title = "Another process asks for this token; what it gets is taken";
                    head_ui(ui, cx, title, Some(*until));
                }
                Asked::Answered => {
                    head_ui(ui, cx, "The answer is here; the token is asked for", None)
                }
                Asked::Found(_) | Asked::Pending | Asked::Refused(_) => {
                    head_ui(ui, cx, "Waiting", None)
                }
            }
        });
    ui.add_space(GAP);
}

/// What is waited for, how long still, and the button that ends it.
fn head_ui(ui: &mut Ui, cx: &mut ViewCx<'_>, title: &str, until: Option<Timestamp>) {
    let text = |ui: &mut Ui, cx: &mut ViewCx<'_>| {
        section_title(ui, title);
        if let Some(until) = until {
            let (text, tone) = left(until, cx);
            pill(ui, &text, tone);
        }
    };
    ends(ui, "asked head", cx, text, |ui, cx| {
        ui.spinner();
        if ui.button("Stop waiting").clicked() {
            cx.push(Command::Cancel);
        }
    });
}

fn left(until: Timestamp, cx: &ViewCx<'_>) -> (String, Tone) {
    let seconds = cx.seconds_to(until);
    let text = format!("{} left", duration_text(seconds.max(0).unsigned_abs()));
    match seconds {
        ..=super::token::LAST_SECONDS => (text, Tone::Bad),
        _ => (text, Tone::Neutral),
    }
}

fn login_ui(ui: &mut Ui, cx: &mut ViewCx<'_>, login: &LogIn) {
    head_ui(ui, cx, "Log in at the browser", Some(login.until));
    match &login.browser_failure {
        None => {
            let text = "A browser was opened at this address. If none shows up, copy it. If it shows an error page of the server, no answer will come: stop waiting, and correct what the page names.";
            ui.add(Label::new(text).wrap());
        }
        Some(reason) => {
            let text = format!("{} Copy this address into one:", sentence(reason));
            ui.add(Label::new(RichText::new(shown(ui, &text)).color(cx.tokens.warn)).wrap());
        }
    }
    address_ui(ui, cx, "Login address", &login.url);
    ui.add_space(GAP_SMALL);
    address_ui(ui, cx, "Redirect URI", &login.redirect_uri);
    let text = match login.is_listening {
        true => "The answer is listened for there. If it does not arrive, paste it:".to_owned(),
        false => format!(
            "The browser ends there, where a page may be missing. Paste its whole address soon. {CODE_LIFE}."
        ),
    };
    ui.add(Label::new(RichText::new(text).color(cx.tokens.muted)).wrap());
    if !login.is_listening {
        age_ui(ui, cx, login);
    }
    paste_ui(ui, cx);
    if let Some(refused) = &login.refused {
        let text = format!("Something came and is not used. {refused}");
        ui.add(Label::new(RichText::new(shown(ui, &text)).color(cx.tokens.warn)).wrap());
    }
}

/// The clock of a code that is still to be pasted.
fn age_ui(ui: &mut Ui, cx: &ViewCx<'_>, login: &LogIn) {
    let tone = match -cx.seconds_to(login.began) {
        OLD_CODE_SECONDS.. => Tone::Warn,
        _ => Tone::Neutral,
    };
    pill(ui, &capitalised(&code_age_text(login.began, cx.now)), tone);
}

fn paste_ui(ui: &mut Ui, cx: &mut ViewCx<'_>) {
    let pasted = cx
        .model
        .workspace()
        .map_or("", |workspace| workspace.paste.expose());
    let hint = "the address, its query, or the bare code";
    let typed = text_field(
        ui,
        "Address that the browser ended on",
        "",
        pasted,
        hint,
        true,
    );
    if let Some(text) = typed.text {
        cx.push(Command::EditPaste(text.into()));
    }
    let is_empty = pasted.trim().is_empty();
    let takes = ui.add_enabled(!is_empty, egui::Button::new("Use this answer"));
    if takes.clicked() || typed.submitted && !is_empty {
        cx.push(Command::SendPaste);
    }
}

fn code_ui(ui: &mut Ui, cx: &mut ViewCx<'_>, code: &EnterCode) {
    head_ui(ui, cx, "Enter this code on any device", Some(code.until));
    ui.horizontal(|ui| {
        let text = theme::strong(shown(ui, &code.user_code)).monospace();
        ui.add(Label::new(text.size(CODE_SIZE).color(cx.tokens.text)));
        copy_button(ui, "Code", &code.user_code, &mut cx.commands);
    });
    address_ui(ui, cx, "Verification address", &code.verification_uri);
    ui.horizontal_wrapped(|ui| {
        let (text, address) = match &code.complete_uri {
            Some(complete) => ("Open it here, with the code in it", complete),
            None => ("Open it here", &code.verification_uri),
        };
        if primary_button(ui, text, true).clicked() {
            cx.push(Command::OpenBrowser(address.clone()));
        }
        let text = match code.polls {
            0 => "Nobody has decided yet.".to_owned(),
            1 => "Nobody has decided yet; the server was asked once.".to_owned(),
            times => format!("Nobody has decided yet; the server was asked {times} times."),
        };
        ui.label(RichText::new(text).color(cx.tokens.muted));
    });
}

/// An address on one line; the whole of it is copied.
fn address_ui(ui: &mut Ui, cx: &mut ViewCx<'_>, name: &'static str, address: &str) {
    ui.horizontal(|ui| {
        ui.label(RichText::new(name).small().color(cx.tokens.muted));
        copy_button(ui, name, address, &mut cx.commands);
        let text = RichText::new(shown(ui, address)).monospace();
        ui.add(Label::new(text).truncate());
    });
}
