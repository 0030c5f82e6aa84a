//! What introspection and revocation send alike: a token, of which kind it is, and the client that sends it.

use claimscope_core::secret::Secret;

use super::endpoint::{self, Endpoint};
use super::mask::SentCredentials;
use super::{AuthenticationMethod, ClientAuthentication, HttpRequest, OauthError};

/// A request about a token.
#[derive(Clone, Debug)]
pub(crate) struct TokenForm {
    endpoint: String,
    authentication: ClientAuthentication,
    token: Secret,
    pub(crate) token_type_hint: Option<String>,
}

impl TokenForm {
    pub(crate) fn new(
        endpoint: String,
        authentication: ClientAuthentication,
        token: Secret,
    ) -> Self {
        Self {
            endpoint,
            authentication,
            token,
            token_type_hint: None,
        }
    }

    /// The request to send to an endpoint of this kind.
    pub(crate) fn request(&self, kind: &Endpoint) -> Result<HttpRequest, OauthError> {
        kind.check(&self.endpoint)?;
        let hint = self.token_type_hint.as_ref();
        let hint = hint.map(|hint| ("token_type_hint", hint.as_bytes()));
        let own = self.authentication.parameters().into_iter();
        let form = own.chain([("token", self.token.expose())]).chain(hint);
        Ok(endpoint::post(&self.endpoint, &self.authentication, form))
    }

    /// An error with where it happened, and without what was sent.
    pub(crate) fn error(&self, kind: &Endpoint, mut error: OauthError) -> OauthError {
        let sends_nothing = self.authentication.method() == AuthenticationMethod::None;
        if let OauthError::Declined(declined) = &mut error
            && declined.error == "invalid_client"
            && sends_nothing
        {
            declined.hint = format!(
                "no secret was sent, and {} wants to know who asks: give the secret of the client, or of the API where that is what the server knows",
                kind.name
            );
        }
        let sent = match self.request(kind) {
            Ok(request) => SentCredentials::of(&request),
            Err(_) => SentCredentials::default(),
        };
        error.at(&self.endpoint).without_credentials(&sent)
    }
}
