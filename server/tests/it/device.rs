//! The device flow over real HTTP: the device polls, a person decides.

use claimscope_server::{Config, Running};
use expect_test::expect;

use crate::browser::{Browser, Page, checked, start};

async fn codes(browser: &Browser, more: &[(&str, &str)]) -> Page {
    let mut device = browser.clone();
    device.cookies.clear();
    let fields = [&[("client_id", "device")][..], more].concat();
    device.post("/connect/deviceauthorization", &fields).await
}

async fn poll(browser: &Browser, device_code: &str) -> Page {
    let grant = "urn:ietf:params:oauth:grant-type:device_code";
    let fields = [
        ("client_id", "device"),
        ("grant_type", grant),
        ("device_code", device_code),
    ];
    browser.token(&fields).await
}

fn wait(running: &Running, seconds: i64) {
    let clock = running.state().clock();
    clock.set_offset_seconds(clock.offset_seconds() + seconds);
}

#[tokio::test]
async fn a_device_gets_its_tokens_when_its_user_agrees() {
    let running = start(Config::quickstart()).await;
    let mut browser = Browser::new(&running);
    let reply = codes(&browser, &[("scope", "openid api1 offline_access")]).await;
    assert_eq!(reply.status, 200);
    let body = reply.json();
    let device_code = body.get_str("device_code").unwrap().to_owned();
    let user_code = body.get_str("user_code").unwrap().to_owned();
    let shown = reply
        .body
        .replace(&device_code, "D")
        .replace(&user_code, "U")
        .replace(&running.issuer(), "I");
    expect![[r#"{"device_code":"D","user_code":"U","verification_uri":"I/device","verification_uri_complete":"I/device?userCode=U","expires_in":300,"interval":5}"#]].assert_eq(&shown);
    assert_eq!(user_code.len(), 9);
    assert_eq!(
        reply.header("cache-control"),
        Some("no-store, no-cache, max-age=0")
    );

    assert_eq!(
        poll(&browser, &device_code).await.body,
        r#"{"error":"authorization_pending"}"#
    );
    assert_eq!(
        poll(&browser, &device_code).await.body,
        r#"{"error":"slow_down"}"#
    );
    wait(&running, 5);
    assert_eq!(
        poll(&browser, &device_code).await.body,
        r#"{"error":"authorization_pending"}"#
    );

    let form = browser.get("/device").await;
    assert_eq!(form.status, 200);
    let token = form.field("__RequestVerificationToken").unwrap();
    let spaced = format!(
        "{} {} {}",
        &user_code[..3],
        &user_code[3..6],
        &user_code[6..]
    );
    let fields = [
        ("__RequestVerificationToken", token.as_str()),
        ("UserCode", &spaced),
        ("button", "code"),
    ];
    let to_login = browser.post("/device", &fields).await;
    let login = browser.get(to_login.location()).await;
    let back = browser.sign_in(&login, "alice", "alice").await;
    assert_eq!(back.location(), format!("/device?userCode={user_code}"));
    let confirm = browser.get(back.location()).await;
    assert_eq!(checked(&confirm), ["api1", "offline_access", "openid"]);
    let done = browser
        .consent(&confirm, "/device", &["openid", "offline_access"])
        .await;
    assert!(done.body.contains("The device can go on"), "{}", done.body);
    // The code is decided for once.
    let again = browser.consent(&confirm, "/device", &["openid"]).await;
    assert!(
        again.body.contains("No device waits with this code"),
        "{}",
        again.body
    );

    wait(&running, 5);
    let reply = poll(&browser, &device_code).await;
    assert_eq!(reply.status, 200, "{}", reply.body);
    let body = reply.json();
    assert_eq!(body.get_str("scope"), Some("offline_access openid"));
    assert!(body.get("id_token").is_some() && body.get("refresh_token").is_some());
    wait(&running, 5);
    assert_eq!(
        poll(&browser, &device_code).await.body,
        r#"{"error":"invalid_grant"}"#
    );
    running.shutdown().await;
}

#[tokio::test]
async fn a_refusal_and_an_expiry_are_told() {
    let running = start(Config::quickstart()).await;
    let mut browser = Browser::new(&running);
    let first = codes(&browser, &[]).await.json();
    assert_eq!(first.get_str("user_code").map(str::len), Some(9));
    let login = browser.get("/account/login").await;
    browser.sign_in(&login, "bob", "bob").await;
    let path = format!("/device?userCode={}", first.get_str("user_code").unwrap());
    let confirm = browser.get(&path).await;
    let token = confirm.field("__RequestVerificationToken").unwrap();
    let code = confirm.field("UserCode").unwrap();
    let fields = [
        ("__RequestVerificationToken", token.as_str()),
        ("UserCode", &code),
        ("button", "no"),
    ];
    let refused = browser.post("/device", &fields).await;
    assert!(refused.body.contains("did not allow"), "{}", refused.body);
    let device_code = first.get_str("device_code").unwrap();
    assert_eq!(
        poll(&browser, device_code).await.body,
        r#"{"error":"access_denied"}"#
    );

    let second = codes(&browser, &[]).await.json();
    wait(&running, 300);
    let device_code = second.get_str("device_code").unwrap();
    assert_eq!(
        poll(&browser, device_code).await.body,
        r#"{"error":"expired_token"}"#
    );
    let page = browser
        .get(&format!(
            "/device?userCode={}",
            second.get_str("user_code").unwrap()
        ))
        .await;
    assert!(page.body.contains("No device waits with this code"));
    running.shutdown().await;
}

#[tokio::test]
async fn another_sites_page_guesses_no_user_code_and_uses_no_guess_up() {
    let running = start(Config::quickstart()).await;
    let mut browser = Browser::new(&running);
    let codes = codes(&browser, &[]).await.json();
    let user_code = codes.get_str("user_code").unwrap();
    let login = browser.get("/account/login").await;
    browser.sign_in(&login, "bob", "bob").await;
    let good = format!("/device?userCode={user_code}");
    let wrong = "/device?userCode=000000000";
    for site in ["cross-site", "same-site"].iter().cycle().take(20) {
        let headers = [("Sec-Fetch-Site", *site)];
        let page = browser.send("GET", wrong, "", &headers).await;
        assert_eq!(page.status, 200, "{site}");
    }
    // A good code looks no other there, but it is in the form, which is one press away from the question.
    let headers = [("Sec-Fetch-Site", "cross-site")];
    let form = browser.send("GET", &good, "", &headers).await;
    assert!(checked(&form).is_empty());
    assert_eq!(form.field("UserCode").as_deref(), Some(user_code));
    let token = form.field("__RequestVerificationToken").unwrap();
    let fields = [
        ("__RequestVerificationToken", token.as_str()),
        ("UserCode", user_code),
        ("button", "code"),
    ];
    let confirm = browser.post("/device", &fields).await;
    assert!(!checked(&confirm).is_empty(), "{}", confirm.body);
    assert!(!checked(&browser.get(&good).await).is_empty());

    // What the user follows or types counts.
    for _ in 0..10 {
        assert_eq!(browser.get(wrong).await.status, 200);
    }
    assert_eq!(browser.get(&good).await.status, 429);
    running.shutdown().await;
}

#[tokio::test]
async fn faults_at_the_device_authorization_endpoint_have_identity_server_4s_names() {
    let running = start(Config::quickstart()).await;
    let browser = Browser::new(&running);
    let long = "x".repeat(301);
    let mut table = String::new();
    for (case, client, fields) in [
        ("unknown client", "nobody", vec![]),
        (
            "a client that may not",
            "client",
            vec![("client_secret", "secret")],
        ),
        ("scope too long", "device", vec![("scope", long.as_str())]),
        ("scope unknown", "device", vec![("scope", "nothing")]),
        (
            "identity scope without openid",
            "device",
            vec![("scope", "profile")],
        ),
        (
            "a parameter twice",
            "device",
            vec![("scope", "api1"), ("scope", "openid")],
        ),
    ] {
        let fields = [&[("client_id", client)][..], &fields[..]].concat();
        let page = browser
            .clone()
            .post("/connect/deviceauthorization", &fields)
            .await;
        table.push_str(&format!("{case} -> {} {}\n", page.status, page.body));
    }
    let page = browser.clone().get("/connect/deviceauthorization").await;
    table.push_str(&format!("GET -> {} {}\n", page.status, page.body));
    let page = poll(&browser, "unknown").await;
    table.push_str(&format!(
        "poll with an unknown code -> {} {}\n",
        page.status, page.body
    ));
    expect![[r#"
        unknown client -> 400 {"error":"invalid_client"}
        a client that may not -> 400 {"error":"unauthorized_client"}
        scope too long -> 400 {"error":"invalid_request"}
        scope unknown -> 400 {"error":"invalid_scope"}
        identity scope without openid -> 400 {"error":"invalid_scope"}
        a parameter twice -> 400 {"error":"invalid_request"}
        GET -> 400 {"error":"invalid_request"}
        poll with an unknown code -> 400 {"error":"invalid_grant"}
    "#]]
    .assert_eq(&table);
    running.shutdown().await;
}
