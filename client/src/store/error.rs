//! Why nothing can be kept, or what was kept cannot be had.

use std::fmt;
use std::path::{Path, PathBuf};
use std::time::Duration;

use claimscope_core::code::Code;

use crate::code::store as code;

/// Why the store did not do its part.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum StoreError {
    /// The system has no keychain, or it is locked.
    Keychain {
        /// The words of whoever found it.
        reason: String,
    },
    /// The system names no folder for a program's data.
    NoFolder,
    /// A file or the folder cannot be made, read or written.
    File {
        /// Which.
        path: PathBuf,
        /// What was tried: `read`, `written` …
        tried: &'static str,
        /// The system's words.
        reason: String,
    },
    /// A row is not what was written, or was sealed with another key.
    Damaged {
        /// The file.
        path: PathBuf,
    },
    /// A secret is longer than what the system's keychain holds of one.
    TooLong {
        /// What it holds.
        most_bytes: usize,
    },
    /// Somebody else holds the row for longer than is waited.
    Busy {
        /// How long was waited.
        waited: Duration,
    },
}

impl StoreError {
    pub(super) fn file(path: &Path, tried: &'static str, error: &std::io::Error) -> Self {
        Self::File {
            path: path.to_owned(),
            tried,
            reason: error.to_string(),
        }
    }

    pub(super) fn keychain(reason: impl Into<String>) -> Self {
        Self::Keychain {
            reason: reason.into(),
        }
    }

    /// What is said of a keychain that does not do its part, before its own words.
    pub const NO_KEYCHAIN: &str = "the system's keychain cannot be used";

    /// The stable name that programs match on.
    pub fn code(&self) -> Code {
        match self {
            Self::Keychain { .. } | Self::TooLong { .. } => code::KEYCHAIN,
            Self::NoFolder | Self::File { .. } => code::FILE,
            Self::Damaged { .. } => code::DAMAGED,
            Self::Busy { .. } => code::BUSY,
        }
    }

    /// One plain sentence, lower case, no full stop.
    pub fn message(&self) -> String {
        match self {
            Self::Keychain { reason } => {
                format!("{}: {reason}", Self::NO_KEYCHAIN)
            }
            Self::NoFolder => "the system names no folder for what is kept".to_owned(),
            Self::File {
                path,
                tried,
                reason,
            } => format!("{} cannot be {tried}: {reason}", path.display()),
            Self::Damaged { path } => format!(
                "{} cannot be opened with the key in the system's keychain: it is damaged, or was sealed with another key",
                path.display()
            ),
            Self::TooLong { most_bytes } => format!(
                "the secret is longer than the {most_bytes} bytes that the system's keychain holds of one, in which each character takes two or more"
            ),
            Self::Busy { waited } => format!(
                "another process has been asking for the same token for more than {waited:?}, and one refresh token must not be sent twice"
            ),
        }
    }

    /// What to do about it.
    pub fn hint(&self) -> String {
        match self {
            Self::Keychain { .. } if cfg!(all(unix, not(target_os = "macos"))) => {
                "unlock the keychain, or start one that answers as the Secret Service, such as gnome-keyring or KWallet, in this session"
            }
            Self::Keychain { .. } => "unlock the keychain, and allow this program to use it",
            Self::NoFolder => "set HOME, or on Windows LOCALAPPDATA",
            Self::File { .. } => "see to the folder's rights, and to the space on its disk",
            Self::TooLong { .. } => {
                "put it into a file that nobody else may read, and name that: { file = \"…\" }"
            }
            Self::Damaged { .. } => "ask for a new token",
            Self::Busy { .. } => "wait for that process or end it, then try again",
        }
        .to_owned()
    }
}

impl fmt::Display for StoreError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}; {}", self.message(), self.hint())
    }
}

impl std::error::Error for StoreError {}
