//! `[network]`: authorities, fingerprints, client certificate, proxy and patience.

use std::path::Path;
use std::time::Duration;

use claimscope_core::secret::Secret;
use claimscope_core::url::Url;

use super::error::WorkspaceError;
use super::members::Members;
use super::saved::{SavedConnection, SavedNetwork};
use super::secrets::{ReadSecret, SecretUse};
use crate::code::workspace as code;
use crate::{ClientCertificate, Fingerprint, HostCertificate, Settings};

/// What the file says of the network.
pub(super) fn read(members: &Members<'_>) -> Result<SavedNetwork, WorkspaceError> {
    let Some(table) = members.table("network")? else {
        return Ok(SavedNetwork::default());
    };
    let network = SavedNetwork {
        ca_files: table.texts("ca_file")?,
        trust_fingerprints: table.texts("trust_fingerprint")?,
        client_cert_file: table.text("client_cert_file")?,
        client_cert_key: table.secret("client_cert_key")?,
        proxy: table.text("proxy")?,
        timeout_seconds: table.number("timeout")?,
    };
    table.finish()?;
    if network.client_cert_key.is_some() && network.client_cert_file.is_none() {
        let span = table.key_span("client_cert_key");
        let reason = "client_cert_key has no use without client_cert_file".to_owned();
        return Err(table.fault(span, reason));
    }
    let authority = network.proxy.as_deref().and_then(|proxy| {
        let (_, rest) = proxy.split_once("://")?;
        rest.split(['/', '?', '#']).next()
    });
    if authority.is_some_and(|authority| authority.contains('@')) {
        let span = table.key_span("proxy");
        let reason = "user name and password of the proxy stand in its URL";
        return Err(members
            .source()
            .fault(span, code::SECRET, reason)
            .hint("leave them out, and set HTTPS_PROXY where the command runs"));
    }
    for text in &network.trust_fingerprints {
        let digits = text
            .split_once('=')
            .map_or(text.as_str(), |(_, digits)| digits);
        if !digits.contains("{{") && digits.parse::<Fingerprint>().is_err() {
            let span = table.key_span("trust_fingerprint");
            let reason = "network.trust_fingerprint is no SHA-256 of a certificate".to_owned();
            return Err(table
                .fault(span, reason)
                .hint("write 64 hexadecimal digits, with the host and = before them"));
        }
    }
    if network.timeout_seconds == Some(0) {
        let span = table.key_span("timeout");
        return Err(table.fault(span, "network.timeout must be a second at least".to_owned()));
    }
    Ok(network)
}

impl SavedNetwork {
    /// The settings for requests of this connection: files are read, and the certificate's key is where the file says.
    ///
    /// # Errors
    ///
    /// Where a file or the key cannot be had.
    pub fn settings(
        &self,
        connection: &SavedConnection,
        folder: &Path,
        read: ReadSecret<'_>,
    ) -> Result<Settings, WorkspaceError> {
        // Taken apart without `..`, so that a new setting is not forgotten here.
        let Self {
            ca_files,
            trust_fingerprints,
            client_cert_file,
            client_cert_key,
            proxy,
            timeout_seconds,
        } = self;
        let usual = Settings::default();
        let timeout = timeout_seconds.map_or(usual.timeout, Duration::from_secs);
        let mut extra_ca_pem = None;
        for path in ca_files {
            let pem: &mut Vec<u8> = extra_ca_pem.get_or_insert_default();
            pem.extend(read_file(folder, path)?);
            pem.push(b'\n');
        }
        let client_certificate = match client_cert_file {
            None => None,
            Some(path) => {
                let chain_pem = read_file(folder, path)?;
                let key_pem = match client_cert_key {
                    Some(place) => read(&SecretUse::new(
                        "client certificate's key",
                        "client_cert_key",
                        place,
                    ))?,
                    None => Secret::new(chain_pem.clone()),
                };
                Some(ClientCertificate { chain_pem, key_pem })
            }
        };
        let trusted = trust_fingerprints.iter();
        let trusted = trusted.flat_map(|text| trusted_at(text, connection));
        Ok(Settings {
            timeout,
            connect_timeout: usual.connect_timeout.min(timeout),
            max_body_bytes: usual.max_body_bytes,
            extra_ca_pem,
            trusted_certificates: trusted.collect(),
            client_certificate,
            proxy: proxy.clone(),
            offline: usual.offline,
        })
    }
}

/// What one fingerprint stands for: a certificate at the host that it names, else at each that the connection names.
fn trusted_at(text: &str, connection: &SavedConnection) -> Vec<HostCertificate> {
    let (host, digits) = match text.split_once('=') {
        Some((host, digits)) => (Some(host.trim()), digits),
        None => (None, text),
    };
    let Ok(fingerprint) = digits.parse() else {
        return Vec::new();
    };
    if let Some(host) = host {
        return vec![HostCertificate::new(host, fingerprint)];
    }
    let urls = [
        &connection.issuer,
        &connection.token_endpoint,
        &connection.api_url,
    ];
    let urls = urls.into_iter().flatten();
    let requests = connection.requests.iter().flat_map(|request| &request.url);
    let hosts = urls.chain(requests).filter_map(|url| {
        let url = Url::parse(url.trim()).ok()?;
        Some(HostCertificate::new(url.host(), fingerprint))
    });
    hosts.collect()
}

/// A file that the workspace names; a relative path begins at its folder.
pub(super) fn read_file(folder: &Path, path: &str) -> Result<Vec<u8>, WorkspaceError> {
    let path = folder.join(path);
    std::fs::read(&path).map_err(|error| WorkspaceError::file(&path, "read", &error))
}
