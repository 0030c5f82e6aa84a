//! What can be done with a connection or a request of the sidebar, in the menu of its row.

use egui::{Button, Response, RichText, Ui};

use super::ViewCx;
use crate::connection::ConnectionForm;
use crate::connection_folder::parts;
use crate::files::FilesCommand;
use crate::message::Command;
use crate::request::RequestForm;
use crate::request_pane::RequestPane;
use crate::widgets::shown;

/// The menu of a connection; a double click renames it.
pub(super) fn connection_menu_ui(cx: &mut ViewCx<'_>, row: &Response, connection: &ConnectionForm) {
    let id = connection.id;
    let own = connection.is_own();
    let rename = || Command::Files(FilesCommand::Rename);
    if row.double_clicked() && own {
        cx.push(Command::SelectConnection(id));
        cx.push(rename());
    }
    let entries = [
        ("Rename", rename(), own),
        ("Duplicate", Command::DuplicateConnection, true),
        ("New request", Command::NewRequest, true),
        ("Move up", Command::Files(FilesCommand::Move(id, -1)), own),
        ("Move down", Command::Files(FilesCommand::Move(id, 1)), own),
        ("Delete", Command::DeleteConnection, own),
    ];
    menu_ui(cx, row, Command::SelectConnection(id), entries, |ui, cx| {
        ui.add_enabled_ui(own, |ui| {
            ui.menu_button("Move to folder", |ui| folders_ui(ui, cx, connection));
        });
    });
}

/// The folders that there are; a new one comes of a name with `/`.
fn folders_ui(ui: &mut Ui, cx: &mut ViewCx<'_>, connection: &ConnectionForm) {
    let own = parts(&connection.name).0;
    for folder in cx.model.connection_folders() {
        let title = match folder {
            "" => "No folder".to_owned(),
            folder => shown(ui, folder),
        };
        if ui.add_enabled(folder != own, Button::new(title)).clicked() {
            let command = FilesCommand::MoveToFolder(connection.id, folder.to_owned());
            cx.push(Command::Files(command));
            ui.close();
        }
    }
    ui.label(RichText::new("A name such as new/orders makes a folder.").small());
}

/// The menu of a request.
pub(super) fn request_menu_ui(cx: &mut ViewCx<'_>, row: &Response, request: &RequestForm) {
    let rename = Command::ShowRequestPane(RequestPane::Name);
    if row.double_clicked() {
        cx.push(Command::ChooseRequest(request.id));
        cx.push(rename.clone());
    }
    let entries = [
        ("Rename", rename, true),
        ("Duplicate", Command::DuplicateRequest, true),
        ("Move up", Command::MoveRequest(request.id, -1), true),
        ("Move down", Command::MoveRequest(request.id, 1), true),
        ("Delete", Command::DeleteRequest, true),
    ];
    menu_ui(
        cx,
        row,
        Command::ChooseRequest(request.id),
        entries,
        |_, _| {},
    );
}

/// Commands are for what is selected, so the row is selected first.
fn menu_ui<const N: usize>(
    cx: &mut ViewCx<'_>,
    row: &Response,
    select: Command,
    entries: [(&str, Command, bool); N],
    more: impl FnOnce(&mut Ui, &mut ViewCx<'_>),
) {
    row.context_menu(|ui| {
        for (title, command, enabled) in entries {
            if ui.add_enabled(enabled, Button::new(title)).clicked() {
                cx.push(select.clone());
                cx.push(command);
                ui.close();
            }
        }
        more(ui, cx);
    });
}
