//! The header's parameters and the claims as tables: value, meaning, and times in local, UTC and words.

use claimscope_core::json::{Object, Value};
use claimscope_core::registry;
use claimscope_core::report::{Format, Status};
use egui::{Label, RichText, Ui, vec2};

use super::inspect_checks::check_of;
use super::{ViewCx, inspect_pasted};
use crate::results::Inspected;
use crate::theme::{self, GAP, Tokens};
use crate::times;
use crate::widgets::{
    Icon, List, copy_button_of, icon, json_tree, named_row, shown, shown_value, value_text,
};

/// How much of one value is shown.
const SHOWN_CHARACTERS: usize = 2_000;
/// How many rows of one table are shown.
const SHOWN_ROWS: usize = 300;
const NAME_WIDTH: f32 = 92.0;

pub(super) fn claims_ui(ui: &mut Ui, cx: &mut ViewCx<'_>, inspected: &Inspected) {
    let report = inspected.report();
    let members = &inspected.look.inspection.members;
    if !members.is_empty() {
        inspect_pasted::members_ui(ui, cx, members);
        ui.add_space(GAP);
    }
    if report.format == Format::Other {
        return;
    }
    part_ui(
        ui,
        cx,
        inspected,
        "Header",
        "header",
        report.header.as_ref(),
    );
    ui.add_space(GAP);
    part_ui(
        ui,
        cx,
        inspected,
        "Payload",
        "payload",
        report.claims.as_ref(),
    );
    ui.add_space(GAP);
}

fn part_ui(
    ui: &mut Ui,
    cx: &mut ViewCx<'_>,
    inspected: &Inspected,
    title: &str,
    part: &str,
    object: Option<&Object>,
) {
    part_title(ui, cx.tokens, title, part);
    let Some(object) = object else {
        let text = RichText::new("Could not be read; the checks say why.").color(cx.tokens.muted);
        ui.label(text);
        return;
    };
    let mut list = List::new(ui, part, object.len().min(SHOWN_ROWS), None);
    for (name, value) in object.iter().take(SHOWN_ROWS) {
        row_ui(ui, cx, inspected, &mut list, (part, name, value));
    }
    if object.len() > SHOWN_ROWS {
        let text = format!(
            "and {} more; the JSON pane has all",
            object.len() - SHOWN_ROWS
        );
        ui.label(RichText::new(text).color(cx.tokens.muted));
    }
}

/// The part's name with its colour as a bar.
pub(super) fn part_title(ui: &mut Ui, tokens: &Tokens, title: &str, part: &str) {
    ui.horizontal(|ui| {
        let (rect, _) = ui.allocate_exact_size(vec2(4.0, 16.0), egui::Sense::hover());
        ui.painter().rect_filled(rect, 2.0, tokens.part(part));
        ui.add(Label::new(theme::strong(title)).selectable(false));
    });
}

fn row_ui(
    ui: &mut Ui,
    cx: &mut ViewCx<'_>,
    inspected: &Inspected,
    list: &mut List,
    (part, name, value): (&str, &str, &Value),
) {
    let tokens = cx.tokens;
    let entry = if part == "header" {
        registry::header(name)
    } else {
        registry::claim(name)
    };
    let check = (part == "payload")
        .then(|| check_of(inspected.report(), name))
        .flatten();
    let failed = check.is_some_and(|check| check.status == Status::Fail);
    let color = if failed { tokens.bad } else { tokens.text };
    named_row(
        ui,
        NAME_WIDTH,
        RichText::new(shown(ui, name)).monospace().color(color),
        |ui| {
            copy_button_of(
                ui,
                list,
                &format!("Copy {name}"),
                &value_text(value),
                &mut cx.commands,
            );
            ui.vertical(|ui| {
                ui.spacing_mut().item_spacing.y = 1.0;
                value_ui(ui, name, value);
                if entry.is_some_and(registry::RegistryEntry::is_date) {
                    moment_ui(ui, cx, value);
                }
                if let Some(check) = check.filter(|_| failed) {
                    ui.horizontal(|ui| {
                        icon(ui, Icon::Fail, 13.0);
                        let message = RichText::new(shown(ui, &check.message));
                        ui.add(Label::new(message.color(tokens.bad)).wrap());
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
            });
        },
    );
    let line = ui.available_rect_before_wrap();
    let stroke = egui::Stroke::new(1.0, tokens.line);
    ui.painter().hline(line.x_range(), line.top() - 3.0, stroke);
}

fn value_ui(ui: &mut Ui, name: &str, value: &Value) {
    if matches!(value, Value::Object(_))
        || matches!(value, Value::Array(elements) if elements.iter().any(|element| element.as_object().is_some()))
    {
        json_tree(ui, name, value);
        return;
    }
    let mut text = shown_value(ui, value);
    if let Some((at, _)) = text.char_indices().nth(SHOWN_CHARACTERS) {
        text.truncate(at);
        text.push('…');
    }
    ui.add(Label::new(RichText::new(text).monospace()).wrap());
}

fn moment_ui(ui: &mut Ui, cx: &ViewCx<'_>, value: &Value) {
    let Some(at) = value.as_numeric_date() else {
        return;
    };
    let text = format!("{}  {}", times::both_texts(at, cx.zone), cx.relative(at));
    ui.add(Label::new(RichText::new(text).monospace().size(11.5)).wrap());
}
