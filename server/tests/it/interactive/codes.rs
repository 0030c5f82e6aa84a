//! Codes: whose they are, and that each is good once.

use claimscope_server::Config;
use claimscope_server::config::Extension;
use expect_test::expect;

use super::last_message;
use crate::browser::{Browser, CALLBACK, VERIFIER, request_of, start};

/// A code for `interactive`, and the browser that got it.
async fn code(running: &claimscope_server::Running, scope: &str) -> (Browser, String) {
    let mut browser = Browser::new(running);
    let page = browser.authorize(&request_of(scope)).await;
    (browser, page.parameter("code").unwrap())
}

#[tokio::test]
async fn codes_are_bound_to_client_redirect_and_verifier() {
    let mut config = Config::quickstart();
    config.clients[2].require_consent = false;
    let mut other = config.clients[2].clone();
    other.client_id = "other".to_owned();
    config.clients.push(other);
    let running = start(config).await;
    let other_verifier = "y".repeat(43);
    let mut table = String::new();
    for (case, changes) in [
        ("all is well", vec![]),
        (
            "another client's, for whom it stays",
            vec![("client_id", "other")],
        ),
        ("redirect_uri missing", vec![("redirect_uri", "")]),
        (
            "redirect_uri of another port",
            vec![("redirect_uri", "http://127.0.0.1:8401/callback")],
        ),
        (
            "redirect_uri in another case",
            vec![("redirect_uri", "http://127.0.0.1:8400/Callback")],
        ),
        ("code_verifier missing", vec![("code_verifier", "")]),
        ("code_verifier too short", vec![("code_verifier", "short")]),
        (
            "code_verifier of another",
            vec![("code_verifier", other_verifier.as_str())],
        ),
        ("code missing", vec![("code", "")]),
        ("code cut short", vec![("code", "ABC")]),
        ("a client that may not", vec![("client_id", "client")]),
    ] {
        let (browser, code) = code(&running, "openid api1").await;
        let mut fields = vec![
            ("grant_type", "authorization_code"),
            ("client_id", "interactive"),
            ("client_secret", "secret"),
            ("code", code.as_str()),
            ("redirect_uri", CALLBACK),
            ("code_verifier", VERIFIER),
        ];
        for (name, value) in changes {
            fields.retain(|(known, _)| *known != name);
            if !value.is_empty() {
                fields.push((name, value));
            }
        }
        let first = browser.token(&fields).await;
        let error = |page: &crate::browser::Page| {
            page.json().get_str("error").unwrap_or("tokens").to_owned()
        };
        let reason = last_message(&running);
        let again = browser.redeem(&code).await;
        table.push_str(&format!(
            "{case} -> {}; again: {}\n  {reason}\n",
            error(&first),
            error(&again)
        ));
    }
    expect![[r#"
        all is well -> tokens; again: invalid_grant
          a token for the client `interactive` with the scope `api1 openid` and the user `alice`
        another client's, for whom it stays -> invalid_grant; again: tokens
          invalid_grant: the code was given to another client than `other`, for whom it stays good
        redirect_uri missing -> unauthorized_client; again: invalid_grant
          unauthorized_client: redirect_uri is missing
        redirect_uri of another port -> invalid_grant; again: invalid_grant
          invalid_grant: the redirect_uri `http://127.0.0.1:8401/callback` is not that of the authorization request
        redirect_uri in another case -> invalid_grant; again: invalid_grant
          invalid_grant: the redirect_uri `http://127.0.0.1:8400/Callback` is not that of the authorization request
        code_verifier missing -> invalid_grant; again: invalid_grant
          invalid_grant: code_verifier is missing
        code_verifier too short -> invalid_grant; again: invalid_grant
          invalid_grant: code_verifier is shorter than 43 or longer than 128 characters
        code_verifier of another -> invalid_grant; again: invalid_grant
          invalid_grant: the code_verifier does not fit the code_challenge
        code missing -> invalid_grant; again: tokens
          invalid_grant: code is missing
        code cut short -> invalid_grant; again: tokens
          invalid_grant: the code is unknown, or was given out before the playground was started
        a client that may not -> unauthorized_client; again: tokens
          unauthorized_client: the client `client` may not use authorization_code
    "#]].assert_eq(&table);
    running.shutdown().await;
}

#[tokio::test]
async fn a_code_expires() {
    let running = start(Config::quickstart()).await;
    let (browser, code) = code(&running, "openid").await;
    running.state().clock().set_offset_seconds(300);
    let reply = browser.redeem(&code).await;
    assert_eq!(reply.body, r#"{"error":"invalid_grant"}"#);
    assert!(
        last_message(&running).contains("expired"),
        "{}",
        last_message(&running)
    );
    running.shutdown().await;
}

#[tokio::test]
async fn of_requests_that_race_with_one_code_a_single_one_wins() {
    let running = start(Config::quickstart()).await;
    let (browser, code) = code(&running, "openid").await;
    let mut racers = tokio::task::JoinSet::new();
    for _ in 0..8 {
        let (browser, code) = (browser.clone(), code.clone());
        racers.spawn(async move { browser.redeem(&code).await.status });
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
async fn a_replayed_code_ends_its_tokens_only_where_that_is_switched_on() {
    for (revoke, renewed) in [(false, 200), (true, 400)] {
        let mut config = Config::quickstart();
        if revoke {
            config.extensions.switch_on(Extension::RevokeOnCodeReplay);
        }
        let running = start(config).await;
        let (browser, code) = code(&running, "openid offline_access").await;
        let first = browser.redeem(&code).await.json();
        let replay = browser.redeem(&code).await;
        assert_eq!(replay.body, r#"{"error":"invalid_grant"}"#);
        let reason = last_message(&running);
        assert!(reason.contains("redeemed before"), "{reason}");
        assert_eq!(reason.contains("ended (1 tokens)"), revoke, "{reason}");
        let refresh_token = first.get_str("refresh_token").unwrap();
        let reply = browser
            .token(&[
                ("grant_type", "refresh_token"),
                ("client_id", "interactive"),
                ("client_secret", "secret"),
                ("refresh_token", refresh_token),
            ])
            .await;
        assert_eq!(reply.status, renewed, "{}", reply.body);
        running.shutdown().await;
    }
}
