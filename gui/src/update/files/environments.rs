//! Other environments, or another one of them: what came from a server or client that they name is worthless where they name
//! another one now, and everything else stays.

use claimscope_client::workspace::SavedConnection;

use super::super::road::filled;
use super::compared;
use crate::connection::ConnectionId;
use crate::effect::Effect;
use crate::model::Model;

/// What the fields of a connection come to; nothing where they cannot be filled in.
fn come_to(model: &Model, id: ConnectionId) -> Option<SavedConnection> {
    filled(model, id, true)
        .or_else(|_| filled(model, id, false))
        .ok()
}

/// Who issues its tokens, and to whom.
fn parties(saved: &Option<SavedConnection>) -> Option<(&Option<String>, [&Option<String>; 2])> {
    let saved = saved.as_ref()?;
    Some((&saved.client_id, [&saved.issuer, &saved.token_endpoint]))
}

/// Makes a change of the environments, and gives up what it makes worthless, connection by connection.
pub(super) fn change(model: &mut Model, change: impl FnOnce(&mut Model)) -> Vec<Effect> {
    let own = model.files.of.keys();
    let before: Vec<_> = own.map(|id| (*id, come_to(model, *id))).collect();
    change(model);
    let mut effects = Vec::new();
    for (id, before) in before {
        let now = come_to(model, id);
        if now == before {
            continue;
        }
        effects.extend(match parties(&now) == parties(&before) {
            true => compared::expectations_changed(model, id),
            false => super::super::issuer_changed(model, id),
        });
    }
    effects
}
