//! The playground's clock: the real one unless told otherwise, with an offset that a person can turn.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use claimscope_core::time::Timestamp;

/// A source of the present, for tests that hold it still.
pub type Now = Arc<dyn Fn() -> Timestamp + Send + Sync>;

/// The time that both servers go by.
#[derive(Clone)]
pub struct PlaygroundClock {
    now: Now,
    offset_seconds: Arc<AtomicI64>,
}

impl PlaygroundClock {
    /// A clock that asks `now`.
    pub fn new(now: Now) -> Self {
        Self {
            now,
            offset_seconds: Arc::default(),
        }
    }

    /// The present, moved by the offset.
    pub fn now(&self) -> Timestamp {
        (self.now)().plus_seconds(self.offset_seconds.load(Ordering::Relaxed))
    }

    /// Moves the clock: positive is into the future.
    pub fn set_offset_seconds(&self, seconds: i64) {
        self.offset_seconds.store(seconds, Ordering::Relaxed);
    }

    /// How far the clock is moved.
    pub fn offset_seconds(&self) -> i64 {
        self.offset_seconds.load(Ordering::Relaxed)
    }
}

impl Default for PlaygroundClock {
    /// The machine's clock.
    fn default() -> Self {
        Self::new(Arc::new(|| {
            let elapsed = SystemTime::now().duration_since(UNIX_EPOCH);
            let seconds = elapsed.map_or(0, |elapsed| elapsed.as_secs());
            Timestamp::from_unix_seconds(i64::try_from(seconds).unwrap_or(i64::MAX))
        }))
    }
}

impl std::fmt::Debug for PlaygroundClock {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "Clock({})", self.now())
    }
}

/// `HTTP-date` for the `Date` header ([RFC 9110 §5.6.7](https://www.rfc-editor.org/rfc/rfc9110#section-5.6.7));
/// `None` for a time before 1970 or after the year 9999.
pub(crate) fn http_date(time: Timestamp) -> Option<String> {
    time.civil_utc()?;
    let seconds = u64::try_from(time.unix_seconds()).ok()?;
    Some(httpdate::fmt_http_date(
        UNIX_EPOCH + Duration::from_secs(seconds),
    ))
}

/// A time as .NET's invariant culture writes it: `MM/dd/yyyy HH:mm:ss`.
pub(crate) fn invariant_text(time: Timestamp) -> String {
    match time.civil_utc() {
        Some((year, month, day, hour, minute, second)) => {
            format!("{month:02}/{day:02}/{year:04} {hour:02}:{minute:02}:{second:02}")
        }
        // DateTime.MaxValue: the handler clips what a DateTime cannot hold.
        None if time.unix_seconds() > 0 => "12/31/9999 23:59:59".to_owned(),
        None => "01/01/0001 00:00:00".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn writes_dates_for_headers() {
        let time = Timestamp::from_unix_seconds(784_111_777);
        assert_eq!(
            http_date(time).as_deref(),
            Some("Sun, 06 Nov 1994 08:49:37 GMT")
        );
        assert_eq!(invariant_text(time), "11/06/1994 08:49:37");
    }

    #[test]
    fn the_offset_moves_the_present() {
        let clock = PlaygroundClock::new(Arc::new(|| Timestamp::from_unix_seconds(1_000)));
        clock.set_offset_seconds(-400);
        assert_eq!(clock.now(), Timestamp::from_unix_seconds(600));
    }
}
