//! The place Inspect: going there, coming back, and what is pasted or dropped anywhere.

use std::path::PathBuf;

use super::{inspecting, requests};
use crate::connection::ConnectionId;
use crate::effect::{Effect, Work};
use crate::inspect_place::{PlaceCommand, PlaceTab};
use crate::model::Model;
use crate::sensitive::Sensitive;
use crate::tab::Tab;

pub(super) fn obey(model: &mut Model, command: PlaceCommand) -> Vec<Effect> {
    match command {
        PlaceCommand::Show(tab) => {
            show(model, tab);
            vec![]
        }
    }
}

/// Shows the place, and remembers where the person was.
pub(super) fn show(model: &mut Model, tab: PlaceTab) {
    if !model.is_at_inspect() {
        model.place.before = model.selected;
        model.selected = ConnectionId::INSPECT;
    }
    model.place.tab = tab;
}

/// The main thing of what the place shows.
pub(super) fn send(model: &mut Model) -> Vec<Effect> {
    match model.place.tab {
        PlaceTab::Inspect => requests::verify(model, ConnectionId::INSPECT),
    }
}

/// Back to the connection that was shown before; the playground where that one is gone.
pub(super) fn leave(model: &mut Model) {
    if model.is_at_inspect() {
        model.selected = model.connection_of(model.place.before).id;
    }
}

/// A text that was pasted outside every field. What stands on a connection's own step Inspect is that connection's.
pub(super) fn paste(model: &mut Model, text: Sensitive) -> Vec<Effect> {
    if !is_at_own_step(model) {
        show(model, PlaceTab::Inspect);
    }
    inspecting::edit(model, model.selected, text)
}

/// A file that was dropped anywhere but where a client's key is asked for.
pub(super) fn drop_file(model: &mut Model, path: PathBuf) -> Vec<Effect> {
    if !is_at_own_step(model) {
        show(model, PlaceTab::Inspect);
    }
    vec![Work::ReadFile(model.selected, path).into()]
}

fn is_at_own_step(model: &Model) -> bool {
    !model.is_at_inspect() && model.tab == Tab::Inspect
}
