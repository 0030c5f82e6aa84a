//! Refresh tokens over real HTTP: usage, expiration, claims, revocation.

use claimscope_core::json::{Object, Value, parse_strict};
use claimscope_server::config::{AccessTokenType, Client, TokenExpiration, TokenUsage};
use claimscope_server::{Config, Running};

use crate::browser::{Browser, Page, request_of, start};
use crate::support::decode;

const ROPG: [(&str, &str); 2] = [("client_id", "ropg_client"), ("client_secret", "secret")];

async fn playground(change: impl FnOnce(&mut Client)) -> Running {
    let mut config = Config::quickstart();
    change(&mut config.clients[1]);
    start(config).await
}

async fn sign_in(browser: &Browser, scope: &str) -> Object {
    let fields = [
        ("grant_type", "password"),
        ("username", "alice"),
        ("password", "alice"),
        ("scope", scope),
    ];
    let reply = browser.token(&[&ROPG[..], &fields[..]].concat()).await;
    assert_eq!(reply.status, 200, "{}", reply.body);
    reply.json()
}

async fn renew(browser: &Browser, token: &str) -> Page {
    let fields = [("grant_type", "refresh_token"), ("refresh_token", token)];
    browser.token(&[&ROPG[..], &fields[..]].concat()).await
}

fn refresh_token(body: &Object) -> String {
    body.get_str("refresh_token").unwrap().to_owned()
}

fn claims(body: &Object) -> Object {
    let token = body.get_str("access_token").unwrap();
    match parse_strict(decode(token).1.as_bytes()).unwrap() {
        Value::Object(claims) => claims,
        other => panic!("{other}"),
    }
}

#[tokio::test]
async fn a_one_time_token_is_replaced_and_then_used_up() {
    let running = playground(|_| {}).await;
    let browser = Browser::new(&running);
    let first = sign_in(&browser, "api1 openid offline_access").await;
    assert_eq!(first.get("id_token"), None);
    let reply = renew(&browser, &refresh_token(&first)).await;
    assert_eq!(reply.status, 200, "{}", reply.body);
    let second = reply.json();
    assert_ne!(refresh_token(&first), refresh_token(&second));
    let names: Vec<&str> = second.iter().map(|(name, _)| name).collect();
    assert_eq!(
        names,
        [
            "id_token",
            "access_token",
            "expires_in",
            "token_type",
            "refresh_token",
            "scope"
        ]
    );
    let again = renew(&browser, &refresh_token(&first)).await;
    assert_eq!(again.body, r#"{"error":"invalid_grant"}"#);
    let reason = running.log().entries().pop().unwrap().message;
    assert!(reason.contains("OneTimeOnly"), "{reason}");
    // The reuse of an old one ends nothing else.
    assert_eq!(renew(&browser, &refresh_token(&second)).await.status, 200);
    running.shutdown().await;
}

#[tokio::test]
async fn of_requests_that_race_with_one_token_a_single_one_wins() {
    let running = playground(|_| {}).await;
    let browser = Browser::new(&running);
    let token = refresh_token(&sign_in(&browser, "api1 offline_access").await);
    let mut racers = tokio::task::JoinSet::new();
    for _ in 0..8 {
        let (browser, token) = (browser.clone(), token.clone());
        racers.spawn(async move { renew(&browser, &token).await.status });
    }
    let statuses = racers.join_all().await;
    assert_eq!(
        statuses.iter().filter(|status| **status == 200).count(),
        1,
        "{statuses:?}"
    );
    running.shutdown().await;
}

#[tokio::test]
async fn a_reusable_token_stays() {
    let running = playground(|client| client.refresh_token_usage = TokenUsage::ReUse).await;
    let browser = Browser::new(&running);
    let token = refresh_token(&sign_in(&browser, "api1 offline_access").await);
    for _ in 0..3 {
        assert_eq!(refresh_token(&renew(&browser, &token).await.json()), token);
    }
    running.shutdown().await;
}

#[tokio::test]
async fn an_absolute_lifetime_is_not_renewed_by_rotation() {
    let running = playground(|client| client.absolute_refresh_token_lifetime_seconds = 100).await;
    let browser = Browser::new(&running);
    let first = sign_in(&browser, "api1 offline_access").await;
    running.state().clock().set_offset_seconds(90);
    let second = renew(&browser, &refresh_token(&first)).await.json();
    running.state().clock().set_offset_seconds(101);
    let reply = renew(&browser, &refresh_token(&second)).await;
    assert_eq!(reply.body, r#"{"error":"invalid_grant"}"#);
    let reason = running.log().entries().pop().unwrap().message;
    assert!(reason.contains("expired"), "{reason}");
    running.shutdown().await;
}

#[tokio::test]
async fn a_sliding_lifetime_is_renewed_up_to_the_absolute_one() {
    for usage in [TokenUsage::OneTimeOnly, TokenUsage::ReUse] {
        let running = playground(|client| {
            client.refresh_token_usage = usage;
            client.refresh_token_expiration = TokenExpiration::Sliding;
            client.sliding_refresh_token_lifetime_seconds = 100;
            client.absolute_refresh_token_lifetime_seconds = 250;
        })
        .await;
        let browser = Browser::new(&running);
        let mut token = refresh_token(&sign_in(&browser, "api1 offline_access").await);
        for seconds in [90, 180, 240] {
            running.state().clock().set_offset_seconds(seconds);
            let reply = renew(&browser, &token).await;
            assert_eq!(reply.status, 200, "{seconds}: {}", reply.body);
            token = refresh_token(&reply.json());
        }
        running.state().clock().set_offset_seconds(251);
        assert_eq!(renew(&browser, &token).await.status, 400);
        running.shutdown().await;
    }
}

#[tokio::test]
async fn claims_are_kept_unless_they_are_to_be_updated() {
    for (update, website) in [(false, "http://alice.com"), (true, "http://new.example")] {
        let mut config = Config::quickstart();
        config.clients[1].update_access_token_claims_on_refresh = update;
        config.api_scopes[0].user_claims = vec!["website".to_owned()];
        let running = start(config.clone()).await;
        let browser = Browser::new(&running);
        let first = sign_in(&browser, "api1 offline_access").await;
        for claim in &mut config.users[0].claims {
            if claim.name == "website" {
                claim.value = "http://new.example".to_owned();
            }
        }
        running.state().set_config(config);
        running.state().clock().set_offset_seconds(60);
        let second = renew(&browser, &refresh_token(&first)).await.json();
        let (old, new) = (claims(&first), claims(&second));
        assert_eq!(new.get_str("website"), Some(website));
        let same = |name: &str| old.get(name) == new.get(name);
        assert_eq!((same("jti"), same("iat")), (!update, !update));
        assert!(!same("nbf") && !same("exp"));
        running.shutdown().await;
    }
}

#[tokio::test]
async fn a_token_is_its_clients_alone_and_needs_an_active_user() {
    let mut config = Config::quickstart();
    let running = start(config.clone()).await;
    let browser = Browser::new(&running);
    let token = refresh_token(&sign_in(&browser, "api1 offline_access").await);
    let reply = browser
        .token(&[
            ("client_id", "client"),
            ("client_secret", "secret"),
            ("grant_type", "refresh_token"),
            ("refresh_token", &token),
        ])
        .await;
    assert_eq!(reply.body, r#"{"error":"invalid_grant"}"#);
    config.users[0].is_active = false;
    running.state().set_config(config.clone());
    assert_eq!(renew(&browser, &token).await.status, 400);
    config.users[0].is_active = true;
    config.clients[1].allow_offline_access = false;
    running.state().set_config(config.clone());
    assert_eq!(renew(&browser, &token).await.status, 400);
    config.clients[1].allow_offline_access = true;
    running.state().set_config(config);
    // None of these refusals used it up.
    assert_eq!(renew(&browser, &token).await.status, 200);
    running.shutdown().await;
}

async fn revoke(browser: &Browser, client: &str, token: &str, hint: Option<&str>) -> Page {
    let mut fields = vec![
        ("client_id", client),
        ("client_secret", "secret"),
        ("token", token),
    ];
    fields.extend(hint.map(|hint| ("token_type_hint", hint)));
    browser.clone().post("/connect/revocation", &fields).await
}

async fn introspect(browser: &Browser, token: &str) -> Object {
    let fields = [
        ("client_id", "api1"),
        ("client_secret", "secret"),
        ("token", token),
    ];
    browser
        .clone()
        .post("/connect/introspect", &fields)
        .await
        .json()
}

#[tokio::test]
async fn reference_tokens_are_introspected_and_end_with_their_refresh_token() {
    let running = playground(|client| client.access_token_type = AccessTokenType::Reference).await;
    let browser = Browser::new(&running);
    let first = sign_in(&browser, "api1 openid profile offline_access").await;
    let token = first.get_str("access_token").unwrap();
    assert_eq!(token.len(), 64);
    let body = introspect(&browser, token).await;
    assert_eq!(body.get("active"), Some(&Value::from(true)));
    assert_eq!(body.get_str("client_id"), Some("ropg_client"));
    assert_eq!(body.get_str("scope"), Some("api1"));
    let mut api = browser.clone();
    let authorization = format!("Bearer {token}");
    let headers = [("Authorization", authorization.as_str())];
    let user = api.send("GET", "/connect/userinfo", "", &headers).await;
    assert_eq!(user.json().get_str("name"), Some("Alice Smith"));
    // A refresh token is none that an API asks about.
    let refresh = refresh_token(&first);
    assert_eq!(
        introspect(&browser, &refresh).await.to_string(),
        r#"{"active":false}"#
    );
    // Another client's revocation succeeds and does nothing.
    assert_eq!(revoke(&browser, "client", &refresh, None).await.status, 200);
    assert_eq!(
        introspect(&browser, token).await.get("active"),
        Some(&Value::from(true))
    );
    let reply = revoke(&browser, "ropg_client", &refresh, None).await;
    assert_eq!((reply.status, reply.body.as_str()), (200, ""));
    assert_eq!(
        introspect(&browser, token).await.to_string(),
        r#"{"active":false}"#
    );
    assert_eq!(renew(&browser, &refresh).await.status, 400);
    running.shutdown().await;
}

#[tokio::test]
async fn a_reference_token_is_revoked_and_expires_by_itself() {
    let running = playground(|client| {
        client.access_token_type = AccessTokenType::Reference;
        client.access_token_lifetime_seconds = 60;
    })
    .await;
    let browser = Browser::new(&running);
    let body = sign_in(&browser, "api1").await;
    let token = body.get_str("access_token").unwrap();
    revoke(&browser, "ropg_client", token, Some("refresh_token")).await;
    assert_eq!(
        introspect(&browser, token).await.get("active"),
        Some(&Value::from(true))
    );
    revoke(&browser, "ropg_client", token, Some("access_token")).await;
    assert_eq!(
        introspect(&browser, token).await.get("active"),
        Some(&Value::from(false))
    );
    let body = sign_in(&browser, "api1").await;
    let token = body.get_str("access_token").unwrap();
    running.state().clock().set_offset_seconds(60);
    assert_eq!(
        introspect(&browser, token).await.get("active"),
        Some(&Value::from(false))
    );
    running.shutdown().await;
}

#[tokio::test]
async fn the_code_flow_renews_with_the_session_of_its_sign_in() {
    let running = start(Config::quickstart()).await;
    let mut browser = Browser::new(&running);
    let page = browser
        .authorize(&request_of("openid api1 offline_access"))
        .await;
    let first = browser
        .redeem(&page.parameter("code").unwrap())
        .await
        .json();
    let fields = [
        ("grant_type", "refresh_token"),
        ("client_id", "interactive"),
        ("client_secret", "secret"),
        ("refresh_token", first.get_str("refresh_token").unwrap()),
    ];
    let second = browser.token(&fields).await.json();
    assert_eq!(claims(&first).get("sid"), claims(&second).get("sid"));
    let id = decode(second.get_str("id_token").unwrap()).1;
    assert!(id.contains("\"sid\":") && !id.contains("nonce"), "{id}");
    running.shutdown().await;
}
