//! A public key in the forms in which verifiers hold it, byte for byte.
//!
//! A verifier that takes a public key for the secret of an HMAC takes the bytes that it has: mostly a PEM text, or the JWK.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use claimscope_core::alg::{Curve, KeyType};
use claimscope_core::base64url;
use claimscope_core::json::Object;
use claimscope_core::jwk::Jwk;
use claimscope_core::secret::Secret;

pub(super) const INTEGER: u8 = 0x02;
pub(super) const BIT_STRING: u8 = 0x03;
pub(super) const SEQUENCE: u8 = 0x30;
pub(super) const NULL: &[u8] = &[0x05, 0x00];

// OBJECT IDENTIFIERs with their tag and length: 1.2.840.113549.1.1.1, 1.2.840.10045.2.1, 1.3.101.112 and the curves'.
const RSA: &[u8] = b"\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x01\x01";
const EC: &[u8] = b"\x06\x07\x2a\x86\x48\xce\x3d\x02\x01";
const ED25519: &[u8] = b"\x06\x03\x2b\x65\x70";
const P256: &[u8] = b"\x06\x08\x2a\x86\x48\xce\x3d\x03\x01\x07";
const P384: &[u8] = b"\x06\x05\x2b\x81\x04\x00\x22";
const P521: &[u8] = b"\x06\x05\x2b\x81\x04\x00\x23";

/// Every form in which a key may stand where a secret is looked for, with its name.
pub(super) fn forms(key: &Jwk) -> Vec<(&'static str, Secret)> {
    let json = key.to_json();
    let mut forms = Vec::new();
    let mut add = |name, bytes: Vec<u8>| forms.push((name, Secret::new(bytes)));
    if let Some(der) = spki(key, &json) {
        let text = pem("PUBLIC KEY", &der);
        add(
            "the PEM without its last line break",
            text.trim_end().into(),
        );
        add("the PEM", text.into_bytes());
        add("the DER", der);
    }
    if let Some(der) = rsa_public_key(&json) {
        add(
            "the PEM of PKCS #1",
            pem("RSA PUBLIC KEY", &der).into_bytes(),
        );
    }
    if let Some(certificate) = key.x5c.first().and_then(|text| STANDARD.decode(text).ok()) {
        add(
            "the certificate",
            pem("CERTIFICATE", &certificate).into_bytes(),
        );
    }
    add("the JWK", json.to_string().into_bytes());
    add(
        "the JWK without its names",
        bare(&json).to_string().into_bytes(),
    );
    add("an empty secret", Vec::new());
    forms
}

/// The members that make the key, in the order in which libraries write them.
fn bare(json: &Object) -> Object {
    const MEMBERS: [&str; 6] = ["kty", "n", "e", "crv", "x", "y"];
    let members = MEMBERS.iter();
    let members = members.filter_map(|name| Some((name, json.get(name)?)));
    members.fold(Object::new(), |object, (name, value)| {
        object.with(name, value.clone())
    })
}

/// The SubjectPublicKeyInfo ([RFC 5280 §4.1.2.7](https://www.rfc-editor.org/rfc/rfc5280#section-4.1.2.7)).
pub(super) fn spki(key: &Jwk, json: &Object) -> Option<Vec<u8>> {
    let (identifier, bytes) = match key.key_type() {
        KeyType::Rsa => ([RSA, NULL].concat(), rsa_public_key(json)?),
        KeyType::Ec => {
            let curve = match key.curve()? {
                Curve::P256 => P256,
                Curve::P384 => P384,
                Curve::P521 => P521,
                _ => return None,
            };
            let point = [vec![0x04], number(json, "x")?, number(json, "y")?];
            ([EC, curve].concat(), point.concat())
        }
        KeyType::Okp if key.curve() == Some(Curve::Ed25519) => {
            (ED25519.to_vec(), number(json, "x")?)
        }
        _ => return None,
    };
    // A bit string begins with how many of its last bits do not count.
    let bits = [vec![0], bytes].concat();
    let parts = [value(SEQUENCE, &identifier), value(BIT_STRING, &bits)];
    Some(value(SEQUENCE, &parts.concat()))
}

/// The RSAPublicKey ([RFC 8017 §A.1.1](https://www.rfc-editor.org/rfc/rfc8017#appendix-A.1.1)).
fn rsa_public_key(json: &Object) -> Option<Vec<u8>> {
    let numbers = [unsigned(&number(json, "n")?), unsigned(&number(json, "e")?)];
    Some(value(SEQUENCE, &numbers.concat()))
}

fn number(json: &Object, name: &str) -> Option<Vec<u8>> {
    base64url::decode(json.get_str(name)?).ok()
}

/// A DER value that counts as positive: a first bit that is set would make it negative.
pub(super) fn unsigned(number: &[u8]) -> Vec<u8> {
    match number.first() {
        Some(0x80..) => value(INTEGER, &[&[0], number].concat()),
        _ => value(INTEGER, number),
    }
}

/// Tag, length and contents.
pub(super) fn value(tag: u8, contents: &[u8]) -> Vec<u8> {
    let length = contents.len().to_be_bytes();
    let length: Vec<u8> = length.into_iter().skip_while(|byte| *byte == 0).collect();
    let head = match (contents.len(), u8::try_from(length.len())) {
        (short @ 0..=0x7f, _) => vec![tag, u8::try_from(short).unwrap_or_default()],
        // No length has more than eight bytes.
        (_, count) => [vec![tag, 0x80 | count.unwrap_or_default()], length].concat(),
    };
    [head.as_slice(), contents].concat()
}

/// Base64 in lines of 64 characters between two marks ([RFC 7468 §2](https://www.rfc-editor.org/rfc/rfc7468#section-2)).
fn pem(label: &str, der: &[u8]) -> String {
    let text = STANDARD.encode(der);
    let mut pem = format!("-----BEGIN {label}-----\n");
    let mut rest = text.as_str();
    while !rest.is_empty() {
        let (line, after) = rest.split_at(rest.len().min(64));
        pem.push_str(line);
        pem.push('\n');
        rest = after;
    }
    pem.push_str(&format!("-----END {label}-----\n"));
    pem
}

#[cfg(test)]
mod tests {
    use claimscope_core::alg::Algorithm;
    use claimscope_core::entropy::NoEntropy;
    use claimscope_core::jwk::generate;

    use super::*;

    #[test]
    fn each_form_reads_as_the_key_that_it_was_made_from() {
        let mut entropy = |bytes: &mut [u8]| getrandom::fill(bytes).map_err(|_| NoEntropy);
        let algorithms = [
            Algorithm::RS256,
            Algorithm::ES256,
            Algorithm::ES384,
            Algorithm::ES512,
            Algorithm::Ed25519,
        ];
        for algorithm in algorithms {
            let key = generate(algorithm, &mut entropy).unwrap();
            let forms = forms(&key.public().unwrap());
            let is_rsa = algorithm == Algorithm::RS256;
            assert_eq!(forms.len(), if is_rsa { 7 } else { 6 }, "{algorithm:?}");
            for (name, form) in forms.iter().filter(|(_, form)| !form.is_empty()) {
                let read = Jwk::parse(form.expose()).unwrap_or_else(|error| {
                    panic!("{algorithm:?}, {name}: {error}");
                });
                assert!(!read.is_private(), "{algorithm:?}, {name}");
                assert_eq!(read.thumbprint(), key.thumbprint(), "{algorithm:?}, {name}");
            }
        }
    }
}
