//! The RFC 7520 cookbook: its signatures in every serialisation, RFC 8037's Ed25519 one, and its keys.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use claimscope_core::alg::Algorithm;
use claimscope_core::base64url;
use claimscope_core::crypto::KeySet;
use claimscope_core::crypto::{Provider, SigningKey};
use claimscope_core::jwk::{Jwk, JwkSet};
use claimscope_core::report::KeySource;
use claimscope_core::time::Timestamp;
use claimscope_core::{PastedAs, inspect, verify_detached_jws, verify_jws};
use serde_json::Value;

use super::{ConformanceOutcome, PROVIDERS, expect, read};

/// Every file of `jws`, and `curve25519/jws.json`.
pub(super) fn signatures(folder: &Path) -> Result<ConformanceOutcome> {
    let cookbook = folder.join("rfc7520");
    let mut files = json_files(&cookbook.join("jws"))?;
    files.push(cookbook.join("curve25519/jws.json"));
    let mut outcome = ConformanceOutcome::default();
    for file in files {
        let vector = read(&file)?;
        let name = file.strip_prefix(&cookbook)?.display().to_string();
        outcome.count(&[], &format!("{name} in JSON"), check_json(&vector));
        // One key and one signing step, or several side by side.
        let [steps, keys, algorithms] = [
            &vector["signing"],
            &vector["input"]["key"],
            &vector["input"]["alg"],
        ]
        .map(|value| value.as_array().cloned().unwrap_or(vec![value.clone()]));
        for ((step, key), alg) in steps.iter().zip(&keys).zip(&algorithms) {
            let case = format!("{name} {}", alg.as_str().unwrap_or_default());
            for provider in PROVIDERS {
                let result = check_step(&vector, step, key, alg, provider);
                outcome.count(&[], &format!("{case} ({})", provider.name), result);
            }
        }
    }
    Ok(outcome)
}

/// One signature: it verifies, a changed one does not, ours is the same where the algorithm leaves no choice.
fn check_step(
    vector: &Value,
    step: &Value,
    key: &Value,
    alg: &Value,
    provider: &'static Provider,
) -> Result<(), String> {
    let text = |value: &Value| {
        value
            .as_str()
            .map(str::to_owned)
            .ok_or("a member is missing")
    };
    let algorithm = Algorithm::from_name(&text(alg)?).ok_or("an unknown algorithm")?;
    let signing_input = text(&step["sig-input"])?;
    let signature = base64url::decode(text(&step["sig"])?).map_err(|error| error.to_string())?;
    let jwk = jwk(key)?;

    let keys = KeySet::from_key(jwk.clone(), KeySource::Key).with_provider(provider);
    let key = &keys.keys()[0];
    key.fits(algorithm).map_err(|error| error.to_string())?;
    let verifies =
        |signature: &[u8]| key.verify(algorithm, signing_input.as_bytes(), signature) == Ok(true);
    expect(verifies(&signature), "its signature should verify")?;
    let mut changed = signature.clone();
    changed[signature.len() / 2] ^= 1;
    expect(!verifies(&changed), "a changed signature should not")?;

    let signer = SigningKey::with_provider(&jwk, algorithm, provider);
    let signer = signer.map_err(|error| error.to_string())?;
    let own = signer
        .sign(signing_input.as_bytes(), &mut crate::entropy)
        .map_err(|error| error.to_string())?;
    expect(verifies(&own), "our own signature should verify")?;
    if vector["reproducible"] == true {
        expect(own == signature, "our own signature should be the same")?;
    }
    if step["protected"]["alg"] == *alg {
        let compact = format!("{signing_input}.{}", base64url::encode(&signature));
        check_compact(vector, &compact, &keys)?;
    }
    Ok(())
}

/// The compact form verifies as a whole and gives the payload; detached content was put back in its place.
fn check_compact(vector: &Value, compact: &str, keys: &KeySet) -> Result<(), String> {
    if let Some(published) = vector["output"]["compact"].as_str() {
        let payload = compact.split('.').nth(1).unwrap_or_default();
        let attached = published.replacen("..", &format!(".{payload}."), 1);
        expect(attached == compact, "the compact form should be this")?;
        if attached != published {
            let content = vector["input"]["payload"].as_str().unwrap_or_default();
            let verified = verify_detached_jws(published, content.as_bytes(), keys);
            expect(verified.is_ok(), "its payload sent apart should verify")?;
        }
    }
    let verified = verify_jws(compact, keys).map_err(|rejection| rejection.to_string())?;
    let payload = vector["input"]["payload"].as_str().unwrap_or_default();
    expect(
        verified.payload() == payload.as_bytes(),
        "the payload should be this",
    )
}

/// Both JSON forms are read, and give each signature in compact form.
fn check_json(vector: &Value) -> Result<(), String> {
    let forms = ["json", "json_flat"].map(|form| &vector["output"][form]);
    for written in forms.into_iter().filter(|written| !written.is_null()) {
        let payload = written["payload"].as_str().unwrap_or_default();
        let compact = |one: &Value| {
            let [protected, signature] =
                ["protected", "signature"].map(|name| one[name].as_str().unwrap_or_default());
            format!("{protected}.{payload}.{signature}")
        };
        let expected: Vec<String> = match written["signatures"].as_array() {
            Some(several) => several.iter().map(compact).collect(),
            None => vec![compact(written)],
        };
        let read = inspect(&written.to_string(), Timestamp::default());
        expect(read.pasted_as == PastedAs::JwsJson, "it is a JWS in JSON")?;
        let found: Vec<String> = match read.tokens.is_empty() {
            true => vec![read.token],
            false => read.tokens.into_iter().map(|one| one.token).collect(),
        };
        expect(found == expected, "its signatures should be these")?;
    }
    Ok(())
}

/// Every file of `jwk`: it is read, and a private key and its public one have the same thumbprint.
pub(super) fn keys(folder: &Path) -> Result<ConformanceOutcome> {
    let folder = folder.join("rfc7520/jwk");
    let mut outcome = ConformanceOutcome::default();
    for file in json_files(&folder)? {
        let name = file.strip_prefix(&folder)?.display().to_string();
        outcome.count(&[], &name, check_key(&read(&file)?));
    }
    let pairs = [
        ("3_1.ec_public_key", "3_2.ec_private_key"),
        ("3_3.rsa_public_key", "3_4.rsa_private_key"),
    ];
    for (public, private) in pairs {
        let [public, private] = [public, private].map(|name| format!("{name}.json"));
        let result = jwk(&read(&folder.join(&public))?).and_then(|public| {
            let private = read(&folder.join(&private)).map_err(|error| error.to_string())?;
            let private = jwk(&private)?;
            expect(private.is_private(), "it should be private")?;
            expect(
                public.thumbprint() == private.thumbprint(),
                "thumbprints should agree",
            )
        });
        outcome.count(&[], &format!("{public} is the public part"), result);
    }
    Ok(outcome)
}

fn check_key(value: &Value) -> Result<(), String> {
    let jwk = jwk(value)?;
    expect(jwk.kid.as_deref() == value["kid"].as_str(), "kid")?;
    let for_signatures = value["use"] == "sig";
    let has_algorithm = jwk.algorithms().next().is_some();
    expect(
        has_algorithm == for_signatures,
        "a key for signatures, and no other, has an algorithm",
    )
}

fn jwk(value: &Value) -> Result<Jwk, String> {
    let set = JwkSet::parse(value.to_string().as_bytes()).map_err(|error| error.to_string())?;
    let skipped = set.skipped.first().map(|key| key.reason.to_string());
    let first = set.keys.into_iter().next();
    first.ok_or_else(|| skipped.unwrap_or_else(|| "no key".to_owned()))
}

fn json_files(folder: &Path) -> Result<Vec<PathBuf>> {
    let entries =
        fs::read_dir(folder).with_context(|| format!("no folder {}", folder.display()))?;
    let paths = entries.map(|entry| Ok(entry?.path()));
    let mut files = paths.collect::<Result<Vec<PathBuf>>>()?;
    files.retain(|path| path.extension().is_some_and(|text| text == "json"));
    files.sort();
    Ok(files)
}
