//! Reads an import, and keeps it: all of it or nothing.

use std::path::Path;

use claimscope_client::code::import as code;
use claimscope_client::import::{
    ImportError, ImportKeepError, Imported, import, import_folder, read_folder,
};
use claimscope_client::workspace::WorkspaceError;
use claimscope_core::secret::Secret;

use super::{file, off_thread};
use crate::importing::{ImportEvent, ImportKept, ImportRead, ImportSource, ImportWork};
use crate::message::Event;
use crate::results::FailureText;
use crate::sentence::sentence;

/// The folder of imports whose names are taken.
const APART: &str = "Imported";

/// How many such folders are looked at.
const MAX_APART: u32 = 1_000;

const FORMATS: &str = "curl, Postman, Bruno, Insomnia, OpenAPI 3, .http files and IdentityServer4's configuration are read.";

pub(super) async fn perform(work: ImportWork) -> Event {
    Event::Import(match work {
        ImportWork::Read {
            generation,
            source,
            folder,
        } => {
            let read = off_thread(move || read(&source, &folder)).await;
            ImportEvent::Read(generation, Box::new(read))
        }
        ImportWork::Keep {
            generation,
            imported,
            folder,
            apart,
            uses_keychain,
        } => {
            let keep = move || keep(*imported, &folder, apart.as_deref(), uses_keychain);
            ImportEvent::Kept(generation, off_thread(keep).await)
        }
    })
}

fn read(source: &ImportSource, folder: &Path) -> Result<ImportRead, FailureText> {
    let imported = match source {
        ImportSource::Text(text) => import(None, text.expose_str().unwrap_or_default()),
        ImportSource::Path(path) => of_path(path)?,
    };
    let imported = imported.map_err(|error: ImportError| {
        let said = sentence(&error.to_string());
        FailureText::new(said, FORMATS).with_code(code::FORMAT)
    })?;
    let of_folder = |error: WorkspaceError| {
        let said = sentence(&error.message());
        FailureText::new(said, "See to the folder.").with_code(error.code)
    };
    let taken = |imported: &Imported| imported.names_taken(folder).map_err(of_folder);
    let is_free = |name: &String| {
        let moved = imported.clone().in_folder(name);
        taken(&moved).is_ok_and(|taken| taken.is_empty())
    };
    let mut names = (1..=MAX_APART).map(|number| match number {
        1 => APART.to_owned(),
        number => format!("{APART} {number}"),
    });
    let clashes = imported.clashes(folder).map_err(of_folder)?;
    Ok(ImportRead {
        clashes,
        variables_there: imported.variables_there(folder).map_err(of_folder)?,
        taken: taken(&imported)?,
        apart: names.find(is_free).unwrap_or_default(),
        files: files(&imported),
        imported,
    })
}

fn files(imported: &Imported) -> Vec<(String, String)> {
    let connections = imported.connections.iter();
    connections
        .map(|(name, saved)| (name.clone(), saved.to_toml()))
        .collect()
}

fn of_path(path: &Path) -> Result<Result<Imported, ImportError>, FailureText> {
    let name = path.file_name().map(|name| name.to_string_lossy());
    let unreadable = |error: std::io::Error| {
        FailureText::new(
            format!("{} could not be read: {error}.", path.display()),
            "Check the path, and the rights of the file.",
        )
    };
    if path.is_dir() {
        let files = read_folder(path).map_err(unreadable)?;
        return Ok(import_folder(&name.unwrap_or_default(), &files));
    }
    let bytes = file::bytes(path).map_err(unreadable)?;
    let text = Secret::new(bytes);
    Ok(match text.expose_str() {
        Some(text) => import(name.as_deref(), text),
        None => import(name.as_deref(), ""),
    })
}

fn keep(
    imported: Imported,
    folder: &Path,
    apart: Option<&str>,
    uses_keychain: bool,
) -> Result<ImportKept, FailureText> {
    let mut imported = match apart {
        Some(apart) => imported.in_folder(apart),
        None => imported,
    };
    let secrets = match uses_keychain {
        true => imported.use_keychain(),
        false => vec![],
    };
    let entries = imported.keep_in(folder, &secrets).map_err(not_kept)?;
    let names = imported.connections.into_iter();
    Ok(ImportKept {
        names: names.map(|(name, _)| name).collect(),
        entries,
        folder: folder.to_owned(),
    })
}

fn not_kept(error: ImportKeepError) -> FailureText {
    let nothing = "Nothing of it was kept.";
    match error {
        ImportKeepError::Folder(folder, error) => FailureText::new(
            format!("{nothing} {} cannot be made.", folder.display()),
            "See to its rights, and to the space on its disk.",
        )
        .with_words(error.to_string()),
        ImportKeepError::SecretThere(name) => FailureText::new(
            format!("{nothing} The keychain has another secret of the name {name}."),
            "Remove it there first, or name environment variables instead.",
        ),
        ImportKeepError::Store(error) => FailureText::new(
            format!("{nothing} {}", sentence(&error.message())),
            sentence(&error.hint()),
        )
        .with_code(error.code()),
        ImportKeepError::Workspace(error) => FailureText::new(
            format!("{nothing} {}", sentence(&error.message())),
            error.hint.as_deref().map(sentence).unwrap_or_default(),
        )
        .with_code(error.code),
    }
}
