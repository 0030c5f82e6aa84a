//! The walk: each answer finishes its step and begins the next.

use claimscope_core::secret::Secret;
use claimscope_core::time::Timestamp;

use super::{plan, steps, summary};
use crate::connection::ConnectionId;
use crate::effect::Effect;
use crate::model::{Model, Tab};
use crate::tamper::tampered;
use crate::walk::{Fault, StepState, Walk, WalkStep};

/// What is sent instead of the client secret when the walk is to fail there.
const WRONG_SECRET: &str = "not-the-secret";
/// A scope that the quickstart client may not have.
const WRONG_SCOPE: &str = "api2";

/// Begins a walk, unless one is under way already.
pub(super) fn start(model: &mut Model, id: ConnectionId, fault: Option<Fault>) -> Vec<Effect> {
    let under_way = walk(model, id).is_some_and(|walk| !walk.finished);
    let impossible = fault.is_some_and(Fault::needs_playground) && id != ConnectionId::PLAYGROUND;
    if under_way || impossible || (id == model.selected && !model.is_ready()) {
        return vec![];
    }
    model.tab = Tab::Run;
    let workspace = model.workspace_mut(id);
    workspace.walk = Some(Walk::new(fault));
    workspace.discovery.clear();
    workspace.token.clear();
    workspace.call.clear();
    if fault.is_some_and(Fault::changes_servers) {
        mark(model, id, WalkStep::Discover, StepState::Running);
        return vec![Effect::BreakServers(id, fault)];
    }
    begin(model, id, WalkStep::Discover)
}

/// The servers are as the walk wants them: broken, so that it can begin, or mended, so that it is over.
pub(super) fn servers_changed(
    model: &mut Model,
    id: ConnectionId,
    outcome: Result<(), crate::results::Failure>,
) -> Vec<Effect> {
    let Some(workspace) = model.answered(id) else {
        return vec![];
    };
    let Some(walk) = workspace.walk.as_mut().filter(|walk| !walk.finished) else {
        return vec![];
    };
    let mended = walk.mending;
    if mended {
        walk.mending = false;
        walk.finished = true;
    }
    match outcome {
        Ok(()) if mended => vec![],
        Ok(()) => begin(model, id, WalkStep::Discover),
        Err(failure) => {
            walk.failure = Some(failure);
            walk.give_up();
            walk.finished = true;
            let explanation = summary::explanation(workspace);
            if let Some(walk) = &mut workspace.walk {
                walk.explanation = explanation;
            }
            vec![]
        }
    }
}

fn begin(model: &mut Model, id: ConnectionId, step: WalkStep) -> Vec<Effect> {
    let fault = walk(model, id).and_then(|walk| walk.fault);
    mark(model, id, step, StepState::Running);
    match step {
        WalkStep::Discover => steps::discover(model, id),
        WalkStep::Token => request_token(model, id, fault),
        WalkStep::Inspect => {
            steps::load_token(model, id);
            if fault == Some(Fault::Tampered) {
                tamper(model, id);
            }
            steps::inspect_loaded(model, id)
        }
        WalkStep::Verify => steps::verify(model, id),
        WalkStep::Call => {
            let token = (fault != Some(Fault::NoToken)).then(|| token_under_glass(model, id));
            steps::send_call(model, id, token.flatten())
        }
    }
}

fn request_token(model: &mut Model, id: ConnectionId, fault: Option<Fault>) -> Vec<Effect> {
    let mut plan = plan::token(model, id);
    match fault {
        Some(fault @ (Fault::Expired | Fault::WrongAudience)) => {
            return steps::mint(model, id, fault);
        }
        Some(Fault::WrongSecret) => plan.client_secret = Secret::from(WRONG_SECRET),
        Some(Fault::WrongScope) => WRONG_SCOPE.clone_into(&mut plan.scope),
        _ => {}
    }
    steps::send_token_request(model, id, plan)
}

/// Only the copy under the glass is changed, never the token that the Token tab keeps.
fn tamper(model: &mut Model, id: ConnectionId) {
    let inspect = &mut model.workspace_mut(id).inspect;
    if let Some(changed) = tampered(inspect.text.expose()) {
        inspect.text = changed.into();
    }
}

fn token_under_glass(model: &Model, id: ConnectionId) -> Option<Secret> {
    model
        .workspaces
        .get(&id)
        .map(|workspace| workspace.inspect.text.to_secret())
}

pub(super) fn discovered(model: &mut Model, id: ConnectionId) -> Vec<Effect> {
    proceed(model, id, WalkStep::Discover, summary::discovery)
}

pub(super) fn token_received(model: &mut Model, id: ConnectionId, now: Timestamp) -> Vec<Effect> {
    proceed(model, id, WalkStep::Token, |workspace| {
        summary::token(workspace, now)
    })
}

pub(super) fn inspected(model: &mut Model, id: ConnectionId) -> Vec<Effect> {
    if running(model, id) == Some(WalkStep::Verify) {
        proceed(model, id, WalkStep::Verify, summary::verification)
    } else {
        proceed(model, id, WalkStep::Inspect, summary::inspection)
    }
}

pub(super) fn called(model: &mut Model, id: ConnectionId) -> Vec<Effect> {
    proceed(model, id, WalkStep::Call, summary::call)
}

/// A step failed before any worker was asked.
pub(super) fn failed_at_once(model: &mut Model, id: ConnectionId) -> Vec<Effect> {
    match running(model, id) {
        Some(WalkStep::Discover) => discovered(model, id),
        Some(WalkStep::Token) => proceed(model, id, WalkStep::Token, |workspace| {
            summary::token(workspace, Timestamp::default())
        }),
        Some(WalkStep::Call) => called(model, id),
        _ => vec![],
    }
}

/// Takes the answer to `step` if the walk waits for it. After a failed check the walk goes on: what the API says of such
/// a token is the point. After a failed request it ends.
fn proceed(
    model: &mut Model,
    id: ConnectionId,
    step: WalkStep,
    state: impl FnOnce(&crate::workspace::Workspace) -> StepState,
) -> Vec<Effect> {
    if running(model, id) != Some(step) {
        return vec![];
    }
    let state = state(model.workspace_mut(id));
    let failed = matches!(state, StepState::Failed(_));
    mark(model, id, step, state);
    let ends = failed && matches!(step, WalkStep::Discover | WalkStep::Token);
    match step.next() {
        Some(next) if !ends => begin(model, id, next),
        _ => {
            if let Some(walk) = &mut model.workspace_mut(id).walk {
                walk.give_up();
            }
            finish(model, id)
        }
    }
}

/// Says what went wrong, and ends the walk; where something was broken, once that has been mended.
pub(super) fn finish(model: &mut Model, id: ConnectionId) -> Vec<Effect> {
    let workspace = model.workspace_mut(id);
    let explanation = summary::explanation(workspace);
    let Some(walk) = &mut workspace.walk else {
        return vec![];
    };
    walk.explanation = explanation;
    if walk.fault.is_some_and(Fault::changes_servers) {
        walk.mending = true;
        vec![Effect::BreakServers(id, None)]
    } else {
        walk.finished = true;
        vec![]
    }
}

/// A person changes what the walk works with: it cannot go on.
pub(super) fn interrupt(model: &mut Model, id: ConnectionId) -> Vec<Effect> {
    if walk(model, id).is_some_and(|walk| walk.running().is_some()) {
        steps::cancel(model, id)
    } else {
        vec![]
    }
}

fn walk(model: &Model, id: ConnectionId) -> Option<&Walk> {
    model.workspaces.get(&id)?.walk.as_ref()
}

fn running(model: &Model, id: ConnectionId) -> Option<WalkStep> {
    walk(model, id)?.running()
}

fn mark(model: &mut Model, id: ConnectionId, step: WalkStep, state: StepState) {
    if let Some(walk) = &mut model.workspace_mut(id).walk {
        walk.set(step, state);
    }
}
