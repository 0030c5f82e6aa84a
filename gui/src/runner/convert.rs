//! From the client's and core's types to what the views show.

mod failure;
mod inspected;
mod login;

use std::sync::Arc;
use std::time::Duration;

use claimscope_client::session::{Called, DiscoveredIssuer, ExpirySource, ObtainedToken};
use claimscope_client::{Exchange, ExchangeState, SessionError, TransportError};
use claimscope_core::alg::KeyType;
use claimscope_core::crypto::KeySet;
use claimscope_core::inspect;
use claimscope_core::json::Value;
use claimscope_core::secret::Secret;
use claimscope_core::time::Timestamp;
use claimscope_oauth::HttpRequest;

use crate::body::Body;
use crate::results::{self, CallResult, DiscoveryResult, IdToken, Keeping, KeyRow, TokenResult};
use crate::sentence::sentence;

pub(super) use failure::failure;
pub(super) use inspected::{inspected, not_verified, signature, unsealed, verified, within};
pub(super) use login::{called_with_login, found};

fn milliseconds(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}

fn key_rows(set: &KeySet) -> Vec<KeyRow> {
    set.keys()
        .iter()
        .map(|key| key.jwk())
        .map(|jwk| KeyRow {
            kid: jwk.kid.clone(),
            kind: match (jwk.key_type(), jwk.curve()) {
                (_, Some(curve)) => format!("{} {}", jwk.key_type().name(), curve.name()),
                (KeyType::Rsa, None) => format!("RSA {}", jwk.bits()),
                (key_type, None) => key_type.name().to_owned(),
            },
            algorithm: jwk.alg.clone(),
            key_use: jwk.key_use.clone(),
            thumbprint: jwk.thumbprint(),
        })
        .collect()
}

/// How many members of a document are shown, and how much of each.
const SHOWN_MEMBERS: usize = 200;
const SHOWN_MEMBER_CHARACTERS: usize = 2_000;

/// The members of a document, each value as short text.
pub(super) fn members(object: &claimscope_core::json::Object) -> Vec<(String, String)> {
    object
        .iter()
        .take(SHOWN_MEMBERS)
        .map(|(name, value)| (name.to_owned(), shortened(member_text(value))))
        .collect()
}

/// The text up to its bound; what is left out is said.
fn shortened(text: String) -> String {
    match text.char_indices().nth(SHOWN_MEMBER_CHARACTERS) {
        Some((at, _)) => format!("{}… and {} bytes more", &text[..at], text.len() - at),
        None => text,
    }
}

fn member_text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Array(elements) if elements.iter().all(|element| element.as_str().is_some()) => {
            let texts: Vec<&str> = elements.iter().filter_map(Value::as_str).collect();
            texts.join("  ")
        }
        other => serde_json::to_string(other).unwrap_or_default(),
    }
}

/// `exp` of a token that nobody has verified: good enough for a countdown, and named as such.
fn expiry_claim(token: &str) -> Option<Timestamp> {
    let report = inspect(token, Timestamp::default()).report;
    report.claims?.numeric_date("exp")
}

pub(super) fn exchange(exchange: &Exchange) -> results::ExchangeRow {
    let (error, response_text) = match &exchange.outcome {
        ExchangeState::Response {
            status,
            headers,
            body,
            ..
        } => (None, message(&format!("HTTP {status}"), headers, body)),
        ExchangeState::Pending => (None, String::new()),
        ExchangeState::Failure { message, .. } => (Some(message.clone()), sentence(message)),
        _ => (None, String::new()),
    };
    let first = format!("{} {}", exchange.method, exchange.url);
    results::ExchangeRow {
        number: exchange.id,
        at: exchange.started,
        method: exchange.method.clone(),
        url: exchange.url.clone(),
        status: exchange.status(),
        error,
        milliseconds: exchange.duration_ms,
        under_way: exchange.outcome == ExchangeState::Pending,
        was_ended: was_ended(&exchange.outcome),
        request_text: message(&first, &exchange.request_headers, &exchange.request_body),
        response_text,
    }
}

fn was_ended(state: &ExchangeState) -> bool {
    let ends = [TransportError::Cancelled, TransportError::Offline];
    match state {
        ExchangeState::Failure { code, .. } => ends.iter().any(|end| end.code().as_str() == *code),
        _ => false,
    }
}

fn message(first: &str, headers: &[(String, String)], body: &str) -> String {
    let mut text = first.to_owned();
    for (name, value) in headers {
        text.push_str(&format!("\n{name}: {value}"));
    }
    if !body.is_empty() {
        text.push_str("\n\n");
        text.push_str(body);
    }
    text
}

pub(super) fn discovery(found: DiscoveredIssuer, took: Duration) -> DiscoveryResult {
    let keys = found.keys.map(|keys| key_rows(&keys));
    DiscoveryResult {
        members: members(&found.discovered.metadata.raw),
        refusal: found.refusal.map(failure),
        keys: keys.unwrap_or_default(),
        keys_failure: found.key_failure.map(failure),
        discovered: found.discovered,
        milliseconds: milliseconds(took),
    }
}

pub(super) fn token(obtained: ObtainedToken) -> TokenResult {
    let kept = Arc::new(obtained.clone());
    let response = obtained.response;
    TokenResult {
        obtained: Some(kept),
        expires_at: obtained.expires.map(|(at, _)| at),
        expiry_source: obtained.expires.map(|(_, source)| match source {
            ExpirySource::ExpiresIn => "expires_in",
            ExpirySource::Exp => "exp",
        }),
        token_type: response.token_type,
        received_at: obtained.received_at,
        scope: response.scope,
        refresh_token: response.refresh_token,
        id_token: response.id_token.map(|text| IdToken {
            text,
            report: obtained.id_token.map(|verified| verified.inspection.report),
        }),
        authentication: Some(obtained.authentication),
        keeping: Keeping::default(),
        notes: vec![],
        findings: response.findings,
        access_token: response.access_token,
        endpoint: obtained.endpoint,
        milliseconds: milliseconds(obtained.duration),
    }
}

/// A token that no response brought: the playground signed it.
pub(super) fn signed(token: Secret, now: Timestamp) -> TokenResult {
    let expires_at = token.expose_str().and_then(expiry_claim);
    TokenResult {
        access_token: token,
        token_type: "Bearer".to_owned(),
        expires_at,
        expiry_source: expires_at.map(|_| "exp"),
        received_at: now,
        scope: None,
        refresh_token: None,
        id_token: None,
        authentication: None,
        obtained: None,
        keeping: Keeping::default(),
        notes: vec![],
        findings: vec![],
        endpoint: "the playground's signing key".to_owned(),
        milliseconds: 0,
    }
}

/// The beginning of an answer that broke off.
pub(super) fn beginning(request: &HttpRequest, error: &SessionError) -> Option<CallResult> {
    let response = error.what_came()?.clone();
    Some(CallResult {
        method: request.method.clone(),
        url: request.url.clone(),
        status: response.status,
        headers: response.masked_headers(),
        body_bytes: response.body.len(),
        broke_off: Some(sentence(&error.message())),
        body: Some(Arc::new(Body::read(response))),
        ..CallResult::default()
    })
}

pub(super) fn call(called: Called) -> CallResult {
    let asks_for_login = called.asks_for_login();
    let asks_for_more = asks_for_login.then(|| login::wanted(&called.response));
    let sent_token = called.sent_token().unwrap_or_default().into();
    let response = called.response;
    CallResult {
        sent_token,
        asks_for_login,
        asks_for_more: asks_for_more.flatten(),
        login: None,
        method: called.request.method,
        url: called.request.url,
        status: response.status,
        headers: response.masked_headers(),
        body_bytes: response.body.len(),
        body: Some(Arc::new(Body::read(response))),
        transfer: called.transfer,
        broke_off: None,
        diagnosis: called.diagnosis,
        shortfall: called.shortfall,
        milliseconds: milliseconds(called.duration),
    }
}
