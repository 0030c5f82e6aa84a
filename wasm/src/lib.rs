//! Claimscope's core for JavaScript. It converts and nothing else: the rules are core's, the API is that of `js/`.
//!
//! What this crate does not do: it decides nothing, fetches nothing and reads no clock. `now` comes with each call, in
//! milliseconds since 1970 as `Date.now` gives it. Offsets in reports count UTF-16 units, as JavaScript's strings do.

#[cfg(feature = "decrypt")]
pub mod decrypt;
#[cfg(feature = "diagnose")]
pub mod diagnose;
#[cfg(feature = "more-software")]
pub mod more_algorithms;
#[cfg(any(feature = "tokens", feature = "diagnose", feature = "decrypt"))]
mod problem;
#[cfg(feature = "tokens")]
pub mod tokens;
#[cfg(any(feature = "tokens", feature = "diagnose", feature = "decrypt"))]
mod value;

#[cfg(any(feature = "tokens", feature = "diagnose"))]
use claimscope_core::time::Timestamp;

/// The time of a call.
#[cfg(any(feature = "tokens", feature = "diagnose"))]
fn timestamp(now_ms: f64) -> Timestamp {
    // A cast from a float saturates, and rounds down here as clocks are read.
    Timestamp::from_unix_seconds((now_ms / 1000.0).floor() as i64)
}
