//! Keys and certificates as openssl writes them.

use crate::alg::{Algorithm, KeyType};
use crate::crypto::SigningKey;
use crate::jwk::{Jwk, JwkSet};

const RSA: &str = include_str!("../../../tests/data/keys/rsa.pem");
const P256: &str = include_str!("../../../tests/data/keys/p256.pem");
const P384: &str = include_str!("../../../tests/data/keys/p384.pem");
const P521: &str = include_str!("../../../tests/data/keys/p521.pem");
const ED25519: &str = include_str!("../../../tests/data/keys/ed25519.pem");
const ENCRYPTED: &str = include_str!("../../../tests/data/keys/encrypted.pem");

/// Each file holds one key in every armour; the thumbprints were computed from openssl's output.
const FILES: [(&str, Algorithm, &str, [bool; 5]); 5] = [
    (
        RSA,
        Algorithm::RS256,
        "EP37KQB8ygnPm8PTl8ydorHLiwq4sNP9WiANA8dJb28",
        [true, true, false, false, false],
    ),
    (
        P256,
        Algorithm::ES256,
        "qmNZ597zOFePj1aQsescS-HiCk2n3eNbanCoiyihjck",
        [true, true, false, false, false],
    ),
    (
        P384,
        Algorithm::ES384,
        "0CQa1aeA3HbE_drDWHXgtAx7_H7xYa_SicdiZPoJq4g",
        [true, true, false, false, false],
    ),
    (
        P521,
        Algorithm::ES512,
        "KbzW15iTwyzTx8eIxwj48g0vuEURb2QMukOPC9893t4",
        [true, true, false, false, false],
    ),
    (
        ED25519,
        Algorithm::Ed25519,
        "_Wy4N15I8QSg2NC5rbDTNVzhUfXIz8Wr4bEKcyuzSIw",
        [true, false, false, false, false],
    ),
];

#[test]
fn every_armour_of_a_key_gives_the_same_key() {
    for (text, algorithm, thumbprint, private) in FILES {
        let set = JwkSet::parse(text.as_bytes()).expect("PEM");
        assert_eq!(set.skipped, []);
        let blocks = if algorithm == Algorithm::Ed25519 {
            3
        } else {
            5
        };
        assert_eq!(set.keys.len(), blocks, "{algorithm}");
        for (key, private) in set.keys.iter().zip(private) {
            assert_eq!(key.thumbprint().as_deref(), Some(thumbprint), "{algorithm}");
            assert_eq!(key.is_private(), private, "{algorithm}");
            assert_eq!(
                SigningKey::new(key, algorithm).is_ok(),
                private,
                "{algorithm}"
            );
            assert!(key.algorithms().any(|fitting| fitting == algorithm));
        }
    }
}

#[test]
fn the_armour_may_be_worn() {
    let clean = Jwk::from_pem(ED25519).expect("a key").thumbprint();
    let worn = [
        ED25519.replace('\n', "\r\n"),
        ED25519.replace('\n', "\\n"),
        ED25519.replace('\n', "\n    "),
        format!("\u{feff}Bag Attributes\n  friendlyName: it\n{ED25519}"),
        ED25519.replace("-----\n", "-----").replace('\n', ""),
    ];
    for text in worn {
        let key = Jwk::parse(text.as_bytes()).expect(&text);
        assert_eq!(key.thumbprint(), clean);
        assert_eq!(Jwk::from_pem(&text).expect(&text).thumbprint(), clean);
    }
}

#[test]
fn of_several_blocks_the_private_key_is_the_one() {
    let at = |label: &str| RSA.find(label).expect("a block");
    let certificate = &RSA[at("-----BEGIN CERT")..];
    let private = &RSA[..at("-----BEGIN RSA PRIVATE")];
    for text in [
        format!("{certificate}{private}"),
        format!("{private}{certificate}"),
    ] {
        assert!(Jwk::parse(text.as_bytes()).expect("a key").is_private());
    }
    let chain = format!("{certificate}{ED25519}");
    let ed25519 = Jwk::parse(chain.as_bytes()).expect("a key");
    assert_eq!(ed25519.key_type(), KeyType::Okp);
    let unreadable = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----";
    let refused = Jwk::parse(unreadable.as_bytes()).expect_err("no key");
    assert_eq!(refused.to_string(), "the certificate cannot be read");
}

#[test]
fn says_what_is_wrong_with_the_armour() {
    let cases = [
        ("", "there is no PEM block in the text"),
        (
            "-----BEGIN PUBLIC KEY-----\nMIIB",
            "the PEM block has no end line; it may be cut off",
        ),
        (
            ENCRYPTED,
            "the key is encrypted; decrypt it first, for example with `openssl pkey -in FILE`",
        ),
        (
            "-----BEGIN PUBLIC KEY-----\n!\n-----END PUBLIC KEY-----",
            "the PEM block holds characters that are not base64",
        ),
        (
            "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----",
            "the public key cannot be read",
        ),
        (
            "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----",
            "the certificate cannot be read",
        ),
        (
            "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----",
            "the private key cannot be read",
        ),
        (
            "-----BEGIN DH PARAMETERS-----\nAAAA\n-----END DH PARAMETERS-----",
            "a PEM block of type \"DH PARAMETERS\" holds no key that can be used here",
        ),
        (
            // X25519, which agrees on keys and signs nothing.
            "-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VuAyEA3p7bfXt9wbTTW2HC7OQ1Nz+DQ8hbeGdNrfx+FG+IK08=\n-----END PUBLIC KEY-----",
            "key type \"X25519\" is not supported",
        ),
    ];
    for (text, message) in cases {
        assert_eq!(Jwk::from_pem(text).expect_err(text).to_string(), message);
    }
}

#[test]
fn a_cut_off_block_never_panics() {
    for (text, ..) in FILES {
        for length in (0..text.len()).step_by(61) {
            let _ = JwkSet::parse(&text.as_bytes()[..length]);
        }
    }
}

#[test]
fn reads_a_map_of_kid_to_certificate() {
    let certificate = &ED25519[ED25519.find("-----BEGIN CERT").expect("a certificate")..];
    let rsa = &RSA[RSA.find("-----BEGIN CERT").expect("a certificate")..];
    let map = crate::json::Object::new()
        .with("one", certificate)
        .with("two", rsa);
    let set = JwkSet::parse(map.to_string().as_bytes()).expect("a map");
    let keys: Vec<_> = set
        .keys
        .iter()
        .map(|key| (key.kid.as_deref(), key.key_type()))
        .collect();
    assert_eq!(
        keys,
        [(Some("one"), KeyType::Okp), (Some("two"), KeyType::Rsa)]
    );
}

#[test]
fn a_certificate_of_another_key_is_noted() {
    let body = |text: &str| {
        let certificate = &text[text.find("-----BEGIN CERT").expect("a certificate")..];
        certificate
            .lines()
            .filter(|line| !line.starts_with('-'))
            .collect::<String>()
    };
    let with_x5c = |certificate: &str| {
        let mut object = Jwk::from_pem(RSA).expect("a key").to_json();
        object.set("x5c", vec![body(certificate)]);
        Jwk::from_json(&crate::json::Value::Object(object)).expect("a key")
    };
    assert_eq!(with_x5c(RSA).weaknesses(), []);
    assert_eq!(
        with_x5c(ED25519).weaknesses()[0].message,
        "the certificate in x5c holds another key than this one"
    );
}
