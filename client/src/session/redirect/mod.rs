//! Listening on a loopback redirect URI ([RFC 8252 §7.3]) for the answer of one login, and for nothing else.
//!
//! [RFC 8252 §7.3]: https://www.rfc-editor.org/rfc/rfc8252#section-7.3

mod http;
mod page;
mod port;

use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use claimscope_core::code::Code;
use claimscope_core::url::Url;
use claimscope_oauth::{AuthorizationCode, OauthError, PendingAuthorization};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{mpsc, oneshot};
use tokio::task::{AbortHandle, JoinSet};

use crate::SessionError;
use crate::code::login;
use http::{Exchange, Incoming};
use page::Reply;

/// How long a page may take on its way to the browser.
const PAGE_TIMEOUT: Duration = Duration::from_secs(5);

/// How many connections are served at once; a browser opens a handful. The oldest whose request is not there yet makes room
/// for another, so that connections which say nothing keep no answer out.
const MAX_CONNECTIONS: usize = 32;

/// Sockets that wait for the answer of a login.
#[derive(Debug)]
pub(super) struct RedirectListener {
    sockets: Vec<TcpListener>,
    redirect_uri: String,
    path: String,
}

impl RedirectListener {
    /// Listens on a redirect URI: on both loopback addresses where it says `localhost`, on a free port where it says 0.
    pub(super) async fn bind(redirect_uri: &str) -> Result<Self, SessionError> {
        let (url, addresses) = addresses(redirect_uri)?;
        let mut port = url.port_or_default();
        let mut sockets = Vec::new();
        for (index, address) in addresses.iter().enumerate() {
            match TcpListener::bind(SocketAddr::new(*address, port)).await {
                Ok(socket) => {
                    if port == 0 {
                        port = socket.local_addr().map_or(0, |address| address.port());
                    }
                    sockets.push(socket);
                }
                // A machine without IPv6 sends nobody there.
                Err(error) if index > 0 && error.kind() == io::ErrorKind::AddrNotAvailable => {}
                Err(error) if index > 0 && error.raw_os_error() == Some(UNSUPPORTED_FAMILY) => {}
                Err(error) => return Err(refused(&error, port)),
            }
        }
        let redirect_uri = match url.port() {
            Some(0) => redirect_uri.replacen(":0", &format!(":{port}"), 1),
            _ => redirect_uri.to_owned(),
        };
        Ok(Self {
            sockets,
            redirect_uri,
            path: match url.path() {
                "" => "/".to_owned(),
                path => path.to_owned(),
            },
        })
    }

    /// The redirect URI, with the port that was taken.
    pub(super) fn redirect_uri(&self) -> &str {
        &self.redirect_uri
    }

    /// Waits for the answer to this login. Whatever else comes is answered with a status that says so, and `refused` is
    /// told of what looked like an answer.
    pub(super) async fn answer(
        &self,
        pending: &PendingAuthorization,
        refused: impl Fn(OauthError),
    ) -> Arrived {
        let (sender, mut incoming) = mpsc::channel(16);
        // Dropped with the future, which ends every connection.
        let mut connections = JoinSet::new();
        let mut open = Vec::new();
        loop {
            let arrived: Exchange = tokio::select! {
                // What has come is looked at before anything makes room.
                biased;
                Some(arrived) = incoming.recv() => arrived,
                Some(_) = connections.join_next() => continue,
                stream = self.accept() => {
                    make_room(&mut open);
                    let read = Arc::new(AtomicBool::new(false));
                    let served = http::serve(stream, sender.clone(), Arc::clone(&read));
                    let task = connections.spawn(served);
                    open.push(Open { task, read });
                    continue;
                }
            };
            match self.judge(&arrived.request, pending) {
                // A browser that went away has no page to read.
                Judged::Other(page) => drop(arrived.reply.send(page)),
                Judged::Refused(error) => {
                    drop(arrived.reply.send(page::refused(&error)));
                    refused(error);
                }
                Judged::Answer(text) => {
                    return Arrived {
                        text,
                        reply: arrived.reply,
                        written: arrived.written,
                        _connections: connections,
                    };
                }
            }
        }
    }

    async fn accept(&self) -> TcpStream {
        loop {
            let accepted = match self.sockets.as_slice() {
                [one] => one.accept().await,
                [one, other, ..] => tokio::select! {
                    accepted = one.accept() => accepted,
                    accepted = other.accept() => accepted,
                },
                [] => std::future::pending().await,
            };
            if let Ok((stream, _)) = accepted {
                return stream;
            }
        }
    }

    fn judge(&self, request: &Incoming, pending: &PendingAuthorization) -> Judged {
        let (path, query) = match request.target.split_once('?') {
            Some((path, query)) => (path, Some(query)),
            None => (request.target.as_str(), None),
        };
        if path != self.path {
            return Judged::Other(page::not_found());
        }
        if !request.is_for(&self.redirect_uri) {
            return Judged::Other(page::bad_request("This address is not the redirect URI."));
        }
        let text = match request.method.as_str() {
            "POST" => request.body.clone(),
            // The redirect URI may have a query of its own, with the answer in the fragment.
            "GET" if !query.is_some_and(has_answer) => return Judged::Other(page::fragment()),
            "GET" => request.target.clone(),
            _ => return Judged::Other(page::method_not_allowed()),
        };
        if pending.is_answer(&text) {
            return Judged::Answer(text);
        }
        match pending.accept(&text) {
            Err(error) => Judged::Refused(error),
            // A body without parameters, which nobody's server sends.
            Ok(_) => Judged::Other(page::bad_request("This is no answer of a login.")),
        }
    }
}

/// Whether a query has any of an answer's parameters.
fn has_answer(query: &str) -> bool {
    let mut names = query
        .split('&')
        .map(|pair| pair.split('=').next().unwrap_or_default());
    names.any(|name| matches!(name, "code" | "error" | "state" | "response" | "iss"))
}

/// The answer of the login that is waited for; its browser waits for a page.
pub(super) struct Arrived {
    /// The request's target or its body.
    pub(super) text: String,
    reply: oneshot::Sender<Reply>,
    written: oneshot::Receiver<()>,
    /// Ends with it.
    _connections: JoinSet<()>,
}

impl Arrived {
    /// Shows in the browser what the answer came to.
    pub(super) async fn show(self, answer: &Result<AuthorizationCode, OauthError>) {
        let page = match answer {
            Ok(_) => page::done(),
            Err(error) => page::failed(error),
        };
        // A browser that went away has no page to read.
        drop(self.reply.send(page));
        drop(tokio::time::timeout(PAGE_TIMEOUT, self.written).await);
    }
}

/// A connection that is being served.
struct Open {
    task: AbortHandle,
    /// Whether its request is there.
    read: Arc<AtomicBool>,
}

/// Ends the oldest connection whose request is not there yet, where there are too many; else the oldest of all.
fn make_room(open: &mut Vec<Open>) {
    open.retain(|open| !open.task.is_finished());
    if open.len() < MAX_CONNECTIONS {
        return;
    }
    let silent = open
        .iter()
        .position(|open| !open.read.load(Ordering::Relaxed));
    open.remove(silent.unwrap_or(0)).task.abort();
}

/// `EAFNOSUPPORT` on Linux: the machine has no IPv6 at all.
const UNSUPPORTED_FAMILY: i32 = 97;

enum Judged {
    /// Nothing of a login.
    Other(Reply),
    /// What looks like an answer and is none of this login.
    Refused(OauthError),
    /// The answer, for good or ill.
    Answer(String),
}

/// The redirect URI with a port that is free now in place of 0, for a registration that comes before the listening.
pub(super) async fn with_free_port(redirect_uri: &str) -> Result<String, SessionError> {
    let is_open = Url::parse(redirect_uri).is_ok_and(|url| url.port() == Some(0));
    match is_open && can_listen_on(redirect_uri) {
        true => Ok(RedirectListener::bind(redirect_uri).await?.redirect_uri),
        false => Ok(redirect_uri.to_owned()),
    }
}

/// Whether a redirect URI stands for this machine, by plain HTTP.
pub(super) fn can_listen_on(redirect_uri: &str) -> bool {
    addresses(redirect_uri.trim()).is_ok()
}

/// The loopback addresses that a redirect URI stands for.
fn addresses(redirect_uri: &str) -> Result<(Url, Vec<IpAddr>), SessionError> {
    let unfit = |message: &str| SessionError::Login {
        code: login::REDIRECT_URI,
        message: message.to_owned(),
        hint:
            "register http://127.0.0.1:8400/callback, or paste the address that the browser ends on"
                .to_owned(),
    };
    let url = Url::parse(redirect_uri)
        .map_err(|error| unfit(&format!("the redirect URI cannot be listened on: {error}")))?;
    if url.is_https() {
        return Err(unfit(
            "the redirect URI is https, for which this program has no certificate",
        ));
    }
    let host = url.host().to_ascii_lowercase();
    let literal = host.trim_matches(['[', ']']).parse::<IpAddr>();
    let addresses = match literal {
        Ok(address) if address.is_loopback() => vec![address],
        Err(_) if host == "localhost" => {
            vec![Ipv4Addr::LOCALHOST.into(), Ipv6Addr::LOCALHOST.into()]
        }
        Ok(_) | Err(_) => {
            return Err(unfit("the redirect URI is not on this machine"));
        }
    };
    Ok((url, addresses))
}

fn refused(error: &io::Error, port: u16) -> SessionError {
    let failure = |code: Code, message: String, hint: &str| SessionError::Login {
        code,
        message,
        hint: hint.to_owned(),
    };
    if error.kind() != io::ErrorKind::AddrInUse {
        let message = format!("port {port} of the redirect URI cannot be listened on: {error}");
        let hint = "use a redirect URI with another port, above 1023";
        return failure(login::PORT_REFUSED, message, hint);
    }
    let holder = match port::holder(port) {
        Some(holder) => format!(" by {holder}"),
        None => String::new(),
    };
    failure(
        login::PORT_TAKEN,
        format!("port {port} of the redirect URI is taken{holder}"),
        "end that program, or register and use a redirect URI with another port; pasting the address works too",
    )
}

#[cfg(test)]
mod tests;
