//! The tabs of the window's middle.

use serde::{Deserialize, Serialize};

/// What the middle shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Tab {
    /// The run.
    #[default]
    Run,
    /// Metadata and keys.
    Discover,
    /// The token request.
    Token,
    /// The token.
    Inspect,
    /// The API call.
    Call,
    /// What the API must refuse.
    Probe,
}

impl Tab {
    /// In the order shown.
    pub const ALL: [Self; 6] = [
        Self::Run,
        Self::Discover,
        Self::Token,
        Self::Inspect,
        Self::Call,
        Self::Probe,
    ];

    /// Its title.
    pub fn title(self) -> &'static str {
        match self {
            Self::Run => "Overview",
            Self::Discover => "Discover",
            Self::Token => "Token",
            Self::Inspect => "Inspect",
            Self::Call => "Call",
            Self::Probe => "Probe",
        }
    }

    /// The name that a program passes: `inspect`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Run => "overview",
            Self::Discover => "discover",
            Self::Token => "token",
            Self::Inspect => "inspect",
            Self::Call => "call",
            Self::Probe => "probe",
        }
    }

    /// The tab with that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|tab| tab.name() == name)
    }
}
