//! Why what a session or a client was asked gave no result, whoever's fault it is.

use std::fmt;

use claimscope_core::code::Code;
use claimscope_core::jwk::JwkError;
use claimscope_core::jwt::PolicyMisuse;
use claimscope_core::misuse;
use claimscope_oauth::keys::KeysError;
use claimscope_oauth::{HttpResponse, OauthError};

use crate::{HostCertificate, StoreError, TransportError};

/// Why what was asked of a session, or of the client alone, gave no result.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum SessionError {
    /// No response came.
    Transport(TransportError),
    /// A response came and was no use, or none could be asked for.
    Oauth(OauthError),
    /// The keys that are published cannot be had.
    Keys(KeysError),
    /// The metadata names an endpoint that cannot be used.
    Endpoint {
        /// A stable name, such as `server.token_endpoint`.
        code: Code,
        /// One plain sentence, lower case, no full stop.
        message: String,
        /// What to do about it.
        hint: String,
    },
    /// A grant that needs a person did not come to its end.
    Login {
        /// A stable name, such as `login.timeout`.
        code: Code,
        /// One plain sentence, lower case, no full stop.
        message: String,
        /// What to do about it.
        hint: String,
    },
    /// The key that was given cannot be read.
    Key(JwkError),
    /// The client is to sign, and has no key.
    NoClientKey,
    /// Nothing says where keys come from.
    NoKeys,
    /// Nobody has agreed to a probe that a person must agree to.
    NotAgreed {
        /// What they must agree to.
        question: String,
    },
    /// What is wanted of a probe cannot be meant.
    ProbeOptions {
        /// One plain sentence, lower case, no full stop.
        message: String,
        /// What to do about it.
        hint: &'static str,
    },
    /// What is kept between runs cannot be had.
    Store(StoreError),
    /// The expectations make no policy.
    Expectations(PolicyMisuse),
}

impl SessionError {
    /// What cannot happen: work that is through, and leaves neither what was asked for nor a reason.
    pub(crate) fn nothing_came(what: &str) -> Self {
        let reason = format!("{what} could not be had");
        TransportError::Other { reason }.into()
    }

    /// What came of an answer that broke off; `None` where nothing came, or all of it.
    pub fn what_came(&self) -> Option<&HttpResponse> {
        match self {
            Self::Transport(TransportError::Dropped { came, .. }) => came.as_deref(),
            _ => None,
        }
    }

    /// The stable name that programs match on.
    pub fn code(&self) -> Code {
        match self {
            Self::Transport(error) => error.code(),
            Self::Oauth(error) => error.code(),
            Self::Keys(error) => error.code,
            Self::Endpoint { code, .. } | Self::Login { code, .. } => *code,
            Self::Key(_) | Self::NoClientKey => misuse::KEY,
            Self::NoKeys => misuse::NO_KEYS,
            Self::NotAgreed { .. } => crate::code::probe::NOT_AGREED,
            Self::ProbeOptions { .. } => misuse::OPTIONS,
            Self::Store(error) => error.code(),
            Self::Expectations(misuse) => misuse.code(),
        }
    }

    /// One plain sentence, lower case, no full stop.
    pub fn message(&self) -> String {
        match self {
            Self::Transport(error) => error.message(),
            Self::Oauth(error) => error.message(),
            Self::Keys(error) => error.message.clone(),
            Self::Endpoint { message, .. }
            | Self::Login { message, .. }
            | Self::ProbeOptions { message, .. } => message.clone(),
            Self::Key(error) => format!("the key cannot be used: {error}"),
            Self::NoClientKey => "the client's private key is needed, and there is none".to_owned(),
            Self::NoKeys => "there is no key to verify with".to_owned(),
            Self::NotAgreed { question } => {
                format!(
                    "nobody has agreed to this probe. {}",
                    question.trim_end_matches('.')
                )
            }
            Self::Store(error) => error.message(),
            Self::Expectations(misuse) => misuse.to_string(),
        }
    }

    /// The server's own words, where it had any.
    pub fn server_words(&self) -> Option<String> {
        match self {
            Self::Oauth(error) => error.server_words(),
            _ => None,
        }
    }

    /// What to do about it.
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::Transport(error) => Some(error.hint()),
            Self::Oauth(error) => error.hint().map(str::to_owned),
            Self::Keys(error) => error.hint.clone(),
            Self::Endpoint { hint, .. } | Self::Login { hint, .. } => Some(hint.clone()),
            Self::Key(_) => Some("give a JWK, a JWKS or a key in PEM form".to_owned()),
            Self::NoClientKey => {
                Some("give the private key whose public half is registered".to_owned())
            }
            Self::NoKeys => Some("name the issuer, or give a key".to_owned()),
            Self::NotAgreed { .. } => Some("ask whoever wants the probe".to_owned()),
            Self::ProbeOptions { hint, .. } => Some((*hint).to_owned()),
            Self::Store(error) => Some(error.hint()),
            Self::Expectations(_) => None,
        }
    }

    /// The certificate that a person may trust, where that would help.
    pub fn untrusted_certificate(&self) -> Option<&HostCertificate> {
        match self {
            Self::Transport(error) => error.untrusted_certificate(),
            _ => None,
        }
    }

    /// Whether the caller gave something that cannot be right, so that nothing was sent for it.
    pub fn is_misuse(&self) -> bool {
        self.code().as_str().starts_with("misuse.")
    }
}

impl fmt::Display for SessionError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Transport(error) => error.fmt(formatter),
            Self::Oauth(error) => error.fmt(formatter),
            Self::Keys(error) => error.fmt(formatter),
            Self::Store(error) => error.fmt(formatter),
            Self::Endpoint { .. }
            | Self::Login { .. }
            | Self::Key(_)
            | Self::NoClientKey
            | Self::NoKeys
            | Self::NotAgreed { .. }
            | Self::ProbeOptions { .. }
            | Self::Expectations(_) => {
                formatter.write_str(&self.message())?;
                self.hint()
                    .map_or(Ok(()), |hint| write!(formatter, "; {hint}"))
            }
        }
    }
}

impl std::error::Error for SessionError {}

impl From<TransportError> for SessionError {
    fn from(error: TransportError) -> Self {
        Self::Transport(error)
    }
}

impl From<StoreError> for SessionError {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl From<OauthError> for SessionError {
    fn from(error: OauthError) -> Self {
        Self::Oauth(error)
    }
}

impl From<KeysError> for SessionError {
    fn from(error: KeysError) -> Self {
        Self::Keys(error)
    }
}
