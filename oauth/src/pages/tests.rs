//! Every example is signed and explained: its check says the very words that are shown.

use std::sync::Arc;

use claimscope_core::alg::Algorithm;
use claimscope_core::crypto::{KeySet, SigningKey};
use claimscope_core::entropy::NoEntropy;
use claimscope_core::json::{Object, Value, parse_strict};
use claimscope_core::jwk::{Jwk, JwkSet};
use claimscope_core::jwt::{Expectations, Policy, ProvenRequest};
use claimscope_core::report::{Check, CheckId, KeySource, Report, Status};
use claimscope_core::secret::Secret;
use claimscope_core::split::Explaining;
use claimscope_core::time::Timestamp;
use claimscope_core::url::Url;
use claimscope_core::{base64url, explain};

use super::example::{CheckExample, NOW_TEXT, TokenExample};
use super::twist::{Beside, Twist};
use super::{example_of, page_sections, spec_link};
use crate::diagnose::Cause;

/// The key whose public half stands in the example of a proof. It signs nothing else anywhere.
const KEY: &str = r#"{"kty":"EC","crv":"P-256","kid":"k1","x":"gMptXCiCC1sh5j4ry1_yEyWDZHngn14JquPE3atufZc","y":"ydrh1igHKfCLKdO6HSDlH1-HYqvW8LKPnyuOmShNwuo","d":"hSRYalgBGgbxILdXaHZi6-BUvSxRWs80V09kw9R2kJA"}"#;
/// What comes, or is sent, with a token of the examples, as their texts say.
const ACCESS_TOKEN: &str = "an-access-token";
const CODE: &str = "a-code";
const METHOD: &str = "GET";
const URL: &str = "https://api.example/orders";
const ISSUER: &str = "https://issuer.example";
const SECRET: &[u8; 32] = b"0123456789abcdef0123456789abcdef";

fn now() -> Timestamp {
    Timestamp::from_rfc3339(NOW_TEXT).unwrap()
}

fn entropy(bytes: &mut [u8]) -> Result<(), NoEntropy> {
    getrandom::fill(bytes).map_err(|_| NoEntropy)
}

fn private() -> Jwk {
    Jwk::parse(KEY.as_bytes()).unwrap()
}

fn object(text: &str) -> Object {
    match parse_strict(text.as_bytes()) {
        Ok(Value::Object(object)) => object,
        other => panic!("{text}: {other:?}"),
    }
}

fn secret(twist: Twist) -> Option<Secret> {
    let bytes: &[u8] = match twist {
        Twist::ShortSecret => &SECRET[..16],
        Twist::LongSecret => SECRET,
        _ => return None,
    };
    Some(Secret::new(bytes))
}

fn keys(example: &CheckExample, twist: Twist) -> KeySet {
    if let Some(secret) = secret(twist) {
        return KeySet::from_key(Jwk::from_secret(secret), KeySource::Secret);
    }
    let mut public = private().public().unwrap().to_json();
    if twist == Twist::KeyForEncryption {
        public.set("use", "enc");
    }
    if matches!(example.beside, Beside::Request | Beside::RequestWithToken) {
        let public = Jwk::from_json(&Value::Object(public)).unwrap();
        return KeySet::from_key(public, KeySource::Key);
    }
    let mut keys = vec![Value::Object(public.clone())];
    if twist == Twist::TwoKeys {
        keys.push(Value::Object(public.with("kid", "k2")));
    }
    let set = Object::new().with("keys", Value::Array(keys)).to_string();
    let set = JwkSet::parse(set.as_bytes()).unwrap();
    match twist {
        Twist::KeysOfFile => KeySet::from_jwks(set, KeySource::Jwks),
        Twist::KeyOfAnother => KeySet::from_issuer(set, "https://other.example"),
        _ => KeySet::from_issuer(set, ISSUER),
    }
}

fn payload(example: &CheckExample, token: &TokenExample) -> String {
    let claims = example.payload(token);
    let text = claims.to_string();
    let inside = text.trim_end_matches('}');
    match token.twist {
        Twist::TooLong => {
            let groups = vec![r#""a-group-of-users""#; 20_000].join(",");
            format!(r#"{inside},"groups":[{groups}]}}"#)
        }
        Twist::Deep => format!(r#"{inside},"deep":{}{}}}"#, "[".repeat(70), "]".repeat(70)),
        Twist::Twice => format!(r#"{inside},"aud":"https://other.example"}}"#),
        Twist::ByteOrderMark => format!("\u{feff}{text}"),
        Twist::NoObject => r#""alice""#.to_owned(),
        _ => text,
    }
}

fn written(example: &CheckExample, token: &TokenExample) -> String {
    let header = base64url::encode(example.header(token).to_string());
    let shown = payload(example, token);
    let signed = match token.twist {
        Twist::ChangedAfter => shown.replace("alice", "bob"),
        _ => shown.clone(),
    };
    let input = format!("{header}.{}", base64url::encode(&signed));
    let signature = match secret(token.twist) {
        Some(secret) => SigningKey::new(&Jwk::from_secret(secret), Algorithm::HS256),
        None => SigningKey::new(&private(), Algorithm::ES256),
    };
    let signature = signature.unwrap().sign(input.as_bytes(), &mut entropy);
    let signature = base64url::encode(signature.unwrap());
    let mut payload = base64url::encode(shown);
    if token.twist == Twist::Padded {
        payload.push('=');
    }
    match token.twist {
        Twist::CutOff => format!("{header}.{payload}"),
        Twist::LineBreak => format!(
            "{header}.{}\n{}.{signature}",
            &payload[..20],
            &payload[20..]
        ),
        _ => format!("{header}.{payload}.{signature}"),
    }
}

fn policy(example: &CheckExample) -> Policy {
    let text = example.expectations().to_string();
    let expected: Expectations = serde_json::from_str(&text).unwrap();
    let request = || ProvenRequest::new(METHOD, Url::parse(URL).unwrap());
    let expected = match example.beside {
        Beside::Nothing | Beside::Schema => expected,
        Beside::AccessToken => expected.with_access_token(ACCESS_TOKEN.as_bytes()),
        Beside::Code => expected.with_code(CODE.as_bytes()),
        Beside::Request => expected.proof_for(request()),
        Beside::RequestWithToken => expected.proof_for(request().with_token(ACCESS_TOKEN)),
    };
    expected.policy().unwrap()
}

fn report(example: &CheckExample, token: &TokenExample) -> Report {
    let keys = keys(example, token.twist);
    let text = written(example, token);
    if example.beside != Beside::Schema {
        return explain(&text, Some(&keys), Some(&policy(example)), now());
    }
    let payload = example.payload(token);
    let fits = matches!(payload.get_str("role"), Some("admin" | "reader"));
    let faults = if fits { "" } else { "role" };
    Explaining::begin(&text, Some(Arc::new(policy(example))), now())
        .with_keys(Arc::new(keys))
        .with_schema_faults(Some(faults.to_owned()))
        .finish(None)
}

fn said(report: &Report, check: CheckId) -> (Status, String) {
    let check: &Check = report.check(check).unwrap();
    (check.status, check.message.clone())
}

#[test]
fn every_example_does_what_its_page_says() {
    let mut wrong = Vec::new();
    for check in CheckId::ALL {
        let example = example_of(*check).unwrap_or_else(|| panic!("{check} has no example"));
        let bad = if example.only_warns() {
            Status::Warn
        } else {
            Status::Fail
        };
        // No extension is understood, so that a token passes by having none.
        let good = match check {
            CheckId::HeaderCrit => Status::Skip,
            _ => Status::Pass,
        };
        for (token, wanted) in [(&example.fails, bad), (&example.passes, good)] {
            let found = said(&report(example, token), *check);
            if found != (wanted, token.message.to_owned()) {
                wrong.push(format!("{check} {wanted:?}\t{found:?}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_token_that_passes_is_accepted_and_the_other_fails_there_first() {
    for check in CheckId::ALL {
        let example = example_of(*check).unwrap();
        let passes = report(example, &example.passes);
        let failures: Vec<_> = passes.failures().map(|check| check.id).collect();
        assert!(failures.is_empty(), "{check}: {failures:?}");
        if !example.only_warns() {
            let fails = report(example, &example.fails);
            assert_eq!(fails.failures().next().map(|one| one.id), Some(*check));
        }
    }
}

#[test]
fn every_text_of_an_example_is_json_and_is_said_in_sentences() {
    for check in CheckId::ALL {
        let example = example_of(*check).unwrap();
        for token in [&example.fails, &example.passes] {
            for text in [
                example.good.header,
                example.good.payload,
                example.good.expected,
                example.expected,
                token.header,
                token.payload,
            ] {
                object(text);
            }
            let twist = token.twist.text();
            assert!(twist.is_empty() || twist.ends_with('.'), "{twist}");
        }
        let beside = example.beside.text();
        let is_told = [ACCESS_TOKEN, CODE, URL, "schema"]
            .iter()
            .any(|text| beside.contains(text));
        assert_eq!(is_told, example.beside != Beside::Nothing, "{check}");
    }
}

#[test]
fn a_check_has_its_examples_and_four_servers() {
    for check in CheckId::ALL {
        let titles: Vec<_> = page_sections(check.as_str())
            .into_iter()
            .map(|section| section.title)
            .collect();
        assert!(titles[0].starts_with("An example that "), "{titles:?}");
        assert_eq!(titles[1], "An example that passes");
        let servers = titles.iter().filter(|title| title.starts_with("In "));
        assert_eq!(servers.count(), 4, "{titles:?}");
    }
}

#[test]
fn a_reason_leads_to_its_check_and_back() {
    let sections = page_sections(Cause::Audience.code());
    assert_eq!(sections[0].codes, ["claim.aud"]);
    let back = page_sections("claim.aud");
    assert!(
        back.iter()
            .any(|section| section.codes == ["token.audience"])
    );
    assert!(page_sections("metadata.http").is_empty());
}

#[test]
fn every_source_but_our_own_is_linked_to() {
    for entry in claimscope_core::codes().chain(crate::code::entries()) {
        let link = spec_link(entry.source);
        let is_own = entry.source == claimscope_core::code::OWN;
        assert_eq!(link.is_none(), is_own, "{}: {}", entry.code, entry.source);
    }
}
