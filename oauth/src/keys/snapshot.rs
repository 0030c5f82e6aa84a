//! Keys written down for a store that outlives this process, and read back.

use std::sync::Arc;

use serde::Serialize;

use super::error::KeysError;
use super::event::KeysEvent;
use super::settings::milliseconds;
use super::source::{KeyAddress, Source, fingerprint};
use super::state::{Held, RemoteKeys};
use crate::HttpResponse;
use claimscope_core::json::{self, Value};
use claimscope_core::jwk::{JwkError, MAX_JWKS_BYTES};

/// How far a store's clock may be ahead of this one.
const CLOCK_DIFFERENCE_MS: i64 = 10_000;

/// What is written. The format is for this crate alone; its version goes up when its meaning changes.
#[derive(Serialize)]
struct Snapshot {
    version: i64,
    /// The `jwks_uri` or the issuer, as the caller gave it.
    source: String,
    /// The issuer by its metadata's own word.
    issuer: Option<String>,
    access_token_issuer: Option<String>,
    jwks_uri: String,
    etag: Option<String>,
    /// On the host's clock, in Unix milliseconds.
    fetched_at: i64,
    fresh_until: i64,
    body: String,
}

const VERSION: i64 = 2;

impl Snapshot {
    fn read(text: &str) -> Option<Self> {
        let Ok(Value::Object(mut object)) = json::parse_strict(text.as_bytes()) else {
            return None;
        };
        let mut text = |name| match object.remove(name)? {
            Value::String(text) => Some(Some(text)),
            Value::Null => Some(None),
            _ => None,
        };
        let (source, jwks_uri, body) = (text("source")??, text("jwks_uri")??, text("body")??);
        let (issuer, etag) = (text("issuer")?, text("etag")?);
        let access_token_issuer = text("access_token_issuer")?;
        let integer = |name| object.get(name)?.as_number()?.as_i64();
        Some(Self {
            version: integer("version")?,
            fetched_at: integer("fetched_at")?,
            fresh_until: integer("fresh_until")?,
            source,
            issuer,
            access_token_issuer,
            jwks_uri,
            etag,
            body,
        })
    }
}

impl RemoteKeys {
    /// The keys as text for a store; `None` where there are none worth keeping, where the endpoint said `no-store`, or
    /// where the set holds a secret. Save it anew after each fetch.
    pub fn snapshot(&self) -> Option<String> {
        let held = self.held.as_ref()?;
        let stale_ms = milliseconds(self.settings.stale_seconds);
        let age = self.clock.time().saturating_sub(held.fetched_at);
        let holds_secret = || {
            let mut skipped = held.keys.skipped().iter();
            skipped.any(|key| key.reason == JwkError::Published)
        };
        if !held.storable || age >= held.fresh_ms.saturating_add(stale_ms) || holds_secret() {
            return None;
        }
        let fetched_at = self.clock.on_host(held.fetched_at);
        let snapshot = Snapshot {
            version: VERSION,
            source: self.source_text().to_owned(),
            issuer: held.keys.issuer().map(str::to_owned),
            access_token_issuer: held.keys.issuers().get(1).cloned(),
            jwks_uri: held.url.clone(),
            etag: held.etag.clone(),
            fetched_at,
            fresh_until: fetched_at.saturating_add(held.fresh_ms),
            body: String::from_utf8(held.body.clone()).ok()?,
        };
        serde_json::to_string(&snapshot).ok()
    }

    /// Takes keys out of a store: whether they were newer than the ones in hand. Whoever can write to the store can put
    /// keys there that tokens are then verified with, so it must be as trustworthy as this process.
    ///
    /// # Errors
    ///
    /// `keys.snapshot` where the text is damaged, of another source, from the future or too old; `server.*` or
    /// `keys.none` where its set is no good. The keys in hand stay as they are.
    pub fn restore(&mut self, text: &str, now_ms: i64) -> Result<bool, KeysError> {
        self.read_clock(now_ms);
        // The body is a JSON text inside another, which may double it.
        if text.len() > 3 * MAX_JWKS_BYTES {
            return Err(KeysError::snapshot("they are too long"));
        }
        let snapshot: Snapshot =
            Snapshot::read(text).ok_or_else(|| KeysError::snapshot("they cannot be read"))?;
        if snapshot.version != VERSION {
            return Err(KeysError::snapshot("another version wrote them"));
        }
        if snapshot.source != self.source_text() {
            return Err(KeysError::snapshot("they are of another source"));
        }
        let age = now_ms.saturating_sub(snapshot.fetched_at);
        if age < -CLOCK_DIFFERENCE_MS {
            return Err(KeysError::snapshot("they come from the future"));
        }
        let longest = milliseconds(self.settings.max_fresh_seconds);
        let fresh_ms = snapshot.fresh_until.saturating_sub(snapshot.fetched_at);
        let fresh_ms = fresh_ms.clamp(0, longest);
        let stale_ms = milliseconds(self.settings.stale_seconds);
        if age >= fresh_ms.saturating_add(stale_ms) {
            return Err(KeysError::snapshot("they are too old"));
        }
        let fetched_at = self.clock.time().saturating_sub(age.max(0));
        if self
            .held
            .as_ref()
            .is_some_and(|held| held.fetched_at >= fetched_at)
        {
            return Ok(false);
        }
        let source = self.source_of(&snapshot)?;
        let keys = source.read(&HttpResponse::new(200, snapshot.body.as_str()))?;
        self.source = source;
        self.hold(Held {
            fingerprint: fingerprint(&keys),
            keys: Arc::new(keys),
            body: snapshot.body.into_bytes(),
            url: snapshot.jwks_uri,
            etag: snapshot.etag,
            storable: true,
            fetched_at,
            fresh_ms,
        });
        self.tell(KeysEvent::Restored {
            age_seconds: age.max(0) / 1_000,
        });
        Ok(true)
    }

    fn source_text(&self) -> &str {
        match &self.source {
            Source::JwksUri { url, .. } => url,
            Source::Issuer { issuer, .. } => issuer,
        }
    }

    /// This source, knowing what the snapshot knows.
    fn source_of(&self, snapshot: &Snapshot) -> Result<Source, KeysError> {
        let mut source = self.source.clone();
        match &source {
            Source::JwksUri { url, issuer } => {
                if *url != snapshot.jwks_uri || *issuer != snapshot.issuer {
                    return Err(KeysError::snapshot("they are of another source"));
                }
            }
            Source::Issuer { .. } => {
                let Some(issuer) = snapshot.issuer.clone() else {
                    return Err(KeysError::snapshot("they are of no issuer"));
                };
                let found = KeyAddress {
                    issuer,
                    access_token_issuer: snapshot.access_token_issuer.clone(),
                    jwks_uri: snapshot.jwks_uri.clone(),
                };
                source.check(&found)?;
                source.remember(Some(found));
            }
        }
        Ok(source)
    }
}
