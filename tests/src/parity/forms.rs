//! SD-JWTs and JWS as JSON: good ones, and each thing that can be wrong with them.

use anyhow::{Context, Result};
use claimscope_core::alg::Algorithm;
use claimscope_core::json;
use claimscope_core::jwt::Profile;
use claimscope_core::report::Verdict;
use claimscope_core::written::Written;
use claimscope_core::{base64url, explain};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::generated::Issuer;
use super::{Case, Keys, NOW, Question, policy};
use crate::tokens::changed;

const ISSUER: &str = "https://localhost:5001";

pub(super) fn cases() -> Result<Vec<Case>> {
    let (issuer, stranger) = (
        Issuer::new(Algorithm::ES256)?,
        Issuer::new(Algorithm::ES256)?,
    );
    let mut texts = sd_jwts(&issuer, &stranger)?;
    texts.extend(jws_json(&issuer, &stranger)?);
    let mut cases = Vec::new();
    for (name, text) in texts {
        let (keys, question) = (issuer.keys(), Question::Inspect);
        cases.push(Case {
            name: format!("{name}, inspected"),
            text: text.clone(),
            question,
        });
        for profile in ["jwt", "at+jwt", "security-event"] {
            let options = json!({ "profile": profile, "issuer": ISSUER, "audience": "api1", "algorithms": "of-keys" });
            let keys = keys.clone();
            cases.push(Case {
                name: format!("{name}, {profile}"),
                text: text.clone(),
                question: Question::ExplainForm { keys, options },
            });
        }
    }
    Ok(cases)
}

fn claims() -> Value {
    let now = NOW.unix_seconds();
    json!({ "iss": ISSUER, "aud": "api1", "exp": now + 3_600, "iat": now, "sub": "alice" })
}

fn digest(text: &str) -> String {
    base64url::encode(Sha256::digest(text))
}

type Named = (String, String);

fn sd_jwts(issuer: &Issuer, stranger: &Issuer) -> Result<Vec<Named>> {
    let disclosure = |value: Value| base64url::encode(value.to_string());
    let name = disclosure(json!(["salt", "given_name", "Zo\u{eb}"]));
    let inner = disclosure(json!(["salt", "street", "Schulstr. 12"]));
    let address = disclosure(json!(["salt", "address", { "_sd": [digest(&inner)] }]));
    let nationality = disclosure(json!(["salt", "DE"]));
    let holder = Issuer::new(Algorithm::EdDSA)?;
    let hidden = changed(
        claims(),
        &json!({
            "_sd": [digest(&name), digest(&address), digest("decoy")], "_sd_alg": "sha-256",
            "nationalities": [{ "...": digest(&nationality) }, "FR"],
            "cnf": { "jwk": holder.0.public(json!({}))? },
        }),
    );
    let jwt = |typ: &str, changes: Value| {
        let header = issuer.0.header(json!({ "typ": typ })).to_string();
        issuer.sign(&header, &changed(hidden.clone(), &changes).to_string())
    };
    let usual = jwt("dc+sd-jwt", json!({}))?;
    let whole = format!("{usual}~{name}~{address}~{inner}~{nationality}~");
    let bound = |signer: &Issuer, typ: &str, changes: Value| {
        let claims = json!({
            "iat": NOW.unix_seconds() - 5, "aud": "https://rp.example", "nonce": "n", "sd_hash": digest(&whole),
        });
        let header = signer.0.header(json!({ "typ": typ, "kid": null }));
        let jwt = signer.sign(&header.to_string(), &changed(claims, &changes).to_string())?;
        anyhow::Ok(format!("{whole}{jwt}"))
    };
    let altered = disclosure(json!(["salt", "given_name", "Eve"]));
    let (head, signature) = usual.rsplit_once('.').context("three parts")?;
    let mut texts = vec![
        ("whole", whole.clone()),
        ("nothing disclosed", format!("{usual}~")),
        ("an element alone", format!("{usual}~{nationality}~")),
        (
            "an inner one without its outer",
            format!("{usual}~{inner}~"),
        ),
        ("an altered disclosure", format!("{usual}~{altered}~")),
        ("a disclosure twice", format!("{usual}~{name}~{name}~")),
        ("no disclosure at all", format!("{usual}~e30~")),
        ("without the last mark", format!("{usual}~{name}")),
        (
            "of another signature",
            format!("{head}.{}~{name}~", reversed(signature)?),
        ),
        (
            "of a stranger",
            stranger.sign(
                &issuer.0.header(json!({ "typ": "dc+sd-jwt" })).to_string(),
                &hidden.to_string(),
            )? + "~",
        ),
        ("a JWT", usual.clone()),
        ("no JWT", format!("eyJ.a.b~{name}~")),
        (
            "too many",
            format!("{usual}~{}", format!("{name}~").repeat(1_001)),
        ),
        ("bound", bound(&holder, "kb+jwt", json!({}))?),
        ("bound by a stranger", bound(stranger, "kb+jwt", json!({}))?),
        ("bound as another kind", bound(&holder, "JWT", json!({}))?),
        (
            "bound to others",
            bound(&holder, "kb+jwt", json!({ "sd_hash": digest("other") }))?,
        ),
        (
            "bound to none",
            bound(&holder, "kb+jwt", json!({ "sd_hash": null }))?,
        ),
        (
            "bound without a nonce",
            bound(&holder, "kb+jwt", json!({ "nonce": null, "aud": null }))?,
        ),
        (
            "bound long ago",
            bound(
                &holder,
                "kb+jwt",
                json!({ "iat": NOW.unix_seconds() - 4_000 }),
            )?,
        ),
        (
            "bound no longer",
            bound(&holder, "kb+jwt", json!({ "exp": NOW.unix_seconds() - 1 }))?,
        ),
        (
            "bound to a long name",
            bound(&holder, "kb+jwt", json!({ "aud": "\u{202e}x".repeat(300) }))?,
        ),
    ];
    let further = [
        ("sha-512", json!({ "_sd_alg": "sha-512" })),
        ("an unknown hash", json!({ "_sd_alg": "md5" })),
        ("expired", json!({ "exp": NOW.unix_seconds() - 1 })),
        ("for another", json!({ "aud": "other" })),
        ("a name that is taken", json!({ "given_name": "Ada" })),
        (
            "a digest twice, and hidden",
            json!({ "_sd": [digest(&name), digest("decoy"), digest("decoy")] }),
        ),
    ];
    for (what, changes) in further {
        texts.push((what, format!("{}~{name}~", jwt("dc+sd-jwt", changes)?)));
    }
    let ahead = disclosure(json!(["salt", "nbf", NOW.unix_seconds() + 31_536_000]));
    let hiding = jwt("dc+sd-jwt", json!({ "_sd": [digest(&ahead)] }))?;
    texts.push(("an nbf that is hidden", format!("{hiding}~{ahead}~")));
    for typ in [
        "vc+sd-jwt",
        "sd+jwt",
        "application/dc+sd-jwt",
        "JWT",
        "at+jwt",
    ] {
        texts.push((typ, format!("{}~{name}~", jwt(typ, json!({}))?)));
    }
    let named = texts.into_iter();
    Ok(named
        .map(|(name, text)| (format!("SD-JWT, {name}"), text))
        .collect())
}

fn jws_json(issuer: &Issuer, stranger: &Issuer) -> Result<Vec<Named>> {
    let token = issuer.0.token(&claims())?;
    let [protected, payload, signature] = parts(&token)?;
    let raw = base64url::encode(r#"{"alg":"ES256","b64":false,"crit":["b64"]}"#);
    let flat = json!({ "payload": payload, "protected": protected, "signature": signature });
    let one = json!({ "protected": protected, "signature": signature });
    let foreign = issuer.0.header(json!({})).to_string();
    let foreign = stranger.sign(&foreign, &claims().to_string())?;
    let [_, _, wrong] = parts(&foreign)?;
    let bad = json!({ "protected": protected, "signature": wrong });
    let general = |signatures: &[&Value]| json!({ "payload": payload, "signatures": signatures });
    let with = |changes: Value| changed(flat.clone(), &changes);
    let texts = [
        ("flattened", flat.clone()),
        (
            "flattened, by another key",
            with(json!({ "signature": wrong })),
        ),
        (
            "flattened, altered",
            with(json!({ "payload": base64url::encode("{}") })),
        ),
        (
            "with a header beside",
            with(json!({ "header": { "kid2": "x", "note": "\u{202e}" } })),
        ),
        (
            "alg unprotected alone",
            with(json!({ "protected": null, "header": { "alg": "ES256" } })),
        ),
        (
            "crit unprotected",
            with(json!({ "header": { "crit": ["exp"] } })),
        ),
        ("alg in both", with(json!({ "header": { "alg": "ES256" } }))),
        ("detached", with(json!({ "payload": null }))),
        (
            "not encoded",
            with(json!({ "protected": raw, "payload": "$.02" })),
        ),
        ("one in a list", general(&[&one])),
        ("two, the second bad", general(&[&one, &bad])),
        ("two, the first bad", general(&[&bad, &one])),
        ("two, both bad", general(&[&bad, &bad])),
        ("twenty", general(&[&bad; 20])),
        (
            "the twentieth good",
            general(&[[&bad; 19].as_slice(), &[&one]].concat()),
        ),
        (
            "both forms",
            changed(general(&[&one]), &json!({ "signature": signature })),
        ),
        ("no signatures", general(&[])),
        (
            "numbers",
            json!({ "payload": 1, "protected": 2, "signature": 3 }),
        ),
        ("no JWS", json!({ "a": 1 })),
    ];
    let texts = texts.into_iter();
    let named = texts.map(|(name, value)| (format!("JWS JSON, {name}"), value.to_string()));
    Ok(named.collect())
}

fn parts(token: &str) -> Result<[String; 3]> {
    let parts: Vec<String> = token.split('.').map(str::to_owned).collect();
    parts.try_into().ok().context("three parts")
}

/// What explaining comes to, as tests/npm/parity has it: as the terminal does it.
pub(super) fn outcome(text: &str, keys: &Keys, options: &Value) -> Result<Value> {
    let (keys, mut policy) = (keys.set(text)?, policy(options)?);
    let written = match Written::read(text, &policy, NOW) {
        Ok(written) => written,
        Err(error) => return Ok(json!([error.code(), error.to_string()])),
    };
    let (tokens, form) = match written {
        Some(written) => {
            if let (Profile::Jwt, Some(typ)) = (policy.profile, written.typ) {
                policy = (*policy).clone().typ(typ).policy()?;
            }
            let tokens = written.tokens.into_iter();
            let tokens = tokens.map(|one| (one.name, one.token)).collect();
            (tokens, Some((written.fact, written.sd_jwt)))
        }
        None => (vec![(String::new(), text.to_owned())], None),
    };
    let reports = tokens.iter().map(|(name, token)| {
        let mut report = explain(token, Some(&keys), Some(&policy), NOW);
        report.to_utf16_offsets(token);
        (name, report)
    });
    let reports: Vec<_> = reports.collect();
    let accepted = reports
        .iter()
        .find(|(_, report)| report.verdict == Verdict::Accepted);
    let (name, report) = accepted.or(reports.first()).context("no token")?;
    let claims = form.as_ref().and_then(|(_, sd_jwt)| sd_jwt.as_ref());
    let claims = claims.map(|sd_jwt| json::Value::Object(sd_jwt.claims.clone()));
    let claims = claims.or_else(|| Some(json::Value::Object(report.claims.clone()?)));
    Ok(json!({
        "form": form.as_ref().map(|(fact, _)| fact),
        "signature": name,
        "json": serde_json::to_string(report)?,
        "claims": claims.filter(|_| report.verdict == Verdict::Accepted),
    }))
}

/// These bytes, the last first.
fn reversed(signature: &str) -> Result<String> {
    let mut bytes = base64url::decode(signature)?;
    bytes.reverse();
    Ok(base64url::encode(bytes))
}
