//! What goes wrong between a client and an authorization server, cut by whose fault it is.

use std::fmt;

use super::mask::SentCredentials;
pub(crate) use super::shown::shown;
use super::{Challenge, ServerWords};

/// An exchange that gave no result.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum OauthError {
    /// The server understood and said no.
    Declined(Box<Declined>),
    /// The server's answer breaks a rule, so that nothing in it can be used.
    Broken(Broken),
    /// The request could not be made from what the caller gave.
    Misuse(Misuse),
}

/// The server's own error response ([RFC 6749 §5.2](https://www.rfc-editor.org/rfc/rfc6749#section-5.2)).
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Declined {
    /// The status code.
    pub status: u16,
    /// `error`, as the server wrote it.
    pub error: String,
    /// `error_description`, as the server wrote it, without control characters.
    pub error_description: Option<String>,
    /// `error_uri`, as the server wrote it.
    pub error_uri: Option<String>,
    /// The challenges of `WWW-Authenticate`.
    pub challenges: Vec<Challenge>,
    /// What the code means, one sentence.
    pub meaning: &'static str,
    /// What to do next.
    pub hint: String,
}

/// A rule that the server's answer breaks.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Broken {
    /// A stable name, such as `server.json`.
    pub code: &'static str,
    /// The status code of the answer.
    pub status: u16,
    /// One sentence for a person, lower case, no full stop.
    pub message: String,
    /// The server's own words, where its answer holds any that can be read.
    pub words: Option<Box<ServerWords>>,
    /// Where the rule stands.
    pub spec: &'static str,
    /// What to do about it.
    pub hint: Option<String>,
}

/// What the caller gave wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Misuse {
    /// A stable name, such as `misuse.issuer`.
    pub code: &'static str,
    /// One sentence for a person, lower case, no full stop.
    pub message: String,
    /// Where the rule stands.
    pub spec: &'static str,
    /// What to do about it.
    pub hint: Option<String>,
}

impl OauthError {
    /// The stable name that programs match on: `declined.invalid_client`, `server.json`, `misuse.issuer`.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Declined(declined) => {
                known(&declined.error).map_or("declined.other", |row| row.0)
            }
            Self::Broken(broken) => broken.code,
            Self::Misuse(misuse) => misuse.code,
        }
    }

    /// One plain sentence, lower case, no full stop.
    pub fn message(&self) -> String {
        match self {
            Self::Declined(declined) => {
                format!("the server said no: {}", declined.meaning)
            }
            Self::Broken(broken) => broken.message.clone(),
            Self::Misuse(misuse) => misuse.message.clone(),
        }
    }

    /// The server's own words, where it had any: `invalid_client: no such client (status 400)`.
    pub fn server_words(&self) -> Option<String> {
        let declined = match self {
            Self::Declined(declined) => declined,
            Self::Broken(broken) => {
                let words = broken.words.as_ref()?;
                return Some(format!("{words} (status {})", broken.status));
            }
            Self::Misuse(_) => return None,
        };
        let mut words = declined.error.clone();
        if let Some(description) = &declined.error_description {
            words.push_str(&format!(": {description}"));
        }
        words.push_str(&format!(" (status {})", declined.status));
        if let Some(uri) = &declined.error_uri {
            words.push_str(&format!(", see {uri}"));
        }
        Some(words)
    }

    /// What to do about it.
    pub fn hint(&self) -> Option<&str> {
        match self {
            Self::Declined(declined) => Some(&declined.hint),
            Self::Broken(broken) => broken.hint.as_deref(),
            Self::Misuse(misuse) => misuse.hint.as_deref(),
        }
    }

    /// Where the rule stands, such as `RFC 6749 §5.2`.
    pub fn spec(&self) -> &'static str {
        match self {
            Self::Declined(declined) => {
                known(&declined.error).map_or("RFC 6749 §5.2", |row| row.1)
            }
            Self::Broken(broken) => broken.spec,
            Self::Misuse(misuse) => misuse.spec,
        }
    }

    /// The status of the answer, where there was one.
    pub fn status(&self) -> Option<u16> {
        match self {
            Self::Declined(declined) => Some(declined.status),
            Self::Broken(broken) => Some(broken.status),
            Self::Misuse(_) => None,
        }
    }

    /// Masks what was sent, in whatever the server may have repeated.
    pub(crate) fn without_credentials(mut self, sent: &SentCredentials) -> Self {
        let mask = |text: &mut String| *text = sent.mask(text);
        match &mut self {
            Self::Declined(declined) => {
                // A code that is known holds nothing of the request, and short secrets may look like it.
                if known(&declined.error).is_none() {
                    mask(&mut declined.error);
                }
                let texts = [&mut declined.error_description, &mut declined.error_uri];
                texts.into_iter().flatten().for_each(mask);
                for challenge in &mut declined.challenges {
                    challenge.token68.iter_mut().for_each(mask);
                    for (_, value) in &mut challenge.params {
                        mask(value);
                    }
                }
            }
            Self::Broken(broken) => {
                mask(&mut broken.message);
                if let Some(words) = &mut broken.words {
                    let texts = [&mut words.code, &mut words.sentence];
                    texts.into_iter().flatten().for_each(mask);
                }
            }
            Self::Misuse(_) => {}
        }
        self
    }

    pub(crate) fn broken(
        code: &'static str,
        status: u16,
        message: impl Into<String>,
        spec: &'static str,
    ) -> Self {
        Self::Broken(Broken {
            code,
            status,
            message: message.into(),
            words: None,
            spec,
            hint: None,
        })
    }

    pub(crate) fn misuse(
        code: &'static str,
        message: impl Into<String>,
        spec: &'static str,
    ) -> Self {
        Self::Misuse(Misuse {
            code,
            message: message.into(),
            spec,
            hint: None,
        })
    }

    /// Names the URL that answered, where the answer is not what should be there at all.
    #[must_use]
    pub fn at(mut self, url: &str) -> Self {
        if let Self::Broken(broken) = &mut self
            && is_of_another_form(broken.code)
        {
            let url = shown(&super::mask::url(url));
            broken.message.push_str(&format!(", at {url}"));
        }
        self
    }

    /// Adds the server's own words.
    pub(crate) fn with_words(mut self, found: Option<ServerWords>) -> Self {
        if let Self::Broken(Broken { words, .. }) = &mut self {
            *words = found.map(Box::new);
        }
        self
    }

    /// Says what to do about it; a declined request has its own next step already.
    pub(crate) fn with_hint(mut self, text: impl Into<String>) -> Self {
        match &mut self {
            Self::Broken(Broken { hint, .. }) | Self::Misuse(Misuse { hint, .. }) => {
                *hint = Some(text.into());
            }
            Self::Declined(_) => {}
        }
        self
    }
}

impl fmt::Display for OauthError {
    /// The sentence, then the server's words, then what to do.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.message())?;
        if let Some(words) = self.server_words() {
            write!(formatter, " — {words}")?;
        }
        match self.hint() {
            Some(hint) => write!(formatter, "; {hint}"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for OauthError {}

/// Code, specification, meaning and next step of an `error` value that a specification names.
type Row = (&'static str, &'static str, &'static str, &'static str);

/// The row of an `error` value.
pub(crate) fn known(error: &str) -> Option<Row> {
    Some(match error {
        "invalid_request" => (
            "declined.invalid_request",
            "RFC 6749 §5.2",
            "the request lacks a parameter, repeats one, or is not a form",
            "compare the whole exchange with what the server's documentation asks for",
        ),
        "invalid_client" => (
            "declined.invalid_client",
            "RFC 6749 §5.2",
            "the client is unknown, or its secret or way of authenticating is not accepted",
            "check client_id and client_secret, and whether the server wants client_secret_basic or client_secret_post",
        ),
        "invalid_grant" => (
            "declined.invalid_grant",
            "RFC 6749 §5.2",
            "the user name, password, code or refresh token is wrong, expired, used already or another client's",
            "check the user's credentials, or start again for a new code",
        ),
        "unauthorized_client" => (
            "declined.unauthorized_client",
            "RFC 6749 §5.2",
            "this client may not use this grant",
            "allow the grant for this client at the server, or use another client",
        ),
        "unsupported_grant_type" => (
            "declined.unsupported_grant_type",
            "RFC 6749 §5.2",
            "the server does not offer this grant",
            "choose one of the metadata's grant_types_supported",
        ),
        "invalid_scope" => (
            "declined.invalid_scope",
            "RFC 6749 §5.2",
            "a scope is unknown, malformed, or not allowed to this client with this grant",
            "ask only for scopes that the server defines and allows this client; client_credentials takes no openid, profile or offline_access",
        ),
        "invalid_target" => (
            "declined.invalid_target",
            "RFC 8707 §2",
            "the resource that was asked for is unknown or not allowed",
            "check the resource parameter: it is the API's absolute URI",
        ),
        "use_dpop_nonce" => (
            "declined.use_dpop_nonce",
            "RFC 9449 §8",
            "the server wants a DPoP proof with the nonce that it sent",
            "repeat the request with the nonce of the DPoP-Nonce header",
        ),
        "invalid_dpop_proof" => (
            "declined.invalid_dpop_proof",
            "RFC 9449 §5",
            "the DPoP proof is missing or not accepted",
            "send one fresh DPoP proof whose htm and htu fit this request",
        ),
        "server_error" => (
            "declined.server_error",
            "RFC 6749 §4.1.2.1",
            "the server failed by itself",
            "try again, and look in the server's log",
        ),
        "temporarily_unavailable" => (
            "declined.temporarily_unavailable",
            "RFC 6749 §4.1.2.1",
            "the server is too busy or down for now",
            "try again later",
        ),
        "access_denied" => (
            "declined.access_denied",
            "RFC 6749 §4.1.2.1",
            "the user or the server refused",
            "ask whoever owns the resource",
        ),
        "authorization_pending" => (
            "declined.authorization_pending",
            "RFC 8628 §3.5",
            "the user has not finished yet",
            "ask again after the interval",
        ),
        "slow_down" => (
            "declined.slow_down",
            "RFC 8628 §3.5",
            "the client asks too often",
            "add five seconds to the interval",
        ),
        "expired_token" => (
            "declined.expired_token",
            "RFC 8628 §3.5",
            "the device code has expired",
            "start the device flow again",
        ),
        _ => return None,
    })
}

/// Whether the code says that something else came than was asked for, which is most often the URL's fault.
fn is_of_another_form(code: &str) -> bool {
    const CODES: &[&str] = &[
        "server.empty",
        "server.encoding",
        "server.form",
        "server.html",
        "server.json",
        "server.jwks",
        "server.metadata",
        "server.xml",
    ];
    CODES.contains(&code)
}
