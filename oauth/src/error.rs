//! What goes wrong between a client and an authorization server, cut by whose fault it is.

use std::fmt;

use claimscope_core::code::{Code, OWN};
use claimscope_core::entropy::NoEntropy;
use claimscope_core::misuse;
use claimscope_core::said;
use claimscope_core::time::{Timestamp, duration_text};

use super::challenge::Challenge;
use super::code::declined::{self, known};
use super::code::server;
use super::mask::SentCredentials;
pub(crate) use super::shown::shown;
use super::{HttpResponse, ServerWords, vendors};

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
    /// The status code; `None` where the answer came through the browser.
    pub status: Option<u16>,
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
    pub code: Code,
    /// The status code of the answer; `None` where it came through the browser.
    pub status: Option<u16>,
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
    pub code: Code,
    /// One sentence for a person, lower case, no full stop.
    pub message: String,
    /// Where the rule stands.
    pub spec: &'static str,
    /// What to do about it.
    pub hint: Option<String>,
}

impl Declined {
    /// What a server says, explained by its code and the sentence behind it.
    pub(crate) fn new(status: Option<u16>, error: &str, description: Option<&str>) -> Self {
        if !cfg!(feature = "words") {
            return Self {
                status,
                error: error.to_owned(),
                error_description: None,
                error_uri: None,
                challenges: Vec::new(),
                meaning: "",
                hint: String::new(),
            };
        }
        let entry = declined::entry(error);
        let sentence = description.unwrap_or_default();
        let (meaning, hint) = match vendors::saying(error, sentence) {
            Some(saying) => (saying.meaning, saying.hint.to_owned()),
            None => match vendors::explained_at(&said!("{error} {sentence}")) {
                Some(place) => (entry.meaning, said!("{}; {place}", entry.remedy)),
                None => (entry.meaning, entry.remedy.to_owned()),
            },
        };
        Self {
            status,
            error: shown(error),
            error_description: description.map(shown),
            error_uri: None,
            challenges: Vec::new(),
            meaning,
            hint,
        }
    }
}

impl OauthError {
    /// The stable name that programs match on: `declined.invalid_client`, `server.json`, `misuse.issuer`.
    pub fn code(&self) -> Code {
        match self {
            Self::Declined(declined) => declined::entry(&declined.error).code,
            Self::Broken(broken) => broken.code,
            Self::Misuse(misuse) => misuse.code,
        }
    }

    /// One plain sentence, lower case, no full stop.
    pub fn message(&self) -> String {
        match self {
            Self::Declined(declined) => {
                said!("the server said no: {}", declined.meaning)
            }
            Self::Broken(broken) => broken.message.clone(),
            Self::Misuse(misuse) => misuse.message.clone(),
        }
    }

    /// The server's own words, where it had any: `invalid_client: no such client (status 400)`.
    pub fn server_words(&self) -> Option<String> {
        if !cfg!(feature = "words") {
            return None;
        }
        let declined = match self {
            Self::Declined(declined) => declined,
            Self::Broken(broken) => {
                let words = broken.words.as_ref()?;
                return Some(said!("{words}{}", with_status(broken.status)));
            }
            Self::Misuse(_) => return None,
        };
        let mut words = declined.error.clone();
        if let Some(description) = &declined.error_description {
            words.push_str(&said!(": {description}"));
        }
        words.push_str(&with_status(declined.status));
        if let Some(uri) = &declined.error_uri {
            words.push_str(&said!(", see {uri}"));
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
            Self::Declined(declined) => declined::entry(&declined.error).source,
            Self::Broken(broken) => broken.spec,
            Self::Misuse(misuse) => misuse.spec,
        }
    }

    /// The status of the answer, where there was one.
    pub fn status(&self) -> Option<u16> {
        match self {
            Self::Declined(declined) => declined.status,
            Self::Broken(broken) => broken.status,
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
        code: Code,
        status: impl Into<Option<u16>>,
        message: impl Into<String>,
        spec: &'static str,
    ) -> Self {
        Self::Broken(Broken {
            code,
            status: status.into(),
            message: said!("{}", message.into()),
            words: None,
            spec,
            hint: None,
        })
    }

    pub(crate) fn misuse(code: Code, message: impl Into<String>, spec: &'static str) -> Self {
        Self::Misuse(Misuse {
            code,
            message: said!("{}", message.into()),
            spec,
            hint: None,
        })
    }

    /// Says that the host gave no randomness.
    pub fn no_entropy(error: NoEntropy) -> Self {
        Self::misuse(misuse::NO_ENTROPY, error.to_string(), OWN)
    }

    /// Names the URL that answered, where the answer is not what should be there at all.
    #[must_use]
    pub fn at(mut self, url: &str) -> Self {
        if let Self::Broken(broken) = &mut self
            && cfg!(feature = "words")
            && is_of_another_form(broken.code)
        {
            let url = shown(&super::mask::url(url));
            broken.message.push_str(&said!(", at {url}"));
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

    /// Adds how far the server's clock is off, where the server refuses what goes by it: codes, assertions, proofs.
    #[must_use]
    pub fn with_clocks(mut self, response: &HttpResponse, now: Timestamp) -> Self {
        let Some(date) = response.date() else {
            return self;
        };
        let ahead = date.unix_seconds().saturating_sub(now.unix_seconds());
        if let Self::Declined(declined) = &mut self
            && ahead.unsigned_abs() >= 60
            && matches!(
                declined.error.as_str(),
                "invalid_grant" | "invalid_client" | "invalid_dpop_proof"
            )
        {
            let side = if ahead > 0 { "ahead of" } else { "behind" };
            let distance = duration_text(ahead.unsigned_abs());
            declined.hint.push_str(&said!(
                "; the server's clock is {distance} {side} this machine's, by its Date header"
            ));
        }
        self
    }

    /// Says what to do about it, in a build with hints; a declined request has its own next step already.
    pub(crate) fn with_hint(self, text: impl Into<String>) -> Self {
        self.with_hint_of(|| text)
    }

    /// As [`OauthError::with_hint`], where the hint is looked for first.
    pub(crate) fn with_hint_of<T: Into<String>>(mut self, text: impl FnOnce() -> T) -> Self {
        if !cfg!(feature = "hints") {
            return self;
        }
        match &mut self {
            Self::Broken(Broken { hint, .. }) | Self::Misuse(Misuse { hint, .. }) => {
                *hint = Some(text().into());
            }
            Self::Declined(_) => {}
        }
        self
    }
}

fn with_status(status: Option<u16>) -> String {
    status.map_or_else(String::new, |status| said!(" (status {status})"))
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

/// Whether the code says that something else came than was asked for, which is most often the URL's fault.
fn is_of_another_form(code: Code) -> bool {
    const CODES: &[Code] = &[
        server::EMPTY,
        server::ENCODING,
        server::FORM,
        server::HTML,
        server::JSON,
        server::JWKS,
        server::METADATA,
        server::XML,
    ];
    CODES.contains(&code)
}
