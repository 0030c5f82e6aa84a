//! How a command ends: its outcome, or a failure that says what happened and what to do.

use std::fmt;

use claimscope_client::code::{self as network, login};
use claimscope_client::workspace::WorkspaceError;
use claimscope_core::code::Code;
use claimscope_core::jwt::PolicyMisuse;
use claimscope_oauth::code::{declined, server};
use claimscope_oauth::{Broken, OauthError};
use serde_json::{Value, json};

use crate::code;
use crate::harmless::{cut, harmless_lines};
use crate::style::{faint, red};

/// A command that gave its answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Exit {
    /// Done, or accepted: exit code 0.
    Done,
    /// The token or the call was refused, or nothing was proved where proof was asked for: exit code 1.
    Refused,
    /// The answer says that a server failed: exit code 3.
    Failed,
}

impl Exit {
    /// Done where `good` holds.
    pub(crate) fn when(good: bool) -> Self {
        if good { Self::Done } else { Self::Refused }
    }

    pub(crate) fn exit_code(self) -> u8 {
        match self {
            Self::Done => 0,
            Self::Refused => 1,
            Self::Failed => 3,
        }
    }
}

/// Whose fault a failure is, which gives the exit code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Blame {
    /// A server understood, and said no.
    Refused,
    /// The command line, what was to be read, or this machine.
    Usage,
    /// The network or a server.
    Network,
}

/// A command that could not do its work. Never holds a token or a secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Failure {
    blame: Blame,
    /// The stable name that programs match on.
    code: Code,
    message: String,
    words: Option<String>,
    hint: Option<String>,
}

impl Failure {
    /// Options that are missing, contradict each other or cannot be meant: exit code 2.
    pub(crate) fn usage(message: impl Into<String>) -> Self {
        Self::new(Blame::Usage, code::OPTIONS, message)
    }

    /// What was to be read is not there, empty, too long or no text: exit code 2.
    pub(crate) fn input(message: impl Into<String>) -> Self {
        Self::new(Blame::Usage, code::INPUT, message)
    }

    /// What was given cannot be used, by a code of another room: exit code 2.
    pub(crate) fn of_code(code: Code, message: impl Into<String>) -> Self {
        Self::new(Blame::Usage, code, message)
    }

    /// What was read is no usable key: exit code 2.
    pub(crate) fn key(message: impl Into<String>) -> Self {
        Self::new(Blame::Usage, code::KEY, message)
    }

    /// The playground cannot run as it was asked to: exit code 2.
    pub(crate) fn playground(message: impl Into<String>) -> Self {
        Self::new(Blame::Usage, code::PLAYGROUND, message)
    }

    /// This machine does not do its part, such as a full disk: exit code 2.
    pub(crate) fn system(message: impl fmt::Display) -> Self {
        Self::new(Blame::Usage, code::SYSTEM, message.to_string())
    }

    /// The token does not do, by a code of another room: exit code 1.
    pub(crate) fn refused(code: Code, message: impl Into<String>) -> Self {
        Self::new(Blame::Refused, code, message)
    }

    /// The network or a server failed: exit code 3.
    pub(crate) fn network(code: Code, message: impl Into<String>) -> Self {
        Self::new(Blame::Network, code, message)
    }

    fn new(blame: Blame, code: Code, message: impl Into<String>) -> Self {
        Self {
            blame,
            code,
            message: message.into(),
            words: None,
            hint: None,
        }
    }

    /// The same with a server's metadata at fault, which names what cannot be used: exit code 3.
    pub(crate) fn of_metadata(self) -> Self {
        let code = match self.blame {
            Blame::Usage => server::METADATA,
            Blame::Refused | Blame::Network => self.code,
        };
        Self {
            blame: Blame::Network,
            code,
            ..self
        }
    }

    /// The same where what an issuer publishes cannot be had, which refuses nothing that was asked about: exit code 3.
    pub(crate) fn of_issuer(self) -> Self {
        match self.blame {
            Blame::Refused => Self {
                blame: Blame::Network,
                ..self
            },
            Blame::Usage | Blame::Network => self,
        }
    }

    /// What to do about it.
    pub(crate) fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// What happened, one sentence.
    #[cfg(test)]
    pub(crate) fn message(&self) -> &str {
        &self.message
    }

    pub(crate) fn exit_code(&self) -> u8 {
        match self.blame {
            Blame::Refused => 1,
            Blame::Usage => 2,
            Blame::Network => 3,
        }
    }

    /// The failure for a program: the value of `error` in what `--json` prints.
    pub(crate) fn to_json(&self) -> Value {
        json!({
            "code": self.code,
            "message": self.message,
            "hint": self.hint,
            "server": self.words,
        })
    }
}

impl fmt::Display for Failure {
    /// One plain sentence, then the server's words, then what to do.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} {}", red("error:"), shown(&self.message))?;
        // Not broken into lines: a hint may hold a command to copy.
        if let Some(words) = &self.words {
            write!(formatter, "\n  {}     {}", faint("it says"), shown(words))?;
        }
        match &self.hint {
            Some(hint) => write!(formatter, "\n  {}  {}", faint("what to do"), shown(hint)),
            None => Ok(()),
        }
    }
}

/// The most characters of each that are shown: a server's words may have no end.
const MAX_CHARS: usize = 4_000;

fn shown(text: &str) -> String {
    cut(harmless_lines(text), MAX_CHARS)
}

impl From<PolicyMisuse> for Failure {
    fn from(misuse: PolicyMisuse) -> Self {
        Self::new(Blame::Usage, misuse.code(), misuse.to_string())
    }
}

impl From<WorkspaceError> for Failure {
    fn from(error: WorkspaceError) -> Self {
        let message = error.message();
        let failure = Self::new(Blame::Usage, error.code, message);
        match error.hint {
            Some(hint) => failure.hint(hint),
            None => failure,
        }
    }
}

impl From<OauthError> for Failure {
    fn from(error: OauthError) -> Self {
        claimscope_client::SessionError::from(error).into()
    }
}

impl From<claimscope_client::SessionError> for Failure {
    fn from(failure: claimscope_client::SessionError) -> Self {
        let own = Self {
            words: failure.server_words(),
            ..Self::new(blame(&failure), failure.code(), failure.message())
        };
        if failure.code() == network::TOO_LARGE {
            return own.hint("check that the URL is the right one");
        }
        match (failure.untrusted_certificate(), failure.hint()) {
            (Some(certificate), _) => own.hint(format!(
                "if you know the server, add --trust-fingerprint {certificate}, or its authority with --ca-file FILE"
            )),
            // A window shows it always.
            (None, Some(hint)) if hint.contains("the whole exchange") => {
                own.hint(format!("{hint}; -v shows it"))
            }
            (None, Some(hint)) => own.hint(hint),
            (None, None) => own,
        }
    }
}

/// A server that says no is no dead network; one that says that it fails by itself is as good as dead.
fn blame(failure: &claimscope_client::SessionError) -> Blame {
    match failure {
        claimscope_client::SessionError::Oauth(OauthError::Declined(declined))
            if declined.status.is_none_or(|status| status < 500)
                && ![declined::SERVER_ERROR, declined::TEMPORARILY_UNAVAILABLE]
                    .contains(&failure.code()) =>
        {
            Blame::Refused
        }
        claimscope_client::SessionError::Oauth(OauthError::Broken(broken)) if says_no(broken) => {
            Blame::Refused
        }
        claimscope_client::SessionError::Oauth(OauthError::Broken(broken))
            if broken.code.as_str().starts_with("authorization.") =>
        {
            Blame::Refused
        }
        other if other.code() == login::ID_TOKEN || other.code() == login::SUBJECT => {
            Blame::Refused
        }
        other
            if [
                login::INPUT_ENDED,
                login::REDIRECT_URI,
                login::PORT_TAKEN,
                login::PORT_REFUSED,
                login::NO_CLIENT,
                login::NO_REGISTRATION,
                login::SECRET_WITHOUT_ISSUER,
            ]
            .contains(&other.code()) =>
        {
            Blame::Usage
        }
        claimscope_client::SessionError::Store(_) => Blame::Usage,
        other if other.is_misuse() => Blame::Usage,
        _ => Blame::Network,
    }
}

/// A refusal in other words than OAuth's, as a gateway's or a login page's.
fn says_no(broken: &Broken) -> bool {
    [server::STATUS, server::REDIRECT].contains(&broken.code)
        && matches!(broken.status, Some(300..=399 | 401 | 403 | 429))
}

#[cfg(test)]
mod tests {
    use super::Failure;

    #[test]
    fn a_message_cannot_steer_the_terminal() {
        let failure = Failure::input("a\u{1b}]0;b\u{7}").hint("c\u{202e}d");
        let shown = failure.to_string();
        assert!(shown.contains("a\\u{1b}]0;b\\u{7}"), "{shown}");
        assert!(shown.contains("c\\u{202e}d"), "{shown}");
    }
}
