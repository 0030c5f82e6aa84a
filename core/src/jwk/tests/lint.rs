//! What is said about weak keys.

use std::fmt::Write as _;

use expect_test::{Expect, expect};

use crate::alg::Algorithm;
use crate::base64url;
use crate::crypto::KeySet;
use crate::json::{Object, Value};
use crate::jwk::{Jwk, JwkSet, Weakness};
use crate::report::KeySource;
use crate::secret::Secret;

fn check(weaknesses: &[Weakness], wanted: Expect) {
    let mut text = String::new();
    for weakness in weaknesses {
        let Weakness {
            message,
            spec,
            severity,
        } = weakness;
        writeln!(text, "{severity:?}: {message} ({spec})").expect("a String takes all");
    }
    wanted.assert_eq(&text);
}

fn secret(bytes: impl Into<Vec<u8>>) -> Jwk {
    Jwk::from_secret(Secret::new(bytes))
}

fn rsa(n: &[u8], e: &[u8]) -> Jwk {
    let number = |bytes: &[u8]| base64url::encode(bytes);
    let object = Object::new()
        .with("kty", "RSA")
        .with("n", number(n))
        .with("e", number(e));
    Jwk::from_json(&Value::Object(object)).expect("numbers")
}

#[test]
fn a_secret_is_as_long_as_the_hash() {
    let bytes: Vec<u8> = (0..40).collect();
    check(
        &secret(&bytes[..32]).weaknesses_for(Algorithm::HS256),
        expect![""],
    );
    check(
        &secret(&bytes[..31]).weaknesses_for(Algorithm::HS256),
        expect![[r#"
            Fatal: the secret has 31 bytes, and every HMAC algorithm needs 32 or more (RFC 7518 §3.2)
        "#]],
    );
    check(
        &secret(&bytes[..40]).weaknesses_for(Algorithm::HS384),
        expect![[r#"
            Fatal: the secret has 40 bytes, and HS384 needs 48 (RFC 7518 §3.2)
        "#]],
    );
    check(
        &secret(&bytes[..31]).weaknesses_for(Algorithm::HS512),
        expect![[r#"
            Fatal: the secret has 31 bytes, and every HMAC algorithm needs 32 or more (RFC 7518 §3.2)
        "#]],
    );
}

#[test]
fn a_secret_is_secret() {
    check(
        &secret("Your-256-bit-secret").weaknesses(),
        expect![[r#"
            Fatal: the secret has 19 bytes, and every HMAC algorithm needs 32 or more (RFC 7518 §3.2)
            Fatal: the secret stands in public documentation, where everyone finds it (RFC 8725 §3.5)
        "#]],
    );
    check(
        &secret("a-string-secret-at-least-256-bits-long").weaknesses(),
        expect![[r#"
            Fatal: the secret stands in public documentation, where everyone finds it (RFC 8725 §3.5)
        "#]],
    );
    check(
        &secret([7; 64]).weaknesses(),
        expect![[r#"
            Advice: the secret is one byte, repeated (RFC 8725 §3.5)
        "#]],
    );
    for text in [
        include_str!("../../../tests/data/keys/rsa.pem"),
        "\r\n  -----BEGIN PUBLIC KEY-----\nMIIBIjANBgkqhkiG9w0B",
        r#" {"kty":"RSA","n":"AQAB","e":"AQAB","alg":"RS256"}"#,
        "ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABgQC7",
    ] {
        check(
            &secret(text).weaknesses_for(Algorithm::HS256)[..1],
            expect![[r#"
                Fatal: the secret is itself a key, and a public key is no secret (RFC 8725 §2.1)
            "#]],
        );
    }
}

#[test]
fn an_rsa_key_has_sound_numbers() {
    let odd = |bytes| vec![0xfb; bytes];
    let f4 = [1, 0, 1];
    check(&rsa(&odd(256), &f4).weaknesses(), expect![""]);
    check(
        &rsa(&odd(128), &f4).weaknesses(),
        expect![[r#"
            Fatal: the RSA key has 1024 bits, and 2048 is the least that is safe (RFC 7518 §3.3)
        "#]],
    );
    check(
        &rsa(&odd(1025), &[3]).weaknesses(),
        expect![[r#"
            Fatal: the RSA key has 8200 bits; more than 8192 are not accepted (RFC 7518 §3.3)
            Advice: the RSA exponent is below 65537, which is the customary least (NIST SP 800-56B §6.2)
        "#]],
    );
    check(
        &rsa(&[&odd(255)[..], &[2]].concat(), &[1]).weaknesses(),
        expect![[r#"
            Fatal: the RSA modulus is even (RFC 8017 §3.1)
            Fatal: the RSA exponent is 1 or even, so that anyone can sign or nobody (RFC 8017 §3.1)
        "#]],
    );
    check(
        &rsa(&odd(256), &[3, 0, 0, 0, 1]).weaknesses(),
        expect![[r#"
            Fatal: the RSA exponent has more than 33 bits, which only slows the verifier (RFC 8017 §3.1)
        "#]],
    );
    check(
        &rsa(&[&[0], &odd(256)[..]].concat(), &f4).weaknesses(),
        expect![[r#"
            Advice: n or e begins with zero bytes, which some libraries refuse (RFC 7518 §6.3.1)
        "#]],
    );
}

#[test]
fn a_set_tells_what_its_place_adds() {
    let pem = include_str!("../../../tests/data/keys/p256.pem");
    let private = Jwk {
        kid: Some("A".into()),
        ..Jwk::from_pem(pem).expect("a key")
    };
    let public = private.public().expect("its public part");
    let shared = secret((0..32).collect::<Vec<u8>>());
    let weaknesses = |keys: &[&Jwk], source, algorithm| {
        let keys = keys.iter().map(|key| (*key).clone()).collect();
        let set = KeySet::from_jwks(
            JwkSet {
                keys,
                skipped: Vec::new(),
            },
            source,
        );
        set.keys()[0].weaknesses(algorithm).to_vec()
    };
    check(
        &weaknesses(&[&private], KeySource::IssuerJwks, Algorithm::ES256),
        expect![[r#"
            Fatal: the issuer publishes this private key, so that everyone can sign with it (RFC 7517 §9.2)
        "#]],
    );
    check(
        &weaknesses(&[&private, &public], KeySource::Jwks, Algorithm::ES256),
        expect![[r#"
            Advice: the set holds this private key; whoever has the set can sign with it (RFC 7517 §9.2)
            Advice: another key of the set has the same kid (RFC 7517 §4.5)
        "#]],
    );
    check(
        &weaknesses(&[&shared], KeySource::Jwks, Algorithm::HS256),
        expect![[r#"
            Advice: the set holds this shared secret; whoever has the set can sign with it (RFC 7517 §9.2)
        "#]],
    );
    check(
        &weaknesses(&[&shared, &public], KeySource::Jwks, Algorithm::HS256),
        expect![[r#"
            Fatal: the set holds this shared secret beside public keys, where it may have been published with them (RFC 7517 §9.2)
        "#]],
    );
    assert_eq!(
        weaknesses(&[&private], KeySource::Key, Algorithm::ES256),
        []
    );
    assert_eq!(
        weaknesses(&[&shared], KeySource::Secret, Algorithm::HS256),
        []
    );
}
