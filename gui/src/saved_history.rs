//! What is kept of obtained tokens for the next start: header and claims, bounded in count and bytes, and never a token itself.

use claimscope_core::json::{self, Object, Value};
use claimscope_core::time::Timestamp;
use serde::{Deserialize, Deserializer, Serialize};

use crate::connection::ConnectionId;
use crate::token_history::{TokenHistory, TokenRecord};

/// How many tokens of a connection are kept for the next start.
pub const SAVED_TOKENS: usize = 20;
/// How many bytes the headers and claims of a connection's tokens take at the most.
pub const SAVED_BYTES: usize = 32 * 1024;
/// How many connections' tokens are kept.
const SAVED_CONNECTIONS: usize = 64;

/// The tokens of one connection.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SavedHistory {
    /// Whose they are.
    pub of: HistoryOf,
    /// The newest first.
    #[serde(default, deserialize_with = "those_that_can_be_read")]
    pub tokens: Vec<SavedToken>,
}

/// Whose tokens they are.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HistoryOf {
    /// A connection that is in no file, or the playground.
    Connection(ConnectionId),
    /// The connection of this file of the workspace folder.
    File(String),
}

/// What is kept of one token.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SavedToken {
    /// When it came, in seconds since 1970.
    received_at: i64,
    /// By which grant.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    grant: Option<String>,
    /// The granted scopes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    scope: Option<String>,
    /// When it ends, in seconds since 1970.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    expires_at: Option<i64>,
    /// Its header as JSON.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    header: Option<String>,
    /// Its claims as JSON, tokens in them without their signatures.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    claims: Option<String>,
}

impl SavedToken {
    fn of(record: &TokenRecord) -> Self {
        let text = |object: &Option<Object>| object.as_ref().map(Object::to_string);
        Self {
            received_at: record.received_at.unix_seconds(),
            grant: record.grant.clone(),
            scope: record.scope.clone(),
            expires_at: record.expires_at.map(Timestamp::unix_seconds),
            header: text(&record.header),
            claims: text(&record.claims),
        }
    }

    fn bytes(&self) -> usize {
        let texts = [&self.header, &self.claims, &self.scope];
        texts
            .iter()
            .map(|text| text.as_ref().map_or(0, String::len))
            .sum()
    }

    fn record(&self) -> TokenRecord {
        TokenRecord {
            received_at: Timestamp::from_unix_seconds(self.received_at),
            grant: self.grant.clone(),
            scope: self.scope.clone(),
            expires_at: self.expires_at.map(Timestamp::from_unix_seconds),
            header: self.header.as_deref().and_then(object),
            claims: self.claims.as_deref().and_then(object),
        }
    }
}

fn object(text: &str) -> Option<Object> {
    match json::parse(text.as_bytes()).value {
        Some(Value::Object(object)) => Some(object),
        _ => None,
    }
}

/// The newest that there is room for.
fn those_with_room(tokens: impl Iterator<Item = SavedToken>) -> Vec<SavedToken> {
    let mut room = SAVED_BYTES;
    let kept = tokens.take(SAVED_TOKENS).map_while(|token| {
        room = room.checked_sub(token.bytes())?;
        Some(token)
    });
    kept.collect()
}

impl SavedHistory {
    /// What is kept of these tokens: the newest that there is room for; `None` where there are none.
    pub fn of(of: HistoryOf, history: &TokenHistory) -> Option<Self> {
        let tokens = history.records().iter().map(SavedToken::of);
        let tokens = those_with_room(tokens);
        (!tokens.is_empty()).then_some(Self { of, tokens })
    }

    /// The tokens of one connection in two copies of the program, of which this one had `last` before.
    pub(crate) fn of_both(
        theirs: Option<Self>,
        last: Option<Self>,
        mine: Option<Self>,
    ) -> Option<Self> {
        if mine == last {
            return theirs;
        }
        let mine = mine?;
        let last = last.map(|last| last.tokens).unwrap_or_default();
        let theirs = theirs.map(|theirs| theirs.tokens).unwrap_or_default();
        let is_new = |token: &SavedToken| !last.contains(token) && !mine.tokens.contains(token);
        let new = theirs.into_iter().filter(is_new);
        let mut tokens: Vec<_> = mine.tokens.iter().cloned().chain(new).collect();
        tokens.sort_by_key(|token| std::cmp::Reverse(token.received_at));
        let tokens = those_with_room(tokens.into_iter());
        Some(Self { tokens, ..mine })
    }

    /// The tokens as they were remembered.
    pub fn history(&self) -> TokenHistory {
        self.tokens.iter().map(SavedToken::record).collect()
    }

    /// Those of so many connections as are kept.
    pub(crate) fn bounded(histories: impl Iterator<Item = Self>) -> Vec<Self> {
        histories.take(SAVED_CONNECTIONS).collect()
    }
}

/// One that is damaged costs itself alone.
pub(crate) fn those_that_can_be_read<'de, D, T>(deserializer: D) -> Result<Vec<T>, D::Error>
where
    D: Deserializer<'de>,
    T: for<'any> Deserialize<'any>,
{
    let all = Vec::<serde_json::Value>::deserialize(deserializer)?;
    let read = all.into_iter().map(serde_json::from_value);
    Ok(read.filter_map(Result::ok).collect())
}
