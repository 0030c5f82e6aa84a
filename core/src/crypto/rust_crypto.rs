//! The portable provider: the RustCrypto crates, which draw no randomness of their own.

use ed25519_dalek::Signer as _;
use hmac::{Hmac, KeyInit, Mac};
use rsa::BoxedUint;
use rsa::signature::{RandomizedSigner, SignatureEncoding};
use sha2::{Sha256, Sha384, Sha512};

use super::{KeyError, Provider, Signer, Verifier, check_fit};
use crate::alg::{Algorithm, Family, Hash};
use crate::entropy::{Entropy, Rng};
use crate::jwk::{Jwk, Material, RsaPrivate, per_curve, uncompressed_point};
use crate::secret::Secret;

/// RustCrypto: what wasm uses; natively it cross-checks [`AWS_LC`](super::AWS_LC) and signs ES512.
pub static RUST_CRYPTO: Provider = Provider {
    name: "RustCrypto",
    verifier,
    signer,
};

/// Runs `$body` with the hash's type under the name `$digest`.
macro_rules! per_hash {
    ($hash:expr, $digest:ident => $body:expr) => {
        match $hash {
            Hash::Sha256 => {
                type $digest = Sha256;
                $body
            }
            Hash::Sha384 => {
                type $digest = Sha384;
                $body
            }
            Hash::Sha512 => {
                type $digest = Sha512;
                $body
            }
        }
    };
}

fn verifier(algorithm: Algorithm, jwk: &Jwk) -> Result<Box<dyn Verifier>, KeyError> {
    let row = algorithm.row();
    match check_fit(algorithm, jwk)? {
        Material::Oct(secret) => Ok(per_hash!(row.hash, D => {
            let key = hmac::<Hmac<D>>(secret)?;
            Box::new(move |message: &[u8], signature: &[u8]| {
                key.clone().chain_update(message).verify_slice(signature).is_ok()
            })
        })),
        Material::Rsa { n, e, .. } => {
            let number = BoxedUint::from_be_slice_vartime;
            let key =
                rsa::RsaPublicKey::new(number(n), number(e)).map_err(|_| KeyError::Invalid)?;
            Ok(match row.family {
                Family::RsaPss => {
                    per_hash!(row.hash, D => generic(rsa::pss::VerifyingKey::<D>::new(key)))
                }
                _ => per_hash!(row.hash, D => generic(rsa::pkcs1v15::VerifyingKey::<D>::new(key))),
            })
        }
        Material::Ec { curve, x, y, .. } => per_curve!(*curve, nist => {
            nist::ecdsa::VerifyingKey::from_sec1_bytes(&uncompressed_point(x, y))
                .map(generic::<_, nist::ecdsa::Signature>)
                .map_err(|_| KeyError::Invalid)
        }, Err(KeyError::Invalid)),
        Material::Okp { x, .. } => {
            let key = ed25519_dalek::VerifyingKey::from_bytes(x).map_err(|_| KeyError::Invalid)?;
            Ok(Box::new(move |message: &[u8], signature: &[u8]| {
                ed25519_dalek::Signature::from_slice(signature)
                    .is_ok_and(|signature| key.verify_strict(message, &signature).is_ok())
            }))
        }
    }
}

/// A verifier out of a key that speaks the `signature` crate's traits.
fn generic<K, S>(key: K) -> Box<dyn Verifier>
where
    K: rsa::signature::Verifier<S> + Send + Sync + 'static,
    S: for<'a> TryFrom<&'a [u8]> + 'static,
{
    Box::new(move |message: &[u8], signature: &[u8]| {
        S::try_from(signature).is_ok_and(|signature| key.verify(message, &signature).is_ok())
    })
}

pub(super) fn signer(algorithm: Algorithm, jwk: &Jwk) -> Result<Box<dyn Signer>, KeyError> {
    let row = algorithm.row();
    match check_fit(algorithm, jwk)? {
        Material::Oct(secret) => Ok(per_hash!(row.hash, D => {
            let key = hmac::<Hmac<D>>(secret)?;
            Box::new(move |message: &[u8], _: &mut dyn Entropy| {
                Ok(key.clone().chain_update(message).finalize().into_bytes().to_vec())
            })
        })),
        Material::Rsa { n, e, private, .. } => {
            let key = rsa_private(n, e, private.as_ref().ok_or(KeyError::NotPrivate)?)?;
            Ok(match row.family {
                Family::RsaPss => {
                    per_hash!(row.hash, D => blinded(rsa::pss::SigningKey::<D>::new(key)))
                }
                _ => per_hash!(row.hash, D => blinded(rsa::pkcs1v15::SigningKey::<D>::new(key))),
            })
        }
        Material::Ec { curve, x, y, d } => per_curve!(*curve, nist => {
            let d = d.as_ref().ok_or(KeyError::NotPrivate)?;
            let key = nist::ecdsa::SigningKey::from_slice(d.expose()).map_err(|_| KeyError::Invalid)?;
            if *key.verifying_key().to_sec1_bytes() != *uncompressed_point(x, y) {
                return Err(KeyError::Invalid);
            }
            // The nonce comes from key and message (RFC 6979), so that poor entropy cannot give the key away.
            Ok(Box::new(move |message: &[u8], _: &mut dyn Entropy| {
                let signed: Result<nist::ecdsa::Signature, _> = key.try_sign(message);
                signed.map(|signature| signature.to_vec()).map_err(|_| KeyError::Signing)
            }))
        }, Err(KeyError::Invalid)),
        Material::Okp { x, d } => {
            let d = d.as_ref().ok_or(KeyError::NotPrivate)?;
            let seed = d.expose().try_into().map_err(|_| KeyError::Invalid)?;
            let key = ed25519_dalek::SigningKey::from_bytes(seed);
            if key.verifying_key().as_bytes() != x {
                return Err(KeyError::Invalid);
            }
            Ok(Box::new(move |message: &[u8], _: &mut dyn Entropy| {
                Ok(key.sign(message).to_vec())
            }))
        }
    }
}

/// A signer that blinds the private operation with the given entropy, against whoever times it.
fn blinded<K, S>(key: K) -> Box<dyn Signer>
where
    K: RandomizedSigner<S> + Send + Sync + 'static,
    S: SignatureEncoding + 'static,
{
    Box::new(move |message: &[u8], entropy: &mut dyn Entropy| {
        key.try_sign_with_rng(&mut Rng(entropy), message)
            .map(|signature| signature.to_vec())
            .map_err(|_| KeyError::Signing)
    })
}

fn hmac<M: KeyInit>(secret: &Secret) -> Result<M, KeyError> {
    // HMAC takes a key of any length; the error exists for other MACs.
    M::new_from_slice(secret.expose()).map_err(|_| KeyError::Invalid)
}

fn rsa_private(n: &[u8], e: &[u8], private: &RsaPrivate) -> Result<rsa::RsaPrivateKey, KeyError> {
    let number = BoxedUint::from_be_slice_vartime;
    let primes = vec![number(private.p.expose()), number(private.q.expose())];
    // The CRT numbers are computed anew; those of the JWK are not relied upon.
    rsa::RsaPrivateKey::from_components(number(n), number(e), number(private.d.expose()), primes)
        .map_err(|_| KeyError::Invalid)
}
