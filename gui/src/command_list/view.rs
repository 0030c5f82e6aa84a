//! Commands for what the window shows.

use egui::Key;

use super::keys::{ctrl, ctrl_shift, plain};
use super::listed::{ListedCommand, Menu, entry, in_use};
use super::steps::is_tour_open;
use crate::inspect_place::{PlaceCommand, PlaceTab};
use crate::message::Command;
use crate::model::Model;
use crate::request_pane::RequestPane;
use crate::tab::Tab;
use crate::theme_choice::ThemeChoice;

pub(super) fn view_entries(model: &Model) -> Vec<ListedCommand> {
    let menu = Menu::View;
    let keys = [
        Key::Num1,
        Key::Num2,
        Key::Num3,
        Key::Num4,
        Key::Num5,
        Key::Num6,
    ];
    let mut list: Vec<ListedCommand> = Tab::ALL
        .into_iter()
        .zip(keys)
        .map(|(tab, key)| {
            let title = format!("Show {}", tab.title());
            entry(menu, &title, ctrl(key), Command::ShowTab(tab), true)
        })
        .collect();
    list.extend(place_entries());
    list.extend(RequestPane::ALL.into_iter().map(|pane| {
        let title = format!("Edit the request: {}", pane.title());
        let command = Command::ShowRequestPane(pane);
        entry(menu, &title, None, command, true)
    }));
    let log = match model.log.is_open() {
        true => "Hide exchange log",
        false => "Show exchange log",
    };
    let on_failure = match model.log.opens_on_failure {
        true => "Leave the log folded on a failure",
        false => "Unfold the log on a failure",
    };
    let opens_on_failure = Command::SetOpensLogOnFailure(!model.log.opens_on_failure);
    let tour = match model.shows_tour {
        true => "Close the tour",
        false => "Show the tour",
    };
    let network = if model.offline {
        "Switch the network on"
    } else {
        "Cut the network off"
    };
    let offline = Command::SetOffline(!model.offline);
    list.extend(theme_entries(model));
    list.extend([
        entry(menu, log, ctrl(Key::J), Command::ToggleLog, true),
        entry(menu, on_failure, None, opens_on_failure, true),
        entry(
            menu,
            "Clear exchange log",
            None,
            Command::ClearLog,
            !model.exchanges.is_empty(),
        ),
        entry(menu, network, ctrl_shift(Key::O), offline, true),
        entry(menu, "Zoom in", ctrl(Key::Plus), Command::Zoom(1), true),
        entry(menu, "Zoom out", ctrl(Key::Minus), Command::Zoom(-1), true),
        entry(menu, "Normal size", ctrl(Key::Num0), Command::Zoom(0), true),
        entry(
            menu,
            tour,
            plain(Key::Escape).filter(|_| is_tour_open(model)),
            Command::ShowTour(!model.shows_tour),
            true,
        ),
        entry(
            menu,
            "List the keys",
            plain(Key::F1),
            Command::ShowKeys(true),
            true,
        ),
        entry(
            menu,
            "Find a command",
            ctrl(Key::K),
            Command::OpenPalette,
            true,
        ),
    ]);
    list
}

/// The themes, of which one is in use.
fn theme_entries(model: &Model) -> impl Iterator<Item = ListedCommand> {
    let themes = [
        ("as the system", ThemeChoice::System),
        ("light", ThemeChoice::Light),
        ("dark", ThemeChoice::Dark),
    ];
    themes.into_iter().map(|(name, theme)| {
        let title = in_use(&format!("Theme: {name}"), theme == model.theme);
        entry(Menu::View, &title, None, Command::SetTheme(theme), true)
    })
}

/// The place Inspect and what it shows.
fn place_entries() -> Vec<ListedCommand> {
    let entries = PlaceTab::ALL.into_iter().map(|tab| {
        let title = format!("Go to {}", tab.title());
        let keys = match tab {
            PlaceTab::Inspect => ctrl_shift(Key::I),
            PlaceTab::Compare | PlaceTab::Sign | PlaceTab::Why => None,
        };
        let command = Command::Place(PlaceCommand::Show(tab));
        entry(Menu::View, &title, keys, command, true)
    });
    entries.collect()
}
