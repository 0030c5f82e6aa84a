//! Why an API said no, told from what earlier steps have learned; nothing is fetched for it.

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
        let expectation = self.expecting(plan.expectation.clone());
        let known = match &expectation.keys {
            KeysWanted::Issuer { issuer } => self.known(issuer),
            _ => Known::default(),
        };
        let token = plan.token.as_ref().and_then(Secret::expose_str);
        let report =
            token.and_then(|token| report_of(token, &expectation, known.keys.as_deref(), now));
        let mut api = ApiKnowledge::default();
        api.issuer.clone_from(&expectation.issuer);
        api.audiences.extend(expectation.audience.clone());
        let mut refused = Refused::new(request, response, now).api(&api);
        if let Some(report) = &report {
            refused = refused.report(report);
        }
        if let Some(discovered) = &known.discovered {
            refused = refused.metadata(&discovered.metadata);
        }
        convert::diagnosis(&diagnose(&refused))
    }
}
