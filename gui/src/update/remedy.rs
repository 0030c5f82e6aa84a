//! “Do it”: the remedy of a refusal is offered, asked about, carried out, and followed by the call.

use claimscope_client::session::{HeldToken, RemedyMeans, RemedyToken, remedy};
use claimscope_core::time::Timestamp;

use super::{grant, plan, remedy_edit, request_plan, requests, run};
use crate::connection::ConnectionId;
use crate::effect::Effect;
use crate::message::Ticket;
use crate::model::Model;
use crate::remedy::{RemedyAnswer, RemedyCommand, RemedyDone, RemedyPlan};
use crate::results::TokenResult;
use crate::session_plan::SessionPlan;
use crate::tab::Tab;

pub(super) fn obey(
    model: &mut Model,
    id: ConnectionId,
    command: RemedyCommand,
    now: Timestamp,
) -> Vec<Effect> {
    match command {
        RemedyCommand::Answer(answer) => answered(model, id, answer, now),
        RemedyCommand::DoIt => do_it(model, id, now),
        RemedyCommand::Undo => remedy_edit::undo(model, id),
    }
}

/// What can be done about the refusal that is shown; `None` where nothing can, or it was done already.
pub(crate) fn offer(model: &Model, id: ConnectionId, now: Timestamp) -> Option<RemedyPlan> {
    let workspace = model.workspaces.get(&id)?;
    let (call, is_old) = workspace.answer()?;
    if is_old || call.shortfall.cause.is_none() {
        return None;
    }
    let session = plan::session(model, id);
    let form = model.connection_of(id);
    let request = form.requests.chosen();
    let held = workspace.current_token.as_ref();
    let means = RemedyMeans {
        connection: &session.connection,
        grant: form.grant.title(),
        binds_tokens: binds_tokens(&session),
        held: held.map(|held| HeldToken {
            asked_as: &workspace.obtained_as.connection,
            was_bound: binds_tokens(&workspace.obtained_as),
            has_ended: held.expires_at.is_some_and(|end| end <= now),
            can_refresh: can_refresh(model, id, held),
        }),
        sends_token: !form.sends_no_token,
        has_own_authorization: request.has_header("authorization"),
        can_ask: requests::no_token_can_be_had(model, id).is_none() && !model.offline,
        can_log_in: grant::api_login(form).is_ok() && !model.offline,
    };
    let remedy = remedy(&call.shortfall, &means)?;
    let done = workspace.remedy.done.as_ref();
    let number = Some(workspace.call.generation());
    if done.is_some_and(|done| done.call == number && done.remedy == remedy) {
        return None;
    }
    let to_send = request_plan::request(model, id).ok()?;
    let url = to_send.request.masked_url();
    let call = format!("{} {url}", to_send.request.method);
    Some(RemedyPlan {
        sentence: remedy.sentence(&means, &call),
        remedy,
        call,
        request: to_send,
        changes_data: request.changes_data(),
    })
}

/// Whether the answer shown is a refusal to what a remedy had sent.
pub(crate) fn was_in_vain(model: &Model, id: ConnectionId) -> bool {
    let workspace = model.workspaces.get(&id);
    workspace.is_some_and(|workspace| {
        let cause = workspace.call.ready().and_then(|call| call.shortfall.cause);
        let done = workspace.remedy.done.as_ref();
        done.is_some_and(|done| {
            done.call == Some(workspace.call.generation()) && cause == Some(done.remedy.cause)
        })
    })
}

fn binds_tokens(session: &SessionPlan) -> bool {
    session.makes_dpop_key || session.connection.dpop_key.is_some()
}

/// One that was refused is not tried a second time.
fn can_refresh(model: &Model, id: ConnectionId, held: &TokenResult) -> bool {
    let workspace = model.workspaces.get(&id);
    let was_refused = workspace.is_some_and(|workspace| workspace.token.failure().is_some());
    held.refresh_token.is_some() && !was_refused && !model.offline
}

fn do_it(model: &mut Model, id: ConnectionId, now: Timestamp) -> Vec<Effect> {
    let Some(plan) = offer(model, id, now).filter(|_| model.can_step()) else {
        return vec![];
    };
    model.tab = Tab::Call;
    match plan.changes_data {
        true => {
            model.workspace_mut(id).remedy.question = Some(plan.into());
            vec![]
        }
        false => carry_out(model, id, plan, true),
    }
}

fn answered(
    model: &mut Model,
    id: ConnectionId,
    answer: RemedyAnswer,
    now: Timestamp,
) -> Vec<Effect> {
    let asked = model.workspace_mut(id).remedy.question.take();
    let (Some(asked), false) = (asked, answer == RemedyAnswer::Nothing) else {
        return vec![];
    };
    match offer(model, id, now).filter(|_| model.can_step()) {
        Some(plan) if plan.is_same(&asked) => {
            carry_out(model, id, plan, answer == RemedyAnswer::All)
        }
        // What was asked about is not what would be done by now.
        _ => do_it(model, id, now),
    }
}

fn carry_out(model: &mut Model, id: ConnectionId, plan: RemedyPlan, calls: bool) -> Vec<Effect> {
    let RemedyPlan {
        remedy, request, ..
    } = plan;
    let (edited, mut effects) = match &remedy.edit {
        Some(edit) => remedy_edit::apply(model, id, edit),
        None => (None, vec![]),
    };
    let token = remedy.token;
    let mut done = RemedyDone {
        remedy,
        request: model.connection_of(id).requests.chosen().id,
        edited,
        token: None,
        to_send: None,
        call: None,
    };
    match token {
        RemedyToken::Held if calls => effects.extend(requests::call(model, id)),
        RemedyToken::LoggedIn if calls => {
            effects.extend(run::in_place(model, id, requests::call_with_login));
        }
        RemedyToken::Held | RemedyToken::LoggedIn => {}
        RemedyToken::Refreshed | RemedyToken::Granted => {
            let ask = match token {
                RemedyToken::Refreshed => requests::renew,
                _ => requests::request_token,
            };
            effects.extend(run::in_place(model, id, ask));
            done.token = Some(model.workspace_mut(id).token.generation());
            done.to_send = calls.then_some(request);
        }
    }
    let workspace = model.workspace_mut(id);
    if done.token.is_none() && calls {
        done.call = Some(workspace.call.generation());
    }
    workspace.remedy.done = Some(done.into());
    effects
}

/// A token is here: where a remedy waits for it, the call follows, unless it would be another one by now.
pub(super) fn token_came(model: &mut Model, ticket: Ticket, now: Timestamp) -> Vec<Effect> {
    let id = ticket.connection;
    let Some(mut done) = model.workspace_mut(id).remedy.done.take() else {
        return vec![];
    };
    let is_awaited = done.token == Some(ticket.generation);
    let to_send = done.to_send.take_if(|_| is_awaited);
    let Some(to_send) = to_send else {
        model.workspace_mut(id).remedy.done = Some(done);
        return vec![];
    };
    let is_chosen = model.connection_of(id).requests.chosen().id == done.request;
    let is_as_it_was = request_plan::request(model, id).is_ok_and(|now| now.is_same(&to_send));
    let effects = match is_chosen && is_as_it_was {
        true => {
            let effects = requests::call(model, id);
            done.call = Some(model.workspace_mut(id).call.generation());
            effects
        }
        false => {
            let text =
                "The new token is here. The request was changed meanwhile, so it was not sent.";
            model.notify(text, now);
            vec![]
        }
    };
    model.workspace_mut(id).remedy.done = Some(done);
    effects
}
