//! The text that is inspected: typed, or taken from the token.

use super::{requests, run};
use crate::connection::ConnectionId;
use crate::decrypting::DecryptionForm;
use crate::effect::Effect;
use crate::judging::Judging;
use crate::model::Model;
use crate::results::ResponseToken;
use crate::sensitive::Sensitive;
use crate::tab::Tab;

/// Another text: a run that works with the old one cannot go on.
pub(super) fn edit(model: &mut Model, id: ConnectionId, text: Sensitive) -> Vec<Effect> {
    let mut effects = run::interrupt(model, id);
    effects.extend(requests::edit_inspect(model, id, text));
    effects
}

/// No text: the person's own can be had back.
pub(super) fn clear(model: &mut Model, id: ConnectionId) -> Vec<Effect> {
    let mut effects = run::interrupt(model, id);
    model.workspace_mut(id).inspect.clear();
    effects.extend(requests::inspect(model, id));
    effects
}

/// A token of the last response as the text.
pub(super) fn load_token(model: &mut Model, id: ConnectionId, which: ResponseToken) -> Vec<Effect> {
    let mut effects = run::interrupt(model, id);
    model.tab = Tab::Inspect;
    if requests::load_token(model, id, which) {
        effects.extend(requests::inspect(model, id));
    }
    effects
}

/// The person's own text, which gave way to a token or was cleared.
pub(super) fn take_back(model: &mut Model, id: ConnectionId) -> Vec<Effect> {
    let mut effects = run::interrupt(model, id);
    if model.workspace_mut(id).inspect.take_back() {
        effects.extend(requests::inspect(model, id));
    }
    effects
}

/// Another moment or encoding, or another connection's expectations.
pub(super) fn judge(model: &mut Model, id: ConnectionId, judging: Judging) -> Vec<Effect> {
    let inspect = &mut model.workspace_mut(id).inspect;
    if inspect.judging == judging {
        return vec![];
    }
    inspect.judging = judging;
    look_anew(model, id)
}

/// Another key for an encrypted token.
pub(super) fn decrypt(model: &mut Model, id: ConnectionId, form: DecryptionForm) -> Vec<Effect> {
    let inspect = &mut model.workspace_mut(id).inspect;
    if inspect.decryption == form {
        return vec![];
    }
    inspect.decryption = form;
    look_anew(model, id)
}

/// Another of the tokens in the text.
pub(super) fn show_token(model: &mut Model, id: ConnectionId, which: usize) -> Vec<Effect> {
    model.workspace_mut(id).inspect.shown_token = Some(which);
    look_anew(model, id)
}

fn look_anew(model: &mut Model, id: ConnectionId) -> Vec<Effect> {
    let mut effects = run::interrupt(model, id);
    model.workspace_mut(id).inspect.forget_proof();
    effects.extend(requests::inspect(model, id));
    effects
}
