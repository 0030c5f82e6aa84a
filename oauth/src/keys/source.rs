//! Where keys come from, and how an answer becomes a set of them.

use sha2::{Digest, Sha256};

use super::error::KeysError;
use crate::discovered::check_jwks_uri;
use crate::{Discovered, Discovery, HttpResponse, jwks};
use claimscope_core::alg::ROWS;
use claimscope_core::crypto::{KeySet, Selected};
use claimscope_core::jwk::JwkError;
use claimscope_core::order::sorted_by_key;
use claimscope_core::report::KeySource;
use claimscope_core::said;

/// Where keys come from.
#[derive(Clone, Debug)]
pub(super) enum Source {
    /// A known address.
    JwksUri { url: String, issuer: Option<String> },
    /// An issuer, whose metadata names the address.
    Issuer {
        issuer: String,
        /// What the metadata said last.
        found: Option<KeyAddress>,
    },
}

/// What an issuer's metadata said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct KeyAddress {
    /// The issuer by its own word, which may be a template.
    pub(super) issuer: String,
    /// Its name in access tokens, where that is another.
    pub(super) access_token_issuer: Option<String>,
    pub(super) jwks_uri: String,
}

impl Source {
    pub(super) fn jwks_uri(url: &str, issuer: Option<&str>) -> Result<Self, KeysError> {
        jwks::request(url)?;
        Ok(Self::JwksUri {
            url: url.to_owned(),
            issuer: issuer.map(str::to_owned),
        })
    }

    pub(super) fn issuer(issuer: &str) -> Result<Self, KeysError> {
        Discovery::new(issuer)?;
        Ok(Self::Issuer {
            issuer: issuer.to_owned(),
            found: None,
        })
    }

    /// The issuer as it was given.
    pub(super) fn bound_to(&self) -> Option<&str> {
        match self {
            Self::JwksUri { issuer, .. } => issuer.as_deref(),
            Self::Issuer { issuer, .. } => Some(issuer),
        }
    }

    /// Where the set is; `None` where that is yet to be found out.
    pub(super) fn set_url(&self) -> Option<&str> {
        match self {
            Self::JwksUri { url, .. } => Some(url),
            Self::Issuer { found, .. } => found.as_ref().map(|found| found.jwks_uri.as_str()),
        }
    }

    /// A discovery from its first step.
    pub(super) fn discovery(&self) -> Option<Discovery> {
        match self {
            Self::JwksUri { .. } => None,
            Self::Issuer { issuer, .. } => Discovery::new(issuer).ok(),
        }
    }

    /// Keeps what the metadata said.
    pub(super) fn remember(&mut self, new: Option<KeyAddress>) {
        if let Self::Issuer { found, .. } = self {
            *found = new;
        }
    }

    /// Takes the metadata, where it is the issuer's own and its `jwks_uri` can be used.
    pub(super) fn judge(&self, discovered: &Discovered) -> Result<KeyAddress, KeysError> {
        Ok(KeyAddress {
            jwks_uri: discovered.jwks_uri()?.to_owned(),
            issuer: discovered.metadata.issuer.clone(),
            access_token_issuer: discovered
                .metadata
                .token_issuers()
                .nth(1)
                .map(str::to_owned),
        })
    }

    /// Refuses an address that no metadata of this issuer may name.
    pub(super) fn check(&self, found: &KeyAddress) -> Result<(), KeysError> {
        let issuer = self.bound_to().unwrap_or_default();
        Ok(check_jwks_uri(issuer, &found.jwks_uri, false)?)
    }

    /// Reads a set, bound to its issuer where that is known.
    pub(super) fn read(&self, response: &HttpResponse) -> Result<KeySet, KeysError> {
        let set = jwks::accept(response)
            .map_err(|error| error.at(self.set_url().unwrap_or_default()))?
            .without_private_keys();
        let keys = match self {
            Self::JwksUri { issuer: None, .. } => KeySet::from_jwks(set, KeySource::Jwks),
            // An issuer whose metadata said nothing has no keys that could be bound to it.
            Self::Issuer { found: None, .. } => return Err(KeysError::no_jwks_uri()),
            Self::JwksUri {
                issuer: Some(issuer),
                ..
            } => KeySet::from_issuer(set, issuer),
            Self::Issuer {
                found: Some(found), ..
            } => {
                let names = [Some(&found.issuer), found.access_token_issuer.as_ref()];
                KeySet::from_issuer_of_names(set, names.into_iter().flatten().map(String::as_str))
            }
        };
        let usable = |algorithm| !matches!(keys.select(None, algorithm), Selected::None);
        if !ROWS.iter().any(|row| usable(row.algorithm)) {
            let mut skipped = keys.skipped().iter();
            let published = skipped.find(|key| key.reason == JwkError::Published);
            if let Some(key) = published {
                return Err(KeysError::published_secret(&key.reason));
            }
            return Err(KeysError::no_usable_key(
                keys.keys().len() + keys.skipped().len(),
            ));
        }
        Ok(keys)
    }
}

/// The same for two sets exactly where they have the same keys, in whatever order and spelling.
pub(super) fn fingerprint(keys: &KeySet) -> [u8; 32] {
    let read = keys
        .keys()
        .iter()
        .map(|key| key.jwk().to_json().to_string());
    let skipped = keys.skipped().iter().map(|key| {
        let kid = key.kid.as_deref().unwrap_or_default();
        let key_type = key.key_type.map(|key_type| key_type.name());
        // A build without words tells nobody the reason.
        let reason = said!("{}", key.reason);
        [
            &kid.len().to_string(),
            kid,
            key_type.unwrap_or_default(),
            &reason,
        ]
        .join(" ")
    });
    let mut hash = Sha256::new();
    for text in sorted_by_key(read.chain(skipped), String::clone) {
        hash.update(text);
        hash.update(b"\n");
    }
    hash.update(keys.issuers().join("\n"));
    hash.finalize().into()
}
