//! Why a key cannot be used.

use std::fmt;

use crate::alg::{Algorithm, Curve, KeyType};
use crate::entropy::NoEntropy;
use crate::jwk::RSA_BITS;

/// Why a key cannot be used. No message holds a part of a key.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum KeyError {
    /// The algorithm needs a key of another type.
    Type {
        /// The algorithm wanted.
        algorithm: Algorithm,
        /// What the key is.
        key_type: KeyType,
    },
    /// The algorithm needs a key on another curve.
    Curve {
        /// The algorithm wanted.
        algorithm: Algorithm,
        /// The key's curve.
        curve: Curve,
    },
    /// The key's own `alg` names another algorithm ([RFC 7517 §4.4](https://www.rfc-editor.org/rfc/rfc7517#section-4.4)), or
    /// the identifier beside its numbers does ([RFC 4055 §1.2](https://www.rfc-editor.org/rfc/rfc4055#section-1.2)).
    Algorithm {
        /// The algorithm wanted.
        algorithm: Algorithm,
        /// What the key is for.
        alg: String,
    },
    /// `use`, `key_ops` or its certificate do not allow it ([RFC 7517 §4.2](https://www.rfc-editor.org/rfc/rfc7517#section-4.2)).
    Use,
    /// An RSA modulus outside [`RSA_BITS`].
    RsaSize {
        /// Its bits.
        bits: usize,
    },
    /// An even modulus, or an exponent that is 1, even or too large.
    RsaNumbers,
    /// A shared secret of no bytes.
    EmptySecret,
    /// Signing needs the private part, which is not there.
    NotPrivate,
    /// The private part does not belong to the public part, or the library refuses the numbers.
    Invalid,
    /// This build leaves the algorithm to its host.
    Elsewhere {
        /// The algorithm wanted.
        algorithm: Algorithm,
    },
    /// The library could not sign.
    Signing,
    /// The host gave no random bytes.
    NoEntropy,
}

impl fmt::Display for KeyError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !cfg!(feature = "words") {
            return Ok(());
        }
        match self {
            Self::Type {
                algorithm,
                key_type,
            } => write!(
                formatter,
                "{algorithm} needs a key of type {}, and this one is {}",
                algorithm.row().key_type.name(),
                key_type.name()
            ),
            Self::Curve { algorithm, curve } => write!(
                formatter,
                "{algorithm} needs a key on {}, and this one is on {}",
                algorithm.row().curve.map_or("no curve", Curve::name),
                curve.name()
            ),
            Self::Algorithm { algorithm, alg } => {
                write!(formatter, "the key is for {alg:?} alone, not {algorithm}")
            }
            Self::Use => {
                formatter.write_str("the key's \"use\", \"key_ops\" or certificate does not allow this")
            }
            Self::RsaSize { bits } => write!(
                formatter,
                "the RSA key has {bits} bits; {} to {} are accepted",
                RSA_BITS.start(),
                RSA_BITS.end()
            ),
            Self::RsaNumbers => formatter.write_str(
                "the RSA key is unusable: its modulus is even, or its exponent is 1, even or too large",
            ),
            Self::EmptySecret => formatter.write_str("the shared secret is empty"),
            Self::NotPrivate => {
                formatter.write_str("signing needs the private key, and this one is public")
            }
            Self::Invalid => formatter.write_str(
                "the key's numbers do not belong together; it may be damaged or mixed from two keys",
            ),
            Self::Elsewhere { algorithm } => write!(
                formatter,
                "{algorithm} is not computed in this build, which leaves it to the host's own crypto"
            ),
            Self::Signing => formatter.write_str("the key could not sign"),
            Self::NoEntropy => NoEntropy.fmt(formatter),
        }
    }
}

impl std::error::Error for KeyError {}

impl From<NoEntropy> for KeyError {
    fn from(_: NoEntropy) -> Self {
        Self::NoEntropy
    }
}
