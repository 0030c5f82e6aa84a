//! Tells JSON documents apart by their members.

use super::super::{FoundToken, Member, PastedAs, Reading};
#[cfg(feature = "kinds")]
use super::jws_json::read as jws_json;
use super::member::{Lookup, SHOWN_MEMBERS, is_credential_or_header};
use super::tokens::of_tokens;
use super::{find, jwe_json, key, kubernetes, log, tokens};
use crate::json::{self, Object, Value};
use crate::registry::{self, RegistryEntry};
use crate::secret::is_secret_member;
use crate::vendors::google;

pub(super) fn read(text: &str) -> Reading {
    // The mark of zsh for output without an end of line.
    let text = text.trim_end().trim_end_matches('%');
    let parsed = json::parse(text.as_bytes());
    let Some(value) = parsed.value else {
        return broken(text, parsed.faults.first().map(ToString::to_string));
    };
    match &value {
        Value::Object(object) => of_object(object, &value),
        Value::Array(values) if is_of_errors(values) => Reading::of(PastedAs::ErrorResponse),
        _ => of_tokens(Reading::of(PastedAs::Json), tokens::in_json(&value)),
    }
}

/// JSON that is cut off or has a flaw may still hold a whole token.
fn broken(text: &str, fault: Option<String>) -> Reading {
    if !begins_as_json(text) || has_lines(text) {
        return log::read(text);
    }
    let mut reading = Reading::of(PastedAs::Json);
    let found = find::find(text).token;
    if find::looks_like_jwt(&found) {
        reading.token = Some(found);
    }
    reading.described = match fault {
        Some(fault) => format!("JSON that cannot be read: {fault}"),
        None => "JSON that cannot be read".to_owned(),
    };
    reading
}

/// Whether the text goes on as JSON does behind its first bracket. `{'error': …}`, as Python prints it, does not, nor does
/// `[10:22:19 INF] …` or `[invalid_client] The client is unknown`.
fn begins_as_json(text: &str) -> bool {
    let next = text[1..].trim_start().chars().next();
    match text.starts_with('{') {
        true => matches!(next, None | Some('"' | '}')),
        false => matches!(next, None | Some('"' | '{' | '[' | ']')),
    }
}

/// Whether the first line is JSON by itself, as in a log where each line is.
fn has_lines(text: &str) -> bool {
    let line = text.lines().next().unwrap_or_default();
    json::parse(line.as_bytes()).value.is_some()
}

fn of_object(object: &Object, value: &Value) -> Reading {
    let has = |name: &str| object.get(name).is_some();
    if has("kty")
        || object
            .get("keys")
            .is_some_and(|keys| keys.as_array().is_some())
    {
        return key::read_json(
            value,
            if has("kty") {
                PastedAs::Key
            } else {
                PastedAs::KeySet
            },
        );
    }
    if let Some(reading) = jws_json(object).or_else(|| jwe_json::read(object)) {
        return reading;
    }
    if let Some(reading) = kubernetes::in_json(object).or_else(|| har(object, value)) {
        return reading;
    }
    let tokens = tokens::in_json(value);
    let (pasted_as, known) = kind(object, &tokens);
    let mut reading = Reading::of(pasted_as);
    let shown = object.iter().take(SHOWN_MEMBERS);
    reading.members = shown
        .filter(|(name, _)| pasted_as != PastedAs::Metadata || known(name).is_some())
        .map(|(name, value)| match name {
            // As in `{"name": "Authorization", "value": …}`.
            "value" if has_secret_name(object) => Member::credential(name),
            "code" if is_secret_member(object, name) => Member {
                meaning: known(name).map(|entry| entry.meaning),
                ..Member::credential(name)
            },
            _ => Member::of_json(name, value, known),
        })
        .collect();
    if pasted_as == PastedAs::Introspection
        && let Some(active) = reading.members.iter_mut().find(|it| it.name == "active")
        && active.value == "false"
    {
        let note = "the token is expired, revoked, another server's, or one that this client may not ask about";
        active.note = Some(note.to_owned());
    }
    if pasted_as == PastedAs::Json && tokens.is_empty() {
        key::within(value, &mut reading);
    }
    if object.get_str("type") == Some("service_account") && object.get("private_key").is_some() {
        reading.described = google::SERVICE_ACCOUNT_KEY.to_owned();
    }
    of_tokens(reading, tokens)
}

fn has_secret_name(object: &Object) -> bool {
    object.get_str("name").is_some_and(is_credential_or_header)
}

/// What a browser saves: every request with the status of its answer.
fn har(object: &Object, value: &Value) -> Option<Reading> {
    let log = object.get("log")?.as_object()?;
    let entries = log.get("entries")?.as_array()?;
    let mut reading = Reading::of(PastedAs::Har);
    for entry in entries.iter().take(SHOWN_MEMBERS) {
        let part = |name: &str| entry.as_object()?.get(name)?.as_object();
        let request = |name: &str| part("request")?.get_str(name);
        let address = request("url").unwrap_or_default();
        let address = address.split(['?', '#']).next().unwrap_or_default();
        let name = format!("{} {address}", request("method").unwrap_or_default());
        let status = part("response").and_then(|response| response.get("status"));
        let status = status.map(Value::to_string).unwrap_or_default();
        reading.members.push(Member::plain(&name, &status));
    }
    Some(of_tokens(reading, tokens::in_json(value)))
}

/// What an object is, and where its members are explained.
fn kind(object: &Object, tokens: &[FoundToken]) -> (PastedAs, Lookup) {
    let has = |name: &str| object.get(name).is_some();
    let any = |names: &[&str]| names.iter().any(|name| has(name));
    let of_endpoint = |token: &FoundToken| token.name.as_deref().is_some_and(tokens::is_token_name);
    let kind = if has("grant_type") {
        PastedAs::TokenRequest
    } else if tokens.iter().any(of_endpoint) {
        PastedAs::TokenResponse
    } else if !tokens.is_empty() {
        PastedAs::Json
    } else if has("issuer") && any(&["jwks_uri", "token_endpoint", "authorization_endpoint"]) {
        PastedAs::Metadata
    } else if has("resource") && has("authorization_servers") {
        PastedAs::ResourceMetadata
    } else if has("active") && object.get("active").and_then(Value::as_bool).is_some() {
        PastedAs::Introspection
    } else if has("device_code") && has("user_code") {
        PastedAs::DeviceAuthorization
    } else if any(&["level", "severity"]) && any(&["msg", "message"]) {
        PastedAs::LogLine
    } else if is_error(object) {
        return (PastedAs::ErrorResponse, of_error);
    } else if has("alg") && any(&["typ", "kid", "enc", "jku", "x5t", "crit"]) {
        return (PastedAs::Header, registry::header);
    } else if has("exp") && any(&["iss", "sub", "aud", "iat"]) || has("iss") && any(&["sub", "aud"])
    {
        return (PastedAs::Claims, registry::claim);
    } else if has("sub") {
        return (PastedAs::UserInfo, registry::claim);
    } else {
        PastedAs::Json
    };
    (kind, parameter_of_document)
}

/// `type` and its like mean a problem in an error alone.
fn parameter_of_document(name: &str) -> Option<&'static RegistryEntry> {
    registry::parameter(name).filter(|entry| entry.used_by != "RFC 9457")
}

/// In an error, `code` is the server's own and no authorization code.
fn of_error(name: &str) -> Option<&'static RegistryEntry> {
    registry::parameter(if name == "code" { "error_code" } else { name })
}

/// OAuth's errors, RFC 9457's problems, and what products make of them.
fn is_error(object: &Object) -> bool {
    let has = |name: &str| object.get(name).is_some();
    let any = |names: &[&str]| names.iter().any(|name| has(name));
    any(&[
        "error",
        "errors",
        "error_code",
        "errorCode",
        "errorMessage",
        "fault",
        "__type",
    ]) || any(&["message", "msg", "Message"])
        && any(&["code", "status", "statusCode", "status_code", "reason"])
        || has("title") && has("status")
        || any(SAYING)
            && object
                .iter()
                .all(|(name, _)| SAYING.contains(&name) || BESIDE.contains(&name))
}

/// In what members servers say what is wrong, where they give no code.
const SAYING: &[&str] = &["message", "Message", "detail", "msg"];

/// What stands beside it.
const BESIDE: &[&str] = &[
    "code",
    "details",
    "documentation_url",
    "hint",
    "messages",
    "path",
    "requestId",
    "request_id",
    "success",
    "traceId",
    "trace_id",
];

/// Errors, or sentences, in an array.
fn is_of_errors(values: &[Value]) -> bool {
    !values.is_empty()
        && values.iter().all(|value| match value {
            Value::Object(object) => is_error(object),
            Value::String(text) => text.contains(' '),
            _ => false,
        })
}

/// The flattened and the general JSON form of a JWS (RFC 7515 §7.2): its first signature in compact form.
#[cfg(not(feature = "kinds"))]
fn jws_json(object: &Object) -> Option<Reading> {
    let payload = object.get_str("payload")?;
    let first = match object.get("signatures") {
        Some(signatures) => signatures.as_array()?.first()?.as_object()?,
        None => object,
    };
    let (protected, signature) = (first.get_str("protected")?, first.get_str("signature")?);
    Some(Reading {
        token: Some(format!("{protected}.{payload}.{signature}")),
        ..Reading::of(PastedAs::JwsJson)
    })
}
