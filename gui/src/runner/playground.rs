//! The playground inside the window: started once, broken and restored, and made to sign wrong tokens.

use std::sync::Arc;

use claimscope_core::secret::Secret;
use claimscope_core::time::Timestamp;
use claimscope_server::{Mint, Options, Playground, Running, Server};
use tokio::sync::OnceCell;

use super::convert;
use crate::fault::Fault;
use crate::results::{Failure, TokenResult};

/// The audience of a token that is for another API.
const OTHER_AUDIENCE: &str = "api://orders";

/// The playground's two servers, once they have started.
#[derive(Default)]
pub(super) struct Servers(OnceCell<Arc<Running>>);

impl Servers {
    /// Starts both servers; issuer and API.
    pub(super) async fn start(&self) -> Result<(String, String), Failure> {
        let running = self
            .0
            .get_or_try_init(|| async { Playground::start(Options::default()).await.map(Arc::new) })
            .await
            .map_err(|error| {
                Failure::new(
                    "The playground could not start.",
                    "Other connections work without it. Free the port and start Claimscope again.",
                )
                .with_words(error.to_string())
            })?;
        Ok((running.issuer(), running.api()))
    }

    /// Stops what `fault` wants stopped; `None` starts everything again.
    pub(super) async fn break_as(&self, fault: Option<Fault>) -> Result<(), Failure> {
        let running = self.running()?;
        match fault {
            Some(Fault::ServerDown) => running.stop(Server::Token).await,
            Some(Fault::ApiDown) => running.stop(Server::Api).await,
            _ => {
                for server in [Server::Token, Server::Api] {
                    running.restart(server).await.map_err(|error| {
                        Failure::new(
                            "The playground could not be started again.",
                            "Start Claimscope again.",
                        )
                        .with_words(error.to_string())
                    })?;
                }
            }
        }
        Ok(())
    }

    /// A token that is wrong in the way that `fault` says, signed with the playground's own key.
    pub(super) fn mint(&self, fault: Fault, now: Timestamp) -> Result<TokenResult, Failure> {
        let running = self.running()?;
        let wanted = match fault {
            Fault::Expired => Mint::default().expired(),
            Fault::WrongAudience => Mint::default().audience(OTHER_AUDIENCE),
            _ => Mint::default(),
        };
        let token = running.mint(&wanted).map_err(|error| {
            Failure::new("The playground could not sign such a token.", "Try again.")
                .with_words(error.to_string())
        })?;
        Ok(TokenResult {
            expires_at: convert::expiry_claim(&token),
            expiry_source: Some("exp"),
            access_token: Secret::from(token),
            token_type: "Bearer".to_owned(),
            received_at: now,
            scope: Some("api1".to_owned()),
            has_refresh_token: false,
            findings: vec![],
            endpoint: "the playground's signing key".to_owned(),
            milliseconds: 0,
        })
    }

    fn running(&self) -> Result<Arc<Running>, Failure> {
        self.0.get().cloned().ok_or_else(|| {
            Failure::new(
                "The playground is not running.",
                "Wait until it has started.",
            )
        })
    }
}
