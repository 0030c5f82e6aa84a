//! What the end-to-end tests share: the workspace as cargo sees it, foreign peers as child processes, the vectors' folder.
//!
//! It does no work of its own and ships to nobody.

pub mod conformance;
pub mod documents;
pub mod imports;
pub mod parity;
pub mod peer;
pub mod person;
pub mod playground;
pub mod program;
pub mod scenes;
#[cfg(target_os = "linux")]
pub mod screen;
pub mod tokens;
pub mod user;
pub mod workspace;

use std::path::PathBuf;
use std::time::{SystemTime, UNIX_EPOCH};

use claimscope_core::entropy::NoEntropy;
use claimscope_core::time::Timestamp;

/// Says that a test had to leave its work out, and why; `cargo xtask test` counts the line as skipped.
#[expect(clippy::print_stdout, reason = "a silent skip would look like a pass")]
pub fn left_out(reason: &str) {
    println!("left out: {reason}");
}

/// The folder of shared facts and vectors beside the repository, where there is one.
pub fn shared() -> Option<PathBuf> {
    let folder = match std::env::var_os("CLAIMSCOPE_SHARED") {
        Some(folder) => PathBuf::from(folder),
        None => workspace::root().parent()?.join("shared"),
    };
    Some(folder).filter(|folder| folder.is_dir())
}

/// The operating system's randomness, as core takes it.
///
/// # Errors
/// Where the operating system has none.
pub fn entropy(destination: &mut [u8]) -> Result<(), NoEntropy> {
    getrandom::fill(destination).map_err(|_| NoEntropy)
}

/// The machine's clock, as core takes it.
pub fn now() -> Timestamp {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    let seconds = since.map(|duration| duration.as_secs()).unwrap_or_default();
    Timestamp::from_unix_seconds(i64::try_from(seconds).unwrap_or(i64::MAX))
}
