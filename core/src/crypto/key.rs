//! One key of a set, prepared for each algorithm when it is first needed.

use std::fmt;
use std::sync::{Arc, OnceLock};

use super::{KeyError, Provider, Verifier, check_fit};
use crate::alg::Algorithm;
use crate::jwk::{Jwk, Weakness};
use crate::report::{KeyReport, KeySource};

/// One key of a [`KeySet`](super::KeySet).
pub struct Key {
    jwk: Jwk,
    report: Arc<KeyReport>,
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

/// The first reason why a key is not the one, in the order in which they are looked for: the later, the nearer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum KeyMismatch {
    /// Its `kid` is not the one asked for.
    Kid,
    /// Its type is not that of the algorithm.
    Type,
    /// Its curve is not that of the algorithm.
    Curve,
    /// Its `alg` is another, or the identifier beside its numbers leaves only others.
    Algorithm,
    /// Its `use` is not `sig`, or its certificate is not for signatures.
    Use,
    /// Its `key_ops` lack `verify`.
    KeyOps,
}

impl Key {
    pub(super) fn new(
        jwk: Jwk,
        source: KeySource,
        provider: &'static Provider,
        set_weaknesses: Vec<Weakness>,
    ) -> Self {
        let report = KeyReport {
            kid: jwk.kid.clone(),
            thumbprint: jwk.thumbprint(),
            source,
        };
        Self {
            report: Arc::new(report),
            prepared: jwk
                .algorithms()
                .map(|algorithm| (algorithm, OnceLock::new()))
                .collect(),
            jwk,
            provider,
            set_weaknesses,
        }
    }

    pub(super) fn with_provider(self, provider: &'static Provider) -> Self {
        Self::new(self.jwk, self.report.source, provider, self.set_weaknesses)
    }

    /// The key itself.
    pub fn jwk(&self) -> &Jwk {
        &self.jwk
    }

    /// Where it came from.
    pub fn source(&self) -> KeySource {
        self.report.source
    }

    /// What reports say of it.
    pub(crate) fn report(&self) -> &Arc<KeyReport> {
        &self.report
    }

    /// Its thumbprint; a shared secret has none.
    pub fn thumbprint(&self) -> Option<&str> {
        self.report.thumbprint.as_deref()
    }

    /// The key prepared to verify `algorithm`; prepared at the first call, kept for the others.
    ///
    /// # Errors
    ///
    /// [`KeyError`] where the key is not for this algorithm or cannot be used at all.
    pub(crate) fn verifier(&self, algorithm: Algorithm) -> Result<&dyn Verifier, KeyError> {
        match self.prepared(algorithm) {
            Some(prepared) => prepared.verifier.as_deref().map_err(KeyError::clone),
            // Preparing it now gives the reason; a key whose own `alg` is another would pass, and is refused for that.
            None => Err((self.provider.verifier)(algorithm, &self.jwk)
                .err()
                .unwrap_or_else(|| KeyError::Algorithm {
                    algorithm,
                    alg: self.jwk.meant_for(algorithm).unwrap_or_default().to_owned(),
                })),
        }
    }

    /// Whether `signature` is this key's signature of `message`, computed here.
    ///
    /// # Errors
    ///
    /// [`KeyError`] where the key is not for this algorithm or cannot be used at all.
    pub fn verify(
        &self,
        algorithm: Algorithm,
        message: &[u8],
        signature: &[u8],
    ) -> Result<bool, KeyError> {
        Ok(self.verifier(algorithm)?.verify(message, signature))
    }

    /// Whether this key can verify `algorithm`, whoever computes.
    ///
    /// # Errors
    ///
    /// [`KeyError`] where its type, curve or size does not allow it.
    pub fn fits(&self, algorithm: Algorithm) -> Result<(), KeyError> {
        check_fit(algorithm, &self.jwk).map(|_| ())
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

    /// Why this is not the key for a token with this `kid` and algorithm; `None` where it is.
    pub(super) fn mismatch(&self, kid: Option<&str>, algorithm: Algorithm) -> Option<KeyMismatch> {
        let (jwk, row) = (&self.jwk, algorithm.row());
        let named_by_a_person = matches!(
            self.report.source,
            KeySource::Key | KeySource::Secret | KeySource::Embedded
        );
        if !named_by_a_person && kid.is_some() && kid != jwk.kid.as_deref() {
            Some(KeyMismatch::Kid)
        } else if jwk.key_type() != row.key_type {
            Some(KeyMismatch::Type)
        } else if jwk.curve() != row.curve {
            Some(KeyMismatch::Curve)
        } else if jwk.meant_for(algorithm).is_some() {
            Some(KeyMismatch::Algorithm)
        } else if jwk.is_for_other_use() {
            Some(KeyMismatch::Use)
        } else if jwk
            .key_ops
            .as_ref()
            .is_some_and(|operations| !operations.iter().any(|name| name == "verify"))
        {
            Some(KeyMismatch::KeyOps)
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
            .field("source", &self.source())
            .finish_non_exhaustive()
    }
}

impl fmt::Display for KeyMismatch {
    /// A clause that goes on from "the key was not taken because".
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Kid => "its kid is another",
            Self::Type => "its type does not fit the algorithm",
            Self::Curve => "its curve does not fit the algorithm",
            Self::Algorithm => "it is for another algorithm",
            Self::Use => "it is not for signatures",
            Self::KeyOps => "its key_ops do not include verify",
        })
    }
}
