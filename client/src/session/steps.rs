//! The five steps from an issuer to its API, as data.

/// A step.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Step {
    /// Read the issuer's metadata and keys.
    Discover,
    /// Ask for an access token.
    Token,
    /// Decode it.
    Inspect,
    /// Check signature and claims.
    Verify,
    /// Call the API with it.
    Call,
}

impl Step {
    /// In their order.
    pub const ALL: [Self; 5] = [
        Self::Discover,
        Self::Token,
        Self::Inspect,
        Self::Verify,
        Self::Call,
    ];

    /// The name for programs: `discover`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Discover => "discover",
            Self::Token => "token",
            Self::Inspect => "inspect",
            Self::Verify => "verify",
            Self::Call => "call",
        }
    }

    /// Its title.
    pub fn title(self) -> &'static str {
        match self {
            Self::Discover => "Discover",
            Self::Token => "Get token",
            Self::Inspect => "Inspect",
            Self::Verify => "Verify",
            Self::Call => "Call",
        }
    }

    /// What it does, for a person who sees it first.
    pub fn purpose(self) -> &'static str {
        match self {
            Self::Discover => "Read the issuer's metadata and its public keys.",
            Self::Token => "Ask the token endpoint for an access token.",
            Self::Inspect => "Decode the token and look at its form.",
            Self::Verify => "Check the signature with the issuer's keys, and every claim.",
            Self::Call => "Send the token to the API and read its answer.",
        }
    }

    /// The step after it.
    pub fn next(self) -> Option<Self> {
        Self::ALL.get(self as usize + 1).copied()
    }
}
