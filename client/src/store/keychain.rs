//! The one key in the system's keychain.

use std::path::Path;
use std::time::Duration;

use claimscope_core::base64url;
use claimscope_core::secret::Secret;

use super::entry::Entry;
use super::seal::KEY_BYTES;
use super::{StoreError, lock, until};
use crate::entropy;

/// The entry's names, as the system's own tool shows them.
pub(super) const SERVICE: &str = "claimscope";
pub(super) const USER: &str = "sealing key";
const LABEL: &str = "Claimscope: the key to what is kept";

/// How long a keychain may take, which may ask the user for a password.
const PATIENCE: Duration = Duration::from_secs(120);

/// The key; made where there is none.
pub(super) async fn sealing_key(folder: &Path) -> Result<Secret, StoreError> {
    let key = tokio::time::timeout(PATIENCE, read_or_make(folder)).await;
    key.unwrap_or_else(|_| Err(StoreError::keychain("it did not answer in two minutes")))
}

async fn read_or_make(folder: &Path) -> Result<Secret, StoreError> {
    let entry = Entry::new(SERVICE, USER, LABEL);
    if let Some(key) = read(&entry).await? {
        return Ok(key);
    }
    let _lock = until(PATIENCE, || lock::lock_file(folder, "key.lock"), || {}).await?;
    // Another process may have made it meanwhile.
    if let Some(key) = read(&entry).await? {
        return Ok(key);
    }
    let mut key = [0; KEY_BYTES];
    entropy(&mut key).map_err(|_| StoreError::keychain("there are no random bytes for a key"))?;
    // As text, which every keychain takes.
    let text = Secret::from(base64url::encode(key));
    entry.write(&text).await.map_err(StoreError::keychain)?;
    // A keychain that was never opened looks empty, and one that forgets is none.
    let kept = read(&entry).await?;
    kept.filter(|kept| kept.constant_time_eq(&key))
        .ok_or_else(|| StoreError::keychain("it does not give back what it was given"))
}

async fn read(entry: &Entry) -> Result<Option<Secret>, StoreError> {
    let Some(text) = entry.read().await.map_err(StoreError::keychain)? else {
        return Ok(None);
    };
    let key = base64url::decode(text.expose_str().unwrap_or_default());
    let key = key.map_err(|_| StoreError::keychain(NOT_OURS))?;
    Ok(Some(Secret::new(key)))
}

const NOT_OURS: &str = "its entry \"sealing key\" of claimscope was not made by this program";
