//! An import: read, shown, and kept as a whole or not at all.

use std::path::{Path, PathBuf};

use claimscope_client::own_path;
use claimscope_core::time::Timestamp;

use super::files;
use crate::effect::{Effect, Work};
use crate::importing::{ImportCommand, ImportEvent, ImportSource, ImportView, ImportWork};
use crate::model::{FocusField, Model};
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
            model.focus_on(FocusField::ImportPath);
        }
        ImportCommand::EditPath(path) => {
            let view = view(model);
            view.path = path;
            view.read.clear();
        }
        ImportCommand::EditText(text) => {
            let view = view(model);
            view.text = text;
            view.read.clear();
        }
        ImportCommand::Keep => return keep(model),
        ImportCommand::Leave => leave(model),
        ImportCommand::ReadPath => {
            let path = own_path(view(model).path.trim());
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
    match event {
        ImportEvent::Read(generation, outcome) => {
            let is_refused = outcome.is_err();
            let Some(slot) = slot(model, |view| view.read.awaits(generation)) else {
                return Ok(vec![]);
            };
            let Some(view) = slot else {
                return Ok(vec![]);
            };
            view.read.finish(generation, *outcome);
            if let Some(path) = view.dropped.take().filter(|_| is_refused) {
                *slot = None;
                return Err(path);
            }
            Ok(vec![])
        }
        ImportEvent::Kept(generation, outcome) => {
            let names = outcome.as_ref().ok().map(|kept| kept.names.clone());
            let Some(slot) = slot(model, |view| view.kept.awaits(generation)) else {
                return Ok(vec![]);
            };
            if let Some(view) = slot {
                view.kept.finish(generation, outcome);
            }
            let Some(names) = names else {
                return Ok(vec![]);
            };
            *slot = None;
            Ok(kept(model, names, now))
        }
    }
}

/// Where the view is that awaits something: it may be another one than that which is shown by now.
fn slot(
    model: &mut Model,
    awaits: impl Fn(&ImportView) -> bool,
) -> Option<&mut Option<ImportView>> {
    let all = [&mut model.import, &mut model.import_left];
    all.into_iter()
        .find(|slot| slot.as_ref().is_some_and(&awaits))
}

/// Begins a request of a view under a number that no request of an import had.
fn begin<T>(imports: &mut u64, remote: &mut Remote<T>) -> u64 {
    remote.rise_to(*imports);
    *imports = remote.begin();
    *imports
}

/// The folder is read anew, and the first of what was kept selected.
fn kept(model: &mut Model, names: Vec<String>, now: Timestamp) -> Vec<Effect> {
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
    let view = model.import.get_or_insert_default();
    let generation = begin(&mut model.imports, &mut view.read);
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
    let view = model.import.get_or_insert_default();
    let Some(read) = view.keepable() else {
        return vec![];
    };
    let imported = Box::new(read.imported.clone());
    let apart = view.is_apart.then(|| read.apart.clone());
    let generation = begin(&mut model.imports, &mut view.kept);
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_read_of_one_file_is_not_taken_for_that_of_the_next() {
        let mut model = Model::new(Default::default());
        model.files.folder = Some("/shop".into());
        let numbers = ["/a.json", "/b.json"].map(|path| {
            let effects = drop_file(&mut model, path.into());
            match effects.into_iter().next() {
                Some(Effect::Work(Work::Import(ImportWork::Read { generation, .. }))) => generation,
                _ => panic!("nothing is read"),
            }
        });
        let now = Timestamp::from_unix_seconds(1);
        for (number, path) in numbers.into_iter().zip(["/a.json", "/b.json"]) {
            let refused = Err(FailureText::new("It is no import.", ""));
            let event = ImportEvent::Read(number, Box::new(refused));
            assert_eq!(
                learn(&mut model, event, now).unwrap_err(),
                PathBuf::from(path)
            );
        }
        assert!(model.import.is_none() && model.import_left.is_none());
    }
}
