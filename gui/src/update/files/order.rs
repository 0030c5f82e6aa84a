//! The order of the connections: those of one folder stand together, those in none first.

use claimscope_core::time::Timestamp;

use super::save::free_name;
use crate::connection::{ConnectionForm, ConnectionId};
use crate::connection_folder::{is_within, name_in, parts};
use crate::model::Model;

fn folder(form: &ConnectionForm) -> &str {
    parts(&form.name).0
}

/// Brings those of one folder together. Within a folder the order stays. What has no heading any more is not folded either.
pub(crate) fn group(model: &mut Model) {
    let own = &mut model.connections[1..];
    if !own.is_sorted_by_key(folder) {
        own.sort_by(|one, other| folder(one).cmp(folder(other)));
    }
    // Until the files are read, most of them are not here.
    if model.files.is_open {
        let folded = &mut model.files.folded;
        folded.retain(|name| own.iter().any(|form| folder(form) == name));
    }
}

/// Moves a connection up or down.
pub(super) fn shift(model: &mut Model, id: ConnectionId, by: isize) {
    if let Some(at) = place(model, id) {
        put(model, at, at.saturating_add_signed(by));
    }
}

/// Puts a connection before or behind another one, into its folder.
pub(super) fn drop_at(model: &mut Model, dragged: ConnectionId, at: ConnectionId, is_behind: bool) {
    if dragged == at {
        return;
    }
    let target = folder(model.connection_of(at)).to_owned();
    move_to(model, dragged, &target);
    let Some(from) = place(model, dragged) else {
        return;
    };
    let mut others = model.connections.iter().filter(|form| form.id != dragged);
    if let Some(to) = others.position(|form| form.id == at) {
        put(model, from, to + usize::from(is_behind));
    }
}

/// Moves a connection into a folder, or out of all: its file goes there.
pub(super) fn move_to(model: &mut Model, id: ConnectionId, to: &str) {
    let form = model.connection_of(id);
    if !form.is_own() || folder(form) == to {
        return;
    }
    let name = name_in(to, &form.name);
    let name = free_name(model, &name, Some(id));
    unfold(model, &name);
    if let Some(form) = model.form_mut(id) {
        form.name = name;
    }
    put_last(model, id);
}

/// A connection whose new name leads to another folder is the last one there, and is seen.
pub(crate) fn renamed(model: &mut Model, id: ConnectionId, before: &str) {
    let name = model.connection_of(id).name.clone();
    if parts(&name).0 != parts(before).0 {
        unfold(model, &name);
        put_last(model, id);
    }
}

/// A name that was typed counts: nothing else is done before. One that another connection has is refused, and an empty one is none.
pub(crate) fn take_name(model: &mut Model, now: Timestamp) {
    let Some((id, typed)) = model.naming.take() else {
        return;
    };
    let name = typed.trim();
    let mut others = model.connections.iter().filter(|form| form.id != id);
    let is_taken = others.any(|form| form.name == name);
    let Some(form) = model
        .form_mut(id)
        .filter(|form| !name.is_empty() && form.name != name)
    else {
        return;
    };
    let before = form.name.clone();
    if is_taken {
        let text = format!("A connection “{name}” is there already: “{before}” keeps its name");
        return model.notify(text, now);
    }
    form.name = name.to_owned();
    renamed(model, id, &before);
}

fn put_last(model: &mut Model, id: ConnectionId) {
    if let Some(at) = place(model, id) {
        put(model, at, model.connections.len());
    }
}

/// Shows what is in the folders of this name.
pub(crate) fn unfold(model: &mut Model, name: &str) {
    let own = parts(name).0;
    let folded = &mut model.files.folded;
    folded.retain(|folder| !is_within(own, folder));
}

fn place(model: &Model, id: ConnectionId) -> Option<usize> {
    let mut all = model.connections.iter();
    all.position(|form| form.id == id).filter(|at| *at > 0)
}

fn put(model: &mut Model, from: usize, to: usize) {
    let form = model.connections.remove(from);
    // The playground stays on top.
    let to = to.clamp(1, model.connections.len());
    model.connections.insert(to, form);
}
