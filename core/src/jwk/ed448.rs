//! Ed448 keys ([RFC 8037 §2]), whose points of small order are refused as those of Ed25519 are.
//!
//! [RFC 8037 §2]: https://www.rfc-editor.org/rfc/rfc8037#section-2

use super::json::Members;
use super::{JwkError, Material};
use crate::secret::Secret;

/// Bytes of a seed and of an encoded point.
pub(super) const BYTES: usize = 57;

impl Material {
    /// A public key: the canonical encoding of a point that is not of small order.
    pub(super) fn ed448(x: &[u8], d: Option<Secret>) -> Result<Self, JwkError> {
        let not_a_point = || JwkError::NotOnCurve("Ed448");
        let x: [u8; BYTES] = x.try_into().map_err(|_| not_a_point())?;
        match is_point(&x) {
            true => Ok(Self::Ed448 { x, d }),
            false => Err(not_a_point()),
        }
    }

    /// A private key from its seed, and its public point where that is known too.
    #[cfg(all(feature = "more-software", any(feature = "pem", feature = "signing")))]
    pub(crate) fn ed448_private(d: &Secret, public: Option<&[u8]>) -> Result<Self, JwkError> {
        let key = ed448_goldilocks::SigningKey::try_from(d.expose())
            .map_err(|_| JwkError::Inconsistent)?;
        let x = key.verifying_key().to_bytes();
        if public.is_some_and(|public| public != x) {
            return Err(JwkError::Inconsistent);
        }
        Self::ed448(&x, Some(d.clone()))
    }

    /// The same where nothing computes it: the public key must be there.
    #[cfg(all(feature = "pem", not(feature = "more-software")))]
    pub(crate) fn ed448_private(d: &Secret, public: Option<&[u8]>) -> Result<Self, JwkError> {
        let public = public.ok_or_else(super::material::no_public_half)?;
        Self::ed448(public, Some(d.clone()))
    }
}

/// Whether these are the canonical encoding of a point that is not of small order.
#[cfg(feature = "more-software")]
pub(crate) fn is_point(x: &[u8; BYTES]) -> bool {
    // It refuses whatever is not of the group of prime order.
    ed448_goldilocks::VerifyingKey::from_bytes(x)
        .is_ok_and(|key| key.to_edwards().to_affine().compress().to_bytes() == *x)
}

/// Whether they are, which whoever computes says when it takes the key.
#[cfg(not(feature = "more-software"))]
fn is_point(_: &[u8; BYTES]) -> bool {
    true
}

impl Members<'_> {
    pub(super) fn ed448(&self) -> Result<Material, JwkError> {
        let x = self.required("x")?;
        let d = self.private_scalar(BYTES)?;
        Material::ed448(&x, d)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn points_of_small_order_are_no_keys() {
        let mut minus_one = [0xff; BYTES];
        (minus_one[0], minus_one[28], minus_one[56]) = (0xfe, 0xfe, 0);
        let mut one = [0; BYTES];
        one[0] = 1;
        for point in [[0; BYTES], one, minus_one] {
            for sign in [0, 0x80] {
                let mut point = point;
                point[56] |= sign;
                assert!(Material::ed448(&point, None).is_err(), "{point:?}");
            }
        }
    }

    #[test]
    fn a_second_encoding_of_a_point_is_no_key() {
        let seed = Secret::new(vec![7; BYTES]);
        let Ok(Material::Ed448 { x, .. }) = Material::ed448_private(&seed, None) else {
            panic!("any seed makes a key");
        };
        assert!(Material::ed448(&x, None).is_ok());
        let mut second = x;
        second[56] |= 1;
        assert!(Material::ed448(&second, None).is_err());
        assert!(Material::ed448_private(&seed, Some(&second)).is_err());
        assert!(Material::ed448(&x[1..], None).is_err());
    }
}
