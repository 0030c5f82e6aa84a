//! Verifying: the keys that were asked for, the policy, the report.

use std::sync::Arc;

use claimscope_core::jwk::{Jwk, JwkSet, KeySet};
use claimscope_core::jwt::{Expectations, Policy, Profile};
use claimscope_core::report::{KeySource, Report};
use claimscope_core::secret::Secret;
use claimscope_core::time::Timestamp;
use claimscope_core::{explain, inspect as inspect_text};

use super::issuer::refused;
use super::{Shared, convert, now, off_thread};
use crate::effect::{InspectPlan, KeysWanted, VerifyPlan};
use crate::results::{Failure, Inspected};

impl Shared {
    pub(super) async fn verify(
        &self,
        plan: InspectPlan,
        verify: VerifyPlan,
    ) -> Result<Inspected, Failure> {
        let keys = self.keys(&verify.keys).await;
        let verify = self.expecting(verify);
        off_thread(move || verified(&plan, &verify, keys, now())).await
    }

    /// Where the issuer's own metadata is known, `iss` is what that says: a person may have typed a well-known URL.
    pub(super) fn expecting(&self, mut verify: VerifyPlan) -> VerifyPlan {
        if let Some(issuer) = &mut verify.issuer
            && let Some(discovered) = self.known(issuer).discovered
        {
            *issuer = discovered.metadata.issuer;
        }
        verify
    }

    async fn keys(&self, wanted: &KeysWanted) -> Result<Arc<KeySet>, Failure> {
        match wanted {
            KeysWanted::Issuer { issuer } => {
                let discovered = self.discovered(issuer).await?;
                let set = self.jwks(discovered.jwks_uri().map_err(refused)?).await?;
                let keys = Arc::new(discovered.keys(set).map_err(refused)?);
                self.learn(issuer, |known| known.keys = Some(Arc::clone(&keys)));
                Ok(keys)
            }
            KeysWanted::Known { issuer } => self.known(issuer).keys.ok_or_else(|| {
                Failure::new(
                    "The issuer's keys are not in hand.",
                    "Press Verify to fetch them.",
                )
            }),
            KeysWanted::Given(text) => given_keys(text).map(Arc::new),
            KeysWanted::Secret(secret) if secret.is_empty() => Err(Failure::new(
                "There is no secret yet.",
                "Type the secret that issuer and API share.",
            )),
            KeysWanted::Secret(secret) => {
                let jwk = Jwk::from_secret(secret.clone());
                Ok(Arc::new(KeySet::from_key(jwk, KeySource::Secret)))
            }
        }
    }
}

fn given_keys(text: &Secret) -> Result<KeySet, Failure> {
    if text.expose().iter().all(u8::is_ascii_whitespace) {
        return Err(Failure::new(
            "There is no key yet.",
            "Paste a JWK, a JWKS or a key in PEM form.",
        ));
    }
    if let Ok(set) = JwkSet::parse(text.expose()) {
        return Ok(KeySet::from_jwks(set, KeySource::Jwks));
    }
    Jwk::parse(text.expose())
        .map(|jwk| KeySet::from_key(jwk, KeySource::Key))
        .map_err(|error| {
            Failure::new(
                "The key cannot be used.",
                "Paste a JWK, a JWKS or a key in PEM form.",
            )
            .with_words(error.to_string())
        })
}

/// A look without keys.
pub(super) fn inspect(plan: &InspectPlan, now: Timestamp) -> Result<Inspected, Failure> {
    let text = plan.text.expose_str().unwrap_or_default();
    let mut inspection = inspect_text(text, now);
    Ok(Inspected {
        spans: convert::spans(text, &inspection),
        pasted: convert::pasted(&mut inspection),
        text_revision: plan.revision,
        at: now,
        key_failure: None,
        pretty: convert::pretty(&inspection.report),
        report: inspection.report,
    })
}

fn verified(
    plan: &InspectPlan,
    verify: &VerifyPlan,
    keys: Result<Arc<KeySet>, Failure>,
    now: Timestamp,
) -> Result<Inspected, Failure> {
    let policy = policy(verify)?;
    let text = plan.text.expose_str().unwrap_or_default();
    let mut inspected = inspect(plan, now)?;
    let token = inspect_text(text, now).token;
    inspected.report = explain(&token, keys.as_deref().ok(), Some(&policy), now);
    inspected.pretty = convert::pretty(&inspected.report);
    inspected.key_failure = keys.err();
    Ok(inspected)
}

/// The report that a diagnosis is made from.
pub(super) fn report_of(
    token: &str,
    verify: &VerifyPlan,
    keys: Option<&KeySet>,
    now: Timestamp,
) -> Option<Report> {
    let policy = policy(verify).ok()?;
    Some(explain(token, keys, Some(&policy), now))
}

fn policy(plan: &VerifyPlan) -> Result<Policy, Failure> {
    let profile = Profile::from_name(&plan.profile).unwrap_or(Profile::Jwt);
    let builder = Expectations::of(profile).algorithms_of_keys();
    let builder = match &plan.issuer {
        Some(issuer) => builder.issuer(issuer),
        None => builder.waive_issuer(),
    };
    let builder = match &plan.audience {
        Some(audience) => builder.audience(audience),
        None => builder.waive_audience(),
    };
    builder.policy().map_err(|misuse| {
        Failure::new(
            "These expectations do not fit together.",
            "Change the profile or the expected audience.",
        )
        .with_words(misuse.to_string())
    })
}
