//! The signature algorithms, one row each; nothing else lists them.

use std::fmt;

/// A JWS signature algorithm that Claimscope signs and verifies with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
#[allow(
    missing_docs,
    reason = "each variant is the registered name; ROWS says the rest"
)]
pub enum Algorithm {
    HS256,
    HS384,
    HS512,
    RS256,
    RS384,
    RS512,
    PS256,
    PS384,
    PS512,
    ES256,
    ES384,
    ES512,
    EdDSA,
    Ed25519,
}

/// The primitive behind an algorithm.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Family {
    /// HMAC with SHA-2.
    Hmac,
    /// RSASSA-PKCS1-v1_5.
    RsaPkcs1,
    /// RSASSA-PSS with a salt as long as the hash.
    RsaPss,
    /// ECDSA, the curve bound to the algorithm.
    Ecdsa,
    /// Ed25519.
    EdDsa,
}

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
    /// `EC`.
    Ec,
    /// `oct`, a shared secret.
    Oct,
    /// `OKP`, Ed25519 ([RFC 8037](https://www.rfc-editor.org/rfc/rfc8037)).
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
}

/// What there is to know of one algorithm.
#[derive(Debug)]
#[non_exhaustive]
pub struct Row {
    /// The algorithm.
    pub algorithm: Algorithm,
    /// Its registered name, the value of `alg`.
    pub name: &'static str,
    /// The primitive.
    pub family: Family,
    /// The key type it needs.
    pub key_type: KeyType,
    /// The hash; Ed25519 has SHA-512 inside.
    pub hash: Hash,
    /// The curve, where it has one.
    pub curve: Option<Curve>,
    /// Bytes of a signature, where fixed; RSA's is as long as the modulus.
    pub signature_bytes: Option<usize>,
    /// Where it is defined.
    pub spec: &'static str,
}

const fn row(
    algorithm: Algorithm,
    name: &'static str,
    family: Family,
    hash: Hash,
    curve: Option<Curve>,
    signature_bytes: Option<usize>,
    spec: &'static str,
) -> Row {
    let key_type = match family {
        Family::Hmac => KeyType::Oct,
        Family::RsaPkcs1 | Family::RsaPss => KeyType::Rsa,
        Family::Ecdsa => KeyType::Ec,
        Family::EdDsa => KeyType::Okp,
    };
    Row {
        algorithm,
        name,
        family,
        key_type,
        hash,
        curve,
        signature_bytes,
        spec,
    }
}

/// Every algorithm, in the order of the enum.
pub static ROWS: [Row; 14] = [
    row(
        Algorithm::HS256,
        "HS256",
        Family::Hmac,
        Hash::Sha256,
        None,
        Some(32),
        "RFC 7518 §3.2",
    ),
    row(
        Algorithm::HS384,
        "HS384",
        Family::Hmac,
        Hash::Sha384,
        None,
        Some(48),
        "RFC 7518 §3.2",
    ),
    row(
        Algorithm::HS512,
        "HS512",
        Family::Hmac,
        Hash::Sha512,
        None,
        Some(64),
        "RFC 7518 §3.2",
    ),
    row(
        Algorithm::RS256,
        "RS256",
        Family::RsaPkcs1,
        Hash::Sha256,
        None,
        None,
        "RFC 7518 §3.3",
    ),
    row(
        Algorithm::RS384,
        "RS384",
        Family::RsaPkcs1,
        Hash::Sha384,
        None,
        None,
        "RFC 7518 §3.3",
    ),
    row(
        Algorithm::RS512,
        "RS512",
        Family::RsaPkcs1,
        Hash::Sha512,
        None,
        None,
        "RFC 7518 §3.3",
    ),
    row(
        Algorithm::PS256,
        "PS256",
        Family::RsaPss,
        Hash::Sha256,
        None,
        None,
        "RFC 7518 §3.5",
    ),
    row(
        Algorithm::PS384,
        "PS384",
        Family::RsaPss,
        Hash::Sha384,
        None,
        None,
        "RFC 7518 §3.5",
    ),
    row(
        Algorithm::PS512,
        "PS512",
        Family::RsaPss,
        Hash::Sha512,
        None,
        None,
        "RFC 7518 §3.5",
    ),
    row(
        Algorithm::ES256,
        "ES256",
        Family::Ecdsa,
        Hash::Sha256,
        Some(Curve::P256),
        Some(64),
        "RFC 7518 §3.4",
    ),
    row(
        Algorithm::ES384,
        "ES384",
        Family::Ecdsa,
        Hash::Sha384,
        Some(Curve::P384),
        Some(96),
        "RFC 7518 §3.4",
    ),
    row(
        Algorithm::ES512,
        "ES512",
        Family::Ecdsa,
        Hash::Sha512,
        Some(Curve::P521),
        Some(132),
        "RFC 7518 §3.4",
    ),
    row(
        Algorithm::EdDSA,
        "EdDSA",
        Family::EdDsa,
        Hash::Sha512,
        Some(Curve::Ed25519),
        Some(64),
        "RFC 8037 §3.1",
    ),
    row(
        Algorithm::Ed25519,
        "Ed25519",
        Family::EdDsa,
        Hash::Sha512,
        Some(Curve::Ed25519),
        Some(64),
        "RFC 9864 §2.2",
    ),
];

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
            let known: Vec<&str> = Self::all().map(Self::name).collect();
            let known = known.join(", ");
            format!("there is no algorithm {name:?}; there are {known}")
        })
    }

    /// Every algorithm.
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

    /// Whether verifying needs the same secret as signing.
    pub fn is_symmetric(self) -> bool {
        self.row().family == Family::Hmac
    }
}

impl fmt::Display for Algorithm {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.name())
    }
}

impl Hash {
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
        }
    }

    /// The curve whose `crv` value is exactly `name`.
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Ed25519, Self::P256, Self::P384, Self::P521]
            .into_iter()
            .find(|curve| curve.name() == name)
    }

    /// Bytes of a coordinate.
    pub const fn coordinate_bytes(self) -> usize {
        match self {
            Self::Ed25519 | Self::P256 => 32,
            Self::P384 => 48,
            Self::P521 => 66,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
