//! Client secrets as IdentityServer4 keeps them: base64 of a SHA-256 or SHA-512 hash.

use claimscope_core::secret::Secret;
use claimscope_core::time::Timestamp;
use sha2::{Digest, Sha256, Sha512};
use subtle::ConstantTimeEq;

use crate::base64;

/// One entry of `ClientSecrets` or `ApiSecrets`.
#[derive(Clone, Debug)]
pub struct HashedSecret {
    /// The hash.
    pub hash: SecretHash,
    /// `Expiration`; from then on the secret is ignored.
    pub expiration: Option<Timestamp>,
    /// The secret itself, where the configuration has it in clear: a hash verifies no signature.
    pub plain: Option<Secret>,
}

impl HashedSecret {
    /// The hash of a secret given in clear.
    pub fn of(secret: &str) -> Self {
        let hash = SecretHash::Sha256(Sha256::digest(secret.as_bytes()).into());
        Self {
            hash,
            expiration: None,
            plain: Some(Secret::from(secret)),
        }
    }
}

/// What a secret's `Value` is.
#[derive(Clone, PartialEq, Eq)]
pub enum SecretHash {
    /// Base64 of 32 bytes.
    Sha256([u8; 32]),
    /// Base64 of 64 bytes.
    Sha512([u8; 64]),
    /// Anything else; IdentityServer4 then gives up on the client's whole list of secrets.
    Unhashed,
}

impl SecretHash {
    /// Reads the `Value` of a secret.
    pub fn from_value(value: &str) -> Self {
        let bytes = base64::decode(value).unwrap_or_default();
        if let Ok(hash) = <[u8; 32]>::try_from(bytes.as_slice()) {
            Self::Sha256(hash)
        } else if let Ok(hash) = <[u8; 64]>::try_from(bytes.as_slice()) {
            Self::Sha512(hash)
        } else {
            Self::Unhashed
        }
    }

    fn matches(&self, secret: &str) -> bool {
        match self {
            Self::Sha256(hash) => Sha256::digest(secret.as_bytes())[..]
                .ct_eq(&hash[..])
                .into(),
            Self::Sha512(hash) => Sha512::digest(secret.as_bytes())[..]
                .ct_eq(&hash[..])
                .into(),
            Self::Unhashed => false,
        }
    }
}

impl std::fmt::Debug for SecretHash {
    /// Which kind it is, and no more: a hash of a short secret is soon guessed.
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(match self {
            Self::Sha256(_) => "[SHA-256]",
            Self::Sha512(_) => "[SHA-512]",
            Self::Unhashed => "[unhashed]",
        })
    }
}

/// Whether `secret` is one of `secrets`.
///
/// # Errors
/// Says why not, for the server's log.
pub(crate) fn check(secrets: &[HashedSecret], secret: &str, now: Timestamp) -> Result<(), String> {
    let mut expired = false;
    for known in secrets {
        if known.expiration.is_some_and(|expiration| expiration < now) {
            expired = true;
        } else if known.hash == SecretHash::Unhashed {
            return Err(
                "a configured secret is not the base64 of a SHA-256 or SHA-512 hash".to_owned(),
            );
        } else if known.hash.matches(secret) {
            return Ok(());
        }
    }
    Err(if expired {
        "the secret is wrong, or it is one that has expired".to_owned()
    } else {
        "the secret is wrong".to_owned()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_the_quickstart_hash() {
        let hash = SecretHash::from_value("K7gNU3sdo+OL0wNhqoVWhr3g6s1xYv72ol/pe/Unols=");
        assert_eq!(hash, HashedSecret::of("secret").hash);
        assert!(hash.matches("secret"));
        assert!(!hash.matches("Secret"));
    }

    #[test]
    fn an_unhashed_secret_fails_the_whole_list() {
        let secrets = [
            HashedSecret {
                hash: SecretHash::from_value("secret"),
                expiration: None,
                plain: None,
            },
            HashedSecret::of("secret"),
        ];
        assert!(check(&secrets, "secret", Timestamp::default()).is_err());
    }

    #[test]
    fn an_expired_secret_is_ignored() {
        let now = Timestamp::from_unix_seconds(1_000);
        let mut secret = HashedSecret::of("secret");
        secret.expiration = Some(now);
        assert!(check(std::slice::from_ref(&secret), "secret", now).is_ok());
        assert!(check(&[secret], "secret", now.plus_seconds(1)).is_err());
    }
}
