//! Connections: new, duplicate, delete, edit.

use crate::connection::{ConnectionForm, ConnectionId};
use crate::effect::Effect;
use crate::model::Model;
use crate::tab::Tab;

pub(super) fn create(model: &mut Model) -> Vec<Effect> {
    let connection = ConnectionForm {
        id: model.next_id(),
        ..ConnectionForm::default()
    };
    add(model, connection, Tab::Discover)
}

pub(super) fn duplicate(model: &mut Model) -> Vec<Effect> {
    if model.is_at_inspect() {
        return vec![];
    }
    let original = model.connection().clone();
    let connection = ConnectionForm {
        id: model.next_id(),
        name: format!("{} copy", original.name),
        ..original
    };
    let tab = model.tab;
    add(model, connection, tab)
}

fn add(model: &mut Model, connection: ConnectionForm, tab: Tab) -> Vec<Effect> {
    model.selected = connection.id;
    model.search.clear();
    model.tab = tab;
    model.connections.push(connection);
    vec![]
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
            model.selected = model.connections[index.min(model.connections.len() - 1)].id;
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
