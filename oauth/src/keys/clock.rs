//! The cache's own time, which only goes forward whatever the host's clock does.

/// A step back up to here is what time servers do all day.
const SMALL_STEP_MS: i64 = 10_000;

/// A step forward counts up to here, about 35 years, so that no reading of the clock uses up the range.
const LONGEST_STEP_MS: i64 = 1 << 40;

/// Milliseconds that have passed, by the readings of a clock that may jump.
#[derive(Clone, Debug, Default)]
pub(super) struct Clock {
    /// The host's clock when it was last read, in Unix milliseconds.
    last: Option<i64>,
    elapsed: i64,
}

impl Clock {
    /// Reads the host's clock. Gives the size of a jump back, after which nobody knows how much time has passed.
    ///
    /// A step forward is taken as it is. A small step back counts as so much time that has passed: keys rather age too
    /// fast than not at all.
    pub(super) fn read(&mut self, now_ms: i64) -> Option<i64> {
        let step = self.last.map_or(0, |last| now_ms.saturating_sub(last));
        self.last = Some(now_ms);
        if step < -SMALL_STEP_MS {
            return Some(step.saturating_neg());
        }
        self.elapsed = self
            .elapsed
            .saturating_add(step.saturating_abs().min(LONGEST_STEP_MS));
        None
    }

    /// The cache's time.
    pub(super) fn time(&self) -> i64 {
        self.elapsed
    }

    /// A point of the cache's time on the host's clock, in Unix milliseconds.
    pub(super) fn on_host(&self, time: i64) -> i64 {
        let distance = time.saturating_sub(self.elapsed);
        self.last.unwrap_or_default().saturating_add(distance)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn time_only_goes_forward() {
        let mut clock = Clock::default();
        for (now, jump, time) in [
            (1_000_000, None, 0),
            (1_000_500, None, 500),
            (1_000_400, None, 600),
            (900_000, Some(100_400), 600),
            (900_100, None, 700),
            (i64::MAX, None, 700 + LONGEST_STEP_MS),
            (i64::MIN, Some(i64::MAX), 700 + LONGEST_STEP_MS),
        ] {
            assert_eq!((clock.read(now), clock.time()), (jump, time), "{now}");
        }
    }
}
