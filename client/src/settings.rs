//! The person's choices on how requests leave this machine.

use std::fmt;
use std::time::Duration;

use crate::{ClientCertificate, HostCertificate};

/// How requests are sent; the same for discovery, keys, tokens and API calls alike.
#[derive(Clone)]
pub struct Settings {
    /// How long a whole exchange may take, body included.
    pub timeout: Duration,
    /// How long it may take to connect, TLS included.
    pub connect_timeout: Duration,
    /// The longest body that is taken, as it is sent and once more when it is decoded; a longer one is refused while it
    /// comes in. Documents of the protocol have a bound of their own, which is lower.
    pub max_body_bytes: usize,
    /// Certificates in PEM form that are trusted as authorities beside the platform's own.
    pub extra_ca_pem: Option<Vec<u8>>,
    /// Servers' own certificates that a person has trusted by fingerprint, whoever issued them, each for one host.
    pub trusted_certificates: Vec<HostCertificate>,
    /// The certificate by which this machine shows who it is, to servers that ask for one.
    pub client_certificate: Option<ClientCertificate>,
    /// The proxy, such as `http://proxy.example:8080`; `None` means the system's. This machine itself is always reached
    /// directly.
    pub proxy: Option<String>,
    /// Whether nothing at all may be sent.
    pub offline: bool,
}

impl Default for Settings {
    /// 30 s for an exchange, 10 s to connect, 64 MiB (so that 50 MB pass however they are counted), the platform's authorities and proxy.
    fn default() -> Self {
        Self {
            timeout: Duration::from_secs(30),
            connect_timeout: Duration::from_secs(10),
            max_body_bytes: 64 << 20,
            extra_ca_pem: None,
            trusted_certificates: Vec::new(),
            client_certificate: None,
            proxy: None,
            offline: false,
        }
    }
}

impl fmt::Debug for Settings {
    /// Leaves out what a proxy's URL may carry: a user name and a password.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Settings")
            .field("timeout", &self.timeout)
            .field("connect_timeout", &self.connect_timeout)
            .field("max_body_bytes", &self.max_body_bytes)
            .field("extra_ca_pem", &self.extra_ca_pem.is_some())
            .field("trusted_certificates", &self.trusted_certificates)
            .field("client_certificate", &self.client_certificate.is_some())
            .field("proxy", &self.proxy.is_some())
            .field("offline", &self.offline)
            .finish()
    }
}
