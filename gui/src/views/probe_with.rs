//! The fields of what else a probe is made with.

use egui::{Label, RichText, Ui};

use super::ViewCx;
use crate::message::Command;
use crate::probe::{ProbeCommand, ProbeStep};
use crate::probe_with::ProbeField;
use crate::widgets::text_field;

pub(super) fn more_ui(ui: &mut Ui, cx: &mut ViewCx<'_>, step: &ProbeStep) {
    for field in ProbeField::ALL {
        let (text, hint) = (step.with.text(field), field.hint());
        let typed = text_field(ui, field.title(), "", text, &hint, field.is_secret());
        if let Some(text) = typed.text {
            let edit = ProbeCommand::EditWith(field, text.into());
            cx.push(Command::Probe(edit));
        }
        if let Some(about) = field
            .about()
            .filter(|_| !step.with.text(field).trim().is_empty())
        {
            let text = RichText::new(format!("{about}.")).small();
            ui.add(Label::new(text.color(cx.tokens.muted)).wrap());
        }
    }
}
