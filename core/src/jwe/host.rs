//! What a host computes for an encrypted token, in the terms of WebCrypto; what it came to is judged here.

use super::algorithm::{ContentEncryption, OaepHash};
use super::error::DecryptError;
use super::token::{EncryptedToken, FirstKey, Sealed, Wrapping};
use crate::base64url;
use crate::json::Object;
use crate::secret::Secret;

/// A private key of X25519 as PKCS #8 ([RFC 8410 §7](https://www.rfc-editor.org/rfc/rfc8410#section-7)), up to its 32 bytes.
const X25519_PREFIX: [u8; 16] = [
    0x30, 0x2e, 2, 1, 0, 0x30, 5, 6, 3, 0x2b, 0x65, 0x6e, 4, 0x22, 4, 0x20,
];

impl EncryptedToken {
    /// What is to be computed, as JSON with bytes in base64url, shared secrets among them: `first` gives a key, `wrapping`
    /// unwraps the content's key with it where there is one, and `content` is decrypted with that. The private key is apart,
    /// [`EncryptedToken::private_key_for_host`], as a host imports it once.
    pub fn for_host(&self) -> Object {
        let content = match self.encryption {
            ContentEncryption::Gcm(_) => gcm(&self.sealed),
            ContentEncryption::CbcHmac(hash) => Object::new()
                .with("name", "AES-CBC")
                .with("hash", hash.name())
                .with("covered", bytes(&self.sealed.covered()))
                .with("iv", bytes(&self.sealed.iv))
                .with("ciphertext", bytes(&self.sealed.ciphertext)),
        };
        let whole = Object::new().with("first", self.first.for_host());
        let whole = match &self.wrapping {
            Wrapping::None => whole,
            Wrapping::AesKw(wrapped) => whole.with(
                "wrapping",
                Object::new()
                    .with("name", "AES-KW")
                    .with("wrapped", bytes(wrapped)),
            ),
            Wrapping::AesGcm(sealed) => whole.with("wrapping", gcm(sealed)),
        };
        let key_bytes = self.encryption.key_bytes() as i64;
        whole.with("content", content).with("key_bytes", key_bytes)
    }

    /// The private key that [`EncryptedToken::for_host`] needs, as `jwk` or `pkcs8`; empty where it needs none.
    pub fn private_key_for_host(&self) -> Object {
        match &self.first {
            FirstKey::RsaOaep { key, .. } => Object::new().with("jwk", key.numbers()),
            FirstKey::EcdhEs(agreement) => {
                let d = agreement.key.d.expose();
                let Some(curve) = agreement.key.curve else {
                    let key = [&X25519_PREFIX, d].concat();
                    return Object::new().with("pkcs8", bytes(&key));
                };
                let [x, y] = &agreement.key.own;
                let jwk = Object::new()
                    .with("kty", "EC")
                    .with("crv", curve.name())
                    .with("x", bytes(x))
                    .with("y", bytes(y))
                    .with("d", bytes(d));
                Object::new().with("jwk", jwk)
            }
            FirstKey::Given(_) | FirstKey::Password { .. } => Object::new(),
        }
    }

    /// The key that follows from the number that ECDH agreed on.
    ///
    /// # Errors
    ///
    /// Where a point of small order was agreed with, or nothing is to be agreed on.
    pub fn agreed(&self, shared: &[u8]) -> Result<Secret, DecryptError> {
        match &self.first {
            FirstKey::EcdhEs(agreement) => agreement.key_of(shared),
            _ => Err(DecryptError::Opening),
        }
    }

    /// Whether this HMAC is that of the token, where AES-CBC has one: nothing is decrypted before.
    pub fn has_tag(&self, hmac: &[u8]) -> bool {
        let tag = hmac.get(..self.sealed.tag.len()).unwrap_or_default();
        matches!(self.encryption, ContentEncryption::CbcHmac(_))
            && Secret::new(tag).constant_time_eq(&self.sealed.tag)
    }

    /// That the host takes no such key.
    pub fn untaken_key(&self) -> DecryptError {
        let of_rsa = match self.first {
            FirstKey::RsaOaep { .. } => ", which needs p, q, dp, dq and qi beside d",
            _ => "",
        };
        DecryptError::Unusable(format!("the host's crypto does not take the key{of_rsa}"))
    }

    /// That the host has no such algorithm: that of the content, or else the one that brings its key.
    pub fn not_computed(&self, is_content: bool) -> DecryptError {
        let name = |name| self.header().get_str(name).map(str::to_owned);
        match is_content {
            true => DecryptError::Enc(name("enc")),
            false => DecryptError::Alg(name("alg")),
        }
    }
}

impl FirstKey {
    fn for_host(&self) -> Object {
        match self {
            Self::Given(secret) => Object::new()
                .with("name", "given")
                .with("key", bytes(secret.expose())),
            Self::RsaOaep {
                hash, encrypted, ..
            } => Object::new()
                .with("name", "RSA-OAEP")
                .with("hash", oaep_hash_name(*hash))
                .with("encrypted", bytes(encrypted)),
            Self::EcdhEs(agreement) => {
                let object = Object::new()
                    .with("public", bytes(&agreement.ephemeral))
                    .with("bits", agreement.key.d.expose().len() as i64 * 8);
                match agreement.key.curve {
                    None => object.with("name", "X25519"),
                    Some(curve) => object.with("name", "ECDH").with("curve", curve.name()),
                }
            }
            Self::Password {
                hash,
                password,
                salt,
                rounds,
                key_bytes,
            } => Object::new()
                .with("name", "PBKDF2")
                .with("hash", hash.name())
                .with("password", bytes(password.expose()))
                .with("salt", bytes(salt))
                .with("rounds", i64::from(rounds.get()))
                .with("bits", *key_bytes as i64 * 8),
        }
    }
}

fn gcm(sealed: &Sealed) -> Object {
    Object::new()
        .with("name", "AES-GCM")
        .with("iv", bytes(&sealed.iv))
        .with(
            "ciphertext",
            bytes(&[sealed.ciphertext.as_slice(), &sealed.tag].concat()),
        )
        .with("authenticated", bytes(&sealed.authenticated))
}

fn bytes(bytes: &[u8]) -> String {
    base64url::encode(bytes)
}

fn oaep_hash_name(hash: OaepHash) -> &'static str {
    match hash {
        OaepHash::Sha1 => "SHA-1",
        OaepHash::Sha256 => "SHA-256",
        OaepHash::Sha384 => "SHA-384",
        OaepHash::Sha512 => "SHA-512",
    }
}
