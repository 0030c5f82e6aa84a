//! Pushed authorization requests ([RFC 9126](https://www.rfc-editor.org/rfc/rfc9126)): each leads to one code.

use claimscope_core::time::Timestamp;

use super::{Store, key_of};
use crate::http::Form;
use crate::random::handle;

/// How long a pushed request waits for its code, in seconds: time enough for its user to sign in and to consent, since
/// nothing extends it ([RFC 9126 §2.2](https://www.rfc-editor.org/rfc/rfc9126#section-2.2)).
pub(crate) const PUSHED_LIFETIME_SECONDS: i64 = 600;

/// A pushed request.
#[derive(Clone, Debug)]
pub(crate) struct Pushed {
    pub(crate) client_id: String,
    pub(crate) parameters: Form,
}

impl Store {
    /// Keeps a request; gives the name that it goes by.
    pub(crate) fn push(&self, pushed: Pushed, now: Timestamp) -> String {
        let handle = handle();
        let expires = now.plus_seconds(PUSHED_LIFETIME_SECONDS);
        self.inner()
            .pushed
            .insert(key_of(&handle), pushed, expires, now);
        handle
    }

    /// What a pushed request of `client_id` asks for.
    pub(crate) fn pushed(&self, handle: &str, client_id: &str, now: Timestamp) -> Option<Form> {
        let inner = self.inner();
        let pushed = inner.pushed.live(&key_of(handle), now)?;
        (pushed.client_id == client_id).then(|| pushed.parameters.clone())
    }

    /// Uses a pushed request up: whether it was there.
    pub(crate) fn take_pushed(&self, handle: &str) -> bool {
        self.inner().pushed.remove(&key_of(handle)).is_some()
    }
}
