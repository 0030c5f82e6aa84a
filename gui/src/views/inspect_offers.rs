//! What stands between a token whose signature is valid and its acceptance, where all of it can be let pass for a try.

use std::collections::BTreeSet;

use egui::{Label, Ui};

use super::ViewCx;
use crate::inspect_place::PlaceCommand;
use crate::judging::Judging;
use crate::message::Command;
use crate::results::Inspected;
use crate::sentence::sentence;
use crate::theme::{self, GAP};
use crate::waiver::{Waiver, offered};
use crate::widgets::{Icon, card, icon, shown};

pub(super) fn offers_ui(ui: &mut Ui, cx: &mut ViewCx<'_>, inspected: &Inspected) {
    let model = cx.model;
    let Some(workspace) = model.workspace() else {
        return;
    };
    let judging = &workspace.inspect.judging;
    let offers = offered(inspected.report());
    if offers.is_empty() && judging.tried.is_empty() {
        return;
    }
    card(ui, |ui| {
        if !offers.is_empty() {
            ui.horizontal_wrapped(|ui| {
                icon(ui, Icon::Pass, 14.0);
                ui.label(theme::strong("The signature is valid."));
                ui.label("What follows can be let pass for a try; the report then says so.");
            });
        }
        let with = |more: &mut dyn Iterator<Item = Waiver>| {
            let tried = judging.tried.iter().copied();
            tried.chain(more).collect::<BTreeSet<_>>()
        };
        for (waiver, check) in &offers {
            let message = shown(ui, &sentence(&check.message));
            ui.add(Label::new(message).wrap());
            if ui.button(waiver.title()).clicked() {
                try_with(cx, judging, with(&mut [*waiver].into_iter()));
            }
        }
        if offers.len() > 1 && ui.button("Let all of it pass").clicked() {
            let all = with(&mut offers.iter().map(|(waiver, _)| *waiver));
            try_with(cx, judging, all);
        }
        if !judging.tried.is_empty() {
            tried_ui(ui, cx, judging);
        }
    });
    ui.add_space(GAP);
}

/// What is tried goes to no connection by itself.
fn tried_ui(ui: &mut Ui, cx: &mut ViewCx<'_>, judging: &Judging) {
    let titles: Vec<_> = judging.tried.iter().map(|one| one.title()).collect();
    let text = format!("Let pass for a try: {}.", titles.join("; "));
    ui.add(Label::new(text).wrap());
    ui.horizontal_wrapped(|ui| {
        if ui.button("No longer").clicked() {
            try_with(cx, judging, BTreeSet::new());
        }
        if cx.model.is_at_inspect() {
            return;
        }
        let name = shown(ui, &cx.model.connection().name);
        let keep = ui.button(format!("Keep in “{name}”"));
        let members: Vec<_> = judging.tried.iter().map(|one| one.member()).collect();
        let text = format!(
            "{}: what the connection lets pass from now on, in its file and for `claimscope verify -c` too",
            members.join(", ")
        );
        if keep.on_hover_text(text).clicked() {
            for waiver in &judging.tried {
                cx.push(Command::SetWaiver(*waiver, true));
            }
            try_with(cx, judging, BTreeSet::new());
        }
    });
}

/// The person's word, and the verdict by it.
fn try_with(cx: &mut ViewCx<'_>, judging: &Judging, tried: BTreeSet<Waiver>) {
    let judging = Judging {
        tried,
        ..judging.clone()
    };
    cx.push(Command::Place(PlaceCommand::Judge(judging)));
    cx.push(Command::Verify);
}
