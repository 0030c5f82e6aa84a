//! What an X.509 certificate says of its key ([RFC 5280 §4.1]): until when it holds and whether it may verify signatures.
//! Who issued it is not looked at.
//!
//! [RFC 5280 §4.1]: https://www.rfc-editor.org/rfc/rfc5280#section-4.1

use super::asn1::{
    self, BIT_STRING, BOOLEAN, GENERALIZED_TIME, INTEGER, NotDer, OCTET_STRING, SEQUENCE, UTC_TIME,
    Values, constructed, only, primitive,
};
use super::limits::{Limits, Validity};
use super::spki::{Identifier, spki_key};
use super::{Jwk, JwkError, Material};
use crate::base64url;
use crate::time::Timestamp;

/// 2.5.29.15.
const KEY_USAGE: &[u8] = b"\x55\x1d\x0f";

/// digitalSignature and nonRepudiation: either lets a key verify what is no certificate.
const SIGNATURE_BITS: u8 = 0xc0;

/// The parts of a certificate that concern its key.
pub(super) struct Certificate<'a> {
    pub(super) spki: &'a [u8],
    pub(super) validity: Validity,
    pub(super) no_signatures: bool,
}

/// The key of a certificate, and what the certificate says of it.
pub(super) fn key(der: &[u8]) -> Result<(Material, Limits), JwkError> {
    let certificate =
        read(der).map_err(|NotDer| JwkError::Pem("the certificate cannot be read".to_owned()))?;
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

pub(super) fn read(der: &[u8]) -> Result<Certificate<'_>, NotDer> {
    let mut outer = Values::of_sequence(der)?;
    let certificate = to_be_signed(outer.sequence()?)?;
    // The issuer's signature, which proves nothing here.
    Identifier::read(outer.sequence()?)?;
    asn1::bits(outer.take(BIT_STRING)?)?;
    outer.end().map(|()| certificate)
}

fn to_be_signed(mut tbs: Values<'_>) -> Result<Certificate<'_>, NotDer> {
    // The version is absent in version 1; serial number, algorithm and issuer follow it.
    tbs.optional(constructed(0))?;
    for tag in [INTEGER, SEQUENCE, SEQUENCE] {
        tbs.take(tag)?;
    }
    let mut times = tbs.sequence()?;
    let validity = Validity {
        not_before: time(&mut times)?,
        not_after: time(&mut times)?,
    };
    times.end()?;
    // The subject.
    tbs.sequence()?;
    let spki = tbs.whole()?;
    // Two identifiers that nobody uses may stand before the extensions.
    tbs.optional(primitive(1))?;
    tbs.optional(primitive(2))?;
    let extensions = tbs.optional(constructed(3))?;
    tbs.end()?;
    let usage = extensions.map(key_usage).transpose()?.flatten();
    Ok(Certificate {
        spki,
        validity,
        no_signatures: usage.is_some_and(|bits| bits & SIGNATURE_BITS == 0),
    })
}

/// A time of a validity ([RFC 5280 §4.1.2.5]): always to the second, and in UTC.
///
/// [RFC 5280 §4.1.2.5]: https://www.rfc-editor.org/rfc/rfc5280#section-4.1.2.5
fn time(times: &mut Values<'_>) -> Result<Timestamp, NotDer> {
    let (century, digits) = match times.optional(UTC_TIME)? {
        Some(digits @ [b'5'..=b'9', ..]) => (&b"19"[..], digits),
        Some(digits) => (&b"20"[..], digits),
        None => times
            .take(GENERALIZED_TIME)?
            .split_at_checked(2)
            .ok_or(NotDer)?,
    };
    let mut text = String::from_utf8_lossy(century).into_owned();
    let (pairs, b"Z") = digits.as_chunks::<2>() else {
        return Err(NotDer);
    };
    if pairs.len() != 6 {
        return Err(NotDer);
    }
    for (pair, mark) in pairs.iter().zip(["-", "-", "T", ":", ":", "Z"]) {
        text.extend(pair.map(char::from));
        text.push_str(mark);
    }
    // There were no certificates before 1970.
    let time = Timestamp::from_rfc3339(&text).filter(|time| *time >= Timestamp::default());
    time.ok_or(NotDer)
}

/// The first byte of keyUsage, where it is among the extensions.
fn key_usage(extensions: &[u8]) -> Result<Option<u8>, NotDer> {
    let mut list = Values::of_sequence(extensions)?;
    let mut usage = None;
    while list.tag().is_some() {
        let mut extension = list.sequence()?;
        let name = extension.identifier()?;
        // Whether it is critical.
        extension.optional(BOOLEAN)?;
        let value = extension.take(OCTET_STRING)?;
        extension.end()?;
        if name == KEY_USAGE {
            let (bits, _) = asn1::bits(only(value, BIT_STRING)?)?;
            usage = Some(bits.first().copied().unwrap_or_default());
        }
    }
    Ok(usage)
}
