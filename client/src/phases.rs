//! When the phases of an exchange began and ended, as far as the HTTP library lets one see them.

use std::future::Future;
use std::net::ToSocketAddrs as _;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};
use std::time::{Duration, Instant};

use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use rustls::NamedGroup;
use rustls::client::{
    ClientSessionMemoryCache, ClientSessionStore, Tls12ClientSessionValue, Tls13ClientSessionValue,
};
use rustls::pki_types::ServerName;
use tower::{Layer, Service};

/// How long each phase of an exchange took. What could not be seen is `None`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Phases {
    /// Looking up the host's name, or the proxy's.
    pub lookup: Option<Duration>,
    /// Connecting, and where there is a proxy having it connect.
    pub connect: Option<Duration>,
    /// The TLS handshake.
    pub tls: Option<Duration>,
    /// Sending the request and waiting for the head of the answer.
    pub waiting: Duration,
    /// From the head to the end of the body.
    pub download: Duration,
}

#[derive(Clone, Copy, Default)]
struct Marks {
    lookup: Option<Duration>,
    connect_began: Option<Instant>,
    hello: Option<Instant>,
    connected: Option<Instant>,
}

tokio::task_local! {
    /// The exchange that this task is at. Connections are made within it, as none is kept for later.
    static MARKS: Arc<Mutex<Marks>>;
}

fn mark(set: impl FnOnce(&mut Marks)) {
    // Outside of an exchange there is nothing to mark.
    let _ = MARKS.try_with(|marks| set(&mut marks.lock().unwrap_or_else(PoisonError::into_inner)));
}

/// Watches an exchange up to the head of its answer.
pub(crate) struct Watch {
    marks: Arc<Mutex<Marks>>,
    began: Instant,
    head: Instant,
}

impl Watch {
    /// Runs what gives the head, and watches it.
    pub(crate) async fn head_of<T>(work: impl Future<Output = T>) -> (T, Self) {
        let (marks, began) = (Arc::default(), Instant::now());
        let output = MARKS.scope(Arc::clone(&marks), work).await;
        let head = Instant::now();
        (output, Self { marks, began, head })
    }

    /// The phases of an exchange whose body has ended now.
    pub(crate) fn phases(&self) -> Phases {
        let marks = *self.marks.lock().unwrap_or_else(PoisonError::into_inner);
        let to = |from: Instant, to: Instant| to.saturating_duration_since(from);
        let lookup = marks.lookup;
        let connect = marks.connect_began.and_then(|began| {
            let until = marks.hello.or(marks.connected)?;
            Some(to(began, until).saturating_sub(lookup.unwrap_or_default()))
        });
        let tls = marks.hello.zip(marks.connected);
        Phases {
            lookup,
            connect,
            tls: tls.map(|(hello, connected)| to(hello, connected)),
            waiting: to(marks.connected.unwrap_or(self.began), self.head),
            download: self.head.elapsed(),
        }
    }
}

/// Looks names up as the system does, and says how long it took.
pub(crate) struct WatchedResolver;

impl Resolve for WatchedResolver {
    fn resolve(&self, name: Name) -> Resolving {
        Box::pin(async move {
            let began = Instant::now();
            let look_up = move || (name.as_str(), 0).to_socket_addrs();
            let addresses = tokio::task::spawn_blocking(look_up).await??;
            mark(|marks| marks.lookup = Some(began.elapsed()));
            Ok(Box::new(addresses) as Addrs)
        })
    }
}

/// Says when a connection was begun and was there, TLS included.
#[derive(Clone, Copy)]
pub(crate) struct WatchedConnections;

impl<S> Layer<S> for WatchedConnections {
    type Service = WatchedConnector<S>;

    fn layer(&self, inner: S) -> WatchedConnector<S> {
        WatchedConnector(inner)
    }
}

/// What connects, watched.
#[derive(Clone)]
pub(crate) struct WatchedConnector<S>(S);

impl<S, R> Service<R> for WatchedConnector<S>
where
    S: Service<R>,
    S::Future: Send + 'static,
{
    type Response = S::Response;
    type Error = S::Error;
    type Future = Pin<Box<dyn Future<Output = Result<S::Response, S::Error>> + Send>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.0.poll_ready(context)
    }

    fn call(&mut self, request: R) -> Self::Future {
        mark(|marks| {
            *marks = Marks {
                connect_began: Some(Instant::now()),
                ..Marks::default()
            };
        });
        let connecting = self.0.call(request);
        Box::pin(async move {
            let connection = connecting.await;
            mark(|marks| marks.connected = Some(Instant::now()));
            connection
        })
    }
}

/// Says when a handshake begins: the first thing that it asks for is a session to resume, and a group to begin with.
#[derive(Debug)]
pub(crate) struct WatchedSessions(ClientSessionMemoryCache);

impl WatchedSessions {
    /// As many as are remembered by default.
    pub(crate) fn new() -> Self {
        Self(ClientSessionMemoryCache::new(256))
    }
}

impl ClientSessionStore for WatchedSessions {
    fn set_kx_hint(&self, server_name: ServerName<'static>, group: NamedGroup) {
        self.0.set_kx_hint(server_name, group);
    }

    fn kx_hint(&self, server_name: &ServerName<'_>) -> Option<NamedGroup> {
        mark(|marks| marks.hello = Some(Instant::now()));
        self.0.kx_hint(server_name)
    }

    fn set_tls12_session(&self, server_name: ServerName<'static>, value: Tls12ClientSessionValue) {
        self.0.set_tls12_session(server_name, value);
    }

    fn tls12_session(&self, server_name: &ServerName<'_>) -> Option<Tls12ClientSessionValue> {
        self.0.tls12_session(server_name)
    }

    fn remove_tls12_session(&self, server_name: &ServerName<'static>) {
        self.0.remove_tls12_session(server_name);
    }

    fn insert_tls13_ticket(
        &self,
        server_name: ServerName<'static>,
        value: Tls13ClientSessionValue,
    ) {
        self.0.insert_tls13_ticket(server_name, value);
    }

    fn take_tls13_ticket(
        &self,
        server_name: &ServerName<'static>,
    ) -> Option<Tls13ClientSessionValue> {
        self.0.take_tls13_ticket(server_name)
    }
}
