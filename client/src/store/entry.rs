//! One entry in the system's keychain: macOS's, Windows's, or whatever answers as the [Secret Service] at the session bus of
//! Linux and the BSDs, such as gnome-keyring or KWallet.
//!
//! [Secret Service]: https://specifications.freedesktop.org/secret-service/latest/

use std::collections::HashMap;
use std::sync::mpsc;

use claimscope_core::secret::Secret;
use keyring_core::Error;
use keyring_core::api::CredentialStoreApi;
use tokio::sync::oneshot;

#[cfg(target_os = "macos")]
use apple_native_keyring_store::keychain::Store;
#[cfg(windows)]
use windows_native_keyring_store::Store;
#[cfg(all(unix, not(target_os = "macos")))]
use zbus_secret_service_keyring_store::Store;

/// One entry, known by its names.
pub(super) struct Entry {
    service: &'static str,
    user: String,
    label: String,
}

impl Entry {
    pub(super) fn new(service: &'static str, user: &str, label: &str) -> Self {
        Self {
            service,
            user: user.to_owned(),
            label: label.to_owned(),
        }
    }

    /// What is in the entry; `None` where there is none.
    pub(super) async fn read(&self) -> Result<Option<Secret>, String> {
        let read = self.apart(|entry| entry.get_password().map(Secret::from));
        found(read.await?)
    }

    /// The same for whoever may wait on this thread.
    pub(super) fn read_blocking(&self) -> Result<Option<Secret>, String> {
        found(self.blocking(|entry| entry.get_password().map(Secret::from))?)
    }

    /// Puts something in it, in place of what is there.
    pub(super) async fn write(&self, secret: &Secret) -> Result<(), String> {
        self.apart(writing(secret)).await?.map_err(words)
    }

    /// The same for whoever may wait on this thread.
    pub(super) fn write_blocking(&self, secret: &Secret) -> Result<(), String> {
        self.blocking(writing(secret))?.map_err(words)
    }

    /// Takes the entry away, where there is one.
    pub(super) fn delete_blocking(&self) -> Result<(), String> {
        found(self.blocking(|entry| entry.delete_credential())?).map(drop)
    }

    /// Works with the entry on a thread of its own: one of the runtime's would keep the program from ending while a dialog is
    /// open.
    async fn apart<T: Send + 'static>(
        &self,
        work: impl FnOnce(keyring_core::Entry) -> Result<T, Error> + Send + 'static,
    ) -> Result<Result<T, Error>, String> {
        let (sender, answer) = oneshot::channel();
        self.begin(work, |result| {
            // Where nobody waits any more, nothing is to be done.
            let _ = sender.send(result);
        });
        answer.await.map_err(|_| FAILED.to_owned())
    }

    fn blocking<T: Send + 'static>(
        &self,
        work: impl FnOnce(keyring_core::Entry) -> Result<T, Error> + Send + 'static,
    ) -> Result<Result<T, Error>, String> {
        let (sender, answer) = mpsc::channel();
        self.begin(work, move |result| {
            let _ = sender.send(result);
        });
        answer.recv().map_err(|_| FAILED.to_owned())
    }

    fn begin<T: Send + 'static>(
        &self,
        work: impl FnOnce(keyring_core::Entry) -> Result<T, Error> + Send + 'static,
        done: impl FnOnce(Result<T, Error>) + Send + 'static,
    ) {
        let (service, user) = (self.service, self.user.clone());
        // The others show the names.
        let labels = cfg!(all(unix, not(target_os = "macos")));
        let label = labels.then(|| self.label.clone());
        std::thread::spawn(move || {
            let label = label
                .as_deref()
                .map(|label| HashMap::from([("label", label)]));
            let store = Store::new();
            let entry = store.and_then(|store| store.build(service, &user, label.as_ref()));
            done(entry.and_then(work));
        });
    }
}

const FAILED: &str = "asking it failed";

fn found<T>(read: Result<T, Error>) -> Result<Option<T>, String> {
    match read {
        Ok(secret) => Ok(Some(secret)),
        Err(Error::NoEntry) => Ok(None),
        Err(error) => Err(words(error)),
    }
}

fn writing(
    secret: &Secret,
) -> impl FnOnce(keyring_core::Entry) -> Result<(), Error> + Send + 'static {
    let secret = secret.clone();
    move |entry| entry.set_password(secret.expose_str().unwrap_or_default())
}

/// What an error says. The error itself may hold what is in the entry, so only its cause is told.
fn words(error: Error) -> String {
    match error {
        Error::NoStorageAccess(cause) => format!("it is locked, or refuses ({cause})"),
        Error::PlatformFailure(cause) => cause.to_string(),
        Error::Ambiguous(_) => "it has several entries of this program, not one".to_owned(),
        Error::TooLong(..) => "what it was given is too long for it".to_owned(),
        _ => "it does not do what keychains do".to_owned(),
    }
}
