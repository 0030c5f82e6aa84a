//! The keys of the window, all of them in one list.

use egui::style::ScrollAnimation;
use egui::{
    Area, Frame, Id, Key, KeyboardShortcut, Label, Modal, Modifiers, RichText, ScrollArea, Ui, vec2,
};

use super::ViewCx;
use crate::command_list::{self, Menu};
use crate::message::Command;
use crate::theme::{self, GAP};
use crate::widgets::{ends, named_row, quiet_button, section_title};

const WIDTH: f32 = 560.0;
const MAX_HEIGHT: f32 = 560.0;
/// How far an arrow scrolls.
const LINE: f32 = 40.0;
/// The column of the keys.
const KEYS: f32 = 190.0;

/// Keys and presses that belong to no command of a menu.
const OTHERS: [(&str, &str); 8] = [
    ("Arrows, Home, End", "Move in a list, a tab bar or a table"),
    (
        "Enter",
        "Do or open what is marked; in a line of a form, its main thing",
    ),
    ("Tab", "Go to the next field or list"),
    (
        "Shift+Enter",
        "Find the one before, in the search of an answer's body",
    ),
    ("Esc", "Close a menu, a page or the search; leave a field"),
    (
        "Paste",
        "Outside every field: inspect the text, or take a curl command",
    ),
    (
        "Press twice",
        "Rename a connection or a request of the list at the left",
    ),
    (
        "Right press",
        "The menu of a connection, a request, a claim or a line",
    ),
];

pub(super) fn keys_ui(ui: &mut Ui, cx: &mut ViewCx<'_>) {
    if !cx.model.shows_keys {
        return;
    }
    let area = Area::new(Id::unique("keys area"))
        .kind(egui::UiKind::Modal)
        .anchor(egui::Align2::CENTER_CENTER, egui::Vec2::ZERO)
        .order(egui::Order::Foreground);
    let frame = Frame::popup(ui.style()).inner_margin(14);
    let room = ui.ctx().content_rect().size();
    let response = Modal::new(Id::unique("keys"))
        .area(area)
        .frame(frame)
        .show(ui.ctx(), |ui| {
            ui.set_width(WIDTH.min(room.x - 60.0));
            let title = |ui: &mut Ui, _: &mut ViewCx<'_>| {
                section_title(ui, "Keys");
            };
            ends(ui, "keys head", cx, title, |ui, cx| {
                if quiet_button(ui, "Close").clicked() {
                    cx.push(Command::ShowKeys(false));
                }
            });
            let height = MAX_HEIGHT.min(room.y - 120.0);
            // Whatever the area was given before.
            ScrollArea::vertical()
                .max_height(height)
                .min_scrolled_height(height)
                .show(ui, |ui| {
                    scroll_by_keys(ui, height);
                    list_ui(ui, cx);
                });
        });
    if response.should_close() {
        cx.push(Command::ShowKeys(false));
    }
}

/// No field is here that would take the keys.
fn scroll_by_keys(ui: &Ui, height: f32) {
    for (key, by) in [
        (Key::ArrowDown, LINE),
        (Key::ArrowUp, -LINE),
        (Key::PageDown, height - LINE),
        (Key::PageUp, LINE - height),
        (Key::End, f32::MAX),
        (Key::Home, -f32::MAX),
    ] {
        if ui.input_mut(|input| input.consume_key(Modifiers::NONE, key)) {
            ui.scroll_with_delta_animation(vec2(0.0, -by), ScrollAnimation::none());
        }
    }
}

fn list_ui(ui: &mut Ui, cx: &ViewCx<'_>) {
    ui.take_available_width();
    let format = |keys: &KeyboardShortcut| ui.ctx().format_shortcut(keys);
    let undo = format(&KeyboardShortcut::new(Modifiers::COMMAND, Key::Z));
    let send = format(&KeyboardShortcut::new(Modifiers::COMMAND, Key::Enter));
    let entries: Vec<(Menu, String, String)> = command_list::entries(cx.model)
        .into_iter()
        .filter_map(|entry| Some((entry.menu, format(&entry.shortcut?), entry.title)))
        .collect();
    for menu in [Menu::Connection, Menu::Step, Menu::View] {
        ui.label(theme::strong(menu.title()));
        for (_, keys, title) in entries.iter().filter(|(of, ..)| *of == menu) {
            row_ui(ui, cx, keys, title);
        }
        ui.add_space(GAP);
    }
    ui.label(theme::strong("Everywhere"));
    row_ui(
        ui,
        cx,
        &send,
        "Do the main thing of what is shown: run, send, verify, sign, save the environments",
    );
    row_ui(
        ui,
        cx,
        &undo,
        "In a field: undo there. Elsewhere: have back what was deleted last",
    );
    for (keys, what) in OTHERS {
        row_ui(ui, cx, keys, what);
    }
}

fn row_ui(ui: &mut Ui, cx: &ViewCx<'_>, keys: &str, what: &str) {
    let keys = RichText::new(keys).monospace().color(cx.tokens.muted);
    named_row(ui, KEYS, keys, |ui| ui.add(Label::new(what).wrap()));
}
