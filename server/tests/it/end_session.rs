//! Signing out over real HTTP.

use claimscope_server::{Config, Running};

use crate::browser::{Browser, request_of, start};

/// A browser in which alice is signed in, and her ID token.
async fn signed_in(running: &Running) -> (Browser, String) {
    let mut browser = Browser::new(running);
    let page = browser.authorize(&request_of("openid")).await;
    let body = browser
        .redeem(&page.parameter("code").unwrap())
        .await
        .json();
    (browser, body.get_str("id_token").unwrap().to_owned())
}

const BACK: &str = "http%3A%2F%2F127.0.0.1%3A8400%2F";

#[tokio::test]
async fn an_id_token_signs_its_user_out_and_leads_back() {
    let running = start(Config::quickstart()).await;
    let (mut browser, id_token) = signed_in(&running).await;
    // A hint is good after its time.
    running.state().clock().set_offset_seconds(3_600);
    let path = format!(
        "/connect/endsession?id_token_hint={id_token}&post_logout_redirect_uri={BACK}&state=a%0d%0ab"
    );
    let page = browser.get(&path).await;
    assert_eq!(page.location(), "http://127.0.0.1:8400/?state=a%0D%0Ab");
    assert!(
        !browser.cookies.contains_key("idsrv") && !browser.cookies.contains_key("idsrv.session")
    );
    let next = browser
        .get(&format!("/connect/authorize?{}", request_of("openid")))
        .await;
    assert!(next.location().starts_with("/account/login"));
    running.shutdown().await;
}

#[tokio::test]
async fn without_proof_the_user_is_asked_and_led_nowhere() {
    let running = start(Config::quickstart()).await;
    let (mut browser, id_token) = signed_in(&running).await;
    let (rest, signature) = id_token.rsplit_once('.').unwrap();
    let tampered = format!("{rest}.{}", signature.chars().rev().collect::<String>());
    for query in [
        String::new(),
        format!("?post_logout_redirect_uri={BACK}"),
        format!("?id_token_hint={tampered}&post_logout_redirect_uri={BACK}"),
    ] {
        let page = browser.get(&format!("/connect/endsession{query}")).await;
        assert_eq!(page.location(), "/account/logout", "{query}");
        assert!(browser.cookies.contains_key("idsrv"));
    }
    let elsewhere = format!(
        "/connect/endsession?id_token_hint={id_token}&post_logout_redirect_uri=https%3A%2F%2Fevil.example%2F"
    );
    let mut other = browser.clone();
    let page = other.get(&elsewhere).await;
    assert_eq!((page.status, page.location()), (200, ""));

    let (mut browser, _) = signed_in(&running).await;
    let question = browser.get("/account/logout").await;
    assert_eq!(
        browser
            .post("/account/logout", &[("button", "logout")])
            .await
            .status,
        400
    );
    let token = question.field("__RequestVerificationToken").unwrap();
    let fields = [
        ("__RequestVerificationToken", token.as_str()),
        ("button", "logout"),
    ];
    assert_eq!(browser.post("/account/logout", &fields).await.status, 200);
    assert!(!browser.cookies.contains_key("idsrv"));
    running.shutdown().await;
}

#[tokio::test]
async fn another_users_id_token_signs_nobody_out() {
    let running = start(Config::quickstart()).await;
    let (_, id_token) = signed_in(&running).await;
    let mut bob = Browser::new(&running);
    let login = bob.get("/account/login").await;
    bob.sign_in(&login, "bob", "bob").await;
    let page = bob
        .get(&format!("/connect/endsession?id_token_hint={id_token}"))
        .await;
    assert_eq!(page.location(), "/account/logout");
    assert!(bob.cookies.contains_key("idsrv"));
    running.shutdown().await;
}

#[tokio::test]
async fn the_check_session_page_is_for_frames_and_has_one_script() {
    let running = start(Config::quickstart()).await;
    let page = Browser::new(&running).get("/connect/checksession").await;
    assert_eq!(page.status, 200);
    let policy = page.header("content-security-policy").unwrap();
    assert!(
        policy.contains("script-src 'sha256-") && !policy.contains("frame-ancestors"),
        "{policy}"
    );
    assert_eq!(page.header("x-frame-options"), None);
    assert_eq!(page.body.matches("<script>").count(), 1);
    running.shutdown().await;
}
