//! What stands between a token whose signature is valid and its acceptance, where all of it can be let pass for a try.

use egui::{Label, Ui};

use super::ViewCx;
use crate::message::Command;
use crate::results::Inspected;
use crate::sentence::sentence;
use crate::theme::{self, GAP};
use crate::waiver::{Waiver, offered};
use crate::widgets::{Icon, card, icon, shown};

pub(super) fn offers_ui(ui: &mut Ui, cx: &mut ViewCx<'_>, inspected: &Inspected) {
    // What a connection expects is relaxed where it stands.
    if cx.model.judged_as(cx.model.selected).is_some() {
        return;
    }
    let offers = offered(inspected.report());
    if offers.is_empty() {
        return;
    }
    card(ui, |ui| {
        ui.horizontal_wrapped(|ui| {
            icon(ui, Icon::Pass, 14.0);
            ui.label(theme::strong("The signature is valid."));
            ui.label("What follows can be let pass for a try; the report then says so.");
        });
        for (waiver, check) in &offers {
            let message = shown(ui, &sentence(&check.message));
            ui.add(Label::new(message).wrap());
            if ui.button(waiver.title()).clicked() {
                let_pass(cx, [*waiver]);
            }
        }
        if offers.len() > 1 && ui.button("Let all of it pass").clicked() {
            let_pass(cx, offers.iter().map(|(waiver, _)| *waiver));
        }
    });
    ui.add_space(GAP);
}

/// The person's word, and the verdict by it.
fn let_pass(cx: &mut ViewCx<'_>, waivers: impl IntoIterator<Item = Waiver>) {
    for waiver in waivers {
        cx.push(Command::SetWaiver(waiver, true));
    }
    cx.push(Command::Verify);
}
