//! Why a request to the token server is refused: what the client hears, and what the log knows.

use axum::http::StatusCode;
use claimscope_core::json::Object;

use crate::dpop;
use crate::http::{Answer, JSON};
use crate::state::State;

/// An error of the token endpoint, with the reason that HTTP hides.
#[derive(Debug)]
pub(crate) struct Refusal {
    error: &'static str,
    description: Option<&'static str>,
    reason: String,
    hint: String,
    dpop_nonce: Option<State>,
}

impl Refusal {
    pub(super) fn new(
        error: &'static str,
        reason: impl Into<String>,
        hint: impl Into<String>,
    ) -> Self {
        Self {
            error,
            description: None,
            reason: reason.into(),
            hint: hint.into(),
            dpop_nonce: None,
        }
    }

    pub(super) fn invalid_client(reason: impl Into<String>, hint: impl Into<String>) -> Self {
        Self::new("invalid_client", reason, hint)
    }

    pub(super) fn invalid_scope(reason: impl Into<String>, hint: impl Into<String>) -> Self {
        Self::new("invalid_scope", reason, hint)
    }

    /// The same with an `error_description`.
    pub(super) fn described(mut self, description: &'static str) -> Self {
        self.description = Some(description);
        self
    }

    /// A fault of a DPoP proof; the answer gives the nonce that the next one must carry.
    pub(super) fn of_dpop(fault: dpop::ProofFault, state: &State) -> Self {
        let hint = "make a new proof for each request, for its method and URL, with the nonce of the last answer";
        Self {
            dpop_nonce: Some(state.clone()),
            ..Self::new(fault.error(), fault.into_reason(), hint)
        }
    }

    /// The error, its reason and what to do about it.
    pub(super) fn into_parts(self) -> (&'static str, String, String) {
        (self.error, self.reason, self.hint)
    }

    /// Status 400, whatever the error, never 401.
    pub(super) fn into_answer(self) -> Answer {
        let mut body = Object::new().with("error", self.error);
        if let Some(description) = self.description {
            body.set("error_description", description);
        }
        let mut answer = Answer::json(StatusCode::BAD_REQUEST, JSON, &body)
            .because(format!("{}: {}", self.error, self.reason), self.hint);
        if let Some(state) = &self.dpop_nonce {
            dpop::give_nonce(state, &mut answer);
        }
        answer
    }
}
