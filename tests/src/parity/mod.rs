//! Tokens with the report that native core gives, for holding the npm package against it in every runtime.

mod detached;
mod encrypted;
mod forms;
mod generated;
mod profiles;
mod vectors;

use anyhow::{Context, Result};
use claimscope_core::alg::Algorithm;
use claimscope_core::crypto::KeySet;
use claimscope_core::jwk::{Jwk, JwkSet};
use claimscope_core::jwt::{Expectations, Policy, Profile, ProvenRequest};
use claimscope_core::report::KeySource;
use claimscope_core::secret::Secret;
use claimscope_core::time::Timestamp;
use claimscope_core::url::Url;
use claimscope_core::{explain, inspect, unmasked_parts};
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
    /// The same of a text that is not compact.
    ExplainForm {
        keys: Keys,
        options: Value,
    },
    /// A signature over a payload that is sent apart.
    Detached {
        payload: String,
        keys: Keys,
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
    /// Of each DPoP proof its own.
    OfProof,
}

/// How many cases come from where, and all of them as a JSON array; the public vectors where their folder is there.
///
/// # Errors
/// Where a file cannot be read, or a case makes no sense.
pub fn cases() -> Result<([(&'static str, usize); 7], Value)> {
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
        ("of profiles", profiles::cases()?),
        ("of forms", forms::cases()?),
        ("detached", detached::cases()?),
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
                let (set, policy) = (keys.set(&self.text)?, policy(options)?);
                let mut report = explain(&self.text, Some(&set), Some(&policy), NOW);
                report.to_utf16_offsets(&self.text);
                told["expected"] = serde_json::to_string(&report)?.into();
                told["options"] = options.clone();
                keys.tell(&mut told);
            }
            Question::ExplainForm { keys, options } => {
                let outcome = forms::outcome(&self.text, keys, options)?;
                told["expected"] = outcome.to_string().into();
                told["form"] = true.into();
                told["options"] = options.clone();
                keys.tell(&mut told);
            }
            Question::Detached {
                payload,
                keys,
                options,
            } => {
                let outcome = detached::outcome(&self.text, payload, keys, options)?;
                told["expected"] = outcome.to_string().into();
                told["payload"] = payload.as_str().into();
                told["options"] = options.clone();
                keys.tell(&mut told);
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
    fn tell(&self, told: &mut Value) {
        match self {
            Self::Set(json) => told["keys"] = json.as_str().into(),
            Self::Secret(bytes) => told["secret"] = bytes.as_slice().into(),
            Self::OfProof => told["of_proof"] = true.into(),
        }
    }

    /// Those for this token.
    fn set(&self, token: &str) -> Result<KeySet> {
        Ok(match self {
            Self::OfProof => {
                let (header, _) = unmasked_parts(token);
                let jwk = header.and_then(|header| Jwk::from_json(header.get("jwk")?).ok());
                match jwk {
                    Some(jwk) => KeySet::from_key(jwk, KeySource::Embedded),
                    None => KeySet::from_jwks(JwkSet::default(), KeySource::Embedded),
                }
            }
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
    if let (Some(method), Some(url)) = (options["htm"].as_str(), options["htu"].as_str()) {
        let request = ProvenRequest::new(method, Url::parse(url)?);
        builder = builder.proof_for(match options["accessToken"].as_str() {
            Some(token) => request.with_token(token),
            None => request,
        });
    }
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
            "profile" | "htm" | "htu" | "accessToken" => builder,
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
