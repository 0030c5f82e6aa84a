//! Does effects on worker threads: requests with the client, servers with the playground, reports with core.

mod convert;
mod diagnose;
mod issuer;
mod playground;
mod verify;
mod work;

use std::collections::BTreeMap;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{SystemTime, UNIX_EPOCH};

use claimscope_client::{Client, ClientError, Settings};
use claimscope_core::jwk::KeySet;
use claimscope_core::time::Timestamp;
use claimscope_oauth::Discovered;
use tokio::runtime::Runtime;
use tokio::task::JoinHandle;

use crate::connection::ConnectionId;
use crate::effect::{Runner, Switch, Work};
use crate::message::Event;
use crate::results::Failure;
use playground::Servers;

/// Worker threads: requests wait more than they work, and one token is inspected at a time.
const WORKERS: usize = 2;

/// Wakes the window after an event was sent. Hides the window from the workers.
pub(crate) type Wake = Arc<dyn Fn() + Send + Sync>;

/// Why the workers could not be set up.
#[derive(Debug)]
pub(crate) enum SetupError {
    /// No threads.
    Threads(std::io::Error),
    /// No client.
    Client(ClientError),
}

impl std::fmt::Display for SetupError {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Threads(error) => {
                write!(formatter, "no worker threads could be started: {error}")
            }
            Self::Client(error) => error.fmt(formatter),
        }
    }
}

impl std::error::Error for SetupError {}

/// The runner of the real window.
pub(crate) struct LiveRunner {
    runtime: Option<Runtime>,
    shared: Arc<Shared>,
    inbox: Receiver<Event>,
    /// What can be cancelled, and whose it is.
    tasks: Vec<(ConnectionId, JoinHandle<()>)>,
}

/// What workers share.
struct Shared {
    client: Client,
    servers: Servers,
    outbox: Sender<Event>,
    wake: Wake,
    /// What is known of each issuer, by the text that the person typed.
    known: Mutex<BTreeMap<String, Known>>,
    /// The last exchange that the window knows of.
    shown_exchange: Mutex<u64>,
}

/// What earlier steps have learned of an issuer, for explaining a refusal later.
#[derive(Clone, Default)]
struct Known {
    /// Only where the metadata is the issuer's own.
    discovered: Option<Discovered>,
    keys: Option<Arc<KeySet>>,
}

impl LiveRunner {
    /// Sets up workers and client; nothing is sent yet.
    ///
    /// # Errors
    ///
    /// Where the system gives no threads, or TLS cannot be set up.
    pub(crate) fn new(wake: Wake) -> Result<Self, SetupError> {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(WORKERS)
            .enable_all()
            .build()
            .map_err(SetupError::Threads)?;
        let client = Client::new(Settings::default()).map_err(SetupError::Client)?;
        let (outbox, inbox) = channel();
        Ok(Self {
            runtime: Some(runtime),
            shared: Arc::new(Shared {
                client,
                servers: Servers::default(),
                outbox,
                wake,
                known: Mutex::default(),
                shown_exchange: Mutex::new(0),
            }),
            inbox,
            tasks: Vec::new(),
        })
    }
}

impl LiveRunner {
    /// Drops the work of a connection: a request on the wire ends with it, and its record says so.
    fn cancel(&mut self, connection: ConnectionId) {
        let Some(runtime) = &self.runtime else {
            return;
        };
        let (ended, kept) = std::mem::take(&mut self.tasks)
            .into_iter()
            .partition::<Vec<_>, _>(|(whose, _)| *whose == connection);
        self.tasks = kept;
        let shared = Arc::clone(&self.shared);
        runtime.spawn(async move {
            for (_, task) in ended {
                task.abort();
                // Whether it was cancelled or had just ended, its record is written by now.
                drop(task.await);
            }
            shared.log(connection);
        });
    }
}

impl Drop for LiveRunner {
    /// Does not wait for answers that nobody will see.
    fn drop(&mut self) {
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

impl Runner for LiveRunner {
    fn run(&mut self, work: Work) {
        let Some(runtime) = &self.runtime else {
            return;
        };
        let shared = Arc::clone(&self.shared);
        let cancellable = work.cancellable();
        let task = runtime.spawn(async move { shared.perform(work).await });
        self.tasks.retain(|(_, task)| !task.is_finished());
        if let Some(connection) = cancellable {
            self.tasks.push((connection, task));
        }
    }

    fn switch(&mut self, switch: Switch) {
        match switch {
            Switch::Cancel(connection) => self.cancel(connection),
            Switch::ClearLog => self.shared.client.log().clear(),
            Switch::SetOffline(offline) => self.shared.client.set_offline(offline),
            Switch::TrustCertificate(fingerprint) => {
                if let Ok(fingerprint) = fingerprint.parse() {
                    self.shared.client.trust(fingerprint);
                }
            }
        }
    }

    fn events(&mut self) -> Vec<Event> {
        self.inbox.try_iter().collect()
    }
}

impl Shared {
    async fn perform(&self, work: Work) {
        match work {
            Work::BreakServers(connection, fault) => {
                let outcome = self.servers.break_as(fault).await;
                self.send(Event::ServersChanged(connection, outcome));
            }
            Work::Call(ticket, plan) => {
                let outcome = self.call(plan).await;
                self.log(ticket.connection);
                self.send(Event::Called(ticket, outcome));
            }
            Work::Curl {
                number,
                with_secrets,
            } => self.curl(number, with_secrets),
            Work::Discover(ticket, issuer) => {
                let outcome = self.discover(&issuer).await;
                self.log(ticket.connection);
                self.send(Event::Discovered(ticket, outcome));
            }
            Work::Inspect(ticket, plan) => {
                let outcome = off_thread(move || verify::inspect(&plan, now())).await;
                self.send(Event::Inspected(ticket, outcome));
            }
            Work::Mint(ticket, fault) => {
                let outcome = self.servers.mint(fault, now());
                self.send(Event::TokenReceived(ticket, outcome));
            }
            Work::RequestToken(ticket, plan) => {
                let outcome = self.token(plan).await;
                self.log(ticket.connection);
                self.send(Event::TokenReceived(ticket, outcome));
            }
            Work::StartPlayground => {
                let outcome = self.servers.start().await;
                self.send(Event::PlaygroundStarted(outcome));
            }
            Work::Verify(ticket, plan, verify) => {
                let outcome = self.verify(plan, verify).await;
                self.log(ticket.connection);
                self.send(Event::Inspected(ticket, outcome));
            }
        }
    }

    /// Sends first and wakes after: the other way round, the window could look too early.
    fn send(&self, event: Event) {
        // The window is gone: nobody needs the event.
        if self.outbox.send(event).is_ok() {
            (self.wake)();
        }
    }

    /// Tells the window of exchanges that it does not know yet, and how far the clocks are apart.
    fn log(&self, connection: ConnectionId) {
        let mut shown = self
            .shown_exchange
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        let exchanges = self.client.log().since(*shown);
        let Some(last) = exchanges.last() else {
            return;
        };
        *shown = last.id;
        let offset = exchanges
            .iter()
            .rev()
            .find_map(|exchange| exchange.clock_offset_seconds());
        if let Some(offset) = offset {
            self.send(Event::ClockCompared(connection, offset));
        }
        let exchanges = exchanges.iter().map(|exchange| convert::exchange(exchange));
        self.send(Event::ExchangesLogged(exchanges.collect()));
    }

    fn curl(&self, number: u64, with_secrets: bool) {
        let exchanges = self.client.log().exchanges();
        let Some(exchange) = exchanges.iter().find(|exchange| exchange.id == number) else {
            return;
        };
        let command = if with_secrets {
            exchange.as_curl_with_secrets()
        } else {
            exchange.as_curl()
        };
        self.send(Event::CurlMade(command.into()));
    }
}

/// Runs something long beside the runtime's own work.
async fn off_thread<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, Failure> + Send + 'static,
) -> Result<T, Failure> {
    tokio::task::spawn_blocking(work).await.unwrap_or_else(|_| {
        Err(Failure::new(
            "The work was interrupted.",
            "Try again; if it happens again, please report it.",
        ))
    })
}

/// The clock of this machine.
pub(crate) fn now() -> Timestamp {
    let since_epoch = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default();
    Timestamp::from_unix_seconds(i64::try_from(since_epoch.as_secs()).unwrap_or(i64::MAX))
}

#[cfg(test)]
mod tests;
