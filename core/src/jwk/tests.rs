//! Keys read in every shape, written back, named by their thumbprints.

mod asn1;
mod forms;
mod limits;
mod lint;
mod pem;

use super::*;
use crate::crypto::KeySet;
use crate::entropy::NoEntropy;
use crate::json::{self, Object, Value};
use crate::report::KeySource;

fn entropy() -> impl FnMut(&mut [u8]) -> Result<(), NoEntropy> {
    |bytes: &mut [u8]| getrandom::fill(bytes).map_err(|_| NoEntropy)
}

fn jwk(text: &str) -> Result<Jwk, JwkError> {
    Jwk::from_json(&json::parse_strict(text.as_bytes()).expect("JSON"))
}

/// The key of RFC 7638 §3.1.
const RFC_7638: &str = r#"{"kty":"RSA","n":"0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw","e":"AQAB","alg":"RS256","kid":"2011-04-29"}"#;

#[test]
fn thumbprints_are_those_of_the_rfcs() {
    assert_eq!(
        jwk(RFC_7638).expect("a key").thumbprint().as_deref(),
        Some("NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs")
    );
    let rfc_8037 =
        r#"{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}"#;
    assert_eq!(
        jwk(rfc_8037).expect("a key").thumbprint().as_deref(),
        Some("kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k")
    );
}

#[test]
fn generated_keys_come_back_from_their_json_and_fit_their_algorithm() {
    for algorithm in Algorithm::all() {
        let key = generate(algorithm, &mut entropy()).unwrap();
        assert!(key.is_private());
        assert_eq!(key.algorithms().collect::<Vec<_>>(), [algorithm]);
        assert_eq!(key.weaknesses_for(algorithm), []);
        let written = key.to_json_with_private();
        let read = Jwk::from_json(&Value::Object(written.clone())).expect("our own JSON");
        assert_eq!(read.to_json_with_private(), written);
        if let Some(public) = key.public() {
            assert_eq!(public.thumbprint(), key.kid);
            assert_eq!(public.to_json_with_private(), key.to_json());
            assert!(!public.is_private());
        }
    }
}

#[test]
fn public_json_and_debug_hold_nothing_secret() {
    for algorithm in [
        Algorithm::HS256,
        Algorithm::RS256,
        Algorithm::ES256,
        Algorithm::Ed25519,
    ] {
        let key = generate(algorithm, &mut entropy()).unwrap();
        let secrets = key.to_json_with_private();
        let shown = format!(
            "{}{key:?}{:?}",
            key.to_json(),
            KeySet::from_key(key.clone(), KeySource::Key)
        );
        for name in ["k", "d", "p", "q", "dp", "dq", "qi"] {
            if let Some(secret) = secrets.get_str(name) {
                assert!(!shown.contains(secret), "{algorithm}: {name}");
                assert_eq!(key.to_json().get(name), None);
            }
        }
        assert!(!shown.contains("Zeroizing"));
    }
}

#[test]
fn of_a_private_rsa_key_d_is_enough() {
    let key = generate(Algorithm::RS256, &mut entropy()).unwrap();
    let full = key.to_json_with_private();
    let without = |names: &[&str]| {
        let mut part = full.clone();
        for name in names {
            part.remove(name);
        }
        Jwk::from_json(&Value::Object(part)).expect("enough to compute the rest")
    };
    for missing in [
        &["dp", "dq", "qi"][..],
        &["qi"],
        &["p", "q", "dp", "dq", "qi"],
    ] {
        let computed = without(missing);
        assert!(computed.is_private());
        assert!(
            crate::crypto::SigningKey::new(&computed, Algorithm::RS256).is_ok(),
            "{missing:?}"
        );
        let signed = [
            crate::crypto::AWS_LC.signer,
            crate::crypto::RUST_CRYPTO.signer,
        ]
        .map(|signer| {
            let signer = signer(Algorithm::RS256, &computed).expect("a private key");
            signer.sign(b"message", &mut entropy()).expect("signs")
        });
        assert_eq!(signed[0], signed[1], "{missing:?}");
    }
}

#[test]
fn refuses_keys_that_are_not_well_formed() {
    let cases = [
        (r#"{"kty":"EC"}"#, "the key has no \"crv\""),
        (r#"{"n":"AQAB"}"#, "the key has no \"kty\""),
        (r#"{"kty":"ec"}"#, "key type \"ec\" is not supported"),
        (
            r#"{"kty":"EC","crv":"P-192"}"#,
            "curve \"P-192\" is not supported",
        ),
        (
            r#"{"kty":"OKP","crv":"P-256"}"#,
            "curve \"P-256\" is not supported",
        ),
        (r#"{"kty":"RSA","n":"AQAB"}"#, "the key has no \"e\""),
        (r#"{"kty":"RSA","n":"AQAB","e":"AA"}"#, "\"e\" is zero"),
        (
            r#"{"kty":"RSA","n":"AQ==","e":"AQAB"}"#,
            "\"n\" is not base64url at character 3",
        ),
        (
            r#"{"kty":"RSA","n":1,"e":"AQAB"}"#,
            "\"n\" is a number, where a string should be",
        ),
        (
            r#"{"kty":"oct","k":"AQAB","kid":7}"#,
            "\"kid\" is a number, where a string should be",
        ),
        (
            r#"{"kty":"oct","k":"AQAB","key_ops":"verify"}"#,
            "\"key_ops\" is a string, where an array of strings should be",
        ),
        (
            r#"{"kty":"oct","k":"AQAB","key_ops":["verify","sign","verify"]}"#,
            "\"key_ops\" names an operation twice",
        ),
        (
            r#"{"kty":"EC","crv":"P-256","x":"AQAB","y":"AQAB"}"#,
            "\"x\" has 3 bytes, where the curve needs 32",
        ),
        (
            r#"{"kty":"EC","crv":"P-256","x":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA","y":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAE"}"#,
            "the public key is not a usable point of P-256",
        ),
        (
            // The neutral point, of order 1.
            r#"{"kty":"OKP","crv":"Ed25519","x":"AQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"}"#,
            "the public key is not a usable point of Ed25519",
        ),
    ];
    for (text, message) in cases {
        assert_eq!(jwk(text).expect_err(text).to_string(), message);
    }
}

#[test]
fn keys_of_entra_keep_their_issuer_and_certificate() {
    let text = RFC_7638.replace(
        r#""alg":"RS256","#,
        r#""issuer":"https://login.example/v2.0","x5t":"abc","x5c":["MII"],"#,
    );
    let key = jwk(&text).expect("a key");
    assert_eq!(key.issuer.as_deref(), Some("https://login.example/v2.0"));
    assert_eq!(key.algorithms().count(), 6);
    let written = key.to_json();
    assert_eq!(
        written.get_str("issuer"),
        Some("https://login.example/v2.0")
    );
    assert_eq!(written.get_str("x5t"), Some("abc"));
    assert_eq!(
        Jwk::from_json(&Value::Object(written.clone()))
            .expect("our own")
            .to_json(),
        written
    );
}

#[test]
fn a_member_that_limits_the_key_is_never_taken_for_absent() {
    for (member, message) in [
        (
            r#""issuer":["https://other"]"#,
            "\"issuer\" is an array, where a string should be",
        ),
        (
            r#""x5c":"MIIB""#,
            "\"x5c\" is a string, where an array of strings should be",
        ),
        (
            r#""use":3"#,
            "\"use\" is a number, where a string should be",
        ),
    ] {
        let error = jwk(&format!(r#"{{"kty":"oct","k":"AQAB",{member}}}"#));
        assert_eq!(error.expect_err(member).to_string(), message);
    }
    assert!(jwk(r#"{"kty":"oct","k":"AQAB","x5t":3}"#).is_ok());
}

#[test]
fn optional_members_that_are_null_count_as_absent() {
    let key = jwk(
        r#"{"kty":"oct","k":"AQAB","kid":null,"alg":null,"use":null,"key_ops":null,"x5c":null,"issuer":null}"#,
    );
    let key = key.expect("a key");
    assert_eq!(
        (key.kid, key.alg, key.key_use, key.key_ops),
        (None, None, None, None)
    );
}

#[test]
fn reads_a_set_and_passes_over_what_it_does_not_know() {
    let text = format!(
        r#"{{"keys":[{RFC_7638},{{"kty":"LMS","kid":"pq"}},{{"kty":"OKP","crv":"X25519"}},7,{{"kty":"oct","k":"AQAB"}}]}}"#
    );
    let set = JwkSet::parse(text.as_bytes()).expect("a set");
    assert_eq!(set.keys.len(), 2);
    let skipped: Vec<_> = set
        .skipped
        .iter()
        .map(|key| (key.index, key.kid.as_deref(), key.reason.to_string()))
        .collect();
    assert_eq!(
        skipped,
        [
            (1, Some("pq"), "key type \"LMS\" is not supported".into()),
            (2, None, "curve \"X25519\" is not supported".into()),
            (
                3,
                None,
                "this is a number without keys; a JWK has \"kty\", a JWK set has \"keys\"".into()
            ),
        ]
    );
}

#[test]
fn reads_every_shape_of_a_set() {
    let shapes = [
        format!(r#"{{"keys":[{RFC_7638}]}}"#),
        format!("\u{feff}{{\"keys\":[{RFC_7638}]}}"),
        RFC_7638.to_owned(),
    ];
    for shape in shapes {
        let set = JwkSet::parse(shape.as_bytes()).expect("a set");
        assert_eq!(set.keys[0].kid.as_deref(), Some("2011-04-29"));
        assert!(Jwk::parse(shape.as_bytes()).is_ok());
    }
    assert_eq!(
        JwkSet::parse(br#"{"keys":[]}"#).expect("a set").keys.len(),
        0
    );
}

#[test]
fn an_array_of_keys_is_no_set() {
    let array = format!("[{RFC_7638}]");
    let refused = [
        JwkSet::parse(array.as_bytes()).err(),
        Jwk::parse(array.as_bytes()).err(),
    ];
    for refused in refused {
        let why = refused.expect("no set").to_string();
        assert!(
            why.contains("an object with the keys in its member \"keys\""),
            "{why}"
        );
    }
}

#[test]
fn says_what_a_text_is_that_is_no_set() {
    let cases = [
        (
            r#"{"issuer":"https://a","jwks_uri":"https://a/jwks"}"#,
            "this is a discovery document, not a key set; its keys are at https://a/jwks",
        ),
        (
            r#"{"a":1}"#,
            "this is an object without keys; a JWK has \"kty\", a JWK set has \"keys\"",
        ),
        (
            r#"{"keys":{}}"#,
            "\"keys\" is an object, where an array should be",
        ),
        (
            "{",
            "the key is not valid JSON: the end at byte 2 where a member name in quotes should be",
        ),
        (
            r#"{"keys":[],"keys":[]}"#,
            "the key is not valid JSON: member \"keys\" appears again at byte 12",
        ),
    ];
    for (text, message) in cases {
        assert_eq!(
            JwkSet::parse(text.as_bytes()).expect_err(text).to_string(),
            message
        );
    }
}

#[test]
fn a_set_of_expensive_keys_is_read_at_once() {
    let number = crate::base64url::encode(vec![0xff; 300]);
    let key = format!(r#"{{"kty":"RSA","n":"{number}","e":"AQAB","d":"{number}"}}"#);
    let text = format!(r#"{{"keys":[{}]}}"#, vec![key; 1000].join(","));
    assert_eq!(
        JwkSet::parse(text.as_bytes()).expect("a set").keys.len(),
        1000
    );
    let begins = "-----BEGIN PUBLIC KEY-----".repeat(40_000);
    assert_eq!(
        JwkSet::parse(begins.as_bytes()).err(),
        Some(JwkError::TooManyKeys { count: 1001 })
    );
}

#[test]
fn bounds_the_size_of_a_set() {
    let keys = |count: usize| format!(r#"{{"keys":[{}]}}"#, vec!["{}"; count].join(","));
    assert_eq!(
        JwkSet::parse(keys(1000).as_bytes())
            .expect("a set")
            .skipped
            .len(),
        1000
    );
    assert_eq!(
        JwkSet::parse(keys(1001).as_bytes()).err(),
        Some(JwkError::TooManyKeys { count: 1001 })
    );
    let large = vec![b' '; MAX_JWKS_BYTES + 1];
    assert_eq!(
        JwkSet::parse(&large).err(),
        Some(JwkError::TooLarge { bytes: large.len() })
    );
}

#[test]
fn one_key_is_not_several() {
    let two = format!(r#"{{"keys":[{RFC_7638},{RFC_7638}]}}"#);
    assert_eq!(
        Jwk::parse(two.as_bytes()).err(),
        Some(JwkError::NotOneKey { count: 2 })
    );
    let unknown = Jwk::parse(br#"{"kty":"LMS"}"#).err();
    assert_eq!(unknown, Some(JwkError::UnknownKeyType("LMS".into())));
}

#[test]
fn the_public_form_verifies_where_the_private_one_signs() {
    let mut key = generate(Algorithm::ES256, &mut entropy()).unwrap();
    key.key_ops = Some(vec!["sign".into(), "verify".into()]);
    let public = key.public().expect("a public key");
    assert_eq!(public.key_ops, Some(vec!["verify".into()]));
    assert!(
        generate(Algorithm::HS256, &mut entropy())
            .unwrap()
            .public()
            .is_none()
    );
}

#[test]
fn a_set_is_published_without_secrets() {
    let keys = vec![
        generate(Algorithm::ES256, &mut entropy()).unwrap(),
        generate(Algorithm::HS256, &mut entropy()).unwrap(),
    ];
    let set = JwkSet {
        keys,
        skipped: Vec::new(),
    };
    let published = set.to_json();
    let keys = published
        .get("keys")
        .and_then(Value::as_array)
        .expect("keys");
    assert_eq!(keys.len(), 1);
    assert_eq!(
        keys[0].as_object().and_then(|key: &Object| key.get("d")),
        None
    );
}
