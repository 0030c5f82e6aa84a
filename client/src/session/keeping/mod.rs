//! Tokens that are kept for later runs: one process at a time renews one, and the others take what it got.

mod asked_for;
mod client;
mod revoking;
mod row;
mod settings;

use std::time::Duration;

use claimscope_core::secret::Secret;
use claimscope_core::time::Timestamp;
use serde::Serialize;

use super::renewal::State;
use super::{FreshToken, GrantKind, News, ObtainedToken, Session};
use crate::SessionError;
use crate::store::{RowLock, RowName, SealedStore, StoreError};

use row::TokenRow;
pub use row::{KeptRow, NamedRow};

/// The kind of row that holds a token.
const TOKEN: &str = "token";

/// The kind of row that holds a client that was registered.
const CLIENT: &str = "client";

/// A token takes metadata, keys, and a request that DPoP may double.
const EXCHANGES_OF_A_TOKEN: u32 = 4;

/// How long a device's code holds at most, where nobody says how long is waited for the user.
const LONGEST_CODE: Duration = Duration::from_secs(30 * 60);

impl Session {
    pub(super) async fn fresh_of_store(
        &self,
        store: &SealedStore,
        state: &mut State,
    ) -> Result<FreshToken, SessionError> {
        let name = store.name(TOKEN, &self.token_settings());
        let now = self.clock.now();
        if let Ok(kept) = self.read_token(store, &name) {
            state.hold(kept);
            if let Some(fresh) = state.fresh(now) {
                return Ok(fresh);
            }
        }
        let mut lock = match self.row_lock(store, &name).await {
            Ok(lock) => lock,
            Err(error) => return self.fresh_without_row(state, error).await,
        };
        // Whoever had it before may have renewed the token.
        let damage = match self.read_token(store, &name) {
            Ok(kept) => {
                state.hold(kept);
                None
            }
            Err(error @ StoreError::Damaged { .. }) => {
                state.hold(None);
                lock.set_aside().map_or_else(Some, |_| Some(error))
            }
            Err(error) => return self.fresh_without_row(state, error).await,
        };
        if let Some(fresh) = state.fresh(self.clock.now()) {
            return Ok(fresh);
        }
        if let Err(error) = lock.reserve() {
            return self.fresh_without_row(state, error).await;
        }
        let outcome = self.fresh_in_hand(state).await;
        let kept = match &state.token {
            Some(token) => self.write_token(&mut lock, token),
            None => lock.remove(),
        };
        Ok(FreshToken {
            keep_failure: kept.err(),
            row_damage: damage,
            ..outcome?
        })
    }

    /// Removes the row of the connection's token, where tokens are kept.
    pub(super) async fn remove_row(&self) -> Result<(), StoreError> {
        let Some(store) = &self.store else {
            return Ok(());
        };
        let name = store.name(TOKEN, &self.token_settings());
        self.row_lock(store, &name).await?.remove()
    }

    /// What can be had where the row cannot be written: no refresh token is sent whose successor could not be kept.
    async fn fresh_without_row(
        &self,
        state: &mut State,
        error: StoreError,
    ) -> Result<FreshToken, SessionError> {
        let failure = SessionError::Store(error.clone());
        if let Some(holding) = state.holding(self.clock.now(), failure.clone()) {
            return Ok(holding);
        }
        if let StoreError::Busy { .. } = error {
            return Err(failure);
        }
        state.hold(None);
        Ok(FreshToken {
            keep_failure: Some(error),
            ..self.fresh_in_hand(state).await?
        })
    }

    /// Waits until this process is the one that may write the row.
    async fn row_lock<'a>(
        &self,
        store: &'a SealedStore,
        name: &RowName,
    ) -> Result<RowLock<'a>, StoreError> {
        let patience = self.patience();
        let waiting = || {
            let seconds = i64::try_from(patience.as_secs()).unwrap_or(i64::MAX);
            if let Some(person) = &self.person {
                let until = self.clock.now().plus_seconds(seconds);
                person.tell(&News::Waiting { until });
            }
        };
        store.lock(name, patience, waiting).await
    }

    /// How long another process may take over the same token: as long as this one would.
    fn patience(&self) -> Duration {
        let of_requests = self.client.timeout() * EXCHANGES_OF_A_TOKEN;
        match &self.connection.grant.kind {
            GrantKind::AuthorizationCode(login) => login.timeout + of_requests,
            GrantKind::DeviceCode { timeout } => timeout.unwrap_or(LONGEST_CODE) + of_requests,
            GrantKind::ClientCredentials | GrantKind::Password { .. } | GrantKind::Request(_) => {
                of_requests
            }
        }
    }

    /// The token that is kept, ready for use: requests that carry it have proofs of the key that it is bound to.
    fn read_token(
        &self,
        store: &SealedStore,
        name: &RowName,
    ) -> Result<Option<ObtainedToken>, StoreError> {
        let Some(text) = store.read(name)? else {
            return Ok(None);
        };
        let row = TokenRow::read(&text);
        let kept = row.and_then(|row| Some((row.token()?, row.dpop_key())));
        let (token, key) = kept.ok_or_else(|| store.damaged(name))?;
        if self.is_too_long_ago(token.granted_at) {
            return Ok(None);
        }
        if let Some(key) = key {
            self.held.use_key(key);
        }
        // What there is to say of its type was said when it came.
        let _ = self.note_type(&token.response);
        Ok(Some(token))
    }

    fn write_token(&self, lock: &mut RowLock<'_>, token: &ObtainedToken) -> Result<(), StoreError> {
        let made = self.connection.dpop_key_is_made;
        let key = self.dpop_key().filter(|_| made);
        let row: Secret = TokenRow::of(&self.connection, token, key.as_ref()).text();
        lock.write(&row).inspect_err(|_| {
            // What is there is older, and its refresh token may be spent. Where it cannot be removed either, the server says no.
            let _ = lock.remove();
        })
    }

    /// Whether the user logged in longer ago than the connection allows, who is then asked again.
    fn is_too_long_ago(&self, granted_at: Timestamp) -> bool {
        let GrantKind::AuthorizationCode(login) = &self.connection.grant.kind else {
            return false;
        };
        let most = login.max_age_seconds;
        let most = most.map(|seconds| i64::try_from(seconds).unwrap_or(i64::MAX));
        most.is_some_and(|most| self.clock.now() > granted_at.plus_seconds(most))
    }
}

fn text(row: &impl Serialize) -> Secret {
    // Rows are structures of texts and numbers, which always become JSON.
    Secret::new(serde_json::to_vec(row).unwrap_or_default())
}
