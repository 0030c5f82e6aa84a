//! The place Inspect: going there, coming back, and what is pasted or dropped anywhere.

use std::path::PathBuf;

use claimscope_core::time::Timestamp;

use super::going::show;
use super::{compare, inspecting, requests, sign, why};
use crate::connection::ConnectionId;
use crate::effect::{Effect, Work};
use crate::inspect_place::{PlaceCommand, PlaceTab};
use crate::message::PlaceEvent;
use crate::model::Model;
use crate::sensitive::Sensitive;
use crate::tab::Tab;
use crate::why::WhyField;

pub(super) fn obey(model: &mut Model, command: PlaceCommand, now: Timestamp) -> Vec<Effect> {
    let id = model.selected;
    match command {
        PlaceCommand::Compare(command) => compare::obey(model, command),
        PlaceCommand::Decrypt(form) => inspecting::decrypt(model, id, form),
        PlaceCommand::Judge(judging) => inspecting::judge(model, id, judging),
        PlaceCommand::Show(tab) => go_to(model, tab, now),
        PlaceCommand::ShowToken(which) => inspecting::show_token(model, id, which),
        PlaceCommand::Sign(command) => sign::obey(model, command, now),
        PlaceCommand::Why(command) => why::obey(model, command, now),
    }
}

pub(super) fn learn(model: &mut Model, event: PlaceEvent) -> Vec<Effect> {
    let place = &mut model.place;
    match event {
        PlaceEvent::Compared(generation, outcome) => {
            place.compare.result.finish(generation, outcome);
        }
        PlaceEvent::Explained(generation, outcome) => {
            place.why.diagnosis.finish(generation, outcome);
        }
        PlaceEvent::KeyMade(generation, outcome) => {
            sign::key_made(&mut place.sign, generation, outcome);
        }
        PlaceEvent::MetadataFetched(generation, outcome) => {
            return why::fetched(&mut place.why, generation, outcome);
        }
        PlaceEvent::Signed(generation, outcome) => {
            sign::signed(&mut place.sign, generation, outcome);
        }
    }
    vec![]
}

/// What was inspected comes along, where nothing stands there yet.
fn go_to(model: &mut Model, tab: PlaceTab, now: Timestamp) -> Vec<Effect> {
    show(model, tab);
    match tab {
        PlaceTab::Inspect => vec![],
        PlaceTab::Compare => compare::shown(model),
        PlaceTab::Sign => {
            sign::shown(model, now);
            vec![]
        }
        PlaceTab::Why => why::shown(model),
    }
}

/// The main thing of what the place shows.
pub(super) fn send(model: &mut Model) -> Vec<Effect> {
    match model.place.tab {
        PlaceTab::Inspect => requests::verify(model, ConnectionId::INSPECT),
        PlaceTab::Compare => compare::begin(&mut model.place.compare),
        PlaceTab::Sign => sign::start(&mut model.place.sign),
        PlaceTab::Why => why::begin(&mut model.place.why),
    }
}

/// A text that was pasted outside every field. What stands on a connection's own step Inspect is that connection's.
pub(super) fn paste(model: &mut Model, text: Sensitive) -> Vec<Effect> {
    if is_at_own_step(model) {
        return inspecting::edit(model, model.selected, text);
    }
    match model.place.tab {
        PlaceTab::Compare if model.is_at_inspect() => {
            compare::paste(&mut model.place.compare, text)
        }
        PlaceTab::Why if model.is_at_inspect() => {
            why::edit(&mut model.place.why, WhyField::Answer, text)
        }
        _ => {
            show(model, PlaceTab::Inspect);
            inspecting::edit(model, model.selected, text)
        }
    }
}

/// A file that was dropped anywhere but where a client's key is asked for.
pub(super) fn drop_file(model: &mut Model, path: PathBuf) -> Vec<Effect> {
    if !model.is_at_inspect() && !is_at_own_step(model) {
        show(model, PlaceTab::Inspect);
    }
    vec![Work::ReadFile(model.selected, path).into()]
}

/// What stood in a file that was dropped on Compare or Why 401; `None` for any other tab.
pub(super) fn take_file(model: &mut Model, text: &Sensitive) -> Option<Vec<Effect>> {
    let takes = matches!(model.place.tab, PlaceTab::Compare | PlaceTab::Why);
    (model.is_at_inspect() && takes).then(|| paste(model, text.clone()))
}

fn is_at_own_step(model: &Model) -> bool {
    !model.is_at_inspect() && model.tab == Tab::Inspect
}
