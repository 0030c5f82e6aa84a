//! Rows that outlive the program: sealed files in a folder of the user, and the one key to them in the system's keychain.
//!
//! - What is in the keychain? One key of 32 random bytes: keychains bound the size of an entry (Windows to 2,560 bytes) and
//!   may ask the user anew for each.
//! - What is on the disk? A file for each row, by AES-256-GCM. Its name is a keyed digest of the settings that it is for, so
//!   that it says nothing of them, and is authenticated with the content: a row cannot be passed off as another.
//! - Who may write? Whoever holds the row's [`RowLock`], which the system takes back from a process that ends, however it
//!   ends. Readers need none: a row is replaced as a whole.

mod entry;
mod error;
mod keychain;
mod lock;
mod named;
mod parts;
mod seal;

use std::fmt;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use claimscope_core::secret::Secret;

pub use error::StoreError;
pub use lock::RowLock;
pub use named::KeychainSecret;
use seal::SealingKey;

/// The folder, and the key to what is in it.
pub struct SealedStore {
    folder: PathBuf,
    key: SealingKey,
}

/// The name of a row, which tells its kind and nothing of what it is for.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct RowName(String);

/// Longer files are no rows.
const MAX_ROW_BYTES: u64 = 4 << 20;

/// The endings of files: a row, the one that will take its place, one that could not be opened, and who may write.
const ROW: &str = "row";
const NEXT: &str = "next";
const DAMAGED: &str = "damaged";
const LOCK: &str = "lock";

/// How often it is looked whether somebody else is done.
const LOOK_EVERY: Duration = Duration::from_millis(50);

impl SealedStore {
    /// Opens the folder with the key in the system's keychain, which is made where there is none. On Linux the keychain is
    /// what answers as the Secret Service, such as gnome-keyring or KWallet. A locked one may ask the user, who has two
    /// minutes.
    ///
    /// # Errors
    ///
    /// [`StoreError::Keychain`] where this machine has none that can be used, and [`StoreError::File`] where the folder
    /// cannot be made.
    pub async fn open(folder: impl Into<PathBuf>) -> Result<Self, StoreError> {
        let folder = folder.into();
        let key = keychain::sealing_key(&folder).await?;
        Self::with_key(folder, &key)
    }

    /// The same with a key of 32 bytes from elsewhere.
    ///
    /// # Errors
    ///
    /// [`StoreError::Keychain`] where the key has another length.
    pub fn with_key(folder: impl Into<PathBuf>, key: &Secret) -> Result<Self, StoreError> {
        Ok(Self {
            folder: folder.into(),
            key: SealingKey::new(key)?,
        })
    }

    /// Where rows are kept unless somebody says otherwise: `claimscope/kept` in the folder that this system has for a
    /// program's data.
    ///
    /// # Errors
    ///
    /// [`StoreError::NoFolder`] where the system names none.
    pub fn default_folder() -> Result<PathBuf, StoreError> {
        let variable = |name| {
            let value = std::env::var_os(name).filter(|value| !value.is_empty());
            value.map(PathBuf::from).filter(|path| path.is_absolute())
        };
        let data = match cfg!(windows) {
            true => variable("LOCALAPPDATA"),
            false if cfg!(target_os = "macos") => {
                variable("HOME").map(|home| home.join("Library/Application Support"))
            }
            false => variable("XDG_DATA_HOME")
                .or_else(|| variable("HOME").map(|home| home.join(".local/share"))),
        };
        let data = data.ok_or(StoreError::NoFolder)?;
        Ok(data.join("claimscope").join("kept"))
    }

    /// Where its rows are.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// The name of the row of this kind for these settings. Secrets may be among them: without the key, nobody can try out
    /// which settings lead to a name.
    pub fn name(&self, kind: &str, settings: &Secret) -> RowName {
        RowName(format!("{kind}-{}", self.key.digest(kind, settings)))
    }

    /// The row; `None` where there is none.
    ///
    /// # Errors
    ///
    /// [`StoreError::File`] where the file cannot be read, [`StoreError::Damaged`] where it cannot be opened with the key.
    pub fn read(&self, name: &RowName) -> Result<Option<Secret>, StoreError> {
        let path = path(&self.folder, name, ROW);
        let is_row = |length| length <= MAX_ROW_BYTES;
        let sealed = match std::fs::metadata(&path) {
            Ok(about) if is_row(about.len()) => std::fs::read(&path),
            Ok(_) => Ok(Vec::new()),
            Err(error) => Err(error),
        };
        match sealed {
            Ok(sealed) => match self.key.open(&name.0, &sealed) {
                Some(row) => Ok(Some(row)),
                None => Err(StoreError::Damaged { path }),
            },
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            Err(error) => Err(StoreError::file(&path, "read", &error)),
        }
    }

    /// The names of the rows of this kind, in order.
    ///
    /// # Errors
    ///
    /// [`StoreError::File`] where the folder cannot be read.
    pub fn names(&self, kind: &str) -> Result<Vec<RowName>, StoreError> {
        let of_kind = |name: &RowName| {
            let rest = name.0.strip_prefix(kind);
            rest.is_some_and(|rest| rest.starts_with('-'))
        };
        let mut names = names_with(&self.folder, ROW)?;
        names.retain(of_kind);
        Ok(names)
    }

    /// Removes every row, and what could not be opened of earlier ones, for which no key is needed. Gives the number of rows.
    ///
    /// # Errors
    ///
    /// [`StoreError::Busy`] where somebody else is writing one for longer than `patience`, [`StoreError::File`] where one is
    /// still there.
    pub async fn delete_all(folder: &Path, patience: Duration) -> Result<usize, StoreError> {
        let rows = names_with(folder, ROW)?;
        for ending in [ROW, NEXT, DAMAGED] {
            for name in names_with(folder, ending)? {
                let _lock = until(patience, || lock::lock_beside(folder, &name), || {}).await?;
                remove_file(&path(folder, &name, ending))?;
            }
        }
        Ok(rows.len())
    }

    /// Removes these rows.
    ///
    /// # Errors
    ///
    /// As [`SealedStore::delete_all`]; those before it are gone.
    pub async fn delete(&self, rows: &[RowName], patience: Duration) -> Result<(), StoreError> {
        for name in rows {
            self.lock(name, patience, || {}).await?.remove()?;
        }
        Ok(())
    }

    /// The right to write a row, waited for as long as `patience` while somebody else has it, in this process or another;
    /// `waiting` is told so.
    ///
    /// # Errors
    ///
    /// [`StoreError::Busy`] where that is not long enough, [`StoreError::File`] where the folder cannot be written.
    pub async fn lock(
        &self,
        name: &RowName,
        patience: Duration,
        waiting: impl FnOnce(),
    ) -> Result<RowLock<'_>, StoreError> {
        until(patience, || RowLock::try_take(self, name), waiting).await
    }

    /// That what stands in a row is not what its kind holds.
    pub(crate) fn damaged(&self, name: &RowName) -> StoreError {
        StoreError::Damaged {
            path: path(&self.folder, name, ROW),
        }
    }
}

impl RowName {
    /// The first eight digits of the digest, which a person can type.
    pub fn short(&self) -> &str {
        let digits = self.0.rsplit('-').next().unwrap_or_default();
        digits.get(..8).unwrap_or(digits)
    }
}

impl fmt::Debug for SealedStore {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = formatter.debug_struct("SealedStore");
        shown.field("folder", &self.folder).finish_non_exhaustive()
    }
}

fn path(folder: &Path, name: &RowName, ending: &str) -> PathBuf {
    folder.join(format!("{}.{ending}", name.0))
}

/// The names for which there is a file with this ending, in order.
fn names_with(folder: &Path, ending: &str) -> Result<Vec<RowName>, StoreError> {
    let entries = match std::fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(StoreError::file(folder, "read", &error)),
    };
    let name = |entry: std::io::Result<std::fs::DirEntry>| {
        let file = entry.ok()?.file_name().into_string().ok()?;
        let name = file.strip_suffix(ending)?.strip_suffix('.')?;
        Some(RowName(name.to_owned()))
    };
    let mut names: Vec<_> = entries.filter_map(name).collect();
    names.sort();
    Ok(names)
}

/// Tries until there is something.
async fn until<T>(
    patience: Duration,
    mut attempt: impl FnMut() -> Result<Option<T>, StoreError>,
    waiting: impl FnOnce(),
) -> Result<T, StoreError> {
    let start = Instant::now();
    let mut waiting = Some(waiting);
    loop {
        if let Some(found) = attempt()? {
            return Ok(found);
        }
        let waited = start.elapsed();
        if waited >= patience {
            return Err(StoreError::Busy { waited: patience });
        }
        if let Some(waiting) = waiting.take() {
            waiting();
        }
        tokio::time::sleep(LOOK_EVERY.min(patience - waited)).await;
    }
}

fn remove_file(path: &Path) -> Result<(), StoreError> {
    match std::fs::remove_file(path) {
        Err(error) if error.kind() != ErrorKind::NotFound => {
            Err(StoreError::file(path, "removed", &error))
        }
        _ => Ok(()),
    }
}

/// Makes the folder, for its user alone.
fn make_folder(folder: &Path) -> Result<(), StoreError> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    let made = builder.create(folder);
    made.map_err(|error| StoreError::file(folder, "made", &error))
}

/// Opens a file for writing, for its user alone, and makes it where it is absent.
fn open_file(path: &Path) -> Result<std::fs::File, StoreError> {
    let mut options = std::fs::OpenOptions::new();
    options.read(true).write(true).create(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let opened = options.open(path);
    opened.map_err(|error| StoreError::file(path, "written", &error))
}

#[cfg(test)]
mod tests;
