//! Does effects on worker threads: requests with the client, servers with the playground, reports with core.

mod about_token;
mod answer;
mod convert;
mod cookies;
pub(crate) mod downloads;
mod file;
mod folder;
mod importing;
mod keeping;
mod log;
mod paths;
pub(crate) mod person;
mod place;
mod playground;
mod probe;
mod run;
mod session;
mod work;

use std::collections::BTreeMap;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use claimscope_client::session::{Clock, Session, open_system_browser};
use claimscope_client::{ClientError, CookieJar, HttpClient, SealedStore, Settings};
use claimscope_core::time::Timestamp;
use tokio::runtime::Runtime;
use tokio::sync::{OnceCell, oneshot};
use tokio::task::JoinHandle;

use crate::asked::{AskedBy, Asker};
use crate::connection::ConnectionId;
use crate::effect::{Runner, Switch, Work};
use crate::message::{Event, Ticket};
use crate::probe::ProbeEvent;
use crate::results::FailureText;
use folder::FolderWorker;
use person::{Browser, Pastes};
use playground::Servers;

/// Worker threads: requests wait more than they work, and one token is inspected at a time.
const WORKERS: usize = 2;

/// All work is one future, whose frames are large where nothing was optimised. Of the stack only what is used takes memory.
const WORKER_STACK: usize = 8 << 20;

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
    tasks: Vec<Task>,
}

/// Work under way.
struct Task {
    /// Whose it is, where it can be cancelled.
    whose: Option<ConnectionId>,
    /// Dropping it ends the work: a request on the wire ends with it, and its record says so.
    _stop: oneshot::Sender<()>,
    handle: JoinHandle<()>,
}

/// What workers share.
struct Shared {
    client: HttpClient,
    /// What sessions go by.
    clock: Clock,
    servers: Servers,
    outbox: Sender<Event>,
    wake: Wake,
    browser: Browser,
    /// Where what a person pastes goes.
    pastes: Pastes,
    /// Who reads and writes the workspace folder.
    folder: FolderWorker,
    /// The cookies of each connection that keeps them.
    jars: Mutex<BTreeMap<ConnectionId, CookieJar>>,
    /// What each connection has learned.
    sessions: Mutex<BTreeMap<ConnectionId, session::Kept>>,
    /// Where tokens are kept, once it was opened.
    store: OnceCell<Arc<SealedStore>>,
    /// What the window knows of the log.
    told: Mutex<log::Told>,
}

/// A worker that panicked leaves nothing half done under these locks.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The client of all requests. It reads the system's certificates, which takes as long as some frames.
pub(crate) fn new_client() -> Result<HttpClient, ClientError> {
    HttpClient::new(Settings::default())
}

impl LiveRunner {
    /// Sets up workers and client; nothing is sent yet.
    ///
    /// # Errors
    ///
    /// Where the system gives no threads, or TLS cannot be set up.
    pub(crate) fn new(wake: Wake) -> Result<Self, SetupError> {
        Self::with_browser(wake, Arc::new(open_system_browser))
    }

    /// The same, where addresses are opened by this browser.
    pub(crate) fn with_browser(wake: Wake, browser: Browser) -> Result<Self, SetupError> {
        Self::with_client(wake, browser, new_client())
    }

    /// The same with a client that was made before.
    pub(crate) fn with_client(
        wake: Wake,
        browser: Browser,
        client: Result<HttpClient, ClientError>,
    ) -> Result<Self, SetupError> {
        let client = client.map_err(SetupError::Client)?;
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(WORKERS)
            .thread_stack_size(WORKER_STACK)
            .enable_all()
            .build()
            .map_err(SetupError::Threads)?;
        let (outbox, inbox) = channel();
        let folder = FolderWorker::start(outbox.clone(), Arc::clone(&wake));
        Ok(Self {
            runtime: Some(runtime),
            shared: Arc::new(Shared {
                client,
                clock: Clock::default(),
                servers: Servers::default(),
                outbox,
                wake,
                browser,
                pastes: Pastes::default(),
                folder,
                jars: Mutex::default(),
                sessions: Mutex::default(),
                store: OnceCell::default(),
                told: Mutex::default(),
            }),
            inbox,
            tasks: Vec::new(),
        })
    }
}

impl LiveRunner {
    /// The same whose sessions go by this clock.
    #[cfg(test)]
    pub(crate) fn with_clock(mut self, clock: Clock) -> Self {
        let shared = Arc::get_mut(&mut self.shared);
        shared.expect("nothing was begun").clock = clock;
        self
    }

    /// The next event, where one comes in time.
    pub(crate) fn next_event(&self, patience: Duration) -> Option<Event> {
        self.inbox.recv_timeout(patience).ok()
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
        // In the order of the questions, which tasks do not keep.
        if let Work::Folder(work) = work {
            return self.shared.folder.run(work);
        }
        let Some(runtime) = &self.runtime else {
            return;
        };
        let shared = Arc::clone(&self.shared);
        let (stop, stopped) = oneshot::channel();
        let whose = work.cancellable();
        let handle = runtime.spawn(async move { shared.perform(work, stopped).await });
        self.tasks.retain(|task| !task.handle.is_finished());
        self.tasks.push(Task {
            whose,
            _stop: stop,
            handle,
        });
    }

    fn switch(&mut self, switch: Switch) {
        match switch {
            Switch::Cancel(connection) => self.tasks.retain(|task| task.whose != Some(connection)),
            Switch::ClearLog => self.shared.client.log().clear(),
            Switch::ForgetCookies(connection) => self.shared.forget_cookies(connection),
            Switch::Paste(connection, text) => self.shared.pastes.hand_over(connection, text),
            Switch::SetOffline(offline) => self.shared.client.set_offline(offline),
            Switch::TrustCertificate(certificate) => self.shared.client.trust(certificate),
        }
    }

    fn events(&mut self) -> Vec<Event> {
        self.shared.tell_log();
        self.inbox.try_iter().collect()
    }

    fn finish_writing(&mut self, patience: Duration) {
        self.shared.folder.finish(patience);
    }
}

impl Shared {
    async fn perform(&self, work: Work, stop: oneshot::Receiver<()>) {
        let work = match work {
            Work::Probe(plan) => return self.probe(*plan, stop).await,
            Work::Run(plan) => return self.run(plan, stop).await,
            work => work,
        };
        let sent = self.client.log().sent();
        let connection = work.cancellable();
        let event = tokio::select! {
            event = self.event_of(work) => event,
            _ = stop => None,
        };
        // Also where it was stopped: the record of a request that was dropped is written by now.
        self.tell_log();
        if let Some(connection) = connection {
            self.compare_clocks(connection, sent);
            self.tell_cookies(connection);
        }
        if let Some(event) = event {
            self.send(event);
        }
    }

    /// Does the work; its answer, where it has one.
    async fn event_of(&self, work: Work) -> Option<Event> {
        let session = async |ticket: Ticket, plan| self.session(ticket.connection, plan).await;
        let asking = async |ticket: Ticket, plan, by| {
            let session = self.session(ticket.connection, plan).await?;
            let person = self.person(Asker { ticket, by }, session.connection());
            Ok(session.with_person(person))
        };
        Some(match work {
            Work::AskAbout(ticket, plan, asks) => {
                let told = async |session| self.ask_about(session, &asks).await;
                Event::TokenAnswered(ticket, of(session(ticket, plan).await, told).await)
            }
            Work::Body(connection, work) => Event::Body(connection, answer::done(work).await),
            Work::Call(ticket, plan, request, token) => {
                let session = self.api_session(ticket.connection, plan).await;
                let has_token =
                    token.is_some() || request.request.header_value("authorization").is_some();
                let called = async |(session, lack): (Session, Option<FailureText>)| {
                    let called = work::call(&session, request, token).await?;
                    Ok(work::without_keys(called, lack.filter(|_| has_token)))
                };
                Event::Called(ticket, of(session, called).await)
            }
            Work::CallWithLogin(ticket, plan, request, login, held) => {
                let session = self.api_session(ticket.connection, plan).await;
                let by = AskedBy::Call;
                let called = async |(session, lack): (Session, Option<FailureText>)| {
                    let person = self.person(Asker { ticket, by }, session.connection());
                    let session = session.with_person(person);
                    let held = held.as_ref();
                    let called = work::call_with_login(&session, request, &login, held).await?;
                    let has_token = held.is_some() || called.login.is_some();
                    Ok(work::without_keys(called, lack.filter(|_| has_token)))
                };
                Event::Called(ticket, of(session, called).await)
            }
            Work::Curl {
                number,
                with_secrets,
            } => return self.curl(number, with_secrets),
            Work::DeleteKept(generation, rows) => {
                Event::KeptListed(generation, self.delete_kept(rows).await)
            }
            Work::Discover(ticket, plan) => {
                let found = async |session| work::discover(&session).await;
                Event::Discovered(ticket, of(session(ticket, plan).await, found).await)
            }
            Work::Import(work) => importing::perform(work).await,
            Work::Inspect(ticket, plan) => {
                let look = move || Ok(work::look(&plan, now()));
                let looked = off_thread(look).await;
                let id = ticket.connection;
                Event::Inspected(ticket, looked.map(|one| self.with_keys(id, one)))
            }
            Work::OpenBrowser(address) => {
                return self.open_browser(address).await.map(Event::BrowserFailed);
            }
            Work::Place(work) => Event::Place(self.place(work).await),
            Work::ReadFile(connection, path) => {
                let text = off_thread(move || file::read(&path)).await;
                Event::FileRead(connection, text)
            }
            Work::LookAtPath(ask) => {
                let asked = ask.clone();
                let look = off_thread(move || Ok(paths::look(asked))).await;
                Event::PathLooked(look.unwrap_or_else(|failure| paths::failed(ask, failure)))
            }
            Work::ListKept(generation) => Event::KeptListed(generation, self.list_kept().await),
            Work::LookForKept(ticket, plan) => {
                let found = async |session| self.look_for_kept(ticket.connection, session).await;
                Event::KeptFound(ticket, of(session(ticket, plan).await, found).await)
            }
            Work::FreshToken(ticket, plan) => {
                let session = asking(ticket, plan, AskedBy::Token).await;
                let token = async |session| self.fresh(ticket.connection, session).await;
                Event::TokenReceived(ticket, of(session, token).await)
            }
            Work::RequestToken(ticket, plan) => {
                let keeps = plan.keeps;
                let session = asking(ticket, plan, AskedBy::Token).await;
                let token = async |session| match keeps {
                    true => self.new_to_keep(ticket.connection, session).await,
                    false => work::token(&session).await,
                };
                Event::TokenReceived(ticket, of(session, token).await)
            }
            Work::RenewToken(ticket, plan, held) => {
                let token = async |session| work::renew(&session, &held).await;
                let by = AskedBy::Token;
                let renewed = match held.kept() {
                    Some(kept) => self.renew_kept(Asker { ticket, by }, kept, &held).await,
                    None => of(session(ticket, plan).await, token).await,
                };
                Event::TokenReceived(ticket, renewed)
            }
            Work::Folder(_) | Work::Probe(_) | Work::Run(_) => return None,
            Work::SaveProbe(ticket, file) => {
                let saved = off_thread(move || file.save()).await;
                Event::Probe(ticket, ProbeEvent::Saved(saved))
            }
            Work::SaveText(file, remark) => {
                Event::TextSaved(off_thread(move || file.save()).await, remark)
            }
            Work::StartPlayground => Event::PlaygroundStarted(self.servers.start().await),
            Work::Verify(ticket, text, plan) => {
                let verified = async |session| Ok(work::verify(&session, &text, false).await);
                let verified = of(session(ticket, plan).await, verified).await;
                let id = ticket.connection;
                Event::Inspected(ticket, verified.map(|one| self.with_keys(id, one)))
            }
            Work::VerifyAgain(ticket, text, mut plan) => {
                if let Some(keys) = &mut plan.keys {
                    keys.as_before = true;
                }
                let verified = async |session| Ok(work::verify(&session, &text, true).await);
                let verified = of(session(ticket, plan).await, verified).await;
                let id = ticket.connection;
                Event::Inspected(ticket, verified.map(|one| self.with_keys(id, one)))
            }
        })
    }

    /// Sends first and wakes after: the other way round, the window could look too early.
    fn send(&self, event: Event) {
        // The window is gone: nobody needs the event.
        if self.outbox.send(event).is_ok() {
            (self.wake)();
        }
    }

    fn curl(&self, number: u64, with_secrets: bool) -> Option<Event> {
        let exchanges = self.client.log().exchanges();
        let exchange = exchanges.iter().find(|exchange| exchange.id == number)?;
        let command = if with_secrets {
            exchange.as_curl_with_secrets()
        } else {
            exchange.as_curl()
        };
        Some(Event::CurlMade(command.into()))
    }
}

/// What a session gives, where there is one.
async fn of<S, T>(
    session: Result<S, FailureText>,
    work: impl AsyncFnOnce(S) -> Result<T, FailureText>,
) -> Result<T, FailureText> {
    work(session?).await
}

/// Runs something long beside the runtime's own work.
async fn off_thread<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, FailureText> + Send + 'static,
) -> Result<T, FailureText> {
    tokio::task::spawn_blocking(work).await.unwrap_or_else(|_| {
        Err(FailureText::new(
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
pub(crate) mod tests;
