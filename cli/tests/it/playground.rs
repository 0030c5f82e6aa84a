//! A playground of the test's own, and tokens made to order.

use claimscope_server::{Mint, Options, Playground, Running, Server};

use crate::run::{Run, run_with};

/// A playground on two free ports, until it is dropped.
pub(crate) struct OwnPlayground {
    running: Running,
    runtime: tokio::runtime::Runtime,
}

impl OwnPlayground {
    pub(crate) fn open() -> Self {
        Self::with(Options::any_port())
    }

    pub(crate) fn with(options: Options) -> Self {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()
            .unwrap();
        let running = runtime.block_on(Playground::start(options)).unwrap();
        Self { running, runtime }
    }

    pub(crate) fn running(&self) -> &Running {
        &self.running
    }

    pub(crate) fn issuer(&self) -> String {
        self.running.issuer()
    }

    pub(crate) fn jwks(&self) -> String {
        format!("{}/.well-known/openid-configuration/jwks", self.issuer())
    }

    pub(crate) fn identity(&self) -> String {
        format!("{}/identity", self.running.api())
    }

    /// The token that `claimscope token` would give, with whatever is wrong about it.
    pub(crate) fn mint(&self, mint: Mint) -> String {
        self.running.mint(&mint).unwrap()
    }

    pub(crate) fn token(&self) -> String {
        self.mint(Mint::default())
    }

    pub(crate) fn stop(&self, server: Server) {
        self.runtime.block_on(self.running.stop(server));
    }

    /// `claimscope token` as the quickstart's client, with further arguments.
    pub(crate) fn ask_for_token(&self, more: &[&str]) -> Run {
        let issuer = self.issuer();
        let mut arguments = vec!["token", "--issuer", &issuer, "--client-id", "client"];
        arguments.extend(["--client-secret-env", "S", "--scope", "api1"]);
        arguments.extend(more);
        run_with(&arguments, b"", &[("S", "secret")])
    }
}
