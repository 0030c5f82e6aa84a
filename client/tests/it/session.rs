//! A session against issuers that are right, false, rotating, down, and against APIs that say no.

mod renewing;

use claimscope_client::session::{Connection, KeysFrom};
use claimscope_core::report::{CheckId, SignatureStatus, Status, Verdict};
use claimscope_core::secret::Secret;
use claimscope_oauth::HttpRequest;

use crate::issuer::{Issuer, claims, jwks, key, signed};
use crate::peer::{answer, json};

const METADATA: &str = "/.well-known/openid-configuration";
const TEMPLATE: &str = "https://login.microsoftonline.com/{tenantid}/v2.0";

fn token_answer(token: &str) -> Vec<u8> {
    json(&format!(
        r#"{{"access_token":"{token}","token_type":"Bearer","expires_in":600}}"#
    ))
}

#[tokio::test]
async fn a_token_of_the_issuer_is_accepted() {
    let key = key(Some("k1"));
    let issuer = Issuer::start(&[&key]).await;
    let session = issuer.session();
    let token = signed(&key, &claims(&issuer.url));
    let verification = session
        .verify(&format!("Bearer {token}"), None)
        .await
        .unwrap();
    assert_eq!(verification.inspection.report.verdict, Verdict::Accepted);
    assert_eq!(verification.key_failure, None);
    let keys = verification.keys.unwrap();
    assert_eq!(keys.url, Some(format!("{}/jwks", issuer.url)));
    assert_eq!(keys.set.issuer(), Some(issuer.url.as_str()));
}

#[tokio::test]
async fn metadata_is_read_once_for_token_keys_and_diagnosis() {
    let key = key(Some("k1"));
    let issuer = Issuer::start(&[&key]).await;
    let token = signed(&key, &claims(&issuer.url));
    issuer.answers("/token", token_answer(&token));
    issuer.answers("/api", answer("403 Forbidden", "", ""));
    let session = issuer.session();
    let obtained = session.token().await.unwrap();
    let secret = obtained.response.access_token;
    session.verify(&token, None).await.unwrap();
    let request = HttpRequest::get(&session.connection().api_url);
    let called = session.call(request, Some(&secret)).await.unwrap();
    assert!(called.diagnosis.is_some());
    assert_eq!((issuer.asked(METADATA), issuer.asked("/jwks")), (1, 1));
}

#[tokio::test]
async fn metadata_of_another_issuer_gives_no_keys() {
    let key = key(Some("k1"));
    let impostor = Issuer::start(&[&key]).await;
    impostor.calls_itself("https://sts.example");
    let session = impostor.session();
    let found = session.discover().await.unwrap();
    assert_eq!(found.discovered.metadata.issuer, "https://sts.example");
    assert!(found.keys.is_none());
    assert_eq!(found.key_failure.unwrap().code(), "server.issuer");
    for issuer in ["https://sts.example", impostor.url.as_str()] {
        let token = signed(&key, &claims(issuer));
        let verification = session.verify(&token, None).await.unwrap();
        assert_ne!(verification.inspection.report.verdict, Verdict::Accepted);
        assert!(verification.keys.is_none());
        assert_eq!(verification.key_failure.unwrap().code(), "server.issuer");
    }
    assert_eq!(impostor.asked("/jwks"), 0);
}

#[tokio::test]
async fn metadata_of_another_issuer_does_not_say_what_is_expected() {
    let key = key(Some("k1"));
    let impostor = Issuer::start(&[&key]).await;
    impostor.calls_itself("https://sts.example");
    let session = impostor.session();
    session.discover().await.unwrap();
    let token = signed(&key, &claims("https://sts.example"));
    let report = session
        .verify(&token, None)
        .await
        .unwrap()
        .inspection
        .report;
    let check = report.check(CheckId::ClaimIss).unwrap();
    assert_eq!(check.status, Status::Fail);
    assert_eq!(check.expected.as_deref(), Some(impostor.url.as_str()));
    assert!(session.metadata_in_hand().is_none());
}

#[tokio::test]
async fn metadata_of_another_issuer_gets_no_secret() {
    let impostor = Issuer::start(&[]).await;
    impostor.calls_itself("https://sts.example");
    let session = impostor.session();
    session.discover().await.unwrap();
    assert_eq!(session.token().await.unwrap_err().code(), "server.issuer");
    assert_eq!(impostor.asked("/token"), 0);
}

#[tokio::test]
async fn an_impostor_later_does_not_replace_what_is_known() {
    let (own, foreign) = (key(Some("k1")), key(Some("k1")));
    let issuer = Issuer::start(&[&own]).await;
    let session = issuer.session();
    let good = signed(&own, &claims(&issuer.url));
    let verdict = async |token: &str| {
        let verification = session.verify(token, None).await.unwrap();
        verification.inspection.report.verdict
    };
    assert_eq!(verdict(&good).await, Verdict::Accepted);
    issuer.calls_itself("https://sts.example");
    issuer.answers("/jwks", json(&jwks(&[&foreign])));
    assert!(session.discover().await.unwrap().keys.is_none());
    assert_eq!(verdict(&good).await, Verdict::Accepted);
    let forged = signed(&foreign, &claims(&issuer.url));
    assert_eq!(verdict(&forged).await, Verdict::Rejected);
}

#[tokio::test]
async fn several_keys_without_kid_are_ambiguous() {
    let (one, two) = (key(None), key(None));
    let issuer = Issuer::start(&[&one, &two]).await;
    let token = signed(&one, &claims(&issuer.url));
    let report = issuer
        .session()
        .verify(&token, None)
        .await
        .unwrap()
        .inspection
        .report;
    assert_eq!(report.verdict, Verdict::Rejected);
    assert_eq!(
        report.check(CheckId::KeyAmbiguous).unwrap().status,
        Status::Fail
    );
}

#[tokio::test]
async fn a_template_that_this_host_may_not_serve_is_another_issuer() {
    let issuer = Issuer::start(&[]).await;
    issuer.calls_itself(TEMPLATE);
    let session = issuer.session();
    let outcome = session.token().await;
    assert_eq!(outcome.unwrap_err().code(), "server.issuer");
    assert_eq!(issuer.asked("/token"), 0);
}

#[tokio::test]
async fn an_issuer_that_is_down_stays_the_expected_one() {
    let key = key(Some("k1"));
    let connection = Connection {
        issuer: "http://127.0.0.1:1".to_owned(),
        ..Issuer::start(&[]).await.connection()
    };
    let issuer = Issuer::start(&[]).await;
    let session = issuer.session_with(connection);
    let token = signed(&key, &claims("https://sts.example"));
    let verification = session.verify(&token, None).await.unwrap();
    assert_eq!(verification.key_failure.unwrap().code(), "network.refused");
    let report = verification.inspection.report;
    let check = report.check(CheckId::ClaimIss).unwrap();
    assert_eq!(check.expected.as_deref(), Some("http://127.0.0.1:1"));
    assert_eq!(check.status, Status::Fail);
}

#[tokio::test]
async fn an_issuer_over_http_elsewhere_is_not_asked_and_stays_expected() {
    let issuer = Issuer::start(&[]).await;
    let session = issuer.session_with(Connection {
        issuer: "http://sts.example".to_owned(),
        ..issuer.connection()
    });
    let token = signed(&key(Some("k1")), &claims("http://sts.example"));
    let verification = session.verify(&token, None).await.unwrap();
    assert_eq!(verification.key_failure.unwrap().code(), "misuse.https");
    let check = verification.inspection.report;
    assert_eq!(check.check(CheckId::ClaimIss).unwrap().status, Status::Pass);
    assert!(session.client().log().exchanges().is_empty());
}

#[tokio::test]
async fn an_issuer_off_by_a_slash_is_said_to_be() {
    let issuer = Issuer::start(&[]).await;
    issuer.calls_itself(&format!("{}/", issuer.url));
    let token = signed(&key(Some("k1")), &claims(&issuer.url));
    let verification = issuer.session().verify(&token, None).await.unwrap();
    let failure = verification.key_failure.unwrap();
    assert_eq!(failure.code(), "server.issuer");
    assert!(failure.message().contains("trailing slash"), "{failure}");
}

#[tokio::test]
async fn beside_given_keys_the_issuer_is_expected_and_not_asked() {
    let key = key(None);
    let issuer = Issuer::start(&[]).await;
    let session = issuer.session_with(Connection {
        keys: KeysFrom::Text(Secret::from(jwks(&[&key]))),
        ..issuer.connection()
    });
    let token = signed(&key, &claims(&issuer.url));
    let verification = session.verify(&token, None).await.unwrap();
    assert_eq!(verification.inspection.report.verdict, Verdict::Accepted);
    let other = signed(&key, &claims("https://sts.example"));
    let verification = session.verify(&other, None).await.unwrap();
    assert_eq!(verification.inspection.report.verdict, Verdict::Rejected);
    assert_eq!(issuer.peer.requests(), 0);
}

#[tokio::test]
async fn a_kid_counts_in_a_pasted_set_and_not_for_the_one_pasted_key() {
    let (own, named) = (key(Some("k1")), key(Some("k2")));
    let issuer = Issuer::start(&[]).await;
    let key = own.public().unwrap().to_json().to_string();
    let mut signer = own.clone();
    signer.kid = named.kid;
    let token = signed(&signer, &claims(&issuer.url));
    for (text, verdict) in [(jwks(&[&own]), Verdict::Rejected), (key, Verdict::Accepted)] {
        let session = issuer.session_with(Connection {
            keys: KeysFrom::Text(Secret::from(text)),
            ..issuer.connection()
        });
        let verification = session.verify(&token, None).await.unwrap();
        assert_eq!(verification.inspection.report.verdict, verdict);
    }
}

#[tokio::test]
async fn keys_come_from_a_jwks_url() {
    let key = key(Some("k1"));
    let issuer = Issuer::start(&[&key]).await;
    let session = issuer.session_with(Connection {
        keys: KeysFrom::JwksUrl(format!("{}/jwks", issuer.url)),
        ..issuer.connection()
    });
    let token = signed(&key, &claims(&issuer.url));
    let verification = session.verify(&token, None).await.unwrap();
    assert_eq!(verification.inspection.report.verdict, Verdict::Accepted);
    assert_eq!((issuer.asked(METADATA), issuer.asked("/jwks")), (0, 1));
}

#[tokio::test]
async fn expectations_that_say_nothing_of_the_audience_send_nothing() {
    let issuer = Issuer::start(&[]).await;
    let session = issuer.session_with(Connection {
        expectations: Default::default(),
        ..issuer.connection()
    });
    let failure = session.verify("a.b.c", None).await.unwrap_err();
    assert_eq!(failure.code(), "misuse.no-audience");
    assert_eq!(issuer.peer.requests(), 0);
}

#[tokio::test]
async fn a_text_without_a_token_is_named_and_not_rejected() {
    let issuer = Issuer::start(&[]).await;
    let refusal = "HTTP/1.1 401 Unauthorized\nWWW-Authenticate: Bearer error=\"invalid_token\"\n\n";
    for text in [r#"{"error":"invalid_client"}"#, refusal] {
        let verification = issuer.session().verify(text, None).await.unwrap();
        let report = &verification.inspection.report;
        assert_eq!(report.verdict, Verdict::Unverified, "{text}");
        assert_eq!(report.summary.word, "no token", "{text}");
        assert!(verification.diagnosis.is_some(), "{text}");
    }
    assert_eq!(issuer.peer.requests(), 0);
}

#[tokio::test]
async fn an_edited_connection_keeps_what_its_issuer_published() {
    let key = key(Some("k1"));
    let issuer = Issuer::start(&[&key]).await;
    let session = issuer.session();
    let token = signed(&key, &claims(&issuer.url));
    session.verify(&token, None).await.unwrap();
    let edited = session.edited(Connection {
        expectations: claimscope_core::jwt::Expectations::default().audience("api2"),
        ..issuer.connection()
    });
    let report = edited.verify_again(&token, None).unwrap().inspection.report;
    assert_eq!(report.signature.status, SignatureStatus::Valid);
    assert_eq!(report.verdict, Verdict::Rejected);
    let foreign = session.edited(Connection {
        issuer: "http://127.0.0.1:1".to_owned(),
        ..issuer.connection()
    });
    let verification = foreign.verify_again(&token, None).unwrap();
    assert!(verification.keys.is_none());
}

#[tokio::test]
async fn an_answer_is_explained_from_300_on() {
    let issuer = Issuer::start(&[]).await;
    let session = issuer.session();
    for (status, explained) in [
        ("200 OK", false),
        ("302 Found", true),
        ("400 Bad Request", true),
        ("401 Unauthorized", true),
        ("429 Too Many Requests", true),
        ("503 Service Unavailable", true),
    ] {
        issuer.answers("/api", answer(status, "", ""));
        let request = HttpRequest::get(&session.connection().api_url);
        let called = session.call(request, None).await.unwrap();
        assert_eq!(called.diagnosis.is_some(), explained, "{status}");
    }
}

#[tokio::test]
async fn an_authorization_that_was_written_goes_alone() {
    let issuer = Issuer::start(&[]).await;
    let session = issuer.session();
    let token = Secret::from("opaque");
    let request = HttpRequest::get(format!("{}/jwks", issuer.url));
    let request = request.header("authorization", "Basic YTpi");
    let called = session.call(request, Some(&token)).await.unwrap();
    let headers = called.request.headers.iter();
    let names = headers.filter(|(name, _)| name.eq_ignore_ascii_case("authorization"));
    assert_eq!(names.count(), 1);
    assert_eq!(
        called.request.header_value("authorization"),
        Some("Basic YTpi")
    );
}

#[tokio::test]
async fn a_token_endpoint_that_was_named_needs_no_issuer() {
    let issuer = Issuer::start(&[]).await;
    issuer.answers("/token", token_answer("eyJ"));
    let session = issuer.session_with(Connection {
        issuer: String::new(),
        token_endpoint: Some(format!("{}/token", issuer.url)),
        ..issuer.connection()
    });
    let obtained = session.token().await.unwrap();
    assert_eq!(obtained.response.access_token_text(), "eyJ");
    assert_eq!(issuer.peer.requests(), 1);
}

#[tokio::test]
async fn an_unusable_token_endpoint_is_the_servers_fault() {
    let issuer = Issuer::start(&[]).await;
    let document = format!(
        r#"{{"issuer":"{}","token_endpoint":"http://sts.example/token"}}"#,
        issuer.url
    );
    issuer.answers(METADATA, json(&document));
    let failure = issuer.session().token().await.unwrap_err();
    assert_eq!(failure.code(), "server.token_endpoint");
}
