//! Ids and handles that nobody can guess.

use claimscope_core::entropy::NoEntropy;

/// The operating system's randomness, for keys.
pub(crate) fn entropy(destination: &mut [u8]) -> Result<(), NoEntropy> {
    getrandom::fill(destination).map_err(|_| NoEntropy)
}

#[expect(
    clippy::expect_used,
    reason = "what can be guessed must never be given out, and the server's key had randomness"
)]
pub(crate) fn random_bytes<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).expect("the operating system gives random bytes");
    bytes
}

/// 32 upper-case hexadecimal digits, as IdentityServer4 makes its ids.
pub(crate) fn unique_id() -> String {
    upper_hex(&random_bytes::<16>())
}

/// 64 upper-case hexadecimal digits, as IdentityServer4 makes its handles.
pub(crate) fn handle() -> String {
    upper_hex(&random_bytes::<32>())
}

pub(crate) fn upper_hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02X}")).collect()
}
