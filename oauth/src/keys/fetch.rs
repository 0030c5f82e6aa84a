//! One fetch at a time: what is asked, what the answer changes, and how long a failure is waited out.

use std::sync::Arc;

use super::error::{FetchFailure, KeysError};
use super::event::KeysEvent;
use super::freshness::{Freshness, freshness};
use super::settings::milliseconds;
use super::source::fingerprint;
use super::state::{FailedFetch, FetchStage, Flight, Held, RemoteKeys};
use super::unknown::Wanted;
use crate::{Discovery, HttpRequest, HttpResponse, jwks, mask};
use claimscope_core::crypto::KeySet;
use claimscope_core::entropy::Entropy;
use claimscope_core::jwk::MAX_JWKS_BYTES;

/// The longest ETag that is sent back.
const MAX_ETAG_BYTES: usize = 256;

/// A fetch for the host to make. It must end in [`RemoteKeys::accept`], [`RemoteKeys::fail`] or
/// [`RemoteKeys::abandon`] with this ticket.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Fetch {
    /// Names the fetch, so that an answer that comes too late is known for one.
    pub ticket: u32,
    /// The request. No redirect is to be followed and no more than [`MAX_JWKS_BYTES`] of the body to be read.
    pub request: HttpRequest,
}

/// How a fetch goes on.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Next {
    /// With this request, under the same ticket.
    Request(HttpRequest),
    /// It is through, for good or ill.
    Done,
}

/// Why a fetch failed, and how long the endpoint asks to be left alone.
struct Setback {
    error: KeysError,
    retry_after_ms: Option<i64>,
}

impl RemoteKeys {
    /// Starts a fetch. `None` where one is under way, or the endpoint is left alone after a failure.
    pub fn start(&mut self, now_ms: i64) -> Option<Fetch> {
        self.read_clock(now_ms);
        if self.is_under_way() || !self.may_fetch() {
            return None;
        }
        let (stage, request) = match (self.source.set_url(), self.source.discovery()) {
            (Some(url), _) => self.ask_for_set(url.to_owned()).ok()?,
            (None, discovery) => {
                let discovery = discovery?;
                let request = discovery.request()?;
                (FetchStage::Discovering(discovery), request)
            }
        };
        let started = self.clock.time();
        self.last_ticket = self.last_ticket.wrapping_add(1);
        self.attempted_at = Some(started);
        self.flight = Some(Flight {
            ticket: self.last_ticket,
            started,
            stage,
        });
        let url = mask::url(&request.url);
        self.tell(KeysEvent::Started { url });
        Some(Fetch {
            ticket: self.last_ticket,
            request,
        })
    }

    /// Takes the answer. Anything but a good set leaves the keys as they are. An answer to a fetch that is no longer
    /// under way is passed over.
    pub fn accept(
        &mut self,
        ticket: u32,
        response: &HttpResponse,
        now_ms: i64,
        entropy: &mut dyn Entropy,
    ) -> Next {
        self.read_clock(now_ms);
        let Some(flight) = self.flight.take_if(|flight| flight.ticket == ticket) else {
            return Next::Done;
        };
        match self.step(flight, response) {
            Ok(next) => next,
            Err(setback) => {
                self.set_back(setback, entropy);
                Next::Done
            }
        }
    }

    /// Takes it that there will be no answer.
    pub fn fail(
        &mut self,
        ticket: u32,
        failure: FetchFailure,
        now_ms: i64,
        entropy: &mut dyn Entropy,
    ) {
        self.read_clock(now_ms);
        if self
            .flight
            .take_if(|flight| flight.ticket == ticket)
            .is_some()
        {
            let setback = Setback {
                error: failure.into(),
                retry_after_ms: None,
            };
            self.set_back(setback, entropy);
        }
    }

    /// Takes it that the caller gave the fetch up, which says nothing of the endpoint.
    pub fn abandon(&mut self, ticket: u32) {
        if self
            .flight
            .take_if(|flight| flight.ticket == ticket)
            .is_some()
        {
            self.attempted_at = None;
        }
    }

    fn step(&mut self, flight: Flight, response: &HttpResponse) -> Result<Next, Setback> {
        let setback = |error| Setback {
            error,
            retry_after_ms: response
                .retry_after_seconds()
                .map(|seconds| i64::try_from(seconds.saturating_mul(1_000)).unwrap_or(i64::MAX)),
        };
        if response.body.len() > MAX_JWKS_BYTES {
            return Err(setback(FetchFailure::TooLarge.into()));
        }
        match flight.stage {
            FetchStage::Discovering(discovery) => {
                let (stage, request) = self.discover(discovery, response).map_err(setback)?;
                self.flight = Some(Flight { stage, ..flight });
                Ok(Next::Request(request))
            }
            FetchStage::Set { url, etag } => {
                self.take(url, etag, flight.started, response)
                    .map_err(setback)?;
                Ok(Next::Done)
            }
        }
    }

    fn discover(
        &mut self,
        mut discovery: Discovery,
        response: &HttpResponse,
    ) -> Result<(FetchStage, HttpRequest), KeysError> {
        if let Some(discovered) = discovery.accept(response)? {
            let found = self.source.judge(&discovered)?;
            let url = found.jwks_uri.clone();
            self.source.remember(Some(found));
            return self.ask_for_set(url);
        }
        let request = discovery.request().ok_or_else(KeysError::no_jwks_uri)?;
        Ok((FetchStage::Discovering(discovery), request))
    }

    fn ask_for_set(&self, url: String) -> Result<(FetchStage, HttpRequest), KeysError> {
        let held = self.held.as_ref().filter(|held| held.url == url);
        let etag = held.and_then(|held| held.etag.clone());
        let request = jwks::request(&url)?;
        let request = match &etag {
            Some(etag) => request.header("If-None-Match", etag.as_str()),
            None => request,
        };
        Ok((FetchStage::Set { url, etag }, request))
    }

    fn take(
        &mut self,
        url: String,
        etag: Option<String>,
        started: i64,
        response: &HttpResponse,
    ) -> Result<(), KeysError> {
        let Freshness { fresh_ms, storable } = freshness(response, &self.settings);
        // Only what was asked for by its ETag can be confirmed; another set may have been restored meanwhile.
        let asked_for = |held: &&mut Held| etag.is_some() && held.etag == etag && held.url == url;
        if response.status == 304
            && let Some(held) = self.held.as_mut().filter(asked_for)
        {
            held.fetched_at = started;
            held.fresh_ms = fresh_ms.unwrap_or(held.fresh_ms);
            held.storable &= storable;
            held.etag = etag_of(response).or(etag);
            self.settle(true, false);
            return Ok(());
        }
        let keys = self.source.read(response).inspect_err(|_| {
            // The metadata may name another address by now.
            if !response.is_ill() {
                self.source.remember(None);
            }
        })?;
        let changed = self.hold(Held {
            fingerprint: fingerprint(&keys),
            keys: Arc::new(keys),
            body: response.body.clone(),
            url,
            etag: etag_of(response),
            storable,
            fetched_at: started,
            fresh_ms: fresh_ms.unwrap_or(milliseconds(self.settings.fresh_seconds)),
        });
        self.settle(false, changed);
        Ok(())
    }

    /// Puts a good set in the place of the one in hand. Keys that are the same stay as prepared as they are.
    pub(super) fn hold(&mut self, new: Held) -> bool {
        let same = |held: &&Held| held.fingerprint == new.fingerprint;
        let keys = self
            .held
            .as_ref()
            .filter(same)
            .map(|held| Arc::clone(&held.keys));
        let changed = keys.is_none();
        if changed {
            self.generation += 1;
        }
        self.held = Some(match keys {
            Some(keys) => Held { keys, ..new },
            None => new,
        });
        changed
    }

    /// A fetch went well: failures are forgotten, and what it did not bring is remembered.
    fn settle(&mut self, not_modified: bool, changed: bool) {
        self.failure = None;
        let Some(held) = &self.held else { return };
        let event = KeysEvent::Fetched {
            keys: held.keys.keys().len(),
            skipped: held.keys.skipped().len(),
            not_modified,
            changed,
            fresh_seconds: held.fresh_ms / 1_000,
        };
        let until = milliseconds(self.settings.unknown_kid_seconds);
        let until = self.clock.time().saturating_add(until);
        let brought: Vec<Wanted> = match self.asked.is_empty() {
            true => Vec::new(),
            false => names(&held.keys).collect(),
        };
        for wanted in std::mem::take(&mut self.asked) {
            if !brought.contains(&wanted) {
                let capacity = self.settings.unknown_kids as usize;
                self.unknown.insert(wanted, until, capacity);
            }
        }
        self.tell(event);
    }

    fn set_back(&mut self, setback: Setback, entropy: &mut dyn Entropy) {
        let mut chance = [0; 8];
        // Without chance the wait is at its longest.
        let _ = entropy.fill(&mut chance);
        let count = self.failure.as_ref().map_or(0, |failure| failure.count);
        let longest = milliseconds(self.settings.max_backoff_seconds);
        let wait = milliseconds(self.settings.backoff_seconds)
            .saturating_mul(1 << count.min(30))
            .min(longest);
        let chance = i64::try_from(u64::from_le_bytes(chance) >> 1).unwrap_or(0);
        let wait = wait - chance % (wait / 2 + 1);
        let asked_for = setback.retry_after_ms.unwrap_or(0).min(longest);
        self.fail_with(setback.error, wait.max(asked_for));
    }

    fn fail_with(&mut self, error: KeysError, wait_ms: i64) {
        self.asked.clear();
        let at = self.clock.time();
        let retry_at = at.saturating_add(wait_ms);
        self.tell(KeysEvent::Failed {
            code: error.code.as_str(),
            message: error.message.clone(),
            retry_at_ms: self.clock.on_host(retry_at),
        });
        let count = self.failure.as_ref().map_or(0, |failure| failure.count);
        self.failure = Some(FailedFetch {
            error,
            at,
            count: count.saturating_add(1),
            retry_at,
            stale_told: false,
        });
    }

    /// Whether a fetch is under way. One that the host has forgotten counts as failed.
    pub(super) fn is_under_way(&mut self) -> bool {
        let time = self.clock.time();
        let lost_after = milliseconds(self.settings.lost_after_seconds);
        let is_lost = |flight: &mut Flight| time >= flight.started.saturating_add(lost_after);
        if self.flight.take_if(is_lost).is_some() {
            self.fail_with(KeysError::lost(), 0);
        }
        self.flight.is_some()
    }
}

/// The names that a token can ask for.
fn names(keys: &KeySet) -> impl Iterator<Item = Wanted> {
    let readable = keys.keys().iter().map(|key| key.jwk().kid.as_deref());
    let skipped = keys.skipped().iter().map(|key| key.kid.as_deref());
    readable.chain(skipped).flatten().map(Wanted::named)
}

/// The answer's ETag, where it can be sent back ([RFC 9110 §8.8.3]).
///
/// [RFC 9110 §8.8.3]: https://www.rfc-editor.org/rfc/rfc9110#section-8.8.3
fn etag_of(response: &HttpResponse) -> Option<String> {
    let etag = response.header_value("etag")?.trim();
    let tag = etag.strip_prefix("W/").unwrap_or(etag);
    let inside = tag.strip_prefix('"')?.strip_suffix('"')?;
    let is_plain = inside
        .bytes()
        .all(|byte| byte.is_ascii_graphic() && byte != b'"');
    (is_plain && etag.len() <= MAX_ETAG_BYTES).then(|| etag.to_owned())
}
