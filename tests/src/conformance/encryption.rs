//! C2SP/wycheproof: encrypted tokens with the result that a careful reader gives.

use std::path::Path;

use anyhow::{Context, Result};
use claimscope_core::base64url;
use claimscope_core::jwe::{DecryptionKey, decrypt};
use serde_json::Value;

use super::{ConformanceOutcome, Exception, expect, read};

const EXCEPTIONS: [Exception; 0] = [];

/// `json_web_encryption_test.json`: each group has one key. What is encrypted with `RSA1_5` is refused here, valid or not.
pub(super) fn tokens(folder: &Path) -> Result<ConformanceOutcome> {
    let file = folder
        .join("wycheproof")
        .join("json_web_encryption_test.json");
    let vectors = read(&file)?;
    let mut outcome = ConformanceOutcome::default();
    let groups = vectors["testGroups"].as_array();
    for group in groups.context("no groups")? {
        let tests = group["tests"].as_array().context("a group without tests")?;
        for test in tests {
            let result = judge(&group["private"], test);
            outcome.count(&EXCEPTIONS, &test["tcId"].to_string(), result);
        }
    }
    outcome.require_all(&EXCEPTIONS);
    Ok(outcome)
}

fn judge(key: &Value, test: &Value) -> Result<(), String> {
    let token = test["jwe"].as_str().ok_or("a case without jwe")?;
    let opened = DecryptionKey::parse(key.to_string().as_bytes())
        .map_err(|error| error.to_string())
        .and_then(|key| decrypt(token, &key).map_err(|error| error.to_string()));
    if is_rsa1_5(token) {
        return expect(opened.is_err(), "RSA1_5 is opened");
    }
    match (opened, test["result"] == "valid") {
        (Ok(decrypted), true) => {
            let bytes = decrypted.plaintext().expose();
            let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
            expect(
                Some(&*hex) == test["pt"].as_str(),
                "another plaintext comes out",
            )
        }
        (Ok(_), false) => Err("an invalid token is opened".to_owned()),
        (Err(error), true) => Err(format!("a valid token is refused: {error}")),
        (Err(_), false) => Ok(()),
    }
}

fn is_rsa1_5(token: &str) -> bool {
    let header = token.split('.').next().unwrap_or_default();
    let header = base64url::decode(header).unwrap_or_default();
    let header: Value = serde_json::from_slice(&header).unwrap_or_default();
    header["alg"] == "RSA1_5"
}
