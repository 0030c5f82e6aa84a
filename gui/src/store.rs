//! The file that keeps what survives a restart: written whole or not at all, readable by its owner alone, and kept aside
//! where it cannot be read.

mod copies;
mod put_over;

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::results::FailureText;
use crate::saved::Saved;
use copies::{OwnFile, Turn};

/// What earlier versions kept and this one has no use for.
const RETIRED: [&str; 1] = ["log_hidden"];

/// Larger files were not written by this program.
const LARGEST_BYTES: u64 = 16 << 20;

/// Where the state is kept.
#[derive(Clone, Debug)]
pub struct StateFile {
    path: PathBuf,
    turn: Turn,
}

/// What was found at the start, and what a person should know about it.
#[derive(Debug, Default)]
pub struct Restored {
    /// The state; `None` where there is no file yet.
    pub saved: Option<Saved>,
    /// What could not be read.
    pub trouble: Option<FailureText>,
}

impl StateFile {
    /// The file `state.json` in this folder, whoever else writes it.
    pub fn new(folder: &Path) -> Self {
        Self {
            path: folder.join("state.json"),
            turn: Turn::default(),
        }
    }

    /// Reads the state. What cannot be read is kept aside, beside the file, before anything overwrites it.
    pub fn read(&self) -> Restored {
        match &self.turn {
            Turn::Unasked => self.read_own(),
            Turn::Ours(_) | Turn::TakenOver { .. } => self.with_left_behind(self.read_own()),
            Turn::OfAnother { own, began } => Self::read_of_another(own.as_ref(), began),
        }
    }

    fn read_own(&self) -> Restored {
        match self.found() {
            None => Restored::default(),
            Some((saved, None)) => Restored {
                saved: Some(saved),
                trouble: None,
            },
            Some((saved, Some(reason))) => self.damaged(saved, &reason),
        }
    }

    /// What the file says, and why not all of it could be read; `None` where there is no file.
    fn found(&self) -> Option<(Saved, Option<String>)> {
        let unreadable = |reason: String| (Saved::default(), Some(reason));
        let text = match text_of(&self.path) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return None,
            Err(error) => return Some(unreadable(error.to_string())),
        };
        Some(parse(&text).unwrap_or_else(|error| unreadable(error.to_string())))
    }

    /// The same with what other copies left, which is then kept here.
    fn with_left_behind(&self, mut restored: Restored) -> Restored {
        let folder = self.path.parent().unwrap_or(Path::new("."));
        let mut left = copies::left_behind(folder);
        if left.is_empty() {
            return restored;
        }
        let saved = restored.saved.get_or_insert_default();
        for (_, left) in &mut left {
            *left = copies::take_up(saved, std::mem::take(left));
        }
        if replace(&self.path, saved).is_ok() {
            copies::forget(left);
        }
        restored
    }

    /// What another copy of the program writes is its own to mend, and what it has in no file its own to write.
    fn read_of_another(own: Option<&OwnFile>, began: &Saved) -> Restored {
        let mut saved = began.clone();
        saved.connections.clear();
        saved.folder.made_on.clear();
        saved.folder.environments = None;
        // What its edits left in the keychain, an undo there may want.
        saved.made_entries.clear();
        for parked in &mut saved.parked {
            parked.connections.clear();
            parked.folder.made_on.clear();
            parked.folder.environments = None;
        }
        if let Some(left) = own.and_then(OwnFile::left) {
            copies::take_up(&mut saved, left);
        }
        Restored {
            saved: Some(saved),
            trouble: Some(copies::second_copy()),
        }
    }

    fn damaged(&self, saved: Saved, reason: &str) -> Restored {
        let trouble = match self.keep_aside() {
            Ok(aside) => FailureText::new(
                "Some of what was saved last time could not be read.",
                format!(
                    "The file was kept as {}. What could be read is here.",
                    aside.display()
                ),
            ),
            Err(error) => FailureText::new(
                "What was saved last time could not be read, and the file could not be kept aside.",
                format!("Copy {} before you go on: {error}.", self.path.display()),
            ),
        };
        Restored {
            saved: Some(saved),
            trouble: Some(trouble.with_words(reason)),
        }
    }

    /// Copies the file to the first free name, `state.damaged-1.json` and so on.
    fn keep_aside(&self) -> io::Result<PathBuf> {
        let free = (1_u32..)
            .map(|number| {
                self.path
                    .with_file_name(format!("state.damaged-{number}.json"))
            })
            .find(|path| !path.exists())
            .ok_or_else(|| io::Error::other("no free name"))?;
        let mut aside = private_file(&free)?;
        io::copy(&mut File::open(&self.path)?, &mut aside)?;
        Ok(free)
    }

    /// Replaces the state: a new file is written beside the old one, then takes its name. What another copy of the program
    /// writes is left as it is; what is in no file is then written beside it. Where that copy has ended, what it wrote stays
    /// but for what was changed here.
    ///
    /// # Errors
    ///
    /// Where the folder cannot be written to; the old file is then untouched.
    pub fn write(&mut self, saved: &Saved) -> io::Result<()> {
        match &mut self.turn {
            Turn::OfAnother { own, .. } => own.as_ref().map_or(Ok(()), |own| own.write(saved)),
            Turn::TakenOver { last, .. } => {
                let text = text_of(&self.path).unwrap_or_default();
                let theirs = parse(&text).map_or_else(|_| saved.clone(), |(theirs, _)| theirs);
                replace(&self.path, &put_over::put_over(&theirs, last, saved))?;
                **last = saved.clone();
                Ok(())
            }
            Turn::Ours(_) | Turn::Unasked => replace(&self.path, saved),
        }
    }
}

fn text_of(path: &Path) -> io::Result<String> {
    if fs::metadata(path)?.len() > LARGEST_BYTES {
        return Err(io::Error::other("the file is too large"));
    }
    fs::read_to_string(path)
}

/// Writes a file anew, whole or not at all.
fn replace(path: &Path, saved: &Saved) -> io::Result<()> {
    let text = serde_json::to_string_pretty(saved)?;
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    // Two windows write under names of their own.
    let new = path.with_extension(format!("{}.new", std::process::id()));
    // One that was left behind may have other permissions.
    drop(fs::remove_file(&new));
    let written = private_file(&new).and_then(|mut file| {
        file.write_all(text.as_bytes())?;
        file.sync_data()?;
        fs::rename(&new, path)
    });
    if written.is_err() {
        drop(fs::remove_file(&new));
    }
    written
}

/// A new file that only its owner may read.
fn private_file(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        options.mode(0o600);
    }
    options.open(path)
}

/// Reads each part by itself, so that one that is damaged spoils no other; says what could not be read.
fn parse(text: &str) -> Result<(Saved, Option<String>), serde_json::Error> {
    let mut document: serde_json::Map<String, Value> = serde_json::from_str(text)?;
    let mut reason = None;
    let connections = match document.remove("connections") {
        Some(Value::Array(connections)) => connections,
        None => vec![],
        Some(_) => {
            reason = Some("`connections` is no list".to_owned());
            vec![]
        }
    };
    let mut saved = Saved::default();
    for connection in connections {
        match serde_json::from_value(connection) {
            Ok(connection) => saved.connections.push(connection),
            Err(error) => reason = Some(format!("a connection could not be read: {error}")),
        }
    }
    let known = serde_json::to_value(&saved)?;
    let is_known = |name: &str| known.get(name).is_some() || RETIRED.contains(&name);
    if let Some(name) = document.keys().find(|name| !is_known(name)) {
        reason = Some(format!("`{name}` is not known to this version"));
    }
    match serde_json::from_value::<Saved>(Value::Object(document)) {
        Ok(rest) => {
            saved = Saved {
                connections: saved.connections,
                ..rest
            }
        }
        Err(error) => reason = Some(error.to_string()),
    }
    Ok((saved, reason))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::connection::{ConnectionForm, ConnectionId};

    /// A folder of its own for each test, gone afterwards.
    struct Folder(PathBuf);

    impl Folder {
        fn new(name: &str) -> Self {
            let name = format!("claimscope-store-{name}-{}", std::process::id());
            let path = std::env::temp_dir().join(name);
            drop(fs::remove_dir_all(&path));
            fs::create_dir_all(&path).unwrap();
            Self(path)
        }

        fn names(&self) -> Vec<String> {
            let entries = fs::read_dir(&self.0).unwrap();
            let mut names: Vec<String> = entries
                .map(|entry| entry.unwrap().file_name().into_string().unwrap())
                .collect();
            names.sort();
            names
        }
    }

    impl Drop for Folder {
        fn drop(&mut self) {
            drop(fs::remove_dir_all(&self.0));
        }
    }

    fn saved() -> Saved {
        let connection = |id, name: &str| ConnectionForm {
            id: ConnectionId(id),
            name: name.to_owned(),
            ..ConnectionForm::default()
        };
        Saved {
            connections: vec![connection(1, "Orders"), connection(2, "Invoices")],
            zoom_percent: Some(125),
            ..Saved::default()
        }
    }

    #[test]
    fn what_is_written_is_read() {
        let folder = Folder::new("round");
        let mut store = StateFile::new(&folder.0.join("inner"));
        assert!(store.read().saved.is_none());
        store.write(&Saved::default()).unwrap();
        store.write(&saved()).unwrap();
        let restored = store.read();
        assert_eq!(restored.saved, Some(saved()));
        assert_eq!(restored.trouble, None);
    }

    #[cfg(unix)]
    #[test]
    fn only_the_owner_may_read_the_file() {
        use std::os::unix::fs::PermissionsExt as _;
        let folder = Folder::new("mode");
        let mut store = StateFile::new(&folder.0);
        store.write(&saved()).unwrap();
        let mode = fs::metadata(&store.path).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
        assert_eq!(folder.names(), ["state.json"]);
    }

    #[test]
    fn a_truncated_file_is_kept_aside_and_said() {
        let folder = Folder::new("truncated");
        let mut store = StateFile::new(&folder.0);
        fs::write(&store.path, r#"{"connections":[{"id":1,"na"#).unwrap();
        let restored = store.read();
        let advice = restored.trouble.unwrap().advice.unwrap();
        assert!(advice.contains("state.damaged-1.json"), "{advice}");
        store.write(&saved()).unwrap();
        assert_eq!(folder.names(), ["state.damaged-1.json", "state.json"]);
        let aside = fs::read_to_string(folder.0.join("state.damaged-1.json")).unwrap();
        assert!(aside.ends_with("\"na"));
    }

    #[test]
    fn an_unknown_choice_costs_its_own_connection_alone_and_becomes_no_other() {
        for (known, unknown) in [
            ("client_credentials", "carrier_pigeon"),
            ("\"jwt\"", "\"jwt-of-tomorrow\""),
        ] {
            let folder = Folder::new("unknown");
            let store = StateFile::new(&folder.0);
            let text = serde_json::to_string(&saved()).unwrap();
            let text = text.replacen(known, unknown, 1);
            fs::write(&store.path, text).unwrap();
            let restored = store.read();
            let kept = restored.saved.unwrap();
            assert_eq!(kept.connections.len(), 1);
            assert_eq!(kept.connections[0].name, "Invoices");
            assert_eq!(kept.zoom_percent, Some(125));
            let words = restored.trouble.unwrap().words.unwrap();
            assert!(words.contains(unknown.trim_matches('"')), "{words}");
        }
    }

    #[test]
    fn what_an_undo_of_another_copy_may_want_stays_in_the_keychain() {
        let folder = tempfile::tempdir().unwrap();
        let mut first = StateFile::open(folder.path());
        let left = crate::files::MadeEntry {
            is_left: true,
            ..Default::default()
        };
        let saved = Saved {
            made_entries: [("orders/client_secret".to_owned(), left)].into(),
            ..Saved::default()
        };
        first.write(&saved).unwrap();
        assert_eq!(first.read().saved, Some(saved));
        let second = StateFile::open(folder.path()).read().saved.unwrap();
        assert!(second.made_entries.is_empty());
    }
}
