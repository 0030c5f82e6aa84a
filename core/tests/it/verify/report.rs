//! What a report says, whatever the text.

use claimscope_core::alg::Algorithm;
use claimscope_core::json::Object;
use claimscope_core::jwt::Profile;
use claimscope_core::report::{CheckId, Format, Status, Verdict};
use claimscope_core::{MAX_SHOWN_TOKEN_BYTES, base64url, explain, inspect, verify};

use crate::support::{Issuer, NOW, claims, policy};

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
            is_document || checks == of_any_token().count(),
            "every check is told of, or there was nothing to check: {text:?}"
        );
        assert_ne!(inspection.report.verdict, Verdict::Accepted);
    }
}

/// The checks that every report lists.
fn of_any_token() -> impl Iterator<Item = CheckId> {
    let all = CheckId::ALL.iter().copied();
    all.filter(|id| id.is_in_every_report())
}

#[test]
fn the_report_lists_every_check_in_its_order() {
    let report = inspect("a.b.c", NOW).report;
    let ids: Vec<CheckId> = report.checks.iter().map(|check| check.id).collect();
    assert_eq!(ids, of_any_token().collect::<Vec<_>>());
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
fn a_token_of_a_service_account_is_told_apart_from_changed_keys() {
    let issuer = Issuer::new(Algorithm::ES256);
    let own = claims().with("iss", "a@shop.iam.gserviceaccount.com");
    let token = issuer.sign(&issuer.header().with("kid", "another"), &own);
    let published = Issuer::new(Algorithm::ES256).keys();
    let report = explain(&token, Some(&published), None, NOW);
    let mut checks = report.checks.iter();
    let check = checks.find(|check| check.id == CheckId::KeyFound).unwrap();
    let hint = check.hint.as_deref().unwrap_or_default();
    assert!(hint.contains("the service account signed itself"), "{hint}");
    assert!(!hint.contains("changed"), "{hint}");
}

#[test]
fn a_token_that_is_too_long_is_refused_and_its_claims_are_shown_up_to_a_bound() {
    let issuer = Issuer::new(Algorithm::ES256);
    let (keys, policy) = (issuer.keys(), policy(Profile::Jwt));
    let of = |bytes: usize| {
        let groups = "x".repeat(bytes / 4 * 3 - 500);
        let token = issuer.sign(&issuer.header(), &claims().with("groups", groups));
        assert!(token.len() > bytes - 1_000 && token.len() <= bytes);
        token
    };
    let long = of(MAX_SHOWN_TOKEN_BYTES);
    let report = explain(&long, Some(&keys), Some(&policy), NOW);
    assert_eq!(report.verdict, Verdict::Rejected);
    let failed: Vec<CheckId> = report.failures().map(|check| check.id).collect();
    assert_eq!(failed, [CheckId::FormatSize]);
    assert_eq!(report.summary.format.word, "too long");
    assert!(report.header.is_some() && report.claims.is_some());
    let rejection = verify(&long, &keys, &policy, NOW).unwrap_err();
    assert_eq!(rejection.code(), "format.size");
    let longer = explain(&of(MAX_SHOWN_TOKEN_BYTES + 2_000), Some(&keys), None, NOW);
    assert!(longer.header.is_none() && longer.claims.is_none());
}

#[test]
fn a_private_key_in_a_token_is_masked_and_told_of() {
    let issuer = Issuer::new(Algorithm::ES256);
    let other = Issuer::new(Algorithm::RS256).private.to_json_with_private();
    let header = issuer.header().with("jwk", other.clone());
    let own = claims().with("cnf", Object::new().with("jwk", other.clone()));
    let token = issuer.sign(&header, &own);
    let policy = policy(Profile::AtJwt);
    for report in [
        inspect(&token, NOW).report,
        explain(&token, Some(&issuer.keys()), Some(&policy), NOW),
    ] {
        let json = report.to_json();
        for name in ["d", "p", "q", "dp", "dq", "qi"] {
            let value = other.get_str(name).unwrap();
            assert!(!json.contains(value), "{name} is in {json}");
        }
        assert!(json.contains(other.get_str("n").unwrap()));
        let check = report.check(CheckId::HeaderEmbeddedKey).unwrap();
        assert_eq!(check.status, Status::Warn);
        assert!(check.message.contains("a private key"), "{}", check.message);
    }
}
