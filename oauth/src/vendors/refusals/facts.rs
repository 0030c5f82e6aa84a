//! What a product's file says of it beside its sentences: in which answers it differs, and what it makes of tokens.

use claimscope_core::json::Object;
use claimscope_core::report::Format;
use claimscope_core::time::Timestamp;

use super::{Cause, Certainty, Product};

/// What is seen of an answer, or of the token that it refuses, on which products differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Sight {
    /// A `Bearer` challenge without an error, to a request that has a token.
    BareChallengeToToken,
    /// A `Bearer` challenge without an error, to a request that is not known.
    BareChallenge,
    /// The error `invalid_token`, and no word more.
    InvalidTokenAlone,
    /// 403 without a challenge, and without a word.
    SilentForbidden,
    /// 500 to a request that has a token.
    FailedOnToken,
    /// A token that expired within the usual difference of clocks.
    JustExpired,
    /// A token whose `aud` nothing is known to compare with.
    AudienceUnsaid,
    /// A token whose `iss` ends in a slash.
    IssuerWithSlash,
    /// A token whose `scope` has several words.
    SeveralScopes,
    /// A token whose scopes stand in `scp`.
    ScopesInScp,
    /// The words are of a key that was not found, or of no keys at all.
    KeyNotFoundSaid,
    /// The issuer is refused and not named.
    IssuerUnnamed,
    /// The words are of keys of which each was tried.
    KeysTried,
    /// A token that is signed with a shared secret, and words of a key that was not found.
    SharedSecret,
    /// Another issuer is trusted: what the setting is called.
    IssuerSetting,
}

/// What it means at a product, or what to do about it there.
pub(crate) type Habit = (Sight, &'static str);

/// A refused call, as far as the products' files look at it.
pub(crate) struct Call<'a> {
    /// The products that a sign tells of.
    pub(crate) products: &'a [&'static Product],
    pub(crate) status: u16,
    /// The form of the token that was sent.
    pub(crate) format: Option<Format>,
    pub(crate) claims: Option<&'a Object>,
    /// The token's audiences, or the one that the answer names.
    pub(crate) audiences: Vec<String>,
    /// The server's time, as far as it is known; this machine's otherwise.
    pub(crate) server_now: Timestamp,
    /// Whether the answer refuses the token.
    pub(crate) is_token_refused: bool,
    /// Whether more is known than that the call was refused.
    pub(crate) is_explained: bool,
}

impl Call<'_> {
    /// Whether a sign tells that the product answered.
    pub(super) fn is_of(&self, product: &Product) -> bool {
        self.products.iter().any(|known| known.name == product.name)
    }

    /// A claim that is a string.
    pub(super) fn claim_text(&self, name: &str) -> Option<&str> {
        self.claims?.get_str(name)
    }

    /// A claim that is a NumericDate.
    pub(super) fn claim_time(&self, name: &str) -> Option<Timestamp> {
        self.claims?.numeric_date(name)
    }
}

/// What a product's file makes of a call.
pub(crate) struct Remark {
    pub(crate) cause: Cause,
    pub(crate) certainty: Certainty,
    pub(crate) line: String,
    /// The causes that are no more than its consequence.
    pub(crate) instead_of: &'static [Cause],
}

impl Remark {
    /// A likely cause that takes no other's place.
    pub(super) fn likely(cause: Cause, line: impl Into<String>) -> Self {
        Self {
            cause,
            certainty: Certainty::Likely,
            line: line.into(),
            instead_of: &[],
        }
    }
}
