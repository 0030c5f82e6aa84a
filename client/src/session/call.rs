//! Calling an API, and why it said no.

use std::time::{Duration, Instant};

use claimscope_core::report::Report;
use claimscope_core::secret::Secret;
use claimscope_core::time::Timestamp;
use claimscope_core::{explain, inspect};
use claimscope_oauth::diagnose::{ApiKnowledge, Diagnosis, Refused, diagnose};
use claimscope_oauth::{HttpRequest, HttpResponse};

use super::Session;
use crate::Failure;

/// A call and its answer.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Called {
    /// What was sent, token included.
    pub request: HttpRequest,
    /// What came.
    pub response: HttpResponse,
    /// Why it is not the answer hoped for; `None` where nothing speaks against it.
    pub diagnosis: Option<Diagnosis>,
    /// When it was sent.
    pub sent_at: Timestamp,
    /// How long it took, body included.
    pub duration: Duration,
}

impl Session {
    /// Sends a request, with a bearer token where one is given, and explains what came where that is called for.
    ///
    /// # Errors
    ///
    /// Where no whole response came.
    pub async fn call(
        &self,
        request: HttpRequest,
        token: Option<&Secret>,
    ) -> Result<Called, Failure> {
        let request = match token.and_then(Secret::expose_str) {
            Some(token) => request.bearer(token.trim()),
            None => request,
        };
        let (sent_at, start) = (self.clock.now(), Instant::now());
        let response = self.client.call(&request).await?;
        let duration = start.elapsed();
        let diagnosis = self.diagnose(&request, &response).await;
        Ok(Called {
            diagnosis: Some(diagnosis).filter(|diagnosis| is_worth_saying(&response, diagnosis)),
            request,
            response,
            sent_at,
            duration,
        })
    }

    /// Why an API answered so: from the answer, the token that was sent, the issuer's keys and metadata, and what the
    /// connection expects. Where the answer needs explaining, metadata and keys are fetched if they are not in hand.
    pub async fn diagnose(&self, request: &HttpRequest, response: &HttpResponse) -> Diagnosis {
        let now = self.clock.now();
        let report = match bearer(request) {
            Some(token) => Some(self.report_of(token, response.status >= 300).await),
            None => None,
        };
        let api = self.api_knowledge();
        let metadata = self.metadata_in_hand();
        let mut refused = Refused::new(request, response, now).api(&api);
        if let Some(report) = &report {
            refused = refused.report(report);
        }
        if let Some(discovered) = &metadata {
            refused = refused.metadata(&discovered.metadata);
        }
        diagnose(&refused)
    }

    /// The report that a diagnosis is made from: what nobody stated is waived, since the API decides.
    async fn report_of(&self, token: &str, may_fetch: bool) -> Report {
        let keys = match may_fetch {
            true => self
                .keys(&inspect(token, self.clock.now()).report)
                .await
                .ok(),
            false => self.keys_in_hand(),
        };
        let mut expectations = self.expectations();
        if expectations.issuer.is_unsaid() {
            expectations = expectations.waive_issuer();
        }
        if expectations.audience.is_unsaid() {
            expectations = expectations.waive_audience();
        }
        let policy = expectations.policy().ok();
        let set = keys.as_ref().map(|keys| keys.set.as_ref());
        explain(token, set, policy.as_ref(), self.clock.now())
    }

    fn api_knowledge(&self) -> ApiKnowledge {
        let expectations = self.expectations();
        let scopes = expectations.scopes.iter();
        ApiKnowledge {
            issuer: expectations.issuer.values().first().cloned(),
            audiences: expectations.audience.values().to_vec(),
            scopes: scopes
                .flat_map(|scopes| scopes.split(' '))
                .map(str::to_owned)
                .collect(),
        }
    }
}

/// The one rule on when an answer is explained: a status from 300, or errors inside a good one.
fn is_worth_saying(response: &HttpResponse, diagnosis: &Diagnosis) -> bool {
    response.status >= 300 || !diagnosis.reasons.is_empty()
}

/// The token in the `Authorization` header, where it is a bearer's.
fn bearer(request: &HttpRequest) -> Option<&str> {
    let (scheme, token) = request
        .header_value("authorization")?
        .trim()
        .split_once(' ')?;
    scheme
        .eq_ignore_ascii_case("bearer")
        .then_some(token.trim())
}
