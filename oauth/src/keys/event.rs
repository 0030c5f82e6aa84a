//! What happened, for metrics and logs.

use serde::Serialize;

/// The most events that are kept for a host that does not take them.
pub(super) const MAX_EVENTS: usize = 100;

/// What happened. No event holds what a token said.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "types", derive(schemars::JsonSchema))]
#[serde(tag = "type", rename_all = "kebab-case")]
#[non_exhaustive]
pub enum KeysEvent {
    /// A fetch has begun.
    Started {
        /// Where, with telling parameters masked.
        url: String,
    },
    /// A fetch has brought keys, or confirmed the ones in hand.
    Fetched {
        /// How many keys can be used.
        keys: usize,
        /// How many were passed over.
        skipped: usize,
        /// Whether the endpoint only said that nothing has changed.
        not_modified: bool,
        /// Whether the set is another than before.
        changed: bool,
        /// How long the keys are fresh.
        fresh_seconds: i64,
    },
    /// A fetch has failed.
    Failed {
        /// The error's code.
        code: &'static str,
        /// One sentence.
        message: String,
        /// When the endpoint will be asked again at the earliest, in Unix milliseconds.
        retry_at_ms: i64,
    },
    /// Keys that could not be renewed in time are served; told once after each failure.
    ServedStale {
        /// How long ago they were fetched or confirmed.
        age_seconds: i64,
    },
    /// A token asked for a key that is not in the set.
    UnknownKid {
        /// What comes of it.
        outcome: UnknownKid,
    },
    /// A token was not verified by the key that it asks for, in whose place there may be another by now.
    NotVerified {
        /// What comes of it.
        outcome: UnknownKid,
    },
    /// Keys came from a store.
    Restored {
        /// How long ago they were fetched or confirmed.
        age_seconds: i64,
    },
    /// The host's clock jumped back, so that the keys' age is not known: they are fetched anew.
    ClockJumped {
        /// How far.
        back_seconds: i64,
    },
}

/// What comes of a token that asks for a key that is not in the set, or that the key in the set does not verify.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[cfg_attr(feature = "types", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum UnknownKid {
    /// The set is fetched, or is on its way.
    Fetch,
    /// Nothing: a fetch has just been made.
    Cooldown,
    /// Nothing: a fetch has not brought this very key, or none that verifies this very token.
    Remembered,
    /// Nothing: the endpoint fails.
    BackingOff,
}
