//! Whom to trust: the platform's authorities, those a person added, and single certificates trusted by fingerprint.

use std::fmt;
use std::sync::{Arc, PoisonError, RwLock};

use claimscope_core::json::show;
use rustls::client::Resumption;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{CryptoProvider, verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName, UnixTime};
use rustls::{
    CertificateError, ClientConfig, DigitallySignedStruct, Error, OtherError, SignatureScheme,
};
use rustls_platform_verifier::Verifier as PlatformVerifier;

use crate::certificate_facts::CertificateFacts;
use crate::phases::WatchedSessions;
use crate::{ClientCertificate, ClientError, Fingerprint, HostCertificate, Settings};

/// Certificates that a person trusts, each at one host; shared with every connection.
pub(crate) type Trusted = Arc<RwLock<Vec<HostCertificate>>>;

/// A certificate that was not trusted; it travels inside the TLS error up to whoever reports it.
#[derive(Clone, Debug)]
pub(crate) struct Distrusted {
    pub(crate) certificate: HostCertificate,
    /// Those that a person trusts at this host, of which it is none.
    pub(crate) given: Vec<Fingerprint>,
    pub(crate) reason: String,
}

impl fmt::Display for Distrusted {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} ({})", self.reason, self.certificate)
    }
}

impl std::error::Error for Distrusted {}

/// The TLS configuration of a client, with its own cryptography rather than the process's.
pub(crate) fn config(settings: &Settings, trusted: Trusted) -> Result<ClientConfig, ClientError> {
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let verifier = Verifier {
        platform: platform(settings, &provider)?,
        trusted,
        provider: Arc::clone(&provider),
    };
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|error| ClientError::Tls(error.to_string()))?
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(verifier));
    let mut config = match &settings.client_certificate {
        None => config.with_no_client_auth(),
        Some(certificate) => {
            let (chain, key) = client_certificate(certificate)?;
            config
                .with_client_auth_cert(chain, key)
                .map_err(|error| ClientError::Certificate(error.to_string()))?
        }
    };
    config.resumption = Resumption::store(Arc::new(WatchedSessions::new()));
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    Ok(config)
}

/// Chain and key of a client certificate.
fn client_certificate(
    certificate: &ClientCertificate,
) -> Result<(Vec<CertificateDer<'static>>, PrivateKeyDer<'static>), ClientError> {
    let unfit = |reason: String| ClientError::Certificate(reason);
    let chain = CertificateDer::pem_slice_iter(&certificate.chain_pem)
        .collect::<Result<Vec<_>, _>>()
        .map_err(|error| unfit(error.to_string()))?;
    if chain.is_empty() {
        return Err(unfit("there is no CERTIFICATE block in it".to_owned()));
    }
    let key = PrivateKeyDer::from_pem_slice(certificate.key_pem.expose())
        .map_err(|_| unfit("its private key is no unencrypted PEM".to_owned()))?;
    Ok((chain, key))
}

/// The platform's verifier with the extra authorities; `None` on a machine that has no authorities at all.
fn platform(
    settings: &Settings,
    provider: &Arc<CryptoProvider>,
) -> Result<Option<PlatformVerifier>, ClientError> {
    let Some(pem) = &settings.extra_ca_pem else {
        // Without any authority only certificates trusted by fingerprint are left, which is still of use.
        return Ok(PlatformVerifier::new(Arc::clone(provider)).ok());
    };
    let extra = CertificateDer::pem_slice_iter(pem)
        .collect::<Result<Vec<_>, _>>()
        .map_err(|error| ClientError::ExtraCa(error.to_string()))?;
    if extra.is_empty() {
        return Err(ClientError::ExtraCa(
            "there is no CERTIFICATE block in it".to_owned(),
        ));
    }
    PlatformVerifier::new_with_extra_roots(extra, Arc::clone(provider))
        .map(Some)
        .map_err(|error| ClientError::ExtraCa(error.to_string()))
}

#[derive(Debug)]
struct Verifier {
    platform: Option<PlatformVerifier>,
    trusted: Trusted,
    provider: Arc<CryptoProvider>,
}

impl ServerCertVerifier for Verifier {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server_name: &ServerName<'_>,
        ocsp_response: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        let fingerprint = Fingerprint::of_certificate(end_entity);
        let certificate = HostCertificate::new(&server_name.to_str(), fingerprint);
        let trusted = self.trusted.read().unwrap_or_else(PoisonError::into_inner);
        if trusted.contains(&certificate) {
            return Ok(ServerCertVerified::assertion());
        }
        let of_host = |known: &&HostCertificate| known.host() == certificate.host();
        let given = trusted.iter().filter(of_host);
        let given = given.map(HostCertificate::fingerprint).collect();
        drop(trusted);
        let verified = match &self.platform {
            Some(platform) => platform.verify_server_cert(
                end_entity,
                intermediates,
                server_name,
                ocsp_response,
                now,
            ),
            None => Err(CertificateError::UnknownIssuer.into()),
        };
        verified.map_err(|error| match error {
            Error::InvalidCertificate(error) => {
                let reason = told(&error, end_entity);
                let distrusted = Distrusted {
                    certificate,
                    given,
                    reason,
                };
                CertificateError::Other(OtherError(Arc::new(distrusted))).into()
            }
            other => other,
        })
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        let algorithms = &self.provider.signature_verification_algorithms;
        verify_tls12_signature(message, certificate, signature, algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        let algorithms = &self.provider.signature_verification_algorithms;
        verify_tls13_signature(message, certificate, signature, algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.provider
            .signature_verification_algorithms
            .supported_schemes()
    }
}

/// Why a certificate is not trusted, with what it says of itself.
fn told(error: &CertificateError, certificate: &CertificateDer<'_>) -> String {
    let is_authority = is_authority(error);
    let facts = CertificateFacts::read(certificate);
    let Some(facts) = facts.filter(|_| is_authority || *error == CertificateError::UnknownIssuer)
    else {
        return reason(error);
    };
    // It is written by whoever made the certificate.
    let name = |name: &str| show::text(name);
    let end = facts.not_after;
    let of = format!(
        "its subject is {}, and it is valid until {end}",
        name(&facts.subject)
    );
    let issuer = name(&facts.issuer);
    match (facts.subject == facts.issuer, is_authority) {
        (true, true) => format!(
            "it names itself as its issuer (self-signed), and is marked as an authority's own, which no server may show; {of}"
        ),
        (true, false) => format!("it names itself as its issuer (self-signed); {of}"),
        (false, true) => {
            format!("it is an authority's certificate, which no server may show for its own; {of}")
        }
        (false, false) => {
            format!("it comes from an authority that this machine does not know, {issuer}; {of}")
        }
    }
}

fn is_authority(error: &CertificateError) -> bool {
    // The library wraps what it has no word for.
    format!("{error:?}").contains("CaUsedAsEndEntity")
}

/// Why a certificate is not trusted, in plain words.
fn reason(error: &CertificateError) -> String {
    match error {
        CertificateError::UnknownIssuer => {
            "it is self-signed or comes from an authority that this machine does not know"
                .to_owned()
        }
        CertificateError::Expired | CertificateError::ExpiredContext { .. } => {
            "it has expired".to_owned()
        }
        CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => {
            "it is not valid yet".to_owned()
        }
        CertificateError::NotValidForName => "it is for another host name".to_owned(),
        CertificateError::NotValidForNameContext { presented, .. } => {
            let names: Vec<_> = presented
                .iter()
                .map(|name| {
                    // The name comes as `DnsName("example.com")`.
                    let inner = name
                        .split_once("(\"")
                        .map_or(name.as_str(), |(_, rest)| rest);
                    inner.trim_end_matches("\")").to_owned()
                })
                .collect();
            match names.is_empty() {
                true => "it is for another host name".to_owned(),
                false => format!("it is for another host name: {}", names.join(", ")),
            }
        }
        CertificateError::Revoked => "it has been revoked".to_owned(),
        CertificateError::InvalidPurpose | CertificateError::InvalidPurposeContext { .. } => {
            "it is not for servers".to_owned()
        }
        CertificateError::BadSignature => "its signature is not its authority's".to_owned(),
        CertificateError::BadEncoding => "it cannot be read".to_owned(),
        other if is_authority(other) => {
            "it is an authority's certificate, which no server may show for its own".to_owned()
        }
        _ => "it breaks the rules for certificates of servers".to_owned(),
    }
}
