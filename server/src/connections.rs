//! Connections: how many there are at most, how long each may take, and which one makes room for another.

use std::collections::BTreeMap;
use std::io;
use std::pin::{Pin, pin};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll};
use std::time::Duration;

use axum::Router;
use axum::body::{Body, Bytes};
use hyper::body::{Frame, Incoming, SizeHint};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Notify, watch};
use tokio::task::JoinSet;
use tokio_rustls::TlsAcceptor;
use tower::ServiceExt;

/// How many connections both servers of a playground have at most.
const MOST: usize = 512;

/// How long a client may take over its handshake.
const HANDSHAKE_TIMEOUT: Duration = Duration::from_secs(10);

/// How long a client may take until the headers of its next request are there.
const HEADER_TIMEOUT: Duration = Duration::from_secs(30);

/// How long is waited for a connection to end before another look is taken.
const MOMENT: Duration = Duration::from_millis(50);

/// The open connections of a playground. Clones are the same.
#[derive(Clone, Debug)]
pub(crate) struct Connections {
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    most: usize,
    header_timeout: Duration,
    table: Mutex<Table>,
    /// Told whenever one ends.
    ended: Notify,
}

#[derive(Debug, Default)]
struct Table {
    open: BTreeMap<u64, Open>,
    /// Counts what happens, so that connections can be told apart, and older from newer.
    last: u64,
}

#[derive(Debug)]
struct Open {
    close: Arc<Notify>,
    /// Requests that are being answered.
    requests: usize,
    /// Bodies of theirs that are still on their way; one may never end.
    bodies: usize,
    /// When something last happened.
    touched: u64,
}

impl Default for Connections {
    fn default() -> Self {
        Self::within(MOST, HEADER_TIMEOUT)
    }
}

impl Connections {
    fn within(most: usize, header_timeout: Duration) -> Self {
        Self {
            shared: Arc::new(Shared {
                most,
                header_timeout,
                table: Mutex::default(),
                ended: Notify::new(),
            }),
        }
    }

    /// A place for a connection, once there is one.
    async fn enter(&self) -> Slot {
        loop {
            if let Some(slot) = self.try_enter() {
                return slot;
            }
            self.make_room().await;
        }
    }

    fn try_enter(&self) -> Option<Slot> {
        let mut table = self.table();
        if table.open.len() >= self.shared.most {
            return None;
        }
        let id = table.next();
        let close = Arc::new(Notify::new());
        let open = Open {
            close: Arc::clone(&close),
            requests: 0,
            bodies: 0,
            touched: id,
        };
        table.open.insert(id, open);
        Some(Slot {
            connections: self.clone(),
            id,
            close,
        })
    }

    /// Closes the connection that has waited for its client longest, and waits a moment for one to end; where all are busy, for that
    /// alone.
    async fn make_room(&self) {
        let ended = self.shared.ended.notified();
        self.close_longest_waiting();
        // Another look is taken in either case.
        let _ = tokio::time::timeout(MOMENT, ended).await;
    }

    fn close_longest_waiting(&self) {
        let table = self.table();
        let waiting = |open: &&Open| open.requests == 0 || open.bodies > 0;
        let waiting = table.open.values().filter(waiting);
        if let Some(open) = waiting.min_by_key(|open| open.touched) {
            open.close.notify_one();
        }
    }

    fn table(&self) -> MutexGuard<'_, Table> {
        // Whatever a panicking holder was at, the table is whole.
        let table = self.shared.table.lock();
        table.unwrap_or_else(PoisonError::into_inner)
    }
}

impl Table {
    fn next(&mut self) -> u64 {
        self.last += 1;
        self.last
    }
}

/// One connection's place, until it is dropped.
struct Slot {
    connections: Connections,
    id: u64,
    /// Told to make room for another.
    close: Arc<Notify>,
}

impl Slot {
    fn note(&self, change: impl FnOnce(&mut Open)) {
        let mut table = self.connections.table();
        let now = table.next();
        if let Some(open) = table.open.get_mut(&self.id) {
            open.touched = now;
            change(open);
        }
    }
}

impl Drop for Slot {
    fn drop(&mut self) {
        self.connections.table().open.remove(&self.id);
        self.connections.shared.ended.notify_waiters();
    }
}

/// A request that is being answered, until it is dropped: its connection is not idle.
struct Busy(Arc<Slot>);

impl Busy {
    fn begin(slot: &Arc<Slot>) -> Self {
        slot.note(|open| open.requests += 1);
        Self(Arc::clone(slot))
    }
}

impl Drop for Busy {
    fn drop(&mut self) {
        self.0.note(|open| open.requests -= 1);
    }
}

/// The body of a request, until it has been read or dropped: its connection waits for the client.
struct Arriving {
    body: Incoming,
    slot: Arc<Slot>,
}

impl Arriving {
    fn begin(body: Incoming, slot: &Arc<Slot>) -> Self {
        slot.note(|open| open.bodies += 1);
        Self {
            body,
            slot: Arc::clone(slot),
        }
    }
}

impl Drop for Arriving {
    fn drop(&mut self) {
        self.slot.note(|open| open.bodies -= 1);
    }
}

impl hyper::body::Body for Arriving {
    type Data = Bytes;
    type Error = hyper::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, hyper::Error>>> {
        Pin::new(&mut self.body).poll_frame(context)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

/// Serves a router on a listener until it is stopped, then answers what has begun.
pub(crate) async fn serve(
    listener: TcpListener,
    router: Router,
    tls: Option<TlsAcceptor>,
    connections: Connections,
    mut stopped: watch::Receiver<bool>,
) {
    let mut open = JoinSet::new();
    loop {
        let (stream, slot) = tokio::select! {
            accepted = accept(&listener, &connections) => accepted,
            // An error means that whoever could stop it is gone, which stops it too.
            _ = stopped.wait_for(|stopped| *stopped) => break,
        };
        while open.try_join_next().is_some() {}
        open.spawn(converse(
            stream,
            tls.clone(),
            router.clone(),
            slot,
            stopped.clone(),
        ));
    }
    drop(listener);
    while open.join_next().await.is_some() {}
}

async fn accept(listener: &TcpListener, connections: &Connections) -> (TcpStream, Slot) {
    loop {
        match listener.accept().await {
            Ok((stream, _)) => return (stream, connections.enter().await),
            Err(error) if is_of_the_peer(&error) => {}
            // Too many open files, most often: without room it would be the same at once.
            Err(_) => connections.make_room().await,
        }
    }
}

/// Whether whoever connected has gone again.
fn is_of_the_peer(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::ConnectionRefused
            | io::ErrorKind::ConnectionAborted
            | io::ErrorKind::ConnectionReset
    )
}

/// One connection from its beginning to its end, or until it has to make room.
async fn converse(
    stream: TcpStream,
    tls: Option<TlsAcceptor>,
    router: Router,
    slot: Slot,
    stopped: watch::Receiver<bool>,
) {
    let close = Arc::clone(&slot.close);
    let slot = Arc::new(slot);
    let served = async {
        match tls {
            None => answer(stream, router, &slot, stopped).await,
            Some(acceptor) => {
                let handshake = acceptor.accept(stream);
                if let Ok(Ok(stream)) = tokio::time::timeout(HANDSHAKE_TIMEOUT, handshake).await {
                    answer(stream, router, &slot, stopped).await;
                }
            }
        }
    };
    tokio::select! {
        () = served => {}
        () = close.notified() => {}
    }
}

async fn answer<S>(stream: S, router: Router, slot: &Arc<Slot>, mut stopped: watch::Receiver<bool>)
where
    S: AsyncRead + AsyncWrite + Unpin,
{
    let service = service_fn(|request: hyper::Request<Incoming>| {
        let busy = Busy::begin(slot);
        let response = router
            .clone()
            .oneshot(request.map(|body| Body::new(Arriving::begin(body, slot))));
        async move {
            let response = response.await;
            drop(busy);
            response
        }
    });
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(slot.connections.shared.header_timeout)
        .serve_connection(TokioIo::new(stream), service);
    let mut connection = pin!(connection);
    // Faults of a connection end it alone.
    tokio::select! {
        _ = connection.as_mut() => return,
        _ = stopped.wait_for(|stopped| *stopped) => connection.as_mut().graceful_shutdown(),
    }
    let _ = connection.await;
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::routing::get;
    use tokio::io::{AsyncReadExt, AsyncWriteExt};

    /// A server with room for so many connections, and where it is.
    async fn server(most: usize) -> (watch::Sender<bool>, std::net::SocketAddr) {
        server_within(most, HEADER_TIMEOUT).await
    }

    async fn server_within(
        most: usize,
        header_timeout: Duration,
    ) -> (watch::Sender<bool>, std::net::SocketAddr) {
        let router = Router::new().route("/", get(|| async { "here" }));
        serve_router(most, header_timeout, router).await
    }

    async fn serve_router(
        most: usize,
        header_timeout: Duration,
        router: Router,
    ) -> (watch::Sender<bool>, std::net::SocketAddr) {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (stop, stopped) = watch::channel(false);
        let connections = Connections::within(most, header_timeout);
        tokio::spawn(serve(listener, router, None, connections, stopped));
        (stop, address)
    }

    async fn ask(stream: &mut TcpStream) -> String {
        let request = b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n";
        stream.write_all(request).await.unwrap();
        let mut answer = vec![0; 1024];
        let length = stream.read(&mut answer).await.unwrap_or_default();
        String::from_utf8_lossy(&answer[..length]).into_owned()
    }

    #[tokio::test]
    async fn the_longest_idle_connection_makes_room() {
        let (_stop, address) = server(3).await;
        let mut streams = Vec::new();
        for _ in 0..10 {
            let mut stream = TcpStream::connect(address).await.unwrap();
            assert!(ask(&mut stream).await.ends_with("here"));
            streams.push(stream);
        }
        let mut newest = streams.pop().unwrap();
        assert!(ask(&mut newest).await.ends_with("here"), "it is still open");
        assert_eq!(streams[0].read(&mut [0]).await.unwrap_or(0), 0, "closed");
    }

    #[tokio::test]
    async fn silent_connections_keep_nobody_out() {
        let (_stop, address) = server(4).await;
        let mut silent = Vec::new();
        for _ in 0..50 {
            let mut stream = TcpStream::connect(address).await.unwrap();
            stream.write_all(b"GET / HT").await.unwrap();
            silent.push(stream);
        }
        let mut stream = TcpStream::connect(address).await.unwrap();
        assert!(ask(&mut stream).await.ends_with("here"));
    }

    #[tokio::test]
    async fn bodies_that_never_end_keep_nobody_out() {
        let read = |body: Bytes| async move { body.len().to_string() };
        let router = Router::new().route("/", get(|| async { "here" }).post(read));
        let (_stop, address) = serve_router(4, HEADER_TIMEOUT, router).await;
        let mut stuck = Vec::new();
        for _ in 0..50 {
            let mut stream = TcpStream::connect(address).await.unwrap();
            let begun = b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\nabc";
            stream.write_all(begun).await.unwrap();
            stuck.push(stream);
        }
        let mut stream = TcpStream::connect(address).await.unwrap();
        let asked = tokio::time::timeout(Duration::from_secs(20), ask(&mut stream)).await;
        assert!(asked.unwrap().ends_with("here"));
    }

    #[tokio::test]
    async fn headers_that_do_not_come_in_time_end_the_connection() {
        let (_stop, address) = server_within(4, Duration::from_millis(100)).await;
        let whole = "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n";
        for begun in [
            "",
            "GET / HTTP/1.1\r\nHost: loc",
            "GET / HTTP/1.1\r\nA: b\r\n",
            whole,
        ] {
            let mut stream = TcpStream::connect(address).await.unwrap();
            stream.write_all(begun.as_bytes()).await.unwrap();
            let mut answer = Vec::new();
            let end = stream.read_to_end(&mut answer);
            let end = tokio::time::timeout(Duration::from_secs(20), end).await;
            assert!(end.is_ok(), "{begun:?} is still open");
        }
    }

    #[tokio::test]
    async fn a_stop_lets_open_connections_go() {
        let (stop, address) = server(4).await;
        let mut stream = TcpStream::connect(address).await.unwrap();
        assert!(ask(&mut stream).await.ends_with("here"));
        stop.send(true).unwrap();
        assert_eq!(stream.read(&mut [0]).await.unwrap_or(0), 0);
    }
}
