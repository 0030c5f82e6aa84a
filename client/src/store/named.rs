//! Secrets that people put into the system's keychain under names of their own, beside the one key of this program.

use claimscope_core::secret::Secret;

use super::StoreError;
use super::entry::Entry;
use super::keychain::{SERVICE, USER};

/// What an entry of Windows's keychain holds, in bytes; a text is stored as UTF-16.
const WINDOWS_BYTES: usize = 2_560;

/// Why an entry of this system's keychain cannot hold a secret.
fn too_long(secret: &Secret, is_windows: bool) -> Option<StoreError> {
    let text = secret.expose_str().unwrap_or_default();
    let is_too_long = is_windows && text.encode_utf16().count() * 2 > WINDOWS_BYTES;
    is_too_long.then_some(StoreError::TooLong {
        most_bytes: WINDOWS_BYTES,
    })
}

/// An entry of the system's keychain that belongs to `claimscope` and has a name that a person chose. Its methods block: a
/// keychain may ask the user.
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
    /// [`StoreError::Keychain`] where the keychain cannot be used.
    pub fn read(&self) -> Result<Option<Secret>, StoreError> {
        self.entry()?.read_blocking().map_err(StoreError::keychain)
    }

    /// Puts a secret in it, in place of what is there, and reads it back: a keychain that was never opened takes none.
    ///
    /// # Errors
    ///
    /// [`StoreError::Keychain`] where the keychain cannot be used, or does not give back what it was given;
    /// [`StoreError::TooLong`] where an entry has no room for the secret. Nothing is written then.
    pub fn write(&self, secret: &Secret) -> Result<(), StoreError> {
        if let Some(error) = too_long(secret, cfg!(windows)) {
            return Err(error);
        }
        let entry = self.entry()?;
        entry.write_blocking(secret).map_err(StoreError::keychain)?;
        let kept = entry.read_blocking().map_err(StoreError::keychain)?;
        match kept {
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
        let deleted = self.entry()?.delete_blocking();
        deleted.map_err(StoreError::keychain)
    }

    fn entry(&self) -> Result<Entry, StoreError> {
        // Whoever could name the key to all that is kept could have it sent away as a client's secret.
        if self.name.eq_ignore_ascii_case(USER) || self.name.is_empty() {
            let reason = format!("the name {:?} is not to be had in it", self.name);
            return Err(StoreError::keychain(reason));
        }
        let label = format!("Claimscope: {}", self.name);
        Ok(Entry::new(SERVICE, &self.name, &label))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_that_an_entry_of_windows_has_no_room_for_is_refused_by_its_length_as_utf_16() {
        let is_refused = |text: String| too_long(&Secret::from(text), true);
        assert_eq!(is_refused("a".repeat(1_280)), None);
        // One unit of UTF-16, though two bytes of UTF-8.
        assert_eq!(is_refused("ä".repeat(1_280)), None);
        let error = is_refused("a".repeat(1_281)).unwrap();
        assert!(error.message().contains("2560 bytes"), "{error}");
        assert!(error.hint().contains("file"), "{error}");
        assert!(is_refused("🔑".repeat(641)).is_some());
        let long = Secret::from("a".repeat(1_000_000));
        assert_eq!(too_long(&long, false), None);
    }

    #[test]
    fn the_key_to_what_is_kept_is_nobodys_secret() {
        for name in ["sealing key", "Sealing Key", ""] {
            let error = KeychainSecret::named(name).read().unwrap_err();
            assert!(error.message().contains("not to be had"), "{error}");
        }
    }
}
