//! Rows, from the files' side.

use std::time::Duration;

use claimscope_core::secret::Secret;
use tempfile::TempDir;

use super::{SealedStore, StoreError};

fn key(byte: u8) -> Secret {
    Secret::new([byte; 32])
}

fn folder() -> (TempDir, std::path::PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let inside = folder.path().join("claimscope/kept");
    (folder, inside)
}

fn settings() -> Secret {
    Secret::from(r#"{"issuer":"https://sts.example","client_secret":"hunter2"}"#)
}

fn row() -> Secret {
    Secret::from("the refresh token is hunter2-refresh")
}

async fn write(store: &SealedStore) -> super::RowName {
    let name = store.name("token", &settings());
    let mut lock = store.lock(&name, Duration::ZERO, || {}).await.unwrap();
    lock.reserve().unwrap();
    lock.write(&row()).unwrap();
    name
}

#[tokio::test]
async fn a_row_is_read_by_another_process_with_the_same_key() {
    let (_kept, folder) = folder();
    let store = SealedStore::with_key(&folder, &key(1)).unwrap();
    let name = write(&store).await;
    let other = SealedStore::with_key(&folder, &key(1)).unwrap();
    assert_eq!(other.name("token", &settings()), name);
    assert_eq!(other.read(&name).unwrap().unwrap().expose(), row().expose());
    assert_eq!(other.names("token").unwrap(), std::slice::from_ref(&name));
    assert!(other.names("client").unwrap().is_empty());
    let mut lock = store.lock(&name, Duration::ZERO, || {}).await.unwrap();
    lock.remove().unwrap();
    lock.remove().unwrap();
    assert!(other.read(&name).unwrap().is_none());
}

#[tokio::test]
async fn no_file_has_anything_in_plain_text() {
    let (_kept, folder) = folder();
    write(&SealedStore::with_key(&folder, &key(1)).unwrap()).await;
    let mut files = 0;
    for entry in std::fs::read_dir(&folder).unwrap() {
        let entry = entry.unwrap();
        let bytes = std::fs::read(entry.path()).unwrap();
        let text = format!(
            "{:?} {}",
            entry.file_name(),
            String::from_utf8_lossy(&bytes)
        );
        assert!(
            !text.contains("hunter2") && !text.contains("sts.example"),
            "{text}"
        );
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            assert_eq!(
                entry.metadata().unwrap().permissions().mode() & 0o777,
                0o600
            );
        }
        files += 1;
    }
    assert_eq!(files, 2, "the row and its lock");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = std::fs::metadata(&folder).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o700);
    }
}

#[test]
fn a_name_depends_on_the_key_the_kind_and_every_setting() {
    let (_kept, folder) = folder();
    let of = |byte, kind, text: &str| {
        let store = SealedStore::with_key(&folder, &key(byte)).unwrap();
        store.name(kind, &Secret::from(text)).0
    };
    let names = [
        of(1, "token", "a"),
        of(2, "token", "a"),
        of(1, "client", "a"),
        of(1, "token", "b"),
    ];
    let digests: std::collections::BTreeSet<_> =
        names.iter().map(|name| name.rsplit('-').next()).collect();
    assert_eq!(digests.len(), 4, "{names:?}");
}

#[tokio::test]
async fn a_row_under_another_name_or_with_another_key_or_changed_is_not_opened() {
    let (_kept, folder) = folder();
    let store = SealedStore::with_key(&folder, &key(1)).unwrap();
    let name = write(&store).await;
    let path = super::path(&folder, &name, super::ROW);
    let is_damaged =
        |store: &SealedStore, name| matches!(store.read(name), Err(StoreError::Damaged { .. }));

    let other = store.name("token", &Secret::from("other"));
    std::fs::copy(&path, super::path(&folder, &other, super::ROW)).unwrap();
    assert!(is_damaged(&store, &other));
    assert!(is_damaged(
        &SealedStore::with_key(&folder, &key(2)).unwrap(),
        &name
    ));

    let sealed = std::fs::read(&path).unwrap();
    for index in 0..sealed.len() {
        let mut changed = sealed.clone();
        changed[index] ^= 1;
        std::fs::write(&path, changed).unwrap();
        assert!(is_damaged(&store, &name), "{index}");
    }
    for length in [0, 10, 30, sealed.len() - 1] {
        std::fs::write(&path, &sealed[..length]).unwrap();
        assert!(is_damaged(&store, &name), "{length}");
    }
}

#[tokio::test]
async fn what_cannot_be_opened_is_set_aside() {
    let (_kept, folder) = folder();
    let store = SealedStore::with_key(&folder, &key(1)).unwrap();
    let name = write(&store).await;
    let path = super::path(&folder, &name, super::ROW);
    std::fs::write(&path, "damaged").unwrap();
    let mut lock = store.lock(&name, Duration::ZERO, || {}).await.unwrap();
    let aside = lock.set_aside().unwrap();
    assert_eq!(std::fs::read(aside).unwrap(), b"damaged");
    assert!(store.read(&name).unwrap().is_none());
}

#[tokio::test]
async fn one_at_a_time_may_write_a_row_and_the_others_wait() {
    let (_kept, folder) = folder();
    let store = SealedStore::with_key(&folder, &key(1)).unwrap();
    let name = write(&store).await;
    let held = store.lock(&name, Duration::ZERO, || {}).await.unwrap();
    let other = SealedStore::with_key(&folder, &key(1)).unwrap();
    let short = Duration::from_millis(60);
    let mut told = 0;
    let refused = other.lock(&name, short, || told += 1).await.unwrap_err();
    assert_eq!(refused, StoreError::Busy { waited: short });
    assert_eq!(told, 1);
    // Another row is free.
    let second = other.name("token", &Secret::from("second"));
    other.lock(&second, Duration::ZERO, || {}).await.unwrap();
    let (waiting, mut waited) = tokio::sync::oneshot::channel();
    let (lock, ()) = tokio::join!(
        other.lock(&name, Duration::from_secs(30), || waiting.send(()).unwrap()),
        async {
            (&mut waited).await.unwrap();
            drop(held);
        }
    );
    lock.unwrap();
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn a_full_disk_shows_before_and_leaves_the_row() {
    let (_kept, folder) = folder();
    let store = SealedStore::with_key(&folder, &key(1)).unwrap();
    let name = write(&store).await;
    let next = super::path(&folder, &name, super::NEXT);
    std::os::unix::fs::symlink("/dev/full", &next).unwrap();
    let mut lock = store.lock(&name, Duration::ZERO, || {}).await.unwrap();
    let error = lock.reserve().unwrap_err();
    assert_eq!(error.code(), "store.file");
    assert!(error.message().contains("No space left"), "{error}");
    drop(lock);
    assert!(
        std::fs::symlink_metadata(&next).is_err(),
        "nothing is left behind"
    );
    assert_eq!(store.read(&name).unwrap().unwrap().expose(), row().expose());
}

#[tokio::test]
async fn a_folder_that_cannot_be_made_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("file");
    std::fs::write(&file, "").unwrap();
    let store = SealedStore::with_key(file.join("kept"), &key(1)).unwrap();
    let name = store.name("token", &settings());
    let error = store.lock(&name, Duration::ZERO, || {}).await.unwrap_err();
    assert!(
        error.message().contains("file/kept cannot be made"),
        "{error}"
    );
    assert_eq!(
        SealedStore::delete_all(&folder.path().join("absent"), Duration::ZERO).await,
        Ok(0)
    );
}

#[tokio::test]
async fn everything_is_deleted_without_the_key() {
    let (_kept, folder) = folder();
    let store = SealedStore::with_key(&folder, &key(1)).unwrap();
    let name = write(&store).await;
    std::fs::write(super::path(&folder, &name, super::DAMAGED), "x").unwrap();
    let held = store.lock(&name, Duration::ZERO, || {}).await.unwrap();
    let busy = SealedStore::delete_all(&folder, Duration::ZERO)
        .await
        .unwrap_err();
    assert_eq!(busy.code(), "store.busy");
    drop(held);
    assert_eq!(
        SealedStore::delete_all(&folder, Duration::ZERO).await,
        Ok(1)
    );
    assert!(store.read(&name).unwrap().is_none());
}
