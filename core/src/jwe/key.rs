//! The key that opens an encrypted token.

use std::fmt;

use super::algorithm::KeyManagement;
use super::error::DecryptError;
use crate::alg::{Algorithm, Curve};
use crate::base64url;
use crate::json::{self, Object, Value};
use crate::jwk::{Jwk, JwkError, Material};
use crate::secret::Secret;

/// The smallest modulus ([RFC 7518 §4.2](https://www.rfc-editor.org/rfc/rfc7518#section-4.2)).
const LEAST_RSA_BYTES: usize = 256;

/// The operations that open a token ([RFC 7517 §4.3](https://www.rfc-editor.org/rfc/rfc7517#section-4.3)).
const OPENING: [&str; 4] = ["decrypt", "unwrapKey", "deriveKey", "deriveBits"];

/// A private key, a shared key or a password.
#[derive(Clone, Debug)]
pub struct DecryptionKey {
    kind: Kind,
    /// `alg` of a JWK: the one algorithm that it is for.
    alg: Option<String>,
}

#[derive(Clone, Debug)]
enum Kind {
    Jwk(Box<Jwk>),
    X25519(Secret),
    Secret(Secret),
}

/// A private key of ECDH.
pub(super) struct AgreementKey {
    /// `None` for X25519.
    pub(super) curve: Option<Curve>,
    /// The private number, as long as the curve wants it.
    pub(super) d: Secret,
    /// Coordinates of its point; empty for X25519.
    pub(super) own: [Vec<u8>; 2],
}

/// Why something is no key that opens encrypted tokens.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum DecryptionKeyError {
    /// It is no key.
    Jwk(JwkError),
    /// It is a public key, which encrypts.
    Public,
    /// A key for X25519 without its private number.
    X25519,
    /// A key that says that it is for something else, which is this, or can do nothing else.
    ForSigning(String),
    /// An RSA key of so many bits, which are too few.
    Short(usize),
}

impl fmt::Display for DecryptionKeyError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Jwk(error) => write!(formatter, "this is no key that can be used: {error}"),
            Self::Public => formatter.write_str(
                "this is a public key, which encrypts and opens nothing; give the private one",
            ),
            Self::X25519 => {
                formatter.write_str("this key for X25519 has no private number \"d\" of 32 bytes")
            }
            Self::ForSigning(what) => {
                write!(formatter, "this key is for {what}, and opens nothing")
            }
            Self::Short(bits) => write!(
                formatter,
                "the RSA key has {bits} bits, and {} are the least (RFC 7518 §4.2)",
                LEAST_RSA_BYTES * 8
            ),
        }
    }
}

impl std::error::Error for DecryptionKeyError {}

impl DecryptionKey {
    /// A shared key, or the password of PBES2.
    pub fn from_secret(secret: Secret) -> Self {
        Self {
            kind: Kind::Secret(secret),
            alg: None,
        }
    }

    /// Reads a private key, or a shared one of type `oct`, in any form that [`Jwk::parse`] reads, or an X25519 key as JWK
    /// ([RFC 8037 §2](https://www.rfc-editor.org/rfc/rfc8037#section-2)) or as PEM ([RFC 8410 §7](https://www.rfc-editor.org/rfc/rfc8410#section-7)).
    ///
    /// # Errors
    ///
    /// What is no key, a public one, or one that no encrypted token can be for.
    pub fn parse(bytes: &[u8]) -> Result<Self, DecryptionKeyError> {
        if let Some(Value::Object(object)) = json::parse(bytes).value
            && object.get_str("crv") == Some("X25519")
        {
            return Self::x25519(&object);
        }
        match Jwk::parse(bytes) {
            Ok(jwk) => Self::from_jwk(jwk),
            Err(error) => match x25519_of_pem(bytes) {
                Some(d) => Ok(Self {
                    kind: Kind::X25519(d),
                    alg: None,
                }),
                None => Err(DecryptionKeyError::Jwk(error)),
            },
        }
    }

    /// A key of another kind.
    ///
    /// # Errors
    ///
    /// Where it is a public one, or one that no encrypted token can be for.
    pub fn from_jwk(jwk: Jwk) -> Result<Self, DecryptionKeyError> {
        if !jwk.is_private() {
            return Err(DecryptionKeyError::Public);
        }
        let alg = of_encryption(
            jwk.alg.as_deref(),
            jwk.key_use.as_deref(),
            jwk.key_ops.as_deref(),
        )?;
        let kind = match jwk.material() {
            Material::Oct(secret) => Kind::Secret(secret.clone()),
            Material::Rsa { n, .. } if n.len() < LEAST_RSA_BYTES => {
                return Err(DecryptionKeyError::Short(n.len() * 8));
            }
            Material::Rsa { .. }
            | Material::Ec {
                curve: Curve::P256 | Curve::P384 | Curve::P521,
                ..
            } => Kind::Jwk(Box::new(jwk)),
            _ => {
                return Err(DecryptionKeyError::ForSigning(
                    "signatures alone".to_owned(),
                ));
            }
        };
        Ok(Self { kind, alg })
    }

    fn x25519(object: &Object) -> Result<Self, DecryptionKeyError> {
        let d = object.get_str("d").and_then(|d| base64url::decode(d).ok());
        let d = d.filter(|d| d.len() == 32);
        let text = |name| object.get_str(name);
        let operations = object.get("key_ops").and_then(Value::as_array);
        let operations = operations.map(|operations| {
            let names = operations.iter().filter_map(Value::as_str);
            names.map(str::to_owned).collect::<Vec<_>>()
        });
        Ok(Self {
            kind: Kind::X25519(Secret::new(d.ok_or(DecryptionKeyError::X25519)?)),
            alg: of_encryption(text("alg"), text("use"), operations.as_deref())?,
        })
    }

    /// A key that names its algorithm is used for no other (RFC 7517 §4.4).
    pub(super) fn check_for(
        &self,
        management: KeyManagement,
        header: &Object,
    ) -> Result<(), DecryptError> {
        // With `dir` the key is the content's, and may be named by its algorithm.
        let names = match management {
            KeyManagement::Direct => vec![header.get_str("alg"), header.get_str("enc")],
            _ => vec![header.get_str("alg")],
        };
        if let Some(alg) = &self.alg
            && !names.contains(&Some(alg.as_str()))
        {
            let alg_of_token = header.get_str("alg").unwrap_or_default();
            return Err(DecryptError::Key(format!(
                "the key says that it is for alg {alg:?}, and the token has {alg_of_token:?}"
            )));
        }
        Ok(())
    }

    pub(super) fn secret(&self) -> Result<&Secret, DecryptError> {
        match &self.kind {
            Kind::Secret(secret) => Ok(secret),
            Kind::Jwk(_) | Kind::X25519(_) => Err(DecryptError::Key(
                "the token's alg needs a shared key, and this is a private one".to_owned(),
            )),
        }
    }

    /// The shared key, where it has this length.
    pub(super) fn secret_of(&self, bytes: usize) -> Result<&Secret, DecryptError> {
        let secret = self.secret()?;
        match secret.expose().len() {
            length if length == bytes => Ok(secret),
            length => Err(DecryptError::Key(format!(
                "the token's alg needs a shared key of {bytes} bytes, and this one has {length}"
            ))),
        }
    }

    /// The RSA key, where it is one.
    pub(super) fn rsa(&self) -> Result<&Jwk, DecryptError> {
        match &self.kind {
            Kind::Jwk(jwk) if matches!(jwk.material(), Material::Rsa { .. }) => Ok(jwk),
            _ => Err(DecryptError::Key(
                "the token's alg needs an RSA key, and this is another".to_owned(),
            )),
        }
    }

    /// The key that ECDH agrees with.
    pub(super) fn agreement(&self) -> Result<AgreementKey, DecryptError> {
        match &self.kind {
            Kind::X25519(d) => Ok(AgreementKey {
                curve: None,
                d: d.clone(),
                own: Default::default(),
            }),
            Kind::Jwk(jwk) => {
                let Material::Ec {
                    curve,
                    x,
                    y,
                    d: Some(d),
                } = jwk.material()
                else {
                    return Err(not_ec());
                };
                let missing = curve.coordinate_bytes().checked_sub(d.expose().len());
                let zeros = vec![0; missing.ok_or_else(not_ec)?];
                let d = Secret::new([zeros.as_slice(), d.expose()].concat());
                Ok(AgreementKey {
                    curve: Some(*curve),
                    d,
                    own: [x.clone(), y.clone()],
                })
            }
            Kind::Secret(_) => Err(not_ec()),
        }
    }
}

/// Version, algorithm and the head of the private number of an X25519 key in PKCS#8, behind the length of the whole.
const X25519_HEADS: [&[u8]; 2] = [
    b"\x02\x01\x00\x30\x05\x06\x03\x2b\x65\x6e\x04\x22\x04\x20",
    // With the public key behind.
    b"\x02\x01\x01\x30\x05\x06\x03\x2b\x65\x6e\x04\x22\x04\x20",
];

/// The private number of an X25519 key as PEM.
fn x25519_of_pem(bytes: &[u8]) -> Option<Secret> {
    let text = std::str::from_utf8(bytes).ok()?;
    let (_, rest) = text.split_once("-----BEGIN PRIVATE KEY-----")?;
    let (body, _) = rest.split_once("-----END PRIVATE KEY-----")?;
    let der = Secret::new(base64url::decode_for_display(body.as_bytes())?);
    let [0x30, length, key @ ..] = der.expose() else {
        return None;
    };
    let of_key = |head: &&[u8]| key.strip_prefix(*head);
    let key =
        (usize::from(*length) == key.len()).then(|| X25519_HEADS.iter().find_map(of_key))??;
    key.get(..32).map(Secret::new)
}

/// The one algorithm that a key names, where the key is for encryption at all: what says that it is for something else opens no token,
/// whatever that token says (RFC 7517 §4.2, §4.3, §4.4).
fn of_encryption(
    alg: Option<&str>,
    key_use: Option<&str>,
    operations: Option<&[String]>,
) -> Result<Option<String>, DecryptionKeyError> {
    let opens = |name: &String| OPENING.contains(&name.as_str());
    if let Some(operations) = operations.filter(|names| !names.iter().any(opens)) {
        let what = format!("key_ops {:?}", operations.join(" "));
        return Err(DecryptionKeyError::ForSigning(what));
    }
    let other_use = key_use
        .filter(|name| *name != "enc")
        .map(|name| ("use", name));
    let signs = |name: &&str| Algorithm::from_name(name).is_some();
    let other_alg = alg.filter(signs).map(|name| ("alg", name));
    match other_use.or(other_alg) {
        None => Ok(alg.map(str::to_owned)),
        Some((member, name)) => Err(DecryptionKeyError::ForSigning(format!("{member} {name:?}"))),
    }
}

fn not_ec() -> DecryptError {
    DecryptError::Key(
        "the token's alg needs a key for ECDH (P-256, P-384, P-521 or X25519), and this is another"
            .to_owned(),
    )
}
