//! Request objects: parameters inside a JWT that the client signed
//! ([RFC 9101](https://www.rfc-editor.org/rfc/rfc9101)), with IdentityServer4's rules and errors.

use claimscope_core::crypto::KeySet;
use claimscope_core::json::{Object, Value};
use claimscope_core::report::KeySource;
use claimscope_core::time::Timestamp;

use crate::config::Client;
use crate::http::Form;
use crate::jose::{self, MAX_JWT_BYTES};
use crate::log::echo;

use super::error::AuthorizeError;

/// The difference of clocks that is forgiven, in seconds.
const SKEW_SECONDS: i64 = 300;

/// Members that are about the JWT and no parameters.
const OF_THE_JWT: [&str; 6] = ["iss", "aud", "exp", "nbf", "iat", "jti"];

/// The parameters with what a request object adds to them; those that are in both must be equal.
///
/// # Errors
/// The request object is not good, or there is a `request_uri` that names no pushed request.
pub(super) fn opened(
    client: &Client,
    parameters: &Form,
    issuer: &str,
    now: Timestamp,
) -> Result<Form, AuthorizeError> {
    let token = match (parameters.get("request"), parameters.get("request_uri")) {
        (None, None) => return Ok(parameters.clone()),
        (Some(token), None) => token,
        (Some(_), Some(_)) => {
            return Err(AuthorizeError::invalid_request(
                "Only one request parameter is allowed",
                "request and request_uri came together",
                "send one of them",
            )
            .of(client));
        }
        (None, Some(_)) => {
            return Err(AuthorizeError::new(
                "request_uri_not_supported",
                "request_uri is not supported",
                "the request has a request_uri that names no pushed request",
                "send the request object itself, or push the request",
            )
            .of(client));
        }
    };
    let claims = verified(client, token, issuer, now).map_err(|error| error.of(client))?;
    merged(parameters, &claims).map_err(|error| error.of(client))
}

fn invalid_object(description: &'static str, reason: impl Into<String>) -> AuthorizeError {
    let hint =
        "sign iss = client_id, aud = the issuer, exp and the parameters with a key of the client";
    AuthorizeError::new("invalid_request_object", description, reason, hint)
}

fn verified(
    client: &Client,
    token: &str,
    issuer: &str,
    now: Timestamp,
) -> Result<Object, AuthorizeError> {
    if token.len() >= MAX_JWT_BYTES {
        return Err(invalid_object(
            "Invalid request value",
            "request is too long",
        ));
    }
    let invalid = |reason: String| invalid_object("Invalid JWT request", reason);
    if client.keys.is_empty() {
        return Err(invalid(format!(
            "the client {} has no key; add a secret of the type JWK",
            echo(&client.client_id)
        )));
    }
    let mut fault = String::new();
    let claims = client.keys.iter().find_map(|key| {
        let keys = KeySet::from_key(key.clone(), KeySource::Key);
        jose::verified(token, &keys)
            .map_err(|reason| fault = reason)
            .ok()
    });
    let claims =
        claims.ok_or_else(|| invalid(format!("the request object is not proved: {fault}")))?;
    if claims.get_str("iss") != Some(client.client_id.as_str()) {
        return Err(invalid("its iss is not the client_id".to_owned()));
    }
    if !jose::names(claims.get("aud"), issuer) {
        return Err(invalid(format!("its aud is not {issuer}")));
    }
    let now = now.unix_seconds();
    let expires = jose::seconds(&claims, "exp");
    if expires.is_none_or(|expires| expires.saturating_add(SKEW_SECONDS) <= now) {
        return Err(invalid("it has no exp, or has expired".to_owned()));
    }
    if jose::seconds(&claims, "nbf").is_some_and(|from| from > now.saturating_add(SKEW_SECONDS)) {
        return Err(invalid("it is not valid yet".to_owned()));
    }
    for name in ["request", "request_uri"] {
        if claims.get(name).is_some() {
            return Err(invalid(format!("it has a {name} inside")));
        }
    }
    if claims.get_str("client_id") != Some(client.client_id.as_str()) {
        return Err(invalid("its client_id is missing or another".to_owned()));
    }
    Ok(claims)
}

/// A member as the parameter that it stands for.
fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

fn merged(parameters: &Form, claims: &Object) -> Result<Form, AuthorizeError> {
    let mut fields = parameters.without("request").fields().to_vec();
    for (name, value) in claims.iter() {
        if OF_THE_JWT.contains(&name) {
            continue;
        }
        let inside = match value {
            // The one parameter that comes more than once (RFC 8707 §2).
            Value::Array(values) if name == "resource" => values.iter().map(text).collect(),
            value => vec![text(value)],
        };
        match parameters.all(name).as_slice() {
            [] => fields.extend(inside.into_iter().map(|value| (name.to_owned(), value))),
            outside if outside == inside => {}
            _ => {
                let description = if name == "response_type" {
                    "Invalid JWT request"
                } else {
                    "Parameter mismatch in JWT request"
                };
                return Err(AuthorizeError::invalid_request(
                    description,
                    format!(
                        "{} is another in the request object than beside it",
                        echo(name)
                    ),
                    "send each parameter in one place",
                ));
            }
        }
    }
    Ok(Form::from_fields(fields))
}
