//! The closed list of commands: menu, palette, shortcuts and tests all come from it.

use claimscope_client::session::Fault;
use egui::{Key, KeyboardShortcut, Modifiers};

use crate::about_token::AboutToken;
use crate::files::FilesCommand;
use crate::importing::ImportCommand;
use crate::inspect_place::{PlaceCommand, PlaceTab};
use crate::message::Command;
use crate::model::Model;
use crate::probe::ProbeCommand;
use crate::report_form::ReportForm;
use crate::request_pane::RequestPane;
use crate::response_view::ResponseCommand;
use crate::results::ResponseToken;
use crate::tab::Tab;
use crate::theme_choice::ThemeChoice;
use crate::update::run::possible;
use crate::workspace::Workspace;

/// Which menu an entry stands in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Menu {
    /// Connections.
    Connection,
    /// The run and its steps.
    Step,
    /// Breaking something.
    Break,
    /// The window.
    View,
}

impl Menu {
    /// Its title.
    pub fn title(self) -> &'static str {
        match self {
            Self::Connection => "Connection",
            Self::Step => "Steps",
            Self::Break => "Break something",
            Self::View => "View",
        }
    }
}

/// One command as a person meets it.
pub struct ListedCommand {
    /// Where it stands.
    pub menu: Menu,
    /// What it is called.
    pub title: String,
    /// Its keys.
    pub shortcut: Option<KeyboardShortcut>,
    /// What it does.
    pub command: Command,
    /// Whether it can be done now.
    pub enabled: bool,
}

const fn ctrl(key: Key) -> Option<KeyboardShortcut> {
    Some(KeyboardShortcut::new(Modifiers::COMMAND, key))
}

const fn ctrl_shift(key: Key) -> Option<KeyboardShortcut> {
    Some(KeyboardShortcut::new(
        Modifiers::COMMAND.plus(Modifiers::SHIFT),
        key,
    ))
}

const fn alt(key: Key) -> Option<KeyboardShortcut> {
    Some(KeyboardShortcut::new(Modifiers::ALT, key))
}

const fn plain(key: Key) -> Option<KeyboardShortcut> {
    Some(KeyboardShortcut::new(Modifiers::NONE, key))
}

/// Every command that needs no further argument, as it stands for this model.
pub fn entries(model: &Model) -> Vec<ListedCommand> {
    let mut list = connection_entries(model);
    list.extend(step_entries(model));
    list.extend(about_entries(model));
    list.extend(response_entries(model));
    list.extend(fault_entries(model));
    list.extend(view_entries(model));
    list
}

fn entry(
    menu: Menu,
    title: &str,
    shortcut: Option<KeyboardShortcut>,
    command: Command,
    enabled: bool,
) -> ListedCommand {
    ListedCommand {
        menu,
        title: title.to_owned(),
        shortcut,
        command,
        enabled,
    }
}

fn connection_entries(model: &Model) -> Vec<ListedCommand> {
    let menu = Menu::Connection;
    let own = model.connection().is_own();
    let workspace = model.workspace();
    let shown = !model.is_at_inspect();
    let deleted = workspace.is_some_and(|one| one.deleted_request.is_some());
    vec![
        entry(
            menu,
            "New connection",
            ctrl(Key::N),
            Command::NewConnection,
            true,
        ),
        entry(
            menu,
            "Import requests and connections",
            None,
            Command::Import(ImportCommand::Open),
            true,
        ),
        entry(
            menu,
            "Duplicate connection",
            ctrl(Key::D),
            Command::DuplicateConnection,
            !model.is_at_inspect(),
        ),
        entry(
            menu,
            "Delete connection",
            None,
            Command::DeleteConnection,
            own,
        ),
        entry(menu, "New request", None, Command::NewRequest, shown),
        entry(
            menu,
            "Duplicate request",
            None,
            Command::DuplicateRequest,
            shown,
        ),
        entry(menu, "Delete request", None, Command::DeleteRequest, shown),
        entry(
            menu,
            "Put the deleted request back",
            None,
            Command::RestoreRequest,
            deleted,
        ),
        entry(
            menu,
            "Copy request as curl, secrets masked",
            None,
            Command::CopyRequest {
                with_secrets: false,
            },
            shown,
        ),
        entry(
            menu,
            "Copy request as curl, secrets in clear",
            None,
            Command::CopyRequest { with_secrets: true },
            shown,
        ),
    ]
    .into_iter()
    .chain(file_entries(model))
    .collect()
}

/// The workspace folder and its files.
fn file_entries(model: &Model) -> Vec<ListedCommand> {
    let menu = Menu::Connection;
    let files = &model.files;
    let id = model.selected;
    let own = !model.connection().is_playground();
    let folder = files.folder.as_ref();
    let folder = folder.map(|folder| folder.display().to_string());
    let environments = FilesCommand::EditEnvironments(files.environments_text.clone());
    let listed = [
        (
            "Undo the deletion",
            ctrl_shift(Key::Z),
            FilesCommand::UndoDelete,
            files.can_undo(),
        ),
        (
            "Move connection up",
            alt(Key::ArrowUp),
            FilesCommand::Move(id, -1),
            own,
        ),
        (
            "Move connection down",
            alt(Key::ArrowDown),
            FilesCommand::Move(id, 1),
            own,
        ),
        (
            "Open a workspace folder",
            ctrl(Key::O),
            FilesCommand::EditFolderField(folder.unwrap_or_default()),
            true,
        ),
        ("Edit environments", None, environments, files.is_open),
    ];
    let mut list: Vec<ListedCommand> = listed
        .into_iter()
        .map(|(title, keys, command, enabled)| {
            entry(menu, title, keys, Command::Files(command), enabled)
        })
        .collect();
    let stored = files.of(id).and_then(|file| file.stored.as_ref());
    let (path, text) = match stored {
        Some(stored) => (stored.path.display().to_string(), stored.text.clone()),
        None => Default::default(),
    };
    let has_file = stored.is_some();
    for (title, what, text) in [
        ("Copy the path of the connection's file", "Path", path),
        ("Copy the text of the connection's file", "File", text),
    ] {
        let command = Command::Copy(what, text.into());
        list.push(entry(menu, title, None, command, has_file));
    }
    list
}

fn step_entries(model: &Model) -> Vec<ListedCommand> {
    let menu = Menu::Step;
    let (ready, idle) = (model.can_send(), model.can_step());
    let workspace = model.workspace();
    let token = workspace.is_some_and(|workspace| workspace.current_token.is_some());
    let in_use = workspace.and_then(|workspace| workspace.current_token.as_ref());
    let refresh_token = in_use.is_some_and(|token| token.refresh_token.is_some());
    let text = workspace.is_some_and(|workspace| !workspace.inspect.text.expose().is_empty());
    let report = workspace.is_some_and(|workspace| workspace.inspect.current_report().is_some());
    let asks = workspace.is_some_and(|workspace| workspace.probe.question.is_some());
    let get_token = match model.connection().grant.is_login() {
        true => "Log in and get a token",
        false => "Get token",
    };
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
fn about_entries(model: &Model) -> Vec<ListedCommand> {
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

/// What is done with the answer of the call.
fn response_entries(model: &Model) -> Vec<ListedCommand> {
    let workspace = model.workspace();
    let answer = workspace.and_then(Workspace::answer);
    let is_shown = model.tab == Tab::Call && answer.is_some();
    let body = answer.and_then(|(call, _)| call.body.as_ref());
    let has_body = is_shown && body.is_some_and(|body| !body.is_empty());
    let has_hits = has_body && workspace.is_some_and(|one| one.response.hit().is_some());
    let is_marked = has_body && workspace.is_some_and(|one| one.response.line.is_some());
    [
        (
            "Find in the answer's body",
            ctrl(Key::F).filter(|_| model.tab == Tab::Call),
            ResponseCommand::Find,
            has_body,
        ),
        (
            "Find the next",
            plain(Key::F3),
            ResponseCommand::FindNext,
            has_hits,
        ),
        (
            "Find the one before",
            Some(KeyboardShortcut::new(Modifiers::SHIFT, Key::F3)),
            ResponseCommand::FindPrevious,
            has_hits,
        ),
        (
            "Save the answer's body to a file",
            None,
            ResponseCommand::Save,
            has_body,
        ),
        (
            "Copy the answer's body",
            None,
            ResponseCommand::CopyBody,
            has_body,
        ),
        (
            "Copy the answer's headers",
            None,
            ResponseCommand::CopyHeaders,
            is_shown,
        ),
        (
            "Copy the value of the marked line",
            None,
            ResponseCommand::CopyValue,
            is_marked,
        ),
    ]
    .into_iter()
    .map(|(title, shortcut, command, is_possible)| {
        let command = Command::Response(command);
        entry(Menu::Step, title, shortcut, command, is_possible)
    })
    .collect()
}

fn fault_entries(model: &Model) -> Vec<ListedCommand> {
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

fn view_entries(model: &Model) -> Vec<ListedCommand> {
    let menu = Menu::View;
    let keys = [
        Key::Num1,
        Key::Num2,
        Key::Num3,
        Key::Num4,
        Key::Num5,
        Key::Num6,
    ];
    let mut list: Vec<ListedCommand> = Tab::ALL
        .into_iter()
        .zip(keys)
        .map(|(tab, key)| {
            let title = format!("Show {}", tab.title());
            entry(menu, &title, ctrl(key), Command::ShowTab(tab), true)
        })
        .collect();
    list.extend(place_entries());
    list.extend(RequestPane::ALL.into_iter().map(|pane| {
        let title = format!("Edit the request: {}", pane.title());
        let command = Command::ShowRequestPane(pane);
        entry(menu, &title, None, command, true)
    }));
    let log = if model.log_hidden {
        "Show exchange log"
    } else {
        "Hide exchange log"
    };
    let tour = match model.shows_tour {
        true => "Close the tour",
        false => "Show the tour",
    };
    let network = if model.offline {
        "Switch the network on"
    } else {
        "Cut the network off"
    };
    let offline = Command::SetOffline(!model.offline);
    list.extend([
        entry(menu, log, ctrl(Key::J), Command::ToggleLog, true),
        entry(
            menu,
            "Clear exchange log",
            None,
            Command::ClearLog,
            !model.exchanges.is_empty(),
        ),
        entry(menu, network, ctrl_shift(Key::O), offline, true),
        entry(
            menu,
            "Theme: as the system",
            None,
            Command::SetTheme(ThemeChoice::System),
            true,
        ),
        entry(
            menu,
            "Theme: light",
            None,
            Command::SetTheme(ThemeChoice::Light),
            true,
        ),
        entry(
            menu,
            "Theme: dark",
            None,
            Command::SetTheme(ThemeChoice::Dark),
            true,
        ),
        entry(menu, "Zoom in", ctrl(Key::Plus), Command::Zoom(1), true),
        entry(menu, "Zoom out", ctrl(Key::Minus), Command::Zoom(-1), true),
        entry(menu, "Normal size", ctrl(Key::Num0), Command::Zoom(0), true),
        entry(menu, tour, None, Command::ShowTour(!model.shows_tour), true),
        entry(
            menu,
            "Find a command",
            ctrl(Key::K),
            Command::OpenPalette,
            true,
        ),
    ]);
    list
}

/// The place Inspect and what it shows.
fn place_entries() -> Vec<ListedCommand> {
    let entries = PlaceTab::ALL.into_iter().map(|tab| {
        let title = format!("Go to {}", tab.title());
        let keys = match tab {
            PlaceTab::Inspect => ctrl_shift(Key::I),
            PlaceTab::Compare | PlaceTab::Sign | PlaceTab::Why => None,
        };
        let command = Command::Place(PlaceCommand::Show(tab));
        entry(Menu::View, &title, keys, command, true)
    });
    entries.collect()
}

/// The commands whose titles contain every word of `query`, in the list's order.
pub fn search(model: &Model, query: &str) -> Vec<ListedCommand> {
    let query = query.to_lowercase();
    entries(model)
        .into_iter()
        .filter(|entry| entry.enabled && entry.command != Command::OpenPalette)
        .filter(|entry| {
            let text = format!("{} {}", entry.menu.title(), entry.title).to_lowercase();
            query.split_whitespace().all(|word| text.contains(word))
        })
        .collect()
}

/// The commands whose keys were pressed; the presses are used up.
pub fn pressed(model: &Model, input: &mut egui::InputState) -> Vec<Command> {
    let mut list: Vec<(KeyboardShortcut, Command)> = entries(model)
        .into_iter()
        .filter(|entry| entry.enabled)
        .filter_map(|entry| Some((entry.shortcut?, entry.command)))
        .collect();
    // On many layouts "+" needs no shift only because it is "=".
    list.extend(ctrl(Key::Equals).map(|shortcut| (shortcut, Command::Zoom(1))));
    // More modifiers first: a shortcut also matches with further modifiers held.
    list.sort_by_key(|(shortcut, _)| !shortcut.modifiers.shift);
    let mut commands = Vec::new();
    // In the order in which they were pressed, however many fall into one frame.
    input.events.retain(|event| {
        let egui::Event::Key {
            key,
            modifiers,
            pressed: true,
            ..
        } = event
        else {
            return true;
        };
        let mut shortcuts = list.iter();
        let meant = shortcuts.find(|(shortcut, _)| {
            shortcut.logical_key == *key && modifiers.matches_logically(shortcut.modifiers)
        });
        commands.extend(meant.map(|(_, command)| command.clone()));
        meant.is_none()
    });
    commands
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;
    use crate::saved::Saved;

    #[test]
    fn no_two_commands_share_title_or_keys() {
        let list = entries(&Model::new(Saved::default()));
        let titles: HashSet<&str> = list.iter().map(|entry| entry.title.as_str()).collect();
        assert_eq!(titles.len(), list.len());
        let shortcuts: Vec<_> = list.iter().filter_map(|entry| entry.shortcut).collect();
        let distinct: HashSet<_> = shortcuts.iter().collect();
        assert_eq!(distinct.len(), shortcuts.len());
    }

    #[test]
    fn search_needs_every_word() {
        let model = Model::new(Saved::default());
        let titles: Vec<String> = search(&model, "theme dark")
            .into_iter()
            .map(|entry| entry.title)
            .collect();
        assert_eq!(titles, ["Theme: dark"]);
    }
}
