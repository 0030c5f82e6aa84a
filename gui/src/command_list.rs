//! The closed list of commands: menu, palette, shortcuts and tests all come from it.

mod connections;
mod keys;
mod listed;
mod places;
mod remedy;
mod response;
mod steps;
mod tokens;
mod view;

use egui::{Key, KeyboardShortcut};

pub use listed::{ListedCommand, Menu};

use crate::files::{ENVIRONMENTS_AREA, FilesCommand};
use crate::message::Command;
use crate::model::Model;

/// Every command that needs no further argument, as it stands for this model.
pub fn entries(model: &Model) -> Vec<ListedCommand> {
    let mut list = connections::connection_entries(model);
    list.extend(steps::step_entries(model));
    list.extend(steps::about_entries(model));
    list.extend(tokens::token_entries(model));
    list.extend(response::response_entries(model));
    list.extend(remedy::remedy_entries(model));
    list.extend(steps::fault_entries(model));
    list.extend(view::view_entries(model));
    list
}

/// The commands whose titles contain every word of `query`, in the list's order.
pub fn search(model: &Model, query: &str) -> Vec<ListedCommand> {
    let query = query.to_lowercase();
    entries(model)
        .into_iter()
        .filter(|entry| entry.enabled && entry.command != Command::OpenPalette)
        .filter(|entry| {
            let text = format!("{} {}", entry.menu.title(), entry.title).to_lowercase();
            query.split_whitespace().all(|word| text.contains(word))
        })
        .chain(places::place_entries(model, &query))
        .collect()
}

/// What Ctrl+Z does where no field of text takes it: what was deleted last comes back, a connection, a request or a part of one.
pub(crate) fn undo(model: &Model) -> Option<Command> {
    let connection = model.files.to_have_back().map(|deleted| deleted.number);
    let workspace = model.workspace();
    let request = workspace.and_then(|one| Some(one.deleted_requests.last()?.number));
    let part = workspace.and_then(|one| Some(one.removed_parts.last()?.number));
    let tokens = workspace.and_then(|one| Some(one.forgotten.as_ref()?.1));
    match connection.max(request).max(part).max(tokens)? {
        last if connection == Some(last) => Some(Command::Files(FilesCommand::UndoDelete)),
        last if request == Some(last) => Some(Command::RestoreRequest),
        last if tokens == Some(last) => Some(Command::RestoreTokens),
        _ => Some(Command::RestorePart),
    }
}

/// What Ctrl+Enter does in an area of text, where that is another thing than sending.
pub(crate) fn submitted_in(area: &str) -> Option<Command> {
    (area == ENVIRONMENTS_AREA).then_some(Command::Files(FilesCommand::SaveEnvironments))
}

/// The commands whose keys were pressed; the presses are used up.
pub fn pressed(model: &Model, input: &mut egui::InputState) -> Vec<Command> {
    let mut list: Vec<(KeyboardShortcut, Command)> = entries(model)
        .into_iter()
        .filter(|entry| entry.enabled)
        .filter_map(|entry| Some((entry.shortcut?, entry.command)))
        .collect();
    // Whatever the step shown by then: its own entry has these keys too, for those who look for them.
    let send = keys::ctrl(Key::Enter).filter(|_| model.can_send());
    list.retain(|(shortcut, _)| Some(*shortcut) != keys::ctrl(Key::Enter));
    list.extend(send.map(|shortcut| (shortcut, Command::Send)));
    // On many layouts "+" needs no shift only because it is "=".
    list.extend(keys::ctrl(Key::Equals).map(|shortcut| (shortcut, Command::Zoom(1))));
    // More modifiers first: a shortcut also matches with further modifiers held.
    list.sort_by_key(|(shortcut, _)| !shortcut.modifiers.shift);
    let mut commands = Vec::new();
    // In the order in which they were pressed, however many fall into one frame.
    input.events.retain(|event| {
        let egui::Event::Key {
            key,
            modifiers,
            pressed: true,
            ..
        } = event
        else {
            return true;
        };
        let mut shortcuts = list.iter();
        let meant = shortcuts.find(|(shortcut, _)| {
            shortcut.logical_key == *key && modifiers.matches_logically(shortcut.modifiers)
        });
        commands.extend(meant.map(|(_, command)| command.clone()));
        meant.is_none()
    });
    commands
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;
    use crate::saved::Saved;
    use crate::tab::Tab;

    #[test]
    fn no_two_commands_share_title_or_keys() {
        let list = entries(&Model::new(Saved::default()));
        let titles: HashSet<&str> = list.iter().map(|entry| entry.title.as_str()).collect();
        assert_eq!(titles.len(), list.len());
        let shortcuts: Vec<_> = list.iter().filter_map(|entry| entry.shortcut).collect();
        let distinct: HashSet<_> = shortcuts.iter().collect();
        assert_eq!(distinct.len(), shortcuts.len());
    }

    #[test]
    fn the_main_thing_of_each_step_has_ctrl_enter_and_stands_in_the_list_once() {
        let mut model = Model::new(Saved::default());
        for (tab, title) in [
            (Tab::Run, None),
            (Tab::Discover, Some("Read metadata")),
            (Tab::Token, Some("Get token")),
            (Tab::Inspect, Some("Verify")),
            (Tab::Call, Some("Send request")),
            (Tab::Probe, Some("Probe the API")),
        ] {
            model.tab = tab;
            let list = entries(&model);
            let mut with_keys = list
                .iter()
                .filter(|entry| entry.shortcut == keys::ctrl(Key::Enter));
            let found = with_keys.next().map(|entry| entry.title.as_str());
            assert_eq!((found, with_keys.count()), (title, 0), "{tab:?}");
            assert!(list.iter().all(|entry| entry.title != "Send"));
        }
    }

    #[test]
    fn search_needs_every_word() {
        let model = Model::new(Saved::default());
        let titles: Vec<String> = search(&model, "theme dark")
            .into_iter()
            .map(|entry| entry.title)
            .collect();
        assert_eq!(titles, ["Theme: dark"]);
    }
}
