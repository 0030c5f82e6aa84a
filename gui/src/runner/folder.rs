//! The workspace folder: one thread reads and writes it, so that everything happens in the order in which it was asked for,
//! and looks for changes that were made elsewhere.

mod secrets;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::Duration;

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

/// How often the folder is looked at while the window has the focus.
const LOOK: Duration = Duration::from_secs(1);

/// What the thread is told.
enum Order {
    Work(FolderWork),
    /// Everything before it is done once this is answered.
    Answer(Sender<()>),
}

/// Hands work to the thread. The thread ends with it.
pub(super) struct FolderWorker {
    work: Sender<Order>,
    is_watching: Arc<AtomicBool>,
}

impl FolderWorker {
    pub(super) fn start(outbox: Sender<Event>, wake: Wake) -> Self {
        let (work, inbox) = channel();
        let is_watching = Arc::new(AtomicBool::new(true));
        let mut thread = FolderThread {
            outbox,
            wake,
            folder: None,
            is_watching: Arc::clone(&is_watching),
            last_trouble: None,
        };
        std::thread::spawn(move || thread.run(&inbox));
        Self { work, is_watching }
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

    pub(super) fn set_watching(&self, is_watching: bool) {
        self.is_watching.store(is_watching, Ordering::Relaxed);
    }
}

struct FolderThread {
    outbox: Sender<Event>,
    wake: Wake,
    folder: Option<WorkspaceFolder>,
    is_watching: Arc<AtomicBool>,
    /// What was said last of the folder as a whole, so that it is not said each second.
    last_trouble: Option<FailureText>,
}

impl FolderThread {
    fn run(&mut self, inbox: &Receiver<Order>) {
        loop {
            match inbox.recv_timeout(LOOK) {
                Ok(Order::Work(work)) => self.perform(work),
                Ok(Order::Answer(answer)) => {
                    // Nobody may be waiting any more.
                    let _ = answer.send(());
                }
                Err(RecvTimeoutError::Timeout) => self.look(),
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
                self.tell_read_or(done);
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
            FolderWork::SaveEnvironments(text) => {
                match self.with(|folder| folder.save_environments(&text)) {
                    Ok(()) => self.tell_read(),
                    Err(error) => {
                        self.tell(FolderEvent::EnvironmentsRefused(failure(&error)));
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
        match WorkspaceFolder::open(path) {
            Ok(folder) => {
                self.folder = Some(folder);
                self.last_trouble = None;
                self.tell_read();
            }
            Err(error) => self.trouble(&error),
        }
    }

    /// What was changed elsewhere.
    fn look(&mut self) {
        if !self.is_watching.load(Ordering::Relaxed) {
            return;
        }
        let Some(folder) = &self.folder else {
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

    fn tell_read_or(&mut self, done: Result<(), WorkspaceError>) {
        match done {
            Ok(()) => self.tell_read(),
            Err(error) => {
                self.tell(FolderEvent::Trouble(failure(&error)));
                self.reread();
            }
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
            true => self.with(|folder| write(folder, &mut save)),
            false => WorkspaceFolder::open(save.folder.clone())
                .and_then(|mut folder| write(&mut folder, &mut save)),
        };
        // What is there now comes first, so that it is asked about.
        if saved.as_ref().is_err_and(WorkspaceError::is_conflict) {
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
        let new = save.secrets.iter().filter(|typed| typed.is_new);
        secrets::take_back(&placed, new);
        return Err(error);
    }
    let file = file_text(folder.connection(name)?);
    Ok((FileSaved { file, placed }, read))
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
