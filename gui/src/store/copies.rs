//! Which of several copies of the program writes the state: the one that has the lock beside it.

use std::fs::{self, File, TryLockError};
use std::path::Path;
use std::sync::Arc;

use super::{StateFile, private_file};
use crate::results::FailureText;

/// Whether this copy writes the state.
#[derive(Clone, Debug, Default)]
pub(super) enum Turn {
    /// Nobody was asked, or the file system has no locks.
    #[default]
    Unasked,
    /// This copy does, for as long as the file is open: the system gives the lock back however the program ends.
    Ours(#[expect(dead_code, reason = "the lock is held by holding it")] Arc<File>),
    /// Another copy does.
    OfAnother,
}

impl StateFile {
    /// The file `state.json` in this folder, which this copy of the program alone writes as long as it runs. Where another
    /// copy runs, it is read, and not written.
    pub fn open(folder: &Path) -> Self {
        let turn = take_turn(folder);
        Self {
            turn,
            ..Self::new(folder)
        }
    }

    /// Whether another copy of the program writes the state.
    pub fn belongs_to_another(&self) -> bool {
        matches!(self.turn, Turn::OfAnother)
    }
}

/// A folder that cannot be written to is told of when the state is written.
fn take_turn(folder: &Path) -> Turn {
    let lock = folder.join("state.lock");
    drop(fs::create_dir_all(folder));
    let file = private_file(&lock).or_else(|_| File::open(&lock));
    let Ok(file) = file else {
        return Turn::Unasked;
    };
    match file.try_lock() {
        Ok(()) => Turn::Ours(Arc::new(file)),
        Err(TryLockError::WouldBlock) => Turn::OfAnother,
        Err(TryLockError::Error(_)) => Turn::Unasked,
    }
}

/// What a person should know who opened a second copy.
pub(super) fn second_copy() -> FailureText {
    FailureText::new(
        "Another copy of Claimscope is open.",
        "Both work, and connections that are files are saved by both. Theme, zoom, what is selected, and connections that are \
         in no file are saved by the other copy alone: it was opened first.",
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::saved::Saved;

    fn zoomed(percent: u16) -> Saved {
        Saved {
            zoom_percent: Some(percent),
            ..Saved::default()
        }
    }

    #[test]
    fn a_second_copy_reads_says_so_and_overwrites_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let first = StateFile::open(folder.path());
        first.write(&zoomed(125)).unwrap();
        let second = StateFile::open(folder.path());
        assert!(second.belongs_to_another() && !first.belongs_to_another());
        let restored = second.read();
        assert_eq!(restored.saved, Some(zoomed(125)));
        let sentence = restored.trouble.unwrap().sentence;
        assert!(sentence.contains("Another copy"), "{sentence}");
        second.write(&zoomed(70)).unwrap();
        assert_eq!(first.read().saved, Some(zoomed(125)));
        assert_eq!(first.read().trouble, None);
    }

    #[test]
    fn a_damaged_file_is_kept_aside_by_the_first_copy_alone() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("state.json"), "{").unwrap();
        let first = StateFile::open(folder.path());
        let second = StateFile::open(folder.path());
        assert!(second.read().trouble.is_some());
        let aside = folder.path().join("state.damaged-1.json");
        assert!(!aside.exists());
        first.read();
        assert!(aside.exists());
    }

    #[test]
    fn the_next_copy_writes_once_the_first_has_ended() {
        let folder = tempfile::tempdir().unwrap();
        let first = StateFile::open(folder.path());
        assert!(StateFile::open(folder.path()).belongs_to_another());
        drop(first);
        let next = StateFile::open(folder.path());
        next.write(&zoomed(90)).unwrap();
        assert_eq!(next.read().saved, Some(zoomed(90)));
    }

    #[test]
    fn a_folder_that_cannot_be_made_is_told_of_when_the_state_is_written() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("file");
        fs::write(&file, "").unwrap();
        let store = StateFile::open(&file);
        assert!(!store.belongs_to_another());
        assert!(store.write(&Saved::default()).is_err());
    }
}
