//! `discover`: an issuer's metadata, what deviates in it, and its keys.

use claimscope_core::jwk::{Key, KeySet, Severity, SkippedKey};
use claimscope_oauth::{Discovered, Severity as FindingSeverity};
use serde_json::{Value, json};

use crate::args::Discover;
use crate::failure::{Failure, Outcome};
use crate::{network, output, render};

pub(crate) async fn run(arguments: &Discover) -> Result<Outcome, Failure> {
    let client = network::client(&arguments.network, &arguments.url)?;
    let discovered = client.discover(&arguments.url).await?;
    let keys = match &discovered.metadata.jwks_uri {
        Some(uri) => Some(
            client
                .jwks(uri)
                .await
                .map(|set| KeySet::from_issuer(set, &discovered.metadata.issuer)),
        ),
        None => None,
    };
    // The metadata is worth showing even where the keys cannot be had.
    let (keys, failure) = match keys.transpose() {
        Ok(keys) => (keys, None),
        Err(failure) => (None, Some(failure)),
    };
    if arguments.json {
        let text = serde_json::to_string_pretty(&to_json(&discovered, keys.as_ref()))
            .map_err(|error| Failure::network(error.to_string()))?;
        output::print_raw(format!("{text}\n").as_bytes())?;
    } else {
        let keys = keys
            .as_ref()
            .map(render::discovery::keys)
            .unwrap_or_default();
        let findings = render::finding::findings(&discovered.findings);
        output::print(&format!(
            "{}{keys}{findings}",
            render::discovery::metadata(&discovered)
        ))?;
    }
    match failure {
        // The keys' URL is the server's choice: where it cannot be used, the server is at fault.
        Some(failure) => Err(Failure::from(failure).of_server()),
        None => {
            let mut findings = discovered.findings.iter();
            Ok(Outcome::when(
                findings.all(|finding| finding.severity < FindingSeverity::Error),
            ))
        }
    }
}

/// What discovery found, and the keys beside it.
fn to_json(discovered: &Discovered, keys: Option<&KeySet>) -> Value {
    let mut document = json!(discovered);
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
                Severity::Fatal => "fatal",
                Severity::Advice => "advice",
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
