//! Device codes: a device polls with one, while a person decides elsewhere under the user code that goes with it.

use claimscope_core::time::Timestamp;

use super::{Inner, Key, SignedIn, Store, key_of};
use crate::random::{handle, random_bytes};

/// How long a device waits between two polls, in seconds.
pub(crate) const POLL_INTERVAL_SECONDS: i64 = 5;

/// How often a free user code is looked for.
const TRIES: usize = 5;

/// How many requests of one client's devices wait at once: the endpoint takes public clients, and one of them shall not
/// take the room of the others.
const MAX_OF_CLIENT: usize = 250;

/// How many wrong user codes are taken from one session, and from all together, before no more are for a while
/// ([RFC 8628 §5.1](https://www.rfc-editor.org/rfc/rfc8628#section-5.1)).
const MAX_WRONG_OF_SESSION: u32 = 10;
const MAX_WRONG_OF_ALL: u32 = 1_000;

/// How long wrong user codes count, from the first one on, in seconds.
const WRONG_SECONDS: i64 = 300;

/// Wrong user codes.
#[derive(Clone, Copy, Debug)]
pub(super) struct Wrong {
    count: u32,
    until: Timestamp,
}

/// Why a device's request is not kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NotKept {
    /// Too many wait already; none of them gives way.
    Full,
    /// No free user code was found.
    NoUserCode,
}

/// Why no device waits with a user code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NotWaiting {
    /// The code is unknown, expired or decided already.
    Unknown,
    /// Too many codes were wrong; no more are looked at for a while.
    TooMany,
}

/// What a device asked for, and what became of it.
#[derive(Clone, Debug)]
pub(crate) struct Device {
    pub(crate) client_id: String,
    pub(crate) scopes: Vec<String>,
    pub(crate) expires: Timestamp,
    pub(crate) decision: Decision,
    user_code: Key,
    polled: Option<Timestamp>,
}

/// What the person decided.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Decision {
    Pending,
    Denied,
    Allowed {
        signed_in: SignedIn,
        scopes: Vec<String>,
    },
}

/// Both codes of a new request.
#[derive(Clone, Debug)]
pub(crate) struct DeviceCodes {
    pub(crate) device_code: String,
    pub(crate) user_code: String,
}

/// What a poll finds.
#[derive(Clone, Debug)]
pub(crate) enum Poll {
    /// No such code, or another client's.
    Unknown,
    OtherClient,
    /// The last poll was less than the interval ago; this one counts as the last from now on.
    TooSoon,
    Expired,
    Pending,
    Denied,
    /// The code is used up with this.
    Allowed {
        signed_in: SignedIn,
        scopes: Vec<String>,
    },
}

impl Store {
    /// Keeps what a device asks for.
    ///
    /// # Errors
    /// There is no room, or no user code.
    pub(crate) fn keep_device(
        &self,
        client_id: &str,
        scopes: Vec<String>,
        lifetime_seconds: i64,
        now: Timestamp,
    ) -> Result<DeviceCodes, NotKept> {
        let mut inner = self.inner();
        // An expired one is kept to tell its device so, as long as nobody needs the room.
        inner.user_codes.purge(now);
        let of_client = |device: &&Device| device.client_id == client_id && device.expires > now;
        if inner.devices.values().filter(of_client).count() >= MAX_OF_CLIENT {
            return Err(NotKept::Full);
        }
        if inner.devices.is_full() {
            inner.devices.remove_where(|device| device.expires <= now);
        }
        if inner.devices.is_full() {
            return Err(NotKept::Full);
        }
        let expires = now.plus_seconds(lifetime_seconds);
        let user_code = (0..TRIES)
            .map(|_| user_code())
            .find(|code| inner.user_codes.live(&key_of(code), now).is_none())
            .ok_or(NotKept::NoUserCode)?;
        let device_code = handle();
        let key = key_of(&device_code);
        let device = Device {
            client_id: client_id.to_owned(),
            scopes,
            expires,
            decision: Decision::Pending,
            user_code: key_of(&user_code),
            polled: None,
        };
        inner.user_codes.insert(device.user_code, key, expires, now);
        // A device that asks late hears that its code has expired, for as long again as it held.
        let kept = expires.plus_seconds(lifetime_seconds);
        inner.devices.insert(key, device, kept, now);
        Ok(DeviceCodes {
            device_code,
            user_code,
        })
    }

    /// What the device with this user code asks for, where nothing is decided yet; `sid` is the session that asks.
    ///
    /// # Errors
    /// None waits, which is counted, or too many codes were wrong.
    pub(crate) fn waiting_device(
        &self,
        user_code: &str,
        sid: &str,
        now: Timestamp,
    ) -> Result<Device, NotWaiting> {
        let mut inner = self.inner();
        let (of_session, of_all) = (key_of(sid), key_of(""));
        let too_many = inner.wrong_user_codes(&of_session, now) >= MAX_WRONG_OF_SESSION
            || inner.wrong_user_codes(&of_all, now) >= MAX_WRONG_OF_ALL;
        if too_many {
            return Err(NotWaiting::TooMany);
        }
        if let Some(device) = inner.pending_device(user_code, now) {
            return Ok(device.clone());
        }
        inner.count_wrong_user_code(of_session, now);
        inner.count_wrong_user_code(of_all, now);
        Err(NotWaiting::Unknown)
    }

    /// Decides for a device, once: whether this was the deciding word.
    pub(crate) fn decide_device(
        &self,
        user_code: &str,
        decision: Decision,
        now: Timestamp,
    ) -> bool {
        let mut inner = self.inner();
        let Some(key) = inner.user_codes.live(&key_of(user_code), now).copied() else {
            return false;
        };
        match inner.devices.get_mut(&key) {
            Some(device) if device.decision == Decision::Pending => {
                device.decision = decision;
                inner.user_codes.remove(&key_of(user_code));
                true
            }
            Some(_) | None => false,
        }
    }

    /// A device asks whether there is a decision; one that allows is given out once.
    pub(crate) fn poll_device(&self, device_code: &str, client_id: &str, now: Timestamp) -> Poll {
        let key = key_of(device_code);
        let mut inner = self.inner();
        let Some(device) = inner.devices.get_mut(&key) else {
            return Poll::Unknown;
        };
        if device.client_id != client_id {
            return Poll::OtherClient;
        }
        let previous = device.polled.replace(now);
        if previous.is_some_and(|polled| now < polled.plus_seconds(POLL_INTERVAL_SECONDS)) {
            return Poll::TooSoon;
        }
        if device.expires <= now {
            return Poll::Expired;
        }
        match &device.decision {
            Decision::Pending => Poll::Pending,
            Decision::Denied => Poll::Denied,
            Decision::Allowed { signed_in, scopes } => {
                let (signed_in, scopes) = (signed_in.clone(), scopes.clone());
                let user_code = device.user_code;
                inner.devices.remove(&key);
                inner.user_codes.remove(&user_code);
                Poll::Allowed { signed_in, scopes }
            }
        }
    }
}

impl Inner {
    fn pending_device(&self, user_code: &str, now: Timestamp) -> Option<&Device> {
        let key = self.user_codes.live(&key_of(user_code), now)?;
        let device = self.devices.live(key, now)?;
        (device.decision == Decision::Pending).then_some(device)
    }

    fn wrong_user_codes(&self, of: &Key, now: Timestamp) -> u32 {
        let wrong = self.wrong_user_codes.live(of, now);
        wrong.map_or(0, |wrong| wrong.count)
    }

    fn count_wrong_user_code(&mut self, of: Key, now: Timestamp) {
        let known = self.wrong_user_codes.live(&of, now).copied();
        let mut wrong = known.unwrap_or_else(|| Wrong {
            count: 0,
            until: now.plus_seconds(WRONG_SECONDS),
        });
        wrong.count = wrong.count.saturating_add(1);
        self.wrong_user_codes.insert(of, wrong, wrong.until, now);
    }
}

/// Nine digits, each number from 100000000 on as likely as the other.
fn user_code() -> String {
    const COUNT: u64 = 900_000_000;
    let number = u64::from_le_bytes(random_bytes()) % COUNT;
    (100_000_000 + number).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_allowed_device_gets_its_tokens_once() {
        let store = Store::new();
        let at = Timestamp::from_unix_seconds;
        let codes = store.keep_device("device", Vec::new(), 300, at(0)).unwrap();
        let poll = |seconds| store.poll_device(&codes.device_code, "device", at(seconds));
        assert!(matches!(poll(0), Poll::Pending));
        assert!(matches!(poll(4), Poll::TooSoon));
        assert!(matches!(poll(8), Poll::TooSoon));
        let allowed = Decision::Allowed {
            signed_in: SignedIn {
                subject_id: "1".to_owned(),
                auth_time: at(0),
                sid: None,
            },
            scopes: Vec::new(),
        };
        assert!(store.decide_device(&codes.user_code, allowed, at(9)));
        assert!(!store.decide_device(&codes.user_code, Decision::Denied, at(9)));
        assert!(matches!(poll(13), Poll::Allowed { .. }));
        assert!(matches!(poll(18), Poll::Unknown));
    }
}
