//! The algorithms of encrypted tokens, one row each.

use super::error::DecryptError;
use crate::alg::Hash;
use crate::json::Object;

/// How the content's key is brought ([RFC 7518 §4.1](https://www.rfc-editor.org/rfc/rfc7518#section-4.1)).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum KeyManagement {
    /// `dir`: the shared key is the content's.
    Direct,
    /// RSAES-OAEP with this hash.
    RsaOaep(OaepHash),
    /// ECDH-ES; the agreed key is the content's, or wraps it with an AES key of so many bytes.
    EcdhEs(Option<usize>),
    /// AES key wrap, with a key of so many bytes.
    AesKw(usize),
    /// AES-GCM as key wrap, with a key of so many bytes.
    AesGcmKw(usize),
    /// A password: PBKDF2 with this hash, then AES key wrap with a key of so many bytes.
    Pbes2(Hash, usize),
}

/// The hash of RSAES-OAEP.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum OaepHash {
    Sha1,
    Sha256,
    Sha384,
    Sha512,
}

const MANAGEMENT: [(&str, KeyManagement); 18] = [
    ("dir", KeyManagement::Direct),
    ("RSA-OAEP", KeyManagement::RsaOaep(OaepHash::Sha1)),
    ("RSA-OAEP-256", KeyManagement::RsaOaep(OaepHash::Sha256)),
    ("RSA-OAEP-384", KeyManagement::RsaOaep(OaepHash::Sha384)),
    ("RSA-OAEP-512", KeyManagement::RsaOaep(OaepHash::Sha512)),
    ("ECDH-ES", KeyManagement::EcdhEs(None)),
    ("ECDH-ES+A128KW", KeyManagement::EcdhEs(Some(16))),
    ("ECDH-ES+A192KW", KeyManagement::EcdhEs(Some(24))),
    ("ECDH-ES+A256KW", KeyManagement::EcdhEs(Some(32))),
    ("A128KW", KeyManagement::AesKw(16)),
    ("A192KW", KeyManagement::AesKw(24)),
    ("A256KW", KeyManagement::AesKw(32)),
    ("A128GCMKW", KeyManagement::AesGcmKw(16)),
    ("A192GCMKW", KeyManagement::AesGcmKw(24)),
    ("A256GCMKW", KeyManagement::AesGcmKw(32)),
    ("PBES2-HS256+A128KW", KeyManagement::Pbes2(Hash::Sha256, 16)),
    ("PBES2-HS384+A192KW", KeyManagement::Pbes2(Hash::Sha384, 24)),
    ("PBES2-HS512+A256KW", KeyManagement::Pbes2(Hash::Sha512, 32)),
];

impl KeyManagement {
    pub(super) fn is_known(name: &str) -> bool {
        MANAGEMENT.iter().any(|(row, _)| *row == name)
    }

    pub(super) fn of_header(header: &Object) -> Result<Self, DecryptError> {
        let name = header.get_str("alg");
        if name == Some("RSA1_5") {
            return Err(DecryptError::Rsa15);
        }
        let row = MANAGEMENT.iter().find(|(row, _)| Some(*row) == name);
        let (_, management) = row.ok_or_else(|| DecryptError::Alg(name.map(str::to_owned)))?;
        Ok(*management)
    }
}

/// How the content is encrypted ([RFC 7518 §5.1](https://www.rfc-editor.org/rfc/rfc7518#section-5.1)).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ContentEncryption {
    /// AES-GCM with a key of so many bytes.
    Gcm(usize),
    /// AES-CBC with HMAC of this hash; the key has as many bytes as the hash.
    CbcHmac(Hash),
}

const ENCRYPTION: [(&str, ContentEncryption); 6] = [
    ("A128GCM", ContentEncryption::Gcm(16)),
    ("A192GCM", ContentEncryption::Gcm(24)),
    ("A256GCM", ContentEncryption::Gcm(32)),
    ("A128CBC-HS256", ContentEncryption::CbcHmac(Hash::Sha256)),
    ("A192CBC-HS384", ContentEncryption::CbcHmac(Hash::Sha384)),
    ("A256CBC-HS512", ContentEncryption::CbcHmac(Hash::Sha512)),
];

impl ContentEncryption {
    pub(super) fn is_known(name: &str) -> bool {
        ENCRYPTION.iter().any(|(row, _)| *row == name)
    }

    pub(super) fn of_header(header: &Object) -> Result<Self, DecryptError> {
        let name = header.get_str("enc");
        let row = ENCRYPTION.iter().find(|(row, _)| Some(*row) == name);
        let (_, encryption) = row.ok_or_else(|| DecryptError::Enc(name.map(str::to_owned)))?;
        Ok(*encryption)
    }

    /// The length of its key in bytes.
    pub(super) fn key_bytes(self) -> usize {
        match self {
            Self::Gcm(bytes) => bytes,
            Self::CbcHmac(hash) => hash.output_bytes(),
        }
    }
}
