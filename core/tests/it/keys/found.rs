//! Which key is looked for, and what is said where none fits.

use claimscope_core::alg::Algorithm;
use claimscope_core::crypto::KeySet;
use claimscope_core::jwk::{Jwk, JwkSet};
use claimscope_core::jwt::Profile;
use claimscope_core::report::{CheckId, KeySource};
use claimscope_core::secret::Secret;
use claimscope_core::{base64url, explain};

use super::{check, first_hint, given, issuer_of, secret, set};
use crate::support::{Issuer, NOW, claims, policy};

#[test]
fn another_key_of_the_set_that_verifies_is_named() {
    let (one, two) = (Issuer::new(Algorithm::ES256), Issuer::new(Algorithm::ES256));
    let public = |issuer: &Issuer| issuer.private.public().expect("a public half");
    let kid = two.private.kid.clone().expect("a kid");
    let wanted = format!(
        "this key of the set verifies the signature: EC key on P-256, kid {kid}; the header should name it, by its kid"
    );
    let keys = set(vec![public(&one), public(&two)]);
    let mislabelled = two.sign(&one.header(), &claims());
    let found = first_hint(&mislabelled, &keys);
    assert_eq!(found, (CheckId::SignatureValue, wanted.clone()));
    let unknown = two.sign(&two.header().with("kid", "elsewhere"), &claims());
    assert_eq!(
        first_hint(&unknown, &keys),
        (CheckId::KeyFound, wanted.clone())
    );
    let mut nameless = two.header();
    nameless.remove("kid");
    let nameless = two.sign(&nameless, &claims());
    assert_eq!(
        first_hint(&nameless, &keys),
        (CheckId::KeyAmbiguous, wanted)
    );
}

#[test]
fn the_signatures_that_are_tried_are_few() {
    let issuer = Issuer::new(Algorithm::ES256);
    let strangers = std::iter::repeat_with(|| Issuer::new(Algorithm::ES256));
    let mut keys: Vec<Jwk> = strangers
        .take(40)
        .map(|stranger| stranger.private.public().expect("a public half"))
        .collect();
    keys.push(issuer.private.public().expect("a public half"));
    let token = issuer.sign(&issuer.header().with("kid", "elsewhere"), &claims());
    let (_, hint) = first_hint(&token, &set(keys));
    assert!(hint.starts_with("the issuer may have changed its keys"));
}

#[test]
fn a_set_of_another_kind_is_told_from_one_without_the_name() {
    let rsa = Issuer::new(Algorithm::RS256);
    let ec = Issuer::new(Algorithm::ES256);
    let token = ec.sign(&ec.header(), &claims());
    let report = explain(
        &token,
        Some(&rsa.keys()),
        Some(&policy(Profile::AtJwt)),
        NOW,
    );
    let found = report.check(CheckId::KeyFound).expect("told");
    assert_eq!(
        found.message,
        "no trusted key is of the kind that ES256 needs"
    );
    assert_eq!(found.actual.as_deref(), Some("RSA key"));
    let symmetric = issuer_of(secret(&[5; 32]), Algorithm::HS256);
    let token = symmetric.sign(&symmetric.header().with("kid", "1"), &claims());
    let shared = "the token is signed with a shared secret, and no published key can verify it";
    for keys in [rsa.keys(), set(Vec::new())] {
        let (id, hint) = first_hint(&token, &keys);
        assert_eq!(id, CheckId::KeyFound);
        assert!(hint.starts_with(shared), "{hint}");
    }
    let given = given(rsa.private.public().expect("a public half"));
    let (id, hint) = first_hint(&token, &given);
    assert_eq!(id, CheckId::KeyType);
    assert!(hint.starts_with("the token is signed with a shared secret"));
}

#[test]
fn a_foreign_issuer_is_told_where_no_key_fits() {
    let (ours, theirs) = (Issuer::new(Algorithm::ES256), Issuer::new(Algorithm::ES256));
    let foreign = claims().with("iss", "https://elsewhere.example");
    let wanted =
        "the token names another issuer, https://elsewhere.example, whose keys are its own";
    let named = theirs.sign(&theirs.header(), &foreign);
    assert_eq!(first_hint(&named, &ours.keys()).1, wanted);
    let mut header = theirs.header();
    header.remove("kid");
    let nameless = theirs.sign(&header, &foreign);
    assert_eq!(
        first_hint(&nameless, &ours.keys()),
        (
            CheckId::SignatureValue,
            format!("{wanted}; the header names no kid")
        )
    );
    let policy = policy(Profile::Jwt);
    let report = explain(&nameless, Some(&ours.keys()), Some(&policy), NOW);
    assert_eq!(report.summary.check, Some(CheckId::ClaimIss));
    assert!(report.summary.headline.starts_with("another issuer"));
    // Of a key that the header names, it is the signature that counts.
    let kid = ours.private.kid.clone().unwrap_or_default();
    let named = theirs.sign(&theirs.header().with("kid", kid), &foreign);
    let report = explain(&named, Some(&ours.keys()), Some(&policy), NOW);
    assert_eq!(report.summary.check, Some(CheckId::SignatureValue));
    let of_ours = theirs.sign(&header, &claims());
    let (_, hint) = first_hint(&of_ours, &ours.keys());
    assert!(hint.starts_with("the header names no kid"), "{hint}");
}

#[test]
fn a_public_key_that_was_given_as_a_secret_is_named() {
    let (pair, shared) = (Issuer::new(Algorithm::EdDSA), Issuer::new(Algorithm::HS256));
    let public = pair.private.public().expect("a public half").to_json();
    let x = base64url::decode(public.get_str("x").expect("its point")).expect("base64url");
    // A SubjectPublicKeyInfo (RFC 8410 §4), as consoles show it.
    let head = [
        0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00,
    ];
    let der = [&head[..], &x].concat();
    let text = base64url::encode(der).replace('-', "+").replace('_', "/");
    let keys = KeySet::from_key(Jwk::from_secret(Secret::from(text)), KeySource::Secret);
    for (issuer, id) in [
        (&pair, CheckId::KeyType),
        (&shared, CheckId::SignatureValue),
    ] {
        let mut header = issuer.header();
        header.remove("kid");
        let token = issuer.sign(&header, &claims());
        let hint = check(&token, &keys, id).hint.unwrap_or_default();
        assert!(hint.starts_with("this is a public OKP key"), "{hint}");
    }
}

#[test]
fn a_key_that_does_not_fit_is_named_with_what_it_fits() {
    let issuer = Issuer::new(Algorithm::ES256);
    let mut private = Issuer::new(Algorithm::ES384).private;
    private.kid = None;
    private.alg = None;
    let keys = given(private.public().expect("a public half"));
    let token = issuer.sign(&issuer.header(), &claims());
    let found = check(&token, &keys, CheckId::KeyType);
    assert_eq!(
        found.actual.as_deref(),
        Some("EC key on P-384, no kid; fits ES384")
    );
}

#[test]
fn an_empty_kid_is_shown() {
    let mut issuer = Issuer::new(Algorithm::ES256);
    issuer.private.kid = Some(String::new());
    let token = issuer.sign(&issuer.header(), &claims());
    let found = check(&token, &issuer.keys(), CheckId::KeyFound);
    assert_eq!(found.expected.as_deref(), Some("a key for ES256, kid \"\""));
    assert!(found.message.contains("kid \"\""));
    let stranger = Issuer::new(Algorithm::ES256);
    let token = stranger.sign(&stranger.header(), &claims());
    let found = check(&token, &issuer.keys(), CheckId::KeyFound);
    assert_eq!(found.actual.as_deref(), Some("\"\""));
}

#[test]
fn a_key_without_a_kid_that_verifies_is_said_to_fit_no_name() {
    let issuer = Issuer::new(Algorithm::ES256);
    let mut key = issuer.private.public().expect("a public half");
    key.kid = None;
    let token = issuer.sign(&issuer.header(), &claims());
    let (id, hint) = first_hint(&token, &set(vec![key]));
    assert_eq!(id, CheckId::KeyFound);
    assert!(
        hint.ends_with("unless it is given as the one key to use"),
        "{hint}"
    );
}

#[test]
fn why_no_key_of_a_set_can_be_used_is_said_for_a_token_without_kid_too() {
    let odd = br#"{"keys":[{"kty":"EC","crv":"P-192","x":"AA","y":"AA"},{"kty":"RSA"}]}"#;
    let keys = KeySet::from_jwks(JwkSet::parse(odd).expect("a set"), KeySource::Jwks);
    let issuer = Issuer::new(Algorithm::ES256);
    let mut header = issuer.header();
    header.remove("kid");
    let token = issuer.sign(&header, &claims());
    let actual = check(&token, &keys, CheckId::KeyFound).actual;
    let actual = actual.expect("what was found");
    assert!(
        actual.contains("P-192") && actual.contains("\"n\" is missing"),
        "{actual}"
    );
}
