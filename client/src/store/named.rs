//! Secrets that people put into the system's keychain under names of their own, beside the one key of this program.

use claimscope_core::secret::Secret;

use super::StoreError;
use super::entry::Entry;
use super::keychain::{SERVICE, USER};
use super::parts::{self, Entries};

/// An entry of the system's keychain that belongs to `claimscope` and has a name that a person chose. Its methods block: a
/// keychain may ask the user. Where an entry has no room for a secret, as on Windows for a private key, it has several.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeychainSecret {
    name: String,
}

impl KeychainSecret {
    /// The entry of this name, whether it is there or not.
    pub fn named(name: &str) -> Self {
        Self {
            name: name.to_owned(),
        }
    }

    /// What is in it; `None` where there is no such entry.
    ///
    /// # Errors
    ///
    /// [`StoreError::Keychain`] where the keychain cannot be used, or has lost a part of the secret.
    pub fn read(&self) -> Result<Option<Secret>, StoreError> {
        parts::read(&System, &self.name)
    }

    /// Puts a secret in it, in place of what is there, and reads it back: a keychain that was never opened takes none.
    ///
    /// # Errors
    ///
    /// [`StoreError::Keychain`] where the keychain cannot be used, or does not give back what it was given;
    /// [`StoreError::TooLong`] where even several entries have no room for the secret. Nothing is written then.
    pub fn write(&self, secret: &Secret) -> Result<(), StoreError> {
        let most_units = cfg!(windows).then_some(parts::WINDOWS_UNITS);
        parts::write(&System, &self.name, secret, most_units)?;
        match self.read()? {
            Some(kept) if kept.constant_time_eq(secret.expose()) => Ok(()),
            _ => Err(StoreError::keychain(
                "it does not give back what it was given",
            )),
        }
    }

    /// Takes it out of the keychain; one that is not there is no error.
    ///
    /// # Errors
    ///
    /// [`StoreError::Keychain`] where the keychain cannot be used.
    pub fn delete(&self) -> Result<(), StoreError> {
        parts::delete(&System, &self.name)
    }
}

/// The system's keychain.
struct System;

impl Entries for System {
    fn read(&self, name: &str) -> Result<Option<Secret>, StoreError> {
        entry(name)?.read_blocking().map_err(StoreError::keychain)
    }

    fn write(&self, name: &str, secret: &Secret) -> Result<(), StoreError> {
        let written = entry(name)?.write_blocking(secret);
        written.map_err(StoreError::keychain)
    }

    fn delete(&self, name: &str) -> Result<(), StoreError> {
        entry(name)?.delete_blocking().map_err(StoreError::keychain)
    }
}

fn entry(name: &str) -> Result<Entry, StoreError> {
    // Whoever could name the key to all that is kept could have it sent away as a client's secret.
    if name.eq_ignore_ascii_case(USER) || name.is_empty() {
        let reason = format!("the name {name:?} is not to be had in it");
        return Err(StoreError::keychain(reason));
    }
    let label = format!("Claimscope: {name}");
    Ok(Entry::new(SERVICE, name, &label))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_key_to_what_is_kept_is_nobodys_secret() {
        for name in ["sealing key", "Sealing Key", ""] {
            let error = KeychainSecret::named(name).read().unwrap_err();
            assert!(error.message().contains("not to be had"), "{error}");
        }
    }
}
