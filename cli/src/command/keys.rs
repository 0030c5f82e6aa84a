//! Where `verify` and `call` get their keys: discovery, a JWKS, a file or a secret.

use std::path::Path;
use std::sync::Arc;

use claimscope_client::session::KeysFrom;
use claimscope_core::SecretEncoding;
use claimscope_core::alg::Algorithm;
use claimscope_core::crypto::KeySet;
use claimscope_core::json;
use claimscope_core::jwk::{JwkError, JwkSet};
use claimscope_core::report::KeySource;
use claimscope_core::secret::Secret;
use claimscope_core::time::Timestamp;

use crate::args::KeyOptions;
use crate::failure::Failure;
use crate::input::{self, SecretSource};

/// Where keys may come from.
pub(crate) const NO_KEY_HINT: &str = "give --issuer URL for the issuer's own keys, or --jwks FILE|URL, --key FILE, --secret-env NAME";

/// Where the keys come from, with a name for a person where nothing is fetched.
pub(crate) struct Named {
    pub(crate) from: KeysFrom,
    pub(crate) name: Option<String>,
    /// Why there are none, where the token is one that no set of keys can verify.
    pub(crate) problem: Option<String>,
}

/// The key source that the options name; files are read.
pub(crate) fn named(arguments: &KeyOptions, token: &str) -> Result<Named, Failure> {
    let given = |from, name: String| Named {
        from,
        name: Some(name),
        problem: None,
    };
    if let Some(secret) = decoded(secret(arguments).read()?, arguments.secret_encoding)? {
        let name = "the shared secret given".to_owned();
        return Ok(given(KeysFrom::SharedSecret(secret), name));
    }
    if let Some(path) = &arguments.key {
        let set = KeySet::parse(&input::small_file(path)?)
            .map_err(|error| Failure::key(unreadable(path, &error)))?;
        let set = Arc::new(set);
        return Ok(given(KeysFrom::Set(set), input::name_of(path)));
    }
    if let Some(place) = &arguments.jwks {
        if place.starts_with("https://") || place.starts_with("http://") {
            return Ok(Named {
                from: KeysFrom::JwksUrl(place.clone()),
                name: None,
                problem: None,
            });
        }
        let path = Path::new(place);
        let bytes = input::small_file(path)?;
        let (set, problem) = match JwkSet::parse(&bytes) {
            Ok(set) => (set, None),
            // Of a set that was read, it can be said that no key in it could verify such a token.
            Err(error) if is_symmetric(token) && json::parse(&bytes).value.is_some() => {
                (JwkSet::default(), Some(unreadable(path, &error)))
            }
            Err(error) => return Err(Failure::key(unreadable(path, &error))),
        };
        let set = Arc::new(KeySet::from_jwks(set, KeySource::Jwks));
        let named = given(KeysFrom::Set(set), input::name_of(path));
        return Ok(Named { problem, ..named });
    }
    Ok(Named {
        from: KeysFrom::Issuer,
        name: None,
        problem: None,
    })
}

/// Whether the token says that it is signed with a shared secret, which is in no set of keys.
fn is_symmetric(token: &str) -> bool {
    let report = claimscope_core::inspect(token, Timestamp::default()).report;
    let name = report
        .header
        .as_ref()
        .and_then(|header| header.get_str("alg"));
    name.and_then(Algorithm::from_name)
        .is_some_and(Algorithm::is_symmetric)
}

fn secret(arguments: &KeyOptions) -> SecretSource<'_> {
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

fn unreadable(path: &Path, error: &JwkError) -> String {
    format!("{} holds no usable key: {error}", input::name_of(path))
}
