//! Where `verify` gets its keys: discovery, a JWKS, a file or a secret.

use std::path::Path;

use claimscope_client::Client;
use claimscope_core::jwk::{Jwk, JwkError, JwkSet, KeySet};
use claimscope_core::report::KeySource;
use claimscope_core::{Secret, SecretEncoding};

use crate::args::Verify;
use crate::failure::Failure;
use crate::input::{self, SecretSource};
use crate::network;

/// Where keys may come from.
pub(crate) const NO_KEY_HINT: &str = "give --issuer URL for the issuer's own keys, or --jwks FILE|URL, --key FILE, --secret-env NAME";

/// Keys, and what is known of them.
pub(crate) struct Found {
    pub(crate) keys: KeySet,
    /// The issuer's own name for itself, where its metadata was read.
    pub(crate) issuer: Option<String>,
    /// Where the keys are from, for a person.
    pub(crate) from: String,
}

/// The keys that the options of `verify` name.
pub(crate) async fn load(arguments: &Verify) -> Result<Found, Failure> {
    let secret = decoded(secret(arguments).read()?, arguments.secret_encoding)?;
    let given = |keys, from: String| Found {
        keys,
        issuer: None,
        from,
    };
    if let Some(secret) = secret {
        let keys = KeySet::from_key(Jwk::from_secret(secret), KeySource::Secret);
        return Ok(given(keys, "the shared secret given".to_owned()));
    }
    if let Some(path) = &arguments.key {
        let key =
            Jwk::parse(&input::small_file(path)?).map_err(|error| unreadable(path, &error))?;
        let from = input::name_of(path);
        return Ok(given(KeySet::from_key(key, KeySource::Key), from));
    }
    if let Some(place) = &arguments.jwks {
        let set = jwks(place, arguments).await?;
        return Ok(given(
            KeySet::from_jwks(set, KeySource::Jwks),
            input::name_of(Path::new(place)),
        ));
    }
    match &arguments.issuer {
        Some(issuer) => {
            network::with_client(&arguments.network, issuer, async |client| {
                of_issuer(client, issuer).await
            })
            .await
        }
        None => Err(Failure::usage("there is no key to verify with").hint(NO_KEY_HINT)),
    }
}

fn secret(arguments: &Verify) -> SecretSource<'_> {
    SecretSource {
        what: "shared secret",
        option: "--secret",
        env: arguments.secret_env.as_deref(),
        file: arguments.secret_file.as_deref(),
        argument: arguments.secret.is_some(),
    }
}

/// The bytes that a secret stands for.
fn decoded(
    secret: Option<Secret>,
    encoding: Option<SecretEncoding>,
) -> Result<Option<Secret>, Failure> {
    match (secret, encoding) {
        (None, Some(_)) => Err(Failure::usage(
            "--secret-encoding says how a shared secret is written down, and none is given",
        )
        .hint("give it with --secret-env NAME or --secret-file FILE")),
        (Some(secret), Some(encoding)) => match encoding.decode(&secret) {
            None => Err(Failure::input(format!(
                "the shared secret is not written in {}",
                encoding.name()
            ))),
            decoded => Ok(decoded),
        },
        (secret, None) => Ok(secret),
    }
}

async fn jwks(place: &str, arguments: &Verify) -> Result<JwkSet, Failure> {
    if place.starts_with("https://") || place.starts_with("http://") {
        return network::with_client(&arguments.network, place, async |client| {
            Ok(client.jwks(place).await?)
        })
        .await;
    }
    let path = Path::new(place);
    JwkSet::parse(&input::small_file(path)?).map_err(|error| unreadable(path, &error))
}

fn unreadable(path: &Path, error: &JwkError) -> Failure {
    Failure::key(format!(
        "{} holds no usable key: {error}",
        input::name_of(path)
    ))
}

/// The keys that an issuer publishes, found by discovery. Its metadata must be its own.
pub(crate) async fn of_issuer(client: &Client, issuer: &str) -> Result<Found, Failure> {
    let discovered = client.discover(issuer).await?;
    let uri = discovered.jwks_uri()?;
    // The URL is the server's choice: where it cannot be used, the server is at fault.
    let set = client
        .jwks(uri)
        .await
        .map_err(|failure| Failure::from(failure).of_metadata())?;
    Ok(Found {
        keys: discovered.keys(set)?,
        issuer: Some(discovered.metadata.issuer.clone()),
        from: uri.to_owned(),
    })
}
