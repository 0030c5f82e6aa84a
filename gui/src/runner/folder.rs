//! The workspace folder: one thread reads and writes it, so that everything happens in the order in which it was asked for,
//! and looks for changes that were made elsewhere.

mod secrets;

use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::{Duration, Instant};

use claimscope_client::workspace::{
    SecretPlace, StoredConnection, WorkspaceError, WorkspaceFolder,
};

use self::secrets::Placed;
use super::Wake;
use crate::files::{
    FileSave, FileSaved, FileText, FolderEvent, FolderRead, FolderWork, SecretRead,
};
use crate::message::Event;
use crate::results::FailureText;
use crate::sentence::sentence;

/// What the keychain has of secrets that were typed, by their places.
type SecretsRead = Vec<(SecretPlace, SecretRead)>;

/// How often the folder is looked at.
const LOOK: Duration = Duration::from_secs(1);
/// A folder that takes long to look at is left alone for so many times as long.
const REST: u32 = 20;

/// What the thread is told.
enum Order {
    Work(FolderWork),
    /// Everything before it is done once this is answered.
    Answer(Sender<()>),
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

struct FolderThread {
    outbox: Sender<Event>,
    wake: Wake,
    folder: Option<WorkspaceFolder>,
    /// What was said last of the folder as a whole, so that it is not said each second.
    last_trouble: Option<FailureText>,
}

impl FolderThread {
    fn run(&mut self, inbox: &Receiver<Order>) {
        let mut rest = LOOK;
        loop {
            match inbox.recv_timeout(rest) {
                Ok(Order::Work(work)) => self.perform(work),
                Ok(Order::Answer(answer)) => {
                    // Nobody may be waiting any more.
                    let _ = answer.send(());
                }
                Err(RecvTimeoutError::Timeout) => {
                    let begun = Instant::now();
                    self.look();
                    rest = LOOK.max(begun.elapsed() * REST);
                }
                Err(RecvTimeoutError::Disconnected) => return,
            }
        }
    }

    fn perform(&mut self, work: FolderWork) {
        match work {
            FolderWork::ForgetSecrets(entries) => secrets::forget(&entries),
            FolderWork::Open(path) => self.open(path),
            FolderWork::PutBack(name, bytes) => {
                let done = self.with(|folder| folder.put_back(&name, &bytes));
                let done = done.map_err(|error| failure(&error));
                self.tell(FolderEvent::PutBack(name, done));
                self.reread();
            }
            FolderWork::ReadSecrets(places) => {
                let folder = self.folder.as_ref().map(|folder| folder.path().to_owned());
                let read = secrets::read(&places, &folder.unwrap_or_default());
                self.tell(FolderEvent::SecretsRead(read));
            }
            FolderWork::Remove(name) => {
                let taken = self.with(|folder| folder.take(&name));
                let is_conflict = taken.as_ref().is_err_and(WorkspaceError::is_conflict);
                let taken = taken.map_err(|error| failure(&error));
                self.tell(FolderEvent::Removed(name, taken));
                if is_conflict {
                    self.reread();
                }
            }
            FolderWork::Save(save) => self.save(*save),
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
        let Some(path) = self.folder.as_ref().map(|folder| folder.path().to_owned()) else {
            return;
        };
        match WorkspaceFolder::open(path) {
            Ok(folder) => {
                self.folder = Some(folder);
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

    fn save(&mut self, mut save: FileSave) {
        let (id, attempt) = (save.id, save.attempt);
        let is_open = |folder: &Path| {
            let open = self.folder.as_ref();
            open.is_some_and(|open| open.path() == folder)
        };
        let saved = match is_open(&save.folder) {
                        if error.is_conflict() {
                            self.reread();
                        }
            true => self.with(|folder| write(folder, &mut save)),
            false => WorkspaceFolder::open(save.folder.clone())
                .and_then(|mut folder| write(&mut folder, &mut save)),
        };
        // What is there now comes first, so that it is asked about: a part of it may have been done.
        if saved.is_err() {
            self.reread();
        }
        let saved = saved.map(|(saved, read)| {
            if !read.is_empty() {
                self.tell(FolderEvent::SecretsRead(read));
            }
            saved
        });
        let saved = saved.map_err(|error| failure(&error));
        self.tell(FolderEvent::Saved(id, attempt, Box::new(saved)));
    }
}

/// Writes one connection: its secrets first, since the file says where they are.
fn write(
    folder: &mut WorkspaceFolder,
    save: &mut FileSave,
) -> Result<(FileSaved, SecretsRead), WorkspaceError> {
    let name = save.name.as_str();
    // Nothing goes to the keychain for a file that could not be written.
    save.saved.check()?;
    match &save.before {
        None => folder.require_free(name)?,
        Some((before, text)) => {
            folder.require_text(before, text)?;
            if before != name {
                folder.rename(before, name)?;
            }
        }
    }
    let Placed { placed, read } = secrets::keep(&mut save.saved, &save.secrets);
    if let Err(error) = folder.save(name, &save.saved) {
        take_back(folder, save, &placed);
        return Err(error);
    }
    let file = file_text(folder.connection(name)?);
    Ok((FileSaved { file, placed }, read))
}

/// Leaves things as they were, as far as that is possible: the old name, and no entry in the keychain that no file names.
fn take_back(
    folder: &mut WorkspaceFolder,
    save: &FileSave,
    placed: &[(String, SecretPlace, Option<String>)],
) {
    if let Some((before, _)) = &save.before
        && *before != save.name
    {
        // Where that fails too, the folder is read anew and shows the new name.
        let _ = folder.rename(&save.name, before);
    }
    let new = save.secrets.iter().filter(|typed| typed.is_new);
    secrets::take_back(placed, new);
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
    FailureText::new(sentence(&error.message()), sentence(hint))
}
