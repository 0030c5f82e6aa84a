//! An import: read, shown, and kept as a whole or not at all.

use std::path::{Path, PathBuf};

use claimscope_core::time::Timestamp;

use super::files;
use crate::effect::{Effect, Work};
use crate::importing::{ImportCommand, ImportEvent, ImportSource, ImportView, ImportWork};
use crate::model::Model;
use crate::remote::Remote;
use crate::results::FailureText;

/// The endings of files that other programs keep requests in.
const ENDINGS: [&str; 7] = ["json", "yml", "yaml", "bru", "http", "rest", "env"];

pub(super) fn obey(model: &mut Model, command: ImportCommand) -> Vec<Effect> {
    match command {
        ImportCommand::Close => close(model),
        ImportCommand::Open => {
            let left = model.import.take().or(model.import_left.take());
            model.import = Some(left.unwrap_or_default());
            model.shows_connections = false;
        }
        ImportCommand::EditPath(path) => view(model).path = path,
        ImportCommand::EditText(text) => {
            let view = view(model);
            view.text = text;
            view.read.clear();
        }
        ImportCommand::Keep => return keep(model),
        ImportCommand::ReadPath => {
            let path = PathBuf::from(view(model).path.trim());
            return read(model, ImportSource::Path(path));
        }
        ImportCommand::ReadText => {
            let text = view(model).text.to_secret();
            return read(model, ImportSource::Text(text));
        }
        ImportCommand::SetApart(is_apart) => view(model).is_apart = is_apart,
        ImportCommand::SetKeychain(uses_keychain) => view(model).uses_keychain = uses_keychain,
    }
    vec![]
}

fn close(model: &mut Model) {
    if model.import.take().is_none() {
        model.import_left = None;
    }
}

/// Something else is shown: what was given to be read is there again when the import is opened.
pub(super) fn leave(model: &mut Model) {
    let left = model.import.take().filter(|view| view.next().is_some());
    model.import_left = left.or(model.import_left.take());
}

/// Whether a file is such that it is tried as an import first; a folder has no ending.
pub(super) fn is_tried(path: &Path) -> bool {
    let ending = path.extension().map(|ending| ending.to_ascii_lowercase());
    ending.is_none_or(|ending| ENDINGS.iter().any(|known| ending == *known))
}

/// A file or folder that was dropped.
pub(super) fn drop_file(model: &mut Model, path: PathBuf) -> Vec<Effect> {
    leave(model);
    model.import = Some(ImportView {
        dropped: Some(path.clone()),
        path: path.display().to_string(),
        ..ImportView::default()
    });
    read(model, ImportSource::Path(path))
}

/// Takes what is told; the file that was dropped and is no import, where there is one, is given back.
pub(super) fn learn(
    model: &mut Model,
    event: ImportEvent,
    now: Timestamp,
) -> Result<Vec<Effect>, PathBuf> {
    if let ImportEvent::Kept(_, Ok(kept)) = &event {
        files::note_imported(model, &kept.folder, &kept.entries);
    }
    let left = model.import_left.as_mut();
    let Some(view) = model.import.as_mut().or(left) else {
        return Ok(vec![]);
    };
    match event {
        ImportEvent::Read(generation, outcome) => {
            let is_refused = outcome.is_err();
            if !view.read.finish(generation, *outcome) {
                return Ok(vec![]);
            }
            if let Some(path) = view.dropped.take().filter(|_| is_refused) {
                close(model);
                return Err(path);
            }
            Ok(vec![])
        }
        ImportEvent::Kept(generation, outcome) => {
            let names = outcome.as_ref().ok().map(|kept| kept.names.clone());
            if !view.kept.finish(generation, outcome) {
                return Ok(vec![]);
            }
            Ok(names.map_or_else(Vec::new, |names| kept(model, names, now)))
        }
    }
}

/// The folder is read anew, and the first of what was kept selected.
fn kept(model: &mut Model, names: Vec<String>, now: Timestamp) -> Vec<Effect> {
    close(model);
    let text = match names.len() {
        0 => "Imported: variables".to_owned(),
        1 => "Imported 1 connection".to_owned(),
        more => format!("Imported {more} connections"),
    };
    model.notify(text, now);
    model.imported_first = names.into_iter().next();
    match model.files.folder.clone() {
        Some(folder) => files::open(model, folder),
        None => vec![],
    }
}

/// Once the folder was read, the first connection of an import is shown.
pub(super) fn select(model: &mut Model) {
    let Some(first) = &model.imported_first else {
        return;
    };
    let mut all = model.connections.iter();
    if let Some(id) = all.find(|one| one.name == *first).map(|one| one.id) {
        model.selected = id;
        model.search.clear();
        model.imported_first = None;
    }
}

fn view(model: &mut Model) -> &mut ImportView {
    model.import.get_or_insert_default()
}

fn read(model: &mut Model, source: ImportSource) -> Vec<Effect> {
    let folder = folder(model);
    let view = view(model);
    let generation = view.read.begin();
    view.kept.clear();
    view.is_apart = false;
    let Some(folder) = with(&mut view.read, generation, folder) else {
        return vec![];
    };
    let work = ImportWork::Read {
        generation,
        source,
        folder,
    };
    vec![Work::Import(work).into()]
}

fn keep(model: &mut Model) -> Vec<Effect> {
    let folder = folder(model);
    let view = view(model);
    let Some(read) = view.keepable() else {
        return vec![];
    };
    let imported = Box::new(read.imported.clone());
    let apart = view.is_apart.then(|| read.apart.clone());
    let generation = view.kept.begin();
    let Some(folder) = with(&mut view.kept, generation, folder) else {
        return vec![];
    };
    let work = ImportWork::Keep {
        generation,
        imported,
        folder,
        apart,
        uses_keychain: view.uses_keychain,
    };
    vec![Work::Import(work).into()]
}

fn folder(model: &Model) -> Result<PathBuf, FailureText> {
    model.files.folder.clone().ok_or_else(|| {
        FailureText::new(
            "No workspace folder is open, so there is nowhere to keep an import.",
            "Open a folder first.",
        )
    })
}

/// The folder; where there is none, the request ends with that.
fn with<T>(
    remote: &mut Remote<T>,
    generation: u64,
    folder: Result<PathBuf, FailureText>,
) -> Option<PathBuf> {
    match folder {
        Ok(folder) => Some(folder),
        Err(failure) => {
            remote.finish(generation, Err(failure));
            None
        }
    }
}
