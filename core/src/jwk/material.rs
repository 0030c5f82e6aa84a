//! The numbers of a key, checked: points lie on their curve, integers have no leading zeros.

use rsa::BoxedUint;
use rsa::pkcs1::der::Decode;
use rsa::pkcs1::{EncodeRsaPrivateKey, RsaPrivateKeyRef, UintRef};

use super::JwkError;
use crate::alg::Curve;
use crate::secret::Secret;

/// The numbers of a key, big-endian.
#[derive(Clone, Debug)]
pub(crate) enum Material {
    Oct(Secret),
    Rsa {
        n: Vec<u8>,
        e: Vec<u8>,
        /// Whether `n` or `e` came with leading zero bytes, which RFC 7518 §6.3.1 forbids.
        leading_zeros: bool,
        private: Option<RsaPrivate>,
    },
    Ec {
        curve: Curve,
        x: Vec<u8>,
        y: Vec<u8>,
        d: Option<Secret>,
    },
    Okp {
        x: [u8; 32],
        d: Option<Secret>,
    },
}

/// The private numbers of an RSA key with two primes ([RFC 7518 §6.3.2]), as far as they were given.
///
/// What is missing is computed when the key signs, not when it is read: for a large key that takes a while, and a set
/// may bring a thousand of them.
///
/// [RFC 7518 §6.3.2]: https://www.rfc-editor.org/rfc/rfc7518#section-6.3.2
#[derive(Clone, Debug)]
pub(crate) struct RsaPrivate {
    pub(crate) d: Secret,
    /// `p` and `q`.
    pub(crate) primes: Option<[Secret; 2]>,
    /// `dp`, `dq` and `qi`.
    pub(crate) crt: Option<[Secret; 3]>,
}

impl RsaPrivate {
    /// The key with everything in it, checked.
    pub(crate) fn key(&self, n: &[u8], e: &[u8]) -> Result<rsa::RsaPrivateKey, JwkError> {
        let number = BoxedUint::from_be_slice_vartime;
        let primes = self.primes.iter().flatten();
        let primes = primes.map(|prime| number(prime.expose())).collect();
        rsa::RsaPrivateKey::from_components(number(n), number(e), number(self.d.expose()), primes)
            .map_err(|_| JwkError::Inconsistent)
    }

    /// The numbers with their names, in the order of the RFC.
    pub(crate) fn named(&self) -> impl Iterator<Item = (&'static str, &Secret)> {
        let names = ["p", "q", "dp", "dq", "qi"];
        let rest = self
            .primes
            .iter()
            .flatten()
            .chain(self.crt.iter().flatten());
        std::iter::once(("d", &self.d)).chain(names.into_iter().zip(rest))
    }
}

/// Runs `$body` with the curve's own crate under the name `$module`; `$otherwise` where `$curve` is no such curve.
macro_rules! per_curve {
    ($curve:expr, $module:ident => $body:expr, $otherwise:expr) => {
        match $curve {
            $crate::alg::Curve::P256 => {
                use p256 as $module;
                $body
            }
            $crate::alg::Curve::P384 => {
                use p384 as $module;
                $body
            }
            $crate::alg::Curve::P521 => {
                use p521 as $module;
                $body
            }
            $crate::alg::Curve::Ed25519 => $otherwise,
        }
    };
}
pub(crate) use per_curve;

impl Material {
    /// An RSA public key; leading zero bytes are taken off and remembered.
    pub(super) fn rsa(n: &[u8], e: &[u8]) -> Result<Self, JwkError> {
        let (short_n, short_e) = (without_leading_zeros(n), without_leading_zeros(e));
        for (name, number) in [("n", short_n), ("e", short_e)] {
            if number.is_empty() {
                return Err(JwkError::Member {
                    name,
                    problem: "is zero".into(),
                });
            }
        }
        Ok(Self::Rsa {
            n: short_n.to_vec(),
            e: short_e.to_vec(),
            leading_zeros: short_n.len() + short_e.len() < n.len() + e.len(),
            private: None,
        })
    }

    /// An RSA private key in the ASN.1 of PKCS #1.
    pub(super) fn rsa_from_pkcs1(der: &[u8]) -> Result<Self, JwkError> {
        let key = RsaPrivateKeyRef::from_der(der)
            .map_err(|_| JwkError::Pem("this is not an RSA private key of two primes".into()))?;
        let mut material = Self::rsa(key.modulus.as_bytes(), key.public_exponent.as_bytes())?;
        let secret = |number: UintRef<'_>| Secret::new(number.as_bytes());
        if let Self::Rsa { private, .. } = &mut material {
            *private = Some(RsaPrivate {
                d: secret(key.private_exponent),
                primes: Some([key.prime1, key.prime2].map(secret)),
                crt: Some([key.exponent1, key.exponent2, key.coefficient].map(secret)),
            });
        }
        Ok(material)
    }

    /// An RSA private key of the `rsa` crate.
    pub(super) fn rsa_from_key(key: &rsa::RsaPrivateKey) -> Result<Self, JwkError> {
        let der = key.to_pkcs1_der().map_err(|_| JwkError::Inconsistent)?;
        Self::rsa_from_pkcs1(der.as_bytes())
    }

    /// A point of a NIST curve from its SEC 1 encoding, compressed or not.
    pub(super) fn ec(curve: Curve, sec1: &[u8], d: Option<Secret>) -> Result<Self, JwkError> {
        let uncompressed = per_curve!(curve, nist => {
            nist::PublicKey::from_sec1_bytes(sec1)
                .map(|key| nist::Sec1Point::from(key).as_bytes().to_vec())
                .map_err(|_| JwkError::NotOnCurve(curve.name()))?
        }, return Err(JwkError::NotOnCurve(curve.name())));
        let (x, y) = uncompressed[1..].split_at(curve.coordinate_bytes());
        Ok(Self::Ec {
            curve,
            x: x.to_vec(),
            y: y.to_vec(),
            d,
        })
    }

    /// A private key of a NIST curve, from its number alone.
    pub(crate) fn ec_private(curve: Curve, d: &Secret) -> Result<Self, JwkError> {
        let public = per_curve!(curve, nist => {
            let key = nist::SecretKey::from_slice(d.expose()).map_err(|_| JwkError::Inconsistent)?;
            nist::Sec1Point::from(key.public_key()).as_bytes().to_vec()
        }, return Err(JwkError::Inconsistent));
        Self::ec(curve, &public, Some(d.clone()))
    }

    /// An Ed25519 private key from its seed.
    pub(crate) fn ed25519_private(d: &Secret) -> Result<Self, JwkError> {
        let seed = d.expose().try_into().map_err(|_| JwkError::Inconsistent)?;
        let key = ed25519_dalek::SigningKey::from_bytes(seed);
        Self::ed25519(key.verifying_key().to_bytes(), Some(d.clone()))
    }

    /// Whether both are the same point of the same curve, whatever is known of the private number.
    pub(crate) fn same_point(&self, other: &Self) -> bool {
        match (self, other) {
            (
                Self::Ec { curve, x, y, .. },
                Self::Ec {
                    curve: c,
                    x: a,
                    y: b,
                    ..
                },
            ) => (curve, x, y) == (c, a, b),
            (Self::Okp { x, .. }, Self::Okp { x: a, .. }) => x == a,
            _ => false,
        }
    }

    /// An Ed25519 public key: the canonical encoding of a point that is not of small order.
    pub(super) fn ed25519(x: [u8; 32], d: Option<Secret>) -> Result<Self, JwkError> {
        // Small orders and second encodings are where Ed25519 implementations disagree; refusing both leaves no room.
        ed25519_dalek::VerifyingKey::from_bytes(&x)
            .ok()
            .filter(|key| !key.is_weak() && key.to_edwards().compress().to_bytes() == x)
            .map(|_| Self::Okp { x, d })
            .ok_or(JwkError::NotOnCurve("Ed25519"))
    }

    /// The same without private numbers; `None` for a shared secret.
    pub(super) fn public(&self) -> Option<Self> {
        let mut material = self.clone();
        match &mut material {
            Self::Oct(_) => return None,
            Self::Rsa { private, .. } => *private = None,
            Self::Ec { d, .. } | Self::Okp { d, .. } => *d = None,
        }
        Some(material)
    }
}

/// The SEC 1 encoding of a point, uncompressed.
pub(crate) fn uncompressed_point(x: &[u8], y: &[u8]) -> Vec<u8> {
    [&[4], x, y].concat()
}

/// Bits of a big-endian integer without leading zero bytes.
pub(crate) fn bit_length(number: &[u8]) -> usize {
    number
        .first()
        .map_or(0, |first| number.len() * 8 - first.leading_zeros() as usize)
}

fn without_leading_zeros(number: &[u8]) -> &[u8] {
    let zeros = number.iter().take_while(|byte| **byte == 0).count();
    &number[zeros..]
}
