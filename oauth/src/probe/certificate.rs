//! A certificate that a key has made for itself, as whoever forges a token puts it in `x5c`.

use claimscope_core::alg::{Algorithm, Curve, KeyType};
use claimscope_core::crypto::SigningKey;
use claimscope_core::entropy::Entropy;
use claimscope_core::jwk::Jwk;

use super::public_key::{BIT_STRING, INTEGER, NULL, SEQUENCE, spki, unsigned, value};

const SET: u8 = 0x31;
const UTF8_STRING: u8 = 0x0c;
const UTC_TIME: u8 = 0x17;

// OBJECT IDENTIFIERs with their tag and length: 2.5.4.3, 1.2.840.113549.1.1.11, 1.2.840.10045.4.3.2 to 4 and 1.3.101.112.
const COMMON_NAME: &[u8] = b"\x06\x03\x55\x04\x03";
const RSA_SHA256: &[u8] = b"\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0b";
const ECDSA_SHA256: &[u8] = b"\x06\x08\x2a\x86\x48\xce\x3d\x04\x03\x02";
const ECDSA_SHA384: &[u8] = b"\x06\x08\x2a\x86\x48\xce\x3d\x04\x03\x03";
const ECDSA_SHA512: &[u8] = b"\x06\x08\x2a\x86\x48\xce\x3d\x04\x03\x04";
const ED25519: &[u8] = b"\x06\x03\x2b\x65\x70";

/// The certificate as DER ([RFC 5280 §4.1](https://www.rfc-editor.org/rfc/rfc5280#section-4.1)); `None` for keys of which none is
/// made here.
pub(super) fn self_signed(key: &Jwk, entropy: &mut dyn Entropy) -> Option<Vec<u8>> {
    let (algorithm, identifier) = match (key.key_type(), key.curve()) {
        (KeyType::Rsa, _) => (Algorithm::RS256, [RSA_SHA256, NULL].concat()),
        (KeyType::Ec, Some(Curve::P256)) => (Algorithm::ES256, ECDSA_SHA256.to_vec()),
        (KeyType::Ec, Some(Curve::P384)) => (Algorithm::ES384, ECDSA_SHA384.to_vec()),
        (KeyType::Ec, Some(Curve::P521)) => (Algorithm::ES512, ECDSA_SHA512.to_vec()),
        (KeyType::Okp, Some(Curve::Ed25519)) => (Algorithm::Ed25519, ED25519.to_vec()),
        _ => return None,
    };
    let identifier = value(SEQUENCE, &identifier);
    let common_name = [COMMON_NAME, &value(UTF8_STRING, b"claimscope-probe")].concat();
    let name = value(SEQUENCE, &value(SET, &value(SEQUENCE, &common_name)));
    let times = [&b"200101000000Z"[..], b"491231235959Z"].map(|time| value(UTC_TIME, time));
    let content = [
        value(INTEGER, &[1]),
        identifier.clone(),
        name.clone(),
        value(SEQUENCE, &times.concat()),
        name,
        spki(key, &key.to_json())?,
    ];
    let content = value(SEQUENCE, &content.concat());
    // The key may say that it is for another algorithm, such as PS256.
    let mut free = key.clone();
    free.alg = None;
    let signer = SigningKey::new(&free, algorithm).ok()?;
    let signature = signer.sign(&content, entropy).ok()?;
    let signature = match key.key_type() {
        KeyType::Ec => pair(&signature),
        _ => signature,
    };
    // A bit string begins with how many of its last bits do not count.
    let signature = value(BIT_STRING, &[&[0], &*signature].concat());
    Some(value(SEQUENCE, &[content, identifier, signature].concat()))
}

/// The two numbers of ECDSA as certificates have them ([RFC 3279 §2.2.3](https://www.rfc-editor.org/rfc/rfc3279#section-2.2.3)).
fn pair(signature: &[u8]) -> Vec<u8> {
    let (r, s) = signature.split_at(signature.len() / 2);
    let number = |number: &[u8]| {
        let zeros = number.iter().take_while(|byte| **byte == 0).count();
        unsigned(number.get(zeros..).unwrap_or_default())
    };
    value(SEQUENCE, &[number(r), number(s)].concat())
}

#[cfg(test)]
mod tests {
    use claimscope_core::entropy::NoEntropy;
    use claimscope_core::jwk::generate;

    use super::*;

    #[test]
    fn each_certificate_reads_as_that_of_its_key() {
        let mut entropy = |bytes: &mut [u8]| getrandom::fill(bytes).map_err(|_| NoEntropy);
        for algorithm in [
            Algorithm::RS256,
            Algorithm::PS256,
            Algorithm::ES256,
            Algorithm::ES384,
            Algorithm::ES512,
            Algorithm::Ed25519,
        ] {
            let key = generate(algorithm, &mut entropy).unwrap();
            let der = self_signed(&key, &mut entropy).unwrap();
            let read = Jwk::parse(&der).unwrap_or_else(|error| panic!("{algorithm:?}: {error}"));
            assert_eq!(read.thumbprint(), key.thumbprint(), "{algorithm:?}");
        }
    }
}
