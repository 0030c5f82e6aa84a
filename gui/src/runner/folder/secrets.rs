//! Secrets of connections: kept in the system's keychain, and read from wherever a file says that they are.

use std::path::Path;

use claimscope_client::KeychainSecret;
use claimscope_client::workspace::{
    SavedConnection, SecretPlace, SecretUse, WorkspaceError, read_secret,
};

use crate::files::{SecretRead, TypedSecret};
use crate::sentence::sentence;

/// So many entries of one name are looked at.
const MOST_ENTRIES: u32 = 100;

/// What became of secrets that were typed.
#[derive(Default)]
pub(super) struct Placed {
    /// Where each is, by its member; why it stays in memory, where it does.
    pub(super) placed: Vec<(String, SecretPlace, Option<String>)>,
    /// What the keychain has of them now.
    pub(super) read: Vec<(SecretPlace, SecretRead)>,
}

/// Puts each secret that was typed into the keychain; the file says where it went. A new one that the keychain does not take is
/// asked for; where the file named an entry before, it still does.
pub(super) fn keep(saved: &mut SavedConnection, secrets: &[TypedSecret]) -> Placed {
    let mut all = Placed::default();
    for typed in secrets {
        let (place, why) = match kept(typed) {
            Ok(entry) => {
                let place = SecretPlace::Keychain(entry);
                let secret = typed.secret.clone();
                all.read.push((place.clone(), Ok(secret)));
                let is_new = typed.is_new;
                (if is_new { place } else { typed.place.clone() }, None)
            }
            Err(why) if typed.is_new => (SecretPlace::Ask, Some(why)),
            Err(why) => (typed.place.clone(), Some(why)),
        };
        saved.for_each_place(&mut |other| {
            if *other == typed.place {
                other.clone_from(&place);
            }
        });
        all.placed.push((typed.member.clone(), place, why));
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
    Ok(name.to_owned())
}

/// Reads secrets, or says why not.
pub(super) fn read(places: &[SecretPlace], folder: &Path) -> Vec<(SecretPlace, SecretRead)> {
    let one = |place: &SecretPlace| {
        let wanted = SecretUse {
            what: "secret".to_owned(),
            member: String::new(),
            place: place.clone(),
        };
        let nobody =
            |_: &SecretUse| Err(WorkspaceError::secret_absent("it is asked for", "type it"));
        let read = read_secret(&wanted, folder, &nobody);
        (place.clone(), read.map_err(|error| sentence(&error.reason)))
    };
    places.iter().map(one).collect()
}

/// Takes entries out again that were made for a file which could not be written.
pub(super) fn take_back<'a>(
    placed: &[(String, SecretPlace, Option<String>)],
    new: impl Iterator<Item = &'a TypedSecret>,
) {
    for typed in new {
        let mut placed = placed.iter();
        let place = placed.find(|(member, _, _)| *member == typed.member);
        if let Some((_, SecretPlace::Keychain(entry), None)) = place {
            forget(std::slice::from_ref(entry));
        }
    }
}

/// Deletes entries whose connection is gone. One that stays harms nobody, and the keychain's own tool shows it.
pub(super) fn forget(entries: &[String]) {
    for entry in entries {
        drop(KeychainSecret::named(entry).delete());
    }
}
