//! Tokens with the report that native core gives, for holding the npm package against it in every runtime.

mod encrypted;
mod generated;
mod vectors;

use anyhow::{Context, Result};
use claimscope_core::alg::Algorithm;
use claimscope_core::crypto::KeySet;
use claimscope_core::jwk::{Jwk, JwkSet};
use claimscope_core::jwt::{Expectations, Policy, Profile};
use claimscope_core::report::KeySource;
use claimscope_core::secret::Secret;
use claimscope_core::time::Timestamp;
use claimscope_core::{explain, inspect};
use serde_json::{Value, json};

/// What each case is looked at by: a moment in November 2023, which tokens of the cases lie around.
const NOW: Timestamp = Timestamp::from_unix_seconds(1_700_000_000);

/// One text with what is to come of it; as JSON it is what tests/npm/parity.js reads.
struct Case {
    name: String,
    text: String,
    question: Question,
}

enum Question {
    Inspect,
    Explain {
        keys: Keys,
        /// Those of `createVerifier`.
        options: Value,
    },
    /// An encrypted token, opened with this JWK.
    Decrypt {
        key: Value,
    },
}

#[derive(Clone)]
enum Keys {
    /// A JWK Set as JSON.
    Set(String),
    Secret(Vec<u8>),
}

/// How many cases come from where, and all of them as a JSON array; the public vectors where their folder is there.
///
/// # Errors
/// Where a file cannot be read, or a case makes no sense.
pub fn cases() -> Result<([(&'static str, usize); 4], Value)> {
    let public = match crate::shared() {
        Some(shared) => {
            let folder = shared.join("vectors");
            let mut cases = vectors::public(&folder)?;
            cases.extend(encrypted::public(&folder)?);
            cases
        }
        None => Vec::new(),
    };
    let sources = [
        ("made here", generated::cases()?),
        ("encrypted", encrypted::cases()?),
        ("of the fuzzing corpus", vectors::corpus()?),
        ("of the public vectors", public),
    ];
    let counts = sources.each_ref().map(|(name, cases)| (*name, cases.len()));
    let cases = sources.iter().flat_map(|(_, cases)| cases);
    let told = cases.map(Case::told).collect::<Result<Vec<_>>>()?;
    Ok((counts, Value::Array(told)))
}

impl Case {
    /// The case with the answer.
    fn told(&self) -> Result<Value> {
        let now_ms = NOW.unix_seconds() * 1000;
        let mut told = json!({ "name": self.name, "text": self.text, "now": now_ms });
        match &self.question {
            Question::Inspect => {
                let mut inspection = inspect(&self.text, NOW);
                inspection.to_utf16_offsets(&self.text);
                told["expected"] = serde_json::to_string(&inspection)?.into();
            }
            Question::Explain { keys, options } => {
                let (set, policy) = (keys.set()?, policy(options)?);
                let mut report = explain(&self.text, Some(&set), Some(&policy), NOW);
                report.to_utf16_offsets(&self.text);
                told["options"] = options.clone();
                told["expected"] = serde_json::to_string(&report)?.into();
                match keys {
                    Keys::Set(json) => told["keys"] = json.as_str().into(),
                    Keys::Secret(bytes) => told["secret"] = bytes.as_slice().into(),
                }
            }
            Question::Decrypt { key } => {
                told["expected"] = encrypted::outcome(&self.text, key).to_string().into();
                told["decryption_key"] = key.clone();
            }
        }
        Ok(told)
    }
}

impl Keys {
    fn set(&self) -> Result<KeySet> {
        Ok(match self {
            Self::Set(json) => KeySet::from_jwks(JwkSet::parse(json.as_bytes())?, KeySource::Jwks),
            Self::Secret(bytes) => KeySet::from_key(
                Jwk::from_secret(Secret::new(bytes.clone())),
                KeySource::Secret,
            ),
        })
    }
}

/// What a verifier accepts that is to look at the signature alone.
fn signature_only() -> Value {
    json!({ "issuer": false, "audience": false, "algorithms": "of-keys", "allowMissingExpiry": true })
}

/// Core's policy for these options of `createVerifier`.
fn policy(options: &Value) -> Result<Policy> {
    let profile = options["profile"].as_str().unwrap_or("jwt");
    let mut builder = Expectations::of(Profile::from_name(profile).context("no such profile")?);
    for (name, value) in options.as_object().context("options are an object")? {
        let text = || value.as_str().context("not a text");
        let number = || value.as_u64().context("not a number");
        let texts = || {
            value
                .as_array()
                .into_iter()
                .flatten()
                .filter_map(Value::as_str)
        };
        builder = match &**name {
            "profile" => builder,
            "issuer" if value == false => builder.waive_issuer(),
            "issuer" => builder.issuer(text()?),
            "audience" if value == false => builder.waive_audience(),
            "audience" => builder.audience(text()?),
            "algorithms" if value == "of-keys" => builder.algorithms_of_keys(),
            "algorithms" => builder.algorithms(texts().filter_map(Algorithm::from_name)),
            "clockTolerance" => builder.leeway_seconds(u32::try_from(number()?)?),
            "maxTokenAge" => builder.max_age_seconds(number()?),
            "requiredScopes" => texts().fold(builder, |builder, scope| builder.scope(scope)),
            "requiredClaims" => texts().fold(builder, |builder, name| builder.require_claim(name)),
            "nonce" => builder.nonce(text()?),
            "clientId" => builder.client_id(text()?),
            "allowMissingExpiry" => builder.allow_missing_expiry(),
            "allowPadding" => builder.allow_padding(),
            "allowWeakKeys" => builder.allow_weak_keys(),
            other => anyhow::bail!("no option {other}"),
        };
    }
    Ok(builder.policy()?)
}
