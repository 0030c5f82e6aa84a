//! The memory of what a fetch has not brought, bounded because tokens choose the names.

use sha2::{Digest, Sha256};

use claimscope_core::alg::Algorithm;

/// What a token asks for, in a few bytes however long its `kid` is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Wanted([u8; 16]);

impl Wanted {
    /// The key of this name; without a name, any key for the algorithm.
    pub(super) fn new(kid: Option<&str>, algorithm: Algorithm) -> Self {
        match kid {
            Some(kid) => Self::named(kid),
            None => Self::hashed(b"alg:", algorithm.name()),
        }
    }

    /// The key of this name.
    pub(super) fn named(kid: &str) -> Self {
        Self::hashed(b"kid:", kid)
    }

    /// A key that verifies this token.
    pub(super) fn to_verify(token: &str) -> Self {
        Self::hashed(b"token:", token)
    }

    fn hashed(kind: &[u8], name: &str) -> Self {
        let hash = Sha256::new().chain_update(kind).chain_update(name);
        let mut short = [0; 16];
        short.copy_from_slice(&hash.finalize()[..16]);
        Self(short)
    }
}

/// What is remembered until a time each; the oldest make room.
#[derive(Clone, Debug, Default)]
pub(super) struct UnknownKids {
    entries: Vec<(Wanted, i64)>,
}

impl UnknownKids {
    /// Whether a fetch has already been made for it in vain.
    pub(super) fn contains(&self, wanted: Wanted, time: i64) -> bool {
        self.entries
            .iter()
            .any(|(known, until)| *known == wanted && time < *until)
    }

    /// Remembers it, with at most `capacity` others.
    pub(super) fn insert(&mut self, wanted: Wanted, until: i64, capacity: usize) {
        self.entries.retain(|(known, _)| *known != wanted);
        self.entries.push((wanted, until));
        while self.entries.len() > capacity {
            self.entries.remove(0);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_oldest_make_room() {
        let mut unknown = UnknownKids::default();
        let wanted = |kid: &str| Wanted::new(Some(kid), Algorithm::RS256);
        for kid in ["a", "b", "a", "c"] {
            unknown.insert(wanted(kid), 10, 2);
        }
        let known = ["a", "b", "c"].map(|kid| unknown.contains(wanted(kid), 9));
        assert_eq!(known, [true, false, true]);
        assert!(!unknown.contains(wanted("a"), 10));
        unknown.insert(wanted("d"), 10, 0);
        assert!(!unknown.contains(wanted("d"), 0));
    }

    #[test]
    fn no_name_is_not_an_empty_one() {
        let empty = Wanted::new(Some(""), Algorithm::RS256);
        assert_ne!(empty, Wanted::new(None, Algorithm::RS256));
        assert_ne!(
            Wanted::new(Some("RS256"), Algorithm::RS256),
            Wanted::new(None, Algorithm::RS256)
        );
    }
}
