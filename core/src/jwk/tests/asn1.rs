//! Our reader of DER against the crates `der`, `spki`, `pkcs8`, `sec1` and `pkcs1`: whole keys, and each with every byte
//! changed, left out and doubled.

use ::der::asn1::{
    AnyRef, BitStringRef, GeneralizedTime, ObjectIdentifier, OctetStringRef, UtcTime,
};
use ::der::{Decode, Encode, ErrorKind, Reader, SliceReader, Tag, Tagged};
use pkcs1::{RsaPrivateKeyRef, RsaPssParamsOwned, RsaPublicKeyRef};
use pkcs8::PrivateKeyInfoRef;
use sec1::EcPrivateKey;
use spki::{AlgorithmIdentifierRef, SubjectPublicKeyInfoRef};

use super::super::asn1::{NotDer, dotted};
use super::super::spki::Identifier;
use super::super::{certificate, der, spki as public};
use crate::base64url;

const FILES: [&str; 9] = [
    include_str!("../../../tests/data/keys/rsa.pem"),
    include_str!("../../../tests/data/keys/p256.pem"),
    include_str!("../../../tests/data/keys/p384.pem"),
    include_str!("../../../tests/data/keys/p521.pem"),
    include_str!("../../../tests/data/keys/ed25519.pem"),
    include_str!("../../../tests/data/keys/pss.pem"),
    include_str!("../../../tests/data/keys/pss-sha1.pem"),
    include_str!("../../../tests/data/keys/pss-sha384.pem"),
    include_str!("../../../tests/data/keys/certificates.pem"),
];

/// What was read: its parts, in an order that both sides keep.
type Parts = Vec<Vec<u8>>;
type Ours = fn(&[u8]) -> Result<Parts, NotDer>;
type Theirs = fn(&[u8]) -> ::der::Result<Parts>;

/// Every structure, by name.
const STRUCTURES: [(&str, Ours, Theirs); 6] = [
    ("SubjectPublicKeyInfo", ours::spki, theirs::spki),
    ("PrivateKeyInfo", ours::pkcs8, theirs::pkcs8),
    ("ECPrivateKey", ours::sec1, theirs::sec1),
    ("RSAPrivateKey", ours::rsa_private, theirs::rsa_private),
    ("RSAPublicKey", ours::rsa_public, theirs::rsa_public),
    ("Certificate", ours::certificate, theirs::certificate),
];

mod ours {
    use super::*;

    fn identifier(identifier: Identifier<'_>) -> Parts {
        let parameters = identifier.parameters.unwrap_or_default().to_vec();
        let algorithms = format!("{:?}", identifier.limits().algorithms);
        vec![
            dotted(identifier.name).into_bytes(),
            parameters,
            algorithms.into_bytes(),
        ]
    }

    pub(super) fn spki(bytes: &[u8]) -> Result<Parts, NotDer> {
        let (algorithm, key) = public::spki(bytes)?;
        Ok([identifier(algorithm), vec![key.to_vec()]].concat())
    }

    pub(super) fn pkcs8(bytes: &[u8]) -> Result<Parts, NotDer> {
        let info = der::PrivateKeyInfo::read(bytes)?;
        let parts = vec![info.key.to_vec(), info.public.unwrap_or_default().to_vec()];
        Ok([identifier(info.algorithm), parts].concat())
    }

    pub(super) fn sec1(bytes: &[u8]) -> Result<Parts, NotDer> {
        let key = der::EcPrivateKey::read(bytes)?;
        let curve = key.curve.map(dotted).unwrap_or_default();
        let public = key.public.unwrap_or_default();
        Ok(vec![
            key.number.to_vec(),
            curve.into_bytes(),
            public.to_vec(),
        ])
    }

    pub(super) fn rsa_private(bytes: &[u8]) -> Result<Parts, NotDer> {
        der::rsa_numbers(bytes).map(|numbers| numbers.map(<[u8]>::to_vec).to_vec())
    }

    pub(super) fn rsa_public(bytes: &[u8]) -> Result<Parts, NotDer> {
        public::rsa_numbers(bytes).map(|numbers| numbers.map(<[u8]>::to_vec).to_vec())
    }

    pub(super) fn certificate(bytes: &[u8]) -> Result<Parts, NotDer> {
        let read = certificate::read(bytes)?;
        spki(read.spki)?;
        let [from, until] = [read.validity.not_before, read.validity.not_after];
        let times = [from, until].map(|time| time.unix_seconds().to_string().into_bytes());
        let usage = read.no_signatures.to_string().into_bytes();
        Ok([vec![read.spki.to_vec()], times.to_vec(), vec![usage]].concat())
    }
}

/// The same by the crates.
mod theirs {
    use super::*;

    fn identifier(identifier: &AlgorithmIdentifierRef<'_>) -> ::der::Result<Parts> {
        let parameters = identifier.parameters.map(|any| any.to_der()).transpose()?;
        let name = identifier.oid.to_string();
        let algorithms = match (&*name, identifier.parameters) {
            ("1.2.840.113549.1.1.10", None) => "Some([PS256, PS384, PS512])".to_owned(),
            ("1.2.840.113549.1.1.10", Some(parameters)) => pss(parameters),
            _ => "None".to_owned(),
        };
        Ok(vec![
            name.into_bytes(),
            parameters.unwrap_or_default(),
            algorithms.into_bytes(),
        ])
    }

    /// The algorithm with these parameters of RSASSA-PSS.
    fn pss(parameters: AnyRef<'_>) -> String {
        let fitting = parameters
            .decode_as::<RsaPssParamsOwned>()
            .ok()
            .and_then(|read| {
                let hash = read.hash.oid;
                let is_sound = read.mask_gen.oid.to_string() == "1.2.840.113549.1.1.8"
                    && read
                        .mask_gen
                        .parameters
                        .is_some_and(|mask| mask.oid == hash);
                let (bits, most) = match &*hash.to_string() {
                    "2.16.840.1.101.3.4.2.1" => (256, 32),
                    "2.16.840.1.101.3.4.2.2" => (384, 48),
                    "2.16.840.1.101.3.4.2.3" => (512, 64),
                    _ => return None,
                };
                (is_sound && read.salt_len <= most).then_some(bits)
            });
        let list = fitting.map_or(String::new(), |bits| format!("PS{bits}"));
        format!("Some([{list}])")
    }

    pub(super) fn spki(bytes: &[u8]) -> ::der::Result<Parts> {
        let spki = SubjectPublicKeyInfoRef::from_der(bytes)?;
        let key = whole(spki.subject_public_key)?;
        Ok([identifier(&spki.algorithm)?, vec![key]].concat())
    }

    pub(super) fn pkcs8(bytes: &[u8]) -> ::der::Result<Parts> {
        let info = PrivateKeyInfoRef::from_der(bytes)?;
        let public = info.public_key.map(whole).transpose()?.unwrap_or_default();
        let parts = vec![info.private_key.as_bytes().to_vec(), public];
        Ok([identifier(&info.algorithm)?, parts].concat())
    }

    fn whole(bits: BitStringRef<'_>) -> ::der::Result<Vec<u8>> {
        let bytes = bits
            .as_bytes()
            .ok_or_else(|| Tag::BitString.value_error())?;
        Ok(bytes.to_vec())
    }

    pub(super) fn sec1(bytes: &[u8]) -> ::der::Result<Parts> {
        let key = EcPrivateKey::from_der(bytes)?;
        let curve = key
            .parameters
            .and_then(|parameters| parameters.named_curve());
        let curve = curve.map(|oid| oid.to_string()).unwrap_or_default();
        let public = key.public_key.unwrap_or_default().to_vec();
        Ok(vec![key.private_key.to_vec(), curve.into_bytes(), public])
    }

    pub(super) fn rsa_private(bytes: &[u8]) -> ::der::Result<Parts> {
        let key = RsaPrivateKeyRef::from_der(bytes)?;
        let numbers = [
            key.modulus,
            key.public_exponent,
            key.private_exponent,
            key.prime1,
            key.prime2,
            key.exponent1,
            key.exponent2,
            key.coefficient,
        ];
        Ok(numbers.map(|number| number.as_bytes().to_vec()).to_vec())
    }

    pub(super) fn rsa_public(bytes: &[u8]) -> ::der::Result<Parts> {
        let key = RsaPublicKeyRef::from_der(bytes)?;
        Ok([key.modulus, key.public_exponent]
            .map(|number| number.as_bytes().to_vec())
            .to_vec())
    }

    pub(super) fn certificate(bytes: &[u8]) -> ::der::Result<Parts> {
        let mut reader = SliceReader::new(bytes)?;
        let parts = reader.sequence(|outer| {
            let parts = outer.sequence(to_be_signed)?;
            AlgorithmIdentifierRef::decode(outer)?;
            BitStringRef::decode(outer)?;
            ::der::Result::Ok(parts)
        })?;
        reader.finish()?;
        Ok(parts)
    }

    fn to_be_signed(tbs: &mut SliceReader<'_>) -> ::der::Result<Parts> {
        if Tag::peek(tbs)?.is_context_specific() {
            tbs.tlv_bytes()?;
        }
        for _ in 0..3 {
            tbs.tlv_bytes()?;
        }
        let times = tbs.sequence(|times| ::der::Result::Ok([time(times)?, time(times)?]))?;
        tbs.tlv_bytes()?;
        let spki = tbs.tlv_bytes()?.to_vec();
        self::spki(&spki)?;
        let mut usage = None;
        while !tbs.is_finished() {
            let part = AnyRef::decode(tbs)?;
            if part.tag().is_context_specific() && part.tag().number().value() == 3 {
                usage = key_usage(part.value())?;
            }
        }
        let no_signatures = usage.is_some_and(|bits| bits & 0xc0 == 0);
        let times = times.map(|time| time.to_string().into_bytes()).to_vec();
        Ok([
            vec![spki],
            times,
            vec![no_signatures.to_string().into_bytes()],
        ]
        .concat())
    }

    fn time(times: &mut SliceReader<'_>) -> ::der::Result<u64> {
        let since_1970 = match Tag::peek(times)? {
            Tag::UtcTime => UtcTime::decode(times)?.to_unix_duration(),
            _ => GeneralizedTime::decode(times)?.to_unix_duration(),
        };
        Ok(since_1970.as_secs())
    }

    fn key_usage(extensions: &[u8]) -> ::der::Result<Option<u8>> {
        let mut reader = SliceReader::new(extensions)?;
        let usage = reader.sequence(|list| {
            let mut usage = None;
            while !list.is_finished() {
                let (name, value) = list.sequence(|extension| {
                    let name = ObjectIdentifier::decode(extension)?;
                    if Tag::peek(extension)? == Tag::Boolean {
                        extension.tlv_bytes()?;
                    }
                    ::der::Result::Ok((name, <&OctetStringRef>::decode(extension)?))
                })?;
                if name == ObjectIdentifier::new_unwrap("2.5.29.15") {
                    let bits = BitStringRef::from_der(value.as_bytes())?;
                    usage = Some(bits.raw_bytes().first().copied().unwrap_or_default());
                }
            }
            ::der::Result::Ok(usage)
        })?;
        reader.finish()?;
        Ok(usage)
    }
}

/// Each key and certificate in the files.
fn keys() -> Vec<Vec<u8>> {
    let blocks = FILES.iter().flat_map(|file| file.split("-----BEGIN "));
    let body = |block: &str| {
        let (_, rest) = block.split_once("-----")?;
        base64url::decode_for_display(rest.split_once("-----")?.0.as_bytes())
    };
    blocks.filter_map(body).collect()
}

/// The key, with each of its bytes changed in several ways, left out and doubled, and cut off after it.
fn altered(key: &[u8]) -> impl Iterator<Item = Vec<u8>> {
    (0..key.len()).flat_map(move |at| {
        let changed = [1_u8, 2, 0x20, 0x80, 0xff].map(|bits| {
            let mut key = key.to_vec();
            key[at] ^= bits;
            key
        });
        let (before, after) = key.split_at(at);
        let out = [before, &after[1..]].concat();
        let doubled = [before, &after[..1], after].concat();
        changed.into_iter().chain([out, doubled, before.to_vec()])
    })
}

/// What both make of the bytes, by every structure.
fn read(bytes: &[u8]) -> [(&'static str, Option<Parts>, ::der::Result<Parts>); 6] {
    STRUCTURES.map(|(name, ours, theirs)| (name, ours(bytes).ok(), theirs(bytes)))
}

#[test]
fn every_key_is_read_as_by_the_crates() {
    let keys = keys();
    assert!(keys.len() > 30, "{}", keys.len());
    for key in &keys {
        let mut found = 0;
        for (name, ours, theirs) in read(key) {
            assert_eq!(ours, theirs.ok(), "{name}");
            found += usize::from(ours.is_some());
        }
        assert!(found <= 1, "no key has two structures");
    }
}

fn is_unnamed(kind: ErrorKind) -> bool {
    matches!(kind, ErrorKind::TagUnknown { .. } | ErrorKind::OidMalformed)
}

#[test]
fn what_is_altered_is_read_as_by_the_crates_or_refused() {
    let (mut same, mut stricter) = (0, 0);
    for bytes in keys().iter().flat_map(|key| altered(key)) {
        for (name, ours, theirs) in read(&bytes) {
            match (ours, theirs) {
                (None, Err(_)) => {}
                (Some(ours), Ok(theirs)) if ours == theirs => same += 1,
                // Here every part of a certificate has its type, and a hash no parameters.
                (None, Ok(_)) => stricter += 1,
                (Some(ours), Ok(_)) if ours.contains(&b"Some([])".to_vec()) => stricter += 1,
                // Types and identifiers that the crates have no name or no room for; no key is one for them.
                (Some(_), Err(error)) if is_unnamed(error.kind()) => {}
                (ours, theirs) => panic!("{name}: {ours:?} where {theirs:?} should be"),
            }
        }
    }
    assert!(same > 10_000, "{same}");
    assert!(stricter < same / 100, "{stricter} of {same}");
}
