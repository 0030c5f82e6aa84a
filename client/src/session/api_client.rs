//! The client that logs in for an API: the connection's own, a kept one, or one that is registered now.

use claimscope_core::jwk::MAX_JWKS_BYTES;
use claimscope_core::url::Url;
use claimscope_oauth::{Discovered, HttpRequest, RegisteredClient, RegistrationRequest};

use super::{ApiAuthorization, ApiLogin, AuthenticationMethod, News, OauthClient, Session};
use crate::code::login as code;
use crate::{RowName, SessionError};

/// Where a client authenticates in a login.
const ENDPOINTS_OF_LOGIN: [&str; 2] = ["token_endpoint", "pushed_authorization_request_endpoint"];

const NO_INITIAL_ACCESS_TOKEN: &str =
    "the authorization server did not register a client without an initial access token";

/// Who asks for the token.
pub(super) struct ApiClient {
    pub(super) client: OauthClient,
    /// What the server said, where it was registered now.
    pub(super) registered: Option<RegisteredClient>,
    /// Where a registered one is kept.
    pub(super) row: Option<RowName>,
}

impl Session {
    /// The connection's own client, or one that is registered now.
    pub(super) async fn client_for(
        &self,
        authorization: &ApiAuthorization,
        options: &ApiLogin,
        scopes: &[String],
    ) -> Result<ApiClient, SessionError> {
        let client = &self.connection().client;
        let discovered = &authorization.discovered;
        if !client.id.is_empty() {
            let metadata = Some(&discovered.metadata);
            let has_certificate = self.client().has_certificate();
            let shows_secret =
                |endpoint| client.shows_secret_at(metadata, endpoint, has_certificate);
            // A secret belongs to one issuer, and the API is not who says which.
            return match ENDPOINTS_OF_LOGIN.into_iter().any(shows_secret) && !self.names_issuer() {
                true => Err(secret_without_issuer(discovered, "the client's secret")),
                false => Ok(ApiClient {
                    client: client.clone(),
                    registered: None,
                    row: None,
                }),
            };
        }
        let is_loopback = |url: &str| Url::parse(url).is_ok_and(|url| url.is_loopback());
        let endpoint = discovered.metadata.registration_endpoint.as_deref();
        // A server elsewhere has no business with what runs on this machine.
        let is_own = |endpoint: &&str| !is_loopback(endpoint) || is_loopback(&discovered.issuer);
        let endpoint = endpoint.filter(is_own);
        let (Some(name), true) = (&options.registers_as, endpoint.is_some()) else {
            return Err(no_client(discovered, endpoint.is_some()));
        };
        let endpoint = discovered.endpoint("registration_endpoint")?;
        let request = RegistrationRequest::new(endpoint, name, options.login.redirect_uri.trim());
        let request = request.scope(scopes);
        let row = self.client_row(&discovered.issuer, &request.request()?);
        if let Some(client) = row.as_ref().and_then(|row| self.kept_client(row)) {
            return Ok(ApiClient {
                client,
                registered: None,
                row,
            });
        }
        let request = match &options.initial_access_token {
            // It is a credential of one issuer too.
            Some(_) if !self.names_issuer() => {
                return Err(secret_without_issuer(
                    discovered,
                    "the initial access token",
                ));
            }
            Some(token) => request.initial_access_token(token.clone()),
            None => request,
        };
        let registered = self.register(&request).await?;
        if let Some(person) = &self.person {
            person.tell(&News::Registered {
                client_id: registered.client_id.clone(),
                findings: registered.findings.clone(),
            });
        }
        registered.require_login(options.login.redirect_uri.trim())?;
        if let Some(row) = &row {
            // The token, which is kept in the same place, tells why not.
            let _ = self.keep_client(row, &discovered.issuer, &registered).await;
        }
        let client = OauthClient {
            id: registered.client_id.clone(),
            secret: registered.client_secret.clone(),
            authentication: AuthenticationMethod::from_name(&registered.token_endpoint_auth_method),
            ..OauthClient::default()
        };
        Ok(ApiClient {
            client,
            registered: Some(registered),
            row,
        })
    }

    async fn register(
        &self,
        request: &RegistrationRequest,
    ) -> Result<RegisteredClient, SessionError> {
        let sent: HttpRequest = request.request()?;
        let response = self.client().send_bounded(&sent, MAX_JWKS_BYTES).await?;
        let refused = match request.accept(&response) {
            Ok(registered) => return Ok(registered),
            Err(error) => SessionError::from(error),
        };
        match (response.status, request.has_initial_access_token()) {
            (401 | 403, false) => Err(SessionError::Login {
                code: code::INITIAL_ACCESS_TOKEN,
                message: match refused.server_words() {
                    Some(words) => format!("{NO_INITIAL_ACCESS_TOKEN}; it says: {words}"),
                    None => NO_INITIAL_ACCESS_TOKEN.to_owned(),
                },
                hint: "get an initial access token from the server's operators, and give it"
                    .to_owned(),
            }),
            _ => Err(refused),
        }
    }
}

fn secret_without_issuer(discovered: &Discovered, what: &str) -> SessionError {
    let issuer = &discovered.issuer;
    SessionError::Login {
        code: code::SECRET_WITHOUT_ISSUER,
        message: format!(
            "{what} would go to {issuer}, of which the API alone says that it is the right server"
        ),
        hint: format!("where that is the issuer that it belongs to, name it: {issuer}"),
    }
}

fn no_client(discovered: &Discovered, can_register: bool) -> SessionError {
    let issuer = &discovered.issuer;
    let message = format!("there is no client to log in with at {issuer}");
    let (code, message, hint) = match can_register {
        true => (
            code::NO_CLIENT,
            message,
            "give the client_id of a client that is registered there, or have one registered now",
        ),
        false => (
            code::NO_REGISTRATION,
            format!("{message}, and it registers none (no registration_endpoint)"),
            "register a client with the server's operators, and give its client_id; where it has a secret, name that issuer too",
        ),
    };
    SessionError::Login {
        code,
        message,
        hint: hint.to_owned(),
    }
}
