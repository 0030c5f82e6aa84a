//! Verifying a JWS whose payload is sent apart, with the connection's keys and algorithms.

use claimscope_core::{DetachedJws, Rejection, VerifiedJws, inspect};

use super::Session;
use crate::SessionError;

impl Session {
    /// Verifies the signature of a JWS over the payload that is sent apart from it; no claim is checked. Within, why it is refused.
    ///
    /// # Errors
    ///
    /// Where there are no keys to verify with.
    pub async fn verify_detached(
        &self,
        jws: &str,
        payload: &[u8],
    ) -> Result<Result<VerifiedJws, Rejection>, SessionError> {
        let expectations = self.expectations().waive_issuer().waive_audience();
        let policy = expectations.policy().map_err(SessionError::Expectations)?;
        let detached = match DetachedJws::new(jws, payload, Some(&policy)) {
            Ok(detached) => detached,
            Err(rejection) => return Ok(Err(rejection)),
        };
        let report = inspect(jws, self.clock.now()).report;
        let keys = self.keys(jws, &report).await?;
        Ok(detached.finish(&keys.set, None))
    }
}
