//! What the report says of keys that are not meant for the token, or that people have in odd forms.

use claimscope_core::alg::Algorithm;
use claimscope_core::crypto::SigningKey;
use claimscope_core::jwk::{Jwk, JwkSet, KeySet};
use claimscope_core::report::{Check, CheckId, KeySource, Status, Verdict};
use claimscope_core::{Profile, explain, jwt};

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
