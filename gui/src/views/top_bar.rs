//! The bar at the top: the product, menus, the palette's button, the network switch.

use egui::{Button, Label, RichText, ScrollArea, Ui};

use super::ViewCx;
use crate::command_list::{self, Menu};
use crate::message::Command;
use crate::theme;
use crate::widgets::{ends, keys_in_view, logo, toggle};

/// In less width the bar leaves out what only decorates it.
const WHOLE_BAR: f32 = 700.0;
/// What a menu leaves of the window's height.
const MENU_MARGIN: f32 = 60.0;

pub(super) fn top_bar_ui(ui: &mut Ui, cx: &mut ViewCx<'_>) {
    let is_narrow = ui.available_width() < WHOLE_BAR;
    let menus = |ui: &mut Ui, cx: &mut ViewCx<'_>| {
        logo(ui);
        if !is_narrow {
            ui.add(Label::new(theme::strong("Claimscope").size(14.5)).selectable(false));
            ui.add_space(10.0);
        }
        for menu in [Menu::Connection, Menu::Step, Menu::View] {
            menu_ui(ui, cx, menu);
        }
    };
    ends(ui, "top bar", cx, menus, |ui, cx| {
        let keys = ui.ctx().format_shortcut(&egui::KeyboardShortcut::new(
            egui::Modifiers::COMMAND,
            egui::Key::K,
        ));
        let find = RichText::new("Find a command").color(cx.tokens.muted);
        let button = match is_narrow {
            true => Button::new(find),
            false => Button::new(find).shortcut_text(keys),
        };
        if ui.add(button).clicked() {
            cx.push(Command::OpenPalette);
        }
        ui.add_space(8.0);
        network_ui(ui, cx);
    });
}

/// The bar where there is room for little: the connections on demand, and all menus in one.
pub(super) fn narrow_bar_ui(ui: &mut Ui, cx: &mut ViewCx<'_>) {
    let menus = |ui: &mut Ui, cx: &mut ViewCx<'_>| {
        let are_shown = cx.model.shows_connections;
        let button = Button::selectable(are_shown, "Connections");
        if ui.add(button).clicked() {
            cx.push(Command::ShowConnections(!are_shown));
        }
        ui.menu_button(RichText::new("Menu").color(cx.tokens.muted), |ui| {
            for menu in [Menu::Connection, Menu::Step, Menu::View] {
                ui.menu_button(menu.title(), |ui| entries_ui(ui, cx, menu));
            }
            if ui.button("Find a command").clicked() {
                cx.push(Command::OpenPalette);
                ui.close();
            }
        });
    };
    ends(ui, "narrow top bar", cx, menus, network_ui);
}

/// A menu, made from the list of commands.
pub(super) fn menu_ui(ui: &mut Ui, cx: &mut ViewCx<'_>, menu: Menu) {
    let title = RichText::new(menu.title()).color(cx.tokens.muted);
    let button = Button::new(title).frame_when_inactive(false);
    egui::containers::menu::MenuButton::from_button(button).ui(ui, |ui| {
        ui.set_min_width(260.0);
        entries_ui(ui, cx, menu);
    });
}

/// The entries of one menu, which scrolls where the window is lower.
pub(super) fn entries_ui(ui: &mut Ui, cx: &mut ViewCx<'_>, menu: Menu) {
    let most = ui.ctx().content_rect().height() - MENU_MARGIN;
    ScrollArea::vertical().max_height(most).show(ui, |ui| {
        list_ui(ui, cx, menu);
        keys_in_view(ui);
    });
}

fn list_ui(ui: &mut Ui, cx: &mut ViewCx<'_>, menu: Menu) {
    ui.spacing_mut().item_spacing.y = 1.0;
    ui.spacing_mut().interact_size.y = 26.0;
    for entry in command_list::entries(cx.model) {
        if entry.menu != menu {
            continue;
        }
        let mut button = Button::new(entry.title).frame_when_inactive(false);
        if let Some(shortcut) = &entry.shortcut {
            button = button.shortcut_text(ui.ctx().format_shortcut(shortcut));
        }
        let mut response = ui.add_enabled(entry.enabled, button);
        if menu == Menu::Break && cx.model.is_ready() {
            let why = "This connection cannot be broken in this way";
            response = response.on_disabled_hover_text(why);
        }
        if response.clicked() {
            cx.push(entry.command);
            ui.close();
        }
    }
}

/// The switch that cuts the network off. Off is said in words and in colour.
fn network_ui(ui: &mut Ui, cx: &mut ViewCx<'_>) {
    let online = !cx.model.offline;
    let (text, color) = if online {
        ("Network on", cx.tokens.text)
    } else {
        ("Network off", cx.tokens.warn)
    };
    if let Some(on) = toggle(ui, online, "Network") {
        cx.push(Command::SetOffline(!on));
    }
    ui.add(Label::new(RichText::new(text).color(color)).selectable(false));
}
