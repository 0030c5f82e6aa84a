//! Keys of ML-DSA, of the type `AKP` ([RFC 9964]): bound to one parameter set, the private key a seed.
//!
//! [RFC 9964]: https://www.rfc-editor.org/rfc/rfc9964

use super::json::Members;
use super::{JwkError, Material};
use crate::alg::{Algorithm, MlDsa, SEED_BYTES};
use crate::secret::Secret;

impl Material {
    /// A public key of this set.
    pub(super) fn ml_dsa(
        set: MlDsa,
        public: Vec<u8>,
        seed: Option<Secret>,
    ) -> Result<Self, JwkError> {
        match public.len() == set.public_key_bytes() {
            true => Ok(Self::Akp { set, public, seed }),
            false => Err(wrong_length("pub", public.len(), set.public_key_bytes())),
        }
    }

    /// A private key from its seed, and its public key where that is known too.
    #[cfg(not(target_arch = "wasm32"))]
    pub(crate) fn ml_dsa_private(
        set: MlDsa,
        seed: &Secret,
        public: Option<&[u8]>,
    ) -> Result<Self, JwkError> {
        use aws_lc_rs::signature::KeyPair;
        let pair = pair(set, seed)?;
        let computed = pair.public_key().as_ref();
        if public.is_some_and(|public| public != computed) {
            return Err(JwkError::Inconsistent);
        }
        Self::ml_dsa(set, computed.to_vec(), Some(seed.clone()))
    }

    /// The same where nothing computes it: the public key must be there.
    #[cfg(all(target_arch = "wasm32", feature = "pem"))]
    pub(crate) fn ml_dsa_private(
        set: MlDsa,
        seed: &Secret,
        public: Option<&[u8]>,
    ) -> Result<Self, JwkError> {
        let public = public.ok_or(JwkError::Missing("pub"))?;
        Self::ml_dsa(set, public.to_vec(), Some(seed.clone()))
    }

    /// The name of the set that the key is of, where that is not the one of `algorithm`.
    pub(crate) fn other_set(&self, algorithm: Algorithm) -> Option<&'static str> {
        match self {
            Self::Akp { set, .. } => Some(set.name()).filter(|name| *name != algorithm.name()),
            _ => None,
        }
    }
}

/// The key pair of a seed, which determines it.
#[cfg(not(target_arch = "wasm32"))]
pub(crate) fn pair(
    set: MlDsa,
    seed: &Secret,
) -> Result<aws_lc_rs::signature::PqdsaKeyPair, JwkError> {
    use aws_lc_rs::signature::{
        ML_DSA_44_SIGNING, ML_DSA_65_SIGNING, ML_DSA_87_SIGNING, PqdsaKeyPair,
        PqdsaSigningAlgorithm,
    };
    let algorithm: &'static PqdsaSigningAlgorithm = match set {
        MlDsa::MlDsa44 => &ML_DSA_44_SIGNING,
        MlDsa::MlDsa65 => &ML_DSA_65_SIGNING,
        MlDsa::MlDsa87 => &ML_DSA_87_SIGNING,
    };
    PqdsaKeyPair::from_seed(algorithm, seed.expose()).map_err(|_| JwkError::Inconsistent)
}

impl Members<'_> {
    /// A JWK of the type `AKP`, whose `alg` is required.
    pub(super) fn akp(&self) -> Result<Material, JwkError> {
        let alg = self.text("alg")?.ok_or(JwkError::Missing("alg"))?;
        let set = MlDsa::from_name(&alg).ok_or_else(|| JwkError::Member {
            name: "alg",
            problem: format!(
                "is {alg:?}; of this type ML-DSA-44, ML-DSA-65 and ML-DSA-87 are known"
            ),
        })?;
        let public = self.required("pub")?;
        if !self.has("priv") {
            return Material::ml_dsa(set, public, None);
        }
        let seed = self.secret("priv")?;
        if seed.expose().len() != SEED_BYTES {
            return Err(wrong_length("priv", seed.expose().len(), SEED_BYTES));
        }
        Material::ml_dsa(set, public, Some(seed))
    }
}

fn wrong_length(name: &'static str, found: usize, wanted: usize) -> JwkError {
    JwkError::Member {
        name,
        problem: format!("has {found} bytes, where the algorithm needs {wanted}"),
    }
}
