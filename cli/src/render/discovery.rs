//! What an issuer says about itself, and its keys.

use claimscope_core::alg::{Curve, KeyType};
use claimscope_core::crypto::{Key, KeySet};
use claimscope_core::jwk::{Jwk, WeaknessSeverity};
use claimscope_oauth::{Discovered, IssuerMatch, Metadata};

use super::{labelled, left_out, padded, widest, words};
use crate::harmless::harmless;
use crate::style::{bold, faint, green, red, yellow};

const LABELS: usize = 14;

/// How many keys are shown.
const MAX_KEYS: usize = 100;

/// The metadata in short.
pub(crate) fn metadata(discovered: &Discovered) -> String {
    let metadata = &discovered.metadata;
    let matches = match &discovered.issuer_match {
        IssuerMatch::Exact => green("✓ as asked for"),
        IssuerMatch::Template => yellow("! a template, completed by the token's tid"),
        IssuerMatch::Tenant => green("✓ the tenant asked for, by its id"),
        _ => red("✗ not what was asked for"),
    };
    let mut text = format!("{}  {matches}\n\n", bold(harmless(&metadata.issuer)));
    let mut line = |label: &str, value: &str| {
        if !value.is_empty() {
            text.push_str(&labelled(2, label, LABELS, &harmless(value)));
        }
    };
    line("Found at", &discovered.url);
    for (label, url) in endpoints(metadata) {
        line(label, url.unwrap_or_default());
    }
    line("Scopes", &words(&metadata.scopes_supported));
    line("Grants", &words(&metadata.grant_types_supported));
    line(
        "Client auth",
        &words(&metadata.token_endpoint_auth_methods_supported),
    );
    line("PKCE", &words(&metadata.code_challenge_methods_supported));
    text
}

fn endpoints(metadata: &Metadata) -> [(&'static str, Option<&str>); 8] {
    [
        ("Token", metadata.token_endpoint.as_deref()),
        ("Keys", metadata.jwks_uri.as_deref()),
        ("Authorization", metadata.authorization_endpoint.as_deref()),
        ("User info", metadata.userinfo_endpoint.as_deref()),
        ("Introspection", metadata.introspection_endpoint.as_deref()),
        ("Revocation", metadata.revocation_endpoint.as_deref()),
        ("Device", metadata.device_authorization_endpoint.as_deref()),
        ("End session", metadata.end_session_endpoint.as_deref()),
    ]
}

/// The keys, one line each, with what is weak about them.
pub(crate) fn keys(keys: &KeySet) -> String {
    let mut text = format!("\n{}\n", bold("Keys"));
    let kids: Vec<_> = keys.keys().iter().map(|key| kid(key.jwk())).collect();
    let width = widest(kids.iter().map(String::as_str));
    for (key, kid) in keys.keys().iter().zip(&kids).take(MAX_KEYS) {
        text.push_str(&key_lines(key, kid, width));
    }
    if keys.keys().is_empty() {
        text.push_str("  none that can be used\n");
    }
    text.push_str(&left_out(kids.len(), MAX_KEYS));
    for skipped in keys.skipped().iter().take(MAX_KEYS) {
        let kid = skipped.kid.as_deref().map_or("no kid", |kid| kid);
        let line = format!(
            "key {} ({}) passed over: {}",
            skipped.index,
            harmless(kid),
            harmless(&skipped.reason.to_string())
        );
        text.push_str(&format!("  {}\n", yellow(format!("! {line}"))));
    }
    text.push_str(&left_out(keys.skipped().len(), MAX_KEYS));
    text
}

fn kid(jwk: &Jwk) -> String {
    jwk.kid
        .as_deref()
        .map_or_else(|| "no kid".to_owned(), harmless)
}

fn key_lines(key: &Key, kid: &str, width: usize) -> String {
    let jwk = key.jwk();
    let algorithms: Vec<_> = jwk.algorithms().map(|algorithm| algorithm.name()).collect();
    let key_use = jwk
        .key_use
        .as_deref()
        .map_or_else(|| "-".to_owned(), harmless);
    let mut text = format!(
        "  {}  {}  {}  {}\n",
        padded(kid, width),
        padded(&kind(jwk), 10),
        padded(&key_use, 3),
        algorithms.join(" "),
    );
    if let Some(thumbprint) = key.thumbprint() {
        text.push_str(&format!(
            "  {}  {}\n",
            padded("", width),
            faint(format!("thumbprint {thumbprint}"))
        ));
    }
    for weakness in jwk.weaknesses() {
        let message = harmless(&weakness.message);
        let line = match weakness.severity {
            WeaknessSeverity::Fatal => red(format!("✗ {message}")),
            WeaknessSeverity::Advice => yellow(format!("! {message}")),
        };
        text.push_str(&format!(
            "  {}  {line}  {}\n",
            padded("", width),
            faint(weakness.spec)
        ));
    }
    text
}

/// Type and size: `RSA 2048`, `EC P-256`, `Ed25519`, `secret 256`.
pub(crate) fn kind(jwk: &Jwk) -> String {
    let curve = jwk.curve().map_or("", Curve::name);
    match jwk.key_type() {
        KeyType::Rsa => format!("RSA {}", jwk.bits()),
        KeyType::Ec => format!("EC {curve}"),
        KeyType::Oct => format!("secret {}", jwk.bits()),
        KeyType::Okp => curve.to_owned(),
        // A key of one algorithm, which it names.
        _ => jwk.alg.clone().unwrap_or_default(),
    }
}
