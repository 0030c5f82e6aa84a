//! What an X.509 certificate says of its key ([RFC 5280 §4.1]): until when it holds and whether it may verify signatures.
//! Who issued it is not looked at.
//!
//! [RFC 5280 §4.1]: https://www.rfc-editor.org/rfc/rfc5280#section-4.1

use ::der::asn1::{AnyRef, BitStringRef, GeneralizedTime, OctetStringRef, UtcTime};
use ::der::{Decode, Reader, SliceReader, Tag, TagNumber, Tagged};
use spki::ObjectIdentifier;

use super::limits::{Limits, Validity};
use super::spki::spki_key;
use super::{Jwk, JwkError, Material};
use crate::base64url;
use crate::time::Timestamp;

const KEY_USAGE: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.15");

const EXTENSIONS: Tag = Tag::ContextSpecific {
    constructed: true,
    number: TagNumber(3),
};

/// digitalSignature and nonRepudiation: either lets a key verify what is no certificate.
const SIGNATURE_BITS: u8 = 0xc0;

/// The parts of a certificate that concern its key.
struct Certificate<'a> {
    spki: &'a [u8],
    validity: Validity,
    no_signatures: bool,
}

/// The key of a certificate, and what the certificate says of it.
pub(super) fn key(der: &[u8]) -> Result<(Material, Limits), JwkError> {
    let certificate =
        read(der).map_err(|_| JwkError::Pem("the certificate cannot be read".to_owned()))?;
    let (material, limits) = spki_key(certificate.spki)?;
    let limits = Limits {
        no_signatures: certificate.no_signatures,
        validity: Some(certificate.validity),
        ..limits
    };
    Ok((material, limits))
}

/// What the first certificate of a JWK's `x5c` says of the key, where it is the key's own.
pub(super) fn limits_of_x5c(material: &Material, x5c: &str) -> Limits {
    let problem = |problem| Limits {
        x5c_problem: Some(problem),
        ..Limits::default()
    };
    let der = base64url::decode_for_display(x5c.as_bytes()).unwrap_or_default();
    let Ok((certified, limits)) = key(&der) else {
        return problem(if der.starts_with(b"-----BEGIN ") {
            "x5c holds the text of a PEM file, and no certificate in DER"
        } else if spki_key(&der).is_ok() {
            "x5c holds a public key, and no certificate"
        } else {
            "x5c does not hold a certificate that can be read"
        });
    };
    let thumbprint = |material: &Material| Jwk::new(material.clone()).thumbprint();
    if thumbprint(&certified) == thumbprint(material) {
        limits
    } else {
        problem("the certificate in x5c holds another key than this one")
    }
}

fn read(der: &[u8]) -> ::der::Result<Certificate<'_>> {
    let mut reader = SliceReader::new(der)?;
    let certificate = reader.sequence(|outer| {
        let certificate = outer.sequence(to_be_signed)?;
        // The issuer's signature, which proves nothing here.
        outer.tlv_bytes()?;
        outer.tlv_bytes()?;
        ::der::Result::Ok(certificate)
    })?;
    reader.finish()?;
    Ok(certificate)
}

fn to_be_signed<'a>(tbs: &mut SliceReader<'a>) -> ::der::Result<Certificate<'a>> {
    // The version is absent in version 1.
    if Tag::peek(tbs)?.is_context_specific() {
        tbs.tlv_bytes()?;
    }
    // Serial number, algorithm and issuer.
    for _ in 0..3 {
        tbs.tlv_bytes()?;
    }
    let validity = tbs.sequence(|times| {
        let (not_before, not_after) = (time(times)?, time(times)?);
        ::der::Result::Ok(Validity {
            not_before,
            not_after,
        })
    })?;
    // The subject.
    tbs.tlv_bytes()?;
    let mut certificate = Certificate {
        spki: tbs.tlv_bytes()?,
        validity,
        no_signatures: false,
    };
    // Two identifiers that nobody uses may stand before the extensions.
    while !tbs.is_finished() {
        let part = AnyRef::decode(tbs)?;
        if part.tag() == EXTENSIONS {
            let usage = key_usage(part.value())?;
            certificate.no_signatures = usage.is_some_and(|bits| bits & SIGNATURE_BITS == 0);
        }
    }
    Ok(certificate)
}

fn time(times: &mut SliceReader<'_>) -> ::der::Result<Timestamp> {
    let since_1970 = match Tag::peek(times)? {
        Tag::UtcTime => UtcTime::decode(times)?.to_unix_duration(),
        _ => GeneralizedTime::decode(times)?.to_unix_duration(),
    };
    let seconds = i64::try_from(since_1970.as_secs()).unwrap_or(i64::MAX);
    Ok(Timestamp::from_unix_seconds(seconds))
}

/// The first byte of keyUsage, where it is among the extensions.
fn key_usage(extensions: &[u8]) -> ::der::Result<Option<u8>> {
    let mut reader = SliceReader::new(extensions)?;
    let usage = reader.sequence(|list| {
        let mut usage = None;
        while !list.is_finished() {
            let (name, value) = list.sequence(extension)?;
            if name == KEY_USAGE {
                let bits = BitStringRef::from_der(value)?;
                usage = Some(bits.raw_bytes().first().copied().unwrap_or_default());
            }
        }
        ::der::Result::Ok(usage)
    })?;
    reader.finish()?;
    Ok(usage)
}

fn extension<'a>(reader: &mut SliceReader<'a>) -> ::der::Result<(ObjectIdentifier, &'a [u8])> {
    let name = ObjectIdentifier::decode(reader)?;
    if Tag::peek(reader)? == Tag::Boolean {
        // Whether it is critical.
        reader.tlv_bytes()?;
    }
    Ok((name, <&OctetStringRef>::decode(reader)?.as_bytes()))
}
