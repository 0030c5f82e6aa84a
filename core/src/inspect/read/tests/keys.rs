//! Keys, as people have them.

use super::super::*;
use super::{holds_none, look, note, value};

#[test]
fn keys_are_described_without_their_private_parts() {
    let secret = "c2VjcmV0IHNlY3JldCBzZWNyZXQgc2VjcmV0IHNlY3JldCE";
    let jwk = format!(r#"{{"kty":"oct","kid":"one","alg":"HS256","k":"{secret}"}}"#);
    let inspection = holds_none(&jwk, PastedAs::Key);
    assert!(!inspection.to_json().contains(secret));
    assert_eq!(inspection.pasted_text, "a private key (JWK)");
    assert!(value(&inspection, "one").contains("HS256"));
    assert!(inspection.members[0].note.is_some());

    let set = r#"{"keys":[{"kty":"EC","crv":"P-256","kid":"ec"},{"kty":"XX","kid":"odd"}]}"#;
    let inspection = holds_none(set, PastedAs::KeySet);
    assert_eq!(inspection.pasted_text, "a key set (JWKS) of 2 keys");
    assert_eq!(value(&inspection, "odd"), "cannot be used");

    holds_none(
        "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----",
        PastedAs::Certificate,
    );
    let pem = "-----BEGIN PRIVATE KEY-----\nTUlJRXZRSUJBREFO\n-----END PRIVATE KEY-----";
    let inspection = holds_none(pem, PastedAs::Pem);
    assert_eq!(inspection.pasted_text, "a private key (PEM)");
    assert!(!inspection.to_json().contains("TUlJRXZRSUJBREFO"));
    holds_none("ssh-rsa AAAAB3NzaC1yc2E= me@host", PastedAs::Pem);
}

#[cfg(feature = "pem")]
#[test]
fn keys_without_lines_around_them_and_in_documents_are_named() {
    let pem = include_str!("../../../../tests/data/keys/rsa.pem");
    let body = |label: &str| -> String {
        let (_, rest) = pem
            .split_once(&format!("-----BEGIN {label}-----\n"))
            .unwrap();
        rest.split_once("-----END").unwrap().0.to_owned()
    };
    let public = body("PUBLIC KEY");
    for text in [public.clone(), public.replace('\n', "")] {
        let inspection = holds_none(&text, PastedAs::Pem);
        assert!(inspection.pasted_text.starts_with("a public key in base64"));
        assert!(inspection.members[0].value.starts_with("RSA 2048 bits"));
    }
    let private = holds_none(&body("PRIVATE KEY"), PastedAs::Pem);
    assert!(private.pasted_text.starts_with("a private key in base64"));
    let realm = format!(
        r#"{{"realm":"shop","public_key":"{}"}}"#,
        public.replace('\n', "")
    );
    let inspection = holds_none(&realm, PastedAs::Json);
    assert_eq!(inspection.pasted_text, "JSON with a key in it");
    assert!(inspection.members[2].value.starts_with("RSA 2048 bits"));
    let account = crate::json::Object::new()
        .with("type", "service_account")
        .with(
            "private_key",
            format!(
                "-----BEGIN PRIVATE KEY-----\n{}-----END PRIVATE KEY-----\n",
                body("PRIVATE KEY")
            ),
        );
    let inspection = look(&account.to_string(), PastedAs::Json);
    assert_eq!(value(&inspection, "private_key"), "•••");
    assert!(!format!("{inspection:?}").contains(&body("PRIVATE KEY")[..40]));
}

#[test]
fn what_is_odd_about_a_key_of_a_set_is_noted() {
    let set = r#"{"keys":[{"kty":"RSA","kid":"a","x5c":["MIIB"]},{"kty":"RSA","kid":"b","n":"wQ","e":"AQAB"},{"kty":"oct","kid":"c","k":"c2VjcmV0"}]}"#;
    let inspection = holds_none(set, PastedAs::KeySet);
    assert!(
        note(&inspection, "a").contains("so is \"e\""),
        "{inspection:?}"
    );
    assert!(note(&inspection, "c").contains("; "), "{inspection:?}");
}
