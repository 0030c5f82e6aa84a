//! Keys that are renewed, and what holds in an outage.

use claimscope_core::report::Verdict;
use claimscope_core::secret::Secret;
use claimscope_oauth::HttpRequest;
use std::time::Duration;

use super::METADATA;
use crate::issuer::{Issuer, claims, jwks, key, signed};
use crate::peer::{answer, json};

#[tokio::test]
async fn keys_that_rotated_are_fetched_for_an_unknown_kid() {
    let (old, new) = (key(Some("k1")), key(Some("k2")));
    let issuer = Issuer::start(&[&old]).await;
    let session = issuer.session();
    session
        .verify(&signed(&old, &claims(&issuer.url)), None)
        .await
        .unwrap();
    issuer.answers("/jwks", json(&jwks(&[&new])));
    issuer.wait(60);
    let token = signed(&new, &claims(&issuer.url));
    let verification = session.verify(&token, None).await.unwrap();
    assert_eq!(verification.inspection.report.verdict, Verdict::Accepted);
    assert_eq!((issuer.asked(METADATA), issuer.asked("/jwks")), (1, 2));
}

#[tokio::test]
async fn another_key_under_the_same_name_is_fetched_and_the_token_judged_again() {
    let (old, new) = (key(Some("k1")), key(Some("k1")));
    let issuer = Issuer::start(&[&old]).await;
    issuer.answers("/api", answer("401 Unauthorized", "", ""));
    let session = issuer.session();
    session
        .verify(&signed(&old, &claims(&issuer.url)), None)
        .await
        .unwrap();
    issuer.answers("/jwks", json(&jwks(&[&new])));
    let token = signed(&new, &claims(&issuer.url));
    let verdict = async || session.verify(&token, None).await.unwrap();
    let judged = verdict().await.inspection.report;
    assert_eq!(judged.verdict, Verdict::Rejected, "fetched just now");
    issuer.wait(30);
    let verification = verdict().await;
    assert_eq!(verification.inspection.report.verdict, Verdict::Accepted);
    let known = session.verify_again(&token, None).unwrap().keys.unwrap();
    assert!(std::sync::Arc::ptr_eq(
        &known.set,
        &verification.keys.unwrap().set
    ));
    assert_eq!((issuer.asked(METADATA), issuer.asked("/jwks")), (1, 2));

    issuer.answers("/jwks", json(&jwks(&[&old])));
    issuer.wait(30);
    let request = HttpRequest::get(&session.connection().api_url);
    let back = Secret::from(signed(&old, &claims(&issuer.url)));
    let diagnosis = session.call(request, Some(&back)).await.unwrap().diagnosis;
    let reasons = diagnosis.unwrap().reasons;
    assert!(
        reasons
            .iter()
            .all(|reason| reason.code != "token.signature"),
        "{reasons:?}"
    );
    assert_eq!(issuer.asked("/jwks"), 3);
}

#[tokio::test]
async fn forged_tokens_cost_one_fetch_in_each_cooldown() {
    let (own, foreign) = (key(Some("k1")), key(Some("k1")));
    let issuer = Issuer::start(&[&own]).await;
    let session = issuer.session();
    for number in 0..40 {
        let forged = signed(&foreign, &claims(&issuer.url).with("jti", number));
        let verification = session.verify(&forged, None).await.unwrap();
        assert_eq!(verification.inspection.report.verdict, Verdict::Rejected);
        issuer.wait(3);
    }
    assert_eq!(issuer.asked("/jwks"), 4);
}

#[tokio::test]
async fn keys_in_use_outlive_an_outage() {
    let key = key(Some("k1"));
    let issuer = Issuer::start(&[&key]).await;
    let session = issuer.session();
    let token = signed(&key, &claims(&issuer.url));
    session.verify(&token, None).await.unwrap();
    issuer.answers("/jwks", answer("503 Service Unavailable", "", ""));
    issuer.answers(METADATA, answer("503 Service Unavailable", "", ""));
    issuer.wait(3_600);
    for _ in 0..3 {
        let verification = session.verify(&token, None).await.unwrap();
        assert_eq!(verification.inspection.report.verdict, Verdict::Accepted);
        assert_eq!(verification.key_failure, None);
    }
    assert_eq!(
        issuer.asked("/jwks"),
        2,
        "the endpoint is left alone after a failure"
    );
    assert!(session.discover().await.is_err());
    let verification = session.verify(&token, None).await.unwrap();
    assert_eq!(verification.inspection.report.verdict, Verdict::Accepted);
    issuer.wait(86_400);
    let verification = session.verify(&token, None).await.unwrap();
    assert_eq!(verification.inspection.report.verdict, Verdict::Unverified);
    assert_eq!(verification.key_failure.unwrap().code(), "server.status");
}

#[tokio::test]
async fn metadata_that_is_down_is_asked_for_once_and_waited_for_as_it_says() {
    let key = key(Some("k1"));
    let issuer = Issuer::start(&[&key]).await;
    let headers = "Retry-After: 60\r\n";
    issuer.answers(METADATA, answer("503 Service Unavailable", headers, ""));
    let session = issuer.session();
    let token = signed(&key, &claims(&issuer.url));
    for _ in 0..2 {
        let failure = session.verify(&token, None).await.unwrap().key_failure;
        assert_eq!(failure.unwrap().code(), "server.status");
        issuer.wait(30);
    }
    assert_eq!(issuer.peer.requests(), 1);
    issuer.calls_itself(&issuer.url);
    let verification = session.verify(&token, None).await.unwrap();
    assert_eq!(verification.inspection.report.verdict, Verdict::Accepted);
}

#[tokio::test]
async fn keys_in_hand_are_looked_at_again_for_a_bounded_time_alone() {
    let key = key(Some("k1"));
    let issuer = Issuer::start(&[&key]).await;
    let session = issuer.session();
    let token = signed(&key, &claims(&issuer.url));
    session.verify(&token, None).await.unwrap();
    let again = || session.verify_again(&token, None).unwrap();
    assert_eq!(again().inspection.report.verdict, Verdict::Accepted);
    issuer.wait(3_600);
    let verification = again();
    assert_eq!(verification.inspection.report.verdict, Verdict::Unverified);
    assert_eq!(verification.key_failure.unwrap().code(), "keys.old");
    session.verify(&token, None).await.unwrap();
    assert_eq!(again().inspection.report.verdict, Verdict::Accepted);
}

#[tokio::test]
async fn a_renewal_that_is_given_up_leaves_the_keys_in_hand() {
    let key = key(Some("k1"));
    let issuer = Issuer::start(&[&key]).await;
    let session = issuer.session();
    let token = signed(&key, &claims(&issuer.url));
    session.verify(&token, None).await.unwrap();
    let again = || session.verify_again(&token, None).unwrap();
    issuer.answers("/jwks", Vec::new());
    for _ in 0..2 {
        let waiting = tokio::time::timeout(Duration::from_millis(200), session.discover());
        assert!(waiting.await.is_err());
        assert_eq!(again().inspection.report.verdict, Verdict::Accepted);
    }
}

#[tokio::test]
async fn a_fetch_that_is_given_up_counts_as_no_failure_of_the_issuer() {
    let key = key(Some("k1"));
    let issuer = Issuer::start(&[&key]).await;
    let session = issuer.session();
    let token = signed(&key, &claims(&issuer.url));
    session.verify(&token, None).await.unwrap();
    issuer.wait(3_600);
    issuer.answers("/jwks", Vec::new());
    let waiting = tokio::time::timeout(Duration::from_millis(200), session.verify(&token, None));
    assert!(waiting.await.is_err());
    let verification = session.verify_again(&token, None).unwrap();
    assert_eq!(verification.key_failure.unwrap().code(), "keys.old");
}

#[tokio::test]
async fn the_set_is_asked_for_by_its_etag() {
    let key = key(Some("k1"));
    let issuer = Issuer::start(&[&key]).await;
    let headers = "Content-Type: application/json\r\nETag: \"v1\"\r\n";
    issuer.answers("/jwks", answer("200 OK", headers, &jwks(&[&key])));
    let session = issuer.session();
    let token = signed(&key, &claims(&issuer.url));
    session.verify(&token, None).await.unwrap();
    issuer.answers("/jwks", answer("304 Not Modified", "", ""));
    issuer.wait(3_600);
    let verification = session.verify(&token, None).await.unwrap();
    assert_eq!(verification.inspection.report.verdict, Verdict::Accepted);
    assert!(issuer.last_head().contains("if-none-match: \"v1\""));
}

#[tokio::test]
async fn callers_at_once_share_one_fetch() {
    let key = key(Some("k1"));
    let issuer = Issuer::start(&[&key]).await;
    let session = issuer.session();
    let token = signed(&key, &claims(&issuer.url));
    let (one, two, metadata) = tokio::join!(
        session.verify(&token, None),
        session.verify(&token, None),
        session.metadata(),
    );
    for verification in [one, two] {
        let report = verification.unwrap().inspection.report;
        assert_eq!(report.verdict, Verdict::Accepted);
    }
    assert!(metadata.is_ok());
    assert_eq!((issuer.asked(METADATA), issuer.asked("/jwks")), (1, 1));
}
