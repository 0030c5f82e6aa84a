//! What a person asks of a token that is kept: a look at it, a new one, and one that is renewed at once.

use claimscope_core::secret::Secret;

use super::{Session, TOKEN};
use crate::session::renewal::{State, ends_refresh_token};
use crate::session::{FreshToken, ObtainedToken, TokenOrigin};
use crate::store::{SealedStore, StoreError};
use crate::{RowName, SessionError, code};

impl Session {
    /// The token that is kept for this connection, for a look: nothing is sent, and it may have ended.
    ///
    /// # Errors
    ///
    /// Where the row cannot be read.
    pub fn kept_token(&self) -> Result<Option<ObtainedToken>, StoreError> {
        match &self.store {
            Some(store) => self.read_token(store, &self.token_row(store)),
            None => Ok(None),
        }
    }

    /// Asks for a token by the connection's grant, whatever is in hand. Where the session keeps tokens, it takes the place of
    /// the one that is kept.
    ///
    /// # Errors
    ///
    /// As [`Session::token`], and where another process holds the row for too long.
    pub async fn new_token(&self) -> Result<FreshToken, SessionError> {
        let mut state = self.held.state.lock().await;
        let Some(store) = &self.store else {
            return self.granted(&mut state).await;
        };
        let mut lock = match self.row_lock(store, &self.token_row(store)).await {
            Ok(lock) => lock,
            Err(error @ StoreError::Busy { .. }) => return Err(error.into()),
            Err(error) => return self.granted_unkept(&mut state, error).await,
        };
        if let Err(error) = lock.reserve() {
            return self.granted_unkept(&mut state, error).await;
        }
        let granted = self.granted(&mut state).await?;
        let kept = self.write_token(&mut lock, &granted.token);
        Ok(FreshToken {
            keep_failure: kept.err(),
            ..granted
        })
    }

    /// Exchanges the refresh token of a token that is kept, however long that one still holds. Where another process has
    /// renewed it meanwhile, what that one got is taken.
    ///
    /// # Errors
    ///
    /// As [`Session::refresh`]; where it is kept no more; and where its successor could not be kept, in which case nothing
    /// is sent.
    pub async fn renewed_token(&self, held: &ObtainedToken) -> Result<FreshToken, SessionError> {
        let mut state = self.held.state.lock().await;
        let Some(store) = &self.store else {
            let token = self.refreshed_once(held).await?;
            return Ok(state.take(token, TokenOrigin::Refreshed));
        };
        let name = self.token_row(store);
        let mut lock = self.row_lock(store, &name).await?;
        let kept = self.read_token(store, &name)?.ok_or_else(not_kept)?;
        let is_another = !is_same(&kept, held);
        *state = State::default();
        state.hold(Some(kept.clone()));
        if let Some(fresh) = state.fresh(self.clock.now()).filter(|_| is_another) {
            return Ok(fresh);
        }
        lock.reserve()?;
        match self.refreshed_once(&kept).await {
            Ok(token) => {
                let fresh = state.take(token, TokenOrigin::Refreshed);
                let kept = self.write_token(&mut lock, &fresh.token);
                Ok(FreshToken {
                    keep_failure: kept.err(),
                    ..fresh
                })
            }
            Err(failure) => {
                if ends_refresh_token(&failure) {
                    state.drop_refresh_token();
                    if let Some(token) = &state.token {
                        self.write_token(&mut lock, token)?;
                    }
                }
                Err(failure)
            }
        }
    }

    /// Where the connection's token is kept; `None` where none is.
    pub fn kept_as(&self) -> Option<RowName> {
        let store = self.store.as_ref()?;
        Some(self.token_row(store))
    }

    fn token_row(&self, store: &SealedStore) -> RowName {
        store.name(TOKEN, &self.token_settings())
    }

    async fn granted_unkept(
        &self,
        state: &mut State,
        error: StoreError,
    ) -> Result<FreshToken, SessionError> {
        Ok(FreshToken {
            keep_failure: Some(error),
            ..self.granted(state).await?
        })
    }
}

/// Servers may give the same access token again beside another refresh token.
fn is_same(one: &ObtainedToken, other: &ObtainedToken) -> bool {
    let is_equal = |one: &Secret, other: &Secret| one.constant_time_eq(other.expose());
    let (one, other) = (&one.response, &other.response);
    let refresh_tokens = (&one.refresh_token, &other.refresh_token);
    is_equal(&one.access_token, &other.access_token)
        && match refresh_tokens {
            (Some(one), Some(other)) => is_equal(one, other),
            (one, other) => one.is_none() && other.is_none(),
        }
}

fn not_kept() -> SessionError {
    SessionError::Login {
        code: code::login::NO_REFRESH_TOKEN,
        message:
            "the token is kept no more, and whoever removed it may have used its refresh token"
                .to_owned(),
        hint: "ask for a new token".to_owned(),
    }
}
