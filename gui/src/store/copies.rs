//! Which of several copies of the program writes the state: the one that has the lock beside it. Each other copy keeps
//! what it has in no file beside that state, in a file of its own, which the next start takes up. When the copy that wrote
//! the state has ended, the next one that looks writes it.

use std::collections::BTreeMap;
use std::fs::{self, File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::put_over::put_over;
use super::{StateFile, parse, private_file};
use crate::connection::{ConnectionForm, ConnectionId};
use crate::files::{MadeOn, ParkedFolder, SavedFolder};
use crate::results::FailureText;
use crate::saved::Saved;

/// More copies than this keep nothing.
const MOST_COPIES: u32 = 16;

/// Whether this copy writes the state.
#[derive(Clone, Debug, Default)]
pub(super) enum Turn {
    /// Nobody was asked, or the file system has no locks.
    #[default]
    Unasked,
    /// This copy does.
    Ours(#[expect(dead_code, reason = "the lock is held by holding it")] Lock),
    /// Another copy does.
    OfAnother {
        /// This one has a file of its own, where one is free.
        own: Option<OwnFile>,
        /// What the state said when this copy began.
        began: Box<Saved>,
    },
    /// This copy does since the other one has ended.
    TakenOver {
        #[expect(dead_code, reason = "the lock is held by holding it")]
        lock: Lock,
        /// Has what the other one left, until the next start takes it up.
        #[expect(dead_code, reason = "no other copy is to write that file")]
        own: Option<OwnFile>,
        /// What this copy had when it wrote last: what it changes from there goes over what the other one wrote.
        last: Box<Saved>,
    },
}

/// A lock, for as long as the file is open: the system gives it back however the program ends.
pub(super) type Lock = Arc<File>;

/// The file of a copy that does not write the state.
#[derive(Clone, Debug)]
pub(super) struct OwnFile {
    path: PathBuf,
    _lock: Lock,
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

    /// Becomes the copy that writes the state, where another did and has ended. What that one wrote last stays but for what
    /// was changed here since this copy began; what it had in no file goes to a file beside the state, which the next start
    /// takes up. What a person should know of it, where that happened.
    pub fn take_over(&mut self, mine: &Saved) -> Option<FailureText> {
        let Turn::OfAnother { own, began } = &self.turn else {
            return None;
        };
        let folder = self.path.parent().unwrap_or(Path::new("."));
        let lock = lock(&folder.join("state.lock")).ok()?;
        let found = self.found();
        let (theirs, reason) = found.unwrap_or_else(|| ((**began).clone(), None));
        let left = drafts_of(&theirs);
        let has_left = left != Saved::default();
        // Both copies' drafts stand in one file or the other at every moment; where they cannot, it is tried again.
        match own {
            Some(own) => {
                let mut both = left.clone();
                let rest = take_up(&mut both, drafts_of(mine));
                both.parked.extend(rest.parked);
                own.put(&both).ok()?;
            }
            None if has_left => return None,
            None => {}
        }
        // The same holds of what cannot be read.
        let aside = reason.as_ref().map(|_| self.keep_aside());
        let aside = aside.transpose().ok()?;
        let base = match reason.is_some() && says_nothing_else(&theirs) {
            true => began,
            false => &theirs,
        };
        super::replace(&self.path, &put_over(base, began, mine)).ok()?;
        if let Some(own) = own {
            // What is left in both is there twice at the next start, and nothing is lost.
            drop(own.put(&left));
        }
        self.turn = Turn::TakenOver {
            lock,
            own: own.clone(),
            last: Box::new(mine.clone()),
        };
        Some(taken_over(has_left, aside.as_deref(), reason))
    }

    /// Whether another copy of the program writes the state.
    pub fn belongs_to_another(&self) -> bool {
        matches!(self.turn, Turn::OfAnother { .. })
    }
}

/// A folder that cannot be written to is told of when the state is written.
fn take_turn(folder: &Path) -> Turn {
    drop(fs::create_dir_all(folder));
    match lock(&folder.join("state.lock")) {
        Ok(lock) => Turn::Ours(lock),
        Err(TryLockError::WouldBlock) => {
            let text = super::text_of(&folder.join("state.json")).unwrap_or_default();
            let began = parse(&text).map(|(saved, _)| saved);
            Turn::OfAnother {
                own: (2..=MOST_COPIES).find_map(|number| own_file(folder, number)),
                began: Box::new(began.unwrap_or_default()),
            }
        }
        Err(TryLockError::Error(_)) => Turn::Unasked,
    }
}

fn lock(path: &Path) -> Result<Lock, TryLockError> {
    let file = private_file(path).or_else(|_| File::open(path));
    let file = file.map_err(TryLockError::Error)?;
    file.try_lock()?;
    Ok(Arc::new(file))
}

/// The file of a further copy, unless that copy runs.
fn own_file(folder: &Path, number: u32) -> Option<OwnFile> {
    let lock = lock(&folder.join(format!("state-{number}.lock"))).ok()?;
    Some(OwnFile {
        path: path_of(folder, number),
        _lock: lock,
    })
}

fn path_of(folder: &Path, number: u32) -> PathBuf {
    folder.join(format!("state-{number}.json"))
}

impl OwnFile {
    /// Writes what is in no file, or nothing where everything is.
    pub(super) fn write(&self, saved: &Saved) -> io::Result<()> {
        self.put(&drafts_of(saved))
    }

    fn put(&self, drafts: &Saved) -> io::Result<()> {
        match *drafts == Saved::default() {
            true => self.remove(),
            false => super::replace(&self.path, drafts),
        }
    }

    fn remove(&self) -> io::Result<()> {
        match fs::remove_file(&self.path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        }
    }

    /// What an earlier copy left here. What cannot be read is kept aside.
    pub(super) fn left(&self) -> Option<Saved> {
        let text = super::text_of(&self.path).ok()?;
        let left = parse(&text).ok().map(|(saved, _)| saved);
        if left.is_none() {
            drop(fs::rename(
                &self.path,
                self.path.with_extension("damaged.json"),
            ));
        }
        left
    }
}

/// What is in no file: of the folder that is open, and of others that were.
fn drafts_of(saved: &Saved) -> Saved {
    let parked = saved.parked.iter();
    let parked = parked.filter(|folder| folder.has_drafts());
    let has_drafts = !saved.connections.is_empty() || saved.folder.environments.is_some();
    let path = saved.folder.path.clone();
    Saved {
        connections: saved.connections.clone(),
        folder: SavedFolder {
            path: path.filter(|_| has_drafts),
            made_on: saved.folder.made_on.clone(),
            environments: saved.folder.environments.clone(),
            ..SavedFolder::default()
        },
        parked: parked.cloned().collect(),
        ..Saved::default()
    }
}

/// Whether a file that could not be read as a whole says nothing but connections.
fn says_nothing_else(saved: &Saved) -> bool {
    let connections = saved.connections.clone();
    let nothing = Saved {
        connections,
        ..Saved::default()
    };
    *saved == nothing
}

/// What copies that have ended left, and their files.
pub(super) fn left_behind(folder: &Path) -> Vec<(OwnFile, Saved)> {
    let left = (2..=MOST_COPIES).filter(|number| path_of(folder, *number).exists());
    let files = left.filter_map(|number| own_file(folder, number));
    let read = files.filter_map(|file| {
        let left = file.left()?;
        Some((file, left))
    });
    read.collect()
}

/// Their files go once what they left is kept elsewhere; what is not stays in them.
pub(super) fn forget(left: Vec<(OwnFile, Saved)>) {
    for (file, rest) in left {
        // It is taken up once more otherwise.
        drop(file.put(&rest));
    }
}

/// Adds what another copy left, each to its folder: its connections get numbers that are free here. Gives back drafts of
/// environments of which there is another draft.
pub(super) fn take_up(saved: &mut Saved, left: Saved) -> Saved {
    let mut rest = Saved::default();
    let of_open = ParkedFolder {
        folder: left.folder,
        connections: left.connections,
    };
    // What was in no folder is added to the one that is open.
    let (open, has_none) = (saved.folder.path.clone(), of_open.folder.path.is_none());
    for (number, one) in std::iter::once(of_open).chain(left.parked).enumerate() {
        let is_open = one.folder.path == open || (number == 0 && (has_none || open.is_none()));
        let mut parked = saved.parked.iter_mut();
        let (connections, folder) = match is_open {
            true => (&mut saved.connections, &mut saved.folder),
            false => match parked.find(|known| known.folder.path == one.folder.path) {
                Some(known) => (&mut known.connections, &mut known.folder),
                None => {
                    saved.parked.push(one);
                    continue;
                }
            },
        };
        add(
            connections,
            &mut folder.made_on,
            one.connections,
            &one.folder,
        );
        if folder.environments.is_none() {
            folder.environments = one.folder.environments;
        } else if one.folder.environments.is_some()
            && one.folder.environments != folder.environments
        {
            rest.parked.push(ParkedFolder {
                folder: SavedFolder {
                    path: folder.path.clone(),
                    environments: one.folder.environments,
                    ..SavedFolder::default()
                },
                connections: vec![],
            });
        }
    }
    rest
}

/// Adds connections of another copy, each with the file that it was made on.
fn add(
    connections: &mut Vec<ConnectionForm>,
    made_on: &mut BTreeMap<u64, MadeOn>,
    left: Vec<ConnectionForm>,
    left_folder: &SavedFolder,
) {
    let numbers = connections.iter().map(|form| form.id.0);
    let mut last = numbers.max().unwrap_or(0);
    for mut form in left {
        last += 1;
        if let Some(file) = left_folder.made_on.get(&form.id.0) {
            made_on.insert(last, file.clone());
        }
        form.id = ConnectionId(last);
        connections.push(form);
    }
}

/// What a person should know who opened a second copy.
pub(super) fn second_copy() -> FailureText {
    FailureText::notice(
        "Another copy of Claimscope is open.",
        "Both work, and connections that are files are saved by both. Theme, zoom and what is selected are saved by the other \
         copy alone as long as it runs: it was opened first. When it is closed, this copy goes on for it. What this copy could \
         write into no file is there again at the next start.",
    )
}

/// What a person should know whose copy writes the state from now on.
fn taken_over(has_left: bool, aside: Option<&Path>, reason: Option<String>) -> FailureText {
    let left = match has_left {
        true => " What the other could write into no file is there again at the next start.",
        false => "",
    };
    let aside = aside.map(|aside| {
        let aside = aside.display();
        format!(" Some of what it saved could not be read: the file was kept as {aside}.")
    });
    let aside = aside.unwrap_or_default();
    let said = FailureText::notice(
        "The other copy of Claimscope was closed.",
        format!("This one saves theme, zoom and what is selected from now on.{left}{aside}"),
    );
    match reason {
        // What could not be read is a failure.
        Some(reason) => FailureText {
            is_notice: false,
            ..said.with_words(reason)
        },
        None => said,
    }
}

#[cfg(test)]
mod tests;
