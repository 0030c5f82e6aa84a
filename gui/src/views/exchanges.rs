//! The exchange log: the last requests that were sent, secrets masked.

use claimscope_client::status_text;
use egui::{Color32, Label, RichText, Role, ScrollArea, Ui, WidgetInfo};
use egui_extras::{Column, TableBuilder, TableRow};

use super::ViewCx;
use super::overview::milliseconds_text;
use crate::message::Command;
use crate::results::ExchangeRow;
use crate::theme::{SCROLL_LANE, Tone};
use crate::times;
use crate::widgets::{
    List, code_block, ends, pill, quiet_button, section_title, shown, shown_lines,
};

/// The most of the list's width that the status takes.
const STATUS_SHARE: f32 = 0.3;
/// The status has room for what is not a number: `under way`.
const LEAST_STATUS: f32 = 86.0;
/// In less width an exchange that is shown takes the place of the list.
const BESIDE_LIST: f32 = 680.0;
/// What an exchange needs, with its buttons beside each other.
const LEAST_DETAIL: f32 = 372.0;
/// From this width on, the list says when each exchange was and how long it took.
const LIST_WITH_TIMES: f32 = 440.0;
/// In less width the head leaves out what the menu has too.
const WHOLE_HEAD: f32 = 420.0;
/// How much of a request or an answer is shown.
const SHOWN_CHARACTERS: usize = 16_000;
/// How wide a character of the list is, with a little to spare.
const CHARACTER_WIDTH: f32 = 7.3;

/// The line that stays when the log is folded away.
pub(super) fn head_ui(ui: &mut Ui, cx: &mut ViewCx<'_>) {
    let is_open = cx.model.log.is_open();
    let is_wide = ui.available_width() >= WHOLE_HEAD;
    ends(ui, "log head", cx, title_ui, |ui, cx| {
        let mut opens = cx.model.log.opens_on_failure;
        if is_open && is_wide && ui.checkbox(&mut opens, "Open on a failure").changed() {
            cx.push(Command::SetOpensLogOnFailure(opens));
        }
        let may_clear = is_wide && !cx.model.exchanges.is_empty();
        if may_clear && quiet_button(ui, "Clear log").clicked() {
            cx.push(Command::ClearLog);
        }
        let fold = match is_open {
            true => "Hide log",
            false => "Show log",
        };
        if quiet_button(ui, fold).clicked() {
            cx.push(Command::ToggleLog);
        }
    });
}

fn title_ui(ui: &mut Ui, cx: &mut ViewCx<'_>) {
    section_title(ui, "Exchange log");
    let text = match (cx.model.sent, cx.model.exchanges.len() as u64) {
        (0, _) => "nothing has been sent yet".to_owned(),
        (1, 0) => "1 request was sent; the log was cleared".to_owned(),
        (sent, 0) => format!("{sent} requests were sent; the log was cleared"),
        (1, 1) => "1 request was sent; secrets are masked".to_owned(),
        (sent, shown) if sent == shown => {
            format!("{sent} requests were sent; secrets are masked")
        }
        (sent, shown) => {
            format!("{shown} of {sent} requests that were sent; secrets are masked")
        }
    };
    if cx.model.offline {
        pill(ui, "Network off", Tone::Warn);
    }
    let last = cx.model.exchanges.last();
    if let Some(last) = last.filter(|_| !cx.model.log.is_open()) {
        let (text, tone) = status(last);
        pill(ui, &text, tone).on_hover_text("What came to the last request");
    }
    ui.add(Label::new(RichText::new(text).small().color(cx.tokens.muted)).truncate());
}

pub(super) fn log_ui(ui: &mut Ui, cx: &mut ViewCx<'_>) {
    head_ui(ui, cx);
    if cx.model.exchanges.is_empty() {
        let text = "Metadata, keys, tokens and calls appear here as they are sent.";
        ui.label(RichText::new(text).color(cx.tokens.muted));
        // The panel keeps its height.
        ui.take_available_space();
        return;
    }
    let Some(shown) = cx.model.shown_exchange() else {
        table_ui(ui, cx);
        return;
    };
    if ui.available_width() < BESIDE_LIST {
        return detail_ui(ui, cx, shown);
    }
    let width = (ui.available_width() * 0.46).max(LEAST_DETAIL);
    egui::Panel::right("exchange")
        .frame(egui::Frame::new().inner_margin(egui::Margin {
            left: 12,
            ..Default::default()
        }))
        .exact_size(width)
        .resizable(false)
        .show(ui, |ui| detail_ui(ui, cx, shown));
    table_ui(ui, cx);
}

fn table_ui(ui: &mut Ui, cx: &mut ViewCx<'_>) {
    let model = cx.model;
    let tokens = cx.tokens;
    let status_width = status_width(&model.exchanges, ui.available_width());
    // When and how long gives way to what and where.
    let has_times = ui.available_width() >= LIST_WITH_TIMES;
    ui.spacing_mut().item_spacing.y = 1.0;
    let rows = model.exchanges.iter();
    let from_end = rows
        .rev()
        .position(|one| Some(one.number) == model.log.shown);
    let last = model.exchanges.len().saturating_sub(1);
    let chosen = last - from_end.unwrap_or_default();
    let mut list = List::new(ui, "log", model.exchanges.len(), Some(chosen));
    let columns = [
        ("#", Column::exact(34.0)),
        ("Time", Column::exact(70.0)),
        ("Method", Column::exact(52.0)),
        ("URL", Column::remainder().clip(true)),
        ("Status", Column::exact(status_width).clip(true)),
        ("Took", Column::exact(80.0)),
    ];
    let columns = columns
        .into_iter()
        .filter(|(title, _)| has_times || !["Time", "Took"].contains(title));
    let (titles, columns): (Vec<_>, Vec<_>) = columns.unzip();
    let mut table = TableBuilder::new(ui)
        .id_salt(("exchanges", has_times))
        .sense(egui::Sense::CLICK)
        .auto_shrink(false)
        .min_scrolled_height(0.0)
        .stick_to_bottom(true);
    for column in columns {
        table = table.column(column);
    }
    if let Some(row) = list.goal() {
        table = table.scroll_to_row(row, None);
    }
    table
        .header(18.0, |mut header| {
            for title in titles {
                header.col(|ui| {
                    let title = RichText::new(title).small().color(tokens.muted);
                    ui.add(Label::new(title).selectable(false));
                });
            }
        })
        .body(|body| {
            body.rows(20.0, model.exchanges.len(), |mut row| {
                let index = row.index();
                let exchange = &model.exchanges[index];
                let is_open = model.log.shown == Some(exchange.number);
                row.set_selected(is_open);
                if list.is_at(index) {
                    row.set_hovered(true);
                }
                let mut clicked = false;
                row.col(|ui| {
                    let number = RichText::new(exchange.number.to_string()).monospace();
                    let number = number.size(12.0).color(tokens.muted);
                    ui.add(Label::new(number).truncate().selectable(false));
                    let id = ui.scope_id().with(("exchange", exchange.number));
                    let response = ui.interact(ui.max_rect(), id, list.sense_of(index));
                    let (number, method, url) = (exchange.number, &exchange.method, &exchange.url);
                    let label = format!("Exchange {number}: {method} {url}");
                    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, &label));
                    list.drew_at(ui, index, &response);
                    clicked = response.clicked();
                });
                let at = times::clock_text(exchange.at, cx.zone);
                let took = match exchange.under_way {
                    true => String::new(),
                    false => milliseconds_text(exchange.milliseconds),
                };
                let (status, tone) = status(exchange);
                let mut about = exchange.url.clone();
                match has_times {
                    true => cell(&mut row, &at, &at, tokens.muted),
                    // There is no room for it: it is told with the address.
                    false => about = format!("{about}\n{at} {took}").trim_end().to_owned(),
                }
                cell(&mut row, &exchange.method, &exchange.method, tokens.text);
                row.col(|ui| {
                    let url = cut_in_the_middle(&exchange.url, ui.available_width());
                    cell_ui(ui, &url, &about, tokens.text);
                });
                let fitting = fitting_status(exchange, &status, status_width);
                cell(&mut row, &fitting, &status, tokens.tone(tone));
                if has_times {
                    cell(&mut row, &took, &took, tokens.muted);
                }
                if clicked || row.response().clicked() {
                    let shown = (!is_open).then_some(exchange.number);
                    cx.commands.push(Command::ShowExchange(shown));
                }
            });
        });
}

fn cell(row: &mut TableRow<'_, '_>, text: &str, whole: &str, color: Color32) {
    row.col(|ui| cell_ui(ui, text, whole, color));
}

/// A text that may stand for a longer one: the whole is there for who points at it, and for who hears it.
fn cell_ui(ui: &mut Ui, text: &str, whole: &str, color: Color32) {
    let is_whole = text == whole;
    let drawn = RichText::new(shown(ui, text)).monospace();
    let label = Label::new(drawn.size(12.0).color(color)).truncate();
    let label = label.selectable(false).show_tooltip_when_elided(is_whole);
    let response = ui.add(label);
    if !is_whole {
        let whole = shown_lines(ui, whole);
        response.widget_info(|| WidgetInfo::labeled(Role::Label, true, &whole));
        response.on_hover_text(whole);
    }
}

/// The text as far as it fits: of an address the end says more than what all of them begin with.
fn cut_in_the_middle(text: &str, width: f32) -> String {
    let fitting = (width / CHARACTER_WIDTH) as usize;
    let count = text.chars().count();
    if count <= fitting || fitting < 8 {
        return text.to_owned();
    }
    let first = fitting / 4;
    let start: String = text.chars().take(first).collect();
    let end: String = text.chars().skip(count - (fitting - first - 1)).collect();
    format!("{start}…{end}")
}

fn status(exchange: &ExchangeRow) -> (String, Tone) {
    match exchange.status {
        Some(status @ ..400) => (status_text(status), Tone::Good),
        Some(status) => (status_text(status), Tone::Bad),
        None if exchange.under_way => ("under way".to_owned(), Tone::Neutral),
        None if exchange.was_ended => ("cancelled".to_owned(), Tone::Neutral),
        None => ("no answer".to_owned(), Tone::Bad),
    }
}

/// As wide as the longest status, within bounds.
fn status_width(exchanges: &[ExchangeRow], room: f32) -> f32 {
    let widths = exchanges.iter().map(|one| width_of(&status(one).0));
    let longest = widths.fold(LEAST_STATUS, f32::max);
    longest.min((room * STATUS_SHARE).max(LEAST_STATUS))
}

fn width_of(text: &str) -> f32 {
    text.chars().count() as f32 * CHARACTER_WIDTH + 4.0
}

/// A status with its name where there is room for all of it, or else its number.
fn fitting_status(exchange: &ExchangeRow, text: &str, width: f32) -> String {
    match exchange.status {
        Some(number) if width_of(text) > width => number.to_string(),
        _ => text.to_owned(),
    }
}

fn detail_ui(ui: &mut Ui, cx: &mut ViewCx<'_>, exchange: &ExchangeRow) {
    ui.scope(|ui| {
        ui.spacing_mut().interact_size.y = 24.0;
        ui.spacing_mut().button_padding = egui::vec2(9.0, 3.0);
        let copies = |ui: &mut Ui, cx: &mut ViewCx<'_>| {
            let number = exchange.number;
            if ui.button("Copy as curl").clicked() {
                cx.push(Command::CopyCurl {
                    number,
                    with_secrets: false,
                });
            }
            let with = ui.button("Copy as curl with secrets");
            let with =
                with.on_hover_text("The command then holds live secrets: paste it with care");
            if with.clicked() {
                cx.push(Command::CopyCurl {
                    number,
                    with_secrets: true,
                });
            }
        };
        ends(ui, "exchange head", cx, copies, |ui, cx| {
            if quiet_button(ui, "Close").clicked() {
                cx.push(Command::ShowExchange(None));
            }
        });
    });
    ScrollArea::vertical()
        .id_salt("exchange")
        .auto_shrink(false)
        // In a low window it is low: it must not push the head out of the panel.
        .min_scrolled_height(0.0)
        .show(ui, |ui| {
            ui.set_max_width(ui.available_width() - SCROLL_LANE);
            message_ui(ui, cx, &exchange.request_text);
            if !exchange.under_way {
                message_ui(ui, cx, &exchange.response_text);
            }
        });
}

/// A request or an answer; of a long one the beginning, which says so.
fn message_ui(ui: &mut Ui, cx: &mut ViewCx<'_>, text: &str) {
    let (beginning, left) = beginning_of(text);
    code_block(ui, beginning);
    if left == 0 {
        return;
    }
    ui.horizontal_wrapped(|ui| {
        let text = format!("Cut here: {left} characters more.");
        ui.label(RichText::new(text).small().color(cx.tokens.warn));
        if quiet_button(ui, "Save all of the exchange").clicked() {
            cx.push(Command::SaveExchange);
        }
    });
}

/// So much as is laid out in no time, and how many characters are left.
fn beginning_of(text: &str) -> (&str, usize) {
    match text.char_indices().nth(SHOWN_CHARACTERS) {
        Some((end, _)) => (&text[..end], text[end..].chars().count()),
        None => (text, 0),
    }
}
