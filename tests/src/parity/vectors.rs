//! Cases out of files: the texts that fuzzing starts from, and the public vectors.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use serde_json::{Value, json};

use super::{Case, Keys, Question, signature_only};
use crate::workspace;

/// What fuzzing starts from, inspected; what is not UTF-8 cannot reach JavaScript as a text.
pub(super) fn corpus() -> Result<Vec<Case>> {
    let folder = workspace::root().join("core/fuzz/corpus");
    let mut cases = Vec::new();
    for kind in ["documents", "inspect"] {
        for file in files(&folder.join(kind))? {
            if let Ok(text) = fs::read_to_string(&file) {
                let name = file.strip_prefix(&folder)?.display().to_string();
                let question = Question::Inspect;
                cases.push(Case {
                    name,
                    text,
                    question,
                });
            }
        }
    }
    Ok(cases)
}

/// Wycheproof's and RFC 7520's compact tokens, with their keys.
pub(super) fn public(folder: &Path) -> Result<Vec<Case>> {
    if !folder.is_dir() {
        return Ok(Vec::new());
    }
    let mut cases = Vec::new();
    for file in ["json_web_signature_test.json", "json_web_key_test.json"] {
        wycheproof(&folder.join("wycheproof").join(file), &mut cases)?;
    }
    let mut cookbook = files(&folder.join("rfc7520/jws"))?;
    cookbook.push(folder.join("rfc7520/curve25519/jws.json"));
    for file in cookbook {
        let vector = read(&file)?;
        let token = vector["output"]["compact"].as_str();
        if let (Some(token), key @ Value::Object(_)) = (token, &vector["input"]["key"]) {
            let name = file.file_name().unwrap_or_default().display();
            cases.extend(both(&format!("RFC 7520 {name}"), token, key));
        }
    }
    Ok(cases)
}

fn wycheproof(file: &Path, cases: &mut Vec<Case>) -> Result<()> {
    let vectors = read(file)?;
    let stem = file.file_stem().unwrap_or_default().display();
    let groups = vectors["testGroups"].as_array().context("no groups")?;
    for group in groups {
        let keys = match &group["public"] {
            Value::Null => &group["private"],
            public => public,
        };
        for test in group["tests"].as_array().context("no tests")? {
            let jws = test["jws"].as_str().context("a case without jws")?;
            let name = format!("Wycheproof {stem} {}", test["tcId"]);
            cases.extend(both(&name, jws, keys));
        }
    }
    Ok(())
}

/// A token inspected, and explained with its keys.
fn both(name: &str, token: &str, keys: &Value) -> [Case; 2] {
    let set = match keys["keys"] {
        Value::Array(_) => keys.clone(),
        _ => json!({ "keys": [keys] }),
    };
    let explained = Question::Explain {
        keys: Keys::Set(set.to_string()),
        options: signature_only(),
    };
    [("inspected", Question::Inspect), ("explained", explained)].map(|(how, question)| Case {
        name: format!("{name}, {how}"),
        text: token.to_owned(),
        question,
    })
}

pub(super) fn read(path: &Path) -> Result<Value> {
    let bytes = fs::read(path).with_context(|| format!("could not read {}", path.display()))?;
    serde_json::from_slice(&bytes).with_context(|| format!("{} is not JSON", path.display()))
}

fn files(folder: &Path) -> Result<Vec<PathBuf>> {
    let entries =
        fs::read_dir(folder).with_context(|| format!("no folder {}", folder.display()))?;
    let mut files = entries
        .map(|entry| Ok(entry?.path()))
        .collect::<Result<Vec<PathBuf>>>()?;
    files.sort();
    Ok(files)
}
