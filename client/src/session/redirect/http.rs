//! As much HTTP as a redirect needs: one request, one page, and the connection is closed.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use claimscope_core::url::Url;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::sync::{mpsc, oneshot};

use super::page::{self, Reply};

/// The most that is read of a request, which a browser's headers and an answer do not come near.
const MAX_BYTES: usize = 128 * 1024;

/// How long a browser may take for its request.
const READ_TIMEOUT: Duration = Duration::from_secs(5);

/// A request as far as it matters.
#[derive(Clone, Debug)]
pub(super) struct Incoming {
    pub(super) method: String,
    /// Path and query.
    pub(super) target: String,
    host: String,
    pub(super) body: String,
}

impl Incoming {
    /// Whether the request names the host and port of this URI: a page of another site cannot make a browser do so.
    pub(super) fn is_for(&self, uri: &str) -> bool {
        let Ok(expected) = Url::parse(uri) else {
            return false;
        };
        let named = Url::parse(&format!("http://{}", self.host));
        named.is_ok_and(|named| {
            named.host().eq_ignore_ascii_case(expected.host())
                && named.port_or_default() == expected.port_or_default()
        })
    }
}

/// A request that waits for its page.
#[derive(Debug)]
pub(super) struct Exchange {
    pub(super) request: Incoming,
    pub(super) reply: oneshot::Sender<Reply>,
    /// Comes when the page is on its way, or the browser is gone.
    pub(super) written: oneshot::Receiver<()>,
}

/// Reads one request, hands it on, and writes the page that comes back. `is_read` is set once the request is there.
pub(super) async fn serve(
    mut stream: TcpStream,
    requests: mpsc::Sender<Exchange>,
    is_read: Arc<AtomicBool>,
) {
    let read = tokio::time::timeout(READ_TIMEOUT, read(&mut stream)).await;
    is_read.store(true, Ordering::Relaxed);
    // Dropped at the end, which is what is waited for.
    let (_written, written) = oneshot::channel();
    let reply = match read {
        Ok(Ok(Some(request))) => {
            let (reply, page) = oneshot::channel();
            let exchange = Exchange {
                request,
                reply,
                written,
            };
            if requests.send(exchange).await.is_err() {
                return;
            }
            page.await
        }
        Ok(Ok(None)) => Ok(page::bad_request("The request cannot be read.")),
        // Nothing came, or the browser went away.
        Ok(Err(_)) | Err(_) => return,
    };
    if let Ok(reply) = reply {
        let text = reply.as_http();
        let write = async {
            stream.write_all(text.as_bytes()).await?;
            stream.shutdown().await
        };
        // A browser that went away has no page to read.
        drop(tokio::time::timeout(READ_TIMEOUT, write).await);
    }
}

/// One request; `None` where it is none, or too long.
async fn read(stream: &mut TcpStream) -> io::Result<Option<Incoming>> {
    let mut bytes = Vec::new();
    let head = loop {
        if let Some(end) = bytes.windows(4).position(|four| four == b"\r\n\r\n") {
            break end;
        }
        if bytes.len() > MAX_BYTES {
            return Ok(None);
        }
        more(stream, &mut bytes).await?;
    };
    let Some((mut request, length)) = parse(&bytes[..head]) else {
        return Ok(None);
    };
    if length > MAX_BYTES {
        return Ok(None);
    }
    let start = head + 4;
    while bytes.len() < start + length {
        more(stream, &mut bytes).await?;
    }
    request.body = String::from_utf8_lossy(&bytes[start..start + length]).into_owned();
    Ok(Some(request))
}

async fn more(stream: &mut TcpStream, bytes: &mut Vec<u8>) -> io::Result<()> {
    let mut chunk = [0; 4096];
    match stream.read(&mut chunk).await? {
        0 => Err(io::ErrorKind::UnexpectedEof.into()),
        read => {
            bytes.extend_from_slice(&chunk[..read]);
            Ok(())
        }
    }
}

/// The request line and the headers that matter, with the length of the body.
fn parse(head: &[u8]) -> Option<(Incoming, usize)> {
    let text = std::str::from_utf8(head).ok()?;
    let mut lines = text.split("\r\n");
    let mut words = lines.next()?.split(' ');
    let (method, target, version) = (words.next()?, words.next()?, words.next()?);
    if !version.starts_with("HTTP/1.") || !target.starts_with('/') || words.next().is_some() {
        return None;
    }
    let mut request = Incoming {
        method: method.to_owned(),
        target: target.to_owned(),
        host: String::new(),
        body: String::new(),
    };
    let mut length = 0;
    for line in lines {
        let (name, value) = line.split_once(':')?;
        let value = value.trim();
        if name.eq_ignore_ascii_case("host") {
            // RFC 9112 §3.2: one Host, or two readers could take two different ones.
            if !request.host.is_empty() {
                return None;
            }
            value.clone_into(&mut request.host);
        } else if name.eq_ignore_ascii_case("content-length") {
            length = value.parse().ok()?;
        } else if name.eq_ignore_ascii_case("transfer-encoding") {
            return None;
        }
    }
    Some((request, length))
}
