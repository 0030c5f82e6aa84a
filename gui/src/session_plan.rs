//! What the session of a connection is made of.

use std::path::PathBuf;

use claimscope_client::session::Connection;
use claimscope_client::workspace::SavedConnection;

use crate::sensitive::Sensitive;

/// What a session is made of.
#[derive(Clone, Debug, Default)]
pub struct SessionPlan {
    /// The connection as it was filled in.
    pub connection: Connection,
    /// Whether tokens are bound to a key that is made for the connection, as the person gave none.
    pub makes_dpop_key: bool,
    /// Whether the token is kept for the next start.
    pub keeps: bool,
    /// Whether the API's cookies are kept between its calls.
    pub keeps_cookies: bool,
    /// How its requests leave this machine, where that is not as usual.
    pub network: Option<NetworkPlan>,
    /// The client certificate that is shown to servers that ask for one.
    pub certificate: Option<CertificateFiles>,
    /// What the connection's file says of the keys for verifying, where they are taken from there.
    pub keys: Option<FileKeys>,
}

/// Where the keys for verifying are, as a connection's file says.
#[derive(Clone, Debug)]
pub struct FileKeys {
    /// The connection that says so, filled in.
    pub saved: Box<SavedConnection>,
    /// Where relative paths begin.
    pub folder: PathBuf,
    /// Whether those that were read before will do: nothing but time has passed.
    pub as_before: bool,
}

/// What a connection says of the network: authorities, trusted certificates, proxy, time-out.
#[derive(Clone, Debug, PartialEq)]
pub struct NetworkPlan {
    /// The connection, whose hosts are those that a fingerprint without a host is for.
    pub saved: Box<SavedConnection>,
    /// Where relative paths begin.
    pub folder: PathBuf,
}

/// Where a client certificate is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CertificateFiles {
    /// The file of the certificate: PKCS#12, or PEM with its chain.
    pub chain: PathBuf,
    /// The PEM file of its private key, where it is another.
    pub key: Option<PathBuf>,
    /// Its private key as PEM, where it is in no file.
    pub key_text: Sensitive,
    /// What opens a PKCS#12 file.
    pub password: Sensitive,
}
