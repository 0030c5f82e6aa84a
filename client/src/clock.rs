//! What time this machine says it is.

use std::time::{SystemTime, UNIX_EPOCH};

use claimscope_core::time::Timestamp;

/// Unix milliseconds.
pub(crate) fn now_ms() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    since.map_or(0, |time| {
        i64::try_from(time.as_millis()).unwrap_or(i64::MAX)
    })
}

/// The same in whole seconds.
pub(crate) fn now() -> Timestamp {
    Timestamp::from_unix_seconds(now_ms().div_euclid(1_000))
}
