//! Secrets of connections: kept in the system's keychain, and read from wherever a file says that they are.

use std::path::{Path, PathBuf};

use claimscope_client::KeychainSecret;
use claimscope_client::workspace::{
    SavedConnection, SecretPlace, SecretUse, WorkspaceError, is_under_version_control,
    may_name_entry, read_secret,
};

use crate::files::{KEYCHAIN_WAITS, SecretRead, TypedSecret};
use crate::sentence::sentence;

/// So many entries of one name are looked at.
const MOST_ENTRIES: u32 = 100;

/// A secret that was typed: the entry that took it, or why none did.
pub(super) struct KeptSecret {
    pub(super) typed: TypedSecret,
    pub(super) entry: Result<String, String>,
}

/// What became of secrets that were typed.
#[derive(Default)]
pub(super) struct Placed {
    /// Where each is, by its member; why it stays in memory, where it does.
    pub(super) placed: Vec<(String, SecretPlace, Option<String>)>,
    /// The entries that were made for them.
    pub(super) made: Vec<String>,
    /// What the keychain has of them now.
    pub(super) read: Vec<(SecretPlace, SecretRead)>,
}

/// Puts each secret that was typed into the keychain.
pub(super) fn keep(secrets: Vec<TypedSecret>) -> Vec<KeptSecret> {
    let one = |typed: TypedSecret| KeptSecret {
        entry: kept(&typed),
        typed,
    };
    secrets.into_iter().map(one).collect()
}

/// The same of a keychain that has not answered.
pub(super) fn not_kept_yet(secrets: &[TypedSecret]) -> Vec<KeptSecret> {
    let one = |typed: &TypedSecret| KeptSecret {
        typed: typed.clone(),
        entry: Err(KEYCHAIN_WAITS.to_owned()),
    };
    secrets.iter().map(one).collect()
}

/// The file says where each secret went. Where the keychain does not take a new one, the file says what it said before, or that
/// it is asked for; where it named an entry before, it still does.
pub(super) fn place(saved: &mut SavedConnection, secrets: Vec<KeptSecret>) -> Placed {
    let mut all = Placed::default();
    for KeptSecret { typed, entry } in secrets {
        let (place, why) = match entry {
            Ok(entry) => {
                let place = SecretPlace::Keychain(entry.clone());
                all.read.push((place.clone(), Ok(typed.secret)));
                match typed.is_new {
                    true => {
                        all.made.push(entry);
                        (place, None)
                    }
                    false => (typed.place.clone(), None),
                }
            }
            Err(why) if typed.is_new => (typed.until_kept.clone(), Some(why)),
            Err(why) => (typed.place.clone(), Some(why)),
        };
        saved.for_each_place(&mut |other| {
            if *other == typed.place {
                other.clone_from(&place);
            }
        });
        all.placed.push((typed.member, place, why));
    }
    all
}

/// The name of the entry that took it; writing is what shows whether there is a keychain.
fn kept(typed: &TypedSecret) -> Result<String, String> {
    let words = |error: claimscope_client::StoreError| error.message();
    let entry = match typed.is_new {
        true => free(&typed.entry).map_err(words)?,
        false => typed.entry.clone(),
    };
    KeychainSecret::named(&entry)
        .write(&typed.secret)
        .map_err(words)?;
    Ok(entry)
}

/// An entry that nobody has: one of another workspace may have the same name.
fn free(name: &str) -> Result<String, claimscope_client::StoreError> {
    let numbered = (2..MOST_ENTRIES).map(|number| format!("{name}-{number}"));
    for name in [name.to_owned()].into_iter().chain(numbered) {
        if KeychainSecret::named(&name).read()?.is_none() {
            return Ok(name);
        }
    }
    let reason = format!("the keychain has {MOST_ENTRIES} entries called {name} already");
    Err(claimscope_client::StoreError::Keychain { reason })
}

/// Reads secrets, or says why not.
pub(super) fn read(places: &[SecretPlace], folder: &Path) -> Vec<(SecretPlace, SecretRead)> {
    let one = |place: &SecretPlace| {
        let wanted = SecretUse {
            what: "secret".to_owned(),
            member: String::new(),
            place: place.clone(),
        };
        let nobody = |_: &SecretUse| Err(WorkspaceError::secret_absent("it is missing", "type it"));
        let read = read_secret(&wanted, folder, &nobody);
        (place.clone(), read.map_err(|error| sentence(&error.reason)))
    };
    places.iter().map(one).collect()
}

/// Deletes entries that no file of these folders can name any more; gives those that are gone. One that stays harms nobody, and
/// the keychain's own tool shows it.
pub(super) fn forget(entries: Vec<String>, folders: &[PathBuf]) -> Vec<String> {
    let folder = folders.first();
    if folder.is_some_and(|folder| is_under_version_control(folder)) {
        return Vec::new();
    }
    let may_be_named = |entry: &String| {
        let mut folders = folders.iter();
        folders.any(|folder| may_name_entry(folder, entry))
    };
    let goes =
        |entry: &String| !may_be_named(entry) && KeychainSecret::named(entry).delete().is_ok();
    entries.into_iter().filter(goes).collect()
}
