//! What an issuer publishes, its metadata and its keys, read when they are needed and kept.

use std::hash::{BuildHasher, Hasher, RandomState};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use claimscope_core::alg::Algorithm;
use claimscope_core::crypto::KeySet;
use claimscope_core::entropy::NoEntropy;
use claimscope_core::jwk::MAX_JWKS_BYTES;
use claimscope_oauth::keys::{FetchFailure, KeysError, KeysSettings, LookUp, Next, RemoteKeys};
use claimscope_oauth::{Discovered, Discovery, HttpRequest, HttpResponse};

use super::Clock;
use crate::{Client, Failure, TransportError};

/// Where keys are published.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// Where the metadata of this issuer says, as it was typed.
    Issuer(String),
    /// At this URL.
    JwksUrl(String),
}

/// The keys of one place, and the metadata that leads to them. Clones share everything.
#[derive(Clone, Debug)]
pub(super) struct Published(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    place: Place,
    client: Client,
    clock: Clock,
    state: Mutex<State>,
    /// Held by whoever fetches, so that there is one fetch at a time.
    turn: tokio::sync::Mutex<()>,
}

#[derive(Debug, Default)]
struct State {
    /// Decides when keys are fetched and which ones serve; made at the first need.
    remote: Option<RemoteKeys>,
    /// Why the last fetch failed, in more words than the machine has.
    cause: Option<Failure>,
    /// The issuer's own metadata, and no other's.
    discovered: Option<Arc<Discovered>>,
    /// The document behind it, until the machine has read it too.
    document: Option<HttpResponse>,
}

impl Published {
    pub(super) fn new(place: Place, client: Client, clock: Clock) -> Self {
        Self(Arc::new(Inner {
            place,
            client,
            clock,
            state: Mutex::default(),
            turn: tokio::sync::Mutex::default(),
        }))
    }

    pub(super) fn place(&self) -> &Place {
        &self.0.place
    }

    /// The issuer's own metadata, where it is in hand.
    pub(super) fn metadata_in_hand(&self) -> Option<Arc<Discovered>> {
        self.state().discovered.clone()
    }

    /// The keys in hand, however old.
    pub(super) fn keys_in_hand(&self) -> Option<Arc<KeySet>> {
        self.state().remote.as_ref()?.keys().cloned()
    }

    /// The issuer's own metadata; asked for once.
    pub(super) async fn metadata(&self) -> Result<Arc<Discovered>, Failure> {
        let _turn = self.0.turn.lock().await;
        if let Some(discovered) = self.metadata_in_hand() {
            return Ok(discovered);
        }
        let discovered = Arc::new(self.read_metadata().await?);
        discovered.require_issuer_match()?;
        Ok(discovered)
    }

    /// Asks for metadata and keys anew. Whatever comes of it, keys that were good before stay in hand.
    pub(super) async fn renew(
        &self,
    ) -> Result<(Discovered, Result<Arc<KeySet>, Failure>), Failure> {
        let _turn = self.0.turn.lock().await;
        let discovered = self.read_metadata().await?;
        if let Err(error) = discovered.require_issuer_match() {
            return Ok((discovered, Err(error.into())));
        }
        let before = self.state().remote.replace(self.machine()?);
        self.fetch().await;
        let keys = self.look_up(None, None)?;
        let keys = match keys {
            LookUp::Use { keys, .. } => Ok(keys),
            LookUp::Fail(error) => Err(self.why(error)),
            _ => Err(lost()),
        };
        if let (Err(_), Some(before)) = (&keys, before.filter(|remote| remote.keys().is_some())) {
            self.state().remote = Some(before);
        }
        Ok((discovered, keys))
    }

    /// The keys to verify a token with that names this `kid` and algorithm.
    pub(super) async fn keys(
        &self,
        kid: Option<&str>,
        algorithm: Option<Algorithm>,
    ) -> Result<Arc<KeySet>, Failure> {
        // Each turn ends in keys, an error, or a fetch that is through; a fetch made for somebody else may lack the kid.
        for _ in 0..4 {
            match self.look_up(kid, algorithm)? {
                LookUp::Use { keys, refresh } => {
                    if refresh {
                        self.fetch_beside();
                    }
                    return Ok(keys);
                }
                LookUp::Fail(error) if !self.forgive() => return Err(self.why(error)),
                _ => {}
            }
            let _turn = self.0.turn.lock().await;
            if matches!(self.look_up(kid, algorithm)?, LookUp::Fetch) {
                self.fetch().await;
            }
        }
        Err(lost())
    }

    /// Forgets a failure that was none of the endpoint's: a network that was switched off here, a certificate that a
    /// person may trust by now, a request that was cancelled. Such a one is not waited out.
    fn forgive(&self) -> bool {
        let mut state = self.state();
        let is_ours = matches!(
            &state.cause,
            Some(Failure::Transport(
                TransportError::Offline
                    | TransportError::Cancelled
                    | TransportError::Certificate { .. }
            ))
        );
        if is_ours {
            state.cause = None;
            state.remote = None;
        }
        is_ours
    }

    fn look_up(&self, kid: Option<&str>, algorithm: Option<Algorithm>) -> Result<LookUp, Failure> {
        let now_ms = self.0.clock.now_ms();
        let mut state = self.state();
        if state.remote.is_none() {
            state.remote = Some(self.machine()?);
        }
        Ok(match &mut state.remote {
            Some(remote) => remote.look_up(kid, algorithm, now_ms),
            None => LookUp::Fetch,
        })
    }

    fn machine(&self) -> Result<RemoteKeys, KeysError> {
        let settings = KeysSettings::default();
        match &self.0.place {
            Place::Issuer(issuer) => RemoteKeys::from_issuer(issuer, settings),
            Place::JwksUrl(url) => RemoteKeys::from_jwks_uri(url, settings),
        }
    }

    fn why(&self, error: KeysError) -> Failure {
        self.state().cause.clone().unwrap_or(Failure::Keys(error))
    }

    /// Renews the keys without anybody waiting for it, where a runtime is there to do so.
    fn fetch_beside(&self) {
        let this = self.clone();
        if let Ok(runtime) = tokio::runtime::Handle::try_current() {
            runtime.spawn(async move {
                if let Ok(_turn) = this.0.turn.try_lock() {
                    this.fetch().await;
                }
            });
        }
    }

    /// Makes the fetch that the machine asks for, to its end. Only for whoever has the turn.
    async fn fetch(&self) {
        let now_ms = self.0.clock.now_ms();
        let started = self
            .state()
            .remote
            .as_mut()
            .and_then(|remote| remote.start(now_ms));
        let Some(fetch) = started else { return };
        let mut flight = Flight {
            published: self,
            ticket: Some(fetch.ticket),
        };
        let mut request = fetch.request;
        loop {
            match self.answer(&request).await {
                Ok(response) => match flight.accept(&response) {
                    Next::Request(next) => request = next,
                    _ => break,
                },
                Err(failure) => {
                    flight.fail(failure);
                    break;
                }
            }
        }
    }

    /// The answer to one request of the machine. Metadata is asked for here, where it is read as well.
    async fn answer(&self, request: &HttpRequest) -> Result<HttpResponse, Failure> {
        if !self.is_metadata(&request.url) {
            return Ok(self.0.client.send_bounded(request, MAX_JWKS_BYTES).await?);
        }
        if self.state().document.is_none() {
            self.read_metadata().await?.require_issuer_match()?;
        }
        let mut state = self.state();
        let is_there = state
            .discovered
            .as_ref()
            .is_some_and(|discovered| discovered.url == request.url);
        let document = if is_there {
            state.document.take()
        } else {
            None
        };
        // At the places before it there was nothing.
        Ok(document.unwrap_or_else(|| HttpResponse::new(404, "")))
    }

    fn is_metadata(&self, url: &str) -> bool {
        let Place::Issuer(issuer) = &self.0.place else {
            return false;
        };
        Discovery::new(issuer).is_ok_and(|discovery| {
            discovery
                .candidates()
                .iter()
                .any(|candidate| candidate == url)
        })
    }

    /// Asks for the metadata. It is kept where it is the issuer's own. Only for whoever has the turn.
    async fn read_metadata(&self) -> Result<Discovered, Failure> {
        let Place::Issuer(issuer) = &self.0.place else {
            return Err(lost());
        };
        let (discovered, document) = self.0.client.discover_document(issuer).await?;
        if discovered.require_issuer_match().is_ok() {
            let mut state = self.state();
            state.discovered = Some(Arc::new(discovered.clone()));
            state.document = Some(document);
        }
        Ok(discovered)
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A fetch under way, which is reported to the machine even where it is dropped.
struct Flight<'a> {
    published: &'a Published,
    /// `None` once it is through.
    ticket: Option<u32>,
}

impl Flight<'_> {
    fn accept(&mut self, response: &HttpResponse) -> Next {
        let now_ms = self.published.0.clock.now_ms();
        let mut state = self.published.state();
        let (Some(ticket), Some(remote)) = (self.ticket, &mut state.remote) else {
            return Next::Done;
        };
        let next = remote.accept(ticket, response, now_ms, &mut jitter);
        if matches!(next, Next::Done) {
            self.ticket = None;
            state.cause = None;
        }
        next
    }

    fn fail(&mut self, failure: Failure) {
        let now_ms = self.published.0.clock.now_ms();
        let mut state = self.published.state();
        if let (Some(ticket), Some(remote)) = (self.ticket.take(), &mut state.remote) {
            remote.fail(ticket, kind(&failure), now_ms, &mut jitter);
            state.cause = Some(failure);
        }
    }
}

impl Drop for Flight<'_> {
    fn drop(&mut self) {
        if self.ticket.is_some() {
            self.fail(TransportError::Cancelled.into());
        }
    }
}

fn kind(failure: &Failure) -> FetchFailure {
    match failure {
        Failure::Transport(
            TransportError::Timeout { .. } | TransportError::ConnectTimeout { .. },
        ) => FetchFailure::Timeout,
        Failure::Transport(TransportError::TooLarge { .. }) => FetchFailure::TooLarge,
        _ => FetchFailure::Network,
    }
}

/// Chance for the length of a wait, where nobody gains from guessing it.
fn jitter(bytes: &mut [u8]) -> Result<(), NoEntropy> {
    for chunk in bytes.chunks_mut(8) {
        let chance = RandomState::new().build_hasher().finish().to_le_bytes();
        chunk.copy_from_slice(&chance[..chunk.len()]);
    }
    Ok(())
}

/// What cannot happen: a fetch that is through and leaves neither keys nor a reason.
fn lost() -> Failure {
    TransportError::Other {
        reason: "the keys could not be had".to_owned(),
    }
    .into()
}
