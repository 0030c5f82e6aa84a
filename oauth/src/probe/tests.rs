//! The plan and the judgement against APIs that are functions.

mod api;
mod doubt;
mod ending;
mod formats;
mod judging;
mod other_tokens;
mod planning;

use claimscope_core::entropy::NoEntropy;
use claimscope_core::time::Timestamp;

use super::*;
use crate::HttpResponse;
use api::{Api, Fault};

pub(super) const NOW: Timestamp = Timestamp::from_unix_seconds(1_700_000_000);

pub(super) fn entropy(bytes: &mut [u8]) -> Result<(), NoEntropy> {
    getrandom::fill(bytes).map_err(|_| NoEntropy)
}

/// Sends everything to an API that is a function, and judges.
pub(super) fn run(
    inputs: &ProbeInputs,
    mut api: impl FnMut(&ProbeRequest) -> ProbeAnswer,
) -> ProbeReport {
    let mut probe = Probe::new(inputs, NOW, &mut entropy).unwrap();
    let mut number = 0;
    while let Some(request) = probe.next() {
        let answer = api(request);
        number += 1;
        probe.answered(&answer, Some(number), NOW);
    }
    probe.judge(&[], None)
}

/// The codes of the results that came out so.
pub(super) fn codes(report: &ProbeReport, verdict: ProbeVerdict) -> Vec<&'static str> {
    report
        .with(verdict)
        .map(|result| result.case.code())
        .collect()
}

pub(super) fn response(status: u16) -> ProbeAnswer {
    ProbeAnswer::Response(HttpResponse::new(status, ""))
}

/// The API with another answer to one case.
pub(super) fn with_answer(case: ProbeCase, answer: ProbeAnswer) -> ProbeReport {
    let api = Api::new(Fault::None);
    run(&api.inputs(), |request| match request.case == case {
        true => answer.clone(),
        false => api.answer(request),
    })
}
