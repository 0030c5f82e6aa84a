//! What an issuer publishes, its metadata and its keys, read when they are needed and kept.

use std::hash::{BuildHasher, Hasher, RandomState};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use claimscope_core::alg::Algorithm;
use claimscope_core::crypto::KeySet;
use claimscope_core::entropy::NoEntropy;
use claimscope_core::jwk::MAX_JWKS_BYTES;
use claimscope_core::report::CheckId;
use claimscope_oauth::keys::{FetchFailure, KeysError, KeysSettings, LookUp, Next, RemoteKeys};
use claimscope_oauth::{Discovered, Discovery, HttpRequest, HttpResponse, OauthError};

use super::Clock;
use crate::{HttpClient, SessionError, TransportError};

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
    client: HttpClient,
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
    cause: Option<SessionError>,
    /// The issuer's own metadata, and no other's.
    discovered: Option<Arc<Discovered>>,
    /// The document behind it, until the machine has read it too.
    document: Option<HttpResponse>,
}

impl Published {
    pub(super) fn new(place: Place, client: HttpClient, clock: Clock) -> Self {
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

    /// Keeps metadata that was read elsewhere and is the issuer's own, so that it is not asked for again.
    pub(super) fn keep_metadata(&self, discovered: &Discovered) {
        if discovered.require_issuer_match().is_ok() {
            let mut state = self.state();
            state
                .discovered
                .get_or_insert_with(|| Arc::new(discovered.clone()));
        }
    }

    /// The keys in hand, where they may be used now.
    pub(super) fn keys_in_hand(&self) -> Result<Arc<KeySet>, SessionError> {
        let now_ms = self.0.clock.now_ms();
        let found = match &mut self.state().remote {
            Some(remote) if remote.keys().is_some() => remote.current(now_ms),
            _ => return Err(SessionError::NoKeys),
        };
        match found {
            LookUp::Use { keys, .. } => Ok(keys),
            LookUp::Fail(error) => Err(self.why(error)),
            _ => Err(KeysError::too_old().into()),
        }
    }

    /// The issuer's own metadata; asked for once.
    pub(super) async fn metadata(&self) -> Result<Arc<Discovered>, SessionError> {
        let _turn = self.0.turn.lock().await;
        if let Some(discovered) = self.metadata_in_hand() {
            return Ok(discovered);
        }
        let discovered = Arc::new(self.read_metadata().await?);
        discovered.require_issuer_match()?;
        Ok(discovered)
    }

    /// Asks for metadata and keys anew. Whatever comes of it, also nothing, keys that were good before stay in hand.
    pub(super) async fn renew(
        &self,
    ) -> Result<(Discovered, Result<Arc<KeySet>, SessionError>), SessionError> {
        let _turn = self.0.turn.lock().await;
        let Inner {
            place,
            client,
            clock,
            ..
        } = &*self.0;
        let new = Self::new(place.clone(), client.clone(), clock.clone());
        let discovered = new.read_metadata().await?;
        if let Err(error) = discovered.require_issuer_match() {
            return Ok((discovered, Err(error.into())));
        }
        new.state().remote = Some(new.machine()?);
        new.fetch().await;
        let keys = match new.look_up(&RemoteKeys::current)? {
            LookUp::Use { keys, .. } => Ok(keys),
            LookUp::Fail(error) => Err(new.why(error)),
            _ => Err(SessionError::nothing_came("the keys")),
        };
        let new = std::mem::take(&mut *new.state());
        let mut state = self.state();
        let has_keys = |state: &State| {
            state
                .remote
                .as_ref()
                .is_some_and(|old| old.keys().is_some())
        };
        if keys.is_ok() || !has_keys(&state) {
            *state = new;
        } else {
            state.discovered = new.discovered;
        }
        Ok((discovered, keys))
    }

    /// The keys to verify a token with that names this `kid` and algorithm.
    pub(super) async fn keys(
        &self,
        kid: Option<&str>,
        algorithm: Option<Algorithm>,
    ) -> Result<Arc<KeySet>, SessionError> {
        self.forgive();
        self.settled(|remote, now_ms| remote.look_up(kid, algorithm, now_ms))
            .await
    }

    /// Other keys to verify a token with that failed this check with `tried`; `None` where there are none.
    pub(super) async fn newer_keys(
        &self,
        token: &str,
        failed: CheckId,
        tried: &Arc<KeySet>,
    ) -> Option<Arc<KeySet>> {
        let keys = self
            .settled(|remote, now_ms| remote.look_up_again(token, failed, tried, now_ms))
            .await
            .ok()?;
        (!Arc::ptr_eq(&keys, tried)).then_some(keys)
    }

    /// Does what the machine asks for until there are keys, or none to be had.
    async fn settled(
        &self,
        ask: impl Fn(&mut RemoteKeys, i64) -> LookUp,
    ) -> Result<Arc<KeySet>, SessionError> {
        // Each turn ends in keys, an error, or a fetch that is through; a fetch made for somebody else may lack the kid.
        for _ in 0..4 {
            match self.look_up(&ask)? {
                LookUp::Use { keys, refresh } => {
                    if refresh {
                        self.fetch_beside();
                    }
                    return Ok(keys);
                }
                LookUp::Fail(error) => return Err(self.why(error)),
                _ => {}
            }
            let _turn = self.0.turn.lock().await;
            if matches!(self.look_up(&ask)?, LookUp::Fetch) {
                self.fetch().await;
            }
        }
        Err(SessionError::nothing_came("the keys"))
    }

    /// Forgets a failure of an earlier call that was none of the endpoint's: a network that was switched off here, a
    /// certificate that a person may trust by now. Such a one is not waited out.
    fn forgive(&self) {
        let now_ms = self.0.clock.now_ms();
        let mut state = self.state();
        let is_ours = matches!(
            &state.cause,
            Some(SessionError::Transport(
                TransportError::Offline | TransportError::Certificate { .. }
            ))
        );
        let State { remote, .. } = &mut *state;
        let fails = |remote: &mut RemoteKeys| matches!(remote.current(now_ms), LookUp::Fail(_));
        if is_ours && remote.as_mut().is_some_and(fails) {
            state.cause = None;
            state.remote = None;
        }
    }

    fn look_up(
        &self,
        ask: &impl Fn(&mut RemoteKeys, i64) -> LookUp,
    ) -> Result<LookUp, SessionError> {
        let now_ms = self.0.clock.now_ms();
        let mut state = self.state();
        if state.remote.is_none() {
            state.remote = Some(self.machine()?);
        }
        Ok(match &mut state.remote {
            Some(remote) => ask(remote, now_ms),
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

    fn why(&self, error: KeysError) -> SessionError {
        self.state()
            .cause
            .clone()
            .unwrap_or(SessionError::Keys(error))
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
            discovery: self.discovery(),
        };
        let mut request = fetch.request;
        loop {
            match self.answer(&request).await {
                Ok(response) => match flight.accept(&request.url, &response) {
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

    /// The answer to one request of the machine. A document that was read before is not asked for again.
    async fn answer(&self, request: &HttpRequest) -> Result<HttpResponse, SessionError> {
        match self.read_before(&request.url) {
            Some(response) => Ok(response),
            None => Ok(self.0.client.send_bounded(request, MAX_JWKS_BYTES).await?),
        }
    }

    fn read_before(&self, url: &str) -> Option<HttpResponse> {
        let mut state = self.state();
        let found = state.discovered.as_ref().map(|discovered| &discovered.url);
        state.document.as_ref()?;
        if found.is_some_and(|found| found == url) {
            return state.document.take();
        }
        let discovery = self.discovery()?;
        let is_metadata = discovery
            .candidates()
            .iter()
            .any(|candidate| candidate == url);
        // At the places before it there was nothing.
        is_metadata.then(|| HttpResponse::new(404, ""))
    }

    fn discovery(&self) -> Option<Discovery> {
        match &self.0.place {
            Place::Issuer(issuer) => Discovery::new(issuer).ok(),
            Place::JwksUrl(_) => None,
        }
    }

    /// Asks for the metadata. It is kept where it is the issuer's own. Only for whoever has the turn.
    async fn read_metadata(&self) -> Result<Discovered, SessionError> {
        let Place::Issuer(issuer) = &self.0.place else {
            return Err(SessionError::nothing_came("the keys"));
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

/// A fetch under way, which the machine is told of even where it is dropped.
struct Flight<'a> {
    published: &'a Published,
    /// `None` once it is through.
    ticket: Option<u32>,
    /// Reads along what the machine asks of the metadata, for all that a session needs of it.
    discovery: Option<Discovery>,
}

impl Flight<'_> {
    fn accept(&mut self, url: &str, response: &HttpResponse) -> Next {
        let now_ms = self.published.0.clock.now_ms();
        let cause = self.read_along(url, response).err();
        let mut state = self.published.state();
        let (Some(ticket), Some(remote)) = (self.ticket, &mut state.remote) else {
            return Next::Done;
        };
        let next = remote.accept(ticket, response, now_ms, &mut jitter);
        if matches!(next, Next::Done) {
            self.ticket = None;
            state.cause = cause.map(SessionError::from);
        }
        next
    }

    fn read_along(&mut self, url: &str, response: &HttpResponse) -> Result<(), OauthError> {
        let is_asked = |discovery: &&mut Discovery| {
            discovery
                .request()
                .is_some_and(|request| request.url == url)
        };
        let Some(discovery) = self.discovery.as_mut().filter(is_asked) else {
            return Ok(());
        };
        if let Some(discovered) = discovery.accept(response)? {
            self.discovery = None;
            discovered.require_issuer_match()?;
            self.published.state().discovered = Some(Arc::new(discovered));
        }
        Ok(())
    }

    fn fail(&mut self, failure: SessionError) {
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
        if let (Some(ticket), Some(remote)) = (self.ticket, &mut self.published.state().remote) {
            remote.abandon(ticket);
        }
    }
}

fn kind(failure: &SessionError) -> FetchFailure {
    match failure {
        SessionError::Transport(
            TransportError::Timeout { .. } | TransportError::ConnectTimeout { .. },
        ) => FetchFailure::Timeout,
        SessionError::Transport(TransportError::TooLarge { .. }) => FetchFailure::TooLarge,
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
