//! Why an API said no: what a person's options tell of it goes in, core's ranked reasons come out.

use claimscope_core::explain;
use claimscope_core::jwk::KeySet;
use claimscope_core::jwt::{Expectations, Profile};
use claimscope_core::report::Report;
use claimscope_core::time::Timestamp;
use claimscope_oauth::diagnose::{ApiKnowledge, Diagnosis, Refused, diagnose};
use claimscope_oauth::{HttpRequest, HttpResponse};

/// An exchange that went wrong, and the issuer's keys where they could be had.
pub(crate) struct Known<'a> {
    pub(crate) request: &'a HttpRequest,
    pub(crate) response: &'a HttpResponse,
    pub(crate) token: Option<&'a str>,
    pub(crate) keys: Option<&'a KeySet>,
    pub(crate) api: ApiKnowledge,
}

/// The ranked reasons.
pub(crate) fn diagnosis(known: &Known<'_>, now: Timestamp) -> Diagnosis {
    let report = known.token.map(|token| report(token, known, now));
    let mut refused = Refused::new(known.request, known.response, now).api(&known.api);
    if let Some(report) = &report {
        refused = refused.report(report);
    }
    diagnose(&refused)
}

/// The report on the token with as much of a policy as is known.
fn report(token: &str, known: &Known<'_>, now: Timestamp) -> Report {
    let mut builder = Expectations::of(Profile::Jwt).algorithms_of_keys();
    builder = match &known.api.issuer {
        Some(issuer) => builder.issuer(issuer),
        None => builder.waive_issuer(),
    };
    if known.api.audiences.is_empty() {
        builder = builder.waive_audience();
    }
    for audience in &known.api.audiences {
        builder = builder.audience(audience);
    }
    for scope in &known.api.scopes {
        builder = builder.scope(scope);
    }
    // What is expected may be nonsense; the token can be looked at without it.
    let policy = builder.policy().ok();
    explain(token, known.keys, policy.as_ref(), now)
}
