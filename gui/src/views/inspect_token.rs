//! The token as pasted, in three colours, and what to verify it with.

use std::collections::BTreeSet;

use claimscope_client::workspace::SavedKeys;
use claimscope_core::json::show;
use claimscope_core::jwt::Profile;
use claimscope_core::report::{CheckId, Report};
use claimscope_core::{MAX_SHOWN_TOKEN_BYTES, MAX_TOKEN_BYTES};
use egui::text::{LayoutJob, TextFormat};
use egui::{Button, FontId, Label, RichText, Role, ScrollArea, Stroke, TextEdit, Ui, WidgetInfo};

use super::fields::{field_ui, send};
use super::files::note_ui;
use super::{ViewCx, inspect_encrypted, inspect_further, inspect_judging, inspect_pasted};
use crate::connection::Field;
use crate::inspect_place::PlaceCommand;
use crate::message::Command;
use crate::results::{Inspected, ResponseToken};
use crate::secret_note::chosen_keys_note;
use crate::sign::SignCommand;
use crate::sizes::size_text;
use crate::theme::{GAP, GAP_SMALL, Tokens};
use crate::widgets::{
    choice, code_block, copy_button, ends, failure_card, primary_button, quiet_button,
    section_title, text_area, text_field, two_fields,
};
use crate::workspace::{Inspect, KeyChoice};

/// Longer texts are shown from their beginning, and not edited in place: laying them out would take seconds.
pub(crate) const EDITED_BYTES: usize = 32 * 1024;
/// The height of the text, in points; longer ones scroll.
const EDITOR_HEIGHT: f32 = 108.0;
/// No more than fit that height: a short text is seen whole.
const EDITOR_ROWS: usize = 5;
/// How many characters that nobody sees are named.
const SHOWN_UNSEEN: usize = 12;
/// How much of a longer text is shown.
const SHOWN_BYTES: usize = 1_000;

pub(super) fn encoded_ui(ui: &mut Ui, cx: &mut ViewCx<'_>) {
    let blank = Inspect::default();
    let inspect = cx
        .model
        .workspace()
        .map_or(&blank, |workspace| &workspace.inspect);
    let inspected = inspect.shown_report();
    let title = |ui: &mut Ui, cx: &mut ViewCx<'_>| {
        section_title(ui, "Encoded");
        if let Some(document) = inspected.and_then(Inspected::document) {
            let text = RichText::new(document).small().color(cx.tokens.muted);
            ui.add(Label::new(text).truncate());
        }
    };
    ends(ui, "encoded head", cx, title, |ui, cx| {
        if !inspect.text.expose().is_empty() {
            copy_button(ui, "Text", inspect.text.expose(), &mut cx.commands);
            if quiet_button(ui, "Clear").clicked() {
                cx.push(Command::ClearInspect);
            }
        }
    });
    if inspect.set_aside.is_some() {
        set_aside_ui(ui, cx);
    }
    if inspect.text.expose().len() > EDITED_BYTES {
        excerpt_ui(ui, cx, inspect.text.expose(), inspected);
    } else {
        editor_ui(ui, cx, inspect, inspected);
    }
    unseen_ui(ui, cx, inspect.text.expose());
    if let Some(inspected) = inspected {
        inspect_pasted::around_ui(ui, cx, inspected);
        legend_ui(ui, cx, inspected);
        if let Some(encrypted) = &inspected.encrypted {
            inspect_encrypted::encrypted_ui(ui, cx, &inspect.decryption, encrypted);
        }
    }
    ui.add_space(GAP);
    verify_ui(ui, cx, inspect, inspected);
}

/// A text that is edited is drawn as it is: what nobody sees in it is named beside it.
fn unseen_ui(ui: &mut Ui, cx: &ViewCx<'_>, text: &str) {
    let is_unseen = |character: &char| show::is_hidden(*character) && !character.is_whitespace();
    let unseen: BTreeSet<char> = text.chars().take(EDITED_BYTES).filter(is_unseen).collect();
    if unseen.is_empty() {
        return;
    }
    let numbers: Vec<String> = unseen
        .iter()
        .take(SHOWN_UNSEEN)
        .map(|character| character.escape_unicode().to_string())
        .collect();
    let text = format!("In the text stands what nobody sees: {}", numbers.join(" "));
    ui.add(Label::new(RichText::new(text).small().color(cx.tokens.warn)).wrap());
}

/// What a person pasted is lost neither to a run nor to “Clear”.
fn set_aside_ui(ui: &mut Ui, cx: &mut ViewCx<'_>) {
    ui.horizontal_wrapped(|ui| {
        let text = "The text that you had put here is kept until the program ends.";
        ui.label(RichText::new(text).small().color(cx.tokens.muted));
        if ui.button("Back to my text").clicked() {
            cx.push(Command::TakeTextBack);
        }
    });
}

fn excerpt_ui(ui: &mut Ui, cx: &ViewCx<'_>, text: &str, inspected: Option<&Inspected>) {
    let end = (0..=SHOWN_BYTES)
        .rev()
        .find(|at| text.is_char_boundary(*at))
        .unwrap_or(0);
    let note = format!(
        "{} were pasted; the first {SHOWN_BYTES} bytes are shown.",
        size_text(text.len())
    );
    ui.label(RichText::new(note).color(cx.tokens.muted));
    if let Some(note) = inspected.and_then(|inspected| too_long_text(inspected.report())) {
        ui.add(Label::new(RichText::new(note).color(cx.tokens.warn)).wrap());
    }
    let shown = ScrollArea::vertical()
        .id_salt("excerpt")
        .max_height(EDITOR_HEIGHT);
    shown.show(ui, |ui| code_block(ui, &text[..end]));
}

/// What is decoded of a token that is too long.
fn too_long_text(report: &Report) -> Option<String> {
    let is_too_long = report
        .failures()
        .any(|check| check.id == CheckId::FormatSize);
    let most = size_text(MAX_SHOWN_TOKEN_BYTES);
    is_too_long.then(|| match report.header {
        Some(_) => format!(
            "A token of more than {} is refused. Up to {most}, what it says is shown all the same.",
            size_text(MAX_TOKEN_BYTES)
        ),
        None => format!("Nothing is decoded of it: it is longer than {most}, or no signed token."),
    })
}

fn editor_ui(ui: &mut Ui, cx: &mut ViewCx<'_>, inspect: &Inspect, inspected: Option<&Inspected>) {
    let tokens = cx.tokens;
    let mut text = inspect.text.expose().to_owned();
    let mut layouter = |ui: &Ui, buffer: &dyn egui::TextBuffer, wrap_width: f32| {
        let shown = buffer.as_str();
        let current = inspected
            .filter(|inspected| inspected.text_revision == inspect.revision)
            .filter(|_| shown == inspect.text.expose());
        let mut job = coloured(shown, current, tokens);
        job.wrap.max_width = wrap_width;
        job.wrap.break_anywhere = true;
        ui.fonts_mut(|fonts| fonts.layout_job(job))
    };
    let field = TextEdit::multiline(&mut text)
        .id_salt("encoded token")
        .hint_text("Paste anything with a token in it, or drop a file")
        .font(egui::TextStyle::Monospace)
        .desired_rows(EDITOR_ROWS)
        .desired_width(f32::INFINITY)
        .layouter(&mut layouter);
    let shown = ScrollArea::vertical()
        .id_salt("text")
        .max_height(EDITOR_HEIGHT)
        .show(ui, |ui| ui.add(field));
    let response = shown.inner;
    response.widget_info(|| WidgetInfo::labeled(Role::TextInput, true, "Encoded token"));
    if response.changed() {
        cx.push(Command::EditInspect(text.into()));
    }
}

/// The text with the token's parts in their colours, each underlined.
fn coloured(text: &str, inspected: Option<&Inspected>, tokens: &Tokens) -> LayoutJob {
    let font = FontId::monospace(12.5);
    let plain = TextFormat::simple(font.clone(), tokens.muted);
    let mut job = LayoutJob::default();
    let mut done = 0;
    for span in inspected.map_or(&[][..], |inspected| &inspected.spans) {
        let (Some(before), Some(part)) =
            (text.get(done..span.start), text.get(span.start..span.end))
        else {
            continue;
        };
        job.append(before, 0.0, plain.clone());
        let mut format = TextFormat::simple(font.clone(), tokens.part_text(span.name));
        format.underline = Stroke::new(1.0, tokens.part(span.name));
        job.append(part, 0.0, format);
        done = span.end;
    }
    let rest = if inspected.is_some() {
        plain
    } else {
        TextFormat::simple(font, tokens.text)
    };
    job.append(&text[done..], 0.0, rest);
    job
}

/// The parts by name and length, so that colour never stands alone.
fn legend_ui(ui: &mut Ui, cx: &mut ViewCx<'_>, inspected: &Inspected) {
    let tokens = cx.tokens;
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing.x = 5.0;
        for part in &inspected.report().parts {
            let (rect, _) = ui.allocate_exact_size(egui::vec2(10.0, 10.0), egui::Sense::hover());
            ui.painter().rect_filled(rect, 3.0, tokens.part(part.name));
            let text = format!("{}, {}", part.name, size_text(part.decoded_bytes()));
            ui.label(RichText::new(text).small().color(tokens.muted));
            ui.add_space(GAP_SMALL);
        }
    });
    let has_claims = inspected.report().claims.is_some();
    if has_claims && quiet_button(ui, "Edit and re-sign").clicked() {
        cx.push(Command::Place(PlaceCommand::Sign(SignCommand::Begin)));
    }
}

fn verify_ui(ui: &mut Ui, cx: &mut ViewCx<'_>, inspect: &Inspect, inspected: Option<&Inspected>) {
    verify_head_ui(ui, cx, inspect);
    if inspect_judging::judge_as_ui(ui, cx, inspect) {
        if let Some(failure) = inspected.and_then(|inspected| inspected.failure.as_ref()) {
            failure_card(ui, failure, &mut cx.commands);
        }
        return;
    }
    waivers_ui(ui, cx);
    inspect_judging::issuer_ui(ui, cx, inspect);
    ui.spacing_mut().item_spacing.y = 4.0;
    two_fields(ui, cx, audience_ui, |ui, cx| {
        let names = ("Required scope", "scope");
        field_ui(ui, cx, Field::RequiredScope, names, "empty: none");
    });
    let (chosen, key) = cx.model.keys_of(cx.model.selected);
    two_fields(
        ui,
        cx,
        |ui, cx| {
            let has_file_keys = cx.model.connection().file_keys != SavedKeys::Issuer;
            let all = KeyChoice::ALL.into_iter();
            let all = all.filter(|keys| has_file_keys || *keys != KeyChoice::File);
            let keys: Vec<_> = all.map(|keys| (keys, keys.title(), "")).collect();
            if let Some(keys) = choice(ui, "Keys", chosen, &keys) {
                cx.push(Command::SetKeyChoice(keys));
            }
        },
        profile_ui,
    );
    shared_secret_ui(ui, cx, inspect, chosen);
    if chosen == KeyChoice::JwksUrl {
        let hint = "https://login.example.com/jwks";
        field_ui(ui, cx, Field::JwksUrl, ("JWKS URL", "jwks_uri"), hint);
    }
    let mut submitted = false;
    let edited = match chosen {
        KeyChoice::File | KeyChoice::Issuer | KeyChoice::JwksUrl => None,
        KeyChoice::Given => {
            let hint = "JWK, JWKS or PEM; a file can be dropped here";
            text_area(ui, "Key", "", key.expose(), hint, 3)
        }
        KeyChoice::Secret => {
            let typed = text_field(ui, "Secret", "", key.expose(), "", true);
            submitted = typed.submitted;
            typed.text
        }
    };
    note_ui(ui, cx, chosen_keys_note(cx.model));
    if let Some(text) = edited {
        cx.push(Command::EditKey(text.into()));
    }
    // What was typed last counts.
    if submitted {
        send(cx);
    }
    if let Some(failure) = inspected.and_then(|inspected| inspected.failure.as_ref()) {
        failure_card(ui, failure, &mut cx.commands);
    }
    if chosen == KeyChoice::Secret {
        inspect_judging::encoding_ui(ui, cx, inspect, &key);
    }
    inspect_further::more_ui(ui, cx, inspect);
}

/// An issuer publishes no shared secret, and this algorithm takes nothing else.
fn shared_secret_ui(ui: &mut Ui, cx: &mut ViewCx<'_>, inspect: &Inspect, chosen: KeyChoice) {
    let header = inspect.current_report();
    let header = header.and_then(|one| one.report().header.as_ref());
    let algorithm = header.and_then(|header| header.get_str("alg"));
    let is_by_secret = |algorithm: &&str| ["HS256", "HS384", "HS512"].contains(algorithm);
    let publishes = matches!(chosen, KeyChoice::Issuer | KeyChoice::JwksUrl);
    let Some(algorithm) = algorithm.filter(is_by_secret).filter(|_| publishes) else {
        return;
    };
    let text = format!("{algorithm} is verified with a shared secret, which nobody publishes.");
    ui.add(Label::new(RichText::new(text).color(cx.tokens.muted)).wrap());
    if ui.button("Give the shared secret").clicked() {
        cx.push(Command::SetKeyChoice(KeyChoice::Secret));
    }
}

/// What is stated nowhere waives its check only where its box is ticked.
fn waivers_ui(ui: &mut Ui, cx: &mut ViewCx<'_>) {
    let connection = cx.model.connection();
    let (audience, issuer) = (connection.audience.trim(), connection.issuer.trim());
    if !audience.is_empty() && !issuer.is_empty() {
        return;
    }
    ui.horizontal_wrapped(|ui| {
        let mut any = connection.any_audience;
        if audience.is_empty() && ui.checkbox(&mut any, "Any audience").changed() {
            cx.push(Command::SetAnyAudience(any));
        }
        let mut any = connection.any_issuer;
        if issuer.is_empty() && ui.checkbox(&mut any, "Any issuer").changed() {
            cx.push(Command::SetAnyIssuer(any));
        }
    });
}

fn audience_ui(ui: &mut Ui, cx: &mut ViewCx<'_>) {
    field_ui(ui, cx, Field::Audience, ("Expected audience", "aud"), "");
}

/// The title of the form with its buttons, where they are seen without scrolling.
fn verify_head_ui(ui: &mut Ui, cx: &mut ViewCx<'_>, inspect: &Inspect) {
    let title = |ui: &mut Ui, _: &mut ViewCx<'_>| {
        section_title(ui, "Verify with");
    };
    ends(ui, "verify head", cx, title, |ui, cx| {
        let token = cx
            .model
            .workspace()
            .is_some_and(|workspace| workspace.last_token().is_some());
        if !cx.model.is_at_inspect() {
            let load = ui.add_enabled(token, Button::new("Use token"));
            let load = load.on_hover_text("Put the connection's access token here");
            if load.clicked() {
                cx.push(Command::InspectToken(ResponseToken::Access));
            }
        }
        let ready = !inspect.text.is_blank() && inspect.judging.moment().is_ok();
        if inspect.report.is_pending() {
            ui.spinner();
            if ui.button("Cancel").clicked() {
                cx.push(Command::Cancel);
            }
        } else if primary_button(ui, "Verify", ready).clicked() {
            cx.push(Command::Verify);
        }
    });
}

fn profile_ui(ui: &mut Ui, cx: &mut ViewCx<'_>) {
    let profiles: Vec<_> = (Profile::ALL.iter())
        .map(|profile| {
            let title = inspect_pasted::profile_title(*profile);
            (*profile, title, profile.name())
        })
        .collect();
    let chosen = cx.model.connection().profile;
    if let Some(profile) = choice(ui, "Profile", chosen, &profiles) {
        cx.push(Command::SetProfile(profile));
    }
}
