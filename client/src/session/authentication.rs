//! How the connection's client authenticates one request: what its metadata offers, with what the person has.

use claimscope_core::alg::Algorithm;
use claimscope_core::secret::Secret;
use claimscope_oauth::{
    AuthenticationMethod, ChosenMethod, ClientAssertion, ClientAuthentication, ClientCredentials,
    Finding, Metadata,
};

use super::{OauthClient, Session};
use crate::{SessionError, entropy};

/// What a person may change of client assertions.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AssertionOptions {
    /// `aud`; `None` takes what the metadata's server does, see [`ClientAssertion::audience_of`], and without metadata the
    /// endpoint.
    pub audience: Option<String>,
    /// How long an assertion holds, in seconds; `None` means a minute.
    pub lifetime_seconds: Option<u32>,
    /// The algorithm; `None` takes the first that key and metadata both have.
    pub algorithm: Option<Algorithm>,
    /// `kid`; `None` takes the key's own.
    pub kid: Option<String>,
}

impl OauthClient {
    /// How it authenticates at the endpoint that the metadata knows by this name. Whoever has to know beforehand asks here too.
    pub(super) fn method_at(
        &self,
        metadata: Option<&Metadata>,
        endpoint: &str,
        has_certificate: bool,
    ) -> ChosenMethod {
        let credentials = ClientCredentials {
            secret: self.secret.clone(),
            key: self.key.clone(),
            has_certificate,
        };
        credentials.choose(metadata, endpoint, self.authentication)
    }

    /// Whether its secret is what authenticates it there.
    pub(super) fn shows_secret_at(
        &self,
        metadata: Option<&Metadata>,
        endpoint: &str,
        has_certificate: bool,
    ) -> bool {
        let chosen = self.method_at(metadata, endpoint, has_certificate);
        let secret = self.secret.as_ref();
        chosen.method.needs_secret() && secret.is_some_and(|secret| !secret.is_empty())
    }
}

impl Session {
    /// What authenticates a request to this endpoint, which the metadata knows by `name`: made anew for each, with what is
    /// worth saying of the choice.
    pub(super) fn authenticate(
        &self,
        metadata: Option<&Metadata>,
        name: &str,
        endpoint: &str,
    ) -> Result<(ClientAuthentication, Option<Finding>), SessionError> {
        let client = &self.connection.client;
        let chosen = client.method_at(metadata, name, self.client.has_certificate());
        let taken = metadata.and_then(|metadata| metadata.auth_signing_algorithms(name));
        let taken = taken.as_deref();
        let id = client.id.as_str();
        let secret = || client.secret.clone().unwrap_or_else(|| Secret::from(""));
        let authentication = match chosen.method {
            AuthenticationMethod::Basic => ClientAuthentication::basic(id, secret()),
            AuthenticationMethod::Post => ClientAuthentication::post(id, secret()),
            AuthenticationMethod::None => ClientAuthentication::none(id),
            AuthenticationMethod::TlsClientAuth | AuthenticationMethod::SelfSignedTlsClientAuth => {
                ClientAuthentication::certificate(chosen.method, id)
            }
            AuthenticationMethod::SecretJwt => self
                .assertion(metadata, endpoint)
                .sign_with_secret(&secret(), taken, self.clock.now(), &mut entropy)?,
            AuthenticationMethod::PrivateKeyJwt => {
                let key = client.key.as_ref().ok_or(SessionError::NoClientKey)?;
                let assertion = self.assertion(metadata, endpoint);
                assertion.sign_with_key(key, taken, self.clock.now(), &mut entropy)?
            }
        };
        Ok((authentication, chosen.finding))
    }

    fn assertion(&self, metadata: Option<&Metadata>, endpoint: &str) -> ClientAssertion {
        let (client, options) = (&self.connection.client, &self.connection.client.assertion);
        let own = || metadata.map(ClientAssertion::audience_of);
        let audience = options.audience.clone().or_else(own);
        let audience = audience.unwrap_or_else(|| endpoint.to_owned());
        let assertion = ClientAssertion::new(client.id.as_str(), audience);
        ClientAssertion {
            lifetime_seconds: options
                .lifetime_seconds
                .unwrap_or(assertion.lifetime_seconds),
            algorithm: options.algorithm,
            kid: options.kid.clone(),
            ..assertion
        }
    }
}
