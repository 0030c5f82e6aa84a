//! The exchange log: the last requests that were sent, secrets masked.

use claimscope_client::status_text;
use egui::{Align, Label, Layout, RichText, ScrollArea, Ui};
use egui_extras::{Column, TableBuilder};

use super::ViewCx;
use super::overview::milliseconds_text;
use crate::message::Command;
use crate::results::Exchange;
use crate::theme::{SCROLL_LANE, Tone};
use crate::times;
use crate::widgets::{code_block, pill, quiet_button, section_title};

/// The line that stays when the log is folded away.
pub(super) fn folded_ui(ui: &mut Ui, cx: &mut ViewCx<'_>) {
    ui.horizontal(|ui| head_ui(ui, cx));
}

fn head_ui(ui: &mut Ui, cx: &mut ViewCx<'_>) {
    section_title(ui, "Exchange log");
    let text = match (cx.model.sent, cx.model.exchanges.len() as u64) {
        (0, _) => "nothing has been sent yet".to_owned(),
        (1, 1) => "1 request was sent; secrets are masked".to_owned(),
        (sent, shown) if sent == shown => {
            format!("{sent} requests were sent; secrets are masked")
        }
        (sent, shown) => {
            format!("{shown} of {sent} requests that were sent; secrets are masked")
        }
    };
    ui.add(Label::new(RichText::new(text).small().color(cx.tokens.muted)).truncate());
    if cx.model.offline {
        pill(ui, "Network off", Tone::Warn);
    }
    ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
        let fold = if cx.model.log_hidden {
            "Show log"
        } else {
            "Hide log"
        };
        if quiet_button(ui, fold).clicked() {
            cx.push(Command::ToggleLog);
        }
        if !cx.model.exchanges.is_empty() && quiet_button(ui, "Clear log").clicked() {
            cx.push(Command::ClearLog);
        }
    });
}

pub(super) fn log_ui(ui: &mut Ui, cx: &mut ViewCx<'_>) {
    ui.horizontal(|ui| head_ui(ui, cx));
    if cx.model.exchanges.is_empty() {
        let text = "Metadata, keys, tokens and calls appear here as they are sent.";
        ui.label(RichText::new(text).color(cx.tokens.muted));
        // The panel keeps its height.
        ui.take_available_space();
        return;
    }
    let shown = cx.model.shown_exchange.and_then(|number| {
        cx.model
            .exchanges
            .iter()
            .find(|exchange| exchange.number == number)
    });
    let Some(shown) = shown else {
        table_ui(ui, cx);
        return;
    };
    let width = (ui.available_width() * 0.46).max(300.0);
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
    let detail = model.shown_exchange.is_some();
    ui.spacing_mut().item_spacing.y = 1.0;
    TableBuilder::new(ui)
        .id_salt("exchanges")
        .sense(egui::Sense::click())
        .auto_shrink(false)
        .min_scrolled_height(0.0)
        .stick_to_bottom(true)
        .column(Column::exact(34.0))
        .column(Column::exact(70.0))
        .column(Column::exact(52.0))
        .column(Column::remainder().clip(true))
        .column(Column::exact(if detail { 130.0 } else { 170.0 }).clip(true))
        .column(Column::exact(80.0))
        .header(18.0, |mut header| {
            for title in ["#", "Time", "Method", "URL", "Status", "Took"] {
                header.col(|ui| {
                    let title = RichText::new(title).small().color(tokens.muted);
                    ui.add(Label::new(title).selectable(false));
                });
            }
        })
        .body(|body| {
            body.rows(20.0, model.exchanges.len(), |mut row| {
                let exchange = &model.exchanges[row.index()];
                row.set_selected(model.shown_exchange == Some(exchange.number));
                let mut cell = |text: String, color| {
                    row.col(|ui| {
                        let text = RichText::new(text).monospace().size(12.0).color(color);
                        ui.add(Label::new(text).truncate().selectable(false));
                    });
                };
                cell(exchange.number.to_string(), tokens.muted);
                cell(times::clock_text(exchange.at, cx.zone), tokens.muted);
                cell(exchange.method.clone(), tokens.text);
                cell(exchange.url.clone(), tokens.text);
                let (status, tone) = status(exchange);
                cell(status, tokens.tone(tone));
                let took = match exchange.under_way {
                    true => String::new(),
                    false => milliseconds_text(exchange.milliseconds),
                };
                cell(took, tokens.muted);
                let response = row.response();
                let label = format!(
                    "Exchange {}: {} {}",
                    exchange.number, exchange.method, exchange.url
                );
                response
                    .widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, &label));
                if response.clicked() {
                    let open = model.shown_exchange == Some(exchange.number);
                    cx.commands
                        .push(Command::ShowExchange((!open).then_some(exchange.number)));
                }
            });
        });
}

fn status(exchange: &Exchange) -> (String, Tone) {
    match exchange.status {
        Some(status @ ..400) => (status_text(status), Tone::Good),
        Some(status) => (status_text(status), Tone::Bad),
        None if exchange.under_way => ("under way".to_owned(), Tone::Neutral),
        None if exchange.was_ended => ("cancelled".to_owned(), Tone::Neutral),
        None => ("no answer".to_owned(), Tone::Bad),
    }
}

fn detail_ui(ui: &mut Ui, cx: &mut ViewCx<'_>, exchange: &Exchange) {
    ui.horizontal(|ui| {
        ui.spacing_mut().interact_size.y = 24.0;
        ui.spacing_mut().button_padding = egui::vec2(9.0, 3.0);
        let number = exchange.number;
        if ui.button("Copy as curl").clicked() {
            cx.push(Command::CopyCurl {
                number,
                with_secrets: false,
            });
        }
        let with = ui.button("Copy as curl with secrets");
        if with
            .on_hover_text("The command then holds live secrets: paste it with care")
            .clicked()
        {
            cx.push(Command::CopyCurl {
                number,
                with_secrets: true,
            });
        }
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            if quiet_button(ui, "Close").clicked() {
                cx.push(Command::ShowExchange(None));
            }
        });
    });
    ScrollArea::vertical()
        .id_salt("exchange")
        .auto_shrink(false)
        .show(ui, |ui| {
            ui.set_max_width(ui.available_width() - SCROLL_LANE);
            code_block(ui, &exchange.request_text);
            if !exchange.under_way {
                code_block(ui, &exchange.response_text);
            }
        });
}
