//! A map with a bound: entries end by themselves, and the oldest makes room for a new one.

use std::collections::{BTreeMap, HashMap};

use claimscope_core::time::Timestamp;
use sha2::{Digest, Sha256};

/// What a handle is kept under: its SHA-256, so that no handle lies in memory.
pub(crate) type Key = [u8; 32];

/// The key of a handle.
pub(crate) fn key_of(handle: &str) -> Key {
    Sha256::digest(handle.as_bytes()).into()
}

/// Entries by handle, `capacity` at the most.
#[derive(Debug)]
pub(super) struct Bounded<V> {
    entries: HashMap<Key, Slot<V>>,
    by_age: BTreeMap<u64, Key>,
    written: u64,
    capacity: usize,
}

#[derive(Debug)]
struct Slot<V> {
    number: u64,
    expires: Timestamp,
    value: V,
}

impl<V> Bounded<V> {
    pub(super) fn new(capacity: usize) -> Self {
        Self {
            entries: HashMap::new(),
            by_age: BTreeMap::new(),
            written: 0,
            capacity,
        }
    }

    /// Puts `value` in, dropping the oldest entries that have expired, and one that has not where that is not enough.
    pub(super) fn insert(&mut self, key: Key, value: V, expires: Timestamp, now: Timestamp) {
        self.remove(&key);
        while let Some((_, oldest)) = self.by_age.first_key_value() {
            let oldest = *oldest;
            let expired = self
                .entries
                .get(&oldest)
                .is_none_or(|slot| slot.expires <= now);
            if !expired && self.entries.len() < self.capacity {
                break;
            }
            self.remove(&oldest);
        }
        self.written += 1;
        self.by_age.insert(self.written, key);
        let slot = Slot {
            number: self.written,
            expires,
            value,
        };
        self.entries.insert(key, slot);
    }

    /// Drops what has expired.
    pub(super) fn purge(&mut self, now: Timestamp) {
        let by_age = &mut self.by_age;
        self.entries.retain(|_, slot| {
            let stays = slot.expires > now;
            if !stays {
                by_age.remove(&slot.number);
            }
            stays
        });
    }

    /// Whether the next new entry costs another one its place.
    pub(super) fn is_full(&self) -> bool {
        self.entries.len() >= self.capacity
    }

    /// The entries, in no order.
    pub(super) fn values(&self) -> impl Iterator<Item = &V> {
        self.entries.values().map(|slot| &slot.value)
    }

    /// The entry, whether or not it has expired.
    pub(super) fn get(&self, key: &Key) -> Option<&V> {
        self.entries.get(key).map(|slot| &slot.value)
    }

    /// The entry, where it has not expired.
    pub(super) fn live(&self, key: &Key, now: Timestamp) -> Option<&V> {
        self.entries
            .get(key)
            .filter(|slot| slot.expires > now)
            .map(|slot| &slot.value)
    }

    pub(super) fn get_mut(&mut self, key: &Key) -> Option<&mut V> {
        self.entries.get_mut(key).map(|slot| &mut slot.value)
    }

    /// Gives an entry another end.
    pub(super) fn set_expires(&mut self, key: &Key, expires: Timestamp) {
        if let Some(slot) = self.entries.get_mut(key) {
            slot.expires = expires;
        }
    }

    pub(super) fn remove(&mut self, key: &Key) -> Option<V> {
        let slot = self.entries.remove(key)?;
        self.by_age.remove(&slot.number);
        Some(slot.value)
    }

    /// Removes the entries that `doomed` picks, and says how many they were.
    pub(super) fn remove_where(&mut self, doomed: impl Fn(&V) -> bool) -> usize {
        let before = self.entries.len();
        let by_age = &mut self.by_age;
        self.entries.retain(|_, slot| {
            let stays = !doomed(&slot.value);
            if !stays {
                by_age.remove(&slot.number);
            }
            stays
        });
        before - self.entries.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_unix_seconds(seconds)
    }

    #[test]
    fn the_oldest_makes_room_and_what_expired_goes_first() {
        let mut bounded = Bounded::new(2);
        bounded.insert(key_of("a"), 'a', at(10), at(0));
        bounded.insert(key_of("b"), 'b', at(100), at(0));
        bounded.insert(key_of("c"), 'c', at(100), at(0));
        assert_eq!(bounded.get(&key_of("a")), None);
        assert_eq!(bounded.get(&key_of("b")), Some(&'b'));
        bounded.insert(key_of("d"), 'd', at(300), at(200));
        assert_eq!(bounded.entries.len(), 1);
        assert_eq!(bounded.by_age.len(), 1);
    }

    #[test]
    fn an_expired_entry_is_there_and_not_live() {
        let mut bounded = Bounded::new(2);
        bounded.insert(key_of("a"), 'a', at(10), at(0));
        assert_eq!(bounded.live(&key_of("a"), at(9)), Some(&'a'));
        assert_eq!(bounded.live(&key_of("a"), at(10)), None);
        assert_eq!(bounded.get(&key_of("a")), Some(&'a'));
        assert_eq!(bounded.remove_where(|value| *value == 'a'), 1);
        assert_eq!(bounded.by_age.len(), 0);
    }
}
