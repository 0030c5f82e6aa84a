//! ES256K, Ed448 and ML-DSA by the RustCrypto crates, Ed448 and ML-DSA with the context empty ([RFC 8032 §5.2], [RFC 9964 §3]).
//!
//! [RFC 8032 §5.2]: https://www.rfc-editor.org/rfc/rfc8032#section-5.2
//! [RFC 9964 §3]: https://www.rfc-editor.org/rfc/rfc9964#section-3

use std::fmt;

#[cfg(feature = "signing")]
use ed448_goldilocks::SigningKey;
use ed448_goldilocks::{Signature, VerifyingKey};
use k256::ecdsa::signature::Verifier as _;
use ml_dsa::{EncodedVerifyingKey, MlDsa44, MlDsa65, MlDsa87, MlDsaParams};

#[cfg(feature = "signing")]
use super::Signer;
use super::{KeyError, Verifier};
use crate::alg::{Algorithm, Curve, Family, MlDsa};
#[cfg(feature = "signing")]
use crate::entropy::Entropy;
use crate::jwk::{Material, is_ed448_point, uncompressed_point};
#[cfg(feature = "signing")]
use crate::secret::Secret;

/// A public key of one of these algorithms, for a host that reads keys elsewhere and has nothing that computes with this one.
pub struct MoreKey(Box<dyn Verifier>);

impl fmt::Debug for MoreKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("MoreKey")
    }
}

impl MoreKey {
    /// The key with these numbers of a JWK, which was found to be for the algorithm already: `x` or `pub`, and `y` where it has one.
    ///
    /// # Errors
    ///
    /// [`KeyError`] where the numbers are none of a key, or the algorithm is another.
    pub fn new(algorithm: Algorithm, x: &[u8], y: &[u8]) -> Result<Self, KeyError> {
        let verifier = match algorithm.row().family {
            Family::Ecdsa(Curve::Secp256k1) => es256k(x, y),
            Family::Ed448 => match <&[u8; 57]>::try_from(x) {
                Ok(x) if is_ed448_point(x) => ed448(x),
                _ => Err(KeyError::Invalid),
            },
            Family::MlDsa(set) => ml_dsa(set, x),
            _ => Err(KeyError::Elsewhere { algorithm }),
        };
        verifier.map(Self)
    }

    /// Whether `signature` is this key's signature of `message`.
    pub fn verify(&self, message: &[u8], signature: &[u8]) -> bool {
        self.0.verify(message, signature)
    }
}

pub(super) fn verifier(
    algorithm: Algorithm,
    material: &Material,
) -> Result<Box<dyn Verifier>, KeyError> {
    match (algorithm.row().family, material) {
        (_, Material::Ec { x, y, .. }) => es256k(x, y),
        (_, Material::Ed448 { x, .. }) => ed448(x),
        (Family::MlDsa(set), Material::Akp { public, .. }) => ml_dsa(set, public),
        _ => Err(KeyError::Elsewhere { algorithm }),
    }
}

/// Its library takes only the lower of the two values that s can have, which is Bitcoin's rule and not that of JWS.
fn es256k(x: &[u8], y: &[u8]) -> Result<Box<dyn Verifier>, KeyError> {
    let key = k256::ecdsa::VerifyingKey::from_sec1_bytes(&uncompressed_point(x, y))
        .map_err(|_| KeyError::Invalid)?;
    Ok(Box::new(move |message: &[u8], signature: &[u8]| {
        k256::ecdsa::Signature::from_slice(signature)
            .is_ok_and(|signature| key.verify(message, &signature.normalize_s()).is_ok())
    }))
}

pub(super) fn ed448(x: &[u8; 57]) -> Result<Box<dyn Verifier>, KeyError> {
    let key = VerifyingKey::from_bytes(x).map_err(|_| KeyError::Invalid)?;
    Ok(Box::new(move |message: &[u8], signature: &[u8]| {
        Signature::try_from(signature)
            .is_ok_and(|signature| key.verify_raw(&signature, message).is_ok())
    }))
}

fn ml_dsa(set: MlDsa, public: &[u8]) -> Result<Box<dyn Verifier>, KeyError> {
    match set {
        MlDsa::MlDsa44 => of_set::<MlDsa44>(public),
        MlDsa::MlDsa65 => of_set::<MlDsa65>(public),
        MlDsa::MlDsa87 => of_set::<MlDsa87>(public),
    }
}

fn of_set<P: MlDsaParams + 'static>(public: &[u8]) -> Result<Box<dyn Verifier>, KeyError> {
    let public = EncodedVerifyingKey::<P>::try_from(public).map_err(|_| KeyError::Invalid)?;
    let key = ml_dsa::VerifyingKey::<P>::decode(&public);
    Ok(Box::new(move |message: &[u8], signature: &[u8]| {
        ml_dsa::Signature::<P>::try_from(signature)
            .is_ok_and(|signature| key.verify_with_context(message, &[], &signature))
    }))
}

#[cfg(feature = "signing")]
pub(super) fn ed448_signer(d: Option<&Secret>) -> Result<Box<dyn Signer>, KeyError> {
    let d = d.ok_or(KeyError::NotPrivate)?;
    let key = SigningKey::try_from(d.expose()).map_err(|_| KeyError::Invalid)?;
    Ok(Box::new(move |message: &[u8], _: &mut dyn Entropy| {
        Ok(key.sign_raw(message).to_bytes().to_vec())
    }))
}
