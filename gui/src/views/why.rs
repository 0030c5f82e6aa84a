//! Why 401: the answer and the token on the left, the reasons on the right.

use egui::{Button, Label, RichText, Ui};

use super::ViewCx;
use super::explanation::diagnosis_ui;
use super::pasted::{columns_ui, pasted_ui};
use crate::inspect_place::PlaceCommand;
use crate::message::Command;
use crate::theme::{GAP, GAP_SMALL};
use crate::why::{WhyCommand, WhyField};
use crate::widgets::{
    card, code_block, failure_card, page, quiet_button, section_title, shown, text_field,
    two_fields,
};

const HINT: &str = "HTTP/1.1 401 Unauthorized\nWWW-Authenticate: Bearer error=\"invalid_token\", …\n\nwhat curl -i or curl -v prints, a HAR file, a line of its log, or what you have of it";

pub(super) fn why_ui(ui: &mut Ui, cx: &mut ViewCx<'_>) {
    page(ui, "why", |ui| {
        columns_ui(ui, 0.46, cx, given_ui, reasons_ui);
        ui.add_space(GAP);
    });
}

fn push(cx: &mut ViewCx<'_>, command: WhyCommand) {
    cx.push(Command::Place(PlaceCommand::Why(command)));
}

fn given_ui(ui: &mut Ui, cx: &mut ViewCx<'_>) {
    let model = cx.model;
    let why = &model.place.why;
    if why.set_aside.is_some() && quiet_button(ui, "Back to what I had put here").clicked() {
        push(cx, WhyCommand::TakeBack);
    }
    if let Some(text) = pasted_ui(
        ui,
        "What the API answered",
        why.answer.expose(),
        HINT,
        150.0,
    ) {
        push(cx, WhyCommand::Edit(WhyField::Answer, text.into()));
    }
    ui.add_space(GAP_SMALL);
    let hint = "the token that the request carried, where the answer does not show it";
    if let Some(text) = pasted_ui(ui, "Token that was sent", why.token.expose(), hint, 64.0) {
        push(cx, WhyCommand::Edit(WhyField::Token, text.into()));
    }
    ui.add_space(GAP);
    expected_ui(ui, cx);
}

/// What the API is known to expect: typed, learned from a token that it takes, or from its own metadata.
fn expected_ui(ui: &mut Ui, cx: &mut ViewCx<'_>) {
    let model = cx.model;
    let why = &model.place.why;
    section_title(ui, "What the API expects, as far as you know");
    two_fields(
        ui,
        cx,
        |ui, cx| {
            let value = &why.expected.issuer;
            line_ui(
                ui,
                cx,
                WhyField::Issuer,
                ("Issuer it trusts", "iss"),
                value,
                "https://login.example.com",
            );
            let value = &why.expected.scopes;
            line_ui(
                ui,
                cx,
                WhyField::Scopes,
                ("Scopes it requires", "scope"),
                value,
                "separated by spaces",
            );
        },
        |ui, cx| {
            let value = &why.expected.audience;
            line_ui(
                ui,
                cx,
                WhyField::Audience,
                ("Its audience", "aud"),
                value,
                "api://orders",
            );
            line_ui(
                ui,
                cx,
                WhyField::Url,
                ("Address that was called", ""),
                &why.url,
                "https://api.example.com/orders",
            );
        },
    );
    if let Some(from) = &why.learned_from {
        ui.label(RichText::new(from).small().color(cx.tokens.muted));
    }
    ui.add_space(GAP_SMALL);
    let hint = "a token that the API takes";
    if let Some(text) = pasted_ui(ui, "Token that works", why.good_token.expose(), hint, 44.0) {
        push(cx, WhyCommand::Edit(WhyField::GoodToken, text.into()));
    }
    ui.add_enabled_ui(!why.good_token.is_blank(), |ui| {
        if ui.button("Learn from it").clicked() {
            push(cx, WhyCommand::LearnFromToken);
        }
    });
    ui.add_space(GAP_SMALL);
    metadata_ui(ui, cx);
    keep_ui(ui, cx);
}

/// What was learned for a call can be kept where the call is.
fn keep_ui(ui: &mut Ui, cx: &mut ViewCx<'_>) {
    let why = &cx.model.place.why;
    let all = &cx.model.connections;
    let Some(connection) = why.of.and_then(|of| all.iter().find(|one| one.id == of)) else {
        return;
    };
    ui.add_space(GAP_SMALL);
    let title = format!("Keep what it expects in “{}”", shown(ui, &connection.name));
    let keep = ui.add_enabled(!why.expected.is_empty(), Button::new(title));
    let keep =
        keep.on_hover_text("Issuer, audience and scopes that the connection expects of tokens");
    if keep.clicked() {
        push(cx, WhyCommand::Keep);
    }
}

/// The button at a call that leads here.
pub(super) fn explain_call_ui(ui: &mut Ui, cx: &mut ViewCx<'_>) {
    let workspace = cx.model.workspace();
    let is_answered = workspace.is_some_and(|one| one.call.ready().is_some());
    ui.add_enabled_ui(is_answered, |ui| {
        let button = quiet_button(ui, "Learn what the API expects");
        let text = "In Why 401, with this answer: from a token that works, or from the API's own metadata (RFC 9728)";
        let button = button.on_hover_text(text);
        let button = button.on_disabled_hover_text("With the answer of a call: send it first");
        if button.clicked() {
            push(cx, WhyCommand::ExplainCall);
        }
    });
}

/// The addresses are shown before anything is sent there.
fn metadata_ui(ui: &mut Ui, cx: &mut ViewCx<'_>) {
    let model = cx.model;
    let why = &model.place.why;
    let urls = &why.metadata_urls;
    if urls.is_empty() {
        let text =
            "With the address that was called, the API's own metadata (RFC 9728) can be asked.";
        ui.add(Label::new(RichText::new(text).small().color(cx.tokens.muted)).wrap());
        return;
    }
    ui.label("The API's own metadata (RFC 9728) may stand at");
    code_block(ui, &urls.join("\n"));
    ui.horizontal(|ui| match why.fetching.is_pending() {
        true => {
            ui.spinner();
            if ui.button("Cancel").clicked() {
                cx.push(Command::Cancel);
            }
        }
        false => {
            if ui.button("Ask there").clicked() {
                push(cx, WhyCommand::FetchMetadata);
            }
        }
    });
    if let Some(failure) = why.fetching.failure() {
        failure_card(ui, failure, &mut cx.commands);
    }
}

fn line_ui(
    ui: &mut Ui,
    cx: &mut ViewCx<'_>,
    field: WhyField,
    (text, spec_name): (&str, &str),
    value: &str,
    hint: &str,
) {
    let typed = text_field(ui, text, spec_name, value, hint, false);
    if let Some(text) = typed.text {
        push(cx, WhyCommand::Edit(field, text.into()));
    }
}

fn reasons_ui(ui: &mut Ui, cx: &mut ViewCx<'_>) {
    let model = cx.model;
    let diagnosis = &model.place.why.diagnosis;
    if let Some(failure) = diagnosis.failure() {
        failure_card(ui, failure, &mut cx.commands);
    } else if let Some(diagnosis) = diagnosis.ready() {
        card(ui, |ui| diagnosis_ui(ui, cx, diagnosis));
    } else {
        let text = "The reasons stand here, the likeliest first, each with its evidence and what to do. Status, headers, body and token are read together.";
        ui.add(Label::new(RichText::new(text).color(cx.tokens.muted)).wrap());
    }
}
