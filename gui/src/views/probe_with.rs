//! The fields of what else a probe is made with.

use egui::{CollapsingHeader, RichText, Ui};

use super::ViewCx;
use crate::message::Command;
use crate::probe::{ProbeCommand, ProbeStep};
use crate::probe_with::ProbeField;
use crate::widgets::text_field;

pub(super) fn more_ui(ui: &mut Ui, cx: &mut ViewCx<'_>, step: &ProbeStep) {
    let title = RichText::new("Further tokens, rate and listener").color(cx.tokens.muted);
    CollapsingHeader::new(title)
        .id_salt("probe with more")
        .default_open(step.with.is_given())
        .show_unindented(ui, |ui| {
            for field in ProbeField::ALL {
                let (text, hint) = (step.with.text(field), field.hint());
                let typed = text_field(ui, field.title(), "", text, &hint, field.is_secret());
                if let Some(text) = typed.text {
                    let edit = ProbeCommand::EditWith(field, text.into());
                    cx.push(Command::Probe(edit));
                }
            }
        });
}
