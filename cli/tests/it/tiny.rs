//! A server that answers by path, for what no playground would say; it remembers every request.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

/// An origin on a free port, at which nothing listens.
pub(crate) fn nobody() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    format!("http://{}", listener.local_addr().unwrap())
}

/// A server on a free port, until the test ends.
pub(crate) struct Tiny {
    origin: String,
    requests: Arc<Mutex<Vec<String>>>,
}

/// What the server answers.
pub(crate) struct Reply {
    /// Such as `302 Found`.
    pub(crate) status: &'static str,
    /// Whole header lines beside those of the body.
    pub(crate) headers: Vec<String>,
    pub(crate) content_type: &'static str,
    pub(crate) body: String,
}

impl Reply {
    /// A text under a status.
    pub(crate) fn text(status: &'static str, body: impl Into<String>) -> Self {
        Self {
            status,
            headers: Vec::new(),
            content_type: "text/plain",
            body: body.into(),
        }
    }

    /// A document under a status.
    pub(crate) fn json(status: &'static str, body: &serde_json::Value) -> Self {
        Self {
            content_type: "application/json",
            ..Self::text(status, body.to_string())
        }
    }
}

impl Tiny {
    /// Serves the JSON that `answer` gives for an origin and a path; 404 where it gives none.
    pub(crate) fn open(
        answer: impl Fn(&str, &str) -> Option<serde_json::Value> + Send + 'static,
    ) -> Self {
        Self::replying(move |origin, path| match answer(origin, path) {
            Some(document) => Reply::json("200 OK", &document),
            None => Reply::json("404 Not Found", &serde_json::Value::Null),
        })
    }

    /// Serves what `answer` gives for an origin and a path.
    pub(crate) fn replying(answer: impl Fn(&str, &str) -> Reply + Send + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let origin = format!("http://{}", listener.local_addr().unwrap());
        let requests = Arc::new(Mutex::new(Vec::new()));
        let (seen, own) = (Arc::clone(&requests), origin.clone());
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let line = request_line(&stream);
                let path = line.split(' ').nth(1).unwrap_or_default();
                let reply = answer(&own, path);
                seen.lock().unwrap().push(line);
                respond(stream, &reply);
            }
        });
        Self { origin, requests }
    }

    /// Serves a metadata document that is as usual but for these members.
    pub(crate) fn metadata(change: impl Fn(&str, &mut serde_json::Value) + Send + 'static) -> Self {
        Self::open(move |origin, path| match path {
            "/.well-known/openid-configuration" => {
                let mut document = serde_json::json!({
                    "issuer": origin,
                    "token_endpoint": format!("{origin}/token"),
                    "jwks_uri": format!("{origin}/jwks"),
                });
                change(origin, &mut document);
                Some(document)
            }
            "/jwks" => Some(serde_json::json!({"keys": []})),
            _ => None,
        })
    }

    pub(crate) fn origin(&self) -> &str {
        &self.origin
    }

    /// How many requests with this method have come.
    pub(crate) fn count(&self, method: &str) -> usize {
        let requests = self.requests.lock().unwrap();
        requests
            .iter()
            .filter(|line| line.starts_with(method))
            .count()
    }
}

/// The request line; the rest is read too, so that closing does not cut the answer off.
fn request_line(stream: &TcpStream) -> String {
    let mut reader = BufReader::new(stream);
    let mut first = String::new();
    reader.read_line(&mut first).unwrap();
    let mut length = 0;
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).unwrap();
        match line.trim_end().to_ascii_lowercase().split_once(": ") {
            Some(("content-length", value)) => length = value.parse().unwrap(),
            Some(_) => {}
            None => break,
        }
    }
    reader.take(length).read_to_end(&mut Vec::new()).unwrap();
    first
}

fn respond(mut stream: TcpStream, reply: &Reply) {
    let headers: String = reply
        .headers
        .iter()
        .map(|line| format!("{line}\r\n"))
        .collect();
    let (status, content_type, body) = (reply.status, reply.content_type, &reply.body);
    let length = body.len();
    // The other side may have read as much as it wanted.
    let _ = write!(
        stream,
        "HTTP/1.1 {status}\r\n{headers}Content-Type: {content_type}\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{body}"
    );
}
