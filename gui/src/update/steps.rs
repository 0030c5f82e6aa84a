//! The steps one by one: discover, token, inspect, verify, call.

use claimscope_core::time::Timestamp;

use super::plan;
use crate::connection::{Connection, ConnectionId};
use crate::effect::{Effect, KeysWanted, VerifyPlan};
use crate::message::Ticket;
use crate::model::{Model, Tab};
use crate::results::Failure;
use crate::sensitive::Sensitive;
use crate::workspace::{KeyChoice, Workspace};

/// How long before its end a token is renewed, in seconds.
const RENEWAL_SECONDS: i64 = 30;

fn ticket(connection: ConnectionId, generation: u64) -> Ticket {
    Ticket {
        connection,
        generation,
    }
}

pub(super) fn discover(model: &mut Model, id: ConnectionId) -> Vec<Effect> {
    let issuer = model.connection_of(id).issuer.trim().to_owned();
    let generation = model.workspace_mut(id).discovery.begin();
    if issuer.is_empty() {
        let failure = Failure::new(
            "There is no issuer yet.",
            "Type the issuer's address, such as https://login.example.com.",
        );
        return fail(model, id, |workspace| {
            workspace.discovery.finish(generation, Err(failure));
        });
    }
    vec![Effect::Discover(ticket(id, generation), issuer)]
}

pub(super) fn request_token(model: &mut Model, id: ConnectionId) -> Vec<Effect> {
    let plan = plan::token(model, id);
    send_token_request(model, id, plan)
}

pub(super) fn send_token_request(
    model: &mut Model,
    id: ConnectionId,
    plan: crate::effect::TokenPlan,
) -> Vec<Effect> {
    let generation = model.workspace_mut(id).token.begin();
    if plan.issuer.trim().is_empty() {
        let failure = Failure::new(
            "There is no issuer yet, so the token endpoint is not known.",
            "Type the issuer's address on the Discover tab.",
        );
        return fail(model, id, |workspace| {
            workspace.token.finish(generation, Err(failure));
        });
    }
    vec![Effect::RequestToken(ticket(id, generation), plan)]
}

/// Asks for new tokens where a connection says so and the old one is about to end. A refusal ends the renewing, and so
/// does a token too short-lived to be renewed in time.
pub(super) fn renew(model: &mut Model, now: Timestamp) -> Vec<Effect> {
    if model.offline {
        return vec![];
    }
    let due = |connection: &&Connection| {
        let workspace = model.workspaces.get(&connection.id);
        connection.renews
            && workspace.is_some_and(|workspace| {
                let walking = workspace.walk.as_ref().is_some_and(|walk| !walk.finished);
                !walking && !workspace.token.is_pending() && ends_soon(workspace, now)
            })
    };
    let due: Vec<ConnectionId> = model
        .connections
        .iter()
        .filter(due)
        .map(|connection| connection.id)
        .collect();
    due.into_iter()
        .flat_map(|id| request_token(model, id))
        .collect()
}

fn ends_soon(workspace: &Workspace, now: Timestamp) -> bool {
    workspace.token.ready().is_some_and(|token| {
        token.expires_at.is_some_and(|end| {
            let end = end.unix_seconds();
            end - token.received_at.unix_seconds() > 2 * RENEWAL_SECONDS
                && end - now.unix_seconds() <= RENEWAL_SECONDS
        })
    })
}

pub(super) fn mint(model: &mut Model, id: ConnectionId, fault: crate::walk::Fault) -> Vec<Effect> {
    let generation = model.workspace_mut(id).token.begin();
    vec![Effect::Mint(ticket(id, generation), fault)]
}

pub(super) fn edit_inspect(model: &mut Model, id: ConnectionId, text: Sensitive) -> Vec<Effect> {
    let mut effects = super::walk::interrupt(model, id);
    let inspect = &mut model.workspace_mut(id).inspect;
    inspect.text = text;
    inspect.revision += 1;
    inspect.verified = false;
    effects.extend(inspect_now(model, id));
    effects
}

fn inspect_now(model: &mut Model, id: ConnectionId) -> Vec<Effect> {
    let inspect = &mut model.workspace_mut(id).inspect;
    if inspect.text.expose().trim().is_empty() {
        inspect.report.clear();
        return vec![];
    }
    let generation = inspect.report.begin();
    vec![Effect::Inspect(
        ticket(id, generation),
        plan::inspect(model, id),
    )]
}

/// Puts the access token under the glass.
pub(super) fn load_token(model: &mut Model, id: ConnectionId) -> bool {
    let workspace = model.workspace_mut(id);
    let Some(text) = workspace.token.ready().map(|token| token.text().to_owned()) else {
        return false;
    };
    workspace.inspect.text = Sensitive::from(text);
    workspace.inspect.revision += 1;
    workspace.inspect.verified = false;
    workspace.inspect.keys = KeyChoice::Issuer;
    true
}

pub(super) fn inspect_token(model: &mut Model, id: ConnectionId) -> Vec<Effect> {
    let mut effects = super::walk::interrupt(model, id);
    model.tab = Tab::Inspect;
    if load_token(model, id) {
        effects.extend(inspect_now(model, id));
    }
    effects
}

pub(super) fn inspect_loaded(model: &mut Model, id: ConnectionId) -> Vec<Effect> {
    inspect_now(model, id)
}

pub(super) fn edit_key(model: &mut Model, id: ConnectionId, text: Sensitive) -> Vec<Effect> {
    model.workspace_mut(id).inspect.key_text = text;
    vec![]
}

/// Another source is another kind of secret: what was typed for the old one is dropped.
pub(super) fn choose_keys(model: &mut Model, id: ConnectionId, choice: KeyChoice) -> Vec<Effect> {
    let inspect = &mut model.workspace_mut(id).inspect;
    if inspect.keys != choice {
        inspect.keys = choice;
        inspect.key_text = Sensitive::default();
    }
    vec![]
}

pub(super) fn verify(model: &mut Model, id: ConnectionId) -> Vec<Effect> {
    let plan = plan::verify(model, id);
    verify_with(model, id, plan)
}

fn verify_with(model: &mut Model, id: ConnectionId, plan: VerifyPlan) -> Vec<Effect> {
    let inspect = &mut model.workspace_mut(id).inspect;
    if inspect.text.expose().trim().is_empty() {
        return vec![];
    }
    inspect.verified = true;
    let generation = inspect.report.begin();
    let text = plan::inspect(model, id);
    vec![Effect::Verify(ticket(id, generation), text, plan)]
}

/// Time has passed: the same look again, with the keys in hand. Nobody asked for a request.
pub(super) fn look_again(model: &mut Model, id: ConnectionId) -> Vec<Effect> {
    let verified = model
        .workspaces
        .get(&id)
        .is_some_and(|workspace| workspace.inspect.verified);
    if !verified {
        return inspect_now(model, id);
    }
    let mut plan = plan::verify(model, id);
    if let KeysWanted::Issuer { issuer } = plan.keys {
        plan.keys = KeysWanted::Known { issuer };
    }
    verify_with(model, id, plan)
}

pub(super) fn call(model: &mut Model, id: ConnectionId) -> Vec<Effect> {
    let token = plan::current_token(model, id);
    send_call(model, id, token)
}

pub(super) fn send_call(
    model: &mut Model,
    id: ConnectionId,
    token: Option<claimscope_core::secret::Secret>,
) -> Vec<Effect> {
    let plan = plan::call(model, id, token);
    let generation = model.workspace_mut(id).call.begin();
    if plan.url.is_empty() {
        let failure = Failure::new(
            "There is no API address yet.",
            "Type the address of the API on the Call tab.",
        );
        return fail(model, id, |workspace| {
            workspace.call.finish(generation, Err(failure));
        });
    }
    vec![Effect::Call(ticket(id, generation), plan)]
}

/// Stops waiting. Requests on the wire cannot be taken back; their answers are dropped.
pub(super) fn cancel(model: &mut Model, id: ConnectionId) -> Vec<Effect> {
    let workspace = model.workspace_mut(id);
    workspace.discovery.cancel();
    workspace.token.cancel();
    workspace.inspect.report.cancel();
    workspace.call.cancel();
    match &mut workspace.walk {
        Some(walk) if !walk.finished && !walk.mending => {
            walk.give_up();
            super::walk::finish(model, id)
        }
        _ => vec![],
    }
}

/// Repeats the step whose certificate was just trusted.
pub(super) fn retry(model: &mut Model, id: ConnectionId) -> Vec<Effect> {
    match model.tab {
        Tab::Run => super::walk::start(model, id, None),
        Tab::Discover => discover(model, id),
        Tab::Token => request_token(model, id),
        Tab::Inspect => verify(model, id),
        Tab::Call => call(model, id),
    }
}

/// Records a failure that needs no worker, and lets a walk under way see it.
fn fail(
    model: &mut Model,
    id: ConnectionId,
    record: impl FnOnce(&mut crate::workspace::Workspace),
) -> Vec<Effect> {
    record(model.workspace_mut(id));
    super::walk::failed_at_once(model, id)
}
