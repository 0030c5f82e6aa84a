//! What is kept, exchanged by several runs at once, and revoked.

use claimscope_client::session::TokenOrigin;

use crate::issuer::Issuer;
use crate::keeping::{fresh, had, run};
use crate::peer::answer;
use crate::renewal::{one_exchange, refused, token};

#[tokio::test]
async fn a_refresh_token_that_several_runs_exchange_is_sent_once() {
    let (issuer, folder) = (Issuer::start(&[]).await, tempfile::tempdir().unwrap());
    issuer.answers_in_turn("/token", one_exchange());
    let (a, b) = (run(&issuer, &folder), run(&issuer, &folder));
    let held = a.fresh_token().await.unwrap().token;
    let (one, other) = tokio::join!(a.refresh(&held), b.refresh(&held));
    // Who has another session of the same row gets it too, and what is kept is the last.
    let third = run(&issuer, &folder).refresh(&held).await;
    for refreshed in [one, other, third] {
        let response = refreshed.unwrap().response;
        assert_eq!(response.access_token_text(), "two");
    }
    assert_eq!(issuer.asked("/token"), 2);
    let next = run(&issuer, &folder);
    assert_eq!(fresh(&next).await, had("two", TokenOrigin::Held));
}

#[tokio::test]
async fn what_is_kept_is_revoked_and_forgotten_unless_the_issuer_refuses() {
    let (issuer, folder) = (Issuer::start(&[]).await, tempfile::tempdir().unwrap());
    issuer.answers_in_turn("/token", [token("one", Some("r1")), token("two", None)]);
    let refuses = || answer("503 Service Unavailable", "", "");
    let takes = || answer("200 OK", "", "");
    issuer.answers_in_turn("/revoke", [refuses(), takes(), takes(), takes()]);
    let nothing = run(&issuer, &folder).revoke_kept(None).await.unwrap();
    assert!(nothing.is_none() && issuer.asked("/token") == 0);
    fresh(&run(&issuer, &folder)).await;
    run(&issuer, &folder).revoke_kept(None).await.unwrap_err();
    assert_eq!(
        fresh(&run(&issuer, &folder)).await,
        had("one", TokenOrigin::Held)
    );
    let session = run(&issuer, &folder);
    assert!(session.revoke_kept(None).await.unwrap().is_some());
    let sent = session.client().log().exchanges();
    let hints: Vec<_> = sent
        .iter()
        .filter_map(|exchange| exchange.request_body.split("token_type_hint=").nth(1))
        .collect();
    assert_eq!(hints, ["refresh_token", "access_token"]);
    // One that came without a refresh token.
    assert_eq!(
        fresh(&run(&issuer, &folder)).await,
        had("two", TokenOrigin::Granted)
    );
    let session = run(&issuer, &folder);
    let none = session.revoke_kept(Some("refresh_token")).await.unwrap();
    assert!(none.is_none());
    assert!(session.revoke_kept(None).await.unwrap().is_some());
    assert_eq!(issuer.asked("/revoke"), 4);
}

#[tokio::test]
async fn a_refused_exchange_takes_the_refresh_token_out_of_the_row() {
    let (issuer, folder) = (Issuer::start(&[]).await, tempfile::tempdir().unwrap());
    issuer.answers_in_turn("/token", [token("one", Some("r1")), refused()]);
    let session = run(&issuer, &folder);
    let held = session.fresh_token().await.unwrap().token;
    let failure = session.refresh(&held).await.unwrap_err();
    assert_eq!(failure.code(), "declined.invalid_grant");
    let kept = run(&issuer, &folder).fresh_token().await.unwrap().token;
    assert_eq!(kept.response.access_token_text(), "one");
    assert!(kept.response.refresh_token.is_none());
}
