//! Tokens, keys and pastes made to slip through, to take long, or to be repeated in messages.

use claimscope_core::alg::Algorithm;
use claimscope_core::crypto::KeySet;
use claimscope_core::json::{Object, Value};
use claimscope_core::jwk::{Jwk, JwkSet};
use claimscope_core::jwt::{Expectations, Profile};
use claimscope_core::report::{CheckId, Format, KeySource, Report, Status, Verdict};
use claimscope_core::{base64url, explain, inspect};

use crate::support::{ISSUER, Issuer, NOW, builder, claims, first_failure, policy};

const TENANT: &str = "9188040d-6c67-4c5b-b112-36a304b66dad";
const TEMPLATE: &str = "https://login.microsoftonline.com/{tenantid}/v2.0";

fn set_of(issuer: &Issuer, change: impl FnOnce(&mut Jwk)) -> JwkSet {
    let mut key = issuer.private.public().expect("a public form");
    change(&mut key);
    JwkSet {
        keys: vec![key],
        skipped: Vec::new(),
    }
}

fn message(report: &Report, id: CheckId) -> &str {
    report.check(id).map_or("", |check| &check.message)
}

#[test]
fn an_issuer_cannot_publish_a_key_in_the_name_of_another() {
    let mallory = Issuer::new(Algorithm::ES256);
    let set = set_of(&mallory, |key| key.issuer = Some(ISSUER.to_owned()));
    let keys = KeySet::from_issuer(set, "https://mallory");
    let both = builder(Profile::AtJwt)
        .issuer("https://mallory")
        .policy()
        .expect("all is said");
    let token = mallory.sign(&mallory.header(), &claims());
    assert_eq!(
        first_failure(&token, &keys, &both),
        Some(CheckId::KeyIssuer)
    );
    let own = mallory.sign(&mallory.header(), &claims().with("iss", "https://mallory"));
    assert_eq!(
        first_failure(&own, &keys, &both),
        Some(CheckId::KeyIssuer),
        "nor for itself, with a key that it says is another's"
    );
}

#[test]
fn a_tenants_own_key_vouches_for_that_tenant_alone() {
    let entra = Issuer::new(Algorithm::RS256);
    let of_tenant = |tenant: &str| {
        claims()
            .with("iss", TEMPLATE.replace("{tenantid}", tenant))
            .with("tid", tenant)
    };
    let policy = Expectations::of(Profile::Jwt)
        .issuer(TEMPLATE)
        .audience("api1")
        .algorithms_of_keys()
        .policy()
        .expect("all is said");
    let keys = |own: &str| {
        let set = set_of(&entra, |key| key.issuer = Some(own.to_owned()));
        KeySet::from_issuer(set, TEMPLATE)
    };
    let (any, one) = (
        keys(TEMPLATE),
        keys(&TEMPLATE.replace("{tenantid}", TENANT)),
    );
    let other = "72f988bf-86f1-41af-91ab-2d7cd011db47";
    for (keys, claims, expected) in [
        (&any, of_tenant(TENANT), None),
        (&any, of_tenant(other), None),
        (&one, of_tenant(TENANT), None),
        (&one, of_tenant(other), Some(CheckId::KeyIssuer)),
        (&any, of_tenant("evil"), Some(CheckId::KeyIssuer)),
        (&any, of_tenant(""), Some(CheckId::KeyIssuer)),
        (
            &any,
            of_tenant(TENANT).with("tid", other),
            Some(CheckId::KeyIssuer),
        ),
        (
            &any,
            claims().with("iss", TEMPLATE).with("tid", TENANT),
            Some(CheckId::KeyIssuer),
        ),
    ] {
        let token = entra.sign(&entra.header(), &claims);
        assert_eq!(first_failure(&token, keys, &policy), expected, "{claims}");
    }
}

#[test]
fn an_id_token_of_another_client_is_refused_though_it_has_no_azp() {
    let issuer = Issuer::new(Algorithm::RS256);
    let header = issuer.header().with("typ", "JWT");
    let waived = builder(Profile::IdToken)
        .waive_audience()
        .client_id("app")
        .policy()
        .expect("all is said");
    let stated = policy(Profile::IdToken);
    for (policy, aud, azp, expected) in [
        (&waived, Value::from("app"), None, None),
        (&waived, "other".into(), None, Some(CheckId::ClaimAzp)),
        (&waived, "other".into(), Some("app"), None),
        (&stated, vec!["api1", "other"].into(), Some("api1"), None),
        (
            &stated,
            vec!["api1", "other"].into(),
            Some("other"),
            Some(CheckId::ClaimAzp),
        ),
        (&stated, "api1".into(), Some("android"), None),
    ] {
        let mut id_token = claims().with("aud", aud);
        if let Some(azp) = azp {
            id_token.set("azp", azp);
        }
        let token = issuer.sign(&header, &id_token);
        assert_eq!(
            first_failure(&token, &issuer.keys(), policy),
            expected,
            "{id_token}"
        );
    }
}

#[test]
fn an_empty_list_of_audiences_is_no_audience() {
    let issuer = Issuer::new(Algorithm::ES256);
    let waived = builder(Profile::AtJwt)
        .waive_audience()
        .policy()
        .expect("all is said");
    let nobody = claims().with("aud", Value::Array(Vec::new()));
    let token = issuer.sign(&issuer.header(), &nobody);
    assert_eq!(
        first_failure(&token, &issuer.keys(), &waived),
        Some(CheckId::ClaimAud)
    );
}

#[test]
fn an_unencoded_payload_is_refused_even_where_it_is_not_called_critical() {
    let issuer = Issuer::new(Algorithm::ES256);
    for (b64, expected) in [
        (Value::from(false), Some(CheckId::HeaderCrit)),
        (Value::from("false"), Some(CheckId::HeaderCrit)),
        (Value::from(true), None),
    ] {
        let token = issuer.sign(&issuer.header().with("b64", b64), &claims());
        assert_eq!(
            first_failure(&token, &issuer.keys(), &policy(Profile::AtJwt)),
            expected
        );
    }
}

#[test]
fn messages_never_repeat_at_length_what_a_token_says() {
    let issuer = Issuer::new(Algorithm::ES256);
    let long = "x".repeat(10_000);
    let text = claims()
        .with("aud", long.as_str())
        .with("iss", vec![long.as_str()])
        .with("scope", 1)
        .to_string()
        .replacen('{', &format!(r#"{{"{long}":1,"{long}":2,"#), 1);
    let header = issuer
        .header()
        .with("typ", long.as_str())
        .with("kid", long.as_str())
        .with("crit", vec![long.as_str()]);
    let token = issuer.sign_text(&header.to_string(), &text);
    let report = explain(
        &token,
        Some(&issuer.keys()),
        Some(&policy(Profile::AtJwt)),
        NOW,
    );
    for check in &report.checks {
        let words = [
            Some(&check.message),
            check.expected.as_ref(),
            check.actual.as_ref(),
            check.hint.as_ref(),
        ];
        for words in words.into_iter().flatten() {
            assert!(words.len() < 500, "{}: {words:.80}", check.id);
        }
    }
}

#[test]
fn messages_do_not_steer_the_terminal() {
    let issuer = Issuer::new(Algorithm::ES256);
    let evil = "\u{1b}[2Jaccepted\u{202e}";
    let claims = claims()
        .with("iss", evil)
        .with("aud", evil)
        .with("jti", evil);
    let header = issuer.header().with("typ", evil).with("kid", evil);
    let token = issuer.sign(&header, &claims);
    let report = explain(
        &token,
        Some(&issuer.keys()),
        Some(&policy(Profile::AtJwt)),
        NOW,
    );
    for check in &report.checks {
        let words = format!("{}{:?}{:?}", check.message, check.actual, check.hint);
        assert!(!words.contains(['\u{1b}', '\u{202e}']), "{}", check.id);
        let actual = check.actual.as_deref().unwrap_or_default();
        assert!(!actual.contains(['\u{1b}', '\u{202e}']), "{}", check.id);
    }
}

#[test]
fn debug_output_never_has_the_token() {
    let issuer = Issuer::new(Algorithm::ES256);
    let token = issuer.sign(&issuer.header(), &claims());
    for text in [
        token.clone(),
        format!("Bearer {token}"),
        "6f1ed002ab5595859014ebf0951522d9".to_owned(),
    ] {
        let inspection = inspect(&text, NOW);
        assert!(!format!("{inspection:?}").contains(&inspection.token));
        let json = inspection.report.to_json();
        assert!(!json.contains(&inspection.token));
    }
}

#[test]
fn hostile_shapes_are_read_in_proportion_to_their_length() {
    let issuer = Issuer::new(Algorithm::ES256);
    let keys = issuer.keys();
    let policy = policy(Profile::AtJwt);
    let names: Vec<String> = (0..9_000).map(|index| format!("{index:x}")).collect();
    let members = |value: &str| {
        let members: Vec<String> = names
            .iter()
            .map(|name| format!(r#""{name}":{value}"#))
            .collect();
        members.join(",")
    };
    let repeated = format!("{{{0},{0}}}", members("0"));
    let nested = format!("{{{}}}", members(r#"{"a":0}"#));
    let list = |element: &str, count: usize| vec![element; count].join(",");
    let audiences = format!(r#"{{"aud":[{}]}}"#, list(r#""http://h/a""#, 12_000));
    let scopes = format!(r#"{{"scope":[{}]}}"#, list(r#""a""#, 40_000));
    let surrogates = format!(r#"{{"a":"{}"}}"#, "\\ud800".repeat(25_000));
    let dots = format!("eyJ{}", ".".repeat(250_000));
    let claims = [repeated, nested, audiences, scopes, surrogates];
    let tokens = claims
        .iter()
        .map(|claims| issuer.sign_text(&issuer.header().to_string(), claims))
        .chain([dots]);
    for token in tokens {
        assert!(first_failure(&token, &keys, &policy).is_some());
        assert_ne!(inspect(&token, NOW).report.verdict, Verdict::Accepted);
    }
}

#[test]
fn explains_what_was_pasted_without_calling_it_what_it_is_not() {
    let found = |text: &str| inspect(text, NOW).report;
    assert_eq!(found("00D5g000004CXYZ!ARQAQK8l").format, Format::Opaque);
    let page = found("<html>401</html>");
    assert_eq!(page.format, Format::Other);
    assert_eq!(page.checks, [], "there is nothing to check");
    let verified = claimscope_core::explain("<html>401</html>", None, None, NOW);
    assert!(message(&verified, CheckId::FormatParts).contains("no token can be seen"));
}

#[test]
fn says_when_the_key_meant_is_there_and_cannot_be_used() {
    let issuer = Issuer::new(Algorithm::RS256);
    let token = issuer.sign(&issuer.header(), &claims());
    let kid = issuer.private.kid.clone().unwrap_or_default();
    let damaged = Object::new()
        .with("kty", "RSA")
        .with("kid", kid)
        .with("n", "*")
        .with("e", "AQAB");
    let set = JwkSet::parse(
        Object::new()
            .with("keys", vec![damaged])
            .to_string()
            .as_bytes(),
    )
    .expect("a set");
    let keys = KeySet::from_jwks(set, KeySource::Jwks);
    let report = explain(&token, Some(&keys), Some(&policy(Profile::AtJwt)), NOW);
    let check = report.check(CheckId::KeyFound).expect("it is always told");
    assert_eq!(check.status, Status::Fail);
    assert_eq!(
        check.message,
        "the key that the token asks for cannot be used"
    );
}

#[test]
fn of_keys_that_do_not_fit_the_nearest_is_named() {
    let issuer = Issuer::new(Algorithm::RS256);
    let stranger = Issuer::new(Algorithm::ES256);
    let mut set = set_of(&stranger, |_| {});
    let encrypting = set_of(&issuer, |key| key.key_use = Some("enc".to_owned()));
    set.keys.extend(encrypting.keys);
    let mut header = issuer.header();
    header.remove("kid");
    let token = issuer.sign(&header, &claims());
    assert_eq!(
        first_failure(
            &token,
            &KeySet::from_jwks(set, KeySource::Jwks),
            &policy(Profile::AtJwt)
        ),
        Some(CheckId::KeyUse)
    );
}

#[test]
fn only_microsofts_tokens_are_called_graphs() {
    let issuer = Issuer::new(Algorithm::RS256);
    let header = issuer.header().with("nonce", "n");
    let stranger = Issuer::new(Algorithm::RS256);
    let keys = KeySet::from_jwks(
        set_of(&stranger, |key| key.kid = issuer.private.kid.clone()),
        KeySource::Jwks,
    );
    for (iss, is_graph) in [("https://sts.windows.net/9188040d/", true), (ISSUER, false)] {
        let token = issuer.sign(&header, &claims().with("iss", iss));
        let report = explain(&token, Some(&keys), Some(&policy(Profile::AtJwt)), NOW);
        assert_eq!(
            message(&report, CheckId::SignatureValue).contains("Graph"),
            is_graph
        );
    }
}

#[test]
fn a_token_without_its_signature_is_not_blamed_for_its_algorithm() {
    let issuer = Issuer::new(Algorithm::ES256);
    let token = issuer.sign(&issuer.header(), &claims());
    let cut = &token[..token.rfind('.').expect("two dots")];
    let report = inspect(cut, NOW).report;
    let failed: Vec<CheckId> = report.failures().map(|check| check.id).collect();
    assert_eq!(failed, [CheckId::FormatParts]);
    assert_eq!(
        message(&report, CheckId::HeaderAlg),
        "ES256 is a signature algorithm"
    );
}

#[test]
fn only_der_is_called_der() {
    let issuer = Issuer::new(Algorithm::ES256);
    let token = issuer.sign(&issuer.header(), &claims());
    let unsigned = &token[..=token.rfind('.').expect("two dots")];
    let mut der = vec![0x30, 68];
    der.extend([7; 68]);
    for (signature, is_der) in [(der, true), (vec![7; 60], false)] {
        let token = format!("{unsigned}{}", base64url::encode(signature));
        let report = explain(&token, Some(&issuer.keys()), None, NOW);
        let check = report.check(CheckId::SignatureValue).expect("it is told");
        assert_eq!(check.status, Status::Fail);
        let hint = check.hint.as_deref().unwrap_or_default();
        assert_eq!(hint.contains("DER"), is_der, "{hint}");
    }
}

#[test]
fn an_issuer_of_two_names_vouches_for_these_two_alone() {
    let adfs = Issuer::new(Algorithm::ES256);
    let names = [
        "https://fs.example/adfs",
        "http://fs.example/adfs/services/trust",
    ];
    let other = "https://bank.example";
    let keys = KeySet::from_issuer_of_names(set_of(&adfs, |_| {}), names);
    let all = names.into_iter().chain([other]);
    let policy = all
        .clone()
        .fold(builder(Profile::AtJwt), Expectations::issuer)
        .policy()
        .expect("all is said");
    for issuer in all {
        let token = adfs.sign(&adfs.header(), &claims().with("iss", issuer));
        let expected = (issuer == other).then_some(CheckId::KeyIssuer);
        assert_eq!(first_failure(&token, &keys, &policy), expected, "{issuer}");
    }
}
