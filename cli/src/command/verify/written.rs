//! The forms beside the compact one in which a signed token is written: an SD-JWT, and a JWS as JSON.

mod jws_json;
mod sd_jwt;

use claimscope_core::jwt::Expectations;
use claimscope_core::time::Timestamp;

use crate::failure::Failure;

/// A token with the name that it stands under, which may be empty.
pub(super) type Named = (String, String);

/// What there is to verify in a text.
pub(super) struct Written {
    /// Signed tokens in compact form, one of which must hold.
    pub(super) tokens: Vec<Named>,
    /// The form, and what of it the report does not judge.
    pub(super) fact: String,
    /// The media type that tokens of this form have, where they name one of its own.
    pub(super) typ: Option<&'static str>,
}

/// The tokens of an SD-JWT or a JWS as JSON; `None` of every other text. What the report is not on is judged as of `at`.
///
/// # Errors
///
/// Where the form itself does not hold, or leaves nothing to verify.
pub(super) fn read(
    text: &str,
    expected: &Expectations,
    at: Timestamp,
) -> Result<Option<Written>, Failure> {
    match text.split_once('~') {
        Some((jwt, _)) if is_signed(jwt) => sd_jwt::read(text, expected, at).map(Some),
        _ => jws_json::read(text),
    }
}

fn is_signed(text: &str) -> bool {
    text.starts_with("eyJ") && text.bytes().filter(|byte| *byte == b'.').count() == 2
}
