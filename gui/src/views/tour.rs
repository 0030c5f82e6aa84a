//! The tour: one panel that says what the window does, until it is closed for good.

use egui::{Align, Key, KeyboardShortcut, Label, Layout, Modifiers, RichText, Ui};

use super::ViewCx;
use crate::message::Command;
use crate::theme::{self, GAP_LARGE};
use crate::widgets::{card, named_row, quiet_button};

/// The column of what is explained.
const NAMES: f32 = 128.0;

/// What a new person needs to know, and nothing beyond: the button or key, and what comes of it.
const LINES: [(&str, &str); 5] = [
    (
        "Run",
        "Takes the five steps below against the playground, a token server and an API inside this program. Every request is real.",
    ),
    (
        "Break something",
        "Takes them again with one thing wrong, such as an expired token, and shows what a client sees, why, and what to do.",
    ),
    (
        "New",
        "Adds a connection to your own issuer and API. The issuer's address is enough to begin: the rest is read from its metadata.",
    ),
    (
        "Paste",
        "A token, a header, a token response or a curl command is inspected wherever you paste it. It is sent nowhere.",
    ),
    (
        "Find a command",
        "Finds by its name whatever stands in a menu, this tour among it, and your connections and requests.",
    ),
];

/// The panel, while it is wanted.
pub(super) fn tour_ui(ui: &mut Ui, cx: &mut ViewCx<'_>) {
    if !cx.model.shows_tour {
        return;
    }
    card(ui, |ui| {
        ui.horizontal(|ui| {
            let title = theme::strong("From an issuer to an API's answer");
            ui.add(Label::new(title).selectable(false));
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                if quiet_button(ui, "Close the tour").clicked() {
                    cx.push(Command::ShowTour(false));
                }
            });
        });
        for (name, text) in LINES {
            named_row(ui, NAMES, theme::strong(name), |ui| {
                let text = match name {
                    "Find a command" => format!("{} {text}", palette_keys(ui)),
                    _ => text.to_owned(),
                };
                ui.add(Label::new(RichText::new(text).color(cx.tokens.muted)).wrap());
            });
        }
    });
    ui.add_space(GAP_LARGE);
}

fn palette_keys(ui: &Ui) -> String {
    let keys = KeyboardShortcut::new(Modifiers::COMMAND, Key::K);
    format!("{}.", ui.ctx().format_shortcut(&keys))
}
