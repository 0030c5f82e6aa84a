//! Sessions of browsers in which a user has signed in.

use claimscope_core::time::Timestamp;

use super::{Store, key_of};
use crate::random::handle;
use crate::random::unique_id;

/// How long a session holds; it does not slide.
const SESSION_LIFETIME_SECONDS: i64 = 10 * 3_600;

/// Who signed in, and when; what every grant of that session keeps.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct SignedIn {
    pub(crate) subject_id: String,
    pub(crate) auth_time: Timestamp,
    /// The session's id; a user who never was in a browser has none.
    pub(crate) sid: Option<String>,
}

/// A browser's session.
#[derive(Clone, Debug)]
pub(crate) struct Session {
    pub(crate) subject_id: String,
    pub(crate) auth_time: Timestamp,
    pub(crate) sid: String,
}

impl Session {
    pub(crate) fn signed_in(&self) -> SignedIn {
        SignedIn {
            subject_id: self.subject_id.clone(),
            auth_time: self.auth_time,
            sid: Some(self.sid.clone()),
        }
    }
}

impl Store {
    /// Opens a session for a user who has just signed in; gives its handle, which is the cookie's value. A handle is
    /// never taken from the browser, so nobody can be put into a session that another knows.
    pub(crate) fn open_session(&self, subject_id: &str, now: Timestamp) -> (String, Session) {
        let handle = handle();
        let session = Session {
            subject_id: subject_id.to_owned(),
            auth_time: now,
            sid: unique_id(),
        };
        let expires = now.plus_seconds(SESSION_LIFETIME_SECONDS);
        self.inner()
            .sessions
            .insert(key_of(&handle), session.clone(), expires, now);
        (handle, session)
    }

    pub(crate) fn session(&self, handle: &str, now: Timestamp) -> Option<Session> {
        self.inner().sessions.live(&key_of(handle), now).cloned()
    }

    /// Ends a session, where there is one.
    pub(crate) fn close_session(&self, handle: &str) -> Option<Session> {
        self.inner().sessions.remove(&key_of(handle))
    }
}
