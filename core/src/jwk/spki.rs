//! A SubjectPublicKeyInfo: a public key and the identifier of its algorithm, which private keys in PKCS #8 have too.

use super::asn1::{self, BIT_STRING, NotDer, Values, constructed, dotted};
use super::limits::Limits;
use super::{JwkError, Material};
#[cfg(feature = "more-algorithms")]
use crate::alg::MlDsa;
use crate::alg::{Algorithm, Curve};

// The contents of OBJECT IDENTIFIERs. In dotted form: 1.2.840.113549.1.1 with 1, 10 and 8.
pub(super) const RSA: &[u8] = b"\x2a\x86\x48\x86\xf7\x0d\x01\x01\x01";
pub(super) const RSA_PSS: &[u8] = b"\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0a";
const MGF1: &[u8] = b"\x2a\x86\x48\x86\xf7\x0d\x01\x01\x08";
// 2.16.840.1.101.3.4.2 with 1 to 3.
const SHA256: &[u8] = b"\x60\x86\x48\x01\x65\x03\x04\x02\x01";
const SHA384: &[u8] = b"\x60\x86\x48\x01\x65\x03\x04\x02\x02";
const SHA512: &[u8] = b"\x60\x86\x48\x01\x65\x03\x04\x02\x03";
// 1.2.840.10045.2.1 and 1.3.101.112.
pub(super) const EC: &[u8] = b"\x2a\x86\x48\xce\x3d\x02\x01";
pub(super) const ED25519: &[u8] = b"\x2b\x65\x70";
// 1.2.840.10045.3.1.7, 1.3.132.0.34 and 1.3.132.0.35.
pub(super) const NAMED_CURVES: &[(&[u8], Curve)] = &[
    (b"\x2a\x86\x48\xce\x3d\x03\x01\x07", Curve::P256),
    (b"\x2b\x81\x04\x00\x22", Curve::P384),
    (b"\x2b\x81\x04\x00\x23", Curve::P521),
    // 1.3.132.0.10.
    #[cfg(feature = "more-algorithms")]
    (b"\x2b\x81\x04\x00\x0a", Curve::Secp256k1),
];
// 1.3.101.113.
#[cfg(feature = "more-algorithms")]
pub(super) const ED448: &[u8] = b"\x2b\x65\x71";
// 2.16.840.1.101.3.4.3 with 17 to 19.
#[cfg(feature = "more-algorithms")]
const ML_DSA: [(&[u8], MlDsa); 3] = [
    (b"\x60\x86\x48\x01\x65\x03\x04\x03\x11", MlDsa::MlDsa44),
    (b"\x60\x86\x48\x01\x65\x03\x04\x03\x12", MlDsa::MlDsa65),
    (b"\x60\x86\x48\x01\x65\x03\x04\x03\x13", MlDsa::MlDsa87),
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

/// An AlgorithmIdentifier ([RFC 5280 §4.1.1.2]).
///
/// [RFC 5280 §4.1.1.2]: https://www.rfc-editor.org/rfc/rfc5280#section-4.1.1.2
#[derive(Clone, Copy)]
pub(super) struct Identifier<'a> {
    pub(super) name: &'a [u8],
    /// As they are encoded, with their tag.
    pub(super) parameters: Option<&'a [u8]>,
}

impl<'a> Identifier<'a> {
    pub(super) fn read(mut parts: Values<'a>) -> Result<Self, NotDer> {
        let name = parts.identifier()?;
        let parameters = parts.tag().map(|_| parts.whole()).transpose()?;
        parts.end().map(|()| Self { name, parameters })
    }

    /// The curve that an identifier of EC keys names.
    pub(super) fn curve(&self) -> Result<Curve, JwkError> {
        let named = self.parameters.unwrap_or_default();
        let named = Values::new(named)
            .identifier()
            .map_err(|NotDer| unreadable("the EC key names no curve"))?;
        NAMED_CURVES
            .iter()
            .find(|(known, _)| *known == named)
            .map(|(_, curve)| *curve)
            .ok_or_else(|| JwkError::UnknownCurve(name(named)))
    }

    /// A key with the identifier of RSASSA-PSS is for nothing else, and its parameters bind it further ([RFC 4055 §3.1]).
    ///
    /// [RFC 4055 §3.1]: https://www.rfc-editor.org/rfc/rfc4055#section-3.1
    pub(super) fn limits(&self) -> Limits {
        let algorithms: Option<&[Algorithm]> = match (self.name, self.parameters) {
            (RSA_PSS, None) => Some(&[Algorithm::PS256, Algorithm::PS384, Algorithm::PS512]),
            (RSA_PSS, Some(parameters)) => Some(pss_algorithms(parameters).unwrap_or_default()),
            _ => None,
        };
        Limits {
            algorithms,
            ..Limits::default()
        }
    }
}

/// The algorithm with these parameters: JWS takes the hash for the mask too, and a salt as long as the hash.
fn pss_algorithms(parameters: &[u8]) -> Result<&'static [Algorithm], NotDer> {
    const BY_HASH: [(&[u8], u8, &[Algorithm]); 3] = [
        (SHA256, 32, &[Algorithm::PS256]),
        (SHA384, 48, &[Algorithm::PS384]),
        (SHA512, 64, &[Algorithm::PS512]),
    ];
    let mut parts = Values::of_sequence(parameters)?;
    // What is left out is SHA-1, which no JWS algorithm has.
    let hash = Identifier::read(Values::of_sequence(parts.take(constructed(0))?)?)?;
    let mask = Identifier::read(Values::of_sequence(parts.take(constructed(1))?)?)?;
    let mask_hash = Identifier::read(Values::of_sequence(mask.parameters.ok_or(NotDer)?)?)?;
    let number = |part: &[u8]| {
        let mut values = Values::new(part);
        let number = values.small()?;
        values.end().map(|()| number)
    };
    let salt_bytes = match parts.optional(constructed(2))? {
        Some(salt) => number(salt)?,
        None => 20,
    };
    let trailer = parts.optional(constructed(3))?.map(number).transpose()?;
    parts.end()?;
    let is_hash = |one: &Identifier<'_>| {
        // NULL, or nothing.
        one.name == hash.name && matches!(one.parameters, None | Some([5, 0]))
    };
    let is_mask = mask.name == MGF1 && is_hash(&mask_hash);
    if !is_mask || !is_hash(&hash) || trailer.is_some_and(|one| one != 1) {
        return Err(NotDer);
    }
    // A key's salt length is the least that is allowed.
    let fits = |(name, most, _): &(&[u8], u8, _)| *name == hash.name && salt_bytes <= *most;
    let found = BY_HASH.into_iter().find(fits).ok_or(NotDer)?;
    Ok(found.2)
}

/// The key of a SubjectPublicKeyInfo ([RFC 5280 §4.1.2.7]), and what its algorithm identifier leaves it for.
///
/// [RFC 5280 §4.1.2.7]: https://www.rfc-editor.org/rfc/rfc5280#section-4.1.2.7
pub(super) fn spki_key(der: &[u8]) -> Result<(Material, Limits), JwkError> {
    let damaged = |NotDer| unreadable("the public key cannot be read");
    let (identifier, key) = spki(der).map_err(damaged)?;
    let material = match identifier.name {
        RSA | RSA_PSS => rsa_public(key)?,
        EC => Material::ec(identifier.curve()?, key, None)?,
        ED25519 => Material::ed25519(key.try_into().map_err(|_| damaged(NotDer))?, None)?,
        #[cfg(feature = "more-algorithms")]
        ED448 => Material::ed448(key, None)?,
        other => more(other, key)?,
    };
    Ok((material, identifier.limits()))
}

/// The key of an algorithm with an identifier of its own.
#[cfg(feature = "more-algorithms")]
fn more(identifier: &[u8], key: &[u8]) -> Result<Material, JwkError> {
    let set = ml_dsa(identifier).ok_or_else(|| unsupported(identifier))?;
    Material::ml_dsa(set, key.to_vec(), None)
}

#[cfg(not(feature = "more-algorithms"))]
fn more(identifier: &[u8], _: &[u8]) -> Result<Material, JwkError> {
    Err(unsupported(identifier))
}

/// The parameter set of ML-DSA that an identifier names ([RFC 9881](https://www.rfc-editor.org/rfc/rfc9881)).
#[cfg(feature = "more-algorithms")]
pub(super) fn ml_dsa(identifier: &[u8]) -> Option<MlDsa> {
    let found = ML_DSA.iter().find(|(known, _)| *known == identifier);
    found.map(|(_, set)| *set)
}

pub(super) fn spki(der: &[u8]) -> Result<(Identifier<'_>, &[u8]), NotDer> {
    let mut parts = Values::of_sequence(der)?;
    let identifier = Identifier::read(parts.sequence()?)?;
    let key = asn1::bytes(parts.take(BIT_STRING)?)?;
    parts.end().map(|()| (identifier, key))
}

pub(super) fn rsa_public(der: &[u8]) -> Result<Material, JwkError> {
    let [n, e] =
        rsa_numbers(der).map_err(|NotDer| unreadable("the RSA public key cannot be read"))?;
    Material::rsa(n, e)
}

/// The numbers of an RSAPublicKey ([RFC 8017 §A.1.1]).
///
/// [RFC 8017 §A.1.1]: https://www.rfc-editor.org/rfc/rfc8017#appendix-A.1.1
pub(super) fn rsa_numbers(der: &[u8]) -> Result<[&[u8]; 2], NotDer> {
    let mut parts = Values::of_sequence(der)?;
    let numbers = [parts.unsigned()?, parts.unsigned()?];
    parts.end().map(|()| numbers)
}

pub(super) fn unsupported(identifier: &[u8]) -> JwkError {
    JwkError::UnknownKeyType(name(identifier))
}

/// The name by which people know an identifier.
pub(super) fn name(identifier: &[u8]) -> String {
    let dotted = dotted(identifier);
    let known = OTHER_NAMES.iter().find(|(other, _)| *other == dotted);
    known.map_or(dotted.clone(), |(_, name)| (*name).to_owned())
}

pub(super) fn unreadable(problem: &str) -> JwkError {
    JwkError::Pem(problem.to_owned())
}
