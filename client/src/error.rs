//! Why an exchange gave nothing: each with one plain sentence and what to do.

use std::fmt;
use std::time::Duration;

use claimscope_core::code::Code;
use claimscope_core::misuse;
use claimscope_oauth::HttpResponse;

use crate::{Fingerprint, HostCertificate, code};

/// The most headers that are taken: hyper's bound.
const MAX_HEADERS: usize = 100;

/// How much the status line and the headers may be together, in KiB: hyper's bound, past which it may read once more.
const MAX_HEADER_KIB: usize = 400;

/// Settings that no client can be made from.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ClientError {
    /// The extra authorities are no certificates in PEM form.
    ExtraCa(String),
    /// The client certificate or its key cannot be used.
    Certificate(String),
    /// The proxy's URL cannot be used.
    Proxy,
    /// TLS could not be set up.
    Tls(String),
}

impl fmt::Display for ClientError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::ExtraCa(reason) => {
                write!(formatter, "the extra CA file is not usable: {reason}")
            }
            Self::Certificate(reason) => {
                write!(formatter, "the client certificate is not usable: {reason}")
            }
            Self::Proxy => formatter
                .write_str("the proxy's URL is not usable; write it as http://proxy.example:8080"),
            Self::Tls(reason) => write!(formatter, "TLS could not be set up: {reason}"),
        }
    }
}

impl std::error::Error for ClientError {}

/// Why a request brought no response.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum TransportError {
    /// The network is switched off here.
    Offline,
    /// The request was given up here before its answer was whole.
    Cancelled,
    /// The request cannot be sent as it is.
    Invalid {
        /// What is wrong with it.
        reason: String,
    },
    /// The host's name leads nowhere.
    Dns {
        /// The host.
        host: String,
    },
    /// Nothing listens there.
    Refused {
        /// Host and port.
        address: String,
    },
    /// There is no way to the host.
    Unreachable {
        /// Host and port.
        address: String,
    },
    /// The proxy did not let the request through.
    Proxy {
        /// Host and port that the request was for.
        address: String,
    },
    /// No connection within the time allowed.
    ConnectTimeout {
        /// Host and port.
        address: String,
        /// The time allowed.
        allowed: Duration,
    },
    /// No whole answer within the time allowed.
    Timeout {
        /// Host and port.
        address: String,
        /// The time allowed.
        allowed: Duration,
    },
    /// The server's certificate is not trusted; a person may trust it by its fingerprint.
    Certificate {
        /// Host and port.
        address: String,
        /// The certificate, at the host that it was shown for.
        certificate: Box<HostCertificate>,
        /// The fingerprints that a person trusts at this host, of which it is none.
        given: Vec<Fingerprint>,
        /// Why it is not trusted.
        reason: String,
    },
    /// TLS failed otherwise.
    Tls {
        /// Host and port.
        address: String,
        /// What went wrong.
        reason: String,
    },
    /// The connection broke before the answer was whole.
    Dropped {
        /// Host and port.
        address: String,
        /// What came of the answer: its status, its headers, and the beginning of its body as it was sent.
        came: Option<Box<HttpResponse>>,
    },
    /// What came is no HTTP.
    NotHttp {
        /// Host and port.
        address: String,
    },
    /// The headers are more, or longer, than allowed.
    HeadersTooLarge {
        /// Host and port.
        address: String,
    },
    /// The body is longer than allowed.
    TooLarge {
        /// The most that is taken.
        limit_bytes: usize,
    },
    /// Anything else.
    Other {
        /// The words of whoever found it.
        reason: String,
    },
}

impl TransportError {
    /// The stable name that programs match on, such as `network.refused`.
    pub fn code(&self) -> Code {
        match self {
            Self::Offline => code::OFFLINE,
            Self::Cancelled => code::CANCELLED,
            Self::Invalid { .. } => misuse::REQUEST,
            Self::Dns { .. } => code::DNS,
            Self::Refused { .. } => code::REFUSED,
            Self::Unreachable { .. } => code::UNREACHABLE,
            Self::Proxy { .. } => code::PROXY,
            Self::ConnectTimeout { .. } => code::CONNECT_TIMEOUT,
            Self::Timeout { .. } => code::TIMEOUT,
            Self::Certificate { .. } => code::CERTIFICATE,
            Self::Tls { .. } => code::TLS,
            Self::Dropped { .. } => code::DROPPED,
            Self::NotHttp { .. } => code::NOT_HTTP,
            Self::HeadersTooLarge { .. } | Self::TooLarge { .. } => code::TOO_LARGE,
            Self::Other { .. } => code::OTHER,
        }
    }

    /// One plain sentence, lower case, no full stop.
    pub fn message(&self) -> String {
        match self {
            Self::Offline => "the network is switched off here".to_owned(),
            Self::Cancelled => "cancelled before the answer came".to_owned(),
            Self::Invalid { reason } => format!("the request cannot be sent: {reason}"),
            Self::Dns { host } => format!("no address is known for {host}"),
            Self::Refused { address } => format!("nothing listens on {address}"),
            Self::Unreachable { address } => format!("there is no way to {address}"),
            Self::Proxy { address } => format!("the proxy did not connect to {address}"),
            Self::ConnectTimeout { address, allowed } => {
                format!("{address} did not accept a connection within {allowed:?}")
            }
            Self::Timeout { address, allowed } => {
                format!("{address} gave no whole answer within {allowed:?}")
            }
            Self::Certificate {
                address,
                certificate,
                given,
                reason,
            } => {
                let fingerprint = certificate.fingerprint();
                let differs = match given.as_slice() {
                    [] => String::new(),
                    [one] => format!(
                        "; its fingerprint is {fingerprint}, which differs from the trusted {one}"
                    ),
                    several => format!(
                        "; its fingerprint is {fingerprint}, which is none of the {} trusted ones",
                        several.len()
                    ),
                };
                format!("the certificate of {address} is not trusted: {reason}{differs}")
            }
            Self::Tls { address, reason } => format!("TLS with {address} failed: {reason}"),
            Self::Dropped { address, .. } => {
                format!("{address} closed the connection before its answer was whole")
            }
            Self::NotHttp { address } => {
                format!("{address} answers with something other than HTTP")
            }
            Self::HeadersTooLarge { address } => format!(
                "the answer of {address} has more than {MAX_HEADERS} headers, or more than some {MAX_HEADER_KIB} KiB of them, and was refused"
            ),
            Self::TooLarge { limit_bytes } => {
                format!("the answer is longer than {limit_bytes} bytes, and was refused")
            }
            Self::Other { reason } => reason.clone(),
        }
    }

    /// What to do about it.
    pub fn hint(&self) -> String {
        match self {
            Self::Offline => "switch the network on to send it".to_owned(),
            Self::Cancelled => "send it again if it is still wanted".to_owned(),
            Self::Invalid { .. } => "correct the URL, the method or the header".to_owned(),
            Self::Dns { .. } => {
                "check the spelling of the host; a private name may need a VPN".to_owned()
            }
            Self::Refused { .. } => "is the server started, and on this port?".to_owned(),
            Self::Unreachable { .. } => "check the network connection or the VPN".to_owned(),
            Self::Proxy { .. } => {
                "check the proxy that is set, or that HTTPS_PROXY, HTTP_PROXY or ALL_PROXY name, and its user name".to_owned()
            }
            Self::ConnectTimeout { .. } => {
                "check host and port; a firewall may swallow the request".to_owned()
            }
            Self::Timeout { .. } => {
                "try again, allow more time, or look at what keeps the server busy".to_owned()
            }
            Self::Certificate { certificate, .. } => format!(
                "if you know the server, trust this certificate by its SHA-256 fingerprint {}, or add its CA",
                certificate.fingerprint()
            ),
            Self::Tls { reason, .. } if reason.contains("CertificateRequired") => {
                "the server wants a client certificate: give one, for it and the network choices of the connection".to_owned()
            }
            Self::Tls { reason, .. }
                if reason.contains("ProtocolVersion") || reason.contains("HandshakeFailure") =>
            {
                "the server shares no version of TLS (1.2 or 1.3) or no cipher with this program; look at its TLS settings".to_owned()
            }
            Self::Tls { .. } => {
                "check that the port speaks https; for a local server without it, use http://".to_owned()
            }
            Self::Dropped { .. } => {
                "try again; if it stays, the server may want https on this port, or it crashed: look in its log".to_owned()
            }
            Self::NotHttp { .. } => "check the port, and whether it wants https".to_owned(),
            Self::HeadersTooLarge { .. } => {
                "let the server send fewer; cookies and lists of policies are the longest as a rule".to_owned()
            }
            Self::TooLarge { .. } => {
                "check that the URL is the right one; ask the API for less at a time where it can page".to_owned()
            }
            Self::Other { .. } => "look at the whole exchange".to_owned(),
        }
    }

    /// The certificate that a person may trust, where that would help.
    pub fn untrusted_certificate(&self) -> Option<&HostCertificate> {
        match self {
            Self::Certificate { certificate, .. } => Some(certificate),
            _ => None,
        }
    }
}

impl fmt::Display for TransportError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}; {}", self.message(), self.hint())
    }
}

impl std::error::Error for TransportError {}
