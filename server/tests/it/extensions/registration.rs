//! Clients that register themselves ([RFC 7591](https://www.rfc-editor.org/rfc/rfc7591)).

use claimscope_server::config::Extension;
use expect_test::expect;

use super::{claims, error, last_message, with};
use crate::browser::{Browser, CALLBACK, Page, VERIFIER, encode, request_of, start};

async fn register(browser: &Browser, body: &str) -> Page {
    let json = [("Content-Type", "application/json")];
    let mut client = browser.clone();
    client.cookies.clear();
    client.send("POST", "/connect/register", body, &json).await
}

#[tokio::test]
async fn no_other_sites_page_registers_a_client() {
    let running = start(with(&[Extension::DynamicClientRegistration])).await;
    let mut browser = Browser::new(&running);
    let body = r#"{"redirect_uris":["https://a.example/"]}"#;
    let json = ("Content-Type", "application/json");
    let issuer = running.issuer();
    let mut table = String::new();
    for headers in [
        vec![json],
        vec![("Content-Type", "Application/JSON; charset=utf-8")],
        vec![json, ("Origin", issuer.as_str())],
        vec![("Content-Type", "text/plain")],
        vec![("Content-Type", "application/x-www-form-urlencoded")],
        vec![("Content-Type", "")],
        vec![json, ("Origin", "https://evil.example")],
        vec![json, ("Sec-Fetch-Site", "cross-site")],
        vec![json, ("Sec-Fetch-Site", "same-site")],
    ] {
        let page = browser
            .send("POST", "/connect/register", body, &headers)
            .await;
        let headers = format!("{headers:?}").replace(&issuer, "I");
        table.push_str(&format!("{headers} -> {}\n", page.status));
    }
    // Without leave to send that media type, a browser does not send it.
    let preflight = [
        ("Origin", "https://evil.example"),
        ("Access-Control-Request-Method", "POST"),
        ("Access-Control-Request-Headers", "content-type"),
    ];
    let page = browser
        .send("OPTIONS", "/connect/register", "", &preflight)
        .await;
    assert_eq!(page.header("access-control-allow-origin"), None);
    expect![[r#"
        [("Content-Type", "application/json")] -> 201
        [("Content-Type", "Application/JSON; charset=utf-8")] -> 201
        [("Content-Type", "application/json"), ("Origin", "I")] -> 201
        [("Content-Type", "text/plain")] -> 415
        [("Content-Type", "application/x-www-form-urlencoded")] -> 415
        [("Content-Type", "")] -> 415
        [("Content-Type", "application/json"), ("Origin", "https://evil.example")] -> 403
        [("Content-Type", "application/json"), ("Sec-Fetch-Site", "cross-site")] -> 403
        [("Content-Type", "application/json"), ("Sec-Fetch-Site", "same-site")] -> 403
    "#]]
    .assert_eq(&table);
    running.shutdown().await;
}

#[tokio::test]
async fn where_a_sign_out_may_lead_is_registered_as_redirects_are() {
    let running = start(with(&[Extension::DynamicClientRegistration])).await;
    let browser = Browser::new(&running);
    let with_uris = |uris: &str| {
        format!(r#"{{"redirect_uris":["https://a.example/"],"post_logout_redirect_uris":{uris}}}"#)
    };
    let kept = r#"["https://a.example/bye","com.example.app:/bye"]"#;
    let registered = register(&browser, &with_uris(kept)).await.json();
    let returned = registered.get("post_logout_redirect_uris");
    assert_eq!(returned.map(ToString::to_string).as_deref(), Some(kept));
    let eleven = format!("[{}]", [r#""https://a.example/bye""#; 11].join(","));
    for uris in [
        r#"["javascript:alert(1)"]"#,
        r#"["not a uri"]"#,
        r#"["http://a.example/bye"]"#,
        r#""https://a.example/bye""#,
        &eleven,
    ] {
        let page = register(&browser, &with_uris(uris)).await;
        assert_eq!(error(&page), "invalid_client_metadata", "{uris}");
    }
    running.shutdown().await;
}

#[tokio::test]
async fn a_client_registers_itself_and_signs_a_user_in() {
    let running = start(with(&[
        Extension::DynamicClientRegistration,
        Extension::ProtectedResourceMetadata,
        Extension::ResourceIndicators,
    ]))
    .await;
    let mut browser = Browser::new(&running);
    let mut api = Browser::at(&running.api());

    // From the API's URL alone: challenge, metadata, token server, registration.
    let refused = api.get("/identity").await;
    let metadata = format!(
        "{}/.well-known/oauth-protected-resource/identity",
        running.api()
    );
    assert_eq!(
        refused.header("www-authenticate"),
        Some(format!("Bearer scope=\"api1\", resource_metadata=\"{metadata}\"").as_str())
    );
    let document = api.get(&metadata).await.json();
    let resource = format!("{}/identity", running.api());
    assert_eq!(document.get_str("resource"), Some(resource.as_str()));
    assert_eq!(
        document.get("authorization_servers").unwrap().to_string(),
        format!("[\"{}\"]", running.issuer())
    );
    assert_eq!(
        api.get("/.well-known/oauth-protected-resource/nothing")
            .await
            .status,
        404
    );

    let body = r#"{"client_name":"<b>Tool</b>","redirect_uris":["http://127.0.0.1:8400/callback"],"grant_types":["authorization_code","refresh_token"],"token_endpoint_auth_method":"none","application_type":"native","unknown":1}"#;
    let reply = register(&browser, body).await;
    assert_eq!(reply.status, 201, "{}", reply.body);
    assert_eq!(
        reply.header("cache-control"),
        Some("no-store, no-cache, max-age=0")
    );
    let registered = reply.json();
    let client_id = registered.get_str("client_id").unwrap().to_owned();
    assert_eq!(registered.get("client_secret"), None);

    let query = format!(
        "{}&{}",
        request_of("api1 offline_access").replace("interactive", &client_id),
        encode(&[("resource", &resource)])
    );
    let to_login = browser.get(&format!("/connect/authorize?{query}")).await;
    let login = browser.get(to_login.location()).await;
    assert!(
        login
            .body
            .contains("&lt;b&gt;Tool&lt;/b&gt; wants you to sign in"),
        "{}",
        login.body
    );
    let page = browser.authorize(&query).await;
    let redeem = [
        ("grant_type", "authorization_code"),
        ("client_id", client_id.as_str()),
        ("code", &page.parameter("code").unwrap()),
        ("redirect_uri", CALLBACK),
        ("code_verifier", VERIFIER),
        ("resource", &resource),
    ];
    let tokens = browser.token(&redeem).await;
    assert_eq!(claims(&tokens).get_str("aud"), Some(resource.as_str()));
    let body = tokens.json();
    let authorization = format!("Bearer {}", body.get_str("access_token").unwrap());
    let reply = api
        .send("GET", "/identity", "", &[("Authorization", &authorization)])
        .await;
    assert_eq!(reply.status, 200, "{}", last_message(&running));

    // A refresh cannot reach another resource than the authorization did.
    let refresh = [
        ("grant_type", "refresh_token"),
        ("client_id", client_id.as_str()),
        ("refresh_token", body.get_str("refresh_token").unwrap()),
        ("resource", &running.api()),
    ];
    assert_eq!(error(&browser.token(&refresh).await), "invalid_target");
    // A token for another part of the API is refused there.
    let reply = api
        .send(
            "GET",
            "/weatherforecast",
            "",
            &[("Authorization", &authorization)],
        )
        .await;
    assert_eq!(reply.status, 401);

    let mut other = running.state().config().as_ref().clone();
    other.clients.clear();
    running.state().set_config(other);
    assert!(running.state().config().client(&client_id).is_ok());
    running.shutdown().await;
}

#[tokio::test]
async fn registrations_that_cannot_be_taken_are_named() {
    let running = start(with(&[Extension::DynamicClientRegistration])).await;
    let browser = Browser::new(&running);
    let mut table = String::new();
    for body in [
        "",
        "[]",
        "{}",
        r#"{"redirect_uris":"http://127.0.0.1/"}"#,
        r#"{"redirect_uris":["http://evil.example/callback"]}"#,
        r#"{"redirect_uris":["javascript:alert(1)"]}"#,
        r#"{"redirect_uris":["https://a.example/#x"]}"#,
        r#"{"redirect_uris":["https://a.example/"],"grant_types":["password"]}"#,
        r#"{"redirect_uris":["https://a.example/"],"response_types":["token"]}"#,
        r#"{"redirect_uris":["https://a.example/"],"token_endpoint_auth_method":"private_key_jwt"}"#,
        r#"{"redirect_uris":["https://a.example/"],"scope":"nothing"}"#,
        r#"{"grant_types":["refresh_token"]}"#,
        r#"{"grant_types":["client_credentials"],"token_endpoint_auth_method":"none"}"#,
    ] {
        let page = register(&browser, body).await;
        table.push_str(&format!("{body} -> {} {}\n", page.status, page.body));
    }
    expect![[r#"
         -> 400 {"error":"invalid_client_metadata"}
        [] -> 400 {"error":"invalid_client_metadata"}
        {} -> 400 {"error":"invalid_redirect_uri"}
        {"redirect_uris":"http://127.0.0.1/"} -> 400 {"error":"invalid_client_metadata"}
        {"redirect_uris":["http://evil.example/callback"]} -> 400 {"error":"invalid_redirect_uri"}
        {"redirect_uris":["javascript:alert(1)"]} -> 400 {"error":"invalid_redirect_uri"}
        {"redirect_uris":["https://a.example/#x"]} -> 400 {"error":"invalid_redirect_uri"}
        {"redirect_uris":["https://a.example/"],"grant_types":["password"]} -> 400 {"error":"invalid_client_metadata"}
        {"redirect_uris":["https://a.example/"],"response_types":["token"]} -> 400 {"error":"invalid_client_metadata"}
        {"redirect_uris":["https://a.example/"],"token_endpoint_auth_method":"private_key_jwt"} -> 400 {"error":"invalid_client_metadata"}
        {"redirect_uris":["https://a.example/"],"scope":"nothing"} -> 400 {"error":"invalid_client_metadata"}
        {"grant_types":["refresh_token"]} -> 400 {"error":"invalid_client_metadata"}
        {"grant_types":["client_credentials"],"token_endpoint_auth_method":"none"} -> 400 {"error":"invalid_client_metadata"}
    "#]].assert_eq(&table);
    let body = r#"{"grant_types":["client_credentials"],"scope":"api1"}"#;
    let registered = register(&browser, body).await.json();
    let fields = [
        ("grant_type", "client_credentials"),
        ("client_id", registered.get_str("client_id").unwrap()),
        (
            "client_secret",
            registered.get_str("client_secret").unwrap(),
        ),
    ];
    assert_eq!(browser.token(&fields).await.status, 200);
    // The oldest makes room, so that nobody fills the memory.
    for _ in 0..100 {
        register(&browser, body).await;
    }
    assert_eq!(error(&browser.token(&fields).await), "invalid_client");
    running.shutdown().await;
}
