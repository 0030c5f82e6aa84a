//! Which key is meant: by kid, type, curve, `alg`, `use` and `key_ops`. Ambiguity is an answer, not a guess.

use super::{Key, KeyMismatch, Provider, provider};
use crate::alg::Algorithm;
use crate::jwk::{Jwk, JwkError, JwkSet, SkippedKey, set_weaknesses};
use crate::report::KeySource;

/// Keys to verify with: prepared at first use, used many times, shared between threads.
#[derive(Debug)]
pub struct KeySet {
    keys: Vec<Key>,
    skipped: Vec<SkippedKey>,
    /// The names of the issuer that publishes the set, where it is known.
    issuers: Vec<String>,
}

/// What a search for a key gives.
#[derive(Clone, Copy, Debug)]
pub enum Selected<'a> {
    /// The one key that fits.
    One(&'a Key),
    /// No key fits; [`KeySet::trace`] says why for each.
    None,
    /// So many fit, and nothing says which is meant.
    Many(usize),
}

impl KeySet {
    /// The keys of a set.
    pub fn from_jwks(set: JwkSet, source: KeySource) -> Self {
        let weaknesses = set_weaknesses(&set, source);
        let keys = set.keys.into_iter().zip(weaknesses);
        Self {
            keys: keys
                .map(|(jwk, weaknesses)| Key::new(jwk, source, provider(), weaknesses))
                .collect(),
            skipped: set.skipped,
            issuers: Vec::new(),
        }
    }

    /// The keys that `issuer` publishes, bound to it: none of them vouches for another issuer's tokens
    /// ([RFC 8725 §3.8]).
    ///
    /// [RFC 8725 §3.8]: https://www.rfc-editor.org/rfc/rfc8725#section-3.8
    pub fn from_issuer(set: JwkSet, issuer: &str) -> Self {
        Self::from_issuer_of_names(set, [issuer])
    }

    /// As [`KeySet::from_issuer`], for an issuer whose tokens carry one of several names.
    pub fn from_issuer_of_names<'a>(
        set: JwkSet,
        issuers: impl IntoIterator<Item = &'a str>,
    ) -> Self {
        Self {
            issuers: issuers.into_iter().map(str::to_owned).collect(),
            ..Self::from_jwks(set, KeySource::IssuerJwks)
        }
    }

    /// A set of one key.
    pub fn from_key(jwk: Jwk, source: KeySource) -> Self {
        let set = JwkSet {
            keys: vec![jwk],
            skipped: Vec::new(),
        };
        Self::from_jwks(set, source)
    }

    /// Keys as a person gives them: one key in any form of [`Jwk::parse`], which is then the key whatever `kid` a token
    /// names; or a set, whose `kid`s count even where it has one key.
    ///
    /// # Errors
    ///
    /// As [`JwkSet::parse`]; where one key is given, that it cannot be read.
    pub fn parse(bytes: &[u8]) -> Result<Self, JwkError> {
        let (set, source) = JwkSet::given(bytes)?;
        Ok(Self::from_jwks(set, source))
    }

    /// The same keys, computed with by `provider`.
    #[must_use]
    pub fn with_provider(self, provider: &'static Provider) -> Self {
        let keys = self.keys.into_iter();
        Self {
            keys: keys.map(|key| key.with_provider(provider)).collect(),
            ..self
        }
    }

    /// The keys, in order.
    pub fn keys(&self) -> &[Key] {
        &self.keys
    }

    /// The keys that could not be read.
    pub fn skipped(&self) -> &[SkippedKey] {
        &self.skipped
    }

    /// The issuer that the whole set is bound to; a key may name a narrower one of its own.
    pub fn issuer(&self) -> Option<&str> {
        self.issuers.first().map(String::as_str)
    }

    /// Every name of that issuer.
    pub fn issuers(&self) -> &[String] {
        &self.issuers
    }

    /// The key for a token with this `kid` and algorithm.
    ///
    /// A key that a person named is taken whatever its `kid`. In a set, the token's `kid` must be the key's, to the
    /// letter; a token without one gets the only key that fits. A damaged key of that very `kid` and type may be the one
    /// meant, so that it makes the choice ambiguous too.
    pub fn select(&self, kid: Option<&str>, algorithm: Algorithm) -> Selected<'_> {
        let mut fitting = self
            .keys
            .iter()
            .filter(|key| key.mismatch(kid, algorithm).is_none());
        let Some(first) = fitting.next() else {
            return Selected::None;
        };
        let is_rival = |skipped: &&SkippedKey| {
            kid.is_some()
                && skipped.kid.as_deref() == kid
                && skipped.key_type == Some(algorithm.row().key_type)
        };
        match fitting.count() + self.skipped.iter().filter(is_rival).count() {
            0 => Selected::One(first),
            others => Selected::Many(1 + others),
        }
    }

    /// Every key with the reason why it is not the one; `None` where it fits.
    pub fn trace(
        &self,
        kid: Option<&str>,
        algorithm: Algorithm,
    ) -> Vec<(&Key, Option<KeyMismatch>)> {
        self.keys
            .iter()
            .map(|key| (key, key.mismatch(kid, algorithm)))
            .collect()
    }
}
