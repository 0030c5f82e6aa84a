//! A login that was begun: what its answer is compared with, and what the token request needs.

use std::fmt;

use claimscope_core::base64url;
use claimscope_core::entropy::Entropy;
use claimscope_core::jwt::Expectations;
use claimscope_core::misuse;
use claimscope_core::secret::Secret;
use claimscope_core::time::Timestamp;
use sha2::{Digest, Sha256};

use super::{AuthorizationRequest, SPEC};
use crate::{AuthorizationDetails, OauthError, TokenGrant, endpoint};

/// A login that was begun. Its answer is read by [`PendingAuthorization::accept`].
#[derive(Clone)]
pub struct PendingAuthorization {
    pub(super) request: AuthorizationRequest,
    pub(super) state: Secret,
    nonce: Secret,
    verifier: Secret,
    started_at: Timestamp,
}

impl PendingAuthorization {
    pub(super) fn new(
        request: AuthorizationRequest,
        now: Timestamp,
        entropy: &mut dyn Entropy,
    ) -> Result<Self, OauthError> {
        let mut random = || {
            let mut bytes = [0; 32];
            entropy
                .fill(&mut bytes)
                .map_err(|error| OauthError::misuse(misuse::NO_ENTROPY, error.to_string(), SPEC))?;
            Ok(Secret::from(base64url::encode(bytes)))
        };
        Ok(Self {
            state: random()?,
            nonce: random()?,
            verifier: random()?,
            request,
            started_at: now,
        })
    }

    /// The address to open in a browser.
    pub fn url(&self) -> String {
        self.url_with(&self.parameters())
    }

    /// The address with other parameters in place of those of the request, such as the signed ones.
    pub fn url_with(&self, parameters: &[(String, String)]) -> String {
        let parameters = parameters.iter();
        let parameters = parameters.map(|(name, value)| (name.as_str(), value.as_str()));
        endpoint::with_query(&self.request.authorization_endpoint, parameters)
    }

    /// The parameters of the request, for whoever sends them another way.
    pub fn parameters(&self) -> Vec<(String, String)> {
        let request = &self.request;
        let text = |secret: &Secret| secret.expose_str().unwrap_or_default().to_owned();
        let scope: Vec<_> = request.scope.split_whitespace().collect();
        let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        let optional = |name: &str, value: &Option<String>| {
            value.as_ref().map(|value| (name.to_owned(), value.clone()))
        };
        let challenge = base64url::encode(Sha256::digest(self.verifier.expose()));
        let mut parameters = vec![
            pair("response_type", "code"),
            pair("client_id", &request.client_id),
            pair("redirect_uri", &request.redirect_uri),
        ];
        if !scope.is_empty() {
            parameters.push(pair("scope", &scope.join(" ")));
        }
        parameters.extend([
            ("state".to_owned(), text(&self.state)),
            ("nonce".to_owned(), text(&self.nonce)),
            ("code_challenge".to_owned(), challenge),
            pair("code_challenge_method", "S256"),
        ]);
        let resources = request.resources.iter();
        parameters.extend(resources.map(|resource| pair("resource", resource)));
        let details = request.authorization_details.as_ref();
        let details = details.map(ToString::to_string);
        let max_age = request.max_age_seconds.map(|seconds| seconds.to_string());
        parameters.extend(
            [
                optional("prompt", &request.prompt),
                optional("max_age", &max_age),
                optional("acr_values", &request.acr_values),
                optional("login_hint", &request.login_hint),
                optional("response_mode", &request.response_mode),
                optional(AuthorizationDetails::NAME, &details),
            ]
            .into_iter()
            .flatten(),
        );
        parameters.extend(request.parameters.iter().cloned());
        parameters
    }

    /// What the token request asks with, once the code is there.
    pub fn grant(&self, code: &Secret) -> TokenGrant {
        TokenGrant::authorization_code(
            code.clone(),
            &self.request.redirect_uri,
            self.verifier.clone(),
        )
    }

    /// What this login expects of an ID token, added to what is expected anyway: its nonce, and where `max_age` was sent,
    /// when the user logged in. `acr_values` are a wish, which the server need not fulfil.
    pub fn expected_of_id_token(&self, expectations: Expectations) -> Expectations {
        let expectations = expectations.nonce(self.nonce.expose_str().unwrap_or_default());
        match self.request.max_age_seconds {
            Some(seconds) => expectations.max_auth_age_seconds(seconds),
            None => expectations,
        }
    }

    #[cfg(test)]
    pub(super) fn verifier(&self) -> &str {
        self.verifier.expose_str().unwrap_or_default()
    }

    /// Where the answer goes.
    pub fn redirect_uri(&self) -> &str {
        &self.request.redirect_uri
    }

    /// What was asked for.
    pub fn request(&self) -> &AuthorizationRequest {
        &self.request
    }

    /// When it was begun.
    pub fn started_at(&self) -> Timestamp {
        self.started_at
    }
}

impl fmt::Debug for PendingAuthorization {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("PendingAuthorization")
            .field("request", &self.request)
            .field("state", &self.state)
            .field("nonce", &self.nonce)
            .field("verifier", &self.verifier)
            .field("started_at", &self.started_at)
            .finish()
    }
}
