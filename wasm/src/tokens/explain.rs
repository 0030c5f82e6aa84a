//! Every check of a token in one report: in two calls where the host computes the signature.

use std::sync::Arc;

use claimscope_core::report::Status;
use claimscope_core::split::Explaining;
use wasm_bindgen::prelude::wasm_bindgen;

use super::exchange::{put, with_input};
use super::inspect::for_javascript;
use super::verifier::{CallState, NoKeys, Verifier, Work, ask, is_in};
use crate::timestamp;

#[wasm_bindgen]
impl Verifier {
    /// Begins to explain a token, which is accepted or rejected only when it is finished.
    pub fn begin_explaining(
        &mut self,
        bytes: usize,
        now_ms: f64,
        keys_now_ms: f64,
        hosted: u32,
    ) -> CallState {
        self.refresh = false;
        let policy = Some(Arc::clone(&self.policy));
        let explaining = with_input(bytes, |token| {
            Explaining::begin(token, policy, timestamp(now_ms))
        });
        let found = self.keys_for(explaining.kid(), explaining.algorithm(), bytes, keys_now_ms);
        // Without keys there is still much to tell.
        let (explaining, set) = match found {
            Ok(set) => (explaining.with_keys(Arc::clone(&set)), Some(set)),
            Err(NoKeys::Fetch) => return CallState::Fetch,
            Err(NoKeys::None | NoKeys::Fail(_)) => (explaining, None),
        };
        let generation = self.generation;
        let Some(number) = self.waiting.put(Work::Explaining(explaining, set)) else {
            return CallState::Busy;
        };
        let question = match self.waiting.at(number) {
            Some(Work::Explaining(explaining, _)) => explaining.question(),
            _ => None,
        };
        match question.filter(|question| is_in(hosted, question.algorithm)) {
            Some(question) => {
                ask(&question, number, generation);
                CallState::Compute
            }
            None => {
                put([0, 0, 0, 0, 0, 0, number]);
                CallState::Finish
            }
        }
    }

    /// The report as JSON, with what the host found; without it, the signature is computed here. `schema_faults` is what came of
    /// a schema of the caller's, where one was run: the places that are not as it wants them, none where all are.
    pub fn finish_explaining(
        &mut self,
        number: u32,
        matches: Option<bool>,
        schema_faults: Option<String>,
    ) -> Option<String> {
        let Some(Work::Explaining(explaining, set)) = self.waiting.take(number) else {
            return None;
        };
        let token = explaining.token().to_owned();
        let report = explaining.with_schema_faults(schema_faults).finish(matches);
        let mut checks = report.checks.iter();
        let failed = checks.find(|check| check.status == Status::Fail);
        self.failed = failed.map(|check| check.id).zip(set);
        Some(for_javascript(report, &token))
    }
}
