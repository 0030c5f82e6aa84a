//! `[network]`: authorities, fingerprints, client certificate, proxy and patience.

use std::path::Path;
use std::time::Duration;

use claimscope_core::url::Url;

use super::error::WorkspaceError;
use super::members::Members;
use super::place::SecretPlace;
use super::saved::{SavedConnection, SavedNetwork};
use super::secrets::{ReadSecret, SecretUse};
use crate::code::workspace as code;
use crate::own_path::path_within;
use crate::{ClientCertificate, ClientCertificateError, Fingerprint, HostCertificate, Settings};

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
        client_cert_password: table.secret("client_cert_password")?,
        proxy: table.text("proxy")?,
        timeout_seconds: table.number("timeout")?,
    };
    table.finish()?;
    for (name, is_given) in [
        ("client_cert_key", network.client_cert_key.is_some()),
        (
            "client_cert_password",
            network.client_cert_password.is_some(),
        ),
    ] {
        if is_given && network.client_cert_file.is_none() {
            let span = table.key_span(name);
            let reason = format!("{name} has no use without client_cert_file");
            return Err(table.fault(span, reason));
        }
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
        let (host, digits) = host_and_digits(text);
        if host.is_some_and(|host| !host.contains("{{") && !HostCertificate::is_host(host)) {
            let span = table.key_span("trust_fingerprint");
            let reason = "network.trust_fingerprint takes the host alone before =".to_owned();
            return Err(table.fault(span, reason).hint(
                "write its name or address without scheme, port and path; every port of it is meant",
            ));
        }
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
            client_cert_password,
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
        let secret = |what, member, place: &Option<SecretPlace>| {
            let wanted = place.as_ref();
            let wanted = wanted.map(|place| SecretUse::new(what, member, place));
            wanted.as_ref().map(read).transpose()
        };
        let client_certificate = match client_cert_file {
            None => None,
            Some(path) => {
                let key = secret(
                    "client certificate's key",
                    "client_cert_key",
                    client_cert_key,
                )?;
                let password = secret(
                    "client certificate's password",
                    "client_cert_password",
                    client_cert_password,
                )?;
                let file = read_file(folder, path)?;
                let certificate = ClientCertificate::from_files(file, key, password.as_ref());
                Some(certificate.map_err(|error| unfit(&path_within(folder, path), &error))?)
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

fn unfit(path: &Path, error: &ClientCertificateError) -> WorkspaceError {
    let hint = match error {
        ClientCertificateError::PasswordMissing => {
            "say where its password is: client_cert_password = { env = \"NAME\" }"
        }
        ClientCertificateError::KeyTwice => "leave client_cert_key out",
        ClientCertificateError::PasswordUnused => {
            "leave client_cert_password out; a key in PEM must not be encrypted"
        }
        other => other.hint(),
    };
    WorkspaceError::new(code::FILE, error.message())
        .of(path)
        .hint(hint)
}

/// The host of a fingerprint, where it names one, and its digits.
fn host_and_digits(text: &str) -> (Option<&str>, &str) {
    match text.split_once('=') {
        Some((host, digits)) => (Some(host.trim()), digits),
        None => (None, text),
    }
}

/// What one fingerprint stands for: a certificate at the host that it names, else at each that the connection names.
fn trusted_at(text: &str, connection: &SavedConnection) -> Vec<HostCertificate> {
    let (host, digits) = host_and_digits(text);
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

/// The largest file that is read, such as the body of a request.
const MAX_FILE_BYTES: u64 = 256 << 20;

/// A file that the workspace names; a relative path begins at its folder.
pub(super) fn read_file(folder: &Path, path: &str) -> Result<Vec<u8>, WorkspaceError> {
    let path = path_within(folder, path);
    let read = match std::fs::metadata(&path) {
        Ok(about) if !about.is_file() => Err(super::secrets::no_file()),
        Ok(about) if about.len() > MAX_FILE_BYTES => Err(std::io::Error::other(
            "it is larger than 256 MiB, which is read into memory as a whole",
        )),
        _ => std::fs::read(&path),
    };
    read.map_err(|error| WorkspaceError::file(&path, "read", &error))
}
