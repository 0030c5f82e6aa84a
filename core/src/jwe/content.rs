//! The content of an encrypted token, opened with its own key: AES-GCM, and AES-CBC with HMAC (RFC 7518 §5).

use aws_lc_rs::aead::{self, Aad, LessSafeKey, Nonce, UnboundKey};
use aws_lc_rs::cipher::{self, DecryptionContext, PaddedBlockDecryptingKey, UnboundCipherKey};
use aws_lc_rs::hmac;
use aws_lc_rs::iv::FixedLength;
use subtle::ConstantTimeEq;

use super::algorithm::ContentEncryption;
use super::error::DecryptError;
use super::token::{EncryptedToken, Sealed};
use crate::alg::Hash;
use crate::secret::Secret;

pub(super) fn open(token: &EncryptedToken, key: &Secret) -> Result<Secret, DecryptError> {
    if key.expose().len() != token.encryption.key_bytes() {
        return Err(DecryptError::Opening);
    }
    match token.encryption {
        ContentEncryption::Gcm(_) => gcm(key, &token.sealed),
        ContentEncryption::CbcHmac(hash) => cbc_hmac(hash, key, &token.sealed),
    }
}

/// AES-GCM; which AES it is follows from the key's length.
pub(super) fn gcm(key: &Secret, sealed: &Sealed) -> Result<Secret, DecryptError> {
    let algorithm = match key.expose().len() {
        16 => &aead::AES_128_GCM,
        24 => &aead::AES_192_GCM,
        32 => &aead::AES_256_GCM,
        _ => return Err(DecryptError::Opening),
    };
    let opening = |_| DecryptError::Opening;
    let key = UnboundKey::new(algorithm, key.expose()).map_err(opening)?;
    let nonce = Nonce::try_assume_unique_for_key(&sealed.iv).map_err(opening)?;
    let mut bytes = [sealed.ciphertext.as_slice(), &sealed.tag].concat();
    let key = LessSafeKey::new(key);
    let opened = key.open_in_place(nonce, Aad::from(&sealed.authenticated), &mut bytes);
    let length = opened.map_err(opening)?.len();
    bytes.truncate(length);
    Ok(Secret::new(bytes))
}

fn cbc_hmac(hash: Hash, key: &Secret, sealed: &Sealed) -> Result<Secret, DecryptError> {
    let half = hash.output_bytes() / 2;
    let (mac_key, encryption_key) = key.expose().split_at(half);
    let algorithm = match hash {
        Hash::Sha256 => hmac::HMAC_SHA256,
        Hash::Sha384 => hmac::HMAC_SHA384,
        Hash::Sha512 => hmac::HMAC_SHA512,
    };
    let expected = hmac::sign(&hmac::Key::new(algorithm, mac_key), &sealed.covered());
    // The tag counts before anything is decrypted.
    if !bool::from(expected.as_ref()[..half].ct_eq(&sealed.tag)) {
        return Err(DecryptError::Opening);
    }
    cbc(encryption_key, sealed)
}

fn cbc(key: &[u8], sealed: &Sealed) -> Result<Secret, DecryptError> {
    let opening = |_| DecryptError::Opening;
    let algorithm = match key.len() {
        16 => &cipher::AES_128,
        24 => &cipher::AES_192,
        _ => &cipher::AES_256,
    };
    let key = UnboundCipherKey::new(algorithm, key).map_err(opening)?;
    let key = PaddedBlockDecryptingKey::cbc_pkcs7(key).map_err(opening)?;
    let iv = FixedLength::<16>::try_from(sealed.iv.as_slice()).map_err(opening)?;
    let mut bytes = sealed.ciphertext.clone();
    let opened = key.decrypt(&mut bytes, DecryptionContext::Iv128(iv));
    let length = opened.map_err(opening)?.len();
    bytes.truncate(length);
    Ok(Secret::new(bytes))
}
