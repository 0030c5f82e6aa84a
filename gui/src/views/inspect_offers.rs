//! What stands between a token whose signature is valid and its acceptance, where all of it can be let pass for a try.

use egui::{Label, Ui};

use super::ViewCx;
use super::inspect_judging::push;
use crate::message::Command;
use crate::results::Inspected;
use crate::sentence::sentence;
use crate::theme::{self, GAP};
use crate::waivers::{Waiver, offered};
use crate::widgets::{Icon, card, icon, shown};
use crate::workspace::Inspect;

pub(super) fn offers_ui(
    ui: &mut Ui,
    cx: &mut ViewCx<'_>,
    inspect: &Inspect,
    inspected: &Inspected,
) {
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
            if ui.button(waiver.text).clicked() {
                let_pass(cx, inspect, [*waiver]);
            }
        }
        if offers.len() > 1 && ui.button("Let all of it pass").clicked() {
            let all = offers.iter().map(|(waiver, _)| *waiver);
            let_pass(cx, inspect, all);
        }
    });
    ui.add_space(GAP);
}

/// The person's word, and the verdict by it.
fn let_pass<'a>(
    cx: &mut ViewCx<'_>,
    inspect: &Inspect,
    waivers: impl IntoIterator<Item = &'a Waiver>,
) {
    let mut judging = inspect.judging.clone();
    for waiver in waivers {
        *(waiver.member)(&mut judging.further) = true;
    }
    push(cx, judging);
    cx.push(Command::Verify);
}
