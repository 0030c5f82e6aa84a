//! A row of the table of header and claims: name, value, meaning, and times in local, UTC and words.

use claimscope_core::json::Value;
use claimscope_core::registry::{self, RegistryEntry};
use claimscope_core::report::{Check, Status};
use egui::{Label, RichText, Sense, Stroke, Ui, UiBuilder, vec2};

use super::ViewCx;
use super::claims_rows::{RowLists, Told, cut, part_title};
use super::inspect_checks::check_of;
use crate::claim_rows::{Content, Row, WHOLE_BYTES, scalar_text};
use crate::times;
use crate::widgets::{Icon, code_link, icon, long_text, shown};

/// How far what is in an object stands from its left edge, in points.
const INDENT: f32 = 14.0;
/// Longer names are cut: copying gives them whole. In characters.
const NAME_CHARACTERS: usize = 200;

pub(super) fn row_ui(
    ui: &mut Ui,
    cx: &mut ViewCx<'_>,
    told: Told<'_>,
    lists: &mut RowLists,
    (index, row): (usize, &Row<'_>),
) {
    let value = match row.content {
        Content::Part(object) => {
            return part_ui(ui, cx, lists, (index, row), object.is_some());
        }
        Content::End(_) => return,
        Content::Whole(value) | Content::Folded(value) | Content::Unfolded(value) => value,
    };
    let about = About::of(told, row);
    ui.horizontal_top(|ui| {
        ui.spacing_mut().interact_size.y = 18.0;
        name_ui(ui, cx, lists, (index, row), about.failed.is_some());
        lists.copy_ui(ui, cx, (index, row));
        ui.vertical(|ui| {
            ui.spacing_mut().item_spacing.y = 1.0;
            ui.push_id(told.key, |ui| value_ui(ui, cx, lists, (index, row), value));
            about_ui(ui, cx, &about, value);
        });
    });
    ui.add_space(3.0);
    let line = ui.available_rect_before_wrap();
    let stroke = Stroke::new(1.0, cx.tokens.line);
    ui.painter().hline(line.x_range(), line.top(), stroke);
    ui.add_space(4.0);
}

fn part_ui(
    ui: &mut Ui,
    cx: &mut ViewCx<'_>,
    lists: &mut RowLists,
    (index, row): (usize, &Row<'_>),
    is_readable: bool,
) {
    ui.add_space(if index == 0 { 0.0 } else { 8.0 });
    ui.horizontal(|ui| {
        ui.spacing_mut().interact_size.y = 20.0;
        part_title(ui, cx.tokens, row.part);
        lists.copy_ui(ui, cx, (index, row));
    });
    if !is_readable {
        let text = "Could not be read; the checks say why.";
        ui.label(RichText::new(text).color(cx.tokens.muted));
    }
    ui.add_space(4.0);
}

/// What is known of a name, and what the checks say of it.
struct About<'a> {
    entry: Option<&'static RegistryEntry>,
    failed: Option<&'a Check>,
}

impl<'a> About<'a> {
    /// Of what is in an object nothing is known by its name alone.
    fn of(told: Told<'a>, row: &Row<'_>) -> Self {
        let name = row.name.text(row.part);
        let is_claim = row.part == "payload";
        let entry = match (row.depth, is_claim) {
            (0, true) => registry::claim(&name),
            (0, false) => registry::header(&name),
            _ => None,
        };
        let report = told.report.filter(|_| row.depth == 0 && is_claim);
        let check = report.and_then(|report| check_of(report, &name));
        Self {
            entry,
            failed: check.filter(|check| check.status == Status::Fail),
        }
    }
}

/// The name in a column of its own.
fn name_ui(
    ui: &mut Ui,
    cx: &ViewCx<'_>,
    lists: &mut RowLists,
    (index, row): (usize, &Row<'_>),
    is_failed: bool,
) {
    let width = (ui.available_width() * 0.3).clamp(104.0, 220.0);
    let (rect, _) = ui.allocate_exact_size(vec2(width, 18.0), Sense::hover());
    let layout = egui::Layout::left_to_right(egui::Align::Min);
    let mut ui = ui.new_child(UiBuilder::new().max_rect(rect).layout(layout));
    ui.spacing_mut().item_spacing.x = 2.0;
    ui.spacing_mut().interact_size.y = 18.0;
    ui.add_space(INDENT * row.depth.min(8) as f32);
    lists.fold_ui(&mut ui, (index, row));
    let name = cut(&row.name.text(row.part), NAME_CHARACTERS);
    let color = match is_failed {
        true => cx.tokens.bad,
        false if row.depth > 0 => cx.tokens.muted,
        false => cx.tokens.text,
    };
    let name = RichText::new(shown(&ui, &name)).monospace().color(color);
    ui.add(Label::new(name).truncate());
}

fn value_ui(
    ui: &mut Ui,
    cx: &ViewCx<'_>,
    lists: &mut RowLists,
    (index, row): (usize, &Row<'_>),
    value: &Value,
) {
    let monospace = |ui: &mut Ui, text: &str| {
        let text = RichText::new(shown(ui, text)).monospace();
        ui.add(Label::new(text).wrap());
    };
    if let Some(text) = row.content.long_text() {
        return long_ui(ui, lists, (index, row), &text);
    }
    match (value, row.content) {
        (Value::Object(_) | Value::Array(_), Content::Folded(_) | Content::Unfolded(_)) => {
            let text = RichText::new(kind_text(value)).color(cx.tokens.muted);
            ui.add(Label::new(text).selectable(false));
        }
        (Value::Object(_) | Value::Array(_), _) => monospace(ui, &value.to_string()),
        (Value::String(text), _) if text.is_empty() => {
            let text = RichText::new("an empty string").color(cx.tokens.muted);
            ui.add(Label::new(text));
        }
        _ => monospace(ui, &scalar_text(value)),
    }
}

/// A long text: its beginning, or all of it.
pub(super) fn long_ui(
    ui: &mut Ui,
    lists: &mut RowLists,
    (index, row): (usize, &Row<'_>),
    text: &str,
) {
    if row.content.is_unfolded() == Some(true) {
        lists.more_ui(ui, (index, row), text.len());
        long_text(ui, text);
        return;
    }
    let end = text.floor_char_boundary(WHOLE_BYTES);
    let beginning = RichText::new(shown(ui, &format!("{}…", &text[..end])));
    ui.add(Label::new(beginning.monospace()).wrap());
    lists.more_ui(ui, (index, row), text.len());
}

/// `object of 3`, `array of 2000`.
fn kind_text(value: &Value) -> String {
    match value {
        Value::Object(object) => format!("object of {}", object.len()),
        Value::Array(elements) => format!("array of {}", elements.len()),
        other => other.type_text().to_owned(),
    }
}

fn about_ui(ui: &mut Ui, cx: &mut ViewCx<'_>, about: &About<'_>, value: &Value) {
    let tokens = cx.tokens;
    let entry = about.entry;
    if entry.is_some_and(RegistryEntry::is_date)
        && let Some(at) = value.as_numeric_date()
    {
        let text = format!("{}  {}", times::both_texts(at, cx.zone), cx.relative(at));
        ui.add(Label::new(RichText::new(text).monospace().size(11.5)).wrap());
    }
    if let Some(check) = about.failed {
        ui.horizontal_wrapped(|ui| {
            icon(ui, Icon::Fail, 13.0);
            let message = RichText::new(shown(ui, &check.message));
            ui.add(Label::new(message.color(tokens.bad)).wrap());
            code_link(ui, check.id.as_str(), &mut cx.commands);
        });
    }
    if let Some(problem) = entry.and_then(|entry| entry.type_problem(value)) {
        ui.add(Label::new(RichText::new(problem).color(tokens.warn)).wrap());
    }
    if let Some(entry) = entry {
        let meaning = RichText::new(entry.meaning).small().color(tokens.muted);
        ui.add(Label::new(meaning).wrap())
            .on_hover_text(entry.used_by);
    }
}
