//! What the two halves do that `verify` does not: a token that no keys are looked up for, a host's word on a signature, and a schema
//! of the caller's.

use std::sync::Arc;

use claimscope_core::alg::Algorithm;
use claimscope_core::base64url;
use claimscope_core::jwt::{Expectations, Policy, Profile};
use claimscope_core::refused_by_schema;
use claimscope_core::report::{Check, CheckId, Report, Status, Verdict};
use claimscope_core::split::{Explaining, Parsed};

use crate::support::{ISSUER, Issuer, NOW, claims, policy};

/// What verifying without keys comes to, and the first failure of the report without keys, which have to agree.
fn refused_without_keys(token: &str, policy: &Policy) -> Check {
    let policy = Arc::new(policy.clone());
    let refusal = match Parsed::new(token, Arc::clone(&policy), NOW) {
        Ok(parsed) => parsed.without_keys(),
        Err(rejection) => rejection,
    };
    let report = Explaining::begin(token, Some(policy), NOW).finish(None);
    if let Some(first) = report.failures().next() {
        assert_eq!(first, refusal.check());
    }
    assert_ne!(report.verdict, Verdict::Accepted);
    refusal.check().clone()
}

#[test]
fn a_token_of_no_expected_issuer_is_refused_by_its_issuer_without_keys() {
    let issuer = Issuer::new(Algorithm::ES256);
    let two = Expectations::of(Profile::AtJwt)
        .issuer("https://a.example")
        .issuer("https://b.example")
        .audience("api1")
        .algorithms_of_keys();
    let two = two.policy().expect("all is said");
    let token = issuer.sign(&issuer.header(), &claims());
    let check = refused_without_keys(&token, &two);
    assert_eq!(check.id, CheckId::ClaimIss);
    assert!(check.expected.is_some_and(
        |text| text.contains("https://a.example") && text.contains("https://b.example")
    ));
    assert_eq!(check.actual.as_deref(), Some(ISSUER));

    let unsigned = issuer.sign(&issuer.header().with("alg", "none"), &claims());
    assert_eq!(refused_without_keys(&unsigned, &two).id, CheckId::HeaderAlg);
    let stripped = &token[..=token.rfind('.').expect("two dots")];
    assert_eq!(
        refused_without_keys(stripped, &two).id,
        CheckId::SignatureValue
    );
}

#[test]
fn no_host_decides_where_an_rsa_signature_is_not_as_long_as_its_key() {
    let issuer = Issuer::new(Algorithm::PS256);
    let token = issuer.sign(&issuer.header(), &claims());
    let (input, signature) = token.rsplit_once('.').expect("three parts");
    let signature = base64url::decode(signature).expect("base64url");
    let failed = |signature: &[u8]| {
        let token = format!("{input}.{}", base64url::encode(signature));
        let parsed = Parsed::new(&token, Arc::new(policy(Profile::AtJwt)), NOW);
        let pending = parsed.and_then(|parsed| parsed.with_keys(Arc::new(issuer.keys())));
        let verified = pending.and_then(|pending| pending.finish(true));
        verified.err().map(|rejection| rejection.check().id)
    };
    assert_eq!(failed(&signature), None);
    // Node's own crypto takes the first, as if its zeros were there.
    for other in [&signature[1..], &[&[0], &*signature].concat()] {
        assert_eq!(failed(other), Some(CheckId::SignatureValue));
    }
}

#[test]
fn without_keys_no_token_is_verified_even_where_its_claims_are_right() {
    let issuer = Issuer::new(Algorithm::ES256);
    let token = issuer.sign(&issuer.header(), &claims());
    let check = refused_without_keys(&token, &policy(Profile::AtJwt));
    assert_eq!(check.id, CheckId::KeyFound);
}

fn explained(claims_fit: Option<&str>) -> Report {
    let issuer = Issuer::new(Algorithm::ES256);
    let token = issuer.sign(&issuer.header(), &claims());
    let policy = Some(Arc::new(policy(Profile::AtJwt)));
    Explaining::begin(&token, policy, NOW)
        .with_keys(Arc::new(issuer.keys()))
        .with_schema_faults(claims_fit.map(str::to_owned))
        .finish(None)
}

#[test]
fn a_schema_that_does_not_take_the_claims_rejects_a_token_that_is_right_otherwise() {
    let report = explained(Some("amount, address.street"));
    assert_eq!(report.verdict, Verdict::Rejected);
    let failed: Vec<_> = report.failures().collect();
    assert_eq!(failed.len(), 1);
    assert_eq!(failed[0].id, CheckId::ClaimSchema);
    assert!(failed[0].message.contains("amount, address.street"));
    assert_eq!(
        refused_by_schema("amount, address.street").check(),
        failed[0]
    );
    assert_eq!(report.summary.check, Some(CheckId::ClaimSchema));
}

#[test]
fn a_report_lists_the_schema_only_where_one_was_run() {
    assert!(explained(None).check(CheckId::ClaimSchema).is_none());
    let fits = explained(Some(""));
    assert_eq!(fits.verdict, Verdict::Accepted);
    let check = fits.check(CheckId::ClaimSchema).expect("it was run");
    assert_eq!(check.status, Status::Pass);
}
