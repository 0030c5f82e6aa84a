//! A run of the steps: begun, followed step by step, ended. A worker does it.

use claimscope_client::session::{
    Breakage, Connection, Fault, FaultTarget, RunOutcome, Shortfall, Step,
};
use claimscope_core::time::Timestamp;

use super::{plan, request_plan, requests, summary};
use crate::connection::ConnectionId;
use crate::effect::{Effect, RunPlan, Switch, Work};
use crate::message::Ticket;
use crate::model::{Model, PlaygroundState, Question};
use crate::remedy::RemedyStep;
use crate::results::{CallResult, FailureText};
use crate::sensitive::Sensitive;
use crate::stepped::{Gave, Stepped};
use crate::steps::{RunProgress, Standing, StepState};
use crate::tab::Tab;
use crate::workspace::Workspace;

/// Whether a run with this fault is possible for the connection.
pub(crate) fn is_possible(model: &Model, id: ConnectionId, fault: Option<&Fault>) -> bool {
    fault.is_none_or(possible(model, id))
}

/// The same for several faults: the connection is looked at once.
pub(crate) fn possible(model: &Model, id: ConnectionId) -> impl Fn(&Fault) -> bool {
    let connection = plan::connection(model, id);
    let has_certificate = plan::has_certificate(model, id);
    move |fault| {
        let has_playground = leads_to_playground(&model.playground, &connection, fault.breakage);
        let workspace = model.workspaces.get(&id);
        let discovery = workspace.and_then(|workspace| workspace.discovery.ready());
        let discovered = discovery.filter(|discovery| discovery.refusal.is_none());
        fault.is_possible(&FaultTarget {
            connection: &connection,
            metadata: discovered.map(|discovery| &discovery.discovered.metadata),
            has_certificate,
            has_playground,
        })
    }
}

/// Whether it is the playground's server that the connection would find broken.
fn leads_to_playground(
    playground: &PlaygroundState,
    connection: &Connection,
    breakage: Breakage,
) -> bool {
    let PlaygroundState::Running { issuer, api } = playground else {
        return false;
    };
    match breakage {
        Breakage::StopApi | Breakage::DemandScope(_) => connection
            .api_url
            .strip_prefix(api.as_str())
            .is_some_and(|rest| rest.is_empty() || rest.starts_with(['/', '?'])),
        _ => connection.issuer == *issuer,
    }
}

/// Whether it is the playground's own connection, and still leads there.
fn is_playground(model: &Model, id: ConnectionId) -> bool {
    is_at_playground(model, id) && model.connection_of(id).is_playground()
}

/// Whether both issuer and API of a connection are the playground's.
pub(super) fn is_at_playground(model: &Model, id: ConnectionId) -> bool {
    let connection = plan::connection(model, id);
    let leads = |server| leads_to_playground(&model.playground, &connection, server);
    leads(Breakage::StopTokenServer) && leads(Breakage::StopApi)
}

/// Begins a run, or asks first: before a method that may change data, and before a foreign server is sent what is wrong.
pub(super) fn ask_or_start(
    model: &mut Model,
    id: ConnectionId,
    fault: Option<&'static Fault>,
) -> Vec<Effect> {
    model.tab = Tab::Run;
    if !can_start(model, id, fault) {
        return vec![];
    }
    let changes_data = model.connection_of(id).requests.chosen().changes_data();
    if changes_data || (fault.is_some() && !is_playground(model, id)) {
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
    fault: Option<&'static Fault>,
    uses_get: bool,
) -> Vec<Effect> {
    if !can_start(model, id, fault) {
        return vec![];
    }
    in_place(model, id, |model, id| begin_run(model, id, fault, uses_get))
}

fn begin_run(
    model: &mut Model,
    id: ConnectionId,
    fault: Option<&'static Fault>,
    uses_get: bool,
) -> Vec<Effect> {
    model.tab = Tab::Run;
    model.question = None;
    let session = plan::session(model, id);
    let request = request_plan::request(model, id);
    let unready = plan::unready(model, id);
    let workspace = model.workspace_mut(id);
    workspace.asked_as = session.clone();
    workspace.remedy = RemedyStep::default();
    workspace.runs += 1;
    let generation = workspace.runs;
    workspace.run = Some(RunProgress::new(generation, fault));
    workspace.discovery.clear();
    workspace.token.clear();
    workspace.clear_call();
    let first = session.connection.first_step();
    if first != Step::Discover {
        if let Some(run) = &mut workspace.run {
            run.set(Step::Discover, StepState::NotNeeded);
        }
    } else if session.connection.issuer.is_empty() {
        stop_at(workspace, Gave::Discover(Err(requests::no_issuer())));
        return vec![];
    }
    if let Some(failure) = unready {
        if fault.is_some() {
            // Nothing is broken for a run that could not notice it.
            workspace.token.put(Err(failure.clone()));
            end(workspace, Err(failure));
            return vec![];
        }
        if first != Step::Discover {
            stop_at(workspace, Gave::Token(Err(failure)));
            return vec![];
        }
        let generation = workspace.discovery.begin();
        if let Some(run) = &mut workspace.run {
            run.set(Step::Discover, StepState::Running);
            run.stops_at_token = Some(failure);
        }
        return vec![Work::Discover(requests::ticket(id, generation), session).into()];
    }
    begin(workspace, first);
    let plan = RunPlan {
        ticket: Ticket {
            connection: id,
            generation,
        },
        session: plan::api(model, id),
        request: match uses_get {
            true => request.map(request_plan::with_get),
            false => request,
        },
        fault,
    };
    vec![Work::Run(plan).into()]
}

fn can_start(model: &Model, id: ConnectionId, fault: Option<&Fault>) -> bool {
    let under_way = run(model, id).is_some_and(|run| !run.is_over());
    let ready = id != model.selected || model.is_ready();
    !under_way && ready && is_possible(model, id, fault)
}

/// The metadata are here, or not: a run that cannot ask for a token goes no further.
pub(super) fn discovered(model: &mut Model, id: ConnectionId, now: Timestamp) {
    let Some(workspace) = model.answered(id) else {
        return;
    };
    let outcome = match (workspace.discovery.ready(), workspace.discovery.failure()) {
        (Some(found), _) => Ok(found.clone()),
        (None, Some(failure)) => Err(failure.clone()),
        (None, None) => return,
    };
    let run = workspace.run.as_mut().filter(|run| run.is_under_way());
    let Some(failure) = run.and_then(|run| run.stops_at_token.take()) else {
        return;
    };
    let found = outcome.as_ref().ok();
    let is_good = found.is_some_and(|found| found.refusal.is_none());
    let gave = Gave::Discover(outcome);
    if !is_good {
        stop_at(workspace, gave);
        return;
    }
    take(workspace, gave, true, now);
    stop_at(workspace, Gave::Token(Err(failure)));
}

/// The run ends with what this step gave.
fn stop_at(workspace: &mut Workspace, gave: Gave) {
    let step = gave.step();
    take(workspace, gave, false, Timestamp::default());
    end(workspace, Ok(RunOutcome::WentWrong(step)));
}

/// A step has ended, and the next has begun.
pub(super) fn stepped(model: &mut Model, ticket: Ticket, stepped: Stepped, now: Timestamp) {
    let Some(workspace) = waiting(model, ticket) else {
        return;
    };
    if !workspace
        .run
        .as_ref()
        .is_some_and(RunProgress::is_under_way)
    {
        return;
    }
    if let Gave::Inspect(text, _) = &stepped.gave {
        workspace.inspect.load(text.clone());
    }
    take(workspace, stepped.gave, stepped.is_good, now);
    if let Some(next) = stepped.next {
        begin(workspace, next);
    }
}

/// The run is over, and what it broke is put back.
pub(super) fn ended(model: &mut Model, ticket: Ticket, outcome: Result<RunOutcome, FailureText>) {
    if let Some(workspace) = waiting(model, ticket) {
        end(workspace, outcome);
    }
}

/// A person ends what is under way, on the wire too.
pub(super) fn cancel(model: &mut Model, id: ConnectionId) -> Vec<Effect> {
    requests::cancel(model, id);
    let workspace = model.workspace_mut(id);
    if let Some(run) = workspace.run.as_mut().filter(|run| run.is_under_way()) {
        run.give_up();
        let breaks_servers = run
            .fault
            .is_some_and(|fault| fault.breakage.needs_playground());
        run.standing = match breaks_servers {
            true => Standing::Restoring,
            false => Standing::Cancelled,
        };
    }
    vec![Switch::Cancel(id).into()]
}

/// Begins something in which a person may take part, in the place of what else waits for that person: of two logins one
/// would be lost, and its listener in the way of the other.
pub(super) fn in_place(
    model: &mut Model,
    id: ConnectionId,
    begin: impl FnOnce(&mut Model, ConnectionId) -> Vec<Effect>,
) -> Vec<Effect> {
    let workspace = model.workspaces.get(&id);
    let waits = workspace
        .is_some_and(|one| one.token.is_pending() || (one.call.is_pending() && one.logs_in));
    let mut effects = match waits {
        true => cancel(model, id),
        false => vec![],
    };
    // What was pasted was the answer of a login before.
    model.workspace_mut(id).paste = Sensitive::default();
    effects.extend(begin(model, id));
    effects
}

/// A person changes what a run works with: it cannot go on.
pub(super) fn interrupt(model: &mut Model, id: ConnectionId) -> Vec<Effect> {
    match run(model, id).is_some_and(RunProgress::is_under_way) {
        true => cancel(model, id),
        false => vec![],
    }
}

/// The results that an event of a run is for, unless that run is an older one.
fn waiting(model: &mut Model, ticket: Ticket) -> Option<&mut Workspace> {
    let workspace = model.answered(ticket.connection)?;
    let run = workspace.run.as_ref()?;
    (run.generation == ticket.generation && !run.is_over()).then_some(workspace)
}

/// A step is under way: its tab shows so too.
fn begin(workspace: &mut Workspace, step: Step) {
    match step {
        Step::Discover => workspace.discovery.begin(),
        Step::Token => workspace.token.begin(),
        Step::Inspect | Step::Verify => workspace.inspect.report.begin_again(),
        Step::Call => workspace.begin_call(),
    };
    if let Some(run) = &mut workspace.run {
        run.set(step, StepState::Running);
    }
}

/// Takes what a step gave: into the run, and to where the step's own tab shows it. A token that was obtained by breaking
/// something is shown, and never taken into use.
fn take(workspace: &mut Workspace, gave: Gave, is_good: bool, now: Timestamp) {
    if let Some(run) = &mut workspace.run {
        run.set(gave.step(), summary::state(&gave, is_good, now));
        run.trouble = summary::trouble(&gave).or(run.trouble.take());
    }
    let is_broken = workspace
        .run
        .as_ref()
        .is_some_and(|run| run.fault.is_some());
    match gave {
        Gave::Discover(outcome) => workspace.discovery.put(outcome),
        Gave::Token(outcome) => {
            if let Some(token) = outcome.as_ref().ok().filter(|_| !is_broken) {
                workspace.take_into_use(token.clone());
            }
            workspace.token.put(outcome);
        }
        Gave::Signed(token) => workspace.token.put(Ok(token)),
        Gave::Inspect(_, inspected) => workspace.inspect.put(inspected),
        Gave::Verify(inspected) => {
            workspace.inspect.verified = true;
            workspace.inspect.put(inspected);
        }
        // What was broken is put back by then: nothing is to be done about what came of it.
        Gave::Call(Ok(call)) if is_broken => workspace.put_call(Ok(CallResult {
            shortfall: Shortfall::default(),
            ..call
        })),
        Gave::Call(outcome) => workspace.put_call(outcome),
    }
}

fn end(workspace: &mut Workspace, outcome: Result<RunOutcome, FailureText>) {
    let status = workspace.call.ready().map(|call| call.status);
    let Some(run) = &mut workspace.run else {
        return;
    };
    let was_cancelled = run.standing == Standing::Restoring;
    run.give_up();
    run.standing = match outcome {
        Err(failure) => {
            run.trouble = Some(summary::of_failure(&failure));
            run.standing = Standing::Failed(failure);
            workspace.forget_pending();
            return;
        }
        Ok(_) if was_cancelled => Standing::Cancelled,
        Ok(outcome) => {
            if let (Some(fault), RunOutcome::NotNoticed { .. }) = (run.fault, &outcome) {
                run.trouble = Some(summary::unnoticed(fault, status));
                if let Some(result) = run.state(fault.noticed_at).result().cloned() {
                    run.set(fault.noticed_at, StepState::Unnoticed(result));
                }
            }
            Standing::Over(outcome)
        }
    };
}

fn run(model: &Model, id: ConnectionId) -> Option<&RunProgress> {
    model.workspaces.get(&id)?.run.as_ref()
}
