//! Keys that JavaScript fetches as core's state machine says.

use claimscope_oauth::keys::{FetchFailure, KeysError, KeysSettings, LookUp, Next, RemoteKeys};
use claimscope_oauth::{Discovery, HttpRequest, HttpResponse};
use serde::Serialize;
use wasm_bindgen::prelude::{JsValue, wasm_bindgen};

use super::entropy;
use super::keys::{Keys, Source};

/// Core's settings, with what `remoteJwks` was told, in seconds.
fn settings(fresh: Option<u32>, stale: Option<u32>, cooldown: Option<u32>) -> KeysSettings {
    let mut settings = KeysSettings::default();
    settings.fresh_seconds = fresh.unwrap_or(settings.fresh_seconds);
    settings.stale_seconds = stale.unwrap_or(settings.stale_seconds);
    settings.cooldown_seconds = cooldown.unwrap_or(settings.cooldown_seconds);
    settings
}

/// A request for JavaScript to make.
#[derive(Serialize)]
struct Request<'a> {
    ticket: u32,
    url: &'a str,
    headers: Vec<(&'a str, &'a str)>,
}

impl Keys {
    fn remote(remote: Result<RemoteKeys, KeysError>) -> Result<Self, JsValue> {
        let remote = remote.map_err(|error| JsValue::from(json(&error)))?;
        Ok(Self::of(Source::Remote(Box::new(remote))))
    }

    /// Runs `work` on the state machine; keys that are in hand have none.
    fn with_remote<T>(&self, work: impl FnOnce(&mut RemoteKeys) -> T) -> Option<T> {
        match &mut *self.source.borrow_mut() {
            Source::Remote(remote) => Some(work(remote)),
            Source::Fixed(_) | Source::None | Source::OfProof(_) => None,
        }
    }
}

#[wasm_bindgen]
impl Keys {
    /// The keys at a `jwks_uri`, bound to `issuer` where that is given; times in seconds, core's own where none is given.
    ///
    /// # Errors
    ///
    /// Where it is no URL that keys may come from.
    pub fn of_jwks_uri(
        jwks_uri: &str,
        issuer: Option<String>,
        fresh: Option<u32>,
        stale: Option<u32>,
        cooldown: Option<u32>,
    ) -> Result<Keys, JsValue> {
        let settings = settings(fresh, stale, cooldown);
        Self::remote(match &issuer {
            Some(issuer) => RemoteKeys::from_jwks_uri_of(jwks_uri, issuer, settings),
            None => RemoteKeys::from_jwks_uri(jwks_uri, settings),
        })
    }

    /// The keys of an issuer, found by discovery and bound to it; times as with [`Keys::of_jwks_uri`].
    ///
    /// # Errors
    ///
    /// As [`Keys::of_jwks_uri`].
    pub fn of_issuer(
        issuer: &str,
        fresh: Option<u32>,
        stale: Option<u32>,
        cooldown: Option<u32>,
    ) -> Result<Keys, JsValue> {
        let settings = settings(fresh, stale, cooldown);
        Self::remote(RemoteKeys::from_issuer(issuer, settings))
    }

    /// Starts a fetch; the request as JSON, or nothing where none is wanted now.
    pub fn start(&self, now_ms: f64) -> Option<String> {
        self.with_remote(|remote| {
            let fetch = remote.start(now_ms as i64)?;
            Some(described(fetch.ticket, &fetch.request))
        })?
    }

    /// Takes an answer: headers as name and value in turn. Gives the next request of the same fetch, if there is one.
    pub fn accept(
        &self,
        ticket: u32,
        status: u16,
        headers: Vec<String>,
        body: &[u8],
        now_ms: f64,
    ) -> Option<String> {
        let response = headers
            .chunks_exact(2)
            .fold(HttpResponse::new(status, body), |response, pair| {
                response.header(&*pair[0], &*pair[1])
            });
        self.with_remote(|remote| {
            match remote.accept(ticket, &response, now_ms as i64, &mut entropy) {
                Next::Request(request) => Some(described(ticket, &request)),
                _ => None,
            }
        })?
    }

    /// Takes it that there will be no answer: `timeout`, `network`, `too-large` or `redirect`.
    pub fn fail(&self, ticket: u32, why: &str, now_ms: f64) {
        let failure = match why {
            "timeout" => FetchFailure::Timeout,
            "too-large" => FetchFailure::TooLarge,
            "redirect" => FetchFailure::Redirect,
            _ => FetchFailure::Network,
        };
        self.with_remote(|remote| remote.fail(ticket, failure, now_ms as i64, &mut entropy));
    }

    /// Why there are no keys now, as JSON; nothing where there are some, or where they may still come.
    pub fn failure(&self, now_ms: f64) -> Option<String> {
        self.with_remote(|remote| match remote.current(now_ms as i64) {
            LookUp::Fail(error) => Some(json(&error)),
            _ => None,
        })?
    }

    /// Whether the keys in hand may be used now.
    pub fn are_current(&self, now_ms: f64) -> bool {
        let current = |remote: &mut RemoteKeys| remote.current(now_ms as i64);
        self.with_remote(current)
            .is_none_or(|found| matches!(found, LookUp::Use { .. }))
    }

    /// What happened since the last call, as a JSON array.
    pub fn take_events(&self) -> String {
        self.with_remote(|remote| json(&remote.take_events()))
            .unwrap_or_default()
    }

    /// What a store is to keep.
    pub fn snapshot(&self) -> Option<String> {
        self.with_remote(|remote| remote.snapshot())?
    }

    /// Takes up what a store has kept. Says whether it was good.
    pub fn restore(&self, text: &str, now_ms: f64) -> bool {
        self.with_remote(|remote| remote.restore(text, now_ms as i64))
            .is_some_and(|restored| restored.unwrap_or(false))
    }
}

/// The addresses at which an issuer's metadata is asked for, in order, one a line; nothing where it is no issuer.
#[wasm_bindgen]
pub fn metadata_addresses(issuer: &str) -> String {
    Discovery::new(issuer).map_or_else(
        |_| String::new(),
        |discovery| discovery.candidates().join("\n"),
    )
}

fn described(ticket: u32, request: &HttpRequest) -> String {
    let headers = request.headers.iter();
    json(&Request {
        ticket,
        url: &request.url,
        headers: headers
            .map(|(name, value)| (&**name, value.expose_str().unwrap_or_default()))
            .collect(),
    })
}

fn json(value: &impl Serialize) -> String {
    serde_json::to_string(value).unwrap_or_default()
}
