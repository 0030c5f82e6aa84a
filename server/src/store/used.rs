//! The `jti` values that came: each is good once, so none is forgotten while the JWT with it would still be taken
//! ([RFC 9449 §11.1](https://www.rfc-editor.org/rfc/rfc9449#section-11.1),
//! [RFC 7523 §3](https://www.rfc-editor.org/rfc/rfc7523#section-3)).

use std::collections::{BTreeSet, HashMap};
use std::fmt;

use claimscope_core::time::Timestamp;

use super::{Key, Store, key_of};

/// How many `jti` values of one kind are remembered at once: of one client, and of all together.
const MAX_OF_CLIENT: usize = 20_000;
const MAX_OF_KIND: usize = 100_000;

/// What a `jti` is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum JtiOf {
    DPoPProof,
    ClientAssertion,
    /// The assertion of the JWT bearer grant.
    Grant,
}

/// Why a `jti` does not count as the first of its kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NotFirst {
    /// It came before.
    Again,
    /// Too many are remembered already; none of them gives way.
    Full,
}

/// Completes "the proof's jti …".
impl fmt::Display for NotFirst {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Again => "came before",
            Self::Full => {
                "cannot be remembered: the client has sent too many that have not expired"
            }
        })
    }
}

/// The values of one kind.
#[derive(Debug)]
pub(super) struct Used {
    /// The client that each is of, and when it may be forgotten.
    entries: HashMap<Key, (Key, Timestamp)>,
    by_expiry: BTreeSet<(Timestamp, Key)>,
    of_clients: HashMap<Key, usize>,
    max_of_client: usize,
    max: usize,
}

impl Used {
    pub(super) fn new() -> Self {
        Self::bounded(MAX_OF_CLIENT, MAX_OF_KIND)
    }

    fn bounded(max_of_client: usize, max: usize) -> Self {
        Self {
            entries: HashMap::new(),
            by_expiry: BTreeSet::new(),
            of_clients: HashMap::new(),
            max_of_client,
            max,
        }
    }

    /// Remembers `name` until `expires`, unless it is remembered already or there is no room.
    fn first(
        &mut self,
        client: Key,
        name: Key,
        expires: Timestamp,
        now: Timestamp,
    ) -> Result<(), NotFirst> {
        self.forget_expired(now);
        if self.entries.contains_key(&name) {
            return Err(NotFirst::Again);
        }
        let of_client = self.of_clients.get(&client).copied().unwrap_or_default();
        if of_client >= self.max_of_client || self.entries.len() >= self.max {
            return Err(NotFirst::Full);
        }
        self.of_clients.insert(client, of_client + 1);
        self.by_expiry.insert((expires, name));
        self.entries.insert(name, (client, expires));
        Ok(())
    }

    fn forget_expired(&mut self, now: Timestamp) {
        while let Some((expires, name)) = self.by_expiry.first().copied()
            && expires <= now
        {
            self.by_expiry.pop_first();
            let Some((client, _)) = self.entries.remove(&name) else {
                continue;
            };
            match self.of_clients.get_mut(&client) {
                Some(count) if *count > 1 => *count -= 1,
                _ => drop(self.of_clients.remove(&client)),
            }
        }
    }
}

impl Store {
    /// Takes a `jti` for the first and only time; `of_key` tells the values of different issuers or keys apart. It is
    /// remembered until `expires`, from when on the JWT must not be taken any more.
    ///
    /// # Errors
    /// It came before, or cannot be remembered.
    pub(crate) fn use_jti(
        &self,
        kind: JtiOf,
        client_id: &str,
        (of_key, jti): (&str, &str),
        expires: Timestamp,
        now: Timestamp,
    ) -> Result<(), NotFirst> {
        let name = key_of(&format!("{}|{of_key}|{jti}", of_key.len()));
        let mut inner = self.inner();
        let used = match kind {
            JtiOf::DPoPProof => &mut inner.proofs,
            JtiOf::ClientAssertion => &mut inner.client_assertions,
            JtiOf::Grant => &mut inner.grant_assertions,
        };
        used.first(key_of(client_id), name, expires, now)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_unix_seconds(seconds)
    }

    #[test]
    fn what_has_not_expired_is_never_forgotten_however_many_come() {
        let store = Store::new();
        let proof = |client: &str, jti: &str, now| {
            let name = ("key", jti);
            store.use_jti(JtiOf::DPoPProof, client, name, at(600), at(now))
        };
        assert_eq!(proof("a", "first", 0), Ok(()));
        let flood = (1..MAX_OF_CLIENT).all(|number| proof("a", &number.to_string(), 1).is_ok());
        assert!(flood);
        assert_eq!(proof("a", "first", 2), Err(NotFirst::Again));
        assert_eq!(proof("a", "one more", 2), Err(NotFirst::Full));
        // Nobody else is kept out by it, and no value is good a second time for another client.
        assert_eq!(proof("b", "one more", 2), Ok(()));
        assert_eq!(proof("b", "first", 2), Err(NotFirst::Again));
        let assertion = ("a", "first");
        assert_eq!(
            store.use_jti(JtiOf::ClientAssertion, "a", assertion, at(600), at(2)),
            Ok(())
        );
        assert_eq!(proof("a", "first", 599), Err(NotFirst::Again));
        assert_eq!(proof("a", "one more still", 600), Ok(()));
    }

    #[test]
    fn all_clients_together_have_a_bound_and_places_come_back() {
        let mut used = Used::bounded(2, 3);
        let mut first = |client: &str, jti: &str, expires, now| {
            used.first(key_of(client), key_of(jti), at(expires), at(now))
        };
        assert_eq!(first("a", "1", 10, 0), Ok(()));
        assert_eq!(first("a", "2", 20, 0), Ok(()));
        assert_eq!(first("a", "3", 20, 0), Err(NotFirst::Full));
        assert_eq!(first("b", "4", 20, 0), Ok(()));
        assert_eq!(first("c", "5", 20, 0), Err(NotFirst::Full));
        assert_eq!(first("c", "5", 20, 10), Ok(()));
        assert_eq!(first("a", "3", 20, 10), Err(NotFirst::Full));
        assert_eq!(first("a", "3", 30, 20), Ok(()));
        assert_eq!((used.entries.len(), used.of_clients.len()), (1, 1));
    }
}
