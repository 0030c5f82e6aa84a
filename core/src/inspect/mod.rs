//! Inspects any text at all: names what was pasted, finds the tokens in it and reports on the likeliest.

mod curl;
mod find;
mod kinds;
#[cfg(feature = "registry")]
mod read;

use std::fmt;

use serde::Serialize;

use crate::report::{Format, Report, utf16_offset};
use crate::time::Timestamp;
use crate::verify::explain;

pub use curl::CurlCommand;
pub use kinds::{PastedAs, Removed, RemovedKind};

/// What was found in a text, and the report on it.
#[derive(Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "types", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Inspection {
    /// The report. Its parts are byte offsets in [`Inspection::token`]. Where there is no token its format is `other`.
    #[serde(flatten)]
    pub report: Report,
    /// The token alone; empty where there is none. Not serialised: whoever has the text has it already.
    #[serde(skip)]
    pub token: String,
    /// Where the token starts in the text, counted as parts are; left out where it had to be put together, such as over
    /// line breaks.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub token_start: Option<usize>,
    /// What the text was, apart from a token.
    pub pasted_as: PastedAs,
    /// The same in words, such as `a key set (JWKS)`.
    pub pasted_text: String,
    /// What was taken off around the token, and would do harm where it is sent along.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub removed: Vec<Removed>,
    /// Every token of the text where it has several or names them; the first is the one that the report is about.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub tokens: Vec<FoundToken>,
    /// The profile that would check more than `jwt` does, by what the token looks like.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub suggested_profile: Option<&'static str>,
    /// What a document says, member by member; no secret stands here.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub members: Vec<Member>,
}

/// A token among several.
#[derive(Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "types", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct FoundToken {
    /// The token. Not serialised: whoever has the text has it already.
    #[serde(skip)]
    pub token: String,
    /// The name that it stands under, such as `id_token`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// What it looks like.
    pub format: Format,
}

/// A member of a document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "types", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Member {
    /// Its name.
    pub name: String,
    /// Its value as text, shortened; `•••` in place of a credential.
    pub value: String,
    /// What it says, in one phrase.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub meaning: Option<&'static str>,
    /// What is odd about it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

impl Inspection {
    /// Counts all offsets in UTF-16 units, as JavaScript's strings do, in place of bytes. `text` is what was inspected.
    pub fn to_utf16_offsets(&mut self, text: &str) {
        self.report.to_utf16_offsets(&self.token);
        self.token_start = self.token_start.map(|start| utf16_offset(text, start));
    }

    /// This inspection as JSON with two spaces of indentation.
    pub fn to_json(&self) -> String {
        // Serialising cannot fail: keys are strings and numbers carry their own valid text.
        serde_json::to_string_pretty(self).unwrap_or_default()
    }
}

impl fmt::Debug for Inspection {
    /// Everything but the tokens.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Inspection")
            .field("report", &self.report)
            .field("token_start", &self.token_start)
            .field("pasted_as", &self.pasted_as)
            .field("removed", &self.removed)
            .field("members", &self.members)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for FoundToken {
    /// Everything but the token.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("FoundToken")
            .field("name", &self.name)
            .field("format", &self.format)
            .finish_non_exhaustive()
    }
}

/// Inspects `text`: a token, `Bearer …`, a token response, a curl command, a redirect, a cookie, a key set, an error.
///
/// Total: any input gives a report, down to where it breaks. Nothing is proved, as no key is used.
///
/// # Example: what people paste
///
/// ```
/// use claimscope_core::report::CheckId;
/// use claimscope_core::report::Verdict;
/// use claimscope_core::time::Timestamp;
/// use claimscope_core::{PastedAs, inspect};
///
/// let inspection = inspect("Bearer eyJhbGciOiJub25lIn0.eyJzdWIiOiJhbGljZSJ9.", Timestamp::default());
/// assert_eq!(inspection.pasted_as, PastedAs::AuthorizationHeader);
/// assert_eq!(inspection.report.verdict, Verdict::Rejected);
/// let check = inspection.report.check(CheckId::HeaderAlg).unwrap();
/// assert_eq!(check.message, "alg none means that nobody signed this token");
/// ```
pub fn inspect(text: &str, now: Timestamp) -> Inspection {
    let mut reading = read_text(text);
    let report = match &reading.token {
        Some(token) => explain(token, None, None, now),
        None => Report::of_document(&reading.described),
    };
    tell_more(&mut reading, &report, text, now);
    Inspection {
        suggested_profile: suggested_profile(&report),
        report,
        token: reading.token.unwrap_or_default(),
        token_start: reading.start,
        pasted_as: reading.pasted_as,
        pasted_text: reading.described,
        removed: reading.removed.into_iter().map(Removed::from).collect(),
        tokens: reading.tokens,
        members: reading.members,
    }
}

/// What a text is that was given as a token and is a document instead: a token response, a cookie, a key. Nothing is
/// said of a text that nobody knows, since an API may take it.
pub fn document_given_as_token(text: &str) -> Option<PastedAs> {
    let pasted_as = read_text(text).pasted_as;
    (!pasted_as.is_token() && pasted_as != PastedAs::Text).then_some(pasted_as)
}

/// What was read in a text.
struct Reading {
    token: Option<String>,
    start: Option<usize>,
    pasted_as: PastedAs,
    described: String,
    removed: Vec<RemovedKind>,
    tokens: Vec<FoundToken>,
    members: Vec<Member>,
}

impl From<find::PastedToken> for Reading {
    fn from(found: find::PastedToken) -> Self {
        Self {
            token: Some(found.token),
            start: found.start,
            ..Self::of(found.pasted_as)
        }
    }
}

impl Reading {
    fn of(pasted_as: PastedAs) -> Self {
        Self {
            token: None,
            start: None,
            pasted_as,
            described: pasted_as.text().to_owned(),
            removed: Vec::new(),
            tokens: Vec::new(),
            members: Vec::new(),
        }
    }
}

#[cfg(feature = "registry")]
fn suggested_profile(report: &Report) -> Option<&'static str> {
    let (header, claims) = (report.header.as_ref()?, report.claims.as_ref()?);
    crate::jwt::Profile::suggested(header, claims).map(crate::jwt::Profile::name)
}

#[cfg(not(feature = "registry"))]
fn suggested_profile(_: &Report) -> Option<&'static str> {
    None
}

/// What the claims, or the moment, tell of what was read.
#[cfg(feature = "registry")]
fn tell_more(reading: &mut Reading, report: &Report, text: &str, now: Timestamp) {
    use crate::vendors::supabase;
    if report.claims.as_ref().is_some_and(supabase::is_api_key) {
        reading.described = supabase::API_KEY.to_owned();
    }
    if matches!(reading.pasted_as, PastedAs::Certificate | PastedAs::Pem) {
        read::tell_of_validity(&mut reading.members, text, now);
    }
}

#[cfg(not(feature = "registry"))]
fn tell_more(_: &mut Reading, _: &Report, _: &str, _: Timestamp) {}

#[cfg(feature = "registry")]
fn read_text(text: &str) -> Reading {
    read::read(text)
}

/// Without the registry tokens are found, and documents are not told apart.
#[cfg(not(feature = "registry"))]
fn read_text(text: &str) -> Reading {
    find::find(text).into()
}
