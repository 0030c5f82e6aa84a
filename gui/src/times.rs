//! A moment in local time, UTC and words.

use claimscope_core::time::Timestamp;
use jiff::tz::TimeZone;

fn zoned(at: Timestamp, zone: &TimeZone) -> Option<jiff::Zoned> {
    let at = jiff::Timestamp::from_second(at.unix_seconds()).ok()?;
    Some(at.to_zoned(zone.clone()))
}

/// `2026-11-21 09:12:01 +01:00`; the bare number where no calendar reaches.
pub(crate) fn local_text(at: Timestamp, zone: &TimeZone) -> String {
    zoned(at, zone).map_or_else(
        || at.to_string(),
        |zoned| zoned.strftime("%Y-%m-%d %H:%M:%S %:z").to_string(),
    )
}

/// `09:12:01` in local time.
pub(crate) fn clock_text(at: Timestamp, zone: &TimeZone) -> String {
    zoned(at, zone).map_or_else(
        || at.to_string(),
        |zoned| zoned.strftime("%H:%M:%S").to_string(),
    )
}

/// `as of 09:12:01` in local time, with the day where that is not today's.
pub(crate) fn as_of_text(at: Timestamp, now: Timestamp, zone: &TimeZone) -> String {
    let day = |at| zoned(at, zone).map(|zoned| zoned.date());
    match day(at) == day(now) {
        true => format!("as of {}", clock_text(at, zone)),
        false => format!("as of {}", local_text(at, zone)),
    }
}

/// `2026-11-21 09:12:01 UTC`.
fn utc_text(at: Timestamp) -> String {
    at.to_string().replace('T', " ").replace('Z', " UTC")
}

/// In local time and in UTC; once where the two are the same.
pub(crate) fn both_texts(at: Timestamp, zone: &TimeZone) -> String {
    let is_utc = zoned(at, zone).is_none_or(|zoned| zoned.offset().is_zero());
    match is_utc {
        true => utc_text(at),
        false => format!("{}  {}", local_text(at, zone), utc_text(at)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shows_one_moment_three_ways() {
        let at = Timestamp::from_unix_seconds(1_707_994_869);
        let zone = TimeZone::fixed(jiff::tz::offset(1));
        assert_eq!(local_text(at, &zone), "2024-02-15 12:01:09 +01:00");
        assert_eq!(clock_text(at, &zone), "12:01:09");
        assert_eq!(utc_text(at), "2024-02-15 11:01:09 UTC");
        let both = "2024-02-15 12:01:09 +01:00  2024-02-15 11:01:09 UTC";
        assert_eq!(both_texts(at, &zone), both);
    }

    #[test]
    fn a_moment_of_another_day_is_told_with_it() {
        let at = Timestamp::from_unix_seconds(1_707_994_869);
        let text = |now| as_of_text(at, now, &TimeZone::UTC);
        assert_eq!(text(at.plus_seconds(60)), "as of 11:01:09");
        let later = text(at.plus_seconds(86_400));
        assert_eq!(later, "as of 2024-02-15 11:01:09 +00:00");
    }

    #[test]
    fn says_utc_once() {
        let at = Timestamp::from_unix_seconds(1_707_994_869);
        assert_eq!(both_texts(at, &TimeZone::UTC), "2024-02-15 11:01:09 UTC");
    }

    #[test]
    fn survives_times_beyond_any_calendar() {
        let at = Timestamp::from_unix_seconds(i64::MAX);
        assert!(local_text(at, &TimeZone::UTC).contains("after 1970"));
    }
}
