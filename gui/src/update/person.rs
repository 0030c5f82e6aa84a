//! What a person chooses for a grant, and does while it runs.

use claimscope_core::secret::Secret;

use super::compared;
use crate::asked::{Asked, Asker};
use crate::client_key::ClientKey;
use crate::connection::ConnectionId;
use crate::effect::{Effect, Switch};
use crate::grant::GrantChoice;
use crate::model::Model;
use crate::playground_clients;
use crate::secret_member::{CLIENT_KEY, DPOP_KEY};
use crate::sensitive::Sensitive;

/// Another grant. The playground has a client for each, which comes along unless the person typed another.
pub(super) fn choose(model: &mut Model, id: ConnectionId, grant: GrantChoice) -> Vec<Effect> {
    let connection = model.connection_mut();
    connection.grant = grant;
    if connection.is_playground() {
        playground_clients::fit(connection);
    }
    compared::request_changed(model, id)
}

pub(super) fn edit_key(model: &mut Model, id: ConnectionId, text: &Sensitive) -> Vec<Effect> {
    let connection = model.connection_mut();
    connection.forget_entry(CLIENT_KEY);
    connection.client_key = ClientKey::from(text.expose());
    compared::request_changed(model, id)
}

pub(super) fn edit_dpop_key(model: &mut Model, id: ConnectionId, text: &Sensitive) -> Vec<Effect> {
    let connection = model.connection_mut();
    connection.forget_entry(DPOP_KEY);
    connection.dpop_key = ClientKey::from(text.expose());
    compared::request_changed(model, id)
}

/// News of a grant that runs; of one that does not any more, nothing is shown.
pub(super) fn asked(model: &mut Model, asker: Asker, asked: Asked) {
    let Some(workspace) = model.answered(asker.ticket.connection) else {
        return;
    };
    if !workspace.is_under_way(asker) {
        return;
    }
    let asked = match asked {
        Asked::Found(found) => {
            workspace.found = Some(found);
            return;
        }
        asked => asked,
    };
    let before = workspace
        .asked
        .take()
        .filter(|(before, _)| *before == asker);
    workspace.asked = Some((asker, asked.after(before.map(|(_, asked)| asked))));
}

/// Hands over what was pasted, where a login waits for it.
pub(super) fn send_paste(model: &mut Model, id: ConnectionId) -> Vec<Effect> {
    let workspace = model.workspace_mut(id);
    let is_awaited = matches!(workspace.asked(), Some(Asked::LogIn(_)));
    if !is_awaited || workspace.paste.expose().trim().is_empty() {
        return vec![];
    }
    let pasted = std::mem::take(&mut workspace.paste);
    vec![Switch::Paste(id, Secret::from(pasted.expose().trim())).into()]
}
