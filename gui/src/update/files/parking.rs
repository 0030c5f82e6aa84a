//! One folder is open at a time; what is in no file of another is kept until that one is opened again.

use std::path::Path;

use super::cancel;
use crate::connection::ConnectionId;
use crate::effect::Effect;
use crate::environments_edit::EnvironmentsEdit;
use crate::files::{ParkedFolder, SavedFolder};
use crate::model::Model;

/// So many folders are remembered in which nothing is unwritten.
const MOST_WRITTEN: usize = 30;

/// Leaves the folder that is open, or whose drafts the state has, for another one.
pub(super) fn leave(model: &mut Model, to: &Path) -> Vec<Effect> {
    let mut effects = Vec::new();
    let from = model.files.folder.as_deref();
    if from.is_some_and(|from| from != to) {
        // Nothing brings back what was deleted there.
        effects.extend(super::undo::forget_deleted(model));
        park(model);
        let drafts = std::mem::take(&mut model.files.restored);
        let leaving: Vec<ConnectionId> = match model.files.is_open {
            true => model.files.of.keys().copied().collect(),
            false => drafts.into_iter().collect(),
        };
        for id in leaving {
            effects.extend(gone(model, id));
        }
        let files = &mut model.files;
        files.order.clear();
        files.folded.clear();
        files.beside.clear();
        files.made_on.clear();
        // A file of the same name is another connection there.
        files.histories.clear();
        files.environment = None;
        files.environments_edit = None;
        files.secrets.clear();
        files.reading.clear();
        files.deleted.clear();
        files.refusal = None;
        unpark(model, to);
    }
    model.files.restored.clear();
    effects
}

/// A connection whose file is gone, and of which nothing was edited.
pub(super) fn gone(model: &mut Model, id: ConnectionId) -> Vec<Effect> {
    model.files.of.remove(&id);
    match super::super::connections::delete(model, id) {
        true => vec![cancel(id)],
        false => vec![],
    }
}

fn park(model: &mut Model) {
    let is_leaving = |id: &ConnectionId| match model.files.is_open {
        true => model.files.of.contains_key(id),
        false => model.files.restored.contains(id),
    };
    let saved = model.saved();
    let forms = saved.connections.into_iter();
    let connections = forms.filter(|form| is_leaving(&form.id)).collect();
    let parked = &mut model.files.parked;
    parked.retain(|other| other.folder.path != saved.folder.path);
    parked.push(ParkedFolder {
        folder: saved.folder,
        connections,
    });
    let is_written = |parked: &ParkedFolder| !parked.has_drafts();
    let mut too_many = parked
        .iter()
        .filter(|one| is_written(one))
        .count()
        .saturating_sub(MOST_WRITTEN);
    parked.retain(|one| {
        let goes = is_written(one) && too_many > 0;
        too_many -= usize::from(goes);
        !goes
    });
}

/// Takes up what was kept of a folder.
fn unpark(model: &mut Model, path: &Path) {
    let mut parked = model.files.parked.iter();
    let Some(at) = parked.position(|one| one.folder.path.as_deref() == Some(path)) else {
        return;
    };
    let ParkedFolder {
        folder,
        connections,
    } = model.files.parked.remove(at);
    let SavedFolder {
        path: _,
        environment,
        selected,
        order,
        folded,
        beside,
        made_on,
        environments,
    } = folder;
    for mut form in connections {
        let made_on = made_on.get(&form.id.0);
        form.id = model.next_id();
        if let Some(file) = made_on {
            model.files.made_on.insert(form.id, file.clone());
        }
        model.connections.push(form);
    }
    let files = &mut model.files;
    files.environment = environment;
    files.environments_edit = environments.map(EnvironmentsEdit::restored);
    files.order = order;
    files.folded = folded;
    files.beside = beside;
    files.wanted = selected;
}
