//! Signing with the RustCrypto crates.

use hmac::{Hmac, Mac};
#[cfg(feature = "signing")]
use rsa::signature::{RandomizedSigner, SignatureEncoding, Signer as Sign};
use sha2::{Sha256, Sha384, Sha512};

use super::{keyed, per_hash};
use crate::alg::{Algorithm, Family, Hash};
use crate::crypto::{KeyError, Signer};
use crate::entropy::Entropy;
#[cfg(feature = "signing")]
use crate::entropy::Stream;
use crate::jwk::{Jwk, Material};
#[cfg(feature = "signing")]
use crate::jwk::{RsaPrivate, per_curve};
use crate::secret::Secret;

#[cfg(not(feature = "signing"))]
pub(in crate::crypto) fn signer(
    algorithm: Algorithm,
    jwk: &Jwk,
) -> Result<Box<dyn Signer>, KeyError> {
    match (
        algorithm.row().family,
        crate::crypto::check_fit(algorithm, jwk)?,
    ) {
        (Family::Hmac(hash), Material::Oct(secret)) => hmac_signer(hash, secret),
        _ => Err(KeyError::Elsewhere { algorithm }),
    }
}

#[cfg(feature = "signing")]
pub(in crate::crypto) fn signer(
    algorithm: Algorithm,
    jwk: &Jwk,
) -> Result<Box<dyn Signer>, KeyError> {
    match (
        algorithm.row().family,
        crate::crypto::check_private(algorithm, jwk)?,
    ) {
        (Family::Hmac(hash), Material::Oct(secret)) => hmac_signer(hash, secret),
        (Family::RsaPkcs1(hash), Material::Rsa { n, e, private, .. }) => {
            let key = rsa_key(n, e, private.as_ref())?;
            Ok(per_hash!(hash, D => blinded(rsa::pkcs1v15::SigningKey::<D>::new(key))))
        }
        (Family::RsaPss(hash), Material::Rsa { n, e, private, .. }) => {
            let key = rsa_key(n, e, private.as_ref())?;
            Ok(per_hash!(hash, D => blinded(rsa::pss::SigningKey::<D>::new(key))))
        }
        (Family::Ecdsa(curve), Material::Ec { d, .. }) => per_curve!(curve, nist => {
            let d = d.as_ref().ok_or(KeyError::NotPrivate)?;
            // The nonce comes from key and message (RFC 6979), so that poor entropy cannot give the key away.
            nist::ecdsa::SigningKey::from_slice(d.expose())
                .map(deterministic::<_, nist::ecdsa::Signature>)
                .map_err(|_| KeyError::Invalid)
        }, Err(KeyError::Invalid)),
        (Family::EdDsa, Material::Okp { d, .. }) => {
            let d = d.as_ref().ok_or(KeyError::NotPrivate)?;
            let seed = d.expose().try_into().map_err(|_| KeyError::Invalid)?;
            let key = ed25519_dalek::SigningKey::from_bytes(seed);
            Ok(deterministic::<_, ed25519_dalek::Signature>(key))
        }
        #[cfg(feature = "more-software")]
        (Family::Ed448, Material::Ed448 { d, .. }) => crate::crypto::more::ed448_signer(d.as_ref()),
        #[cfg(feature = "more-algorithms")]
        (Family::MlDsa(_), _) => Err(KeyError::Elsewhere { algorithm }),
        // The type fits, as has been checked.
        _ => Err(KeyError::Invalid),
    }
}

/// The CRT numbers are computed anew; those of the JWK are not relied upon.
#[cfg(feature = "signing")]
fn rsa_key(
    n: &[u8],
    e: &[u8],
    private: Option<&RsaPrivate>,
) -> Result<rsa::RsaPrivateKey, KeyError> {
    let private = private.ok_or(KeyError::NotPrivate)?;
    private.key(n, e).map_err(|_| KeyError::Invalid)
}

fn hmac_signer(hash: Hash, secret: &Secret) -> Result<Box<dyn Signer>, KeyError> {
    Ok(per_hash!(hash, D => {
        let key = keyed::<Hmac<D>>(secret)?;
        Box::new(move |message: &[u8], _: &mut dyn Entropy| {
            Ok(key.clone().chain_update(message).finalize().into_bytes().to_vec())
        })
    }))
}

/// A signer that blinds the private operation with the given entropy, against whoever times it.
#[cfg(feature = "signing")]
fn blinded<K, S>(key: K) -> Box<dyn Signer>
where
    K: RandomizedSigner<S> + Send + Sync + 'static,
    S: SignatureEncoding + 'static,
{
    Box::new(move |message: &[u8], entropy: &mut dyn Entropy| {
        key.try_sign_with_rng(&mut Stream::new(entropy)?, message)
            .map(|signature| signature.to_vec())
            .map_err(|_| KeyError::Signing)
    })
}

/// A signer that needs no entropy.
#[cfg(feature = "signing")]
fn deterministic<K, S>(key: K) -> Box<dyn Signer>
where
    K: Sign<S> + Send + Sync + 'static,
    S: SignatureEncoding + 'static,
{
    Box::new(move |message: &[u8], _: &mut dyn Entropy| {
        key.try_sign(message)
            .map(|signature| signature.to_vec())
            .map_err(|_| KeyError::Signing)
    })
}
