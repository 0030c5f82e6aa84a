//! What is known of each issuer, and whose metadata is believed.

use std::sync::PoisonError;

use claimscope_oauth::{Discovered, OauthError};

use super::{Known, Shared, convert};
use crate::results::Failure;

impl Shared {
    /// The issuer's own metadata: in hand, or discovered now.
    pub(super) async fn discovered(&self, issuer: &str) -> Result<Discovered, Failure> {
        if issuer.trim().is_empty() {
            return Err(Failure::new(
                "The connection has no issuer, so there are no keys to verify with.",
                "Type the issuer on the Discover tab, or give a key here.",
            ));
        }
        if let Some(discovered) = self.known(issuer).discovered {
            return Ok(discovered);
        }
        let discovered = self
            .client
            .discover(issuer)
            .await
            .map_err(|failure| convert::failure(&failure))?;
        discovered.require_issuer_match().map_err(refused)?;
        self.learn(issuer, |known| known.discovered = Some(discovered.clone()));
        Ok(discovered)
    }

    /// What earlier steps have learned of an issuer.
    pub(super) fn known(&self, issuer: &str) -> Known {
        let known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        known.get(issuer.trim()).cloned().unwrap_or_default()
    }

    pub(super) fn learn<T>(&self, issuer: &str, change: impl FnOnce(&mut Known) -> T) -> T {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        change(known.entry(issuer.trim().to_owned()).or_default())
    }
}

/// Why something of a document may not be used.
pub(super) fn refused(error: OauthError) -> Failure {
    convert::failure(&error.into())
}
