//! Connections: new, duplicate, delete, edit.

use claimscope_client::workspace::SecretPlace;

use super::files;
use crate::connection::{ConnectionForm, ConnectionId};
use crate::connection_folder::{name_in, parts};
use crate::effect::Effect;
use crate::files::ConnectionFile;
use crate::model::Model;
use crate::tab::Tab;

pub(super) fn create(model: &mut Model) -> Vec<Effect> {
    let usual = ConnectionForm::default();
    let connection = ConnectionForm {
        id: model.next_id(),
        name: {
            let folder = parts(&model.connection().name).0;
            files::free_name(model, &name_in(folder, &usual.name), None)
        },
        ..usual
    };
    let last = model.connections.len();
    let file = ConnectionFile::default();
    add(model, connection, file, Tab::Discover, last)
}

pub(super) fn duplicate(model: &mut Model) -> Vec<Effect> {
    if model.is_at_inspect() {
        return vec![];
    }
    let original = model.connection().clone();
    let name = format!("{} copy", original.name);
    let mut connection = ConnectionForm {
        id: model.next_id(),
        name: files::free_name(model, &name, None),
        ..original
    };
    // A secret that was typed gets an entry of its own in the keychain.
    let places = std::mem::take(&mut connection.places).into_iter();
    let elsewhere = places.filter(|(member, place)| {
        let is_entry = matches!(place, SecretPlace::Keychain(_));
        !is_entry || connection.secret_of(member).is_empty()
    });
    connection.places = elsewhere.collect();
    connection.requests.forget_kept();
    let file = model.files.of(model.selected);
    let file = ConnectionFile {
        origin: file.map(ConnectionFile::base),
        ..ConnectionFile::default()
    };
    let tab = model.tab;
    let all = model.connections.iter();
    // Behind its original.
    let behind = all.take_while(|form| form.id != model.selected).count() + 1;
    add(model, connection, file, tab, behind)
}

fn add(
    model: &mut Model,
    connection: ConnectionForm,
    file: ConnectionFile,
    tab: Tab,
    at: usize,
) -> Vec<Effect> {
    model.selected = connection.id;
    model.search.clear();
    model.tab = tab;
    if model.files.is_open {
        model.files.of.insert(connection.id, file);
    }
    model.connections.insert(at, connection);
    files::due(model)
}

/// The playground stays: it is part of the program. Says whether the connection went.
pub(super) fn delete(model: &mut Model, id: ConnectionId) -> bool {
    let index = model
        .connections
        .iter()
        .position(|connection| connection.id == id);
    match index {
        Some(index) if id != ConnectionId::PLAYGROUND => {
            model.connections.remove(index);
            model.workspaces.remove(&id);
            if model.selected == id {
                // A second press deletes no other.
                model.selected = ConnectionId::PLAYGROUND;
            }
            true
        }
        _ => false,
    }
}

pub(super) fn with_scope_toggled(connection: &ConnectionForm, scope: &str) -> String {
    let mut scopes: Vec<&str> = connection.scope.split_whitespace().collect();
    match scopes.iter().position(|chosen| *chosen == scope) {
        Some(index) => {
            scopes.remove(index);
        }
        None => scopes.push(scope),
    }
    scopes.join(" ")
}
