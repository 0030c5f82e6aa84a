//! What time it is, as a value that tests replace.

use std::fmt;
use std::sync::Arc;

use claimscope_core::time::Timestamp;

/// Tells the time in Unix milliseconds.
#[derive(Clone)]
pub struct Clock(Arc<dyn Fn() -> i64 + Send + Sync>);

impl Clock {
    /// A clock that shows what `now_ms` gives.
    pub fn new(now_ms: impl Fn() -> i64 + Send + Sync + 'static) -> Self {
        Self(Arc::new(now_ms))
    }

    /// Unix milliseconds.
    pub fn now_ms(&self) -> i64 {
        self.0()
    }

    /// The same in whole seconds.
    pub fn now(&self) -> Timestamp {
        Timestamp::from_unix_seconds(self.now_ms().div_euclid(1_000))
    }
}

impl Default for Clock {
    /// This machine's clock.
    fn default() -> Self {
        Self::new(crate::clock::now_ms)
    }
}

impl fmt::Debug for Clock {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Clock({})", self.now())
    }
}
