//! A policy and its keys; each token in one call, or in two where the host computes the signature.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::rc::Rc;
use std::sync::Arc;

#[cfg(feature = "kinds")]
use claimscope_core::DetachedJws;
use claimscope_core::alg::{Algorithm, ROWS};
use claimscope_core::crypto::KeySet;
use claimscope_core::jwt::Policy;
use claimscope_core::report::CheckId;
#[cfg(feature = "explain")]
use claimscope_core::split::Explaining;
use claimscope_core::split::{Parsed, Pending, SignatureQuestion};
use claimscope_core::time::Timestamp;
use claimscope_core::{Rejection, Verified, VerifiedCache, refused_by_schema};
use claimscope_oauth::keys::KeysError;
use wasm_bindgen::prelude::{JsValue, wasm_bindgen};

use super::exchange::{place, put, with_input};
use super::index_of;
use super::keys::{Keys, Lookup, Source};
use super::options;
use crate::problem::Problem;
use crate::timestamp;

/// How a call went, for JavaScript by the same names.
#[wasm_bindgen]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CallState {
    /// Words 0 and 1 are the place of the claims' JSON, 2 is the key's index, 3 the algorithm's, 4 the number of the key
    /// set.
    Accepted,
    /// [`Verifier::problem`] says why.
    Rejected,
    /// The host is to compute a signature: words 0 and 1 are the place of the signing input, 2 and 3 that of the
    /// signature, 4 is the key's index, 5 the algorithm's, 6 the number to finish with, 7 the number of the key set.
    Compute,
    /// Nothing is left to the host: word 6 is the number to finish with.
    Finish,
    /// Keys are to be fetched first; then the token comes again.
    Fetch,
    /// Too much waits for the host, or nothing waits under this number: nothing is known of the token.
    Busy,
}

/// Work that waits for the host, at most so much at a time: a caller who never comes back must not fill the memory.
const MAX_WAITING: usize = 100_000;

/// A policy and its keys.
#[wasm_bindgen]
pub struct Verifier {
    pub(super) policy: Arc<Policy>,
    pub(crate) keys: Rc<RefCell<Source>>,
    pub(super) waiting: Waiting,
    refusal: Option<NotVerified>,
    /// The check that the last token failed, and the keys that it was checked with.
    pub(super) failed: Option<(CheckId, Arc<KeySet>)>,
    /// The claims of the last accepted token, until JavaScript has read them.
    payload: Vec<u8>,
    /// The number of the key set that the last token was checked with.
    pub(crate) generation: u32,
    pub(crate) refresh: bool,
    /// Verified tokens, where they are to be remembered.
    pub(crate) cache: Option<VerifiedCache>,
    /// For how long the last accepted token holds; kept for the cache alone.
    pub(crate) until: Option<Timestamp>,
}

/// Why there are no keys for a token.
pub(super) enum NoKeys {
    /// There never are any.
    None,
    /// They are to be fetched first.
    Fetch,
    /// They cannot be had now.
    Fail(KeysError),
}

/// Why a token was refused.
enum NotVerified {
    Token(Rejection),
    Keys(KeysError),
}

#[wasm_bindgen]
impl Verifier {
    /// Takes the options of `createVerifier` that concern the policy, as JSON.
    ///
    /// # Errors
    ///
    /// An option that makes no sense, or an expectation that is neither stated nor waived.
    #[wasm_bindgen(constructor)]
    pub fn new(options: &str, keys: &Keys) -> Result<Verifier, JsValue> {
        Ok(Self {
            policy: Arc::new(options::policy(options)?),
            keys: Rc::clone(&keys.source),
            waiting: Waiting::default(),
            refusal: None,
            failed: None,
            payload: Vec::new(),
            generation: 0,
            refresh: false,
            cache: None,
            until: None,
        })
    }

    /// Checks the token of so many bytes that JavaScript has written, up to its signature, and to the end where nothing
    /// is left to the host. Keys age by `keys_now_ms`, which is the clock of whoever fetches them. `hosted` has one bit
    /// for each algorithm, by its index, that the host computes. Gives one of the states.
    pub fn begin(&mut self, bytes: usize, now_ms: f64, keys_now_ms: f64, hosted: u32) -> CallState {
        self.begin_anew();
        let policy = Arc::clone(&self.policy);
        let parsed = with_input(bytes, |token| Parsed::new(token, policy, timestamp(now_ms)));
        let parsed = match parsed {
            Ok(parsed) => parsed,
            Err(rejection) => return self.reject(rejection, None),
        };
        let algorithm = parsed.algorithm();
        let set = match self.keys_for(parsed.kid(), algorithm, bytes, keys_now_ms) {
            Ok(set) => set,
            Err(NoKeys::None) => return self.reject(parsed.without_keys(), None),
            Err(NoKeys::Fetch) => return CallState::Fetch,
            Err(NoKeys::Fail(error)) => return self.without_keys(error),
        };
        match parsed.with_keys(Arc::clone(&set)) {
            Err(rejection) => self.reject(rejection, Some(set)),
            Ok(pending) if algorithm.is_some_and(|algorithm| is_in(hosted, algorithm)) => {
                self.ask(pending, set)
            }
            Ok(pending) => self.settle(pending.finish_here(), set),
        }
    }

    /// Goes on with a token whose signature the host has computed.
    pub fn finish(&mut self, number: u32, matches: bool) -> CallState {
        (self.refusal, self.failed) = (None, None);
        match self.waiting.take(number) {
            Some(Work::Verifying(pending, set, generation)) => {
                self.generation = generation;
                self.settle(pending.finish(matches), set)
            }
            _ => CallState::Busy,
        }
    }

    /// Forgets a token whose signature the host could not compute.
    pub fn abandon(&mut self, number: u32) {
        self.waiting.take(number);
    }

    /// Why the last token was rejected, as JSON.
    pub fn problem(&self) -> Option<String> {
        Some(match self.refusal.as_ref()? {
            NotVerified::Token(rejection) => Problem::of_rejection(rejection).to_json(),
            NotVerified::Keys(error) => serde_json::to_string(error).unwrap_or_default(),
        })
    }

    /// Whether the token that was just refused or explained, and that JavaScript has written again, is to come once more,
    /// since its issuer may have put another key under the same name: nothing where not, `true` where keys are to be
    /// fetched first.
    pub fn look_up_again(&mut self, bytes: usize, keys_now_ms: f64) -> Option<bool> {
        let (failed, tried) = self.failed.take()?;
        let mut keys = self.keys.borrow_mut();
        with_input(bytes, |token| {
            keys.look_up_again(token, failed, &tried, keys_now_ms)
        })
    }

    /// Whether a fetch should be started beside the work, so that keys stay fresh.
    pub fn wants_refresh(&self) -> bool {
        self.refresh
    }
}

impl Verifier {
    /// Forgets what came of the token before.
    pub(super) fn begin_anew(&mut self) {
        (self.refresh, self.refusal, self.failed) = (false, None, None);
    }

    /// The keys for a token of so many bytes that asks for this one; their number, and whether they age, is kept.
    pub(super) fn keys_for(
        &mut self,
        kid: Option<&str>,
        algorithm: Option<Algorithm>,
        bytes: usize,
        keys_now_ms: f64,
    ) -> Result<Arc<KeySet>, NoKeys> {
        let mut keys = self.keys.borrow_mut();
        if let Source::OfProof(own) = &mut *keys {
            let set = with_input(bytes, |token| own.take(token));
            self.generation = own.count;
            return Ok(set);
        }
        match keys.look_up(kid, algorithm, keys_now_ms) {
            Lookup::Use {
                set,
                generation,
                refresh,
            } => {
                (self.generation, self.refresh) = (generation, refresh);
                Ok(set)
            }
            Lookup::None => Err(NoKeys::None),
            Lookup::Fetch => Err(NoKeys::Fetch),
            Lookup::Fail(error) => Err(NoKeys::Fail(error)),
        }
    }

    /// Refuses what needs keys that cannot be had now.
    pub(super) fn without_keys(&mut self, error: KeysError) -> CallState {
        self.refusal = Some(NotVerified::Keys(error));
        CallState::Rejected
    }

    pub(super) fn reject(&mut self, rejection: Rejection, tried: Option<Arc<KeySet>>) -> CallState {
        self.failed = tried.map(|set| (rejection.check().id, set));
        self.refusal = Some(NotVerified::Token(rejection));
        CallState::Rejected
    }

    /// Leaves the signature to the host.
    fn ask(&mut self, pending: Pending, set: Arc<KeySet>) -> CallState {
        let work = Work::Verifying(pending, set, self.generation);
        let Some(number) = self.waiting.put(work) else {
            return CallState::Busy;
        };
        if let Some(Work::Verifying(pending, _, generation)) = self.waiting.at(number)
            && let Some(question) = pending.question()
        {
            ask(&question, number, *generation);
            return CallState::Compute;
        }
        // Without one key the rules have failed before this.
        self.finish(number, false)
    }

    fn settle(&mut self, outcome: Result<Verified, Rejection>, set: Arc<KeySet>) -> CallState {
        let verified = match outcome {
            Ok(verified) => verified,
            Err(rejection) => return self.reject(rejection, Some(set)),
        };
        let (key_index, algorithm) = (verified.key_index(), verified.algorithm());
        if self.cache.is_some() {
            self.until = verified.holds_until(&self.policy);
        }
        self.payload = verified.into_payload();
        let [start, length] = place(&self.payload);
        put([
            start,
            length,
            key_index as u32,
            index_of(algorithm),
            self.generation,
        ]);
        CallState::Accepted
    }
}

/// Writes the question where JavaScript reads it.
pub(super) fn ask(question: &SignatureQuestion<'_>, number: u32, generation: u32) {
    let [input, input_length] = place(question.signing_input);
    let [signature, signature_length] = place(question.signature);
    put([
        input,
        input_length,
        signature,
        signature_length,
        question.key_index as u32,
        index_of(question.algorithm),
        number,
        generation,
    ]);
}

/// Whether the bit of the algorithm is set.
pub(super) fn is_in(algorithms: u32, algorithm: Algorithm) -> bool {
    algorithms & (1 << index_of(algorithm)) != 0
}

/// Core's table of the algorithms as JSON, in the order of their indices: name, primitive, `kty`, `crv`, hash, sizes.
#[wasm_bindgen]
pub fn algorithms() -> String {
    serde_json::to_string(ROWS).unwrap_or_default()
}

/// The refusal, as JSON, of a token that was accepted, and whose claims are not at these places what a schema takes.
#[wasm_bindgen]
pub fn schema_problem(faults: &str) -> String {
    Problem::of_rejection(&refused_by_schema(faults)).to_json()
}

/// Whether this build computes RSA, ECDSA and EdDSA itself.
#[wasm_bindgen]
pub fn has_software() -> bool {
    cfg!(feature = "software")
}

/// Work that waits for the host, with the keys that the token is checked with.
pub(super) enum Work {
    /// With the number of those keys.
    Verifying(Pending, Arc<KeySet>, u32),
    #[cfg(feature = "kinds")]
    Detached(Box<DetachedJws>, Arc<KeySet>, u32),
    #[cfg(feature = "explain")]
    Explaining(Explaining, Option<Arc<KeySet>>),
}

/// Work by number. A number is given once: what was forgotten never stands for what came after it.
#[derive(Default)]
pub(super) struct Waiting {
    /// In the order of their numbers.
    entries: VecDeque<(u32, Work)>,
    last: u32,
}

impl Waiting {
    /// The number of what waits now; nothing where too much does.
    pub(super) fn put(&mut self, work: Work) -> Option<u32> {
        if self.entries.len() >= MAX_WAITING {
            return None;
        }
        // After all the numbers that there are, those of old work are free again.
        self.last = self.last.wrapping_add(1);
        self.entries.push_back((self.last, work));
        Some(self.last)
    }

    pub(super) fn at(&self, number: u32) -> Option<&Work> {
        let (_, work) = self.entries.get(self.place(number)?)?;
        Some(work)
    }

    pub(super) fn take(&mut self, number: u32) -> Option<Work> {
        let (_, work) = self.entries.remove(self.place(number)?)?;
        Some(work)
    }

    fn place(&self, number: u32) -> Option<usize> {
        // Numbers begin anew after the last that there is, so that they are compared by their distance from the oldest.
        let (oldest, _) = self.entries.front()?;
        let age = |number: &u32| number.wrapping_sub(*oldest);
        let found = self
            .entries
            .binary_search_by_key(&age(&number), |(one, _)| age(one));
        found.ok()
    }
}
