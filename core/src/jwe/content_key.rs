//! The content's key, computed by aws-lc: unwrapped, decrypted, agreed on or derived, as `alg` says (RFC 7518 §4).

use aes_kw::{KeyInit, KwAes128, KwAes192, KwAes256};
use aws_lc_rs::agreement::{self, PrivateKey, UnparsedPublicKey};
use aws_lc_rs::pbkdf2;
use aws_lc_rs::rsa::{
    OAEP_SHA1_MGF1SHA1, OAEP_SHA256_MGF1SHA256, OAEP_SHA384_MGF1SHA384, OAEP_SHA512_MGF1SHA512,
    OaepPrivateDecryptingKey, PrivateDecryptingKey,
};
use rsa::pkcs8::EncodePrivateKey;

use super::agreement::Agreement;
use super::algorithm::OaepHash;
use super::content::gcm;
use super::error::DecryptError;
use super::token::{EncryptedToken, FirstKey, Wrapping};
use crate::alg::{Curve, Hash};
use crate::jwk::{Jwk, Material};
use crate::secret::Secret;

pub(super) fn content_key(token: &EncryptedToken) -> Result<Secret, DecryptError> {
    let first = match &token.first {
        FirstKey::Given(secret) => secret.clone(),
        FirstKey::RsaOaep {
            hash,
            key,
            encrypted,
        } => oaep(*hash, key, encrypted)?,
        FirstKey::EcdhEs(agreement) => agreed(agreement)?,
        FirstKey::Password {
            hash,
            password,
            salt,
            rounds,
            key_bytes,
        } => {
            let algorithm = match hash {
                Hash::Sha256 => pbkdf2::PBKDF2_HMAC_SHA256,
                Hash::Sha384 => pbkdf2::PBKDF2_HMAC_SHA384,
                Hash::Sha512 => pbkdf2::PBKDF2_HMAC_SHA512,
            };
            let mut key = vec![0; *key_bytes];
            pbkdf2::derive(algorithm, *rounds, salt, password.expose(), &mut key);
            Secret::new(key)
        }
    };
    match &token.wrapping {
        Wrapping::None => Ok(first),
        Wrapping::AesKw(wrapped) => unwrapped(&first, wrapped),
        Wrapping::AesGcm(sealed) => gcm(&first, sealed),
    }
}

fn oaep(hash: OaepHash, jwk: &Jwk, encrypted: &[u8]) -> Result<Secret, DecryptError> {
    let algorithm = match hash {
        OaepHash::Sha1 => &OAEP_SHA1_MGF1SHA1,
        OaepHash::Sha256 => &OAEP_SHA256_MGF1SHA256,
        OaepHash::Sha384 => &OAEP_SHA384_MGF1SHA384,
        OaepHash::Sha512 => &OAEP_SHA512_MGF1SHA512,
    };
    let opening = |_| DecryptError::Opening;
    let key = rsa_key(jwk).ok_or_else(DecryptError::inconsistent_key)?;
    let key = OaepPrivateDecryptingKey::new(key).map_err(opening)?;
    let mut bytes = vec![0; key.min_output_size()];
    let opened = key.decrypt(algorithm, encrypted, &mut bytes, None);
    let length = opened.map_err(opening)?.len();
    bytes.truncate(length);
    Ok(Secret::new(bytes))
}

fn rsa_key(jwk: &Jwk) -> Option<PrivateDecryptingKey> {
    let Material::Rsa { n, e, private, .. } = jwk.material() else {
        return None;
    };
    let key = private.as_ref()?.key(n, e).ok()?;
    let der = key.to_pkcs8_der().ok()?;
    PrivateDecryptingKey::from_pkcs8(der.as_bytes()).ok()
}

fn agreed(agreement: &Agreement) -> Result<Secret, DecryptError> {
    let algorithm = match agreement.key.curve {
        None => &agreement::X25519,
        Some(Curve::P384) => &agreement::ECDH_P384,
        Some(Curve::P521) => &agreement::ECDH_P521,
        Some(_) => &agreement::ECDH_P256,
    };
    let private = PrivateKey::from_private_key(algorithm, agreement.key.d.expose())
        .map_err(|_| DecryptError::inconsistent_key())?;
    let peer = UnparsedPublicKey::new(algorithm, &agreement.ephemeral);
    // Points that are not on the curve, and those of small order, are refused in here.
    agreement::agree(&private, peer, DecryptError::Opening, |shared| {
        agreement.key_of(shared)
    })
}

/// AES key wrap; which AES it is follows from the key's length.
fn unwrapped(key: &Secret, wrapped: &[u8]) -> Result<Secret, DecryptError> {
    let mut bytes = vec![0; wrapped.len() - 8];
    let key = key.expose();
    let opening = |_| DecryptError::Opening;
    let opened = match key.len() {
        16 => KwAes128::new_from_slice(key)
            .map_err(opening)?
            .unwrap_key(wrapped, &mut bytes)
            .is_ok(),
        24 => KwAes192::new_from_slice(key)
            .map_err(opening)?
            .unwrap_key(wrapped, &mut bytes)
            .is_ok(),
        32 => KwAes256::new_from_slice(key)
            .map_err(opening)?
            .unwrap_key(wrapped, &mut bytes)
            .is_ok(),
        _ => false,
    };
    match opened {
        true => Ok(Secret::new(bytes)),
        false => Err(DecryptError::Opening),
    }
}
