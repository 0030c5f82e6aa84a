//! What happened, taken into the model: answers, the log, passing time.

use claimscope_client::session::AuthenticationMethod;
use claimscope_core::secret::Secret;
use claimscope_core::time::Timestamp;

use super::{
    compared, cookies, dropped, exchange_log, files, importing, keeping, person, place, plan,
    probe, remedy, report, requests, response, run,
};
use crate::connection::{ConnectionId, Field};
use crate::effect::{Effect, WindowChange};
use crate::grant::GrantChoice;
use crate::message::{Event, Ticket};
use crate::model::{Model, PlaygroundState};
use crate::results::{CallResult, FailureText, LoggedIn, TokenResult};
use crate::sensitive::Sensitive;
use crate::sentence::sentence;

/// Takes in what happened.
pub(super) fn learn(model: &mut Model, event: Event, now: Timestamp) -> Vec<Effect> {
    match event {
        Event::Asked(asker, asked) => person::asked(model, asker, asked),
        Event::Body(id, event) => return response::learn(model, id, event, now),
        Event::BrowserFailed(reason) => model.notify(sentence(&reason), now),
        Event::Called(ticket, outcome) => return called(model, ticket, outcome),
        Event::ClockCompared(connection, offset_seconds) => {
            if let Some(workspace) = model.answered(connection) {
                workspace.clock_offset_seconds = Some(offset_seconds);
            }
        }
        Event::CookiesKept(id, kept) => cookies::kept(model, id, kept),
        Event::CurlMade(command) => {
            model.notify("curl command copied", now);
            return vec![WindowChange::Copy(command).into()];
        }
        Event::Discovered(ticket, outcome) => {
            if let Some(workspace) = model.answered(ticket.connection) {
                workspace.discovery.finish(ticket.generation, outcome);
                run::discovered(model, ticket.connection, now);
            }
        }
        Event::ExchangesLogged(exchanges) => exchange_log::take(model, exchanges),
        Event::FileRead(id, Ok(text)) => return dropped::take_file(model, id, text),
        Event::FileRead(_, Err(failure)) => model.notify(failure.sentence, now),
        Event::Folder(event) => {
            let effects = files::learn(model, event, now);
            importing::select(model);
            return effects;
        }
        Event::Import(event) => {
            return match importing::learn(model, event, now) {
                Ok(effects) => effects,
                Err(path) => place::drop_file(model, path),
            };
        }
        Event::Inspected(ticket, outcome) => {
            if let Some(workspace) = model.answered(ticket.connection) {
                let report = &mut workspace.inspect.report;
                report.finish(ticket.generation, outcome);
            }
        }
        Event::KeptFound(ticket, outcome) => return keeping::found(model, ticket, outcome, now),
        Event::KeptListed(generation, outcome) => keeping::listed(model, generation, outcome),
        Event::PathLooked(look) => model.path.take(look),
        Event::PlaygroundStarted(outcome) => return playground_started(model, outcome),
        Event::Probe(ticket, event) => probe::told(model, ticket, event, now),
        Event::Place(event) => return place::learn(model, event),
        Event::TextSaved(outcome, remark) => report::saved(model, outcome, &remark, now),
        Event::RunEnded(ticket, outcome) => run::ended(model, ticket, outcome),
        Event::StateTrouble(failure) => model.state_trouble = Some(failure),
        Event::Stepped(ticket, stepped) => run::stepped(model, ticket, *stepped, now),
        Event::Ticked => return ticked(model, now),
        Event::TokenAnswered(ticket, outcome) => {
            if let Some(workspace) = model.answered(ticket.connection) {
                workspace.about.finish(ticket.generation, outcome);
            }
        }
        Event::TokenReceived(ticket, outcome) => {
            return token_received(model, ticket, outcome, now);
        }
    }
    vec![]
}

/// What a login brought is taken into use, and what it found is filled in where the person had typed nothing.
fn called(
    model: &mut Model,
    ticket: Ticket,
    outcome: Result<CallResult, FailureText>,
) -> Vec<Effect> {
    let id = ticket.connection;
    let login = outcome.as_ref().ok().and_then(|call| call.login.clone());
    let Some(workspace) = model.answered(id) else {
        return vec![];
    };
    if !workspace.finish_call(ticket.generation, outcome) {
        return vec![];
    }
    match login {
        Some(login) => take_login(model, id, *login),
        None => vec![],
    }
}

fn take_login(model: &mut Model, id: ConnectionId, login: LoggedIn) -> Vec<Effect> {
    let Some(token) = login.token else {
        return vec![];
    };
    let mut is_issuer_new = false;
    if let Some(connection) = model.connections.iter_mut().find(|one| one.id == id) {
        // The call carried it, whatever the box said before.
        connection.sends_no_token = false;
        if let Some(issuer) = login.issuer.filter(|_| connection.issuer.trim().is_empty()) {
            connection.set_field(Field::Issuer, issuer);
            is_issuer_new = true;
        }
        if let Some((client_id, secret)) = login.registered {
            let secret = secret.as_ref().and_then(Secret::expose_str);
            connection.set_field(Field::ClientId, client_id);
            connection.client_secret = Sensitive::from(secret.unwrap_or_default());
            // What was registered is a client for logins, of which one without a secret authenticates by nothing.
            connection.client_auth = secret.is_none().then_some(AuthenticationMethod::None);
            if let Some(grant) = GrantChoice::of_name("authorization_code") {
                connection.grant = grant;
            }
        }
    }
    let asked_as = plan::session(model, id);
    let workspace = model.workspace_mut(id);
    workspace.asked_as = asked_as;
    workspace.token.put(Ok(token.clone()));
    workspace.take_into_use(token);
    match is_issuer_new {
        true => compared::keys_changed(model, id),
        false => vec![],
    }
}

/// A token is taken into use where the answer is not stale.
fn token_received(
    model: &mut Model,
    ticket: Ticket,
    outcome: Result<TokenResult, FailureText>,
    now: Timestamp,
) -> Vec<Effect> {
    let Some(workspace) = model.answered(ticket.connection) else {
        return vec![];
    };
    let token = outcome.as_ref().ok().cloned();
    let is_awaited = workspace.token.finish(ticket.generation, outcome);
    match token.filter(|_| is_awaited) {
        Some(token) => {
            workspace.take_into_use(token);
            remedy::token_came(model, ticket, now)
        }
        None => vec![],
    }
}

fn playground_started(
    model: &mut Model,
    outcome: Result<(String, String), FailureText>,
) -> Vec<Effect> {
    match outcome {
        Ok((issuer, api)) => {
            let connection = &mut model.connections[0];
            let url = format!("{}/identity", api.trim_end_matches('/'));
            connection.set_field(Field::ApiUrl, url);
            connection.issuer.clone_from(&issuer);
            model.playground = PlaygroundState::Running { issuer, api };
            compared::expectations_changed(model, ConnectionId::PLAYGROUND)
        }
        Err(failure) => {
            model.playground = PlaygroundState::Failed(failure);
            vec![]
        }
    }
}

/// Passing time changes what is true of a token: it is looked at again when a boundary is crossed.
fn ticked(model: &mut Model, now: Timestamp) -> Vec<Effect> {
    if model
        .notice
        .as_ref()
        .is_some_and(|notice| notice.until <= now)
    {
        model.notice = None;
    }
    let crossed = model.workspace().is_some_and(|workspace| {
        let inspect = &workspace.inspect;
        !inspect.report.is_pending()
            && inspect
                .current_report()
                .and_then(|inspected| inspected.report().summary.next_change)
                .is_some_and(|at| at <= now)
    });
    let mut effects = requests::renew_due(model, now);
    files::try_again(model, now);
    effects.extend(files::due(model));
    effects.extend(files::forget_ended(model, now));
    if crossed && !model.is_running() {
        effects.extend(requests::look_again(model, model.selected));
    }
    effects
}
