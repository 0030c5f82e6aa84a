//! The causes found so far, in the order found.

use super::{Cause, Certainty};
use crate::vendors::refusals::facts::Remark;

/// One cause with what speaks for it.
pub(super) struct FoundCause {
    pub(super) cause: Cause,
    pub(super) certainty: Certainty,
    pub(super) evidence: Vec<String>,
    /// Whether both values of a mismatch are in hand.
    pub(super) is_mismatch: bool,
    /// Whether the server itself names it.
    pub(super) is_said: bool,
}

#[derive(Default)]
pub(super) struct FoundCauses(pub(super) Vec<FoundCause>);

impl FoundCauses {
    /// Adds a cause. Evidence for a known cause is added to it, and the greater certainty counts.
    pub(super) fn add(&mut self, cause: Cause, certainty: Certainty, evidence: impl Into<String>) {
        let evidence = evidence.into();
        let entry = match self.0.iter().position(|entry| entry.cause == cause) {
            Some(index) => &mut self.0[index],
            None => {
                self.0.push(FoundCause {
                    cause,
                    certainty,
                    evidence: Vec::new(),
                    is_mismatch: false,
                    is_said: false,
                });
                let last = self.0.len() - 1;
                &mut self.0[last]
            }
        };
        entry.certainty = entry.certainty.max(certainty);
        if !evidence.is_empty() && !entry.evidence.contains(&evidence) {
            entry.evidence.push(evidence);
        }
    }

    /// Adds a cause that the server names.
    pub(super) fn say(&mut self, cause: Cause, certainty: Certainty, evidence: String) {
        self.add(cause, certainty, evidence);
        if let Some(entry) = self.entry(cause) {
            entry.is_said = true;
        }
    }

    /// Adds a likely cause of which both values are known: the token's and the API's.
    pub(super) fn add_mismatch(&mut self, cause: Cause, evidence: String) {
        self.add(cause, Certainty::Likely, evidence);
        if let Some(entry) = self.entry(cause) {
            entry.is_mismatch = true;
        }
    }

    /// Says what speaks against a cause, which is then no more than likely.
    pub(super) fn doubt(&mut self, cause: Cause, evidence: impl Into<String>) {
        if let Some(entry) = self.entry(cause) {
            entry.certainty = entry.certainty.min(Certainty::Likely);
            entry.evidence.push(evidence.into());
        }
    }

    /// Adds what a product's file makes of the call.
    pub(super) fn remark(&mut self, remark: Remark) {
        for consequence in remark.instead_of {
            self.remove(*consequence);
        }
        self.add(remark.cause, remark.certainty, remark.line);
    }

    pub(super) fn remove(&mut self, cause: Cause) {
        self.0.retain(|entry| entry.cause != cause);
    }

    pub(super) fn entry(&mut self, cause: Cause) -> Option<&mut FoundCause> {
        self.0.iter_mut().find(|entry| entry.cause == cause)
    }

    pub(super) fn has(&self, cause: Cause) -> bool {
        self.0.iter().any(|entry| entry.cause == cause)
    }

    pub(super) fn has_mismatch(&self, cause: Cause) -> bool {
        self.0
            .iter()
            .any(|entry| entry.cause == cause && entry.is_mismatch)
    }

    /// Whether some cause says more than that the call was refused.
    pub(super) fn has_specific(&self) -> bool {
        self.0
            .iter()
            .any(|entry| entry.certainty > Certainty::Possible && !is_general(entry.cause))
    }

    /// Whether the server itself or the token leaves no doubt about some cause.
    pub(super) fn is_settled(&self) -> bool {
        self.0
            .iter()
            .any(|entry| entry.certainty == Certainty::Certain)
    }
}

/// Causes for which the token is not the point: rights, limits, paths and other credentials.
pub(super) fn is_beside_the_token(cause: Cause) -> bool {
    matches!(
        cause,
        Cause::ApiKey
            | Cause::ApiKeyRefused
            | Cause::OtherCredential
            | Cause::IssuerUnreachable
            | Cause::KeysNotLoaded
            | Cause::Setting
            | Cause::Path
            | Cause::Policy
            | Cause::RateLimit
            | Cause::Scope
            | Cause::StepUp
    )
}

/// Causes that say no more than that, or by whom, the call was refused.
pub(super) fn is_general(cause: Cause) -> bool {
    matches!(
        cause,
        Cause::TokenRefused | Cause::HeaderLost | Cause::Gateway | Cause::Failed
    )
}
