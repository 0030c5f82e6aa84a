//! `POST /connect/register`: clients register themselves ([RFC 7591](https://www.rfc-editor.org/rfc/rfc7591)).

use axum::http::{Method, StatusCode};
use claimscope_core::json::{Object, Value, parse_strict};
use claimscope_core::jwk::{Jwk, JwkSet};
use claimscope_core::url::Url;

use crate::config::{Client, Config, Extension, HashedSecret, OFFLINE_ACCESS, grant_type};
use crate::http::{Answer, Asked, JSON, utf16_length};
use crate::log::echo;
use crate::random::{self, unique_id};

use super::TokenServer;
use super::authorize::is_absolute;
pub(super) use super::refusal::Refusal;

const MAX_BODY_BYTES: usize = 64 * 1024;
const MAX_REDIRECT_URIS: usize = 10;
const MAX_REDIRECT_URI: usize = 400;
/// The longest `client_name`, in UTF-16 code units.
pub(super) const MAX_NAME: usize = 100;

/// The grants that a client may register for; those that need a person's trust are configured.
const GRANTS: [&str; 4] = [
    grant_type::AUTHORIZATION_CODE,
    grant_type::REFRESH_TOKEN,
    grant_type::CLIENT_CREDENTIALS,
    grant_type::DEVICE_CODE,
];

/// Registers a client; it is gone when the playground stops.
pub(super) fn answer(server: &TokenServer, asked: &Asked) -> Answer {
    if asked.method != Method::POST {
        return Answer::empty(StatusCode::METHOD_NOT_ALLOWED)
            .because(format!("{} is not allowed here", asked.method), "use POST");
    }
    // A page of another site can send this media type only after a preflight, which it does not get.
    if !asked.has_content_type("application/json") {
        return Answer::empty(StatusCode::UNSUPPORTED_MEDIA_TYPE).because(
            "the body is not said to be JSON",
            "send Content-Type: application/json (RFC 7591 §3.1)",
        );
    }
    if !server.is_from_here(asked) {
        return Answer::empty(StatusCode::FORBIDDEN).because(
            "the browser says that another site's page asks for it",
            "register from a program, or a page of this server",
        );
    }
    register(server, asked)
        .unwrap_or_else(Refusal::into_answer)
        .uncached()
}

fn register(server: &TokenServer, asked: &Asked) -> Result<Answer, Refusal> {
    let body = asked.body();
    let wanted = match parse_strict(body) {
        Ok(Value::Object(wanted)) if body.len() <= MAX_BODY_BYTES => wanted,
        Ok(_) | Err(_) => {
            return Err(invalid(
                "the body is no JSON object, or has more than 64 KiB",
            ));
        }
    };
    let config = server.state.config();
    let (client, secret) = client(&config, &wanted)?;
    let body = registered(&client, &wanted, secret.as_deref(), server);
    let message = format!(
        "a client registered itself as {} ({})",
        echo(&client.client_id),
        echo(client.display_name())
    );
    server.state.register_client(client);
    Ok(Answer::json(StatusCode::CREATED, JSON, &body).logged(message))
}

fn client(config: &Config, wanted: &Object) -> Result<(Client, Option<String>), Refusal> {
    let method = text(wanted, "token_endpoint_auth_method")?.unwrap_or("client_secret_basic");
    let without_key = ["none", "client_secret_basic", "client_secret_post"];
    let keys = keys(config, wanted, method, &without_key)?;
    let grants = list(wanted, "grant_types")?
        .unwrap_or_else(|| vec![grant_type::AUTHORIZATION_CODE.to_owned()]);
    if let Some(grant) = grants
        .iter()
        .find(|grant| !GRANTS.contains(&grant.as_str()))
    {
        return Err(invalid(format!(
            "no client can register for {}",
            echo(grant)
        )));
    }
    let has = |wanted: &str| grants.iter().any(|grant| grant == wanted);
    if method == "none" && has(grant_type::CLIENT_CREDENTIALS) {
        return Err(invalid(
            "client_credentials needs a client that proves itself",
        ));
    }
    let types = list(wanted, "response_types")?;
    if types.is_some_and(|types| types.iter().any(|kind| kind != "code")) {
        return Err(invalid("the only response_type is code"));
    }
    let invalid_redirect = |reason: String| {
        let hint = "register https, http on loopback, or a scheme of the app's own";
        Refusal::new("invalid_redirect_uri", reason, hint)
    };
    let redirect_uris = uris(wanted, "redirect_uris", invalid_redirect)?;
    if redirect_uris.is_empty() && has(grant_type::AUTHORIZATION_CODE) {
        return Err(invalid_redirect("redirect_uris is missing".to_owned()));
    }
    let post_logout_redirect_uris = uris(wanted, "post_logout_redirect_uris", invalid)?;
    let name = text(wanted, "client_name")?;
    if name.is_some_and(|name| utf16_length(name) > MAX_NAME) {
        return Err(invalid("client_name is longer than 100 characters"));
    }
    let secret =
        matches!(method, "client_secret_basic" | "client_secret_post").then(random::handle);
    let mut allowed_grant_types = grants.clone();
    allowed_grant_types.retain(|grant| grant != grant_type::REFRESH_TOKEN);
    let client = Client {
        client_id: unique_id(),
        client_name: name.map(str::to_owned),
        require_client_secret: method != "none",
        client_secrets: secret
            .iter()
            .map(|secret| HashedSecret::of(secret))
            .collect(),
        keys,
        allowed_grant_types,
        allowed_scopes: scopes(config, wanted)?,
        allow_offline_access: has(grant_type::REFRESH_TOKEN),
        // Nobody has looked at this client yet, so its user does.
        require_consent: true,
        redirect_uris,
        post_logout_redirect_uris,
        ..Client::default()
    };
    match client.misconfiguration() {
        Some(fault) => Err(invalid(fault)),
        None => Ok((client, secret)),
    }
}

/// The client's public keys, where it authenticates by one; a method that is neither that nor among `without_key` is refused.
pub(super) fn keys(
    config: &Config,
    wanted: &Object,
    method: &str,
    without_key: &[&str],
) -> Result<Vec<Jwk>, Refusal> {
    if without_key.contains(&method) {
        return Ok(Vec::new());
    }
    if method != "private_key_jwt" || !config.extensions.has(Extension::PrivateKeyJwt) {
        return Err(invalid(format!(
            "there is no token_endpoint_auth_method {}",
            echo(method)
        )));
    }
    let jwks = wanted
        .get("jwks")
        .ok_or_else(|| invalid("private_key_jwt needs jwks"))?;
    let set = JwkSet::from_json(jwks)
        .map_err(|error| invalid(format!("jwks cannot be used: {error}")))?;
    Ok(set.keys.iter().filter_map(Jwk::public).collect())
}

/// The addresses of the member `name`, each https, a scheme of an app, or http on loopback.
pub(super) fn uris(
    wanted: &Object,
    name: &str,
    refused: impl Fn(String) -> Refusal,
) -> Result<Vec<String>, Refusal> {
    let uris = list(wanted, name)?.unwrap_or_default();
    if uris.len() > MAX_REDIRECT_URIS {
        return Err(refused(format!("more than {MAX_REDIRECT_URIS} {name}")));
    }
    for uri in &uris {
        let remote_http = Url::parse(uri).is_ok_and(|url| !url.is_https() && !url.is_loopback());
        let unreadable_http = uri.starts_with("http") && Url::parse(uri).is_err();
        if utf16_length(uri) > MAX_REDIRECT_URI
            || !is_absolute(uri)
            || remote_http
            || unreadable_http
        {
            return Err(refused(format!(
                "{} cannot be registered in {name}",
                echo(uri)
            )));
        }
    }
    Ok(uris)
}

/// The scopes that discovery shows.
pub(super) fn known_scopes(config: &Config) -> Vec<String> {
    let known = config.identity_resources.iter().chain(&config.api_scopes);
    known
        .filter(|scope| scope.enabled && scope.show_in_discovery_document)
        .map(|scope| scope.name.clone())
        .collect()
}

/// The scopes that it may ask for: those that it names, or all that discovery shows.
fn scopes(config: &Config, wanted: &Object) -> Result<Vec<String>, Refusal> {
    let known = known_scopes(config);
    let Some(asked) = text(wanted, "scope")? else {
        return Ok(known);
    };
    let asked = asked
        .split(' ')
        .filter(|scope| !scope.is_empty() && *scope != OFFLINE_ACCESS);
    let mut scopes = Vec::new();
    for scope in asked {
        if !known.iter().any(|known| known == scope) {
            return Err(invalid(format!("the scope {} is not defined", echo(scope))));
        }
        scopes.push(scope.to_owned());
    }
    Ok(scopes)
}

/// Everything as it was registered ([RFC 7591 §3.2.1](https://www.rfc-editor.org/rfc/rfc7591#section-3.2.1)).
fn registered(
    client: &Client,
    wanted: &Object,
    secret: Option<&str>,
    server: &TokenServer,
) -> Object {
    let now = server.state.clock().now().unix_seconds();
    let mut body = Object::new()
        .with("client_id", client.client_id.as_str())
        .with("client_id_issued_at", now);
    if let Some(secret) = secret {
        body.set("client_secret", secret);
        body.set("client_secret_expires_at", 0);
    }
    if let Some(name) = &client.client_name {
        body.set("client_name", name.as_str());
    }
    if !client.redirect_uris.is_empty() {
        body.set("redirect_uris", client.redirect_uris.clone());
    }
    if !client.post_logout_redirect_uris.is_empty() {
        body.set(
            "post_logout_redirect_uris",
            client.post_logout_redirect_uris.clone(),
        );
    }
    let mut grants = client.allowed_grant_types.clone();
    if client.allow_offline_access {
        grants.push(grant_type::REFRESH_TOKEN.to_owned());
    }
    body.set("grant_types", grants);
    if client.allows(grant_type::AUTHORIZATION_CODE) {
        body.set("response_types", vec!["code"]);
    }
    let method = wanted.get_str("token_endpoint_auth_method");
    body.set(
        "token_endpoint_auth_method",
        method.unwrap_or("client_secret_basic"),
    );
    body.set("scope", client.allowed_scopes.join(" "));
    if !client.keys.is_empty()
        && let Some(jwks) = wanted.get("jwks")
    {
        body.set("jwks", jwks.clone());
    }
    if let Some(kind) = wanted.get_str("application_type") {
        body.set("application_type", kind);
    }
    body
}

pub(super) fn text<'a>(wanted: &'a Object, name: &str) -> Result<Option<&'a str>, Refusal> {
    match wanted.get(name) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) => Ok(Some(text)),
        Some(_) => Err(invalid(format!("{name} is no string"))),
    }
}

pub(super) fn list(wanted: &Object, name: &str) -> Result<Option<Vec<String>>, Refusal> {
    match wanted.get(name) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::Array(values)) => {
            let texts = values.iter().map(|value| value.as_str().map(str::to_owned));
            let texts = texts.collect::<Option<Vec<String>>>();
            texts
                .map(Some)
                .ok_or_else(|| invalid(format!("{name} is no list of strings")))
        }
        Some(_) => Err(invalid(format!("{name} is no list"))),
    }
}

pub(super) fn invalid(reason: impl Into<String>) -> Refusal {
    Refusal::new(
        "invalid_client_metadata",
        reason,
        "compare the metadata with RFC 7591 §2",
    )
}
