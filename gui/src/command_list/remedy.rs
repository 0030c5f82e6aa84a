//! Commands for what can be done about a refusal.

use claimscope_core::time::Timestamp;

use super::listed::{ListedCommand, Menu, entry};
use crate::message::Command;
use crate::model::Model;
use crate::remedy::RemedyCommand;
use crate::update::{remedy, remedy_edit};

pub(super) fn remedy_entries(model: &Model) -> Vec<ListedCommand> {
    let id = model.selected;
    // What is offered does not hang on the moment, only how it is done.
    let is_offered = remedy::offer(model, id, Timestamp::default()).is_some();
    [
        (
            "Do what helps against the refusal",
            RemedyCommand::DoIt,
            is_offered && model.can_step(),
        ),
        (
            "Undo what that edited",
            RemedyCommand::Undo,
            remedy_edit::can_undo(model, id),
        ),
    ]
    .into_iter()
    .map(|(title, command, is_possible)| {
        let command = Command::Remedy(command);
        entry(Menu::Step, title, None, command, is_possible)
    })
    .collect()
}
