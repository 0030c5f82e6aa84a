//! The playground that the demo runs against, with the quickstart's client, and what can be broken about it.

use claimscope_client::session::Connection;
use claimscope_client::session::{Breakage, Grant, OauthClient, PlaygroundControl, SignedToken};
use claimscope_core::jwt::{Expectations, Profile};
use claimscope_core::secret::Secret;
use claimscope_server::{ApiSettings, Mint, Options, Running, Server};

use crate::failure::Failure;

/// The API's name, which is a scope and an audience of the quickstart.
const API_NAME: &str = "api1";

/// The playground, running.
pub(super) struct Local {
    pub(super) running: Running,
    /// What the API expects while nothing is broken.
    usual: ApiSettings,
}

impl Local {
    /// Starts the playground on any two free ports.
    pub(super) async fn start() -> Result<Self, Failure> {
        let running = claimscope_server::Playground::start(Options::any_port())
            .await
            .map_err(|error| Failure::system(format!("the playground did not start: {error}")))?;
        let usual = ApiSettings::clone(&running.state().api());
        Ok(Self { running, usual })
    }

    /// The quickstart's client, and what its API expects of a token.
    pub(super) fn connection(&self) -> Connection {
        let expectations = Expectations::of(Profile::IdentityServer4);
        Connection {
            issuer: self.running.issuer(),
            client: OauthClient {
                id: "client".to_owned(),
                secret: Some(Secret::from("secret")),
                ..OauthClient::default()
            },
            grant: Grant {
                scope: API_NAME.to_owned(),
                ..Grant::default()
            },
            api_url: self.identity(),
            expectations: expectations.audience(API_NAME).scope(API_NAME),
            ..Connection::default()
        }
    }

    /// Where the API tells a caller who it is.
    pub(super) fn identity(&self) -> String {
        format!("{}/identity", self.running.api())
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

impl PlaygroundControl for Local {
    async fn break_servers(&self, breakage: Breakage) -> Result<(), String> {
        match breakage {
            Breakage::StopTokenServer => self.running.stop(Server::Token).await,
            Breakage::StopApi => self.running.stop(Server::Api).await,
            Breakage::DemandScope(scope) => self.running.state().set_api(ApiSettings {
                scope: Some(scope.to_owned()),
                ..self.usual.clone()
            }),
            other => return Err(format!("the playground has no {other:?}")),
        }
        Ok(())
    }

    async fn mend_servers(&self) -> Result<(), String> {
        self.running.state().set_api(self.usual.clone());
        for server in [Server::Token, Server::Api] {
            if !self.running.is_up(server) {
                let restarted = self.running.restart(server).await;
                restarted.map_err(|error| error.to_string())?;
            }
        }
        Ok(())
    }

    fn sign(&self, token: SignedToken) -> Result<Secret, String> {
        let mint = match token {
            SignedToken::Expired => Mint::default().expired(),
            SignedToken::Audience(audience) => Mint::default().audience(audience),
            other => return Err(format!("the playground signs no {other:?}")),
        };
        let token = self.running.mint(&mint);
        token.map(Secret::from).map_err(|error| error.to_string())
    }
}
