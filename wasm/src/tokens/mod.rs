//! Tokens: inspected, verified, signed; and the keys for it.

pub mod cache;
#[cfg(feature = "kinds")]
pub mod detached;
pub mod exchange;
#[cfg(feature = "explain")]
pub mod explain;
#[cfg(feature = "explain")]
pub mod forms;
#[cfg(feature = "explain")]
pub mod inspect;
pub mod keys;
mod options;
mod refusal;
pub mod remote;
#[cfg(feature = "sign")]
pub mod sign;
pub mod verifier;

use claimscope_core::alg::Algorithm;
use claimscope_core::entropy::NoEntropy;

/// The place of an algorithm in core's table, by which JavaScript knows it.
fn index_of(algorithm: Algorithm) -> u32 {
    let mut all = Algorithm::all();
    all.position(|one| one == algorithm).unwrap_or_default() as u32
}

/// Randomness of the host, for keys, signatures and waiting times.
fn entropy(bytes: &mut [u8]) -> Result<(), NoEntropy> {
    getrandom::fill(bytes).map_err(|_| NoEntropy)
}
