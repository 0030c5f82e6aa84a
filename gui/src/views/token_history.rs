//! The tokens that the connection obtained before: each can be looked at, as it was.

use egui::{Id, Label, RichText, Ui};

use super::ViewCx;
use super::claims_view::{ClaimsView, Form};
use crate::message::Command;
use crate::saved_history::SAVED_TOKENS;
use crate::theme::{GAP, GAP_SMALL};
use crate::times;
use crate::token_history::TokenRecord;
use crate::widgets::{List, card, quiet_button, quiet_link, section_title, shown};

pub(super) fn history_ui(ui: &mut Ui, cx: &mut ViewCx<'_>) {
    let Some(workspace) = cx.model.workspace() else {
        return;
    };
    let records = workspace.history.records();
    if records.is_empty() {
        return;
    }
    ui.add_space(GAP);
    card(ui, |ui| {
        section_title(ui, &format!("Tokens obtained ({})", records.len()));
        let text = format!(
            "Header and claims are remembered, of the last {SAVED_TOKENS} after a restart too; tokens and signatures are not."
        );
        ui.add(Label::new(RichText::new(text).small().color(cx.tokens.muted)).wrap());
        if quiet_button(ui, "Forget these tokens").clicked() {
            cx.push(Command::ForgetTokens);
        }
        ui.add_space(GAP_SMALL);
        let id = Id::unique(("token shown of the history", cx.model.selected.0));
        let mut looked: Option<i64> = ui.data(|data| data.get_temp(id)).flatten();
        let mut list = List::new(ui, "history", records.len(), None);
        for (index, record) in records.iter().enumerate() {
            let key = record.received_at.unix_seconds();
            let is_open = looked == Some(key);
            if record_ui(ui, cx, &mut list, (index, record), is_open) {
                looked = (!is_open).then_some(key);
            }
            if is_open {
                said_ui(ui, cx, record, key);
            }
        }
        ui.data_mut(|data| data.insert_temp(id, looked));
    });
}

/// Whether what it said is to be shown, or not any more.
fn record_ui(
    ui: &mut Ui,
    cx: &ViewCx<'_>,
    list: &mut List,
    (index, record): (usize, &TokenRecord),
    is_open: bool,
) -> bool {
    let at = times::local_text(record.received_at, cx.zone);
    // No words for how long ago: they would have the window drawn each second.
    let mut facts: Vec<String> = record.grant.iter().cloned().collect();
    facts.extend(record.scope.as_ref().map(|scope| format!("scope {scope}")));
    facts.extend(
        record
            .lifetime()
            .map(|lifetime| format!("lives {lifetime}")),
    );
    facts.extend(record.mark().map(|(name, value)| format!("{name} {value}")));
    let mut was_pressed = false;
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().interact_size.y = 18.0;
        ui.add(Label::new(RichText::new(&at).monospace().size(12.0)));
        let facts = RichText::new(shown(ui, &facts.join(" · "))).small();
        ui.add(Label::new(facts.color(cx.tokens.muted)).wrap());
        let verb = if is_open { "Hide" } else { "Look at it" };
        let label = format!("{verb}: token of {at}, {}", index + 1);
        let response = quiet_link(ui, list.sense_of(index), verb, &label);
        list.drew_at(ui, index, &response);
        was_pressed = response.clicked();
    });
    was_pressed
}

fn said_ui(ui: &mut Ui, cx: &mut ViewCx<'_>, record: &TokenRecord, key: i64) {
    let Some((header, claims)) = record.header_and_claims() else {
        let text = "It was no JWT: what it said is not known.";
        ui.label(RichText::new(text).color(cx.tokens.muted));
        return;
    };
    let view = ClaimsView {
        place: "history",
        key: key.unsigned_abs(),
        outer: None,
        header: Some(header),
        claims: Some(claims),
        report: None,
    };
    view.show(ui, cx, Form::Table);
}
