//! The client: one way out for every request, and the steps that people press buttons for.

use std::fmt;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use claimscope_core::jwk::{JwkSet, MAX_JWKS_BYTES};
use claimscope_core::url::Url;
use claimscope_oauth::{
    Discovered, Discovery, HttpRequest, HttpResponse, TokenRequest, TokenResponse, jwks,
};

use sha2::{Digest, Sha256};
use tokio::sync::watch;

use crate::phases::{WatchedConnections, WatchedResolver};
use crate::tls::{self, Trusted};
use crate::transfer::Received;
use crate::transport::{self, Limits};
use crate::{
    ClientCertificate, ClientError, ExchangeLog, HostCertificate, SessionError, Settings,
    TransportError,
};

/// Sends requests with one set of choices and logs every one of them. Clones share everything.
#[derive(Clone)]
pub struct HttpClient {
    inner: Arc<Inner>,
    sender: Option<u64>,
}

struct Inner {
    settings: Settings,
    /// For this machine itself, whatever proxy is set.
    direct: reqwest::Client,
    /// For all others.
    outward: reqwest::Client,
    limits: Limits,
    common: Common,
}

/// What clients have in common that differ by their certificates alone.
#[derive(Clone)]
struct Common {
    trusted: Trusted,
    /// Whether the network is cut off; requests under way listen to it.
    offline: Arc<watch::Sender<bool>>,
    log: ExchangeLog,
}

impl HttpClient {
    /// A client with these choices.
    ///
    /// # Errors
    ///
    /// Where the extra authorities are no certificates, the proxy's URL is not usable, or TLS cannot be set up.
    pub fn new(settings: Settings) -> Result<Self, ClientError> {
        let common = Common {
            trusted: Arc::new(RwLock::new(settings.trusted_certificates.clone())),
            offline: Arc::new(watch::Sender::new(settings.offline)),
            log: ExchangeLog::default(),
        };
        Self::with_common(settings, common)
    }

    /// The same client with this certificate, or with none: log, trust and the switch of the network stay shared.
    ///
    /// # Errors
    ///
    /// Where certificate or key cannot be used, or TLS cannot be set up.
    pub fn with_certificate(
        &self,
        certificate: Option<ClientCertificate>,
    ) -> Result<Self, ClientError> {
        let settings = Settings {
            client_certificate: certificate,
            ..self.inner.settings.clone()
        };
        let client = Self::with_common(settings, self.inner.common.clone())?;
        Ok(Self {
            sender: self.sender,
            ..client
        })
    }

    /// A client with other choices for one connection: log and the switch of the network stay shared, and what it trusts by
    /// fingerprint is its own beside what was trusted so far.
    ///
    /// # Errors
    ///
    /// As [`HttpClient::new`].
    pub fn with_settings(&self, settings: Settings) -> Result<Self, ClientError> {
        let shared = &self.inner.common;
        let trusted = shared.trusted.read();
        let mut trusted = trusted.unwrap_or_else(PoisonError::into_inner).clone();
        trusted.extend(settings.trusted_certificates.iter().cloned());
        let common = Common {
            trusted: Arc::new(RwLock::new(trusted)),
            ..shared.clone()
        };
        let client = Self::with_common(settings, common)?;
        Ok(Self {
            sender: self.sender,
            ..client
        })
    }

    fn with_common(settings: Settings, common: Common) -> Result<Self, ClientError> {
        let tls = tls::config(&settings, Arc::clone(&common.trusted))?;
        let builder = || {
            reqwest::Client::builder()
                .tls_backend_preconfigured(tls.clone())
                .user_agent(concat!("claimscope/", env!("CARGO_PKG_VERSION")))
                .redirect(reqwest::redirect::Policy::none())
                .referer(false)
                .dns_resolver(WatchedResolver)
                .connector_layer(WatchedConnections)
                // A connection kept from before may have died unseen; then a server that is down looks like one that
                // broke off. What is sent says how things are now.
                .pool_max_idle_per_host(0)
                .timeout(settings.timeout)
                .connect_timeout(settings.connect_timeout)
        };
        let built = |builder: reqwest::ClientBuilder| {
            builder
                .build()
                .map_err(|error| ClientError::Tls(error.to_string()))
        };
        let outward = match &settings.proxy {
            // The error would repeat the URL, which may hold a password.
            Some(url) => builder().proxy(reqwest::Proxy::all(url).map_err(|_| ClientError::Proxy)?),
            None => builder(),
        };
        let inner = Inner {
            direct: built(builder().no_proxy())?,
            outward: built(outward)?,
            limits: Limits {
                timeout: settings.timeout,
                connect_timeout: settings.connect_timeout,
                body_bytes: settings.max_body_bytes,
            },
            common,
            settings,
        };
        Ok(Self {
            inner: Arc::new(inner),
            sender: None,
        })
    }

    /// The same client for one of several senders: the log says of each exchange whose it was.
    #[must_use]
    pub fn of_sender(&self, sender: u64) -> Self {
        Self {
            inner: Arc::clone(&self.inner),
            sender: Some(sender),
        }
    }

    /// The log of everything that was sent.
    pub fn log(&self) -> &ExchangeLog {
        &self.inner.common.log
    }

    /// Cuts the network off, or lets it be again. Cut off means that nothing is sent, to this machine neither, and that
    /// requests under way end at once.
    pub fn set_offline(&self, offline: bool) {
        self.inner.common.offline.send_replace(offline);
    }

    /// Whether the network is cut off.
    pub fn is_offline(&self) -> bool {
        *self.inner.common.offline.borrow()
    }

    /// Whether TLS connections show a client certificate, where the server asks for one.
    pub fn has_certificate(&self) -> bool {
        self.inner.settings.client_certificate.is_some()
    }

    /// The SHA-256 of the client certificate with its chain, as it was given.
    pub(crate) fn certificate_digest(&self) -> Option<[u8; 32]> {
        let certificate = self.inner.settings.client_certificate.as_ref()?;
        Some(Sha256::digest(&certificate.chain_pem).into())
    }

    /// How long a whole exchange may take.
    pub(crate) fn timeout(&self) -> Duration {
        self.inner.limits.timeout
    }

    /// Trusts a server's certificate by its fingerprint from now on, at its host. Only for a person who was asked.
    pub fn trust(&self, certificate: HostCertificate) {
        let mut trusted = self
            .inner
            .common
            .trusted
            .write()
            .unwrap_or_else(PoisonError::into_inner);
        if !trusted.contains(&certificate) {
            trusted.push(certificate);
        }
    }

    /// Sends a request and gives back whatever came, redirects and error statuses included.
    ///
    /// # Errors
    ///
    /// Where no whole response came.
    pub async fn send(&self, request: &HttpRequest) -> Result<HttpResponse, TransportError> {
        self.send_bounded(request, self.inner.limits.body_bytes)
            .await
    }

    /// As [`HttpClient::send`], with a bound of its own on the body.
    pub(crate) async fn send_bounded(
        &self,
        request: &HttpRequest,
        body_bytes: usize,
    ) -> Result<HttpResponse, TransportError> {
        Ok(self.send_watched(request, body_bytes).await?.response)
    }

    /// As [`HttpClient::send_bounded`], with how the answer came.
    pub(crate) async fn send_watched(
        &self,
        request: &HttpRequest,
        body_bytes: usize,
    ) -> Result<Received, TransportError> {
        self.exchange(request, body_bytes).await.1
    }

    /// As [`HttpClient::send_bounded`], with the number of the exchange in the log, where anything was sent.
    pub(crate) async fn send_logged(
        &self,
        request: &HttpRequest,
        body_bytes: usize,
    ) -> (Option<u64>, Result<HttpResponse, TransportError>) {
        let (id, received) = self.exchange(request, body_bytes).await;
        (id, received.map(|received| received.response))
    }

    async fn exchange(
        &self,
        request: &HttpRequest,
        body_bytes: usize,
    ) -> (Option<u64>, Result<Received, TransportError>) {
        let url = match Url::parse(&request.url) {
            Ok(url) => url,
            Err(error) => {
                let reason = error.to_string();
                return (None, Err(TransportError::Invalid { reason }));
            }
        };
        if self.is_offline() {
            return (None, Err(TransportError::Offline));
        }
        let http = if url.is_loopback() {
            &self.inner.direct
        } else {
            &self.inner.outward
        };
        let limits = Limits {
            body_bytes: body_bytes.min(self.inner.limits.body_bytes),
            ..self.inner.limits
        };
        let recorder = self.inner.common.log.start(request, self.sender);
        let mut offline = self.inner.common.offline.subscribe();
        let result = tokio::select! {
            biased;
            // The sender lives as long as this client does.
            _ = offline.wait_for(|offline| *offline) => Err(TransportError::Offline),
            result = transport::exchange(http, &url, request, limits) => result,
        };
        let id = recorder.id();
        recorder.finish(&result);
        (Some(id), result.map(|answer| answer.received))
    }

    /// Finds an issuer's metadata from what a person typed: an issuer, or a full well-known URL.
    ///
    /// # Errors
    ///
    /// [`SessionError`], the most telling of all that was tried.
    pub async fn discover(&self, typed: &str) -> Result<Discovered, SessionError> {
        Ok(self.discover_document(typed).await?.0)
    }

    /// As [`HttpClient::discover`], with the answer that held the document.
    pub(crate) async fn discover_document(
        &self,
        typed: &str,
    ) -> Result<(Discovered, HttpResponse), SessionError> {
        self.run_discovery(Discovery::new(typed)?).await
    }

    /// Sends what the discovery asks for, until it has found the metadata.
    pub(crate) async fn run_discovery(
        &self,
        mut discovery: Discovery,
    ) -> Result<(Discovered, HttpResponse), SessionError> {
        while let Some(request) = discovery.request() {
            let response = self.send_bounded(&request, MAX_JWKS_BYTES).await?;
            if let Some(discovered) = discovery.accept(&response)? {
                return Ok((discovered, response));
            }
        }
        // accept() gives an error on the last candidate, so that the loop does not run out.
        Err(SessionError::nothing_came("the metadata"))
    }

    /// Fetches a set of keys.
    ///
    /// # Errors
    ///
    /// [`SessionError`], where no set of keys came, or one beyond the bounds of [`JwkSet::parse`].
    pub async fn jwks(&self, jwks_uri: &str) -> Result<JwkSet, SessionError> {
        let request = jwks::request(jwks_uri)?;
        let response = self.send_bounded(&request, MAX_JWKS_BYTES).await?;
        Ok(jwks::accept(&response).map_err(|error| error.at(jwks_uri))?)
    }

    /// Asks for a token.
    ///
    /// # Errors
    ///
    /// [`SessionError`], with the server's own words where it had any.
    pub async fn token(&self, request: &TokenRequest) -> Result<TokenResponse, SessionError> {
        let response = self
            .send_bounded(&request.request()?, MAX_JWKS_BYTES)
            .await?;
        let accepted = request.accept(&response);
        Ok(accepted.map_err(|error| error.with_clocks(&response, crate::clock::now()))?)
    }

    /// Calls an API and shows what came; a redirect is not followed, so that no token goes astray.
    ///
    /// # Errors
    ///
    /// [`SessionError`] where no whole response came.
    pub async fn call(&self, request: &HttpRequest) -> Result<HttpResponse, SessionError> {
        Ok(self.send(request).await?)
    }
}

impl fmt::Debug for HttpClient {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("HttpClient")
            .field("offline", &self.is_offline())
            .field("log", self.log())
            .finish_non_exhaustive()
    }
}
