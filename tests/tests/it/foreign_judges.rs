//! Tokens across libraries: ours before npm `jose` and PyJWT, theirs before us, for every algorithm we have in common.

use claimscope_core::alg::Algorithm;
use claimscope_core::crypto::KeySet;
use claimscope_core::crypto::SigningKey;
use claimscope_core::json::Object;
use claimscope_core::jwk::{Jwk, JwkSet, generate};
use claimscope_core::jwt::{self, Expectations, Profile};
use claimscope_core::report::KeySource;
use claimscope_core::verify;
use claimscope_tests::{entropy, left_out, now, peer};
use serde_json::{Value, json};

const ISSUER: &str = "https://issuer.example";
const AUDIENCE: &str = "api1";

/// One token of ours for each algorithm, with the key as the judge needs it.
fn ours(algorithms: impl Iterator<Item = Algorithm>) -> Vec<Value> {
    algorithms.map(our_token).collect()
}

fn our_token(algorithm: Algorithm) -> Value {
    let key = generate(algorithm, &mut entropy).unwrap();
    let signer = SigningKey::new(&key, algorithm).unwrap();
    let mut header = Object::new();
    header.set("kid", key.kid.clone().unwrap_or_default());
    let mut claims = Object::new();
    claims.set("iss", ISSUER);
    claims.set("aud", AUDIENCE);
    claims.set("sub", "alice");
    claims.set("exp", now().plus_seconds(600).unix_seconds());
    let token = jwt::sign(&header, &claims, &signer, &mut entropy).unwrap();
    let shown = match key.public() {
        Some(public) => public.to_json(),
        // A shared secret is all that the judge can verify with.
        None => key.to_json_with_private(),
    };
    let jwk: Value = serde_json::from_str(&shown.to_string()).unwrap();
    json!({ "alg": algorithm.name(), "token": token, "jwk": jwk, "audience": AUDIENCE })
}

/// The case, with the first letter of its signature changed.
fn tampered(case: &Value) -> Value {
    let token = case["token"].as_str().unwrap();
    let (input, signature) = token.rsplit_once('.').unwrap();
    let first = if signature.starts_with('A') { 'B' } else { 'A' };
    let mut case = case.clone();
    case["token"] = format!("{input}.{first}{}", &signature[1..]).into();
    case
}

/// The judge must accept each of ours and refuse each changed one.
fn check_judge(judge: impl Fn(&Value) -> Value, algorithms: impl Iterator<Item = Algorithm>) {
    let cases = ours(algorithms);
    let changed: Vec<Value> = cases.iter().map(tampered).collect();
    let verdicts = judge(&cases.clone().into());
    let verdicts = verdicts.as_array().unwrap();
    assert_eq!(verdicts.len(), cases.len());
    for verdict in verdicts {
        assert_eq!(verdict["ok"], true, "{verdict}");
        assert_eq!(verdict["claims"]["sub"], "alice");
    }
    for (verdict, case) in verdicts.iter().zip(&cases) {
        if let Some(thumbprint) = verdict["thumbprint"].as_str()
            && case["jwk"]["kty"] != "oct"
        {
            assert_eq!(case["jwk"]["kid"], thumbprint, "{verdict}");
        }
    }
    for verdict in judge(&changed.into()).as_array().unwrap() {
        assert_eq!(verdict["ok"], false, "{verdict}");
    }
}

#[test]
fn jose_accepts_our_tokens() {
    if let Some(reason) = peer::missing_node() {
        return left_out(reason);
    }
    let judge = |cases: &Value| {
        let mut command = peer::node("jose.mjs");
        command.arg("verify");
        peer::ask(command, cases).unwrap()
    };
    check_judge(judge, Algorithm::everywhere());
}

#[test]
fn pyjwt_accepts_our_tokens() {
    let python = match peer::python() {
        Ok(python) => python,
        Err(reason) => return left_out(reason),
    };
    let judge = |cases: &Value| {
        let mut command = std::process::Command::new(&python);
        command.arg(peer::folder().join("pyjwt_peer.py"));
        peer::ask(command, cases).unwrap()
    };
    // PyJWT knows Ed25519 by its older name alone.
    let algorithms = Algorithm::everywhere().filter(|algorithm| *algorithm != Algorithm::Ed25519);
    check_judge(judge, algorithms);
}

#[test]
fn we_accept_the_tokens_of_jose() {
    if let Some(reason) = peer::missing_node() {
        return left_out(reason);
    }
    let names: Vec<&str> = Algorithm::everywhere().map(Algorithm::name).collect();
    let claims = json!({
        "iss": ISSUER, "aud": AUDIENCE, "sub": "alice", "exp": now().plus_seconds(600).unix_seconds(),
    });
    let mut command = peer::node("jose.mjs");
    command.arg("sign");
    let question = json!({ "algorithms": names, "claims": claims });
    let answers = peer::ask(command, &question).unwrap();
    let answers = answers.as_array().unwrap();
    assert_eq!(answers.len(), names.len());
    for answer in answers {
        check_theirs(answer);
    }
}

/// A token of theirs verifies with its JWK and with its PEM, and the thumbprints agree.
fn check_theirs(answer: &Value) {
    let text = |name: &str| answer[name].as_str().unwrap_or_default();
    let algorithm = Algorithm::from_name(text("alg")).unwrap();
    let set = JwkSet::parse(answer["jwk"].to_string().as_bytes()).unwrap();
    if !algorithm.is_symmetric() {
        let thumbprint = set.keys[0].thumbprint();
        assert_eq!(thumbprint.as_deref(), Some(text("thumbprint")));
    }
    let mut keys = vec![KeySet::from_jwks(set, KeySource::Jwks)];
    if !text("pem").is_empty() {
        let key = Jwk::from_pem(text("pem")).unwrap();
        keys.push(KeySet::from_key(key, KeySource::Key));
    }
    let policy = Expectations::of(Profile::Jwt)
        .issuer(ISSUER)
        .audience(AUDIENCE)
        .algorithms([algorithm])
        .policy()
        .unwrap();
    for keys in keys {
        let verified = verify(text("token"), &keys, &policy, now());
        let verified = verified.unwrap_or_else(|rejection| panic!("{algorithm}: {rejection}"));
        assert_eq!(verified.claims().get_str("sub"), Some("alice"));
    }
}
