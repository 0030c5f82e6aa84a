//! New keys.

use p256::elliptic_curve::Generate;

use super::{Jwk, Material, per_curve};
use crate::alg::{Algorithm, Family};
use crate::base64url;
use crate::entropy::{Entropy, Rng};
use crate::secret::Secret;

/// The size of generated RSA keys: what RFC 7518 §3.3 asks for at least, and what playgrounds and providers use.
const RSA_BITS: usize = 2048;

/// A new private key for `algorithm`, with `alg`, `use` and a `kid` that is its thumbprint (random for a shared secret).
pub fn generate(algorithm: Algorithm, entropy: &mut dyn Entropy) -> Jwk {
    let mut jwk = Jwk::new(material(algorithm, entropy));
    jwk.alg = Some(algorithm.name().to_owned());
    jwk.key_use = Some("sig".to_owned());
    jwk.kid = jwk.thumbprint().or_else(|| {
        let mut name = [0; 16];
        entropy.fill(&mut name);
        Some(base64url::encode(name))
    });
    jwk
}

#[expect(
    clippy::expect_used,
    reason = "each failure means a number out of its range, which the generators exclude"
)]
fn material(algorithm: Algorithm, entropy: &mut dyn Entropy) -> Material {
    let row = algorithm.row();
    match (row.family, row.curve) {
        (Family::RsaPkcs1 | Family::RsaPss, _) => {
            let key = rsa::RsaPrivateKey::new(&mut Rng(entropy), RSA_BITS)
                .expect("the size is within the crate's bounds");
            Material::rsa_from_key(&key).expect("a generated key can be encoded")
        }
        (Family::Ecdsa, Some(curve)) => {
            let scalar = per_curve!(curve, nist => {
                nist::SecretKey::generate_from_rng(&mut Rng(entropy)).to_bytes().to_vec()
            }, unreachable!("Ed25519 is not ECDSA"));
            Material::ec_private(curve, &Secret::new(scalar))
                .expect("a generated scalar is in range")
        }
        (Family::EdDsa, _) => {
            let mut seed = vec![0; 32];
            entropy.fill(&mut seed);
            Material::ed25519_private(&Secret::new(seed)).expect("any 32 bytes are a seed")
        }
        _ => {
            let mut secret = vec![0; row.hash.output_bytes()];
            entropy.fill(&mut secret);
            Material::Oct(Secret::new(secret))
        }
    }
}
