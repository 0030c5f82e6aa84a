//! Entries of the keychain that were made here: which of them nothing here names any more, and when they go.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use claimscope_client::workspace::{SavedConnection, SecretPlace};

use super::work;
use crate::connection::{ConnectionForm, ConnectionId};
use crate::effect::Effect;
use crate::files::{ConnectionFile, FolderWork, MadeEntry, TypedSecret};
use crate::model::Model;
use crate::request::KeptValue;

/// The entries that a file names.
pub(super) fn of(saved: &SavedConnection) -> BTreeSet<String> {
    let mut entries = BTreeSet::new();
    saved.clone().for_each_place(&mut |place| {
        if let SecretPlace::Keychain(entry) = place {
            entries.insert(entry.clone());
        }
    });
    entries
}

/// The entries that a connection names, as it is here and as its file is.
fn of_connection(form: &ConnectionForm, file: &ConnectionFile) -> BTreeSet<String> {
    let of_members = form.places.values().filter_map(|place| match place {
        SecretPlace::Keychain(entry) => Some(entry.clone()),
        _ => None,
    });
    let of_rows = form.requests.entries().into_iter().map(|(_, entry)| entry);
    let mut entries = of(&file.base());
    entries.extend(of_members.chain(of_rows));
    entries
}

/// A file was written: what it no longer names is left over, and what it names is not.
pub(super) fn written(
    model: &mut Model,
    before: &SavedConnection,
    after: &SavedConnection,
    made: Vec<String>,
) {
    for entry in made {
        note_made(model, entry);
    }
    let (before, after) = (of(before), of(after));
    for (entry, made) in &mut model.files.made {
        made.is_left = !after.contains(entry) && (made.is_left || before.contains(entry));
    }
}

/// An import made entries, which its files name.
pub(crate) fn note_imported(model: &mut Model, folder: &Path, entries: &[String]) {
    for entry in entries {
        let made = MadeEntry {
            folder: folder.to_owned(),
            is_left: false,
        };
        model.files.made.insert(entry.clone(), made);
    }
}

fn note_made(model: &mut Model, entry: String) {
    let folder = model.files.folder.clone().unwrap_or_default();
    let is_left = true;
    model
        .files
        .made
        .insert(entry, MadeEntry { folder, is_left });
}

/// The keychain answered after the file was written: the file names the entry with the next edit, unless something else was
/// typed meanwhile.
pub(super) fn kept_late(
    model: &mut Model,
    id: ConnectionId,
    kept: Vec<(TypedSecret, Result<String, String>)>,
) {
    for (typed, entry) in kept {
        let file = model.files.of.get_mut(&id);
        let in_memory = file.map(|file| &mut file.in_memory);
        match (entry, in_memory) {
            (Err(why), Some(in_memory)) => {
                in_memory.insert(typed.member, why);
            }
            (Err(_), None) => {}
            (Ok(entry), in_memory) => {
                if let Some(in_memory) = in_memory {
                    in_memory.remove(&typed.member);
                }
                if typed.is_new {
                    note_made(model, entry.clone());
                    name(model, id, &typed, SecretPlace::Keychain(entry));
                }
            }
        }
    }
}

/// A secret that stayed in memory is in the keychain.
fn name(model: &mut Model, id: ConnectionId, typed: &TypedSecret, place: SecretPlace) {
    let Some(form) = model.form_mut(id) else {
        return;
    };
    let secret = form.secret_of(&typed.member);
    if form.places.get(&typed.member) == Some(&typed.until_kept) && !secret.is_empty() {
        match secret.expose() == typed.secret.expose() {
            true => form.places.insert(typed.member.clone(), place.clone()),
            // The other one goes there with the next edit.
            false => form.places.remove(&typed.member),
        };
    }
    let value = typed.secret.expose_str().unwrap_or_default().into();
    let kept = KeptValue { value, place };
    form.requests
        .keep(&BTreeMap::from([(typed.member.clone(), kept)]));
}

/// Deletes what is left over of a connection that cannot be had back.
pub(super) fn forget_of(
    model: &mut Model,
    form: &ConnectionForm,
    file: &ConnectionFile,
) -> Vec<Effect> {
    let own = of_connection(form, file);
    for (entry, made) in &mut model.files.made {
        made.is_left |= own.contains(entry);
    }
    forget(model, |entry| own.contains(entry))
}

/// Deletes what is left over of this folder, once nothing can be undone any more: the window closes, or has just opened it.
pub(crate) fn forget_left(model: &Model) -> Vec<Effect> {
    forget(model, |_| true)
}

fn forget(model: &Model, is_meant: impl Fn(&String) -> bool) -> Vec<Effect> {
    let files = &model.files;
    let Some(folder) = &files.folder else {
        return vec![];
    };
    let left = |(_, made): &(&String, &MadeEntry)| made.is_left && made.folder == *folder;
    let left = files.made.iter().filter(left).map(|(entry, _)| entry);
    let entries: Vec<String> = left.filter(|entry| is_meant(entry)).cloned().collect();
    if entries.is_empty() {
        return vec![];
    }
    let named = named(model);
    let entries: Vec<String> = entries
        .into_iter()
        .filter(|entry| !named.contains(entry))
        .collect();
    let others = files.parked.iter();
    let others = others.filter_map(|parked| parked.folder.path.clone());
    let folders = [folder.clone()].into_iter().chain(others).collect();
    match entries.is_empty() {
        true => vec![],
        false => vec![work(FolderWork::ForgetSecrets(entries, folders))],
    }
}

/// The entries that anything here names, or may name again.
fn named(model: &Model) -> BTreeSet<String> {
    let files = &model.files;
    let none = ConnectionFile::default();
    let own = model
        .connections
        .iter()
        .flat_map(|form| of_connection(form, files.of(form.id).unwrap_or(&none)));
    let deleted = files.deleted.iter();
    let deleted = deleted.flat_map(|deleted| of_connection(&deleted.form, &deleted.file));
    own.chain(deleted).collect()
}

/// Entries are gone.
pub(super) fn forgotten(model: &mut Model, entries: &[String]) {
    for entry in entries {
        model.files.made.remove(entry);
        model
            .files
            .secrets
            .remove(&SecretPlace::Keychain(entry.clone()));
    }
}
