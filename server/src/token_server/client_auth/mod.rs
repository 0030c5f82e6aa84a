//! Client authentication as IdentityServer4 does it: the Basic header first, then the form.

pub(super) mod assertion;

use axum::http::header::AUTHORIZATION;
use claimscope_core::secret::Secret;
use claimscope_core::time::Timestamp;

use crate::base64;
use crate::config::{ApiResource, Client, Config, Extension, check_secret};
use crate::http::{Asked, Form, utf16_length};
use crate::log::echo;

use super::TokenServer;
use super::refusal::Refusal;

/// The longest client id and the longest secret that are taken, in UTF-16 code units.
const MAX_LENGTH: usize = 100;

/// What a request says of its client.
pub(super) struct Credential {
    pub(super) id: String,
    secret: Option<Secret>,
    method: &'static str,
}

/// Finds the client and checks its secret.
///
/// # Errors
/// Always `invalid_client`, so that a wrong secret hides every other fault; the reason tells the log which it is.
pub(super) fn authenticate<'a>(
    server: &TokenServer,
    config: &'a Config,
    asked: &Asked,
    form: &Form,
) -> Result<&'a Client, Refusal> {
    let takes_assertions = config.extensions.has(Extension::PrivateKeyJwt)
        || config.extensions.has(Extension::ClientSecretJwt);
    if let Some(assertion) = form.get("client_assertion").filter(|_| takes_assertions) {
        return assertion::authenticate(server, config, asked, form, assertion);
    }
    let now = server.state.clock().now();
    let credential = credential(asked, form).map_err(|reason| {
        Refusal::invalid_client(
            reason,
            "send client_id and client_secret in an Authorization: Basic header or in the form",
        )
    })?;
    let client = server
        .client(config, &credential.id)
        .map_err(|reason| Refusal::invalid_client(reason, known_clients(config)))?;
    if client.is_public() {
        return Ok(client);
    }
    let name = echo(&credential.id);
    let Some(secret) = &credential.secret else {
        return Err(Refusal::invalid_client(
            format!(
                "the client {name} must send a secret, and none came ({})",
                credential.method
            ),
            "send client_secret, or set RequireClientSecret to false for a public client",
        ));
    };
    let secret = secret.expose_str().unwrap_or_default();
    check_secret(&client.client_secrets, secret, now).map_err(|reason| {
        Refusal::invalid_client(
            format!(
                "the client {name} did not prove itself: {reason} ({})",
                credential.method
            ),
            "compare the secret with the configuration; special characters are form-encoded in a Basic header",
        )
    })?;
    Ok(client)
}

/// Finds the API resource that asks, by its name and one of its `ApiSecrets`.
///
/// # Errors
/// The reason, for the log.
pub(super) fn authenticate_api<'a>(
    config: &'a Config,
    asked: &Asked,
    form: &Form,
    now: Timestamp,
) -> Result<&'a ApiResource, String> {
    let credential = credential(asked, form)?;
    let name = echo(&credential.id);
    let api = config
        .api_resources
        .iter()
        .find(|api| api.scope.enabled && api.scope.name == credential.id)
        .ok_or_else(|| format!("{name} is no API resource; a client id is none"))?;
    let Some(secret) = &credential.secret else {
        return Err(format!("the API resource {name} must send a secret"));
    };
    let secret = secret.expose_str().unwrap_or_default();
    check_secret(&api.api_secrets, secret, now)
        .map_err(|reason| format!("the API resource {name} did not prove itself: {reason}"))?;
    Ok(api)
}

fn known_clients(config: &Config) -> String {
    let ids: Vec<&str> = config
        .clients
        .iter()
        .take(10)
        .map(|client| client.client_id.as_str())
        .collect();
    if ids.is_empty() {
        "no client is configured at all; add one under Clients".to_owned()
    } else {
        format!("the clients are {}", ids.join(", "))
    }
}

/// The first credential with a secret, else the last without one.
fn credential(asked: &Asked, form: &Form) -> Result<Credential, String> {
    let basic = match basic(asked) {
        Ok(Some(credential)) if credential.secret.is_some() => return Ok(credential),
        other => other,
    };
    match (basic, post(form)) {
        (_, Ok(Some(credential))) | (Ok(Some(credential)), _) => Ok(credential),
        (Err(fault), _) | (_, Err(fault)) => Err(fault),
        (Ok(None), Ok(None)) => Err("no client_id came with the request".to_owned()),
    }
}

/// [RFC 6749 §2.3.1](https://www.rfc-editor.org/rfc/rfc6749#section-2.3.1): id and secret are form-encoded each.
fn basic(asked: &Asked) -> Result<Option<Credential>, String> {
    let Some(header) = asked.header(&AUTHORIZATION) else {
        return Ok(None);
    };
    let Some(parameter) = header
        .get(..6)
        .filter(|scheme| scheme.eq_ignore_ascii_case("Basic "))
        .map(|_| &header[6..])
    else {
        return Ok(None);
    };
    let malformed = || "the Basic header is not the base64 of id:secret".to_owned();
    let pair = base64::decode(parameter).ok_or_else(malformed)?;
    let pair = String::from_utf8_lossy(&pair);
    let (id, secret) = pair.split_once(':').ok_or_else(malformed)?;
    if id.trim().is_empty() {
        return Err("the Basic header has no client id".to_owned());
    }
    if utf16_length(id) > MAX_LENGTH || utf16_length(secret) > MAX_LENGTH {
        return Err(too_long());
    }
    Ok(Some(Credential {
        id: form_decode(id),
        secret: Some(form_decode(secret))
            .filter(|secret| !secret.trim().is_empty())
            .map(Secret::from),
        method: "client_secret_basic",
    }))
}

fn post(form: &Form) -> Result<Option<Credential>, String> {
    let Some(id) = form.get("client_id") else {
        return Ok(None);
    };
    let secret = form.get("client_secret");
    if utf16_length(id) > MAX_LENGTH || utf16_length(secret.unwrap_or_default()) > MAX_LENGTH {
        return Err(too_long());
    }
    Ok(Some(Credential {
        id: id.to_owned(),
        secret: secret.map(Secret::from),
        method: "client_secret_post",
    }))
}

fn too_long() -> String {
    format!("client id or secret is longer than {MAX_LENGTH} characters")
}

/// Undoes form encoding: `+` is a space, `%XX` a byte; anything else stands for itself.
fn form_decode(text: &str) -> String {
    form_urlencoded::parse(text.replace('&', "%26").replace('=', "%3D").as_bytes())
        .map(|(name, _)| name.into_owned())
        .next()
        .unwrap_or_default()
}
