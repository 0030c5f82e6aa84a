//! The numbers of a key, checked: points lie on their curve, integers have no leading zeros.

#[cfg(feature = "software")]
use p256::elliptic_curve::sec1::ToSec1Point;

use super::JwkError;
use super::ed25519::{has_small_order, is_canonical};
use crate::alg::Curve;
#[cfg(feature = "more-algorithms")]
use crate::alg::MlDsa;
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
    #[cfg(feature = "more-algorithms")]
    Ed448 {
        x: [u8; 57],
        d: Option<Secret>,
    },
    #[cfg(feature = "more-algorithms")]
    Akp {
        set: MlDsa,
        public: Vec<u8>,
        seed: Option<Secret>,
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
    #[cfg(feature = "signing")]
    pub(crate) fn key(&self, n: &[u8], e: &[u8]) -> Result<rsa::RsaPrivateKey, JwkError> {
        let number = rsa::BoxedUint::from_be_slice_vartime;
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
#[cfg(feature = "software")]
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
            #[cfg(feature = "more-software")]
            $crate::alg::Curve::Secp256k1 => {
                use k256 as $module;
                $body
            }
            #[cfg(all(feature = "more-algorithms", not(feature = "more-software")))]
            $crate::alg::Curve::Secp256k1 => $otherwise,
            #[cfg(feature = "more-algorithms")]
            $crate::alg::Curve::Ed448 => $otherwise,
            $crate::alg::Curve::Ed25519 => $otherwise,
        }
    };
}
#[cfg(feature = "software")]
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

    /// A point of a NIST curve from its SEC 1 encoding, compressed or not.
    #[cfg(feature = "software")]
    pub(super) fn ec(curve: Curve, sec1: &[u8], d: Option<Secret>) -> Result<Self, JwkError> {
        #[cfg(all(feature = "more-algorithms", not(feature = "more-software")))]
        if curve == Curve::Secp256k1 {
            // Whoever computes says whether it is a point.
            return Self::ec_uncompressed(curve, sec1, d);
        }
        let uncompressed = per_curve!(curve, nist => {
            nist::PublicKey::from_sec1_bytes(sec1)
                .map(|key| key.to_sec1_point(false).as_bytes().to_vec())
                .map_err(|_| JwkError::NotOnCurve(curve.name()))?
        }, return Err(JwkError::NotOnCurve(curve.name())));
        Self::ec_uncompressed(curve, &uncompressed, d)
    }

    /// A point of a NIST curve from its uncompressed SEC 1 encoding; whether it lies on the curve is for the host to say.
    #[cfg(not(feature = "software"))]
    pub(super) fn ec(curve: Curve, sec1: &[u8], d: Option<Secret>) -> Result<Self, JwkError> {
        Self::ec_uncompressed(curve, sec1, d)
    }

    fn ec_uncompressed(curve: Curve, sec1: &[u8], d: Option<Secret>) -> Result<Self, JwkError> {
        match sec1 {
            [4, point @ ..] if point.len() == 2 * curve.coordinate_bytes() => {
                let (x, y) = point.split_at(curve.coordinate_bytes());
                let (x, y) = (x.to_vec(), y.to_vec());
                Ok(Self::Ec { curve, x, y, d })
            }
            _ => Err(JwkError::NotOnCurve(curve.name())),
        }
    }

    /// A private key of a NIST curve, from its number, and its public point where that is known too.
    #[cfg(feature = "software")]
    pub(crate) fn ec_private(
        curve: Curve,
        d: &Secret,
        public: Option<&[u8]>,
    ) -> Result<Self, JwkError> {
        #[cfg(all(feature = "more-algorithms", not(feature = "more-software")))]
        if curve == Curve::Secp256k1 {
            return Self::ec(curve, public.ok_or_else(no_public_half)?, Some(d.clone()));
        }
        let point = per_curve!(curve, nist => {
            let key = nist::SecretKey::from_slice(d.expose()).map_err(|_| JwkError::Inconsistent)?;
            key.public_key().to_sec1_point(false).as_bytes().to_vec()
        }, return Err(JwkError::Inconsistent));
        let material = Self::ec(curve, &point, Some(d.clone()))?;
        let fits = |public| Self::ec(curve, public, None).is_ok_and(|it| it.same_point(&material));
        if public.is_none_or(fits) {
            Ok(material)
        } else {
            Err(JwkError::Inconsistent)
        }
    }

    /// A private key of a NIST curve, from its number and its public point; the host checks that they belong together.
    #[cfg(all(feature = "pem", not(feature = "software")))]
    pub(crate) fn ec_private(
        curve: Curve,
        d: &Secret,
        public: Option<&[u8]>,
    ) -> Result<Self, JwkError> {
        Self::ec(curve, public.ok_or_else(no_public_half)?, Some(d.clone()))
    }

    /// An Ed25519 private key from its seed, and its public point where that is known too.
    #[cfg(feature = "software")]
    pub(crate) fn ed25519_private(d: &Secret, public: Option<&[u8]>) -> Result<Self, JwkError> {
        let seed = d.expose().try_into().map_err(|_| JwkError::Inconsistent)?;
        let x = ed25519_dalek::SigningKey::from_bytes(seed)
            .verifying_key()
            .to_bytes();
        if public.is_some_and(|public| *public != x) {
            return Err(JwkError::Inconsistent);
        }
        Self::ed25519(x, Some(d.clone()))
    }

    /// An Ed25519 private key from its seed and its public point; the host checks that they belong together.
    #[cfg(all(feature = "pem", not(feature = "software")))]
    pub(crate) fn ed25519_private(d: &Secret, public: Option<&[u8]>) -> Result<Self, JwkError> {
        let public = public.ok_or_else(no_public_half)?;
        let x = public.try_into().map_err(|_| JwkError::Inconsistent)?;
        Self::ed25519(x, Some(d.clone()))
    }

    /// Whether both are the same point of the same curve, whatever is known of the private number.
    #[cfg(feature = "software")]
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
            #[cfg(feature = "more-algorithms")]
            (Self::Ed448 { x, .. }, Self::Ed448 { x: a, .. }) => x == a,
            #[cfg(feature = "more-algorithms")]
            (
                Self::Akp { set, public, .. },
                Self::Akp {
                    set: s, public: p, ..
                },
            ) => (set, public) == (s, p),
            _ => false,
        }
    }

    /// An Ed25519 public key: the canonical encoding of a point that is not of small order.
    pub(super) fn ed25519(x: [u8; 32], d: Option<Secret>) -> Result<Self, JwkError> {
        // Small orders and second encodings are where Ed25519 implementations disagree; refusing both leaves no room.
        if has_small_order(&x) || !is_canonical(&x) || !is_point(&x) {
            return Err(JwkError::NotOnCurve("Ed25519"));
        }
        Ok(Self::Okp { x, d })
    }

    /// The same without private numbers; `None` for a shared secret.
    pub(super) fn public(&self) -> Option<Self> {
        let mut material = self.clone();
        match &mut material {
            Self::Oct(_) => return None,
            Self::Rsa { private, .. } => *private = None,
            Self::Ec { d, .. } | Self::Okp { d, .. } => *d = None,
            #[cfg(feature = "more-algorithms")]
            Self::Ed448 { d, .. } | Self::Akp { seed: d, .. } => *d = None,
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

#[cfg(all(
    feature = "pem",
    not(all(feature = "software", feature = "more-software"))
))]
#[cfg_attr(
    all(feature = "software", not(feature = "more-algorithms")),
    allow(dead_code, reason = "every key is computed here")
)]
pub(super) fn no_public_half() -> JwkError {
    JwkError::Pem(
        "the private key lacks its public half, which is not computed here; give it as a JWK"
            .to_owned(),
    )
}

/// Whether the encoding is that of a point of Ed25519.
#[cfg(feature = "software")]
fn is_point(x: &[u8; 32]) -> bool {
    ed25519_dalek::VerifyingKey::from_bytes(x).is_ok()
}

/// Whether the encoding is that of a point of Ed25519, which the host says when it takes the key.
#[cfg(not(feature = "software"))]
fn is_point(_: &[u8; 32]) -> bool {
    true
}
