//! HTTPS with a certificate of the playground's own making, which a person can trust by its fingerprint.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::serve::Listener;
use claimscope_core::time::Timestamp;
use rcgen::{CertificateParams, DnType, KeyPair, date_time_ymd};
use sha2::{Digest, Sha256};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{mpsc, watch};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::aws_lc_rs::default_provider;
use tokio_rustls::rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};
use tokio_rustls::server::TlsStream;

/// How long a client may take over its handshake.
const HANDSHAKE_TIMEOUT: Duration = Duration::from_secs(10);

/// A self-signed certificate for `localhost` and the loopback addresses, with its key.
#[derive(Clone)]
pub(crate) struct TlsIdentity {
    config: Arc<ServerConfig>,
    pub(crate) certificate_pem: String,
    pub(crate) certificate_sha256: [u8; 32],
}

impl TlsIdentity {
    /// Makes one, valid from the day before `now` for a year.
    pub(crate) fn generate(now: Timestamp) -> Result<Self, String> {
        let names = ["localhost", "127.0.0.1", "::1"].map(str::to_owned);
        let certificate = || -> Result<_, rcgen::Error> {
            let key = KeyPair::generate()?;
            let mut params = CertificateParams::new(names)?;
            let name = "Claimscope playground";
            params.distinguished_name.push(DnType::CommonName, name);
            let (year, month, day) = date(now.plus_seconds(-86_400));
            params.not_before = date_time_ymd(year, month, day);
            let (year, month, day) = date(now.plus_seconds(365 * 86_400));
            params.not_after = date_time_ymd(year, month, day);
            let certificate = params.self_signed(&key)?;
            Ok((certificate, key))
        };
        let (certificate, key) = certificate().map_err(|error| error.to_string())?;
        let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key.serialize_der()));
        let mut config = ServerConfig::builder_with_provider(Arc::new(default_provider()))
            .with_safe_default_protocol_versions()
            .and_then(|builder| {
                let chain = vec![certificate.der().clone()];
                builder.with_no_client_auth().with_single_cert(chain, key)
            })
            .map_err(|error| error.to_string())?;
        config.alpn_protocols = vec![b"http/1.1".to_vec()];
        Ok(Self {
            config: Arc::new(config),
            certificate_pem: certificate.pem(),
            certificate_sha256: Sha256::digest(certificate.der()).into(),
        })
    }
}

/// Year, month and day; a clock beyond four-digit years gives the year 2000.
fn date(time: Timestamp) -> (i32, u8, u8) {
    let civil = time.civil_utc();
    let (year, month, day, ..) = civil.unwrap_or((2000, 1, 1, 0, 0, 0));
    (i32::try_from(year).unwrap_or(2000), month, day)
}

/// Accepts connections and shakes hands aside, so that a silent client keeps no other waiting.
pub(crate) struct TlsListener {
    ready: mpsc::Receiver<(TlsStream<TcpStream>, SocketAddr)>,
    address: SocketAddr,
}

impl TlsListener {
    pub(crate) fn start(
        listener: TcpListener,
        identity: &TlsIdentity,
        mut stopped: watch::Receiver<bool>,
    ) -> io::Result<Self> {
        let address = listener.local_addr()?;
        let acceptor = TlsAcceptor::from(identity.config.clone());
        let (sender, ready) = mpsc::channel(16);
        tokio::spawn(async move {
            let mut listener = listener;
            loop {
                let (stream, peer) = tokio::select! {
                    // The listener's own accept waits out faults such as too many open files.
                    accepted = Listener::accept(&mut listener) => accepted,
                    _ = stopped.wait_for(|stopped| *stopped) => return,
                };
                let (acceptor, sender) = (acceptor.clone(), sender.clone());
                tokio::spawn(async move {
                    let handshake =
                        tokio::time::timeout(HANDSHAKE_TIMEOUT, acceptor.accept(stream));
                    if let Ok(Ok(stream)) = handshake.await {
                        // Nobody takes it any more where the server is being stopped.
                        let _ = sender.send((stream, peer)).await;
                    }
                });
            }
        });
        Ok(Self { ready, address })
    }
}

impl Listener for TlsListener {
    type Io = TlsStream<TcpStream>;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Self::Io, Self::Addr) {
        match self.ready.recv().await {
            Some(connection) => connection,
            // The accepting task has stopped: there will be no further connection.
            None => std::future::pending().await,
        }
    }

    fn local_addr(&self) -> io::Result<Self::Addr> {
        Ok(self.address)
    }
}
