//! Which key is meant, and why the others are not.

use std::fmt::Write as _;

use expect_test::{Expect, expect};

use crate::alg::Algorithm;
use crate::crypto::{KeySet, Selected};
use crate::jwk::JwkSet;
use crate::report::KeySource;

const EC: &str = r#""kty":"EC","crv":"P-256","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU","y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0""#;
const OKP: &str =
    r#""kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo""#;

fn keys(members: &[String], source: KeySource) -> KeySet {
    let text = format!(r#"{{"keys":[{}]}}"#, members.join(","));
    KeySet::from_jwks(JwkSet::parse(text.as_bytes()).expect("a set"), source)
}

fn ec(rest: &str) -> String {
    format!("{{{EC}{rest}}}")
}

fn check(set: &KeySet, kid: Option<&str>, algorithm: Algorithm, wanted: Expect) {
    let mut text = match set.select(kid, algorithm) {
        Selected::One(key) => format!("one: {:?}\n", key.jwk().kid),
        Selected::None => "none\n".to_owned(),
        Selected::Many(count) => format!("many: {count}\n"),
    };
    for (key, refusal) in set.trace(kid, algorithm) {
        let name = key.jwk().kid.as_deref().unwrap_or("-");
        let reason = refusal.map_or("fits".to_owned(), |refusal| refusal.to_string());
        writeln!(text, "{name}: {reason}").expect("a String takes all");
    }
    wanted.assert_eq(&text);
}

#[test]
fn each_refusal_has_its_reason() {
    let set = keys(
        &[
            ec(r#","kid":"plain""#),
            ec(r#","kid":"alg","alg":"ES384""#),
            ec(r#","kid":"use","use":"enc""#),
            ec(r#","kid":"ops","key_ops":["sign"]"#),
            format!(r#"{{{OKP},"kid":"okp"}}"#),
        ],
        KeySource::Jwks,
    );
    check(
        &set,
        None,
        Algorithm::ES256,
        expect![[r#"
            one: Some("plain")
            plain: fits
            alg: it is for another algorithm
            use: it is not for signatures
            ops: its key_ops do not include verify
            okp: its type does not fit the algorithm
        "#]],
    );
    check(
        &set,
        Some("okp"),
        Algorithm::ES384,
        expect![[r#"
            none
            plain: its kid is another
            alg: its kid is another
            use: its kid is another
            ops: its kid is another
            okp: its type does not fit the algorithm
        "#]],
    );
    check(
        &set,
        None,
        Algorithm::ES384,
        expect![[r#"
            none
            plain: its curve does not fit the algorithm
            alg: its curve does not fit the algorithm
            use: its curve does not fit the algorithm
            ops: its curve does not fit the algorithm
            okp: its type does not fit the algorithm
        "#]],
    );
}

#[test]
fn a_kid_is_compared_to_the_letter() {
    let set = keys(&[ec(r#","kid":"A""#), ec("")], KeySource::IssuerJwks);
    for kid in ["a", "A ", ""] {
        assert!(matches!(
            set.select(Some(kid), Algorithm::ES256),
            Selected::None
        ));
    }
    assert!(matches!(
        set.select(Some("A"), Algorithm::ES256),
        Selected::One(_)
    ));
    assert!(matches!(
        set.select(None, Algorithm::ES256),
        Selected::Many(2)
    ));
}

#[test]
fn two_keys_of_one_kid_are_ambiguous() {
    let set = keys(&[ec(r#","kid":"A""#), ec(r#","kid":"A""#)], KeySource::Jwks);
    assert!(matches!(
        set.select(Some("A"), Algorithm::ES256),
        Selected::Many(2)
    ));
}

#[test]
fn a_damaged_key_of_the_same_kid_and_type_makes_the_choice_ambiguous() {
    let damaged = r#"{"kty":"EC","crv":"P-256","kid":"A"}"#.to_owned();
    let other = r#"{"kty":"AKP","kid":"A"}"#.to_owned();
    let set = keys(&[ec(r#","kid":"A""#), damaged], KeySource::Jwks);
    assert!(matches!(
        set.select(Some("A"), Algorithm::ES256),
        Selected::Many(2)
    ));
    let set = keys(&[ec(r#","kid":"A""#), other], KeySource::Jwks);
    assert!(matches!(
        set.select(Some("A"), Algorithm::ES256),
        Selected::One(_)
    ));
}

#[test]
fn keys_without_alg_are_found_and_one_kid_may_name_a_key_per_algorithm() {
    let set = keys(
        &[
            ec(r#","kid":"A","alg":"ES256""#),
            ec(r#","kid":"A","alg":"ECDH-ES""#),
        ],
        KeySource::IssuerJwks,
    );
    assert!(matches!(
        set.select(Some("A"), Algorithm::ES256),
        Selected::One(_)
    ));
}

#[test]
fn a_key_that_a_person_named_is_taken_whatever_its_kid() {
    let set = keys(&[ec(r#","kid":"A""#)], KeySource::Key);
    assert!(matches!(
        set.select(Some("B"), Algorithm::ES256),
        Selected::One(_)
    ));
    assert!(matches!(
        set.select(Some("B"), Algorithm::HS256),
        Selected::None
    ));
}

#[test]
fn a_kid_counts_in_a_set_of_one_and_not_for_the_one_key() {
    let key = ec(r#","kid":"a""#);
    for (text, fits) in [
        (key.clone(), true),
        (format!(r#"{{"keys":[{key}]}}"#), false),
    ] {
        let set = KeySet::parse(text.as_bytes()).expect("keys");
        let selected = set.select(Some("b"), Algorithm::ES256);
        assert_eq!(matches!(selected, Selected::One(_)), fits, "{text}");
        let selected = set.select(Some("a"), Algorithm::ES256);
        assert!(matches!(selected, Selected::One(_)), "{text}");
    }
    let two = format!(r#"{{"keys":[{key},{}]}}"#, ec(r#","kid":"b""#));
    assert_eq!(KeySet::parse(two.as_bytes()).expect("keys").keys().len(), 2);
}
