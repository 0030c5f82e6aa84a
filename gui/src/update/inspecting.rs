//! The text that is inspected: typed, taken from the token, or read from a file.

use std::path::PathBuf;

use super::{compared, person, place, probe, request_edits, requests, run};
use crate::connection::ConnectionId;
use crate::effect::{Effect, Work};
use crate::judging::Judging;
use crate::model::Model;
use crate::request::{BodyForm, BodyKind};
use crate::request_curl::is_curl;
use crate::request_edit::RequestEdit;
use crate::results::ResponseToken;
use crate::sensitive::Sensitive;
use crate::tab::Tab;
use crate::workspace::{Inspect, KeyChoice};

/// Another text: a run that works with the old one cannot go on.
pub(super) fn edit(model: &mut Model, id: ConnectionId, text: Sensitive) -> Vec<Effect> {
    let mut effects = run::interrupt(model, id);
    effects.extend(requests::edit_inspect(model, id, text));
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

/// The person's own text, which gave way to a token.
pub(super) fn take_back(model: &mut Model, id: ConnectionId) -> Vec<Effect> {
    let mut effects = run::interrupt(model, id);
    if model.workspace_mut(id).inspect.take_back() {
        effects.extend(requests::inspect(model, id));
    }
    effects
}

/// A file that a person drops is inspected, or is a key where one is asked for.
pub(super) fn drop_file(model: &mut Model, id: ConnectionId, path: PathBuf) -> Vec<Effect> {
    let body = &model.connection().requests.chosen().body;
    if is_at_call(model) && body.kind == BodyKind::File {
        let body = BodyForm {
            file: path.to_string_lossy().into_owned(),
            ..body.clone()
        };
        return request_edits::edit(model, id, RequestEdit::Body(body));
    }
    match wants_client_key(model) || wants_signing_key(model) || is_at_call(model) {
        true => vec![Work::ReadFile(id, path).into()],
        false => place::drop_file(model, path),
    }
}

/// Whether a request is what a person looks at: a file that is dropped may be a curl command.
fn is_at_call(model: &Model) -> bool {
    model.tab == Tab::Call && !model.is_at_inspect()
}

/// Whether what a person looks at takes a file that is dropped, as a key, a body or a curl command.
pub(super) fn takes_file(model: &Model) -> bool {
    let inspect = model.workspace().map(|workspace| &workspace.inspect);
    let verifies = model.is_at_inspect() || model.tab == Tab::Inspect;
    let wants_its_key = verifies && inspect.is_some_and(awaits_key);
    wants_client_key(model) || wants_signing_key(model) || wants_its_key || is_at_call(model)
}

/// Whether the key that the API trusts is what a person looks at.
fn wants_signing_key(model: &Model) -> bool {
    model.tab == Tab::Probe && !model.is_at_inspect()
}

/// Whether the client's key is what a person looks at.
fn wants_client_key(model: &Model) -> bool {
    !model.is_at_inspect() && model.tab == Tab::Token && model.connection().needs_key()
}

/// Another leeway, nonce, moment or encoding, or another connection's expectations.
pub(super) fn judge(model: &mut Model, id: ConnectionId, judging: Judging) -> Vec<Effect> {
    let inspect = &mut model.workspace_mut(id).inspect;
    if inspect.judging == judging {
        return vec![];
    }
    inspect.judging = judging;
    look_anew(model, id)
}

/// Another of the tokens in the text.
pub(super) fn show_token(model: &mut Model, id: ConnectionId, which: usize) -> Vec<Effect> {
    model.workspace_mut(id).inspect.shown_token = which;
    look_anew(model, id)
}

fn look_anew(model: &mut Model, id: ConnectionId) -> Vec<Effect> {
    let mut effects = run::interrupt(model, id);
    model.workspace_mut(id).inspect.forget_proof();
    effects.extend(requests::inspect(model, id));
    effects
}

/// Whether a token is there, and the key for it is not.
fn awaits_key(inspect: &Inspect) -> bool {
    let is_blank = |text: &Sensitive| text.expose().trim().is_empty();
    inspect.keys == KeyChoice::Given && is_blank(&inspect.key_text) && !is_blank(&inspect.text)
}

/// What stood in the file: the key where one is asked for, otherwise the text.
pub(super) fn take_file(model: &mut Model, id: ConnectionId, text: Sensitive) -> Vec<Effect> {
    if id == model.selected && wants_client_key(model) {
        return person::edit_key(model, id, &text);
    }
    if id == model.selected && wants_signing_key(model) {
        return probe::edit_signing_key(model, id, &text);
    }
    if id == ConnectionId::INSPECT
        && let Some(effects) = place::take_file(model, &text)
    {
        return effects;
    }
    if id == model.selected && is_at_call(model) {
        return match is_curl(text.expose()) {
            true => request_edits::edit(model, id, RequestEdit::Curl(text)),
            false => place::paste(model, text),
        };
    }
    match model.answered(id).map(|workspace| &workspace.inspect) {
        Some(inspect) if awaits_key(inspect) => compared::edit_key(model, id, text),
        Some(_) => edit(model, id, text),
        None => vec![],
    }
}
