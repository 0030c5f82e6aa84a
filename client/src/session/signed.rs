//! What an issuer says in a signed JWT of its own: the answer of a login, an introspection response, userinfo.

use std::sync::Arc;

use claimscope_core::alg::Algorithm;
use claimscope_core::crypto::KeySet;
use claimscope_core::jwk::Jwk;
use claimscope_core::jwt::{Expectations, Profile};
use claimscope_core::report::{KeySource, Status, Verdict};
use claimscope_core::secret::Secret;
use claimscope_oauth::{AuthorizationCode, OauthError, PendingAuthorization};

use super::{Connection, KeysFrom, Session, Verification};

impl Session {
    /// What any message of the issuer to this client must be: signed by the issuer, and for the client.
    pub(super) fn expected_of_message(&self) -> Expectations {
        Expectations::of(Profile::Jwt).audience(self.connection.client.id.as_str())
    }

    /// Verifies a message of the issuer. The keys are the issuer's, or the client's secret where it is signed with HMAC.
    ///
    /// # Errors
    ///
    /// Why it does not hold, or could not be verified; one sentence.
    pub(super) async fn verified_message(
        &self,
        text: &Secret,
        expectations: Expectations,
    ) -> Result<Box<Verification>, String> {
        let text = text.expose_str().unwrap_or_default();
        let verifier = self.edited(Connection {
            expectations,
            keys: self.keys_of_message(text),
            ..self.connection().clone()
        });
        let verification = verifier.verify_exactly(text, None).await;
        let verification = verification.map_err(|failure| failure.message())?;
        let report = &verification.inspection.report;
        let mut checks = report.checks.iter();
        let failed = checks.find(|check| check.status == Status::Fail);
        match (report.verdict, failed, &verification.key_failure) {
            (Verdict::Accepted, ..) => Ok(Box::new(verification)),
            (_, _, Some(failure)) => {
                let why = failure.message();
                Err(format!("the keys to verify it could not be had: {why}"))
            }
            (_, Some(check), None) => Err(format!("{}: {}", check.id, check.message)),
            (_, None, None) => Err("its signature was not verified".to_owned()),
        }
    }

    /// Reads the answer of a login, and verifies it where it is a signed one
    /// ([JARM §2.4](https://openid.net/specs/oauth-v2-jarm-final.html#section-2.4)).
    ///
    /// # Errors
    ///
    /// As [`PendingAuthorization::accept`].
    pub(super) async fn read_answer(
        &self,
        pending: &PendingAuthorization,
        text: &str,
    ) -> Result<AuthorizationCode, OauthError> {
        let Some(jwt) = pending.signed_answer(text)? else {
            return pending.accept(text);
        };
        let verified = self.verified_message(&jwt, self.expected_of_message());
        let verification = verified.await.map_err(|why| pending.unverified(&why))?;
        let claims = verification.inspection.report.claims.unwrap_or_default();
        pending.accept_claims(&claims)
    }

    /// The client's secret where the text is signed with HMAC, and the issuer's keys otherwise.
    pub(super) fn keys_of_message(&self, text: &str) -> KeysFrom {
        let report = self.inspect(text).report;
        let algorithm = report.header.and_then(|header| {
            let name = header.get_str("alg")?;
            Algorithm::from_name(name)
        });
        match (&self.connection.client.secret, algorithm) {
            (Some(secret), Some(algorithm)) if algorithm.is_symmetric() => {
                let jwk = Jwk::from_secret(secret.clone());
                KeysFrom::Set(Arc::new(KeySet::from_key(jwk, KeySource::Secret)))
            }
            _ => KeysFrom::Issuer,
        }
    }
}
