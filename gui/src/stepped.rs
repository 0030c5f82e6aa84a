//! What a worker tells of a run as each step ends.

use claimscope_client::session::Step;

use crate::results::{CallResult, DiscoveryResult, FailureText, Inspected, TokenResult};
use crate::sensitive::Sensitive;

/// A step has ended.
#[derive(Clone, Debug)]
pub struct Stepped {
    /// What it gave.
    pub gave: Gave,
    /// Whether it went well, as the client judges.
    pub is_good: bool,
    /// The step that has begun; `None` where that was the last.
    pub next: Option<Step>,
}

/// What a step gave.
#[derive(Clone, Debug)]
pub enum Gave {
    /// [`Step::Discover`].
    Discover(Result<DiscoveryResult, FailureText>),
    /// [`Step::Token`].
    Token(Result<TokenResult, FailureText>),
    /// [`Step::Token`]: a token that the playground signed in place of asking for one.
    Signed(TokenResult),
    /// [`Step::Inspect`]: the token as it is sent, and what was found in it.
    Inspect(Sensitive, Inspected),
    /// [`Step::Verify`].
    Verify(Inspected),
    /// [`Step::Call`].
    Call(Result<CallResult, FailureText>),
}

impl Gave {
    /// Which step it was.
    pub fn step(&self) -> Step {
        match self {
            Self::Discover(_) => Step::Discover,
            Self::Token(_) | Self::Signed(_) => Step::Token,
            Self::Inspect(..) => Step::Inspect,
            Self::Verify(_) => Step::Verify,
            Self::Call(_) => Step::Call,
        }
    }
}
