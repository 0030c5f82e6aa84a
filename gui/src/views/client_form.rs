//! What the client authenticates with, and what it proves: its method first, then what that rests on and nothing else.

use claimscope_client::session::AuthenticationMethod;
use egui::{CollapsingHeader, RichText, Ui};

use super::ViewCx;
use super::fields::{field_ui, secret_ui, table_field_ui};
use crate::client_key::ClientKey;
use crate::connection::{ConnectionForm, Field};
use crate::grant::{GrantChoice, GrantField, method_title, methods};
use crate::message::Command;
use crate::secret_member;
use crate::sensitive::Sensitive;
use crate::sentence::sentence;
use crate::theme::Tone;
use crate::widgets::{choice, pill, shown, text_area};

pub(super) fn client_auth_ui(ui: &mut Ui, cx: &mut ViewCx<'_>, connection: &ConnectionForm) {
    let ways: Vec<(Option<AuthenticationMethod>, &str, &str)> = methods()
        .map(|way| {
            (
                way,
                method_title(way),
                way.map_or("", AuthenticationMethod::name),
            )
        })
        .collect();
    if let Some(way) = choice(ui, "Client authentication", connection.client_auth, &ways) {
        cx.push(Command::SetClientAuth(way));
    }
    let method = connection.client_auth;
    if method.is_none_or(AuthenticationMethod::needs_secret) {
        let names = ("Client secret", "client_secret");
        let hint = match method {
            None if connection.grant != GrantChoice::default() => "empty for a public client",
            None | Some(_) => "",
        };
        field_ui(ui, cx, Field::ClientSecret, names, hint);
    }
    // Once given, a key counts where the method is left open: it goes before a secret.
    let has_key = method.is_none() && !connection.client_key.is_empty();
    if connection.needs_key() || has_key {
        key_ui(ui, cx, &CLIENT_KEY, &connection.client_key);
        secret_ui(ui, cx, secret_member::CLIENT_KEY);
    }
    if connection.has_assertion() {
        let title = "What the client's JWT says";
        optional_ui(ui, cx, title, GrantField::of_assertion());
    }
    if method.is_some_and(AuthenticationMethod::needs_certificate) {
        for field in GrantField::of_certificate() {
            table_field_ui(ui, cx, field);
        }
    }
}

/// What goes along whatever the method is: the proof of a key, and a certificate where a server asks for one.
pub(super) fn proofs_ui(ui: &mut Ui, cx: &mut ViewCx<'_>, connection: &ConnectionForm) {
    table_field_ui(ui, cx, GrantField::DPOP);
    if connection.values.is_on(GrantField::DPOP) {
        key_ui(ui, cx, &DPOP_KEY, &connection.dpop_key);
        secret_ui(ui, cx, secret_member::DPOP_KEY);
    }
    let method = connection.client_auth;
    if !method.is_some_and(AuthenticationMethod::needs_certificate) {
        let title = "Client certificate (mutual TLS)";
        optional_ui(ui, cx, title, GrantField::of_certificate());
    }
}

fn optional_ui(
    ui: &mut Ui,
    cx: &mut ViewCx<'_>,
    title: &str,
    fields: impl Iterator<Item = GrantField> + Clone,
) {
    let values = &cx.model.connection().values;
    let is_given = fields.clone().any(|field| !values.text(field).is_empty());
    // What is folded away and in force all the same is said.
    let shown_title = match is_given {
        true => format!("{title}: filled in"),
        false => title.to_owned(),
    };
    CollapsingHeader::new(RichText::new(shown_title).color(cx.tokens.muted))
        .id_salt(title)
        .default_open(is_given)
        .show_unindented(ui, |ui| {
            for field in fields {
                table_field_ui(ui, cx, field);
            }
        });
}

/// A private key that a person gives.
pub(super) struct Key {
    pub(super) label: &'static str,
    pub(super) hint: &'static str,
    /// The button that takes it away.
    pub(super) remove: &'static str,
    pub(super) edit: fn(Sensitive) -> Command,
}

const CLIENT_KEY: Key = Key {
    label: "Private key",
    hint: "Paste a JWK or PEM, or drop its file here",
    remove: "Remove the key",
    edit: Command::EditClientKey,
};

const DPOP_KEY: Key = Key {
    label: "Key for DPoP",
    hint: "A key is made where none is given. To use one of yours, paste a JWK or PEM",
    remove: "Remove the key for DPoP",
    edit: Command::EditDpopKey,
};

/// A key is taken in, and never shown again.
pub(super) fn key_ui(ui: &mut Ui, cx: &mut ViewCx<'_>, key: &Key, given: &ClientKey) {
    match given.about() {
        None => {
            if let Some(text) = text_area(ui, key.label, "", "", key.hint, 2) {
                cx.push((key.edit)(text.into()));
            }
        }
        Some(about) => {
            ui.horizontal_wrapped(|ui| {
                ui.label(key.label);
                let (text, tone) = match about {
                    Ok(about) => (about.to_owned(), Tone::Good),
                    Err(why) => (sentence(why), Tone::Bad),
                };
                pill(ui, &short(&shown(ui, &text)), tone);
                if ui.button(key.remove).clicked() {
                    cx.push((key.edit)("".into()));
                }
            });
        }
    }
}

fn short(text: &str) -> String {
    const MOST: usize = 44;
    match text.char_indices().nth(MOST) {
        Some((at, _)) => format!("{}…", &text[..at]),
        None => text.to_owned(),
    }
}
