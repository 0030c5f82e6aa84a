//! New keys.

use super::{Jwk, Material};
use crate::alg::Algorithm;
use crate::base64url;
use crate::entropy::Entropy;
use crate::secret::Secret;

/// A new private key for `algorithm`, with `alg`, `use` and a `kid` that is its thumbprint (random for a shared secret).
#[cfg(feature = "signing")]
pub fn generate(algorithm: Algorithm, entropy: &mut dyn Entropy) -> Jwk {
    if algorithm.is_symmetric() {
        return generate_secret(algorithm, entropy);
    }
    let mut jwk = named(Material::generate(algorithm, entropy), algorithm);
    jwk.kid = jwk.thumbprint();
    jwk
}

/// A new shared secret as long as the hash of `algorithm` puts out ([RFC 7518 §3.2]), with `alg`, `use` and a random
/// `kid`.
///
/// [RFC 7518 §3.2]: https://www.rfc-editor.org/rfc/rfc7518#section-3.2
pub fn generate_secret(algorithm: Algorithm, entropy: &mut dyn Entropy) -> Jwk {
    let mut secret = vec![0; algorithm.row().hash.output_bytes()];
    entropy.fill(&mut secret);
    let mut jwk = named(Material::Oct(Secret::new(secret)), algorithm);
    let mut name = [0; 16];
    entropy.fill(&mut name);
    jwk.kid = Some(base64url::encode(name));
    jwk
}

fn named(material: Material, algorithm: Algorithm) -> Jwk {
    let mut jwk = Jwk::new(material);
    jwk.alg = Some(algorithm.name().to_owned());
    jwk.key_use = Some("sig".to_owned());
    jwk
}

#[cfg(feature = "signing")]
mod pair {
    use crate::alg::{Algorithm, Family};
    use crate::entropy::{Entropy, Rng};
    use crate::jwk::{Material, per_curve};
    use crate::secret::Secret;
    use p256::elliptic_curve::Generate;

    /// The size of generated RSA keys: what RFC 7518 §3.3 asks for at least, and what playgrounds and providers use.
    const RSA_BITS: usize = 2048;

    impl Material {
        #[expect(
            clippy::expect_used,
            reason = "each failure means a number out of its range, which the generators exclude"
        )]
        pub(super) fn generate(algorithm: Algorithm, entropy: &mut dyn Entropy) -> Self {
            let row = algorithm.row();
            match (row.family, row.curve) {
                (Family::Ecdsa, Some(curve)) => {
                    let scalar = per_curve!(curve, nist => {
                        nist::SecretKey::generate_from_rng(&mut Rng(entropy)).to_bytes().to_vec()
                    }, unreachable!("Ed25519 is not ECDSA"));
                    Self::ec_private(curve, &Secret::new(scalar), None)
                        .expect("a generated scalar is in range")
                }
                (Family::EdDsa, _) => {
                    let mut seed = vec![0; 32];
                    entropy.fill(&mut seed);
                    Self::ed25519_private(&Secret::new(seed), None)
                        .expect("any 32 bytes are a seed")
                }
                _ => {
                    let key = rsa::RsaPrivateKey::new(&mut Rng(entropy), RSA_BITS)
                        .expect("the size is within the crate's bounds");
                    Self::rsa_from_key(&key).expect("a generated key can be encoded")
                }
            }
        }
    }
}
