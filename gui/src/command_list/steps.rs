//! Commands for the run, its steps, and what can be broken on purpose.

use claimscope_client::session::Fault;
use egui::Key;

use super::keys::{ctrl, ctrl_shift, plain};
use super::listed::{ListedCommand, Menu, entry};
use crate::about_token::AboutToken;
use crate::cookies::CookieCommand;
use crate::files::FilesCommand;
use crate::importing::ImportCommand;
use crate::message::Command;
use crate::model::Model;
use crate::probe::ProbeCommand;
use crate::report_form::ReportForm;
use crate::results::ResponseToken;
use crate::tab::Tab;
use crate::update::run::possible;

pub(super) fn step_entries(model: &Model) -> Vec<ListedCommand> {
    let menu = Menu::Step;
    let idle = model.can_step();
    // What Ctrl+Enter does at this step; an import and the place Inspect have their own.
    let is_step = model.import.is_none() && !model.is_at_inspect();
    let main = |tab: Tab| ctrl(Key::Enter).filter(|_| is_step && model.tab == tab);
    let workspace = model.workspace();
    let token = workspace.is_some_and(|workspace| workspace.current_token.is_some());
    let in_use = workspace.and_then(|workspace| workspace.current_token.as_ref());
    let refresh_token = in_use.is_some_and(|token| token.refresh_token.is_some());
    let text = workspace.is_some_and(|workspace| !workspace.inspect.text.expose().is_empty());
    let report = workspace.is_some_and(|workspace| workspace.inspect.current_report().is_some());
    let (cancel, cancels, is_possible) = match escape(model) {
        Some((title, command)) => (title, command, true),
        None => ("Cancel", Command::Cancel, false),
    };
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
        entry(
            menu,
            cancel,
            // One key: what lies over the rest goes first.
            plain(Key::Escape).filter(|_| is_possible || !is_tour_open(model)),
            cancels,
            is_possible,
        ),
        entry(
            menu,
            "Read metadata",
            main(Tab::Discover),
            Command::Discover,
            idle,
        ),
        entry(
            menu,
            get_token,
            main(Tab::Token),
            Command::RequestToken,
            idle,
        ),
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
        entry(menu, "Verify", main(Tab::Inspect), Command::Verify, text),
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
        entry(menu, "Send request", main(Tab::Call), Command::Call, idle),
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
            main(Tab::Probe),
            Command::Probe(ProbeCommand::Start),
            idle,
        ),
    ]
}

/// What Esc does, in the order in which things lie over each other: what is asked is left, what is under way is cancelled, and what
/// was opened is closed.
fn escape(model: &Model) -> Option<(&'static str, Command)> {
    if model.import.is_some() {
        return Some(("Close the import", Command::Import(ImportCommand::Leave)));
    }
    let asks_before_run = model
        .question
        .is_some_and(|question| question.connection == model.selected);
    if asks_before_run && model.tab == Tab::Run {
        return Some(("Do nothing", Command::Answer(None)));
    }
    let asks = model.workspace().is_some_and(|workspace| {
        workspace.probe.question.is_some() || workspace.remedy.question.is_some()
    });
    if asks || model.is_busy() {
        return Some(("Cancel", Command::Cancel));
    }
    let files = &model.files;
    if model.is_at_inspect() {
        None
    } else if files.shown_environments().is_some() {
        let close = FilesCommand::CloseEnvironments;
        Some(("Close the environments", Command::Files(close)))
    } else if files.folder_field.is_some() {
        let close = FilesCommand::CloseFolderField;
        Some(("Close the field for a folder", Command::Files(close)))
    } else {
        None
    }
}

/// Whether the tour is what Esc closes.
pub(super) fn is_tour_open(model: &Model) -> bool {
    let is_seen = model.shows_tour && model.tab == Tab::Run && !model.is_at_inspect();
    is_seen && escape(model).is_none()
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
