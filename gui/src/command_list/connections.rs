//! Commands for connections, their requests and the files that both are kept in.

use egui::Key;

use super::keys::{alt, alt_shift, ctrl, ctrl_shift, plain};
use super::listed::{ListedCommand, Menu, entry, in_use};
use crate::files::FilesCommand;
use crate::importing::{ImportCommand, ImportView};
use crate::message::Command;
use crate::model::Model;
use crate::request_pane::RequestPane;

pub(super) fn connection_entries(model: &Model) -> Vec<ListedCommand> {
    let menu = Menu::Connection;
    let own = model.connection().is_own();
    let workspace = model.workspace();
    let shown = !model.is_at_inspect();
    let request = model.connection().requests.chosen().id;
    let removed = workspace.is_some_and(|one| !one.removed_parts.is_empty());
    let deleted = workspace.is_some_and(|one| !one.deleted_requests.is_empty());
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
            "Keep the import",
            None,
            Command::Import(ImportCommand::Keep),
            model
                .import
                .as_ref()
                .and_then(ImportView::keepable)
                .is_some(),
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
        entry(
            menu,
            "Rename request",
            None,
            Command::ShowRequestPane(RequestPane::Name),
            shown,
        ),
        entry(menu, "Delete request", None, Command::DeleteRequest, shown),
        entry(
            menu,
            "Move request up",
            alt_shift(Key::ArrowUp),
            Command::MoveRequest(request, -1),
            shown,
        ),
        entry(
            menu,
            "Move request down",
            alt_shift(Key::ArrowDown),
            Command::MoveRequest(request, 1),
            shown,
        ),
        entry(
            menu,
            "Put the deleted request back",
            None,
            Command::RestoreRequest,
            deleted,
        ),
        entry(
            menu,
            "Put back what was taken out of a request",
            None,
            Command::RestorePart,
            removed,
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
    .chain(environment_entries(model))
    .collect()
}

/// The environments of the folder, of which one is in use.
fn environment_entries(model: &Model) -> impl Iterator<Item = ListedCommand> {
    let files = &model.files;
    let all = files.environments.all().iter().filter(|_| files.is_open);
    all.map(|one| {
        let is_in_use = files.environment_in_use() == Some(&*one.name);
        let title = in_use(&format!("Environment: {}", one.name), is_in_use);
        let choose = FilesCommand::ChooseEnvironment(Some(one.name.clone()));
        entry(Menu::Connection, &title, None, Command::Files(choose), true)
    })
}

/// The workspace folder and its files.
fn file_entries(model: &Model) -> Vec<ListedCommand> {
    let menu = Menu::Connection;
    let files = &model.files;
    let id = model.selected;
    let own = !model.connection().is_playground();
    let folder = files.folder.as_ref();
    let folder = folder.map(|folder| folder.display().to_string());
    let listed = [
        (
            "Undo the deletion",
            ctrl_shift(Key::Z),
            FilesCommand::UndoDelete,
            files.can_undo(),
        ),
        (
            "Rename connection",
            plain(Key::F2),
            FilesCommand::Rename,
            model.connection().is_own(),
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
        (
            "Edit environments",
            None,
            FilesCommand::ShowEnvironments,
            files.is_open,
        ),
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
    list.push(entry(
        menu,
        "Save the connection as a Postman collection",
        None,
        Command::SaveCollection,
        own,
    ));
    for (title, what, text) in [
        ("Copy the path of the connection's file", "Path", path),
        ("Copy the text of the connection's file", "File", text),
    ] {
        let command = Command::Copy(what, text.into());
        list.push(entry(menu, title, None, command, has_file));
    }
    list
}
