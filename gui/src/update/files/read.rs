//! A folder that was read: connections come, change and go, and no edit is overwritten.

use std::collections::BTreeSet;

use super::super::road::failure;
use super::{entries, environments, look_for_kept, parking, put_form, save, secrets_needed};
use claimscope_client::workspace::SavedConnection;

use crate::connection::{ConnectionForm, ConnectionId};
use crate::effect::Effect;
use crate::files::{ConnectionFile, FileText, FolderRead, MadeOn, Theirs};
use crate::model::Model;

/// Takes the folder's connections over.
pub(super) fn folder(model: &mut Model, folder: FolderRead) -> Vec<Effect> {
    let is_other = model.files.folder.as_ref() != Some(&folder.path) || !model.files.is_open;
    let mut effects = Vec::new();
    if is_other {
        effects.extend(parking::leave(model, &folder.path));
    }
    if model.files.environments != folder.environments {
        let new = folder.environments;
        let change = |model: &mut Model| model.files.environments = new;
        effects.extend(environments::change(model, change));
    }
    let files = &mut model.files;
    files.folder = Some(folder.path);
    files.is_open = true;
    files.trouble = None;
    files.take_environments(folder.environments_text);
    if files
        .environments
        .choose(files.environment.as_deref())
        .is_err()
    {
        files.environment = None;
    }
    let new = merge(model, folder.files, &mut effects);
    if is_other {
        model.connections[1..].sort_by_key(|form| place(&model.files.order, form));
        name_drafts(model);
        if let Some(wanted) = model.files.wanted.take() {
            let wanted = model.connections.iter().find(|form| form.name == wanted);
            model.selected = wanted.map_or(model.selected, |form| form.id);
        }
    }
    effects.extend(look_for_kept(model, &new));
    effects.extend(secrets_needed(model));
    if is_other {
        effects.extend(entries::forget_left(model));
    }
    effects
}

fn place(order: &[String], form: &ConnectionForm) -> usize {
    let at = order.iter().position(|name| *name == form.name);
    at.unwrap_or(usize::MAX)
}

/// Brings files and connections together; gives those that are new here.
fn merge(model: &mut Model, files: Vec<FileText>, effects: &mut Vec<Effect>) -> Vec<ConnectionId> {
    let names: BTreeSet<String> = files.iter().map(|file| file.name.clone()).collect();
    let is_gone = |file: &ConnectionFile| {
        let stored = file.stored.as_ref();
        stored.is_some_and(|stored| !names.contains(&stored.name))
    };
    let known = model.files.of.iter();
    let gone: Vec<_> = known
        .filter(|(_, file)| is_gone(file))
        .map(|(id, _)| *id)
        .collect();
    for id in gone {
        match is_unsaved(model, id) {
            true => conflict(model, id, Theirs::Removed),
            false => effects.extend(parking::gone(model, id)),
        }
    }
    let mut new = Vec::new();
    // Those that are on their way out may still be there.
    let deleted = model.files.deleted.iter();
    let leaving = deleted.filter(|deleted| deleted.bytes.is_none());
    let leaving: Vec<String> = leaving.filter_map(|deleted| deleted.name.clone()).collect();
    for file in files {
        if leaving.contains(&file.name) {
            continue;
        }
        match of_name(model, &file.name) {
            Some(id) => effects.extend(changed(model, id, file)),
            None => new.push(add(model, file, effects)),
        }
    }
    new
}

fn of_name(model: &Model, name: &str) -> Option<ConnectionId> {
    let mut known = model.files.of.iter();
    let (id, _) = known.find(|(_, file)| {
        let stored = file.stored.as_ref();
        stored.is_some_and(|stored| stored.name == name)
    })?;
    Some(*id)
}

fn is_unsaved(model: &Model, id: ConnectionId) -> bool {
    let file = model.files.of(id);
    file.is_some_and(|file| file.is_unsaved(model.connection_of(id)))
}

fn conflict(model: &mut Model, id: ConnectionId, theirs: Theirs) {
    if let Some(file) = model.files.of.get_mut(&id) {
        file.theirs = Some(theirs);
        file.faulty = None;
        file.trouble = None;
        // What is under way will not be written: the question comes first.
        file.saving = None;
    }
}

/// A file that was known: its edits here are asked about, where there are any.
fn changed(model: &mut Model, id: ConnectionId, new: FileText) -> Vec<Effect> {
    let Some(file) = model.files.of.get_mut(&id) else {
        return vec![];
    };
    let was_usable = file
        .stored
        .as_ref()
        .is_some_and(|stored| stored.saved.is_ok());
    if was_usable && new.saved.is_err() {
        // Fields, token and answers stay until it can be used again.
        file.faulty = Some(new);
        file.theirs = None;
        return vec![];
    }
    file.faulty = None;
    let is_same = |stored: &FileText| stored.text == new.text && stored.saved == new.saved;
    if file.stored.as_ref().is_some_and(is_same) {
        file.theirs = None;
        file.stored = Some(new);
        return vec![];
    }
    // A fault that went or came with the environments alone asks nobody.
    let is_text_same = file
        .stored
        .as_ref()
        .is_some_and(|stored| stored.text == new.text);
    if is_text_same {
        let was_fault = file.fault().is_some();
        file.stored = Some(new);
        return match was_fault {
            true => put_form(model, id),
            false => vec![],
        };
    }
    if is_asked(model, id, &new) {
        conflict(model, id, Theirs::Changed(Box::new(new)));
        return vec![];
    }
    take(model, id, new)
}

/// Whether the edits made here and what the file says now cannot both be had.
fn is_asked(model: &Model, id: ConnectionId, new: &FileText) -> bool {
    let Some(file) = model.files.of(id) else {
        return false;
    };
    if file.is_edited(model.connection_of(id)) {
        return !save::says_the_same(model, id, new);
    }
    let requests = new.saved.as_ref().map(|saved| &saved.requests);
    file.leaves_out && requests != Ok(&file.base().requests)
}

/// Takes what the file says in place of what is here.
pub(super) fn take(model: &mut Model, id: ConnectionId, new: FileText) -> Vec<Effect> {
    if let Some(file) = model.files.of.get_mut(&id) {
        file.stored = Some(new);
    }
    put_form(model, id)
}

/// A file that is new here: edits of an earlier start that were made on it are found again.
fn add(model: &mut Model, file: FileText, effects: &mut Vec<Effect>) -> ConnectionId {
    let name = file.name.clone();
    let drafts = &model.files.made_on;
    let draft = drafts.iter().find(|(_, made_on)| made_on.name == name);
    let draft = draft.map(|(id, made_on)| (*id, made_on.text.clone()));
    if let Some((id, made_on)) = draft {
        model.files.made_on.remove(&id);
        effects.extend(take_up(model, id, file, made_on));
        put_history(model, id, &name);
        choose_request(model, id, &name);
        return id;
    }
    let id = model.next_id();
    let mut form = ConnectionForm {
        id,
        name: name.clone(),
        ..ConnectionForm::default()
    };
    if let Some(beside) = model.files.beside.get(&name) {
        beside.put(&mut form);
    }
    model.connections.push(form);
    let file = ConnectionFile {
        stored: Some(file),
        ..ConnectionFile::default()
    };
    model.files.of.insert(id, file);
    // Nothing was compared with it yet.
    put_form(model, id);
    put_history(model, id, &name);
    take_over(model, id, &name);
    id
}

/// The tokens of an earlier start.
fn put_history(model: &mut Model, id: ConnectionId, name: &str) {
    if let Some(history) = model.files.histories.remove(name) {
        model.workspace_mut(id).history = history;
    }
}

/// What an earlier version kept beside the file goes into it, where it says nothing else.
fn take_over(model: &mut Model, id: ConnectionId, name: &str) {
    choose_request(model, id, name);
    let beside = model.files.beside.get_mut(name);
    let earlier = beside.map(|beside| std::mem::take(&mut beside.earlier));
    if let (Some(earlier), Some(form)) = (earlier, model.form_mut(id)) {
        earlier.put(form);
    }
}

/// The request that was chosen when the window closed, and what is missing of each.
fn choose_request(model: &mut Model, id: ConnectionId, name: &str) {
    let beside = model.files.beside.get(name).cloned();
    if let (Some(beside), Some(form)) = (beside, model.form_mut(id)) {
        beside.put_requests(form);
    }
}

/// Edits that an earlier start could not write any more: they were made on what the file says, or on something else.
fn take_up(model: &mut Model, id: ConnectionId, file: FileText, made_on: String) -> Vec<Effect> {
    let (text, saved) = match MadeOn::said_by(&file.text) == made_on {
        true => (file.text.clone(), file.saved.clone()),
        false => {
            let saved = SavedConnection::from_toml(&made_on);
            (made_on, saved.map_err(|error| failure(&error)))
        }
    };
    let base = saved.clone().unwrap_or_default();
    let written = crate::file_form::form_of(&base, id, &file.name);
    if let Some(form) = model.form_mut(id) {
        form.file_keys.clone_from(&written.file_keys);
        form.complete_by(&written, &base);
    }
    let stored = FileText {
        text,
        saved,
        ..file.clone()
    };
    let known = ConnectionFile {
        stored: Some(stored),
        written: Some(written),
        ..ConnectionFile::default()
    };
    model.files.of.insert(id, known);
    changed(model, id, file)
}

/// Connections of the state that are in no file get one, under a name that is free.
fn name_drafts(model: &mut Model) {
    let forms = model.connections.iter().skip(1);
    let drafts: Vec<_> = forms
        .filter(|form| !model.files.of.contains_key(&form.id))
        .map(|form| form.id)
        .collect();
    for id in drafts {
        let name = save::free_name(model, &model.connection_of(id).name.clone(), Some(id));
        if let Some(form) = model.form_mut(id) {
            form.name = name;
        }
        model.files.made_on.remove(&id);
        model.files.of.insert(id, ConnectionFile::default());
    }
}
