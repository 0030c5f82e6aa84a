//! Obtaining a token: from the issuer's own metadata to what its token endpoint gave.

use std::time::{Duration, Instant};

use claimscope_core::inspect;
use claimscope_core::time::Timestamp;
use claimscope_oauth::code::server;
use claimscope_oauth::{OauthError, TokenGrant, TokenRequest, TokenResponse};

use super::{GrantKind, Session, Verification};
use crate::Failure;

/// A token, with what is known of its coming.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct ObtainedToken {
    /// What the endpoint gave.
    pub response: TokenResponse,
    /// The ID token that came with it, verified. Another one than holds is never here.
    pub id_token: Option<Box<Verification>>,
    /// Where it was asked for.
    pub endpoint: String,
    /// How the client authenticated, such as `client_secret_basic`.
    pub authentication: &'static str,
    /// `grant_type`.
    pub grant_type: String,
    /// When it came.
    pub received_at: Timestamp,
    /// When it ends, and who says so; `None` means unknown, not never.
    pub expires: Option<(Timestamp, ExpirySource)>,
    /// How long it took.
    pub duration: Duration,
}

/// Who says when a token ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ExpirySource {
    /// `expires_in` of the token response.
    ExpiresIn,
    /// `exp` of the token itself.
    Exp,
}

impl Session {
    /// Asks for a token, as the connection's client by its grant.
    ///
    /// # Errors
    ///
    /// Where the metadata cannot be had, is another issuer's or names no usable endpoint, or no token came.
    pub async fn token(&self) -> Result<ObtainedToken, Failure> {
        let grant = match &self.connection.grant.kind {
            GrantKind::AuthorizationCode(login) => return self.log_in(login).await,
            GrantKind::ClientCredentials => TokenGrant::client_credentials(),
            GrantKind::Password { username, password } => {
                TokenGrant::password(username, password.clone())
            }
            GrantKind::Request(grant) => grant.clone(),
        };
        let request = self.token_request(grant).await?;
        let mut token = self.send_token_request(request).await?;
        if self.connection.token_endpoint.is_none() {
            let expected = self.expected_of_id_token();
            self.check_id_token(&mut token, expected).await?;
        }
        Ok(token)
    }

    /// Sends a token request, and says what is known of the token.
    pub(super) async fn send_token_request(
        &self,
        request: TokenRequest,
    ) -> Result<ObtainedToken, Failure> {
        let start = Instant::now();
        let response = self.client.token(&request).await;
        let response = response.map_err(|failure| match self.connection.token_endpoint {
            Some(_) => failure,
            None => of_server(failure),
        })?;
        let received_at = self.clock.now();
        Ok(ObtainedToken {
            endpoint: request.token_endpoint().to_owned(),
            authentication: request.authentication().method(),
            grant_type: request.grant_type().to_owned(),
            expires: expiry(&response, received_at),
            response,
            id_token: None,
            received_at,
            duration: start.elapsed(),
        })
    }

    async fn token_request(&self, asked: TokenGrant) -> Result<TokenRequest, Failure> {
        let (client, grant) = (&self.connection.client, &self.connection.grant);
        if let Some(endpoint) = &self.connection.token_endpoint {
            return Ok(grant.request(endpoint, client.authenticated(None), asked));
        }
        let discovered = self.issuer.metadata().await?;
        let authentication = client.authenticated(Some(&discovered.metadata));
        Ok(grant.request(discovered.token_endpoint()?, authentication, asked))
    }
}

/// The endpoint is the server's choice: where it cannot be used, the server is at fault.
fn of_server(failure: Failure) -> Failure {
    match failure {
        Failure::Oauth(OauthError::Misuse(misuse)) => Failure::Endpoint {
            code: server::TOKEN_ENDPOINT,
            message: format!(
                "the issuer's token_endpoint cannot be used: {}",
                misuse.message
            ),
            hint: "ask the issuer's operators to correct their metadata".to_owned(),
        },
        other => other,
    }
}

fn expiry(response: &TokenResponse, received: Timestamp) -> Option<(Timestamp, ExpirySource)> {
    let told = response.expires_at(received);
    told.map(|time| (time, ExpirySource::ExpiresIn))
        .or_else(|| {
            let claims = inspect(response.access_token_text(), received)
                .report
                .claims?;
            Some((claims.numeric_date("exp")?, ExpirySource::Exp))
        })
}
