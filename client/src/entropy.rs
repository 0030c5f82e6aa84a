//! The random bytes of this machine.

use claimscope_core::entropy::NoEntropy;

/// Fills `destination` with random bytes of the system.
///
/// # Errors
///
/// [`NoEntropy`] where the system gives none.
pub fn entropy(destination: &mut [u8]) -> Result<(), NoEntropy> {
    getrandom::fill(destination).map_err(|_| NoEntropy)
}
