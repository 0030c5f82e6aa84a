//! Commands for the answer of a call.

use egui::{Key, KeyboardShortcut, Modifiers};

use super::keys::{ctrl, plain};
use super::listed::{ListedCommand, Menu, entry};
use crate::message::Command;
use crate::model::Model;
use crate::response_view::ResponseCommand;
use crate::tab::Tab;
use crate::workspace::Workspace;

/// What is done with the answer of the call.
pub(super) fn response_entries(model: &Model) -> Vec<ListedCommand> {
    let workspace = model.workspace();
    let answer = workspace.and_then(Workspace::answer);
    let is_shown = model.tab == Tab::Call && answer.is_some();
    let body = answer.and_then(|(call, _)| call.body.as_ref());
    let has_body = is_shown && body.is_some_and(|body| !body.is_empty());
    let has_hits = has_body && workspace.is_some_and(|one| one.response.hit().is_some());
    let is_marked = has_body && workspace.is_some_and(|one| one.response.line.is_some());
    [
        (
            "Find in the answer's body",
            ctrl(Key::F).filter(|_| model.tab == Tab::Call),
            ResponseCommand::Find,
            has_body,
        ),
        (
            "Find the next",
            plain(Key::F3),
            ResponseCommand::FindNext,
            has_hits,
        ),
        (
            "Find the one before",
            Some(KeyboardShortcut::new(Modifiers::SHIFT, Key::F3)),
            ResponseCommand::FindPrevious,
            has_hits,
        ),
        (
            "Save the answer's body to a file",
            None,
            ResponseCommand::Save,
            has_body,
        ),
        (
            "Copy the answer's body",
            None,
            ResponseCommand::CopyBody,
            has_body,
        ),
        (
            "Copy the answer's headers",
            None,
            ResponseCommand::CopyHeaders,
            is_shown,
        ),
        (
            "Copy the value of the marked line",
            None,
            ResponseCommand::CopyValue,
            is_marked,
        ),
    ]
    .into_iter()
    .map(|(title, shortcut, command, is_possible)| {
        let command = Command::Response(command);
        entry(Menu::Step, title, shortcut, command, is_possible)
    })
    .collect()
}
