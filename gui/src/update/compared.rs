//! What a token and an answer are compared with. Once it changes, nothing that was compared with the old one stands.

use claimscope_client::workspace::{SavedKeys, is_public_key};

use super::{requests, run};
use crate::connection::ConnectionId;
use crate::effect::Effect;
use crate::model::Model;
use crate::sensitive::Sensitive;
use crate::steps::RunProgress;
use crate::workspace::{KeyChoice, Workspace};

/// What is given as a key and cannot sign is the connection's, unless that has keys of another kind. It goes by being
/// taken out of the field alone.
pub(super) fn edit_key(model: &mut Model, id: ConnectionId, text: Sensitive) -> Vec<Effect> {
    let (choice, old) = model.keys_of(id);
    if old == text {
        return vec![];
    }
    match choice {
        KeyChoice::Given => {}
        KeyChoice::Secret => {
            model.workspace_mut(id).inspect.own_keys.secret = text;
            return keys_changed(model, id);
        }
        KeyChoice::File | KeyChoice::Issuer | KeyChoice::JwksUrl => return vec![],
    }
    let is_blank = text.is_blank();
    let may_be_kept = is_blank || is_public_key(text.expose().trim());
    let form = model.form_mut(id);
    let form = form.filter(|form| form.is_own() && form.file_keys == SavedKeys::Issuer);
    let given = match form.filter(|_| may_be_kept) {
        Some(form) if is_blank => {
            form.public_key.clear();
            Sensitive::default()
        }
        Some(form) => {
            form.public_key = text.into_string();
            Sensitive::default()
        }
        None => text,
    };
    let own = &mut model.workspace_mut(id).inspect.own_keys;
    own.given = given;
    // The field stays, whatever the connection comes to by it.
    own.choice = Some(choice);
    keys_changed(model, id)
}

/// Another source is another kind of secret: a shared one that was typed is dropped. A key that the connection has stays
/// its own.
pub(super) fn choose_keys(model: &mut Model, id: ConnectionId, choice: KeyChoice) -> Vec<Effect> {
    if model.keys_of(id).0 == choice {
        return vec![];
    }
    let own = &mut model.workspace_mut(id).inspect.own_keys;
    own.choice = Some(choice);
    own.secret = Sensitive::default();
    let form = model.connection_mut();
    if form.file_keys == SavedKeys::Issuer && form.public_key.is_empty() {
        match choice {
            KeyChoice::Issuer => form.uses_jwks_url = false,
            KeyChoice::JwksUrl => form.uses_jwks_url = true,
            KeyChoice::File | KeyChoice::Given | KeyChoice::Secret => {}
        }
    }
    keys_changed(model, id)
}

/// Other keys to verify with.
pub(super) fn keys_changed(model: &mut Model, id: ConnectionId) -> Vec<Effect> {
    let mut effects = run::interrupt(model, id);
    effects.extend(look_anew(model, id));
    effects
}

/// Other expectations: an API's answer was explained with them too.
pub(super) fn expectations_changed(model: &mut Model, id: ConnectionId) -> Vec<Effect> {
    let mut effects = match model.workspaces.get(&id).is_some_and(is_comparing) {
        true => run::cancel(model, id),
        false => vec![],
    };
    effects.extend(look_anew(model, id));
    let workspace = model.workspace_mut(id);
    workspace.clear_explained_calls();
    effects.extend(request_changed(model, id));
    effects
}

/// Other requests: what a run of the old ones showed, why they failed and what was asked before them no longer holds.
pub(super) fn request_changed(model: &mut Model, id: ConnectionId) -> Vec<Effect> {
    model.question = model.question.filter(|question| question.connection != id);
    let workspace = model.workspace_mut(id);
    workspace.remedy.question = None;
    workspace.probe.outdate();
    workspace.run = workspace.run.take().filter(|run| !run.is_over());
    if workspace.token.failure().is_some() {
        workspace.token.clear();
    }
    if workspace.call.failure().is_some() {
        workspace.clear_call();
    }
    if workspace.about.failure().is_some() {
        workspace.about.clear();
    }
    vec![]
}

fn is_comparing(workspace: &Workspace) -> bool {
    let runs = workspace
        .run
        .as_ref()
        .is_some_and(RunProgress::is_under_way);
    let inspect = &workspace.inspect;
    let verifies = inspect.verified && inspect.report.is_pending();
    runs || verifies || workspace.call.is_pending()
}

/// Drops what was proved, and what is being proved: the token is looked at without keys, as when it was pasted. So is the
/// one in the place Inspect that is judged as this connection's.
fn look_anew(model: &mut Model, id: ConnectionId) -> Vec<Effect> {
    let judged = model.judged_as(ConnectionId::INSPECT).map(|one| one.id);
    let mut effects = match judged == Some(id) {
        true => forget_proof(model, ConnectionId::INSPECT),
        false => vec![],
    };
    effects.extend(forget_proof(model, id));
    effects
}

fn forget_proof(model: &mut Model, id: ConnectionId) -> Vec<Effect> {
    match model.workspace_mut(id).inspect.forget_proof() {
        true => requests::inspect(model, id),
        false => vec![],
    }
}
