//! Why a key or a set of keys cannot be read.

use std::fmt;

use crate::json::{self, JsonFault};

/// Why a key or a set of keys cannot be read. No message holds a part of a key.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum JwkError {
    /// A set longer than [`MAX_JWKS_BYTES`](super::MAX_JWKS_BYTES).
    TooLarge {
        /// Bytes given.
        bytes: usize,
    },
    /// A set of more than [`MAX_JWKS_KEYS`](super::MAX_JWKS_KEYS) keys.
    TooManyKeys {
        /// Keys found.
        count: usize,
    },
    /// Not strict JSON, or a member that appears twice.
    Json(JsonFault),
    /// JSON, but neither a key nor a set of keys.
    NotKeys {
        /// What it is instead: `an array`, `a string`, `an object`.
        found: &'static str,
    },
    /// The discovery document in place of the set that it points to.
    DiscoveryDocument {
        /// Where the set is.
        jwks_uri: String,
    },
    /// One key was asked for.
    NotOneKey {
        /// How many there are.
        count: usize,
    },
    /// A `kty` that Claimscope does not know.
    UnknownKeyType(String),
    /// A `crv` that Claimscope does not know or that does not go with the `kty`.
    UnknownCurve(String),
    /// A member that must be there is not ([RFC 7518 §6](https://www.rfc-editor.org/rfc/rfc7518#section-6)).
    Missing(&'static str),
    /// A member whose value cannot be.
    Member {
        /// Its name.
        name: &'static str,
        /// What is wrong with it.
        problem: String,
    },
    /// Coordinates that are no point of the curve, or one that must not be used.
    NotOnCurve(&'static str),
    /// The private numbers do not belong to the public ones.
    Inconsistent,
    /// A private key or shared secret in a set that everyone can read.
    Published,
    /// A form that is not read, or no key at all: what it is, and what to give instead.
    ForeignForm(&'static str),
    /// Text that should be PEM or DER and is not.
    Pem(String),
    /// PEM, in a build without the feature `pem`.
    NoPem,
}

impl fmt::Display for JwkError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !cfg!(feature = "words") {
            return Ok(());
        }
        match self {
            Self::TooLarge { bytes } => write!(
                formatter,
                "the key set has {bytes} bytes; more than {} are not read",
                super::MAX_JWKS_BYTES
            ),
            Self::TooManyKeys { count } => write!(
                formatter,
                "the key set has {count} keys; more than {} are not read",
                super::MAX_JWKS_KEYS
            ),
            Self::Json(fault) => write!(formatter, "the key is not valid JSON: {fault}"),
            Self::NotKeys { found } => write!(
                formatter,
                "this is {found} without keys; a JWK has \"kty\", a JWK set has \"keys\""
            ),
            Self::DiscoveryDocument { jwks_uri } => write!(
                formatter,
                "this is a discovery document, not a key set; its keys are at {}",
                json::show::text(jwks_uri)
            ),
            Self::NotOneKey { count } => {
                write!(formatter, "one key is wanted here, and there are {count}")
            }
            Self::UnknownKeyType(kty) => write!(formatter, "key type {kty:?} is not supported"),
            #[cfg(all(feature = "pem", not(feature = "more-algorithms")))]
            Self::UnknownCurve(crv) if crv == "secp256k1" => formatter.write_str(
                "curve \"secp256k1\" is not supported: it belongs to ES256K, and ES256 needs P-256 (prime256v1)",
            ),
            Self::UnknownCurve(crv) => write!(formatter, "curve {crv:?} is not supported"),
            Self::Missing(name) => write!(formatter, "the key has no {name:?}"),
            Self::Member { name, problem } => write!(formatter, "{name:?} {problem}"),
            Self::NotOnCurve(curve) => {
                write!(formatter, "the public key is not a usable point of {curve}")
            }
            Self::Inconsistent => {
                formatter.write_str("the private part does not belong to the public part")
            }
            Self::Published => formatter.write_str(
                "the set is published with this key's secret, so that everyone can sign with it",
            ),
            Self::ForeignForm(form) => write!(formatter, "this is {form}"),
            Self::Pem(problem) => formatter.write_str(problem),
            Self::NoPem => {
                formatter.write_str("this build reads no PEM; give a JWK, or use the full build")
            }
        }
    }
}

impl std::error::Error for JwkError {}
