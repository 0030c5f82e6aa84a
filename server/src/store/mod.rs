//! What the token server remembers: sessions and grants, in memory, bounded, each step on them taken at once or not at all.

mod bounded;
mod code;
mod device;
mod pushed;
mod refresh;
mod session;
mod used;

use std::sync::{Mutex, MutexGuard, PoisonError};

use claimscope_core::time::Timestamp;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use bounded::Bounded;
pub(crate) use bounded::{Key, key_of};
pub(crate) use code::{ChallengeMethod, Code, CodeChallenge, CodeFault};
pub(crate) use device::{Decision, Device, NotKept, NotWaiting, POLL_INTERVAL_SECONDS, Poll};
pub(crate) use pushed::{PUSHED_LIFETIME_SECONDS, Pushed};
pub(crate) use refresh::{ReferenceToken, RefreshFault, RefreshToken};
pub(crate) use session::{Session, SignedIn};
pub(crate) use used::JtiOf;
use used::Used;

use crate::random::{handle, random_bytes};

/// The most codes and tokens that are kept; the oldest go first.
const MAX_GRANTS: usize = 5_000;

/// The most sessions, consents and pages' messages that are kept.
const MAX_SESSIONS: usize = 1_000;

/// Everything remembered. Its methods are the only steps there are, and each holds the lock from beginning to end.
#[derive(Debug)]
pub(crate) struct Store {
    inner: Mutex<Inner>,
    /// What makes the texts that only this server can have made; new for each start.
    secret_key: [u8; 64],
}

#[derive(Debug)]
struct Inner {
    codes: Bounded<code::Entry>,
    refresh_tokens: Bounded<RefreshToken>,
    reference_tokens: Bounded<ReferenceToken>,
    devices: Bounded<Device>,
    /// The keys of devices by their user codes.
    user_codes: Bounded<Key>,
    wrong_user_codes: Bounded<device::Wrong>,
    sessions: Bounded<Session>,
    consents: Bounded<Vec<String>>,
    messages: Bounded<Message>,
    proofs: Used,
    client_assertions: Used,
    grant_assertions: Used,
    pushed: Bounded<Pushed>,
}

/// What an error page tells.
#[derive(Clone, Debug)]
pub(crate) struct Message {
    pub(crate) error: String,
    pub(crate) description: Option<String>,
    pub(crate) reason: String,
    pub(crate) hint: Option<String>,
    pub(crate) client: Option<String>,
}

/// How long an error page can be looked at.
const MESSAGE_LIFETIME_SECONDS: i64 = 600;

/// How long a remembered consent holds: as long as the store, in effect.
const CONSENT_LIFETIME_SECONDS: i64 = 10 * 365 * 86_400;

impl Store {
    pub(crate) fn new() -> Self {
        Self {
            inner: Mutex::new(Inner {
                codes: Bounded::new(MAX_GRANTS),
                refresh_tokens: Bounded::new(MAX_GRANTS),
                reference_tokens: Bounded::new(MAX_GRANTS),
                devices: Bounded::new(MAX_SESSIONS),
                user_codes: Bounded::new(MAX_SESSIONS),
                wrong_user_codes: Bounded::new(MAX_SESSIONS),
                sessions: Bounded::new(MAX_SESSIONS),
                consents: Bounded::new(MAX_SESSIONS),
                messages: Bounded::new(MAX_SESSIONS),
                proofs: Used::new(),
                client_assertions: Used::new(),
                grant_assertions: Used::new(),
                pushed: Bounded::new(MAX_SESSIONS),
            }),
            secret_key: random_bytes(),
        }
    }

    /// A hash of `text` that nobody else can make.
    pub(crate) fn keyed_hash(&self, text: &str) -> [u8; 32] {
        let mut mac = Hmac::<Sha256>::new((&self.secret_key).into());
        mac.update(text.as_bytes());
        mac.finalize().into_bytes().into()
    }

    /// Keeps what an error page will tell; gives its id.
    pub(crate) fn keep_message(&self, message: Message, now: Timestamp) -> String {
        let id = handle();
        let expires = now.plus_seconds(MESSAGE_LIFETIME_SECONDS);
        let mut inner = self.inner();
        inner.messages.insert(key_of(&id), message, expires, now);
        id
    }

    pub(crate) fn message(&self, id: &str, now: Timestamp) -> Option<Message> {
        self.inner().messages.live(&key_of(id), now).cloned()
    }

    /// The scopes that a user let a client have, as far as that is remembered.
    pub(crate) fn consent(&self, client_id: &str, subject_id: &str) -> Option<Vec<String>> {
        let key = consent_key(client_id, subject_id);
        self.inner().consents.get(&key).cloned()
    }

    /// Remembers a consent; none at all forgets it.
    pub(crate) fn remember_consent(
        &self,
        client_id: &str,
        subject_id: &str,
        scopes: Vec<String>,
        now: Timestamp,
    ) {
        let key = consent_key(client_id, subject_id);
        let mut inner = self.inner();
        if scopes.is_empty() {
            inner.consents.remove(&key);
        } else {
            let expires = now.plus_seconds(CONSENT_LIFETIME_SECONDS);
            inner.consents.insert(key, scopes, expires, now);
        }
    }

    fn inner(&self) -> MutexGuard<'_, Inner> {
        // Every step leaves whole entries behind, also one that panics.
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn consent_key(client_id: &str, subject_id: &str) -> Key {
    key_of(&format!("{client_id}|{subject_id}"))
}
