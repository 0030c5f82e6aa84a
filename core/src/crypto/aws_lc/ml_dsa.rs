//! ML-DSA with aws-lc-rs, the context empty as [RFC 9964 §3] wants it.
//!
//! [RFC 9964 §3]: https://www.rfc-editor.org/rfc/rfc9964#section-3

use aws_lc_rs::error::Unspecified;
use aws_lc_rs::signature::{ML_DSA_44, ML_DSA_65, ML_DSA_87, PqdsaKeyPair, VerificationAlgorithm};

use crate::alg::MlDsa;

pub(super) fn verification(set: MlDsa) -> &'static dyn VerificationAlgorithm {
    match set {
        MlDsa::MlDsa44 => &ML_DSA_44,
        MlDsa::MlDsa65 => &ML_DSA_65,
        MlDsa::MlDsa87 => &ML_DSA_87,
    }
}

pub(super) fn sign(
    pair: &PqdsaKeyPair,
    set: MlDsa,
    message: &[u8],
) -> Result<Vec<u8>, Unspecified> {
    let mut signature = vec![0; set.signature_bytes()];
    let length = pair.sign(message, &mut signature)?;
    signature.truncate(length);
    Ok(signature)
}
