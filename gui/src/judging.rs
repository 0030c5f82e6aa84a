//! What a token is judged by beside the fields of a connection: leeway, nonce, the moment, further expectations, and whose they are.

use claimscope_core::SecretEncoding;
use claimscope_core::time::Timestamp;

use crate::connection::ConnectionId;
use crate::further_expectations::{FurtherExpectations, span_seconds};

/// As the person typed it; empty fields expect nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Judging {
    /// Forgiven difference of clocks: seconds, or a span such as `30s` or `5m`.
    pub leeway: String,
    /// The nonce that an ID token must carry.
    pub nonce: String,
    /// The moment as of which is judged: a date, RFC 3339, or seconds since 1970; empty: now.
    pub at: String,
    /// What is expected beside, and what is waived.
    pub further: FurtherExpectations,
    /// How the shared secret is written down.
    pub encoding: SecretEncoding,
    /// The connection whose issuer, keys and expectations are used in place of those that stand here.
    pub judge_as: Option<ConnectionId>,
}

impl Judging {
    /// The leeway in seconds.
    ///
    /// # Errors
    ///
    /// What would be right, where it is no span of time.
    pub fn leeway_seconds(&self) -> Result<u32, &'static str> {
        let seconds = span_seconds(&self.leeway).map(Option::unwrap_or_default);
        seconds.ok_or("Give the leeway in seconds or minutes, such as 30s or 5m.")
    }

    /// The moment as of which is judged; `None` for the present.
    ///
    /// # Errors
    ///
    /// What would be right, where it is no moment.
    pub fn moment(&self) -> Result<Option<Timestamp>, &'static str> {
        let text = self.at.trim();
        if text.is_empty() {
            return Ok(None);
        }
        if let Ok(seconds) = text.parse() {
            return Ok(Some(Timestamp::from_unix_seconds(seconds)));
        }
        let of_day = || Timestamp::from_rfc3339(&format!("{text}T00:00:00Z"));
        Timestamp::from_rfc3339(text)
            .or_else(of_day)
            .map(Some)
            .ok_or("Give a date such as 2026-01-31, RFC 3339 such as 2026-01-31T12:00:00Z, or seconds since 1970.")
    }

    /// What is wrong with what was typed.
    pub fn problem(&self) -> Option<&'static str> {
        let own = self.leeway_seconds().err().or(self.moment().err());
        own.or_else(|| self.further.problem())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_and_moments_are_read_as_people_write_them() {
        let leeway = |text: &str| {
            let leeway = text.to_owned();
            let judging = Judging {
                leeway,
                ..Judging::default()
            };
            judging.leeway_seconds().ok()
        };
        for (text, seconds) in [
            ("", Some(0)),
            ("30", Some(30)),
            ("30s", Some(30)),
            (" 5m ", Some(300)),
            ("-1", None),
            ("soon", None),
        ] {
            assert_eq!(leeway(text), seconds, "{text}");
        }
        let moment = |text: &str| {
            let at = text.to_owned();
            let judging = Judging {
                at,
                ..Judging::default()
            };
            judging
                .moment()
                .map(|at| at.map(Timestamp::unix_seconds))
                .ok()
        };
        for (text, seconds) in [
            ("", Some(None)),
            ("1769817600", Some(Some(1_769_817_600))),
            ("2026-01-31", Some(Some(1_769_817_600))),
            ("2026-01-31T00:00:01Z", Some(Some(1_769_817_601))),
            ("yesterday", None),
        ] {
            assert_eq!(moment(text), seconds, "{text}");
        }
    }
}
