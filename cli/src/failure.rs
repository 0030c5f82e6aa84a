//! How a command ends: its outcome, or a failure that says what happened and what to do.

use std::fmt;

use claimscope_oauth::OauthError;

use crate::output::{faint, red};

/// A command that did its work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// Done, or accepted: exit code 0.
    Done,
    /// The token or the call was refused, or nothing was proved where proof was asked for: exit code 1.
    Refused,
}

impl Outcome {
    /// Done where `good` holds.
    pub(crate) fn when(good: bool) -> Self {
        if good { Self::Done } else { Self::Refused }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Usage,
    Network,
}

/// A command that could not do its work. Never holds a token or a secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Failure {
    kind: Kind,
    message: String,
    words: Option<String>,
    hint: Option<String>,
}

impl Failure {
    /// Bad usage or unreadable input: exit code 2.
    pub(crate) fn usage(message: impl Into<String>) -> Self {
        Self::new(Kind::Usage, message)
    }

    /// The network or a server failed: exit code 3.
    pub(crate) fn network(message: impl Into<String>) -> Self {
        Self::new(Kind::Network, message)
    }

    fn new(kind: Kind, message: impl Into<String>) -> Self {
        Self {
            kind,
            message: message.into(),
            words: None,
            hint: None,
        }
    }

    /// The same with a server at fault, as where its metadata names what cannot be used: exit code 3.
    pub(crate) fn of_server(self) -> Self {
        Self {
            kind: Kind::Network,
            ..self
        }
    }

    /// What the other side said, word for word.
    pub(crate) fn words(mut self, words: Option<String>) -> Self {
        self.words = words;
        self
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
        match self.kind {
            Kind::Usage => 2,
            Kind::Network => 3,
        }
    }
}

impl fmt::Display for Failure {
    /// One plain sentence, then the server's words, then what to do.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} {}", red("error:"), self.message)?;
        // Not broken into lines: a hint may hold a command to copy.
        if let Some(words) = &self.words {
            write!(formatter, "\n  {}     {words}", faint("it says"))?;
        }
        match &self.hint {
            Some(hint) => write!(formatter, "\n  {}  {hint}", faint("what to do")),
            None => Ok(()),
        }
    }
}

impl From<OauthError> for Failure {
    fn from(error: OauthError) -> Self {
        claimscope_client::Failure::from(error).into()
    }
}
