//! Keys in the forms that people have them, and what is said of what is none.

use crate::alg::Algorithm;
use crate::base64url;
use crate::json::Object;
use crate::jwk::{Jwk, JwkSet};

const RSA: &str = include_str!("../../../tests/data/keys/rsa.pem");
const OPENSSH: &str = include_str!("../../../tests/data/keys/openssh.pem");
const OPENSSH_PUBLIC: &str = include_str!("../../../tests/data/keys/openssh.pub");
const OPENSSH_ENCRYPTED: &str = include_str!("../../../tests/data/keys/openssh-encrypted.pem");

/// The block with this label, its lines and all.
fn block(label: &str) -> &'static str {
    let start = RSA
        .find(&format!("-----BEGIN {label}-----"))
        .expect("a block");
    let end = format!("-----END {label}-----\n");
    let length = RSA[start..].find(&end).expect("its end") + end.len();
    &RSA[start..start + length]
}

fn body(label: &str) -> String {
    let lines = block(label).lines();
    lines.filter(|line| !line.starts_with('-')).collect()
}

fn standard_base64(bytes: &[u8]) -> String {
    base64url::encode(bytes).replace('-', "+").replace('_', "/")
}

#[track_caller]
fn is_the_rsa_key(text: &[u8]) {
    let wanted = Jwk::from_pem(RSA).expect("a key").thumbprint();
    let key = Jwk::parse(text).expect("a key");
    assert_eq!(key.thumbprint(), wanted);
}

#[track_caller]
fn refused(text: &str, message: &str) {
    let refusal = Jwk::parse(text.as_bytes()).expect_err(text);
    assert_eq!(refusal.to_string(), message);
}

#[test]
fn reads_bare_base64_whole_wrapped_and_quoted() {
    for label in ["PUBLIC KEY", "RSA PUBLIC KEY", "CERTIFICATE", "PRIVATE KEY"] {
        let bare = body(label);
        let lines: Vec<&str> = block(label)
            .lines()
            .filter(|line| !line.starts_with('-'))
            .collect();
        is_the_rsa_key(bare.as_bytes());
        is_the_rsa_key(lines.join("\n").as_bytes());
        is_the_rsa_key(lines.join("\\n").as_bytes());
        is_the_rsa_key(format!("  \"{bare}\",\n").as_bytes());
        is_the_rsa_key(bare.replace('+', "-").replace('/', "_").as_bytes());
    }
}

#[test]
fn reads_der_and_pem_in_base64() {
    let der = base64url::decode_for_display(body("PUBLIC KEY").as_bytes()).expect("base64");
    is_the_rsa_key(&der);
    is_the_rsa_key(standard_base64(block("PUBLIC KEY").as_bytes()).as_bytes());
}

#[test]
fn reads_pem_out_of_quotes_and_escapes() {
    let pem = block("PUBLIC KEY");
    let in_json = Object::new().with("a", pem).to_string();
    let string = in_json.trim_start_matches(r#"{"a":"#).trim_end_matches('}');
    is_the_rsa_key(string.as_bytes());
    is_the_rsa_key(string.replace('/', "\\/").as_bytes());
    is_the_rsa_key(string.replace('\\', "\\\\").as_bytes());
    is_the_rsa_key(format!("'{pem}'").as_bytes());
    is_the_rsa_key(format!("JWT_KEY={string}").as_bytes());
    is_the_rsa_key(pem.replace('\n', " ").as_bytes());
}

#[test]
fn what_a_block_holds_counts_and_not_its_label() {
    for label in [
        "PUBLIC KEY",
        "RSA PUBLIC KEY",
        "PRIVATE KEY",
        "RSA PRIVATE KEY",
        "CERTIFICATE",
    ] {
        for other in [
            "PUBLIC KEY",
            "RSA PUBLIC KEY",
            "EC PRIVATE KEY",
            "CERTIFICATE",
            "KEY",
        ] {
            is_the_rsa_key(block(label).replace(label, other).as_bytes());
        }
    }
}

#[test]
fn reads_what_admin_pages_answer() {
    let realm = Object::new()
        .with("realm", "shop")
        .with("public_key", body("PUBLIC KEY"))
        .with("tokens-not-before", 0);
    is_the_rsa_key(realm.to_string().as_bytes());
    let account = Object::new()
        .with("type", "service_account")
        .with("private_key_id", "abc")
        .with("private_key", block("PRIVATE KEY"));
    let key = Jwk::parse(account.to_string().as_bytes()).expect("a key");
    assert!(key.is_private());
    assert_eq!(key.kid.as_deref(), Some("abc"));
    let listed = Object::new()
        .with("kid", "one")
        .with("type", "RSA")
        .with("publicKey", body("PUBLIC KEY"));
    let list = Object::new().with("keys", vec![listed]).to_string();
    let set = JwkSet::parse(list.as_bytes()).expect("a set");
    assert_eq!(set.keys[0].kid.as_deref(), Some("one"));
    // What says its kty is a JWK, whatever else it has.
    let jwk = r#"{"kty":"EC2","public_key":"MIIB"}"#;
    refused(jwk, "key type \"EC2\" is not supported");
}

#[test]
fn what_an_admin_page_says_of_a_key_holds() {
    let listed = |name: &str, value: &str| {
        Object::new()
            .with("kid", "one")
            .with("status", "PASSIVE")
            .with("algorithm", "RS256")
            .with("use", "SIG")
            .with("publicKey", body("PUBLIC KEY"))
            .with(name, value)
    };
    let read = |object: Object| Jwk::parse(object.to_string().as_bytes());
    let key = read(listed("type", "RSA")).expect("a key");
    assert_eq!(key.alg.as_deref(), Some("RS256"));
    assert!(!key.is_for_other_use());
    assert!(
        read(listed("use", "ENC"))
            .expect("a key")
            .is_for_other_use()
    );
    let key = read(listed("algorithm", "RSA-OAEP")).expect("a key");
    assert_eq!(key.algorithms().count(), 0);
    refused(
        &listed("status", "DISABLED").to_string(),
        "this is a key that its server has disabled",
    );
    let odd = listed("type", "RSA").with("algorithm", 256).to_string();
    refused(&odd, "\"algorithm\" is a number, where a string should be");
}

#[test]
fn what_follows_a_first_block_that_cannot_be_read_is_another_key() {
    let encrypted =
        "-----BEGIN ENCRYPTED PRIVATE KEY-----\nMAA=\n-----END ENCRYPTED PRIVATE KEY-----\n";
    refused(
        &format!("{encrypted}{}", block("CERTIFICATE")),
        "the key is encrypted; decrypt it first, for example with `openssl pkey -in FILE`",
    );
    let leaf = "-----BEGIN CERTIFICATE-----\nMAA=\n-----END CERTIFICATE-----\n";
    let chain = format!("{leaf}{}", block("CERTIFICATE"));
    refused(&chain, "the certificate cannot be read");
    is_the_rsa_key(format!("{}{leaf}", block("CERTIFICATE")).as_bytes());
}

#[test]
fn reads_keys_of_openssh() {
    let private = JwkSet::parse(OPENSSH.as_bytes()).expect("PEM");
    let public = JwkSet::parse(OPENSSH_PUBLIC.as_bytes()).expect("lines");
    assert_eq!((&private.skipped, &public.skipped), (&vec![], &vec![]));
    assert_eq!((private.keys.len(), public.keys.len()), (3, 3));
    for (private, public) in private.keys.iter().zip(&public.keys) {
        assert!(private.is_private() && !public.is_private());
        assert_eq!(private.thumbprint(), public.thumbprint());
        let algorithm = private.algorithms().next().expect("one");
        assert!(crate::crypto::SigningKey::new(private, algorithm).is_ok());
    }
}

#[test]
fn names_keys_of_openssh_that_cannot_be_read() {
    refused(
        OPENSSH_ENCRYPTED,
        "the OpenSSH key is encrypted; decrypt it with `ssh-keygen -p -m PEM -N \"\" -f FILE`",
    );
    refused(
        "ssh-rsa AAAA",
        "the OpenSSH key cannot be read; it may be cut off",
    );
    refused(
        "ssh-dss AAAAB3NzaC1kc3M=",
        "key type \"ssh-dss\" is not supported",
    );
    let cut = &OPENSSH_PUBLIC[..200];
    refused(cut, "the OpenSSH key cannot be read; it may be cut off");
    refused(
        "---- BEGIN SSH2 PUBLIC KEY ----\nAAAA\n---- END SSH2 PUBLIC KEY ----",
        "this is a key in the SSH2 form; write it as OpenSSH does with `ssh-keygen -i -f FILE`",
    );
    refused(
        "PuTTY-User-Key-File-3: ssh-rsa",
        "this is a key of PuTTY; write it as PEM with `puttygen FILE -O private-openssh -o KEY`",
    );
}

#[test]
fn names_the_boundary_that_lacks_dashes() {
    let pem = block("PUBLIC KEY");
    let wanted = "the first line of PEM needs five dashes on each side: -----BEGIN PUBLIC KEY-----";
    refused(&pem.replace("-----", "----"), wanted);
    refused(&pem.replace("-----", ""), wanted);
    refused(
        &pem.replace("-----BEGIN PUBLIC KEY-----\n", ""),
        "the PEM block has no first line; it may be cut off",
    );
    refused(
        &pem.to_lowercase(),
        "the first and last line of PEM are in capitals",
    );
    let short_end = pem.replace("-----END", "----END");
    refused(
        &short_end,
        "the last line of the PEM block needs five dashes on each side, as in -----END PUBLIC KEY-----",
    );
}

#[test]
fn keys_for_more_algorithms_are_read() {
    let read = |text: &str| Jwk::parse(text.as_bytes()).expect("a key");
    let public = read(
        "MFYwEAYHKoZIzj0CAQYFK4EEAAoDQgAEUBtr1vcWahaQTzqh/8EO4vwmcWtXRZdRxD1IEDL47pFPj1nXOM6jITGIo5V7b//YvWMWhP6blJQTg7XmKaUVtw==",
    );
    let private = read(
        "MHQCAQEEIGUNs7H2CxvQZiRV0YppPATyffH/GiPOtS4WKqtCZ+XwoAcGBSuBBAAKoUQDQgAEUBtr1vcWahaQTzqh/8EO4vwmcWtXRZdRxD1IEDL47pFPj1nXOM6jITGIo5V7b//YvWMWhP6blJQTg7XmKaUVtw==",
    );
    for key in [&public, &private] {
        let algorithms: Vec<_> = key.algorithms().collect();
        assert_eq!(algorithms, [Algorithm::ES256K]);
    }
    assert_eq!(private.thumbprint(), public.thumbprint());
    let ed448 = read(
        "MEMwBQYDK2VxAzoAS4vGYF9y9deulgm7ytu9hp6eEaUBV5QJv95vpXOzif2zYzYrbmbXTDqJZJtoabOSQP6AuS/lr6kA",
    );
    let algorithms: Vec<_> = ed448.algorithms().collect();
    assert_eq!(algorithms, [Algorithm::Ed448]);
}

#[test]
fn curves_and_types_are_shown_by_name() {
    refused(
        r#"{"kty":"EC","crv":"P-224","x":"","y":""}"#,
        "curve \"P-224\" is not supported",
    );
    refused(
        r#"{"kty":"EC","crv":"Ed448","x":"","y":""}"#,
        "curve \"Ed448\" is not supported",
    );
    refused(
        "MEIwBQYDK2VvAzkAS4vGYF9y9deulgm7ytu9hp6eEaUBV5QJv95vpXOzif2zYzYrbmbXTDqJZJtoabOSQP6AuS/lr6k=",
        "key type \"X448\" is not supported",
    );
}

#[test]
fn a_certificate_request_is_no_certificate() {
    refused(
        "-----BEGIN CERTIFICATE REQUEST-----\nMIHGMG4CAQAwDDEKMAgGA1UEAwwBeDBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IA\nBMSqcmopGPsONNRDYyxPOYEj8JRODPh2rXx+zy8XnBm3nSq1SUK0E69Cu+PQ6xHy\nl2GM7o8kOPvAKlMSJ5CIdDegADAKBggqhkjOPQQDAgNIADBFAiEA6XsQhGkGzB2E\nTDFw1NDP43FSebBewLU9NbX4MpCGDBMCIFJnS6g49Icl9O6kLezf1l8uH2BiRbQf\nc2mM6n4tszUN\n-----END CERTIFICATE REQUEST-----",
        "a PEM block of type \"CERTIFICATE REQUEST\" holds no key that can be used here",
    );
}

#[test]
fn says_what_a_text_is_that_is_no_key() {
    let cases = [
        ("", "this is an empty text, where a key should be"),
        (
            "hello world",
            "this is no key: neither JSON, PEM, DER, the base64 of these, nor a line of OpenSSH; a shared secret is given as a secret, not as a key",
        ),
        (
            "<!doctype html>",
            "this is a page of HTML or XML, not a key; look at the address that it came from",
        ),
        (
            "<RSAKeyValue><Modulus>",
            "this is an RSAKeyValue of .NET; write the key as PEM with ExportSubjectPublicKeyInfoPem",
        ),
        (
            "https://login.example/jwks",
            "this is an address; give what it answers with, or name it as the place of a JWKS",
        ),
        (
            "eyJhbGciOiJIUzI1NiJ9.e30.c2ln",
            "this is a token, not the key to verify it with",
        ),
        (
            "{}",
            "this is an empty object, and a JWK set has \"keys\"; an issuer that publishes none may sign with HS256, whose key is the client secret",
        ),
        (
            r#"{"issuer":"https://a","token_endpoint":"https://a/token"}"#,
            "this is a discovery document that names no jwks_uri, so that its issuer publishes no keys",
        ),
        (
            r#"{"issuer":"https://a","jwks_uri":"https://a/jwks"}"#,
            "this is a discovery document, not a key set; its keys are at https://a/jwks",
        ),
        (
            r#"{"access_token":"a","token_type":"Bearer"}"#,
            "this is a token response, not the keys to verify its tokens with",
        ),
        (
            r#"{"error":"not_found"}"#,
            "this is an error answer, not keys; look at the address that it came from",
        ),
    ];
    for (text, message) in cases {
        refused(text, message);
    }
    let utf16 = Jwk::parse(b"\xff\xfe-\0-\0").expect_err("no UTF-8");
    assert_eq!(utf16.to_string(), "this is UTF-16; save the file as UTF-8");
    let bytes = Jwk::parse(b"\xc0\x80").expect_err("no text");
    assert_eq!(bytes.to_string(), "this is neither text nor a key in DER");
}
