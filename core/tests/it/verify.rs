//! Every check fails for its own reason, and verify and explain never disagree.

use std::sync::Arc;

use claimscope_core::alg::Algorithm;
use claimscope_core::crypto::KeySet;
use claimscope_core::crypto::SigningKey;
use claimscope_core::json::{Object, Value};
use claimscope_core::jwk::{Jwk, JwkSet};
use claimscope_core::jwt::Profile;
use claimscope_core::report::{CheckId, Format, KeySource, SignatureStatus, Status, Verdict};
use claimscope_core::secret::Secret;
use claimscope_core::split::Parsed;
use claimscope_core::{base64url, explain, inspect, jwt, verify, verify_jws};

use crate::support::{
    ISSUER, Issuer, NOW, builder, claims, entropy, first_failure, object, policy, without,
};

#[test]
fn accepts_a_good_token_of_every_algorithm() {
    for algorithm in Algorithm::all() {
        let issuer = Issuer::new(algorithm);
        let token = issuer.sign(&issuer.header(), &claims());
        assert_eq!(
            first_failure(&token, &issuer.keys(), &policy(Profile::AtJwt)),
            None,
            "{algorithm}"
        );
        let verified =
            verify(&token, &issuer.keys(), &policy(Profile::AtJwt), NOW).expect("accepted");
        assert_eq!(verified.algorithm(), algorithm);
        assert_eq!(verified.claims().get_str("client_id"), Some("client"));
    }
}

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
fn names_the_check_that_a_bad_header_fails() {
    let issuer = Issuer::new(Algorithm::ES256);
    use CheckId as Id;
    for (name, header, expected) in [
        (
            "no alg",
            Object::new().with("typ", "at+jwt").with("alg", Value::Null),
            Id::HeaderAlg,
        ),
        (
            "alg none",
            issuer.header().with("alg", "none"),
            Id::HeaderAlg,
        ),
        (
            "alg nOnE",
            issuer.header().with("alg", "nOnE"),
            Id::HeaderAlg,
        ),
        (
            "alg in lower case",
            issuer.header().with("alg", "es256"),
            Id::HeaderAlg,
        ),
        ("typ JWT", issuer.header().with("typ", "JWT"), Id::HeaderTyp),
        (
            "typ of a proof",
            issuer.header().with("typ", "dpop+jwt"),
            Id::HeaderTyp,
        ),
        (
            "unknown crit",
            issuer.header().with("crit", vec!["exp"]),
            Id::HeaderCrit,
        ),
        (
            "empty crit",
            issuer.header().with("crit", Value::Array(Vec::new())),
            Id::HeaderCrit,
        ),
        (
            "b64",
            issuer.header().with("crit", vec!["b64"]).with("b64", false),
            Id::HeaderCrit,
        ),
        (
            "kid of the wrong type",
            issuer.header().with("kid", 1),
            Id::HeaderKid,
        ),
        (
            "unknown kid",
            issuer.header().with("kid", "../../etc/passwd"),
            Id::KeyFound,
        ),
        (
            "a secret's algorithm",
            issuer.header().with("alg", "HS256"),
            Id::KeyType,
        ),
        (
            "another curve",
            issuer.header().with("alg", "ES384"),
            Id::KeyType,
        ),
    ] {
        let token = issuer.sign(&header, &claims());
        assert_eq!(
            first_failure(&token, &issuer.keys(), &policy(Profile::AtJwt)),
            Some(expected),
            "{name}"
        );
    }
}

#[test]
fn names_the_check_that_a_bad_key_fails() {
    let issuer = Issuer::new(Algorithm::RS256);
    let token = issuer.sign(&issuer.header(), &claims());
    let public = issuer.private.public().expect("RSA has a public form");
    let set = |keys: Vec<Jwk>| {
        KeySet::from_jwks(
            JwkSet {
                keys,
                skipped: Vec::new(),
            },
            KeySource::Jwks,
        )
    };
    let changed = |change: fn(&mut Jwk)| {
        let mut key = public.clone();
        change(&mut key);
        set(vec![key])
    };
    use CheckId as Id;
    for (name, keys, expected) in [
        ("no keys", set(Vec::new()), Some(Id::KeyFound)),
        (
            "twice the same kid",
            set(vec![public.clone(), public.clone()]),
            Some(Id::KeyAmbiguous),
        ),
        (
            "for encryption",
            changed(|key| key.key_use = Some("enc".to_owned())),
            Some(Id::KeyUse),
        ),
        (
            "for another algorithm",
            changed(|key| key.alg = Some("PS256".to_owned())),
            Some(Id::KeyUse),
        ),
        (
            "for wrapping",
            changed(|key| key.key_ops = Some(vec!["wrapKey".to_owned()])),
            Some(Id::KeyUse),
        ),
        (
            "of another issuer",
            changed(|key| key.issuer = Some("https://other".to_owned())),
            Some(Id::KeyIssuer),
        ),
        (
            "without alg, as Entra's",
            changed(|key| key.alg = None),
            None,
        ),
        (
            "another key of that kid",
            {
                let mut other = Issuer::new(Algorithm::RS256)
                    .private
                    .public()
                    .expect("RSA has a public form");
                other.kid.clone_from(&public.kid);
                set(vec![other])
            },
            Some(Id::SignatureValue),
        ),
    ] {
        assert_eq!(
            first_failure(&token, &keys, &policy(Profile::AtJwt)),
            expected,
            "{name}"
        );
    }
}

#[test]
fn a_weak_secret_is_refused_unless_asked_for() {
    let private = Jwk::from_secret(Secret::from("secret"));
    let key = SigningKey::new(&private, Algorithm::HS256);
    let Ok(key) = key else { return };
    let token =
        jwt::sign(&Object::new(), &claims(), &key, &mut entropy).expect("a short secret signs");
    let keys = KeySet::from_key(private, KeySource::Secret);
    assert_eq!(
        first_failure(&token, &keys, &policy(Profile::Jwt)),
        Some(CheckId::KeyStrength)
    );
    let tolerant = builder(Profile::Jwt)
        .allow_weak_keys()
        .policy()
        .expect("all is said");
    assert_eq!(first_failure(&token, &keys, &tolerant), None);
}

#[test]
fn a_key_from_inside_the_token_never_makes_it_accepted() {
    let issuer = Issuer::new(Algorithm::ES256);
    let public = issuer.private.public().expect("EC has a public form");
    let header = issuer.header().with("jwk", public.to_json());
    let token = issuer.sign(&header, &claims());
    let keys = KeySet::from_key(public, KeySource::Embedded);
    assert_eq!(
        first_failure(&token, &keys, &policy(Profile::AtJwt)),
        Some(CheckId::KeyIssuer)
    );
    let report = explain(&token, Some(&keys), Some(&policy(Profile::AtJwt)), NOW);
    assert_eq!(
        (report.verdict, report.signature.status),
        (Verdict::Unverified, SignatureStatus::Valid)
    );
    let ours = Issuer::new(Algorithm::ES256);
    assert_eq!(
        first_failure(&token, &ours.keys(), &policy(Profile::AtJwt)),
        Some(CheckId::KeyFound)
    );
}

#[test]
fn keys_of_one_issuer_do_not_vouch_for_another() {
    let issuer = Issuer::new(Algorithm::ES256);
    let token = issuer.sign(&issuer.header(), &claims());
    let published = |owner: &str| {
        let public = issuer.private.public().expect("EC has a public form");
        let set = JwkSet {
            keys: vec![public],
            skipped: Vec::new(),
        };
        KeySet::from_issuer(set, owner)
    };
    let policy = policy(Profile::AtJwt);
    assert_eq!(first_failure(&token, &published(ISSUER), &policy), None);
    let expected = Some(CheckId::KeyIssuer);
    assert_eq!(
        first_failure(&token, &published("https://other"), &policy),
        expected
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
fn tampering_anywhere_is_found() {
    let issuer = Issuer::new(Algorithm::ES256);
    let (keys, policy) = (issuer.keys(), policy(Profile::AtJwt));
    let token = issuer.sign(&issuer.header(), &claims());
    for at in 0..token.len() {
        for replacement in ["A", "B", ".", "=", " ", "é", ""] {
            let changed = format!("{}{replacement}{}", &token[..at], &token[at + 1..]);
            if changed != token {
                assert!(
                    first_failure(&changed, &keys, &policy).is_some(),
                    "{replacement:?} at {at}"
                );
            }
        }
        assert!(
            first_failure(&token[..at], &keys, &policy).is_some(),
            "cut at {at}"
        );
    }
}

#[test]
fn a_payload_that_is_no_claims_set_verifies_as_jws_alone() {
    let issuer = Issuer::new(Algorithm::EdDSA);
    let text = issuer.sign_text(
        &issuer.header().to_string(),
        "It’s a dangerous business, Frodo",
    );
    let verified = verify_jws(&text, &issuer.keys()).expect("a good signature");
    assert_eq!(
        verified.payload(),
        "It’s a dangerous business, Frodo".as_bytes()
    );
    assert_eq!(
        first_failure(&text, &issuer.keys(), &policy(Profile::AtJwt)),
        Some(CheckId::FormatJson)
    );
}

#[test]
fn without_key_or_policy_nothing_is_proved() {
    let issuer = Issuer::new(Algorithm::ES256);
    let token = issuer.sign(&issuer.header(), &claims());
    assert_eq!(inspect(&token, NOW).report.verdict, Verdict::Unverified);
    assert_eq!(
        explain(&token, Some(&issuer.keys()), None, NOW).verdict,
        Verdict::Unverified
    );
    assert_eq!(
        explain(&token, None, Some(&policy(Profile::AtJwt)), NOW).verdict,
        Verdict::Unverified
    );
    let expired = issuer.sign(&issuer.header(), &claims().with("exp", 1));
    assert_eq!(inspect(&expired, NOW).report.verdict, Verdict::Rejected);
}

#[test]
fn a_cut_or_stripped_signature_is_noticed_without_a_key() {
    for algorithm in [Algorithm::RS256, Algorithm::ES256, Algorithm::HS256] {
        let issuer = Issuer::new(algorithm);
        let token = issuer.sign(&issuer.header(), &claims());
        let stripped = &token[..=token.rfind('.').expect("two dots")];
        for cut in [stripped, &token[..stripped.len() + 40]] {
            let report = inspect(cut, NOW).report;
            assert_eq!(report.verdict, Verdict::Rejected, "{algorithm}");
            let failed: Vec<_> = report.failures().map(|check| check.id).collect();
            assert_eq!(failed, [CheckId::SignatureValue], "{algorithm}");
        }
    }
}

#[test]
fn inspecting_is_total() {
    let deep = format!(
        "{}.{}.",
        base64url::encode("{}"),
        base64url::encode("[".repeat(20_000))
    );
    let huge = format!("Bearer eyJ{}", "A".repeat(10 * 1024 * 1024));
    for text in [
        "",
        "\u{0}",
        "ÿþ",
        ".",
        "..",
        "...",
        "....",
        "a.b.c",
        "Bearer",
        "Bearer ",
        "{}",
        "[]",
        "{\"access_token\":1}",
        "\u{feff}",
        &deep,
        &huge,
    ] {
        let inspection = inspect(text, NOW);
        let checks = inspection.report.checks.len();
        let is_document = inspection.report.format == Format::Other && checks == 0;
        assert!(
            is_document || checks == CheckId::ALL.len(),
            "every check is told of, or there was nothing to check: {text:?}"
        );
        assert_ne!(inspection.report.verdict, Verdict::Accepted);
    }
}

#[test]
fn the_report_lists_every_check_in_its_order() {
    let report = inspect("a.b.c", NOW).report;
    let ids: Vec<CheckId> = report.checks.iter().map(|check| check.id).collect();
    assert_eq!(ids, CheckId::ALL);
}

#[test]
fn the_report_keeps_exact_integers() {
    let issuer = Issuer::new(Algorithm::ES256);
    let text = claims().to_string().replace(
        "\"alice\"",
        "\"alice\",\"big\":9007199254740993,\"bigger\":123456789012345678901234567890",
    );
    let token = issuer.sign_text(&issuer.header().to_string(), &text);
    let json = explain(
        &token,
        Some(&issuer.keys()),
        Some(&policy(Profile::AtJwt)),
        NOW,
    )
    .to_json();
    assert!(json.contains("9007199254740993") && json.contains("123456789012345678901234567890"));
    assert!(json.contains(r#""verdict": "accepted""#));
}

#[test]
fn a_scope_in_an_id_token_is_worth_a_warning() {
    let issuer = Issuer::new(Algorithm::ES256);
    let token = issuer.sign(&issuer.header().with("typ", "JWT"), &claims());
    let policy = policy(Profile::IdToken);
    let report = explain(&token, Some(&issuer.keys()), Some(&policy), NOW);
    let status = report.check(CheckId::ClaimType).map(|check| check.status);
    assert_eq!(status, Some(Status::Warn));
}

#[test]
fn a_text_too_long_to_search_is_told_its_true_size() {
    let text = format!("no token here {}\n", "? ".repeat(2_000_000));
    let report = inspect(&text, NOW).report;
    let size = report
        .check(CheckId::FormatSize)
        .expect("every check is told of");
    let bytes = text.trim().len();
    assert_eq!(
        size.actual.as_deref(),
        Some(format!("{bytes} bytes").as_str())
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
fn an_encrypted_token_is_never_accepted_and_says_that_decryption_is_not_supported() {
    let issuer = Issuer::new(Algorithm::ES256);
    let header = base64url::encode(r#"{"alg":"RSA-OAEP","enc":"A256GCM","cty":"JWT"}"#);
    let token = format!("{header}.AAAA.AAAA.AAAA.AAAA");
    let policy = policy(Profile::AtJwt);
    let before_keys = Parsed::new(&token, Arc::new(policy.clone()), NOW);
    assert_eq!(before_keys.err().unwrap().code(), "signature.algorithm");
    assert_eq!(
        first_failure(&token, &issuer.keys(), &policy),
        Some(CheckId::SignatureAlgorithm)
    );
    let rejection = verify_jws(&token, &issuer.keys()).unwrap_err();
    assert_eq!(rejection.code(), "key.found");
    assert!(
        rejection
            .check()
            .message
            .contains("decryption is not supported")
    );

    let inspected = explain(&token, None, None, NOW);
    assert_eq!(inspected.format, Format::Jwe);
    assert_eq!(inspected.verdict, Verdict::Unverified);
    assert_eq!(inspected.failures().next(), None);
    let keys_alone = explain(&token, Some(&issuer.keys()), None, NOW);
    assert_eq!(keys_alone.verdict, Verdict::Rejected);
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
