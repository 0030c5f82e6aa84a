//! Keys in DER, told apart by what they hold: SPKI, PKCS #8, PKCS #1, SEC 1 and X.509 certificates. It is read strictly.

use der::asn1::{AnyRef, BitStringRef, OctetStringRef};
use der::{Decode, Reader, SliceReader, Tag};
use pkcs1::{RsaPssParamsOwned, RsaPublicKeyRef};
use pkcs8::PrivateKeyInfoRef;
use sec1::EcPrivateKey;
use spki::{AlgorithmIdentifierRef, ObjectIdentifier, SubjectPublicKeyInfoRef};

use super::limits::Limits;
use super::{Jwk, JwkError, Material, certificate};
use crate::alg::{Algorithm, Curve};
use crate::secret::Secret;

const RSA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.1");
const RSA_PSS: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.10");
const MGF1: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.8");
const SHA256: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.2.1");
const SHA384: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.2.2");
const SHA512: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.2.3");
const EC: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.2.1");
const ED25519: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.101.112");
const NIST_CURVES: [(ObjectIdentifier, Curve); 3] = [
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

/// What to do about an encrypted key.
pub(super) const ENCRYPTED: &str =
    "the key is encrypted; decrypt it first, for example with `openssl pkey -in FILE`";

/// The key in these bytes, by what they hold; `None` where they have the shape of no key.
pub(super) fn key(der: &[u8]) -> Option<Result<Jwk, JwkError>> {
    let unlimited = |material: Material| (material, Limits::default());
    let read = match shape(der).ok()?[..] {
        [Tag::Sequence, Tag::BitString] => spki_key(der),
        [Tag::Sequence, Tag::Sequence, Tag::BitString] => certificate::key(der),
        [Tag::Sequence, Tag::OctetString] => Err(unreadable(ENCRYPTED)),
        [Tag::Integer, Tag::Sequence, ..] => pkcs8_key(der),
        [Tag::Integer, Tag::OctetString, ..] => sec1_key(der).map(unlimited),
        [Tag::Integer, Tag::Integer] => rsa_public(der).map(unlimited),
        [Tag::Integer, Tag::Integer, Tag::Integer, ..] => {
            Material::rsa_from_pkcs1(der).map(unlimited)
        }
        _ => return None,
    };
    Some(read.map(|(material, limits)| Jwk {
        limits,
        ..Jwk::new(material)
    }))
}

/// The tags of the first parts of a SEQUENCE that is all there is.
fn shape(der: &[u8]) -> der::Result<Vec<Tag>> {
    let mut reader = SliceReader::new(der)?;
    let tags = reader.sequence(|parts| {
        let mut tags = Vec::new();
        while !parts.is_finished() {
            tags.push(Tag::peek(parts)?);
            parts.tlv_bytes()?;
        }
        der::Result::Ok(tags)
    })?;
    reader.finish()?;
    Ok(tags)
}

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
fn limits(identifier: &AlgorithmIdentifierRef<'_>) -> Limits {
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

fn rsa_public(der: &[u8]) -> Result<Material, JwkError> {
    let key = RsaPublicKeyRef::from_der(der)
        .map_err(|_| unreadable("the RSA public key cannot be read"))?;
    Material::rsa(key.modulus.as_bytes(), key.public_exponent.as_bytes())
}

fn pkcs8_key(der: &[u8]) -> Result<(Material, Limits), JwkError> {
    let damaged = || unreadable("the private key cannot be read");
    let info = PrivateKeyInfoRef::from_der(der).map_err(|_| damaged())?;
    let material = match info.algorithm.oid {
        RSA | RSA_PSS => Material::rsa_from_pkcs1(info.private_key.as_bytes())?,
        EC => {
            let curve = named_curve(&info.algorithm)?;
            let key = EcPrivateKey::from_der(info.private_key.as_bytes()).map_err(|_| damaged())?;
            Material::ec_private(curve, &Secret::new(key.private_key), key.public_key)?
        }
        ED25519 => {
            let seed =
                <&OctetStringRef>::from_der(info.private_key.as_bytes()).map_err(|_| damaged())?;
            let public = info.public_key.as_ref().and_then(BitStringRef::as_bytes);
            Material::ed25519_private(&Secret::new(seed.as_bytes()), public)?
        }
        oid => return Err(unsupported(oid)),
    };
    Ok((material, limits(&info.algorithm)))
}

fn sec1_key(der: &[u8]) -> Result<Material, JwkError> {
    let key =
        EcPrivateKey::from_der(der).map_err(|_| unreadable("the EC private key cannot be read"))?;
    let named = key
        .parameters
        .and_then(|parameters| parameters.named_curve());
    // The curve's name is optional in this format; each of the three has numbers of its own length.
    let fitting = NIST_CURVES.into_iter().find(|(oid, curve)| match named {
        Some(named) => named == *oid,
        None => curve.coordinate_bytes() == key.private_key.len(),
    });
    let (_, curve) = fitting.ok_or_else(|| match named {
        Some(oid) => JwkError::UnknownCurve(name(oid)),
        None => unreadable("the EC private key is on another curve than P-256, P-384 or P-521"),
    })?;
    Material::ec_private(curve, &Secret::new(key.private_key), key.public_key)
}

fn named_curve(algorithm: &AlgorithmIdentifierRef<'_>) -> Result<Curve, JwkError> {
    let oid = algorithm
        .parameters_oid()
        .map_err(|_| unreadable("the EC key names no curve"))?;
    NIST_CURVES
        .into_iter()
        .find(|(known, _)| *known == oid)
        .map(|(_, curve)| curve)
        .ok_or_else(|| JwkError::UnknownCurve(name(oid)))
}

fn unsupported(oid: ObjectIdentifier) -> JwkError {
    JwkError::UnknownKeyType(name(oid))
}

/// The name by which people know an identifier.
fn name(oid: ObjectIdentifier) -> String {
    let oid = oid.to_string();
    let known = OTHER_NAMES.iter().find(|(other, _)| *other == oid);
    known.map_or(oid.clone(), |(_, name)| (*name).to_owned())
}

fn unreadable(problem: &str) -> JwkError {
    JwkError::Pem(problem.to_owned())
}
