//! Signing and verifying; the provider is chosen at compile time, never at run time.
//!
//! A `Verifier` or `Signer` is a prepared key for one algorithm: parsing and checking were done when it was made,
//! and the type of the key decides what it can be used for, so that a public RSA key never becomes an HMAC secret.

#[cfg(all(not(target_arch = "wasm32"), feature = "software"))]
mod aws_lc;
mod error;
mod key;
mod key_set;
#[cfg(feature = "more-software")]
mod more;
mod rust_crypto;
mod signing_key;

use crate::alg::Algorithm;
use crate::entropy::Entropy;
#[cfg(feature = "signing")]
use crate::jwk::JwkError;
use crate::jwk::{Jwk, Material, RSA_BITS};

#[cfg(all(not(target_arch = "wasm32"), feature = "software"))]
pub use aws_lc::AWS_LC;
pub use error::KeyError;
pub use key::{Key, KeyMismatch};
pub use key_set::{KeySet, Selected};
#[cfg(feature = "more-software")]
pub use more::MoreKey;
pub use rust_crypto::RUST_CRYPTO;
pub use signing_key::{SigningKey, may_sign};

/// A key prepared to verify one algorithm's signatures.
pub(crate) trait Verifier: Send + Sync {
    /// Whether `signature` is this key's signature of `message`. A signature of the wrong length is simply not one.
    fn verify(&self, message: &[u8], signature: &[u8]) -> bool;
}

/// A private key or shared secret prepared to sign with one algorithm.
pub(crate) trait Signer: Send + Sync {
    /// Signs `message`, drawing from `entropy` where the algorithm or its side-channel defence needs it.
    ///
    /// # Errors
    ///
    /// [`KeyError::Signing`] where the key's numbers turn out to be unusable.
    fn sign(&self, message: &[u8], entropy: &mut dyn Entropy) -> Result<Vec<u8>, KeyError>;
}

impl<F: Fn(&[u8], &[u8]) -> bool + Send + Sync> Verifier for F {
    fn verify(&self, message: &[u8], signature: &[u8]) -> bool {
        self(message, signature)
    }
}

impl<F> Signer for F
where
    F: Fn(&[u8], &mut dyn Entropy) -> Result<Vec<u8>, KeyError> + Send + Sync,
{
    fn sign(&self, message: &[u8], entropy: &mut dyn Entropy) -> Result<Vec<u8>, KeyError> {
        self(message, entropy)
    }
}

/// Makes a prepared key out of a JWK, or says why it cannot be used with the algorithm.
pub(crate) type Prepare<T> = fn(Algorithm, &Jwk) -> Result<Box<T>, KeyError>;

/// Where the primitives come from.
#[derive(Debug)]
#[non_exhaustive]
pub struct Provider {
    /// A name for the "about" line: `aws-lc-rs`, `RustCrypto`.
    pub name: &'static str,
    /// Prepares a key to verify.
    pub(crate) verifier: Prepare<dyn Verifier>,
    /// Prepares a key to sign.
    pub(crate) signer: Prepare<dyn Signer>,
}

/// The provider of this build: aws-lc-rs natively, RustCrypto on wasm.
pub const fn provider() -> &'static Provider {
    #[cfg(all(not(target_arch = "wasm32"), feature = "software"))]
    return &AWS_LC;
    #[cfg(not(all(not(target_arch = "wasm32"), feature = "software")))]
    return &RUST_CRYPTO;
}

/// The rules that hold whoever computes: the type and curve fit, RSA numbers are sane, a secret is not empty.
pub(crate) fn check_fit(algorithm: Algorithm, jwk: &Jwk) -> Result<&Material, KeyError> {
    let row = algorithm.row();
    if row.key_type != jwk.key_type() {
        return Err(KeyError::Type {
            algorithm,
            key_type: jwk.key_type(),
        });
    }
    if let (Some(curve), true) = (jwk.curve(), row.curve != jwk.curve()) {
        return Err(KeyError::Curve { algorithm, curve });
    }
    #[cfg(feature = "more-algorithms")]
    if let Some(alg) = jwk.material().other_set(algorithm) {
        let alg = alg.to_owned();
        return Err(KeyError::Algorithm { algorithm, alg });
    }
    if let Some(alg) = jwk.limits().refused(algorithm) {
        let alg = alg.to_owned();
        return Err(KeyError::Algorithm { algorithm, alg });
    }
    match jwk.material() {
        Material::Rsa { .. } if !RSA_BITS.contains(&jwk.bits()) => {
            Err(KeyError::RsaSize { bits: jwk.bits() })
        }
        Material::Rsa { n, e, .. } => check_rsa(n, e).map(|()| jwk.material()),
        Material::Oct(secret) if secret.is_empty() => Err(KeyError::EmptySecret),
        other => Ok(other),
    }
}

/// As [`check_fit`], and the private part is there and belongs to the public one.
#[cfg(feature = "signing")]
fn check_private(algorithm: Algorithm, jwk: &Jwk) -> Result<&Material, KeyError> {
    let material = check_fit(algorithm, jwk)?;
    if !jwk.is_private() {
        return Err(KeyError::NotPrivate);
    }
    let pair = match material {
        // RSA's numbers are compared by the libraries, which refuse a mixed key themselves, given time: a bound on the
        // numbers bounds it.
        Material::Rsa { n, private, .. } => {
            let mut numbers = private.iter().flat_map(|private| private.named());
            let too_long = numbers.any(|(_, number)| number.expose().len() > n.len());
            too_long.then_some(Err(JwkError::Inconsistent))
        }
        Material::Ec { curve, d, .. } => d.as_ref().map(|d| Material::ec_private(*curve, d, None)),
        Material::Okp { d, .. } => d.as_ref().map(|d| Material::ed25519_private(d, None)),
        #[cfg(feature = "more-algorithms")]
        Material::Ed448 { d, .. } => d.as_ref().map(|d| Material::ed448_private(d, None)),
        #[cfg(feature = "more-algorithms")]
        Material::Akp { set, seed, public } => {
            let public = cfg!(target_arch = "wasm32").then_some(public.as_slice());
            let seed = seed.as_ref();
            seed.map(|seed| Material::ml_dsa_private(*set, seed, public))
        }
        Material::Oct(_) => None,
    };
    match pair {
        Some(Ok(pair)) if pair.same_point(material) => Ok(material),
        Some(_) => Err(KeyError::Invalid),
        None => Ok(material),
    }
}

/// An odd modulus, and an odd exponent from 3 up to 33 bits: what both providers take.
fn check_rsa(n: &[u8], e: &[u8]) -> Result<(), KeyError> {
    let odd = |number: &[u8]| number.last().is_some_and(|last| last & 1 == 1);
    let small = crate::jwk::bit_length(e) <= 33;
    if odd(n) && odd(e) && small && e != [1] {
        Ok(())
    } else {
        Err(KeyError::RsaNumbers)
    }
}

#[cfg(test)]
mod tests;
