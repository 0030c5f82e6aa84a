//! Going to the place Inspect, and back to the connection that was shown before.

use crate::connection::ConnectionId;
use crate::files::FilesCommand;
use crate::inspect_place::{PlaceCommand, PlaceTab};
use crate::message::Command;
use crate::model::Model;
use crate::why::WhyCommand;

/// Whether what a person wants shows something else than an import, which is left then.
pub(super) fn leads_elsewhere(command: &Command) -> bool {
    matches!(
        command,
        Command::ChooseRequest(_)
            | Command::DuplicateConnection
            | Command::DuplicateRequest
            | Command::Files(
                FilesCommand::EditFolderField(_)
                    | FilesCommand::Rename
                    | FilesCommand::ShowEnvironments
            )
            | Command::InspectToken(_)
            | Command::NewConnection
            | Command::NewRequest
            | Command::OpenRequest(..)
            | Command::Place(PlaceCommand::Show(_) | PlaceCommand::Why(WhyCommand::ExplainCall))
            | Command::Run(_)
            | Command::SelectConnection(_)
            | Command::ShowRequestPane(_)
            | Command::ShowTab(_)
            | Command::ShowTour(true)
    )
}

/// Shows the place, and remembers where the person was.
pub(super) fn show(model: &mut Model, tab: PlaceTab) {
    if !model.is_at_inspect() {
        model.place.before = model.selected;
        model.selected = ConnectionId::INSPECT;
    }
    model.place.tab = tab;
}

/// Back to the connection that was shown before; the playground where that one is gone.
pub(super) fn leave(model: &mut Model) {
    if model.is_at_inspect() {
        model.selected = model.connection_of(model.place.before).id;
    }
}
