//! A finding: something about a document or an answer that is worth a person's eye and did not stop the work.

use claimscope_core::code::Code;
use serde::Serialize;

/// How much a finding matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Good to know; nothing is wrong.
    Note,
    /// Off the specification, or a habit that hurts later.
    Warning,
    /// A rule is broken on which safety rests.
    Error,
}

/// One finding.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Finding {
    /// How much it matters.
    pub severity: Severity,
    /// The stable name that programs match on, such as `metadata.http`.
    pub code: Code,
    /// One sentence for a person, lower case, no full stop.
    pub message: String,
    /// Where the rule stands, such as `RFC 8414 §3.3`; empty where no specification speaks of it.
    #[serde(skip_serializing_if = "str::is_empty")]
    pub spec: &'static str,
    /// What to do about it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hint: Option<String>,
}

impl Finding {
    /// A finding without a hint.
    pub fn new(
        severity: Severity,
        code: Code,
        message: impl Into<String>,
        spec: &'static str,
    ) -> Self {
        Self {
            severity,
            code,
            message: message.into(),
            spec,
            hint: None,
        }
    }

    /// A [`Severity::Note`].
    pub fn note(code: Code, message: impl Into<String>, spec: &'static str) -> Self {
        Self::new(Severity::Note, code, message, spec)
    }

    /// A [`Severity::Warning`].
    pub fn warning(code: Code, message: impl Into<String>, spec: &'static str) -> Self {
        Self::new(Severity::Warning, code, message, spec)
    }

    /// A [`Severity::Error`].
    pub fn error(code: Code, message: impl Into<String>, spec: &'static str) -> Self {
        Self::new(Severity::Error, code, message, spec)
    }

    /// Says what to do about it.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }
}
