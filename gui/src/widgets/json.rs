//! JSON values: short in a cell, folded as a tree.

use claimscope_core::json::Value;
use egui::{CollapsingHeader, Label, RichText, Ui};

use super::shown;
use crate::theme::Tokens;

/// How many members of one array or object are shown.
const SHOWN_MEMBERS: usize = 200;

/// A value's text: strings bare, everything else as JSON.
pub(crate) fn value_text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Number(number) => number.text().into_owned(),
        other => serde_json::to_string(other).unwrap_or_default(),
    }
}

/// The same for reading: what cannot be seen is written as its number.
pub(crate) fn shown_value(ui: &Ui, value: &Value) -> String {
    shown(ui, &value_text(value))
}

/// A value as a tree; objects and arrays fold.
pub(crate) fn json_tree(ui: &mut Ui, name: &str, value: &Value) {
    let members: Vec<(String, &Value)> = match value {
        Value::Object(object) => object
            .iter()
            .map(|(name, value)| (name.to_owned(), value))
            .collect(),
        Value::Array(elements) => elements
            .iter()
            .enumerate()
            .map(|(index, value)| (index.to_string(), value))
            .collect(),
        scalar => {
            leaf(ui, name, scalar);
            return;
        }
    };
    let color = Tokens::of(ui).muted;
    let kind = if value.as_object().is_some() {
        "object"
    } else {
        "array"
    };
    let title =
        RichText::new(format!("{}  {kind} of {}", shown(ui, name), members.len())).color(color);
    CollapsingHeader::new(title.monospace())
        .id_salt(name)
        .default_open(members.len() <= 4)
        .show(ui, |ui| {
            for (name, value) in members.iter().take(SHOWN_MEMBERS) {
                json_tree(ui, name, value);
            }
            if members.len() > SHOWN_MEMBERS {
                let rest = members.len() - SHOWN_MEMBERS;
                ui.label(RichText::new(format!("and {rest} more; copy to see all")).color(color));
            }
        });
}

fn leaf(ui: &mut Ui, name: &str, value: &Value) {
    let color = Tokens::of(ui).muted;
    ui.horizontal_wrapped(|ui| {
        if !name.is_empty() {
            ui.label(RichText::new(shown(ui, name)).monospace().color(color));
        }
        let text = shown_value(ui, value);
        ui.add(Label::new(RichText::new(text).monospace()).wrap());
    });
}
