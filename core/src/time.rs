//! Points in time, which always come in from outside: core reads no clock.

use std::fmt;

use serde::Serialize;

/// Seconds since 1970-01-01T00:00:00Z, the unit of a NumericDate ([RFC 7519 §2]).
///
/// [RFC 7519 §2]: https://www.rfc-editor.org/rfc/rfc7519#section-2
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct Timestamp(i64);

impl Timestamp {
    /// The point `seconds` after the epoch; negative means before it.
    pub const fn from_unix_seconds(seconds: i64) -> Self {
        Self(seconds)
    }

    /// Seconds since the epoch.
    pub const fn unix_seconds(self) -> i64 {
        self.0
    }

    /// This point moved by `seconds`, held at the ends of the range.
    pub const fn plus_seconds(self, seconds: i64) -> Self {
        Self(self.0.saturating_add(seconds))
    }

    /// Year, month (1–12), day (1–31), hour, minute, second in UTC; `None` outside the years 0 to 9999.
    pub fn civil_utc(self) -> Option<(i64, u8, u8, u8, u8, u8)> {
        let days = self.0.div_euclid(86_400);
        let in_day = self.0.rem_euclid(86_400);
        // Days to a civil date in the proleptic Gregorian calendar, counting eras of 400 years from 0000-03-01.
        let shifted = days.checked_add(719_468)?;
        let era = shifted.div_euclid(146_097);
        let day_of_era = shifted.rem_euclid(146_097);
        let year_of_era =
            (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let shifted_month = (5 * day_of_year + 2) / 153;
        let day = day_of_year - (153 * shifted_month + 2) / 5 + 1;
        let month = if shifted_month < 10 {
            shifted_month + 3
        } else {
            shifted_month - 9
        };
        let year = year_of_era + era * 400 + i64::from(month <= 2);
        (0..=9999).contains(&year).then_some((
            year,
            month as u8,
            day as u8,
            (in_day / 3_600) as u8,
            (in_day / 60 % 60) as u8,
            (in_day % 60) as u8,
        ))
    }

    /// Reads an RFC 3339 time such as `2026-01-31T12:00:00Z` or `2026-01-31T12:00:00+01:00`; fractions are dropped.
    pub fn from_rfc3339(text: &str) -> Option<Self> {
        let bytes = text.as_bytes();
        let number = |range: std::ops::Range<usize>| -> Option<i64> {
            let digits = bytes.get(range)?;
            digits.iter().all(u8::is_ascii_digit).then(|| {
                digits
                    .iter()
                    .fold(0, |sum, digit| sum * 10 + i64::from(digit - b'0'))
            })
        };
        let mark =
            |at: usize, wanted: &[u8]| bytes.get(at).is_some_and(|byte| wanted.contains(byte));
        let (year, month, day) = (number(0..4)?, number(5..7)?, number(8..10)?);
        let (hour, minute, second) = (number(11..13)?, number(14..16)?, number(17..19)?);
        if !(mark(4, b"-") && mark(7, b"-") && mark(10, b"Tt ") && mark(13, b":") && mark(16, b":"))
        {
            return None;
        }
        let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
        let month_days = [
            31,
            28 + i64::from(leap),
            31,
            30,
            31,
            30,
            31,
            31,
            30,
            31,
            30,
            31,
        ];
        let days_in_month = *month_days.get(usize::try_from(month - 1).ok()?)?;
        if day < 1 || day > days_in_month || hour > 23 || minute > 59 || second > 60 {
            return None;
        }
        let mut rest = 19;
        if mark(rest, b".") {
            rest += 1;
            let digits = bytes[rest..]
                .iter()
                .take_while(|byte| byte.is_ascii_digit())
                .count();
            if digits == 0 {
                return None;
            }
            rest += digits;
        }
        let offset = match bytes.get(rest)? {
            b'Z' | b'z' if bytes.len() == rest + 1 => 0,
            sign @ (b'+' | b'-') if bytes.len() == rest + 6 && mark(rest + 3, b":") => {
                let (hours, minutes) = (number(rest + 1..rest + 3)?, number(rest + 4..rest + 6)?);
                if hours > 23 || minutes > 59 {
                    return None;
                }
                let seconds = hours * 3_600 + minutes * 60;
                if *sign == b'+' { seconds } else { -seconds }
            }
            _ => return None,
        };
        let shifted_year = if month <= 2 { year - 1 } else { year };
        let era = shifted_year.div_euclid(400);
        let year_of_era = shifted_year.rem_euclid(400);
        let shifted_month = (month + 9) % 12;
        let day_of_year = (153 * shifted_month + 2) / 5 + day - 1;
        let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
        let days = era * 146_097 + day_of_era - 719_468;
        Some(Self(
            days * 86_400 + hour * 3_600 + minute * 60 + second - offset,
        ))
    }
}

impl fmt::Display for Timestamp {
    /// RFC 3339 in UTC, or plain seconds where the year does not fit four digits.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.civil_utc() {
            Some((year, month, day, hour, minute, second)) => write!(
                formatter,
                "{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z"
            ),
            None => write!(formatter, "{} s after 1970", self.0),
        }
    }
}

/// A month and a year of the Gregorian calendar, on the average, in seconds.
const MONTH: u64 = 2_629_746;
const YEAR: u64 = 12 * MONTH;

/// The units of a span. Months are only said beside years.
const UNITS: [(u64, &str); 6] = [
    (YEAR, "y"),
    (MONTH, "mo"),
    (86_400, "d"),
    (3_600, "h"),
    (60, "m"),
    (1, "s"),
];

/// A span of seconds in words, its two largest units: `4 m 12 s`, `3 h 5 m`, `12 d 4 h`, `8 y 10 mo`.
pub fn duration_text(seconds: u64) -> String {
    let (first, next) = units_of(seconds);
    let (size, unit) = UNITS[first];
    let (next_size, next_unit) = UNITS[next];
    let whole = seconds / size;
    match seconds % size / next_size {
        0 => format!("{whole} {unit}"),
        rest => format!("{whole} {unit} {rest} {next_unit}"),
    }
}

/// The units in which a span is said, as places in [`UNITS`].
fn units_of(seconds: u64) -> (usize, usize) {
    let first = match seconds {
        YEAR.. => 0,
        86_400.. => 2,
        3_600.. => 3,
        60.. => 4,
        _ => 5,
    };
    (first, (first + 1).min(5))
}

/// In how many seconds after `now` the words of [`relative_text`] change.
pub fn relative_text_changes_in(then: Timestamp, now: Timestamp) -> u64 {
    let distance = then.0.abs_diff(now.0);
    let unit = UNITS[units_of(distance).1].0;
    match then > now {
        true => distance % unit + 1,
        // The last hours before a full year end with it.
        false if distance < YEAR => (unit - distance % unit).min(YEAR - distance),
        false => unit - distance % unit,
    }
}

/// Where `then` lies as seen from `now`: `in 4 m 12 s`, `8 y 10 mo ago`, `now`.
pub fn relative_text(then: Timestamp, now: Timestamp) -> String {
    let distance = duration_text(then.0.abs_diff(now.0));
    match then.cmp(&now) {
        std::cmp::Ordering::Less => format!("{distance} ago"),
        std::cmp::Ordering::Equal => "now".to_owned(),
        std::cmp::Ordering::Greater => format!("in {distance}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn writes_and_reads_rfc3339() {
        for (seconds, text) in [
            (0, "1970-01-01T00:00:00Z"),
            (951_827_696, "2000-02-29T12:34:56Z"),
            (1_707_994_869, "2024-02-15T11:01:09Z"),
            (-1, "1969-12-31T23:59:59Z"),
        ] {
            let timestamp = Timestamp::from_unix_seconds(seconds);
            assert_eq!(timestamp.to_string(), text);
            assert_eq!(Timestamp::from_rfc3339(text), Some(timestamp));
        }
        let east = Timestamp::from_rfc3339("2024-02-15T12:01:09.5+01:00");
        assert_eq!(east, Some(Timestamp::from_unix_seconds(1_707_994_869)));
    }

    #[test]
    fn refuses_what_is_no_time() {
        for text in [
            "",
            "2024",
            "2023-02-29T00:00:00Z",
            "2024-01-01T24:00:00Z",
            "2024-01-01T00:00:00",
            "2024-01-01T00:00:00.Z",
            "2024-00-01T00:00:00Z",
            "2024-01-01T00:00:00+24:00",
            "2024-01-01T00:00:00-00:60",
        ] {
            assert_eq!(Timestamp::from_rfc3339(text), None, "{text}");
        }
    }

    #[test]
    fn far_times_do_not_break_the_text() {
        assert_eq!(
            Timestamp::from_unix_seconds(i64::MAX).to_string(),
            format!("{} s after 1970", i64::MAX)
        );
        assert_eq!(
            relative_text(
                Timestamp::from_unix_seconds(i64::MAX),
                Timestamp::from_unix_seconds(i64::MIN)
            ),
            "in 584554049253 y 10 mo"
        );
    }

    /// The page's own function is held to the same table.
    #[test]
    fn durations_use_two_units() {
        let table = include_bytes!("time/spans.json");
        let table = crate::json::parse_strict(table).unwrap();
        for row in table.as_array().unwrap() {
            let [seconds, text] = row.as_array().unwrap() else {
                panic!("{row} is no pair");
            };
            let seconds = seconds.to_string().parse().unwrap();
            assert_eq!(Some(&*duration_text(seconds)), text.as_str());
        }
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
                let change = relative_text_changes_in(at, now);
                assert_eq!(words(change - 1), words(0), "{distance} s");
                assert_ne!(words(change), words(0), "{distance} s");
            }
        }
    }
}
