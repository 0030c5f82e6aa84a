//! Commands for the token in use, for what was sent, and for what a probe found: those that can be done, and no others.

use super::listed::{ListedCommand, Menu, entry};
use crate::message::Command;
use crate::model::Model;
use crate::probe::{ProbeCommand, ProbeFormat};
use crate::results::ResponseToken;

pub(super) fn token_entries(model: &Model) -> Vec<ListedCommand> {
    if model.is_at_inspect() {
        return exchange_commands(model);
    }
    let mut list = copies(model);
    list.extend(switches(model));
    list.extend(exchange_commands(model));
    list.extend(probe_commands(model));
    list
}

fn possible(title: &str, command: Command) -> ListedCommand {
    entry(Menu::Step, title, None, command, true)
}

fn copies(model: &Model) -> Vec<ListedCommand> {
    let in_use = model.workspace().and_then(|one| one.current_token.as_ref());
    let all = ResponseToken::ALL.into_iter();
    all.filter_map(|which| {
        let text = in_use?.token(which)?.expose_str()?;
        let title = match which {
            ResponseToken::Access => "Copy the access token",
            ResponseToken::Id => "Copy the ID token",
            ResponseToken::Refresh => "Copy the refresh token",
        };
        Some(possible(title, Command::Copy(which.title(), text.into())))
    })
    .collect()
}

/// What the ticks of the connection say, the other way round.
fn switches(model: &Model) -> Vec<ListedCommand> {
    let form = model.connection();
    let renews = match form.renews {
        true => "Renew the token by itself no longer",
        false => "Renew the token by itself",
    };
    let sends_none = match form.sends_no_token {
        true => "Send the access token",
        false => "Send no token",
    };
    let mut list = vec![
        possible(renews, Command::SetRenews(!form.renews)),
        possible(sends_none, Command::SetSendNoToken(!form.sends_no_token)),
    ];
    if form.can_keep() {
        let keeps = match form.keeps {
            true => "Keep the login no longer",
            false => "Keep the login for the next start",
        };
        list.push(possible(keeps, Command::SetKeeps(!form.keeps)));
    }
    let forgotten = model.workspace().and_then(|one| one.forgotten.as_ref());
    let restore = "Have back what the forgotten tokens said";
    list.extend(forgotten.map(|_| possible(restore, Command::RestoreTokens)));
    list
}

/// Of the exchange that is shown, or else of the last.
fn exchange_commands(model: &Model) -> Vec<ListedCommand> {
    let shown = model.shown_exchange();
    let Some(exchange) = shown.or(model.exchanges.last()) else {
        return vec![];
    };
    let which = match shown {
        Some(_) => "the exchange shown",
        None => "the last exchange",
    };
    let copy = |with_secrets| Command::CopyCurl {
        number: exchange.number,
        with_secrets,
    };
    let masked = format!("Copy {which} as curl, secrets masked");
    let in_clear = format!("Copy {which} as curl, secrets in clear");
    let mut list = vec![
        possible(&masked, copy(false)),
        possible(&in_clear, copy(true)),
    ];
    list.extend(shown.map(|_| possible("Save the exchange shown", Command::SaveExchange)));
    list
}

fn probe_commands(model: &Model) -> Vec<ListedCommand> {
    let probe = model.workspace().map(|workspace| &workspace.probe);
    if probe.is_none_or(|probe| probe.found.ready().is_none()) {
        return vec![];
    }
    let of = |format: ProbeFormat| {
        let name = format.title();
        let copy = Command::Probe(ProbeCommand::Copy(format));
        let save = Command::Probe(ProbeCommand::Save(format));
        [
            possible(&format!("Copy the probe's report as {name}"), copy),
            possible(&format!("Save the probe's report as {name}"), save),
        ]
    };
    ProbeFormat::ALL.into_iter().flat_map(of).collect()
}
