//! The key that signs: prepared once, bound to one algorithm.

use std::fmt;

use super::{KeyError, Provider, Signer, provider};
use crate::alg::Algorithm;
use crate::entropy::Entropy;
use crate::jwk::Jwk;

/// A private key or shared secret, prepared for one algorithm.
pub struct SigningKey {
    algorithm: Algorithm,
    kid: Option<String>,
    signer: Box<dyn Signer>,
}

impl SigningKey {
    /// Prepares `jwk` to sign with `algorithm`.
    ///
    /// # Errors
    ///
    /// [`KeyError`] where type, curve, `alg`, `use` or `key_ops` do not allow it, or the private part is missing or wrong.
    pub fn new(jwk: &Jwk, algorithm: Algorithm) -> Result<Self, KeyError> {
        Self::with_provider(jwk, algorithm, provider())
    }

    /// As [`SigningKey::new`], with the primitives of `provider`.
    ///
    /// # Errors
    ///
    /// As [`SigningKey::new`].
    pub fn with_provider(
        jwk: &Jwk,
        algorithm: Algorithm,
        provider: &Provider,
    ) -> Result<Self, KeyError> {
        may_sign(jwk, algorithm)?;
        Ok(Self {
            algorithm,
            kid: jwk.kid.clone(),
            signer: (provider.signer)(algorithm, jwk)?,
        })
    }

    /// What it signs with, the value of the header's `alg`.
    pub fn algorithm(&self) -> Algorithm {
        self.algorithm
    }

    /// The key's name, the value of the header's `kid`.
    pub fn kid(&self) -> Option<&str> {
        self.kid.as_deref()
    }

    /// Signs `message`. RSA draws blinding and salt from `entropy` where RustCrypto computes; aws-lc, which signs natively,
    /// has a generator of its own and leaves `entropy` alone, as does every algorithm that needs no chance.
    ///
    /// # Errors
    ///
    /// [`KeyError::NoEntropy`] where bytes were needed and `entropy` gave none, [`KeyError::Signing`] where the key's
    /// numbers turn out to be unusable.
    pub fn sign(&self, message: &[u8], entropy: &mut dyn Entropy) -> Result<Vec<u8>, KeyError> {
        self.signer.sign(message, entropy)
    }
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("SigningKey")
            .field("algorithm", &self.algorithm)
            .field("kid", &self.kid)
            .finish_non_exhaustive()
    }
}

/// Whether a key may sign with `algorithm`, by what it says of itself.
///
/// # Errors
///
/// [`KeyError`] where its `alg`, `use`, `key_ops`, algorithm identifier or certificate do not allow it.
pub fn may_sign(jwk: &Jwk, algorithm: Algorithm) -> Result<(), KeyError> {
    if let Some(alg) = jwk.meant_for(algorithm) {
        let alg = alg.to_owned();
        return Err(KeyError::Algorithm { algorithm, alg });
    }
    let may_sign = |operations: &Vec<String>| operations.iter().any(|name| name == "sign");
    if jwk.is_for_other_use() || !jwk.key_ops.as_ref().is_none_or(may_sign) {
        return Err(KeyError::Use);
    }
    Ok(())
}
