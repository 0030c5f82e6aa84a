//! The signature algorithms, one row each; nothing else lists them.

use std::fmt;

use serde::Serialize;
use serde::ser::Serializer;

macro_rules! algorithms {
    ($($(#[$cfg:meta])? $variant:ident = $name:literal: $family:expr, $spec:literal;)*) => {
        /// A JWS signature algorithm that Claimscope signs and verifies with.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[allow(missing_docs, reason = "each variant is the registered name; ROWS says the rest")]
        #[non_exhaustive]
        pub enum Algorithm {
            $($(#[$cfg])? $variant,)*
        }

        /// Every algorithm of this build, in the order of the enum.
        pub static ROWS: &[Row] =
            &[$($(#[$cfg])? row(Algorithm::$variant, $name, $family, $spec)),*];
    };
}

algorithms! {
    HS256 = "HS256": Family::Hmac(Hash::Sha256), "RFC 7518 §3.2";
    HS384 = "HS384": Family::Hmac(Hash::Sha384), "RFC 7518 §3.2";
    HS512 = "HS512": Family::Hmac(Hash::Sha512), "RFC 7518 §3.2";
    RS256 = "RS256": Family::RsaPkcs1(Hash::Sha256), "RFC 7518 §3.3";
    RS384 = "RS384": Family::RsaPkcs1(Hash::Sha384), "RFC 7518 §3.3";
    RS512 = "RS512": Family::RsaPkcs1(Hash::Sha512), "RFC 7518 §3.3";
    PS256 = "PS256": Family::RsaPss(Hash::Sha256), "RFC 7518 §3.5";
    PS384 = "PS384": Family::RsaPss(Hash::Sha384), "RFC 7518 §3.5";
    PS512 = "PS512": Family::RsaPss(Hash::Sha512), "RFC 7518 §3.5";
    ES256 = "ES256": Family::Ecdsa(Curve::P256), "RFC 7518 §3.4";
    ES384 = "ES384": Family::Ecdsa(Curve::P384), "RFC 7518 §3.4";
    ES512 = "ES512": Family::Ecdsa(Curve::P521), "RFC 7518 §3.4";
    EdDSA = "EdDSA": Family::EdDsa, "RFC 8037 §3.1";
    Ed25519 = "Ed25519": Family::EdDsa, "RFC 9864 §2.2";
    #[cfg(feature = "more-algorithms")]
    ES256K = "ES256K": Family::Ecdsa(Curve::Secp256k1), "RFC 8812 §3.2";
    #[cfg(feature = "more-algorithms")]
    Ed448 = "Ed448": Family::Ed448, "RFC 9864 §2.2";
    #[cfg(feature = "more-algorithms")]
    MlDsa44 = "ML-DSA-44": Family::MlDsa(MlDsa::MlDsa44), "RFC 9964 §3";
    #[cfg(feature = "more-algorithms")]
    MlDsa65 = "ML-DSA-65": Family::MlDsa(MlDsa::MlDsa65), "RFC 9964 §3";
    #[cfg(feature = "more-algorithms")]
    MlDsa87 = "ML-DSA-87": Family::MlDsa(MlDsa::MlDsa87), "RFC 9964 §3";
}

/// The primitive behind an algorithm, with what is bound to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Family {
    /// HMAC with this hash.
    Hmac(Hash),
    /// RSASSA-PKCS1-v1_5.
    RsaPkcs1(Hash),
    /// RSASSA-PSS with a salt as long as the hash.
    RsaPss(Hash),
    /// ECDSA on this curve, with the hash that JOSE binds to it.
    Ecdsa(Curve),
    /// Ed25519.
    EdDsa,
    /// Ed448.
    #[cfg(feature = "more-algorithms")]
    Ed448,
    /// ML-DSA, with the empty context.
    #[cfg(feature = "more-algorithms")]
    MlDsa(MlDsa),
}

#[cfg(feature = "more-algorithms")]
mod ml_dsa;
#[cfg(feature = "more-algorithms")]
pub use ml_dsa::MlDsa;
#[cfg(feature = "more-algorithms")]
pub(crate) use ml_dsa::SEED_BYTES;

/// The hash inside an algorithm.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[allow(missing_docs, reason = "the names say it")]
pub enum Hash {
    Sha256,
    Sha384,
    Sha512,
}

/// The `kty` that an algorithm needs ([RFC 7518 §6.1](https://www.rfc-editor.org/rfc/rfc7518#section-6.1)).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum KeyType {
    /// `AKP`, a key of one algorithm ([RFC 9964](https://www.rfc-editor.org/rfc/rfc9964)).
    #[cfg(feature = "more-algorithms")]
    Akp,
    /// `EC`.
    Ec,
    /// `oct`, a shared secret.
    Oct,
    /// `OKP`, Ed25519 and Ed448 ([RFC 8037](https://www.rfc-editor.org/rfc/rfc8037)).
    Okp,
    /// `RSA`.
    Rsa,
}

/// The elliptic curves in use.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Curve {
    /// Ed25519 ([RFC 8037 §2](https://www.rfc-editor.org/rfc/rfc8037#section-2)).
    Ed25519,
    /// P-256.
    P256,
    /// P-384.
    P384,
    /// P-521.
    P521,
    /// secp256k1 ([RFC 8812 §3.1](https://www.rfc-editor.org/rfc/rfc8812#section-3.1)).
    #[cfg(feature = "more-algorithms")]
    Secp256k1,
    /// Ed448 ([RFC 8037 §2](https://www.rfc-editor.org/rfc/rfc8037#section-2)).
    #[cfg(feature = "more-algorithms")]
    Ed448,
}

/// What there is to know of one algorithm. Serialised, it is what the hosts of the npm package compute by.
#[derive(Debug, Serialize)]
#[non_exhaustive]
pub struct Row {
    /// The algorithm.
    #[serde(skip)]
    pub algorithm: Algorithm,
    /// Its registered name, the value of `alg`.
    pub name: &'static str,
    /// The primitive.
    pub family: Family,
    /// The key type it needs.
    #[serde(rename = "kty")]
    pub key_type: KeyType,
    /// The curve, where it has one.
    #[serde(rename = "crv", skip_serializing_if = "Option::is_none")]
    pub curve: Option<Curve>,
    /// The hash that goes with it, where that is a choice: Ed25519 has its own inside.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hash: Option<Hash>,
    /// Bytes of a signature, where fixed; RSA's is as long as the modulus.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub signature_bytes: Option<usize>,
    /// Whether it is one of those that not every build computes.
    #[serde(skip_serializing_if = "is_false")]
    pub more: bool,
    /// Where it is defined.
    #[serde(skip)]
    pub spec: &'static str,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "as serde asks")]
fn is_false(value: &bool) -> bool {
    !*value
}

const fn row(algorithm: Algorithm, name: &'static str, family: Family, spec: &'static str) -> Row {
    let (key_type, curve, hash, signature_bytes) = match family {
        Family::Hmac(hash) => (KeyType::Oct, None, Some(hash), Some(hash.output_bytes())),
        Family::RsaPkcs1(hash) | Family::RsaPss(hash) => (KeyType::Rsa, None, Some(hash), None),
        Family::Ecdsa(curve) => (
            KeyType::Ec,
            Some(curve),
            Some(curve.hash()),
            Some(2 * curve.coordinate_bytes()),
        ),
        Family::EdDsa => (KeyType::Okp, Some(Curve::Ed25519), None, Some(64)),
        #[cfg(feature = "more-algorithms")]
        Family::Ed448 => (KeyType::Okp, Some(Curve::Ed448), None, Some(114)),
        #[cfg(feature = "more-algorithms")]
        Family::MlDsa(set) => (KeyType::Akp, None, None, Some(set.signature_bytes())),
    };
    #[cfg(feature = "more-algorithms")]
    let more = matches!(
        family,
        Family::Ed448 | Family::MlDsa(_) | Family::Ecdsa(Curve::Secp256k1)
    );
    #[cfg(not(feature = "more-algorithms"))]
    let more = false;
    Row {
        algorithm,
        name,
        family,
        key_type,
        curve,
        hash,
        signature_bytes,
        more,
        spec,
    }
}

impl Algorithm {
    /// The algorithm whose registered name is exactly `name`; case matters ([RFC 7515 §4.1.1]).
    ///
    /// [RFC 7515 §4.1.1]: https://www.rfc-editor.org/rfc/rfc7515#section-4.1.1
    pub fn from_name(name: &str) -> Option<Self> {
        ROWS.iter()
            .find(|row| row.name == name)
            .map(|row| row.algorithm)
    }

    /// As [`Algorithm::from_name`], with a sentence that lists the names there are.
    ///
    /// # Errors
    ///
    /// The sentence, where there is no algorithm of this name.
    pub fn parse_name(name: &str) -> Result<Self, String> {
        Self::from_name(name).ok_or_else(|| {
            let known = || Self::all().map(Self::name).collect::<Vec<_>>().join(", ");
            said!("there is no algorithm {name:?}; there are {}", known())
        })
    }

    /// Those that every build computes.
    pub fn everywhere() -> impl Iterator<Item = Self> {
        Self::all().filter(|algorithm| algorithm.is_everywhere())
    }

    /// Every algorithm of this build.
    pub fn all() -> impl Iterator<Item = Self> {
        ROWS.iter().map(|row| row.algorithm)
    }

    /// What there is to know of this one.
    pub fn row(self) -> &'static Row {
        &ROWS[self as usize]
    }

    /// The registered name.
    pub fn name(self) -> &'static str {
        self.row().name
    }

    /// Whether every build computes it, that of JavaScript among them, and hosts do.
    pub fn is_everywhere(self) -> bool {
        !self.row().more
    }

    /// Whether verifying needs the same secret as signing.
    pub fn is_symmetric(self) -> bool {
        matches!(self.row().family, Family::Hmac(_))
    }
}

impl fmt::Display for Algorithm {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.name())
    }
}

/// Serialised by its name, as everywhere that the table goes.
macro_rules! serialised_by_name {
    ($($type:ty),*) => {$(
        impl Serialize for $type {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.name())
            }
        }
    )*};
}

serialised_by_name!(Family, Hash, KeyType, Curve);

impl Family {
    /// The name by which [the Web Cryptography API](https://www.w3.org/TR/WebCryptoAPI/) knows it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Hmac(_) => "HMAC",
            Self::RsaPkcs1(_) => "RSASSA-PKCS1-v1_5",
            Self::RsaPss(_) => "RSA-PSS",
            Self::Ecdsa(_) => "ECDSA",
            Self::EdDsa => "Ed25519",
            #[cfg(feature = "more-algorithms")]
            Self::Ed448 => "Ed448",
            #[cfg(feature = "more-algorithms")]
            Self::MlDsa(set) => set.name(),
        }
    }
}

impl Hash {
    /// The name by which [FIPS 180-4](https://doi.org/10.6028/NIST.FIPS.180-4) knows it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Sha256 => "SHA-256",
            Self::Sha384 => "SHA-384",
            Self::Sha512 => "SHA-512",
        }
    }

    /// Bytes of its output.
    pub const fn output_bytes(self) -> usize {
        match self {
            Self::Sha256 => 32,
            Self::Sha384 => 48,
            Self::Sha512 => 64,
        }
    }
}

impl KeyType {
    /// The value of `kty`.
    pub const fn name(self) -> &'static str {
        match self {
            #[cfg(feature = "more-algorithms")]
            Self::Akp => "AKP",
            Self::Ec => "EC",
            Self::Oct => "oct",
            Self::Okp => "OKP",
            Self::Rsa => "RSA",
        }
    }
}

impl Curve {
    /// The value of `crv`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Ed25519 => "Ed25519",
            Self::P256 => "P-256",
            Self::P384 => "P-384",
            Self::P521 => "P-521",
            #[cfg(feature = "more-algorithms")]
            Self::Secp256k1 => "secp256k1",
            #[cfg(feature = "more-algorithms")]
            Self::Ed448 => "Ed448",
        }
    }

    /// The curve whose `crv` value is exactly `name`.
    pub fn from_name(name: &str) -> Option<Self> {
        const ALL: &[Curve] = &[
            Curve::Ed25519,
            Curve::P256,
            Curve::P384,
            Curve::P521,
            #[cfg(feature = "more-algorithms")]
            Curve::Secp256k1,
            #[cfg(feature = "more-algorithms")]
            Curve::Ed448,
        ];
        ALL.iter().copied().find(|curve| curve.name() == name)
    }

    /// Whether its keys are of the type `OKP` rather than `EC`.
    pub const fn is_edwards(self) -> bool {
        match self {
            Self::Ed25519 => true,
            #[cfg(feature = "more-algorithms")]
            Self::Ed448 => true,
            _ => false,
        }
    }

    /// The hash that goes with the curve ([RFC 7518 §3.4](https://www.rfc-editor.org/rfc/rfc7518#section-3.4)).
    pub const fn hash(self) -> Hash {
        match self {
            Self::P256 => Hash::Sha256,
            Self::P384 => Hash::Sha384,
            Self::P521 | Self::Ed25519 => Hash::Sha512,
            #[cfg(feature = "more-algorithms")]
            Self::Secp256k1 => Hash::Sha256,
            // It has SHAKE256 inside, which no other algorithm has.
            #[cfg(feature = "more-algorithms")]
            Self::Ed448 => Hash::Sha512,
        }
    }

    /// Size in bits, as keys are counted; Ed25519 counts as 256 and Ed448 as 456, as their encoded keys do.
    pub const fn bits(self) -> usize {
        match self {
            Self::Ed25519 | Self::P256 => 256,
            Self::P384 => 384,
            Self::P521 => 521,
            #[cfg(feature = "more-algorithms")]
            Self::Secp256k1 => 256,
            #[cfg(feature = "more-algorithms")]
            Self::Ed448 => 456,
        }
    }

    /// Bytes of a coordinate.
    pub const fn coordinate_bytes(self) -> usize {
        match self {
            Self::Ed25519 | Self::P256 => 32,
            Self::P384 => 48,
            Self::P521 => 66,
            #[cfg(feature = "more-algorithms")]
            Self::Secp256k1 => 32,
            #[cfg(feature = "more-algorithms")]
            Self::Ed448 => 57,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_says_what_a_host_needs_to_know() {
        let row = |algorithm: Algorithm| serde_json::to_string(algorithm.row()).unwrap();
        assert_eq!(
            row(Algorithm::ES512),
            r#"{"name":"ES512","family":"ECDSA","kty":"EC","crv":"P-521","hash":"SHA-512","signature_bytes":132}"#
        );
        assert_eq!(
            row(Algorithm::PS256),
            r#"{"name":"PS256","family":"RSA-PSS","kty":"RSA","hash":"SHA-256"}"#
        );
    }

    #[test]
    fn rows_stand_in_the_order_of_the_enum() {
        for (index, row) in ROWS.iter().enumerate() {
            assert_eq!(row.algorithm as usize, index);
            assert_eq!(Algorithm::from_name(row.name), Some(row.algorithm));
        }
        assert_eq!(Algorithm::from_name("rs256"), None);
        assert_eq!(Algorithm::from_name("none"), None);
    }
}
