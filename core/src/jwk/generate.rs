//! New keys.

use super::{Jwk, Material};
use crate::alg::{Algorithm, Hash};
use crate::base64url;
use crate::entropy::{Entropy, NoEntropy};
use crate::secret::Secret;

/// A new private key for `algorithm`, with `alg`, `use` and a `kid` that is its thumbprint (random for a shared secret).
///
/// # Errors
///
/// [`NoEntropy`] where the host gave none.
#[cfg(feature = "signing")]
pub fn generate(algorithm: Algorithm, entropy: &mut dyn Entropy) -> Result<Jwk, NoEntropy> {
    if algorithm.is_symmetric() {
        return generate_secret(algorithm, entropy);
    }
    let mut jwk = named(Material::generate(algorithm, entropy)?, algorithm);
    jwk.kid = jwk.thumbprint();
    Ok(jwk)
}

/// A new shared secret as long as the hash of `algorithm` puts out ([RFC 7518 §3.2]), with `alg`, `use` and a random
/// `kid`.
///
/// [RFC 7518 §3.2]: https://www.rfc-editor.org/rfc/rfc7518#section-3.2
///
/// # Errors
///
/// [`NoEntropy`] where the host gave none.
pub fn generate_secret(algorithm: Algorithm, entropy: &mut dyn Entropy) -> Result<Jwk, NoEntropy> {
    let hash = algorithm.row().hash.unwrap_or(Hash::Sha512);
    let mut secret = vec![0; hash.output_bytes()];
    entropy.fill(&mut secret)?;
    let mut jwk = named(Material::Oct(Secret::new(secret)), algorithm);
    let mut name = [0; 16];
    entropy.fill(&mut name)?;
    jwk.kid = Some(base64url::encode(name));
    Ok(jwk)
}

fn named(material: Material, algorithm: Algorithm) -> Jwk {
    let mut jwk = Jwk::new(material);
    jwk.alg = Some(algorithm.name().to_owned());
    jwk.key_use = Some("sig".to_owned());
    jwk
}

#[cfg(feature = "signing")]
mod pair {
    #[cfg(feature = "more-algorithms")]
    use crate::alg::SEED_BYTES;
    use crate::alg::{Algorithm, Family};
    use crate::entropy::{Entropy, NoEntropy, Stream};
    use crate::jwk::{JwkError, Material, der, per_curve};
    use crate::secret::Secret;
    use p256::elliptic_curve::Generate;

    /// The size of generated RSA keys: what RFC 7518 §3.3 asks for at least, and what playgrounds and providers use.
    const BITS: usize = 2048;

    impl Material {
        #[expect(
            clippy::expect_used,
            reason = "each failure means a number out of its range, which the generators exclude"
        )]
        pub(super) fn generate(
            algorithm: Algorithm,
            entropy: &mut dyn Entropy,
        ) -> Result<Self, NoEntropy> {
            Ok(match algorithm.row().family {
                Family::Ecdsa(curve) => {
                    let scalar = per_curve!(curve, nist => {
                        nist::SecretKey::generate_from_rng(&mut Stream::new(entropy)?).to_bytes().to_vec()
                    }, unreachable!("an Edwards curve is not ECDSA's"));
                    Self::ec_private(curve, &Secret::new(scalar), None)
                        .expect("a generated scalar is in range")
                }
                Family::EdDsa => {
                    let mut seed = vec![0; 32];
                    entropy.fill(&mut seed)?;
                    Self::ed25519_private(&Secret::new(seed), None)
                        .expect("any 32 bytes are a seed")
                }
                Family::RsaPkcs1(_) | Family::RsaPss(_) => {
                    let key = rsa::RsaPrivateKey::new(&mut Stream::new(entropy)?, BITS)
                        .expect("the size is within the crate's bounds");
                    rsa_private(&key).expect("a generated key can be encoded")
                }
                #[cfg(feature = "more-algorithms")]
                Family::Ed448 => {
                    let mut seed = vec![0; 57];
                    entropy.fill(&mut seed)?;
                    Self::ed448_private(&Secret::new(seed), None).expect("any 57 bytes are a seed")
                }
                #[cfg(feature = "more-algorithms")]
                Family::MlDsa(set) => {
                    let mut seed = vec![0; SEED_BYTES];
                    entropy.fill(&mut seed)?;
                    Self::ml_dsa_private(set, &Secret::new(seed), None)
                        .expect("any 32 bytes are a seed, and this is for native builds")
                }
                Family::Hmac(_) => unreachable!("a shared secret is no pair"),
            })
        }
    }

    fn rsa_private(key: &rsa::RsaPrivateKey) -> Result<Material, JwkError> {
        let der = rsa::pkcs1::EncodeRsaPrivateKey::to_pkcs1_der(key)
            .map_err(|_| JwkError::Inconsistent)?;
        der::rsa_private(der.as_bytes())
    }
}
