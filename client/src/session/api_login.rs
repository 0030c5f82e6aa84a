//! A call to an API of which nothing but the URL is known: refused, logged in for, and sent again.

use claimscope_core::alg::Algorithm;
use claimscope_core::jwk::{Jwk, generate};
use claimscope_core::secret::Secret;
use claimscope_oauth::code::declined;
use claimscope_oauth::protected_resource::{StepUp, StepUpEnd};
use claimscope_oauth::{HttpRequest, OauthError, RegisteredClient};

use super::api_client::ApiClient;
use super::redirect::with_free_port;
use super::{
    Answered, ApiAuthorization, Called, Connection, FreshToken, GrantKind, Login, News,
    ObtainedToken, Session, TokenOrigin,
};
use crate::{SessionError, entropy};

/// How far a login for an API may go.
#[derive(Clone, Debug, Default)]
pub struct ApiLogin {
    /// How the user logs in.
    pub login: Login,
    /// The name under which a client is registered where the connection has none; `None` registers none.
    pub registers_as: Option<String>,
    /// The initial access token with which it is registered, where the server wants one ([RFC 7591 §3]).
    ///
    /// [RFC 7591 §3]: https://www.rfc-editor.org/rfc/rfc7591#section-3
    pub initial_access_token: Option<Secret>,
    /// Leaves `resource` out of the requests: Entra refuses it beside its own scopes.
    pub leaves_resource_out: bool,
}

/// A call, with the login that it took.
#[derive(Clone)]
#[non_exhaustive]
pub struct CalledWithLogin {
    /// What the API answered without a token, or to the one that was in hand.
    pub first: Called,
    /// Where the token came from; `None` where the API took the call without one.
    pub authorization: Option<ApiAuthorization>,
    /// The client that was registered for it, in this run.
    pub registered: Option<RegisteredClient>,
    /// The last token.
    pub token: Option<FreshToken>,
    /// The scopes of each authorization, in order: more than one where the API asked for more, none where a kept token did.
    pub asked: Vec<Vec<String>>,
    /// Why no further authorization was made after a refusal that a step-up might have answered.
    pub end: Option<StepUpEnd>,
    /// What the API answered in the end.
    pub called: Called,
}

impl Session {
    /// Calls an API; where it refuses, finds its authorization server, lets the user log in there, and calls it again. A
    /// refusal that asks for more scopes or a stronger login is answered by another authorization for the union of all
    /// scopes, a few times at most. Where the session keeps tokens, a kept one is sent first.
    ///
    /// # Errors
    ///
    /// Where the API gives no answer, its authorization server cannot be found, there is no client, or no token came.
    pub async fn call_with_login(
        &self,
        request: HttpRequest,
        options: &ApiLogin,
    ) -> Result<CalledWithLogin, SessionError> {
        self.call_and_log_in(request, None, options).await
    }

    /// The same with a token in hand, which the API refused or will refuse: what its refusal asks for is asked for at once,
    /// beside the scopes that the token has. A grant without a user asks again by itself, unless the API wants a user to
    /// log in anew.
    ///
    /// # Errors
    ///
    /// As [`Session::call_with_login`].
    pub async fn call_again_with_login(
        &self,
        request: HttpRequest,
        held: &ObtainedToken,
        options: &ApiLogin,
    ) -> Result<CalledWithLogin, SessionError> {
        self.call_and_log_in(request, Some(held), options).await
    }

    async fn call_and_log_in(
        &self,
        request: HttpRequest,
        held: Option<&ObtainedToken>,
        options: &ApiLogin,
    ) -> Result<CalledWithLogin, SessionError> {
        let in_hand = held.map(|held| &held.response.access_token);
        let first = self.call(request.clone(), in_hand).await?;
        if !first.asks_for_login() {
            return Ok(CalledWithLogin {
                called: first.clone(),
                first,
                authorization: None,
                registered: None,
                token: None,
                asked: Vec::new(),
                end: None,
            });
        }
        let authorization = self.authorization_of(&first).await?;
        if let Some(person) = &self.person {
            let resource = authorization.resource.as_ref();
            person.tell(&News::Found {
                metadata_url: resource.map(|found| found.url.clone()),
                issuer: authorization.discovered.issuer.clone(),
                findings: authorization.all_findings().cloned().collect(),
            });
        }
        let mut step_up = StepUp::new(self.scopes_for(&authorization));
        let mut keeps_grant = false;
        if let Some(held) = held {
            match self.step_up_from(held, &first) {
                Ok(started) => (step_up, keeps_grant) = (started, self.asks_alone()),
                // Another token is all that it wants.
                Err(StepUpEnd::NothingAsked) => {}
                Err(end) => {
                    return Ok(CalledWithLogin {
                        called: first.clone(),
                        first,
                        authorization: Some(authorization),
                        registered: None,
                        token: None,
                        asked: Vec::new(),
                        end: Some(end),
                    });
                }
            }
        }
        let mut options = options.clone();
        if options.registers_as.is_some() && self.connection().client.id.is_empty() {
            // What is registered has to be what is listened on.
            let redirect_uri = with_free_port(options.login.redirect_uri.trim()).await?;
            options.login.redirect_uri = redirect_uri;
        }
        let client = self
            .client_for(&authorization, &options, step_up.scopes())
            .await?;
        let key = self.key_for(&authorization)?;
        let mut asked = Vec::new();
        loop {
            let mut connection = self.connection_for(&authorization, &client, &options, &step_up);
            if let Some(key) = &key {
                connection.dpop_key = Some(key.clone());
                connection.dpop_key_is_made = true;
            }
            if keeps_grant && !step_up.wants_login() {
                connection.grant.kind = self.connection().grant.kind.clone();
            }
            let session = self.edited(connection);
            session.issuer.keep_metadata(&authorization.discovered);
            let fresh = match session.fresh_token().await {
                Ok(fresh) => fresh,
                Err(failure) => {
                    // The next run registers another one.
                    if let (declined::INVALID_CLIENT, Some(row)) = (failure.code(), &client.row) {
                        self.forget_client(row).await?;
                    }
                    return Err(failure);
                }
            };
            let is_granted = fresh.origin == TokenOrigin::Granted;
            if is_granted {
                asked.push(step_up.scopes().to_vec());
            }
            let token = &fresh.token.response.access_token;
            let called = session.call(request.clone(), Some(token)).await?;
            // What was kept may have been revoked; what comes in its place is judged.
            if called.response.status == 401 && !is_granted && session.forget_token().await.is_ok()
            {
                continue;
            }
            let end = match called.answered() {
                Answered::Refused => step_up.take(&called.response.challenges()).err(),
                Answered::Taken | Answered::Failed => Some(StepUpEnd::NothingAsked),
            };
            if let Some(end) = end {
                return Ok(CalledWithLogin {
                    first,
                    authorization: Some(authorization),
                    registered: client.registered,
                    token: Some(fresh),
                    asked,
                    end: Some(end).filter(|end| *end != StepUpEnd::NothingAsked),
                    called,
                });
            }
        }
    }

    /// The scopes that the connection names, else those that the API wants.
    fn scopes_for(&self, authorization: &ApiAuthorization) -> Vec<String> {
        let typed = self.typed_scopes();
        match typed.is_empty() {
            true => authorization.scopes.clone(),
            false => typed,
        }
    }

    fn typed_scopes(&self) -> Vec<String> {
        let typed = self.connection().grant.scope.split_whitespace();
        typed.map(str::to_owned).collect()
    }

    /// What the refusal of a token asks for, beside the scopes that the token has and those that the connection names.
    fn step_up_from(&self, held: &ObtainedToken, refused: &Called) -> Result<StepUp, StepUpEnd> {
        let granted = held.response.scope.as_deref();
        let granted = granted.map(|scopes| scopes.split_whitespace().map(str::to_owned).collect());
        let mut step_up = StepUp::new(granted.unwrap_or_else(|| self.typed_scopes()));
        step_up.take(&refused.response.challenges())?;
        step_up.also(self.typed_scopes());
        Ok(step_up)
    }

    /// Whether the connection's grant can ask for more scopes without a user.
    fn asks_alone(&self) -> bool {
        matches!(
            self.connection().grant.kind,
            GrantKind::ClientCredentials | GrantKind::Password { .. }
        )
    }

    /// A key that is made for the login, where the API takes no token without one and the connection has none
    /// ([RFC 9728 §2](https://www.rfc-editor.org/rfc/rfc9728#section-2)).
    fn key_for(&self, authorization: &ApiAuthorization) -> Result<Option<Jwk>, SessionError> {
        let resource = authorization.resource.as_ref();
        let is_wanted = resource.is_some_and(|found| found.metadata.requires_dpop);
        match is_wanted && !self.binds_tokens() {
            true => {
                let made = generate(Algorithm::ES256, &mut entropy);
                Ok(Some(made.map_err(OauthError::no_entropy)?))
            }
            false => Ok(None),
        }
    }

    fn connection_for(
        &self,
        authorization: &ApiAuthorization,
        client: &ApiClient,
        options: &ApiLogin,
        step_up: &StepUp,
    ) -> Connection {
        let mut connection = self.connection().clone();
        connection
            .issuer
            .clone_from(&authorization.discovered.issuer);
        connection.client.clone_from(&client.client);
        connection.grant.scope = step_up.scopes().join(" ");
        if options.leaves_resource_out {
            connection.grant.resource = None;
        } else if connection.grant.resource.is_none() {
            connection
                .grant
                .resource
                .clone_from(&authorization.resource_parameter);
        }
        let mut login = options.login.clone();
        if let Some(acr_values) = step_up.acr_values() {
            login.acr_values = Some(acr_values.to_owned());
        }
        if let Some(seconds) = step_up.max_age().and_then(|text| text.parse().ok()) {
            login.max_age_seconds = Some(seconds);
        }
        connection.grant.kind = GrantKind::AuthorizationCode(login);
        connection
    }
}
