//! The workspace folder: one thread reads and writes it, so that everything happens in the order in which it was asked for,
//! and looks for changes that were made elsewhere. It never waits for the keychain.

mod keychain;
mod secrets;

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::{Duration, Instant};

use claimscope_client::workspace::{
    SecretPlace, StoredConnection, WorkspaceError, WorkspaceFolder,
};

use self::keychain::{Answer, Ask, Keychain};
use self::secrets::{KeptSecret, Placed};
use super::Wake;
use crate::connection::ConnectionId;
use crate::files::{FileSave, FileSaved, FileText, FolderEvent, FolderRead, FolderWork};
use crate::message::Event;
use crate::results::FailureText;
use crate::sentence::sentence;

/// How often the folder is looked at.
const LOOK: Duration = Duration::from_secs(1);
/// A folder that takes long to look at is left alone for so many times as long.
const REST: u32 = 20;

/// What the thread is told.
enum Order {
    Work(FolderWork),
    /// Everything before it is done once this is answered.
    Answer(Sender<()>),
    /// What the keychain's thread answers.
    Keychain(Answer),
    /// Nothing more comes.
    End,
}

/// Hands work to the thread. The thread ends with it.
pub(super) struct FolderWorker {
    work: Sender<Order>,
}

impl FolderWorker {
    pub(super) fn start(outbox: Sender<Event>, wake: Wake) -> Self {
        let (work, inbox) = channel();
        let mut thread = FolderThread {
            outbox,
            wake,
            folder: None,
            last_trouble: None,
            keychain: Keychain::start(work.clone()),
            is_waiting: false,
            number: 0,
            placing: BTreeMap::new(),
            late: BTreeMap::new(),
        };
        std::thread::spawn(move || thread.run(&inbox));
        Self { work }
    }

    pub(super) fn run(&self, work: FolderWork) {
        // The thread lives as long as this.
        let _ = self.work.send(Order::Work(work));
    }

    /// Waits until everything is done that was handed over, at most so long: a keychain may ask the person.
    pub(super) fn finish(&self, patience: Duration) {
        let (answer, answered) = channel();
        let _ = self.work.send(Order::Answer(answer));
        let _ = answered.recv_timeout(patience);
    }
}

impl Drop for FolderWorker {
    fn drop(&mut self) {
        let _ = self.work.send(Order::End);
    }
}

struct FolderThread {
    outbox: Sender<Event>,
    wake: Wake,
    folder: Option<WorkspaceFolder>,
    /// What was said last of the folder as a whole, so that it is not said each second.
    last_trouble: Option<FailureText>,
    keychain: Keychain,
    /// Whether the window was told that the keychain is waited for.
    is_waiting: bool,
    /// The last file whose secrets the keychain was given.
    number: u64,
    /// Files that are written once the keychain has their secrets.
    placing: BTreeMap<u64, FileSave>,
    /// Those that were written without, as the keychain did not answer.
    late: BTreeMap<u64, ConnectionId>,
}

impl FolderThread {
    fn run(&mut self, inbox: &Receiver<Order>) {
        let mut rest = LOOK;
        let mut next_look = Instant::now() + rest;
        loop {
            let until = self.patience_ends().unwrap_or(next_look).min(next_look);
            match inbox.recv_timeout(until.saturating_duration_since(Instant::now())) {
                Ok(Order::Work(work)) => self.perform(work),
                Ok(Order::Answer(answer)) => self.keychain.ask(Ask::Answer(answer)),
                Ok(Order::Keychain(answer)) => self.take(answer),
                Err(RecvTimeoutError::Timeout) => {
                    self.go_on_without_keychain();
                    if Instant::now() < next_look {
                        continue;
                    }
                    let begun = Instant::now();
                    self.look();
                    rest = LOOK.max(begun.elapsed() * REST);
                }
                Ok(Order::End) | Err(RecvTimeoutError::Disconnected) => return,
            }
            next_look = Instant::now() + rest;
        }
    }

    /// When the keychain will have been waited for too long, unless that was told already.
    fn patience_ends(&self) -> Option<Instant> {
        let ends = self.keychain.patience_ends()?;
        (!self.is_waiting || !self.placing.is_empty()).then_some(ends)
    }

    /// Where the keychain does not answer, files are written without what it was to take, and that is told.
    fn go_on_without_keychain(&mut self) {
        let ends = self.keychain.patience_ends();
        if ends.is_some_and(|ends| ends <= Instant::now()) {
            self.write_all();
            self.tell_waiting(true);
        }
    }

    fn tell_waiting(&mut self, is_waiting: bool) {
        if self.is_waiting != is_waiting {
            self.is_waiting = is_waiting;
            self.tell(FolderEvent::KeychainWaits(is_waiting));
        }
    }

    /// Writes what waits for the keychain: what comes next may be about the same file.
    fn write_all(&mut self) {
        for (number, save) in std::mem::take(&mut self.placing) {
            self.late.insert(number, save.id);
            let secrets = secrets::not_kept_yet(&save.secrets);
            self.save(save, secrets);
        }
    }

    /// What the keychain answers.
    fn take(&mut self, answer: Answer) {
        self.keychain.answered();
        self.tell_waiting(false);
        match answer {
            Answer::Done(answer) => {
                // Nobody may be waiting any more.
                let _ = answer.send(());
            }
            Answer::Forgotten(entries) => self.tell(FolderEvent::SecretsForgotten(entries)),
            Answer::Kept(number, kept) => match self.placing.remove(&number) {
                Some(save) => self.save(save, kept),
                None => self.kept_late(number, kept),
            },
            Answer::Read(read) => self.tell(FolderEvent::SecretsRead(read)),
        }
    }

    fn kept_late(&mut self, number: u64, kept: Vec<KeptSecret>) {
        let Some(id) = self.late.remove(&number) else {
            return;
        };
        let read = kept.iter().filter_map(|kept| {
            let entry = kept.entry.clone().ok()?;
            Some((SecretPlace::Keychain(entry), Ok(kept.typed.secret.clone())))
        });
        self.tell(FolderEvent::SecretsRead(read.collect()));
        let kept = kept.into_iter().map(|kept| (kept.typed, kept.entry));
        self.tell(FolderEvent::SecretsKept(id, kept.collect()));
    }

    fn perform(&mut self, work: FolderWork) {
        match work {
            FolderWork::ForgetSecrets(..) | FolderWork::ReadSecrets(_) | FolderWork::Save(_) => {}
            // In the order in which it was asked for.
            _ => self.write_all(),
        }
        match work {
            FolderWork::ForgetSecrets(entries, folders) => {
                self.keychain.ask(Ask::Forget(entries, folders));
            }
            FolderWork::Open(path) => self.open(path),
            FolderWork::PutBack(name, bytes) => {
                let done = self.with(|folder| folder.put_back(&name, &bytes));
                let done = done.map_err(|error| failure(&error));
                self.tell(FolderEvent::PutBack(name, done));
                self.reread();
            }
            FolderWork::ReadSecrets(places) => self.read_secrets(places),
            FolderWork::Remove(name) => {
                let taken = self.with(|folder| folder.take(&name));
                let is_conflict = taken.as_ref().is_err_and(WorkspaceError::is_conflict);
                let taken = taken.map_err(|error| failure(&error));
                self.tell(FolderEvent::Removed(name, taken));
                if is_conflict {
                    self.reread();
                }
            }
            FolderWork::Save(save) => self.begin_save(*save),
            FolderWork::SaveEnvironments(text, made_on) => {
                let saved = self.with(|folder| {
                    if let Some(made_on) = &made_on {
                        folder.require_environments_text(made_on)?;
                    }
                    folder.save_environments(&text)
                });
                match saved {
                    Ok(()) => self.tell_read(),
                    Err(error) => {
                        if error.is_conflict() {
                            self.reread();
                        }
                        self.tell(FolderEvent::Refused(failure(&error)));
                    }
                }
            }
        }
    }

    fn tell(&self, event: FolderEvent) {
        // The window is gone: nobody needs the event.
        if self.outbox.send(Event::Folder(event)).is_ok() {
            (self.wake)();
        }
    }

    fn with<T>(
        &mut self,
        work: impl FnOnce(&mut WorkspaceFolder) -> Result<T, WorkspaceError>,
    ) -> Result<T, WorkspaceError> {
        match &mut self.folder {
            Some(folder) => work(folder),
            None => Err(WorkspaceError::absent("no folder is open")),
        }
    }

    fn open(&mut self, path: PathBuf) {
        // One folder has one name, by which the window knows what is kept of it.
        let path = std::path::absolute(&path).unwrap_or(path);
        match WorkspaceFolder::open(path) {
            Ok(folder) => {
                self.folder = Some(folder);
                self.last_trouble = None;
                self.tell_read();
            }
            Err(error) if self.folder.is_some() => {
                self.tell(FolderEvent::Refused(failure(&error)));
            }
            Err(error) => self.trouble(&error),
        }
    }

    /// What was changed elsewhere, whether or not the window has the focus: it is woken by a change alone.
    fn look(&mut self) {
        let Some(folder) = &mut self.folder else {
            return;
        };
        match folder.changes() {
            Ok(changes) if changes.is_empty() => {}
            Ok(_) => self.reread(),
            Err(error) => self.trouble(&error),
        }
    }

    fn reread(&mut self) {
        let Some(folder) = &mut self.folder else {
            return;
        };
        match folder.reread() {
            Ok(()) => {
                self.last_trouble = None;
                self.tell_read();
            }
            Err(error) => self.trouble(&error),
        }
    }

    fn trouble(&mut self, error: &WorkspaceError) {
        let trouble = failure(error);
        if self.last_trouble.as_ref() != Some(&trouble) {
            self.last_trouble = Some(trouble.clone());
            self.tell(FolderEvent::Trouble(trouble));
        }
    }

    fn tell_read(&self) {
        let Some(folder) = &self.folder else {
            return;
        };
        self.tell(FolderEvent::Read(Box::new(FolderRead {
            path: folder.path().to_owned(),
            environments: folder.environments().clone(),
            environments_text: folder.environments_file().unwrap_or_default(),
            files: folder.connections().iter().map(file_text).collect(),
        })));
    }

    /// The keychain is not waited for where a secret is elsewhere.
    fn read_secrets(&mut self, places: Vec<SecretPlace>) {
        let is_entry = |place: &SecretPlace| matches!(place, SecretPlace::Keychain(_));
        let (entries, others): (Vec<_>, Vec<_>) = places.into_iter().partition(is_entry);
        if !entries.is_empty() {
            self.keychain.ask(Ask::Read(entries));
        }
        if !others.is_empty() {
            let folder = self.folder.as_ref().map(|folder| folder.path().to_owned());
            let read = secrets::read(&others, &folder.unwrap_or_default());
            self.tell(FolderEvent::SecretsRead(read));
        }
    }

    /// Writes a file: its secrets go to the keychain first, since the file says where they are.
    fn begin_save(&mut self, save: FileSave) {
        if save.secrets.is_empty() {
            return self.save(save, Vec::new());
        }
        // Nothing goes to the keychain for a file that could not be written.
        match self.in_folder_of(&save, |folder| check(folder, &save)) {
            Ok(()) => {
                self.number += 1;
                let secrets = save.secrets.clone();
                self.keychain.ask(Ask::Keep(self.number, secrets));
                self.placing.insert(self.number, save);
            }
            Err(error) => self.tell_saved(&save, Err(error)),
        }
    }

    fn in_folder_of<T>(
        &mut self,
        save: &FileSave,
        work: impl FnOnce(&mut WorkspaceFolder) -> Result<T, WorkspaceError>,
    ) -> Result<T, WorkspaceError> {
        let open = self.folder.as_ref();
        match open.is_some_and(|open| open.path() == save.folder) {
            true => self.with(work),
            false => {
                WorkspaceFolder::open(save.folder.clone()).and_then(|mut folder| work(&mut folder))
            }
        }
    }

    fn save(&mut self, mut save: FileSave, secrets: Vec<KeptSecret>) {
        let Placed { placed, made, read } = secrets::place(&mut save.saved, secrets);
        let saved = self.in_folder_of(&save, |folder| write(folder, &save));
        if saved.is_err() && !made.is_empty() {
            // No file names them.
            self.keychain.ask(Ask::Forget(made.clone(), Vec::new()));
        }
        if saved.is_ok() && !read.is_empty() {
            self.tell(FolderEvent::SecretsRead(read));
        }
        let saved = saved.map(|file| FileSaved { file, placed, made });
        self.tell_saved(&save, saved);
    }

    fn tell_saved(&mut self, save: &FileSave, saved: Result<FileSaved, WorkspaceError>) {
        // What is there now comes first, so that it is asked about: a part of it may have been done.
        if saved.is_err() {
            self.reread();
        }
        let saved = saved.map_err(|error| failure(&error));
        self.tell(FolderEvent::Saved(save.id, save.attempt, Box::new(saved)));
    }
}

/// Whether one connection can be written.
fn check(folder: &WorkspaceFolder, save: &FileSave) -> Result<(), WorkspaceError> {
    save.saved.check()?;
    match &save.before {
        None => folder.require_free(&save.name),
        Some((before, text)) => folder.require_text(before, text),
    }
}

/// Writes one connection.
fn write(folder: &mut WorkspaceFolder, save: &FileSave) -> Result<FileText, WorkspaceError> {
    check(folder, save)?;
    let before = save.before.as_ref().map(|(before, _)| before);
    let before = before.filter(|before| **before != save.name);
    if let Some(before) = before {
        folder.rename(before, &save.name)?;
    }
    if let Err(error) = folder.save(&save.name, &save.saved) {
        if let Some(before) = before {
            // Where that fails too, the folder is read anew and shows the new name.
            let _ = folder.rename(&save.name, before);
        }
        return Err(error);
    }
    Ok(file_text(folder.connection(&save.name)?))
}

fn file_text(stored: &StoredConnection) -> FileText {
    let saved = stored.saved.as_ref();
    FileText {
        name: stored.name.clone(),
        path: stored.path.clone(),
        text: stored.text().to_owned(),
        saved: saved.cloned().map_err(failure),
    }
}

/// The sentence for a person.
fn failure(error: &WorkspaceError) -> FailureText {
    let hint = error.hint.as_deref().unwrap_or("correct it there");
    FailureText::new(sentence(&error.message()), sentence(hint)).with_code(error.code)
}
