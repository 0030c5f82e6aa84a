//! `verify --profile` and `inspect` of the JWTs that are no tokens for an API or a login.

use claimscope_core::alg::Algorithm;
use claimscope_core::crypto::SigningKey;
use claimscope_core::entropy::NoEntropy;
use claimscope_core::json::{Object, Value};
use claimscope_core::jwk::{Jwk, generate};
use claimscope_core::sd_jwt::SdJwt;
use claimscope_core::{base64url, jwt};
use sha2::{Digest, Sha256};

use crate::run::{Run, run};
use crate::tiny::nobody;

const NOW: i64 = 1_800_000_000;

fn entropy(bytes: &mut [u8]) -> Result<(), NoEntropy> {
    bytes.fill(7);
    Ok(())
}

fn key() -> Jwk {
    generate(Algorithm::ES256, &mut entropy).unwrap()
}

fn signed(header: Object, claims: &Object) -> String {
    let key = SigningKey::new(&key(), Algorithm::ES256).unwrap();
    jwt::sign(&header.with("alg", "ES256"), claims, &key, &mut entropy).unwrap()
}

fn proof() -> String {
    let public = key().public().unwrap().to_json();
    let header = Object::new()
        .with("typ", "dpop+jwt")
        .with("jwk", Value::Object(public));
    let claims = Object::new()
        .with("jti", "1")
        .with("iat", NOW)
        .with("htm", "GET")
        .with("htu", "https://api.example/orders");
    signed(header, &claims)
}

fn verify(profile: &str, more: &[&str]) -> Run {
    let profile = ["--profile", profile];
    verify_text(&proof(), &[&profile, more].concat())
}

fn verify_text(text: &str, more: &[&str]) -> Run {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("key.json");
    let public = Value::Object(key().public().unwrap().to_json());
    std::fs::write(&file, public.to_string()).unwrap();
    let key = ["--key", file.to_str().unwrap(), "--at", &NOW.to_string()];
    run(&[&["verify", text][..], &key, more].concat())
}

const ANYBODY: [&str; 2] = ["--no-issuer", "--no-audience"];

/// A token for anybody, with further claims.
fn token(name: &str, value: impl Into<Value>) -> String {
    let claims = Object::new()
        .with("iss", "https://issuer.example")
        .with("exp", NOW + 60)
        .with(name, value);
    signed(Object::new(), &claims)
}

#[test]
fn a_proof_is_verified_against_its_request() {
    let request = |url| verify("dpop-proof", &["--htm", "GET", "--htu", url]);
    request("https://api.example/orders")
        .exits(0)
        .prints("the URL of the request");
    request("https://api.example/users")
        .exits(1)
        .prints("the proof is for another URL");
}

#[test]
fn a_private_key_in_a_proof_is_its_one_fault() {
    let private = Value::Object(key().to_json_with_private());
    let header = Object::new().with("typ", "dpop+jwt").with("jwk", private);
    let claims = Object::new()
        .with("jti", "1")
        .with("iat", NOW)
        .with("htm", "GET")
        .with("htu", "https://api.example/orders");
    let (proof, at) = (signed(header, &claims), NOW.to_string());
    let arguments = ["verify", &proof, "--profile", "dpop-proof", "--at", &at];
    let report = run(&[&arguments[..], &["--json"]].concat()).exits(1).json();
    let checks = report["checks"].as_array().unwrap().iter();
    let failed: Vec<_> = checks
        .filter(|one| one["status"] == "fail")
        .map(|one| one["id"].as_str().unwrap())
        .collect();
    assert_eq!(failed, ["header.embedded-key"]);
}

#[test]
fn a_proof_is_no_access_token() {
    verify("at+jwt", &["--no-issuer", "--no-audience"])
        .exits(1)
        .prints("this is a DPoP proof, not an access token");
    run(&["inspect", &proof(), "--at", &NOW.to_string(), "--json"])
        .exits(0)
        .prints("\"suggested_profile\": \"dpop-proof\"");
}

#[test]
fn an_sd_jwt_is_taken_apart() {
    let disclosure = base64url::encode(r#"["salt","email","a@example.com"]"#);
    let claims = Object::new().with("iss", "https://issuer.example");
    let jwt = signed(Object::new().with("typ", "dc+sd-jwt"), &claims);
    run(&["inspect", &format!("{jwt}~{disclosure}~")])
        .prints("an SD-JWT of one disclosure, without a key binding")
        .prints("a@example.com")
        .prints("no digest of the issuer stands for it");
}

#[test]
fn a_proof_is_verified_by_the_key_in_it_which_shows_possession_alone() {
    let of = |at: i64, more: &[&str]| {
        let at = at.to_string();
        let base = ["verify", &proof(), "--profile", "dpop-proof", "--at", &at];
        run(&[&base, more].concat())
    };
    of(NOW, &[])
        .exits(1)
        .prints("? unverified")
        .prints("whose key that is, the proof does not say")
        .prints("1 key from the proof itself");
    let checks = of(NOW, &["--json"]).json()["checks"].clone();
    let htm = checks
        .as_array()
        .unwrap()
        .iter()
        .find(|one| one["id"] == "claim.htm");
    assert_eq!(htm.unwrap()["status"], "skip", "{checks:#}");
    of(NOW, &["--json"])
        .exits(1)
        .prints("\"verdict\": \"unverified\"");
    // No issuer's key is asked for: nothing listens there.
    of(NOW, &["--issuer", &nobody()])
        .exits(1)
        .prints("1 key from the proof itself");
    of(NOW + 301, &[])
        .exits(1)
        .prints("issued 5 m 1 s ago, which is too long");
    of(NOW + 301, &["--max-age", "1h"])
        .exits(1)
        .prints("unverified");
}

#[test]
fn an_sd_jwt_is_verified_by_its_issuers_jwt_with_all_that_is_disclosed() {
    let disclosure = base64url::encode(r#"["salt","email","a@example.com"]"#);
    let bare = SdJwt::read(&format!("{}~{disclosure}~", token("n", 1))).unwrap();
    let digests = Value::Array(vec![bare.disclosures[0].digest.as_str().into()]);
    let jwt = token("_sd", digests);
    verify_text(&format!("{jwt}~{disclosure}~"), &ANYBODY)
        .exits(0)
        .prints("accepted")
        .prints("an SD-JWT: this is on its issuer's JWT");
    verify_text(&format!("{jwt}~"), &[&ANYBODY[..], &["--json"]].concat())
        .exits(0)
        .says("it discloses nothing; it has no key binding");
    let another = base64url::encode(r#"["salt","email","b@example.com"]"#);
    verify_text(&format!("{jwt}~{another}~"), &ANYBODY)
        .exits(1)
        .says("the disclosure of email does not hold");
    verify_text(&format!("{jwt}~{disclosure}~{jwt}"), &ANYBODY)
        .exits(1)
        .says("the key binding does not hold");
}

#[test]
fn an_sd_jwt_may_be_typed_as_one() {
    let claims = Object::new()
        .with("iss", "https://issuer.example")
        .with("exp", NOW + 60);
    for typ in ["dc+sd-jwt", "vc+sd-jwt", "application/DC+SD-JWT"] {
        let jwt = signed(Object::new().with("typ", typ), &claims);
        verify_text(&format!("{jwt}~"), &ANYBODY)
            .exits(0)
            .prints("accepted");
        // Without what makes it an SD-JWT, and by a profile of another kind, it is what it was.
        verify_text(&jwt, &ANYBODY).exits(1).prints("claim.type");
        let id_token = [&ANYBODY[..], &["--profile", "id-token"]].concat();
        verify_text(&format!("{jwt}~"), &id_token)
            .exits(1)
            .prints("header.typ");
    }
    let jwt = signed(Object::new().with("typ", "kb+jwt"), &claims);
    verify_text(&format!("{jwt}~"), &ANYBODY)
        .exits(1)
        .prints("header.typ");
}

/// An SD-JWT that its holder presents with these times.
fn presented(times: &[(&str, Value)]) -> String {
    let public = Value::Object(key().public().unwrap().to_json());
    let jwt = token("cnf", Object::new().with("jwk", public));
    let shown = format!("{jwt}~");
    let mut claims = Object::new()
        .with("aud", "https://verifier.example")
        .with("nonce", "n")
        .with("sd_hash", base64url::encode(Sha256::digest(&shown)));
    for (name, value) in times {
        claims.set(*name, value.clone());
    }
    let binding = signed(Object::new().with("typ", "kb+jwt"), &claims);
    format!("{shown}{binding}")
}

#[test]
fn a_key_binding_holds_for_a_short_time() {
    let iat = |at: i64| ("iat", Value::from(at));
    let exp = |at: i64| ("exp", Value::from(at));
    let of = |times: &[(&str, Value)], more: &[&str]| {
        verify_text(&presented(times), &[&ANYBODY[..], more].concat())
    };
    of(&[iat(NOW - 3), exp(NOW + 30)], &[])
        .exits(0)
        .prints("its times hold (issued 3 s ago, 5 m at most, exp in 30 s)");
    let year = 400 * 86_400;
    for (times, why) in [
        (vec![iat(NOW - 3), exp(NOW - 1)], "expired 1 s ago"),
        (vec![iat(NOW - 3), exp(NOW)], "expired at this very second"),
        (
            vec![iat(NOW - 301)],
            "issued 5 m 1 s ago, which is too long",
        ),
        (vec![iat(NOW - year)], "ago, which is too long"),
        (vec![iat(NOW + year)], "in the future"),
        (vec![iat(NOW), ("nbf", (NOW + 9).into())], "not valid for"),
        (vec![("iat", "today".into())], "iat is"),
        (vec![iat(NOW), ("exp", "never".into())], "exp is"),
    ] {
        of(&times, &[])
            .exits(1)
            .says("the key binding does not hold")
            .says(why);
    }
    of(&[iat(NOW + 3)], &["--leeway", "5s"]).exits(0);
    of(&[iat(NOW - 31)], &["--max-age", "30s"])
        .exits(1)
        .says("issued 31 s ago");
}

#[test]
fn a_key_binding_may_be_demanded() {
    let [good, jwt] = [presented(&[("iat", NOW.into())]), token("n", 1)];
    let of = |text: &str, audience: &str, nonce: &str| {
        let demanded = [
            "--key-binding-audience",
            audience,
            "--key-binding-nonce",
            nonce,
        ];
        verify_text(text, &[&ANYBODY[..], &demanded].concat())
    };
    let verifier = "https://verifier.example";
    of(&good, verifier, "n")
        .exits(0)
        .prints("audience and nonce are the expected ones");
    let without = good.rsplit_once('~').unwrap().0;
    for (text, audience, nonce, why) in [
        (
            &*good,
            "https://other.example",
            "n",
            "its aud is https://verifier.example, and not https://other.example",
        ),
        (&good, verifier, "m", "its nonce is n, and not m"),
        (&format!("{without}~"), verifier, "n", "has no key binding"),
        (&jwt, verifier, "n", "this is no SD-JWT"),
        ("{}", verifier, "n", "this is no SD-JWT"),
    ] {
        of(text, audience, nonce).exits(1).says(why);
    }
    verify_text(
        &good,
        &[&ANYBODY[..], &["--key-binding-nonce", "n"]].concat(),
    )
    .exits(2);
}

#[test]
fn a_header_that_is_not_protected_must_not_say_what_is_protected() {
    let good = token("n", 1);
    let parts: Vec<&str> = good.split('.').collect();
    let with = |header: &str| {
        let one = format!(
            r#""protected":"{}","signature":"{}","header":{header}"#,
            parts[0], parts[2]
        );
        let flat = format!(r#"{{"payload":"{}",{one}}}"#, parts[1]);
        let general = format!(r#"{{"payload":"{}","signatures":[{{{one}}}]}}"#, parts[1]);
        [flat, general].map(|text| verify_text(&text, &ANYBODY))
    };
    for run in with(r#"{"kid":"1"}"#) {
        run.exits(0);
    }
    for (header, why) in [
        (
            r#"{"alg":"ES256"}"#,
            "alg stands in the protected and in the unprotected header",
        ),
        (
            r#"{"crit":["exp"]}"#,
            "crit stands in a header that is not protected",
        ),
        (
            r#"{"b64":true}"#,
            "b64 stands in a header that is not protected",
        ),
        (r#""x""#, "a header is no object"),
        ("null", "a header is no object"),
        ("[]", "a header is no object"),
    ] {
        for run in with(header) {
            run.exits(2).says(why);
        }
    }
}

#[test]
fn what_is_no_object_among_signatures_is_refused() {
    let good = token("n", 1);
    let parts: Vec<&str> = good.split('.').collect();
    let one = format!(
        r#"{{"protected":"{}","signature":"{}"}}"#,
        parts[0], parts[2]
    );
    let text = format!(r#"{{"payload":"{}","signatures":[1,"x",{one}]}}"#, parts[1]);
    verify_text(&text, &ANYBODY).exits(2).says("is no object");
}

#[test]
fn signatures_past_the_bound_are_said_not_to_be_looked_at() {
    let good = token("n", 1);
    let parts: Vec<&str> = good.split('.').collect();
    let one = |signature: &str| {
        format!(
            r#"{{"protected":"{}","signature":"{signature}"}}"#,
            parts[0]
        )
    };
    let wrong = one(&parts[2].replace(char::is_alphabetic, "A"));
    let mut all = vec![wrong; 200];
    all.push(one(parts[2]));
    let text = format!(
        r#"{{"payload":"{}","signatures":[{}]}}"#,
        parts[1],
        all.join(",")
    );
    verify_text(&text, &ANYBODY)
        .exits(1)
        .prints("201 signatures, the first 16 of which are looked at");
}

#[test]
fn a_jws_as_json_is_verified_by_any_of_its_signatures() {
    let good = token("n", 1);
    let parts: Vec<&str> = good.split('.').collect();
    let one = |protected: &str, signature: &str| {
        format!(r#""protected":"{protected}","signature":"{signature}""#)
    };
    let flat = format!(
        r#"{{"payload":"{}",{}}}"#,
        parts[1],
        one(parts[0], parts[2])
    );
    verify_text(&flat, &ANYBODY)
        .exits(0)
        .prints("a JWS in JSON form with 1 signature");
    let wrong = one(parts[0], &parts[2].replace(char::is_alphabetic, "A"));
    let signatures = format!("[{{{wrong}}},{{{}}}]", one(parts[0], parts[2]));
    let general = format!(r#"{{"payload":"{}","signatures":{signatures}}}"#, parts[1]);
    verify_text(&general, &ANYBODY)
        .exits(0)
        .prints("this is on signature 2");
    let general = format!(r#"{{"payload":"{}","signatures":[{{{wrong}}}]}}"#, parts[1]);
    verify_text(&general, &ANYBODY)
        .exits(1)
        .prints("signature.value");
    verify_text(&format!("{{{}}}", one(parts[0], parts[2])), &ANYBODY)
        .exits(2)
        .says("its payload is detached");
}

#[test]
fn a_payload_that_is_sent_apart_is_given_as_a_file() {
    let whole = token("n", 1);
    let parts: Vec<&str> = whole.split('.').collect();
    let detached = format!("{}..{}", parts[0], parts[2]);
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("payload.json");
    std::fs::write(&file, base64url::decode(parts[1]).unwrap()).unwrap();
    let payload = ["--payload", file.to_str().unwrap()];
    verify_text(&detached, &payload)
        .exits(0)
        .prints("✓ accepted  ES256 verifies the signature over")
        .prints("no claim is checked");
    let json = verify_text(&detached, &[&payload[..], &["--json"]].concat()).exits(0);
    let json: serde_json::Value = serde_json::from_str(&json.stdout).unwrap();
    assert_eq!(
        (&json["verdict"], &json["header"]["alg"]),
        (&"accepted".into(), &"ES256".into())
    );
    for (text, more, why) in [
        (&*detached, &["--alg", "RS256"][..], "signature.algorithm"),
        (&whole, &[], "format.parts: the payload is not detached"),
    ] {
        verify_text(text, &[&payload[..], more].concat())
            .exits(1)
            .prints(why);
    }
    std::fs::write(&file, "another").unwrap();
    verify_text(&detached, &payload)
        .exits(1)
        .prints("signature.value");
    verify_text(&detached, &[&payload[..], &["--audience", "api1"]].concat()).exits(2);
    // Without it, what it is and which option gives its payload are said.
    verify_text(&detached, &ANYBODY)
        .exits(1)
        .prints("a detached JWS, whose payload is sent apart")
        .prints("--payload FILE");
}
