//! Why there are no keys to verify with.

use std::fmt;

use serde::Serialize;

use crate::OauthError;
use crate::code::{keys, server};
use claimscope_core::code::Code;
use claimscope_core::jwk::{JwkError, MAX_JWKS_BYTES};
use claimscope_core::said;
use claimscope_core::time::Timestamp;

/// Why there are no keys, or why a fetch of them failed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct KeysError {
    /// The stable name: `keys.*` for what befell the fetch, `server.*` for what the endpoint answered, `misuse.*` for
    /// what the caller gave.
    pub code: Code,
    /// One sentence for a person, lower case, no full stop.
    pub message: String,
    /// What to do about it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hint: Option<String>,
    /// Where the rule stands.
    pub spec: &'static str,
    /// The status of the answer, where there was one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<u16>,
    /// When the endpoint will be asked again at the earliest, in Unix milliseconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub retry_at_ms: Option<i64>,
}

/// What kept a request from being answered, as the host saw it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum FetchFailure {
    /// No answer, or not the whole of it, in the time that the host allows: `keys.timeout`.
    Timeout,
    /// No connection, or one that broke: `keys.network`.
    Network,
    /// More bytes than [`MAX_JWKS_BYTES`]: `server.too-large`.
    TooLarge,
    /// A redirect whose answer the host does not show: `server.redirect`.
    Redirect,
}

const SET: &str = "RFC 7517 §5";

impl KeysError {
    fn new(code: Code, message: impl Into<String>, spec: &'static str) -> Self {
        Self {
            code,
            message: said!("{}", message.into()),
            hint: None,
            spec,
            status: None,
            retry_at_ms: None,
        }
    }

    fn hint(mut self, hint: &str) -> Self {
        if cfg!(feature = "hints") {
            self.hint = Some(hint.to_owned());
        }
        self
    }

    pub(super) fn no_usable_key(passed_over: usize) -> Self {
        let message = match passed_over {
            0 => "the key set has no keys".to_owned(),
            _ => "the key set has no key that can verify a signature".to_owned(),
        };
        Self::new(keys::NONE, message, SET).hint("check that this URL is the issuer's jwks_uri")
    }

    /// No key is left, as those that are there can sign for everybody.
    pub(super) fn published_secret(reason: &JwkError) -> Self {
        Self::new(keys::NONE, said!("no key can be used: {reason}"), SET)
            .hint("have the issuer publish public keys alone, and make new ones: whoever read these can sign any token")
    }

    pub(super) fn no_jwks_uri() -> Self {
        let message = "the issuer's metadata names no jwks_uri";
        Self::new(server::JWKS_URI, message, "RFC 8414 §2")
            .hint("the issuer may sign with a shared secret; give the key itself")
    }

    pub(super) fn snapshot(problem: &str) -> Self {
        Self::new(
            keys::SNAPSHOT,
            said!("the stored keys are not taken: {problem}"),
            SET,
        )
    }

    /// There are keys, and they are not used before the endpoint is asked again.
    pub fn too_old() -> Self {
        let message =
            "the keys in hand are too old to be used before their endpoint is asked again";
        Self::new(keys::OLD, message, SET).hint("verify once more, so that they are fetched")
    }

    pub(super) fn lost() -> Self {
        Self::new(
            keys::TIMEOUT,
            "the fetch of the keys was never finished",
            SET,
        )
    }
}

impl From<FetchFailure> for KeysError {
    fn from(failure: FetchFailure) -> Self {
        match failure {
            FetchFailure::Timeout => Self::new(keys::TIMEOUT, "the endpoint did not answer in time", SET)
                .hint("check that the server is up, and that nothing on the way holds requests back"),
            FetchFailure::Network => Self::new(keys::NETWORK, "the endpoint could not be reached", SET)
                .hint("check the host name, the server and the network; in a browser, CORS too"),
            FetchFailure::TooLarge => {
                let message = said!("the answer has more than {MAX_JWKS_BYTES} bytes");
                Self::new(server::TOO_LARGE, message, SET).hint("check that this URL is the issuer's jwks_uri")
            }
            FetchFailure::Redirect => Self::new(server::REDIRECT, "the endpoint redirects", SET)
                .hint("redirects are not followed, as whoever redirects could give keys of its own; use the target directly"),
        }
    }
}

impl From<OauthError> for KeysError {
    fn from(error: OauthError) -> Self {
        let message = match error.server_words() {
            Some(words) => said!("{} — {words}", error.message()),
            None => error.message(),
        };
        Self {
            hint: error
                .hint()
                .filter(|_| cfg!(feature = "hints"))
                .map(str::to_owned),
            status: error.status(),
            ..Self::new(error.code(), message, error.spec())
        }
    }
}

impl fmt::Display for KeysError {
    /// The sentence, what to do, and when the endpoint will be asked again.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.message)?;
        if let Some(hint) = &self.hint {
            write!(formatter, "; {hint}")?;
        }
        match self.retry_at_ms {
            Some(at) => write!(
                formatter,
                "; the next attempt is at {} or later",
                Timestamp::from_unix_seconds(at.div_euclid(1_000))
            ),
            None => Ok(()),
        }
    }
}

impl std::error::Error for KeysError {}
