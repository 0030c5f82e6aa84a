//! What the issuer is asked about the token in use: a row of buttons, and what it said.

use egui::{CollapsingHeader, Label, Response, RichText, Ui};

use super::ViewCx;
use super::discover::finding_ui;
use super::fields::line_ui;
use crate::about_token::{AboutToken, Told};
use crate::connection::Field;
use crate::message::Command;
use crate::results::{ResponseToken, TokenResult};
use crate::theme::{GAP_SMALL, Tone};
use crate::widgets::{
    List, copy_button, copy_button_of, failure_card, named_row, pill, section_title, shown,
};

pub(super) fn about_ui(ui: &mut Ui, cx: &mut ViewCx<'_>, held: &TokenResult) {
    ui.add_space(GAP_SMALL);
    section_title(ui, "Ask the issuer");
    buttons_ui(ui, cx, held);
    let answer = ui.scope(|ui| answer_ui(ui, cx)).response;
    let generation = cx.model.workspace().map_or(0, |one| one.about.generation());
    show_once(ui, answer, generation);
    as_whom_ui(ui, cx);
}

/// A new answer may stand below the window's edge.
fn show_once(ui: &Ui, answer: Response, generation: u64) {
    let id = ui.scope_id().with("answer shown");
    let is_new =
        answer.rect.height() > 0.0 && ui.data(|data| data.get_temp::<u64>(id)) != Some(generation);
    if is_new {
        answer.scroll_to_me(None);
        ui.data_mut(|data| data.insert_temp(id, generation));
    }
}

fn answer_ui(ui: &mut Ui, cx: &mut ViewCx<'_>) {
    let Some(workspace) = cx.model.workspace() else {
        return;
    };
    if let Some(failure) = workspace.about.failure() {
        failure_card(ui, failure, &mut cx.commands);
    } else if let Some(told) = workspace.about.ready() {
        told_ui(ui, cx, told);
    } else if workspace.about.is_cancelled() {
        ui.label(RichText::new("Cancelled: no answer was waited for.").color(cx.tokens.muted));
    }
}

fn buttons_ui(ui: &mut Ui, cx: &mut ViewCx<'_>, held: &TokenResult) {
    let workspace = cx.model.workspace();
    let is_pending = workspace.is_some_and(|workspace| workspace.about.is_pending());
    ui.horizontal_wrapped(|ui| {
        for about in AboutToken::ALL
            .into_iter()
            .filter(|about| about.is_possible(held))
        {
            let (help, spec) = about.help();
            let button = ui.add_enabled(cx.model.can_send(), egui::Button::new(about.title()));
            if button.on_hover_text(format!("{help} ({spec}).")).clicked() {
                cx.push(Command::AskAbout(about));
            }
        }
        if is_pending {
            ui.spinner();
            if ui.button("Cancel").clicked() {
                cx.push(Command::Cancel);
            }
        }
    });
}

/// Servers such as IdentityServer4 tell an API alone whether a token holds.
fn as_whom_ui(ui: &mut Ui, cx: &mut ViewCx<'_>) {
    let title = "As which API to introspect, and where a logout ends";
    CollapsingHeader::new(RichText::new(title).color(cx.tokens.muted))
        .id_salt("as whom")
        .show_unindented(ui, |ui| {
            let introspect = AboutToken::Introspect(ResponseToken::Access);
            let hint = "as IdentityServer4 wants it; empty: the client asks";
            let end = "as it is registered; empty: at the issuer";
            let end_names = ("Where the browser ends", "post_logout_redirect_uri");
            let lines = [
                (Field::ApiId, ("Name of the API", ""), hint, introspect),
                (Field::ApiSecret, ("Secret of the API", ""), "", introspect),
                (
                    Field::PostLogoutRedirectUri,
                    end_names,
                    end,
                    AboutToken::LogOut,
                ),
            ];
            for (field, names, hint, about) in lines {
                let (_, submitted) = line_ui(ui, cx, field, names, hint);
                if submitted && cx.model.can_send() {
                    cx.push(Command::AskAbout(about));
                }
            }
        });
}

fn told_ui(ui: &mut Ui, cx: &mut ViewCx<'_>, told: &Told) {
    ui.horizontal_wrapped(|ui| {
        match told.is_active {
            Some(true) => pill(ui, "Active", Tone::Good),
            Some(false) => pill(ui, "Not active", Tone::Bad),
            None => pill(ui, told.about.title(), Tone::Neutral),
        };
        ui.add(Label::new(shown(ui, &told.headline)).wrap());
    });
    if let Some(address) = &told.address {
        ui.horizontal(|ui| {
            ui.label(RichText::new("Logout address").color(cx.tokens.muted));
            copy_button(ui, "Logout address", address.expose(), &mut cx.commands);
        });
    }
    if let Some(signed) = &told.signed {
        ui.horizontal(|ui| {
            ui.label(RichText::new("Signed answer").color(cx.tokens.muted));
            copy_button(ui, "Signed answer", signed.expose(), &mut cx.commands);
        });
    }
    let mut list = List::new(ui, "about token", told.members.len(), None);
    for (name, value) in &told.members {
        let name_text = RichText::new(shown(ui, name)).monospace();
        named_row(ui, 112.0, name_text.color(cx.tokens.muted), |ui| {
            let label = format!("Copy {name}");
            copy_button_of(ui, &mut list, &label, value, &mut cx.commands);
            ui.add(Label::new(RichText::new(shown(ui, value)).monospace()).wrap());
        });
    }
    for finding in &told.findings {
        finding_ui(ui, cx, finding);
    }
}
