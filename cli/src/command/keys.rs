//! Where `verify` gets its keys: discovery, a JWKS, a file or a secret.

use std::path::Path;
use std::sync::Arc;

use claimscope_client::session::KeysFrom;
use claimscope_core::SecretEncoding;
use claimscope_core::jwk::{Jwk, JwkError, JwkSet, KeySet};
use claimscope_core::report::KeySource;
use claimscope_core::secret::Secret;

use crate::args::Verify;
use crate::failure::Failure;
use crate::input::{self, SecretSource};

/// Where keys may come from.
pub(crate) const NO_KEY_HINT: &str = "give --issuer URL for the issuer's own keys, or --jwks FILE|URL, --key FILE, --secret-env NAME";

/// Where the keys come from, with a name for a person where nothing is fetched.
pub(crate) struct Named {
    pub(crate) from: KeysFrom,
    pub(crate) name: Option<String>,
}

/// The key source that the options of `verify` name; files are read.
pub(crate) fn named(arguments: &Verify) -> Result<Named, Failure> {
    let given = |from, name: String| Named {
        from,
        name: Some(name),
    };
    if let Some(secret) = decoded(secret(arguments).read()?, arguments.secret_encoding)? {
        let name = "the shared secret given".to_owned();
        return Ok(given(KeysFrom::SharedSecret(secret), name));
    }
    if let Some(path) = &arguments.key {
        let key =
            Jwk::parse(&input::small_file(path)?).map_err(|error| unreadable(path, &error))?;
        let set = Arc::new(KeySet::from_key(key, KeySource::Key));
        return Ok(given(KeysFrom::Set(set), input::name_of(path)));
    }
    if let Some(place) = &arguments.jwks {
        if place.starts_with("https://") || place.starts_with("http://") {
            return Ok(Named {
                from: KeysFrom::JwksUrl(place.clone()),
                name: None,
            });
        }
        let path = Path::new(place);
        let set = JwkSet::parse(&input::small_file(path)?);
        let set = set.map_err(|error| unreadable(path, &error))?;
        let set = Arc::new(KeySet::from_jwks(set, KeySource::Jwks));
        return Ok(given(KeysFrom::Set(set), input::name_of(path)));
    }
    Ok(Named {
        from: KeysFrom::Issuer,
        name: None,
    })
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

fn unreadable(path: &Path, error: &JwkError) -> Failure {
    Failure::key(format!(
        "{} holds no usable key: {error}",
        input::name_of(path)
    ))
}
