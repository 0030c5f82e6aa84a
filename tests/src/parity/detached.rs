//! Signatures over payloads that are sent apart, encoded or not.

use anyhow::{Context, Result};
use claimscope_core::alg::Algorithm;
use claimscope_core::crypto::SigningKey;
use claimscope_core::{DetachedJws, base64url};
use serde_json::{Value, json};

use super::generated::Issuer;
use super::{Case, Keys, Question, policy};
use crate::entropy;

const PAYLOAD: &str = "$.02, Z\u{fc}rich";

pub(super) fn cases() -> Result<Vec<Case>> {
    let mut cases = Vec::new();
    for algorithm in Algorithm::all() {
        of_algorithm(algorithm, &mut cases)?;
    }
    Ok(cases)
}

/// `header..signature` over this payload, as it is where the header says so.
fn signed(issuer: &Issuer, header: &Value, payload: &str) -> Result<String> {
    let is_raw = header["b64"] == false;
    let header = base64url::encode(header.to_string());
    let input = match is_raw {
        true => format!("{header}.{payload}"),
        false => format!("{header}.{}", base64url::encode(payload)),
    };
    let key = SigningKey::new(&issuer.0.key, issuer.0.algorithm)?;
    let signature = key.sign(input.as_bytes(), &mut entropy)?;
    Ok(format!("{header}..{}", base64url::encode(signature)))
}

fn of_algorithm(algorithm: Algorithm, cases: &mut Vec<Case>) -> Result<()> {
    let (issuer, other) = (Issuer::new(algorithm)?, Issuer::new(algorithm)?);
    let name = algorithm.name();
    let allowed = json!({ "issuer": false, "audience": false, "algorithms": [name] });
    let usual = json!({ "alg": name, "kid": issuer.0.key.kid });
    let mut add = |what: &str, text: String, payload: &str, options: &Value| {
        let (name, payload) = (format!("{name} detached: {what}"), payload.to_owned());
        let (keys, options) = (issuer.keys(), options.clone());
        let question = Question::Detached {
            payload,
            keys,
            options,
        };
        cases.push(Case {
            name,
            text,
            question,
        });
    };
    let raw = json!({ "alg": name, "kid": issuer.0.key.kid, "b64": false, "crit": ["b64"] });
    for (what, header) in [("encoded", &usual), ("as it is", &raw)] {
        let text = signed(&issuer, header, PAYLOAD)?;
        let (head, signature) = text.split_once("..").context("detached")?;
        add(&format!("good, {what}"), text.clone(), PAYLOAD, &allowed);
        add(
            &format!("another payload, {what}"),
            text.clone(),
            "$.03",
            &allowed,
        );
        add(&format!("no payload, {what}"), text.clone(), "", &allowed);
        let inside = format!("{head}.{}.{signature}", base64url::encode(PAYLOAD));
        add(&format!("not detached, {what}"), inside, PAYLOAD, &allowed);
        add(
            &format!("cut off, {what}"),
            text[..text.len() - 3].to_owned(),
            PAYLOAD,
            &allowed,
        );
        let of_other = signed(&other, header, PAYLOAD)?;
        add(
            &format!("of a stranger, {what}"),
            of_other,
            PAYLOAD,
            &allowed,
        );
    }
    let headers = [
        json!({ "alg": name, "b64": false }),
        json!({ "alg": name, "b64": false, "crit": ["b64", "exp"] }),
        json!({ "alg": name, "b64": "false", "crit": ["b64"] }),
        json!({ "alg": name, "kid": "unknown" }),
        json!({ "alg": "none" }),
    ];
    for header in headers {
        let text = signed(&issuer, &header, PAYLOAD)?;
        add(&header.to_string(), text, PAYLOAD, &allowed);
    }
    let text = signed(&issuer, &usual, PAYLOAD)?;
    for algorithms in [json!("of-keys"), json!(["RS256", "HS256"])] {
        let options = json!({ "issuer": false, "audience": false, "algorithms": algorithms });
        add(&format!("by {algorithms}"), text.clone(), PAYLOAD, &options);
    }
    Ok(())
}

/// What verifying comes to, as tests/npm/parity has it.
pub(super) fn outcome(text: &str, payload: &str, keys: &Keys, options: &Value) -> Result<Value> {
    let (keys, policy) = (keys.set(text)?, policy(options)?);
    let verified = DetachedJws::new(text, payload.as_bytes(), Some(&policy))
        .and_then(|jws| jws.finish(&keys, None));
    Ok(match verified {
        Ok(verified) => json!([
            verified.algorithm().name(),
            verified.header(),
            verified.key()
        ]),
        Err(rejection) => json!([rejection.code(), rejection.check().message]),
    })
}
