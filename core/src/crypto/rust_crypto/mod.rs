//! The portable provider: the RustCrypto crates, which draw no randomness of their own.

mod sign;

use hmac::{Hmac, KeyInit, Mac};
use sha2::{Sha256, Sha384, Sha512};

use super::{KeyError, Provider, Verifier, check_fit};
#[cfg(feature = "software")]
use crate::alg::Family;
use crate::alg::{Algorithm, Hash};
use crate::jwk::{Jwk, Material};
#[cfg(feature = "software")]
use crate::jwk::{per_curve, uncompressed_point};
use crate::secret::Secret;

/// RustCrypto: what wasm uses; natively it cross-checks [`AWS_LC`](super::AWS_LC).
pub static RUST_CRYPTO: Provider = Provider {
    name: "RustCrypto",
    verifier,
    signer: sign::signer,
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
use per_hash;

fn verifier(algorithm: Algorithm, jwk: &Jwk) -> Result<Box<dyn Verifier>, KeyError> {
    match check_fit(algorithm, jwk)? {
        Material::Oct(secret) => hmac_verifier(algorithm.row().hash, secret),
        #[cfg(not(feature = "software"))]
        _ => Err(KeyError::Elsewhere { algorithm }),
        #[cfg(feature = "software")]
        Material::Rsa { n, e, .. } => rsa_verifier(algorithm, n, e),
        #[cfg(feature = "software")]
        Material::Ec { curve, x, y, .. } => per_curve!(*curve, nist => {
            nist::ecdsa::VerifyingKey::from_sec1_bytes(&uncompressed_point(x, y))
                .map(generic::<_, nist::ecdsa::Signature>)
                .map_err(|_| KeyError::Invalid)
        }, Err(KeyError::Invalid)),
        #[cfg(feature = "software")]
        Material::Okp { x, .. } => {
            let key = ed25519_dalek::VerifyingKey::from_bytes(x).map_err(|_| KeyError::Invalid)?;
            Ok(Box::new(move |message: &[u8], signature: &[u8]| {
                ed25519_dalek::Signature::from_slice(signature)
                    .is_ok_and(|signature| key.verify_strict(message, &signature).is_ok())
            }))
        }
    }
}

fn hmac_verifier(hash: Hash, secret: &Secret) -> Result<Box<dyn Verifier>, KeyError> {
    Ok(per_hash!(hash, D => {
        let key = keyed::<Hmac<D>>(secret)?;
        Box::new(move |message: &[u8], signature: &[u8]| {
            key.clone().chain_update(message).verify_slice(signature).is_ok()
        })
    }))
}

#[cfg(feature = "software")]
fn rsa_verifier(algorithm: Algorithm, n: &[u8], e: &[u8]) -> Result<Box<dyn Verifier>, KeyError> {
    let number = rsa::BoxedUint::from_be_slice_vartime;
    let key = rsa::RsaPublicKey::new(number(n), number(e)).map_err(|_| KeyError::Invalid)?;
    let row = algorithm.row();
    Ok(match row.family {
        Family::RsaPss => {
            per_hash!(row.hash, D => generic(rsa::pss::VerifyingKey::<D>::new(key)))
        }
        _ => per_hash!(row.hash, D => generic(rsa::pkcs1v15::VerifyingKey::<D>::new(key))),
    })
}

/// A verifier out of a key that speaks the `signature` crate's traits.
#[cfg(feature = "software")]
fn generic<K, S>(key: K) -> Box<dyn Verifier>
where
    K: rsa::signature::Verifier<S> + Send + Sync + 'static,
    S: for<'a> TryFrom<&'a [u8]> + 'static,
{
    Box::new(move |message: &[u8], signature: &[u8]| {
        S::try_from(signature).is_ok_and(|signature| key.verify(message, &signature).is_ok())
    })
}

fn keyed<M: KeyInit>(secret: &Secret) -> Result<M, KeyError> {
    // HMAC takes a key of any length; the error exists for other MACs.
    M::new_from_slice(secret.expose()).map_err(|_| KeyError::Invalid)
}
