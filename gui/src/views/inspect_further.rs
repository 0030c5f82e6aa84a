//! What else is expected of a token, folded away: all that the terminal's `verify` has beside, and the moment.

use egui::{CollapsingHeader, Label, RichText, Ui};

use super::ViewCx;
use super::fields::field_ui;
use super::inspect_judging::moment_ui;
use crate::connection::Field;
use crate::file_field::FileField;
use crate::file_form::expectation_fault;
use crate::message::Command;
use crate::waiver::Waiver;
use crate::widgets::two_fields;
use crate::workspace::Inspect;

pub(super) fn more_ui(ui: &mut Ui, cx: &mut ViewCx<'_>, inspect: &Inspect) {
    let connection = cx.model.connection();
    let values = &connection.file_values;
    let mut fields = FileField::EXPECTED.into_iter();
    let is_used = fields.any(|field| !values.text(field).is_empty())
        || !connection.waivers.is_empty()
        || !inspect.judging.at.is_empty();
    // What is folded away and in force all the same is said.
    let title = match is_used {
        true => "Further expectations: filled in",
        false => "Further expectations",
    };
    CollapsingHeader::new(title)
        .id_salt("judging")
        .default_open(is_used)
        .show(ui, |ui| {
            if cx.model.files.of(connection.id).is_some() {
                let text = "They are in the connection's file, and `claimscope verify -c` expects the same. The moment is not.";
                ui.add(Label::new(RichText::new(text).small().color(cx.tokens.muted)).wrap());
            }
            for pair in FileField::EXPECTED.chunks(2) {
                match *pair {
                    [left, right] => two_fields(
                        ui,
                        cx,
                        |ui, cx| expected_ui(ui, cx, left),
                        |ui, cx| expected_ui(ui, cx, right),
                    ),
                    [one] => expected_ui(ui, cx, one),
                    _ => {}
                }
            }
            moment_ui(ui, cx, inspect);
            waivers_ui(ui, cx);
        });
    if let Some(fault) = expectation_fault(connection) {
        let advice = fault.advice.unwrap_or_default();
        let text = RichText::new(format!("{} {advice}", fault.sentence)).small();
        ui.add(Label::new(text.color(cx.tokens.bad)).wrap());
    }
}

fn expected_ui(ui: &mut Ui, cx: &mut ViewCx<'_>, field: FileField) {
    let names = (field.label(), field.member());
    field_ui(ui, cx, Field::File(field), names, field.hint());
}

fn waivers_ui(ui: &mut Ui, cx: &mut ViewCx<'_>) {
    for waiver in Waiver::ALL {
        let mut is_on = cx.model.connection().waivers.contains(&waiver);
        let response = ui.checkbox(&mut is_on, waiver.title());
        let text = format!("{}; the report says that it is waived", waiver.member());
        if response.on_hover_text(text).changed() {
            cx.push(Command::SetWaiver(waiver, is_on));
        }
    }
}
