//! C2SP/wycheproof: compact JWS and key sets with the result that a careful verifier gives.

use std::path::Path;

use anyhow::{Context, Result};
use claimscope_core::crypto::KeySet;
use claimscope_core::crypto::Provider;
use claimscope_core::jwk::JwkSet;
use claimscope_core::report::KeySource;
use claimscope_core::verify_jws;
use serde_json::Value;

use super::{ConformanceOutcome, Exception, PROVIDERS, expect, read};

const JWS_EXCEPTIONS: [Exception; 8] = [
    exception(
        "346",
        "the token is PS384 (RFC 7520 figure 20), and its key says alg PS256: a key is for one algorithm",
    ),
    exception(
        "347",
        "the key says alg ES521, which does not exist; the token is ES512",
    ),
    exception("350", "as 346, with the public key"),
    exception("351", "as 347, with the public key"),
    exception(
        "367",
        "byte for byte the token of 357, which is marked valid: the padding it is named for is missing",
    ),
    exception("370", "as 367"),
    exception(
        "372",
        "marked valid with '?' in its header, which only a lenient decoder passes over",
    ),
    exception(
        "373",
        "marked valid with '?' in its payload, which only a lenient decoder passes over",
    ),
];

const JWK_EXCEPTIONS: [Exception; 0] = [];

const fn exception(case: &'static str, reason: &'static str) -> Exception {
    Exception { case, reason }
}

/// `json_web_signature_test.json`: each group has one key.
pub(super) fn signatures(folder: &Path) -> Result<ConformanceOutcome> {
    run(folder, "json_web_signature_test.json", &JWS_EXCEPTIONS)
}

/// `json_web_key_test.json`: each group has a key set.
pub(super) fn keys(folder: &Path) -> Result<ConformanceOutcome> {
    run(folder, "json_web_key_test.json", &JWK_EXCEPTIONS)
}

fn run(folder: &Path, file: &str, exceptions: &[Exception]) -> Result<ConformanceOutcome> {
    let vectors = read(&folder.join("wycheproof").join(file))?;
    let mut outcome = ConformanceOutcome::default();
    for group in array(&vectors["testGroups"])? {
        let keys = match &group["public"] {
            Value::Null => &group["private"],
            public => public,
        };
        for test in array(&group["tests"])? {
            let case = test["tcId"].to_string();
            let jws = test["jws"].as_str().context("a case without jws")?;
            let is_valid = test["result"] == "valid";
            let results = PROVIDERS.map(|provider| judge(keys, jws, is_valid, provider));
            let result = results.into_iter().collect::<Result<(), String>>();
            outcome.count(exceptions, &case, result);
        }
    }
    outcome.require_all(exceptions);
    Ok(outcome)
}

fn judge(
    keys: &Value,
    jws: &str,
    is_valid: bool,
    provider: &'static Provider,
) -> Result<(), String> {
    let verified = JwkSet::parse(keys.to_string().as_bytes())
        .map_err(|error| error.to_string())
        .and_then(|set| {
            let keys = KeySet::from_jwks(set, KeySource::Jwks).with_provider(provider);
            verify_jws(jws, &keys).map_err(|rejection| rejection.to_string())
        });
    match verified {
        Ok(_) => expect(is_valid, &format!("{} accepted it", provider.name)),
        Err(reason) => expect(
            !is_valid,
            &format!("{} refused it: {reason}", provider.name),
        ),
    }
}

fn array(value: &Value) -> Result<&Vec<Value>> {
    value.as_array().context("not an array")
}
