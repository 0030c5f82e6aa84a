//! The folder: what is in it, what changed since it was read, and writing one of its files.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::environments::Environments;
use super::error::WorkspaceError;
use super::file::{self, ENDING, ENVIRONMENTS, FileDigest, FileStamp, environments_path};
use super::line_ends::LineEnds;
use super::merge::TakenOut;
use super::name::name_fault;
use super::saved::SavedConnection;
use super::source::Source;
use super::variables::Texts;
use super::{merge, read, write};
use crate::code::workspace as code;

/// A workspace as it was read.
#[derive(Clone, Debug)]
pub struct WorkspaceFolder {
    pub(super) folder: PathBuf,
    pub(super) environments: Environments,
    pub(super) environments_digest: FileDigest,
    /// What the system said of files whose digest was looked at: as long as it says the same, they are not read again.
    stamps: BTreeMap<PathBuf, FileStamp>,
    connections: Vec<StoredConnection>,
    /// What was taken out of each connection's file here.
    pub(super) taken_out: BTreeMap<String, TakenOut>,
}

/// A connection file as it was read.
#[derive(Clone, Debug)]
pub struct StoredConnection {
    /// Its name: the file's without its ending, with the folders below the workspace before it.
    pub name: String,
    /// The file.
    pub path: PathBuf,
    /// What it says with its variables, or why it cannot be used.
    pub saved: Result<SavedConnection, WorkspaceError>,
    pub(super) text: String,
    pub(super) digest: FileDigest,
}

/// A file that is no longer as it was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileChange {
    /// The file.
    pub path: PathBuf,
    /// What became of it.
    pub kind: FileChangeKind,
}

/// What became of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileChangeKind {
    /// It is new.
    Added,
    /// Something else is in it.
    Changed,
    /// It is gone.
    Removed,
}

/// Folders below the workspace are looked into as deep as this.
const MAX_DEPTH: usize = 8;

impl WorkspaceFolder {
    /// Reads a folder. A connection that cannot be used stands among the others with its reason.
    ///
    /// # Errors
    ///
    /// Where the folder cannot be read, or its environments cannot be used.
    pub fn open(folder: impl Into<PathBuf>) -> Result<Self, WorkspaceError> {
        let folder = folder.into();
        if !folder.is_dir() {
            return Err(WorkspaceError::absent("there is no such folder").of(&folder));
        }
        let path = environments_path(&folder);
        let (environments, environments_digest) = match file::read(&path)? {
            Some((text, digest)) => (Environments::read(&path, &text)?, digest),
            None => (Environments::default(), None),
        };
        let mut connections = Vec::new();
        for (name, path) in files(&folder)? {
            connections.extend(stored(name, path)?);
        }
        refuse_same_names(&mut connections);
        Ok(Self {
            folder,
            environments,
            environments_digest,
            stamps: BTreeMap::new(),
            connections,
            taken_out: BTreeMap::new(),
        })
    }

    /// The folder.
    pub fn path(&self) -> &Path {
        &self.folder
    }

    /// What `environments.toml` says.
    pub fn environments(&self) -> &Environments {
        &self.environments
    }

    /// The connections, by name.
    pub fn connections(&self) -> &[StoredConnection] {
        &self.connections
    }

    /// The connection of this name.
    ///
    /// # Errors
    ///
    /// Where there is none.
    pub fn connection(&self, name: &str) -> Result<&StoredConnection, WorkspaceError> {
        let mut all = self.connections.iter();
        all.find(|stored| stored.name == name).ok_or_else(|| {
            let names: Vec<_> = self
                .connections
                .iter()
                .map(|one| one.name.as_str())
                .collect();
            let reason = format!("there is no connection {name}");
            let error = WorkspaceError::absent(reason).of(&self.folder);
            error.hint_names(name, &names, "the workspace has no connection yet")
        })
    }

    /// What a connection says in an environment, and that environment's name: `environment`, or what
    /// [`Environments::choose`] takes without one.
    ///
    /// # Errors
    ///
    /// Where there is no such connection or environment, the file cannot be used, or a variable is not defined. Where a request
    /// alone uses one, that is its [`SavedRequest::fault`](super::SavedRequest::fault).
    pub fn filled(
        &self,
        name: &str,
        environment: Option<&str>,
    ) -> Result<(SavedConnection, Option<&str>), WorkspaceError> {
        let stored = self.connection(name)?;
        if let Err(error) = &stored.saved {
            return Err(error.clone());
        }
        let chosen = self.environments.choose(environment)?;
        let (title, values) = self.environments.values(chosen);
        let source = Source::new(&stored.path, &stored.text, Texts::Filled(title, values));
        let saved = read::connection(&source)?;
        Ok((saved, chosen.map(|environment| environment.name.as_str())))
    }

    /// The files that are no longer as they were read. One of which the system says what it said before is not read again.
    ///
    /// # Errors
    ///
    /// Where the folder cannot be read.
    pub fn changes(&mut self) -> Result<Vec<FileChange>, WorkspaceError> {
        let mut known: BTreeMap<PathBuf, FileDigest> = self
            .connections
            .iter()
            .map(|stored| (stored.path.clone(), stored.digest))
            .collect();
        known.insert(environments_path(&self.folder), self.environments_digest);
        let paths = files(&self.folder)?.into_iter().map(|(_, path)| path);
        let paths: Vec<_> = paths.chain([environments_path(&self.folder)]).collect();
        let mut changes = Vec::new();
        for path in &paths {
            let before = known.remove(path).flatten();
            let kind = match (before, self.digest_now(path, before)) {
                (before, now) if before == now => continue,
                (None, _) => FileChangeKind::Added,
                (_, None) => FileChangeKind::Removed,
                _ => FileChangeKind::Changed,
            };
            changes.push((path.clone(), kind));
        }
        let gone = known.into_iter().filter(|(_, digest)| digest.is_some());
        changes.extend(gone.map(|(path, _)| (path, FileChangeKind::Removed)));
        changes.sort_by(|one, other| one.0.cmp(&other.0));
        let changes = changes.into_iter();
        Ok(changes
            .map(|(path, kind)| FileChange { path, kind })
            .collect())
    }

    /// The digest of a file that had this one.
    fn digest_now(&mut self, path: &Path, before: FileDigest) -> FileDigest {
        let stamp = FileStamp::of(path);
        if stamp.is_some() && self.stamps.get(path) == stamp.as_ref() {
            return before;
        }
        let now = file::digest(path);
        match stamp.filter(|_| now == before) {
            Some(stamp) => self.stamps.insert(path.to_owned(), stamp),
            None => self.stamps.remove(path),
        };
        now
    }

    /// Writes a connection: into its file, where comments and order stay, or into a new one. What is written was read again
    /// first, so that no secret and nothing that cannot be used gets into a file.
    ///
    /// # Errors
    ///
    /// [`WorkspaceError`] of `workspace.conflict` where the file was changed elsewhere since it was read; of `workspace.name`
    /// where the name cannot be used.
    pub fn save(&mut self, name: &str, saved: &SavedConnection) -> Result<(), WorkspaceError> {
        let at = self
            .connections
            .iter()
            .position(|stored| stored.name == name);
        let stored = at.map(|at| &self.connections[at]);
        let path = match stored {
            Some(stored) => stored.path.clone(),
            None => self.path_of_new(name)?,
        };
        let digest = stored.and_then(|stored| stored.digest);
        self.require_unchanged(&path, digest)?;
        let mut taken_out = self.taken_out.get(name).cloned().unwrap_or_default();
        let text = match stored {
            Some(stored) => changed(stored, saved, &mut taken_out)?,
            None => write::document(saved).to_string(),
        };
        let source = Source::new(&path, &text, Texts::Written);
        read::connection(&source)?;
        if stored.is_none_or(|stored| stored.text != text) {
            file::replace(&path, &text)?;
        }
        self.taken_out.insert(name.to_owned(), taken_out);
        if let Some(new) = stored_of(name.to_owned(), path)? {
            match at {
                Some(at) => self.connections[at] = new,
                None => self.connections.push(new),
            }
            self.connections
                .sort_by(|one, other| one.name.cmp(&other.name));
        }
        Ok(())
    }

    /// Removes a connection's file.
    ///
    /// # Errors
    ///
    /// As [`WorkspaceFolder::save`].
    pub fn remove(&mut self, name: &str) -> Result<(), WorkspaceError> {
        let stored = self.connection(name)?;
        self.require_unchanged(&stored.path, stored.digest)?;
        std::fs::remove_file(&stored.path)
            .map_err(|error| WorkspaceError::file(&stored.path, "removed", &error))?;
        self.connections.retain(|stored| stored.name != name);
        Ok(())
    }

    pub(super) fn require_unchanged(
        &self,
        path: &Path,
        digest: FileDigest,
    ) -> Result<(), WorkspaceError> {
        // Where its disk is gone, another one would get what is written.
        if !self.folder.is_dir() {
            let error = WorkspaceError::absent("the workspace's folder is not there any more");
            return Err(error
                .of(&self.folder)
                .hint("have it back, such as by mounting its disk"));
        }
        let now = file::read(path)?.and_then(|(_, digest)| digest);
        match now == digest {
            true => Ok(()),
            false => Err(WorkspaceError::conflict(path)),
        }
    }

    pub(super) fn path_of_new(&self, name: &str) -> Result<PathBuf, WorkspaceError> {
        self.path_beside(name, None)
    }

    /// The file of a name that no connection has but the one that is called so by now.
    pub(super) fn path_beside(
        &self,
        name: &str,
        own: Option<&str>,
    ) -> Result<PathBuf, WorkspaceError> {
        let fault = |reason: String| {
            let error = WorkspaceError::new(code::NAME, reason);
            Err(error.hint("give it another name"))
        };
        if let Some(why) = name_fault(name) {
            return fault(format!(
                "{name:?} cannot be the name of a connection: {why}"
            ));
        }
        let names = self.connections.iter().map(|stored| &stored.name);
        let mut names = names.filter(|other| Some(other.as_str()) != own);
        if let Some(other) = names.find(|other| other.to_lowercase() == name.to_lowercase()) {
            return fault(format!("the names {other} and {name} differ by case alone"));
        }
        Ok(self.folder.join(format!("{name}.{ENDING}")))
    }
}

/// The text of a file with what changed in it.
fn changed(
    stored: &StoredConnection,
    saved: &SavedConnection,
    taken_out: &mut TakenOut,
) -> Result<String, WorkspaceError> {
    let before = stored.saved.as_ref().map_err(Clone::clone)?;
    let new = rewritten(&stored.text, before, saved, taken_out);
    new.map_err(|error| error.of(&stored.path))
}

/// A text that says one thing, with what it is to say.
fn rewritten(
    text: &str,
    before: &SavedConnection,
    saved: &SavedConnection,
    taken_out: &mut TakenOut,
) -> Result<String, WorkspaceError> {
    let (ends, text) = LineEnds::of(text);
    let mut file = text.parse::<toml_edit::DocumentMut>().map_err(|error| {
        WorkspaceError::new(
            code::FORMAT,
            format!("this is no TOML: {}", error.message()),
        )
    })?;
    let document = |saved| ends.spell(write::document(saved));
    merge::apply(&mut file, &document(before), &document(saved), taken_out);
    Ok(ends.put(&file.to_string()))
}

impl SavedConnection {
    /// The text of a file that says this once it was written into it: comments, order and spelling stay.
    ///
    /// # Errors
    ///
    /// Where what stands in the file cannot be used.
    pub fn to_toml_over(&self, text: &str) -> Result<String, WorkspaceError> {
        let before = Self::from_toml(text)?;
        rewritten(text, &before, self, &mut TakenOut::default())
    }
}

fn stored(name: String, path: PathBuf) -> Result<Option<StoredConnection>, WorkspaceError> {
    let fault = name_fault(&name).map(|why| {
        let reason = format!("the file's name cannot be used: {why}");
        WorkspaceError::new(code::NAME, reason)
            .of(&path)
            .hint("rename the file")
    });
    let mut stored = stored_of(name, path)?;
    if let (Some(stored), Some(fault)) = (&mut stored, fault) {
        stored.saved = Err(fault);
    }
    Ok(stored)
}

fn stored_of(name: String, path: PathBuf) -> Result<Option<StoredConnection>, WorkspaceError> {
    let (text, digest, unreadable) = match file::read(&path) {
        Ok(None) => return Ok(None),
        Ok(Some((text, digest))) => (text, digest, None),
        Err(error) => (String::new(), file::digest(&path), Some(error)),
    };
    let saved = match unreadable {
        Some(error) => Err(error),
        None => read::connection(&Source::new(&path, &text, Texts::Written)),
    };
    Ok(Some(StoredConnection {
        name,
        path,
        saved,
        text,
        digest,
    }))
}

/// Names that are one on some systems make none of them usable.
fn refuse_same_names(connections: &mut [StoredConnection]) {
    let names: Vec<String> = connections
        .iter()
        .map(|stored| stored.name.clone())
        .collect();
    for stored in connections {
        let small = stored.name.to_lowercase();
        let mut others = names.iter().filter(|name| **name != stored.name);
        if let Some(other) = others.find(|name| name.to_lowercase() == small) {
            let reason = format!("the names {} and {other} differ by case alone", stored.name);
            stored.saved = Err(WorkspaceError::new(code::NAME, reason)
                .of(&stored.path)
                .hint("rename one of the files"));
        }
    }
}

/// The connection files with their names, in order.
fn files(folder: &Path) -> Result<Vec<(String, PathBuf)>, WorkspaceError> {
    let mut found = Vec::new();
    gather(folder, "", 0, &mut found)?;
    found.sort();
    Ok(found)
}

fn gather(
    folder: &Path,
    before: &str,
    depth: usize,
    found: &mut Vec<(String, PathBuf)>,
) -> Result<(), WorkspaceError> {
    let entries = std::fs::read_dir(folder);
    let entries = entries.map_err(|error| WorkspaceError::file(folder, "read", &error))?;
    for entry in entries.filter_map(Result::ok) {
        let path = entry.path();
        let Some(file_name) = path.file_name().and_then(|name| name.to_str()) else {
            continue;
        };
        if file_name.starts_with('.') {
            continue;
        }
        if entry.file_type().is_ok_and(|kind| kind.is_dir()) && depth < MAX_DEPTH {
            gather(&path, &format!("{before}{file_name}/"), depth + 1, found)?;
            continue;
        }
        let Some(stem) = file_name.strip_suffix(".toml") else {
            continue;
        };
        let is_environments = before.is_empty() && stem == ENVIRONMENTS;
        if !is_environments && path.is_file() {
            found.push((format!("{before}{stem}"), path));
        }
    }
    Ok(())
}
