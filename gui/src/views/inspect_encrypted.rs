//! An encrypted token: the key that opens it, and what was in it.

use claimscope_core::SecretEncoding;
use claimscope_core::jwe::is_encrypted;
use egui::{Label, RichText, Ui};

use super::ViewCx;
use crate::decrypting::DecryptionForm;
use crate::inspect_place::PlaceCommand;
use crate::message::Command;
use crate::results::{Encrypted, OpenedToken};
use crate::theme::GAP_SMALL;
use crate::widgets::{
    Icon, choice, code_block, copy_button, failure_card, icon, secret_area, section_title, shown,
};

const HINT: &str = "The private key as JWK or PEM, the shared secret or the password; a file can be dropped here. It stays in memory";
/// How much of a content is shown; all of it can be copied.
const MOST_BYTES: usize = 4_000;

pub(super) fn encrypted_ui(
    ui: &mut Ui,
    cx: &mut ViewCx<'_>,
    form: &DecryptionForm,
    encrypted: &Encrypted,
) {
    ui.add_space(GAP_SMALL);
    let typed = secret_area(ui, "Decryption key", form.key.expose(), HINT);
    if let Some(key) = typed {
        push(
            cx,
            DecryptionForm {
                key: key.into(),
                ..form.clone()
            },
        );
    }
    if !form.key.is_blank() && !form.is_key_text() {
        let encodings = SecretEncoding::ALL.map(|one| (one, one.name(), ""));
        let title = "The decryption key is written as";
        if let Some(encoding) = choice(ui, title, form.encoding, &encodings) {
            push(
                cx,
                DecryptionForm {
                    encoding,
                    ..form.clone()
                },
            );
        }
    }
    match encrypted {
        Encrypted::Closed => {
            let text = "Encrypted: only its header can be read. With its key it is opened here, in this window.";
            ui.add(Label::new(RichText::new(text).color(cx.tokens.muted)).wrap());
        }
        Encrypted::NotOpened(failure) => failure_card(ui, failure, &mut cx.commands),
        Encrypted::Opened(opened) => opened_ui(ui, cx, opened),
    }
}

fn push(cx: &mut ViewCx<'_>, form: DecryptionForm) {
    cx.push(Command::Place(PlaceCommand::Decrypt(form)));
}

fn opened_ui(ui: &mut Ui, cx: &mut ViewCx<'_>, opened: &OpenedToken) {
    let nested = opened.nested.as_ref().and_then(|token| token.expose_str());
    let inner = match nested {
        Some(token) if is_encrypted(token) => {
            "the token in it is encrypted too, and was not decrypted"
        }
        Some(_) => "the token in it is shown",
        None => "what is in it is signed by nobody: who has the public key can encrypt",
    };
    let mark = match opened.nested {
        Some(_) => Icon::Pass,
        None => Icon::Warn,
    };
    ui.horizontal_top(|ui| {
        icon(ui, mark, 13.0);
        let text = format!("Decrypted: {}; {inner}", shown(ui, &opened.algorithms));
        ui.add(Label::new(text).wrap());
    });
    let nested = opened.nested.as_ref().map(|token| ("Inner token", token));
    let content = opened.content.as_ref().map(|text| ("Content", text));
    let Some((title, secret)) = nested.or(content) else {
        return;
    };
    let text = secret.expose_str().unwrap_or_default();
    ui.horizontal(|ui| {
        section_title(ui, title);
        copy_button(ui, title, text, &mut cx.commands);
    });
    if opened.nested.is_none() {
        let end = text.floor_char_boundary(MOST_BYTES);
        code_block(ui, &text[..end]);
    }
}
