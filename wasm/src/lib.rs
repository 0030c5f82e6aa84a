//! Claimscope's core for JavaScript. It converts and nothing else: the rules are core's, the API is that of `js/`.
//!
//! What this crate does not do: it decides nothing, fetches nothing and reads no clock. `now` comes with each call, in
//! milliseconds since 1970 as `Date.now` gives it. Offsets in reports count UTF-16 units, as JavaScript's strings do.

pub mod cache;
pub mod diagnose;
pub mod exchange;
pub mod inspect;
pub mod keys;
mod options;
mod problem;
pub mod remote;
pub mod sign;
pub mod verifier;

use claimscope_core::alg::Algorithm;
use claimscope_core::entropy::NoEntropy;
use claimscope_core::time::Timestamp;

/// The time of a call.
fn timestamp(now_ms: f64) -> Timestamp {
    // A cast from a float saturates, and rounds down here as clocks are read.
    Timestamp::from_unix_seconds((now_ms / 1000.0).floor() as i64)
}

/// The place of an algorithm in core's table, by which JavaScript knows it.
fn index_of(algorithm: Algorithm) -> u32 {
    let mut all = Algorithm::all();
    all.position(|one| one == algorithm).unwrap_or_default() as u32
}

/// Randomness of the host, for keys, signatures and waiting times.
fn entropy(bytes: &mut [u8]) -> Result<(), NoEntropy> {
    getrandom::fill(bytes).map_err(|_| NoEntropy)
}
