//! When to ask the token endpoint again while the user has not approved yet ([RFC 8628 §3.5]).
//!
//! [RFC 8628 §3.5]: https://www.rfc-editor.org/rfc/rfc8628#section-3.5

use claimscope_core::json;
use claimscope_core::time::Timestamp;

use super::{DeviceAuthorization, seconds};
use crate::{HttpResponse, OauthError};

/// How much longer to wait after each `slow_down`, in seconds.
const SLOWER_SECONDS: u64 = 5;

/// The longest wait that time-outs alone lead to, in seconds.
const LONGEST_WAIT_SECONDS: u64 = 60;

/// The longest that codes are taken to hold, in seconds, whatever the server says.
const LONGEST_LIFETIME_SECONDS: i64 = 86_400;

/// The polling of one device authorization.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DevicePolling {
    interval_seconds: u64,
    expires_at: Timestamp,
}

/// What follows from an answer that is no token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Polled {
    /// The user has not decided yet: ask again after the wait.
    Pending,
    /// It is over: denied, expired, or refused for another reason.
    Over,
}

impl DevicePolling {
    /// Begins when the codes came.
    pub fn new(authorization: &DeviceAuthorization, now: Timestamp) -> Self {
        let lifetime = authorization.expires_in_seconds;
        let seconds = i64::try_from(lifetime).unwrap_or(i64::MAX);
        Self {
            interval_seconds: authorization.interval_seconds.max(1),
            expires_at: now.plus_seconds(seconds.min(LONGEST_LIFETIME_SECONDS)),
        }
    }

    /// How long to wait before the next poll, in seconds; `None` where the codes will have expired by then.
    pub fn wait_seconds(&self, now: Timestamp) -> Option<u64> {
        let wait = i64::try_from(self.interval_seconds).unwrap_or(i64::MAX);
        (now.plus_seconds(wait) < self.expires_at).then_some(self.interval_seconds)
    }

    /// When the codes expire, within a day.
    pub fn expires_at(&self) -> Timestamp {
        self.expires_at
    }

    /// Takes an answer that was no token. After `slow_down` every later wait is five seconds longer, or as long as the
    /// server says, whichever is more.
    pub fn after(&mut self, error: &OauthError, response: &HttpResponse) -> Polled {
        let OauthError::Declined(declined) = error else {
            return self.after_broken(response);
        };
        match declined.error.as_str() {
            "authorization_pending" => Polled::Pending,
            "slow_down" => {
                let slower = self.interval_seconds.saturating_add(SLOWER_SECONDS);
                let body = json::parse(&response.body).value;
                let told = body
                    .as_ref()
                    .and_then(|body| seconds(body.as_object()?, "interval"));
                self.interval_seconds = slower.max(told.unwrap_or(0));
                Polled::Pending
            }
            _ => self.after_broken(response),
        }
    }

    /// Takes it that no answer came in time: waits grow, up to a minute.
    pub fn after_timeout(&mut self) {
        let longer = self.interval_seconds.saturating_mul(2);
        let most = LONGEST_WAIT_SECONDS.max(self.interval_seconds);
        self.interval_seconds = longer.min(most);
    }

    /// A server that is unwell is asked again as one that does not answer; any other answer is the last.
    fn after_broken(&mut self, response: &HttpResponse) -> Polled {
        if !response.is_ill() {
            return Polled::Over;
        }
        self.after_timeout();
        let told = response.retry_after_seconds().unwrap_or(0);
        self.interval_seconds = self.interval_seconds.max(told);
        Polled::Pending
    }
}
