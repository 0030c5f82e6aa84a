//! The playground as a whole: started with one call, stopped with one, each server down and up by itself.

use std::fmt;
use std::io;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use axum::Router;
use axum::middleware::from_fn_with_state;
use claimscope_core::jwk::Jwk;
use tokio::task::JoinHandle;

use crate::config::{Config, ConfigError, ConfigFinding};
use crate::connections::Connections;
use crate::host::Hosts;
use crate::host_check::{self, HostCheck};
use crate::http::Scheme;
use crate::inspector::{self, Inspector};
use crate::key::SigningMaterial;
use crate::key_file::KeyFileError;
use crate::listen::{Port, Reach, Serving, bind};
use crate::log::{Log, Server};
use crate::mint::{Mint, MintError};
use crate::options::Options;
use crate::state::State;
use crate::tls::TlsIdentity;
use crate::{api, token_server};

/// How often the configuration file is looked at.
const WATCH_INTERVAL: Duration = Duration::from_millis(500);

/// Why the playground did not start.
#[derive(Debug)]
#[non_exhaustive]
pub enum StartError {
    /// The configuration cannot be taken.
    Config(ConfigError),
    /// There is no signing key.
    Key(KeyFileError),
    /// There is no certificate.
    Certificate(String),
    /// The web inspector's folder cannot be taken.
    Inspector {
        /// Which one.
        folder: PathBuf,
        /// What the operating system says.
        error: io::Error,
    },
    /// A port cannot be had.
    Listen {
        /// Whose.
        server: Server,
        /// What the operating system says.
        error: io::Error,
    },
}

impl fmt::Display for StartError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Config(error) => error.fmt(formatter),
            Self::Key(error) => error.fmt(formatter),
            Self::Certificate(fault) => write!(formatter, "no certificate could be made: {fault}"),
            Self::Inspector { folder, error } => {
                write!(
                    formatter,
                    "the inspector in {} cannot be served: {error}",
                    folder.display()
                )
            }
            Self::Listen { server, error } => {
                write!(formatter, "the {server} cannot listen on its port: {error}")
            }
        }
    }
}

impl std::error::Error for StartError {}

/// Starts playgrounds.
#[derive(Debug)]
pub struct Playground;

impl Playground {
    /// Starts both servers on the current tokio runtime.
    ///
    /// # Errors
    /// Configuration, key, certificate or a port cannot be had; nothing keeps running then.
    pub async fn start(options: Options) -> Result<Running, StartError> {
        let (config, mut findings) = match (&options.config, &options.config_file) {
            (None, Some(path)) => Config::read(path).map_err(StartError::Config)?,
            (Some(config), _) => (config.clone(), Vec::new()),
            (None, None) => (Config::quickstart(), Vec::new()),
        };
        let (key, of_key) = signing_key(options.key_file.clone()).await?;
        findings.extend(of_key);
        let inspector = options.inspector.clone().map(inspector_of).transpose()?;
        let identity = options
            .https
            .then(|| TlsIdentity::generate(options.clock.now()).map_err(StartError::Certificate))
            .transpose()?;
        let scheme = match identity {
            Some(_) => Scheme::Https,
            None => Scheme::Http,
        };
        let listen = |server, port| async move {
            let listeners = bind(options.reach, port).await;
            listeners.map_err(|error| StartError::Listen { server, error })
        };
        let token_listeners = listen(Server::Token, options.port).await?;
        let api_listeners = listen(Server::Api, options.api_port).await?;
        let base = |listeners: &[tokio::net::TcpListener], server| {
            let address = listeners.first().map(|listener| listener.local_addr());
            match address.transpose() {
                Ok(address) => Ok(url(scheme, address)),
                Err(error) => Err(StartError::Listen { server, error }),
            }
        };
        let base_url = base(&token_listeners, Server::Token)?;
        let api = base(&api_listeners, Server::Api)?;
        let state = State::new(config, key, &base_url, options.clock, options.log);
        state.set_api_url(&api);
        state.set_hosts(Hosts::new(options.reach, &options.public_hosts));
        let watched = options.config_file.filter(|_| options.config.is_none());
        let watcher = watched.map(|path| Watcher::start(&state, path));
        state.note_findings(&findings);
        let has_inspector = inspector.is_some();
        let token = token_server::router(state.clone(), scheme);
        let token = match inspector {
            Some(inspector) => inspector.beside(token),
            None => token,
        };
        let at_its_hosts = |server, router: Router| {
            let state = state.clone();
            router.layer(from_fn_with_state(
                HostCheck { state, server },
                host_check::check,
            ))
        };
        let running = Running {
            token: Side::new(at_its_hosts(Server::Token, token)),
            has_inspector,
            api: Side::new(at_its_hosts(Server::Api, api::router(state.clone()))),
            connections: Connections::default(),
            state,
            api_url: api,
            findings,
            identity,
            reach: options.reach,
            _watcher: watcher,
        };
        running.serve(Server::Token, token_listeners)?;
        running.serve(Server::Api, api_listeners)?;
        Ok(running)
    }
}

fn inspector_of(folder: PathBuf) -> Result<Inspector, StartError> {
    Inspector::read(&folder).map_err(|error| StartError::Inspector { folder, error })
}

/// Making an RSA key takes a while, so it is done beside the runtime's own work.
async fn signing_key(
    key_file: Option<PathBuf>,
) -> Result<(SigningMaterial, Vec<ConfigFinding>), StartError> {
    let made = tokio::task::spawn_blocking(move || match key_file {
        Some(path) => SigningMaterial::from_file(&path),
        None => SigningMaterial::generate()
            .map(|key| (key, Vec::new()))
            .map_err(|error| KeyFileError::new(error.to_string())),
    });
    made.await
        .unwrap_or_else(|_| Err(KeyFileError::new("making a signing key was interrupted")))
        .map_err(StartError::Key)
}

fn url(scheme: Scheme, address: Option<SocketAddr>) -> String {
    let port = address.map_or(0, |address| address.port());
    format!("{}://localhost:{port}", scheme.as_str())
}

/// Takes up changes of the configuration file, also while nobody asks anything, until it is dropped.
struct Watcher(JoinHandle<()>);

impl Watcher {
    fn start(state: &State, path: PathBuf) -> Self {
        state.watch(path);
        let state = state.clone();
        Self(tokio::spawn(async move {
            let mut ticks = tokio::time::interval(WATCH_INTERVAL);
            loop {
                ticks.tick().await;
                state.reload_if_changed();
            }
        }))
    }
}

impl Drop for Watcher {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// One of the two servers: what it serves, where, and whether it is up.
#[derive(Debug)]
struct Side {
    router: Router,
    place: Mutex<Place>,
}

#[derive(Debug, Default)]
struct Place {
    addresses: Vec<SocketAddr>,
    serving: Option<Serving>,
}

impl Side {
    fn new(router: Router) -> Self {
        Self {
            router,
            place: Mutex::default(),
        }
    }

    fn place(&self) -> std::sync::MutexGuard<'_, Place> {
        // Whatever a panicking holder was at, addresses and servers are whole.
        self.place.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A playground that runs. [`Running::shutdown`] stops it and waits; dropping it stops it as well, without waiting.
pub struct Running {
    state: State,
    token: Side,
    api: Side,
    api_url: String,
    has_inspector: bool,
    findings: Vec<ConfigFinding>,
    identity: Option<TlsIdentity>,
    reach: Reach,
    connections: Connections,
    _watcher: Option<Watcher>,
}

impl Running {
    /// The issuer: the token server's base URL, unless the configuration fixes another.
    pub fn issuer(&self) -> String {
        self.state.issuer()
    }

    /// The token server's base URL.
    pub fn token_server(&self) -> String {
        self.state.base_url().to_owned()
    }

    /// The API's base URL.
    pub fn api(&self) -> String {
        self.api_url.clone()
    }

    /// Where the web inspector is; `None` where no folder was given.
    pub fn inspector(&self) -> Option<String> {
        self.has_inspector
            .then(|| format!("{}{}", self.state.base_url(), inspector::PATH))
    }

    /// Configuration, key, clock and log, which both servers share.
    pub fn state(&self) -> &State {
        &self.state
    }

    /// What each client asked and why it was refused.
    pub fn log(&self) -> &Log {
        self.state.log()
    }

    /// The private key that tokens are signed with: whoever runs the playground may sign with it what an API must refuse.
    pub fn signing_key(&self) -> Jwk {
        self.state().key().jwk.clone()
    }

    /// What was found in the configuration file and about the key file at the start.
    pub fn findings(&self) -> &[ConfigFinding] {
        &self.findings
    }

    /// SHA-256 of the certificate, by which a person can trust it; `None` over HTTP.
    pub fn certificate_sha256(&self) -> Option<[u8; 32]> {
        let identity = self.identity.as_ref()?;
        Some(identity.certificate_sha256)
    }

    /// The certificate as PEM; `None` over HTTP.
    pub fn certificate_pem(&self) -> Option<&str> {
        let identity = self.identity.as_ref()?;
        Some(&identity.certificate_pem)
    }

    /// Where a server listens, or did before it was stopped.
    pub fn addresses(&self, server: Server) -> Vec<SocketAddr> {
        self.side(server).place().addresses.clone()
    }

    /// Whether a server is up.
    pub fn is_up(&self, server: Server) -> bool {
        self.side(server).place().serving.is_some()
    }

    /// Makes a token, whatever is wrong with it.
    ///
    /// # Errors
    /// As [`State::mint`].
    pub fn mint(&self, mint: &Mint) -> Result<String, MintError> {
        self.state.mint(mint)
    }

    /// Takes a server down: its port refuses connections. Does nothing where it is down.
    pub async fn stop(&self, server: Server) {
        let serving = self.side(server).place().serving.take();
        if let Some(serving) = serving {
            serving.stop().await;
            self.state.note(&format!("the {server} was stopped"), None);
        }
    }

    /// Brings a server up again on the port that it had. Does nothing where it is up.
    ///
    /// # Errors
    /// Somebody else has the port by now.
    pub async fn restart(&self, server: Server) -> Result<(), StartError> {
        if self.is_up(server) {
            return Ok(());
        }
        let addresses = self.addresses(server);
        let port = addresses.first().map_or(0, SocketAddr::port);
        let listeners = bind(self.reach, Port::given(port)).await;
        let listeners = listeners.map_err(|error| StartError::Listen { server, error })?;
        self.serve(server, listeners)?;
        self.state.note(&format!("the {server} was started"), None);
        Ok(())
    }

    /// Stops both servers: sockets close, answers that have begun are finished.
    pub async fn shutdown(self) {
        tokio::join!(self.stop(Server::Token), self.stop(Server::Api));
    }

    fn side(&self, server: Server) -> &Side {
        match server {
            Server::Token => &self.token,
            Server::Api => &self.api,
        }
    }

    fn serve(
        &self,
        server: Server,
        listeners: Vec<tokio::net::TcpListener>,
    ) -> Result<(), StartError> {
        let side = self.side(server);
        let identity = self.identity.as_ref();
        let serving = Serving::start(listeners, &side.router, identity, &self.connections)
            .map_err(|error| StartError::Listen { server, error })?;
        let mut place = side.place();
        place.addresses.clone_from(&serving.addresses);
        place.serving = Some(serving);
        Ok(())
    }
}

impl fmt::Debug for Running {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Running")
            .field("issuer", &self.issuer())
            .field("api", &self.api_url)
            .finish_non_exhaustive()
    }
}
