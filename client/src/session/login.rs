//! The authorization code grant: a login at the browser, its answer, and the code exchanged for tokens.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use claimscope_core::jwk::MAX_JWKS_BYTES;
use claimscope_core::secret::Secret;
use claimscope_oauth::code::server;
use claimscope_oauth::{
    AuthorizationCode, AuthorizationRequest, Discovered, Finding, OauthError, PendingAuthorization,
};

use super::redirect::RedirectListener;
use super::token::of_server;
use super::{Login, News, ObtainedToken, Person, Session};
use crate::code::login as code;
use crate::{SessionError, entropy};

impl Session {
    /// Lets a user log in at a browser, and exchanges the code of the answer.
    pub(super) async fn log_in(&self, login: &Login) -> Result<ObtainedToken, SessionError> {
        let person = self.person()?;
        let discovered = self.issuer.metadata().await?;
        let token_endpoint = discovered.token_endpoint()?.to_owned();
        let listener = match login.listen {
            true => Some(RedirectListener::bind(&login.redirect_uri).await?),
            false => None,
        };
        let redirect_uri = match &listener {
            Some(listener) => listener.redirect_uri(),
            None => login.redirect_uri.trim(),
        };
        let pending = self.begin(login, &discovered, redirect_uri)?;
        let (url, found) = self.address(login, &pending, &discovered).await?;
        let answer = self
            .answer(login, &pending, url, listener.as_ref(), &*person)
            .await?;
        // The port is free again while the token is asked for.
        drop(listener);
        let began = pending.started_at();
        person.tell(&News::Answered { began });
        let metadata = Some(&discovered.metadata);
        let grant = pending.grant(&answer.code);
        let mut token = self
            .token_of(&token_endpoint, metadata, grant, |request| {
                self.connection.grant.for_resource(request)
            })
            .await?;
        let mut findings: Vec<Finding> = pending.request().findings(&discovered.metadata);
        findings.extend(found);
        findings.extend(answer.findings);
        token.response.findings.splice(0..0, findings);
        let expected = pending.expected_of_id_token(self.expected_of_id_token());
        self.check_id_token(&mut token, expected.with_code(answer.code.expose()))
            .await?;
        Ok(token)
    }

    fn begin(
        &self,
        login: &Login,
        discovered: &Discovered,
        redirect_uri: &str,
    ) -> Result<PendingAuthorization, SessionError> {
        let (client, grant) = (&self.connection.client, &self.connection.grant);
        let text = |secret: &Secret| secret.expose_str().unwrap_or_default().to_owned();
        let parameters = grant.parameters.iter();
        let request = AuthorizationRequest {
            scope: grant.scope.clone(),
            resources: grant.resource.iter().cloned().collect(),
            prompt: login.prompt.clone(),
            max_age_seconds: login.max_age_seconds,
            acr_values: login.acr_values.clone(),
            login_hint: login.login_hint.clone(),
            response_mode: login.response_mode.clone(),
            authorization_details: grant.authorization_details.clone(),
            parameters: parameters
                .map(|(name, value)| (name.clone(), text(value)))
                .collect(),
            authorization_endpoint: discovered.authorization_endpoint()?.to_owned(),
            ..AuthorizationRequest::of(&discovered.metadata, &client.id, redirect_uri)
        };
        let started = request.start(self.clock.now(), &mut entropy);
        started.map_err(|error| {
            of_server(
                error.into(),
                "authorization_endpoint",
                server::AUTHORIZATION_ENDPOINT,
            )
        })
    }

    /// The address to open, the whole request or the name of one that was pushed, and what deviates in the answer to that.
    async fn address(
        &self,
        login: &Login,
        pending: &PendingAuthorization,
        discovered: &Discovered,
    ) -> Result<(String, Vec<Finding>), SessionError> {
        const NAME: &str = "pushed_authorization_request_endpoint";
        let key = &self.connection.client.key;
        let parameters = match (login.sign, key) {
            (false, _) => pending.parameters(),
            (true, None) => return Err(SessionError::NoClientKey),
            (true, Some(key)) => pending.signed_parameters(
                key,
                &discovered.metadata,
                self.clock.now(),
                &mut entropy,
            )?,
        };
        if !login.push && !AuthorizationRequest::must_be_pushed(&discovered.metadata) {
            return Ok((pending.url_with(&parameters), Vec::new()));
        }
        let metadata = Some(&discovered.metadata);
        let endpoint = discovered.endpoint(NAME)?;
        let endpoint = self.endpoint_for_certificate(endpoint, NAME, metadata);
        let request = || {
            let (authentication, _) = self.authenticate(metadata, NAME, &endpoint)?;
            Ok(pending.push(&endpoint, &parameters, &authentication)?)
        };
        let sent = self.send_proven(None, MAX_JWKS_BYTES, request).await;
        let (request, received) =
            sent.map_err(|failure| of_server(failure, NAME, server::ENDPOINT))?;
        Ok(pending.pushed_url(&request, &received.response)?)
    }

    /// Sends the person to the browser, and waits for what comes back.
    async fn answer(
        &self,
        login: &Login,
        pending: &PendingAuthorization,
        url: String,
        listener: Option<&RedirectListener>,
        person: &dyn Person,
    ) -> Result<AuthorizationCode, SessionError> {
        let seconds = i64::try_from(login.timeout.as_secs()).unwrap_or(i64::MAX);
        person.tell(&News::LogIn {
            opened: person.open_browser(&url),
            url,
            redirect_uri: pending.redirect_uri().to_owned(),
            listening: listener.is_some(),
            began: pending.started_at(),
            until: pending.started_at().plus_seconds(seconds),
        });
        let refused = AtomicUsize::new(0);
        let note = |error: OauthError| {
            if refused.fetch_add(1, Ordering::Relaxed) < MOST_NOTES {
                person.tell(&News::Refused(error));
            }
        };
        let listened = async {
            match listener {
                Some(listener) => {
                    let arrived = listener.answer(pending, note).await;
                    let answer = self.read_answer(pending, &arrived.text).await;
                    arrived.show(&answer).await;
                    answer
                }
                None => std::future::pending().await,
            }
        };
        let pasted = async {
            loop {
                let Some(pasted) = person.pasted().await else {
                    match listener {
                        Some(_) => std::future::pending::<()>().await,
                        None => return Err(input_ended()),
                    }
                    continue;
                };
                let text = pasted.expose_str().unwrap_or_default();
                match self.read_answer(pending, text).await {
                    // The browser may still come: what is of another login ends this one no more than it would there.
                    Err(error) if listener.is_some() && !pending.is_answer(text) => note(error),
                    answer => return Ok(answer?),
                }
            }
        };
        let came = tokio::time::timeout(login.timeout, async {
            tokio::select! {
                answer = listened => Ok(answer?),
                answer = pasted => answer,
            }
        });
        match came.await {
            Ok(answer) => answer,
            // Whatever was refused meanwhile may be anybody's, and says nothing of this login.
            Err(_) => Err(too_late(login.timeout, refused.into_inner())),
        }
    }

    pub(super) fn person(&self) -> Result<Arc<dyn Person>, SessionError> {
        self.person.clone().ok_or_else(|| SessionError::Login {
            code: code::NOBODY,
            message: "this grant needs a person at a browser, and nobody takes part here"
                .to_owned(),
            hint: "use a grant without a user, or run it where a person can log in".to_owned(),
        })
    }
}

/// How many answers of other logins the person is told of: any web page can send some.
const MOST_NOTES: usize = 3;

fn input_ended() -> SessionError {
    SessionError::Login {
        code: code::INPUT_ENDED,
        message: "the input ended, and the address that the browser ended on was not in it"
            .to_owned(),
        hint: "log in again and paste the whole address while the command waits for it".to_owned(),
    }
}

fn too_late(allowed: Duration, refused: usize) -> SessionError {
    let refused = match refused {
        0 => String::new(),
        1 => "; one that was not of this login was refused".to_owned(),
        several => format!("; {several} that were not of this login were refused"),
    };
    SessionError::Login {
        code: code::TIMEOUT,
        message: format!("the browser did not come back with an answer within {allowed:?}{refused}"),
        hint: "log in again; if the browser shows an error of the server, its redirect URIs may lack this one"
            .to_owned(),
    }
}
