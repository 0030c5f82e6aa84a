//! Tokens that outlive the program: looked for, kept no more, listed and deleted.

use claimscope_client::RowName;
use claimscope_client::session::NamedRow;
use claimscope_core::time::Timestamp;

use super::{plan, requests};
use crate::connection::ConnectionId;
use crate::effect::{Effect, Work};
use crate::message::Ticket;
use crate::model::Model;
use crate::results::{FailureText, Keeping, TokenResult};
use crate::workspace::Workspace;

/// Each connection whose token is kept has it in hand again. Nothing is sent for it.
pub(crate) fn at_start(model: &mut Model) -> Vec<Effect> {
    let connections = model.connections.iter();
    let keeping = connections.filter(|connection| connection.keeps && connection.can_keep());
    let ids: Vec<ConnectionId> = keeping.map(|connection| connection.id).collect();
    ids.into_iter().flat_map(|id| look(model, id)).collect()
}

pub(super) fn look(model: &mut Model, id: ConnectionId) -> Vec<Effect> {
    let session = plan::session(model, id);
    let workspace = model.workspace_mut(id);
    workspace.asked_as = session.clone();
    let generation = workspace.kept.begin();
    vec![Work::LookForKept(requests::ticket(id, generation), session).into()]
}

/// A connection keeps its token from now on, or does not any more: then what is kept goes.
pub(super) fn choose(model: &mut Model, id: ConnectionId, keeps: bool) -> Vec<Effect> {
    model.connection_mut().keeps = keeps;
    if keeps {
        return look(model, id);
    }
    let workspace = model.workspace_mut(id);
    workspace.kept.clear();
    let token = workspace.current_token.as_ref();
    match token.and_then(|token| Some(token.kept()?.row.clone())) {
        Some(row) => delete(model, Some(vec![row])),
        None => vec![],
    }
}

/// A kept token is taken into use, unless another came first.
pub(super) fn found(
    model: &mut Model,
    ticket: Ticket,
    outcome: Result<Option<TokenResult>, FailureText>,
    now: Timestamp,
) -> Vec<Effect> {
    let Some(workspace) = model.answered(ticket.connection) else {
        return vec![];
    };
    let (token, outcome) = match outcome {
        Ok(token) => (token, Ok(())),
        Err(failure) => (None, Err(failure)),
    };
    let is_awaited = workspace.kept.finish(ticket.generation, outcome);
    let is_free = workspace.current_token.is_none() && !workspace.token.is_pending();
    let Some(token) = token.filter(|_| is_awaited && is_free) else {
        return vec![];
    };
    workspace.token.put(Ok(token.clone()));
    workspace.take_into_use(token);
    requests::renew_due(model, now)
}

/// What is kept, of whatever connection.
pub(super) fn list(model: &mut Model) -> Vec<Effect> {
    let generation = model.kept.begin_again();
    vec![Work::ListKept(generation).into()]
}

/// Deletes these rows, or all.
pub(super) fn delete(model: &mut Model, rows: Option<Vec<RowName>>) -> Vec<Effect> {
    let generation = model.kept.begin_again();
    vec![Work::DeleteKept(generation, rows).into()]
}

/// A token whose row is gone stays in use, and ends with the program.
pub(super) fn listed(
    model: &mut Model,
    generation: u64,
    outcome: Result<Vec<NamedRow>, FailureText>,
) {
    if !model.kept.finish(generation, outcome) {
        return;
    }
    let Some(rows) = model.kept.ready() else {
        return;
    };
    let is_gone = |token: &TokenResult| {
        let kept = token.kept();
        kept.is_some_and(|kept| rows.iter().all(|(name, _)| *name != kept.row))
    };
    for workspace in model.workspaces.values_mut() {
        let token = workspace.current_token.as_ref();
        if token.is_some_and(is_gone) {
            keep_no_more(workspace);
        }
    }
}

fn keep_no_more(workspace: &mut Workspace) {
    let has_result = workspace.token.ready().is_some();
    if let Some(token) = &mut workspace.current_token {
        token.keeping = Keeping::No;
        if has_result {
            workspace.token.put(Ok(token.clone()));
        }
    }
}
