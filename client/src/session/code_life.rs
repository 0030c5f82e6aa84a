//! How long the code of a login may hold, as far as anybody but its server can know.

use claimscope_core::time::{Timestamp, duration_text};

/// What is known of the life of an authorization code before it is exchanged: the server does not tell
/// ([RFC 6749 §4.1.2](https://www.rfc-editor.org/rfc/rfc6749#section-4.1.2)).
pub const CODE_LIFE: &str = "Only the server knows how long its code holds: RFC 6749 recommends ten minutes at most, and often it is one to five";

/// The age of a code whose login began then, as far as it is known here: the code came later.
pub fn code_age_text(began: Timestamp, now: Timestamp) -> String {
    let seconds = now.unix_seconds().saturating_sub(began.unix_seconds());
    let age = duration_text(seconds.max(0).unsigned_abs());
    format!("code at most {age} old")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_no_older_than_its_login_and_no_clock_makes_it_younger_than_that() {
        let began = Timestamp::from_unix_seconds(1_800_000_000);
        assert_eq!(
            code_age_text(began, began.plus_seconds(125)),
            "code at most 2 m 5 s old"
        );
        assert_eq!(
            code_age_text(began, began.plus_seconds(-5)),
            "code at most 0 s old"
        );
    }
}
