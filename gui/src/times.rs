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

/// A month and a year of the Gregorian calendar, on the average, in seconds.
const MONTH: u64 = 2_629_746;
const YEAR: u64 = 12 * MONTH;

/// Where a moment lies, in its two largest units: `in 12 m 4 s`, `8 y 10 mo ago`.
pub(crate) fn relative_text(at: Timestamp, now: Timestamp) -> String {
    let distance = at.unix_seconds().abs_diff(now.unix_seconds());
    if distance < YEAR {
        return claimscope_core::time::relative_text(at, now);
    }
    let (years, months) = (distance / YEAR, distance % YEAR / MONTH);
    let span = match months {
        0 => format!("{years} y"),
        months => format!("{years} y {months} mo"),
    };
    match at > now {
        true => format!("in {span}"),
        false => format!("{span} ago"),
    }
}

/// In how many seconds the words for the span between the two moments change: they name its two largest units.
pub(crate) fn changes_in(at: Timestamp, now: Timestamp) -> u64 {
    let distance = at.unix_seconds().abs_diff(now.unix_seconds());
    let unit = match distance {
        ..3_600 => 1,
        3_600..86_400 => 60,
        86_400..YEAR => 3_600,
        _ => MONTH,
    };
    match at > now {
        true => distance % unit + 1,
        // The last hours before a full year end with it.
        false if distance < YEAR => (unit - distance % unit).min(YEAR - distance),
        false => unit - distance % unit,
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
    fn says_utc_once() {
        let at = Timestamp::from_unix_seconds(1_707_994_869);
        assert_eq!(both_texts(at, &TimeZone::UTC), "2024-02-15 11:01:09 UTC");
    }

    #[test]
    fn words_for_a_span_change_when_they_are_said_to_and_not_before() {
        let now = Timestamp::from_unix_seconds(1_800_000_000);
        for distance in [
            0,
            1,
            59,
            60,
            61,
            3_599,
            3_600,
            3_660,
            7_300,
            86_399,
            86_400,
            90_000,
            1_000_000,
            31_556_951,
            31_556_952,
            34_186_698,
            279_331_200,
        ] {
            for at in [now.plus_seconds(distance), now.plus_seconds(-distance)] {
                let words = |after: u64| {
                    let then = now.plus_seconds(i64::try_from(after).unwrap());
                    relative_text(at, then)
                };
                let change = changes_in(at, now);
                assert_eq!(words(change - 1), words(0), "{distance} s");
                assert_ne!(words(change), words(0), "{distance} s");
            }
        }
    }

    #[test]
    fn years_are_said_in_years_and_months() {
        let now = Timestamp::from_unix_seconds(1_800_000_000);
        let text = |seconds| relative_text(now.plus_seconds(seconds), now);
        assert_eq!(text(-3_233 * 86_400), "8 y 10 mo ago");
        assert_eq!(text(366 * 86_400), "in 1 y");
        assert_eq!(text(364 * 86_400), "in 364 d");
        assert_eq!(text(60), "in 1 m");
    }

    #[test]
    fn survives_times_beyond_any_calendar() {
        let at = Timestamp::from_unix_seconds(i64::MAX);
        assert!(local_text(at, &TimeZone::UTC).contains("after 1970"));
    }
}
