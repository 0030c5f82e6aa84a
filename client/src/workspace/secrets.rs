//! Reading a secret from where a connection says that it is.

use std::cell::RefCell;
use std::path::Path;

use claimscope_core::secret::Secret;
use claimscope_oauth::mask::SentCredentials;

use super::error::WorkspaceError;
use super::place::SecretPlace;
use crate::KeychainSecret;
use crate::code::workspace as code;
use crate::own_path::path_within;

/// A secret that is wanted: what it is, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SecretUse {
    /// What it is, such as `client secret`.
    pub what: String,
    /// The member of the file that names it, such as `client_secret`.
    pub member: String,
    /// Where it is.
    pub place: SecretPlace,
}

/// How secrets are read.
pub(super) type ReadSecret<'a> = &'a dyn Fn(&SecretUse) -> Result<Secret, WorkspaceError>;

impl SecretUse {
    pub(super) fn new(what: &str, member: &str, place: &SecretPlace) -> Self {
        Self {
            what: what.to_owned(),
            member: member.to_owned(),
            place: place.clone(),
        }
    }
}

/// The secret, of which it is noted that no request may be shown with it.
pub(super) fn noted(
    secret: Secret,
    secrets: &RefCell<SentCredentials>,
) -> Result<Secret, WorkspaceError> {
    secrets.borrow_mut().add(secret.expose());
    Ok(secret)
}

/// Longer files are no secrets.
const MAX_BYTES: u64 = 1 << 20;

/// Reads a secret from where it is; `ask` asks a person. A file's path begins at the workspace's folder. It blocks: a keychain
/// may ask the user.
///
/// # Errors
///
/// Where it is not there, or cannot be read.
pub fn read_secret(
    wanted: &SecretUse,
    folder: &Path,
    ask: &dyn Fn(&SecretUse) -> Result<Secret, WorkspaceError>,
) -> Result<Secret, WorkspaceError> {
    let what = &wanted.what;
    let absent = |reason: String, hint: String| {
        Err(WorkspaceError::new(code::SECRET_ABSENT, reason).hint(hint))
    };
    let secret = match &wanted.place {
        SecretPlace::Ask => return ask(wanted),
        SecretPlace::Env(name) => match std::env::var(name) {
            Ok(value) => Secret::from(value),
            Err(std::env::VarError::NotPresent) => {
                return absent(
                    format!(
                        "the {what} is expected in the environment variable {name}, which is not set"
                    ),
                    format!("set {name} where the command runs"),
                );
            }
            Err(std::env::VarError::NotUnicode(_)) => {
                return absent(
                    format!("the {what} in the environment variable {name} is not UTF-8"),
                    "set it anew, or name a file, whose bytes are taken as they are".to_owned(),
                );
            }
        },
        SecretPlace::File(path) => secret_file(what, &path_within(folder, path))?,
        SecretPlace::Keychain(name) => {
            match KeychainSecret::named(name).read().map_err(of_keychain)? {
                Some(secret) => return Ok(secret),
                None => {
                    return absent(
                        format!(
                            "the {what} is expected in the system's keychain as {name:?} of claimscope, which is not there"
                        ),
                        format!(
                            "put it there, or name another place in the file, such as {}",
                            "{ env = \"…\" }"
                        ),
                    );
                }
            }
        }
    };
    let bare = bare(secret.expose());
    match bare.is_empty() {
        true => absent(
            format!("the {what} is empty where {} says that it is", wanted.place),
            "put it there".to_owned(),
        ),
        false => Ok(Secret::new(bare)),
    }
}

fn of_keychain(error: crate::StoreError) -> WorkspaceError {
    WorkspaceError::new(error.code(), error.message()).hint(error.hint())
}

fn secret_file(what: &str, path: &Path) -> Result<Secret, WorkspaceError> {
    let read = match std::fs::metadata(path) {
        Ok(about) if about.len() > MAX_BYTES => {
            let reason = format!("the file named for the {what} is longer than 1 MiB");
            return Err(WorkspaceError::new(code::SECRET_ABSENT, reason)
                .of(path)
                .hint("secrets and keys are far smaller; check which file is named"));
        }
        Ok(about) if !about.is_file() => Err(no_file()),
        _ => std::fs::read(path),
    };
    read.map(Secret::new).map_err(|error| {
        let reason = format!("the {what} is expected in this file, which cannot be read: {error}");
        WorkspaceError::new(code::SECRET_ABSENT, reason)
            .of(path)
            .hint("a relative path begins at the workspace's folder")
    })
}

/// A device or a pipe may never end.
pub(super) fn no_file() -> std::io::Error {
    std::io::Error::other("it is no regular file")
}

/// The bytes without a byte order mark and without the one line end that editors put behind.
fn bare(bytes: &[u8]) -> &[u8] {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    match bytes.strip_suffix(b"\n") {
        Some(bytes) => bytes.strip_suffix(b"\r").unwrap_or(bytes),
        None => bytes,
    }
}
