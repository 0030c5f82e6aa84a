//! What the steps bring back, in the shape that the views show.

use std::sync::Arc;

use claimscope_client::session::{ObtainedToken, Session, Shortfall};
use claimscope_client::{HostCertificate, RowName, Transfer};
use claimscope_core::PastedAs;
use claimscope_core::code::Code;
use claimscope_core::json::Object;
use claimscope_core::report::{Report, Verdict};
use claimscope_core::secret::Secret;
use claimscope_core::time::Timestamp;
use claimscope_oauth::diagnose::Diagnosis;
use claimscope_oauth::{Discovered, Finding, Look};

use crate::body::Body;
use crate::sensitive::Sensitive;
use crate::token_keys::TokenKeys;

/// Why something did not work: one plain sentence, the other side's own words, and what to do. Sessions, files, the
/// playground and forms that cannot be sent each fail in a type of their own, and are shown alike.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FailureText {
    /// One plain sentence.
    pub sentence: String,
    /// The code whose page says more, where it has one.
    pub code: Option<Code>,
    /// What the server or the system said, word for word.
    pub words: Option<String>,
    /// What to do next.
    pub advice: Option<String>,
    /// Whether a request was sent and no answer came.
    pub is_unanswered: bool,
    /// A certificate that a person may trust at its host, until the program ends.
    pub untrusted_certificate: Option<Box<HostCertificate>>,
    /// Whether nothing failed, and it is to be known and no more.
    pub is_notice: bool,
}

impl FailureText {
    /// What is to be known, though nothing failed.
    pub(crate) fn notice(sentence: impl Into<String>, more: impl Into<String>) -> Self {
        Self {
            is_notice: true,
            ..Self::new(sentence, more)
        }
    }

    /// A failure that needs one sentence and one piece of advice.
    pub fn new(sentence: impl Into<String>, advice: impl Into<String>) -> Self {
        Self {
            sentence: sentence.into(),
            advice: Some(advice.into()),
            ..Self::default()
        }
    }

    /// The same failure with its code.
    pub fn with_code(mut self, code: Code) -> Self {
        self.code = Some(code);
        self
    }

    /// The same failure with the server's own words.
    pub fn with_words(mut self, words: impl Into<String>) -> Self {
        self.words = Some(words.into());
        self
    }
}

/// What discovery found.
#[derive(Clone, Debug)]
pub struct DiscoveryResult {
    /// The metadata, whoever's it is.
    pub discovered: Discovered,
    /// Name, value of everything else in the document, in its order.
    pub members: Vec<(String, String)>,
    /// The keys published.
    pub keys: Vec<KeyRow>,
    /// Why the keys could not be read.
    pub keys_failure: Option<FailureText>,
    /// Why nothing in the document is used: it names another issuer ([RFC 8414 §3.3]). It is shown and no more.
    ///
    /// [RFC 8414 §3.3]: https://www.rfc-editor.org/rfc/rfc8414#section-3.3
    pub refusal: Option<FailureText>,
    /// How long it took.
    pub milliseconds: u64,
}

/// One published key. Its kind and thumbprint are computed once, off the thread that draws.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct KeyRow {
    /// `kid`.
    pub kid: Option<String>,
    /// Type and size, such as `RSA 2048`.
    pub kind: String,
    /// `alg`.
    pub algorithm: Option<String>,
    /// `use`.
    pub key_use: Option<String>,
    /// The RFC 7638 thumbprint.
    pub thumbprint: Option<String>,
}

/// A token response.
#[derive(Clone, Debug)]
pub struct TokenResult {
    /// The access token.
    pub access_token: Secret,
    /// `token_type`.
    pub token_type: String,
    /// When the access token ends, where the response or the token says so.
    pub expires_at: Option<Timestamp>,
    /// Where [`Self::expires_at`] comes from: `expires_in` or `exp`.
    pub expiry_source: Option<&'static str>,
    /// When the token arrived.
    pub received_at: Timestamp,
    /// The granted scopes, where the response tells them.
    pub scope: Option<String>,
    /// The refresh token, where one came.
    pub refresh_token: Option<Secret>,
    /// The ID token, where one came.
    pub id_token: Option<IdToken>,
    /// How the client authenticated, such as `client_secret_basic`; `None` where nobody was asked.
    pub authentication: Option<&'static str>,
    /// What the session gave, by which it renews; `None` where nobody was asked.
    pub obtained: Option<Arc<ObtainedToken>>,
    /// Whether it outlives the program.
    pub keeping: Keeping,
    /// What is to be said of how it was had, a sentence each.
    pub notes: Vec<String>,
    /// Deviations from the specifications.
    pub findings: Vec<Finding>,
    /// Where the request went.
    pub endpoint: String,
    /// How long it took.
    pub milliseconds: u64,
}

impl TokenResult {
    /// The access token's text.
    pub fn text(&self) -> &str {
        self.access_token.expose_str().unwrap_or_default()
    }

    /// Where it is kept, where it is.
    pub fn kept(&self) -> Option<&KeptAs> {
        match &self.keeping {
            Keeping::Kept(kept) => Some(kept.as_ref()),
            Keeping::No | Keeping::Failed(_) => None,
        }
    }

    /// One of its tokens, where it came.
    pub fn token(&self, which: ResponseToken) -> Option<&Secret> {
        match which {
            ResponseToken::Access => Some(&self.access_token),
            ResponseToken::Id => self.id_token.as_ref().map(|id_token| &id_token.text),
            ResponseToken::Refresh => self.refresh_token.as_ref(),
        }
    }
}

/// Whether a token outlives the program.
#[derive(Clone, Debug, Default)]
pub enum Keeping {
    /// Nobody asked for it.
    #[default]
    No,
    /// It does.
    Kept(Box<KeptAs>),
    /// It was asked for, and could not be done, for this reason.
    Failed(String),
}

/// Where a token is kept, and by which session, which alone may renew it: its refresh token is not this window's only.
#[derive(Clone, Debug)]
pub struct KeptAs {
    /// Where.
    pub row: RowName,
    /// By which session: the connection may have been edited since.
    pub session: Session,
}

/// Which token of a response.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ResponseToken {
    /// The one for the API.
    Access,
    /// The one for the client, which says who logged in.
    Id,
    /// The one that is exchanged for new ones.
    Refresh,
}

impl ResponseToken {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Access, Self::Id, Self::Refresh];

    /// What it is called.
    pub fn title(self) -> &'static str {
        match self {
            Self::Access => "Access token",
            Self::Id => "ID token",
            Self::Refresh => "Refresh token",
        }
    }
}

/// An ID token, and what verifying it gave.
#[derive(Clone, Debug)]
pub struct IdToken {
    /// The token.
    pub text: Secret,
    /// The report; `None` where nobody verified it.
    pub report: Option<Report>,
}

/// What a login for an API found and did.
#[derive(Clone, Debug, Default)]
pub struct LoggedIn {
    /// Name and value of what was found, in the order in which it was found.
    pub facts: Vec<(&'static str, String)>,
    /// What deviates, from the API's metadata to the token response.
    pub findings: Vec<Finding>,
    /// Why no further login was made, where the API asks for more.
    pub end: Option<&'static str>,
    /// The authorization server's issuer.
    pub issuer: Option<String>,
    /// The client that was registered: id, and secret where it has one.
    pub registered: Option<(String, Option<Secret>)>,
    /// The token; `None` where the API took the call without one.
    pub token: Option<TokenResult>,
}

/// What inspecting or verifying gave.
#[derive(Clone, Debug)]
pub struct Inspected {
    /// What was found, with the report, and why a server refused where the text is its answer.
    pub look: Look,
    /// Where the token's parts lie in the pasted text.
    pub spans: Vec<Span>,
    /// The text's number: a report belongs to exactly one text.
    pub text_revision: u64,
    /// The moment that the report speaks of.
    pub at: Timestamp,
    /// Why it could not be verified as was wanted: what is expected is no policy, or there were no keys.
    pub failure: Option<FailureText>,
    /// What is told of the keys in the token.
    pub keys: TokenKeys,
    /// What became of the encrypted token in which the one was that the report speaks of; `None` where it was not encrypted.
    pub encrypted: Option<Encrypted>,
    /// What each signature came to, in their order; empty where there are not several, and before any was verified.
    pub signatures: Vec<JudgedSignature>,
}

impl Inspected {
    /// The report.
    pub fn report(&self) -> &Report {
        &self.look.inspection.report
    }

    /// What was pasted, in words such as `a key set (JWKS)`; `None` for a mere token.
    pub fn document(&self) -> Option<&str> {
        let inspection = &self.look.inspection;
        match inspection.pasted_as {
            PastedAs::Token | PastedAs::Trimmed => None,
            _ => Some(&inspection.pasted_text),
        }
    }

    /// The header of the encrypted token in which the one was that the report speaks of.
    pub fn outer_header(&self) -> Option<&Object> {
        match &self.encrypted {
            Some(Encrypted::Opened(opened)) if opened.nested.is_some() => opened.header.as_ref(),
            _ => None,
        }
    }

    /// The report's headline. Of several signatures it says which the report is on, and which others are accepted.
    pub fn headline(&self) -> String {
        let own = &self.report().summary.headline;
        let Some(shown) = self.signatures.iter().find(|one| one.is_shown) else {
            return own.clone();
        };
        let others = self.signatures.iter().filter(|one| !one.is_shown);
        let accepted = others.filter(|one| one.verdict == Verdict::Accepted);
        let accepted: Vec<&str> = accepted.map(|one| one.name.as_str()).collect();
        let others = match accepted.is_empty() {
            true => "no other is accepted".to_owned(),
            false => format!("accepted beside it: {}", accepted.join(", ")),
        };
        let count = self.signatures.len();
        format!("{} of {count}: {own}; {others}", shown.name)
    }
}

/// What one of several signatures came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JudgedSignature {
    /// What it is called: `signature 2`.
    pub name: String,
    /// What the checks came to.
    pub verdict: Verdict,
    /// The same in a word or two.
    pub word: &'static str,
    /// Why, in one sentence.
    pub headline: String,
    /// Whether the report is on this one.
    pub is_shown: bool,
}

/// What became of an encrypted token.
#[derive(Clone, Debug)]
pub enum Encrypted {
    /// No key was given.
    Closed,
    /// It does not open with the key that was given.
    NotOpened(FailureText),
    /// It was opened.
    Opened(OpenedToken),
}

/// What was in an encrypted token.
#[derive(Clone, Debug)]
pub struct OpenedToken {
    /// `alg` and `enc`, such as `ECDH-ES, A256GCM`.
    pub algorithms: String,
    /// Its header, as far as it could be read.
    pub header: Option<Object>,
    /// The token in it, where it holds one.
    pub nested: Option<Secret>,
    /// What it holds, where that is no token but a text.
    pub content: Option<Secret>,
}

/// A part of the token, as byte offsets in the text as pasted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    /// `header`, `payload`, `signature`.
    pub name: &'static str,
    /// First byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
}

/// What an API answered.
#[derive(Clone, Debug, Default)]
pub struct CallResult {
    /// The method sent.
    pub method: String,
    /// The URL called.
    pub url: String,
    /// The status.
    pub status: u16,
    /// The response's headers.
    pub headers: Vec<(String, String)>,
    /// The body; `None` once it was dropped with the log.
    pub body: Option<Arc<Body>>,
    /// Its length, decoded where it was compressed.
    pub body_bytes: usize,
    /// How the answer came.
    pub transfer: Transfer,
    /// Why it broke off, where it did: what is here is its beginning.
    pub broke_off: Option<String>,
    /// Why it said no, where it did.
    pub diagnosis: Option<Diagnosis>,
    /// What it fell short of, by that.
    pub shortfall: Shortfall,
    /// Whether a login may change the answer.
    pub asks_for_login: bool,
    /// What the refusal of a token asks for beyond it, in one sentence; `None` where it asks for nothing.
    pub asks_for_more: Option<String>,
    /// The login that it took.
    pub login: Option<Box<LoggedIn>>,
    /// The token that the request carried in the end; empty where it carried none.
    pub sent_token: Sensitive,
    /// How long it took.
    pub milliseconds: u64,
}

/// One line of the exchange log. The secret forms are made only when a person asks for them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ExchangeRow {
    /// Its number in the log, from 1.
    pub number: u64,
    /// When it was sent.
    pub at: Timestamp,
    /// The method.
    pub method: String,
    /// The URL, secrets masked.
    pub url: String,
    /// The status, or `None` where no answer came.
    pub status: Option<u16>,
    /// Why no answer came.
    pub error: Option<String>,
    /// How long it took.
    pub milliseconds: u64,
    /// Whether no answer has come yet.
    pub under_way: bool,
    /// Whether a person ended it, by Cancel or by cutting the network off.
    pub was_ended: bool,
    /// The request as sent, secrets masked.
    pub request_text: String,
    /// The response as received, secrets masked.
    pub response_text: String,
}

impl ExchangeRow {
    /// Whether it was refused, or no answer came although nobody ended it.
    pub fn has_failed(&self) -> bool {
        match self.status {
            Some(status) => status >= 400,
            None => !self.under_way && !self.was_ended,
        }
    }
}
