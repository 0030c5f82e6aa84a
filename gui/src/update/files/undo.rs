//! Deleting a connection, and having it back.

use claimscope_core::time::Timestamp;

use super::{cancel, entries, save, work};
use crate::connection::ConnectionId;
use crate::effect::Effect;
use crate::files::{Deleted, FolderWork, UNDO_SECONDS};
use crate::model::Model;
use crate::results::FailureText;

/// Deletes a connection at once: it can be had back for a while.
pub(crate) fn delete(model: &mut Model, id: ConnectionId, now: Timestamp) -> Vec<Effect> {
    let mut forms = model.connections.iter();
    let Some(index) = forms.position(|form| form.id == id).filter(|at| *at > 0) else {
        return vec![];
    };
    if model
        .files
        .deleted
        .as_ref()
        .is_some_and(|deleted| deleted.is_returning)
    {
        // The one before is on its way back: its place is not given away.
        return vec![];
    }
    let mut effects = forget_deleted(model);
    model.files.refusal = None;
    let form = model.connections[index].clone();
    let file = model.files.of.remove(&id).unwrap_or_default();
    let stored = file.stored.as_ref().map(|stored| stored.name.clone());
    // One that is on its way to its first file is deleted after it was written.
    let name = stored.or_else(|| Some(file.saving.as_ref()?.name.trim().to_owned()));
    if let Some(name) = &name {
        effects.push(work(FolderWork::Remove(name.clone())));
    }
    let until = now.plus_seconds(UNDO_SECONDS);
    model.notify_until(format!("“{}” was deleted", form.name), until);
    super::super::connections::delete(model, id);
    model.files.deleted = Some(Deleted {
        form,
        index,
        file,
        name,
        bytes: None,
        is_returning: false,
        until,
    });
    effects.push(cancel(id));
    effects
}

/// A file was taken away; where it could not be, the connection is there again.
pub(super) fn removed(
    model: &mut Model,
    name: &str,
    outcome: Result<Vec<u8>, FailureText>,
) -> Vec<Effect> {
    let deleted = model.files.deleted.as_mut();
    let Some(deleted) = deleted.filter(|deleted| deleted.name.as_deref() == Some(name)) else {
        return vec![];
    };
    match outcome {
        Ok(bytes) => {
            deleted.bytes = Some(bytes);
            if std::mem::take(&mut deleted.is_returning) {
                return undo(model);
            }
        }
        Err(failure) => {
            restore(model, None);
            model.files.refusal = Some(failure);
        }
    }
    vec![]
}

/// Puts the connection back as it was, and its file byte for byte: under another name, where its own was taken meanwhile.
pub(super) fn undo(model: &mut Model) -> Vec<Effect> {
    let Some(deleted) = &model.files.deleted else {
        return vec![];
    };
    match (deleted.name.clone(), deleted.bytes.clone()) {
        // It is on its way out, and comes back as soon as it is.
        (Some(_), None) => {
            if let Some(deleted) = &mut model.files.deleted {
                deleted.is_returning = true;
            }
            vec![]
        }
        _ if deleted.is_returning => vec![],
        (Some(name), Some(bytes)) => {
            let name = save::free_name(model, &name, None);
            model.files.refusal = None;
            if let Some(deleted) = &mut model.files.deleted {
                deleted.is_returning = true;
            }
            vec![work(FolderWork::PutBack(name, bytes))]
        }
        (None, _) => {
            restore(model, None);
            vec![]
        }
    }
}

/// The file is back. Where it is not, the connection is: as one that is in no file yet.
pub(super) fn put_back(model: &mut Model, name: String, outcome: Result<(), FailureText>) {
    let Some(deleted) = model.files.deleted.as_mut() else {
        return;
    };
    match outcome {
        Ok(()) => restore(model, Some(name)),
        Err(failure) => {
            let file = &mut deleted.file;
            file.origin = Some(file.base());
            file.stored = None;
            restore(model, Some(name));
            model.files.refusal = Some(failure);
        }
    }
}

/// The connection is in the list again, under the name that its file has by now.
fn restore(model: &mut Model, name: Option<String>) {
    let Some(deleted) = model.files.deleted.take() else {
        return;
    };
    let Deleted {
        mut form,
        index,
        mut file,
        name: old_name,
        ..
    } = deleted;
    model.notice = None;
    let id = model.next_id();
    if let Some(name) = name.filter(|name| Some(name) != old_name.as_ref()) {
        let forms = [Some(&mut form), file.written.as_mut()];
        for form in forms.into_iter().flatten() {
            form.name.clone_from(&name);
        }
        if let Some(stored) = &mut file.stored {
            stored.name = name;
        }
    }
    // The same connection under another number, so that no answer to the old one finds it.
    for form in [&mut file.written, &mut file.refused].into_iter().flatten() {
        form.id = id;
    }
    file.saving = None;
    form.id = id;
    model.selected = id;
    let index = index.clamp(1, model.connections.len());
    model.connections.insert(index, form);
    if model.files.is_open {
        model.files.of.insert(id, file);
    }
}

/// The time is over: what the keychain was given for it goes too, where nobody else may name it.
pub(crate) fn forget_deleted(model: &mut Model) -> Vec<Effect> {
    if model
        .files
        .deleted
        .as_ref()
        .is_some_and(|deleted| deleted.is_returning)
    {
        return vec![];
    }
    let Some(deleted) = model.files.deleted.take() else {
        return vec![];
    };
    entries::forget_of(model, &deleted.form, &deleted.file)
}
