//! The playground inside the window: started once, broken and put back, and made to sign wrong tokens.

use claimscope_client::session::{Breakage, PlaygroundControl, SignedToken};
use claimscope_core::jwk::Jwk;
use claimscope_core::secret::Secret;
use claimscope_server::{ApiSettings, Mint, Options, Running, Server};
use tokio::sync::OnceCell;

use crate::results::FailureText;

/// The playground's two servers, once they have started.
#[derive(Default)]
pub(super) struct Servers(OnceCell<Started>);

struct Started {
    running: Running,
    /// What the API expects while nothing is broken.
    usual: ApiSettings,
}

impl Servers {
    /// Starts both servers; issuer and API.
    pub(super) async fn start(&self) -> Result<(String, String), FailureText> {
        let started = self.0.get_or_try_init(start).await.map_err(|error| {
            FailureText::new(
                "The playground could not start.",
                "Other connections work without it. Free the port and start Claimscope again.",
            )
            .with_words(error.to_string())
        })?;
        Ok((started.running.issuer(), started.running.api()))
    }

    /// The private key that its tokens are signed with, once it has started.
    pub(super) fn signing_key(&self) -> Option<Jwk> {
        Some(self.0.get()?.running.signing_key())
    }

    /// The servers, for tests that change what they do.
    #[cfg(test)]
    pub(super) fn running(&self) -> Option<&Running> {
        Some(&self.0.get()?.running)
    }

    fn started(&self) -> Result<&Started, String> {
        let started = self.0.get();
        started.ok_or_else(|| "the playground is not running".to_owned())
    }
}

async fn start() -> Result<Started, claimscope_server::StartError> {
    // Tests run beside each other: where one has stopped a server, none may take its port as the next free one.
    let options = match cfg!(test) {
        true => Options::any_port(),
        false => Options::default(),
    };
    let running = claimscope_server::Playground::start(options).await?;
    let usual = ApiSettings::clone(&running.state().api());
    Ok(Started { running, usual })
}

impl PlaygroundControl for Servers {
    async fn break_servers(&self, breakage: Breakage) -> Result<(), String> {
        let Started { running, usual } = self.started()?;
        match breakage {
            Breakage::StopTokenServer => running.stop(Server::Token).await,
            Breakage::StopApi => running.stop(Server::Api).await,
            Breakage::DemandScope(scope) => running.state().set_api(ApiSettings {
                scope: Some(scope.to_owned()),
                ..usual.clone()
            }),
            other => return Err(format!("the playground has no {other:?}")),
        }
        Ok(())
    }

    async fn mend_servers(&self) -> Result<(), String> {
        let Started { running, usual } = self.started()?;
        running.state().set_api(usual.clone());
        for server in [Server::Token, Server::Api] {
            if !running.is_up(server) {
                let restarted = running.restart(server).await;
                restarted.map_err(|error| {
                    format!("the playground could not be started again: {error}")
                })?;
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
        let token = self.started()?.running.mint(&mint);
        token.map(Secret::from).map_err(|error| error.to_string())
    }
}
