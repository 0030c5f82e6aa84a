//! What was pasted beside a token: what was taken off, the tokens there are, and what a document says.

use claimscope_core::jwt::Profile;
use claimscope_core::{Inspection, Member};
use egui::{Label, RichText, Ui};

use super::{ViewCx, inspect_found};
use crate::results::Inspected;
use crate::theme;
use crate::widgets::{Icon, icon, named_row, shown};

const NAME_WIDTH: f32 = 160.0;

/// What was taken off around the token, and which tokens there are.
pub(super) fn around_ui(ui: &mut Ui, cx: &mut ViewCx<'_>, inspected: &Inspected) {
    let tokens = cx.tokens;
    let pasted = &inspected.look.inspection;
    for removed in &pasted.removed {
        ui.horizontal(|ui| {
            icon(ui, Icon::Warn, 13.0);
            let text = format!("Taken off: {}", removed.message);
            ui.add(Label::new(RichText::new(text).small().color(tokens.text)).wrap());
        });
    }
    inspect_found::found_ui(ui, cx, inspected);
    profile_ui(ui, cx, pasted);
}

/// Says which profile would check more, unless it is the chosen one.
fn profile_ui(ui: &mut Ui, cx: &ViewCx<'_>, pasted: &Inspection) {
    let chosen = cx.model.connection().profile;
    let suggested = pasted.suggested_profile.and_then(Profile::from_name);
    if let Some(profile) = suggested.filter(|one| *one != chosen) {
        let looks = profile.text();
        let title = profile_title(profile);
        let text = format!("It looks like {looks}; the profile “{title}” checks more.");
        let text = RichText::new(text).small().color(cx.tokens.muted);
        ui.add(Label::new(text).wrap());
    }
}

/// What a profile is called; its name in options and reports stands beside it.
pub(super) fn profile_title(profile: Profile) -> &'static str {
    match profile {
        Profile::Jwt => "Any JWT",
        Profile::AtJwt => "Access token (RFC 9068)",
        Profile::IdToken => "ID token",
        Profile::IdentityServer4 => "IdentityServer4 token",
        Profile::DpopProof => "DPoP proof",
        Profile::ClientAssertion => "Client assertion",
        Profile::LogoutToken => "Logout token",
        Profile::RequestObject => "Request object",
        Profile::Jarm => "Authorization response (JARM)",
        Profile::SecurityEvent => "Security event token",
        other => other.name(),
    }
}

/// The members of a document, each with its meaning and what is odd about it.
pub(super) fn members_ui(ui: &mut Ui, cx: &ViewCx<'_>, members: &[Member]) {
    ui.add(Label::new(theme::strong("Content")).selectable(false));
    for member in members {
        named_row(
            ui,
            NAME_WIDTH,
            RichText::new(shown(ui, &member.name)).monospace(),
            |ui| {
                ui.vertical(|ui| {
                    ui.spacing_mut().item_spacing.y = 1.0;
                    let value = RichText::new(shown(ui, &member.value));
                    ui.add(Label::new(value.monospace()).wrap());
                    if let Some(note) = &member.note {
                        let note = RichText::new(shown(ui, note));
                        ui.add(Label::new(note.color(cx.tokens.warn)).wrap());
                    }
                    if let Some(meaning) = member.meaning {
                        let text = RichText::new(meaning).small().color(cx.tokens.muted);
                        ui.add(Label::new(text).wrap());
                    }
                });
            },
        );
    }
}
