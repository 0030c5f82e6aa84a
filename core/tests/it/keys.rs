//! What the report says of keys that are not meant for the token, or that people have in odd forms.

mod found;

use claimscope_core::alg::Algorithm;
use claimscope_core::crypto::{KeySet, SigningKey};
use claimscope_core::jwk::{Jwk, JwkSet};
use claimscope_core::jwt::Profile;
use claimscope_core::report::{Check, CheckId, KeySource, Status, Verdict};
use claimscope_core::secret::Secret;
use claimscope_core::time::Timestamp;
use claimscope_core::{base64url, explain, inspect, jwt};
use sha2::Digest;

use crate::support::{Issuer, NOW, claims, entropy, first_failure, policy};

const PSS: &str = include_str!("../data/keys/pss.pem");
const CERTIFICATES: &str = include_str!("../data/keys/certificates.pem");

/// A token signed with the numbers of this key, whatever they are meant for.
fn signed(pem: &str, algorithm: Algorithm) -> String {
    let mut object = Jwk::from_pem(pem).expect("a key").to_json_with_private();
    object.set("alg", claimscope_core::json::Value::Null);
    let private = Jwk::from_json(&object.into()).expect("a key");
    let issuer = Issuer { private, algorithm };
    let mut header = issuer.header();
    header.remove("kid");
    let key = SigningKey::new(&issuer.private, algorithm).expect("a key without limits");
    jwt::sign(&header, &claims(), &key, &mut entropy).expect("it signs")
}

#[track_caller]
fn check(token: &str, keys: &KeySet, id: CheckId) -> Check {
    let report = explain(token, Some(keys), Some(&policy(Profile::AtJwt)), NOW);
    report.check(id).expect("it is always told").clone()
}

fn given(jwk: Jwk) -> KeySet {
    KeySet::from_key(jwk, KeySource::Key)
}

#[test]
fn a_key_for_rsassa_pss_accepts_ps256_and_rejects_rs256() {
    let keys = given(Jwk::from_pem(PSS).expect("a key"));
    let policy = policy(Profile::AtJwt);
    let ps256 = signed(PSS, Algorithm::PS256);
    assert_eq!(first_failure(&ps256, &keys, &policy), None);
    let rs256 = signed(PSS, Algorithm::RS256);
    assert_eq!(first_failure(&rs256, &keys, &policy), Some(CheckId::KeyUse));
    let found = check(&rs256, &keys, CheckId::KeyUse);
    assert_eq!(found.actual.as_deref(), Some("a key for RSASSA-PSS"));
    assert_eq!(found.spec, "RFC 4055 §1.2");
    let report = explain(&rs256, Some(&keys), Some(&policy), NOW);
    assert_eq!(report.verdict, Verdict::Rejected);
}

#[test]
fn a_certificate_that_is_not_for_signatures_rejects_the_token() {
    let set = JwkSet::parse(CERTIFICATES.as_bytes()).expect("PEM");
    let token = signed(CERTIFICATES, Algorithm::ES256);
    let [_, for_signatures, for_encryption] = &set.keys[..] else {
        panic!("three keys");
    };
    let policy = policy(Profile::AtJwt);
    let accepting = given(for_signatures.clone());
    assert_eq!(first_failure(&token, &accepting, &policy), None);
    let refusing = given(for_encryption.clone());
    assert_eq!(
        first_failure(&token, &refusing, &policy),
        Some(CheckId::KeyUse)
    );
    let found = check(&token, &refusing, CheckId::KeyUse);
    assert_eq!(found.status, Status::Fail);
    assert_eq!(
        found.actual.as_deref(),
        Some("a certificate whose keyUsage is not for signatures")
    );
}

#[test]
fn a_certificate_out_of_its_time_is_a_warning() {
    let set = JwkSet::parse(CERTIFICATES.as_bytes()).expect("PEM");
    let keys = given(set.keys[1].clone());
    let token = signed(CERTIFICATES, Algorithm::ES256);
    let strength = |now| {
        let report = explain(&token, Some(&keys), Some(&policy(Profile::AtJwt)), now);
        report.check(CheckId::KeyStrength).expect("told").clone()
    };
    let early = strength(NOW);
    assert_eq!(early.status, Status::Warn);
    assert_eq!(
        early.message,
        "the key's certificate holds only from 2026-11-25T21:58:10Z on"
    );
    let day = 86_400;
    let good = strength(NOW.plus_seconds(5_000 * day));
    assert_eq!(good.status, Status::Pass);
    let late = strength(NOW.plus_seconds(40_000 * day));
    assert_eq!(late.status, Status::Warn);
    assert!(
        late.message
            .starts_with("the key's certificate expired at 2126-11-01T")
    );
}

#[test]
fn a_report_changes_when_the_keys_certificate_begins_and_ends() {
    let set = JwkSet::parse(CERTIFICATES.as_bytes()).expect("PEM");
    let keys = given(set.keys[1].clone());
    let token = signed(CERTIFICATES, Algorithm::ES256);
    let policy = policy(Profile::AtJwt);
    let mut now = NOW;
    let mut seen = Vec::new();
    while let Some(at) = explain(&token, Some(&keys), Some(&policy), now)
        .summary
        .next_change
    {
        now = at;
        let strength = |now| {
            let report = explain(&token, Some(&keys), Some(&policy), now);
            report
                .check(CheckId::KeyStrength)
                .expect("told")
                .message
                .clone()
        };
        if strength(at) != strength(at.plus_seconds(-1)) {
            seen.push(strength(at));
        }
    }
    assert_eq!(seen.len(), 2, "{seen:?}");
}

#[test]
fn a_remark_about_a_strong_key_expects_no_stronger_one() {
    let issuer = Issuer::new(Algorithm::ES256);
    let public = issuer.private.public().expect("a public half");
    let mut object = public.to_json();
    object.set("x5c", vec!["MIIB".to_owned()]);
    let keys = given(Jwk::from_json(&object.into()).expect("a key"));
    let token = issuer.sign(&issuer.header(), &claims());
    let found = check(&token, &keys, CheckId::KeyStrength);
    assert_eq!(found.status, Status::Warn);
    assert_eq!(
        found.message,
        "x5c does not hold a certificate that can be read"
    );
    assert_eq!(found.expected, None);
}

/// The hint that comes with the first check that fails.
#[track_caller]
fn first_hint(token: &str, keys: &KeySet) -> (CheckId, String) {
    let policy = policy(Profile::AtJwt);
    let report = explain(token, Some(keys), Some(&policy), NOW);
    assert_eq!(report.verdict, Verdict::Rejected);
    let strict = first_failure(token, keys, &policy);
    let first = report.failures().next().expect("a failure");
    assert_eq!(strict, Some(first.id), "what would fit changes no verdict");
    (first.id, first.hint.clone().expect("a hint"))
}

fn secret(bytes: &[u8]) -> Jwk {
    Jwk::from_secret(Secret::new(bytes))
}

fn issuer_of(private: Jwk, algorithm: Algorithm) -> Issuer {
    Issuer { private, algorithm }
}

fn set(keys: Vec<Jwk>) -> KeySet {
    let skipped = Vec::new();
    KeySet::from_jwks(JwkSet { keys, skipped }, KeySource::Jwks)
}

#[test]
fn a_secret_that_fits_when_it_is_read_otherwise_is_told_so() {
    let bytes: Vec<u8> = (0_u8..40)
        .map(|byte| byte.wrapping_mul(37) ^ 0xfb)
        .collect();
    let url = base64url::encode(&bytes);
    let standard = url.replace('-', "+").replace('_', "/");
    assert_ne!(url, standard);
    let padded = format!("{standard}==");
    let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    let text = b"a secret of more than thirty-two letters".to_vec();
    let cases: Vec<(Vec<u8>, Vec<u8>, &str)> = vec![
        (
            bytes.clone(),
            padded.clone().into(),
            "once it is decoded from base64",
        ),
        (
            bytes.clone(),
            url.clone().into(),
            "once it is decoded from base64url",
        ),
        (
            bytes.clone(),
            hex.clone().into(),
            "once it is decoded from hex",
        ),
        (
            bytes.clone(),
            format!("0x{hex}\n").into(),
            "once it is decoded from hex",
        ),
        (
            padded.into(),
            bytes.clone(),
            "as its text in base64, not decoded",
        ),
        (
            standard.into(),
            bytes.clone(),
            "as its text in base64, not decoded",
        ),
        (
            url.into(),
            bytes.clone(),
            "as its text in base64url, not decoded",
        ),
        (
            hex.to_ascii_uppercase().into(),
            bytes.clone(),
            "as its text in hex, not decoded",
        ),
        (hex.into(), bytes, "as its text in hex, not decoded"),
        (
            text.clone(),
            [&text[..], b"\n"].concat(),
            "without the white space around it",
        ),
        (
            text.clone(),
            [b"\"", &text[..], b"\""].concat(),
            "without the quotes around it",
        ),
        (
            [b"'", &text[..], b"'"].concat(),
            text.clone(),
            "with quotes around it",
        ),
        (
            [&text[..], b"\n"].concat(),
            text.clone(),
            "with a line end after it",
        ),
        (
            [&text[..], b"\r\n"].concat(),
            text,
            "with a line end after it",
        ),
    ];
    for (signing, given, how) in cases {
        let issuer = issuer_of(secret(&signing), Algorithm::HS256);
        let token = issuer.sign(&issuer.header(), &claims());
        let keys = KeySet::from_key(secret(&given), KeySource::Secret);
        let (id, hint) = first_hint(&token, &keys);
        assert_eq!(id, CheckId::SignatureValue);
        assert_eq!(hint, format!("the secret fits {how}: give it so"));
    }
    let issuer = issuer_of(secret(&[7; 40]), Algorithm::HS256);
    let token = issuer.sign(&issuer.header(), &claims());
    let keys = KeySet::from_key(secret(&[8; 40]), KeySource::Secret);
    let (_, hint) = first_hint(&token, &keys);
    assert!(hint.starts_with(
        "header or payload were changed after signing, or the signer has another secret"
    ));
}

#[test]
fn another_algorithm_of_the_key_is_told() {
    let rsa = Issuer::new(Algorithm::RS256);
    let mut unbound = rsa.private.clone();
    unbound.alg = None;
    let other = issuer_of(unbound.clone(), Algorithm::PS256);
    let header = rsa.header().to_string();
    let token = other.sign_text(&header, &claims().to_string());
    let keys = set(vec![unbound.public().expect("a public half")]);
    let (id, hint) = first_hint(&token, &keys);
    assert_eq!(id, CheckId::SignatureValue);
    assert_eq!(
        hint,
        "the signature fits this key as PS256: the signer used PS256, while the header says RS256"
    );
    let secret = secret(&[9; 64]);
    let other = issuer_of(secret.clone(), Algorithm::HS512);
    let token = other.sign_text(r#"{"alg":"HS256","typ":"at+jwt"}"#, &claims().to_string());
    let keys = KeySet::from_key(secret, KeySource::Secret);
    let (_, hint) = first_hint(&token, &keys);
    assert_eq!(
        hint,
        "the signature fits this key as HS512: the signer used HS512, while the header says HS256"
    );
}

/// A token of this issuer with a signature that `sign` makes of the signing input.
fn signed_by(issuer: &Issuer, sign: impl FnOnce(&SigningKey, &str) -> Vec<u8>) -> String {
    let good = issuer.sign(&issuer.header(), &claims());
    let (input, _) = good.rsplit_once('.').expect("three parts");
    let key = SigningKey::new(&issuer.private, issuer.algorithm).expect("a key");
    format!("{input}.{}", base64url::encode(sign(&key, input)))
}

#[test]
fn a_signature_in_hexadecimal_or_over_padding_is_told() {
    let bytes = b"a secret of more than thirty-two letters";
    let issuer = issuer_of(secret(bytes), Algorithm::HS256);
    let keys = KeySet::from_key(secret(bytes), KeySource::Secret);
    let token = signed_by(&issuer, |key, input| {
        let raw = key.sign(input.as_bytes(), &mut entropy).expect("it signs");
        let digits: String = raw.iter().map(|byte| format!("{byte:02x}")).collect();
        digits.into_bytes()
    });
    let (id, hint) = first_hint(&token, &keys);
    assert_eq!(id, CheckId::SignatureValue);
    assert!(hint.contains("hex digits"), "{hint}");
    // A header of 31 bytes, which needs padding.
    let good = issuer.sign_text(r#"{"alg":"HS256","typ":"at+jwt" }"#, &claims().to_string());
    let (input, _) = good.rsplit_once('.').expect("three parts");
    let signature = {
        let pad = |part: &str| format!("{part:=<width$}", width = part.len().next_multiple_of(4));
        let (header, payload) = input.split_once('.').expect("two parts");
        let input = format!("{}.{}", pad(header), pad(payload));
        let key = SigningKey::new(&issuer.private, issuer.algorithm).expect("a key");
        key.sign(input.as_bytes(), &mut entropy).expect("it signs")
    };
    let token = format!("{input}.{}", base64url::encode(signature));
    let (_, hint) = first_hint(&token, &keys);
    assert!(hint.contains("padding"), "{hint}");
}

#[test]
fn a_token_given_as_secret_is_told() {
    let issuer = issuer_of(secret(&[7; 40]), Algorithm::HS256);
    let token = issuer.sign(&issuer.header(), &claims());
    let keys = KeySet::from_key(secret(token.as_bytes()), KeySource::Secret);
    let (_, hint) = first_hint(&token, &keys);
    assert!(hint.contains("itself a token"), "{hint}");
}

#[test]
fn a_signing_input_that_was_hashed_twice_is_told() {
    let mut rsa = Issuer::new(Algorithm::RS256);
    for algorithm in [Algorithm::RS256, Algorithm::PS384, Algorithm::ES256] {
        if algorithm == Algorithm::ES256 {
            rsa = Issuer::new(algorithm);
        } else {
            rsa.private.alg = None;
            rsa.algorithm = algorithm;
        }
        let token = signed_by(&rsa, |key, input| {
            let hash = match algorithm {
                Algorithm::PS384 => sha2::Sha384::digest(input).to_vec(),
                _ => sha2::Sha256::digest(input).to_vec(),
            };
            key.sign(&hash, &mut entropy).expect("it signs")
        });
        let (id, hint) = first_hint(&token, &rsa.keys());
        assert_eq!(id, CheckId::SignatureValue);
        assert!(hint.contains("hashed twice"), "{hint}");
    }
}

#[test]
fn an_ecdsa_signature_in_der_that_fits_is_told() {
    let integer = |number: &[u8]| {
        let zeros = number.iter().take_while(|byte| **byte == 0).count();
        let mut number = number[zeros..].to_vec();
        if number[0] >= 0x80 {
            number.insert(0, 0);
        }
        let length = u8::try_from(number.len()).expect("short");
        [&[2, length][..], &number].concat()
    };
    for algorithm in [Algorithm::ES256, Algorithm::ES384, Algorithm::ES512] {
        let issuer = Issuer::new(algorithm);
        let token = signed_by(&issuer, |key, input| {
            let signature = key.sign(input.as_bytes(), &mut entropy).expect("it signs");
            let (r, s) = signature.split_at(signature.len() / 2);
            let numbers = [integer(r), integer(s)].concat();
            let length = u8::try_from(numbers.len()).expect("short");
            let start = if length < 0x80 {
                vec![0x30, length]
            } else {
                vec![0x30, 0x81, length]
            };
            [start, numbers].concat()
        });
        let (id, hint) = first_hint(&token, &issuer.keys());
        assert_eq!(id, CheckId::SignatureValue);
        assert!(
            hint.starts_with("the signature fits this key, but is in DER"),
            "{hint}"
        );
    }
}

#[test]
fn an_inspected_key_says_what_its_container_allows() {
    let early = Timestamp::from_unix_seconds(1_000_000_000);
    let key = inspect(PSS, early);
    assert!(key.members[0].value.contains("for "), "{key:?}");
    let certificate = inspect(CERTIFICATES, early);
    let mut notes = certificate
        .members
        .iter()
        .filter_map(|member| member.note.as_deref());
    assert!(
        notes.any(|note| note.contains("holds only from")),
        "{certificate:?}"
    );
}
