//! Obtaining a token: from the issuer's own metadata to what its token endpoint gave.

use std::time::{Duration, Instant};

use claimscope_core::inspect;
use claimscope_core::time::Timestamp;
use claimscope_oauth::code::server;
use claimscope_oauth::{OauthError, TokenRequest, TokenResponse};

use super::Session;
use crate::Failure;

/// A token, with what is known of its coming.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct ObtainedToken {
    /// What the endpoint gave.
    pub response: TokenResponse,
    /// Where it was asked for.
    pub endpoint: String,
    /// How the client authenticated, such as `client_secret_basic`.
    pub authentication: &'static str,
    /// `grant_type`.
    pub grant_type: &'static str,
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
        let request = self.token_request().await?;
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
            grant_type: request.grant_type(),
            expires: expiry(&response, received_at),
            response,
            received_at,
            duration: start.elapsed(),
        })
    }

    /// The request that [`Session::token`] sends.
    ///
    /// # Errors
    ///
    /// Where the metadata cannot be had, is another issuer's, or names no endpoint.
    pub async fn token_request(&self) -> Result<TokenRequest, Failure> {
        let (client, grant) = (&self.connection.client, &self.connection.grant);
        if let Some(endpoint) = &self.connection.token_endpoint {
            return Ok(grant.request(endpoint, client.authenticated(None)));
        }
        let discovered = self.issuer.metadata().await?;
        let authentication = client.authenticated(Some(&discovered.metadata));
        Ok(grant.request(discovered.token_endpoint()?, authentication))
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
