//! JSON Web Keys and sets of them ([RFC 7517], [RFC 7518 §6], [RFC 8037]): reading, judging, generating.
//!
//! [RFC 7517]: https://www.rfc-editor.org/rfc/rfc7517
//! [RFC 7518 §6]: https://www.rfc-editor.org/rfc/rfc7518#section-6
//! [RFC 8037]: https://www.rfc-editor.org/rfc/rfc8037

#[cfg(feature = "pem")]
mod asn1;
#[cfg(feature = "pem")]
mod certificate;
#[cfg(feature = "pem")]
mod der;
#[cfg(feature = "pem")]
mod document;
pub(crate) mod ed25519;
#[cfg(feature = "more-algorithms")]
mod ed448;
mod error;
mod generate;
mod json;
#[cfg_attr(not(feature = "pem"), path = "no_limits.rs")]
mod limits;
mod lint;
mod material;
#[cfg(feature = "more-algorithms")]
mod ml_dsa;
#[cfg(feature = "pem")]
mod pem;
mod set;
#[cfg(feature = "pem")]
mod spki;
#[cfg(feature = "pem")]
mod ssh;
#[cfg(feature = "pem")]
mod text;
mod thumbprint;

use crate::alg::{Algorithm, Curve, KeyType, ROWS};
use crate::secret::Secret;

#[cfg(feature = "more-software")]
pub(crate) use ed448::is_point as is_ed448_point;
pub use error::JwkError;
#[cfg(feature = "signing")]
pub use generate::generate;
pub use generate::generate_secret;
pub(crate) use limits::Limits;
pub(crate) use lint::set_weaknesses;
pub use lint::{Weakness, WeaknessSeverity, published_secrets};
#[cfg(feature = "signing")]
pub(crate) use material::RsaPrivate;
#[cfg(feature = "software")]
pub(crate) use material::per_curve;
#[cfg(any(feature = "software", feature = "more-software", feature = "jwe"))]
pub(crate) use material::uncompressed_point;
pub(crate) use material::{Material, bit_length};
#[cfg(all(not(target_arch = "wasm32"), feature = "more-algorithms"))]
pub(crate) use ml_dsa::pair as ml_dsa_pair;
pub use set::{JwkSet, MAX_JWKS_BYTES, MAX_JWKS_KEYS, SkippedKey};

/// The RSA sizes in use: below 2048 bits a key can be broken (RFC 7518 §3.3), above 8192 it is a burden on the verifier.
pub const RSA_BITS: std::ops::RangeInclusive<usize> = 2048..=8192;

/// One key. Its numbers are private to this crate; `Debug` and [`Jwk::to_json`] never show a secret one.
#[derive(Clone, Debug)]
pub struct Jwk {
    /// `kid`: the name by which tokens ask for it.
    pub kid: Option<String>,
    /// `alg`: the one algorithm it is for, known to Claimscope or not. Entra's keys have none.
    pub alg: Option<String>,
    /// `use`: `sig` or `enc`.
    pub key_use: Option<String>,
    /// `key_ops`: what may be done with it.
    pub key_ops: Option<Vec<String>>,
    /// `issuer`: whose tokens it signs, as Microsoft Entra's sets say.
    pub issuer: Option<String>,
    /// `x5t`: the SHA-1 thumbprint of its certificate, as written.
    pub x5t: Option<String>,
    /// `x5t#S256`: the SHA-256 thumbprint of its certificate, as written.
    pub x5t_s256: Option<String>,
    /// `x5c`: its certificate chain, base64 DER as written; empty where there is none.
    pub x5c: Vec<String>,
    material: Material,
    limits: Limits,
}

impl Jwk {
    fn new(material: Material) -> Self {
        Self {
            kid: None,
            alg: None,
            key_use: None,
            key_ops: None,
            issuer: None,
            x5t: None,
            x5t_s256: None,
            x5c: Vec::new(),
            material,
            limits: Limits::default(),
        }
    }

    /// A shared secret as a key of type `oct`.
    pub fn from_secret(secret: Secret) -> Self {
        Self::new(Material::Oct(secret))
    }

    /// Reads one key as a person has it: in any form of [`JwkSet::parse`].
    ///
    /// Of several PEM blocks the first private key is taken, else the first key: files have a key beside its
    /// certificate, and certificates beside their issuers'. A first block that cannot be read is the answer, since what
    /// follows is another's key; a certificate of the key brings what it says of it.
    ///
    /// # Errors
    ///
    /// What [`Jwk::from_pem`] and [`Jwk::from_json`] give; a JWK set with more or less than one key is refused.
    pub fn parse(bytes: &[u8]) -> Result<Self, JwkError> {
        let (set, shape) = JwkSet::read(bytes)?;
        set.one_key(shape)
    }

    /// `kty`.
    pub fn key_type(&self) -> KeyType {
        match self.material {
            Material::Oct(_) => KeyType::Oct,
            Material::Rsa { .. } => KeyType::Rsa,
            Material::Ec { .. } => KeyType::Ec,
            Material::Okp { .. } => KeyType::Okp,
            #[cfg(feature = "more-algorithms")]
            Material::Ed448 { .. } => KeyType::Okp,
            #[cfg(feature = "more-algorithms")]
            Material::Akp { .. } => KeyType::Akp,
        }
    }

    /// `crv`, where the type has curves.
    pub fn curve(&self) -> Option<Curve> {
        match self.material {
            Material::Ec { curve, .. } => Some(curve),
            Material::Okp { .. } => Some(Curve::Ed25519),
            Material::Oct(_) | Material::Rsa { .. } => None,
            #[cfg(feature = "more-algorithms")]
            Material::Ed448 { .. } => Some(Curve::Ed448),
            #[cfg(feature = "more-algorithms")]
            Material::Akp { .. } => None,
        }
    }

    /// Size in bits: the modulus, the curve's field, the secret, or the public key of an algorithm that has its own type.
    pub fn bits(&self) -> usize {
        match &self.material {
            Material::Oct(secret) => secret.expose().len() * 8,
            Material::Rsa { n, .. } => bit_length(n),
            Material::Ec { curve, .. } => curve.bits(),
            Material::Okp { .. } => Curve::Ed25519.bits(),
            #[cfg(feature = "more-algorithms")]
            Material::Ed448 { .. } => Curve::Ed448.bits(),
            #[cfg(feature = "more-algorithms")]
            Material::Akp { public, .. } => public.len() * 8,
        }
    }

    /// Whether it can sign: a private key, or a shared secret.
    pub fn is_private(&self) -> bool {
        match &self.material {
            Material::Oct(_) => true,
            Material::Rsa { private, .. } => private.is_some(),
            Material::Ec { d, .. } | Material::Okp { d, .. } => d.is_some(),
            #[cfg(feature = "more-algorithms")]
            Material::Ed448 { d, .. } | Material::Akp { seed: d, .. } => d.is_some(),
        }
    }

    /// The same key without its private part; a shared secret has no public form.
    pub fn public(&self) -> Option<Self> {
        let material = self.material.public()?;
        // A key that may sign is, in public hands, one that may verify.
        let key_ops = self.key_ops.as_ref().map(|operations| {
            let verifying = |operation: &String| match operation.as_str() {
                "sign" => "verify".to_owned(),
                other => other.to_owned(),
            };
            let mut operations: Vec<String> = operations.iter().map(verifying).collect();
            operations.dedup();
            operations
        });
        Some(Self {
            key_ops,
            material,
            ..self.clone()
        })
    }

    /// The algorithms that `kty`, `crv`, `alg` and the identifier beside its numbers leave.
    pub fn algorithms(&self) -> impl Iterator<Item = Algorithm> {
        ROWS.iter()
            .filter(|row| row.key_type == self.key_type() && row.curve == self.curve())
            .map(|row| row.algorithm)
            .filter(|algorithm| self.meant_for(*algorithm).is_none())
    }

    /// What the key says that it is for, where that is not `algorithm`.
    pub(crate) fn meant_for(&self, algorithm: Algorithm) -> Option<&str> {
        let alg = self.alg.as_deref().filter(|alg| *alg != algorithm.name());
        #[cfg(feature = "more-algorithms")]
        let alg = alg.or_else(|| self.material.other_set(algorithm));
        alg.or_else(|| self.limits.refused(algorithm))
    }

    /// Whether `use` or its certificate keep it from signatures.
    pub(crate) fn is_for_other_use(&self) -> bool {
        let is_other = self.key_use.as_deref().is_some_and(|name| name != "sig");
        is_other || self.limits.no_signatures()
    }

    pub(crate) fn material(&self) -> &Material {
        &self.material
    }

    pub(crate) fn limits(&self) -> &Limits {
        &self.limits
    }
}

#[cfg(test)]
mod tests;
