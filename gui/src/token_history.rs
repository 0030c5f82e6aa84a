//! The tokens that a connection obtained: what they said, and never the tokens themselves. No egui.

use claimscope_client::unsigned;
use claimscope_core::base64url;
use claimscope_core::json::{self, Object, Value};
use claimscope_core::time::{Timestamp, duration_text};

use crate::results::TokenResult;

/// How many are remembered; the oldest go first.
pub const KEPT_TOKENS: usize = 50;

/// What is remembered of an access token.
#[derive(Clone, Debug, PartialEq)]
pub struct TokenRecord {
    /// When it came.
    pub received_at: Timestamp,
    /// By which grant; `None` where nobody was asked.
    pub grant: Option<String>,
    /// The granted scopes, where the response told them.
    pub scope: Option<String>,
    /// When it ends, where that is known.
    pub expires_at: Option<Timestamp>,
    /// Its header; `None` of a token that is no JWT.
    pub header: Option<Object>,
    /// Its claims, tokens in them without their signatures; `None` of a token that is no JWT.
    pub claims: Option<Object>,
}

impl TokenRecord {
    /// What is remembered of this one.
    pub fn of(token: &TokenResult) -> Self {
        let mut parts = token.text().split('.');
        let mut part = || object(parts.next()?);
        let (header, claims) = (part(), part());
        let obtained = token.obtained.as_ref();
        Self {
            received_at: token.received_at,
            grant: obtained.map(|obtained| obtained.grant_type.clone()),
            scope: token.scope.clone(),
            expires_at: token.expires_at,
            header,
            claims,
        }
    }

    /// Header and claims, for comparing; `None` of a token that is no JWT.
    pub fn header_and_claims(&self) -> Option<(&Object, &Object)> {
        self.header.as_ref().zip(self.claims.as_ref())
    }

    /// The token without its signature, for comparing with others; `None` of a token that is no JWT.
    pub fn unsigned_text(&self) -> Option<String> {
        let (header, claims) = self.header_and_claims()?;
        let part = |object: &Object| base64url::encode(object.to_string());
        Some(format!("{}.{}.", part(header), part(claims)))
    }

    /// Whether both are of one token: what was kept over a restart is known by what it said, whoever asked for it then.
    fn is_of_same(&self, other: &Self) -> bool {
        match (self.header_and_claims(), other.header_and_claims()) {
            (Some(own), Some(others)) => own == others,
            (None, None) => self == other,
            _ => false,
        }
    }

    /// How long it lived from its coming on, such as `1 h`.
    pub fn lifetime(&self) -> Option<String> {
        let seconds = self.expires_at?.unix_seconds() - self.received_at.unix_seconds();
        Some(duration_text(seconds.unsigned_abs()))
    }

    /// By what it is told from others: `jti`, or the name of its key.
    pub fn mark(&self) -> Option<(&'static str, &str)> {
        let jti = self
            .claims
            .as_ref()
            .and_then(|claims| claims.get_str("jti"));
        let kid = self
            .header
            .as_ref()
            .and_then(|header| header.get_str("kid"));
        jti.map(|jti| ("jti", jti)).or(kid.map(|kid| ("kid", kid)))
    }
}

/// A part of a token without the signatures in it.
fn object(part: &str) -> Option<Object> {
    let bytes = base64url::decode(part).ok()?;
    match json::parse(&bytes).value {
        Some(Value::Object(object)) => Some(unsigned(&object)),
        _ => None,
    }
}

/// The last tokens of a connection, the newest first.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TokenHistory(Vec<TokenRecord>);

impl TokenHistory {
    /// Remembers a token, unless it is the one that came last.
    pub(crate) fn add(&mut self, token: &TokenResult) {
        let record = TokenRecord::of(token);
        if self.0.first().is_some_and(|last| last.is_of_same(&record)) {
            return;
        }
        self.0.insert(0, record);
        self.0.truncate(KEPT_TOKENS);
    }

    /// Those that were forgotten stand behind what came since.
    pub(crate) fn put_back(&mut self, forgotten: Self) {
        self.0.extend(forgotten.0);
        self.0.truncate(KEPT_TOKENS);
    }

    /// All that are remembered.
    pub fn records(&self) -> &[TokenRecord] {
        &self.0
    }
}

impl FromIterator<TokenRecord> for TokenHistory {
    fn from_iter<I: IntoIterator<Item = TokenRecord>>(records: I) -> Self {
        Self(records.into_iter().take(KEPT_TOKENS).collect())
    }
}
