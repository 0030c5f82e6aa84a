//! Fields that are seldom filled in, folded on the Discover tab.

use egui::{CollapsingHeader, RichText, Ui};

use super::ViewCx;
use super::fields::{area_ui, field_ui};
use super::path_line::paths_ui;
use crate::connection::Field;
use crate::file_field::FileField;
use crate::message::Command;

/// The groups.
pub(super) fn groups_ui(ui: &mut Ui, cx: &mut ViewCx<'_>) {
    group_ui(ui, cx, "Network", &FileField::NETWORK);
    let endpoint = [FileField::TokenEndpoint];
    group_ui(ui, cx, "Without metadata", &endpoint);
}

fn group_ui(ui: &mut Ui, cx: &mut ViewCx<'_>, title: &str, fields: &[FileField]) {
    let values = &cx.model.connection().file_values;
    let is_given = fields.iter().any(|field| !values.text(*field).is_empty());
    // What is folded away and in force all the same is said.
    let shown_title = match is_given {
        true => format!("{title}: filled in"),
        false => title.to_owned(),
    };
    CollapsingHeader::new(RichText::new(shown_title).color(cx.tokens.muted))
        .id_salt(title)
        .show_unindented(ui, |ui| {
            for field in fields {
                let names = (field.label(), field.member());
                match field.is_list() {
                    true if *field == FileField::CaFile => {
                        let text = cx.model.connection().file_values.text(*field).to_owned();
                        if let Some(text) = paths_ui(ui, cx, names, &text, field.hint()) {
                            cx.push(Command::Edit(Field::File(*field), text.into()));
                        }
                    }
                    true => area_ui(ui, cx, Field::File(*field), names.0, field.hint()),
                    false => {
                        field_ui(ui, cx, Field::File(*field), names, field.hint());
                    }
                }
            }
        });
}
