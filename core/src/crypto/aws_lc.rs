//! The native provider: aws-lc-rs, through `jsonwebtoken` where that costs nothing.
//!
//! Signing goes through the factory of `jsonwebtoken`'s aws-lc provider, called by value, so that no process-wide
//! provider is ever installed. Verifying holds aws-lc-rs' own parsed keys instead: `jsonwebtoken`'s RSA and EC verifiers
//! parse the key at every call, its boxes cannot be shared between threads, and they want the signature in a `Vec`.

use aws_lc_rs::hmac;
use aws_lc_rs::signature::{self as aws, ParsedPublicKey, VerificationAlgorithm};
use jsonwebtoken::EncodingKey;
use jsonwebtoken::crypto::aws_lc::DEFAULT_PROVIDER;
use pkcs1::{RsaPrivateKey, RsaPublicKey, UintRef};
use rsa::pkcs1::EncodeRsaPrivateKey;
use rsa::pkcs1::der::Encode;
use rsa::pkcs8::EncodePrivateKey;
use zeroize::Zeroizing;

use super::{KeyError, Provider, Signer, Verifier, check_fit, check_private, rust_crypto};
use crate::alg::{Algorithm, Family, Hash};
use crate::entropy::Entropy;
use crate::jwk::{Jwk, Material, RsaPrivate, per_curve, uncompressed_point};

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
    // jsonwebtoken has no ES512.
    let Some(name) = jsonwebtoken_algorithm(algorithm) else {
        return rust_crypto::signer(algorithm, jwk);
    };
    let key = encoding_key(check_private(algorithm, jwk)?)?;
    // RSA keys are first looked at when they sign, so a damaged one is found here rather than later.
    sign(name, &key, b"").map_err(|_| KeyError::Invalid)?;
    Ok(Box::new(move |message: &[u8], _: &mut dyn Entropy| {
        sign(name, &key, message)
    }))
}

/// The boxed signer is made for one call because it cannot be shared between threads.
fn sign(
    algorithm: jsonwebtoken::Algorithm,
    key: &EncodingKey,
    message: &[u8],
) -> Result<Vec<u8>, KeyError> {
    (DEFAULT_PROVIDER.signer_factory)(&algorithm, key)
        .ok()
        .and_then(|signer| signer.try_sign(message).ok())
        .ok_or(KeyError::Signing)
}

fn jsonwebtoken_algorithm(algorithm: Algorithm) -> Option<jsonwebtoken::Algorithm> {
    match algorithm.row().family {
        // RFC 9864's "Ed25519" is the same signature under a name that jsonwebtoken does not know.
        Family::EdDsa => Some(jsonwebtoken::Algorithm::EdDSA),
        _ => algorithm.name().parse().ok(),
    }
}

fn encoding_key(material: &Material) -> Result<EncodingKey, KeyError> {
    match material {
        Material::Oct(secret) => Ok(EncodingKey::from_secret(secret.expose())),
        Material::Rsa { n, e, private, .. } => {
            let der = rsa_private_der(n, e, private.as_ref().ok_or(KeyError::NotPrivate)?)?;
            Ok(EncodingKey::from_rsa_der(&der))
        }
        Material::Ec { curve, d, .. } => per_curve!(*curve, nist => {
            let d = d.as_ref().ok_or(KeyError::NotPrivate)?;
            let key = nist::SecretKey::from_slice(d.expose()).map_err(|_| KeyError::Invalid)?;
            let der = key.to_pkcs8_der().map_err(|_| KeyError::Invalid)?;
            Ok(EncodingKey::from_ec_der(der.as_bytes()))
        }, Err(KeyError::Invalid)),
        Material::Okp { d, .. } => {
            let d = d.as_ref().ok_or(KeyError::NotPrivate)?;
            let seed = d.expose().try_into().map_err(|_| KeyError::Invalid)?;
            let key = ed25519_dalek::SigningKey::from_bytes(seed);
            let der = key.to_pkcs8_der().map_err(|_| KeyError::Invalid)?;
            Ok(EncodingKey::from_ed_der(der.as_bytes()))
        }
    }
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
