//! Obtaining a token: from the issuer's own metadata to what its token endpoint gave.

use std::time::{Duration, Instant};

use claimscope_core::code::Code;
use claimscope_core::inspect;
use claimscope_core::json::{self, Object, Value};
use claimscope_core::jwk::MAX_JWKS_BYTES;
use claimscope_core::misuse;
use claimscope_core::time::Timestamp;
use claimscope_oauth::code::server;
use claimscope_oauth::{
    HttpResponse, Metadata, OauthError, TokenGrant, TokenRequest, TokenResponse,
};

use super::{GrantKind, Session, Verification};
use crate::SessionError;

/// A token, with what is known of its coming.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct ObtainedToken {
    /// What the endpoint gave.
    pub response: TokenResponse,
    /// The ID token that came with it, verified; one that does not hold is never here.
    pub id_token: Option<Box<Verification>>,
    /// Where it was asked for.
    pub endpoint: String,
    /// How the client authenticated, such as `client_secret_basic`.
    pub authentication: &'static str,
    /// `grant_type`.
    pub grant_type: String,
    /// `sub` of an earlier ID token, where it was renewed and none came along.
    pub(super) earlier_subject: Option<String>,
    /// When it came.
    pub received_at: Timestamp,
    /// When the grant was used that it goes back to: a renewed token has the time of the first.
    pub granted_at: Timestamp,
    /// When it ends, and who says so; `None` means unknown, not never.
    pub expires: Option<(Timestamp, ExpirySource)>,
    /// How long it took.
    pub duration: Duration,
}

impl ObtainedToken {
    /// The response as JSON, with `expires_in` counted from `now`; `None` where it is no object.
    pub fn response_at(&self, now: Timestamp) -> Option<Object> {
        let Some(Value::Object(mut body)) = json::parse(self.response.body.expose()).value else {
            return None;
        };
        if let Some((end, ExpirySource::ExpiresIn)) = self.expires {
            let left = end.unix_seconds().saturating_sub(now.unix_seconds());
            body.set("expires_in", left.max(0));
        }
        Some(body)
    }
}

/// Who says when a token ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ExpirySource {
    /// `expires_in` of the token response.
    ExpiresIn,
    /// `exp` of the token itself.
    Exp,
}

/// What a token endpoint answered.
pub(super) enum Asked {
    Token(Box<ObtainedToken>),
    Refused(OauthError, HttpResponse),
}

impl Session {
    /// Asks for a token, as the connection's client by its grant.
    ///
    /// # Errors
    ///
    /// Where the metadata cannot be had, is another issuer's or names no usable endpoint, or no token came.
    pub async fn token(&self) -> Result<ObtainedToken, SessionError> {
        let mut token = self.token_by_grant().await?;
        let kind = &self.connection.grant.kind;
        // These ask the user, and the token request names no scope.
        if let GrantKind::AuthorizationCode(_) | GrantKind::DeviceCode { .. } = kind {
            let asked = &self.connection.grant.scope;
            token.response.compare_scope(asked);
        }
        if let Some(asked) = &self.connection.grant.authorization_details {
            let granted = token.response.authorization_details.as_ref();
            let differences = asked.compare(granted);
            token.response.findings.extend(differences);
        }
        Ok(token)
    }

    async fn token_by_grant(&self) -> Result<ObtainedToken, SessionError> {
        match &self.connection.grant.kind {
            GrantKind::AuthorizationCode(login) => self.log_in(login).await,
            GrantKind::DeviceCode { timeout } => self.by_device(*timeout).await,
            GrantKind::ClientCredentials => self.by_grant(TokenGrant::client_credentials()).await,
            GrantKind::Password { username, password } => {
                let grant = TokenGrant::password(username, password.clone());
                self.by_grant(grant).await
            }
            GrantKind::Request(grant) => self.by_grant(grant.clone()).await,
        }
    }

    /// Asks with a grant that needs nobody.
    pub(super) async fn by_grant(&self, grant: TokenGrant) -> Result<ObtainedToken, SessionError> {
        let complete = |request| self.connection.grant.complete(request);
        if let Some(endpoint) = &self.connection.token_endpoint {
            return self.token_of(endpoint, None, grant, complete).await;
        }
        let discovered = self.issuer.metadata().await?;
        let metadata = Some(&discovered.metadata);
        let endpoint = discovered.token_endpoint()?;
        let mut token = self.token_of(endpoint, metadata, grant, complete).await?;
        let expected = self.expected_of_id_token();
        self.check_id_token(&mut token, expected).await?;
        Ok(token)
    }

    /// As [`Session::ask_for_token`], where a refusal is the end.
    pub(super) async fn token_of(
        &self,
        endpoint: &str,
        metadata: Option<&Metadata>,
        grant: TokenGrant,
        complete: impl Fn(TokenRequest) -> TokenRequest,
    ) -> Result<ObtainedToken, SessionError> {
        match self
            .ask_for_token(endpoint, metadata, grant, complete)
            .await?
        {
            Asked::Token(token) => Ok(*token),
            Asked::Refused(error, response) => {
                Err(error.with_clocks(&response, crate::clock::now()).into())
            }
        }
    }

    /// Sends one token request, which `complete` adds to, and says what is known of the token.
    pub(super) async fn ask_for_token(
        &self,
        endpoint: &str,
        metadata: Option<&Metadata>,
        grant: TokenGrant,
        complete: impl Fn(TokenRequest) -> TokenRequest,
    ) -> Result<Asked, SessionError> {
        let endpoint = self.endpoint_for_certificate(endpoint, "token_endpoint", metadata);
        let start = Instant::now();
        // An assertion is good once, so that a request that is sent again has another.
        let http = || {
            let (authentication, finding) =
                self.authenticate(metadata, "token_endpoint", &endpoint)?;
            let request = TokenRequest::new(endpoint.as_str(), authentication, grant.clone());
            let request = complete(request).secrets(&self.connection.secrets);
            Ok((request.request()?, (request, finding)))
        };
        let of_metadata = |failure| match metadata {
            Some(_) => of_server(failure, "token_endpoint", server::TOKEN_ENDPOINT),
            None => failure,
        };
        let (_, received, (request, finding)) = self
            .send_made(None, MAX_JWKS_BYTES, http)
            .await
            .map_err(of_metadata)?;
        let response = received.response;
        let mut accepted = match request.accept(&response) {
            Ok(accepted) => accepted,
            Err(error) => {
                let error = self.explain_nonce(error, &response);
                return Ok(Asked::Refused(error, response));
            }
        };
        accepted.findings.extend(finding);
        accepted.findings.extend(self.note_type(&accepted));
        let received_at = self.clock.now();
        Ok(Asked::Token(Box::new(ObtainedToken {
            endpoint: request.token_endpoint().to_owned(),
            authentication: request.authentication().method().name(),
            grant_type: request.grant_type().to_owned(),
            expires: expiry(&accepted, received_at),
            response: accepted,
            id_token: None,
            earlier_subject: None,
            received_at,
            granted_at: received_at,
            duration: start.elapsed(),
        })))
    }

    /// The endpoint at which a client certificate is asked for, where the metadata has another one for that
    /// ([RFC 8705 §5](https://www.rfc-editor.org/rfc/rfc8705#section-5)).
    pub(super) fn endpoint_for_certificate(
        &self,
        endpoint: &str,
        name: &str,
        metadata: Option<&Metadata>,
    ) -> String {
        let alias = metadata.and_then(|metadata| metadata.mtls_endpoint(name));
        let alias = alias.filter(|_| self.client.has_certificate());
        alias.unwrap_or(endpoint).to_owned()
    }
}

/// The endpoint is the server's choice: where its address cannot be used, the server is at fault.
pub(super) fn of_server(failure: SessionError, name: &str, code: Code) -> SessionError {
    match failure {
        SessionError::Oauth(OauthError::Misuse(misuse)) if OF_ADDRESSES.contains(&misuse.code) => {
            SessionError::Endpoint {
                code,
                message: format!("the issuer's {name} cannot be used: {}", misuse.message),
                hint: "ask the issuer's operators to correct their metadata".to_owned(),
            }
        }
        other => other,
    }
}

/// What is said of an address that cannot be used; everything else is about what a person gave.
const OF_ADDRESSES: [Code; 5] = [
    misuse::AUTHORIZATION_ENDPOINT,
    misuse::ENDPOINT,
    misuse::HTTPS,
    misuse::REQUEST,
    misuse::TOKEN_ENDPOINT,
];

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
