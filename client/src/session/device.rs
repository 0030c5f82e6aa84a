//! The device authorization grant: the person types a code elsewhere, and the token endpoint is asked until then.

use std::time::Duration;

use claimscope_core::jwk::MAX_JWKS_BYTES;
use claimscope_core::secret::Secret;
use claimscope_oauth::code::server;
use claimscope_oauth::{
    DeviceAuthorization, DeviceAuthorizationRequest, DevicePolling, Discovered, Polled,
};

use super::token::{Asked, of_server};
use super::{News, ObtainedToken, Session};
use crate::code::login;
use crate::{SessionError, TransportError};

impl Session {
    /// Gets a code for the person to type, and asks until they have approved it. Dropping the future ends the asking.
    pub(super) async fn by_device(
        &self,
        timeout: Option<Duration>,
    ) -> Result<ObtainedToken, SessionError> {
        let approved = self.approved_device(timeout);
        match timeout {
            None => approved.await,
            Some(timeout) => tokio::time::timeout(timeout, approved)
                .await
                .unwrap_or_else(|_| Err(too_late(timeout))),
        }
    }

    async fn approved_device(
        &self,
        timeout: Option<Duration>,
    ) -> Result<ObtainedToken, SessionError> {
        let person = self.person()?;
        let discovered = self.issuer.metadata().await?;
        let token_endpoint = discovered.token_endpoint()?.to_owned();
        let codes = self.device_authorization(&discovered).await?;
        let now = self.clock.now();
        let mut polling = DevicePolling::new(&codes, now);
        let allowed = timeout.and_then(|timeout| i64::try_from(timeout.as_secs()).ok());
        let waited_until = now.plus_seconds(allowed.unwrap_or(i64::MAX));
        person.tell(&News::EnterCode {
            opened: codes
                .verification_uri_complete
                .as_ref()
                .and_then(|uri| person.open_browser(uri)),
            user_code: codes.user_code.clone(),
            verification_uri: codes.verification_uri.clone(),
            until: polling.expires_at().min(waited_until),
        });
        loop {
            let wait = polling.wait_seconds(self.clock.now());
            let wait = wait.ok_or_else(|| expired(&codes))?;
            tokio::time::sleep(Duration::from_secs(wait)).await;
            let metadata = Some(&discovered.metadata);
            let asked = self.ask_for_token(&token_endpoint, metadata, codes.grant(), |request| {
                self.connection.grant.for_resource(request)
            });
            let (error, response) = match asked.await {
                Ok(Asked::Token(mut token)) => {
                    token.response.findings.splice(0..0, codes.findings);
                    let expected = self.expected_of_id_token();
                    self.check_id_token(&mut token, expected).await?;
                    return Ok(*token);
                }
                Ok(Asked::Refused(error, response)) => (error, response),
                Err(SessionError::Transport(
                    TransportError::Timeout { .. } | TransportError::ConnectTimeout { .. },
                )) => {
                    polling.after_timeout();
                    continue;
                }
                Err(failure) => return Err(failure),
            };
            if polling.after(&error, &response) == Polled::Over {
                return Err(SessionError::Oauth(error));
            }
            person.tell(&News::Pending);
        }
    }

    async fn device_authorization(
        &self,
        discovered: &Discovered,
    ) -> Result<DeviceAuthorization, SessionError> {
        const NAME: &str = "device_authorization_endpoint";
        let metadata = Some(&discovered.metadata);
        let endpoint = discovered.endpoint(NAME)?;
        let endpoint = self.endpoint_for_certificate(endpoint, NAME, metadata);
        let (authentication, _) = self.authenticate(metadata, NAME, &endpoint)?;
        let grant = &self.connection.grant;
        let resource = grant.resource.iter();
        let resource = resource.map(|uri| ("resource".to_owned(), Secret::from(uri.as_str())));
        let more = grant.details().chain(grant.parameters.iter().cloned());
        let request = DeviceAuthorizationRequest::new(endpoint, authentication)
            .scope(&grant.scope)
            .secrets(&self.connection.secrets);
        let request = resource
            .chain(more)
            .fold(request, |request, (name, value)| {
                request.parameter(name, value)
            });
        let http = request.request().map_err(SessionError::from);
        let http = http.map_err(|failure| of_server(failure, NAME, server::ENDPOINT))?;
        let response = self.client.send_bounded(&http, MAX_JWKS_BYTES).await?;
        Ok(request.accept(&response)?)
    }
}

fn too_late(allowed: Duration) -> SessionError {
    SessionError::Login {
        code: login::TIMEOUT,
        message: format!(
            "nobody approved the code within {allowed:?}, and no longer was to be waited"
        ),
        hint: "start again for a new code, or wait for longer".to_owned(),
    }
}

fn expired(codes: &DeviceAuthorization) -> SessionError {
    let allowed = Duration::from_secs(codes.expires_in_seconds);
    SessionError::Login {
        code: login::DEVICE_EXPIRED,
        message: format!("nobody approved the code within {allowed:?}, after which it expired"),
        hint: "start again for a new code".to_owned(),
    }
}
