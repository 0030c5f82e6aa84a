//! What a grant wants of the person while it runs: to log in at a browser, or to type a code on another device.

use std::fmt;

use claimscope_core::time::Timestamp;

use crate::results::LoggedIn;
use crate::ticket::Ticket;

/// Whose grant it is: which request, and of which step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Asker {
    /// Which request.
    pub ticket: Ticket,
    /// What it was made for.
    pub by: AskedBy,
}

/// What a grant runs for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AskedBy {
    /// The step Token alone.
    Token,
    /// A call that logs in where the API wants it.
    Call,
    /// A probe.
    Probe,
    /// A run of the steps.
    Run,
}

/// How far it is.
#[derive(Clone)]
pub enum Asked {
    /// Where an API's tokens come from was found out, and a login follows.
    Found(Box<LoggedIn>),
    /// The person logs in at a browser.
    LogIn(LogIn),
    /// The person types a code on any device.
    EnterCode(EnterCode),
    /// The person is done, and the token is being asked for.
    Answered,
    /// Another process asks for the same token; what it gets is waited for until then.
    Waiting(Timestamp),
    /// The token endpoint was asked, and the person has not decided yet.
    Pending,
    /// Something came that is no answer to this login, in one sentence; waiting goes on.
    Refused(String),
}

/// A login at a browser.
#[derive(Clone, PartialEq, Eq)]
pub struct LogIn {
    /// The authorization request.
    pub url: String,
    /// Where the answer goes, as it must be registered.
    pub redirect_uri: String,
    /// Why no browser was opened, where that failed.
    pub browser_failure: Option<String>,
    /// Whether the answer is listened for; it can be pasted either way.
    pub is_listening: bool,
    /// When it began: no code of it is older.
    pub began: Timestamp,
    /// Until when it is waited for.
    pub until: Timestamp,
    /// Why the last thing that came was not used.
    pub refused: Option<String>,
}

/// A code for another device.
#[derive(Clone, PartialEq, Eq)]
pub struct EnterCode {
    /// The code.
    pub user_code: String,
    /// Where to type it.
    pub verification_uri: String,
    /// The same address with the code in it, where the server has one.
    pub complete_uri: Option<String>,
    /// When the code ends.
    pub until: Timestamp,
    /// How often the token endpoint was asked so far.
    pub polls: u32,
}

impl Asked {
    /// What is asked after this came: news of the same login change it, and do not take its place.
    pub(crate) fn after(self, before: Option<Self>) -> Self {
        match (self, before) {
            (Self::Pending, Some(Self::EnterCode(code))) => Self::EnterCode(EnterCode {
                polls: code.polls + 1,
                ..code
            }),
            (Self::Refused(why), Some(Self::LogIn(login))) => Self::LogIn(LogIn {
                refused: Some(why),
                ..login
            }),
            (asked, _) => asked,
        }
    }
}

impl fmt::Debug for Asked {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The address has the state of the login in it, and the code is one.
        formatter.write_str(match self {
            Self::Found(_) => "Found",
            Self::LogIn(_) => "LogIn",
            Self::EnterCode(_) => "EnterCode",
            Self::Answered => "Answered",
            Self::Pending => "Pending",
            Self::Refused(_) => "Refused",
            Self::Waiting(_) => "Waiting",
        })
    }
}
