//! The cookies that are kept of a connection's API: which, for whom and how long, and never their values.

use claimscope_client::KeptCookie;
use egui::{CollapsingHeader, Label, RichText, Ui};

use super::ViewCx;
use crate::cookies::CookieCommand;
use crate::message::Command;
use crate::theme::GAP_SMALL;
use crate::times;
use crate::widgets::{card, named_row, quiet_button, shown};

const NAME_WIDTH: f32 = 180.0;

/// The switch.
pub(super) fn keep_ui(ui: &mut Ui, cx: &mut ViewCx<'_>) {
    let workspace = cx.model.workspace();
    let mut keep = workspace.is_some_and(|workspace| workspace.cookies.are_kept);
    let response = ui.checkbox(&mut keep, "Keep cookies");
    let response = response.on_hover_text(
        "Cookies that answers set go along with later calls of this connection, until the program ends",
    );
    if response.changed() {
        cx.push(Command::Cookies(CookieCommand::Keep(keep)));
    }
}

/// Those that are kept.
pub(super) fn kept_ui(ui: &mut Ui, cx: &mut ViewCx<'_>) {
    let Some(workspace) = cx.model.workspace() else {
        return;
    };
    let cookies = &workspace.cookies;
    if !cookies.are_kept || cookies.kept.is_empty() {
        return;
    }
    let title = format!("Cookies kept ({})", cookies.kept.len());
    CollapsingHeader::new(RichText::new(title).color(cx.tokens.muted))
        .id_salt("cookies")
        .show_unindented(ui, |ui| {
            card(ui, |ui| {
                for cookie in &cookies.kept {
                    cookie_ui(ui, cx, cookie);
                }
                let own = cx.model.connection().requests.chosen().has_header("cookie");
                if own {
                    let text = "The Cookie among the headers goes in their place.";
                    ui.label(RichText::new(text).small().color(cx.tokens.muted));
                }
                if quiet_button(ui, "Forget cookies").clicked() {
                    cx.push(Command::Cookies(CookieCommand::Forget));
                }
            });
        });
    ui.add_space(GAP_SMALL);
}

fn cookie_ui(ui: &mut Ui, cx: &ViewCx<'_>, cookie: &KeptCookie) {
    let name = RichText::new(shown(ui, &cookie.name)).monospace();
    let mut facts = vec![format!("{}{}", cookie.domain, cookie.path)];
    facts.push(match cookie.ends {
        Some(at) => format!("until {}", times::local_text(at, cx.zone)),
        None => "until the program ends".to_owned(),
    });
    facts.extend(cookie.is_secure.then(|| "Secure".to_owned()));
    facts.extend(cookie.is_http_only.then(|| "HttpOnly".to_owned()));
    named_row(ui, NAME_WIDTH, name, |ui| {
        let facts = RichText::new(shown(ui, &facts.join(" · ")));
        ui.add(Label::new(facts.color(cx.tokens.muted)).wrap());
    });
}
