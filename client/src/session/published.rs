//! What an issuer publishes, its metadata and its keys, read when they are needed and kept.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use claimscope_core::alg::Algorithm;
use claimscope_core::crypto::KeySet;
use claimscope_core::entropy::NoEntropy;
use claimscope_core::jwk::MAX_JWKS_BYTES;
use claimscope_core::report::CheckId;
use claimscope_oauth::keys::{
    self, FetchFailure, KeysError, KeysHost, KeysSettings, LookUp, RemoteKeys,
};
use claimscope_oauth::{Discovered, Discovery, HttpRequest, HttpResponse, OauthError};

use super::Clock;
use crate::{HttpClient, SessionError, TransportError, entropy};

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
    /// How far the fetch under way has read the metadata.
    reading: Option<Discovery>,
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
        keys::fetch(&new).await;
        let now_ms = new.now_ms();
        let keys = match new.with_machine(|remote| remote.current(now_ms))? {
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

    /// What the machine comes to, with the cause of a failure in more words than it has.
    async fn settled(
        &self,
        ask: impl Fn(&mut RemoteKeys, i64) -> LookUp + Send + Sync,
    ) -> Result<Arc<KeySet>, SessionError> {
        let found = keys::settle(self, ask).await;
        found.map_err(|error| self.why(error))
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

    /// Reads along what the machine asks of the metadata, for all that a session needs of it.
    fn read_along(&self, url: &str, response: &HttpResponse) -> Result<(), OauthError> {
        let is_asked = |discovery: &Discovery| {
            let request = discovery.request();
            request.is_some_and(|request| request.url == url)
        };
        let mut state = self.state();
        // A fetch begins at the first of the places.
        if let Some(first) = self.discovery().filter(is_asked) {
            state.reading = Some(first);
        }
        let Some(reading) = state.reading.as_mut().filter(|reading| is_asked(reading)) else {
            return Ok(());
        };
        if let Some(discovered) = reading.accept(response)? {
            state.reading = None;
            discovered.require_issuer_match()?;
            state.discovered = Some(Arc::new(discovered));
        }
        Ok(())
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

impl KeysHost for Published {
    fn now_ms(&self) -> i64 {
        self.0.clock.now_ms()
    }

    fn with_machine<T>(&self, work: impl FnOnce(&mut RemoteKeys) -> T) -> Result<T, KeysError> {
        let mut state = self.state();
        Ok(work(match &mut state.remote {
            Some(remote) => remote,
            none => none.insert(self.machine()?),
        }))
    }

    async fn send(&self, request: HttpRequest) -> Result<HttpResponse, FetchFailure> {
        let (answer, cause) = match self.answer(&request).await {
            Ok(response) => {
                let read = self.read_along(&request.url, &response);
                (Ok(response), read.err().map(SessionError::from))
            }
            Err(failure) => (Err(kind(&failure)), Some(failure)),
        };
        self.state().cause = cause;
        answer
    }

    fn chance(&self, bytes: &mut [u8]) -> Result<(), NoEntropy> {
        entropy(bytes)
    }

    async fn turn(&self) -> impl Send {
        self.0.turn.lock().await
    }

    fn turn_now(&self) -> Option<impl Send> {
        self.0.turn.try_lock().ok()
    }

    fn beside(&self, work: impl Future<Output = ()> + Send + 'static) {
        if let Ok(runtime) = tokio::runtime::Handle::try_current() {
            runtime.spawn(work);
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
