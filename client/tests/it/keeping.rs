//! Tokens that outlive a run: found again, renewed by one process at a time, and what a refusal, a full disk or a hung holder
//! leaves.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use claimscope_client::session::{
    AuthorizationDetails, Connection, GrantKind, Login, OauthClient, Session, TokenOrigin,
};
use claimscope_client::{HttpClient, SealedStore, Settings};
use claimscope_core::secret::Secret;
use tempfile::TempDir;

use crate::issuer::{Issuer, key};
use crate::peer::answer;
use crate::renewal::{one_exchange, refused, token};

pub(crate) fn store(folder: &Path) -> Arc<SealedStore> {
    Arc::new(SealedStore::with_key(folder, &Secret::new([7; 32])).unwrap())
}

/// A session as another run would make it: nothing is shared but the folder.
pub(crate) fn run(issuer: &Issuer, folder: &TempDir) -> Session {
    run_with(issuer, folder, issuer.connection())
}

pub(crate) fn run_with(issuer: &Issuer, folder: &TempDir, connection: Connection) -> Session {
    let session = issuer.session_with(connection);
    session.keeping_tokens(store(folder.path()))
}

/// The token, how it was had, and by which code it was not renewed or is not kept.
pub(crate) async fn fresh(session: &Session) -> (String, TokenOrigin, Option<&'static str>) {
    let fresh = session.fresh_token().await.unwrap();
    let failure = fresh.renewal_failure.map(|failure| failure.code());
    let failure = failure.or(fresh.keep_failure.map(|error| error.code()));
    let failure = failure.or(fresh.row_damage.map(|error| error.code()));
    (
        fresh.token.response.access_token_text().to_owned(),
        fresh.origin,
        failure.map(|code| code.as_str()),
    )
}

pub(crate) fn had(name: &str, origin: TokenOrigin) -> (String, TokenOrigin, Option<&'static str>) {
    (name.to_owned(), origin, None)
}

pub(crate) fn row(folder: &TempDir) -> std::path::PathBuf {
    let entries = std::fs::read_dir(folder.path()).unwrap();
    let mut paths = entries.map(|entry| entry.unwrap().path());
    let is_row = |path: &std::path::PathBuf| path.extension().is_some_and(|ending| ending == "row");
    paths.find(is_row).unwrap()
}

#[tokio::test]
async fn the_next_run_takes_the_token_and_renews_it() {
    let (issuer, folder) = (Issuer::start(&[]).await, tempfile::tempdir().unwrap());
    issuer.answers_in_turn(
        "/token",
        [
            token("one", Some("r1")),
            token("two", None),
            token("three", Some("r3")),
        ],
    );
    assert_eq!(
        fresh(&run(&issuer, &folder)).await,
        had("one", TokenOrigin::Granted)
    );
    issuer.wait(569);
    assert_eq!(
        fresh(&run(&issuer, &folder)).await,
        had("one", TokenOrigin::Held)
    );
    issuer.wait(1);
    assert_eq!(
        fresh(&run(&issuer, &folder)).await,
        had("two", TokenOrigin::Refreshed)
    );
    // The first refresh token is in force still, as no other came.
    issuer.wait(590);
    let third = run(&issuer, &folder);
    assert_eq!(fresh(&third).await, had("three", TokenOrigin::Refreshed));
    let sent = third.client().log().exchanges();
    assert!(
        sent.iter()
            .any(|exchange| exchange.request_body.contains("refresh_token="))
    );
    assert_eq!(issuer.asked("/token"), 3);
}

#[tokio::test]
async fn every_setting_that_changes_the_answer_has_its_own_token() {
    let (issuer, folder) = (Issuer::start(&[]).await, tempfile::tempdir().unwrap());
    issuer.answers("/token", token("one", None));
    fresh(&run(&issuer, &folder)).await;
    let origin = async |change: &dyn Fn(&mut Connection)| {
        let mut connection = issuer.connection();
        change(&mut connection);
        fresh(&run_with(&issuer, &folder, connection)).await.1
    };
    let made = key(None);
    let changes: [&dyn Fn(&mut Connection); 15] = [
        &|connection| connection.token_endpoint = Some(format!("{}/token", connection.issuer)),
        &|connection| connection.client.id = "other".to_owned(),
        &|connection| connection.client.secret = Some(Secret::from("other")),
        &|connection| connection.client.secret = None,
        &|connection| connection.client.key = Some(made.clone()),
        &|connection| {
            connection.client.authentication =
                Some(claimscope_client::session::AuthenticationMethod::Post);
        },
        &|connection| connection.client.assertion.audience = Some("a".to_owned()),
        &|connection| connection.grant.scope = "other".to_owned(),
        &|connection| connection.grant.resource = Some("https://api.example".to_owned()),
        &|connection| {
            let details = AuthorizationDetails::parse(r#"[{"type":"payment"}]"#);
            connection.grant.authorization_details = details.ok();
        },
        &|connection| {
            let audience = ("audience".to_owned(), Secret::from("a"));
            connection.grant.parameters.push(audience);
        },
        &|connection| connection.grant.kind = GrantKind::extension("urn:x"),
        &|connection| {
            connection.grant.kind = GrantKind::Password {
                username: "alice".to_owned(),
                password: Secret::from("a"),
            };
        },
        &|connection| {
            connection.grant.kind = GrantKind::Password {
                username: "alice".to_owned(),
                password: Secret::from("b"),
            };
        },
        &|connection| connection.dpop_key = Some(made.clone()),
    ];
    for (index, change) in changes.iter().enumerate() {
        assert_eq!(origin(change).await, TokenOrigin::Granted, "{index}");
        assert_eq!(origin(change).await, TokenOrigin::Held, "{index}");
    }
    // What does not change it: how scopes are written, and what is expected of the token.
    let scopes = |text: &'static str| {
        move |connection: &mut Connection| connection.grant.scope = text.to_owned()
    };
    assert_eq!(origin(&scopes("a b")).await, TokenOrigin::Granted);
    assert_eq!(origin(&scopes(" b  a a")).await, TokenOrigin::Held);
    let expects = |connection: &mut Connection| {
        connection.api_url = "https://elsewhere.example".to_owned();
        connection.expectations = connection.expectations.clone().audience("api9");
    };
    assert_eq!(origin(&expects).await, TokenOrigin::Held);
}

#[tokio::test]
async fn a_refresh_token_is_sent_once_by_all_that_want_it() {
    let (issuer, folder) = (Issuer::start(&[]).await, tempfile::tempdir().unwrap());
    issuer.answers_in_turn("/token", one_exchange());
    fresh(&run(&issuer, &folder)).await;
    issuer.wait(580);
    let (a, b, c) = (
        run(&issuer, &folder),
        run(&issuer, &folder),
        run(&issuer, &folder),
    );
    let all = tokio::join!(fresh(&a), fresh(&b), fresh(&c));
    let all = [all.0, all.1, all.2];
    assert!(
        all.iter()
            .all(|(name, _, failure)| name == "two" && failure.is_none()),
        "{all:?}"
    );
    let refreshed = all
        .iter()
        .filter(|(_, origin, _)| *origin == TokenOrigin::Refreshed);
    assert_eq!(refreshed.count(), 1, "{all:?}");
    assert_eq!(issuer.asked("/token"), 2);
}

#[tokio::test]
async fn a_refused_refresh_says_why_keeps_the_token_and_drops_the_refresh_token() {
    let (issuer, folder) = (Issuer::start(&[]).await, tempfile::tempdir().unwrap());
    let answers = [
        token("one", Some("r1")),
        refused(),
        token("two", Some("r2")),
    ];
    issuer.answers_in_turn("/token", answers);
    fresh(&run(&issuer, &folder)).await;
    issuer.wait(575);
    let (name, origin, failure) = fresh(&run(&issuer, &folder)).await;
    assert_eq!((name.as_str(), origin), ("one", TokenOrigin::Held));
    assert_eq!(failure, Some("declined.invalid_grant"));
    issuer.wait(30);
    // It has ended, and is asked for by the grant.
    let last = run(&issuer, &folder);
    assert_eq!(fresh(&last).await, had("two", TokenOrigin::Granted));
    let exchanges = last.client().log().exchanges();
    assert!(
        exchanges
            .iter()
            .all(|exchange| !exchange.request_body.contains("refresh_token"))
    );
}

#[tokio::test]
async fn a_refusal_after_the_end_leads_to_the_grant_and_is_told() {
    let (issuer, folder) = (Issuer::start(&[]).await, tempfile::tempdir().unwrap());
    let answers = [
        token("one", Some("r1")),
        refused(),
        token("two", Some("r2")),
    ];
    issuer.answers_in_turn("/token", answers);
    fresh(&run(&issuer, &folder)).await;
    issuer.wait(700);
    let (name, origin, failure) = fresh(&run(&issuer, &folder)).await;
    assert_eq!((name.as_str(), origin), ("two", TokenOrigin::Granted));
    assert_eq!(failure, Some("declined.invalid_grant"));
    assert_eq!(
        fresh(&run(&issuer, &folder)).await,
        had("two", TokenOrigin::Held)
    );
}

#[tokio::test]
async fn a_server_that_fails_costs_no_login() {
    let (issuer, folder) = (Issuer::start(&[]).await, tempfile::tempdir().unwrap());
    let down = answer("503 Service Unavailable", "", "");
    let answers = [token("one", Some("r1")), down, token("two", Some("r2"))];
    issuer.answers_in_turn("/token", answers);
    fresh(&run(&issuer, &folder)).await;
    issuer.wait(700);
    run(&issuer, &folder).fresh_token().await.unwrap_err();
    assert_eq!(
        fresh(&run(&issuer, &folder)).await,
        had("two", TokenOrigin::Refreshed)
    );
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn on_a_full_disk_no_refresh_token_is_spent() {
    let (issuer, folder) = (Issuer::start(&[]).await, tempfile::tempdir().unwrap());
    let answers = [
        token("one", Some("r1")),
        token("two", None),
        token("three", None),
    ];
    issuer.answers_in_turn("/token", answers);
    fresh(&run(&issuer, &folder)).await;
    let full = || {
        let next = row(&folder).with_extension("next");
        std::os::unix::fs::symlink("/dev/full", next).unwrap();
    };
    issuer.wait(575);
    full();
    let (name, _, failure) = fresh(&run(&issuer, &folder)).await;
    assert_eq!((name.as_str(), failure), ("one", Some("store.file")));
    assert_eq!(issuer.asked("/token"), 1);
    issuer.wait(30);
    full();
    let session = run(&issuer, &folder);
    let (name, origin, failure) = fresh(&session).await;
    assert_eq!(
        (name.as_str(), origin, failure),
        ("two", TokenOrigin::Granted, Some("store.file"))
    );
    let exchanges = session.client().log().exchanges();
    assert!(
        exchanges
            .iter()
            .all(|exchange| !exchange.request_body.contains("refresh_token"))
    );
    // With space again, the refresh token is there still.
    assert_eq!(
        fresh(&run(&issuer, &folder)).await,
        had("three", TokenOrigin::Refreshed)
    );
}

#[tokio::test]
async fn a_folder_that_cannot_be_made_costs_no_token() {
    let (issuer, folder) = (Issuer::start(&[]).await, tempfile::tempdir().unwrap());
    issuer.answers("/token", token("one", None));
    let file = folder.path().join("file");
    std::fs::write(&file, "").unwrap();
    let session = issuer.session().keeping_tokens(store(&file.join("kept")));
    let (name, origin, failure) = fresh(&session).await;
    assert_eq!(
        (name.as_str(), origin, failure),
        ("one", TokenOrigin::Granted, Some("store.file"))
    );
}

#[tokio::test]
async fn a_damaged_row_is_set_aside_and_said() {
    let (issuer, folder) = (Issuer::start(&[]).await, tempfile::tempdir().unwrap());
    issuer.answers_in_turn("/token", [token("one", Some("r1")), token("two", None)]);
    fresh(&run(&issuer, &folder)).await;
    std::fs::write(row(&folder), "damaged").unwrap();
    let (name, _, failure) = fresh(&run(&issuer, &folder)).await;
    assert_eq!((name.as_str(), failure), ("two", Some("store.damaged")));
    let aside = row(&folder).with_extension("damaged");
    assert_eq!(std::fs::read(aside).unwrap(), b"damaged");
    assert_eq!(
        fresh(&run(&issuer, &folder)).await,
        had("two", TokenOrigin::Held)
    );
}

#[tokio::test]
async fn a_holder_that_hangs_is_waited_for_so_long_and_named() {
    let (issuer, folder) = (Issuer::start(&[]).await, tempfile::tempdir().unwrap());
    issuer.answers("/token", token("one", Some("r1")));
    fresh(&run(&issuer, &folder)).await;
    let lock = std::fs::File::open(row(&folder).with_extension("lock")).unwrap();
    lock.lock().unwrap();
    let impatient = || {
        let client = HttpClient::new(Settings {
            timeout: Duration::from_millis(20),
            ..Settings::default()
        });
        issuer
            .session_of(client.unwrap(), issuer.connection())
            .keeping_tokens(store(folder.path()))
    };
    // What still holds needs no lock, and what is at its end is kept.
    assert_eq!(fresh(&impatient()).await, had("one", TokenOrigin::Held));
    issuer.wait(575);
    let (name, _, failure) = fresh(&impatient()).await;
    assert_eq!((name.as_str(), failure), ("one", Some("store.busy")));
    issuer.wait(30);
    let failure = impatient().fresh_token().await.unwrap_err();
    assert_eq!(failure.code(), "store.busy");
    assert_eq!(
        issuer.asked("/token"),
        1,
        "its refresh token is another's to send"
    );
}

#[tokio::test]
async fn a_key_that_was_made_is_kept_with_its_token() {
    let folder = tempfile::tempdir().unwrap();
    let issuer = Issuer::start(&[]).await;
    let bound = crate::peer::json(
        r#"{"access_token":"one","token_type":"DPoP","expires_in":600,"refresh_token":"r1"}"#,
    );
    issuer.answers("/token", bound);
    issuer.answers("/api", crate::peer::json("{}"));
    let made = || Connection {
        dpop_key: Some(key(None)),
        dpop_key_is_made: true,
        ..issuer.connection()
    };
    let shown = async || {
        let session = run_with(&issuer, &folder, made());
        let fresh = session.fresh_token().await.unwrap();
        let request = claimscope_oauth::HttpRequest::get(format!("{}/api", issuer.url));
        let token = fresh.token.response.access_token.clone();
        let called = session.call(request, Some(&token)).await.unwrap();
        let proof = called.request.header_value("dpop").unwrap().to_owned();
        let report = claimscope_core::inspect(
            &proof,
            claimscope_core::time::Timestamp::from_unix_seconds(0),
        )
        .report;
        (
            fresh.origin,
            report.header.unwrap().get("jwk").unwrap().to_string(),
        )
    };
    let (first, second) = (shown().await, shown().await);
    assert_eq!(
        (first.0, second.0),
        (TokenOrigin::Granted, TokenOrigin::Held)
    );
    assert_eq!(first.1, second.1, "the key of the token");
}

#[tokio::test]
async fn a_login_that_is_too_long_ago_is_not_taken() {
    let (issuer, folder) = (Issuer::start(&[]).await, tempfile::tempdir().unwrap());
    let login = |max_age_seconds| Connection {
        client: OauthClient {
            id: "client".to_owned(),
            ..OauthClient::default()
        },
        grant: claimscope_client::session::Grant {
            kind: GrantKind::AuthorizationCode(Login {
                redirect_uri: "http://127.0.0.1:0/callback".to_owned(),
                max_age_seconds,
                ..Login::default()
            }),
            ..Default::default()
        },
        ..issuer.connection()
    };
    issuer.answers("/token", token("one", Some("r1")));
    for (max_age, origin) in [(None, TokenOrigin::Held), (Some(60), TokenOrigin::Granted)] {
        let get = async || {
            let session = run_with(&issuer, &folder, login(max_age));
            let person = Arc::new(crate::api_login::Agrees::default());
            fresh(&session.with_person(person)).await.1
        };
        assert_eq!(get().await, TokenOrigin::Granted);
        assert_eq!(get().await, TokenOrigin::Held);
        issuer.wait(61);
        assert_eq!(get().await, origin, "{max_age:?}");
    }
}

#[tokio::test]
async fn a_token_is_forgotten_where_it_is_kept() {
    let (issuer, folder) = (Issuer::start(&[]).await, tempfile::tempdir().unwrap());
    issuer.answers_in_turn("/token", [token("one", None), token("two", None)]);
    let session = run(&issuer, &folder);
    fresh(&session).await;
    session.forget_token().await.unwrap();
    assert_eq!(
        fresh(&run(&issuer, &folder)).await,
        had("two", TokenOrigin::Granted)
    );
}
