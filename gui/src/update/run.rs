//! A run of the steps: each answer finishes its step and begins the next.

use claimscope_client::session::with_other_claims;
use claimscope_core::secret::Secret;
use claimscope_core::time::Timestamp;

use super::{plan, requests, summary};
use crate::connection::{ClientAuth, ConnectionId};
use crate::effect::{Effect, Work};
use crate::fault::Fault;
use crate::model::{Model, Question};
use crate::results::Failure;
use crate::steps::{Run, Step, StepState};
use crate::tab::Tab;
use crate::workspace::Workspace;

/// What is sent instead of the client secret when the run is to fail there.
const WRONG_SECRET: &str = "not-the-secret";
/// A scope that the quickstart client may not have.
const WRONG_SCOPE: &str = "api2";

/// Whether a run with this fault is possible for the connection: nobody can stop a foreign server or sign with its key,
/// and a public client has no secret.
pub(crate) fn is_possible(model: &Model, id: ConnectionId, fault: Option<Fault>) -> bool {
    let connection = model.connection_of(id);
    match fault {
        Some(fault) if fault.needs_playground() => connection.is_playground(),
        Some(Fault::WrongSecret) => connection.client_auth != ClientAuth::None,
        _ => true,
    }
}

/// Begins a run, or asks first: before a method that may change data, and before a foreign server is sent what is wrong.
pub(super) fn ask_or_start(
    model: &mut Model,
    id: ConnectionId,
    fault: Option<Fault>,
) -> Vec<Effect> {
    model.tab = Tab::Run;
    let connection = model.connection_of(id);
    let changes_data = connection.changes_data();
    if changes_data || (fault.is_some() && !connection.is_playground()) {
        model.question = Some(Question {
            connection: id,
            fault,
            changes_data,
        });
        return vec![];
    }
    start(model, id, fault, false)
}

/// Begins a run, unless one is under way already.
pub(super) fn start(
    model: &mut Model,
    id: ConnectionId,
    fault: Option<Fault>,
    uses_get: bool,
) -> Vec<Effect> {
    let under_way = run(model, id).is_some_and(|run| !run.finished);
    let ready = id != model.selected || model.is_ready();
    if under_way || !ready || !is_possible(model, id, fault) {
        return vec![];
    }
    model.tab = Tab::Run;
    let workspace = model.workspace_mut(id);
    workspace.run = Some(Run::new(fault, uses_get));
    workspace.discovery.clear();
    workspace.token.clear();
    workspace.call.clear();
    if fault.is_some_and(Fault::changes_servers) {
        mark(model, id, Step::Discover, StepState::Running);
        return vec![Work::BreakServers(id, fault).into()];
    }
    begin(model, id, Step::Discover)
}

/// The servers are as the run wants them: broken, so that it can begin, or restored, so that it is over.
pub(super) fn servers_changed(
    model: &mut Model,
    id: ConnectionId,
    outcome: Result<(), Failure>,
) -> Vec<Effect> {
    let Some(workspace) = model.answered(id) else {
        return vec![];
    };
    let Some(run) = workspace.run.as_mut().filter(|run| !run.finished) else {
        return vec![];
    };
    let restored = run.restoring;
    if restored {
        run.restoring = false;
        run.finished = true;
    }
    match outcome {
        Ok(()) if restored => vec![],
        Ok(()) => begin(model, id, Step::Discover),
        Err(failure) => {
            fail(model, id, failure);
            vec![]
        }
    }
}

/// What was to be broken cannot be: the run ends without having shown anything.
fn fail(model: &mut Model, id: ConnectionId, failure: Failure) {
    let workspace = model.workspace_mut(id);
    if let Some(run) = &mut workspace.run {
        run.failure = Some(failure);
        run.give_up();
        run.finished = true;
    }
    let explanation = summary::explanation(workspace);
    if let Some(run) = &mut workspace.run {
        run.explanation = explanation;
    }
}

fn begin(model: &mut Model, id: ConnectionId, step: Step) -> Vec<Effect> {
    let fault = run(model, id).and_then(|run| run.fault);
    mark(model, id, step, StepState::Running);
    let effects = match step {
        Step::Discover => requests::discover(model, id),
        Step::Token => request_token(model, id, fault),
        Step::Inspect => {
            requests::load_token(model, id);
            if fault == Some(Fault::Tampered)
                && let Err(failure) = tamper(model, id)
            {
                fail(model, id, failure);
                return vec![];
            }
            requests::inspect(model, id)
        }
        Step::Verify => requests::verify(model, id),
        Step::Call => call(model, id, fault),
    };
    if effects.is_empty() {
        // It failed before any worker was asked.
        return ended(model, id, step, Timestamp::default());
    }
    effects
}

fn request_token(model: &mut Model, id: ConnectionId, fault: Option<Fault>) -> Vec<Effect> {
    let mut connection = plan::connection(model, id);
    match fault {
        Some(fault @ (Fault::Expired | Fault::WrongAudience)) => {
            return requests::mint(model, id, fault);
        }
        Some(Fault::WrongSecret) => connection.client.secret = Some(Secret::from(WRONG_SECRET)),
        Some(Fault::WrongScope) => WRONG_SCOPE.clone_into(&mut connection.grant.scope),
        _ => {}
    }
    requests::request_token_as(model, id, connection)
}

/// Only the copy that is inspected is changed, never the token that the Token tab keeps.
fn tamper(model: &mut Model, id: ConnectionId) -> Result<(), Failure> {
    let inspect = &mut model.workspace_mut(id).inspect;
    let changed = with_other_claims(inspect.text.expose()).ok_or_else(|| {
        Failure::new(
            "The token is no signed JWT, so that there are no claims to change.",
            "Break something else.",
        )
    })?;
    inspect.text = changed.into();
    Ok(())
}

fn call(model: &mut Model, id: ConnectionId, fault: Option<Fault>) -> Vec<Effect> {
    let token = match fault {
        Some(Fault::NoToken) => None,
        _ => model
            .workspaces
            .get(&id)
            .map(|workspace| workspace.inspect.text.to_secret()),
    };
    let request = plan::request(model, id);
    let request = match run(model, id) {
        Some(run) if run.uses_get => request.map(plan::with_get),
        _ => request,
    };
    requests::send_call(model, id, request, token)
}

/// An answer is here: takes it, where the run waits for that step. After a failed check the run goes on: what the API
/// says of such a token is the point. After a failed request it ends.
pub(super) fn answered(model: &mut Model, id: ConnectionId, now: Timestamp) -> Vec<Effect> {
    match run(model, id).and_then(Run::running) {
        Some(step) if !is_pending(model, id, step) => ended(model, id, step, now),
        _ => vec![],
    }
}

fn is_pending(model: &Model, id: ConnectionId, step: Step) -> bool {
    model
        .workspaces
        .get(&id)
        .is_some_and(|workspace| match step {
            Step::Discover => workspace.discovery.is_pending(),
            Step::Token => workspace.token.is_pending(),
            Step::Inspect | Step::Verify => workspace.inspect.report.is_pending(),
            Step::Call => workspace.call.is_pending(),
        })
}

fn ended(model: &mut Model, id: ConnectionId, step: Step, now: Timestamp) -> Vec<Effect> {
    let workspace = model.workspace_mut(id);
    let state = match step {
        Step::Discover => summary::discovery(workspace),
        Step::Token => summary::token(workspace, now),
        Step::Inspect => summary::inspection(workspace),
        Step::Verify => summary::verification(workspace),
        Step::Call => summary::call(workspace),
    };
    let failed = matches!(state, StepState::Failed(_));
    mark(model, id, step, state);
    let fault = run(model, id).and_then(|run| run.fault);
    // Who had to notice has answered: nothing is left to be shown.
    let shown = fault.is_some_and(|fault| fault.noticed_at() == step);
    let ends = shown || (failed && matches!(step, Step::Discover | Step::Token));
    match step.next() {
        Some(next) if !ends => begin(model, id, next),
        _ => finish(model, id),
    }
}

/// Says what went wrong, and ends the run; where something was broken, once that has been put back.
fn finish(model: &mut Model, id: ConnectionId) -> Vec<Effect> {
    let workspace = model.workspace_mut(id);
    let fault = workspace.run.as_ref().and_then(|run| run.fault);
    let noticed = fault.and_then(|fault| summary::noticed(workspace, fault));
    if let Some(run) = &mut workspace.run {
        run.give_up();
        run.noticed = noticed;
    }
    let explanation = summary::explanation(workspace);
    let Some(run) = &mut workspace.run else {
        return vec![];
    };
    run.explanation = explanation;
    if run.fault.is_some_and(Fault::changes_servers) {
        run.restoring = true;
        vec![Work::BreakServers(id, None).into()]
    } else {
        run.finished = true;
        vec![]
    }
}

/// Whether a token that comes now is one that was made to be wrong.
pub(super) fn breaks_tokens(workspace: &Workspace) -> bool {
    let run = workspace.run.as_ref().filter(|run| !run.finished);
    run.is_some_and(|run| run.fault.is_some())
}

/// A person ends it.
pub(super) fn cancel(model: &mut Model, id: ConnectionId) -> Vec<Effect> {
    match &mut model.workspace_mut(id).run {
        Some(run) if !run.finished && !run.restoring => {
            run.cancelled = true;
            finish(model, id)
        }
        _ => vec![],
    }
}

fn run(model: &Model, id: ConnectionId) -> Option<&Run> {
    model.workspaces.get(&id)?.run.as_ref()
}

fn mark(model: &mut Model, id: ConnectionId, step: Step, state: StepState) {
    if let Some(run) = &mut model.workspace_mut(id).run {
        run.set(step, state);
    }
}
