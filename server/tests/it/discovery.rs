//! Discovery and the key set: members, order, content types, methods and paths.

use claimscope_server::{Config, config};
use expect_test::expect;

use crate::support::{KID, ask_token_server, quickstart, request, state};

const WELL_KNOWN: &str = "/.well-known/openid-configuration";

#[tokio::test]
async fn quickstart_1_has_identity_server_4s_document_without_what_is_not_there() {
    let mut quickstart_1 = Config::quickstart();
    quickstart_1.clients.truncate(1);
    quickstart_1.identity_resources.clear();
    quickstart_1.users.clear();
    let reply = ask_token_server(&state(quickstart_1), request("GET", WELL_KNOWN)).await;
    assert_eq!(reply.status, 200);
    assert_eq!(
        reply.header("content-type"),
        Some("application/json; charset=UTF-8")
    );
    assert_eq!(reply.header("cache-control"), None);
    expect![[r#"{"issuer":"https://localhost:5001","jwks_uri":"https://localhost:5001/.well-known/openid-configuration/jwks","authorization_endpoint":"https://localhost:5001/connect/authorize","token_endpoint":"https://localhost:5001/connect/token","userinfo_endpoint":"https://localhost:5001/connect/userinfo","end_session_endpoint":"https://localhost:5001/connect/endsession","check_session_iframe":"https://localhost:5001/connect/checksession","revocation_endpoint":"https://localhost:5001/connect/revocation","introspection_endpoint":"https://localhost:5001/connect/introspect","device_authorization_endpoint":"https://localhost:5001/connect/deviceauthorization","scopes_supported":["api1","offline_access"],"claims_supported":[],"grant_types_supported":["authorization_code","client_credentials","refresh_token","urn:ietf:params:oauth:grant-type:device_code"],"response_types_supported":["code"],"response_modes_supported":["form_post","query","fragment"],"token_endpoint_auth_methods_supported":["client_secret_basic","client_secret_post"],"id_token_signing_alg_values_supported":["RS256"],"subject_types_supported":["public"],"code_challenge_methods_supported":["S256"],"request_parameter_supported":true}"#]].assert_eq(&reply.body);
}

#[tokio::test]
async fn users_and_identity_resources_show_in_the_document() {
    let document = ask_token_server(&quickstart(), request("GET", WELL_KNOWN))
        .await
        .json();
    let member = |name: &str| document.get(name).unwrap().to_string();
    assert_eq!(
        member("scopes_supported"),
        r#"["openid","profile","api1","offline_access"]"#
    );
    assert!(member("grant_types_supported").contains(r#""refresh_token","password","urn:"#));
    assert!(member("claims_supported").starts_with(r#"["sub","name","family_name","given_name""#));
}

#[tokio::test]
async fn hidden_and_disabled_scopes_are_left_out() {
    let mut config = Config::quickstart();
    config.api_scopes.push(config::Scope {
        show_in_discovery_document: false,
        ..config::Scope::new("hidden")
    });
    config.api_scopes.push(config::Scope {
        enabled: false,
        ..config::Scope::new("disabled")
    });
    let document = ask_token_server(&state(config), request("GET", WELL_KNOWN))
        .await
        .json();
    let scopes = document.get("scopes_supported").unwrap().to_string();
    assert_eq!(scopes, r#"["openid","profile","api1","offline_access"]"#);
}

#[tokio::test]
async fn issuer_follows_the_request_in_lower_case_unless_it_is_configured() {
    let mut shouting = request("GET", "/.WELL-KNOWN/OpenID-Configuration");
    shouting
        .headers_mut()
        .insert("Host", "LocalHost:5001".parse().unwrap());
    let document = ask_token_server(&quickstart(), shouting).await.json();
    assert_eq!(document.get_str("issuer"), Some("https://localhost:5001"));
    assert_eq!(
        document.get_str("token_endpoint"),
        Some("https://LocalHost:5001/connect/token")
    );

    let mut config = Config::quickstart();
    config.issuer_uri = Some("https://login.example/Tenant".to_owned());
    let document = ask_token_server(&state(config), request("GET", WELL_KNOWN))
        .await
        .json();
    assert_eq!(
        document.get_str("issuer"),
        Some("https://login.example/Tenant")
    );
    assert_eq!(
        document.get_str("token_endpoint"),
        Some("https://localhost:5001/connect/token")
    );
}

#[tokio::test]
async fn rfc_8414s_path_gives_the_same_document() {
    let state = quickstart();
    let oidc = ask_token_server(&state, request("GET", WELL_KNOWN)).await;
    let oauth = ask_token_server(
        &state,
        request("GET", "/.well-known/oauth-authorization-server"),
    )
    .await;
    assert_eq!((oidc.status, oidc.body), (oauth.status, oauth.body));
}

#[tokio::test]
async fn key_set_has_the_members_in_order() {
    let reply = ask_token_server(
        &quickstart(),
        request("GET", "/.well-known/openid-configuration/jwks"),
    )
    .await;
    assert_eq!(reply.status, 200);
    assert_eq!(
        reply.header("content-type"),
        Some("application/json; charset=UTF-8")
    );
    let keys = reply.json();
    let key = keys.get("keys").unwrap().as_array().unwrap()[0]
        .as_object()
        .unwrap()
        .clone();
    let names: Vec<&str> = key.iter().map(|(name, _)| name).collect();
    assert_eq!(names, ["kty", "use", "kid", "e", "n", "alg"]);
    assert_eq!(key.get_str("kid"), Some(KID));
    assert_eq!(key.get_str("e"), Some("AQAB"));
    assert_eq!(key.get_str("alg"), Some("RS256"));
}

#[tokio::test]
async fn methods_and_paths_are_answered_as_identity_server_4_does() {
    let state = quickstart();
    for (method, path, status) in [
        ("POST", WELL_KNOWN, 405),
        ("HEAD", WELL_KNOWN, 405),
        ("PUT", "/.well-known/openid-configuration/jwks", 405),
        ("GET", "/.well-known/openid-configuration/", 404),
        ("GET", "/.WELL-known/openid-configuration/JWKS", 200),
        ("POST", "/connect/tokenX", 404),
        ("POST", "/connect/token/", 404),
        ("PUT", "/connect/authorize", 405),
        ("GET", "/", 404),
    ] {
        let reply = ask_token_server(&state, request(method, path)).await;
        assert_eq!(reply.status, status, "{method} {path}");
        if status != 200 {
            assert_eq!(reply.body, "", "{method} {path}");
        }
    }
}

#[tokio::test]
async fn every_endpoint_of_the_document_is_there() {
    let state = quickstart();
    let document = ask_token_server(&state, request("GET", WELL_KNOWN))
        .await
        .json();
    for (name, value) in document.iter() {
        let Some(path) = value
            .as_str()
            .and_then(|url| url.strip_prefix("https://localhost:5001/"))
        else {
            continue;
        };
        let reply = ask_token_server(&state, request("GET", &format!("/{path}"))).await;
        assert_ne!(reply.status, 404, "{name}");
    }
}
