//! A row of header and claims as JSON, as they were sent.

use claimscope_core::json::Value;
use egui::text::{LayoutJob, TextFormat};
use egui::{FontId, Label, TextStyle, Ui};

use super::ViewCx;
use super::claims_rows::{RowLists, Told, cut, part_title};
use super::claims_table::long_ui;
use crate::claim_rows::{Content, Row, RowName};
use crate::theme::Tokens;
use crate::widgets::shown;

/// How far each level stands from the one around it, in points.
const INDENT: f32 = 16.0;
/// Deeper levels stand no farther to the right.
const DEEPEST: usize = 16;
/// Longer names are cut: copying gives them whole. In characters.
const NAME_CHARACTERS: usize = 200;

pub(super) fn row_ui(
    ui: &mut Ui,
    cx: &mut ViewCx<'_>,
    told: Told<'_>,
    lists: &mut RowLists,
    (index, row): (usize, &Row<'_>),
) {
    if let Content::Part(object) = row.content {
        ui.add_space(if index == 0 { 0.0 } else { 8.0 });
        ui.horizontal(|ui| {
            ui.spacing_mut().interact_size.y = 20.0;
            part_title(ui, cx.tokens, row.part);
            lists.copy_ui(ui, cx, (index, row));
        });
        if object.is_some() {
            line_ui(ui, 0, |ui| text_ui(ui, punctuation(ui, cx.tokens, "{")));
        }
        return;
    }
    let is_part_end = row.name == RowName::Part;
    let depth = if is_part_end { 0 } else { row.depth + 1 };
    line_ui(ui, depth, |ui| {
        if let Content::End(end) = row.content {
            ui.add_space(14.0);
            let comma = if row.is_last { "" } else { "," };
            return text_ui(ui, punctuation(ui, cx.tokens, &format!("{end}{comma}")));
        }
        lists.fold_ui(ui, (index, row));
        lists.copy_ui(ui, cx, (index, row));
        ui.vertical(|ui| {
            ui.spacing_mut().item_spacing.y = 1.0;
            let job = member(ui, cx.tokens, row);
            text_ui(ui, job);
            if let Some(text) = row.content.long_text() {
                ui.push_id(told.key, |ui| long_ui(ui, lists, (index, row), &text));
            }
        });
    });
}

fn line_ui(ui: &mut Ui, depth: usize, add: impl FnOnce(&mut Ui)) {
    ui.horizontal_top(|ui| {
        ui.spacing_mut().interact_size.y = 18.0;
        ui.spacing_mut().item_spacing.x = 4.0;
        ui.add_space(INDENT * depth.min(DEEPEST) as f32);
        add(ui);
    });
}

fn text_ui(ui: &mut Ui, job: LayoutJob) {
    ui.add(Label::new(job).wrap());
}

fn font(ui: &Ui) -> FontId {
    TextStyle::Monospace.resolve(ui.style())
}

fn punctuation(ui: &Ui, tokens: &Tokens, text: &str) -> LayoutJob {
    let mut job = LayoutJob::default();
    job.append(text, 0.0, TextFormat::simple(font(ui), tokens.muted));
    job
}

/// `"name": value,` in the colours of what they are.
fn member(ui: &Ui, tokens: &Tokens, row: &Row<'_>) -> LayoutJob {
    let mut job = LayoutJob::default();
    let mut add = |text: &str, color| {
        job.append(&shown(ui, text), 0.0, TextFormat::simple(font(ui), color));
    };
    if let RowName::Member(name) = row.name {
        let name = cut(name, NAME_CHARACTERS);
        add(&quoted(&name), tokens.part_text(row.part));
        add(": ", tokens.muted);
    }
    let comma = if row.is_last { "" } else { "," };
    match (row.content, row.content.value()) {
        (Content::Folded(_), Some(Value::Object(object))) => {
            add(
                &format!("{{ {} members }}{comma}", object.len()),
                tokens.muted,
            );
        }
        (Content::Folded(_), Some(Value::Array(elements))) => {
            add(
                &format!("[ {} elements ]{comma}", elements.len()),
                tokens.muted,
            );
        }
        (Content::Unfolded(_), Some(Value::Object(_))) => add("{", tokens.muted),
        (Content::Unfolded(_), Some(Value::Array(_))) => add("[", tokens.muted),
        (Content::Folded(_) | Content::Unfolded(_), Some(_)) => {
            add(&format!("the text below{comma}"), tokens.muted);
        }
        (_, Some(Value::String(text))) => {
            add(&quoted(text), tokens.text);
            add(comma, tokens.muted);
        }
        (_, Some(Value::Object(_) | Value::Array(_))) => {
            let text = row
                .content
                .value()
                .map(Value::to_string)
                .unwrap_or_default();
            add(&text, tokens.text);
            add(comma, tokens.muted);
        }
        (_, Some(value)) => {
            add(&value.to_string(), tokens.accent);
            add(comma, tokens.muted);
        }
        (_, None) => {}
    }
    job
}

/// A string as JSON writes it.
fn quoted(text: &str) -> String {
    serde_json::to_string(text).unwrap_or_default()
}
