//! Does an API refuse what it must refuse: a plan of requests, and the judgement of what came.
//!
//! Whoever does the I/O sends what [`Probe::next`] gives and hands the answer to [`Probe::answered`], until there is no
//! other; [`Probe::judge`] then says what each case came to. A gap is only what can be nothing else: the good token is taken,
//! a request without one is not, and the API did for a wrong token what it does for the good one, or fetched what a token
//! names. Whatever may have another reason (404, 405, 429, 5xx, a redirect, a gateway's or a cache's answer, a 2xx with
//! another body than for the good token) is not judged, and says so.

mod alike;
mod answer;
mod case;
mod certificate;
mod expectation;
mod inputs;
mod judge;
mod junit;
mod markdown;
mod plan;
mod public_key;
mod report;
mod request;
mod requests;
mod root;
mod run;
mod sarif;
mod token;

pub use answer::ProbeAnswer;
pub use case::ProbeCase;
pub use expectation::ProbeExpectation;
pub use inputs::ProbeInputs;
pub use report::{ProbeAttempt, ProbeReport, ProbeResult, ProbeSummary, ProbeVerdict};
pub use request::{ProbeRequest, ProofKey, ServedDocument};
pub use run::Probe;

#[cfg(test)]
mod tests;
