//! Signing with aws-lc-rs; HMAC through `jsonwebtoken`, whose other signers parse their key at every call.

use aws_lc_rs::error::Unspecified;
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{
    self as aws, EcdsaKeyPair, EcdsaSigningAlgorithm, Ed25519KeyPair, RsaEncoding, RsaKeyPair,
};
use jsonwebtoken::EncodingKey;
use jsonwebtoken::crypto::aws_lc::DEFAULT_PROVIDER;
use rsa::pkcs1::der::Encode;
use rsa::pkcs1::{EncodeRsaPrivateKey, RsaPrivateKey, UintRef};
use zeroize::Zeroizing;

use crate::alg::{Algorithm, Curve, Family, Hash};
use crate::crypto::{KeyError, Signer, check_private};
use crate::entropy::Entropy;
#[cfg(feature = "more-algorithms")]
use crate::jwk::ml_dsa_pair;
use crate::jwk::{Jwk, Material, RsaPrivate, per_curve, uncompressed_point};
use crate::secret::Secret;

pub(super) fn signer(algorithm: Algorithm, jwk: &Jwk) -> Result<Box<dyn Signer>, KeyError> {
    match (algorithm.row().family, check_private(algorithm, jwk)?) {
        (Family::Hmac(hash), Material::Oct(secret)) => {
            // A secret needs no parsing, so jsonwebtoken costs nothing here; its boxed signer is made for one call
            // because it cannot be shared between threads.
            let (algorithm, key) = (hmac_name(hash), EncodingKey::from_secret(secret.expose()));
            Ok(boxed(move |message| {
                let signer = (DEFAULT_PROVIDER.signer_factory)(&algorithm, &key);
                let signer = signer.map_err(|_| Unspecified)?;
                signer.try_sign(message).map_err(|_| Unspecified)
            }))
        }
        (Family::RsaPkcs1(hash), Material::Rsa { n, e, private, .. }) => {
            rsa(n, e, private.as_ref(), pkcs1_encoding(hash))
        }
        (Family::RsaPss(hash), Material::Rsa { n, e, private, .. }) => {
            rsa(n, e, private.as_ref(), pss_encoding(hash))
        }
        (Family::Ecdsa(curve), Material::Ec { x, y, d, .. }) => {
            let algorithm = ecdsa_algorithm(curve).ok_or(KeyError::Invalid)?;
            let (d, point) = (fixed_length(curve, private(d)?)?, uncompressed_point(x, y));
            let key = EcdsaKeyPair::from_private_key_and_public_key(algorithm, d.expose(), &point)
                .map_err(|_| KeyError::Invalid)?;
            Ok(boxed(move |message| {
                let signature = key.sign(&SystemRandom::new(), message);
                signature.map(|signature| signature.as_ref().to_vec())
            }))
        }
        (Family::EdDsa, Material::Okp { x, d }) => {
            let key = Ed25519KeyPair::from_seed_and_public_key(private(d)?, x)
                .map_err(|_| KeyError::Invalid)?;
            Ok(boxed(move |message| {
                let signature = key.try_sign(message);
                signature.map(|signature| signature.as_ref().to_vec())
            }))
        }
        #[cfg(feature = "more-software")]
        (Family::Ed448, Material::Ed448 { d, .. }) => crate::crypto::more::ed448_signer(d.as_ref()),
        #[cfg(feature = "more-algorithms")]
        (Family::MlDsa(set), Material::Akp { seed, .. }) => {
            let seed = seed.as_ref().ok_or(KeyError::NotPrivate)?;
            let pair = ml_dsa_pair(set, seed).map_err(|_| KeyError::Invalid)?;
            Ok(boxed(move |message| {
                super::ml_dsa::sign(&pair, set, message)
            }))
        }
        // The type fits, as has been checked.
        _ => Err(KeyError::Invalid),
    }
}

fn boxed(
    sign: impl Fn(&[u8]) -> Result<Vec<u8>, aws_lc_rs::error::Unspecified> + Send + Sync + 'static,
) -> Box<dyn Signer> {
    Box::new(move |message: &[u8], _: &mut dyn Entropy| {
        sign(message).map_err(|_| KeyError::Signing)
    })
}

fn private(d: &Option<Secret>) -> Result<&[u8], KeyError> {
    d.as_ref().map(Secret::expose).ok_or(KeyError::NotPrivate)
}

fn rsa(
    n: &[u8],
    e: &[u8],
    private: Option<&RsaPrivate>,
    encoding: &'static dyn RsaEncoding,
) -> Result<Box<dyn Signer>, KeyError> {
    let der = rsa_private_der(n, e, private.ok_or(KeyError::NotPrivate)?)?;
    let key = RsaKeyPair::from_der(&der).map_err(|_| KeyError::Invalid)?;
    Ok(boxed(move |message| {
        let mut signature = vec![0; key.public_modulus_len()];
        key.sign(encoding, &SystemRandom::new(), message, &mut signature)
            .map(|()| signature)
    }))
}

fn pkcs1_encoding(hash: Hash) -> &'static dyn RsaEncoding {
    match hash {
        Hash::Sha256 => &aws::RSA_PKCS1_SHA256,
        Hash::Sha384 => &aws::RSA_PKCS1_SHA384,
        Hash::Sha512 => &aws::RSA_PKCS1_SHA512,
    }
}

fn pss_encoding(hash: Hash) -> &'static dyn RsaEncoding {
    match hash {
        Hash::Sha256 => &aws::RSA_PSS_SHA256,
        Hash::Sha384 => &aws::RSA_PSS_SHA384,
        Hash::Sha512 => &aws::RSA_PSS_SHA512,
    }
}

fn ecdsa_algorithm(curve: Curve) -> Option<&'static EcdsaSigningAlgorithm> {
    match curve {
        Curve::P256 => Some(&aws::ECDSA_P256_SHA256_FIXED_SIGNING),
        Curve::P384 => Some(&aws::ECDSA_P384_SHA384_FIXED_SIGNING),
        Curve::P521 => Some(&aws::ECDSA_P521_SHA512_FIXED_SIGNING),
        #[cfg(feature = "more-algorithms")]
        Curve::Secp256k1 => Some(&aws::ECDSA_P256K1_SHA256_FIXED_SIGNING),
        #[cfg(feature = "more-algorithms")]
        Curve::Ed448 => None,
        Curve::Ed25519 => None,
    }
}

/// The number with the zero bytes before it that make it as long as the curve wants.
fn fixed_length(curve: Curve, d: &[u8]) -> Result<Secret, KeyError> {
    per_curve!(curve, nist => {
        let key = nist::SecretKey::from_slice(d).map_err(|_| KeyError::Invalid)?;
        Ok(Secret::new(key.to_bytes().to_vec()))
    }, Err(KeyError::Invalid))
}

fn rsa_private_der(
    n: &[u8],
    e: &[u8],
    private: &RsaPrivate,
) -> Result<Zeroizing<Vec<u8>>, KeyError> {
    let (Some([p, q]), Some([dp, dq, qi])) = (&private.primes, &private.crt) else {
        let key = private.key(n, e).map_err(|_| KeyError::Invalid)?;
        let der = key.to_pkcs1_der().map_err(|_| KeyError::Invalid)?;
        return Ok(der.to_bytes());
    };
    let key = RsaPrivateKey {
        modulus: number(n)?,
        public_exponent: number(e)?,
        private_exponent: number(private.d.expose())?,
        prime1: number(p.expose())?,
        prime2: number(q.expose())?,
        exponent1: number(dp.expose())?,
        exponent2: number(dq.expose())?,
        coefficient: number(qi.expose())?,
        other_prime_infos: None,
    };
    let der = key.to_der().map_err(|_| KeyError::Invalid)?;
    Ok(Zeroizing::new(der))
}

fn number(bytes: &[u8]) -> Result<UintRef<'_>, KeyError> {
    UintRef::new(bytes).map_err(|_| KeyError::Invalid)
}

fn hmac_name(hash: Hash) -> jsonwebtoken::Algorithm {
    match hash {
        Hash::Sha256 => jsonwebtoken::Algorithm::HS256,
        Hash::Sha384 => jsonwebtoken::Algorithm::HS384,
        Hash::Sha512 => jsonwebtoken::Algorithm::HS512,
    }
}
