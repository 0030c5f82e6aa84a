//! Signing in, consenting, and the code that comes of it, over real HTTP.

mod codes;

use claimscope_core::base64url;
use claimscope_core::json::Value;
use claimscope_server::Config;
use claimscope_server::config::Extension;

use crate::browser::{Browser, CALLBACK, VERIFIER, checked, request_of, start};
use crate::support::decode;

/// The last refusal's reason.
fn last_message(running: &claimscope_server::Running) -> String {
    running.log().entries().pop().unwrap().message
}

fn claims(token: &str) -> claimscope_core::json::Object {
    match claimscope_core::json::parse_strict(decode(token).1.as_bytes()).unwrap() {
        Value::Object(claims) => claims,
        other => panic!("{other}"),
    }
}

#[tokio::test]
async fn a_user_signs_in_and_consents_and_the_client_gets_its_tokens() {
    let running = start(Config::quickstart()).await;
    let mut browser = Browser::new(&running);
    let query = request_of("openid profile api1 offline_access");

    let to_login = browser.get(&format!("/connect/authorize?{query}")).await;
    assert_eq!(to_login.status, 302);
    let login = browser.get(to_login.location()).await;
    assert_eq!(login.status, 200);
    assert_eq!(
        login
            .header("content-security-policy")
            .map(|policy| policy.rsplit_once("'sha256-").unwrap().1)
            .map(|policy| policy.split_once(';').unwrap().1),
        Some(" frame-ancestors 'none'; base-uri 'none'")
    );
    for (header, value) in [
        ("cache-control", "no-store, no-cache, max-age=0"),
        ("referrer-policy", "no-referrer"),
        ("x-content-type-options", "nosniff"),
        ("x-frame-options", "DENY"),
        ("content-type", "text/html; charset=utf-8"),
    ] {
        assert_eq!(login.header(header), Some(value), "{header}");
    }
    assert!(!login.body.contains("<script"), "{}", login.body);

    let wrong = browser.sign_in(&login, "alice", "wrong").await;
    assert_eq!(wrong.status, 200);
    assert!(
        wrong
            .body
            .contains("role=\"alert\">Invalid username or password<")
    );
    assert!(!browser.cookies.contains_key("idsrv"));

    let signed_in = browser.sign_in(&wrong, "alice", "alice").await;
    assert_eq!(signed_in.status, 302);
    let cookies: Vec<&str> = signed_in
        .headers
        .iter()
        .filter(|(name, _)| name == "set-cookie")
        .map(|(_, value)| value.split_once(';').unwrap().1)
        .collect();
    assert_eq!(
        cookies,
        [" Path=/; SameSite=Lax; HttpOnly", " Path=/; SameSite=Lax"]
    );

    let to_consent = browser.get(signed_in.location()).await;
    let consent = browser.get(to_consent.location()).await;
    assert_eq!(
        checked(&consent),
        ["api1", "offline_access", "openid", "profile"]
    );
    assert!(
        consent.body.contains(
            "interactive asks to act for alice. The answer goes to http://127.0.0.1:8400."
        )
    );

    let none = browser.consent(&consent, "/consent", &[]).await;
    assert!(none.body.contains("You must pick at least one permission"));
    let back = browser
        .consent(&consent, "/consent", &["openid", "api1", "offline_access"])
        .await;
    assert_eq!(back.status, 302);
    assert!(
        back.location().starts_with(&format!("{CALLBACK}?code=")),
        "{}",
        back.location()
    );
    assert_eq!(back.parameter("state").as_deref(), Some("state-1"));
    assert_eq!(
        back.parameter("scope").as_deref(),
        Some("api1 offline_access openid")
    );
    assert_eq!(back.parameter("iss"), None);
    assert!(back.parameter("session_state").is_some());

    let reply = browser.redeem(&back.parameter("code").unwrap()).await;
    assert_eq!(reply.status, 200, "{}", reply.body);
    assert_eq!(
        reply.header("cache-control"),
        Some("no-store, no-cache, max-age=0")
    );
    let body = reply.json();
    let names: Vec<&str> = body.iter().map(|(name, _)| name).collect();
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
    assert_eq!(body.get_str("scope"), Some("api1 offline_access openid"));
    assert_eq!(body.get_str("refresh_token").unwrap().len(), 64);

    let id_token = body.get_str("id_token").unwrap();
    let access_token = body.get_str("access_token").unwrap();
    let id = claims(id_token);
    let names: Vec<&str> = id.iter().map(|(name, _)| name).collect();
    assert_eq!(
        names,
        [
            "nbf",
            "exp",
            "iss",
            "aud",
            "nonce",
            "iat",
            "at_hash",
            "s_hash",
            "sid",
            "sub",
            "auth_time",
            "idp",
            "amr"
        ]
    );
    assert_eq!(id.get_str("nonce"), Some("nonce-1"));
    assert_eq!(id.get_str("aud"), Some("interactive"));
    assert_eq!(id.get_str("sub"), Some("818727"));
    assert_eq!(id.get_str("iss"), Some(running.issuer().as_str()));
    use sha2::{Digest, Sha256};
    let at_hash = base64url::encode(&Sha256::digest(access_token)[..16]);
    assert_eq!(id.get_str("at_hash"), Some(at_hash.as_str()));
    assert!(decode(id_token).0.contains("\"typ\":\"JWT\""));

    let access = claims(access_token);
    let names: Vec<&str> = access.iter().map(|(name, _)| name).collect();
    assert_eq!(
        names,
        [
            "nbf",
            "exp",
            "iss",
            "aud",
            "client_id",
            "sub",
            "auth_time",
            "idp",
            "jti",
            "sid",
            "iat",
            "scope",
            "amr"
        ]
    );
    assert_eq!(
        access.get("scope").unwrap().to_string(),
        r#"["api1","openid","offline_access"]"#
    );
    assert_eq!(access.get("sid"), id.get("sid"));
    let log: Vec<String> = running
        .log()
        .entries()
        .iter()
        .map(ToString::to_string)
        .collect();
    let log = log.join("\n");
    for secret in [
        id_token,
        access_token,
        VERIFIER,
        &back.parameter("code").unwrap(),
    ] {
        assert!(!log.contains(secret), "{log}");
    }
    running.shutdown().await;
}

#[tokio::test]
async fn a_signed_in_user_is_asked_again_only_as_far_as_needed() {
    let running = start(Config::quickstart()).await;
    let mut browser = Browser::new(&running);
    let first = browser
        .get(&format!("/connect/authorize?{}", request_of("openid")))
        .await;
    let login = browser.get(first.location()).await;
    let signed_in = browser.sign_in(&login, "alice", "alice").await;
    let to_consent = browser.get(signed_in.location()).await;
    assert!(to_consent.location().starts_with("/consent?"));

    let none = browser
        .get(&format!(
            "/connect/authorize?{}&prompt=none",
            request_of("openid")
        ))
        .await;
    assert_eq!(
        none.location(),
        format!("{CALLBACK}?error=consent_required&state=state-1#_=_")
    );
    // Remembered by the box on the form.
    let form = browser.get(to_consent.location()).await;
    let fields = [
        (
            "__RequestVerificationToken",
            form.field("__RequestVerificationToken").unwrap(),
        ),
        ("ReturnUrl", form.field("ReturnUrl").unwrap()),
        ("ScopesConsented", "openid".to_owned()),
        ("RememberConsent", "true".to_owned()),
        ("button", "yes".to_owned()),
    ];
    let fields: Vec<(&str, &str)> = fields
        .iter()
        .map(|(name, value)| (*name, value.as_str()))
        .collect();
    assert!(
        browser
            .post("/consent", &fields)
            .await
            .parameter("code")
            .is_some()
    );

    let ask = |more: &str| format!("/connect/authorize?{}{more}", request_of("openid"));
    assert!(browser.get(&ask("")).await.parameter("code").is_some());
    assert!(
        browser
            .get(&ask("&prompt=none"))
            .await
            .parameter("code")
            .is_some()
    );
    let consent = browser.get(&ask("&prompt=consent")).await;
    assert!(consent.location().starts_with("/consent?"));
    let login = browser.get(&ask("&prompt=login")).await;
    assert!(login.location().starts_with("/account/login?"));
    let account = browser.get(&ask("&prompt=select_account")).await;
    assert!(account.location().starts_with("/account/login?"));
    running.state().clock().set_offset_seconds(100);
    let fresh = browser.get(&ask("&max_age=101")).await;
    assert!(fresh.parameter("code").is_some(), "{}", fresh.location());
    let stale = browser.get(&ask("&max_age=99")).await;
    assert!(stale.location().starts_with("/account/login?"));
    let wider = browser
        .get(&format!("/connect/authorize?{}", request_of("openid api1")))
        .await;
    assert!(wider.location().starts_with("/consent?"));
    let offline = browser
        .get(&format!(
            "/connect/authorize?{}",
            request_of("openid offline_access")
        ))
        .await;
    assert!(offline.location().starts_with("/consent?"));
    running.state().clock().set_offset_seconds(36_001);
    assert!(
        browser
            .get(&ask(""))
            .await
            .location()
            .starts_with("/account/login?")
    );
    running.shutdown().await;
}

#[tokio::test]
async fn a_user_who_refuses_is_heard_by_the_client() {
    let running = start(Config::quickstart()).await;
    let mut browser = Browser::new(&running);
    let denied = format!("{CALLBACK}?error=access_denied&state=state-1#_=_");
    let start = browser
        .get(&format!("/connect/authorize?{}", request_of("openid")))
        .await;
    let login = browser.get(start.location()).await;
    let fields = [
        (
            "__RequestVerificationToken",
            login.field("__RequestVerificationToken").unwrap(),
        ),
        ("ReturnUrl", login.field("ReturnUrl").unwrap()),
        ("button", "cancel".to_owned()),
    ];
    let fields: Vec<(&str, &str)> = fields
        .iter()
        .map(|(name, value)| (*name, value.as_str()))
        .collect();
    assert_eq!(
        browser.post("/account/login", &fields).await.location(),
        denied
    );

    let signed_in = browser.sign_in(&login, "alice", "alice").await;
    let consent = browser.get(signed_in.location()).await;
    let consent = browser.get(consent.location()).await;
    // openid is Required, so a user who takes it out refuses.
    let scopes = browser.consent(&consent, "/consent", &["api1"]).await;
    assert!(
        scopes
            .body
            .contains("You must pick at least one permission")
    );
    let fields = [
        (
            "__RequestVerificationToken",
            consent.field("__RequestVerificationToken").unwrap(),
        ),
        ("ReturnUrl", consent.field("ReturnUrl").unwrap()),
        ("button", "no".to_owned()),
    ];
    let fields: Vec<(&str, &str)> = fields
        .iter()
        .map(|(name, value)| (*name, value.as_str()))
        .collect();
    assert_eq!(browser.post("/consent", &fields).await.location(), denied);
    running.shutdown().await;
}

#[tokio::test]
async fn forms_from_elsewhere_are_refused() {
    let running = start(Config::quickstart()).await;
    let mut victim = Browser::new(&running);
    let mut attacker = Browser::new(&running);
    let path = format!("/account/login?ReturnUrl={}", "%2Fdevice");
    let theirs = attacker.get(&path).await;
    let mine = victim.get(&path).await;
    // No token at all, and the attacker's own token in the victim's browser.
    let bare = victim
        .post(
            "/account/login",
            &[
                ("Username", "bob"),
                ("Password", "bob"),
                ("button", "login"),
            ],
        )
        .await;
    assert_eq!(bare.status, 400);
    assert_eq!(victim.sign_in(&theirs, "bob", "bob").await.status, 400);
    assert!(last_message(&running).contains("antiforgery"));
    assert!(!victim.cookies.contains_key("idsrv"));
    // A token of before the sign-in is none of after it.
    assert_eq!(victim.sign_in(&mine, "alice", "alice").await.status, 302);
    assert_eq!(victim.sign_in(&mine, "bob", "bob").await.status, 400);
    // A session that a browser brings along is never taken over by a sign-in.
    let mut fixed = Browser::new(&running);
    fixed.cookies.insert("idsrv".to_owned(), "A".repeat(64));
    let form = fixed.get(&path).await;
    fixed.sign_in(&form, "alice", "alice").await;
    assert_ne!(fixed.cookies["idsrv"], "A".repeat(64));
    running.shutdown().await;
}

#[tokio::test]
async fn nobody_is_led_away_from_the_server() {
    let running = start(Config::quickstart()).await;
    let mut browser = Browser::new(&running);
    for hostile in [
        "https%3A%2F%2Fevil.example%2F",
        "%2F%2Fevil.example",
        "%2F%5Cevil.example",
        "%2Fconnect%2Fauthorize%40evil.example",
    ] {
        let page = browser
            .get(&format!("/account/login?ReturnUrl={hostile}"))
            .await;
        assert_eq!(page.status, 400, "{hostile}");
        assert!(!page.body.contains("evil.example"));
    }
    // A form that is changed on its way leads nowhere either.
    let mut page = browser.get("/account/login?ReturnUrl=%2Fdevice").await;
    page.body = page
        .body
        .replace("value=\"/device\"", "value=\"https://evil.example/\"");
    let signed_in = browser.sign_in(&page, "alice", "alice").await;
    assert_eq!((signed_in.status, signed_in.location()), (200, ""));

    let mut other = Browser::new(&running);
    let split = "/account/login?ReturnUrl=%2Fconnect%2Fauthorize%2Fcallback%3Fstate%3Dx%250d%250aSet-Cookie%3A+evil%3D1";
    let page = other.get(split).await;
    let signed_in = other.sign_in(&page, "alice", "alice").await;
    assert_eq!(
        signed_in.location(),
        "/connect/authorize/callback?state=x%0D%0ASet-Cookie%3A+evil%3D1"
    );
    assert!(!other.cookies.contains_key("evil"));
    running.shutdown().await;
}

#[tokio::test]
async fn what_a_request_says_never_becomes_markup() {
    let running = start(Config::quickstart()).await;
    let mut browser = Browser::new(&running);
    let hostile = "%22%3E%3Cscript%3Ealert(1)%3C%2Fscript%3E";
    let to_login = browser
        .get(&format!(
            "/connect/authorize?{}&login_hint={hostile}",
            request_of("openid")
        ))
        .await;
    let login = browser.get(to_login.location()).await;
    assert!(
        login
            .body
            .contains("value=\"&quot;&gt;&lt;script&gt;alert(1)"),
        "{}",
        login.body
    );
    assert!(!login.body.contains("<script"));
    let refused = browser
        .get(&format!("/connect/authorize?client_id={hostile}"))
        .await;
    let page = browser.get(refused.location()).await;
    assert!(!page.body.contains("<script"), "{}", page.body);
    assert_eq!(page.told()[0], "unauthorized_client");
    running.shutdown().await;
}

#[tokio::test]
async fn every_response_mode_carries_the_answer() {
    let mut config = Config::quickstart();
    config.clients[2].require_consent = false;
    config
        .extensions
        .switch_on(Extension::AuthorizationResponseIss);
    let running = start(config).await;
    let mut browser = Browser::new(&running);
    let iss = running.issuer();
    let query = browser.authorize(&request_of("api1")).await;
    assert_eq!(query.parameter("iss"), Some(iss.clone()));
    assert_eq!(query.parameter("session_state"), None);

    let ask = |mode: &str| {
        format!(
            "/connect/authorize?{}&response_mode={mode}",
            request_of("openid")
        )
    };
    let fragment = browser.get(&ask("fragment")).await;
    assert!(
        fragment
            .location()
            .starts_with(&format!("{CALLBACK}#code="))
    );
    assert_eq!(fragment.parameter("iss"), Some(iss.clone()));

    let posted = browser.get(&ask("form_post")).await;
    assert_eq!(posted.status, 200);
    assert!(
        posted
            .body
            .contains(&format!("<form method=\"post\" action=\"{CALLBACK}\">"))
    );
    assert_eq!(posted.field("state").as_deref(), Some("state-1"));
    assert_eq!(posted.field("iss"), Some(iss.clone()));
    assert!(posted.body.contains("<button>Continue</button>"));
    let policy = posted.header("content-security-policy").unwrap();
    assert!(policy.contains("script-src 'sha256-"), "{policy}");
    let reply = browser.redeem(&posted.field("code").unwrap()).await;
    assert_eq!(reply.status, 200, "{}", reply.body);

    let denied = browser
        .get(&format!("{}&prompt=none&max_age=0", ask("query")))
        .await;
    let _ = denied;
    let discovery = browser
        .get("/.well-known/openid-configuration")
        .await
        .json();
    let flag = discovery.get("authorization_response_iss_parameter_supported");
    assert_eq!(flag, Some(&Value::from(true)));
    running.shutdown().await;
}
