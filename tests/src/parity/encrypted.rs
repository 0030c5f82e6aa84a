//! Encrypted tokens with their keys: a peer's in every algorithm, each altered, and the public vectors.

use std::path::Path;

use anyhow::{Context, Result};
use claimscope_core::base64url;
use serde_json::{Value, json};

use super::vectors::read;
use super::{Case, Question};
use crate::workspace;

/// Headers under which none of the tokens below opens.
const HEADERS: [&str; 12] = [
    r#"{"alg":"RSA1_5","enc":"A128GCM"}"#,
    r#"{"alg":"dir","enc":"A512GCM"}"#,
    r#"{"alg":"dir"}"#,
    r#"{"enc":"A128GCM"}"#,
    r#"{"alg":"dir","enc":"A128GCM","alg":"dir"}"#,
    r#"{"alg":"dir","enc":"A128GCM","crit":["exp"],"exp":1}"#,
    r#"{"alg":"dir","enc":"A128GCM","zip":"BR"}"#,
    r#"{"alg":"A128GCMKW","enc":"A128GCM"}"#,
    r#"{"alg":"A256KW","enc":"A128GCM"}"#,
    r#"{"alg":"ECDH-ES","enc":"A128GCM","epk":{"kty":"EC","crv":"P-256","x":"AA","y":"AA"}}"#,
    r#"{"alg":"PBES2-HS256+A128KW","enc":"A128GCM","p2s":"AAAAAAAAAAA","p2c":1000001}"#,
    r#"{"alg":"PBES2-HS256+A128KW","enc":"A128GCM","p2s":"AAAA","p2c":1000}"#,
];

pub(super) fn cases() -> Result<Vec<Case>> {
    let data = workspace::root().join("core/tests/data");
    let mut cases = Vec::new();
    let by_jose = read(&data.join("jwe.json"))?;
    for case in by_jose.as_array().context("no cases")? {
        let token = case["token"].as_str().context("a case without a token")?;
        let name = format!("{} {} {}", case["alg"], case["enc"], case["crv"]);
        let mut add = |how: &str, text: String| {
            cases.push(of(format!("{name}, {how}"), text, &case["key"]));
        };
        add("as it is", token.to_owned());
        for index in 0..5 {
            add(&format!("part {index} altered"), altered(token, index));
        }
        add("with a space", format!("{token} "));
        add("cut off", token[..token.len() - 6].to_owned());
        let (_, rest) = token.split_once('.').context("no header")?;
        for header in HEADERS {
            let text = format!("{}.{rest}", base64url::encode(header));
            add(header, text);
        }
    }
    let nested = read(&data.join("jwe-nested.json"))?;
    let token = nested["token"].as_str().context("no token")?;
    cases.push(of("a nested token".into(), token.into(), &nested["key"]));
    Ok(cases)
}

/// Wycheproof's, with their keys.
pub(super) fn public(folder: &Path) -> Result<Vec<Case>> {
    if !folder.is_dir() {
        return Ok(Vec::new());
    }
    let mut cases = Vec::new();
    let vectors = read(&folder.join("wycheproof/json_web_encryption_test.json"))?;
    for group in vectors["testGroups"].as_array().context("no groups")? {
        for test in group["tests"].as_array().context("no tests")? {
            let name = format!("Wycheproof json_web_encryption {}", test["tcId"]);
            let token = test["jwe"].as_str().context("a case without jwe")?;
            cases.push(of(name, token.to_owned(), &group["private"]));
        }
    }
    Ok(cases)
}

fn of(name: String, text: String, key: &Value) -> Case {
    let key = key.clone();
    let question = Question::Decrypt { key };
    Case {
        name,
        text,
        question,
    }
}

/// With one bit of that part changed; of the header, a member more.
fn altered(token: &str, index: usize) -> String {
    let mut parts: Vec<String> = token.split('.').map(str::to_owned).collect();
    let Some(part) = parts.get_mut(index) else {
        return token.to_owned();
    };
    let mut bytes = base64url::decode(part.as_str()).unwrap_or_default();
    match (index, bytes.last_mut()) {
        (0, _) => {
            bytes = String::from_utf8_lossy(&bytes)
                .replacen('{', r#"{"x":1,"#, 1)
                .into()
        }
        (_, Some(last)) => *last ^= 1,
        // Where no key is encrypted, there is one now.
        (_, None) => bytes = vec![0; 40],
    }
    *part = base64url::encode(bytes);
    parts.join(".")
}

/// What opening comes to, as tests/npm/parity.js has it.
pub(super) fn outcome(token: &str, key: &Value) -> Value {
    use claimscope_core::jwe::{DecryptionKey, decrypt};
    let key = match DecryptionKey::parse(key.to_string().as_bytes()) {
        Ok(key) => key,
        Err(error) => return json!(["misuse.key", error.to_string()]),
    };
    match decrypt(token, &key) {
        Ok(decrypted) => json!([
            base64url::encode(decrypted.plaintext().expose()),
            decrypted.header(),
            decrypted.nested(),
        ]),
        Err(error) => json!([error.code().as_str(), error.to_string()]),
    }
}
