//! A token that is kept and renewed before it ends: once for all who want it at the same time.

use std::sync::Arc;

use claimscope_core::time::Timestamp;
use claimscope_oauth::TokenGrant;
use tokio::sync::Mutex;

use super::{GrantKind, ObtainedToken, Session, Verification};
use crate::SessionError;
use crate::code::login;

/// How long before its end a token is renewed, in seconds; of a short-lived one a quarter of its life at most.
const RENEW_BEFORE_SECONDS: i64 = 30;

/// How long a refusal is waited out while the token still holds, in seconds.
const RETRY_AFTER_SECONDS: i64 = 10;

/// The token of a session, shared by its clones. Whoever asks holds the lock, so that there is one request for all.
#[derive(Debug, Default)]
pub(super) struct Kept(Mutex<State>);

#[derive(Debug, Default)]
struct State {
    token: Option<Arc<ObtainedToken>>,
    /// Why the last renewal failed, and when.
    refused: Option<(SessionError, Timestamp)>,
}

/// A token that holds now.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct FreshToken {
    /// The token.
    pub token: Arc<ObtainedToken>,
    /// Why it could not be renewed, although its end is near.
    pub renewal_failure: Option<SessionError>,
}

impl Session {
    /// The token in hand while it holds, renewed before it ends: with its refresh token where one came, or else by the
    /// connection's grant again, which for a login means asking the person only once it has ended.
    ///
    /// A refusal to renew is told of, and a token that still holds is kept.
    ///
    /// # Errors
    ///
    /// As [`Session::token`], where there is no token that holds.
    pub async fn fresh_token(&self) -> Result<FreshToken, SessionError> {
        let mut state = self.kept.0.lock().await;
        let Some(held) = state.token.clone() else {
            let token = Arc::new(self.token().await?);
            state.token = Some(Arc::clone(&token));
            return Ok(fresh(token));
        };
        let now = self.clock.now();
        if !is_near_its_end(&held, now) {
            return Ok(fresh(held));
        }
        let still_holds = held.expires.is_none_or(|(end, _)| now < end);
        if let Some((failure, at)) = &state.refused
            && still_holds
            && now < at.plus_seconds(RETRY_AFTER_SECONDS)
        {
            return Ok(FreshToken {
                token: held,
                renewal_failure: Some(failure.clone()),
            });
        }
        match self.renewed(&held, still_holds).await {
            Ok(Some(token)) => {
                let token = Arc::new(token);
                *state = State {
                    token: Some(Arc::clone(&token)),
                    refused: None,
                };
                Ok(fresh(token))
            }
            Ok(None) => Ok(fresh(held)),
            Err(failure) if still_holds => {
                state.refused = Some((failure.clone(), now));
                Ok(FreshToken {
                    token: held,
                    renewal_failure: Some(failure),
                })
            }
            Err(failure) => {
                // A refresh token that was refused is not tried again.
                *state = State::default();
                Err(failure)
            }
        }
    }

    /// Forgets the token in hand, such as one that an API refused.
    pub async fn forget_token(&self) {
        *self.kept.0.lock().await = State::default();
    }

    /// A new token in place of this one; `None` where a person would have to be asked and need not be yet.
    async fn renewed(
        &self,
        held: &ObtainedToken,
        still_holds: bool,
    ) -> Result<Option<ObtainedToken>, SessionError> {
        let needs_person = match &self.connection.grant.kind {
            GrantKind::AuthorizationCode(_) | GrantKind::DeviceCode { .. } => true,
            GrantKind::ClientCredentials | GrantKind::Password { .. } | GrantKind::Request(_) => {
                false
            }
        };
        match &held.response.refresh_token {
            Some(_) => self.refresh(held).await.map(Some),
            None if needs_person && still_holds => Ok(None),
            None => self.token().await.map(Some),
        }
    }

    /// Exchanges the refresh token that came with a token for a new one.
    ///
    /// # Errors
    ///
    /// Where no refresh token came, the server refuses, or the new ID token does not hold or is another user's.
    pub async fn refresh(&self, held: &ObtainedToken) -> Result<ObtainedToken, SessionError> {
        let Some(refresh_token) = &held.response.refresh_token else {
            return Err(SessionError::Login {
                code: login::NO_REFRESH_TOKEN,
                message: "no refresh token came with this token".to_owned(),
                hint: "ask for the scope offline_access, and allow it to the client".to_owned(),
            });
        };
        let grant = TokenGrant::refresh_token(refresh_token.clone());
        let complete = |request| self.connection.grant.for_resource(request);
        let mut token = match &self.connection.token_endpoint {
            Some(endpoint) => self.token_of(endpoint, None, grant, complete).await?,
            None => {
                let discovered = self.issuer.metadata().await?;
                let endpoint = discovered.token_endpoint()?;
                let metadata = Some(&discovered.metadata);
                let mut token = self.token_of(endpoint, metadata, grant, complete).await?;
                let expected = self.expected_of_id_token();
                self.check_id_token(&mut token, expected).await?;
                token
            }
        };
        if let (Some(old), Some(new)) = (subject(&held.id_token), subject(&token.id_token))
            && old != new
        {
            return Err(SessionError::Login {
                code: login::SUBJECT,
                message: "the renewed ID token speaks of another user".to_owned(),
                hint: "log in again; if it stays, ask the server's operators".to_owned(),
            });
        }
        // A server that does not rotate leaves the old one in force (RFC 6749 §6).
        if token.response.refresh_token.is_none() {
            token.response.refresh_token = Some(refresh_token.clone());
        }
        Ok(token)
    }
}

fn fresh(token: Arc<ObtainedToken>) -> FreshToken {
    FreshToken {
        token,
        renewal_failure: None,
    }
}

fn is_near_its_end(token: &ObtainedToken, now: Timestamp) -> bool {
    token.expires.is_some_and(|(end, _)| {
        let life = end.unix_seconds() - token.received_at.unix_seconds();
        let margin = RENEW_BEFORE_SECONDS.min(life / 4);
        now >= end.plus_seconds(-margin)
    })
}

fn subject(id_token: &Option<Box<Verification>>) -> Option<&str> {
    let report = &id_token.as_ref()?.inspection.report;
    report.claims.as_ref()?.get_str("sub")
}
