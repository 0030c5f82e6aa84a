//! The content's key: unwrapped, decrypted, agreed on or derived, as `alg` says (RFC 7518 §4).

use std::num::NonZeroU32;

use aes_kw::{KeyInit, KwAes128, KwAes192, KwAes256};
use aws_lc_rs::agreement::{self, PrivateKey, UnparsedPublicKey};
use aws_lc_rs::pbkdf2;
use aws_lc_rs::rsa::{
    OAEP_SHA1_MGF1SHA1, OAEP_SHA256_MGF1SHA256, OAEP_SHA384_MGF1SHA384, OAEP_SHA512_MGF1SHA512,
    OaepPrivateDecryptingKey,
};
use sha2::{Digest, Sha256};

use super::algorithm::{ContentEncryption, KeyManagement, OaepHash};
use super::content::{Sealed, gcm};
use super::error::DecryptError;
use super::key::DecryptionKey;
use crate::alg::{Curve, Hash};
use crate::base64url;
use crate::json::{Number, Object, Value};
use crate::jwk::uncompressed_point;
use crate::secret::Secret;

/// More rounds of PBKDF2 than this are a way to keep a machine busy.
const MAX_ROUNDS: i64 = 1_000_000;
/// A shorter salt is against RFC 7518 §4.8.1.1.
const LEAST_SALT_BYTES: usize = 8;

/// What there is to get the key from.
pub(super) struct Wanted<'a> {
    pub(super) management: KeyManagement,
    pub(super) encryption: ContentEncryption,
    pub(super) header: &'a Object,
    pub(super) encrypted_key: &'a [u8],
    pub(super) key: &'a DecryptionKey,
}

pub(super) fn content_key(wanted: &Wanted<'_>) -> Result<Secret, DecryptError> {
    match wanted.management {
        KeyManagement::Direct => {
            wanted.require_no_encrypted_key()?;
            Ok(wanted.key.secret()?.clone())
        }
        KeyManagement::RsaOaep(hash) => oaep(wanted, hash),
        KeyManagement::EcdhEs(None) => {
            wanted.require_no_encrypted_key()?;
            let name = wanted.header.get_str("enc").unwrap_or_default();
            agreed(wanted, name, wanted.encryption.key_bytes())
        }
        KeyManagement::EcdhEs(Some(bytes)) => {
            let name = wanted.header.get_str("alg").unwrap_or_default();
            unwrapped(&agreed(wanted, name, bytes)?, wanted.encrypted_key)
        }
        KeyManagement::AesKw(bytes) => {
            unwrapped(wanted.key.secret_of(bytes)?, wanted.encrypted_key)
        }
        KeyManagement::AesGcmKw(bytes) => {
            let iv = bytes_of(wanted.header, "iv")?;
            let tag = bytes_of(wanted.header, "tag")?;
            let sealed = Sealed {
                iv: &iv,
                ciphertext: wanted.encrypted_key,
                tag: &tag,
                authenticated: b"",
            };
            gcm(wanted.key.secret_of(bytes)?, &sealed)
        }
        KeyManagement::Pbes2(hash, bytes) => {
            unwrapped(&derived(wanted, hash, bytes)?, wanted.encrypted_key)
        }
    }
}

impl Wanted<'_> {
    /// Where the content's key is not brought, nothing stands in its place (RFC 7516 §5.2 step 10).
    fn require_no_encrypted_key(&self) -> Result<(), DecryptError> {
        match self.encrypted_key.is_empty() {
            true => Ok(()),
            false => Err(DecryptError::Format(
                "with this alg no key is encrypted, and yet there is one".to_owned(),
            )),
        }
    }
}

fn oaep(wanted: &Wanted<'_>, hash: OaepHash) -> Result<Secret, DecryptError> {
    let algorithm = match hash {
        OaepHash::Sha1 => &OAEP_SHA1_MGF1SHA1,
        OaepHash::Sha256 => &OAEP_SHA256_MGF1SHA256,
        OaepHash::Sha384 => &OAEP_SHA384_MGF1SHA384,
        OaepHash::Sha512 => &OAEP_SHA512_MGF1SHA512,
    };
    let opening = |_| DecryptError::Opening;
    let key = OaepPrivateDecryptingKey::new(wanted.key.rsa()?).map_err(opening)?;
    let mut bytes = vec![0; key.min_output_size()];
    let opened = key.decrypt(algorithm, wanted.encrypted_key, &mut bytes, None);
    let length = opened.map_err(opening)?.len();
    bytes.truncate(length);
    Ok(Secret::new(bytes))
}

/// The key that ECDH-ES agrees on, for the algorithm of that name (RFC 7518 §4.6).
fn agreed(wanted: &Wanted<'_>, name: &str, key_bytes: usize) -> Result<Secret, DecryptError> {
    let (curve, algorithm, d) = wanted.key.agreement()?;
    let point = ephemeral_point(wanted.header, curve)?;
    let opening = || DecryptError::Opening;
    let private = PrivateKey::from_private_key(algorithm, d.expose()).map_err(|_| opening())?;
    let peer = UnparsedPublicKey::new(algorithm, point);
    let [apu, apv] = ["apu", "apv"].map(|name| match wanted.header.get(name) {
        None => Ok(Vec::new()),
        Some(_) => bytes_of(wanted.header, name),
    });
    let (apu, apv) = (apu?, apv?);
    // Points that are not on the curve, and those of small order, are refused in here.
    agreement::agree(&private, peer, opening(), |shared| {
        Ok(concat_kdf(shared, name, [&apu, &apv], key_bytes))
    })
}

/// `epk`, as the curve writes points.
fn ephemeral_point(header: &Object, curve: Option<Curve>) -> Result<Vec<u8>, DecryptError> {
    let fault = |problem| DecryptError::Parameter("epk", problem);
    let epk = header.get("epk").and_then(|value| value.as_object());
    let epk = epk.ok_or(fault("is missing or no key"))?;
    let member = |name: &str| {
        let bytes = epk
            .get_str(name)
            .and_then(|text| base64url::decode(text).ok());
        bytes.ok_or(fault("lacks a coordinate"))
    };
    let (kty, crv) = (epk.get_str("kty"), epk.get_str("crv"));
    match curve {
        None if kty == Some("OKP") && crv == Some("X25519") => member("x"),
        Some(curve) if kty == Some("EC") && crv == Some(curve.name()) => {
            let (x, y) = (member("x")?, member("y")?);
            let wanted = curve.coordinate_bytes();
            match (x.len(), y.len()) == (wanted, wanted) {
                true => Ok(uncompressed_point(&x, &y)),
                false => Err(fault("has a coordinate of the wrong length")),
            }
        }
        _ => Err(fault("is of another curve than the key")),
    }
}

/// The Concat KDF of NIST SP 800-56A with SHA-256, as RFC 7518 §4.6.2 uses it.
fn concat_kdf(shared: &[u8], name: &str, parties: [&[u8]; 2], key_bytes: usize) -> Secret {
    let length = |bytes: &[u8]| u32::try_from(bytes.len()).unwrap_or_default().to_be_bytes();
    let mut info = Vec::new();
    for piece in [name.as_bytes(), parties[0], parties[1]] {
        info.extend(length(piece));
        info.extend(piece);
    }
    info.extend(
        u32::try_from(key_bytes * 8)
            .unwrap_or_default()
            .to_be_bytes(),
    );
    let mut key = Vec::new();
    let mut round = 1_u32;
    while key.len() < key_bytes {
        let digest = Sha256::new()
            .chain_update(round.to_be_bytes())
            .chain_update(shared)
            .chain_update(&info)
            .finalize();
        key.extend_from_slice(&digest);
        round += 1;
    }
    key.truncate(key_bytes);
    Secret::new(key)
}

/// AES key wrap ([RFC 3394](https://www.rfc-editor.org/rfc/rfc3394)); which AES it is follows from the key's length.
fn unwrapped(key: &Secret, wrapped: &[u8]) -> Result<Secret, DecryptError> {
    // The content's keys have 16 to 64 bytes, in blocks of 8, and one block more when wrapped.
    if !(24..=72).contains(&wrapped.len()) || !wrapped.len().is_multiple_of(8) {
        return Err(DecryptError::Opening);
    }
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

/// The key that a password comes to (RFC 7518 §4.8).
fn derived(wanted: &Wanted<'_>, hash: Hash, key_bytes: usize) -> Result<Secret, DecryptError> {
    let header = wanted.header;
    let rounds = header.get("p2c").and_then(Value::as_number);
    let rounds = rounds.and_then(Number::as_i64);
    let rounds = rounds.ok_or(DecryptError::Parameter("p2c", "is no whole number"))?;
    if rounds > MAX_ROUNDS {
        return Err(DecryptError::Bound(
            "the header's p2c, the rounds of PBES2,",
        ));
    }
    let rounds = u32::try_from(rounds).ok().and_then(NonZeroU32::new);
    let rounds = rounds.ok_or(DecryptError::Parameter("p2c", "is not above zero"))?;
    let salt = bytes_of(header, "p2s")?;
    if salt.len() < LEAST_SALT_BYTES {
        return Err(DecryptError::Parameter("p2s", "has fewer than 8 bytes"));
    }
    let name = header.get_str("alg").unwrap_or_default();
    let salt = [name.as_bytes(), &[0], &salt].concat();
    let algorithm = match hash {
        Hash::Sha256 => pbkdf2::PBKDF2_HMAC_SHA256,
        Hash::Sha384 => pbkdf2::PBKDF2_HMAC_SHA384,
        Hash::Sha512 => pbkdf2::PBKDF2_HMAC_SHA512,
    };
    let mut key = vec![0; key_bytes];
    pbkdf2::derive(
        algorithm,
        rounds,
        &salt,
        wanted.key.secret()?.expose(),
        &mut key,
    );
    Ok(Secret::new(key))
}

fn bytes_of(header: &Object, name: &'static str) -> Result<Vec<u8>, DecryptError> {
    let text = header.get_str(name);
    let bytes = text.and_then(|text| base64url::decode(text).ok());
    bytes.ok_or(DecryptError::Parameter(name, "is missing or no base64url"))
}
