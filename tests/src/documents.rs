//! A web server on loopback that has one JSON document, and counts how often it is fetched.

use std::io::{Read, Write};
use std::net::TcpListener;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use anyhow::Result;

/// The server, until the test ends.
pub struct Documents {
    url: String,
    fetched: Arc<AtomicUsize>,
}

impl Documents {
    /// Serves what `document` makes of the document's own address.
    ///
    /// # Errors
    /// Where no port can be had.
    pub fn start(path: &str, document: impl Fn(&str) -> String) -> Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0")?;
        let url = format!("http://{}{path}", listener.local_addr()?);
        let body = document(&url);
        let answer = format!(
            "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}",
            body.len()
        );
        let fetched = Arc::new(AtomicUsize::new(0));
        let counter = Arc::clone(&fetched);
        std::thread::spawn(move || {
            for mut stream in listener.incoming().map_while(Result::ok) {
                let mut request = Vec::new();
                let mut byte = [0];
                while !request.ends_with(b"\r\n\r\n") && stream.read_exact(&mut byte).is_ok() {
                    request.push(byte[0]);
                }
                counter.fetch_add(1, Ordering::SeqCst);
                // Whoever has gone needs no answer.
                let _ = stream.write_all(answer.as_bytes());
            }
        });
        Ok(Self { url, fetched })
    }

    /// Where the document is.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// How often it was fetched.
    pub fn fetched(&self) -> usize {
        self.fetched.load(Ordering::SeqCst)
    }
}
