//! The summary of a report: what every face shows first, in the same words.

use serde::Serialize;

use crate::report::check_id::CheckId;
use crate::time::Timestamp;

pub(crate) mod sum_up;

/// A report in one sentence and three indicators, which are never merged into one.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "types", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Summary {
    /// What the verdict is worth.
    pub state: IndicatorState,
    /// The verdict in a word or two: `no token` where there is none and nobody asked for proof.
    pub word: &'static str,
    /// Why, in one sentence: lower case, no full stop.
    pub headline: String,
    /// The failed check that the headline is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub check: Option<CheckId>,
    /// Whether it is one well-formed token, and of which kind.
    pub format: Indicator,
    /// Whether a key verified it.
    pub signature: Indicator,
    /// Whether its claims are the expected ones.
    pub claims: Indicator,
    /// The next moment, in seconds since 1970, at which a check of this report comes out differently; absent where none
    /// ever does.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "types", schemars(with = "Option<i64>"))]
    pub next_change: Option<Timestamp>,
}

/// One side of a token.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "types", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Indicator {
    /// How it stands.
    pub state: IndicatorState,
    /// The same in a word or two.
    pub word: &'static str,
    /// Why, in a few words.
    pub detail: String,
}

/// How one side of a token stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize)]
#[cfg_attr(feature = "types", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum IndicatorState {
    /// Checked, and as it should be.
    Pass,
    /// Worth a look: allowed, or proof of nothing.
    Warn,
    /// Not as it should be.
    Fail,
    /// Nothing to say: it was not checked.
    #[default]
    None,
}

impl Summary {
    /// Of a text that is a document and holds no token: `document` says which.
    pub(crate) fn of_document(document: &str) -> Self {
        let none = |word| Indicator::new(IndicatorState::None, word, "there is no token in it");
        Self {
            word: "no token",
            headline: format!("this is {document}"),
            format: none("no token"),
            signature: none("not checked"),
            claims: none("not readable"),
            ..Self::default()
        }
    }
}

impl Indicator {
    fn new(state: IndicatorState, word: &'static str, detail: impl Into<String>) -> Self {
        Self {
            state,
            word,
            detail: detail.into(),
        }
    }
}
