//! Request objects over real HTTP, and what HTTPS changes about cookies.

use claimscope_core::alg::Algorithm;
use claimscope_core::base64url;
use claimscope_core::crypto::SigningKey;
use claimscope_core::entropy::NoEntropy;
use claimscope_core::json::{Object, Value};
use claimscope_core::jwk::{self, Jwk};
use claimscope_server::config::Extension;
use claimscope_server::{Config, Running};
use expect_test::expect;

use crate::browser::{Browser, CALLBACK, CHALLENGE, encode, start};
use crate::extensions::claims;
use crate::support::{ask_token_server, quickstart, request};

fn entropy(bytes: &mut [u8]) -> Result<(), NoEntropy> {
    getrandom::fill(bytes).map_err(|_| NoEntropy)
}

/// A request object with some members set, or left out where the value is `null`.
fn object(running: &Running, key: &Jwk, changes: &[(&str, Value)]) -> String {
    let now = running.state().clock().now().unix_seconds();
    let mut claims = Object::new()
        .with("iss", "interactive")
        .with("aud", running.issuer())
        .with("exp", now + 60)
        .with("client_id", "interactive")
        .with("response_type", "code")
        .with("redirect_uri", CALLBACK)
        .with("scope", "openid api1")
        .with("state", "inside")
        .with("max_age", 600)
        .with("code_challenge", CHALLENGE)
        .with("code_challenge_method", "S256");
    for (name, value) in changes {
        match value {
            Value::Null => drop(claims.remove(name)),
            value => claims.set(*name, value.clone()),
        }
    }
    let header = Object::new()
        .with("alg", "ES256")
        .with("typ", "oauth-authz-req+jwt");
    let input = format!(
        "{}.{}",
        base64url::encode(header.to_string()),
        base64url::encode(claims.to_string())
    );
    let key = SigningKey::new(key, Algorithm::ES256).unwrap();
    let signature = key.sign(input.as_bytes(), &mut entropy).unwrap();
    format!("{input}.{}", base64url::encode(signature))
}

#[tokio::test]
async fn a_request_object_is_proved_before_it_is_believed() {
    let mut config = Config::quickstart();
    config.clients[2].require_consent = false;
    let key = jwk::generate(Algorithm::ES256, &mut entropy).unwrap();
    let other = jwk::generate(Algorithm::ES256, &mut entropy).unwrap();
    config.clients[2].keys = vec![key.public().unwrap()];
    let running = start(config).await;
    let mut browser = Browser::new(&running);
    let now = running.state().clock().now().unix_seconds();
    let mut table = String::new();
    let text = |text: &str| Value::from(text);
    for (case, signer, changes, beside) in [
        ("all is well", &key, vec![], vec![]),
        (
            "the same beside it",
            &key,
            vec![],
            vec![("response_type", "code"), ("scope", "openid api1")],
        ),
        (
            "another scope beside it",
            &key,
            vec![],
            vec![("scope", "openid")],
        ),
        (
            "another response_type beside it",
            &key,
            vec![],
            vec![("response_type", "token")],
        ),
        ("another key", &other, vec![], vec![]),
        ("another iss", &key, vec![("iss", text("x"))], vec![]),
        (
            "another aud",
            &key,
            vec![("aud", text("https://elsewhere.example"))],
            vec![],
        ),
        ("no exp", &key, vec![("exp", Value::Null)], vec![]),
        (
            "expired",
            &key,
            vec![("exp", Value::from(now - 301))],
            vec![],
        ),
        (
            "no client_id inside",
            &key,
            vec![("client_id", Value::Null)],
            vec![],
        ),
        (
            "another client_id inside",
            &key,
            vec![("client_id", text("client"))],
            vec![],
        ),
        (
            "a request_uri inside",
            &key,
            vec![("request_uri", text("urn:x"))],
            vec![],
        ),
        (
            "a redirect_uri that is not registered",
            &key,
            vec![("redirect_uri", text("https://evil.example/"))],
            vec![],
        ),
    ] {
        let object = object(&running, signer, &changes);
        let fields = [
            &[("client_id", "interactive"), ("request", object.as_str())][..],
            &beside,
        ]
        .concat();
        let page = browser
            .get(&format!("/connect/authorize?{}", encode(&fields)))
            .await;
        let outcome = match page.location().starts_with("/error") {
            true => browser.get(page.location()).await.told()[..3].join(": "),
            false => page.location().split('?').next().unwrap().to_owned(),
        };
        table.push_str(&format!(
            "{case} -> {}\n",
            outcome.replace(&running.issuer(), "I")
        ));
    }
    expect![[r#"
        all is well -> /account/login
        the same beside it -> /account/login
        another scope beside it -> invalid_request: Parameter mismatch in JWT request: `scope` is another in the request object than beside it
        another response_type beside it -> invalid_request: Invalid JWT request: `response_type` is another in the request object than beside it
        another key -> invalid_request_object: Invalid JWT request: the request object is not proved: signature.value: the signature does not match
        another iss -> invalid_request_object: Invalid JWT request: its iss is not the client_id
        another aud -> invalid_request_object: Invalid JWT request: its aud is not I
        no exp -> invalid_request_object: Invalid JWT request: it has no exp, or has expired
        expired -> invalid_request_object: Invalid JWT request: it has no exp, or has expired
        no client_id inside -> invalid_request_object: Invalid JWT request: its client_id is missing or another
        another client_id inside -> invalid_request_object: Invalid JWT request: its client_id is missing or another
        a request_uri inside -> invalid_request_object: Invalid JWT request: it has a request_uri inside
        a redirect_uri that is not registered -> invalid_request: Invalid redirect_uri: the redirect_uri `https://evil.example/` is not one of the client `interactive`
    "#]].assert_eq(&table);

    let object = object(&running, &key, &[("prompt", text("login"))]);
    let fields = [("client_id", "interactive"), ("request", object.as_str())];
    let page = browser.authorize(&encode(&fields)).await;
    assert_eq!(page.parameter("state").as_deref(), Some("inside"));
    assert_eq!(page.parameter("scope").as_deref(), Some("api1 openid"));
    running.shutdown().await;
}

#[tokio::test]
async fn a_request_object_names_several_resources_in_a_list() {
    let mut config = Config::quickstart();
    config.extensions.switch_on(Extension::ResourceIndicators);
    config.clients[2].require_consent = false;
    let key = jwk::generate(Algorithm::ES256, &mut entropy).unwrap();
    config.clients[2].keys = vec![key.public().unwrap()];
    let api = config.api_resources[0].clone();
    for name in ["urn:a1", "urn:a2"] {
        let mut api = api.clone();
        api.scope.name = name.to_owned();
        config.api_resources.push(api);
    }
    let running = start(config).await;
    let mut browser = Browser::new(&running);
    let both = Value::from(vec!["urn:a1", "urn:a2"]);
    let object = object(&running, &key, &[("resource", both)]);
    let fields = [("client_id", "interactive"), ("request", object.as_str())];
    let page = browser.authorize(&encode(&fields)).await;
    let tokens = browser.redeem(&page.parameter("code").unwrap()).await;
    let aud = claims(&tokens).get("aud").map(ToString::to_string);
    assert_eq!(aud.as_deref(), Some(r#"["urn:a1","urn:a2"]"#));

    for (beside, is_taken) in [(&["urn:a1", "urn:a2"][..], true), (&["urn:a1"], false)] {
        let mut fields = fields.to_vec();
        fields.extend(beside.iter().map(|resource| ("resource", *resource)));
        let path = format!("/connect/authorize?{}", encode(&fields));
        let page = browser.get(&path).await;
        let is_answered = page.location().starts_with(CALLBACK);
        assert_eq!(is_answered, is_taken, "{beside:?}: {}", page.location());
    }
    running.shutdown().await;
}

#[tokio::test]
async fn cookies_are_secure_over_https() {
    let state = quickstart();
    let page = ask_token_server(&state, request("GET", "/account/login")).await;
    let cookie = page.header("set-cookie").unwrap();
    let attributes = cookie.split_once(';').unwrap().1;
    assert_eq!(attributes, " Path=/; SameSite=Lax; Secure; HttpOnly");
}
