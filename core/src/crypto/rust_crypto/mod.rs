//! The portable provider: the RustCrypto crates, which draw no randomness of their own.

mod sign;

use hmac::{Hmac, KeyInit, Mac};
use sha2::{Sha256, Sha384, Sha512};

use super::{KeyError, Provider, Verifier, check_fit};
#[cfg(feature = "more-algorithms")]
use crate::alg::Curve;
use crate::alg::{Algorithm, Family, Hash};
use crate::jwk::{Jwk, Material};
#[cfg(feature = "software")]
use crate::jwk::{per_curve, uncompressed_point};
use crate::secret::Secret;

#[cfg(all(
    not(target_arch = "wasm32"),
    feature = "software",
    not(feature = "signing")
))]
pub(super) use sign::signer;

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
    match (algorithm.row().family, check_fit(algorithm, jwk)?) {
        (Family::Hmac(hash), Material::Oct(secret)) => hmac_verifier(hash, secret),
        #[cfg(feature = "software")]
        (Family::RsaPkcs1(hash), Material::Rsa { n, e, .. }) => {
            let key = rsa_key(n, e)?;
            Ok(per_hash!(hash, D => generic(rsa::pkcs1v15::VerifyingKey::<D>::new(key))))
        }
        #[cfg(feature = "software")]
        (Family::RsaPss(hash), Material::Rsa { n, e, .. }) => {
            let key = rsa_key(n, e)?;
            Ok(per_hash!(hash, D => generic(rsa::pss::VerifyingKey::<D>::new(key))))
        }
        #[cfg(feature = "more-algorithms")]
        (Family::Ecdsa(Curve::Secp256k1) | Family::Ed448 | Family::MlDsa(_), material) => {
            more(algorithm, material)
        }
        #[cfg(feature = "software")]
        (Family::Ecdsa(curve), Material::Ec { x, y, .. }) => per_curve!(curve, nist => {
            nist::ecdsa::VerifyingKey::from_sec1_bytes(&uncompressed_point(x, y))
                .map(generic::<_, nist::ecdsa::Signature>)
                .map_err(|_| KeyError::Invalid)
        }, Err(KeyError::Invalid)),
        #[cfg(feature = "software")]
        (Family::EdDsa, Material::Okp { x, .. }) => {
            let key = ed25519_dalek::VerifyingKey::from_bytes(x).map_err(|_| KeyError::Invalid)?;
            Ok(Box::new(move |message: &[u8], signature: &[u8]| {
                ed25519_dalek::Signature::from_slice(signature)
                    .is_ok_and(|signature| key.verify_strict(message, &signature).is_ok())
            }))
        }
        // The type fits, as has been checked: what is left is what this build does not compute.
        _ => Err(KeyError::Elsewhere { algorithm }),
    }
}

#[cfg(feature = "more-software")]
fn more(algorithm: Algorithm, material: &Material) -> Result<Box<dyn Verifier>, KeyError> {
    super::more::verifier(algorithm, material)
}

#[cfg(all(feature = "more-algorithms", not(feature = "more-software")))]
fn more(algorithm: Algorithm, _: &Material) -> Result<Box<dyn Verifier>, KeyError> {
    Err(KeyError::Elsewhere { algorithm })
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
fn rsa_key(n: &[u8], e: &[u8]) -> Result<rsa::RsaPublicKey, KeyError> {
    let number = rsa::BoxedUint::from_be_slice_vartime;
    rsa::RsaPublicKey::new(number(n), number(e)).map_err(|_| KeyError::Invalid)
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
