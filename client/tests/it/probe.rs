//! The probe at work: who is asked, how much is sent, what is left behind.

use std::future::pending;
use std::sync::atomic::{AtomicUsize, Ordering};

use claimscope_client::session::{Connection, ProbeOptions, Probed, Session, TokenEnd};
use claimscope_client::{ExchangeState, SessionError};
use claimscope_core::alg::Algorithm;
use claimscope_core::inspect;
use claimscope_core::jwk::generate;
use claimscope_core::time::Timestamp;
use claimscope_oauth::HttpRequest;
use claimscope_oauth::probe::{ProbeCase, ProbeResult, ProbeVerdict};
use tokio::sync::Notify;

use crate::issuer::{Issuer, entropy};
use crate::peer::{Manner, Peer, answer, json};
use crate::renewal::token;

/// An API that takes the one token `good`, and knows two others that may do nothing.
async fn api() -> Peer {
    Peer::start(Manner::route(|head| {
        let head = head.to_ascii_lowercase();
        let mut lines = head.lines();
        match lines.find(|line| line.starts_with("authorization:")) {
            Some("authorization: bearer good") => json("[]"),
            Some("authorization: bearer bobs" | "authorization: bearer narrow") => {
                answer("403 Forbidden", "", "")
            }
            _ => answer("401 Unauthorized", "WWW-Authenticate: Bearer\r\n", ""),
        }
    }))
    .await
}

/// An issuer that gives the token `good`, and names these endpoints beside its own.
async fn issuer(endpoints: impl Fn(&str) -> String) -> Issuer {
    let issuer = Issuer::start(&[]).await;
    let (here, more) = (&issuer.url, endpoints(&issuer.url));
    let document = format!(
        r#"{{"issuer":"{here}","jwks_uri":"{here}/jwks","token_endpoint":"{here}/token"{more}}}"#
    );
    issuer.answers("/.well-known/openid-configuration", json(&document));
    issuer.answers("/token", token("good", Some("refresh")));
    issuer.answers("/revoke", answer("200 OK", "", ""));
    issuer
}

/// One that revokes tokens.
async fn revoking() -> Issuer {
    issuer(|here| format!(r#","revocation_endpoint":"{here}/revoke""#)).await
}

fn options(url: String) -> ProbeOptions {
    let mut options = ProbeOptions::new(HttpRequest::get(url));
    options.requests_per_second = 1_000;
    options
}

async fn probe(session: &Session, options: ProbeOptions) -> Result<Probed, SessionError> {
    session.probe(options, |_| {}, pending()).await
}

#[tokio::test]
async fn nothing_is_sent_to_another_machine_before_somebody_agrees() {
    let issuer = revoking().await;
    let session = issuer.session();
    let elsewhere = options("https://api.example/orders".to_owned());
    let failure = probe(&session, elsewhere).await.unwrap_err();
    assert_eq!(failure.code(), "misuse.not-agreed");
    assert!(
        failure.message().contains("https://api.example"),
        "{failure}"
    );
    let mut deleting = options(issuer.url.clone());
    deleting.request.method = "DELETE".to_owned();
    let failure = probe(&session, deleting).await.unwrap_err();
    assert_eq!(failure.code(), "misuse.not-agreed");
    assert_eq!(
        (session.client().log().sent(), issuer.peer.requests()),
        (0, 0)
    );
}

#[tokio::test]
async fn what_cannot_be_meant_is_refused_before_anything_is_sent() {
    let (issuer, api) = (revoking().await, api().await);
    let session = issuer.session();
    let mut twice = options(api.http("/"));
    twice.other = Some(session.clone());
    twice.tokens.insert(ProbeCase::OtherToken, "other".into());
    let mut nowhere = options(api.http("/"));
    nowhere.listener = Some("http://a".to_owned());
    for options in [twice, nowhere] {
        let failure = probe(&session, options).await.unwrap_err();
        assert_eq!(failure.code(), "misuse.options", "{failure}");
        assert_eq!(api.requests(), 0);
    }
    assert_eq!(issuer.asked("/token"), 0);
}

#[tokio::test]
async fn each_request_stands_in_the_log_under_the_number_that_the_report_has() {
    let (issuer, api) = (revoking().await, api().await);
    let session = issuer.session();
    let probed = probe(&session, options(api.http("/"))).await.unwrap();
    let report = &probed.report;
    assert_eq!(
        (report.summary.gaps, report.summary.taken),
        (0, 3),
        "{report:?}"
    );
    assert_eq!(report.requests, api.requests());
    let log = session.client().log().exchanges();
    let attempts = report.results.iter().flat_map(|result| &result.attempts);
    for attempt in attempts.clone() {
        let exchange = log
            .iter()
            .find(|one| Some(one.id) == attempt.exchange)
            .unwrap();
        assert_eq!(exchange.status(), attempt.status);
        let shown = format!("{exchange:?}");
        assert!(
            !shown.contains("good") && !shown.contains("not-a-token"),
            "{shown}"
        );
    }
    assert_eq!(attempts.count(), report.requests);
}

#[tokio::test]
async fn the_token_that_was_asked_for_is_revoked_with_its_refresh_token() {
    let (issuer, api) = (revoking().await, api().await);
    let probed = probe(&issuer.session(), options(api.http("/")))
        .await
        .unwrap();
    assert!(matches!(probed.token_ends[..], [TokenEnd::Revoked]));
    assert_eq!((issuer.asked("/token"), issuer.asked("/revoke")), (1, 2));
}

#[tokio::test]
async fn a_token_that_cannot_be_revoked_is_told_of() {
    let (issuer, api) = (issuer(|_| String::new()).await, api().await);
    let probed = probe(&issuer.session(), options(api.http("/")))
        .await
        .unwrap();
    let [end] = &probed.token_ends[..] else {
        panic!("{:?}", probed.token_ends);
    };
    assert!(
        end.text().contains("names no revocation endpoint"),
        "{}",
        end.text()
    );
    assert_eq!(issuer.asked("/revoke"), 0);

    let refusing = revoking().await;
    refusing.answers("/revoke", answer("503 Service Unavailable", "", ""));
    let probed = probe(&refusing.session(), options(api.http("/")))
        .await
        .unwrap();
    let [end] = &probed.token_ends[..] else {
        panic!("{:?}", probed.token_ends);
    };
    assert!(end.text().contains("was not revoked"), "{}", end.text());
}

#[tokio::test]
async fn a_token_that_was_given_is_left_alone() {
    let (issuer, api) = (revoking().await, api().await);
    let mut given = options(api.http("/"));
    given.token = Some("good".into());
    let probed = probe(&issuer.session(), given).await.unwrap();
    assert!(probed.token_ends.is_empty());
    assert_eq!((issuer.asked("/token"), issuer.asked("/revoke")), (0, 0));
}

/// The nonce in the proof that a request carries.
fn nonce_of(head: &str) -> Option<String> {
    let mut lines = head.lines();
    let proof = lines.find_map(|line| line.strip_prefix("dpop: "))?;
    let claims = inspect(proof, Timestamp::default()).report.claims?;
    claims.get_str("nonce").map(str::to_owned)
}

/// An API that takes the bound token `good` with a proof alone, each with the nonce of the answer before it.
async fn api_with_nonces() -> Peer {
    let proofs = AtomicUsize::new(0);
    Peer::start(Manner::route(move |head| {
        if !head.contains("\r\ndpop: ") {
            return answer("401 Unauthorized", "WWW-Authenticate: DPoP\r\n", "");
        }
        let before = proofs.fetch_add(1, Ordering::SeqCst);
        let is_due = nonce_of(head) == Some(format!("n{before}"));
        let nonce = format!("DPoP-Nonce: n{}\r\n", before + 1);
        let challenge =
            |error: &str| format!("WWW-Authenticate: DPoP error=\"{error}\"\r\n{nonce}");
        match head
            .to_ascii_lowercase()
            .contains("\r\nauthorization: dpop good\r\n")
        {
            _ if !is_due => answer("401 Unauthorized", &challenge("use_dpop_nonce"), ""),
            true => answer("200 OK", &nonce, "[]"),
            false => answer("401 Unauthorized", &challenge("invalid_token"), ""),
        }
    }))
    .await
}

#[tokio::test]
async fn each_proof_has_the_nonce_of_the_last_answer() {
    let (issuer, api) = (Issuer::start(&[]).await, api_with_nonces().await);
    let bound = r#"{"access_token":"good","token_type":"DPoP","expires_in":600}"#;
    issuer.answers("/token", json(bound));
    let session = issuer.session_with(Connection {
        dpop_key: Some(generate(Algorithm::ES256, &mut entropy).unwrap()),
        ..issuer.connection()
    });
    let report = probe(&session, options(api.http("/")))
        .await
        .unwrap()
        .report;
    let good = report.result(ProbeCase::GoodTokenAgain).unwrap();
    assert_eq!(good.verdict, ProbeVerdict::Pass, "{report:?}");
    // Only the first request went without a nonce, and was sent twice for it.
    assert_eq!(api.requests(), report.requests + 1);
}

#[tokio::test]
async fn no_more_requests_are_sent_than_allowed() {
    let (issuer, api) = (revoking().await, api().await);
    let mut few = options(api.http("/"));
    few.max_requests = 4;
    let probed = probe(&issuer.session(), few).await.unwrap();
    assert_eq!((api.requests(), probed.report.requests), (4, 4));
    assert!(probed.report.stopped.unwrap().contains("no more than 4"));
}

#[tokio::test]
async fn each_case_is_told_of_before_the_next_request_leaves() {
    let (issuer, api) = (revoking().await, api().await);
    let mut over = Vec::new();
    let progress = |progress: claimscope_client::session::ProbeProgress| {
        over.extend(progress.over);
        let is_over = |case| over.iter().any(|result: &ProbeResult| result.case == case);
        assert!(!is_over(progress.case));
        let mut before = ProbeCase::ALL
            .iter()
            .take_while(|case| **case != progress.case);
        assert!(before.all(|case| is_over(*case)), "{:?}", progress.case);
    };
    let session = issuer.session();
    let never = std::future::pending();
    let probed = session.probe(options(api.http("/")), progress, never).await;
    let report = probed.unwrap().report;
    assert_eq!(over[..], report.results[..over.len()]);
    // The last case is told with the report.
    assert!(over.len() + 2 > report.results.len());
}

#[tokio::test]
async fn a_cancelled_probe_judges_what_it_saw_and_revokes_its_token() {
    let (issuer, api) = (revoking().await, api().await);
    let enough = Notify::new();
    let progress = |progress: claimscope_client::session::ProbeProgress| {
        if progress.case == ProbeCase::Garbage {
            enough.notify_one();
        }
    };
    let session = issuer.session();
    let probed = session.probe(options(api.http("/")), progress, enough.notified());
    let report = probed.await.unwrap().report;
    assert_eq!(report.stopped.as_deref(), Some("it was cancelled"));
    let of = |case| report.result(case).unwrap().verdict;
    assert_eq!(of(ProbeCase::TokenEmpty), ProbeVerdict::Pass);
    assert_eq!(of(ProbeCase::Garbage), ProbeVerdict::NotJudged);
    assert_eq!(issuer.asked("/revoke"), 2);
}

#[tokio::test]
async fn nothing_more_is_sent_once_the_network_is_switched_off() {
    let (issuer, api) = (revoking().await, api().await);
    let session = issuer.session();
    let progress = |progress: claimscope_client::session::ProbeProgress| {
        if progress.case == ProbeCase::Garbage {
            session.client().set_offline(true);
        }
    };
    let never = std::future::pending();
    let probed = session.probe(options(api.http("/")), progress, never);
    let report = probed.await.unwrap().report;
    let stopped = report.stopped.as_deref();
    assert_eq!(stopped, Some("the network was switched off here"));
    assert_eq!(api.requests(), report.requests);
    let garbage = report.result(ProbeCase::Garbage).unwrap();
    assert!(garbage.attempts.is_empty());
}

#[tokio::test]
async fn a_token_that_the_api_refuses_is_explained() {
    let issuer = revoking().await;
    let api = Peer::start(Manner::route(|_| {
        let challenge = "WWW-Authenticate: Bearer error=\"invalid_token\", error_description=\"The token expired at '02/20/2000 00:00:00'\"\r\n";
        answer("401 Unauthorized", challenge, "")
    }))
    .await;
    let probed = probe(&issuer.session(), options(api.http("/")))
        .await
        .unwrap();
    let report = probed.report;
    assert_eq!(report.requests, 1);
    let diagnosis = report.diagnosis.unwrap();
    assert_eq!(diagnosis.reasons[0].code, "token.expired");
    assert_eq!(report.summary.not_judged, ProbeCase::ALL.len());
}

#[tokio::test]
async fn an_api_that_is_not_there_is_no_gap() {
    let issuer = revoking().await;
    let nobody = format!("http://{}/", crate::peer::nobody());
    let session = issuer.session();
    let probed = probe(&session, options(nobody)).await.unwrap();
    let result = probed.report.result(ProbeCase::GoodToken).unwrap();
    assert_eq!(
        (&*result.seen, result.verdict),
        ("no answer", ProbeVerdict::NotJudged)
    );
    let exchange = session.client().log().exchanges();
    let refused = exchange.iter().any(|one| {
        matches!(
            one.outcome,
            ExchangeState::Failure {
                code: "network.refused",
                ..
            }
        )
    });
    assert!(refused);
}

#[tokio::test]
async fn a_second_connections_token_and_a_narrow_one_are_asked_for_and_revoked() {
    let (issuer, other, api) = (revoking().await, revoking().await, api().await);
    other.answers("/token", token("bobs", None));
    issuer.answers_in_turn("/token", [token("good", None), token("narrow", None)]);
    let mut wide = options(api.http("/"));
    wide.other = Some(other.session());
    wide.other_scope = Some("orders.write".to_owned());
    let probed = probe(&issuer.session(), wide).await.unwrap();
    for case in [ProbeCase::OtherToken, ProbeCase::ScopeMissing] {
        let result = probed.report.result(case).unwrap();
        assert_eq!((result.verdict, &*result.seen), (ProbeVerdict::Pass, "403"));
    }
    assert_eq!(probed.token_ends.len(), 3);
    assert_eq!((issuer.asked("/revoke"), other.asked("/revoke")), (2, 1));
}

#[tokio::test]
async fn a_second_connection_that_gets_no_token_leaves_the_first_ones_revoked() {
    let (issuer, other, api) = (revoking().await, revoking().await, api().await);
    other.answers("/token", crate::renewal::refused());
    let mut wide = options(api.http("/"));
    wide.other = Some(other.session());
    let failure = probe(&issuer.session(), wide).await.unwrap_err();
    assert_eq!(failure.code(), "declined.invalid_grant");
    assert_eq!((api.requests(), issuer.asked("/revoke")), (0, 2));
}

/// What follows `"name":"` in the header of the token that a request carries.
fn header_text(head: &str, name: &str) -> Option<String> {
    let mut lines = head.lines();
    let token = lines.find_map(|line| line.strip_prefix("authorization: Bearer "))?;
    let header = inspect(token, Timestamp::default()).report.header?;
    header.get_str(name).map(str::to_owned)
}

/// An API that takes this token alone, and fetches what the last `jku` named once it has been shown the good one for the last time.
async fn api_that_fetches_late(good: String) -> Peer {
    let (address, shown) = (std::sync::Mutex::new(None), AtomicUsize::new(0));
    Peer::start(Manner::route(move |head| {
        let mut address = address.lock().unwrap();
        *address = header_text(head, "jku").or_else(|| address.take());
        let sent = head
            .lines()
            .filter(|line| line.starts_with("authorization:"));
        if !sent.eq([format!("authorization: Bearer {good}")]) {
            return answer("401 Unauthorized", "WWW-Authenticate: Bearer\r\n", "");
        }
        if shown.fetch_add(1, Ordering::SeqCst) > 0
            && let Some(url) = address.take()
        {
            std::thread::spawn(move || fetch(&url));
        }
        json("[]")
    }))
    .await
}

/// Asks for a document over plain HTTP, and reads what comes.
fn fetch(url: &str) {
    use std::io::{Read, Write};
    let (host, path) = url
        .strip_prefix("http://")
        .unwrap()
        .split_once('/')
        .unwrap();
    let mut stream = std::net::TcpStream::connect(host).unwrap();
    let request = format!("GET /{path} HTTP/1.1\r\nHost: {host}\r\n\r\n");
    stream.write_all(request.as_bytes()).unwrap();
    stream.read_to_string(&mut String::new()).unwrap();
}

#[tokio::test]
async fn a_fetch_after_the_last_answer_is_seen() {
    let key = generate(Algorithm::ES256, &mut entropy).unwrap();
    let signing = claimscope_core::crypto::SigningKey::new(&key, Algorithm::ES256).unwrap();
    let claims = claimscope_core::json::Object::new().with("sub", "alice");
    let header = claimscope_core::json::Object::new();
    let good = claimscope_core::jwt::sign(&header, &claims, &signing, &mut entropy).unwrap();
    let issuer = revoking().await;
    issuer.answers("/token", token(&good, None));
    let api = api_that_fetches_late(good).await;
    let probed = probe(&issuer.session(), options(api.http("/"))).await;
    let report = probed.unwrap().report;
    let gaps: Vec<ProbeCase> = report.gaps().map(|gap| gap.case).collect();
    assert_eq!(gaps, [ProbeCase::Jku], "{report:?}");
}
