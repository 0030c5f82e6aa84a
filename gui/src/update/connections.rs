//! Connections: new, duplicate, delete, edit.

use crate::connection::{Connection, ConnectionId, Field};
use crate::effect::Effect;
use crate::model::{Model, Tab};

pub(super) fn create(model: &mut Model) -> Vec<Effect> {
    let connection = Connection {
        id: model.next_id(),
        ..Connection::default()
    };
    add(model, connection, Tab::Discover)
}

pub(super) fn duplicate(model: &mut Model) -> Vec<Effect> {
    let original = model.connection().clone();
    let connection = Connection {
        id: model.next_id(),
        name: format!("{} copy", original.name),
        ..original
    };
    let tab = model.tab;
    add(model, connection, tab)
}

fn add(model: &mut Model, connection: Connection, tab: Tab) -> Vec<Effect> {
    model.selected = connection.id;
    model.search.clear();
    model.tab = tab;
    model.connections.push(connection);
    vec![]
}

/// The playground stays: it is part of the program.
pub(super) fn delete(model: &mut Model) -> Vec<Effect> {
    let id = model.selected;
    if id == ConnectionId::PLAYGROUND {
        return vec![];
    }
    let index = model
        .connections
        .iter()
        .position(|connection| connection.id == id);
    if let Some(index) = index {
        model.connections.remove(index);
        model.workspaces.remove(&id);
        model.selected = model.connections[index.min(model.connections.len() - 1)].id;
    }
    vec![]
}

/// A changed issuer makes worthless what came from the old one, its token and answers under way included.
pub(super) fn edit(model: &mut Model, field: Field, text: String) -> Vec<Effect> {
    let connection = model.connection_mut();
    let changed = connection.field(field) != text;
    connection.set_field(field, text);
    if changed && field == Field::Issuer {
        let id = model.selected;
        let effects = super::walk::interrupt(model, id);
        let workspace = model.workspace_mut(id);
        workspace.discovery.clear();
        workspace.token.clear();
        return effects;
    }
    vec![]
}

pub(super) fn toggle_scope(model: &mut Model, scope: &str) -> Vec<Effect> {
    let connection = model.connection_mut();
    let mut scopes: Vec<&str> = connection.scope.split_whitespace().collect();
    match scopes.iter().position(|chosen| *chosen == scope) {
        Some(index) => {
            scopes.remove(index);
        }
        None => scopes.push(scope),
    }
    connection.scope = scopes.join(" ");
    vec![]
}
