//! The one place where the model changes: a message comes in, effects go out. No egui, no clock, no I/O.

mod connections;
mod plan;
mod steps;
pub(crate) mod summary;
mod walk;

use claimscope_core::time::Timestamp;

use crate::connection::ConnectionId;
use crate::effect::Effect;
use crate::message::{Command, Event, Message};
use crate::model::{Model, Notice, Palette, PlaygroundState, Tab, ZOOM_STEPS};
use crate::sensitive::Sensitive;

/// How long a notice stays, in seconds.
const NOTICE_SECONDS: i64 = 4;

/// Changes the model as the message says and returns what is to be done outside.
pub fn update(model: &mut Model, message: impl Into<Message>, now: Timestamp) -> Vec<Effect> {
    match message.into() {
        Message::Command(command) => obey(model, command, now),
        Message::Event(event) => learn(model, *event, now),
    }
}

fn obey(model: &mut Model, command: Command, now: Timestamp) -> Vec<Effect> {
    let id = model.selected;
    match command {
        Command::Call => steps::call(model, id),
        Command::Cancel => steps::cancel(model, id),
        Command::ClearInspect => steps::edit_inspect(model, id, Sensitive::default()),
        Command::ClearLog => {
            model.exchanges.clear();
            model.shown_exchange = None;
            vec![Effect::ClearLog]
        }
        Command::ClosePalette => {
            model.palette = None;
            vec![]
        }
        Command::Copy(what, text) => {
            notify(model, format!("{what} copied"), now);
            vec![Effect::Copy(text)]
        }
        Command::CopyCurl {
            number,
            with_secrets,
        } => vec![Effect::Curl {
            number,
            with_secrets,
        }],
        Command::CopyReport => copy_report(model, now),
        Command::DeleteConnection => connections::delete(model),
        Command::DismissTrouble => {
            model.state_trouble = None;
            vec![]
        }
        Command::Discover => steps::discover(model, id),
        Command::DuplicateConnection => connections::duplicate(model),
        Command::Edit(field, text) => connections::edit(model, field, text.expose().to_owned()),
        Command::EditInspect(text) => steps::edit_inspect(model, id, text),
        Command::EditKey(text) => steps::edit_key(model, id, text),
        Command::EditPalette(query) => {
            model.palette = Some(Palette { query, marked: 0 });
            vec![]
        }
        Command::InspectToken => steps::inspect_token(model, id),
        Command::MovePalette(by) => {
            if let Some(palette) = &mut model.palette {
                palette.marked = palette.marked.saturating_add_signed(by);
            }
            vec![]
        }
        Command::NewConnection => connections::create(model),
        Command::OpenPalette => {
            model.palette = Some(Palette::default());
            vec![]
        }
        Command::RequestToken => steps::request_token(model, id),
        Command::Run(fault) => walk::start(model, id, fault),
        Command::SearchConnections(text) => {
            model.search = text;
            vec![]
        }
        Command::SelectConnection(other) => {
            model.selected = other;
            vec![]
        }
        Command::Send => send(model, id),
        Command::SetClientAuth(client_auth) => {
            model.connection_mut().client_auth = client_auth;
            vec![]
        }
        Command::SetGrant(grant) => {
            model.connection_mut().grant = grant;
            vec![]
        }
        Command::SetKeyChoice(choice) => steps::choose_keys(model, id, choice),
        Command::SetOffline(offline) => {
            model.offline = offline;
            vec![Effect::SetOffline(offline)]
        }
        Command::SetRenews(renews) => {
            model.connection_mut().renews = renews;
            vec![]
        }
        Command::SetSendNoToken(none) => {
            model.workspace_mut(id).send_no_token = none;
            vec![]
        }
        Command::SetTheme(theme) => {
            model.theme = theme;
            vec![Effect::SetTheme(theme)]
        }
        Command::ShowExchange(number) => {
            model.shown_exchange = number;
            vec![]
        }
        Command::ShowTab(tab) => {
            model.tab = tab;
            vec![]
        }
        Command::ToggleLog => {
            model.log_hidden = !model.log_hidden;
            vec![]
        }
        Command::ToggleScope(scope) => connections::toggle_scope(model, &scope),
        Command::TrustCertificate(fingerprint) => {
            let mut effects = vec![Effect::TrustCertificate(fingerprint)];
            effects.extend(steps::retry(model, id));
            effects
        }
        Command::Verify => steps::verify(model, id),
        Command::Zoom(by) => zoom(model, by),
    }
}

fn learn(model: &mut Model, event: Event, now: Timestamp) -> Vec<Effect> {
    match event {
        Event::Called(ticket, outcome) => {
            let finished = model
                .answered(ticket.connection)
                .is_some_and(|workspace| workspace.call.finish(ticket.generation, outcome));
            if !finished {
                return vec![];
            }
            walk::called(model, ticket.connection)
        }
        Event::ClockCompared(connection, offset_seconds) => {
            if let Some(workspace) = model.answered(connection) {
                workspace.clock_offset_seconds = Some(offset_seconds);
            }
            vec![]
        }
        Event::CurlMade(command) => {
            notify(model, "curl command copied", now);
            vec![Effect::Copy(command)]
        }
        Event::Discovered(ticket, outcome) => {
            let finished = model
                .answered(ticket.connection)
                .is_some_and(|workspace| workspace.discovery.finish(ticket.generation, outcome));
            if !finished {
                return vec![];
            }
            walk::discovered(model, ticket.connection)
        }
        Event::ExchangesLogged(exchanges) => {
            model.exchanges.extend(exchanges);
            vec![]
        }
        Event::Inspected(ticket, outcome) => {
            let finished = model.answered(ticket.connection).is_some_and(|workspace| {
                let report = &mut workspace.inspect.report;
                report.finish(ticket.generation, outcome)
            });
            if !finished {
                return vec![];
            }
            walk::inspected(model, ticket.connection)
        }
        Event::PlaygroundStarted(outcome) => playground_started(model, outcome),
        Event::ServersChanged(connection, outcome) => {
            walk::servers_changed(model, connection, outcome)
        }
        Event::StateTrouble(failure) => {
            model.state_trouble = Some(failure);
            vec![]
        }
        Event::Ticked => ticked(model, now),
        Event::TokenReceived(ticket, outcome) => {
            let finished = model
                .answered(ticket.connection)
                .is_some_and(|workspace| workspace.token.finish(ticket.generation, outcome));
            if !finished {
                return vec![];
            }
            walk::token_received(model, ticket.connection, now)
        }
    }
}

fn send(model: &mut Model, id: ConnectionId) -> Vec<Effect> {
    match model.tab {
        Tab::Run => walk::start(model, id, None),
        Tab::Discover => steps::discover(model, id),
        Tab::Token => steps::request_token(model, id),
        Tab::Inspect => steps::verify(model, id),
        Tab::Call => steps::call(model, id),
    }
}

fn copy_report(model: &mut Model, now: Timestamp) -> Vec<Effect> {
    let report = model
        .workspace()
        .and_then(|workspace| workspace.inspect.current_report())
        .map(|inspected| inspected.report.to_json());
    match report {
        Some(json) => {
            notify(model, "Report copied as JSON", now);
            vec![Effect::Copy(json.into())]
        }
        None => {
            notify(model, "There is no report yet: paste a token first", now);
            vec![]
        }
    }
}

fn playground_started(
    model: &mut Model,
    outcome: Result<(String, String), crate::results::Failure>,
) -> Vec<Effect> {
    model.playground = match outcome {
        Ok((issuer, api)) => {
            let connection = &mut model.connections[0];
            connection.api_url = format!("{}/identity", api.trim_end_matches('/'));
            connection.issuer.clone_from(&issuer);
            PlaygroundState::Running { issuer, api }
        }
        Err(failure) => PlaygroundState::Failed(failure),
    };
    vec![]
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
                .and_then(|inspected| inspected.report.summary.next_change)
                .is_some_and(|at| at <= now)
    });
    let mut effects = steps::renew(model, now);
    if crossed && !model.walking() {
        effects.extend(steps::look_again(model, model.selected));
    }
    effects
}

fn zoom(model: &mut Model, by: i8) -> Vec<Effect> {
    model.zoom_percent = match by {
        0 => 100,
        1.. => ZOOM_STEPS
            .into_iter()
            .find(|step| *step > model.zoom_percent)
            .unwrap_or(model.zoom_percent),
        _ => ZOOM_STEPS
            .into_iter()
            .rev()
            .find(|step| *step < model.zoom_percent)
            .unwrap_or(model.zoom_percent),
    };
    vec![Effect::Zoom(model.zoom_percent)]
}

fn notify(model: &mut Model, text: impl Into<String>, now: Timestamp) {
    model.notice = Some(Notice {
        text: text.into(),
        until: now.plus_seconds(NOTICE_SECONDS),
    });
}
