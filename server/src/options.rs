//! How to start the playground: ports, files, HTTPS, clock.

use std::path::PathBuf;

use crate::clock::{Now, PlaygroundClock};
use crate::config::Config;
use crate::listen::{Port, Reach};
use crate::log::Log;

/// The ports of the IdentityServer4 quickstart.
const TOKEN_SERVER_PORT: u16 = 5001;
const API_PORT: u16 = 6001;

/// How to start the playground. The default is the quickstart on ports 5001 and 6001, or the next free ones, over HTTP.
#[derive(Clone, Debug)]
#[must_use]
pub struct Options {
    pub(crate) config: Option<Config>,
    pub(crate) config_file: Option<PathBuf>,
    pub(crate) key_file: Option<PathBuf>,
    pub(crate) inspector: Option<PathBuf>,
    pub(crate) port: Port,
    pub(crate) api_port: Port,
    pub(crate) https: bool,
    pub(crate) reach: Reach,
    pub(crate) public_hosts: Vec<String>,
    pub(crate) clock: PlaygroundClock,
    pub(crate) log: Log,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            config: None,
            config_file: None,
            key_file: None,
            inspector: None,
            port: Port::From(TOKEN_SERVER_PORT),
            api_port: Port::From(API_PORT),
            https: false,
            reach: Reach::Loopback,
            public_hosts: Vec::new(),
            clock: PlaygroundClock::default(),
            log: Log::new(),
        }
    }
}

impl Options {
    /// On any two free ports, for tests and for the desktop.
    pub fn any_port() -> Self {
        Self::default().port(0).api_port(0)
    }

    /// The token server's port and no other; 0 is any free one.
    pub fn port(mut self, port: u16) -> Self {
        self.port = Port::given(port);
        self
    }

    /// The API's port and no other; 0 is any free one.
    pub fn api_port(mut self, port: u16) -> Self {
        self.api_port = Port::given(port);
        self
    }

    /// This configuration in place of the quickstart's.
    pub fn config(mut self, config: Config) -> Self {
        self.config = Some(config);
        self
    }

    /// The configuration of this file, which is read again whenever it changes.
    pub fn config_file(mut self, path: impl Into<PathBuf>) -> Self {
        self.config_file = Some(path.into());
        self
    }

    /// The signing key of this file, which is made where there is none; see [`crate::SigningMaterial::from_file`].
    pub fn key_file(mut self, path: impl Into<PathBuf>) -> Self {
        self.key_file = Some(path.into());
        self
    }

    /// The web inspector of this folder, as `cargo xtask www` makes it, at `/inspector/` of the token server.
    pub fn inspector(mut self, folder: impl Into<PathBuf>) -> Self {
        self.inspector = Some(folder.into());
        self
    }

    /// Over HTTPS, with a new self-signed certificate.
    pub fn https(mut self, https: bool) -> Self {
        self.https = https;
        self
    }

    /// By this clock in place of the machine's.
    pub fn clock(mut self, now: Now) -> Self {
        self.clock = PlaygroundClock::new(now);
        self
    }

    /// With this log in place of a new one.
    pub fn log(mut self, log: Log) -> Self {
        self.log = log;
        self
    }

    /// Under this host name too, without a port. Requests for others than `localhost`, loopback addresses and the host of the
    /// configured issuer are refused: a web page may lead a name of its own to this machine.
    pub fn public_host(mut self, name: impl Into<String>) -> Self {
        self.public_hosts.push(name.into());
        self
    }

    /// Reachable from every network of this machine. Known secrets and a mint for tokens are no thing to show around.
    pub fn dangerous_expose_to_network(mut self) -> Self {
        self.reach = Reach::Network;
        self
    }
}
