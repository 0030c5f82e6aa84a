//! A token that is held and renewed before it ends: once for all who want it at the same time.

use std::sync::{Arc, Mutex as Lock, PoisonError};

use claimscope_core::jwk::Jwk;
use claimscope_core::time::Timestamp;
use claimscope_oauth::code::declined;
use tokio::sync::Mutex;

use super::{GrantKind, ObtainedToken, Session};
use crate::code::login;
use crate::{SessionError, StoreError};

/// How long before its end a token is renewed, in seconds; of a short-lived one a quarter of its life at most.
const RENEW_BEFORE_SECONDS: i64 = 30;

/// How long a refusal is waited out while the token still holds, in seconds.
const RETRY_AFTER_SECONDS: i64 = 10;

/// The token of a session, shared by its clones. Whoever asks holds the lock, so that there is one request for all.
#[derive(Debug, Default)]
pub(super) struct Held {
    pub(super) state: Mutex<State>,
    /// The key that a kept token is bound to, in place of one that was made for this run.
    key: Lock<Option<Jwk>>,
}

#[derive(Debug, Default)]
pub(super) struct State {
    pub(super) token: Option<Arc<ObtainedToken>>,
    /// Why the last renewal failed, and when.
    refused: Option<(SessionError, Timestamp)>,
}

/// A token that holds now.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct FreshToken {
    /// The token.
    pub token: Arc<ObtainedToken>,
    /// How it was had.
    pub origin: TokenOrigin,
    /// Why the one before it could not be renewed: it is the same still where that one holds, and otherwise was asked for
    /// anew.
    pub renewal_failure: Option<SessionError>,
    /// Why it is not kept for later runs, where it should be.
    pub keep_failure: Option<StoreError>,
    /// Why what was kept of an earlier run could not be read; it was set aside.
    pub row_damage: Option<StoreError>,
}

/// How a token was had.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TokenOrigin {
    /// It was there: in hand, or kept by an earlier run.
    Held,
    /// With the refresh token of the one before it.
    Refreshed,
    /// By the connection's grant.
    Granted,
}

impl Held {
    pub(super) fn key(&self) -> Option<Jwk> {
        let key = self.key.lock().unwrap_or_else(PoisonError::into_inner);
        key.clone()
    }

    pub(super) fn use_key(&self, key: Jwk) {
        *self.key.lock().unwrap_or_else(PoisonError::into_inner) = Some(key);
    }
}

impl State {
    /// Takes what is kept in place of what was in hand. Where nothing is, a token in hand may hold, but whoever removed the row
    /// may have sent its refresh token.
    pub(super) fn hold(&mut self, kept: Option<ObtainedToken>) {
        let Some(kept) = kept else {
            return self.drop_refresh_token();
        };
        let held = self.token.as_ref();
        let is_held = held.is_some_and(|held| {
            let held = &held.response.access_token;
            held.constant_time_eq(kept.response.access_token.expose())
        });
        match is_held {
            true if kept.response.refresh_token.is_none() => self.drop_refresh_token(),
            true => {}
            false => {
                *self = Self {
                    token: Some(Arc::new(kept)),
                    refused: None,
                }
            }
        }
    }

    pub(super) fn drop_refresh_token(&mut self) {
        if let Some(token) = &mut self.token {
            Arc::make_mut(token).response.refresh_token = None;
        }
    }

    /// The token in hand, where it need not be renewed yet.
    pub(super) fn fresh(&self, now: Timestamp) -> Option<FreshToken> {
        let token = self.token.as_ref()?;
        (!is_near_its_end(token, now)).then(|| FreshToken::of(Arc::clone(token), TokenOrigin::Held))
    }

    /// The token in hand where it holds at all, with why it was not renewed.
    pub(super) fn holding(&self, now: Timestamp, failure: SessionError) -> Option<FreshToken> {
        let token = self.token.as_ref().filter(|token| token.holds(now))?;
        Some(FreshToken {
            renewal_failure: Some(failure),
            ..FreshToken::of(Arc::clone(token), TokenOrigin::Held)
        })
    }
}

impl FreshToken {
    pub(super) fn of(token: Arc<ObtainedToken>, origin: TokenOrigin) -> Self {
        Self {
            token,
            origin,
            renewal_failure: None,
            keep_failure: None,
            row_damage: None,
        }
    }
}

impl ObtainedToken {
    fn holds(&self, now: Timestamp) -> bool {
        self.expires.is_none_or(|(end, _)| now < end)
    }
}

impl Session {
    /// The token in hand while it holds, renewed before it ends: with its refresh token where one came, or else by the
    /// connection's grant again, which for a login means asking the person only once it has ended. Where the session keeps
    /// tokens, one of an earlier run is in hand, and no other process renews it at the same time.
    ///
    /// A refusal to renew is told of, and a token that still holds is kept. A refresh token that was refused for good is not
    /// sent again; once its token has ended, the grant is used anew.
    ///
    /// # Errors
    ///
    /// As [`Session::token`], where there is no token that holds, and where another process holds its row for too long.
    pub async fn fresh_token(&self) -> Result<FreshToken, SessionError> {
        let mut state = self.held.state.lock().await;
        match &self.store {
            Some(store) => self.fresh_of_store(store, &mut state).await,
            None => self.fresh_in_hand(&mut state).await,
        }
    }

    /// Forgets the token in hand, such as one that an API refused, and the one that is kept.
    ///
    /// # Errors
    ///
    /// Where it is still kept.
    pub async fn forget_token(&self) -> Result<(), StoreError> {
        let mut state = self.held.state.lock().await;
        *state = State::default();
        self.successors.forget().await;
        self.remove_row().await
    }

    pub(super) async fn fresh_in_hand(
        &self,
        state: &mut State,
    ) -> Result<FreshToken, SessionError> {
        let now = self.clock.now();
        let Some(held) = state.token.clone() else {
            return self.granted(state).await;
        };
        if let Some(fresh) = state.fresh(now) {
            return Ok(fresh);
        }
        let recent = state.refused.clone();
        let recent = recent.filter(|(_, at)| now < at.plus_seconds(RETRY_AFTER_SECONDS));
        if let Some((failure, _)) = recent
            && let Some(holding) = state.holding(now, failure)
        {
            return Ok(holding);
        }
        let failure = match held.response.refresh_token {
            None if held.holds(now) && self.needs_person() => {
                return Ok(FreshToken::of(held, TokenOrigin::Held));
            }
            None => match self.granted(state).await {
                Ok(granted) => return Ok(granted),
                Err(failure) => failure,
            },
            Some(_) => match self.refreshed_once(&held).await {
                Ok(token) => return Ok(state.take(token, TokenOrigin::Refreshed)),
                Err(failure) => failure,
            },
        };
        let is_spent = held.response.refresh_token.is_some() && ends_refresh_token(&failure);
        if is_spent {
            state.drop_refresh_token();
        }
        state.refused = Some((failure.clone(), now));
        if let Some(holding) = state.holding(now, failure.clone()) {
            return Ok(holding);
        }
        if !is_spent {
            return Err(failure);
        }
        *state = State::default();
        if self.needs_person() && self.person.is_none() {
            return Err(failure);
        }
        Ok(FreshToken {
            renewal_failure: Some(failure),
            ..self.granted(state).await?
        })
    }

    /// A token by the connection's grant.
    pub(super) async fn granted(&self, state: &mut State) -> Result<FreshToken, SessionError> {
        let token = self.token().await?;
        Ok(state.take(token, TokenOrigin::Granted))
    }

    /// Whether the connection's grant asks a person.
    pub(super) fn needs_person(&self) -> bool {
        match &self.connection.grant.kind {
            GrantKind::AuthorizationCode(_) | GrantKind::DeviceCode { .. } => true,
            GrantKind::ClientCredentials | GrantKind::Password { .. } | GrantKind::Request(_) => {
                false
            }
        }
    }
}

impl State {
    pub(super) fn take(&mut self, token: ObtainedToken, origin: TokenOrigin) -> FreshToken {
        let token = Arc::new(token);
        *self = Self {
            token: Some(Arc::clone(&token)),
            refused: None,
        };
        FreshToken::of(token, origin)
    }
}

impl ObtainedToken {
    /// `sub` of the ID token that came with it, or with the one that it was renewed from.
    pub fn subject(&self) -> Option<&str> {
        match &self.id_token {
            Some(id_token) => {
                let claims = id_token.inspection.report.claims.as_ref()?;
                claims.get_str("sub")
            }
            None => self.earlier_subject.as_deref(),
        }
    }
}

/// Whether a refresh token is of no use after this: the server refuses it for good (RFC 6749 §5.2), or has taken it and gave
/// what is not used.
pub(super) fn ends_refresh_token(failure: &SessionError) -> bool {
    [declined::INVALID_GRANT, login::ID_TOKEN, login::SUBJECT].contains(&failure.code())
}

fn is_near_its_end(token: &ObtainedToken, now: Timestamp) -> bool {
    token.expires.is_some_and(|(end, _)| {
        let life = end.unix_seconds() - token.received_at.unix_seconds();
        let margin = RENEW_BEFORE_SECONDS.min(life / 4);
        now >= end.plus_seconds(-margin)
    })
}
