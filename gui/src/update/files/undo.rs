//! Deleting connections, and having them back, the last one first.

use claimscope_core::time::Timestamp;

use super::super::{connections, run};
use super::{entries, save, work};
use crate::connection::ConnectionId;
use crate::effect::Effect;
use crate::files::{Deleted, FolderWork, MOST_DELETED, UNDO_SECONDS};
use crate::model::Model;
use crate::results::FailureText;
use crate::steps::RunProgress;

/// How long it is said that a connection was deleted, in seconds.
const SAID_SECONDS: i64 = 20;

/// Deletes a connection at once: it can be had back for a while.
pub(crate) fn delete(model: &mut Model, id: ConnectionId, now: Timestamp) -> Vec<Effect> {
    let mut forms = model.connections.iter();
    let Some(index) = forms.position(|form| form.id == id).filter(|at| *at > 0) else {
        return vec![];
    };
    model.files.refusal = None;
    let form = model.connections[index].clone();
    let file = model.files.of.remove(&id).unwrap_or_default();
    let stored = file.stored.as_ref().map(|stored| stored.name.clone());
    // One that is on its way to its first file is deleted after it was written.
    let name = stored.or_else(|| Some(file.saving.as_ref()?.name.trim().to_owned()));
    let mut effects = Vec::new();
    if let Some(name) = &name {
        effects.push(work(FolderWork::Remove(name.clone())));
    }
    let said = format!("“{}” was deleted", form.name);
    model.notify_until(said, now.plus_seconds(SAID_SECONDS));
    effects.extend(run::cancel(model, id));
    let mut workspace = model.workspaces.remove(&id).unwrap_or_default();
    workspace.kept.cancel();
    workspace.run = workspace.run.take().filter(RunProgress::is_over);
    connections::delete(model, id);
    for earlier in &mut model.files.deleted {
        // One after the other they would fill the memory.
        earlier.workspace.forget_bodies();
    }
    let number = model.next_deletion();
    model.files.deleted.push(Deleted {
        form,
        index,
        file,
        name,
        bytes: None,
        is_wanted: false,
        is_returning: false,
        until: now.plus_seconds(UNDO_SECONDS),
        number,
        workspace: Box::new(workspace),
    });
    let too_many = model.files.deleted.len().saturating_sub(MOST_DELETED);
    let oldest: Vec<u64> = model.files.deleted[..too_many]
        .iter()
        .map(|deleted| deleted.number)
        .collect();
    effects.extend(forget(model, |deleted| oldest.contains(&deleted.number)));
    effects
}

/// A file was taken away; where it could not be, the connection is there again.
pub(super) fn removed(
    model: &mut Model,
    name: &str,
    outcome: Result<Vec<u8>, FailureText>,
    now: Timestamp,
) -> Vec<Effect> {
    let is_leaving = |deleted: &Deleted| deleted.name.as_deref() == Some(name);
    let mut all = model.files.deleted.iter();
    // In the order in which they were deleted: another one of that name went later.
    let Some(at) = all.position(|one| is_leaving(one) && one.bytes.is_none()) else {
        return vec![];
    };
    match outcome {
        Ok(bytes) => {
            model.files.deleted[at].bytes = Some(bytes);
            bring_back(model, now)
        }
        Err(failure) => {
            restore(model, at, None);
            model.notice = None;
            model.files.refusal = Some(failure);
            vec![]
        }
    }
}

/// Puts the connection back that was deleted last, and the one before it when it is asked again.
pub(super) fn undo(model: &mut Model, now: Timestamp) -> Vec<Effect> {
    let mut all = model.files.deleted.iter_mut().rev();
    if let Some(last) = all.find(|deleted| !deleted.is_wanted) {
        last.is_wanted = true;
        model.files.refusal = None;
    }
    bring_back(model, now)
}

/// What is wanted back comes as it was, and its file byte for byte: under another name, where its own was taken meanwhile.
/// One comes after the other.
fn bring_back(model: &mut Model, now: Timestamp) -> Vec<Effect> {
    loop {
        let deleted = &model.files.deleted;
        if deleted.iter().any(|one| one.is_returning) {
            return vec![];
        }
        let Some(at) = deleted.iter().rposition(|one| one.is_wanted) else {
            return vec![];
        };
        match (deleted[at].name.clone(), deleted[at].bytes.clone()) {
            // It is on its way out, and comes back as soon as it is.
            (Some(_), None) => return vec![],
            (Some(name), Some(bytes)) => {
                let name = save::free_name(model, &name, None);
                model.files.deleted[at].is_returning = true;
                return vec![work(FolderWork::PutBack(name, bytes))];
            }
            (None, _) => {
                restore(model, at, None);
                say_it_is_back(model, now);
            }
        }
    }
}

/// The file is back. Where it is not, the connection is: as one that is in no file yet.
pub(super) fn put_back(
    model: &mut Model,
    name: String,
    outcome: Result<(), FailureText>,
    now: Timestamp,
) -> Vec<Effect> {
    let mut all = model.files.deleted.iter();
    let Some(at) = all.position(|deleted| deleted.is_returning) else {
        return vec![];
    };
    if outcome.is_err() {
        let file = &mut model.files.deleted[at].file;
        file.origin = Some(file.base());
        file.stored = None;
    }
    restore(model, at, Some(name));
    match outcome {
        Ok(()) => say_it_is_back(model, now),
        Err(failure) => {
            model.notice = None;
            model.files.refusal = Some(failure);
        }
    }
    bring_back(model, now)
}

fn say_it_is_back(model: &mut Model, now: Timestamp) {
    let said = format!("“{}” is back", model.connection().name);
    model.notify(said, now);
}

/// The connection is in the list again and selected, under the name that its file has by now.
fn restore(model: &mut Model, at: usize, name: Option<String>) {
    let Deleted {
        mut form,
        index,
        mut file,
        name: old_name,
        workspace,
        ..
    } = model.files.deleted.remove(at);
    let id = form.id;
    if let Some(name) = name.filter(|name| Some(name) != old_name.as_ref()) {
        let forms = [Some(&mut form), file.written.as_mut()];
        for form in forms.into_iter().flatten() {
            form.name.clone_from(&name);
        }
        if let Some(stored) = &mut file.stored {
            stored.name = name;
        }
    }
    file.saving = None;
    // What was under way was given up, so that no answer to it finds the connection.
    model.workspaces.insert(id, *workspace);
    model.selected = id;
    let index = index.clamp(1, model.connections.len());
    model.connections.insert(index, form);
    if model.files.is_open {
        model.files.of.insert(id, file);
    }
}

/// The program ends, or another folder is opened: nothing that was deleted can be had back.
pub(crate) fn forget_deleted(model: &mut Model) -> Vec<Effect> {
    forget(model, |_| true)
}

/// The time of these is over.
pub(crate) fn forget_ended(model: &mut Model, now: Timestamp) -> Vec<Effect> {
    match model.files.deleted.iter().any(|one| one.until <= now) {
        true => forget(model, |deleted| deleted.until <= now),
        false => vec![],
    }
}

/// What the keychain was given for them goes too, where nobody else may name it.
fn forget(model: &mut Model, is_over: impl Fn(&Deleted) -> bool) -> Vec<Effect> {
    let all = std::mem::take(&mut model.files.deleted).into_iter();
    let (over, kept): (Vec<_>, Vec<_>) = all.partition(|one| is_over(one) && !one.is_wanted);
    model.files.deleted = kept;
    let mut effects = Vec::new();
    for one in over {
        effects.extend(entries::forget_of(model, &one.form, &one.file));
    }
    effects
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_documentation_says_until_when_a_connection_can_be_had_back() {
        let text = include_str!("../../../../docs/connections.md");
        let minutes = UNDO_SECONDS / 60;
        assert_eq!(minutes, 10);
        let said =
            format!("ten minutes after it was deleted, or before once {MOST_DELETED} more were");
        assert!(text.contains(&said));
    }
}
