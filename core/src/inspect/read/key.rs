//! Keys and certificates: what they are, and never their private parts.

use super::super::{Member, PastedAs, Reading};
use crate::json::Value;
use crate::jwk::{Jwk, JwkSet};
use crate::time::Timestamp;

/// How many keys of a set are told of.
const SHOWN_KEYS: usize = 60;

/// PEM, or a line of OpenSSH.
pub(super) fn read(text: &str) -> Option<Reading> {
    let line = text.lines().next().unwrap_or_default();
    let is_ssh = ["ssh-rsa ", "ssh-ed25519 ", "ecdsa-sha2-", "ssh-dss "]
        .iter()
        .any(|start| line.starts_with(start));
    let is_pem = text.contains("---BEGIN ");
    if !is_ssh && !is_pem {
        return None;
    }
    let (pasted_as, described) = if is_ssh {
        (PastedAs::Pem, "a public key of OpenSSH".to_owned())
    } else {
        label(text)
    };
    let mut reading = Reading::of(pasted_as);
    reading.described = described;
    reading.members = match JwkSet::parse(text.as_bytes()) {
        Ok(set) => members(&set),
        Err(error) => vec![refused("key", error.to_string())],
    };
    Some(reading)
}

/// Base64 of a key or certificate without the lines around it, as admin pages show it. DER begins with a SEQUENCE.
pub(super) fn bare(text: &str) -> Option<Reading> {
    let is_base64 = |byte: u8| byte.is_ascii_alphanumeric() || b"+/-_=\r\n ".contains(&byte);
    if text.len() < 56 || !text.starts_with('M') || !text.bytes().all(is_base64) {
        return None;
    }
    let set = JwkSet::parse(text.as_bytes()).ok()?;
    let mut reading = Reading::of(PastedAs::Pem);
    reading.described = match set.keys.iter().any(Jwk::is_private) {
        true => "a private key in base64, without its BEGIN and END lines",
        false => "a public key in base64, without its BEGIN and END lines",
    }
    .to_owned();
    reading.members = members(&set);
    Some(reading)
}

/// The keys that a document has among its members, such as a Keycloak realm or a service account of Google.
pub(super) fn within(value: &Value, reading: &mut Reading) {
    if let Ok(set) = JwkSet::from_json(value)
        && !set.keys.is_empty()
    {
        reading.described = "JSON with a key in it".to_owned();
        reading.members.extend(members(&set));
    }
}

/// What the first line of a PEM text says that it is.
fn label(text: &str) -> (PastedAs, String) {
    let rest = text.split_once("---BEGIN ").map_or("", |(_, rest)| rest);
    let label = rest
        .split_once("---")
        .map_or("", |(label, _)| label)
        .trim_end_matches('-');
    match label {
        "CERTIFICATE" => (PastedAs::Certificate, "a certificate (PEM)".to_owned()),
        "CERTIFICATE REQUEST" => (PastedAs::Pem, "a certificate request (PEM)".to_owned()),
        _ if label.contains("PRIVATE") => (PastedAs::Pem, "a private key (PEM)".to_owned()),
        _ if label.contains("PUBLIC") => (PastedAs::Pem, "a public key (PEM)".to_owned()),
        _ => (PastedAs::Pem, "a PEM file".to_owned()),
    }
}

/// A JWK or a set of them.
pub(super) fn read_json(value: &Value, pasted_as: PastedAs) -> Reading {
    let mut reading = Reading::of(pasted_as);
    match JwkSet::from_json(value) {
        Ok(set) => {
            let count = set.keys.len() + set.skipped.len();
            if pasted_as == PastedAs::KeySet {
                let plural = if count == 1 { "key" } else { "keys" };
                reading.described = format!("a key set (JWKS) of {count} {plural}");
            } else if set.keys.iter().any(Jwk::is_private) {
                reading.described = "a private key (JWK)".to_owned();
            }
            reading.members = members(&set);
        }
        Err(error) => reading.members.push(refused("keys", error.to_string())),
    }
    reading
}

fn members(set: &JwkSet) -> Vec<Member> {
    let keys = set.keys.iter().map(member);
    let skipped = set.skipped.iter().map(|skipped| {
        let name = skipped.kid.as_deref().unwrap_or("key");
        refused(name, skipped.reason.to_string())
    });
    keys.chain(skipped).take(SHOWN_KEYS).collect()
}

/// Adds to the keys of a text what their certificates say that do not hold now.
pub(in crate::inspect) fn tell_of_validity(members: &mut [Member], text: &str, now: Timestamp) {
    let keys = JwkSet::parse(text.as_bytes()).map_or_else(|_| Vec::new(), |set| set.keys);
    for (member, key) in members.iter_mut().zip(&keys) {
        if let Some(outside) = key.limits().outside_validity(now) {
            member.note = Some(match member.note.take() {
                Some(note) => format!("{outside}; {note}"),
                None => outside,
            });
        }
    }
}

fn refused(name: &str, reason: String) -> Member {
    let mut member = Member::plain(name, "cannot be used");
    member.note = Some(reason);
    member
}

fn member(key: &Jwk) -> Member {
    let kind = match key.curve() {
        Some(curve) => format!("{} {}", key.key_type().name(), curve.name()),
        None => format!("{} {} bits", key.key_type().name(), key.bits()),
    };
    let within = key.limits().only().map(|what| format!("for {what} alone"));
    let facts = [Some(kind), key.alg.clone().or(within), key.key_use.clone()];
    let thumbprint = key
        .thumbprint()
        .map(|thumbprint| format!("thumbprint {thumbprint}"));
    let facts: Vec<String> = facts.into_iter().flatten().chain(thumbprint).collect();
    let name = key.kid.as_deref().filter(|kid| !kid.is_empty());
    let mut member = Member::plain(name.unwrap_or("key without kid"), &facts.join(", "));
    let private = "it can sign: whoever has seen it can make tokens".to_owned();
    let weaknesses = key
        .weaknesses()
        .into_iter()
        .map(|weakness| weakness.message);
    let notes: Vec<_> = key
        .is_private()
        .then_some(private)
        .into_iter()
        .chain(weaknesses)
        .collect();
    member.note = (!notes.is_empty()).then(|| notes.join("; "));
    member
}
