//! Sealing: AES-256-GCM ([NIST SP 800-38D](https://csrc.nist.gov/pubs/sp/800/38/d/final)) with a random nonce for each row.

use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use aws_lc_rs::hmac;
use claimscope_core::secret::Secret;

use super::StoreError;
use crate::entropy;

/// The length of the key in the keychain.
pub(super) const KEY_BYTES: usize = 32;

/// What a row begins with: the format, so that a later one is told apart.
const HEAD: &[u8] = b"claimscope sealed row 1\n";

/// Two keys made of the one in the keychain: one seals, the other names.
pub(super) struct SealingKey {
    seals: LessSafeKey,
    names: hmac::Key,
}

impl SealingKey {
    pub(super) fn new(key: &Secret) -> Result<Self, StoreError> {
        if key.expose().len() != KEY_BYTES {
            return Err(StoreError::keychain(
                "its entry of this name holds no key of this program",
            ));
        }
        let root = hmac::Key::new(hmac::HMAC_SHA256, key.expose());
        let derived = |purpose: &str| hmac::sign(&root, purpose.as_bytes());
        let seals = UnboundKey::new(&AES_256_GCM, derived("seal").as_ref())
            .map_err(|_| StoreError::keychain("its key cannot be used"))?;
        Ok(Self {
            seals: LessSafeKey::new(seals),
            names: hmac::Key::new(hmac::HMAC_SHA256, derived("name").as_ref()),
        })
    }

    /// 32 hexadecimal digits that stand for these settings.
    pub(super) fn digest(&self, kind: &str, settings: &Secret) -> String {
        let mut context = hmac::Context::with_key(&self.names);
        context.update(kind.as_bytes());
        context.update(b"\n");
        context.update(settings.expose());
        let digest = context.sign();
        let digits = digest.as_ref().iter().take(16);
        digits.map(|byte| format!("{byte:02x}")).collect()
    }

    /// Seals a row under its name; `None` where the system gives no randomness.
    pub(super) fn seal(&self, name: &str, row: &Secret) -> Option<Vec<u8>> {
        let mut nonce = [0; NONCE_LEN];
        entropy(&mut nonce).ok()?;
        let mut sealed = row.expose().to_vec();
        let key = Nonce::assume_unique_for_key(nonce);
        let bound = Aad::from(bound(name));
        self.seals
            .seal_in_place_append_tag(key, bound, &mut sealed)
            .ok()?;
        Some([HEAD, &nonce, &sealed].concat())
    }

    /// Opens what was sealed under this name; `None` where it was not.
    pub(super) fn open(&self, name: &str, file: &[u8]) -> Option<Secret> {
        let (nonce, sealed) = file.strip_prefix(HEAD)?.split_first_chunk::<NONCE_LEN>()?;
        let nonce = Nonce::assume_unique_for_key(*nonce);
        let mut sealed = sealed.to_vec();
        let row = self
            .seals
            .open_in_place(nonce, Aad::from(bound(name)), &mut sealed)
            .ok()?
            .len();
        sealed.truncate(row);
        Some(Secret::new(sealed))
    }
}

/// What a row is bound to.
fn bound(name: &str) -> Vec<u8> {
    [HEAD, name.as_bytes()].concat()
}
