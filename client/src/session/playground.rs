//! Who can break the servers of a connection on purpose.

use std::future::Future;

use claimscope_core::secret::Secret;

use super::{Breakage, SignedToken};

/// Whoever can stop the servers of a connection and sign with its issuer's key.
pub trait PlaygroundControl {
    /// Stops a server, or changes what the API demands. Only for what [`Breakage::needs_playground`], signing excepted.
    ///
    /// # Errors
    ///
    /// One sentence, where that did not work.
    fn break_servers(&self, breakage: Breakage) -> impl Future<Output = Result<(), String>> + Send;

    /// Puts everything back.
    ///
    /// # Errors
    ///
    /// One sentence, where that did not work.
    fn mend_servers(&self) -> impl Future<Output = Result<(), String>> + Send;

    /// Signs a token that is wrong in this way.
    ///
    /// # Errors
    ///
    /// One sentence, where that did not work.
    fn sign(&self, token: SignedToken) -> Result<Secret, String>;
}

/// No playground: the connection's servers are somebody else's.
#[derive(Clone, Copy, Debug, Default)]
pub struct ForeignServers;

const FOREIGN: &str = "only the playground can be broken in this way";

impl PlaygroundControl for ForeignServers {
    async fn break_servers(&self, _: Breakage) -> Result<(), String> {
        Err(FOREIGN.to_owned())
    }

    async fn mend_servers(&self) -> Result<(), String> {
        Ok(())
    }

    fn sign(&self, _: SignedToken) -> Result<Secret, String> {
        Err(FOREIGN.to_owned())
    }
}
