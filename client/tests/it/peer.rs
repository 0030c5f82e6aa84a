//! Tiny servers on loopback that answer as badly as the real ones do.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use claimscope_client::ClientCertificate;
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio::sync::Notify;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio_rustls::rustls::server::{WantsServerCert, WebPkiClientVerifier};
use tokio_rustls::rustls::{ConfigBuilder, RootCertStore, ServerConfig, WantsVerifier};

/// An address on a free port, at which nothing listens.
pub(crate) fn nobody() -> SocketAddr {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    listener.local_addr().unwrap()
}

/// Makes an answer of a request's head.
type Route = Arc<dyn Fn(&str) -> Vec<u8> + Send + Sync>;

/// What a peer does once it has read a request.
#[derive(Clone)]
pub(crate) enum Manner {
    /// Sends these bytes and closes.
    Answer(Vec<u8>),
    /// Sends what the function makes of the request's head; where that is nothing, keeps the line open.
    Route(Route),
    /// Sends these bytes over and over, as long as somebody listens.
    Flood(Vec<u8>, Vec<u8>),
    /// Sends these bytes, keeps the line open and says no more.
    Stall(Vec<u8>),
    /// Closes at once.
    Drop,
}

/// A peer that serves until the test ends.
pub(crate) struct Peer {
    pub(crate) address: SocketAddr,
    seen: Arc<Seen>,
}

/// What a peer has seen of its clients.
#[derive(Default)]
struct Seen {
    connections: AtomicUsize,
    requests: AtomicUsize,
    arrived: Notify,
    hung_up: Notify,
}

impl Manner {
    pub(crate) fn route(route: impl Fn(&str) -> Vec<u8> + Send + Sync + 'static) -> Self {
        Self::Route(Arc::new(route))
    }
}

impl Peer {
    pub(crate) async fn start(manner: Manner) -> Self {
        Self::serve(manner, None).await
    }

    pub(crate) async fn start_tls(manner: Manner, identity: &Identity) -> Self {
        Self::serve(manner, Some(identity.acceptor())).await
    }

    /// Takes clients alone whose certificate this authority has signed.
    pub(crate) async fn start_for_clients(
        manner: Manner,
        identity: &Identity,
        authority_pem: &str,
    ) -> Self {
        Self::serve(manner, Some(identity.acceptor_of_clients(authority_pem))).await
    }

    /// A proxy that itself is every host that it is asked for, by this identity: nothing goes on from it.
    pub(crate) async fn start_proxy(manner: Manner, identity: &Identity) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let seen = Arc::new(Seen::default());
        let (counter, tls) = (Arc::clone(&seen), identity.acceptor());
        tokio::spawn(async move {
            while let Ok((mut stream, _)) = listener.accept().await {
                let (manner, counter, tls) = (manner.clone(), Arc::clone(&counter), tls.clone());
                tokio::spawn(async move {
                    let mut head = Vec::new();
                    while !head.ends_with(b"\r\n\r\n") {
                        match stream.read_u8().await {
                            Ok(byte) => head.push(byte),
                            Err(_) => return,
                        }
                    }
                    let connected = b"HTTP/1.1 200 Connection established\r\n\r\n";
                    let is_sent = stream.write_all(connected).await.is_ok();
                    if let (true, Ok(stream)) = (is_sent, tls.accept(stream).await) {
                        converse(stream, manner, &counter).await;
                    }
                });
            }
        });
        Self { address, seen }
    }

    async fn serve(manner: Manner, tls: Option<TlsAcceptor>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let seen = Arc::new(Seen::default());
        let counter = Arc::clone(&seen);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let (manner, counter) = (manner.clone(), Arc::clone(&counter));
                let tls = tls.clone();
                counter.connections.fetch_add(1, Ordering::SeqCst);
                tokio::spawn(async move {
                    match tls {
                        None => converse(stream, manner, &counter).await,
                        Some(tls) => {
                            if let Ok(stream) = tls.accept(stream).await {
                                converse(stream, manner, &counter).await;
                            }
                        }
                    }
                });
            }
        });
        Self { address, seen }
    }

    pub(crate) fn http(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    pub(crate) fn https(&self, path: &str) -> String {
        format!("https://localhost:{}{path}", self.address.port())
    }

    /// Waits until a request has arrived.
    pub(crate) async fn arrival(&self) {
        self.seen.arrived.notified().await;
    }

    /// Waits until a client has gone that got no whole answer.
    pub(crate) async fn hang_up(&self) {
        self.seen.hung_up.notified().await;
    }

    /// How many connections were made.
    pub(crate) fn connections(&self) -> usize {
        self.seen.connections.load(Ordering::SeqCst)
    }

    /// How many requests arrived.
    pub(crate) fn requests(&self) -> usize {
        self.seen.requests.load(Ordering::SeqCst)
    }
}

async fn converse(mut stream: impl AsyncRead + AsyncWrite + Unpin, manner: Manner, seen: &Seen) {
    let mut request = Vec::new();
    let mut buffer = [0; 4096];
    // Only what has just come, and what it may complete: a head may be long.
    let mut looked_at = 0;
    while !request[looked_at..]
        .windows(4)
        .any(|window| window == b"\r\n\r\n")
    {
        looked_at = request.len().saturating_sub(3);
        match stream.read(&mut buffer).await {
            // A TLS hello: an HTTP server calls it a bad request.
            Ok(length) if length > 0 && buffer[0] == 0x16 => {
                return finish(&mut stream, &answer("400 Bad Request", "", "")).await;
            }
            Ok(length) if length > 0 => request.extend_from_slice(&buffer[..length]),
            _ => return,
        }
    }
    seen.requests.fetch_add(1, Ordering::SeqCst);
    seen.arrived.notify_one();
    let head = String::from_utf8_lossy(&request).into_owned();
    match manner {
        Manner::Answer(bytes) => finish(&mut stream, &bytes).await,
        Manner::Route(route) => {
            let bytes = route(&head);
            if bytes.is_empty() {
                return stall(&mut stream, seen).await;
            }
            finish(&mut stream, &bytes).await;
        }
        Manner::Flood(start, more) => {
            let mut sent = stream.write_all(&start).await;
            while sent.is_ok() {
                sent = stream.write_all(&more).await;
            }
        }
        Manner::Stall(start) => {
            let _ = stream.write_all(&start).await;
            stall(&mut stream, seen).await;
        }
        Manner::Drop => {}
    }
}

/// Reads until the client gives up.
async fn stall(stream: &mut (impl AsyncRead + Unpin), seen: &Seen) {
    let mut buffer = [0; 4096];
    while let Ok(length) = stream.read(&mut buffer).await {
        if length == 0 {
            break;
        }
    }
    seen.hung_up.notify_one();
}

async fn finish(stream: &mut (impl AsyncWrite + Unpin), bytes: &[u8]) {
    let _ = stream.write_all(bytes).await;
    let _ = stream.shutdown().await;
}

/// An HTTP answer that ends with the connection.
pub(crate) fn answer(status: &str, headers: &str, body: &str) -> Vec<u8> {
    format!(
        "HTTP/1.1 {status}\r\nConnection: close\r\nContent-Length: {}\r\n{headers}\r\n{body}",
        body.len()
    )
    .into_bytes()
}

/// A JSON answer.
pub(crate) fn json(body: &str) -> Vec<u8> {
    answer("200 OK", "Content-Type: application/json\r\n", body)
}

/// A certificate with its key, and the authority that signed it.
pub(crate) struct Identity {
    pub(crate) certificate: CertificateDer<'static>,
    pub(crate) authority_pem: String,
    key: Vec<u8>,
}

impl Identity {
    /// For `localhost`, by itself.
    pub(crate) fn self_signed() -> Self {
        let key = KeyPair::generate().unwrap();
        let params = CertificateParams::new(vec!["localhost".to_owned()]).unwrap();
        let certificate = params.self_signed(&key).unwrap();
        Self {
            authority_pem: certificate.pem(),
            certificate: certificate.der().clone(),
            key: key.serialize_der(),
        }
    }

    /// For `name`, an authority that serves by its own certificate.
    pub(crate) fn authority(name: &str) -> Self {
        let key = KeyPair::generate().unwrap();
        let mut params = CertificateParams::new(vec![name.to_owned()]).unwrap();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let certificate = params.self_signed(&key).unwrap();
        Self {
            authority_pem: certificate.pem(),
            certificate: certificate.der().clone(),
            key: key.serialize_der(),
        }
    }

    /// For `name`, by a private authority.
    pub(crate) fn by_authority(name: &str) -> Self {
        let mut params = CertificateParams::default();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let authority = CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap();
        let key = KeyPair::generate().unwrap();
        let certificate = CertificateParams::new(vec![name.to_owned()])
            .unwrap()
            .signed_by(&key, &authority)
            .unwrap();
        Self {
            certificate: certificate.der().clone(),
            authority_pem: authority.pem(),
            key: key.serialize_der(),
        }
    }

    /// The key in PKCS#8 form.
    pub(crate) fn key_der(&self) -> Vec<u8> {
        self.key.clone()
    }

    /// Certificate and key, as a client is given them.
    pub(crate) fn client_certificate(&self) -> ClientCertificate {
        let (chain, key) = self.pem();
        ClientCertificate {
            chain_pem: chain.into_bytes(),
            key_pem: key.into(),
        }
    }

    /// Certificate and key in PEM form, as a client shows them.
    pub(crate) fn pem(&self) -> (String, String) {
        let pem = |label: &str, der: &[u8]| {
            let text = BASE64_STANDARD.encode(der);
            format!("-----BEGIN {label}-----\n{text}\n-----END {label}-----\n")
        };
        (
            pem("CERTIFICATE", &self.certificate),
            pem("PRIVATE KEY", &self.key),
        )
    }

    fn acceptor(&self) -> TlsAcceptor {
        self.acceptor_for(|builder| builder.with_no_client_auth())
    }

    /// Takes clients alone whose certificate this authority has signed.
    fn acceptor_of_clients(&self, authority_pem: &str) -> TlsAcceptor {
        let mut roots = RootCertStore::empty();
        let authority = CertificateDer::from_pem_slice(authority_pem.as_bytes()).unwrap();
        roots.add(authority).unwrap();
        let provider = Arc::new(tokio_rustls::rustls::crypto::aws_lc_rs::default_provider());
        let verifier = WebPkiClientVerifier::builder_with_provider(Arc::new(roots), provider);
        let verifier = verifier.build().unwrap();
        self.acceptor_for(|builder| builder.with_client_cert_verifier(verifier))
    }

    fn acceptor_for(
        &self,
        clients: impl FnOnce(
            ConfigBuilder<ServerConfig, WantsVerifier>,
        ) -> ConfigBuilder<ServerConfig, WantsServerCert>,
    ) -> TlsAcceptor {
        let provider = Arc::new(tokio_rustls::rustls::crypto::aws_lc_rs::default_provider());
        let key = PrivateKeyDer::try_from(self.key.clone()).unwrap();
        let builder = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .unwrap();
        let config = clients(builder)
            .with_single_cert(vec![self.certificate.clone()], key)
            .unwrap();
        TlsAcceptor::from(Arc::new(config))
    }
}
