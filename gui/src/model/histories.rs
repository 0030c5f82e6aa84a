//! The tokens of connections over a restart: who has which.

use std::collections::BTreeMap;

use super::Model;
use crate::connection::ConnectionId;
use crate::saved_history::{HistoryOf, SavedHistory};
use crate::token_history::TokenHistory;
use crate::workspace::Workspace;

/// The workspaces of connections that are known by their number, and the tokens of those whose files are not read yet.
pub(super) fn restored(
    saved: Vec<SavedHistory>,
) -> (
    BTreeMap<ConnectionId, Workspace>,
    BTreeMap<String, TokenHistory>,
) {
    let mut workspaces = BTreeMap::new();
    let mut of_files = BTreeMap::new();
    for saved in saved {
        let history = saved.history();
        match saved.of {
            HistoryOf::File(name) => {
                of_files.insert(name, history);
            }
            HistoryOf::Connection(id) => {
                let workspace = Workspace {
                    history,
                    ..Workspace::default()
                };
                workspaces.insert(id, workspace);
            }
        }
    }
    (workspaces, of_files)
}

/// What is kept of each connection's tokens. Those of files that were not read, or cannot be, stay as they are.
pub(super) fn saved(model: &Model) -> Vec<SavedHistory> {
    let of_connections = model.connections.iter().filter_map(|form| {
        let history = &model.workspaces.get(&form.id)?.history;
        let file = model
            .files
            .of(form.id)
            .and_then(|file| file.stored.as_ref());
        let of = match file {
            Some(stored) => HistoryOf::File(stored.name.clone()),
            None => HistoryOf::Connection(form.id),
        };
        SavedHistory::of(of, history)
    });
    let unread = model.files.histories.iter();
    let unread = unread.filter(|_| !model.files.is_open);
    let unread = unread
        .filter_map(|(name, history)| SavedHistory::of(HistoryOf::File(name.clone()), history));
    SavedHistory::bounded(of_connections.chain(unread))
}
