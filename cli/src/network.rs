//! Requests: one client for all of a command's, made from the network options.

use std::future::Future;
use std::sync::{Mutex, PoisonError};

use claimscope_client::session::{Connection, KeysFrom, Session};
use claimscope_client::{Fingerprint, HostCertificate, HttpClient};
use claimscope_client::{is_proxy_url, unusable_proxy_variable};
use claimscope_core::url::Url;

use crate::args::Network;
use crate::failure::Failure;
use crate::render::exchange::Follower;
use crate::{client_certificate, input, output};

/// Does work with a connection, whose first request goes to `url`. With `-v` its exchanges are shown as they happen.
pub(crate) async fn with_session<T>(
    options: &Network,
    url: &str,
    connection: Connection,
    work: impl AsyncFnOnce(&Session) -> Result<T, Failure>,
) -> Result<T, Failure> {
    let client = client(options, url, &connection)?;
    if options.verbose {
        show_exchanges(&client);
    }
    work(&Session::new(client, connection)).await
}

/// Shows every request on standard error when it leaves, and its answer when it comes, credentials masked.
pub(crate) fn show_exchanges(client: &HttpClient) {
    let follower = Mutex::new(Follower::default());
    client.log().watch(move |exchange| {
        let mut follower = follower.lock().unwrap_or_else(PoisonError::into_inner);
        output::warn(&follower.next(exchange));
    });
}

fn client(options: &Network, url: &str, connection: &Connection) -> Result<HttpClient, Failure> {
    let of_file = options
        .of_file
        .as_ref()
        .and_then(|file| file.proxy.as_ref());
    let proxy = options.proxy.as_ref().or(of_file);
    if proxy.is_none() {
        check_environment(url)?;
    }
    if let Some(proxy) = proxy {
        check_proxy(proxy)?;
        if Url::parse(url).is_ok_and(|url| url.is_loopback()) {
            output::warn("note: this machine itself is always reached directly, without the proxy");
        }
    }
    let mut settings = options.of_file.clone().unwrap_or_default();
    if options.proxy.is_some() {
        settings.proxy.clone_from(&options.proxy);
    }
    if let Some(timeout) = options.timeout {
        settings.timeout = timeout;
        settings.connect_timeout = settings.connect_timeout.min(timeout);
    }
    for path in &options.ca_file {
        let pem = settings.extra_ca_pem.get_or_insert_default();
        pem.extend(input::small_file(path)?);
        pem.push(b'\n');
    }
    if let Some(certificate) = client_certificate::read(options)? {
        settings.client_certificate = Some(certificate);
    }
    for text in &options.trust_fingerprint {
        let trusted = trusted(text, &hosts(url, connection))?;
        settings.trusted_certificates.extend(trusted);
    }
    HttpClient::new(settings).map_err(|error| Failure::usage(error.to_string()))
}

/// What one `--trust-fingerprint` stands for: a certificate at the host that it names, else at each of `hosts`.
fn trusted(text: &str, hosts: &[String]) -> Result<Vec<HostCertificate>, Failure> {
    let (host, digits) = match text.split_once('=') {
        Some((host, digits)) => (Some(host.trim()), digits),
        None => (None, text),
    };
    let fingerprint = digits.parse::<Fingerprint>().map_err(|error| {
        Failure::usage(format!("--trust-fingerprint: {error}")).hint(
            "it is the SHA-256 of the server's certificate, as an untrusted one's error shows it",
        )
    })?;
    let at = |host: &str| HostCertificate::new(host, fingerprint);
    match host {
        None => Ok(hosts.iter().map(|host| at(host)).collect()),
        Some(host) if !HostCertificate::is_host(host) => Err(Failure::usage(
            "--trust-fingerprint HOST=SHA256 takes the host alone",
        )
        .hint(
            "write its name or address without scheme, port and path; every port of it is meant",
        )),
        Some(host) => Ok(vec![at(host)]),
    }
}

/// The hosts that the command line names itself; those that metadata names are not among them.
fn hosts(url: &str, connection: &Connection) -> Vec<String> {
    let keys = match &connection.keys {
        KeysFrom::JwksUrl(url) => Some(url),
        _ => None,
    };
    let named = [&connection.issuer, &connection.api_url];
    let named = named.into_iter().chain(&connection.token_endpoint);
    let named = named.chain(keys).map(String::as_str).chain([url]);
    let host = |url: &str| Some(Url::parse(url.trim()).ok()?.host().to_owned());
    named.filter_map(host).collect()
}

/// Refuses what is no proxy's URL. It is not repeated, as it may hold a password.
fn check_proxy(proxy: &str) -> Result<(), Failure> {
    // A word alone is a slip rather than a host.
    if is_proxy_url(proxy) && proxy.contains(':') {
        return Ok(());
    }
    Err(Failure::usage("--proxy is not the URL of a proxy").hint(PROXY_HINT))
}

/// Refuses a proxy of the environment that would be passed over, so that requests went another way than was meant.
fn check_environment(url: &str) -> Result<(), Failure> {
    let url = Url::parse(url).ok();
    match url.as_ref().and_then(unusable_proxy_variable) {
        None => Ok(()),
        Some(name) => Err(Failure::usage(format!(
            "the environment variable {name} is not the URL of a proxy"
        ))
        .hint(format!("{PROXY_HINT}, or unset it"))),
    }
}

const PROXY_HINT: &str = "write it as http://proxy.example:8080";

/// Runs a command that waits for the network.
pub(crate) fn block_on<T>(work: impl Future<Output = Result<T, Failure>>) -> Result<T, Failure> {
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .map_err(|error| Failure::system(format!("the system gives no threads: {error}")))?
        .block_on(work)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fingerprint_counts_for_the_hosts_that_the_command_names_or_for_its_own() {
        let connection = Connection {
            issuer: "https://sts.example:5001/realm".to_owned(),
            keys: KeysFrom::JwksUrl("https://keys.example/jwks".to_owned()),
            token_endpoint: Some("https://[::1]/token".to_owned()),
            ..Connection::default()
        };
        let hosts = hosts("https://API.example/orders", &connection);
        let digits = "AB".repeat(32);
        let at = |text: &str| {
            let trusted = trusted(text, &hosts).unwrap();
            let hosts = trusted.iter().map(HostCertificate::host);
            hosts.collect::<Vec<_>>().join(" ")
        };
        assert_eq!(at(&digits), "sts.example ::1 keys.example api.example");
        assert_eq!(at(&format!("other.example={digits}")), "other.example");
        assert_eq!(at(&format!("[::1]={digits}")), "::1");
        for text in ["=", "a:443=", "[::1]:443=", "https://a=", "a/b=", "u@a="] {
            assert!(
                trusted(&format!("{text}{digits}"), &hosts).is_err(),
                "{text}"
            );
        }
        assert!(trusted("sts.example=abc", &hosts).is_err());
    }
}
