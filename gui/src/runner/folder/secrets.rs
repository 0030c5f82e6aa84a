//! Secrets of connections: kept in the system's keychain, and read from wherever a file says that they are.

use std::path::Path;

use claimscope_client::KeychainSecret;
use claimscope_client::workspace::{
    SavedConnection, SecretPlace, SecretUse, WorkspaceError, read_secret,
};

use crate::files::{SecretRead, TypedSecret};
use crate::sentence::sentence;

/// What an entry of Windows's keychain holds, in bytes of UTF-16.
const WINDOWS_BYTES: usize = 2_560;
/// So many entries of one name are looked at.
const MOST_ENTRIES: u32 = 100;

/// Puts each secret that was typed into the keychain; the file says where it went, or that it is asked for.
pub(super) fn keep(
    saved: &mut SavedConnection,
    secrets: &[TypedSecret],
) -> Vec<(String, SecretPlace, Option<String>)> {
    let one = |typed: &TypedSecret| {
        let (place, why) = match kept(typed) {
            Ok(entry) => (SecretPlace::Keychain(entry), None),
            Err(why) => (SecretPlace::Ask, Some(why)),
        };
        saved.for_each_place(&mut |other| {
            if *other == typed.place {
                other.clone_from(&place);
            }
        });
        (typed.member.clone(), place, why)
    };
    secrets.iter().map(one).collect()
}

/// The name of the entry that took it; writing is what shows whether there is a keychain.
fn kept(typed: &TypedSecret) -> Result<String, String> {
    let SecretPlace::Keychain(name) = &typed.place else {
        return Err("its place is not the keychain".to_owned());
    };
    let text = typed.secret.expose_str().unwrap_or_default();
    if cfg!(windows) && text.encode_utf16().count() * 2 > WINDOWS_BYTES {
        return Err("it is longer than the 2,560 bytes that an entry of Windows holds".to_owned());
    }
    let words = |error: claimscope_client::StoreError| error.message();
    let entry = match typed.is_new {
        true => free(name).map_err(words)?,
        false => name.clone(),
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

/// Deletes entries whose connection is gone. One that stays harms nobody, and the keychain's own tool shows it.
pub(super) fn forget(entries: &[String]) {
    for entry in entries {
        drop(KeychainSecret::named(entry).delete());
    }
}
