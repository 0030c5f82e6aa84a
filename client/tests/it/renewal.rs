//! Tokens that renew themselves: before they end, once for all who ask, and what a refusal leaves.

use claimscope_client::session::Session;

use crate::issuer::Issuer;
use crate::peer::{answer, json};

pub(crate) fn token(name: &str, refresh: Option<&str>) -> Vec<u8> {
    let refresh = refresh.map_or(String::new(), |refresh| {
        format!(r#","refresh_token":"{refresh}""#)
    });
    json(&format!(
        r#"{{"access_token":"{name}","token_type":"Bearer","expires_in":600{refresh}}}"#
    ))
}

pub(crate) fn refused() -> Vec<u8> {
    let body = r#"{"error":"invalid_grant"}"#;
    answer(
        "400 Bad Request",
        "Content-Type: application/json\r\n",
        body,
    )
}

/// A token and the one that its refresh token brings; whoever sends a refresh token after that is refused.
pub(crate) fn one_exchange() -> [Vec<u8>; 3] {
    [
        token("one", Some("r1")),
        token("two", Some("r2")),
        refused(),
    ]
}

async fn fresh(session: &Session) -> (String, Option<&'static str>) {
    let fresh = session.fresh_token().await.unwrap();
    let failure = fresh.renewal_failure.map(|failure| failure.code().as_str());
    (fresh.token.response.access_token_text().to_owned(), failure)
}

#[tokio::test]
async fn a_token_is_kept_until_shortly_before_its_end() {
    let issuer = Issuer::start(&[]).await;
    issuer.answers_in_turn("/token", [token("one", None), token("two", None)]);
    let session = issuer.session();
    assert_eq!(fresh(&session).await.0, "one");
    issuer.wait(569);
    assert_eq!(fresh(&session).await.0, "one");
    issuer.wait(1);
    assert_eq!(fresh(&session).await.0, "two");
    assert_eq!(issuer.asked("/token"), 2);
}

#[tokio::test]
async fn callers_at_once_share_one_request() {
    let issuer = Issuer::start(&[]).await;
    issuer.answers_in_turn("/token", one_exchange());
    let session = issuer.session();
    let clone = session.clone();
    let (one, other) = tokio::join!(fresh(&session), fresh(&clone));
    assert_eq!((one.0.as_str(), other.0.as_str()), ("one", "one"));
    issuer.wait(580);
    let (one, other) = tokio::join!(fresh(&session), fresh(&clone));
    assert_eq!((one.0.as_str(), other.0.as_str()), ("two", "two"));
    assert_eq!(issuer.asked("/token"), 2, "one refresh token is spent once");
}

#[tokio::test]
async fn a_refused_refresh_says_why_and_keeps_what_still_holds() {
    let issuer = Issuer::start(&[]).await;
    issuer.answers_in_turn("/token", [token("one", Some("r1")), refused()]);
    let session = issuer.session();
    fresh(&session).await;
    issuer.wait(575);
    let kept = ("one".to_owned(), Some("declined.invalid_grant"));
    assert_eq!(fresh(&session).await, kept);
    assert_eq!(fresh(&session).await, kept);
    assert_eq!(
        issuer.asked("/token"),
        2,
        "a refusal is not asked for again at once"
    );
    issuer.wait(30);
    let failure = session.fresh_token().await.unwrap_err();
    assert_eq!(failure.code(), "declined.invalid_grant");
}

#[tokio::test]
async fn a_refresh_token_that_does_not_rotate_stays_in_force() {
    let issuer = Issuer::start(&[]).await;
    let answers = [
        token("one", Some("r1")),
        token("two", None),
        token("three", None),
    ];
    issuer.answers_in_turn("/token", answers);
    let session = issuer.session();
    fresh(&session).await;
    for expected in ["two", "three"] {
        issuer.wait(580);
        assert_eq!(fresh(&session).await, (expected.to_owned(), None));
    }
    let exchanges = session.client().log().exchanges();
    let bodies: Vec<_> = exchanges
        .iter()
        .filter(|exchange| exchange.url.ends_with("/token"))
        .map(|exchange| exchange.request_body.as_str())
        .collect();
    assert!(
        bodies[1..]
            .iter()
            .all(|body| body.contains("grant_type=refresh_token")),
        "{bodies:?}"
    );
}

#[tokio::test]
async fn an_edited_connection_has_no_token_of_the_old_one() {
    let issuer = Issuer::start(&[]).await;
    issuer.answers_in_turn("/token", [token("one", None), token("two", None)]);
    let session = issuer.session();
    fresh(&session).await;
    let edited = session.edited(session.connection().clone());
    assert_eq!(fresh(&edited).await.0, "two");
    session.forget_token().await.unwrap();
    assert_eq!(fresh(&session).await.0, "two");
}

#[tokio::test]
async fn a_refresh_token_that_several_ask_to_exchange_is_sent_once() {
    let issuer = Issuer::start(&[]).await;
    issuer.answers_in_turn("/token", one_exchange());
    let session = issuer.session();
    let held = session.token().await.unwrap();
    // As the window does for each request.
    let edited = session.edited(session.connection().clone());
    let (one, other) = tokio::join!(session.refresh(&held), edited.refresh(&held));
    let later = edited.refresh(&held).await;
    for refreshed in [one, other, later] {
        let response = refreshed.unwrap().response;
        assert_eq!(response.access_token_text(), "two");
    }
    assert_eq!(issuer.asked("/token"), 2);
}

#[tokio::test]
async fn a_renewed_token_that_lost_a_scope_is_told_of() {
    let issuer = Issuer::start(&[]).await;
    let with_scope = |scope: &str| {
        json(&format!(
            r#"{{"access_token":"a-{scope}","token_type":"Bearer","expires_in":600,"refresh_token":"r","scope":"{scope}"}}"#
        ))
    };
    let answers = [with_scope("read"), with_scope("read"), with_scope("other")];
    issuer.answers_in_turn("/token", answers);
    let session = issuer.session();
    let first = session.token().await.unwrap();
    let lost = async || {
        let renewed = session.refresh(&first).await.unwrap();
        let mut findings = renewed.response.findings.iter();
        findings.any(|finding| finding.code == "response.scope")
    };
    assert!(!lost().await);
    assert!(lost().await);
}
