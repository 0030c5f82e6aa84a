//! Keys as PEM: PKCS #8, PKCS #1, SEC 1, SPKI, and the key of an X.509 certificate ([RFC 7468]).
//!
//! The armour is read leniently (any line length, text around it, `\n` spelled out); the DER within is read strictly.
//!
//! [RFC 7468]: https://www.rfc-editor.org/rfc/rfc7468

use der::Decode;
use der::asn1::{AnyRef, BitStringRef, OctetStringRef};
use pkcs1::{RsaPssParamsOwned, RsaPublicKeyRef};
use pkcs8::PrivateKeyInfoRef;
use sec1::EcPrivateKey;
use spki::{AlgorithmIdentifierRef, ObjectIdentifier, SubjectPublicKeyInfoRef};

use super::limits::Limits;
use super::{Jwk, JwkError, Material, certificate};
use crate::alg::{Algorithm, Curve};
use crate::base64url;
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

impl Jwk {
    /// Reads the first key or certificate of a PEM text.
    ///
    /// # Errors
    ///
    /// [`JwkError::Pem`] where there is none, where it is encrypted, or where its type is not supported.
    pub fn from_pem(text: &str) -> Result<Self, JwkError> {
        blocks(text)
            .next()
            .unwrap_or_else(|| Err(pem("there is no PEM block in the text")))
            .and_then(|block| block.key())
    }
}

/// One armoured block.
pub(super) struct Block<'a> {
    label: &'a str,
    der: Secret,
}

/// The blocks of a text that can hold keys, in order.
pub(super) fn blocks(mut text: &str) -> impl Iterator<Item = Result<Block<'_>, JwkError>> {
    std::iter::from_fn(move || {
        loop {
            let (_, rest) = text.split_once("-----BEGIN ")?;
            let block = Block::read(rest);
            text = rest;
            match block {
                // `openssl ecparam` writes the curve before the key, which names it again.
                Ok(block) if block.label == "EC PARAMETERS" => {}
                other => return Some(other),
            }
        }
    })
}

impl<'a> Block<'a> {
    fn read(text: &'a str) -> Result<Self, JwkError> {
        let cut_off = || pem("the PEM block has no end line; it may be cut off");
        let (label, rest) = text.split_once("-----").ok_or_else(cut_off)?;
        // Base64 has no dashes, so that no block reaches into the next and long texts are read once.
        let (body, end) = rest.split_once("-----").ok_or_else(cut_off)?;
        if !end.starts_with("END ") {
            return Err(cut_off());
        }
        if label.contains("ENCRYPTED") || body.contains("ENCRYPTED") {
            return Err(pem(
                "the key is encrypted; decrypt it first, for example with `openssl pkey -in FILE`",
            ));
        }
        let body = zeroize::Zeroizing::new(body.replace("\\n", "\n").replace("\\r", "\r"));
        base64url::decode_for_display(body.as_bytes())
            .map(|der| Self {
                label,
                der: Secret::new(der),
            })
            .ok_or_else(|| pem("the PEM block holds characters that are not base64"))
    }

    pub(super) fn key(&self) -> Result<Jwk, JwkError> {
        let der = self.der.expose();
        let (material, limits) = match self.label {
            "PUBLIC KEY" => spki_key(der)?,
            "RSA PUBLIC KEY" => unlimited(rsa_public(der)?),
            "PRIVATE KEY" => pkcs8_key(der)?,
            "RSA PRIVATE KEY" => unlimited(Material::rsa_from_pkcs1(der)?),
            "EC PRIVATE KEY" => unlimited(sec1_key(der)?),
            "CERTIFICATE" => certificate::key(der)?,
            other => {
                return Err(JwkError::Pem(format!(
                    "a PEM block of type {other:?} holds no key that can be used here"
                )));
            }
        };
        Ok(Jwk {
            limits,
            ..Jwk::new(material)
        })
    }
}

fn unlimited(material: Material) -> (Material, Limits) {
    (material, Limits::default())
}

/// The key of a SubjectPublicKeyInfo, and what its algorithm identifier leaves it for.
pub(super) fn spki_key(der: &[u8]) -> Result<(Material, Limits), JwkError> {
    let unreadable = || pem("the public key cannot be read");
    let spki = SubjectPublicKeyInfoRef::from_der(der).map_err(|_| unreadable())?;
    let key = spki.subject_public_key.as_bytes().ok_or_else(unreadable)?;
    let material = match spki.algorithm.oid {
        RSA | RSA_PSS => rsa_public(key)?,
        EC => Material::ec(named_curve(&spki.algorithm)?, key, None)?,
        ED25519 => Material::ed25519(key.try_into().map_err(|_| unreadable())?, None)?,
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
    let key =
        RsaPublicKeyRef::from_der(der).map_err(|_| pem("the RSA public key cannot be read"))?;
    Material::rsa(key.modulus.as_bytes(), key.public_exponent.as_bytes())
}

fn pkcs8_key(der: &[u8]) -> Result<(Material, Limits), JwkError> {
    let unreadable = || pem("the private key cannot be read");
    let info = PrivateKeyInfoRef::from_der(der).map_err(|_| unreadable())?;
    let material = match info.algorithm.oid {
        RSA | RSA_PSS => Material::rsa_from_pkcs1(info.private_key.as_bytes())?,
        EC => {
            let curve = named_curve(&info.algorithm)?;
            let key =
                EcPrivateKey::from_der(info.private_key.as_bytes()).map_err(|_| unreadable())?;
            Material::ec_private(curve, &Secret::new(key.private_key), key.public_key)?
        }
        ED25519 => {
            let seed = <&OctetStringRef>::from_der(info.private_key.as_bytes())
                .map_err(|_| unreadable())?;
            let public = info.public_key.as_ref().and_then(BitStringRef::as_bytes);
            Material::ed25519_private(&Secret::new(seed.as_bytes()), public)?
        }
        oid => return Err(unsupported(oid)),
    };
    Ok((material, limits(&info.algorithm)))
}

fn sec1_key(der: &[u8]) -> Result<Material, JwkError> {
    let key = EcPrivateKey::from_der(der).map_err(|_| pem("the EC private key cannot be read"))?;
    let named = key
        .parameters
        .and_then(|parameters| parameters.named_curve());
    // The curve's name is optional in this format; each of the three has numbers of its own length.
    let (_, curve) = NIST_CURVES
        .into_iter()
        .find(|(oid, curve)| match named {
            Some(named) => named == *oid,
            None => curve.coordinate_bytes() == key.private_key.len(),
        })
        .ok_or_else(|| pem("the EC private key is on another curve than P-256, P-384 or P-521"))?;
    Material::ec_private(curve, &Secret::new(key.private_key), key.public_key)
}

fn named_curve(algorithm: &AlgorithmIdentifierRef<'_>) -> Result<Curve, JwkError> {
    let oid = algorithm
        .parameters_oid()
        .map_err(|_| pem("the EC key names no curve"))?;
    NIST_CURVES
        .into_iter()
        .find(|(known, _)| *known == oid)
        .map(|(_, curve)| curve)
        .ok_or_else(|| JwkError::UnknownCurve(oid.to_string()))
}

fn unsupported(oid: ObjectIdentifier) -> JwkError {
    JwkError::UnknownKeyType(oid.to_string())
}

fn pem(problem: &str) -> JwkError {
    JwkError::Pem(problem.to_owned())
}
