//! Why an API said no, told from what earlier steps have learned; nothing is fetched for it.

use std::sync::PoisonError;

use claimscope_core::secret::Secret;
use claimscope_oauth::diagnose::{ApiKnowledge, Refused, diagnose};
use claimscope_oauth::{HttpRequest, HttpResponse};

use super::verify::report_of;
use super::{Known, Shared, convert, now};
use crate::effect::{CallPlan, KeysWanted};
use crate::results::Diagnosis;

impl Shared {
    /// Why the API said no. Only what is in hand is used: nothing is fetched for it.
    pub(super) fn diagnose(
        &self,
        plan: &CallPlan,
        request: &HttpRequest,
        response: &HttpResponse,
    ) -> Diagnosis {
        let now = now();
        let known = match &plan.expectation.keys {
            KeysWanted::Issuer { issuer, .. } => self.known(issuer),
            _ => Known::default(),
        };
        let token = plan.token.as_ref().and_then(Secret::expose_str);
        let report =
            token.and_then(|token| report_of(token, &plan.expectation, known.keys.as_deref(), now));
        let mut api = ApiKnowledge::default();
        api.issuer.clone_from(&plan.expectation.issuer);
        api.audiences.extend(plan.expectation.audience.clone());
        let mut refused = Refused::new(request, response, now).api(&api);
        if let Some(report) = &report {
            refused = refused.report(report);
        }
        if let Some(metadata) = &known.metadata {
            refused = refused.metadata(metadata);
        }
        convert::diagnosis(&diagnose(&refused))
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
