//! A SubjectPublicKeyInfo: a public key and the identifier of its algorithm, which private keys in PKCS #8 have too.

use der::Decode;
use der::asn1::AnyRef;
use pkcs1::{RsaPssParamsOwned, RsaPublicKeyRef};
use spki::{AlgorithmIdentifierRef, ObjectIdentifier, SubjectPublicKeyInfoRef};

use super::limits::Limits;
use super::{JwkError, Material};
use crate::alg::{Algorithm, Curve};

pub(super) const RSA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.1");
pub(super) const RSA_PSS: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.10");
const MGF1: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.8");
const SHA256: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.2.1");
const SHA384: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.2.2");
const SHA512: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.2.3");
pub(super) const EC: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.2.1");
pub(super) const ED25519: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.101.112");
pub(super) const NIST_CURVES: [(ObjectIdentifier, Curve); 3] = [
    (
        ObjectIdentifier::new_unwrap("1.2.840.10045.3.1.7"),
        Curve::P256,
    ),
    (ObjectIdentifier::new_unwrap("1.3.132.0.34"), Curve::P384),
    (ObjectIdentifier::new_unwrap("1.3.132.0.35"), Curve::P521),
];

/// Identifiers that people meet and that nothing here is done with.
const OTHER_NAMES: [(&str, &str); 14] = [
    ("1.2.840.10040.4.1", "DSA"),
    ("1.2.840.10046.2.1", "DH"),
    ("1.2.840.113549.1.1.7", "RSAES-OAEP"),
    ("1.2.840.113549.1.3.1", "DH"),
    ("1.3.101.110", "X25519"),
    ("1.3.101.111", "X448"),
    ("1.3.101.113", "Ed448"),
    ("1.3.132.0.10", "secp256k1"),
    ("1.3.132.0.33", "P-224"),
    ("1.3.132.1.12", "ECDH"),
    ("1.3.36.3.3.2.8.1.1.7", "brainpoolP256r1"),
    ("2.16.840.1.101.3.4.3.17", "ML-DSA-44"),
    ("2.16.840.1.101.3.4.3.18", "ML-DSA-65"),
    ("2.16.840.1.101.3.4.3.19", "ML-DSA-87"),
];

/// The key of a SubjectPublicKeyInfo, and what its algorithm identifier leaves it for.
pub(super) fn spki_key(der: &[u8]) -> Result<(Material, Limits), JwkError> {
    let damaged = || unreadable("the public key cannot be read");
    let spki = SubjectPublicKeyInfoRef::from_der(der).map_err(|_| damaged())?;
    let key = spki.subject_public_key.as_bytes().ok_or_else(damaged)?;
    let material = match spki.algorithm.oid {
        RSA | RSA_PSS => rsa_public(key)?,
        EC => Material::ec(named_curve(&spki.algorithm)?, key, None)?,
        ED25519 => Material::ed25519(key.try_into().map_err(|_| damaged())?, None)?,
        oid => return Err(unsupported(oid)),
    };
    Ok((material, limits(&spki.algorithm)))
}

/// A key with the identifier of RSASSA-PSS is for nothing else, and its parameters bind it further ([RFC 4055 §3.1]).
///
/// [RFC 4055 §3.1]: https://www.rfc-editor.org/rfc/rfc4055#section-3.1
pub(super) fn limits(identifier: &AlgorithmIdentifierRef<'_>) -> Limits {
    let algorithms: Option<&[Algorithm]> = match (identifier.oid, identifier.parameters) {
        (RSA_PSS, None) => Some(&[Algorithm::PS256, Algorithm::PS384, Algorithm::PS512]),
        (RSA_PSS, Some(parameters)) => Some(pss_algorithms(parameters)),
        _ => None,
    };
    Limits {
        algorithms,
        ..Limits::default()
    }
}

/// The algorithm with these parameters: JWS takes the hash for the mask too, and a salt as long as the hash.
fn pss_algorithms(parameters: AnyRef<'_>) -> &'static [Algorithm] {
    const BY_HASH: [(ObjectIdentifier, u8, &[Algorithm]); 3] = [
        (SHA256, 32, &[Algorithm::PS256]),
        (SHA384, 48, &[Algorithm::PS384]),
        (SHA512, 64, &[Algorithm::PS512]),
    ];
    let Ok(parameters) = parameters.decode_as::<RsaPssParamsOwned>() else {
        return &[];
    };
    let mask = &parameters.mask_gen;
    let mask_hash = mask.parameters.as_ref().map(|hash| hash.oid);
    BY_HASH
        .into_iter()
        .find(|(hash, salt_bytes, _)| {
            *hash == parameters.hash.oid
                && mask.oid == MGF1
                && mask_hash == Some(*hash)
                // A key's salt length is the least that is allowed.
                && parameters.salt_len <= *salt_bytes
        })
        .map_or(&[], |(_, _, algorithms)| algorithms)
}

pub(super) fn rsa_public(der: &[u8]) -> Result<Material, JwkError> {
    let key = RsaPublicKeyRef::from_der(der)
        .map_err(|_| unreadable("the RSA public key cannot be read"))?;
    Material::rsa(key.modulus.as_bytes(), key.public_exponent.as_bytes())
}

pub(super) fn named_curve(algorithm: &AlgorithmIdentifierRef<'_>) -> Result<Curve, JwkError> {
    let oid = algorithm
        .parameters_oid()
        .map_err(|_| unreadable("the EC key names no curve"))?;
    NIST_CURVES
        .into_iter()
        .find(|(known, _)| *known == oid)
        .map(|(_, curve)| curve)
        .ok_or_else(|| JwkError::UnknownCurve(name(oid)))
}

pub(super) fn unsupported(oid: ObjectIdentifier) -> JwkError {
    JwkError::UnknownKeyType(name(oid))
}

/// The name by which people know an identifier.
pub(super) fn name(oid: ObjectIdentifier) -> String {
    let oid = oid.to_string();
    let known = OTHER_NAMES.iter().find(|(other, _)| *other == oid);
    known.map_or(oid.clone(), |(_, name)| (*name).to_owned())
}

pub(super) fn unreadable(problem: &str) -> JwkError {
    JwkError::Pem(problem.to_owned())
}
