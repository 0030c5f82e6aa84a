//! Every check fails for its own reason, and verify and explain never disagree.

mod claims;
mod report;
mod split;

use claimscope_core::alg::Algorithm;
use claimscope_core::crypto::{KeySet, SigningKey};
use claimscope_core::json::{Object, Value};
use claimscope_core::jwk::{Jwk, JwkSet};
use claimscope_core::jwt::Profile;
use claimscope_core::report::{CheckId, Format, KeySource, SignatureStatus, Status, Verdict};
use claimscope_core::secret::Secret;
use claimscope_core::split::Parsed;
use claimscope_core::{base64url, explain, jwt, verify, verify_jws};
use std::sync::Arc;

use crate::support::{ISSUER, Issuer, NOW, builder, claims, entropy, first_failure, policy};

#[test]
fn accepts_a_good_token_of_every_algorithm() {
    for algorithm in Algorithm::all() {
        let issuer = Issuer::new(algorithm);
        let token = issuer.sign(&issuer.header(), &claims());
        let named = builder(Profile::AtJwt).algorithms([algorithm]);
        let named = named.policy().expect("all is said");
        assert_eq!(
            first_failure(&token, &issuer.keys(), &named),
            None,
            "{algorithm}"
        );
        let verified = verify(&token, &issuer.keys(), &named, NOW).expect("accepted");
        assert_eq!(verified.algorithm(), algorithm);
        assert_eq!(verified.claims().get_str("client_id"), Some("client"));
    }
}

#[test]
fn an_algorithm_that_not_every_build_has_must_be_named() {
    for algorithm in Algorithm::all() {
        let issuer = Issuer::new(algorithm);
        let token = issuer.sign(&issuer.header(), &claims());
        let failure = first_failure(&token, &issuer.keys(), &policy(Profile::AtJwt));
        let expected = (!algorithm.is_everywhere()).then_some(CheckId::SignatureAlgorithm);
        assert_eq!(failure, expected, "{algorithm}");
    }
}

#[test]
fn without_one_key_nothing_binds_the_algorithm() {
    let issuer = Issuer::new(Algorithm::ES256);
    let status = |header: &Object, keys: Option<&KeySet>| {
        let token = issuer.sign(header, &claims());
        let report = explain(&token, keys, Some(&policy(Profile::AtJwt)), NOW);
        let check = report.check(CheckId::SignatureAlgorithm);
        check.expect("it is among the checks").status
    };
    let keys = issuer.keys();
    assert_eq!(status(&issuer.header(), Some(&keys)), Status::Pass);
    assert_eq!(status(&issuer.header(), None), Status::Skip);
    for (name, value) in [("kid", "another"), ("alg", "ES384"), ("alg", "HS256")] {
        let header = issuer.header().with(name, value);
        assert_eq!(status(&header, Some(&keys)), Status::Skip, "{name} {value}");
    }
}

#[test]
fn names_the_check_that_a_bad_header_fails() {
    let issuer = Issuer::new(Algorithm::ES256);
    use CheckId as Id;
    for (name, header, expected) in [
        (
            "no alg",
            Object::new().with("typ", "at+jwt").with("alg", Value::Null),
            Id::HeaderAlg,
        ),
        (
            "alg none",
            issuer.header().with("alg", "none"),
            Id::HeaderAlg,
        ),
        (
            "alg nOnE",
            issuer.header().with("alg", "nOnE"),
            Id::HeaderAlg,
        ),
        (
            "alg in lower case",
            issuer.header().with("alg", "es256"),
            Id::HeaderAlg,
        ),
        ("typ JWT", issuer.header().with("typ", "JWT"), Id::HeaderTyp),
        (
            "typ of a proof",
            issuer.header().with("typ", "dpop+jwt"),
            Id::HeaderTyp,
        ),
        (
            "unknown crit",
            issuer.header().with("crit", vec!["exp"]),
            Id::HeaderCrit,
        ),
        (
            "empty crit",
            issuer.header().with("crit", Value::Array(Vec::new())),
            Id::HeaderCrit,
        ),
        (
            "b64",
            issuer.header().with("crit", vec!["b64"]).with("b64", false),
            Id::HeaderCrit,
        ),
        (
            "kid of the wrong type",
            issuer.header().with("kid", 1),
            Id::HeaderKid,
        ),
        (
            "unknown kid",
            issuer.header().with("kid", "../../etc/passwd"),
            Id::KeyFound,
        ),
        (
            "a secret's algorithm",
            issuer.header().with("alg", "HS256"),
            Id::KeyType,
        ),
        (
            "another curve",
            issuer.header().with("alg", "ES384"),
            Id::KeyType,
        ),
    ] {
        let token = issuer.sign(&header, &claims());
        assert_eq!(
            first_failure(&token, &issuer.keys(), &policy(Profile::AtJwt)),
            Some(expected),
            "{name}"
        );
    }
}

#[test]
fn names_the_check_that_a_bad_key_fails() {
    let issuer = Issuer::new(Algorithm::RS256);
    let token = issuer.sign(&issuer.header(), &claims());
    let public = issuer.private.public().expect("RSA has a public form");
    let set = |keys: Vec<Jwk>| {
        KeySet::from_jwks(
            JwkSet {
                keys,
                skipped: Vec::new(),
            },
            KeySource::Jwks,
        )
    };
    let changed = |change: fn(&mut Jwk)| {
        let mut key = public.clone();
        change(&mut key);
        set(vec![key])
    };
    use CheckId as Id;
    for (name, keys, expected) in [
        ("no keys", set(Vec::new()), Some(Id::KeyFound)),
        (
            "twice the same kid",
            set(vec![public.clone(), public.clone()]),
            Some(Id::KeyAmbiguous),
        ),
        (
            "for encryption",
            changed(|key| key.key_use = Some("enc".to_owned())),
            Some(Id::KeyUse),
        ),
        (
            "for another algorithm",
            changed(|key| key.alg = Some("PS256".to_owned())),
            Some(Id::KeyUse),
        ),
        (
            "for wrapping",
            changed(|key| key.key_ops = Some(vec!["wrapKey".to_owned()])),
            Some(Id::KeyUse),
        ),
        (
            "of another issuer",
            changed(|key| key.issuer = Some("https://other".to_owned())),
            Some(Id::KeyIssuer),
        ),
        (
            "without alg, as Entra's",
            changed(|key| key.alg = None),
            None,
        ),
        (
            "another key of that kid",
            {
                let mut other = Issuer::new(Algorithm::RS256)
                    .private
                    .public()
                    .expect("RSA has a public form");
                other.kid.clone_from(&public.kid);
                set(vec![other])
            },
            Some(Id::SignatureValue),
        ),
    ] {
        assert_eq!(
            first_failure(&token, &keys, &policy(Profile::AtJwt)),
            expected,
            "{name}"
        );
    }
}

#[test]
fn a_weak_secret_is_refused_unless_asked_for() {
    let private = Jwk::from_secret(Secret::from("secret"));
    let key = SigningKey::new(&private, Algorithm::HS256).expect("a short secret is a key");
    let token =
        jwt::sign(&Object::new(), &claims(), &key, &mut entropy).expect("a short secret signs");
    let keys = KeySet::from_key(private, KeySource::Secret);
    assert_eq!(
        first_failure(&token, &keys, &policy(Profile::Jwt)),
        Some(CheckId::KeyStrength)
    );
    let tolerant = builder(Profile::Jwt)
        .allow_weak_keys()
        .policy()
        .expect("all is said");
    assert_eq!(first_failure(&token, &keys, &tolerant), None);
}

#[test]
fn a_key_from_inside_the_token_never_makes_it_accepted() {
    let issuer = Issuer::new(Algorithm::ES256);
    let public = issuer.private.public().expect("EC has a public form");
    let header = issuer.header().with("jwk", public.to_json());
    let token = issuer.sign(&header, &claims());
    let keys = KeySet::from_key(public, KeySource::Embedded);
    assert_eq!(
        first_failure(&token, &keys, &policy(Profile::AtJwt)),
        Some(CheckId::KeyIssuer)
    );
    let report = explain(&token, Some(&keys), Some(&policy(Profile::AtJwt)), NOW);
    assert_eq!(
        (report.verdict, report.signature.status),
        (Verdict::Unverified, SignatureStatus::Valid)
    );
    let ours = Issuer::new(Algorithm::ES256);
    assert_eq!(
        first_failure(&token, &ours.keys(), &policy(Profile::AtJwt)),
        Some(CheckId::KeyFound)
    );
}

#[test]
fn keys_of_one_issuer_do_not_vouch_for_another() {
    let issuer = Issuer::new(Algorithm::ES256);
    let token = issuer.sign(&issuer.header(), &claims());
    let published = |owner: &str| {
        let public = issuer.private.public().expect("EC has a public form");
        let set = JwkSet {
            keys: vec![public],
            skipped: Vec::new(),
        };
        KeySet::from_issuer(set, owner)
    };
    let policy = policy(Profile::AtJwt);
    assert_eq!(first_failure(&token, &published(ISSUER), &policy), None);
    let expected = Some(CheckId::KeyIssuer);
    assert_eq!(
        first_failure(&token, &published("https://other"), &policy),
        expected
    );
}

#[test]
fn tampering_anywhere_is_found() {
    let issuer = Issuer::new(Algorithm::ES256);
    let (keys, policy) = (issuer.keys(), policy(Profile::AtJwt));
    let token = issuer.sign(&issuer.header(), &claims());
    for at in 0..token.len() {
        for replacement in ["A", "B", ".", "=", " ", "é", ""] {
            let changed = format!("{}{replacement}{}", &token[..at], &token[at + 1..]);
            if changed != token {
                assert!(
                    first_failure(&changed, &keys, &policy).is_some(),
                    "{replacement:?} at {at}"
                );
            }
        }
        assert!(
            first_failure(&token[..at], &keys, &policy).is_some(),
            "cut at {at}"
        );
    }
}

#[test]
fn a_payload_that_is_no_claims_set_verifies_as_jws_alone() {
    let issuer = Issuer::new(Algorithm::EdDSA);
    let text = issuer.sign_text(
        &issuer.header().to_string(),
        "It’s a dangerous business, Frodo",
    );
    let verified = verify_jws(&text, &issuer.keys()).expect("a good signature");
    assert_eq!(
        verified.payload(),
        "It’s a dangerous business, Frodo".as_bytes()
    );
    assert_eq!(
        first_failure(&text, &issuer.keys(), &policy(Profile::AtJwt)),
        Some(CheckId::FormatJson)
    );
}

#[test]
fn an_encrypted_token_is_never_accepted_and_says_that_it_was_not_decrypted() {
    let issuer = Issuer::new(Algorithm::ES256);
    let header = base64url::encode(r#"{"alg":"RSA-OAEP","enc":"A256GCM","cty":"JWT"}"#);
    let token = format!("{header}.AAAA.AAAA.AAAA.AAAA");
    let policy = policy(Profile::AtJwt);
    let before_keys = Parsed::new(&token, Arc::new(policy.clone()), NOW);
    assert_eq!(before_keys.err().unwrap().code(), "signature.algorithm");
    assert_eq!(
        first_failure(&token, &issuer.keys(), &policy),
        Some(CheckId::SignatureAlgorithm)
    );
    let rejection = verify_jws(&token, &issuer.keys()).unwrap_err();
    assert_eq!(rejection.code(), "key.found");
    assert!(rejection.check().message.contains("was not decrypted"));

    let inspected = explain(&token, None, None, NOW);
    assert_eq!(inspected.format, Format::Jwe);
    assert_eq!(inspected.verdict, Verdict::Unverified);
    assert_eq!(inspected.failures().next(), None);
    let keys_alone = explain(&token, Some(&issuer.keys()), None, NOW);
    assert_eq!(keys_alone.verdict, Verdict::Rejected);
}
