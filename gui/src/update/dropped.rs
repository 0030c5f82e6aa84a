//! Files that a person drops on the window: each is what is asked for where it falls, and otherwise a text to inspect.

use std::path::PathBuf;

use super::{compared, importing, inspecting, person, place, probe, request_edits};
use crate::connection::ConnectionId;
use crate::decrypting::DecryptionForm;
use crate::effect::{Effect, Work};
use crate::model::Model;
use crate::request::{BodyForm, BodyKind};
use crate::request_curl::is_curl;
use crate::request_edit::RequestEdit;
use crate::results::Encrypted;
use crate::sensitive::Sensitive;
use crate::tab::Tab;
use crate::workspace::{Inspect, KeyChoice};

/// A file that a person drops is inspected or imported, or is what is asked for where it falls.
pub(super) fn drop_file(model: &mut Model, id: ConnectionId, path: PathBuf) -> Vec<Effect> {
    let body = &model.connection().requests.chosen().body;
    if is_at_call(model) && body.kind == BodyKind::File {
        let body = BodyForm {
            file: path.to_string_lossy().into_owned(),
            ..body.clone()
        };
        return request_edits::edit(model, id, RequestEdit::Body(body));
    }
    if wants_key(model) || is_at_call(model) {
        return vec![Work::ReadFile(id, path).into()];
    }
    let may_import = model.files.folder.is_some() && !verifies_with_a_file(model);
    match may_import && importing::is_tried(&path) {
        true => importing::drop_file(model, path),
        false => place::drop_file(model, path),
    }
}

/// Whether the key that a person gives to verify with is what is missing where they look.
fn verifies_with_a_file(model: &Model) -> bool {
    let inspect = model.workspace().map(|workspace| &workspace.inspect);
    let verifies = model.is_at_inspect() || model.tab == Tab::Inspect;
    let awaits = |one| awaits_key(model, model.selected, one) || awaits_decryption_key(one);
    verifies && inspect.is_some_and(awaits)
}

/// Whether a request is what a person looks at: a file that is dropped may be a curl command.
fn is_at_call(model: &Model) -> bool {
    model.tab == Tab::Call && !model.is_at_inspect()
}

/// Whether a file that is dropped now is a key.
fn wants_key(model: &Model) -> bool {
    wants_client_key(model) || wants_signing_key(model)
}

/// Whether the key that the API trusts is what a person looks at.
fn wants_signing_key(model: &Model) -> bool {
    model.tab == Tab::Probe && !model.is_at_inspect()
}

/// Whether the client's key is what a person looks at.
fn wants_client_key(model: &Model) -> bool {
    !model.is_at_inspect() && model.tab == Tab::Token && model.connection().needs_key()
}

/// Whether a token is there, and the key for it is not.
fn awaits_key(model: &Model, id: ConnectionId, inspect: &Inspect) -> bool {
    let (choice, text) = model.keys_of(id);
    choice == KeyChoice::Given && text.is_blank() && !inspect.text.is_blank()
}

/// Whether an encrypted token is there, and nothing that opens it.
fn awaits_decryption_key(inspect: &Inspect) -> bool {
    let inspected = inspect.current_report();
    let encrypted = inspected.and_then(|inspected| inspected.encrypted.as_ref());
    matches!(encrypted, Some(Encrypted::Closed))
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
    if model.answered(id).is_none() {
        return vec![];
    }
    match model
        .workspaces
        .get(&id)
        .map(|workspace| &workspace.inspect)
    {
        Some(inspect) if awaits_decryption_key(inspect) => {
            let form = DecryptionForm {
                key: text,
                ..inspect.decryption.clone()
            };
            inspecting::decrypt(model, id, form)
        }
        Some(inspect) if awaits_key(model, id, inspect) => compared::edit_key(model, id, text),
        Some(_) => inspecting::edit(model, id, text),
        None => vec![],
    }
}
