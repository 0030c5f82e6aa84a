//! An import before anything is kept: what was read, what was understood of it, and where it would go.

use std::path::PathBuf;

use claimscope_client::import::Imported;
use claimscope_core::secret::Secret;

use crate::remote::Remote;
use crate::results::FailureText;
use crate::sensitive::Sensitive;

/// The view that shows it.
#[derive(Clone, Debug, Default)]
pub struct ImportView {
    /// What is pasted; it may hold secrets, so it is never printed or saved.
    pub text: Sensitive,
    /// The path of a file or folder, as it is typed.
    pub path: String,
    /// The file that was dropped, which goes to Inspect where it is no import.
    pub dropped: Option<PathBuf>,
    /// What was read.
    pub read: Remote<ImportRead>,
    /// Whether it was kept.
    pub kept: Remote<ImportKept>,
    /// Whether secrets go to the keychain; otherwise environment variables are named, and no value is kept.
    pub uses_keychain: bool,
    /// Whether it goes into a folder of its own.
    pub is_apart: bool,
}

/// What was read.
#[derive(Clone, Debug)]
pub struct ImportRead {
    /// All of it. Secrets stand beside the connections, whose texts have none.
    pub imported: Imported,
    /// The name and the text of each file that would be written.
    pub files: Vec<(String, String)>,
    /// The names that are taken in the workspace folder.
    pub taken: Vec<String>,
    /// Variables that the workspace folder has already, each behind its environment.
    pub variables_there: Vec<(String, String)>,
    /// Those of them with another value, a sentence each.
    pub clashes: Vec<String>,
    /// A folder in it under which every name is free.
    pub apart: String,
}

impl ImportView {
    /// What comes next of it: keeping what was read, or reading what was given.
    pub(crate) fn next(&self) -> Option<ImportCommand> {
        if self.keepable().is_some() {
            return Some(ImportCommand::Keep);
        }
        match (self.text.is_blank(), self.path.trim()) {
            (false, _) => Some(ImportCommand::ReadText),
            (true, "") => None,
            (true, _) => Some(ImportCommand::ReadPath),
        }
    }

    /// What can be kept as it stands: no name of it is taken.
    pub fn keepable(&self) -> Option<&ImportRead> {
        let is_idle = !self.kept.is_pending();
        let read = self.read.ready().filter(|_| is_idle)?;
        (read.taken.is_empty() || self.is_apart).then_some(read)
    }
}

/// Where an import is read from.
#[derive(Clone, Debug)]
pub enum ImportSource {
    /// A text.
    Text(Secret),
    /// A file, or a folder of Bruno's files.
    Path(PathBuf),
}

/// What is done for it.
#[derive(Clone, Debug)]
pub enum ImportWork {
    /// Read it; nothing is kept.
    Read {
        /// Which reading.
        generation: u64,
        /// From where.
        source: ImportSource,
        /// The workspace folder that it would go to.
        folder: PathBuf,
    },
    /// Keep all of it.
    Keep {
        /// Which keeping.
        generation: u64,
        /// What.
        imported: Box<Imported>,
        /// The workspace folder.
        folder: PathBuf,
        /// The folder in it, where it has one of its own.
        apart: Option<String>,
        /// Whether secrets go to the keychain.
        uses_keychain: bool,
    },
}

/// What the person wants of it.
#[derive(Clone, Debug, PartialEq)]
pub enum ImportCommand {
    /// Let it be; nothing is kept.
    Close,
    /// Change the path.
    EditPath(String),
    /// Change the text.
    EditText(Sensitive),
    /// Keep all of it.
    Keep,
    /// Show it no longer; what was given to it is there again when it is opened.
    Leave,
    /// Show the view.
    Open,
    /// Read the file or folder of the path.
    ReadPath,
    /// Read the text.
    ReadText,
    /// Put it into a folder of its own, or not.
    SetApart(bool),
    /// Put secrets into the keychain, or name environment variables.
    SetKeychain(bool),
}

/// What was kept.
#[derive(Clone, Debug)]
pub struct ImportKept {
    /// The names of the connections.
    pub names: Vec<String>,
    /// The entries of the keychain that were made.
    pub entries: Vec<String>,
    /// The workspace folder.
    pub folder: PathBuf,
}

/// What is told of it.
#[derive(Clone, Debug)]
pub enum ImportEvent {
    /// All of it was kept, or nothing.
    Kept(u64, Result<ImportKept, FailureText>),
    /// It was read, or why not.
    Read(u64, Box<Result<ImportRead, FailureText>>),
}
