//! `discover`: an issuer's metadata, what deviates in it, and its keys.

use claimscope_client::session::{Connection, Session};
use claimscope_core::crypto::{Key, KeySet};
use claimscope_core::jwk::{SkippedKey, WeaknessSeverity};
use claimscope_oauth::{Discovered, Severity};
use serde_json::{Value, json};

use crate::args::Discover;
use crate::connection_file::ConnectionFile;
use crate::failure::{Exit, Failure};
use crate::{network, output, render};

pub(crate) async fn run(arguments: &Discover) -> Result<Exit, Failure> {
    let file = ConnectionFile::open(&arguments.connection, arguments.network.verbose)?;
    let (url, network) = match &file {
        None => (arguments.url.clone(), arguments.network.clone()),
        Some(file) => {
            let url = arguments.url.clone().or_else(|| file.saved.issuer.clone());
            (url, file.network(&arguments.network)?)
        }
    };
    let url = url.ok_or_else(|| {
        Failure::usage("there is no issuer whose metadata could be read")
            .hint("add issuer = \"…\" to the connection's file, or give its URL")
    })?;
    let connection = Connection {
        issuer: url.clone(),
        ..Connection::default()
    };
    let work = async |session: &Session| {
        let discovered = session.discover().await;
        discovered.map_err(|failure| Failure::from(failure).of_issuer())
    };
    let discovery = network::with_session(&network, &url, connection, work).await?;
    let (discovered, keys) = (discovery.discovered, discovery.keys.as_deref());
    // The metadata is worth showing even where the keys cannot be had, or where it is another issuer's, of which no other
    // command takes anything. That no keys are published is a finding.
    let has_place = discovered.metadata.jwks_uri.is_some();
    let failure = match discovery.refusal {
        Some(refusal) => Some(refusal),
        None => discovery.key_failure.filter(|_| has_place),
    };
    let failure = failure.map(|failure| Failure::from(failure).of_metadata());
    if let Some(failure) = &failure {
        output::warn(&failure.to_string());
    }
    if arguments.json {
        output::print_json(&to_json(&discovered, keys, failure.as_ref()))?;
    } else {
        let keys = keys.map(render::discovery::keys).unwrap_or_default();
        let findings = render::finding::findings(&discovered.findings);
        let metadata = render::discovery::metadata(&discovered);
        output::print(&format!("{metadata}{keys}{findings}"))?;
    }
    if failure.is_some() {
        return Ok(Exit::Failed);
    }
    let mut findings = discovered.findings.iter();
    Ok(Exit::when(
        findings.all(|finding| finding.severity < Severity::Error),
    ))
}

/// What discovery found, and the keys beside it.
fn to_json(discovered: &Discovered, keys: Option<&KeySet>, failure: Option<&Failure>) -> Value {
    let mut document = json!(discovered);
    if let Some(failure) = failure {
        document["error"] = failure.to_json();
    }
    document["keys"] =
        json!(keys.map(|keys| keys.keys().iter().map(key_to_json).collect::<Vec<_>>()));
    document["skipped_keys"] = json!(keys.map(|keys| {
        let skipped = keys.skipped().iter();
        let reason = |key: &SkippedKey| json!({"index": key.index, "kid": key.kid, "reason": key.reason.to_string()});
        skipped.map(reason).collect::<Vec<_>>()
    }));
    document
}

fn key_to_json(key: &Key) -> Value {
    let jwk = key.jwk();
    let algorithms: Vec<_> = jwk.algorithms().map(|algorithm| algorithm.name()).collect();
    let weaknesses: Vec<_> = jwk
        .weaknesses()
        .into_iter()
        .map(|weakness| {
            let severity = match weakness.severity {
                WeaknessSeverity::Fatal => "fatal",
                WeaknessSeverity::Advice => "advice",
            };
            json!({"severity": severity, "message": weakness.message, "spec": weakness.spec})
        })
        .collect();
    json!({
        "jwk": jwk.to_json(),
        "kind": render::discovery::kind(jwk),
        "algorithms": algorithms,
        "thumbprint": key.thumbprint(),
        "weaknesses": weaknesses,
    })
}
