//! A JWS whose payload is sent apart: in two calls where the host computes the signature.

use std::sync::Arc;

use claimscope_core::DetachedJws;
use wasm_bindgen::prelude::wasm_bindgen;

use super::exchange::{put, with_input};
use super::index_of;
use super::verifier::{CallState, NoKeys, Verifier, Work, ask, is_in};

#[wasm_bindgen]
impl Verifier {
    /// As [`Verifier::begin`], of a text without its payload. Of the policy the algorithms alone count.
    pub fn begin_detached(
        &mut self,
        bytes: usize,
        payload: &[u8],
        keys_now_ms: f64,
        hosted: u32,
    ) -> CallState {
        self.begin_anew();
        let policy = Arc::clone(&self.policy);
        let jws = with_input(bytes, |text| DetachedJws::new(text, payload, Some(&policy)));
        let jws = match jws {
            Ok(jws) => jws,
            Err(rejection) => return self.reject(rejection, None),
        };
        let set = match self.keys_for(jws.kid(), jws.algorithm(), bytes, keys_now_ms) {
            Ok(set) => set,
            Err(NoKeys::Fetch) => return CallState::Fetch,
            Err(NoKeys::None) => return CallState::Busy,
            Err(NoKeys::Fail(error)) => return self.without_keys(error),
        };
        match jws.question(&set) {
            Err(rejection) => self.reject(rejection, Some(set)),
            Ok(question) => {
                let is_hosted = question.is_some_and(|it| is_in(hosted, it.algorithm));
                self.go_on(jws, set, is_hosted)
            }
        }
    }

    /// Goes on with a signature that the host has computed.
    pub fn finish_detached(&mut self, number: u32, matches: bool) -> CallState {
        match self.waiting.take(number) {
            Some(Work::Detached(jws, set, generation)) => {
                self.generation = generation;
                self.settle_detached(*jws, set, Some(matches))
            }
            _ => CallState::Busy,
        }
    }
}

impl Verifier {
    fn go_on(
        &mut self,
        jws: DetachedJws,
        set: Arc<claimscope_core::crypto::KeySet>,
        is_hosted: bool,
    ) -> CallState {
        if !is_hosted {
            return self.settle_detached(jws, set, None);
        }
        let generation = self.generation;
        let work = Work::Detached(Box::new(jws), set, generation);
        let Some(number) = self.waiting.put(work) else {
            return CallState::Busy;
        };
        if let Some(Work::Detached(jws, set, _)) = self.waiting.at(number)
            && let Ok(Some(question)) = jws.question(set)
        {
            ask(&question, number, generation);
            return CallState::Compute;
        }
        self.finish_detached(number, false)
    }

    fn settle_detached(
        &mut self,
        jws: DetachedJws,
        set: Arc<claimscope_core::crypto::KeySet>,
        matches: Option<bool>,
    ) -> CallState {
        match jws.finish(&set, matches) {
            Err(rejection) => self.reject(rejection, Some(set)),
            Ok(verified) => {
                let (key_index, algorithm) = (verified.key_index(), verified.algorithm());
                put([0, 0, key_index as u32, index_of(algorithm), self.generation]);
                CallState::Accepted
            }
        }
    }
}
