//! The text that is inspected: typed, taken from the token, or read from a file.

use super::{compared, requests, run};
use crate::connection::ConnectionId;
use crate::effect::Effect;
use crate::model::Model;
use crate::sensitive::Sensitive;
use crate::tab::Tab;
use crate::workspace::KeyChoice;

/// Another text: a run that works with the old one cannot go on.
pub(super) fn edit(model: &mut Model, id: ConnectionId, text: Sensitive) -> Vec<Effect> {
    let mut effects = run::interrupt(model, id);
    effects.extend(requests::edit_inspect(model, id, text));
    effects
}

/// The access token as the text.
pub(super) fn load_token(model: &mut Model, id: ConnectionId) -> Vec<Effect> {
    let mut effects = run::interrupt(model, id);
    model.tab = Tab::Inspect;
    if requests::load_token(model, id) {
        effects.extend(requests::inspect(model, id));
    }
    effects
}

/// The person's own text, which gave way to a token.
pub(super) fn take_back(model: &mut Model, id: ConnectionId) -> Vec<Effect> {
    let mut effects = run::interrupt(model, id);
    if model.workspace_mut(id).inspect.take_back() {
        effects.extend(requests::inspect(model, id));
    }
    effects
}

/// What stood in a file that a person dropped: the key where one is asked for, otherwise the text.
pub(super) fn take_file(model: &mut Model, id: ConnectionId, text: Sensitive) -> Vec<Effect> {
    match model.answered(id).map(|workspace| workspace.inspect.keys) {
        Some(KeyChoice::Given) => compared::edit_key(model, id, text),
        Some(_) => edit(model, id, text),
        None => vec![],
    }
}
