//! Refresh tokens, and the access tokens that are handles.

use claimscope_core::json::Object;
use claimscope_core::time::Timestamp;

use super::{Key, SignedIn, Store, key_of};
use crate::config::{Client, TokenExpiration};
use crate::random::handle;

/// What a refresh token stands for.
#[derive(Clone, Debug)]
pub(crate) struct RefreshToken {
    pub(crate) client_id: String,
    pub(crate) signed_in: SignedIn,
    pub(crate) scopes: Vec<String>,
    /// When the first of its line was made; rotation does not renew it.
    pub(crate) created: Timestamp,
    /// From `created` on.
    pub(crate) lifetime_seconds: i64,
    /// The claims that access tokens have unless they are told anew.
    pub(crate) access_token_claims: Object,
    /// The APIs that it is good for, where they were named.
    pub(crate) resources: Vec<String>,
    /// The thumbprint of the key that may use it; a client with a secret is bound by that already.
    pub(crate) thumbprint: Option<String>,
    /// The code that it came of.
    pub(crate) origin: Option<Key>,
    pub(crate) consumed: bool,
}

impl RefreshToken {
    pub(crate) fn expires(&self) -> Timestamp {
        self.created.plus_seconds(self.lifetime_seconds)
    }

    /// How long a new refresh token of `client` lives, in seconds.
    pub(crate) fn first_lifetime_seconds(client: &Client) -> i64 {
        match client.refresh_token_expiration {
            TokenExpiration::Absolute => client.absolute_refresh_token_lifetime_seconds,
            TokenExpiration::Sliding => {
                capped(client, client.sliding_refresh_token_lifetime_seconds)
            }
        }
    }

    /// How long it lives from its creation on when it is used at `now`, in seconds.
    pub(crate) fn renewed_lifetime_seconds(&self, client: &Client, now: Timestamp) -> i64 {
        match client.refresh_token_expiration {
            TokenExpiration::Absolute => self.lifetime_seconds,
            TokenExpiration::Sliding => {
                let age = now
                    .unix_seconds()
                    .saturating_sub(self.created.unix_seconds());
                let sliding = client.sliding_refresh_token_lifetime_seconds;
                capped(client, age.saturating_add(sliding))
            }
        }
    }
}

/// An absolute lifetime of 0 is no bound.
fn capped(client: &Client, seconds: i64) -> i64 {
    match client.absolute_refresh_token_lifetime_seconds {
        0 => seconds,
        absolute => seconds.min(absolute),
    }
}

/// Why a refresh token cannot be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum RefreshFault {
    Unknown,
    Consumed,
}

/// An access token that is a handle.
#[derive(Clone, Debug)]
pub(crate) struct ReferenceToken {
    pub(crate) client_id: String,
    pub(crate) subject_id: Option<String>,
    pub(crate) claims: Object,
    pub(crate) expires: Timestamp,
    pub(crate) origin: Option<Key>,
}

impl Store {
    /// Keeps what a new refresh token stands for; gives the token, unless everything of its code was ended meanwhile.
    pub(crate) fn keep_refresh_token(&self, token: RefreshToken, now: Timestamp) -> Option<String> {
        let mut inner = self.inner();
        if token.origin.is_some_and(|origin| inner.is_ended(&origin)) {
            return None;
        }
        let handle = handle();
        let expires = token.expires();
        inner
            .refresh_tokens
            .insert(key_of(&handle), token, expires, now);
        Some(handle)
    }

    /// What a refresh token stands for, expired and used ones included.
    pub(crate) fn refresh_token(&self, handle: &str) -> Option<RefreshToken> {
        self.inner().refresh_tokens.get(&key_of(handle)).cloned()
    }

    /// Uses a refresh token, for the only time where `once` says so: of two requests one gets it.
    ///
    /// # Errors
    /// It is gone, or somebody else was first.
    pub(crate) fn use_refresh_token(
        &self,
        handle: &str,
        once: bool,
    ) -> Result<RefreshToken, RefreshFault> {
        let mut inner = self.inner();
        let token = inner
            .refresh_tokens
            .get_mut(&key_of(handle))
            .ok_or(RefreshFault::Unknown)?;
        if token.consumed {
            return Err(RefreshFault::Consumed);
        }
        let used = token.clone();
        token.consumed = once;
        Ok(used)
    }

    /// Puts `token` in the place of the one with this handle, unless that was revoked meanwhile.
    pub(crate) fn replace_refresh_token(&self, handle: &str, token: RefreshToken) {
        let key = key_of(handle);
        let mut inner = self.inner();
        let expires = token.expires();
        if let Some(known) = inner.refresh_tokens.get_mut(&key) {
            *known = token;
            inner.refresh_tokens.set_expires(&key, expires);
        }
    }

    /// Keeps what a new reference token stands for; gives the token, unless everything of its code was ended meanwhile.
    pub(crate) fn keep_reference_token(
        &self,
        token: ReferenceToken,
        now: Timestamp,
    ) -> Option<String> {
        let mut inner = self.inner();
        if token.origin.is_some_and(|origin| inner.is_ended(&origin)) {
            return None;
        }
        let handle = handle();
        let expires = token.expires;
        inner
            .reference_tokens
            .insert(key_of(&handle), token, expires, now);
        Some(handle)
    }

    /// What a reference token stands for, expired ones included.
    pub(crate) fn reference_token(&self, handle: &str) -> Option<ReferenceToken> {
        self.inner().reference_tokens.get(&key_of(handle)).cloned()
    }

    /// Ends a reference token of `client_id`. Gives whether there was one, also of another client, whose it stays.
    pub(crate) fn revoke_reference_token(&self, handle: &str, client_id: &str) -> Option<bool> {
        let key = key_of(handle);
        let mut inner = self.inner();
        let own = inner.reference_tokens.get(&key)?.client_id == client_id;
        if own {
            inner.reference_tokens.remove(&key);
        }
        Some(own)
    }

    /// Ends a refresh token of `client_id`, and the reference tokens that this client has for the same user. Gives
    /// whether there was one, also of another client, whose it stays.
    pub(crate) fn revoke_refresh_token(&self, handle: &str, client_id: &str) -> Option<bool> {
        let key = key_of(handle);
        let mut inner = self.inner();
        let token = inner.refresh_tokens.get(&key)?;
        if token.client_id != client_id {
            return Some(false);
        }
        let subject_id = Some(token.signed_in.subject_id.clone());
        inner.refresh_tokens.remove(&key);
        inner
            .reference_tokens
            .remove_where(|token| token.client_id == client_id && token.subject_id == subject_id);
        Some(true)
    }
}
