//! What token endpoints' refusals mean beside their `error`, put together from the providers' files.

use super::{entra, salesforce};
use crate::diagnose::cause::Cause;

/// The cause that a provider's number names where no `error` stands beside it, as in a log or an address.
pub(crate) fn cause_of_number(error: &str, words: &str) -> Option<Cause> {
    if !error.is_empty() && !entra::is_number(error) {
        return None;
    }
    let (_, cause) = entra::NUMBERS
        .iter()
        .find(|(known, _)| words.contains(known))?;
    Some(*cause)
}

/// Whether the words, in small letters, have a number that authorization servers alone give.
pub(crate) fn has_number(words: &str) -> bool {
    entra::has_number(words)
}

/// What a refused secret is that is none, beside the words of the provider that refused it.
pub(crate) fn no_secret(words: &str, secret: &str) -> Option<&'static str> {
    entra::no_secret(words, secret)
}

/// What an assertion's audience must be at providers that take neither their issuer nor their token endpoint.
pub(crate) const ASSERTION_AUDIENCES: &str = salesforce::ASSERTION_AUDIENCES;
