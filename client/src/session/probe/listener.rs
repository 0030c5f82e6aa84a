//! A listener on this machine that sees whether an API fetches what a token names.

use std::collections::BTreeSet;
use std::io;
use std::net::{IpAddr, Ipv4Addr};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use claimscope_core::base64url;
use claimscope_core::entropy::NoEntropy;
use claimscope_core::url::Url;
use claimscope_oauth::probe::ServedDocument;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;

use crate::entropy;

/// The most that is read of a request.
const MAX_BYTES: usize = 16 * 1024;

/// How long a request may take to come.
const READ_TIMEOUT: Duration = Duration::from_secs(5);

/// How many requests are answered at once; whatever else comes waits.
const MAX_CONNECTIONS: usize = 16;

/// Listens under a path that nobody guesses: on a free port of 127.0.0.1, or where a person says that the API reaches it.
pub(super) struct FetchListener {
    socket: TcpListener,
    /// Host and port, as a token names them.
    authority: String,
    folder: String,
    fetched: Fetched,
}

/// The paths that were fetched.
#[derive(Clone, Default)]
pub(super) struct Fetched(Arc<Mutex<BTreeSet<String>>>);

impl Fetched {
    /// Whether this path was fetched, which a [`ServedDocument`] has too.
    pub(super) fn has(&self, path: &str) -> bool {
        let paths = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        paths.contains(path)
    }

    fn add(&self, path: &str) {
        let mut paths = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        paths.insert(path.to_owned());
    }
}

impl FetchListener {
    pub(super) async fn bind() -> io::Result<Self> {
        Self::bind_as(&Ipv4Addr::LOCALHOST.to_string()).await
    }

    /// Listens on an IP address of this machine, and for `localhost` on 127.0.0.1; of any other name, such as that by which containers
    /// reach it, on all of them. Without a port, on a free one.
    pub(super) async fn bind_as(named: &str) -> io::Result<Self> {
        let url = Url::parse(&format!("http://{named}")).ok();
        let url = url
            .filter(|url| url.origin() == url.as_str())
            .ok_or_else(|| {
                io::Error::new(io::ErrorKind::InvalidInput, "it is no HOST or HOST:PORT")
            })?;
        let host = url.host();
        let address = match host.trim_matches(['[', ']']).parse() {
            Ok(address) => address,
            Err(_) if url.is_loopback() => IpAddr::V4(Ipv4Addr::LOCALHOST),
            Err(_) => IpAddr::V4(Ipv4Addr::UNSPECIFIED),
        };
        let socket = TcpListener::bind((address, url.port().unwrap_or(0))).await?;
        let mut name = [0; 12];
        entropy(&mut name).map_err(|NoEntropy| io::Error::other(NoEntropy))?;
        Ok(Self {
            authority: format!("{host}:{}", socket.local_addr()?.port()),
            socket,
            folder: format!("/{}", base64url::encode(name)),
            fetched: Fetched::default(),
        })
    }

    /// Where it listens, without a slash at the end.
    pub(super) fn address(&self) -> String {
        format!("http://{}{}", self.authority, self.folder)
    }

    /// What is fetched, while [`FetchListener::serve`] runs.
    pub(super) fn fetched(&self) -> Fetched {
        self.fetched.clone()
    }

    /// Answers for ever; whoever drops the future ends every connection.
    pub(super) async fn serve(self, documents: Vec<ServedDocument>) {
        let documents = Arc::new(documents);
        let mut connections = JoinSet::new();
        loop {
            tokio::select! {
                accepted = self.socket.accept(), if connections.len() < MAX_CONNECTIONS => {
                    if let Ok((stream, _)) = accepted {
                        let (folder, fetched) = (self.folder.clone(), self.fetched());
                        connections.spawn(answer(stream, folder, fetched, Arc::clone(&documents)));
                    }
                }
                Some(_) = connections.join_next() => {}
            }
        }
    }
}

/// Answers one request, and notes its path where it is one that a token names.
async fn answer(
    mut stream: TcpStream,
    folder: String,
    fetched: Fetched,
    documents: Arc<Vec<ServedDocument>>,
) {
    let target = match tokio::time::timeout(READ_TIMEOUT, target(&mut stream)).await {
        Ok(Ok(Some(target))) => target,
        // Nothing came, or what came is no request.
        Ok(Ok(None) | Err(_)) | Err(_) => return,
    };
    let path = target.split('?').next().unwrap_or_default();
    let path = path.strip_prefix(&folder);
    if let Some(path) = path {
        fetched.add(path);
    }
    let document = documents
        .iter()
        .find(|document| Some(document.path) == path);
    let text = match document {
        Some(document) => reply("200 OK", document.media_type, &document.body),
        None => reply("404 Not Found", "text/plain", ""),
    };
    // An API that went away has no answer to read.
    let write = async {
        stream.write_all(text.as_bytes()).await?;
        stream.shutdown().await
    };
    drop(tokio::time::timeout(READ_TIMEOUT, write).await);
}

fn reply(status: &str, media_type: &str, body: &str) -> String {
    format!(
        "HTTP/1.1 {status}\r\nContent-Type: {media_type}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}",
        body.len()
    )
}

/// The target of a request whose headers are all there; `None` where it is none.
async fn target(stream: &mut TcpStream) -> io::Result<Option<String>> {
    let mut bytes = Vec::new();
    let mut chunk = [0; 4096];
    while !bytes.windows(4).any(|four| four == b"\r\n\r\n") {
        let read = stream.read(&mut chunk).await?;
        if read == 0 || bytes.len() > MAX_BYTES {
            return Ok(None);
        }
        bytes.extend_from_slice(&chunk[..read]);
    }
    let text = String::from_utf8_lossy(&bytes);
    let mut words = text.split(' ');
    Ok(words.nth(1).map(str::to_owned))
}

#[cfg(test)]
mod tests {
    use claimscope_oauth::HttpRequest;
    use claimscope_oauth::probe::{Probe, ProbeInputs};

    use super::*;
    use crate::{HttpClient, Settings};

    #[tokio::test]
    async fn it_is_named_as_the_api_reaches_it() {
        for (named, start, is_here_alone) in [
            ("127.0.0.1", "http://127.0.0.1:", true),
            ("localhost:0", "http://localhost:", true),
            ("sts.LOCALHOST", "http://sts.LOCALHOST:", true),
            (
                "host.docker.internal",
                "http://host.docker.internal:",
                false,
            ),
        ] {
            let listener = FetchListener::bind_as(named).await.unwrap();
            let address = listener.address();
            assert!(
                address.starts_with(start) && !address.contains(":0/"),
                "{address}"
            );
            let bound = listener.socket.local_addr().unwrap().ip();
            assert_eq!(bound.is_loopback(), is_here_alone, "{named}");
        }
        for odd in [
            "", "::1", "a:b", "http://a", "a/b", "[", "[::1", "a?b", "a#", "a b", "u@a",
        ] {
            assert!(FetchListener::bind_as(odd).await.is_err(), "{odd}");
        }
    }

    #[tokio::test]
    async fn only_what_a_token_names_is_seen_as_a_fetch() {
        let listener = FetchListener::bind().await.unwrap();
        let (address, fetched) = (listener.address(), listener.fetched());
        let inputs = ProbeInputs::new(HttpRequest::get("http://127.0.0.1"), "opaque".into());
        let probe = Probe::new(&inputs, crate::clock::now(), &mut entropy).unwrap();
        let served = tokio::spawn(listener.serve(probe.served().to_vec()));
        let client = HttpClient::new(Settings::default()).unwrap();
        let get = async |url: String| client.send(&HttpRequest::get(url)).await.unwrap();

        let (origin, _) = address.rsplit_once('/').unwrap();
        assert_eq!(get(format!("{origin}/jku")).await.status, 404);
        assert!(!fetched.has("/jku"));
        let document = get(format!("{address}/jku?x=1")).await;
        assert!(document.is_json() && fetched.has("/jku"));
        assert_eq!(get(format!("{address}/x5u")).await.status, 404);
        assert!(fetched.has("/x5u"));
        served.abort();
    }
}
