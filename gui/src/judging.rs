//! What a token is judged by beside the fields of a connection: the moment, how a secret is written, whose expectations they are, and what is let pass for a try.

use std::collections::BTreeSet;

use claimscope_core::SecretEncoding;
use claimscope_core::time::Timestamp;

use crate::connection::ConnectionId;
use crate::waiver::Waiver;

/// As the person typed it. None of it is saved.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Judging {
    /// The moment as of which is judged: a date, RFC 3339, or seconds since 1970; empty: now.
    pub at: String,
    /// How the shared secret is written down.
    pub encoding: SecretEncoding,
    /// The connection whose issuer, keys and expectations are used in place of those that stand here.
    pub judge_as: Option<ConnectionId>,
    /// What is let pass for a try, beside what the expectations let pass.
    pub tried: BTreeSet<Waiver>,
}

impl Judging {
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
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_are_read_as_people_write_them() {
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
