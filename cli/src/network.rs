//! Requests: one client for all of a command's, made from the network options.

use std::future::Future;
use std::sync::{Mutex, PoisonError};

use claimscope_client::session::{Connection, Session};
use claimscope_client::{Client, Fingerprint, Settings};
use claimscope_core::url::Url;

use crate::args::Network;
use crate::failure::Failure;
use crate::render::exchange::Follower;
use crate::{input, output};

/// Does work with a connection, whose first request goes to `url`. With `-v` its exchanges are shown as they happen.
pub(crate) async fn with_session<T>(
    options: &Network,
    url: &str,
    connection: Connection,
    work: impl AsyncFnOnce(&Session) -> Result<T, Failure>,
) -> Result<T, Failure> {
    let client = client(options, url)?;
    if options.verbose {
        show_exchanges(&client);
    }
    work(&Session::new(client, connection)).await
}

/// Shows every request on standard error when it leaves, and its answer when it comes, credentials masked.
pub(crate) fn show_exchanges(client: &Client) {
    let follower = Mutex::new(Follower::default());
    client.log().watch(move |exchange| {
        let mut follower = follower.lock().unwrap_or_else(PoisonError::into_inner);
        output::warn(&follower.next(exchange));
    });
}

fn client(options: &Network, url: &str) -> Result<Client, Failure> {
    if let Some(proxy) = &options.proxy {
        check_proxy(proxy)?;
        if Url::parse(url).is_ok_and(|url| url.is_loopback()) {
            output::warn("note: this machine itself is always reached directly, without the proxy");
        }
    }
    let mut settings = Settings {
        proxy: options.proxy.clone(),
        ..Settings::default()
    };
    if let Some(timeout) = options.timeout {
        settings.timeout = timeout;
        settings.connect_timeout = settings.connect_timeout.min(timeout);
    }
    for path in &options.ca_file {
        let pem = settings.extra_ca_pem.get_or_insert_default();
        pem.extend(input::small_file(path)?);
        pem.push(b'\n');
    }
    for text in &options.trust_fingerprint {
        let fingerprint = text.parse::<Fingerprint>().map_err(|error| {
            Failure::usage(format!("--trust-fingerprint: {error}"))
                .hint("it is the SHA-256 of the server's certificate, as an untrusted one's error shows it")
        })?;
        settings.trusted_fingerprints.push(fingerprint);
    }
    Client::new(settings).map_err(|error| Failure::usage(error.to_string()))
}

/// Refuses what is no proxy's URL. It is not repeated, as it may hold a password.
fn check_proxy(proxy: &str) -> Result<(), Failure> {
    // An address without a scheme is taken as http, as curl has it.
    let url = if proxy.contains("://") {
        proxy.to_owned()
    } else {
        format!("http://{proxy}")
    };
    // User name and password may stand in a proxy's URL, and nowhere else.
    let (scheme, rest) = url.split_once("://").unwrap_or_default();
    let host = rest.rsplit_once('@').map_or(rest, |(_, host)| host);
    let usable = matches!(scheme, "http" | "https")
        && Url::parse(&format!("{scheme}://{host}")).is_ok()
        && (proxy.contains("://") || host.contains(':'));
    if usable {
        return Ok(());
    }
    Err(Failure::usage("--proxy is not the URL of a proxy")
        .hint("write it as http://proxy.example:8080"))
}

/// Runs a command that waits for the network.
pub(crate) fn block_on<T>(work: impl Future<Output = Result<T, Failure>>) -> Result<T, Failure> {
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .map_err(|error| Failure::system(format!("the system gives no threads: {error}")))?
        .block_on(work)
}
