//! SD-JWTs of our own making, good ones and such as a verifier must refuse.

use super::*;
use crate::alg::Algorithm;
use crate::base64url;
use crate::crypto::SigningKey;
use crate::entropy::NoEntropy;
use crate::json::Value;
use crate::jwk::{Jwk, generate};
use crate::{jwt, jwt::TokenKind};
use sha2::{Digest, Sha256};

fn entropy(bytes: &mut [u8]) -> Result<(), NoEntropy> {
    getrandom::fill(bytes).map_err(|_| NoEntropy)
}

fn signed(header: &Object, claims: &Object, key: &Jwk) -> String {
    let key = SigningKey::new(key, Algorithm::ES256).expect("a key that signs");
    jwt::sign(header, claims, &key, &mut entropy).expect("it signs")
}

fn disclosure(json: &str) -> String {
    base64url::encode(json)
}

fn hash(text: &str) -> String {
    base64url::encode(Sha256::digest(text))
}

fn digests(disclosures: &[&String]) -> Value {
    Value::Array(disclosures.iter().map(|one| hash(one).into()).collect())
}

struct Stage {
    issuer: Jwk,
    holder: Jwk,
}

impl Stage {
    fn new() -> Self {
        let new = || generate(Algorithm::ES256, &mut entropy).expect("randomness");
        Self {
            issuer: new(),
            holder: new(),
        }
    }

    fn issue(&self, claims: Object) -> String {
        let public = self.holder.public().expect("a public key").to_json();
        let cnf = Object::new().with("jwk", Value::Object(public));
        let header = Object::new().with("alg", "ES256").with("typ", "dc+sd-jwt");
        let claims = claims.with("iss", "https://issuer.example");
        signed(
            &header,
            &claims.with("cnf", Value::Object(cnf)),
            &self.issuer,
        )
    }

    fn bind(&self, presented: &str, change: impl FnOnce(&mut Object), key: &Jwk) -> String {
        let mut claims = Object::new()
            .with("iat", 1)
            .with("aud", "https://verifier.example")
            .with("nonce", "n")
            .with("sd_hash", hash(presented));
        change(&mut claims);
        let header = Object::new().with("alg", "ES256").with("typ", "kb+jwt");
        format!("{presented}{}", signed(&header, &claims, key))
    }
}

fn faults(text: &str) -> Vec<Option<DisclosureFault>> {
    let read = SdJwt::read(text).expect("an SD-JWT");
    read.disclosures.iter().map(|one| one.fault).collect()
}

#[test]
fn what_is_disclosed_stands_in_its_place() {
    let stage = Stage::new();
    let street = disclosure(r#"["s1","street","Hauptstr. 1"]"#);
    let inner = format!(
        r#"["s2","address",{{"_sd":["{}"],"country":"DE"}}]"#,
        hash(&street)
    );
    let address = disclosure(&inner);
    let nationality = disclosure(r#"["s3","FR"]"#);
    let hidden = disclosure(r#"["s4","birthdate","1990-01-01"]"#);
    let element = Object::new().with("...", hash(&nationality));
    let claims = Object::new()
        .with("_sd", digests(&[&address, &hidden]))
        .with("_sd_alg", "sha-256")
        .with(
            "nationalities",
            Value::Array(vec!["DE".into(), Value::Object(element)]),
        );
    let jwt = stage.issue(claims);
    let read = SdJwt::read(&format!("{jwt}~{address}~{street}~{nationality}~")).expect("an SD-JWT");
    assert!(read.is_consistent(), "{:?}", read.disclosures);
    let text = Value::Object(read.claims).to_string();
    assert!(
        text.contains(r#""address":{"country":"DE","street":"Hauptstr. 1"}"#),
        "{text}"
    );
    assert!(text.contains(r#""nationalities":["DE","FR"]"#), "{text}");
    assert!(
        !text.contains("_sd") && !text.contains("birthdate"),
        "{text}"
    );
    assert_eq!((read.hidden, read.key_binding), (1, None));
    assert_eq!(read.issuer_jwt, jwt);
}

#[test]
fn nothing_of_an_undisclosed_element_is_left() {
    let stage = Stage::new();
    let element = Object::new().with("...", hash("x"));
    let claims = Object::new().with("a", Value::Array(vec![Value::Object(element)]));
    let read = SdJwt::read(&format!("{}~", stage.issue(claims))).expect("an SD-JWT");
    assert!(Value::Object(read.claims).to_string().contains(r#""a":[]"#));
    assert_eq!(read.hidden, 1);
}

#[test]
fn a_disclosure_that_the_issuer_did_not_sign_is_named() {
    use DisclosureFault as Fault;
    let stage = Stage::new();
    let email = disclosure(r#"["s1","email","a@example.com"]"#);
    let element = disclosure(r#"["s2","x"]"#);
    let with = |sd: Value| stage.issue(Object::new().with("_sd", sd).with("sub", "a"));
    let jwt = with(digests(&[&email]));
    assert_eq!(faults(&format!("{jwt}~{email}~")), [None]);
    let forged = disclosure(r#"["s1","email","b@example.com"]"#);
    assert_eq!(faults(&format!("{jwt}~{forged}~")), [Some(Fault::NoDigest)]);
    assert_eq!(
        faults(&format!("{jwt}~{email}~{email}~")),
        [None, Some(Fault::Repeated)]
    );
    assert_eq!(
        faults(&format!("{jwt}~no*base64~")),
        [Some(Fault::Malformed)]
    );
    assert_eq!(faults(&format!("{jwt}~~")), [Some(Fault::Malformed)]);
    let taken = disclosure(r#"["s","sub","b"]"#);
    let jwt = with(digests(&[&taken]));
    assert_eq!(faults(&format!("{jwt}~{taken}~")), [Some(Fault::NameTaken)]);
    let reserved = disclosure(r#"["s","_sd",[]]"#);
    let jwt = with(digests(&[&reserved]));
    assert_eq!(
        faults(&format!("{jwt}~{reserved}~")),
        [Some(Fault::ReservedName)]
    );
    let jwt = with(digests(&[&element]));
    assert_eq!(
        faults(&format!("{jwt}~{element}~")),
        [Some(Fault::WrongPlace)]
    );
}

#[test]
fn a_digest_stands_in_one_place_disclosed_or_not() {
    let stage = Stage::new();
    let email = disclosure(r#"["s1","email","a@example.com"]"#);
    let decoy = Value::Array(vec!["decoy".into(), "decoy".into()]);
    let element = Value::Object(Object::new().with("...", hash(&email)));
    let inner = disclosure(&format!(r#"["s2","a",{{"_sd":["{}"]}}]"#, hash(&email)));
    let hidden = |sd: Value| Object::new().with("_sd", sd);
    let cases = [
        (hidden(digests(&[&email, &email])), format!("{email}~")),
        (hidden(decoy), String::new()),
        (
            hidden(digests(&[&email])).with("a", Value::Array(vec![element])),
            String::new(),
        ),
        (hidden(digests(&[&email, &inner])), format!("{inner}~")),
    ];
    for (claims, disclosed) in cases {
        let text = format!("{}~{disclosed}", stage.issue(claims));
        let refused = SdJwt::read(&text).err();
        assert_eq!(refused, Some(SdJwtError::RepeatedDigest), "{disclosed}");
    }
}

#[test]
fn what_decides_whether_it_holds_is_never_hidden() {
    let stage = Stage::new();
    for name in ["exp", "nbf", "aud", "vct", "vct#integrity", "status"] {
        let hidden = disclosure(&format!(r#"["s","{name}",1]"#));
        let jwt = stage.issue(Object::new().with("_sd", digests(&[&hidden])));
        let found = faults(&format!("{jwt}~{hidden}~"));
        assert_eq!(found, [Some(DisclosureFault::NeverHidden)], "{name}");
        let inner = Object::new().with("_sd", digests(&[&hidden]));
        let jwt = stage.issue(Object::new().with("licence", Value::Object(inner)));
        assert_eq!(faults(&format!("{jwt}~{hidden}~")), [None], "{name}");
    }
}

#[test]
fn when_and_about_whom_it_was_issued_may_be_hidden() {
    let stage = Stage::new();
    for name in ["iat", "sub"] {
        let hidden = disclosure(&format!(r#"["s","{name}",1]"#));
        let jwt = stage.issue(Object::new().with("_sd", digests(&[&hidden])));
        let read = SdJwt::read(&format!("{jwt}~{hidden}~")).expect("an SD-JWT");
        assert!(read.is_consistent(), "{name}");
        assert!(read.claims.get(name).is_some(), "{name}");
    }
}

#[test]
fn a_key_binding_is_for_these_disclosures_by_the_key_that_the_issuer_named() {
    let stage = Stage::new();
    let email = disclosure(r#"["s1","email","a@example.com"]"#);
    let jwt = stage.issue(Object::new().with("_sd", digests(&[&email])));
    let presented = format!("{jwt}~{email}~");
    let faults = |text: &str| {
        SdJwt::read(text)
            .expect("an SD-JWT")
            .key_binding
            .expect("one")
            .faults
    };
    let none = stage.bind(&presented, |_| {}, &stage.holder);
    assert_eq!(faults(&none), Vec::<String>::new());
    let other_key = stage.bind(&presented, |_| {}, &stage.issuer);
    assert!(faults(&other_key)[0].contains("holder's key did not sign it"));
    let without = stage.bind(
        &presented,
        |claims| {
            claims.remove("nonce");
        },
        &stage.holder,
    );
    assert_eq!(faults(&without), ["it has no nonce"]);
    let texts = Value::Array(vec![Value::from("v"), Value::from("w")]);
    for (name, value) in [
        ("aud", Value::Null),
        ("aud", Value::from(5_i64)),
        ("aud", texts),
        ("nonce", Value::Object(Object::new())),
        ("nonce", Value::from("")),
    ] {
        let other = stage.bind(&presented, |claims| claims.set(name, value), &stage.holder);
        assert!(faults(&other)[0].starts_with(&format!("its {name} is not one text")));
    }
    // Signed over the disclosure, and shown without it.
    let binding = none.rsplit('~').next().expect("a key binding");
    assert_eq!(
        faults(&format!("{jwt}~{binding}")),
        ["it was signed over other disclosures than these"]
    );
}

#[test]
fn ten_thousand_disclosures_are_refused_by_their_number() {
    let stage = Stage::new();
    let jwt = stage.issue(Object::new());
    let text = format!("{jwt}~{}", "WyIiLDFd~".repeat(10_000));
    let refused = SdJwt::read(&text).err();
    assert_eq!(refused, Some(SdJwtError::TooMany { count: 10_000 }));
    let long = format!("{jwt}~{}", "WyIiLDFd~".repeat(100_000));
    assert_eq!(SdJwt::read(&long).err(), Some(SdJwtError::TooLong));
}

#[test]
fn disclosures_within_disclosures_end_at_a_bound() {
    let stage = Stage::new();
    let mut last = disclosure(r#"["s","a",1]"#);
    let mut all = vec![last.clone()];
    for _ in 0..200 {
        last = disclosure(&format!(r#"["s","a",{{"_sd":["{}"]}}]"#, hash(&last)));
        all.push(last.clone());
    }
    let jwt = stage.issue(Object::new().with("_sd", digests(&[&last])));
    let read = SdJwt::read(&format!("{jwt}~{}~", all.join("~"))).expect("an SD-JWT");
    assert!(!read.is_consistent());
}

#[test]
fn a_jwt_alone_and_an_unknown_hash_are_refused() {
    let stage = Stage::new();
    let jwt = stage.issue(Object::new().with("_sd_alg", "md5"));
    assert_eq!(SdJwt::read(&jwt).err(), Some(SdJwtError::NotOne));
    let unknown = Some(SdJwtError::UnknownHash("md5".to_owned()));
    assert_eq!(SdJwt::read(&format!("{jwt}~")).err(), unknown);
    assert_eq!(SdJwt::read("a~b~").err(), Some(SdJwtError::NotOne));
    let header = Object::new().with("typ", "dc+sd-jwt");
    let kind = TokenKind::of_type(&header).map(|(kind, _)| kind);
    assert_eq!(kind, Some(TokenKind::SdJwt));
}
