//! The content of an encrypted token, opened with its own key: AES-GCM, and AES-CBC with HMAC (RFC 7518 §5).

use aws_lc_rs::aead::{self, Aad, LessSafeKey, Nonce, UnboundKey};
use aws_lc_rs::cipher::{self, DecryptionContext, PaddedBlockDecryptingKey, UnboundCipherKey};
use aws_lc_rs::hmac;
use aws_lc_rs::iv::FixedLength;
use subtle::ConstantTimeEq;

use super::algorithm::ContentEncryption;
use super::error::DecryptError;
use crate::alg::Hash;
use crate::secret::Secret;

/// What came with the content.
pub(super) struct Sealed<'a> {
    pub(super) iv: &'a [u8],
    pub(super) ciphertext: &'a [u8],
    pub(super) tag: &'a [u8],
    /// What the tag covers beside it.
    pub(super) authenticated: &'a [u8],
}

pub(super) fn open(
    encryption: ContentEncryption,
    key: &Secret,
    sealed: &Sealed<'_>,
) -> Result<Secret, DecryptError> {
    if key.expose().len() != encryption.key_bytes() {
        return Err(DecryptError::Opening);
    }
    match encryption {
        ContentEncryption::Gcm(_) => gcm(key, sealed),
        ContentEncryption::CbcHmac(hash) => cbc_hmac(hash, key, sealed),
    }
}

/// AES-GCM; which AES it is follows from the key's length.
pub(super) fn gcm(key: &Secret, sealed: &Sealed<'_>) -> Result<Secret, DecryptError> {
    let algorithm = match key.expose().len() {
        16 => &aead::AES_128_GCM,
        24 => &aead::AES_192_GCM,
        32 => &aead::AES_256_GCM,
        _ => return Err(DecryptError::Opening),
    };
    // A shorter tag would be easier to guess.
    if sealed.tag.len() != algorithm.tag_len() {
        return Err(DecryptError::Opening);
    }
    let opening = |_| DecryptError::Opening;
    let key = UnboundKey::new(algorithm, key.expose()).map_err(opening)?;
    let nonce = Nonce::try_assume_unique_for_key(sealed.iv).map_err(opening)?;
    let mut bytes = [sealed.ciphertext, sealed.tag].concat();
    let key = LessSafeKey::new(key);
    let opened = key.open_in_place(nonce, Aad::from(sealed.authenticated), &mut bytes);
    let length = opened.map_err(opening)?.len();
    bytes.truncate(length);
    Ok(Secret::new(bytes))
}

fn cbc_hmac(hash: Hash, key: &Secret, sealed: &Sealed<'_>) -> Result<Secret, DecryptError> {
    let half = hash.output_bytes() / 2;
    let (mac_key, encryption_key) = key.expose().split_at(half);
    let algorithm = match hash {
        Hash::Sha256 => hmac::HMAC_SHA256,
        Hash::Sha384 => hmac::HMAC_SHA384,
        Hash::Sha512 => hmac::HMAC_SHA512,
    };
    let bits = u64::try_from(sealed.authenticated.len()).unwrap_or_default() * 8;
    let mut mac = hmac::Context::with_key(&hmac::Key::new(algorithm, mac_key));
    for piece in [sealed.authenticated, sealed.iv, sealed.ciphertext] {
        mac.update(piece);
    }
    mac.update(&bits.to_be_bytes());
    let expected = mac.sign();
    // The tag counts before anything is decrypted.
    if !bool::from(expected.as_ref()[..half].ct_eq(sealed.tag)) {
        return Err(DecryptError::Opening);
    }
    cbc(encryption_key, sealed)
}

fn cbc(key: &[u8], sealed: &Sealed<'_>) -> Result<Secret, DecryptError> {
    let opening = |_| DecryptError::Opening;
    let algorithm = match key.len() {
        16 => &cipher::AES_128,
        24 => &cipher::AES_192,
        _ => &cipher::AES_256,
    };
    let key = UnboundCipherKey::new(algorithm, key).map_err(opening)?;
    let key = PaddedBlockDecryptingKey::cbc_pkcs7(key).map_err(opening)?;
    let iv = FixedLength::<16>::try_from(sealed.iv).map_err(opening)?;
    let mut bytes = sealed.ciphertext.to_vec();
    let opened = key.decrypt(&mut bytes, DecryptionContext::Iv128(iv));
    let length = opened.map_err(opening)?.len();
    bytes.truncate(length);
    Ok(Secret::new(bytes))
}
