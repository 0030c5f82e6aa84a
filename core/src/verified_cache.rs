//! Tokens that were verified already, remembered by their hash so that the next time costs a hash alone.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

use sha2::{Digest, Sha256};

use crate::time::Timestamp;

/// A bounded memory of verified tokens, for one policy and one source of keys.
///
/// A token is known by the SHA-256 of its whole text ([`VerifiedCache::hash`], or the host's own), so that no other
/// spelling of it is, and no token is kept. Each has
/// a slot, a small number by which the host keeps what it wants to give again; a slot is used anew once its token has
/// made room. The token used longest ago makes room first.
///
/// ```
/// use claimscope_core::VerifiedCache;
/// use claimscope_core::time::Timestamp;
///
/// let mut cache = VerifiedCache::new(1_000);
/// let (now, generation) = (Timestamp::from_unix_seconds(1_700_000_000), 1);
/// let hash = VerifiedCache::hash("a.b.c");
/// assert_eq!(cache.find(&hash, generation, now), None);
/// // … the token is verified, and Verified::holds_until says for how long …
/// let slot = cache.insert(&hash, Some(now.plus_seconds(60)), generation, now);
/// assert_eq!(cache.find(&hash, generation, now), Some(slot));
/// assert_eq!(cache.find(&hash, generation, now.plus_seconds(60)), None);
/// ```
#[derive(Debug)]
pub struct VerifiedCache {
    slots: Vec<Slot>,
    by_hash: HashMap<TokenDigest, u32, BuildHasherDefault<FirstBytes>>,
    capacity: usize,
    /// The ends of the list of slots in order of use; a slot that holds nothing is at the old end.
    newest: u32,
    oldest: u32,
}

/// The SHA-256 of a token's whole text ([FIPS 180-4](https://doi.org/10.6028/NIST.FIPS.180-4)).
pub type TokenDigest = [u8; 32];

/// No slot.
const NONE: u32 = u32::MAX;

/// The most tokens that a cache holds.
const MAX_CAPACITY: usize = 1 << 24;

#[derive(Debug)]
struct Slot {
    /// `None` where the slot holds nothing.
    hash: Option<TokenDigest>,
    from: Timestamp,
    until: Timestamp,
    generation: u64,
    newer: u32,
    older: u32,
}

impl VerifiedCache {
    /// A cache of at most `capacity` tokens, and at least one.
    pub fn new(capacity: usize) -> Self {
        Self {
            slots: Vec::new(),
            by_hash: HashMap::default(),
            capacity: capacity.clamp(1, MAX_CAPACITY),
            newest: NONE,
            oldest: NONE,
        }
    }

    /// By what a token is known.
    pub fn hash(token: &str) -> TokenDigest {
        Sha256::digest(token.as_bytes()).into()
    }

    /// The slot of a token that was verified with the keys of this generation and still holds at `now`.
    pub fn find(&mut self, hash: &TokenDigest, generation: u64, now: Timestamp) -> Option<usize> {
        let index = *self.by_hash.get(hash)?;
        let slot = self.slots.get_mut(index as usize)?;
        // Before `from` the clock has gone back: nbf and iat were never held against that time.
        if slot.generation != generation || now >= slot.until || now < slot.from {
            slot.hash = None;
            self.by_hash.remove(hash);
            self.move_to_oldest(index);
            return None;
        }
        self.move_to_newest(index);
        Some(index as usize)
    }

    /// Remembers a token that was just verified, until `until` ([`Verified::holds_until`]), and gives its slot; slots
    /// are counted from 0 and never reach the capacity.
    ///
    /// [`Verified::holds_until`]: crate::Verified::holds_until
    pub fn insert(
        &mut self,
        hash: &TokenDigest,
        until: Option<Timestamp>,
        generation: u64,
        now: Timestamp,
    ) -> usize {
        let index = match self.by_hash.get(hash) {
            Some(index) => *index,
            None => self.make_room(),
        };
        if let Some(slot) = self.slots.get_mut(index as usize) {
            slot.hash = Some(*hash);
            slot.from = now;
            slot.until = until.unwrap_or(Timestamp::from_unix_seconds(i64::MAX));
            slot.generation = generation;
        }
        self.by_hash.insert(*hash, index);
        self.move_to_newest(index);
        index as usize
    }

    /// How many tokens are remembered.
    pub fn len(&self) -> usize {
        self.by_hash.len()
    }

    /// Whether none is.
    pub fn is_empty(&self) -> bool {
        self.by_hash.is_empty()
    }

    /// Forgets all.
    pub fn clear(&mut self) {
        *self = Self::new(self.capacity);
    }

    /// A slot that holds nothing, or the one used longest ago. It stands in the list.
    fn make_room(&mut self) -> u32 {
        let is_full = self.slots.len() >= self.capacity;
        let oldest = self.slots.get_mut(self.oldest as usize);
        if let Some(slot) = oldest.filter(|slot| is_full || slot.hash.is_none()) {
            if let Some(hash) = slot.hash.take() {
                self.by_hash.remove(&hash);
            }
            return self.oldest;
        }
        let index = self.slots.len() as u32;
        self.slots.push(Slot {
            hash: None,
            from: Timestamp::default(),
            until: Timestamp::default(),
            generation: 0,
            newer: NONE,
            older: NONE,
        });
        self.link(index, NONE, self.newest);
        index
    }

    fn move_to_newest(&mut self, index: u32) {
        if self.newest != index {
            self.unlink(index);
            self.link(index, NONE, self.newest);
        }
    }

    fn move_to_oldest(&mut self, index: u32) {
        if self.oldest != index {
            self.unlink(index);
            self.link(index, self.oldest, NONE);
        }
    }

    fn unlink(&mut self, index: u32) {
        if let Some(&Slot { newer, older, .. }) = self.slots.get(index as usize) {
            *self.older_of(newer) = older;
            *self.newer_of(older) = newer;
        }
    }

    /// Puts a slot that is not in the list between two that are neighbours, or at an end.
    fn link(&mut self, index: u32, newer: u32, older: u32) {
        *self.older_of(newer) = index;
        *self.newer_of(older) = index;
        if let Some(slot) = self.slots.get_mut(index as usize) {
            slot.newer = newer;
            slot.older = older;
        }
    }

    /// What comes after this slot; after none comes the newest.
    fn older_of(&mut self, index: u32) -> &mut u32 {
        match self.slots.get_mut(index as usize) {
            Some(slot) => &mut slot.older,
            None => &mut self.newest,
        }
    }

    /// What comes before this slot; before none comes the oldest.
    fn newer_of(&mut self, index: u32) -> &mut u32 {
        match self.slots.get_mut(index as usize) {
            Some(slot) => &mut slot.newer,
            None => &mut self.oldest,
        }
    }
}

/// A SHA-256 is spread well enough as it is.
#[derive(Clone, Copy, Debug, Default)]
struct FirstBytes(u64);

impl Hasher for FirstBytes {
    fn write(&mut self, bytes: &[u8]) {
        if let Some(first) = bytes.first_chunk() {
            self.0 = u64::from_le_bytes(*first);
        }
    }

    /// The length, which is always the same.
    fn write_usize(&mut self, _: usize) {}

    fn finish(&self) -> u64 {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hash(token: &str) -> TokenDigest {
        VerifiedCache::hash(token)
    }

    const NOW: Timestamp = Timestamp::from_unix_seconds(1_700_000_000);

    #[test]
    fn a_token_is_found_while_it_holds() {
        let mut cache = VerifiedCache::new(4);
        let until = NOW.plus_seconds(60);
        let slot = cache.insert(&hash("a"), Some(until), 7, NOW);
        assert_eq!(cache.find(&hash("a"), 7, NOW), Some(slot));
        assert_eq!(cache.find(&hash("a"), 7, NOW.plus_seconds(59)), Some(slot));
        assert_eq!(cache.find(&hash("a "), 7, NOW), None);
        for (generation, now) in [(8, NOW), (6, NOW), (7, until), (7, NOW.plus_seconds(-1))] {
            cache.insert(&hash("a"), Some(until), 7, NOW);
            assert_eq!(
                cache.find(&hash("a"), generation, now),
                None,
                "{generation} {now}"
            );
            assert_eq!(cache.find(&hash("a"), 7, NOW), None, "it is gone for good");
        }
        assert!(cache.is_empty());
        assert_eq!(
            cache.insert(&hash("b"), None, 7, NOW),
            slot,
            "the slot is used anew"
        );
        assert_eq!(
            cache.find(&hash("b"), 7, Timestamp::from_unix_seconds(i64::MAX - 1)),
            Some(slot)
        );
        cache.clear();
        assert_eq!(cache.find(&hash("b"), 7, NOW), None);
    }

    #[test]
    fn the_one_used_longest_ago_makes_room() {
        let mut cache = VerifiedCache::new(3);
        let slots = ["a", "b", "c"].map(|token| cache.insert(&hash(token), None, 1, NOW));
        assert_eq!(slots, [0, 1, 2]);
        assert!(cache.find(&hash("a"), 1, NOW).is_some());
        assert_eq!(cache.insert(&hash("d"), None, 1, NOW), slots[1]);
        assert_eq!(cache.find(&hash("b"), 1, NOW), None);
        assert_eq!(cache.len(), 3);
        assert_eq!(VerifiedCache::new(0).insert(&hash("a"), None, 1, NOW), 0);
    }

    /// Against a plain list in order of use, with many steps of a fixed sequence.
    #[test]
    fn does_as_a_plain_list_does() {
        let (mut cache, mut plain) = (VerifiedCache::new(5), Vec::<(u32, usize, i64)>::new());
        let mut state = 1_u32;
        for step in 0..20_000_i64 {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            let (number, now) = (state >> 16 & 7, NOW.plus_seconds(step));
            let token = number.to_string();
            let at = plain.iter().position(|(known, ..)| *known == number);
            if state >> 24 & 1 == 0 {
                let until = now.plus_seconds(i64::from(state >> 26));
                let slot = cache.insert(&hash(&token), Some(until), 1, now);
                match at {
                    Some(at) => assert_eq!(plain.remove(at).1, slot),
                    None if plain.len() == 5 => assert_eq!(plain.remove(0).1, slot),
                    None => assert!(plain.iter().all(|(_, taken, _)| *taken != slot)),
                }
                assert!(slot < 5);
                plain.push((number, slot, until.unix_seconds()));
            } else {
                let known = at.map(|at| plain.remove(at));
                let known = known.filter(|(.., until)| now.unix_seconds() < *until);
                assert_eq!(
                    cache.find(&hash(&token), 1, now),
                    known.map(|(_, slot, _)| slot)
                );
                plain.extend(known);
            }
            assert_eq!(cache.len(), plain.len());
        }
    }
}
