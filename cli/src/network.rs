//! Requests: one client for all of a command's, made from the network options.

use std::future::Future;

use claimscope_client::{Client, Fingerprint, Settings};
use claimscope_core::oauth::OauthError;

use crate::args::Network;
use crate::failure::Failure;
use crate::input;

/// The client that these options ask for.
pub(crate) fn client(options: &Network) -> Result<Client, Failure> {
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

/// Runs a command that waits for the network.
pub(crate) fn block_on<T>(work: impl Future<Output = Result<T, Failure>>) -> Result<T, Failure> {
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .map_err(|error| Failure::network(format!("the system gives no threads: {error}")))?
        .block_on(work)
}

impl From<claimscope_client::Failure> for Failure {
    fn from(failure: claimscope_client::Failure) -> Self {
        let usage = match &failure {
            claimscope_client::Failure::Oauth(error) => matches!(error, OauthError::Misuse(_)),
            other => other.code().starts_with("misuse."),
        };
        let own = if usage {
            Self::usage(failure.message())
        } else {
            Self::network(failure.message())
        };
        let own = own.words(failure.server_words());
        match (failure.fingerprint(), failure.hint()) {
            (Some(fingerprint), _) => own.hint(format!(
                "if you know the server, add --trust-fingerprint {fingerprint}, or its authority with --ca-file FILE"
            )),
            (None, Some(hint)) => own.hint(hint),
            (None, None) => own,
        }
    }
}
