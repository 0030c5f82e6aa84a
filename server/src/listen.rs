//! Sockets: which ports are taken, serving a router on them, and stopping.

use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::time::Duration;

use axum::Router;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinHandle;
use tokio::time::Instant;

use crate::connections::{self, Connections};
use crate::tls::TlsIdentity;

/// How many ports after the preferred one are tried.
const NEXT_PORTS: u16 = 100;

/// How long a stop waits for requests that are being answered.
const STOP_TIMEOUT: Duration = Duration::from_secs(1);

/// Which port to listen on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Port {
    /// This one, or the next free one.
    From(u16),
    /// This one and no other.
    Exactly(u16),
    /// Whichever is free.
    Any,
}

impl Port {
    /// A port as a person gives it: 0 is any free one.
    pub(crate) fn given(port: u16) -> Self {
        match port {
            0 => Self::Any,
            port => Self::Exactly(port),
        }
    }
}

/// Who can reach the sockets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reach {
    /// This machine alone.
    Loopback,
    /// Every network that this machine is in.
    Network,
}

/// Opens `port`, in both address families where the machine has both.
pub(crate) async fn bind(reach: Reach, port: Port) -> io::Result<Vec<TcpListener>> {
    match port {
        Port::Exactly(port) => bind_both(reach, port).await,
        Port::From(first) => {
            let mut outcome = bind_both(reach, first).await;
            for port in first.saturating_add(1)..=first.saturating_add(NEXT_PORTS) {
                match &outcome {
                    Err(error) if error.kind() == io::ErrorKind::AddrInUse => {}
                    _ => break,
                }
                outcome = bind_both(reach, port).await;
            }
            outcome
        }
        Port::Any => {
            // A port that is free in one family may be taken in the other.
            let mut outcome = bind_both(reach, 0).await;
            for _ in 0..NEXT_PORTS {
                if outcome.is_ok() {
                    break;
                }
                outcome = bind_both(reach, 0).await;
            }
            outcome
        }
    }
}

/// `localhost` may mean either family, so a port that somebody else has in one of them counts as taken.
async fn bind_both(reach: Reach, port: u16) -> io::Result<Vec<TcpListener>> {
    let (four, six) = match reach {
        Reach::Loopback => (Ipv4Addr::LOCALHOST, Ipv6Addr::LOCALHOST),
        Reach::Network => (Ipv4Addr::UNSPECIFIED, Ipv6Addr::LOCALHOST),
    };
    let first = TcpListener::bind((IpAddr::V4(four), port)).await?;
    let port = first.local_addr()?.port();
    match TcpListener::bind((IpAddr::V6(six), port)).await {
        Ok(second) => Ok(vec![first, second]),
        Err(error) if error.kind() == io::ErrorKind::AddrInUse => Err(error),
        // A machine without IPv6 is no fault.
        Err(_) => Ok(vec![first]),
    }
}

/// A router being served.
#[derive(Debug)]
pub(crate) struct Serving {
    pub(crate) addresses: Vec<SocketAddr>,
    stop: watch::Sender<bool>,
    tasks: Vec<JoinHandle<()>>,
}

impl Serving {
    /// Serves `router` on `listeners`, over TLS where there is an identity, with as many connections as there is room for
    /// among those of the whole playground.
    pub(crate) fn start(
        listeners: Vec<TcpListener>,
        router: &Router,
        identity: Option<&TlsIdentity>,
        connections: &Connections,
    ) -> io::Result<Self> {
        let (stop, stopped) = watch::channel(false);
        let addresses = listeners
            .iter()
            .map(TcpListener::local_addr)
            .collect::<io::Result<_>>()?;
        let mut tasks = Vec::new();
        for listener in listeners {
            tasks.push(tokio::spawn(connections::serve(
                listener,
                router.clone(),
                identity.map(TlsIdentity::acceptor),
                connections.clone(),
                stopped.clone(),
            )));
        }
        Ok(Self {
            addresses,
            stop,
            tasks,
        })
    }

    /// Closes the sockets, answers what has begun, and ends.
    pub(crate) async fn stop(self) {
        // Without receivers the tasks have ended already.
        let _ = self.stop.send(true);
        let end = Instant::now() + STOP_TIMEOUT;
        for mut task in self.tasks {
            if tokio::time::timeout_at(end, &mut task).await.is_err() {
                task.abort();
            }
        }
    }
}
