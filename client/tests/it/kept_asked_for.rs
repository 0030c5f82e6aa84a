//! What a person asks of a token that is kept: a look, a new one, one that is renewed at once.

use claimscope_client::session::{Session, TokenOrigin};
use tempfile::TempDir;

use crate::issuer::Issuer;
use crate::keeping::{row, run};
use crate::peer::answer;
use crate::renewal::{refused, token};

fn kept(issuer: &Issuer, folder: &TempDir) -> Option<String> {
    let kept = run(issuer, folder).kept_token().unwrap()?;
    Some(kept.response.access_token_text().to_owned())
}

async fn got(session: &Session) -> String {
    let fresh = session.new_token().await.unwrap();
    assert_eq!(fresh.origin, TokenOrigin::Granted);
    assert_eq!(fresh.keep_failure, None);
    fresh.token.response.access_token_text().to_owned()
}

#[tokio::test]
async fn a_look_sends_nothing_and_shows_what_has_ended_too() {
    let (issuer, folder) = (Issuer::start(&[]).await, tempfile::tempdir().unwrap());
    issuer.answers("/token", token("one", Some("r1")));
    assert_eq!(kept(&issuer, &folder), None);
    assert_eq!(issuer.session().kept_token().unwrap().map(|_| ()), None);
    got(&run(&issuer, &folder)).await;
    issuer.wait(100_000);
    let later = run(&issuer, &folder);
    let one = later.kept_token().unwrap().unwrap();
    assert_eq!(one.response.access_token_text(), "one");
    assert!(one.response.refresh_token.is_some());
    assert!(later.client().log().exchanges().is_empty());
}

#[tokio::test]
async fn a_new_token_takes_the_place_of_the_kept_one_which_stays_where_none_comes() {
    let (issuer, folder) = (Issuer::start(&[]).await, tempfile::tempdir().unwrap());
    let answers = [token("one", None), token("two", None), refused()];
    issuer.answers_in_turn("/token", answers);
    assert_eq!(got(&run(&issuer, &folder)).await, "one");
    assert_eq!(got(&run(&issuer, &folder)).await, "two");
    assert_eq!(kept(&issuer, &folder).as_deref(), Some("two"));
    run(&issuer, &folder).new_token().await.unwrap_err();
    assert_eq!(kept(&issuer, &folder).as_deref(), Some("two"));
    // Where nothing is kept, it is asked for all the same.
    issuer.answers("/token", token("three", None));
    assert_eq!(got(&issuer.session()).await, "three");
    assert_eq!(kept(&issuer, &folder).as_deref(), Some("two"));
}

#[tokio::test]
async fn a_token_is_renewed_at_once_and_of_two_who_hold_it_one_sends_its_refresh_token() {
    let (issuer, folder) = (Issuer::start(&[]).await, tempfile::tempdir().unwrap());
    let answers = [token("one", Some("r1")), token("two", Some("r2"))];
    issuer.answers_in_turn("/token", answers);
    let (first, second) = (run(&issuer, &folder), run(&issuer, &folder));
    got(&first).await;
    let held = second.kept_token().unwrap().unwrap();
    let (one, other) = tokio::join!(first.renewed_token(&held), second.renewed_token(&held));
    let (one, other) = (one.unwrap(), other.unwrap());
    for fresh in [&one, &other] {
        assert_eq!(fresh.token.response.access_token_text(), "two");
    }
    let refreshed = [&one, &other];
    let refreshed = refreshed.map(|fresh| fresh.origin == TokenOrigin::Refreshed);
    assert_eq!(refreshed.iter().filter(|is| **is).count(), 1);
    assert_eq!(issuer.asked("/token"), 2);
    assert_eq!(kept(&issuer, &folder).as_deref(), Some("two"));
}

#[tokio::test]
async fn what_is_kept_no_more_is_not_renewed() {
    let (issuer, folder) = (Issuer::start(&[]).await, tempfile::tempdir().unwrap());
    issuer.answers("/token", token("one", Some("r1")));
    let session = run(&issuer, &folder);
    got(&session).await;
    let held = session.kept_token().unwrap().unwrap();
    run(&issuer, &folder).forget_token().await.unwrap();
    let failure = session.renewed_token(&held).await.unwrap_err();
    assert_eq!(failure.code(), "login.no-refresh-token");
    assert_eq!(issuer.asked("/token"), 1, "its refresh token may be spent");
}

#[tokio::test]
async fn a_refusal_for_good_drops_the_refresh_token_and_a_failure_does_not() {
    let (issuer, folder) = (Issuer::start(&[]).await, tempfile::tempdir().unwrap());
    let down = answer("503 Service Unavailable", "", "");
    let answers = [token("one", Some("r1")), down, refused()];
    issuer.answers_in_turn("/token", answers);
    let session = run(&issuer, &folder);
    got(&session).await;
    for is_there in [true, false] {
        let held = session.kept_token().unwrap().unwrap();
        session.renewed_token(&held).await.unwrap_err();
        let kept = session.kept_token().unwrap().unwrap();
        assert_eq!(kept.response.refresh_token.is_some(), is_there);
        assert_eq!(kept.response.access_token_text(), "one");
    }
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn where_its_successor_cannot_be_kept_no_refresh_token_is_sent() {
    let (issuer, folder) = (Issuer::start(&[]).await, tempfile::tempdir().unwrap());
    let answers = [token("one", Some("r1")), token("two", None)];
    issuer.answers_in_turn("/token", answers);
    let session = run(&issuer, &folder);
    got(&session).await;
    let full = || {
        let next = row(&folder).with_extension("next");
        std::os::unix::fs::symlink("/dev/full", next).unwrap();
    };
    full();
    let held = session.kept_token().unwrap().unwrap();
    let failure = session.renewed_token(&held).await.unwrap_err();
    assert_eq!(failure.code(), "store.file");
    assert_eq!(issuer.asked("/token"), 1);
    // A grant spends nothing.
    full();
    let fresh = session.new_token().await.unwrap();
    assert_eq!(fresh.token.response.access_token_text(), "two");
    assert_eq!(fresh.keep_failure.unwrap().code(), "store.file");
}
