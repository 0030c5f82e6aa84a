//! HTTPS with a certificate of the playground's own making, which a person can trust by its fingerprint.

use std::sync::Arc;

use claimscope_core::time::Timestamp;
use rcgen::{CertificateParams, DnType, KeyPair, date_time_ymd};
use sha2::{Digest, Sha256};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::aws_lc_rs::default_provider;
use tokio_rustls::rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};

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

    /// Shakes hands with this certificate.
    pub(crate) fn acceptor(&self) -> TlsAcceptor {
        TlsAcceptor::from(Arc::clone(&self.config))
    }
}

/// Year, month and day; a clock beyond four-digit years gives the year 2000.
fn date(time: Timestamp) -> (i32, u8, u8) {
    let civil = time.civil_utc();
    let (year, month, day, ..) = civil.unwrap_or((2000, 1, 1, 0, 0, 0));
    (i32::try_from(year).unwrap_or(2000), month, day)
}
