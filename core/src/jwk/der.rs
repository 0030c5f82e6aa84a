//! Keys in DER, told apart by what they hold: SPKI, PKCS #8, PKCS #1, SEC 1 and X.509 certificates. It is read strictly.

use der::asn1::{BitStringRef, OctetStringRef};
use der::{Decode, Reader, SliceReader, Tag};
use pkcs8::PrivateKeyInfoRef;
use sec1::EcPrivateKey;

use super::limits::Limits;
use super::spki::{
    EC, ED25519, NIST_CURVES, RSA, RSA_PSS, limits, name, named_curve, rsa_public, spki_key,
    unreadable, unsupported,
};
use super::{Jwk, JwkError, Material, certificate};
use crate::secret::Secret;

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
