//! Where a guard has its keys from.

use std::hash::{BuildHasher, Hasher, RandomState};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use claimscope_core::alg::Algorithm;
use claimscope_core::crypto::KeySet;
use claimscope_core::entropy::NoEntropy;
use claimscope_core::report::CheckId;
use claimscope_oauth::keys::{FetchFailure, KeysError, LookUp, Next, RemoteKeys};
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
}

impl<F, A> Inner<F>
where
    F: Fn(HttpRequest) -> A + Send + Sync + 'static,
    A: Future<Output = Result<HttpResponse, FetchFailure>> + Send + 'static,
{
    /// Does what the machine asks for until there are keys, or none to be had.
    async fn settled(
        self: &Arc<Self>,
        ask: impl Fn(&mut RemoteKeys, i64) -> LookUp + Send,
        clock: &GuardClock,
    ) -> Result<Arc<KeySet>, KeysError> {
        // Each turn ends in keys, an error, or a fetch that is through; a fetch made for another request may lack the kid.
        for _ in 0..4 {
            let found = ask(&mut self.remote(), clock());
            match found {
                LookUp::Use { keys, refresh } => {
                    if refresh {
                        self.fetch_beside(clock);
                    }
                    return Ok(keys);
                }
                LookUp::Fail(error) => return Err(error),
                _ => {}
            }
            let _turn = self.turn.lock().await;
            let is_needed = matches!(ask(&mut self.remote(), clock()), LookUp::Fetch);
            if is_needed {
                self.fetch_once(clock).await;
            }
        }
        Err(KeysError::too_old())
    }

    /// Renews the keys without anybody waiting for it.
    fn fetch_beside(self: &Arc<Self>, clock: &GuardClock) {
        let (this, clock) = (Arc::clone(self), Arc::clone(clock));
        if let Ok(runtime) = tokio::runtime::Handle::try_current() {
            runtime.spawn(async move {
                if let Ok(_turn) = this.turn.try_lock() {
                    this.fetch_once(&clock).await;
                }
            });
        }
    }

    /// Makes the fetch that the machine asks for, to its end. Only for whoever has the turn.
    async fn fetch_once(&self, clock: &GuardClock) {
        let started = self.remote().start(clock());
        let Some(started) = started else { return };
        let mut flight = Flight {
            remote: &self.remote,
            ticket: Some(started.ticket),
        };
        let mut request = started.request;
        loop {
            let answer = (self.fetch)(request).await;
            let now_ms = clock();
            let mut remote = self.remote();
            match answer {
                Ok(response) => match remote.accept(started.ticket, &response, now_ms, &mut jitter)
                {
                    Next::Request(next) => request = next,
                    _ => break,
                },
                Err(failure) => {
                    remote.fail(started.ticket, failure, now_ms, &mut jitter);
                    break;
                }
            }
        }
        flight.ticket = None;
    }

    fn remote(&self) -> MutexGuard<'_, RemoteKeys> {
        self.remote.lock().unwrap_or_else(PoisonError::into_inner)
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
        self.0
            .settled(
                |remote, now_ms| remote.look_up(kid, algorithm, now_ms),
                clock,
            )
            .await
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
        let keys = self.0.settled(again, clock).await.ok()?;
        (!Arc::ptr_eq(&keys, tried)).then_some(keys)
    }
}

/// A fetch under way, which the machine is told of even where it is dropped.
struct Flight<'a> {
    remote: &'a Mutex<RemoteKeys>,
    /// `None` once it is through.
    ticket: Option<u32>,
}

impl Drop for Flight<'_> {
    fn drop(&mut self) {
        if let Some(ticket) = self.ticket {
            let mut remote = self.remote.lock().unwrap_or_else(PoisonError::into_inner);
            remote.abandon(ticket);
        }
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
