//! The workspace folder as the window knows it: which file each connection is, its environments, and what could not be
//! written.

mod beside;
mod made_on;

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use claimscope_client::StoreError;
use claimscope_client::workspace::{Environments, SavedConnection, SecretPlace};
use claimscope_core::secret::Secret;
use claimscope_core::time::Timestamp;
use serde::{Deserialize, Serialize};

use crate::connection::{ConnectionForm, ConnectionId};
use crate::environments_edit::{EnvironmentsEdit, TableEdit};
use crate::results::FailureText;
use crate::sentence::sentence;
use crate::token_history::TokenHistory;
use crate::workspace::Workspace;

pub use beside::{Beside, InFileSince};
pub use made_on::MadeOn;

/// How long a deleted connection can be had back, in seconds.
pub const UNDO_SECONDS: i64 = 600;

/// So many deleted connections can be had back; of one more, the oldest cannot.
pub const MOST_DELETED: usize = 50;

/// What the area is called in which the environments are edited.
pub(crate) const ENVIRONMENTS_AREA: &str = "environments.toml";

/// Why a secret is neither here nor there yet.
pub(crate) const KEYCHAIN_WAITS: &str =
    "the system's keychain has not answered yet, and may be waiting for you to unlock it";

/// A file as it was read.
#[derive(Clone, Debug, PartialEq)]
pub struct FileText {
    /// The connection's name.
    pub name: String,
    /// The file.
    pub path: PathBuf,
    /// What is in it.
    pub text: String,
    /// What that says, or why it cannot be used.
    pub saved: Result<SavedConnection, FailureText>,
}

/// A folder as it was read.
#[derive(Clone, Debug)]
pub struct FolderRead {
    /// The folder.
    pub path: PathBuf,
    /// Its environments.
    pub environments: Environments,
    /// The text of `environments.toml`.
    pub environments_text: String,
    /// Its connections.
    pub files: Vec<FileText>,
}

/// What stands in a file by now that has unwritten edits here.
#[derive(Clone, Debug, PartialEq)]
pub enum Theirs {
    /// Something else.
    Changed(Box<FileText>),
    /// The file is gone.
    Removed,
}

/// The file of one connection.
#[derive(Clone, Debug, Default)]
pub struct ConnectionFile {
    /// The file as it was last read or written; `None` where there is none yet.
    pub stored: Option<FileText>,
    /// What is in it now, where that cannot be used: what was read before stays until it can be again.
    pub faulty: Option<FileText>,
    /// What it was copied from, where it is a copy that is in no file yet.
    pub(crate) origin: Option<SavedConnection>,
    /// The connection as it was then.
    pub(crate) written: Option<ConnectionForm>,
    /// How often it was to be written: an answer belongs to one of them.
    pub(crate) attempt: u64,
    /// The connection that is being written.
    pub(crate) saving: Option<ConnectionForm>,
    /// The connection that could not be written.
    pub(crate) refused: Option<ConnectionForm>,
    /// Why not.
    pub trouble: Option<FailureText>,
    /// When writing is tried again by itself.
    pub(crate) try_again: Option<Timestamp>,
    /// What was changed elsewhere meanwhile.
    pub theirs: Option<Theirs>,
    /// Whether the file lacks something of it that it may not hold as it is, such as JSON that is not finished.
    pub(crate) leaves_out: bool,
    /// Why a secret stays in memory, by its member.
    pub in_memory: BTreeMap<String, String>,
}

impl ConnectionFile {
    /// Why the file cannot be used, where it cannot.
    pub fn fault(&self) -> Option<&FailureText> {
        let now = self.faulty.as_ref().or(self.stored.as_ref());
        now?.saved.as_ref().err()
    }

    /// What the file says; nothing where there is none.
    pub(crate) fn base(&self) -> SavedConnection {
        let saved = self.stored.as_ref().map(|stored| &stored.saved);
        let saved = saved.and_then(|saved| saved.as_ref().ok());
        saved.or(self.origin.as_ref()).cloned().unwrap_or_default()
    }

    /// Whether the connection differs from what was last read or written.
    pub(crate) fn is_edited(&self, form: &ConnectionForm) -> bool {
        self.written.as_ref() != Some(form)
    }

    /// Whether something of the connection is in no file.
    pub(crate) fn is_unsaved(&self, form: &ConnectionForm) -> bool {
        self.stored.is_none() || self.is_edited(form) || self.leaves_out
    }
}

/// A connection that was deleted, as long as it can be had back.
#[derive(Clone, Debug)]
pub struct Deleted {
    /// The connection.
    pub(crate) form: ConnectionForm,
    /// What was known of its file.
    pub(crate) file: ConnectionFile,
    /// Where it stood in the list.
    pub(crate) index: usize,
    /// Its file's name, where it had one.
    pub(crate) name: Option<String>,
    /// What was in the file, once it was taken away.
    pub(crate) bytes: Option<Vec<u8>>,
    /// Whether the person wants it back.
    pub(crate) is_wanted: bool,
    /// Whether the file is being put back.
    pub(crate) is_returning: bool,
    /// Until when it can be had back.
    pub(crate) until: Timestamp,
    /// Its number among all deletions.
    pub(crate) number: u64,
    /// What its steps had brought, its token among them.
    pub(crate) workspace: Box<Workspace>,
}

/// A secret as it was read from its place, or why it could not be.
pub type SecretRead = Result<Secret, String>;

/// The workspace folder.
#[derive(Clone, Debug, Default)]
pub struct Files {
    /// The folder that is open, or that is to be.
    pub folder: Option<PathBuf>,
    /// Whether it was read.
    pub is_open: bool,
    /// Its environments.
    pub environments: Environments,
    /// The text of `environments.toml`.
    pub environments_text: String,
    /// What the person types in its place, until it is saved or discarded.
    pub environments_edit: Option<EnvironmentsEdit>,
    /// The path of another folder, while it is typed.
    pub folder_field: Option<String>,
    /// The environment that was chosen; `None` takes the file's own.
    pub environment: Option<String>,
    /// Why the folder as a whole cannot be read, as long as it cannot.
    pub trouble: Option<FailureText>,
    /// What the person wanted last of the folder and could not have.
    pub refusal: Option<FailureText>,
    /// The folder that is opened once everything here is written.
    pub(crate) opening: Option<PathBuf>,
    /// What is kept of other folders.
    pub(crate) parked: Vec<ParkedFolder>,
    /// Drafts of the state, which belong to its folder.
    pub(crate) restored: BTreeSet<ConnectionId>,
    /// Which connection is selected once the folder is read.
    pub(crate) wanted: Option<String>,
    /// The order of the connections, by name.
    pub(crate) order: Vec<String>,
    /// The folders of connections that are folded in the list.
    pub folded: BTreeSet<String>,
    /// What is kept of each connection beside its file.
    pub(crate) beside: BTreeMap<String, Beside>,
    /// The tokens of connections whose files are not read yet.
    pub(crate) histories: BTreeMap<String, TokenHistory>,
    /// The files.
    pub(crate) of: BTreeMap<ConnectionId, ConnectionFile>,
    /// Edits of an earlier start that were in no file yet: the file that they were made on.
    pub(crate) made_on: BTreeMap<ConnectionId, MadeOn>,
    /// What was read from the places of secrets.
    pub(crate) secrets: BTreeMap<SecretPlace, SecretRead>,
    /// The places that are being read.
    pub(crate) reading: BTreeSet<SecretPlace>,
    /// Whether the keychain lets everything wait that needs it.
    pub keychain_waits: bool,
    /// The entries of the keychain that were made here, by their names.
    pub(crate) made: BTreeMap<String, MadeEntry>,
    /// What was deleted, in that order.
    pub(crate) deleted: Vec<Deleted>,
}

/// An entry of the keychain that was made for a secret which a person typed, or which an import brought.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct MadeEntry {
    /// The folder whose file was to name it.
    pub folder: PathBuf,
    /// Whether an edit or a deletion here took it out of that file.
    pub is_left: bool,
}

/// A reason why a secret is not there, and apart from it the keychain's own words: they are the same for every secret, and are
/// said once.
pub(crate) fn without_words(why: &str) -> (String, Option<&str>) {
    let start = sentence(StoreError::NO_KEYCHAIN);
    let words = why.get(start.len() - 1..);
    let is_it = why.to_lowercase().starts_with(StoreError::NO_KEYCHAIN);
    match words
        .filter(|_| is_it)
        .and_then(|words| words.strip_prefix(": "))
    {
        Some(words) => (start, Some(words)),
        None => (why.to_owned(), None),
    }
}

impl Files {
    /// The words of the system's keychain, where it cannot be used.
    pub fn keychain_words(&self) -> Option<&str> {
        let read = self.secrets.values().filter_map(|read| read.as_ref().err());
        let kept = self.of.values().flat_map(|file| file.in_memory.values());
        read.chain(kept).find_map(|why| without_words(why).1)
    }

    /// The file of a connection.
    pub fn of(&self, id: ConnectionId) -> Option<&ConnectionFile> {
        self.of.get(&id)
    }

    /// The name of the environment in use.
    pub fn environment_in_use(&self) -> Option<&str> {
        let chosen = self.environments.choose(self.environment.as_deref());
        chosen
            .ok()
            .flatten()
            .map(|environment| environment.name.as_str())
    }

    /// What was read from a place, in the environment in use.
    pub(crate) fn read_secret(&self, place: &SecretPlace) -> Option<&SecretRead> {
        self.secrets.get(&self.filled_place(place))
    }

    /// Whether a place is in the keychain, which has not answered yet.
    pub(crate) fn is_awaited(&self, place: &SecretPlace) -> bool {
        self.keychain_waits && matches!(place, SecretPlace::Keychain(_))
    }

    /// A place in the environment in use.
    pub(crate) fn filled_place(&self, place: &SecretPlace) -> SecretPlace {
        let fill = |text: &str| {
            let filled = self.environments.fill(text, self.environment.as_deref());
            filled.unwrap_or_else(|_| text.to_owned())
        };
        match place {
            SecretPlace::Keychain(name) => SecretPlace::Keychain(fill(name)),
            SecretPlace::Env(name) => SecretPlace::Env(fill(name)),
            SecretPlace::File(path) => SecretPlace::File(fill(path)),
            SecretPlace::Ask => SecretPlace::Ask,
        }
    }

    /// The edit of the environments, while it is shown.
    pub fn shown_environments(&self) -> Option<&EnvironmentsEdit> {
        self.environments_edit.as_ref().filter(|edit| edit.is_shown)
    }

    /// Whether `environments.toml` was changed elsewhere while it is edited here.
    pub fn environments_differ(&self) -> bool {
        let edit = self.environments_edit.as_ref();
        self.is_open && edit.is_some_and(|edit| edit.made_on != self.environments_text)
    }

    /// Shows the edit of the environments: the draft, where there is one.
    pub(crate) fn show_environments(&mut self) -> &mut EnvironmentsEdit {
        let text = &self.environments_text;
        let edit = self
            .environments_edit
            .get_or_insert_with(|| EnvironmentsEdit::of(text.clone()));
        edit.is_shown = true;
        edit
    }

    /// What `environments.toml` says by now: it is shown where nothing was typed over what it said before.
    pub(crate) fn take_environments(&mut self, text: String) {
        if let Some(edit) = &mut self.environments_edit {
            edit.take_up(&text);
            let is_saved = edit.saving.as_ref() == Some(&text);
            if is_saved {
                edit.saving = None;
                edit.made_on.clone_from(&text);
            }
            if !edit.is_typed() && !is_saved {
                edit.made_on.clone_from(&text);
                edit.set_text(text.clone());
            } else if edit.text == text && edit.names.is_empty() && !edit.lacks_something() {
                self.environments_edit = None;
            }
        }
        self.environments_text = text;
    }

    /// Whether a deleted connection can be had back.
    pub fn can_undo(&self) -> bool {
        self.to_have_back().is_some()
    }

    /// The connection that comes back next.
    pub(crate) fn to_have_back(&self) -> Option<&Deleted> {
        self.deleted.iter().rev().find(|one| !one.is_wanted)
    }
}

/// Edits that are in no file yet.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct SavedFolder {
    /// The folder that was open.
    pub path: Option<PathBuf>,
    /// The environment that was chosen.
    pub environment: Option<String>,
    /// The selected connection, by its file's name.
    pub selected: Option<String>,
    /// The order of the connections.
    pub order: Vec<String>,
    /// The folders that are folded.
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    pub folded: BTreeSet<String>,
    /// What is kept of each beside its file.
    pub beside: BTreeMap<String, Beside>,
    /// Of edits that are in no file yet, by the connection's number: the file that they were made on.
    pub made_on: BTreeMap<u64, MadeOn>,
    /// What was typed in place of its environments, but for what may be a secret.
    pub environments: Option<EnvironmentsEdit>,
}

/// What is kept of a folder while another one is open: a draft belongs to its folder.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct ParkedFolder {
    /// What was kept beside its files.
    pub folder: SavedFolder,
    /// Its connections that are in no file, or not as they are.
    pub connections: Vec<ConnectionForm>,
}

impl ParkedFolder {
    /// Whether something of it is in no file.
    pub(crate) fn has_drafts(&self) -> bool {
        !self.connections.is_empty() || self.folder.environments.is_some()
    }
}

/// A secret that was typed, on its way to the keychain.
#[derive(Clone, Debug)]
pub struct TypedSecret {
    /// Its member, such as `client_secret`; of a row of a request, what the row is called.
    pub member: String,
    /// The place that the file names for it.
    pub place: SecretPlace,
    /// The keychain's entry: the place's name in the environment in use.
    pub entry: String,
    /// Whether another entry of that name is somebody else's.
    pub is_new: bool,
    /// What the file says of it until the keychain has taken it.
    pub until_kept: SecretPlace,
    /// The secret.
    pub secret: Secret,
}

/// A connection on its way to its file.
#[derive(Clone, Debug)]
pub struct FileSave {
    /// Whose.
    pub id: ConnectionId,
    /// Which attempt it is.
    pub attempt: u64,
    /// The folder.
    pub folder: PathBuf,
    /// The file's name as it is, where there is one, and what was read from it.
    pub before: Option<(String, String)>,
    /// The name that it is to have.
    pub name: String,
    /// What it is to say.
    pub saved: SavedConnection,
    /// The secrets that were typed.
    pub secrets: Vec<TypedSecret>,
}

/// A connection that was written.
#[derive(Clone, Debug)]
pub struct FileSaved {
    /// The file.
    pub file: FileText,
    /// Where each secret went, by its member; why it stays in memory, where it does.
    pub placed: Vec<(String, SecretPlace, Option<String>)>,
    /// The entries of the keychain that were made for them.
    pub made: Vec<String>,
}

/// What a person wants of the folder and its files.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FilesCommand {
    /// Fill in variables by this environment; `None` takes the folder's own.
    ChooseEnvironment(Option<String>),
    /// Show the environments no longer; what was typed is kept as a draft.
    CloseEnvironments,
    /// Close the field for another folder.
    CloseFolderField,
    /// Leave the environments as they are in their file.
    DiscardEnvironments,
    /// Take away what is said of a wish that could not be fulfilled.
    DismissRefusal,
    /// Change the text of the environments.
    EditEnvironments(String),
    /// Change their table.
    EditEnvironmentTable(TableEdit),
    /// Change the path of another folder.
    EditFolderField(String),
    /// Put a connection before or behind another one, into its folder.
    Drop {
        /// Which one.
        dragged: ConnectionId,
        /// The other one.
        at: ConnectionId,
        /// Whether behind it.
        is_behind: bool,
    },
    /// Fold a folder of connections, or not.
    Fold(String, bool),
    /// Take a secret's place out of the connection.
    ForgetSecret(String),
    /// Let what was typed as a name be.
    KeepName,
    /// Keep the edits made here, over what was changed elsewhere.
    KeepMine,
    /// The same of the environments.
    KeepMyEnvironments,
    /// Move a connection up or down in the list.
    Move(ConnectionId, isize),
    /// Move a connection into a folder, or out of all.
    MoveToFolder(ConnectionId, String),
    /// Open another folder.
    OpenFolder(PathBuf),
    /// Type another name for the selected connection.
    Rename,
    /// Write the environments.
    SaveEnvironments,
    /// Show the environments, to be edited.
    ShowEnvironments,
    /// Take what was changed elsewhere, in place of the edits made here.
    TakeTheirs,
    /// The same of the environments.
    TakeTheirEnvironments,
    /// Take what was typed as a name, as every other command does first.
    TakeName,
    /// Type a name for the selected connection.
    TypeName(String),
    /// Have the connection back that was deleted last.
    UndoDelete,
}

/// What is done with the folder.
#[derive(Clone, Debug)]
pub enum FolderWork {
    /// Delete these entries of the keychain, unless a file of one of these folders may name one; the first is where they were
    /// named, and keeps all of them where it is under version control.
    ForgetSecrets(Vec<String>, Vec<PathBuf>),
    /// Read a folder.
    Open(PathBuf),
    /// Put a file back that was deleted.
    PutBack(String, Vec<u8>),
    /// Read secrets from their places.
    ReadSecrets(Vec<SecretPlace>),
    /// Delete a connection's file.
    Remove(String),
    /// Write a connection.
    Save(Box<FileSave>),
    /// Write `environments.toml`, unless it has another text by now than the one that the edit was made on.
    SaveEnvironments(String, Option<String>),
}

/// What came of it, or was changed elsewhere.
#[derive(Clone, Debug)]
pub enum FolderEvent {
    /// A file was put back under this name, or not.
    PutBack(String, Result<(), FailureText>),
    /// The keychain has not answered for a while, or does so again.
    KeychainWaits(bool),
    /// The folder was read, anew or for the first time.
    Read(Box<FolderRead>),
    /// Something that a person wanted cannot be done, such as opening another folder.
    Refused(FailureText),
    /// A file was deleted, or not.
    Removed(String, Result<Vec<u8>, FailureText>),
    /// A connection was written with this attempt, or not.
    Saved(ConnectionId, u64, Box<Result<FileSaved, FailureText>>),
    /// These entries of the keychain are gone.
    SecretsForgotten(Vec<String>),
    /// The keychain answered after a connection's file was written without these secrets: the entry of each, or why there is none.
    SecretsKept(ConnectionId, Vec<(TypedSecret, Result<String, String>)>),
    /// Secrets were read, or why not.
    SecretsRead(Vec<(SecretPlace, SecretRead)>),
    /// The folder as a whole cannot be read.
    Trouble(FailureText),
}
