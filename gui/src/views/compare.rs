//! Compare: two tokens beside each other, claim by claim. Nothing is verified here.

use claimscope_core::json::Value;
use claimscope_core::registry;
use egui::{Align, Label, Layout, RichText, Ui, vec2};

use super::ViewCx;
use super::pasted::pasted_ui;
use crate::compare::{Change, CompareCommand, ComparedRow, Comparison};
use crate::connection::ConnectionForm;
use crate::inspect_place::PlaceCommand;
use crate::message::Command;
use crate::results::ResponseToken;
use crate::theme::{self, GAP, GAP_SMALL};
use crate::times;
use crate::widgets::{
    Icon, card, failure_card, icon, page, quiet_button, section_title, shown, two_columns,
};

/// How much of one value is shown.
const SHOWN_CHARACTERS: usize = 400;
/// How many of the tokens that a connection obtained before are offered.
const OFFERED_BEFORE: usize = 12;
/// How many rows of one table are shown.
const SHOWN_ROWS: usize = 300;
const TITLES: [&str; 2] = ["First token", "Second token"];

pub(super) fn compare_ui(ui: &mut Ui, cx: &mut ViewCx<'_>) {
    page(ui, "compare", |ui| {
        two_columns(
            ui,
            0.5,
            cx,
            |ui, cx| side_ui(ui, cx, 0),
            |ui, cx| side_ui(ui, cx, 1),
        );
        ui.add_space(GAP);
        result_ui(ui, cx);
        ui.add_space(GAP);
    });
}

fn push(cx: &mut ViewCx<'_>, command: CompareCommand) {
    cx.push(Command::Place(PlaceCommand::Compare(command)));
}

fn side_ui(ui: &mut Ui, cx: &mut ViewCx<'_>, side: usize) {
    let text = cx.model.place.compare.texts[side].expose();
    let hint = "Paste a token, or anything with one in it";
    if let Some(text) = pasted_ui(ui, TITLES[side], text, hint, 88.0) {
        push(cx, CompareCommand::Edit(side, text.into()));
    }
    sources_ui(ui, cx, side);
}

/// The tokens that are at hand: what is inspected, and those of each connection.
fn sources_ui(ui: &mut Ui, cx: &mut ViewCx<'_>, side: usize) {
    let title = format!("Take a token for the {}", ["first", "second"][side]);
    let button = egui::Button::new(RichText::new(title).color(cx.tokens.muted));
    egui::containers::menu::MenuButton::from_button(button).ui(ui, |ui| {
        ui.set_min_width(260.0);
        let mut is_empty = true;
        let mut offer = |ui: &mut Ui, cx: &mut ViewCx<'_>, name: &str, text: &str| {
            is_empty = false;
            if ui.button(shown(ui, name)).clicked() {
                push(cx, CompareCommand::Edit(side, text.into()));
                ui.close();
            }
        };
        if let Some(text) = cx.model.inspected_text() {
            offer(ui, cx, "What is inspected", text.expose());
        }
        let model = cx.model;
        for connection in &model.connections {
            for (name, text) in tokens_of(cx, connection) {
                offer(ui, cx, &name, &text);
            }
        }
        for connection in &model.connections {
            let before = before(cx, connection);
            if before.is_empty() {
                continue;
            }
            let title = format!("{}: obtained before ({})", connection.name, before.len());
            ui.menu_button(shown(ui, &title), |ui| {
                for (name, text) in before {
                    offer(ui, cx, &name, &text);
                }
            });
        }
        if is_empty {
            ui.label("No connection has a token yet.");
        }
    });
}

/// The readable tokens of the last response of a connection.
fn tokens_of(cx: &ViewCx<'_>, connection: &ConnectionForm) -> Vec<(String, String)> {
    let workspace = cx.model.workspaces.get(&connection.id);
    let token = workspace.and_then(|workspace| workspace.last_token());
    let all = [ResponseToken::Access, ResponseToken::Id].into_iter();
    let found = all.filter_map(|which| {
        let text = token?.token(which)?.expose_str()?;
        let title = which.title();
        Some((format!("{}: {title}", connection.name), text.to_owned()))
    });
    found.collect()
}

/// What the tokens said that a connection obtained before, the newest first.
fn before(cx: &ViewCx<'_>, connection: &ConnectionForm) -> Vec<(String, String)> {
    let workspace = cx.model.workspaces.get(&connection.id);
    let records = workspace.map(|workspace| workspace.history.records());
    let records = records.unwrap_or_default().iter().take(OFFERED_BEFORE);
    let offered = records.filter_map(|record| {
        let at = times::local_text(record.received_at, cx.zone);
        let mark = record.mark();
        let mark = mark.map_or_else(String::new, |(name, value)| format!(", {name} {value}"));
        Some((format!("{at}{mark}"), record.unsigned_text()?))
    });
    offered.collect()
}

fn result_ui(ui: &mut Ui, cx: &mut ViewCx<'_>) {
    let model = cx.model;
    let compare = &model.place.compare;
    if let Some(failure) = compare.result.failure() {
        failure_card(ui, failure, &mut cx.commands);
        return;
    }
    let Some(result) = compare.result.ready() else {
        let text = "Old and new, staging and production, access and ID token: put both here to see what differs, claim by claim. Nothing is verified.";
        ui.add(Label::new(RichText::new(text).color(cx.tokens.muted)).wrap());
        return;
    };
    head_ui(ui, cx, result);
    ui.add_space(GAP_SMALL);
    card(ui, |ui| notices_ui(ui, cx, result));
    ui.add_space(GAP);
    table_ui(ui, cx, "Header", &result.header);
    ui.add_space(GAP);
    table_ui(ui, cx, "Claims", &result.claims);
}

fn head_ui(ui: &mut Ui, cx: &mut ViewCx<'_>, result: &Comparison) {
    let all = result.rows().count();
    let differ = result
        .rows()
        .filter(|row| row.change != Change::Same)
        .count();
    let text = match differ {
        0 => format!("All {all} values are the same."),
        differ => format!("{differ} of {all} values differ."),
    };
    ui.horizontal_wrapped(|ui| {
        ui.label(theme::strong(text).size(14.5));
        let mut shows_same = cx.model.place.compare.shows_same;
        if ui
            .checkbox(&mut shows_same, "Show what is the same too")
            .changed()
        {
            push(cx, CompareCommand::ShowSame(shows_same));
        }
        if quiet_button(ui, "Swap").clicked() {
            push(cx, CompareCommand::Swap);
        }
    });
}

/// What an API would notice; when each ends is said as of now.
fn notices_ui(ui: &mut Ui, cx: &ViewCx<'_>, result: &Comparison) {
    section_title(ui, "What an API would notice");
    let mut notices = result.notices.clone();
    if let [Some(first), Some(second)] = result.ends
        && first != second
    {
        let end = |at| match cx.seconds_to(at) > 0 {
            true => format!("ends {}", cx.relative(at)),
            false => format!("ended {}", cx.relative(at)),
        };
        notices.push(format!(
            "The first {}, the second {}.",
            end(first),
            end(second)
        ));
    } else if result.ends[0].is_some() != result.ends[1].is_some() {
        let which = if result.ends[0].is_none() {
            "first"
        } else {
            "second"
        };
        notices.push(format!("The {which} never ends: it has no exp."));
    }
    if notices.is_empty() {
        let text = "Nothing of issuer, audience, scopes, end, algorithm and key.";
        ui.add(Label::new(RichText::new(text).color(cx.tokens.muted)).wrap());
    }
    for notice in notices {
        ui.horizontal_top(|ui| {
            icon(ui, Icon::Warn, 14.0);
            ui.add(Label::new(shown(ui, &notice)).wrap());
        });
    }
}

fn table_ui(ui: &mut Ui, cx: &mut ViewCx<'_>, title: &str, rows: &[ComparedRow]) {
    let shows_same = cx.model.place.compare.shows_same;
    let is_shown = |row: &&ComparedRow| shows_same || row.change != Change::Same;
    let shown: Vec<&ComparedRow> = rows.iter().filter(is_shown).collect();
    if shown.is_empty() {
        return;
    }
    section_title(ui, title);
    let muted = |text: &str| RichText::new(text).small().color(cx.tokens.muted);
    cells_ui(
        ui,
        |ui| drop(ui.label(muted("Name"))),
        |ui, index| drop(ui.label(muted(["First", "Second"][index]))),
    );
    for row in shown.iter().take(SHOWN_ROWS) {
        row_ui(ui, cx, row, title == "Claims");
    }
    if shown.len() > SHOWN_ROWS {
        ui.label(muted(&format!("and {} more", shown.len() - SHOWN_ROWS)));
    }
}

/// A row of three cells, as wide in each row.
fn cells_ui(ui: &mut Ui, name: impl FnOnce(&mut Ui), mut value: impl FnMut(&mut Ui, usize)) {
    let gap = ui.spacing().item_spacing.x;
    let width = ui.available_width();
    let name_width = (width * 0.2).clamp(90.0, 170.0);
    let value_width = ((width - name_width) / 2.0 - gap).floor();
    ui.horizontal_top(|ui| {
        let cell = |ui: &mut Ui, width: f32, add: &mut dyn FnMut(&mut Ui)| {
            let layout = Layout::top_down(Align::Min);
            ui.allocate_ui_with_layout(vec2(width, 0.0), layout, |ui| {
                ui.set_width(width);
                ui.spacing_mut().item_spacing.y = 1.0;
                add(ui);
            });
        };
        let mut name = Some(name);
        cell(ui, name_width, &mut |ui| {
            if let Some(name) = name.take() {
                name(ui);
            }
        });
        for index in 0..2 {
            cell(ui, value_width, &mut |ui| value(ui, index));
        }
    });
}

fn row_ui(ui: &mut Ui, cx: &ViewCx<'_>, row: &ComparedRow, is_claim: bool) {
    let tokens = cx.tokens;
    let color = match row.change {
        Change::Same => tokens.muted,
        _ => tokens.warn,
    };
    let is_date =
        is_claim && registry::claim(&row.name).is_some_and(registry::RegistryEntry::is_date);
    let line = ui.available_rect_before_wrap();
    let stroke = egui::Stroke::new(1.0, tokens.line);
    ui.painter().hline(line.x_range(), line.top() - 2.0, stroke);
    cells_ui(
        ui,
        |ui| {
            ui.add(Label::new(RichText::new(shown(ui, &row.name)).monospace()).wrap());
            ui.label(RichText::new(row.change.text()).small().color(color));
        },
        |ui, index| match &row.values[index] {
            Some(value) => value_ui(ui, cx, value, is_date),
            None => drop(ui.label(RichText::new("absent").color(tokens.muted))),
        },
    );
}

/// A value's text: strings bare, everything else as JSON.
fn value_text(value: &Value) -> String {
    match value.as_str() {
        Some(text) => text.to_owned(),
        None => value.to_string(),
    }
}

fn value_ui(ui: &mut Ui, cx: &ViewCx<'_>, value: &Value, is_date: bool) {
    let mut text = shown(ui, &value_text(value));
    if let Some((at, _)) = text.char_indices().nth(SHOWN_CHARACTERS) {
        text.truncate(at);
        text.push('…');
    }
    ui.add(Label::new(RichText::new(text).monospace()).wrap());
    if let Some(at) = value.as_numeric_date().filter(|_| is_date) {
        let text = format!("{}, {}", cx.relative(at), times::both_texts(at, cx.zone));
        ui.add(Label::new(RichText::new(text).small().color(cx.tokens.muted)).wrap());
    }
}
