//! The native provider: aws-lc-rs, with every key parsed once.

#[cfg(feature = "more-algorithms")]
mod ml_dsa;
#[cfg(feature = "signing")]
mod sign;

use aws_lc_rs::hmac;
use aws_lc_rs::rsa::PublicKeyComponents;
use aws_lc_rs::signature::{self as aws, ParsedPublicKey, RsaParameters, VerificationAlgorithm};

#[cfg(not(feature = "signing"))]
use super::rust_crypto as sign;
use super::{KeyError, Provider, Verifier, check_fit};
use crate::alg::{Algorithm, Curve, Family, Hash};
use crate::jwk::{Jwk, Material, uncompressed_point};

/// aws-lc-rs: the native provider. Its signers draw nonces, salts and blinding from the library's own generator.
pub static AWS_LC: Provider = Provider {
    name: "aws-lc-rs",
    verifier,
    signer: sign::signer,
};

fn verifier(algorithm: Algorithm, jwk: &Jwk) -> Result<Box<dyn Verifier>, KeyError> {
    match (algorithm.row().family, check_fit(algorithm, jwk)?) {
        (Family::Hmac(hash), Material::Oct(secret)) => {
            let key = hmac::Key::new(hmac_algorithm(hash), secret.expose());
            Ok(Box::new(move |message: &[u8], signature: &[u8]| {
                hmac::verify(&key, message, signature).is_ok()
            }))
        }
        (Family::RsaPkcs1(hash), Material::Rsa { n, e, .. }) => {
            Ok(public(rsa(pkcs1_algorithm(hash), n, e)?))
        }
        (Family::RsaPss(hash), Material::Rsa { n, e, .. }) => {
            Ok(public(rsa(pss_algorithm(hash), n, e)?))
        }
        (Family::Ecdsa(curve), Material::Ec { x, y, .. }) => {
            let algorithm = ecdsa_algorithm(curve).ok_or(KeyError::Invalid)?;
            Ok(public(parsed(algorithm, &uncompressed_point(x, y))?))
        }
        (Family::EdDsa, Material::Okp { x, .. }) => {
            let key = parsed(&aws::ED25519, x)?;
            Ok(Box::new(move |message: &[u8], signature: &[u8]| {
                !crate::jwk::ed25519::has_small_order_r(signature)
                    && key.verify_sig(message, signature).is_ok()
            }))
        }
        #[cfg(feature = "more-software")]
        (Family::Ed448, Material::Ed448 { x, .. }) => super::more::ed448(x),
        #[cfg(feature = "more-algorithms")]
        (Family::MlDsa(set), Material::Akp { public: key, .. }) => {
            Ok(public(parsed(ml_dsa::verification(set), key)?))
        }
        // The type fits, as has been checked.
        _ => Err(KeyError::Invalid),
    }
}

fn public(key: ParsedPublicKey) -> Box<dyn Verifier> {
    Box::new(move |message: &[u8], signature: &[u8]| key.verify_sig(message, signature).is_ok())
}

fn parsed(
    algorithm: &'static dyn VerificationAlgorithm,
    key: &[u8],
) -> Result<ParsedPublicKey, KeyError> {
    ParsedPublicKey::new(algorithm, key).map_err(|_| KeyError::Invalid)
}

fn rsa(algorithm: &'static RsaParameters, n: &[u8], e: &[u8]) -> Result<ParsedPublicKey, KeyError> {
    PublicKeyComponents { n, e }
        .to_parsed_public_key(algorithm)
        .map_err(|_| KeyError::Invalid)
}

fn hmac_algorithm(hash: Hash) -> hmac::Algorithm {
    match hash {
        Hash::Sha256 => hmac::HMAC_SHA256,
        Hash::Sha384 => hmac::HMAC_SHA384,
        Hash::Sha512 => hmac::HMAC_SHA512,
    }
}

fn pkcs1_algorithm(hash: Hash) -> &'static RsaParameters {
    match hash {
        Hash::Sha256 => &aws::RSA_PKCS1_2048_8192_SHA256,
        Hash::Sha384 => &aws::RSA_PKCS1_2048_8192_SHA384,
        Hash::Sha512 => &aws::RSA_PKCS1_2048_8192_SHA512,
    }
}

fn pss_algorithm(hash: Hash) -> &'static RsaParameters {
    match hash {
        Hash::Sha256 => &aws::RSA_PSS_2048_8192_SHA256,
        Hash::Sha384 => &aws::RSA_PSS_2048_8192_SHA384,
        Hash::Sha512 => &aws::RSA_PSS_2048_8192_SHA512,
    }
}

fn ecdsa_algorithm(curve: Curve) -> Option<&'static dyn VerificationAlgorithm> {
    match curve {
        Curve::P256 => Some(&aws::ECDSA_P256_SHA256_FIXED),
        Curve::P384 => Some(&aws::ECDSA_P384_SHA384_FIXED),
        Curve::P521 => Some(&aws::ECDSA_P521_SHA512_FIXED),
        #[cfg(feature = "more-algorithms")]
        Curve::Secp256k1 => Some(&aws::ECDSA_P256K1_SHA256_FIXED),
        #[cfg(feature = "more-algorithms")]
        Curve::Ed448 => None,
        Curve::Ed25519 => None,
    }
}
