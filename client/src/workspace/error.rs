//! Why a workspace, or a file in it, cannot be used as it is.

use std::fmt;
use std::path::{Path, PathBuf};

use claimscope_core::code::Code;

use super::variables::near;
use crate::code::workspace as code;

/// Why a workspace, or a file in it, cannot be used. It never holds a secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WorkspaceError {
    /// The stable name that programs match on.
    pub code: Code,
    /// The file that is at fault, where it is one.
    pub path: Option<PathBuf>,
    /// Line and column in it, both counted from 1, the column in characters.
    pub place: Option<(usize, usize)>,
    /// What is wrong: one plain sentence, lower case, no full stop.
    pub reason: String,
    /// What to do about it.
    pub hint: Option<String>,
}

impl WorkspaceError {
    pub(super) fn new(code: Code, reason: impl Into<String>) -> Self {
        Self {
            code,
            path: None,
            place: None,
            reason: reason.into(),
            hint: None,
        }
    }

    /// A workspace, or a connection in it, that is not there.
    pub fn absent(reason: impl Into<String>) -> Self {
        Self::new(code::ABSENT, reason)
    }

    /// A secret that whoever was asked did not give.
    pub fn secret_absent(reason: impl Into<String>, hint: impl Into<String>) -> Self {
        Self::new(code::SECRET_ABSENT, reason).hint(hint)
    }

    /// A file that is no longer as it was read.
    pub(super) fn conflict(path: &Path) -> Self {
        let reason = "the file was changed elsewhere since it was read, and was not overwritten";
        Self::new(code::CONFLICT, reason)
            .of(path)
            .hint("read it anew, and make the change again")
    }

    /// Whether it is that a file was changed elsewhere.
    pub fn is_conflict(&self) -> bool {
        self.code == code::CONFLICT
    }

    /// Whether it is that a secret stands in a file as text.
    pub fn is_secret_in_file(&self) -> bool {
        self.code == code::SECRET
    }

    /// The same of a text that no person has seen as a file.
    pub(super) fn without_place(self) -> Self {
        Self {
            path: None,
            place: None,
            ..self
        }
    }

    /// A file or folder that cannot be `read`, `written` …
    pub(super) fn file(path: &Path, tried: &str, error: &std::io::Error) -> Self {
        let reason = format!("it cannot be {tried}: {error}");
        let hint = match error.kind() {
            // What is wrong with the file itself.
            std::io::ErrorKind::Other => "check which file it is, and what stands in it",
            std::io::ErrorKind::NotFound => "check its name and its folders",
            _ => "see to its rights, and to the space on its disk",
        };
        Self::new(code::FILE, reason).of(path).hint(hint)
    }

    pub(super) fn of(mut self, path: &Path) -> Self {
        self.path = Some(path.to_owned());
        self
    }

    pub(super) fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// Advises the name that was probably meant, else all that there are; where there are none, says `none`.
    pub(super) fn hint_names(self, wanted: &str, names: &[&str], none: &str) -> Self {
        match (near(wanted, names.iter().copied()), names) {
            (Some(near), _) => self.hint(format!("did you mean {near}?")),
            (None, []) => self.hint(none),
            (None, names) => self.hint(format!("there are {}", names.join(", "))),
        }
    }

    /// File, line, column and what is wrong, on one line.
    pub fn message(&self) -> String {
        match (&self.path, self.place) {
            (Some(path), Some((line, column))) => {
                format!("{}:{line}:{column}: {}", path.display(), self.reason)
            }
            (Some(path), None) => format!("{}: {}", path.display(), self.reason),
            (None, _) => self.reason.clone(),
        }
    }
}

impl fmt::Display for WorkspaceError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.message())?;
        match &self.hint {
            Some(hint) => write!(formatter, "; {hint}"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for WorkspaceError {}
