//! An encrypted token, opened with the key that the person gives; what is in it is judged as any token is.

use claimscope_core::jwe::{DecryptionKey, decrypt, is_encrypted};
use claimscope_core::secret::Secret;
use claimscope_core::time::Timestamp;
use claimscope_core::{SecretEncoding, inspect};

use crate::results::{Encrypted, FailureText, OpenedToken};
use crate::sensitive::Sensitive;
use crate::sentence::sentence;

/// The key, as the person typed it. It is kept in memory alone.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DecryptionForm {
    /// A private key as JWK or PEM, a shared key or a password.
    pub key: Sensitive,
    /// How a shared key is written down.
    pub encoding: SecretEncoding,
}

impl DecryptionForm {
    /// Whether what stands there is written as a JWK or PEM, and so not in an encoding.
    pub(crate) fn is_key_text(&self) -> bool {
        let text = self.key.expose().trim_start();
        text.starts_with('{') || text.starts_with("-----BEGIN")
    }

    fn key(&self) -> Result<DecryptionKey, FailureText> {
        if self.is_key_text() {
            let key = DecryptionKey::parse(self.key.expose().trim().as_bytes());
            return key.map_err(|error| {
                let advice = "Give the private key, as JWK or PEM, or the shared secret.";
                FailureText::new(sentence(&error.to_string()), advice)
            });
        }
        let written = Secret::from(self.key.expose().trim_end_matches(['\r', '\n']));
        let secret = self.encoding.decode(&written);
        secret.map(DecryptionKey::from_secret).ok_or_else(|| {
            let said = format!("The secret is not written in {}.", self.encoding.name());
            FailureText::new(said, "Choose how it is written, or paste it anew.")
        })
    }
}

/// Opens `token`, where it is encrypted and a key is given; `None` where it is not encrypted.
pub fn open(token: &str, form: &DecryptionForm) -> Option<Encrypted> {
    if !is_encrypted(token) {
        return None;
    }
    if form.key.is_blank() {
        return Some(Encrypted::Closed);
    }
    let opened = form.key().and_then(|key| {
        decrypt(token, &key).map_err(|error| {
            let said = sentence(&error.to_string());
            FailureText::new(said, sentence(error.hint())).with_code(error.code())
        })
    });
    Some(match opened {
        Err(failure) => Encrypted::NotOpened(failure),
        Ok(decrypted) => {
            let nested = decrypted.nested().map(Secret::from);
            let text = decrypted.plaintext().expose_str();
            Encrypted::Opened(OpenedToken {
                algorithms: format!("{}, {}", decrypted.alg(), decrypted.enc()),
                header: inspect(token, Timestamp::default()).report.header,
                content: text.filter(|_| nested.is_none()).map(Secret::from),
                nested,
            })
        }
    })
}
