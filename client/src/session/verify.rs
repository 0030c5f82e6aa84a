//! Verifying: the policy that the connection makes, the keys that it names, and the report.

use std::sync::Arc;

use claimscope_core::alg::Algorithm;
use claimscope_core::crypto::KeySet;
use claimscope_core::jwk::{Jwk, JwkSet};
use claimscope_core::jwt::{Expectations, Policy, Profile};
use claimscope_core::report::{Format, KeySource, Report, Status};
use claimscope_core::secret::Secret;
use claimscope_core::time::Timestamp;
use claimscope_core::{Inspection, explain, inspect, unmasked_parts};
use claimscope_oauth::Look;
use claimscope_oauth::code::{keys, server};
use claimscope_oauth::diagnose::Diagnosis;

use super::published::Published;
use super::{KeysFrom, Session};
use crate::SessionError;

/// A token that was verified, for good or ill.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Verification {
    /// What was found in the text, with the report under policy and keys.
    pub inspection: Inspection,
    /// Why a server refused, where the text is its answer.
    pub diagnosis: Option<Box<Diagnosis>>,
    /// The time that it was verified for.
    pub at: Timestamp,
    /// The keys, where there were any.
    pub keys: Option<KeysUsed>,
    /// Why there were none. The report then proves nothing, and says what else is wrong; where the keys are those of an
    /// empty set beside it, none that is published could have verified the token.
    pub key_failure: Option<SessionError>,
}

/// Keys, and where they are from.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct KeysUsed {
    /// The keys, those among them that could not be read too.
    pub set: Arc<KeySet>,
    /// Where they are from: the URL of a set; `None` where they were given.
    pub url: Option<String>,
}

impl Session {
    /// Looks at a text and what token there is in it. Nothing is proved.
    pub fn inspect(&self, text: &str) -> Inspection {
        inspect(text, self.clock.now())
    }

    /// Verifies the token in a text with the connection's keys and expectations, for this moment or another. Of a text
    /// without a token, such as an error, it is said what it is: there is nothing to verify, and so nothing to reject.
    ///
    /// # Errors
    ///
    /// Where the expectations make no policy; nothing is fetched then. That there are no keys is no error: the report
    /// says what can be said without.
    pub async fn verify(
        &self,
        text: &str,
        at: Option<Timestamp>,
    ) -> Result<Verification, SessionError> {
        self.verified(Look::at(text, self.moment(at)), at).await
    }

    /// As [`Session::verify`], where the text is to be the token and nothing else: white space, quotes or `Bearer` around
    /// it are faults of its form.
    ///
    /// # Errors
    ///
    /// As [`Session::verify`].
    pub async fn verify_exactly(
        &self,
        token: &str,
        at: Option<Timestamp>,
    ) -> Result<Verification, SessionError> {
        let mut inspection = inspect(token, self.moment(at));
        inspection.token = token.to_owned();
        let look = Look {
            inspection,
            diagnosis: None,
        };
        self.verified(look, at).await
    }

    async fn verified(
        &self,
        look: Look,
        at: Option<Timestamp>,
    ) -> Result<Verification, SessionError> {
        self.policy()?;
        let mut verification = unproved(look, self.moment(at));
        let inspection = &mut verification.inspection;
        if !has_token(&inspection.report) {
            return Ok(verification);
        }
        let keys = self.keys(&inspection.token, &inspection.report).await;
        let (mut keys, key_failure) = self.keys_or_none(&inspection.report, keys);
        // Only now: while keys were fetched, time went on and the issuer's own name became known.
        let (policy, at) = (self.policy()?, self.moment(at));
        inspection.report = self
            .explain(&inspection.token, &mut keys, Some(&policy), at)
            .await;
        Ok(Verification {
            at,
            keys,
            key_failure,
            ..verification
        })
    }

    fn moment(&self, at: Option<Timestamp>) -> Timestamp {
        at.unwrap_or_else(|| self.clock.now())
    }

    /// The report with these keys, or with newer ones in their place where they did not verify the token and newer ones
    /// are published.
    pub(super) async fn explain(
        &self,
        token: &str,
        keys: &mut Option<KeysUsed>,
        policy: Option<&Policy>,
        at: Timestamp,
    ) -> Report {
        let set = keys.as_ref().map(|keys| keys.set.as_ref());
        let report = explain(token, set, policy, at);
        let failed = report
            .checks
            .iter()
            .find(|check| check.status == Status::Fail);
        let (Some(failed), Some(tried), Some(published)) = (failed, &*keys, self.published())
        else {
            return report;
        };
        let Some(set) = published.newer_keys(token, failed.id, &tried.set).await else {
            return report;
        };
        let report = explain(token, Some(&set), policy, at);
        let url = self.keys_url();
        *keys = Some(KeysUsed { set, url });
        report
    }

    /// As [`Session::verify`], with the keys in hand alone, where they may still be used: for looking again when time has
    /// passed.
    ///
    /// # Errors
    ///
    /// Where the expectations make no policy.
    pub fn verify_again(
        &self,
        text: &str,
        at: Option<Timestamp>,
    ) -> Result<Verification, SessionError> {
        let (policy, at) = (self.policy()?, self.moment(at));
        let mut verification = unproved(Look::at(text, at), at);
        let inspection = &mut verification.inspection;
        if !has_token(&inspection.report) {
            return Ok(verification);
        }
        let own = self.key_of_proof(&inspection.token);
        let keys = own.map_or_else(|| self.keys_in_hand(), Ok);
        let (keys, key_failure) = self.keys_or_none(&inspection.report, keys);
        let set = keys.as_ref().map(|keys| keys.set.as_ref());
        inspection.report = explain(&inspection.token, set, Some(&policy), at);
        Ok(Verification {
            keys,
            key_failure,
            ..verification
        })
    }

    /// The keys, and why there are none. For a token that is signed with a shared secret, that the issuer publishes none
    /// says all; that they could not be asked for says nothing.
    fn keys_or_none(
        &self,
        report: &Report,
        keys: Result<KeysUsed, SessionError>,
    ) -> (Option<KeysUsed>, Option<SessionError>) {
        match keys {
            Ok(keys) => (Some(keys), None),
            Err(failure) if is_symmetric(report) && says_that_there_are_none(&failure) => {
                let set = KeySet::from_jwks(JwkSet::default(), KeySource::Jwks);
                let (set, url) = (Arc::new(set), self.keys_url());
                (Some(KeysUsed { set, url }), Some(failure))
            }
            Err(failure) => (None, Some(failure)),
        }
    }

    /// What is expected of a token, with what the connection says of issuer and algorithms where nobody said otherwise.
    pub fn expectations(&self) -> Expectations {
        let mut expectations = self.connection.expectations.clone();
        if expectations.issuer.is_unsaid() && !self.connection.issuer.trim().is_empty() {
            // The metadata may name the issuer of a well-known URL, or a template; another issuer it cannot be.
            let own = self.metadata_in_hand();
            expectations = match &own {
                Some(discovered) => discovered
                    .metadata
                    .token_issuers()
                    .fold(expectations, Expectations::issuer),
                None => expectations.issuer(self.connection.issuer.trim()),
            };
        }
        if expectations.algorithms.is_unsaid() {
            expectations = expectations.algorithms_of_keys();
        }
        expectations
    }

    pub(super) fn policy(&self) -> Result<Policy, SessionError> {
        self.expectations()
            .policy()
            .map_err(SessionError::Expectations)
    }

    /// The keys for a token, on which this is the report, fetched where need be.
    pub(super) async fn keys(
        &self,
        token: &str,
        report: &Report,
    ) -> Result<KeysUsed, SessionError> {
        if let Some(own) = self.key_of_proof(token) {
            return Ok(own);
        }
        let Some(published) = self.published() else {
            return self.given_keys();
        };
        let header = report.header.as_ref();
        let kid = header.and_then(|header| header.get_str("kid"));
        let algorithm = header.and_then(|header| Algorithm::from_name(header.get_str("alg")?));
        let allowed = algorithm.filter(|algorithm| self.allows(*algorithm));
        let set = published.keys(kid, allowed).await?;
        let url = self.keys_url();
        Ok(KeysUsed { set, url })
    }

    /// The key that a DPoP proof brings along, with which it is verified ([RFC 9449 §4.3]); `None` of any other token, and where a
    /// key is given that it must be.
    ///
    /// [RFC 9449 §4.3]: https://www.rfc-editor.org/rfc/rfc9449#section-4.3
    fn key_of_proof(&self, token: &str) -> Option<KeysUsed> {
        let is_at_url = matches!(self.connection.keys, KeysFrom::JwksUrl(_));
        let is_given = is_at_url || !matches!(self.given_keys(), Err(SessionError::NoKeys));
        if !self.judges_proofs() || is_given {
            return None;
        }
        // A private key is masked in the report: that it stands there is the proof's one fault, and it is a key.
        let (header, _) = unmasked_parts(token);
        let jwk = header.and_then(|header| Jwk::from_json(header.get("jwk")?).ok());
        let set = match jwk {
            Some(jwk) => KeySet::from_key(jwk, KeySource::Embedded),
            None => KeySet::from_jwks(JwkSet::default(), KeySource::Embedded),
        };
        let (set, url) = (Arc::new(set), None);
        Some(KeysUsed { set, url })
    }

    fn judges_proofs(&self) -> bool {
        self.connection.expectations.profile == Profile::DpopProof
    }

    pub(super) fn keys_in_hand(&self) -> Result<KeysUsed, SessionError> {
        let Some(published) = self.published() else {
            return self.given_keys();
        };
        let set = published.keys_in_hand()?;
        let url = self.keys_url();
        Ok(KeysUsed { set, url })
    }

    /// Where the connection's keys are published; `None` where they are not, or it does not say where.
    fn published(&self) -> Option<&Published> {
        match &self.connection.keys {
            KeysFrom::Issuer if self.connection.issuer.trim().is_empty() => None,
            // A proof is the client's, which signs with a key of its own.
            KeysFrom::Issuer if self.judges_proofs() => None,
            KeysFrom::Issuer => Some(&self.issuer),
            KeysFrom::JwksUrl(_) => self.set.as_ref(),
            KeysFrom::Text(_)
            | KeysFrom::SharedSecret(_)
            | KeysFrom::Set(_)
            | KeysFrom::Nowhere => None,
        }
    }

    fn given_keys(&self) -> Result<KeysUsed, SessionError> {
        let set = match &self.connection.keys {
            KeysFrom::Text(text) => Arc::new(read_keys(text)?),
            KeysFrom::SharedSecret(secret) if secret.is_empty() => {
                return Err(SessionError::NoKeys);
            }
            KeysFrom::SharedSecret(secret) => {
                let jwk = Jwk::from_secret(secret.clone());
                Arc::new(KeySet::from_key(jwk, KeySource::Secret))
            }
            KeysFrom::Set(set) => Arc::clone(set),
            KeysFrom::Issuer | KeysFrom::JwksUrl(_) | KeysFrom::Nowhere => {
                return Err(SessionError::NoKeys);
            }
        };
        Ok(KeysUsed { set, url: None })
    }

    fn keys_url(&self) -> Option<String> {
        match &self.connection.keys {
            KeysFrom::Issuer => self.metadata_in_hand()?.metadata.jwks_uri.clone(),
            KeysFrom::JwksUrl(url) => Some(url.clone()),
            _ => None,
        }
    }

    fn allows(&self, algorithm: Algorithm) -> bool {
        use claimscope_core::jwt::Algorithms;
        match &self.connection.expectations.algorithms {
            Algorithms::AnyOf(allowed) => allowed.contains(&algorithm),
            Algorithms::Unsaid | Algorithms::OfKeys => true,
        }
    }
}

/// What a look alone gives.
fn unproved(look: Look, at: Timestamp) -> Verification {
    Verification {
        inspection: look.inspection,
        diagnosis: look.diagnosis,
        at,
        keys: None,
        key_failure: None,
    }
}

/// Whether there is a token, of whatever kind.
fn has_token(report: &Report) -> bool {
    report.format != Format::Other
}

/// Whether the issuer was asked, and has no key that verifies.
fn says_that_there_are_none(failure: &SessionError) -> bool {
    [keys::NONE, server::JWKS, server::JWKS_URI].contains(&failure.code())
}

/// Whether the token says that it is signed with a shared secret.
fn is_symmetric(report: &Report) -> bool {
    let header = report.header.as_ref();
    let algorithm = header.and_then(|header| Algorithm::from_name(header.get_str("alg")?));
    algorithm.is_some_and(Algorithm::is_symmetric)
}

fn read_keys(text: &Secret) -> Result<KeySet, SessionError> {
    if text.expose().iter().all(u8::is_ascii_whitespace) {
        return Err(SessionError::NoKeys);
    }
    KeySet::parse(text.expose()).map_err(SessionError::Key)
}
