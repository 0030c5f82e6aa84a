//! An encrypted token and the key for it, with everything checked that can be before anything is computed.

use std::num::NonZeroU32;

use super::agreement::{Agreement, bytes_of};
use super::algorithm::{ContentEncryption, KeyManagement, OaepHash};
use super::allowed::AllowedEncryption;
use super::error::DecryptError;
use super::key::DecryptionKey;
use super::{Decrypted, inflate};
use crate::alg::Hash;
use crate::base64url;
use crate::json::{Number, Object, Value};
use crate::jwk::Jwk;
use crate::jws::{Content, decode};
use crate::report::Format;
use crate::secret::Secret;

/// More rounds of PBKDF2 than this are a way to keep a machine busy.
const MAX_ROUNDS: i64 = 1_000_000;
/// A shorter salt is against RFC 7518 §4.8.1.1.
const LEAST_SALT_BYTES: usize = 8;
/// Of AES-GCM (RFC 7518 §5.3). A shorter tag would be easier to guess.
const GCM_NONCE_AND_TAG_BYTES: (usize, usize) = (12, 16);

/// A well-formed encrypted token and a key that is for it: what is left is to compute.
///
/// Here aws-lc computes, in [`decrypt`](super::decrypt); in JavaScript it is the host, as [`EncryptedToken::for_host`] says.
pub struct EncryptedToken {
    header: Object,
    pub(super) first: FirstKey,
    pub(super) wrapping: Wrapping,
    pub(super) encryption: ContentEncryption,
    pub(super) sealed: Sealed,
}

/// The first key that is computed: the content's, or the one that unwraps it.
pub(super) enum FirstKey {
    Given(Secret),
    RsaOaep {
        hash: OaepHash,
        key: Box<Jwk>,
        encrypted: Vec<u8>,
    },
    EcdhEs(Box<Agreement>),
    Password {
        hash: Hash,
        password: Secret,
        salt: Vec<u8>,
        rounds: NonZeroU32,
        key_bytes: usize,
    },
}

/// How the content's key comes out of the first one.
pub(super) enum Wrapping {
    /// It is the first one.
    None,
    /// AES key wrap ([RFC 3394](https://www.rfc-editor.org/rfc/rfc3394)), around these bytes.
    AesKw(Vec<u8>),
    AesGcm(Sealed),
}

/// What an encryption with authentication made.
pub(super) struct Sealed {
    pub(super) iv: Vec<u8>,
    pub(super) ciphertext: Vec<u8>,
    pub(super) tag: Vec<u8>,
    /// What the tag covers beside it.
    pub(super) authenticated: Vec<u8>,
}

impl EncryptedToken {
    /// Reads the token, and checks it and the key as far as that goes without computing.
    ///
    /// # Errors
    ///
    /// [`DecryptError`]: what is no encrypted token, what is not supported or not allowed, a key that is not for it.
    pub fn new(
        token: &str,
        key: &DecryptionKey,
        allowed: &AllowedEncryption,
    ) -> Result<Self, DecryptError> {
        let decoded = decode(token, Content::Any, false);
        if let Some(fault) = decoded.faults.first() {
            return Err(DecryptError::Format(fault.words.message.clone()));
        }
        let Some(header) = decoded.header.filter(|_| decoded.format == Format::Jwe) else {
            let message = "an encrypted token has 5 parts, and this one has not".to_owned();
            return Err(DecryptError::Format(message));
        };
        let (authenticated, _) = token.split_once('.').unwrap_or_default();
        let parts = token.split('.').skip(1);
        let parts: Vec<Vec<u8>> = parts
            .map(|part| base64url::decode(part).unwrap_or_default())
            .collect();
        let [encrypted_key, iv, ciphertext, tag] =
            <[Vec<u8>; 4]>::try_from(parts).map_err(|_| DecryptError::Opening)?;
        match header.get("crit").map(Value::as_array) {
            None => {}
            Some(Some([_, ..])) => return Err(DecryptError::Critical),
            // RFC 7515 §4.1.11
            Some(_) => {
                return Err(DecryptError::Parameter(
                    "crit",
                    "is no list, or an empty one",
                ));
            }
        }
        let management = KeyManagement::of_header(&header)?;
        let encryption = ContentEncryption::of_header(&header)?;
        allowed.check(management, &header)?;
        if header.get("zip").is_some() && header.get_str("zip") != Some("DEF") {
            return Err(DecryptError::Compression);
        }
        key.check_for(management, &header)?;
        let wanted = Wanted {
            encryption,
            header: &header,
            key,
        };
        let (first, wrapping) = wanted.keys(management, encrypted_key)?;
        let sealed = Sealed {
            iv,
            ciphertext,
            tag,
            authenticated: authenticated.into(),
        };
        match encryption {
            ContentEncryption::Gcm(_) => sealed.require(GCM_NONCE_AND_TAG_BYTES)?,
            ContentEncryption::CbcHmac(hash) => sealed.require((16, hash.output_bytes() / 2))?,
        }
        Ok(Self {
            header,
            first,
            wrapping,
            encryption,
            sealed,
        })
    }

    /// What the content came to, once it was decrypted.
    ///
    /// # Errors
    ///
    /// Where it is not compressed as the header says, or comes to more than a token may have.
    pub fn opened(self, plaintext: Secret) -> Result<Decrypted, DecryptError> {
        let plaintext = match self.header.get("zip") {
            None => plaintext,
            Some(_) => inflate(&plaintext)?,
        };
        let header = self.header;
        let decrypted = Decrypted { header, plaintext };
        match decrypted.differing_claim() {
            None => Ok(decrypted),
            Some(name) => Err(DecryptError::Parameter(
                name,
                "differs from the token inside",
            )),
        }
    }

    pub(super) fn header(&self) -> &Object {
        &self.header
    }
}

impl Sealed {
    /// Nothing of another length opens.
    fn require(&self, (iv_bytes, tag_bytes): (usize, usize)) -> Result<(), DecryptError> {
        match (self.iv.len(), self.tag.len()) == (iv_bytes, tag_bytes) {
            true => Ok(()),
            false => Err(DecryptError::Opening),
        }
    }

    /// What the HMAC beside AES-CBC covers ([RFC 7518 §5.2.2.1](https://www.rfc-editor.org/rfc/rfc7518#section-5.2.2.1)).
    pub(super) fn covered(&self) -> Vec<u8> {
        let bits = u64::try_from(self.authenticated.len()).unwrap_or_default() * 8;
        let bits = bits.to_be_bytes();
        [&*self.authenticated, &self.iv, &self.ciphertext, &bits].concat()
    }
}

/// What there is to get the content's key from.
struct Wanted<'a> {
    encryption: ContentEncryption,
    header: &'a Object,
    key: &'a DecryptionKey,
}

impl Wanted<'_> {
    /// As `alg` says ([RFC 7518 §4](https://www.rfc-editor.org/rfc/rfc7518#section-4)).
    fn keys(
        &self,
        management: KeyManagement,
        encrypted_key: Vec<u8>,
    ) -> Result<(FirstKey, Wrapping), DecryptError> {
        Ok(match management {
            KeyManagement::Direct => {
                require_none(&encrypted_key)?;
                let given = FirstKey::Given(self.key.secret()?.clone());
                (given, Wrapping::None)
            }
            KeyManagement::RsaOaep(hash) => {
                let rsa = FirstKey::RsaOaep {
                    hash,
                    key: Box::new(self.key.rsa()?.clone()),
                    encrypted: encrypted_key,
                };
                (rsa, Wrapping::None)
            }
            KeyManagement::EcdhEs(None) => {
                require_none(&encrypted_key)?;
                let key_bytes = self.encryption.key_bytes();
                (self.agreement("enc", key_bytes)?, Wrapping::None)
            }
            KeyManagement::EcdhEs(Some(bytes)) => {
                (self.agreement("alg", bytes)?, aes_kw(encrypted_key)?)
            }
            KeyManagement::AesKw(bytes) => {
                let given = FirstKey::Given(self.key.secret_of(bytes)?.clone());
                (given, aes_kw(encrypted_key)?)
            }
            KeyManagement::AesGcmKw(bytes) => {
                let sealed = Sealed {
                    iv: bytes_of(self.header, "iv")?,
                    tag: bytes_of(self.header, "tag")?,
                    ciphertext: encrypted_key,
                    authenticated: Vec::new(),
                };
                let given = FirstKey::Given(self.key.secret_of(bytes)?.clone());
                sealed.require(GCM_NONCE_AND_TAG_BYTES)?;
                (given, Wrapping::AesGcm(sealed))
            }
            KeyManagement::Pbes2(hash, bytes) => {
                (self.password(hash, bytes)?, aes_kw(encrypted_key)?)
            }
        })
    }

    /// `parameter` names the algorithm that the agreed key is for.
    fn agreement(&self, parameter: &str, key_bytes: usize) -> Result<FirstKey, DecryptError> {
        let name = self.header.get_str(parameter).unwrap_or_default();
        let agreement = Agreement::new(self.key.agreement()?, self.header, name, key_bytes)?;
        Ok(FirstKey::EcdhEs(Box::new(agreement)))
    }

    /// A password and what is derived from it (RFC 7518 §4.8).
    fn password(&self, hash: Hash, key_bytes: usize) -> Result<FirstKey, DecryptError> {
        let rounds = self.header.get("p2c").and_then(Value::as_number);
        let rounds = rounds.and_then(Number::as_i64);
        let rounds = rounds.ok_or(DecryptError::Parameter("p2c", "is no whole number"))?;
        if rounds > MAX_ROUNDS {
            return Err(DecryptError::Bound(
                "the header's p2c, the rounds of PBES2,",
            ));
        }
        let rounds = u32::try_from(rounds).ok().and_then(NonZeroU32::new);
        let rounds = rounds.ok_or(DecryptError::Parameter("p2c", "is not above zero"))?;
        let salt = bytes_of(self.header, "p2s")?;
        if salt.len() < LEAST_SALT_BYTES {
            return Err(DecryptError::Parameter("p2s", "has fewer than 8 bytes"));
        }
        let name = self.header.get_str("alg").unwrap_or_default();
        Ok(FirstKey::Password {
            hash,
            password: self.key.secret()?.clone(),
            salt: [name.as_bytes(), &[0], &salt].concat(),
            rounds,
            key_bytes,
        })
    }
}

/// Where the content's key is not brought, nothing stands in its place (RFC 7516 §5.2 step 10).
fn require_none(encrypted_key: &[u8]) -> Result<(), DecryptError> {
    match encrypted_key.is_empty() {
        true => Ok(()),
        false => Err(DecryptError::Format(
            "with this alg no key is encrypted, and yet there is one".to_owned(),
        )),
    }
}

fn aes_kw(wrapped: Vec<u8>) -> Result<Wrapping, DecryptError> {
    // The content's keys have 16 to 64 bytes, in blocks of 8, and one block more when wrapped.
    match (24..=72).contains(&wrapped.len()) && wrapped.len().is_multiple_of(8) {
        true => Ok(Wrapping::AesKw(wrapped)),
        false => Err(DecryptError::Opening),
    }
}
