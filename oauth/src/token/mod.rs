//! Token requests ([RFC 6749 §3.2]) and what comes back ([RFC 6749 §5]).
//!
//! [RFC 6749 §3.2]: https://www.rfc-editor.org/rfc/rfc6749#section-3.2
//! [RFC 6749 §5]: https://www.rfc-editor.org/rfc/rfc6749#section-5

use super::mask::SentCredentials;
use super::{ClientAuthentication, HttpRequest, HttpResponse, OauthError, body, endpoint};
use claimscope_core::misuse;
use claimscope_core::secret::Secret;

mod advice;
mod grant;
mod response;

pub use grant::{TokenGrant, TypedToken};
pub use response::TokenResponse;

/// Scopes of OpenID Connect, which are about the user: no API demands them.
pub(crate) const SCOPES_OF_USERS: [&str; 6] = [
    "openid",
    "profile",
    "email",
    "address",
    "phone",
    "offline_access",
];

const SPEC: &str = "RFC 6749 §5.1";

/// The token endpoint, for what is wrong with its address.
const ENDPOINT: endpoint::Endpoint = endpoint::Endpoint {
    name: "the token endpoint",
    misuse: misuse::TOKEN_ENDPOINT,
    spec: "RFC 6749 §3.2",
};

/// A request for a token.
#[derive(Clone, Debug)]
pub struct TokenRequest {
    token_endpoint: String,
    authentication: ClientAuthentication,
    grant: TokenGrant,
    scope: Option<String>,
    parameters: Vec<(String, Secret)>,
    secrets: SentCredentials,
}

impl TokenRequest {
    /// A request by this client for a token of this grant.
    pub fn new(
        token_endpoint: impl Into<String>,
        authentication: ClientAuthentication,
        grant: TokenGrant,
    ) -> Self {
        Self {
            token_endpoint: token_endpoint.into(),
            authentication,
            grant,
            scope: None,
            parameters: Vec::new(),
            secrets: SentCredentials::default(),
        }
    }

    /// The scopes to ask for, separated by spaces; empty means that the parameter is left out.
    #[must_use]
    pub fn scope(mut self, scope: impl Into<String>) -> Self {
        let scope: String = scope.into();
        let words: Vec<_> = scope.split_whitespace().collect();
        self.scope = (!words.is_empty()).then(|| words.join(" "));
        self
    }

    /// Adds `resource`, the API that the token is for ([RFC 8707 §2](https://www.rfc-editor.org/rfc/rfc8707#section-2)).
    #[must_use]
    pub fn resource(self, resource: impl Into<String>) -> Self {
        self.parameter("resource", resource.into())
    }

    /// Adds a parameter of the server's own, such as Auth0's `audience`.
    #[must_use]
    pub fn parameter(mut self, name: impl Into<String>, value: impl Into<Secret>) -> Self {
        self.parameters.push((name.into(), value.into()));
        self
    }

    /// Adds values that are secret whatever the name is that they stand under: none is shown of the request, or of what the
    /// server repeats.
    #[must_use]
    pub fn secrets(mut self, secrets: &SentCredentials) -> Self {
        self.secrets.extend(secrets);
        self
    }

    /// `grant_type`.
    pub fn grant_type(&self) -> &str {
        self.grant.grant_type()
    }

    /// Where the request goes.
    pub fn token_endpoint(&self) -> &str {
        &self.token_endpoint
    }

    /// How the client authenticates.
    pub fn authentication(&self) -> &ClientAuthentication {
        &self.authentication
    }

    /// The request to send.
    ///
    /// # Errors
    ///
    /// [`OauthError::Misuse`] where the endpoint is no URL, or `http` to another machine: the secret would be read.
    pub fn request(&self) -> Result<HttpRequest, OauthError> {
        ENDPOINT.check(&self.token_endpoint)?;
        self.dangerous_request_over_http()
    }

    /// As [`TokenRequest::request`], and `http` to any machine too: whoever sits on the way reads the secret.
    ///
    /// # Errors
    ///
    /// [`OauthError::Misuse`] where the endpoint is no URL.
    pub fn dangerous_request_over_http(&self) -> Result<HttpRequest, OauthError> {
        ENDPOINT.check_form(&self.token_endpoint)?;
        let grant_type = [("grant_type", self.grant_type().as_bytes())];
        let scope = self.scope.iter().map(|scope| ("scope", scope.as_bytes()));
        let more = self.parameters.iter();
        let more = more.map(|(name, value)| (name.as_str(), value.expose()));
        let form = grant_type
            .into_iter()
            .chain(self.authentication.parameters())
            .chain(scope)
            .chain(self.grant.parameters())
            .chain(more);
        let mut request = endpoint::post(&self.token_endpoint, &self.authentication, form);
        request.secrets.extend(&self.secrets);
        Ok(request)
    }

    /// Takes the answer.
    ///
    /// # Errors
    ///
    /// [`OauthError::Declined`] with the server's own words, or [`OauthError::Broken`] where the answer is no token
    /// response.
    pub fn accept(&self, response: &HttpResponse) -> Result<TokenResponse, OauthError> {
        let sent = self.sent_credentials();
        let mut token = self
            .read(response)
            .map_err(|error| error.at(&self.token_endpoint).without_credentials(&sent))?;
        for finding in &mut token.findings {
            finding.message = sent.mask(&finding.message);
        }
        Ok(token)
    }

    /// Everything sent that must not come back in words: the client's secret, and the parameters that are credentials.
    fn sent_credentials(&self) -> SentCredentials {
        let request = self.dangerous_request_over_http();
        let mut sent = request.map_or_else(
            |_| SentCredentials::default(),
            |request| SentCredentials::of(&request),
        );
        let secret = self.authentication.client_secret().into_iter();
        secret.for_each(|secret| sent.add(secret.expose()));
        sent
    }

    fn read(&self, response: &HttpResponse) -> Result<TokenResponse, OauthError> {
        const WHAT: &str = "the token response";
        // Some servers, GitHub among them, say no with status 200.
        if response.status != 200 || body::declined(response).is_some() {
            let error = body::refused(response, WHAT, SPEC);
            return Err(self.with_next_step(error, response));
        }
        let (object, findings) = body::object(response, WHAT, SPEC)?;
        let mut token = TokenResponse::read(&object, response, findings)?;
        token.judge(self.grant_type(), self.scope.as_deref(), response);
        Ok(token)
    }
}

#[cfg(test)]
mod tests;
