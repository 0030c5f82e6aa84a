//! The one place that reads the machine's clock and time zone.

use std::time::{SystemTime, UNIX_EPOCH};

use claimscope_core::entropy::NoEntropy;
use claimscope_core::time::{Timestamp, relative_text};

use crate::failure::Failure;

/// The present.
pub(crate) fn now() -> Timestamp {
    let seconds = match SystemTime::now().duration_since(UNIX_EPOCH) {
        Ok(elapsed) => i64::try_from(elapsed.as_secs()).unwrap_or(i64::MAX),
        Err(before) => -i64::try_from(before.duration().as_secs()).unwrap_or(i64::MAX),
    };
    Timestamp::from_unix_seconds(seconds)
}

/// Reads a time that a person gave: RFC 3339, or seconds since 1970.
pub(crate) fn parse_time(text: &str) -> Result<Timestamp, String> {
    if let Ok(seconds) = text.parse() {
        return Ok(Timestamp::from_unix_seconds(seconds));
    }
    Timestamp::from_rfc3339(text).ok_or_else(|| {
        "give RFC 3339 such as 2026-01-31T12:00:00Z, or seconds since 1970".to_owned()
    })
}

/// Reads a span such as `30s`, `5m`, `1h`, or plain seconds.
pub(crate) fn parse_seconds(text: &str) -> Result<u32, String> {
    if text.starts_with('-') {
        return Err("a span of time cannot be negative".to_owned());
    }
    let (digits, unit) = match text.find(|character: char| !character.is_ascii_digit()) {
        Some(at) => text.split_at(at),
        None => (text, "s"),
    };
    let size = match unit.trim() {
        "s" => 1,
        "m" => 60,
        "h" => 3_600,
        _ => 0,
    };
    let seconds = digits
        .parse::<u32>()
        .ok()
        .and_then(|count| count.checked_mul(size));
    seconds
        .filter(|_| size > 0)
        .ok_or_else(|| "give a span in seconds, minutes or hours, such as 30s, 5m or 1h".to_owned())
}

/// A time in UTC: `2026-01-31 12:00:00 UTC`.
pub(crate) fn utc_text(time: Timestamp) -> String {
    match time.civil_utc() {
        Some((year, month, day, hour, minute, second)) => {
            format!("{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}:{second:02} UTC")
        }
        None => time.to_string(),
    }
}

/// The time of day in UTC: `12:00:00`.
pub(crate) fn clock_text(time: Timestamp) -> String {
    let (_, _, _, hour, minute, second) = time.civil_utc().unwrap_or_default();
    format!("{hour:02}:{minute:02}:{second:02}")
}

/// A time as people need it: local where that differs from UTC, UTC, and how far from `now`.
pub(crate) fn full_text(time: Timestamp, now: Timestamp) -> String {
    let utc = utc_text(time);
    let relative = relative_text(time, now);
    match local_text(time) {
        Some(local) => format!("{local}  {utc}  {relative}"),
        None => format!("{utc}  {relative}"),
    }
}

/// The time in the machine's own zone with its offset; `None` where that is UTC, or the time fits no calendar.
fn local_text(time: Timestamp) -> Option<String> {
    let time = jiff::Timestamp::from_second(time.unix_seconds()).ok()?;
    let local = time.to_zoned(jiff::tz::TimeZone::system());
    (local.offset().seconds() != 0).then(|| local.strftime("%Y-%m-%d %H:%M:%S %:z").to_string())
}

/// Refuses a time outside every calendar, which is a slip of the hand.
pub(crate) fn check(given: Option<Timestamp>) -> Result<(), Failure> {
    if given.is_none_or(|time| time.civil_utc().is_some()) {
        return Ok(());
    }
    Err(Failure::usage("--at lies outside the years 0 to 9999")
        .hint("give seconds since 1970, not milliseconds"))
}

/// Fills `destination` from the operating system's generator.
pub(crate) fn entropy(destination: &mut [u8]) -> Result<(), NoEntropy> {
    getrandom::fill(destination).map_err(|_| NoEntropy)
}

/// Turns a span that a person typed into seconds that the network code takes.
pub(crate) fn parse_timeout(text: &str) -> Result<std::time::Duration, String> {
    match parse_seconds(text) {
        Ok(0) => Err("a time-out of nothing lets no request through".to_owned()),
        Ok(seconds) => Ok(std::time::Duration::from_secs(u64::from(seconds))),
        Err(message) => Err(message),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_spans() {
        assert_eq!(parse_seconds("30s"), Ok(30));
        assert_eq!(parse_seconds("45"), Ok(45));
        assert_eq!(parse_seconds("5m"), Ok(300));
        assert_eq!(parse_seconds("1h"), Ok(3_600));
        for bad in ["", "s", "-1", "1.5s", "3d", "99999999h"] {
            assert!(parse_seconds(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn reads_times() {
        let time = Timestamp::from_unix_seconds(1_769_860_800);
        assert_eq!(parse_time("2026-01-31T12:00:00Z"), Ok(time));
        assert_eq!(parse_time("1769860800"), Ok(time));
        assert!(parse_time("tomorrow").is_err());
        assert_eq!(utc_text(time), "2026-01-31 12:00:00 UTC");
    }
}
