//! The machine at work, for hosts that can wait: one fetches, and whoever else asks meanwhile waits for it.

use std::future::Future;
use std::sync::Arc;

use super::error::{FetchFailure, KeysError};
use super::fetch::Next;
use super::remote::LookUp;
use super::state::RemoteKeys;
use crate::{HttpRequest, HttpResponse};
use claimscope_core::crypto::KeySet;
use claimscope_core::entropy::NoEntropy;

/// What a host does for the machine. Clones share everything.
pub trait KeysHost: Clone + Send + Sync + 'static {
    /// The time, in Unix milliseconds.
    fn now_ms(&self) -> i64;

    /// Works on the machine, which nobody else does meanwhile.
    ///
    /// # Errors
    ///
    /// Where the host cannot make the machine.
    fn with_machine<T>(&self, work: impl FnOnce(&mut RemoteKeys) -> T) -> Result<T, KeysError>;

    /// Sends one request of a fetch, as [`Fetch::request`](super::Fetch::request) says.
    fn send(
        &self,
        request: HttpRequest,
    ) -> impl Future<Output = Result<HttpResponse, FetchFailure>> + Send;

    /// Chance for the length of a wait, where nobody gains from guessing it.
    ///
    /// # Errors
    ///
    /// Where there is none.
    fn chance(&self, bytes: &mut [u8]) -> Result<(), NoEntropy>;

    /// Waits until nobody else fetches. Nobody else does until what this gives is dropped.
    fn turn(&self) -> impl Future<Output = impl Send> + Send;

    /// As [`KeysHost::turn`]; `None` where somebody fetches.
    fn turn_now(&self) -> Option<impl Send>;

    /// Does work without anybody waiting for it, where the host can.
    fn beside(&self, work: impl Future<Output = ()> + Send + 'static);
}

/// Does what the machine asks for until there are keys, or none to be had.
///
/// # Errors
///
/// As [`LookUp::Fail`].
pub async fn settle(
    host: &impl KeysHost,
    ask: impl Fn(&mut RemoteKeys, i64) -> LookUp + Send + Sync,
) -> Result<Arc<KeySet>, KeysError> {
    let look_up = || {
        let now_ms = host.now_ms();
        host.with_machine(|remote| ask(remote, now_ms))
    };
    // Each turn ends in keys, an error, or a fetch that is through; a fetch made for somebody else may lack the kid.
    for _ in 0..4 {
        match look_up()? {
            LookUp::Use { keys, refresh } => {
                if refresh {
                    let this = host.clone();
                    host.beside(async move {
                        if let Some(_turn) = this.turn_now() {
                            fetch(&this).await;
                        }
                    });
                }
                return Ok(keys);
            }
            LookUp::Fail(error) => return Err(error),
            LookUp::Wait | LookUp::Fetch => {}
        }
        let _turn = host.turn().await;
        if matches!(look_up()?, LookUp::Fetch) {
            fetch(host).await;
        }
    }
    Err(KeysError::too_old())
}

/// Makes the fetch that the machine asks for, to its end. Only for whoever has the turn.
pub async fn fetch(host: &impl KeysHost) {
    let now_ms = host.now_ms();
    let Ok(Some(started)) = host.with_machine(|remote| remote.start(now_ms)) else {
        return;
    };
    let ticket = started.ticket;
    let mut flight = Flight {
        host,
        ticket: Some(ticket),
    };
    let mut request = started.request;
    loop {
        let answer = host.send(request).await;
        let now_ms = host.now_ms();
        let mut chance = |bytes: &mut [u8]| host.chance(bytes);
        let next = host.with_machine(|remote| match answer {
            Ok(response) => remote.accept(ticket, &response, now_ms, &mut chance),
            Err(failure) => {
                remote.fail(ticket, failure, now_ms, &mut chance);
                Next::Done
            }
        });
        match next {
            Ok(Next::Request(next)) => request = next,
            Ok(Next::Done) | Err(_) => break,
        }
    }
    flight.ticket = None;
}

/// A fetch under way, which the machine is told of even where it is dropped.
struct Flight<'a, H: KeysHost> {
    host: &'a H,
    /// `None` once it is through.
    ticket: Option<u32>,
}

impl<H: KeysHost> Drop for Flight<'_, H> {
    fn drop(&mut self) {
        if let Some(ticket) = self.ticket {
            // A host without a machine has no fetch to give up either.
            let _ = self.host.with_machine(|remote| remote.abandon(ticket));
        }
    }
}
