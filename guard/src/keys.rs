//! Where a guard has its keys from.

use std::hash::{BuildHasher, Hasher, RandomState};
use std::sync::{Arc, Mutex, PoisonError};

use claimscope_core::alg::Algorithm;
use claimscope_core::crypto::KeySet;
use claimscope_core::entropy::NoEntropy;
use claimscope_core::report::CheckId;
use claimscope_oauth::keys::{self, FetchFailure, KeysError, KeysHost, RemoteKeys};
use claimscope_oauth::{HttpRequest, HttpResponse};

/// What tells the time, in Unix milliseconds.
pub type GuardClock = Arc<dyn Fn() -> i64 + Send + Sync>;

/// Keys that tokens are verified with. A [`KeySet`] is keys in hand; [`PublishedKeys`] are an issuer's.
pub trait VerificationKeys: Send + Sync + 'static {
    /// The keys to verify a token with that names this `kid` and algorithm. The clock is read whenever a time is
    /// needed, since a fetch takes some.
    fn keys(
        &self,
        kid: Option<&str>,
        algorithm: Option<Algorithm>,
        clock: &GuardClock,
    ) -> impl Future<Output = Result<Arc<KeySet>, KeysError>> + Send;

    /// Other keys for a token that failed this check with `tried`; `None` where there are none.
    fn newer(
        &self,
        token: &str,
        failed: CheckId,
        tried: &Arc<KeySet>,
        clock: &GuardClock,
    ) -> impl Future<Output = Option<Arc<KeySet>>> + Send;
}

impl VerificationKeys for Arc<KeySet> {
    async fn keys(
        &self,
        _: Option<&str>,
        _: Option<Algorithm>,
        _: &GuardClock,
    ) -> Result<Arc<KeySet>, KeysError> {
        Ok(Self::clone(self))
    }

    async fn newer(
        &self,
        _: &str,
        _: CheckId,
        _: &Arc<KeySet>,
        _: &GuardClock,
    ) -> Option<Arc<KeySet>> {
        None
    }
}

/// The keys that an issuer publishes: fetched by whatever client a service has, when and as often as [`RemoteKeys`] says.
///
/// The client follows no redirect, bounds the time, and reads no more than
/// [`MAX_JWKS_BYTES`](claimscope_core::jwk::MAX_JWKS_BYTES) of a body.
pub struct PublishedKeys<F>(Arc<Inner<F>>);

struct Inner<F> {
    remote: Mutex<RemoteKeys>,
    fetch: F,
    /// Held by whoever fetches, so that there is one fetch at a time.
    turn: tokio::sync::Mutex<()>,
}

impl<F> std::fmt::Debug for PublishedKeys<F> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("PublishedKeys")
    }
}

impl<F, A> PublishedKeys<F>
where
    F: Fn(HttpRequest) -> A + Send + Sync + 'static,
    A: Future<Output = Result<HttpResponse, FetchFailure>> + Send + 'static,
{
    /// The keys that `remote` is about, with what sends its requests.
    pub fn new(remote: RemoteKeys, fetch: F) -> Self {
        Self(Arc::new(Inner {
            remote: Mutex::new(remote),
            fetch,
            turn: tokio::sync::Mutex::default(),
        }))
    }

    fn asked(&self, clock: &GuardClock) -> Asked<F> {
        Asked {
            inner: Arc::clone(&self.0),
            clock: Arc::clone(clock),
        }
    }
}

/// The keys with the clock of one request.
struct Asked<F> {
    inner: Arc<Inner<F>>,
    clock: GuardClock,
}

impl<F> Clone for Asked<F> {
    fn clone(&self) -> Self {
        Self {
            inner: Arc::clone(&self.inner),
            clock: Arc::clone(&self.clock),
        }
    }
}

impl<F, A> KeysHost for Asked<F>
where
    F: Fn(HttpRequest) -> A + Send + Sync + 'static,
    A: Future<Output = Result<HttpResponse, FetchFailure>> + Send + 'static,
{
    fn now_ms(&self) -> i64 {
        (self.clock)()
    }

    fn with_machine<T>(&self, work: impl FnOnce(&mut RemoteKeys) -> T) -> Result<T, KeysError> {
        let remote = self.inner.remote.lock();
        Ok(work(&mut remote.unwrap_or_else(PoisonError::into_inner)))
    }

    async fn send(&self, request: HttpRequest) -> Result<HttpResponse, FetchFailure> {
        (self.inner.fetch)(request).await
    }

    fn chance(&self, bytes: &mut [u8]) -> Result<(), NoEntropy> {
        for chunk in bytes.chunks_mut(8) {
            let chance = RandomState::new().build_hasher().finish().to_le_bytes();
            chunk.copy_from_slice(&chance[..chunk.len()]);
        }
        Ok(())
    }

    async fn turn(&self) -> impl Send {
        self.inner.turn.lock().await
    }

    fn turn_now(&self) -> Option<impl Send> {
        self.inner.turn.try_lock().ok()
    }

    fn beside(&self, work: impl Future<Output = ()> + Send + 'static) {
        if let Ok(runtime) = tokio::runtime::Handle::try_current() {
            runtime.spawn(work);
        }
    }
}

impl<F, A> VerificationKeys for PublishedKeys<F>
where
    F: Fn(HttpRequest) -> A + Send + Sync + 'static,
    A: Future<Output = Result<HttpResponse, FetchFailure>> + Send + 'static,
{
    async fn keys(
        &self,
        kid: Option<&str>,
        algorithm: Option<Algorithm>,
        clock: &GuardClock,
    ) -> Result<Arc<KeySet>, KeysError> {
        let ask = |remote: &mut RemoteKeys, now_ms| remote.look_up(kid, algorithm, now_ms);
        keys::settle(&self.asked(clock), ask).await
    }

    async fn newer(
        &self,
        token: &str,
        failed: CheckId,
        tried: &Arc<KeySet>,
        clock: &GuardClock,
    ) -> Option<Arc<KeySet>> {
        let again =
            |remote: &mut RemoteKeys, now_ms| remote.look_up_again(token, failed, tried, now_ms);
        let keys = keys::settle(&self.asked(clock), again).await.ok()?;
        (!Arc::ptr_eq(&keys, tried)).then_some(keys)
    }
}
