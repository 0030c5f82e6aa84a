//! What one step of a run gave.

use claimscope_core::Inspection;
use claimscope_core::report::{Format, Verdict};
use claimscope_core::secret::Secret;

use super::{Called, DiscoveredIssuer, ObtainedToken, Step, Verification};
use crate::SessionError;

/// What a step gave.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Done {
    /// [`Step::Discover`].
    Discover(Result<Box<DiscoveredIssuer>, SessionError>),
    /// [`Step::Token`], asked for.
    Token(Result<ObtainedToken, SessionError>),
    /// [`Step::Token`], signed by the playground in place of asking.
    Signed(Secret),
    /// [`Step::Inspect`].
    Inspect(Inspection),
    /// [`Step::Verify`].
    Verify(Result<Verification, SessionError>),
    /// [`Step::Call`].
    Call(Result<Called, SessionError>),
}

impl Done {
    /// Which step it was.
    pub fn step(&self) -> Step {
        match self {
            Self::Discover(_) => Step::Discover,
            Self::Token(_) | Self::Signed(_) => Step::Token,
            Self::Inspect(_) => Step::Inspect,
            Self::Verify(_) => Step::Verify,
            Self::Call(_) => Step::Call,
        }
    }

    /// Whether it went well by itself.
    pub fn is_good(&self) -> bool {
        match self {
            Self::Discover(found) => found.as_ref().is_ok_and(|found| found.keys.is_some()),
            Self::Token(token) => token.is_ok(),
            Self::Signed(_) => true,
            // What the token claims is for the next step to check.
            Self::Inspect(inspection) => {
                !matches!(inspection.report.format, Format::Malformed | Format::Other)
            }
            Self::Verify(verification) => verification.as_ref().is_ok_and(|verification| {
                verification.inspection.report.verdict == Verdict::Accepted
            }),
            Self::Call(called) => called
                .as_ref()
                .is_ok_and(|called| called.diagnosis.is_none()),
        }
    }

    /// Why it has no result.
    pub fn failure(&self) -> Option<&SessionError> {
        match self {
            Self::Discover(Ok(found)) => found.key_failure.as_ref(),
            Self::Discover(Err(failure))
            | Self::Token(Err(failure))
            | Self::Verify(Err(failure))
            | Self::Call(Err(failure)) => Some(failure),
            Self::Verify(Ok(verification)) => verification.key_failure.as_ref(),
            _ => None,
        }
    }
}
