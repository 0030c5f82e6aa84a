//! What the session of a connection is made of.

use std::path::PathBuf;

use claimscope_client::session::Connection;

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
    /// The client certificate that is shown to servers that ask for one.
    pub certificate: Option<CertificateFiles>,
}

/// Where a client certificate is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CertificateFiles {
    /// The file of the certificate: PKCS#12, or PEM with its chain.
    pub chain: PathBuf,
    /// The PEM file of its private key, where it is another.
    pub key: Option<PathBuf>,
    /// What opens a PKCS#12 file.
    pub password: Sensitive,
}
