//! Inspects any text at all: finds the token in what people paste and reports on it.

mod find;

use std::fmt;

use serde::Serialize;

use crate::report::{Report, utf16_offset};
use crate::time::Timestamp;
use crate::verify::explain;

pub use find::PastedAs;

/// What was found in a text, and the report on it.
#[derive(Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "types", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Inspection {
    /// The report. Its parts are byte offsets in [`Inspection::token`].
    #[serde(flatten)]
    pub report: Report,
    /// The token alone. Not serialised: whoever has the text has it already.
    #[serde(skip)]
    pub token: String,
    /// Where the token starts in the text, counted as parts are; left out where it had to be put together, such as over
    /// line breaks.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub token_start: Option<usize>,
    /// What the text was, apart from a token.
    pub pasted_as: PastedAs,
}

impl Inspection {
    /// Counts all offsets in UTF-16 units, as JavaScript's strings do, in place of bytes. `text` is what was inspected.
    pub fn to_utf16_offsets(&mut self, text: &str) {
        self.report.to_utf16_offsets(&self.token);
        self.token_start = self.token_start.map(|start| utf16_offset(text, start));
    }
}

impl fmt::Debug for Inspection {
    /// Everything but the token.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Inspection")
            .field("report", &self.report)
            .field("token_start", &self.token_start)
            .field("pasted_as", &self.pasted_as)
            .finish_non_exhaustive()
    }
}

/// Inspects `text`: a token, `Bearer …`, quotes, line breaks, a token response, a curl command, a URL with a token.
///
/// Total: any input gives a report, down to where it breaks. Nothing is proved, as no key is used.
///
/// # Example: what people paste
///
/// ```
/// use claimscope_core::report::CheckId;
/// use claimscope_core::{PastedAs, Timestamp, Verdict, inspect};
///
/// let inspection = inspect("Bearer eyJhbGciOiJub25lIn0.eyJzdWIiOiJhbGljZSJ9.", Timestamp::default());
/// assert_eq!(inspection.pasted_as, PastedAs::AuthorizationHeader);
/// assert_eq!(inspection.report.verdict, Verdict::Rejected);
/// let check = inspection.report.check(CheckId::HeaderAlg).unwrap();
/// assert_eq!(check.message, "alg none means that nobody signed this token");
/// ```
pub fn inspect(text: &str, now: Timestamp) -> Inspection {
    let found = find::find(text);
    Inspection {
        report: explain(&found.token, None, None, now),
        token_start: found.start,
        pasted_as: found.pasted_as,
        token: found.token,
    }
}
