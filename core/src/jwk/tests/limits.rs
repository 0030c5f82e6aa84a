//! What a key's algorithm identifier and its certificate keep it from.

use crate::alg::Algorithm;
use crate::base64url;
use crate::crypto::{AWS_LC, KeyError, RUST_CRYPTO, SigningKey};
use crate::crypto::{KeyMismatch, KeySet, Selected};
use crate::json::Value;
use crate::jwk::{Jwk, JwkSet};
use crate::report::KeySource;
use crate::time::Timestamp;

const PSS: &str = include_str!("../../../tests/data/keys/pss.pem");
const PSS_SHA384: &str = include_str!("../../../tests/data/keys/pss-sha384.pem");
const PSS_SHA1: &str = include_str!("../../../tests/data/keys/pss-sha1.pem");
/// A private key, a certificate of it for signatures, and one for encrypting keys.
const CERTIFICATES: &str = include_str!("../../../tests/data/keys/certificates.pem");

fn keys(pem: &str) -> Vec<Jwk> {
    let set = JwkSet::parse(pem.as_bytes()).expect("PEM");
    assert_eq!(set.skipped, []);
    set.keys
}

fn algorithms(jwk: &Jwk) -> Vec<Algorithm> {
    jwk.algorithms().collect()
}

fn with_x5c(jwk: &Jwk, certificate: &str) -> Jwk {
    let der: String = certificate
        .lines()
        .filter(|line| !line.starts_with('-'))
        .collect();
    let mut object = jwk.public().expect("a public half").to_json();
    object.set("x5c", vec![der]);
    Jwk::from_json(&Value::Object(object)).expect("a key")
}

/// The same numbers as a key that any RSA algorithm may use.
fn unlimited(jwk: &Jwk) -> Jwk {
    let mut object = jwk.to_json_with_private();
    object.set("alg", Value::Null);
    Jwk::from_json(&Value::Object(object)).expect("a key")
}

#[test]
fn a_key_for_rsassa_pss_neither_verifies_nor_signs_rs256() {
    for jwk in keys(PSS) {
        assert_eq!(
            algorithms(&jwk),
            [Algorithm::PS256, Algorithm::PS384, Algorithm::PS512]
        );
        let refusal = KeyError::Algorithm {
            algorithm: Algorithm::RS256,
            alg: "RSASSA-PSS".to_owned(),
        };
        for provider in [&AWS_LC, &RUST_CRYPTO] {
            let verifier = (provider.verifier)(Algorithm::RS256, &jwk);
            assert_eq!(verifier.err(), Some(refusal.clone()));
            let signer = (provider.signer)(Algorithm::RS256, &jwk);
            assert_eq!(signer.err(), Some(refusal.clone()));
            assert!((provider.verifier)(Algorithm::PS512, &jwk).is_ok());
        }
        let signing = SigningKey::new(&jwk, Algorithm::RS256);
        assert_eq!(signing.err(), Some(refusal));
        let set = KeySet::from_key(jwk, KeySource::Key);
        assert!(matches!(set.select(None, Algorithm::RS256), Selected::None));
        let (_, refusal) = set.trace(None, Algorithm::RS256)[0];
        assert_eq!(refusal, Some(KeyMismatch::Algorithm));
        assert!(matches!(
            set.select(None, Algorithm::PS256),
            Selected::One(_)
        ));
    }
}

#[test]
fn parameters_of_rsassa_pss_leave_one_algorithm_or_none() {
    for jwk in keys(PSS_SHA384) {
        assert_eq!(algorithms(&jwk), [Algorithm::PS384]);
        assert!(SigningKey::new(&jwk, Algorithm::PS256).is_err());
    }
    for jwk in keys(PSS_SHA1) {
        assert_eq!(algorithms(&jwk), []);
        let refusal = SigningKey::new(&jwk, Algorithm::PS256).expect_err("no algorithm fits");
        assert_eq!(
            refusal.to_string(),
            "the key is for \"RSASSA-PSS with parameters that no JWS algorithm has\" alone, not PS256"
        );
    }
}

#[test]
fn a_salt_longer_than_the_hash_leaves_no_algorithm() {
    let pem = PSS_SHA384;
    let body = |text: &str| -> Vec<u8> {
        let start = text
            .find("-----BEGIN PUBLIC KEY-----")
            .expect("a public key");
        let body = text[start..].lines().skip(1);
        let body: String = body.take_while(|line| !line.starts_with('-')).collect();
        base64url::decode_for_display(body.as_bytes()).expect("base64")
    };
    let mut der = body(pem);
    // [2] INTEGER 48, the salt length.
    let salt = der
        .windows(5)
        .position(|window| window == [0xa2, 3, 2, 1, 48])
        .expect("a salt length");
    der[salt + 4] = 49;
    let armoured = format!(
        "-----BEGIN PUBLIC KEY-----\n{}\n-----END PUBLIC KEY-----\n",
        base64url::encode(&der).replace('-', "+").replace('_', "/")
    );
    let jwk = Jwk::from_pem(&armoured).expect("a key");
    assert_eq!(algorithms(&jwk), []);
}

#[test]
fn a_jwk_written_from_a_key_for_rsassa_pss_is_for_it_too() {
    for (pem, alg) in [
        (PSS, "PS256"),
        (PSS_SHA384, "PS384"),
        (PSS_SHA1, "RSASSA-PSS"),
    ] {
        let jwk = Jwk::from_pem(pem).expect("a key");
        for object in [jwk.to_json(), jwk.to_json_with_private()] {
            assert_eq!(object.get_str("alg"), Some(alg));
            let again = Jwk::from_json(&Value::Object(object)).expect("a key");
            assert!(again.meant_for(Algorithm::RS256).is_some());
        }
        let public = jwk.public().expect("a public half");
        assert!(public.meant_for(Algorithm::RS256).is_some());
    }
}

#[test]
fn an_inspected_key_says_what_alone_it_is_for() {
    for (pem, said) in [
        (PSS, "for RSASSA-PSS alone"),
        (PSS_SHA384, "for PS384 alone"),
    ] {
        let inspection = crate::inspect(pem, Timestamp::default());
        let mut values = inspection.members.iter().map(|member| &member.value);
        assert!(values.any(|value| value.contains(said)), "{inspection:?}");
    }
}

#[test]
fn a_certificate_in_x5c_limits_its_key() {
    let private = &keys(PSS)[0];
    let certificate = &PSS[PSS.find("-----BEGIN CERT").expect("a certificate")..];
    let free = unlimited(private);
    assert!(free.meant_for(Algorithm::RS256).is_none());
    let jwk = with_x5c(&free, certificate);
    assert_eq!(jwk.weaknesses(), []);
    assert_eq!(jwk.meant_for(Algorithm::RS256), Some("RSASSA-PSS"));
}

#[test]
fn a_certificate_that_is_not_for_signatures_verifies_none() {
    let [private, for_signatures, for_encryption] = &keys(CERTIFICATES)[..] else {
        panic!("three keys");
    };
    assert!(SigningKey::new(private, Algorithm::ES256).is_ok());
    let selects = |jwk: &Jwk| {
        let set = KeySet::from_key(jwk.clone(), KeySource::Key);
        matches!(set.select(None, Algorithm::ES256), Selected::One(_))
    };
    assert!(selects(for_signatures));
    assert!(!selects(for_encryption));
    let certificate = &CERTIFICATES[CERTIFICATES.rfind("-----BEGIN").expect("a certificate")..];
    let in_x5c = with_x5c(private, certificate);
    assert!(!selects(&in_x5c));
    let set = KeySet::from_key(in_x5c, KeySource::Jwks);
    let (_, refusal) = set.trace(None, Algorithm::ES256)[0];
    assert_eq!(refusal, Some(KeyMismatch::Use));
    // A JWK written from it allows nothing either.
    let again = Jwk::from_json(&Value::Object(for_encryption.to_json())).expect("a key");
    assert!(!selects(&again));
}

#[test]
fn an_x5c_that_cannot_be_read_is_noted() {
    let object = keys(CERTIFICATES)[1].to_json();
    let spki = include_str!("../../../tests/data/keys/rsa.pem");
    let (_, spki) = spki
        .split_once("-----BEGIN PUBLIC KEY-----")
        .expect("a key");
    let spki = spki
        .split_once("-----END")
        .expect("its end")
        .0
        .replace('\n', "");
    let unread = "x5c does not hold a certificate that can be read";
    for (x5c, message) in [
        (Value::from(vec!["MIIB".to_owned()]), unread),
        (
            Value::from(vec![base64url::encode("-----BEGIN PUBLIC KEY-----")]),
            "x5c holds the text of a PEM file, and no certificate in DER",
        ),
        (
            Value::from(vec![spki]),
            "x5c holds a public key, and no certificate",
        ),
        (Value::from(Vec::<String>::new()), unread),
    ] {
        let mut object = object.clone();
        object.set("x5c", x5c);
        let jwk = Jwk::from_json(&Value::Object(object)).expect("a key");
        let weaknesses = jwk.weaknesses();
        assert_eq!(weaknesses[0].message, message);
    }
}

#[test]
fn a_certificate_beside_its_key_limits_it_wherever_it_stands() {
    let blocks: Vec<&str> = CERTIFICATES.split_inclusive("-----\n").collect();
    let blocks: Vec<String> = blocks.chunks(2).map(<[&str]>::concat).collect();
    let [private, for_signatures, for_encryption] = &blocks[..] else {
        panic!("three blocks");
    };
    let signs = |text: String| {
        let jwk = Jwk::parse(text.as_bytes()).expect("a key");
        assert!(jwk.is_private());
        !jwk.is_for_other_use()
    };
    assert!(signs(private.clone()));
    assert!(signs(format!("{private}{for_signatures}")));
    assert!(!signs(format!("{private}{for_encryption}")));
    assert!(!signs(format!("{for_encryption}{private}")));
}

#[test]
fn a_certificate_keeps_its_own_limits_beside_another_of_its_key() {
    let first = CERTIFICATES.rfind("-----BEGIN").expect("a certificate");
    let text = format!("{}{}", &CERTIFICATES[first..], CERTIFICATES);
    let certificates = text.replace("PRIVATE KEY", "CERTIFICATE REQUEST");
    let jwk = Jwk::parse(certificates.as_bytes()).expect("a key");
    assert!(jwk.is_for_other_use());
}
