//! The playground that the demo runs against, and the quickstart's client.

use claimscope_client::{Client, Settings};
use claimscope_core::explain;
use claimscope_core::jwk::KeySet;
use claimscope_core::jwt::{Expectations, Profile};
use claimscope_core::report::Report;
use claimscope_oauth::{ClientAuthentication, HttpRequest, TokenRequest};
use claimscope_server::{Options, Playground, Running, Server};

use crate::clock;
use crate::failure::Failure;

/// The quickstart's client, its secret, and the API's name.
pub(super) const CLIENT_ID: &str = "client";
pub(super) const SECRET: &str = "secret";
pub(super) const API_NAME: &str = "api1";

/// The playground, running, and a client beside it.
pub(super) struct Stage {
    pub(super) running: Running,
    pub(super) client: Client,
    pub(super) issuer: String,
    pub(super) api: String,
}

impl Stage {
    /// Starts the playground on any two free ports.
    pub(super) async fn open() -> Result<Self, Failure> {
        let running = Playground::start(Options::any_port())
            .await
            .map_err(|error| Failure::system(format!("the playground did not start: {error}")))?;
        let client = Client::new(Settings::default()).map_err(Failure::system)?;
        Ok(Self {
            issuer: running.issuer(),
            api: running.api(),
            running,
            client,
        })
    }

    pub(super) async fn close(self) {
        self.running.shutdown().await;
    }

    /// The quickstart's token request, with whatever is wrong about it.
    pub(super) fn token_request(&self, client_id: &str, secret: &str, scope: &str) -> TokenRequest {
        let endpoint = format!("{}/connect/token", self.issuer);
        let authentication = ClientAuthentication::basic(client_id, secret);
        TokenRequest::client_credentials(endpoint, authentication).scope(scope)
    }

    /// Where the API tells a caller who it is.
    pub(super) fn identity(&self) -> String {
        format!("{}/identity", self.api)
    }

    /// A call to the API.
    pub(super) fn api_request(&self, token: Option<&str>) -> HttpRequest {
        let request = HttpRequest::get(self.identity());
        match token {
            Some(token) => request.bearer(token),
            None => request,
        }
    }

    /// The issuer's keys, as its metadata leads to them.
    pub(super) async fn keys(&self) -> Result<KeySet, claimscope_client::Failure> {
        let uri = format!("{}/.well-known/openid-configuration/jwks", self.issuer);
        let set = self.client.jwks(&uri).await?;
        Ok(KeySet::from_issuer(set, &self.issuer))
    }

    /// What the quickstart's API should expect of a token.
    pub(super) fn verify(&self, token: &str, keys: &KeySet) -> Result<Report, Failure> {
        let policy = Expectations::of(Profile::IdentityServer4)
            .issuer(&self.issuer)
            .audience(API_NAME)
            .scope(API_NAME)
            .algorithms_of_keys()
            .policy()?;
        Ok(explain(token, Some(keys), Some(&policy), clock::now()))
    }

    /// The last reason that a server wrote into its log, which HTTP does not carry.
    pub(super) fn reason(&self, server: Server) -> Option<String> {
        let entries = self.running.log().entries();
        let entry = entries
            .into_iter()
            .rev()
            .find(|entry| entry.server == server && entry.status.is_some())?;
        Some(entry.message)
    }
}
