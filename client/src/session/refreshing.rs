//! The one place where a refresh token is sent: once for all who ask, who then get what came for it.

use std::sync::Arc;

use claimscope_core::secret::Secret;
use claimscope_oauth::TokenGrant;
use sha2::{Digest, Sha256};
use tokio::sync::Mutex;

use super::{ObtainedToken, Session};
use crate::SessionError;
use crate::code::login;

/// How many refresh tokens are remembered that were exchanged.
const REMEMBERED: usize = 32;

/// What came for refresh tokens that are used up. Sessions of one connection share it, however it was edited.
#[derive(Debug, Default)]
pub(super) struct Successors(Mutex<Vec<(RefreshTokenDigest, Arc<ObtainedToken>)>>);

type RefreshTokenDigest = [u8; 32];

impl Successors {
    pub(super) async fn forget(&self) {
        self.0.lock().await.clear();
    }
}

fn digest(refresh_token: &Secret) -> RefreshTokenDigest {
    Sha256::digest(refresh_token.expose()).into()
}

impl Session {
    /// Exchanges the refresh token that came with a token for a new one. However many ask for it at the same time, or after
    /// one another, it is sent once, and all get what came for it; where the session keeps tokens, in other processes too.
    ///
    /// # Errors
    ///
    /// Where no refresh token came, the server refuses, or the new ID token does not hold or is another user's; and where
    /// another process holds the row of a kept one for too long.
    pub async fn refresh(&self, held: &ObtainedToken) -> Result<ObtainedToken, SessionError> {
        match &self.store {
            Some(_) => {
                let fresh = self.renewed_token(held).await?;
                Ok(ObtainedToken::clone(&fresh.token))
            }
            None => self.refreshed_once(held).await,
        }
    }

    /// What came for the refresh token, or comes now. Only a server that gave another in its place has used it up.
    pub(super) async fn refreshed_once(
        &self,
        held: &ObtainedToken,
    ) -> Result<ObtainedToken, SessionError> {
        let Some(refresh_token) = &held.response.refresh_token else {
            return Err(SessionError::Login {
                code: login::NO_REFRESH_TOKEN,
                message: "no refresh token came with this token".to_owned(),
                hint: "ask for the scope offline_access, and allow it to the client".to_owned(),
            });
        };
        let mut successors = self.successors.0.lock().await;
        let sent = digest(refresh_token);
        if let Some((_, token)) = successors.iter().find(|(spent, _)| *spent == sent) {
            return Ok(ObtainedToken::clone(token));
        }
        let token = self.exchange(held, refresh_token).await?;
        let next = token.response.refresh_token.as_ref();
        if next.is_some_and(|next| digest(next) != sent) {
            if successors.len() == REMEMBERED {
                successors.remove(0);
            }
            successors.push((sent, Arc::new(token.clone())));
        }
        Ok(token)
    }

    async fn exchange(
        &self,
        held: &ObtainedToken,
        refresh_token: &Secret,
    ) -> Result<ObtainedToken, SessionError> {
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
        match (held.subject(), token.subject()) {
            (Some(old), Some(new)) if old != new => {
                return Err(SessionError::Login {
                    code: login::SUBJECT,
                    message: "the renewed ID token speaks of another user".to_owned(),
                    hint: "log in again; if it stays, ask the server's operators".to_owned(),
                });
            }
            (old, None) => token.earlier_subject = old.map(str::to_owned),
            _ => {}
        }
        // A renewed token has what the one before it had, unless the server says otherwise (RFC 6749 §6).
        let before = held.response.scope.as_deref();
        let before = before.unwrap_or(&self.connection.grant.scope);
        token.response.compare_scope(before);
        token.granted_at = held.granted_at;
        // A server that does not rotate leaves the old one in force (RFC 6749 §6).
        if token.response.refresh_token.is_none() {
            token.response.refresh_token = Some(refresh_token.clone());
        }
        Ok(token)
    }
}
