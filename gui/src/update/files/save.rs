//! Writing connections: what was edited, at most once a second, and never over what was changed elsewhere.

use std::collections::{BTreeMap, BTreeSet};

use claimscope_client::workspace::{SecretPlace, connection_name, name_fault};
use claimscope_core::time::Timestamp;

use super::{entries, work};
use crate::connection::{ConnectionForm, ConnectionId};
use crate::effect::Effect;
use crate::file_form::{Draft, draft};
use crate::files::{ConnectionFile, FileSave, FileSaved, FileText, FolderWork, TypedSecret};
use crate::model::Model;
use crate::results::FailureText;

/// How long after a refusal of the disk writing is tried again, in seconds.
const RETRY_SECONDS: i64 = 30;

/// Whether a connection is to be written.
fn is_to_be_written(file: &ConnectionFile, form: &ConnectionForm) -> bool {
    let is_free = file.saving.is_none() && file.theirs.is_none() && file.fault().is_none();
    is_free && file.is_edited(form) && file.refused.as_ref() != Some(form)
}

/// Whether there is something to write.
pub(crate) fn is_due(model: &Model) -> bool {
    let mut forms = model.connections.iter();
    model.files.is_open
        && forms.any(|form| {
            let file = model.files.of(form.id);
            file.is_some_and(|file| is_to_be_written(file, form))
        })
}

/// Writes what was edited.
pub(crate) fn due(model: &mut Model) -> Vec<Effect> {
    if !model.files.is_open {
        return vec![];
    }
    let forms = model.connections.iter();
    let ids: Vec<_> = forms
        .filter(|form| {
            let file = model.files.of(form.id);
            file.is_some_and(|file| is_to_be_written(file, form))
        })
        .map(|form| form.id)
        .collect();
    ids.into_iter().filter_map(|id| begin(model, id)).collect()
}

fn begin(model: &mut Model, id: ConnectionId) -> Option<Effect> {
    let form = model.connection_of(id).clone();
    let folder = model.files.folder.clone()?;
    let outcome = name_of(&form).and_then(|name| {
        let mut draft = draft_of(model, &form, &name)?;
        draft
            .secrets
            .iter_mut()
            .for_each(|typed| fill(model, typed));
        Ok((draft, name))
    });
    let file = model.files.of.get_mut(&id)?;
    match outcome {
        Ok((draft, name)) => {
            let stored = file.stored.as_ref();
            file.attempt += 1;
            file.try_again = None;
            let save = FileSave {
                id,
                attempt: file.attempt,
                folder,
                before: stored.map(|stored| (stored.name.clone(), stored.text.clone())),
                name,
                saved: draft.saved,
                secrets: draft.secrets,
            };
            file.saving = Some(form);
            file.leaves_out = draft.leaves_out;
            Some(work(FolderWork::Save(Box::new(save))))
        }
        Err(failure) => {
            file.trouble = Some(failure);
            file.refused = Some(form);
            None
        }
    }
}

/// An entry that a person named may be another in each environment.
fn fill(model: &Model, typed: &mut TypedSecret) {
    if let SecretPlace::Keychain(entry) = model.files.filled_place(&typed.place) {
        typed.entry = entry;
    }
}

/// The file's name: what the person calls the connection.
fn name_of(form: &ConnectionForm) -> Result<String, FailureText> {
    let name = form.name.trim();
    match name_fault(name) {
        None => Ok(name.to_owned()),
        Some(_) if name.is_empty() => Err(FailureText::new(
            "The connection has no name, so it is in no file yet.",
            "Give it one.",
        )),
        Some(why) => Err(FailureText::new(
            format!("“{name}” cannot be the name of a file: {why}."),
            "Give the connection another name.",
        )),
    }
}

fn draft_of(model: &Model, form: &ConnectionForm, name: &str) -> Result<Draft, FailureText> {
    let base = model.base_of(form.id);
    draft(form, &base, name, &taken_entries(model, form.id))
}

/// The entries of the keychain that belong to other connections.
fn taken_entries(model: &Model, id: ConnectionId) -> BTreeSet<String> {
    let others = model.files.of.iter().filter(|(other, _)| **other != id);
    others
        .flat_map(|(_, file)| entries::of(&file.base()))
        .collect()
}

/// Whether a file says already what was edited here.
pub(super) fn says_the_same(model: &Model, id: ConnectionId, theirs: &FileText) -> bool {
    let form = model.connection_of(id);
    let Ok(saved) = &theirs.saved else {
        return false;
    };
    let draft = draft(form, saved, &theirs.name, &BTreeSet::new());
    draft.is_ok_and(|draft| draft.secrets.is_empty() && draft.saved == *saved)
}

/// A connection that cannot be written as it is.
pub(super) fn unwritable(model: &Model) -> Option<String> {
    let mut forms = model.connections.iter();
    let stuck = forms.find(|form| {
        let file = model.files.of(form.id);
        file.is_some_and(|file| {
            let is_refused = file.refused.as_ref() == Some(form);
            file.theirs.is_some() || (file.is_edited(form) && is_refused)
        })
    })?;
    Some(stuck.name.clone())
}

/// What became of a connection that was to be written.
pub(super) fn written(
    model: &mut Model,
    id: ConnectionId,
    attempt: u64,
    outcome: Result<FileSaved, FailureText>,
    now: Timestamp,
) {
    let Some(file) = model.files.of.get_mut(&id) else {
        return;
    };
    if file.attempt != attempt {
        return;
    }
    let Some(mut form) = file.saving.take() else {
        return;
    };
    match outcome {
        Ok(saved) => {
            file.trouble = None;
            file.refused = None;
            file.theirs = None;
            let before = file.base();
            file.stored = Some(saved.file);
            let after = file.base();
            file.in_memory.retain(|member, _| {
                let mut placed = saved.placed.iter();
                placed.all(|(other, _, _)| other != member)
            });
            let mut places = BTreeMap::new();
            for (member, place, why) in saved.placed {
                if let Some(why) = why {
                    file.in_memory.insert(member.clone(), why);
                }
                places.insert(member, place);
            }
            let kept: BTreeMap<_, _> = form.requests.typed(&places).into_iter().collect();
            places.retain(|member, _| !kept.contains_key(member));
            form.requests.keep(&kept);
            form.places.extend(places.clone());
            file.written = Some(form.clone());
            take_places(model, id, &form, places);
            if let Some(now) = model.form_mut(id) {
                now.requests.keep(&kept);
            }
            entries::written(model, &before, &after, saved.made);
        }
        // The question that is asked says it better.
        Err(_) if file.theirs.is_some() => {}
        Err(failure) => {
            file.trouble = Some(failure);
            file.refused = Some(form);
            file.try_again = Some(now.plus_seconds(RETRY_SECONDS));
        }
    }
}

/// When something that was refused by the disk is tried once more.
pub(crate) fn next_try(model: &Model) -> Option<Timestamp> {
    let files = model.files.of.values();
    files.filter_map(|file| file.try_again).min()
}

/// What the disk refused is tried once more: it may have room by now.
pub(crate) fn try_again(model: &mut Model, now: Timestamp) {
    for file in model.files.of.values_mut() {
        if file.try_again.is_some_and(|at| at <= now) {
            file.try_again = None;
            file.refused = None;
        }
    }
}

/// A secret that was typed anew meanwhile is written with the next edit.
fn take_places(
    model: &mut Model,
    id: ConnectionId,
    written: &ConnectionForm,
    places: BTreeMap<String, SecretPlace>,
) {
    let Some(form) = model.form_mut(id) else {
        return;
    };
    for (member, place) in places {
        let (now, then) = (form.secret_of(&member), written.secret_of(&member));
        if now.expose() == then.expose() {
            form.places.insert(member, place);
        }
    }
}

/// A name that no other connection has, near to this one.
pub(crate) fn free_name(model: &Model, name: &str, own: Option<ConnectionId>) -> String {
    let name = match name_fault(name.trim()) {
        None => name.trim().to_owned(),
        Some(_) => connection_name(name),
    };
    let is_free = |name: &String| {
        let others = model.connections.iter().filter(|form| Some(form.id) != own);
        others
            .into_iter()
            .all(|form| form.name.to_lowercase() != name.to_lowercase())
    };
    let numbered = (2..).map(|number| format!("{name} {number}"));
    let mut names = [name.clone()].into_iter().chain(numbered);
    names.find(is_free).unwrap_or(name)
}
