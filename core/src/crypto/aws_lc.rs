//! The native provider: aws-lc-rs, with keys parsed once.

use ::rsa::pkcs1::EncodeRsaPrivateKey;
use ::rsa::pkcs1::der::Encode;
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{
    self as aws, EcdsaKeyPair, EcdsaSigningAlgorithm, Ed25519KeyPair, ParsedPublicKey, RsaEncoding,
    VerificationAlgorithm,
};
use aws_lc_rs::{hmac, rsa};
use pkcs1::{RsaPrivateKey, RsaPublicKey, UintRef};
use zeroize::Zeroizing;

use super::{KeyError, Provider, Signer, Verifier, check_fit, check_private};
use crate::alg::{Algorithm, Curve, Family, Hash};
use crate::entropy::Entropy;
use crate::jwk::{Jwk, Material, RsaPrivate, per_curve, uncompressed_point};
use crate::secret::Secret;

/// aws-lc-rs: the native provider. Its signers draw nonces, salts and blinding from the library's own generator.
pub static AWS_LC: Provider = Provider {
    name: "aws-lc-rs",
    verifier,
    signer,
};

fn verifier(algorithm: Algorithm, jwk: &Jwk) -> Result<Box<dyn Verifier>, KeyError> {
    let parsed =
        |key: &[u8]| ParsedPublicKey::new(primitive(algorithm), key).map_err(|_| KeyError::Invalid);
    match check_fit(algorithm, jwk)? {
        Material::Oct(secret) => {
            let key = hmac::Key::new(hmac_algorithm(algorithm), secret.expose());
            Ok(Box::new(move |message: &[u8], signature: &[u8]| {
                hmac::verify(&key, message, signature).is_ok()
            }))
        }
        Material::Rsa { n, e, .. } => Ok(public(parsed(&rsa_public_der(n, e)?)?)),
        Material::Ec { x, y, .. } => Ok(public(parsed(&uncompressed_point(x, y))?)),
        Material::Okp { x, .. } => {
            let key = parsed(x)?;
            Ok(Box::new(move |message: &[u8], signature: &[u8]| {
                !super::ed25519::has_small_order_r(signature)
                    && key.verify_sig(message, signature).is_ok()
            }))
        }
    }
}

fn public(key: ParsedPublicKey) -> Box<dyn Verifier> {
    Box::new(move |message: &[u8], signature: &[u8]| key.verify_sig(message, signature).is_ok())
}

fn primitive(algorithm: Algorithm) -> &'static dyn VerificationAlgorithm {
    match algorithm {
        Algorithm::RS256 => &aws::RSA_PKCS1_2048_8192_SHA256,
        Algorithm::RS384 => &aws::RSA_PKCS1_2048_8192_SHA384,
        Algorithm::RS512 => &aws::RSA_PKCS1_2048_8192_SHA512,
        Algorithm::PS256 => &aws::RSA_PSS_2048_8192_SHA256,
        Algorithm::PS384 => &aws::RSA_PSS_2048_8192_SHA384,
        Algorithm::PS512 => &aws::RSA_PSS_2048_8192_SHA512,
        Algorithm::ES256 => &aws::ECDSA_P256_SHA256_FIXED,
        Algorithm::ES384 => &aws::ECDSA_P384_SHA384_FIXED,
        Algorithm::ES512 => &aws::ECDSA_P521_SHA512_FIXED,
        // HMAC has no public key and never comes here.
        _ => &aws::ED25519,
    }
}

fn hmac_algorithm(algorithm: Algorithm) -> hmac::Algorithm {
    match algorithm.row().hash {
        Hash::Sha256 => hmac::HMAC_SHA256,
        Hash::Sha384 => hmac::HMAC_SHA384,
        Hash::Sha512 => hmac::HMAC_SHA512,
    }
}

fn signer(algorithm: Algorithm, jwk: &Jwk) -> Result<Box<dyn Signer>, KeyError> {
    match check_private(algorithm, jwk)? {
        Material::Oct(secret) => {
            let key = hmac::Key::new(hmac_algorithm(algorithm), secret.expose());
            Ok(Box::new(move |message: &[u8], _: &mut dyn Entropy| {
                Ok(hmac::sign(&key, message).as_ref().to_vec())
            }))
        }
        Material::Rsa { n, e, private, .. } => {
            let der = rsa_private_der(n, e, private.as_ref().ok_or(KeyError::NotPrivate)?)?;
            let key = rsa::KeyPair::from_der(&der).map_err(|_| KeyError::Invalid)?;
            let padding = rsa_padding(algorithm);
            Ok(Box::new(move |message: &[u8], _: &mut dyn Entropy| {
                let mut signature = vec![0; key.public_modulus_len()];
                key.sign(padding, &SystemRandom::new(), message, &mut signature)
                    .map_err(|_| KeyError::Signing)?;
                Ok(signature)
            }))
        }
        Material::Ec { curve, x, y, d } => {
            let d = fixed_length(*curve, d.as_ref().ok_or(KeyError::NotPrivate)?)?;
            let (algorithm, point) = (ecdsa_algorithm(*curve), uncompressed_point(x, y));
            let key = EcdsaKeyPair::from_private_key_and_public_key(algorithm, d.expose(), &point)
                .map_err(|_| KeyError::Invalid)?;
            Ok(Box::new(move |message: &[u8], _: &mut dyn Entropy| {
                let signature = key.sign(&SystemRandom::new(), message);
                signature.map_or(Err(KeyError::Signing), |it| Ok(it.as_ref().to_vec()))
            }))
        }
        Material::Okp { x, d } => {
            let d = d.as_ref().ok_or(KeyError::NotPrivate)?;
            let key = Ed25519KeyPair::from_seed_and_public_key(d.expose(), x)
                .map_err(|_| KeyError::Invalid)?;
            Ok(Box::new(move |message: &[u8], _: &mut dyn Entropy| {
                Ok(key.sign(message).as_ref().to_vec())
            }))
        }
    }
}

fn rsa_padding(algorithm: Algorithm) -> &'static dyn RsaEncoding {
    let row = algorithm.row();
    match (row.family, row.hash) {
        (Family::RsaPss, Hash::Sha256) => &aws::RSA_PSS_SHA256,
        (Family::RsaPss, Hash::Sha384) => &aws::RSA_PSS_SHA384,
        (Family::RsaPss, Hash::Sha512) => &aws::RSA_PSS_SHA512,
        (_, Hash::Sha256) => &aws::RSA_PKCS1_SHA256,
        (_, Hash::Sha384) => &aws::RSA_PKCS1_SHA384,
        (_, Hash::Sha512) => &aws::RSA_PKCS1_SHA512,
    }
}

fn ecdsa_algorithm(curve: Curve) -> &'static EcdsaSigningAlgorithm {
    match curve {
        Curve::P384 => &aws::ECDSA_P384_SHA384_FIXED_SIGNING,
        Curve::P521 => &aws::ECDSA_P521_SHA512_FIXED_SIGNING,
        // Ed25519 has keys of another type.
        Curve::P256 | Curve::Ed25519 => &aws::ECDSA_P256_SHA256_FIXED_SIGNING,
    }
}

/// The number with the zero bytes before it that make it as long as the curve wants.
fn fixed_length(curve: Curve, d: &Secret) -> Result<Secret, KeyError> {
    per_curve!(curve, nist => {
        let key = nist::SecretKey::from_slice(d.expose()).map_err(|_| KeyError::Invalid)?;
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

fn rsa_public_der(n: &[u8], e: &[u8]) -> Result<Vec<u8>, KeyError> {
    let key = RsaPublicKey {
        modulus: number(n)?,
        public_exponent: number(e)?,
    };
    key.to_der().map_err(|_| KeyError::Invalid)
}

fn number(bytes: &[u8]) -> Result<UintRef<'_>, KeyError> {
    UintRef::new(bytes).map_err(|_| KeyError::Invalid)
}
