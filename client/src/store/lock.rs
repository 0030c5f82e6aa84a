//! The right to write one row, which one process has at a time, and what may be done with it.

use std::fs::{File, TryLockError};
use std::io::{Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use claimscope_core::secret::Secret;

use super::{DAMAGED, LOCK, NEXT, ROW, RowName, SealedStore, StoreError};
use super::{make_folder, open_file, path, remove_file};

/// The right to write a row. The system takes it back when this is dropped, or when the process ends.
#[derive(Debug)]
pub struct RowLock<'a> {
    store: &'a SealedStore,
    name: RowName,
    /// Where the row is written before it takes its place.
    next: Option<File>,
    _lock: File,
}

/// What is reserved on the disk for a row; tokens are a few kilobytes.
const RESERVED_BYTES: usize = 32 << 10;

/// Locks the file beside a row; `None` while somebody else has it.
pub(super) fn lock_beside(folder: &Path, name: &RowName) -> Result<Option<File>, StoreError> {
    lock_file(folder, &format!("{}.{LOCK}", name.0))
}

/// Locks a file of the folder, which is made where it is absent.
pub(super) fn lock_file(folder: &Path, name: &str) -> Result<Option<File>, StoreError> {
    make_folder(folder)?;
    let path = folder.join(name);
    let lock = open_file(&path)?;
    match lock.try_lock() {
        Ok(()) => Ok(Some(lock)),
        Err(TryLockError::WouldBlock) => Ok(None),
        Err(TryLockError::Error(error)) => Err(StoreError::file(&path, "locked", &error)),
    }
}

impl<'a> RowLock<'a> {
    pub(super) fn try_take(
        store: &'a SealedStore,
        name: &RowName,
    ) -> Result<Option<Self>, StoreError> {
        let lock = lock_beside(&store.folder, name)?;
        Ok(lock.map(|lock| Self {
            store,
            name: name.clone(),
            next: None,
            _lock: lock,
        }))
    }

    /// Takes the space for a row, so that a full disk or a folder that cannot be written shows before something is spent
    /// whose successor could not be kept.
    ///
    /// # Errors
    ///
    /// [`StoreError::File`] where there is none.
    pub fn reserve(&mut self) -> Result<(), StoreError> {
        let path = self.path(NEXT);
        let mut next = open_file(&path)?;
        let reserved = next
            .write_all(&[0; RESERVED_BYTES])
            .and_then(|()| next.sync_all());
        // From here on, dropping removes it.
        self.next = Some(next);
        reserved.map_err(|error| StoreError::file(&path, "written", &error))
    }

    /// Puts a row in the place of the one that is there.
    ///
    /// # Errors
    ///
    /// [`StoreError::File`]; the row that was there is there still.
    pub fn write(&mut self, row: &Secret) -> Result<(), StoreError> {
        let path = self.path(NEXT);
        let no_entropy = || std::io::Error::other("the system gives no random bytes");
        let failed = |error| StoreError::file(&path, "written", &error);
        let sealed = self.store.key.seal(&self.name.0, row);
        let sealed = sealed.ok_or_else(|| failed(no_entropy()))?;
        let mut next = match self.next.take() {
            Some(next) => next,
            None => open_file(&path)?,
        };
        let written = next
            .seek(SeekFrom::Start(0))
            .and_then(|_| next.write_all(&sealed))
            .and_then(|()| next.set_len(sealed.len() as u64))
            .and_then(|()| next.sync_all());
        // Kept until the row has its place, so that a failure removes it.
        self.next = Some(next);
        written.map_err(failed)?;
        let renamed = std::fs::rename(&path, self.path(ROW));
        renamed.map_err(failed)?;
        self.next = None;
        self.sync_folder();
        Ok(())
    }

    /// Removes the row, where there is one.
    ///
    /// # Errors
    ///
    /// [`StoreError::File`] where it is still there.
    pub fn remove(&mut self) -> Result<(), StoreError> {
        let path = self.path(ROW);
        remove_file(&path)?;
        self.sync_folder();
        Ok(())
    }

    /// Moves a row that cannot be opened out of the way, and says where it is now.
    ///
    /// # Errors
    ///
    /// [`StoreError::File`] where it could not be moved.
    pub fn set_aside(&mut self) -> Result<PathBuf, StoreError> {
        let (path, aside) = (self.path(ROW), self.path(DAMAGED));
        let moved = std::fs::rename(&path, &aside);
        moved.map_err(|error| StoreError::file(&path, "moved", &error))?;
        Ok(aside)
    }

    fn path(&self, ending: &str) -> PathBuf {
        path(&self.store.folder, &self.name, ending)
    }

    /// A rename outlives a loss of power once the folder is on the disk; where it cannot be synced, it comes later.
    fn sync_folder(&self) {
        if cfg!(unix) {
            let _ = File::open(&self.store.folder).and_then(|folder| folder.sync_all());
        }
    }
}

impl Drop for RowLock<'_> {
    fn drop(&mut self) {
        if self.next.take().is_some() {
            // What cannot be removed is overwritten the next time.
            let _ = std::fs::remove_file(self.path(NEXT));
        }
    }
}
