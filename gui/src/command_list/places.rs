//! The connections and requests that the words of the palette lead to.

use super::listed::{ListedCommand, Menu, entry};
use crate::connection::ConnectionForm;
use crate::connection_folder::parts;
use crate::files::FilesCommand;
use crate::message::Command;
use crate::model::Model;
use crate::request::RequestForm;

/// More are not listed: another word finds them.
const MOST: usize = 50;

/// Those whose names, methods and addresses have every word of the query; none without a word.
pub(super) fn place_entries(model: &Model, query: &str) -> Vec<ListedCommand> {
    let words: Vec<&str> = query.split_whitespace().collect();
    if words.is_empty() {
        return vec![];
    }
    let has_all = |text: &str| {
        let text = text.to_lowercase();
        words.iter().all(|word| text.contains(word))
    };
    let mut found = Vec::new();
    for connection in &model.connections {
        let address = connection.shown_issuer();
        if has_all(&format!("{} {address}", connection.name)) {
            let command = Command::SelectConnection(connection.id);
            found.push(place(&format!("Go to {}", connection.name), command));
        }
        let requests = connection.requests.iter();
        let hits = requests.filter(|request| has_all(&text_of(connection, request)));
        found.extend(hits.map(|request| {
            let title = format!(
                "Go to {}: {} {}",
                connection.name,
                request.method(),
                request.name
            );
            place(&title, Command::OpenRequest(connection.id, request.id))
        }));
    }
    for folder in model.connection_folders() {
        let title = match folder {
            "" => "Move connection out of its folder".to_owned(),
            folder => format!("Move connection to folder {folder}"),
        };
        let id = model.selected;
        if model.connection().is_own()
            && parts(&model.connection().name).0 != folder
            && has_all(&title)
        {
            let command = FilesCommand::MoveToFolder(id, folder.to_owned());
            found.push(place(&title, Command::Files(command)));
        }
    }
    found.truncate(MOST);
    found
}

fn text_of(connection: &ConnectionForm, request: &RequestForm) -> String {
    let (method, name, url) = (request.method(), &request.name, &request.url);
    format!("{} {method} {name} {url}", connection.name)
}

fn place(title: &str, command: Command) -> ListedCommand {
    entry(Menu::Connection, title, None, command, true)
}
