//! Commands for the run, its steps, and what can be broken on purpose.

use claimscope_client::session::Fault;
use egui::Key;

use super::keys::{ctrl, ctrl_shift, plain};
use super::listed::{ListedCommand, Menu, entry};
use crate::about_token::AboutToken;
use crate::cookies::CookieCommand;
use crate::message::Command;
use crate::model::Model;
use crate::probe::ProbeCommand;
use crate::report_form::ReportForm;
use crate::results::ResponseToken;
use crate::tab::Tab;
use crate::update::run::possible;

pub(super) fn step_entries(model: &Model) -> Vec<ListedCommand> {
    let menu = Menu::Step;
    let (ready, idle) = (model.can_send(), model.can_step());
    let workspace = model.workspace();
    let token = workspace.is_some_and(|workspace| workspace.current_token.is_some());
    let in_use = workspace.and_then(|workspace| workspace.current_token.as_ref());
    let refresh_token = in_use.is_some_and(|token| token.refresh_token.is_some());
    let text = workspace.is_some_and(|workspace| !workspace.inspect.text.expose().is_empty());
    let report = workspace.is_some_and(|workspace| workspace.inspect.current_report().is_some());
    let asks = workspace.is_some_and(|workspace| {
        workspace.probe.question.is_some() || workspace.remedy.question.is_some()
    });
    let get_token = match model.connection().grant.is_login() {
        true => "Log in and get a token",
        false => "Get token",
    };
    let keeps = workspace.is_some_and(|workspace| workspace.cookies.are_kept);
    let has_cookies = workspace.is_some_and(|workspace| !workspace.cookies.kept.is_empty());
    let cookies = match keeps {
        true => "Keep no cookies",
        false => "Keep cookies",
    };
    let keep = Command::Cookies(CookieCommand::Keep(!keeps));
    let forget = Command::Cookies(CookieCommand::Forget);
    vec![
        entry(
            menu,
            "Run all steps",
            plain(Key::F5),
            Command::Run(None),
            idle,
        ),
        entry(menu, "Send", ctrl(Key::Enter), Command::Send, ready),
        entry(
            menu,
            "Cancel",
            plain(Key::Escape),
            Command::Cancel,
            model.is_busy() || asks,
        ),
        entry(menu, "Read metadata", None, Command::Discover, idle),
        entry(menu, get_token, None, Command::RequestToken, idle),
        entry(
            menu,
            "Renew with the refresh token",
            None,
            Command::Renew,
            idle && refresh_token,
        ),
        entry(
            menu,
            "Inspect the access token",
            ctrl(Key::I),
            Command::InspectToken(ResponseToken::Access),
            token,
        ),
        entry(menu, "Verify", None, Command::Verify, text),
        entry(
            menu,
            "Copy report as JSON",
            ctrl_shift(Key::C),
            Command::CopyReport(ReportForm::Json),
            report,
        ),
        entry(
            menu,
            "Copy report as Markdown",
            None,
            Command::CopyReport(ReportForm::Markdown),
            report,
        ),
        entry(
            menu,
            "Save report as JSON",
            None,
            Command::SaveReport(ReportForm::Json),
            report,
        ),
        entry(
            menu,
            "Save report as Markdown",
            None,
            Command::SaveReport(ReportForm::Markdown),
            report,
        ),
        entry(
            menu,
            "Search in the claims",
            // One key, for what the tab shows.
            ctrl(Key::F).filter(|_| model.tab != Tab::Call),
            Command::Find,
            report && (model.is_at_inspect() || model.tab == Tab::Inspect),
        ),
        entry(
            menu,
            "Clear the inspected text",
            None,
            Command::ClearInspect,
            text,
        ),
        entry(menu, "Send request", None, Command::Call, idle),
        entry(
            menu,
            "Send request, and log in where the API wants it",
            None,
            Command::CallWithLogin,
            idle,
        ),
        entry(menu, cookies, None, keep, !model.is_at_inspect()),
        entry(menu, "Forget cookies", None, forget, has_cookies),
        entry(
            menu,
            "Probe the API",
            None,
            Command::Probe(ProbeCommand::Start),
            idle,
        ),
    ]
}

/// What the issuer can be asked about the token in use.
pub(super) fn about_entries(model: &Model) -> Vec<ListedCommand> {
    let workspace = model.workspace();
    let in_use = workspace.and_then(|workspace| workspace.current_token.as_ref());
    AboutToken::ALL
        .into_iter()
        .map(|about| {
            let is_possible = in_use.is_some_and(|held| about.is_possible(held));
            let is_enabled = is_possible && model.can_step();
            let title = format!("Ask the issuer: {}", about.title());
            entry(
                Menu::Step,
                &title,
                None,
                Command::AskAbout(about),
                is_enabled,
            )
        })
        .collect()
}

pub(super) fn fault_entries(model: &Model) -> Vec<ListedCommand> {
    let idle = model.can_step();
    let is_possible = possible(model, model.selected);
    Fault::ALL
        .iter()
        .map(|fault| {
            let possible = is_possible(fault);
            let command = Command::Run(Some(fault));
            entry(Menu::Break, fault.title, None, command, idle && possible)
        })
        .collect()
}
