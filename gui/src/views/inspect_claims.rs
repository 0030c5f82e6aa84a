//! What a token says, as a table and as JSON, with what stands around it.

use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use claimscope_core::report::Format;
use egui::Ui;

use super::claims_view::{ClaimsView, Form};
use super::{ViewCx, inspect_keys, inspect_pasted};
use crate::results::Inspected;
use crate::theme::GAP;

pub(super) fn claims_ui(ui: &mut Ui, cx: &mut ViewCx<'_>, inspected: &Inspected) {
    let members = &inspected.look.inspection.members;
    if !members.is_empty() {
        inspect_pasted::members_ui(ui, cx, members);
        ui.add_space(GAP);
    }
    if !inspected.keys.is_empty() {
        inspect_keys::keys_ui(ui, cx, &inspected.keys);
        ui.add_space(GAP);
    }
    form_ui(ui, cx, inspected, Form::Table);
}

/// Both JSON parts as they were sent, indented.
pub(super) fn json_ui(ui: &mut Ui, cx: &mut ViewCx<'_>, inspected: &Inspected) {
    form_ui(ui, cx, inspected, Form::Json);
}

fn form_ui(ui: &mut Ui, cx: &mut ViewCx<'_>, inspected: &Inspected, form: Form) {
    let report = inspected.report();
    if report.format == Format::Other {
        return;
    }
    let view = ClaimsView {
        place: "inspect",
        key: key(cx, inspected),
        outer: inspected.outer_header(),
        header: report.header.as_ref(),
        claims: report.claims.as_ref(),
        report: Some(report),
    };
    view.show(ui, cx, form);
    ui.add_space(GAP);
}

/// Another one for each report.
fn key(cx: &ViewCx<'_>, inspected: &Inspected) -> u64 {
    let mut hasher = DefaultHasher::new();
    let connection = cx.model.selected.0;
    (connection, inspected.text_revision, inspected.at).hash(&mut hasher);
    hasher.finish()
}
