//! The answers of a connection's requests: the chosen one's, the others', and the one before.

use std::sync::Arc;

use super::Workspace;
use crate::body::Body;
use crate::remote::Remote;
use crate::request::RequestId;
use crate::response_view::ResponseView;
use crate::results::{CallResult, FailureText, LoggedIn};

/// What a request brought that is not the chosen one.
#[derive(Clone, Debug, Default)]
pub struct OtherCall {
    /// Its answer.
    pub call: Remote<CallResult>,
    old_answer: Option<CallResult>,
    response: ResponseView,
    found: Option<Box<LoggedIn>>,
    logs_in: bool,
}

impl OtherCall {
    fn clear(&mut self) {
        self.call.clear();
        self.old_answer = None;
    }
}

impl Workspace {
    /// The answer to show, and whether it is to the request before.
    pub fn answer(&self) -> Option<(&CallResult, bool)> {
        let is_unanswered = self.call.is_pending() || self.call.is_cancelled();
        let old = self.old_answer.as_ref().filter(|_| is_unanswered);
        let new = self.call.ready().map(|call| (call, false));
        new.or(old.map(|call| (call, true)))
    }

    /// Another request was chosen: its answer takes the place of the one before, which is kept.
    pub(crate) fn choose_call(&mut self, before: RequestId, chosen: RequestId) {
        let next = self.other_calls.remove(&chosen).unwrap_or_default();
        let kept = OtherCall {
            call: std::mem::replace(&mut self.call, next.call),
            old_answer: std::mem::replace(&mut self.old_answer, next.old_answer),
            response: std::mem::replace(&mut self.response, next.response),
            found: std::mem::replace(&mut self.found, next.found),
            logs_in: std::mem::replace(&mut self.logs_in, next.logs_in),
        };
        self.other_calls.insert(before, kept);
    }

    /// Starts a call: the last answer becomes the old one. The calls of all requests have numbers of their own, so that an
    /// answer finds its request.
    pub(crate) fn begin_call(&mut self) -> u64 {
        self.old_answer = self.call.take().or(self.old_answer.take());
        let others = self
            .other_calls
            .values()
            .map(|other| other.call.generation());
        self.call.rise_to(others.max().unwrap_or(0));
        self.call.begin()
    }

    /// Takes the answer of a call, whichever request's it is; `false` where nobody waits for it.
    pub(crate) fn finish_call(
        &mut self,
        generation: u64,
        outcome: Result<CallResult, FailureText>,
    ) -> bool {
        if self.call.awaits(generation) {
            self.old_answer = None;
            self.response.next(generation);
            return self.call.finish(generation, outcome);
        }
        let mut others = self.other_calls.values_mut();
        let Some(other) = others.find(|other| other.call.awaits(generation)) else {
            return false;
        };
        other.old_answer = None;
        other.response.next(generation);
        other.call.finish(generation, outcome)
    }

    /// Takes what came of a run's call.
    pub(crate) fn put_call(&mut self, outcome: Result<CallResult, FailureText>) {
        self.begin_call();
        self.call.put(outcome);
        self.old_answer = None;
        self.response.next(self.call.generation());
    }

    /// Forgets the answer, the old one and whatever is under way.
    pub(crate) fn clear_call(&mut self) {
        self.call.clear();
        self.old_answer = None;
    }

    /// Forgets every answer that was explained.
    pub(crate) fn clear_explained_calls(&mut self) {
        let is_explained =
            |call: Option<&CallResult>| call.is_some_and(|one| one.diagnosis.is_some());
        if is_explained(self.answer().map(|(call, _)| call)) {
            self.clear_call();
        }
        for other in self.other_calls.values_mut() {
            if is_explained(other.call.ready()) || is_explained(other.old_answer.as_ref()) {
                other.clear();
            }
        }
    }

    /// Gives up on the calls of all requests.
    pub(crate) fn cancel_calls(&mut self) {
        self.call.cancel();
        for other in self.other_calls.values_mut() {
            other.call.cancel();
        }
    }

    /// Drops the bodies of all answers, which may be large; what else is known of them stays.
    pub(crate) fn forget_bodies(&mut self) {
        let forget = |call: &mut Remote<CallResult>, old: &mut Option<CallResult>| {
            for answer in call.ready_mut().into_iter().chain(old) {
                answer.body = None;
            }
        };
        forget(&mut self.call, &mut self.old_answer);
        self.response.next(self.response.number);
        for other in self.other_calls.values_mut() {
            forget(&mut other.call, &mut other.old_answer);
            other.response.next(other.response.number);
        }
    }

    /// How an answer is looked at, whichever request's it is, and its body.
    pub(crate) fn response_of(
        &mut self,
        number: u64,
    ) -> Option<(&mut ResponseView, Option<Arc<Body>>)> {
        if self.response.number == number {
            let body = self.answer().and_then(|(call, _)| call.body.clone());
            return Some((&mut self.response, body));
        }
        let mut others = self.other_calls.values_mut();
        let other = others.find(|other| other.response.number == number)?;
        let answer = other.call.ready().or(other.old_answer.as_ref());
        let body = answer.and_then(|call| call.body.clone());
        Some((&mut other.response, body))
    }
}
