//! Secrets of Kubernetes, whose `data` is base64.

use super::super::{Member, PastedAs, Reading, RemovedKind};
use super::encoded::from_base64;
use super::tokens::of_tokens;
use super::{looks_like_jwt, tokens};
use crate::json::Object;

/// Names and values of a Secret, and whether they are in base64.
type Pair = (String, String, bool);

pub(super) fn in_json(object: &Object) -> Option<Reading> {
    if object.get_str("kind") != Some("Secret") {
        return None;
    }
    let mut pairs = Vec::new();
    for (part, is_base64) in [("data", true), ("stringData", false)] {
        let members = object.get(part).and_then(|part| part.as_object());
        for (name, value) in members.into_iter().flat_map(Object::iter) {
            let value = value.as_str().unwrap_or_default();
            pairs.push((name.to_owned(), value.to_owned(), is_base64));
        }
    }
    Some(reading(&pairs))
}

/// As `kubectl get secret -o yaml` writes it.
pub(super) fn in_yaml(text: &str) -> Option<Reading> {
    let is_kind = |line: &str| line.trim_end() == "kind: Secret";
    if !text.lines().any(is_kind) {
        return None;
    }
    let mut part = "";
    let mut pairs = Vec::new();
    for line in text.lines() {
        let Some((name, value)) = line.split_once(':') else {
            continue;
        };
        if !line.starts_with(char::is_whitespace) {
            part = name;
        } else if part == "data" || part == "stringData" {
            let value = value.trim().trim_matches(['"', '\'']);
            pairs.push((name.trim().to_owned(), value.to_owned(), part == "data"));
        }
    }
    Some(reading(&pairs))
}

fn reading(pairs: &[Pair]) -> Reading {
    let mut reading = Reading::of(PastedAs::KubernetesSecret);
    let mut found = Vec::new();
    for (name, value, is_base64) in pairs {
        let decoded = from_base64(value).filter(|_| *is_base64);
        let plain = decoded.as_deref().unwrap_or(value);
        let mut member = Member::credential(name);
        let is_token = looks_like_jwt(plain);
        let what = if is_token {
            "a JWT"
        } else if plain.starts_with("-----BEGIN ") {
            "PEM"
        } else if plain.ends_with(char::is_whitespace) {
            "a value that ends in white space, which was encoded along"
        } else {
            ""
        };
        if !what.is_empty() {
            let layer = if *is_base64 { " in base64" } else { "" };
            member.note = Some(format!("{what}{layer}"));
        }
        if is_token {
            found.push(tokens::found(Some(name), plain.trim()));
            if *is_base64 {
                reading.removed = vec![RemovedKind::Base64];
            }
        }
        reading.members.push(member);
    }
    of_tokens(reading, tokens::sorted(found))
}
