//! One command as menu and palette show it.

use egui::KeyboardShortcut;

use crate::message::Command;

/// Which menu an entry stands in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Menu {
    /// Connections.
    Connection,
    /// The run and its steps.
    Step,
    /// Breaking something.
    Break,
    /// The window.
    View,
}

impl Menu {
    /// Its title.
    pub fn title(self) -> &'static str {
        match self {
            Self::Connection => "Connection",
            Self::Step => "Steps",
            Self::Break => "Break something",
            Self::View => "View",
        }
    }
}

/// One command as a person meets it.
pub struct ListedCommand {
    /// Where it stands.
    pub menu: Menu,
    /// What it is called.
    pub title: String,
    /// Its keys.
    pub shortcut: Option<KeyboardShortcut>,
    /// What it does.
    pub command: Command,
    /// Whether it can be done now.
    pub enabled: bool,
}

pub(super) fn entry(
    menu: Menu,
    title: &str,
    shortcut: Option<KeyboardShortcut>,
    command: Command,
    enabled: bool,
) -> ListedCommand {
    ListedCommand {
        menu,
        title: title.to_owned(),
        shortcut,
        command,
        enabled,
    }
}

/// The title of one of several choices, which says so where it is the one made.
pub(super) fn in_use(title: &str, is_in_use: bool) -> String {
    match is_in_use {
        true => format!("{title} (in use)"),
        false => title.to_owned(),
    }
}
