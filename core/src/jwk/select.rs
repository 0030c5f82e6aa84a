//! Which key is meant: by kid, type, curve, `alg`, `use` and `key_ops`. Ambiguity is an answer, not a guess.

use std::fmt;
use std::sync::OnceLock;

use super::{Jwk, JwkSet, SkippedKey, Weakness, lint};
use crate::alg::Algorithm;
use crate::crypto::{KeyError, Provider, Verifier, provider};
use crate::report::KeySource;

/// Keys to verify with: prepared at first use, used many times, shared between threads.
#[derive(Debug)]
pub struct KeySet {
    keys: Vec<Key>,
    skipped: Vec<SkippedKey>,
}

/// One key of a [`KeySet`].
pub struct Key {
    jwk: Jwk,
    source: KeySource,
    thumbprint: Option<String>,
    provider: &'static Provider,
    /// What its place in the set adds to its own weaknesses.
    set_weaknesses: Vec<Weakness>,
    /// One entry for each algorithm that the key can be used with.
    prepared: Box<[(Algorithm, OnceLock<Prepared>)]>,
}

struct Prepared {
    verifier: Result<Box<dyn Verifier>, KeyError>,
    weaknesses: Vec<Weakness>,
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

/// The first reason why a key is not the one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Refusal {
    /// Its `kid` is not the one asked for.
    Kid,
    /// Its type is not that of the algorithm.
    Type,
    /// Its curve is not that of the algorithm.
    Curve,
    /// Its `alg` is another.
    Algorithm,
    /// Its `use` is not `sig`.
    Use,
    /// Its `key_ops` lack `verify`.
    KeyOps,
}

impl KeySet {
    /// The keys of a set.
    pub fn from_jwks(set: JwkSet, source: KeySource) -> Self {
        let weaknesses = lint::set_weaknesses(&set, source);
        let keys = set.keys.into_iter().zip(weaknesses);
        Self {
            keys: keys
                .map(|(jwk, weaknesses)| Key::new(jwk, source, provider(), weaknesses))
                .collect(),
            skipped: set.skipped,
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

    /// The same keys, computed with by `provider`.
    #[must_use]
    pub fn with_provider(self, provider: &'static Provider) -> Self {
        let keys = self.keys.into_iter();
        Self {
            keys: keys
                .map(|key| Key::new(key.jwk, key.source, provider, key.set_weaknesses))
                .collect(),
            skipped: self.skipped,
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

    /// The key for a token with this `kid` and algorithm.
    ///
    /// A key that a person named is taken whatever its `kid`. In a set, the token's `kid` must be the key's, to the
    /// letter; a token without one gets the only key that fits. A damaged key of that very `kid` and type may be the one
    /// meant, so that it makes the choice ambiguous too.
    pub fn select(&self, kid: Option<&str>, algorithm: Algorithm) -> Selected<'_> {
        let mut fitting = self
            .keys
            .iter()
            .filter(|key| key.refusal(kid, algorithm).is_none());
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
    pub fn trace(&self, kid: Option<&str>, algorithm: Algorithm) -> Vec<(&Key, Option<Refusal>)> {
        self.keys
            .iter()
            .map(|key| (key, key.refusal(kid, algorithm)))
            .collect()
    }
}

impl Key {
    fn new(
        jwk: Jwk,
        source: KeySource,
        provider: &'static Provider,
        set_weaknesses: Vec<Weakness>,
    ) -> Self {
        Self {
            thumbprint: jwk.thumbprint(),
            prepared: jwk
                .algorithms()
                .map(|algorithm| (algorithm, OnceLock::new()))
                .collect(),
            jwk,
            source,
            provider,
            set_weaknesses,
        }
    }

    /// The key itself.
    pub fn jwk(&self) -> &Jwk {
        &self.jwk
    }

    /// Where it came from.
    pub fn source(&self) -> KeySource {
        self.source
    }

    /// Its thumbprint; a shared secret has none.
    pub fn thumbprint(&self) -> Option<&str> {
        self.thumbprint.as_deref()
    }

    /// The key prepared to verify `algorithm`; prepared at the first call, kept for the others.
    ///
    /// # Errors
    ///
    /// [`KeyError`] where the key is not for this algorithm or cannot be used at all.
    pub fn verifier(&self, algorithm: Algorithm) -> Result<&dyn Verifier, KeyError> {
        match self.prepared(algorithm) {
            Some(prepared) => prepared.verifier.as_deref().map_err(KeyError::clone),
            // Preparing it now gives the reason; a key whose own `alg` is another would pass, and is refused for that.
            None => Err((self.provider.verifier)(algorithm, &self.jwk)
                .err()
                .unwrap_or_else(|| KeyError::Algorithm {
                    algorithm,
                    alg: self.jwk.alg.clone().unwrap_or_default(),
                })),
        }
    }

    /// What is weak about verifying `algorithm` with this key, its place in the set included. Looked at once.
    pub fn weaknesses(&self, algorithm: Algorithm) -> &[Weakness] {
        self.prepared(algorithm)
            .map_or(&[], |prepared| &prepared.weaknesses)
    }

    fn prepared(&self, algorithm: Algorithm) -> Option<&Prepared> {
        let (_, slot) = self.prepared.iter().find(|(name, _)| *name == algorithm)?;
        Some(slot.get_or_init(|| {
            Prepared {
                verifier: (self.provider.verifier)(algorithm, &self.jwk),
                weaknesses: [
                    self.jwk.weaknesses_for(algorithm),
                    self.set_weaknesses.clone(),
                ]
                .concat(),
            }
        }))
    }

    fn refusal(&self, kid: Option<&str>, algorithm: Algorithm) -> Option<Refusal> {
        let (jwk, row) = (&self.jwk, algorithm.row());
        let named_by_a_person = matches!(
            self.source,
            KeySource::Key | KeySource::Secret | KeySource::Embedded
        );
        if !named_by_a_person && kid.is_some() && kid != jwk.kid.as_deref() {
            Some(Refusal::Kid)
        } else if jwk.key_type() != row.key_type {
            Some(Refusal::Type)
        } else if jwk.curve() != row.curve {
            Some(Refusal::Curve)
        } else if jwk.alg.as_deref().is_some_and(|alg| alg != row.name) {
            Some(Refusal::Algorithm)
        } else if jwk.key_use.as_deref().is_some_and(|name| name != "sig") {
            Some(Refusal::Use)
        } else if jwk
            .key_ops
            .as_ref()
            .is_some_and(|operations| !operations.iter().any(|name| name == "verify"))
        {
            Some(Refusal::KeyOps)
        } else {
            None
        }
    }
}

impl fmt::Debug for Key {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Key")
            .field("jwk", &self.jwk)
            .field("source", &self.source)
            .finish_non_exhaustive()
    }
}

impl fmt::Display for Refusal {
    /// A clause that goes on from "the key was not taken because".
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Kid => "its kid is another",
            Self::Type => "its type does not fit the algorithm",
            Self::Curve => "its curve does not fit the algorithm",
            Self::Algorithm => "its alg is another",
            Self::Use => "its use is not sig",
            Self::KeyOps => "its key_ops do not include verify",
        })
    }
}
