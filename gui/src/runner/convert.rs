//! From the client's and core's types to what the views show.

use std::time::Duration;

use claimscope_client::session::{
    Called, Discovery as SessionDiscovery, ExpirySource, ObtainedToken, Verification,
};
use claimscope_client::{Exchange, ExchangeState, Failure as ClientFailure, TransportError};
use claimscope_core::alg::KeyType;
use claimscope_core::crypto::KeySet;
use claimscope_core::inspect;
use claimscope_core::json::Value;
use claimscope_core::jwt::{Misuse, Profile};
use claimscope_core::report::Report;
use claimscope_core::secret::Secret;
use claimscope_core::time::Timestamp;
use claimscope_core::{Inspection, PastedAs};
use claimscope_oauth::HttpResponse;

use crate::results::{
    self, CallResult, Discovery, Failure, Inspected, KeyRow, Pasted, Pretty, Span, TokenResult,
};
use crate::sentence::sentence;

pub(super) fn failure(failure: ClientFailure) -> Failure {
    let fingerprint = failure.fingerprint();
    Failure {
        sentence: sentence(&failure.message()),
        words: failure.server_words(),
        advice: match window_advice(&failure) {
            Some(advice) => Some(advice.to_owned()),
            None => failure.hint().map(|hint| sentence(&hint)),
        },
        is_unanswered: is_unanswered(&failure),
        untrusted_certificate: fingerprint.map(|fingerprint| fingerprint.to_string()),
    }
}

/// What to do in this window, where that says more than the client knows.
fn window_advice(failure: &ClientFailure) -> Option<&'static str> {
    match failure {
        ClientFailure::Expectations(Misuse::NoAudience) => {
            Some("On the Inspect tab, type what aud has to name, or tick “Any audience”.")
        }
        ClientFailure::Expectations(Misuse::NoIssuer) => Some(
            "Type the issuer's address on the Discover tab, or tick “Any issuer” on the Inspect tab.",
        ),
        ClientFailure::Transport(TransportError::Certificate { .. }) => {
            Some("If you know this server, compare the fingerprint with its own, then trust it.")
        }
        _ => None,
    }
}

fn is_unanswered(failure: &ClientFailure) -> bool {
    match failure {
        ClientFailure::Transport(error) => !matches!(
            error,
            TransportError::Invalid { .. } | TransportError::Offline
        ),
        _ => false,
    }
}

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
fn members(object: &claimscope_core::json::Object) -> Vec<(String, String)> {
    object
        .iter()
        .take(SHOWN_MEMBERS)
        .map(|(name, value)| {
            let text = member_text(value);
            let shown = text.chars().take(SHOWN_MEMBER_CHARACTERS);
            (name.to_owned(), shown.collect())
        })
        .collect()
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

pub(super) fn exchange(exchange: &Exchange) -> results::Exchange {
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
    results::Exchange {
        number: exchange.id,
        at: exchange.started,
        method: exchange.method.clone(),
        url: exchange.url.clone(),
        status: exchange.status(),
        error,
        milliseconds: exchange.duration_ms,
        under_way: exchange.outcome == ExchangeState::Pending,
        request_text: message(&first, &exchange.request_headers, &exchange.request_body),
        response_text,
    }
}

/// How much of a body the log shows.
const SHOWN_BODY_CHARACTERS: usize = 16_000;

fn message(first: &str, headers: &[(String, String)], body: &str) -> String {
    let mut text = first.to_owned();
    for (name, value) in headers {
        text.push_str(&format!("\n{name}: {value}"));
    }
    if !body.is_empty() {
        text.push_str("\n\n");
        text.extend(body.chars().take(SHOWN_BODY_CHARACTERS));
    }
    text
}

/// What was found in a text, with the report for a moment. Which text it was is the window's to know.
pub(super) fn inspected(text: &str, mut inspection: Inspection, at: Timestamp) -> Inspected {
    Inspected {
        spans: spans(text, &inspection),
        pasted: pasted(&mut inspection),
        text_revision: 0,
        at,
        failure: None,
        pretty: pretty(&inspection.report),
        report: inspection.report,
    }
}

/// The same with keys.
pub(super) fn verified(text: &str, verification: Verification) -> Inspected {
    Inspected {
        failure: verification.key_failure.map(failure),
        ..inspected(text, verification.inspection, verification.at)
    }
}

/// A look without keys in place of a verification that could not be.
pub(super) fn not_verified(text: &str, why: ClientFailure, at: Timestamp) -> Inspected {
    Inspected {
        failure: Some(failure(why)),
        ..inspected(text, inspect(text, at), at)
    }
}

pub(super) fn discovery(found: SessionDiscovery, took: Duration) -> Discovery {
    let keys = found.keys.map(|keys| key_rows(&keys));
    Discovery {
        members: members(&found.discovered.metadata.raw),
        refusal: found.refusal.map(failure),
        keys: keys.unwrap_or_default(),
        keys_failure: found.key_failure.map(failure),
        discovered: found.discovered,
        milliseconds: milliseconds(took),
    }
}

pub(super) fn token(obtained: ObtainedToken) -> TokenResult {
    let response = obtained.response;
    TokenResult {
        expires_at: obtained.expires.map(|(at, _)| at),
        expiry_source: obtained.expires.map(|(_, source)| match source {
            ExpirySource::ExpiresIn => "expires_in",
            ExpirySource::Exp => "exp",
        }),
        token_type: response.token_type,
        received_at: obtained.received_at,
        scope: response.scope,
        has_refresh_token: response.refresh_token.is_some(),
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
        has_refresh_token: false,
        findings: vec![],
        endpoint: "the playground's signing key".to_owned(),
        milliseconds: 0,
    }
}

pub(super) fn call(called: Called) -> CallResult {
    let response = called.response;
    CallResult {
        method: called.request.method,
        url: called.request.url,
        status: response.status,
        headers: response.masked_headers(),
        body: body_text(&response).into(),
        body_bytes: response.body.len(),
        diagnosis: called.diagnosis,
        milliseconds: milliseconds(called.duration),
    }
}

/// A body for reading: JSON indented, other text as it is.
fn body_text(response: &HttpResponse) -> String {
    if response.is_json()
        && let Some(value) = claimscope_core::json::parse(&response.body).value
    {
        return value.to_pretty();
    }
    String::from_utf8_lossy(&response.body).into_owned()
}

/// What was pasted beside the token, out of an inspection that keeps the rest.
fn pasted(inspection: &mut Inspection) -> Pasted {
    let is_token = matches!(inspection.pasted_as, PastedAs::Token | PastedAs::Trimmed);
    let text = std::mem::take(&mut inspection.pasted_text);
    Pasted {
        text: if is_token { String::new() } else { text },
        suggested_profile: inspection.suggested_profile.and_then(Profile::from_name),
        removed: std::mem::take(&mut inspection.removed),
        tokens: std::mem::take(&mut inspection.tokens),
        members: std::mem::take(&mut inspection.members),
    }
}

/// The parts' places in the text as pasted: the report counts from the token's first byte.
fn spans(text: &str, inspection: &Inspection) -> Vec<Span> {
    let token = inspection.token.as_bytes();
    let places = match inspection.token_start {
        Some(_) => vec![],
        None => scattered(text.as_bytes(), token),
    };
    let place = |at: usize| match inspection.token_start {
        Some(start) => Some(start + at),
        None => places.get(at).copied(),
    };
    let parts = &inspection.report.parts;
    parts
        .iter()
        .filter(|part| part.start < part.end)
        .filter_map(|part| {
            Some(Span {
                name: part.name,
                start: place(part.start)?,
                end: place(part.end - 1)? + 1,
            })
        })
        .collect()
}

/// Where each byte of a token stands that was broken over lines.
fn scattered(text: &[u8], token: &[u8]) -> Vec<usize> {
    let mut wanted = token.iter().peekable();
    let mut places = Vec::with_capacity(token.len());
    for (at, byte) in text.iter().enumerate() {
        if wanted.peek() == Some(&byte) {
            places.push(at);
            wanted.next();
        } else if !byte.is_ascii_whitespace() {
            // Something before the token: begin again.
            places.clear();
            wanted = token.iter().peekable();
        }
    }
    places
}

fn pretty(report: &Report) -> Pretty {
    let text = |object: &Option<claimscope_core::json::Object>| {
        let object = object.clone()?;
        Some(Value::Object(object).to_pretty())
    };
    Pretty {
        header: text(&report.header),
        claims: text(&report.claims),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_found_in_a_token_broken_over_lines() {
        let text = "  eyJhbGciOiJub25lIn0.eyJh\n  IjoxfQ.c2ln ";
        let inspection = inspect(text, Timestamp::default());
        let spans = spans(text, &inspection);
        let found: Vec<&str> = spans
            .iter()
            .map(|span| &text[span.start..span.end])
            .collect();
        assert_eq!(found, ["eyJhbGciOiJub25lIn0", "eyJh\n  IjoxfQ", "c2ln"]);
    }
}
