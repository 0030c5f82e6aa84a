//! Why a request to the token server is refused: what the client hears, and what the log knows.

use axum::http::StatusCode;
use claimscope_core::json::Object;

use crate::http::{Answer, JSON};

/// An error of the token endpoint, with the reason that HTTP hides.
#[derive(Debug)]
pub(super) struct Refusal {
    error: &'static str,
    description: Option<&'static str>,
    reason: String,
    hint: String,
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
        Answer::json(StatusCode::BAD_REQUEST, JSON, &body)
            .because(format!("{}: {}", self.error, self.reason), self.hint)
    }
}
