//! Keys in DER, told apart by what they hold: SPKI, PKCS #8, PKCS #1, SEC 1 and X.509 certificates. It is read strictly.

use super::asn1::{
    self, BIT_STRING, INTEGER, NotDer, OBJECT_IDENTIFIER, OCTET_STRING, SEQUENCE, Values,
    constructed, only, primitive,
};
use super::limits::Limits;
use super::material::RsaPrivate;
use super::spki::{
    EC, ED25519, Identifier, NAMED_CURVES, RSA, RSA_PSS, name, rsa_public, spki_key, unreadable,
    unsupported,
};
#[cfg(feature = "more-algorithms")]
use super::spki::{ED448, ml_dsa};
use super::{Jwk, JwkError, Material, certificate};
use crate::secret::Secret;

/// What to do about an encrypted key.
pub(super) const ENCRYPTED: &str =
    "the key is encrypted; decrypt it first, for example with `openssl pkey -in FILE`";

/// The key in these bytes, by what they hold; `None` where they have the shape of no key.
pub(super) fn key(der: &[u8]) -> Option<Result<Jwk, JwkError>> {
    let unlimited = |material: Material| (material, Limits::default());
    let read = match shape(der).ok()?[..] {
        [SEQUENCE, BIT_STRING] => spki_key(der),
        [SEQUENCE, SEQUENCE, BIT_STRING] => certificate::key(der),
        [SEQUENCE, OCTET_STRING] => Err(unreadable(ENCRYPTED)),
        [INTEGER, SEQUENCE, ..] => pkcs8_key(der),
        [INTEGER, OCTET_STRING, ..] => sec1_key(der).map(unlimited),
        [INTEGER, INTEGER] => rsa_public(der).map(unlimited),
        [INTEGER, INTEGER, INTEGER, ..] => rsa_private(der).map(unlimited),
        _ => return None,
    };
    Some(read.map(|(material, limits)| Jwk {
        limits,
        ..Jwk::new(material)
    }))
}

/// The tags of the parts of a SEQUENCE that is all there is.
fn shape(der: &[u8]) -> Result<Vec<u8>, NotDer> {
    let mut parts = Values::of_sequence(der)?;
    let mut tags = Vec::new();
    while let Some(tag) = parts.tag() {
        tags.push(tag);
        parts.whole()?;
    }
    Ok(tags)
}

/// A PrivateKeyInfo ([RFC 5958 §2]).
///
/// [RFC 5958 §2]: https://www.rfc-editor.org/rfc/rfc5958#section-2
pub(super) struct PrivateKeyInfo<'a> {
    pub(super) algorithm: Identifier<'a>,
    pub(super) key: &'a [u8],
    pub(super) public: Option<&'a [u8]>,
}

impl<'a> PrivateKeyInfo<'a> {
    pub(super) fn read(der: &'a [u8]) -> Result<Self, NotDer> {
        let mut parts = Values::of_sequence(der)?;
        let version = parts.small()?;
        let algorithm = Identifier::read(parts.sequence()?)?;
        let key = parts.take(OCTET_STRING)?;
        // Attributes, which nobody uses.
        parts.optional(constructed(0))?;
        let public = parts.optional(primitive(1))?;
        parts.end()?;
        if version > 1 || (version == 1) != public.is_some() {
            return Err(NotDer);
        }
        let public = public.map(asn1::bytes).transpose()?;
        Ok(Self {
            algorithm,
            key,
            public,
        })
    }
}

fn pkcs8_key(der: &[u8]) -> Result<(Material, Limits), JwkError> {
    let damaged = |_| unreadable("the private key cannot be read");
    let info = PrivateKeyInfo::read(der).map_err(damaged)?;
    let material = match info.algorithm.name {
        RSA | RSA_PSS => rsa_private(info.key)?,
        EC => {
            let curve = info.algorithm.curve()?;
            let key = EcPrivateKey::read(info.key).map_err(damaged)?;
            Material::ec_private(curve, &Secret::new(key.number), key.public)?
        }
        ED25519 => {
            let seed = only(info.key, OCTET_STRING).map_err(damaged)?;
            Material::ed25519_private(&Secret::new(seed), info.public)?
        }
        other => more(other, &info)?,
    };
    Ok((material, info.algorithm.limits()))
}

/// The key of an algorithm that not every build knows. ML-DSA's is read where it has its seed ([RFC 9881 §6]).
///
/// [RFC 9881 §6]: https://www.rfc-editor.org/rfc/rfc9881#section-6
#[cfg(feature = "more-algorithms")]
fn more(identifier: &[u8], info: &PrivateKeyInfo<'_>) -> Result<Material, JwkError> {
    let damaged = |_| unreadable("the private key cannot be read");
    if identifier == ED448 {
        let seed = only(info.key, OCTET_STRING).map_err(damaged)?;
        return Material::ed448_private(&Secret::new(seed), info.public);
    }
    let set = ml_dsa(identifier).ok_or_else(|| unsupported(identifier))?;
    let seed = ml_dsa_seed(info.key).map_err(|NotDer| {
        unreadable("the ML-DSA private key has no seed, and without one it is not read")
    })?;
    Material::ml_dsa_private(set, &Secret::new(seed), info.public)
}

#[cfg(not(feature = "more-algorithms"))]
fn more(identifier: &[u8], _: &PrivateKeyInfo<'_>) -> Result<Material, JwkError> {
    Err(unsupported(identifier))
}

/// The seed alone, or beside the expanded key.
#[cfg(feature = "more-algorithms")]
fn ml_dsa_seed(key: &[u8]) -> Result<&[u8], NotDer> {
    only(key, primitive(0)).or_else(|NotDer| {
        let mut both = Values::of_sequence(key)?;
        let seed = both.take(OCTET_STRING)?;
        both.take(OCTET_STRING)?;
        both.end().map(|()| seed)
    })
}

pub(super) fn rsa_private(der: &[u8]) -> Result<Material, JwkError> {
    let [n, e, d, p, q, dp, dq, qi] = rsa_numbers(der)
        .map_err(|NotDer| unreadable("this is not an RSA private key of two primes"))?;
    let mut material = Material::rsa(n, e)?;
    if let Material::Rsa { private, .. } = &mut material {
        *private = Some(RsaPrivate {
            d: Secret::new(d),
            primes: Some([p, q].map(Secret::new)),
            crt: Some([dp, dq, qi].map(Secret::new)),
        });
    }
    Ok(material)
}

/// The numbers of an RSAPrivateKey of two primes ([RFC 8017 §A.1.2]).
///
/// [RFC 8017 §A.1.2]: https://www.rfc-editor.org/rfc/rfc8017#appendix-A.1.2
pub(super) fn rsa_numbers(der: &[u8]) -> Result<[&[u8]; 8], NotDer> {
    let mut parts = Values::of_sequence(der)?;
    let version = parts.small()?;
    let mut numbers = [&[][..]; 8];
    for number in &mut numbers {
        *number = parts.unsigned()?;
    }
    parts.end()?;
    if version == 0 {
        Ok(numbers)
    } else {
        Err(NotDer)
    }
}

/// An ECPrivateKey ([RFC 5915 §3]).
///
/// [RFC 5915 §3]: https://www.rfc-editor.org/rfc/rfc5915#section-3
pub(super) struct EcPrivateKey<'a> {
    pub(super) number: &'a [u8],
    pub(super) curve: Option<&'a [u8]>,
    pub(super) public: Option<&'a [u8]>,
}

impl<'a> EcPrivateKey<'a> {
    pub(super) fn read(der: &'a [u8]) -> Result<Self, NotDer> {
        let mut parts = Values::of_sequence(der)?;
        let version = parts.small()?;
        let number = parts.take(OCTET_STRING)?;
        let curve = parts.optional(constructed(0))?;
        let public = parts.optional(constructed(1))?;
        parts.end()?;
        if version != 1 {
            return Err(NotDer);
        }
        let curve = curve.map(|curve| {
            only(curve, OBJECT_IDENTIFIER)?;
            Values::new(curve).identifier()
        });
        let public = public.map(|public| asn1::bytes(only(public, BIT_STRING)?));
        Ok(Self {
            number,
            curve: curve.transpose()?,
            public: public.transpose()?,
        })
    }
}

fn sec1_key(der: &[u8]) -> Result<Material, JwkError> {
    let key = EcPrivateKey::read(der)
        .map_err(|NotDer| unreadable("the EC private key cannot be read"))?;
    // The curve's name is optional in this format; each of the NIST's three has numbers of its own length, and secp256k1,
    // which has those of P-256, stands behind it.
    let fitting = NAMED_CURVES.iter().find(|(name, curve)| match key.curve {
        Some(named) => named == *name,
        None => curve.coordinate_bytes() == key.number.len(),
    });
    let (_, curve) = fitting.ok_or_else(|| match key.curve {
        Some(named) => JwkError::UnknownCurve(name(named)),
        None => unreadable("the EC private key is on another curve than P-256, P-384 or P-521"),
    })?;
    Material::ec_private(*curve, &Secret::new(key.number), key.public)
}
