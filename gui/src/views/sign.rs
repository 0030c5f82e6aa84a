//! Sign: a token made with the person's own key. It stands apart, so that nobody takes it for verification.

use claimscope_core::SecretEncoding;
use claimscope_core::alg::Algorithm;
use egui::text::{LayoutJob, TextFormat};
use egui::{FontId, Label, RichText, Role, ScrollArea, TextEdit, Ui, WidgetInfo};

use super::ViewCx;
use super::pasted::{columns_ui, pasted_ui};
use crate::inspect_place::PlaceCommand;
use crate::message::Command;
use crate::request_json::offset;
use crate::sign::{PublicKey, Sign, SignCommand, SignField, Signed, TOO_WEAK, json_problem};
use crate::theme::{GAP, GAP_SMALL};
use crate::widgets::{
    Icon, card, choice, code_block, copy_button, failure_card, icon, marked, page, primary_button,
    quiet_button, section_title,
};

pub(super) fn sign_ui(ui: &mut Ui, cx: &mut ViewCx<'_>) {
    page(ui, "sign", |ui| {
        ui.horizontal_top(|ui| {
            icon(ui, Icon::Warn, 15.0);
            let text = "This makes a new token with your own key, for tests. It verifies nothing: a signature that you make here says nothing about a token that you were given.";
            ui.add(Label::new(RichText::new(text).color(cx.tokens.text)).wrap());
        });
        ui.add_space(GAP_SMALL);
        columns_ui(ui, 0.5, cx, content_ui, key_ui);
        ui.add_space(GAP);
    });
}

fn push(cx: &mut ViewCx<'_>, command: SignCommand) {
    cx.push(Command::Place(PlaceCommand::Sign(command)));
}

fn content_ui(ui: &mut Ui, cx: &mut ViewCx<'_>) {
    let model = cx.model;
    let sign = &model.place.sign;
    ui.horizontal_wrapped(|ui| {
        section_title(ui, "Claims");
        if quiet_button(ui, "Make them hold from now for 1 hour").clicked() {
            push(cx, SignCommand::RenewTimes);
        }
    });
    json_ui(
        ui,
        cx,
        SignField::Claims,
        "Claims as JSON",
        sign.claims.expose(),
        13,
    );
    ui.add_space(GAP);
    ui.horizontal_wrapped(|ui| {
        section_title(ui, "Header");
        let about = "alg is the one that signs; kid is the key's, where none stands here";
        ui.label(RichText::new(about).small().color(cx.tokens.muted));
    });
    json_ui(
        ui,
        cx,
        SignField::Header,
        "Header as JSON",
        sign.header.expose(),
        4,
    );
}

/// JSON with the place marked at which it is none, and named below.
fn json_ui(
    ui: &mut Ui,
    cx: &mut ViewCx<'_>,
    field: SignField,
    label: &str,
    value: &str,
    rows: usize,
) {
    let tokens = cx.tokens;
    let mut text = value.to_owned();
    let mut layouter = |ui: &Ui, buffer: &dyn egui::TextBuffer, wrap_width: f32| {
        let text = buffer.as_str();
        let problem = json_problem(text);
        let wrong_from = problem.map(|problem| offset(text, problem.line, problem.column));
        let mut job = marked(ui, text, wrong_from);
        job.wrap.max_width = wrap_width;
        ui.fonts_mut(|fonts| fonts.layout_job(job))
    };
    let area = TextEdit::multiline(&mut text)
        .id_salt(label)
        .font(egui::TextStyle::Monospace)
        .desired_rows(rows)
        .desired_width(f32::INFINITY)
        .layouter(&mut layouter);
    let shown = ScrollArea::vertical()
        .id_salt((label, "scroll"))
        .max_height(rows as f32 * 20.0)
        .show(ui, |ui| ui.add(area));
    let response = shown.inner;
    response.widget_info(|| WidgetInfo::labeled(Role::TextInput, true, label));
    if response.changed() {
        push(cx, SignCommand::Edit(field, text.into()));
    }
    if let Some(problem) = json_problem(value) {
        ui.horizontal_top(|ui| {
            icon(ui, Icon::Fail, 13.0);
            let text = format!("No JSON object: {}", problem.text);
            ui.add(Label::new(RichText::new(text).color(tokens.bad)).wrap());
        });
    }
}

fn key_ui(ui: &mut Ui, cx: &mut ViewCx<'_>) {
    let model = cx.model;
    let sign = &model.place.sign;
    let algorithms: Vec<_> = Algorithm::all()
        .map(|one| (one, one.name(), "alg"))
        .collect();
    if let Some(algorithm) = choice(ui, "Algorithm", sign.algorithm, &algorithms) {
        push(cx, SignCommand::SetAlgorithm(algorithm));
    }
    let is_symmetric = sign.algorithm.is_symmetric();
    if is_symmetric {
        let encodings = SecretEncoding::ALL.map(|one| (one, one.name(), ""));
        if let Some(encoding) = choice(ui, "The secret is written as", sign.encoding, &encodings) {
            push(cx, SignCommand::SetEncoding(encoding));
        }
    }
    ui.add_space(GAP_SMALL);
    let (title, hint) = match is_symmetric {
        true => ("Shared secret", "The secret, or a JWK; it stays in memory"),
        false => ("Private key", "JWK or PEM; it stays in memory"),
    };
    if let Some(text) = pasted_ui(ui, title, sign.key.expose(), hint, 104.0) {
        push(cx, SignCommand::Edit(SignField::Key, text.into()));
    }
    ui.horizontal(|ui| {
        let text = format!("Make a key for {}", sign.algorithm.name());
        match sign.making.is_pending() {
            true => drop(ui.spinner()),
            false if ui.button(text).clicked() => push(cx, SignCommand::MakeKey),
            false => {}
        }
        let is_ready = !sign.key.is_blank() && !sign.signed.is_pending();
        if primary_button(ui, "Sign", is_ready).clicked() {
            push(cx, SignCommand::Sign);
        }
    });
    if let Some(failure) = sign.making.failure() {
        failure_card(ui, failure, &mut cx.commands);
    }
    result_ui(ui, cx, sign);
    if let Some(public) = &sign.public {
        public_ui(ui, cx, public);
    }
}

fn result_ui(ui: &mut Ui, cx: &mut ViewCx<'_>, sign: &Sign) {
    if let Some(failure) = sign.signed.failure() {
        ui.add_space(GAP_SMALL);
        failure_card(ui, failure, &mut cx.commands);
    }
    let is_refused = sign
        .signed
        .failure()
        .is_some_and(|failure| failure.sentence == TOO_WEAK);
    if is_refused || sign.dangerous_weak_key {
        let mut signs = sign.dangerous_weak_key;
        let text = "Sign with this key although it is too weak: whoever guesses it can sign too";
        if ui.checkbox(&mut signs, text).changed() {
            push(cx, SignCommand::SetWeakKey(signs));
        }
    }
    if let Some(signed) = sign.signed.ready() {
        ui.add_space(GAP_SMALL);
        card(ui, |ui| signed_ui(ui, cx, signed));
    }
}

fn signed_ui(ui: &mut Ui, cx: &mut ViewCx<'_>, signed: &Signed) {
    let token = signed.token.expose_str().unwrap_or_default();
    ui.horizontal_wrapped(|ui| {
        section_title(ui, "Signed by you");
        copy_button(ui, "Signed token", token, &mut cx.commands);
        if ui.button("Inspect it").clicked() {
            push(cx, SignCommand::InspectIt);
        }
    });
    let mut job = LayoutJob::default();
    let parts = ["header", "payload", "signature"];
    for (index, piece) in token.split('.').enumerate() {
        let font = FontId::monospace(12.0);
        if index > 0 {
            job.append(".", 0.0, TextFormat::simple(font.clone(), cx.tokens.muted));
        }
        let color = cx.tokens.part_text(parts[index.min(2)]);
        job.append(piece, 0.0, TextFormat::simple(font, color));
    }
    job.wrap.break_anywhere = true;
    ScrollArea::vertical()
        .id_salt("signed token")
        .max_height(110.0)
        .show(ui, |ui| ui.add(Label::new(job).wrap()));
    for weakness in &signed.weaknesses {
        ui.horizontal_top(|ui| {
            icon(ui, Icon::Warn, 13.0);
            ui.add(Label::new(weakness).wrap());
        });
    }
}

fn public_ui(ui: &mut Ui, cx: &mut ViewCx<'_>, public: &PublicKey) {
    ui.add_space(GAP_SMALL);
    for (title, text) in [("Public key", &public.jwk), ("JWKS", &public.jwks)] {
        ui.horizontal(|ui| {
            section_title(ui, title);
            copy_button(ui, title, text, &mut cx.commands);
        });
        if title == "Public key" {
            code_block(ui, text);
        }
    }
    let about = "Whoever is to take these tokens gets the public key, or the JWKS, as an issuer publishes it.";
    let about = RichText::new(about).small().color(cx.tokens.muted);
    ui.add(Label::new(about).wrap());
}
