//! What the claims must say.

use claimscope_core::alg::Algorithm;
use claimscope_core::json::{Object, Value};
use claimscope_core::jwt::Profile;
use claimscope_core::report::{CheckId, Status, Verdict};
use claimscope_core::{explain, inspect, verify};
use expect_test::expect;

use crate::support::{
    ISSUER, Issuer, NOW, builder, claims, first_failure, object, policy, without,
};

#[test]
fn names_the_check_that_a_bad_claim_fails() {
    let issuer = Issuer::new(Algorithm::ES256);
    let keys = issuer.keys();
    let now = NOW.unix_seconds();
    use CheckId as Id;
    for (name, claims, expected) in [
        (
            "wrong issuer",
            claims().with("iss", "https://evil"),
            Id::ClaimIss,
        ),
        (
            "issuer with a slash more",
            claims().with("iss", format!("{ISSUER}/")),
            Id::ClaimIss,
        ),
        ("no issuer", without("iss"), Id::ClaimIss),
        (
            "issuer of the wrong type",
            claims().with("iss", 1),
            Id::ClaimIss,
        ),
        ("wrong audience", claims().with("aud", "api2"), Id::ClaimAud),
        ("no audience", without("aud"), Id::ClaimAud),
        (
            "audience of mixed types",
            claims().with("aud", Value::Array(vec!["api1".into(), 1.into()])),
            Id::ClaimAud,
        ),
        (
            "expired this very second",
            claims().with("exp", now),
            Id::ClaimExp,
        ),
        ("no expiry", without("exp"), Id::ClaimExp),
        (
            "expiry as text",
            claims().with("exp", "9999999999"),
            Id::ClaimExp,
        ),
        (
            "expiry null",
            claims().with("exp", Value::Null),
            Id::ClaimExp,
        ),
        (
            "expiry infinite",
            object(&claims().to_string().replace("1700003600", "1e400")),
            Id::ClaimExp,
        ),
        ("not yet valid", claims().with("nbf", now + 1), Id::ClaimNbf),
        ("nbf as text", claims().with("nbf", "0"), Id::ClaimNbf),
        (
            "issued in the future",
            claims().with("iat", now + 1),
            Id::ClaimIat,
        ),
        ("no iat", without("iat"), Id::ClaimIat),
        ("no sub", without("sub"), Id::ClaimSub),
        (
            "sub of the wrong type",
            claims().with("sub", 1),
            Id::ClaimSub,
        ),
        ("no client_id", without("client_id"), Id::ClaimClientId),
        ("no jti", without("jti"), Id::ClaimJti),
        (
            "scope of the wrong type",
            claims().with("scope", 1),
            Id::ClaimScope,
        ),
        (
            "an ID token",
            claims().with("token_use", "id"),
            Id::ClaimType,
        ),
        (
            "azp of the wrong type",
            claims().with("azp", 1),
            Id::ClaimAzp,
        ),
    ] {
        let token = issuer.sign(&issuer.header(), &claims);
        assert_eq!(
            first_failure(&token, &keys, &policy(Profile::AtJwt)),
            Some(expected),
            "{name}"
        );
    }
}

#[test]
fn names_the_check_that_an_expectation_fails() {
    let issuer = Issuer::new(Algorithm::ES256);
    let (keys, token) = (issuer.keys(), issuer.sign(&issuer.header(), &claims()));
    use CheckId as Id;
    let at = || builder(Profile::AtJwt);
    for (name, builder, expected) in [
        ("a scope it lacks", at().scope("api3"), Some(Id::ClaimScope)),
        ("a scope it has", at().scope("api2"), None),
        ("two scopes that it has", at().scope("api2 api1"), None),
        (
            "two scopes, of which it has one",
            at().scope("api2 api3"),
            Some(Id::ClaimScope),
        ),
        (
            "another client",
            at().client_id("other"),
            Some(Id::ClaimClientId),
        ),
        ("too old", at().max_age_seconds(9), Some(Id::ClaimAge)),
        ("young enough", at().max_age_seconds(10), None),
        (
            "a claim it lacks",
            at().require_claim("tid"),
            Some(Id::ClaimRequired),
        ),
        (
            "an algorithm it does not use",
            at().algorithms([Algorithm::RS256]),
            Some(Id::SignatureAlgorithm),
        ),
        ("a nonce", at().nonce("n"), Some(Id::ClaimNonce)),
        ("any audience", at().waive_audience(), None),
        ("any of two audiences", at().audience("api9"), None),
    ] {
        let policy = builder.policy().expect("all is said");
        assert_eq!(first_failure(&token, &keys, &policy), expected, "{name}");
    }
}

#[test]
fn leeway_forgives_exactly_so_much() {
    let issuer = Issuer::new(Algorithm::ES256);
    let now = NOW.unix_seconds();
    let with_leeway = builder(Profile::AtJwt)
        .leeway_seconds(30)
        .policy()
        .expect("all is said");
    for (exp, expected) in [(now - 29, None), (now - 30, Some(CheckId::ClaimExp))] {
        let token = issuer.sign(&issuer.header(), &claims().with("exp", exp));
        assert_eq!(
            first_failure(&token, &issuer.keys(), &with_leeway),
            expected
        );
    }
    for (nbf, expected) in [(now + 30, None), (now + 31, Some(CheckId::ClaimNbf))] {
        let token = issuer.sign(&issuer.header(), &claims().with("nbf", nbf));
        assert_eq!(
            first_failure(&token, &issuer.keys(), &with_leeway),
            expected
        );
    }
}

#[test]
fn fractions_of_a_second_do_not_round_in_the_wrong_direction() {
    let issuer = Issuer::new(Algorithm::ES256);
    for (exp, expected) in [
        ("1700000000.5", None),
        ("1699999999.5", Some(CheckId::ClaimExp)),
        ("1.7000036e9", None),
    ] {
        let text = claims().to_string().replace("1700003600", exp);
        let token = issuer.sign_text(&issuer.header().to_string(), &text);
        assert_eq!(
            first_failure(&token, &issuer.keys(), &policy(Profile::AtJwt)),
            expected,
            "{exp}"
        );
    }
}

#[test]
fn id_tokens_need_their_nonce_and_party() {
    let issuer = Issuer::new(Algorithm::RS256);
    let header = issuer.header().with("typ", "JWT");
    let id_token = claims()
        .with("aud", vec!["api1", "other"])
        .with("nonce", "n1");
    let policy = builder(Profile::IdToken)
        .nonce("n1")
        .client_id("api1")
        .policy()
        .expect("all is said");
    let check =
        |claims: &Object| first_failure(&issuer.sign(&header, claims), &issuer.keys(), &policy);
    assert_eq!(check(&id_token), Some(CheckId::ClaimAzp));
    assert_eq!(check(&id_token.clone().with("azp", "api1")), None);
    assert_eq!(
        check(&id_token.clone().with("azp", "other")),
        Some(CheckId::ClaimAzp)
    );
    assert_eq!(
        check(&id_token.clone().with("azp", "api1").with("nonce", "n2")),
        Some(CheckId::ClaimNonce)
    );
    assert_eq!(
        first_failure(
            &issuer.sign(&issuer.header(), &id_token),
            &issuer.keys(),
            &policy
        ),
        Some(CheckId::HeaderTyp)
    );
}

#[test]
fn identityserver4_tokens_pass_their_own_profile_by_a_named_relaxation() {
    let issuer = Issuer::new(Algorithm::RS256);
    let mut machine = claims().with("scope", vec!["api1"]);
    machine.remove("sub");
    let token = issuer.sign(&issuer.header(), &machine);
    assert_eq!(
        first_failure(&token, &issuer.keys(), &policy(Profile::IdentityServer4)),
        None
    );
    assert_eq!(
        first_failure(&token, &issuer.keys(), &policy(Profile::AtJwt)),
        Some(CheckId::ClaimSub)
    );
    let report = explain(
        &token,
        Some(&issuer.keys()),
        Some(&policy(Profile::IdentityServer4)),
        NOW,
    );
    assert_eq!(
        report.check(CheckId::ClaimSub).map(|check| check.status),
        Some(Status::Warn)
    );

    machine.remove("aud");
    let token = issuer.sign(&issuer.header(), &machine);
    assert_eq!(
        first_failure(&token, &issuer.keys(), &policy(Profile::IdentityServer4)),
        Some(CheckId::ClaimAud)
    );
    let waived = builder(Profile::IdentityServer4)
        .waive_audience()
        .scope("api1")
        .policy()
        .expect("all is said");
    assert_eq!(first_failure(&token, &issuer.keys(), &waived), None);
    let strict = builder(Profile::AtJwt)
        .waive_audience()
        .policy()
        .expect("all is said");
    assert_eq!(
        first_failure(&token, &issuer.keys(), &strict),
        Some(CheckId::ClaimAud)
    );
}

#[test]
fn a_verified_token_holds_until_the_second_that_it_says() {
    let issuer = Issuer::new(Algorithm::ES256);
    let (keys, end) = (issuer.keys(), NOW.unix_seconds());
    let long = claims().with("iat", end - 5).with("exp", end + 900);
    for (claims, builder, seconds) in [
        (long.clone(), builder(Profile::Jwt), Some(900)),
        (
            long.clone(),
            builder(Profile::Jwt).leeway_seconds(30),
            Some(930),
        ),
        (
            long.clone(),
            builder(Profile::Jwt).max_age_seconds(60),
            Some(56),
        ),
        (
            long.clone(),
            builder(Profile::Jwt).max_age_seconds(60).leeway_seconds(30),
            Some(86),
        ),
        (
            long.clone(),
            builder(Profile::Jwt).max_age_seconds(u64::MAX),
            Some(900),
        ),
        (
            without("exp"),
            builder(Profile::Jwt).allow_missing_expiry(),
            None,
        ),
    ] {
        let policy = builder.policy().expect("all is said");
        let token = issuer.sign(&issuer.header(), &claims);
        let verified = verify(&token, &keys, &policy, NOW).expect("it holds now");
        let until = verified.holds_until(&policy);
        assert_eq!(until, seconds.map(|seconds| NOW.plus_seconds(seconds)));
        if let Some(until) = until {
            assert!(verify(&token, &keys, &policy, until.plus_seconds(-1)).is_ok());
            assert!(verify(&token, &keys, &policy, until).is_err());
        }
    }
}

#[test]
fn claims_come_as_a_type_of_the_callers_own() {
    #[derive(serde::Deserialize)]
    struct Client {
        client_id: String,
        exp: i64,
    }
    let issuer = Issuer::new(Algorithm::ES256);
    let token = issuer.sign(&issuer.header(), &claims());
    let verified = verify(&token, &issuer.keys(), &policy(Profile::AtJwt), NOW).unwrap();
    let client: Client = verified.deserialize().unwrap();
    assert_eq!(client.client_id, "client");
    assert_eq!(client.exp, NOW.unix_seconds() + 3_600);
    assert!(verified.deserialize::<Vec<u8>>().is_err());
}

#[test]
fn a_claim_of_another_json_type_is_a_warning_where_nothing_is_decided_by_it() {
    let issuer = Issuer::new(Algorithm::ES256);
    let claims = claims()
        .with("amr", "pwd")
        .with("email_verified", "true")
        .with("roles", "one");
    let token = issuer.sign(&issuer.header(), &claims);
    let policy = policy(Profile::AtJwt);
    let report = explain(&token, Some(&issuer.keys()), Some(&policy), NOW);
    let check = report.check(CheckId::ClaimValueType).unwrap();
    assert_eq!(check.status, Status::Warn);
    assert_eq!(
        check.message,
        "amr is a string, where RFC 8176 has an array of strings; email_verified is a string, where OpenID Connect Core §5.1 has a boolean"
    );
    assert_eq!(report.verdict, Verdict::Accepted);
}

#[test]
fn a_claim_of_another_json_type_fails_where_a_check_reads_it() {
    let issuer = Issuer::new(Algorithm::ES256);
    for (name, value, id) in [
        ("scope", "1", CheckId::ClaimScope),
        ("aud", "1", CheckId::ClaimAud),
        ("aud", "[1]", CheckId::ClaimAud),
        ("iss", "[]", CheckId::ClaimIss),
        ("azp", "{}", CheckId::ClaimAzp),
        ("sub", "1", CheckId::ClaimSub),
        ("exp", "\"1\"", CheckId::ClaimExp),
    ] {
        let claims = object(&without(name).to_string().replacen(
            '{',
            &format!("{{\"{name}\":{value},"),
            1,
        ));
        let token = issuer.sign(&issuer.header(), &claims);
        let report = inspect(&token, NOW).report;
        assert_eq!(report.check(id).unwrap().status, Status::Fail, "{name}");
        let policy = policy(Profile::Jwt);
        let strict = first_failure(&token, &issuer.keys(), &policy);
        assert_eq!(strict, Some(id), "{name}");
    }
}

#[test]
fn what_came_with_an_id_token_is_compared_where_the_token_says_a_hash_of_it() {
    let issuer = Issuer::new(Algorithm::ES256);
    let header = issuer.header().with("typ", "JWT");
    let expected = builder(Profile::IdToken)
        .with_access_token(b"access-1")
        .with_code(b"code-1");
    let policy = expected.policy().unwrap();
    // The left half of each SHA-256 (OpenID Connect Core §3.1.3.6).
    let (at_hash, c_hash) = ("9MKET0Y7WpOlF96BtnoJyA", "Ub1mOf7XwLSCavbAa_5PTA");
    let mut table = String::new();
    for (name, value) in [
        ("at_hash", Some(at_hash)),
        ("at_hash", Some(c_hash)),
        ("at_hash", None),
        ("c_hash", Some(c_hash)),
        ("c_hash", Some(at_hash)),
        ("c_hash", None),
    ] {
        let claims = match value {
            Some(value) => claims().with(name, value),
            None => claims(),
        };
        let token = issuer.sign(&header, &claims);
        let report = explain(&token, Some(&issuer.keys()), Some(&policy), NOW);
        let mut checks = report.checks.iter();
        let check = checks.find(|check| check.id.as_str() == format!("claim.{name}"));
        table.push_str(&format!("{name} {value:?}: {:?}\n", check.unwrap().status));
    }
    expect![[r#"
        at_hash Some("9MKET0Y7WpOlF96BtnoJyA"): Pass
        at_hash Some("Ub1mOf7XwLSCavbAa_5PTA"): Fail
        at_hash None: Warn
        c_hash Some("Ub1mOf7XwLSCavbAa_5PTA"): Pass
        c_hash Some("9MKET0Y7WpOlF96BtnoJyA"): Fail
        c_hash None: Skip
    "#]]
    .assert_eq(&table);
}
