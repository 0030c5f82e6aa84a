//! The client that the options describe: its id, its secret, its keys.

use std::path::Path;

use claimscope_client::session::{self, AssertionOptions, AuthenticationMethod};
use claimscope_core::alg::Algorithm;
use claimscope_core::jwk::{Jwk, generate};
use claimscope_core::secret::Secret;

use crate::args::OauthClient;
use crate::clock::entropy;
use crate::failure::Failure;
use crate::input::{SecretSource, name_of, small_file};

/// Refuses what contradicts the way of authenticating, before any secret is read or asked for.
pub(crate) fn require_options(options: &OauthClient) -> Result<(), Failure> {
    match options.client_auth {
        Some(AuthenticationMethod::None) if has_secret(options) => Err(Failure::usage(
            "--client-auth none sends no secret, and one is given",
        )
        .hint("leave the secret out, or name the way in which the client shows it")),
        Some(AuthenticationMethod::PrivateKeyJwt) if options.client_key_file.is_none() => Err(
            Failure::usage("private_key_jwt needs the client's private key")
                .hint("give it with --client-key-file FILE"),
        ),
        _ => Ok(()),
    }
}

/// The client, its secrets read.
pub(crate) fn client(options: &OauthClient) -> Result<session::OauthClient, Failure> {
    let needs_secret = options.client_auth.map(AuthenticationMethod::needs_secret);
    let has_key = options.client_key_file.is_some();
    let secret = match needs_secret {
        Some(false) => None,
        _ if options.client_id.is_none() => None,
        // A client that a document describes has none: everybody could read it.
        None if is_document(options) && !has_secret(options) => None,
        // Whoever gives a key is not asked for a secret too.
        None if has_key && !has_secret(options) => None,
        Some(true) | None => secret_source(options).read_or_ask()?,
    };
    if needs_secret == Some(true) && secret.is_none() && options.client_id.is_some() {
        return Err(
            Failure::usage("this way of client authentication needs a secret")
                .hint("give it with --client-secret-env NAME or --client-secret-file FILE"),
        );
    }
    Ok(session::OauthClient {
        id: options.client_id.clone().unwrap_or_default(),
        secret,
        key: options
            .client_key_file
            .as_deref()
            .map(private_key)
            .transpose()?,
        authentication: options.client_auth,
        assertion: AssertionOptions {
            audience: options.assertion_audience.clone(),
            lifetime_seconds: options.assertion_lifetime,
            algorithm: options.assertion_alg,
            kid: options.assertion_kid.clone(),
        },
    })
}

/// The key that tokens are bound to.
pub(crate) fn dpop_key(options: &OauthClient) -> Result<Option<Jwk>, Failure> {
    match &options.dpop_key_file {
        Some(path) => private_key(path).map(Some),
        None if options.dpop => generate(Algorithm::ES256, &mut entropy)
            .map(Some)
            .map_err(Failure::system),
        None => Ok(None),
    }
}

fn is_document(options: &OauthClient) -> bool {
    let client_id = options.client_id.as_deref().unwrap_or_default();
    session::OauthClient::is_document(client_id)
}

/// Whether a secret is given, or the option by which it must not be.
pub(crate) fn has_secret(options: &OauthClient) -> bool {
    options.client_secret_env.is_some()
        || options.client_secret_file.is_some()
        || options.client_secret.is_some()
}

fn secret_source(options: &OauthClient) -> SecretSource<'_> {
    SecretSource {
        what: "client secret",
        option: "--client-secret",
        env: options.client_secret_env.as_deref(),
        file: options.client_secret_file.as_deref(),
        argument: options.client_secret.is_some(),
    }
}

/// The private key in a file.
pub(crate) fn private_key(path: &Path) -> Result<Jwk, Failure> {
    let bytes = Secret::new(small_file(path)?);
    let name = name_of(path);
    let key = Jwk::parse(bytes.expose())
        .map_err(|error| Failure::key(format!("{name} holds no key that can be used: {error}")))?;
    match key.is_private() {
        true => Ok(key),
        false => Err(
            Failure::key(format!("{name} holds a public key, which cannot sign"))
                .hint("give the private key; its public half is what the server has"),
        ),
    }
}
