//! The form of a token request: the grant first, then what it needs and nothing else.

use claimscope_client::workspace::is_secret_variable;
use egui::{Button, CollapsingHeader, Id, Label, RichText, ScrollArea, Ui};

use super::ViewCx;
use super::client_form::{client_auth_ui, proofs_ui};
use super::fields::{field_ui, secret_ui, table_field_ui};
use super::keeping::keeping_ui;
use crate::connection::{ConnectionForm, Field};
use crate::grant::{GrantChoice, GrantField};
use crate::message::Command;
use crate::secret_note::ends_with_program;
use crate::sentence::sentence;
use crate::theme::Tone;
use crate::update::requests::not_renewed;
use crate::widgets::{
    List, card, choice, copy_button, drawn_area, ends, pill, primary_button, section_title, shown,
    spec_label,
};

/// How many of the issuer's scopes are offered.
const SHOWN_SCOPES: usize = 200;
/// Three rows of scopes, and a part of the next, so that it is seen that there are more.
const SCOPES_HEIGHT: f32 = 92.0;

pub(super) fn form_ui(ui: &mut Ui, cx: &mut ViewCx<'_>) {
    let connection = cx.model.connection();
    card(ui, |ui| {
        head_ui(ui, cx);
        grant_ui(ui, cx, connection.grant);
        if connection.grant.is_refused() {
            return;
        }
        field_ui(ui, cx, Field::ClientId, ("Client ID", "client_id"), "");
        client_auth_ui(ui, cx, connection);
        grant_fields_ui(ui, cx, connection);
        field_ui(ui, cx, Field::Scope, ("Scopes", "scope"), "");
        scopes_ui(ui, cx, connection);
        proofs_ui(ui, cx, connection);
        more_ui(ui, cx, connection);
        let mut renews = connection.renews;
        let text = "Renew by itself, 30 s before the end or at half of a shorter life";
        if ui.checkbox(&mut renews, text).changed() {
            cx.push(Command::SetRenews(renews));
        }
        if let Some(note) = not_renewed(cx.model) {
            let note = RichText::new(note).small();
            ui.add(Label::new(note.color(cx.tokens.warn)).wrap());
        }
        keeping_ui(ui, cx);
        if let Some(text) = ends_with_program(cx.model) {
            let text = RichText::new(shown(ui, &text)).small();
            ui.add(Label::new(text.color(cx.tokens.muted)).wrap());
        }
    });
}

/// The title of the form with its button, which is seen without scrolling however many scopes there are.
fn head_ui(ui: &mut Ui, cx: &mut ViewCx<'_>) {
    let workspace = cx.model.workspace();
    let pending = workspace.is_some_and(|workspace| workspace.token.is_pending());
    let grant = cx.model.connection().grant;
    let title = |ui: &mut Ui, _: &mut ViewCx<'_>| {
        section_title(ui, "Request");
    };
    ends(ui, "request head", cx, title, |ui, cx| {
        let text = match grant.is_login() {
            true => "Log in",
            false => "Get token",
        };
        if pending {
            ui.spinner();
            if ui.button("Cancel").clicked() {
                cx.push(Command::Cancel);
            }
        } else if primary_button(ui, text, cx.model.can_send() && !grant.is_refused()).clicked() {
            cx.push(Command::RequestToken);
        }
    });
}

/// The choice, what it is for, and why it is better not made.
fn grant_ui(ui: &mut Ui, cx: &mut ViewCx<'_>, chosen: GrantChoice) {
    let grants: Vec<(GrantChoice, &str, &str)> = GrantChoice::all()
        .map(|grant| (grant, grant.title(), grant.name()))
        .collect();
    if let Some(grant) = choice(ui, "Grant", chosen, &grants) {
        cx.push(Command::SetGrant(grant));
    }
    ui.scope(|ui| {
        ui.spacing_mut().interact_size.y = 16.0;
        ui.horizontal_wrapped(|ui| {
            let help = RichText::new(chosen.help()).small().color(cx.tokens.muted);
            ui.add(Label::new(help).wrap());
            spec_label(ui, chosen.spec());
        });
    });
    if let Some(advice) = chosen.advice() {
        ui.horizontal_wrapped(|ui| {
            let (word, tone) = match chosen.is_refused() {
                true => ("Not run here", Tone::Bad),
                false => ("Better not", Tone::Warn),
            };
            pill(ui, word, tone);
            ui.add(Label::new(sentence(advice)).wrap());
        });
    }
}

/// What the grant cannot do without, its switches and what has a default; what may be left out is one press away.
fn grant_fields_ui(ui: &mut Ui, cx: &mut ViewCx<'_>, connection: &ConnectionForm) {
    let grant = connection.grant;
    if grant == GrantChoice::Extension {
        let names = ("URI of the grant (required)", "grant_type");
        let hint = "urn:ietf:params:oauth:grant-type:saml2-bearer";
        field_ui(ui, cx, Field::ExtensionUri, names, hint);
        parameters_ui(ui, cx);
    }
    let is_needed = |field: &GrantField| {
        let form = field.form();
        form.is_required || form.is_switch || !form.default.is_empty()
    };
    let (needed, optional): (Vec<_>, Vec<_>) = grant.fields().partition(is_needed);
    for field in needed {
        table_field_ui(ui, cx, field);
        if field.is_redirect_uri() {
            redirect_ui(ui, cx, connection);
        }
    }
    if !optional.is_empty() {
        let title = RichText::new("What may be left out").color(cx.tokens.muted);
        let is_given = |field: &GrantField| !connection.values.text(*field).is_empty();
        CollapsingHeader::new(title)
            .id_salt(("optional fields", grant.name()))
            .default_open(optional.iter().any(is_given))
            .show_unindented(ui, |ui| {
                for field in optional {
                    table_field_ui(ui, cx, field);
                }
            });
    }
}

/// The redirect URI to register, and how its answer comes back.
fn redirect_ui(ui: &mut Ui, cx: &mut ViewCx<'_>, connection: &ConnectionForm) {
    let redirect_uri = connection.redirect_uri();
    ui.horizontal(|ui| {
        let text = RichText::new("To register:").small();
        ui.label(text.color(cx.tokens.muted));
        copy_button(ui, "Redirect URI", redirect_uri, &mut cx.commands);
        let text = RichText::new(shown(ui, redirect_uri))
            .monospace()
            .size(11.5);
        ui.add(Label::new(text).wrap());
    });
    if !connection.can_listen() {
        let text = "It is not plain http on this machine: the browser ends elsewhere, and you paste the address that it ended on.";
        let text = RichText::new(text).small().color(cx.tokens.muted);
        ui.add(Label::new(text).wrap());
        return;
    }
    let mut pastes = connection.pastes;
    let text = "Do not listen there: I paste the address that the browser ends on";
    if ui.checkbox(&mut pastes, text).changed() {
        cx.push(Command::SetPastes(pastes));
    }
}

fn parameters_ui(ui: &mut Ui, cx: &mut ViewCx<'_>) {
    let hint = "one name=value each line";
    let connection = cx.model.connection();
    let value = connection.field(Field::Parameters);
    let id = Id::unique(("which parameters are shown", connection.id));
    let mut is_shown: bool = ui.data(|data| data.get_temp(id)).unwrap_or_default();
    let line_drawn = |line: &str| match secret_of(line).filter(|_| !is_shown) {
        Some(secret) => {
            let name = &line[..line.len() - secret.len()];
            format!("{name}{}", "•".repeat(secret.chars().count()))
        }
        None => line.to_owned(),
    };
    let drawn = |text: &str| {
        let lines: Vec<String> = text.split('\n').map(line_drawn).collect();
        lines.join("\n")
    };
    if let Some(edited) = drawn_area(ui, "Further parameters", value, (hint, 2), &drawn) {
        cx.push(Command::Edit(Field::Parameters, edited.into()));
    }
    let has_secret = value.lines().any(|line| secret_of(line).is_some());
    if has_secret && ui.checkbox(&mut is_shown, "Show the secrets").changed() {
        ui.data_mut(|data| data.insert_temp(id, is_shown));
    }
    for member in connection.typed_parameters() {
        let name = member.strip_prefix("parameters.").unwrap_or_default();
        ui.label(RichText::new(shown(ui, name)).monospace().small());
        secret_ui(ui, cx, member);
    }
}

/// The value of a line `name=value`, where it is a secret.
fn secret_of(line: &str) -> Option<&str> {
    let (name, value) = line.split_once('=')?;
    let is_secret = !value.trim().is_empty() && is_secret_variable(name.trim(), value.trim());
    is_secret.then_some(value)
}

/// What any grant may carry.
fn more_ui(ui: &mut Ui, cx: &mut ViewCx<'_>, connection: &ConnectionForm) {
    let title = RichText::new("Resource, details and further parameters").color(cx.tokens.muted);
    CollapsingHeader::new(title)
        .id_salt("more of the request")
        .show_unindented(ui, |ui| {
            let hint = "the API that the token is for (RFC 8707)";
            field_ui(ui, cx, Field::Resource, ("Resource", "resource"), hint);
            leaves_resource_out_ui(ui, cx, "Leave resource out, as Entra wants it");
            for field in GrantField::shared() {
                table_field_ui(ui, cx, field);
            }
            if connection.grant != GrantChoice::Extension {
                parameters_ui(ui, cx);
            }
        });
}

/// The switch that leaves `resource` out of every request.
pub(super) fn leaves_resource_out_ui(ui: &mut Ui, cx: &mut ViewCx<'_>, text: &str) {
    let mut leaves_out = cx.model.connection().leaves_resource_out;
    if ui.checkbox(&mut leaves_out, text).changed() {
        cx.push(Command::SetLeavesResourceOut(leaves_out));
    }
}

/// The scopes that the issuer offers, to be switched on and off.
fn scopes_ui(ui: &mut Ui, cx: &mut ViewCx<'_>, connection: &ConnectionForm) {
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

fn chips_ui(ui: &mut Ui, cx: &mut ViewCx<'_>, connection: &ConnectionForm, scopes: &[String]) {
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
