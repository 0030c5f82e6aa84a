//! How certain a reason is.

use serde::Serialize;

/// How certain a reason is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[cfg_attr(feature = "types", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Certainty {
    /// Nothing speaks against it.
    Possible,
    /// One source speaks for it.
    Likely,
    /// The server says so, or nothing else can be.
    Certain,
}

impl Certainty {
    /// In one word of lower case.
    pub fn word(self) -> &'static str {
        match self {
            Self::Possible => "possible",
            Self::Likely => "likely",
            Self::Certain => "certain",
        }
    }
}
