//! Resource indicators and the API's metadata over real HTTP: what a client may name, and what it then gets.

use claimscope_core::json::Value;
use claimscope_server::config::{ApiResource, Extension};
use claimscope_server::{Config, Options, Playground, Running};
use expect_test::expect;

use super::{MACHINE, claims, error, last_message, with};
use crate::browser::{Browser, CALLBACK, Page, VERIFIER, checked, encode, request_of, start};

const BOTH: [Extension; 2] = [
    Extension::ProtectedResourceMetadata,
    Extension::ResourceIndicators,
];

/// What the challenge of the API at `host` leads to: the metadata's `resource`.
async fn advertised(running: &Running, host: &str, target: &str) -> String {
    let mut api = Browser::at(&running.api());
    let headers = [("Host", host)];
    let refused = api.send("GET", target, "", &headers).await;
    assert_eq!(refused.status, 401, "{host}{target}");
    let challenge = refused.header("www-authenticate").unwrap();
    let (_, url) = challenge.split_once("resource_metadata=\"").unwrap();
    let url = url.split('"').next().unwrap();
    let path = url.strip_prefix(&format!("http://{host}")).unwrap();
    let metadata = api.send("GET", path, "", &headers).await;
    assert_eq!(metadata.status, 200, "{url}");
    metadata.json().get_str("resource").unwrap().to_owned()
}

/// The token endpoint's answer to `client`, which names `resource`.
async fn token_for(running: &Running, resource: &str) -> Page {
    let fields = [&MACHINE[..], &[("resource", resource)]].concat();
    Browser::new(running).token(&fields).await
}

/// The status with which the API at `host` answers a token.
async fn call(running: &Running, (host, target): (&str, &str), token: &Page) -> u16 {
    let token = token.json();
    let authorization = format!("Bearer {}", token.get_str("access_token").unwrap());
    let headers = [("Host", host), ("Authorization", authorization.as_str())];
    let mut api = Browser::at(&running.api());
    api.send("GET", target, "", &headers).await.status
}

#[tokio::test]
async fn what_the_api_calls_itself_is_a_resource_that_the_token_server_takes() {
    let options = Options::any_port()
        .config(with(&BOTH))
        .public_host("api.example");
    let running = Playground::start(options).await.unwrap();
    let port = running.api().rsplit(':').next().unwrap().to_owned();
    for host in [
        &format!("localhost:{port}"),
        &format!("127.0.0.1:{port}"),
        &format!("[::1]:{port}"),
        &format!("tenant.localhost:{port}"),
        "api.example",
        // A container leads another port here.
        "localhost:8080",
    ] {
        let resource = advertised(&running, host, "/identity").await;
        assert_eq!(resource, format!("http://{host}/identity"));
        let token = token_for(&running, &resource).await;
        assert_eq!(error(&token), "none", "{}", last_message(&running));
        assert_eq!(call(&running, (host, "/identity"), &token).await, 200);
    }
    for resource in [
        format!("http://elsewhere.example:{port}/identity"),
        format!("https://localhost:{port}/identity"),
        format!("http://localhost.evil.example:{port}/identity"),
        format!("http://localhost:{port}@evil.example/identity"),
    ] {
        let refused = token_for(&running, &resource).await;
        assert_eq!(error(&refused), "invalid_target", "{resource}");
    }
    running.shutdown().await;
}

#[tokio::test]
async fn the_metadata_are_of_the_url_that_was_called_as_it_was_written() {
    let running = start(with(&BOTH)).await;
    let api = running.api();
    let host = api.strip_prefix("http://").unwrap();
    for target in [
        "/identity?page=1",
        "/Identity",
        "/identity/",
        "/identity/?a=b&c",
    ] {
        let resource = advertised(&running, host, target).await;
        assert_eq!(resource, format!("{api}{target}"));
        let token = token_for(&running, &resource).await;
        assert_eq!(error(&token), "none", "{}", last_message(&running));
        assert_eq!(call(&running, (host, target), &token).await, 200);
    }
    // A token for the resource is good whatever the query, one for a query is good for that.
    let token = token_for(&running, &format!("{api}/identity")).await;
    assert_eq!(
        call(&running, (host, "/identity?page=1"), &token).await,
        200
    );
    let token = token_for(&running, &format!("{api}/identity?page=1")).await;
    assert_eq!(
        call(&running, (host, "/identity?page=2"), &token).await,
        401
    );
    running.shutdown().await;
}

fn with_two_apis(update: bool) -> Config {
    let mut config = with(&[Extension::ResourceIndicators]);
    let api = config.api_resources[0].clone();
    for name in ["urn:a1", "urn:a2"] {
        let mut api: ApiResource = api.clone();
        api.scope.name = name.to_owned();
        config.api_resources.push(api);
    }
    for client in &mut config.clients {
        client.update_access_token_claims_on_refresh = update;
    }
    config
}

/// A token's `aud` as JSON.
fn audience(page: &Page) -> String {
    claims(page).get("aud").unwrap().to_string()
}

/// Refreshes the token of `page`, once for each of the `resource` values, and tells of each `aud`.
async fn refreshed(
    running: &Running,
    client: &str,
    page: Page,
    asked: &[Option<&str>],
) -> Vec<String> {
    let mut page = page;
    let mut audiences = vec![audience(&page)];
    for resource in asked {
        let body = page.json();
        let mut fields = vec![
            ("grant_type", "refresh_token"),
            ("client_id", client),
            ("client_secret", "secret"),
            ("refresh_token", body.get_str("refresh_token").unwrap()),
        ];
        fields.extend(resource.map(|resource| ("resource", resource)));
        page = Browser::new(running).token(&fields).await;
        audiences.push(audience(&page));
    }
    audiences
}

#[tokio::test]
async fn one_request_that_is_narrowed_narrows_no_other() {
    for update in [false, true] {
        let running = start(with_two_apis(update)).await;
        let mut browser = Browser::new(&running);
        let both = encode(&[("resource", "urn:a1"), ("resource", "urn:a2")]);
        let query = format!("{}&{both}", request_of("api1 offline_access"));
        let code = browser.authorize(&query).await.parameter("code").unwrap();
        let first = browser
            .token(&[
                ("grant_type", "authorization_code"),
                ("client_id", "interactive"),
                ("client_secret", "secret"),
                ("code", &code),
                ("redirect_uri", CALLBACK),
                ("code_verifier", VERIFIER),
                ("resource", "urn:a1"),
            ])
            .await;
        let asked = [None, Some("urn:a2"), None];
        let both = r#"["urn:a1","urn:a2"]"#;
        assert_eq!(
            refreshed(&running, "interactive", first, &asked).await,
            [r#""urn:a1""#, both, r#""urn:a2""#, both],
            "{update}"
        );

        // Where no API was named at first, the scopes say again which they are.
        let first = browser
            .token(&[
                ("grant_type", "password"),
                ("client_id", "ropg_client"),
                ("client_secret", "secret"),
                ("username", "alice"),
                ("password", "alice"),
                ("scope", "api1 offline_access"),
            ])
            .await;
        let of_scope = audience(&first);
        let asked = [Some("urn:a2"), None];
        assert_eq!(
            refreshed(&running, "ropg_client", first, &asked).await,
            [of_scope.as_str(), r#""urn:a2""#, of_scope.as_str()],
            "{update}"
        );
        running.shutdown().await;
    }
}

#[tokio::test]
async fn resources_must_be_known() {
    let mut config = with(&[Extension::ResourceIndicators]);
    config.api_resources[0].scope.name = "https://api.example/orders".to_owned();
    let running = start(config).await;
    let browser = Browser::new(&running);
    let mut table = String::new();
    let api = running.api();
    for resource in [
        "https://api.example/orders",
        api.as_str(),
        "https://api.example/orders#x",
        "https://elsewhere.example",
        // Another service of this machine, which the token is not for.
        "http://localhost:9/identity",
        "api1",
    ] {
        let fields = [&MACHINE[..], &[("resource", resource)]].concat();
        let page = browser.token(&fields).await;
        table.push_str(&format!(
            "{} -> {}\n",
            resource.replace(&api, "API"),
            error(&page)
        ));
    }
    expect![[r#"
        https://api.example/orders -> none
        API -> none
        https://api.example/orders#x -> invalid_target
        https://elsewhere.example -> invalid_target
        http://localhost:9/identity -> invalid_target
        api1 -> invalid_target
    "#]]
    .assert_eq(&table);
    let fields = [
        &MACHINE[..],
        &[
            ("resource", "https://api.example/orders"),
            ("resource", &api),
        ],
    ]
    .concat();
    let both = claims(&browser.token(&fields).await);
    assert_eq!(
        both.get("aud").unwrap().as_array().map(<[Value]>::len),
        Some(2)
    );
    let mut browser = browser;
    let query = format!(
        "{}&resource=https%3A%2F%2Felsewhere.example",
        request_of("api1")
    );
    let refused = browser.get(&format!("/connect/authorize?{query}")).await;
    assert_eq!(
        browser.get(refused.location()).await.told()[0],
        "invalid_target"
    );
    assert!(checked(&refused).is_empty());
    running.shutdown().await;
}
