//! Ed448 ([RFC 8032 §5.2]) with the context empty, which both providers take from the RustCrypto crate: aws-lc has none.
//!
//! [RFC 8032 §5.2]: https://www.rfc-editor.org/rfc/rfc8032#section-5.2

use ed448_goldilocks::{Signature, SigningKey, VerifyingKey};

use super::{KeyError, Signer, Verifier};
use crate::entropy::Entropy;
use crate::secret::Secret;

pub(super) fn verifier(x: &[u8; 57]) -> Result<Box<dyn Verifier>, KeyError> {
    let key = VerifyingKey::from_bytes(x).map_err(|_| KeyError::Invalid)?;
    Ok(Box::new(move |message: &[u8], signature: &[u8]| {
        Signature::try_from(signature)
            .is_ok_and(|signature| key.verify_raw(&signature, message).is_ok())
    }))
}

#[cfg(feature = "signing")]
pub(super) fn signer(d: Option<&Secret>) -> Result<Box<dyn Signer>, KeyError> {
    let d = d.ok_or(KeyError::NotPrivate)?;
    let key = SigningKey::try_from(d.expose()).map_err(|_| KeyError::Invalid)?;
    Ok(Box::new(move |message: &[u8], _: &mut dyn Entropy| {
        Ok(key.sign_raw(message).to_bytes().to_vec())
    }))
}
