//! The authorization endpoint's golden table: which fault is found first, what it is called, and who hears of it.

use axum::body::Body;
use axum::http::Request;
use claimscope_server::config::{Client, Extension, HashedSecret, grant_type};
use claimscope_server::{Config, State};
use expect_test::expect;

use crate::browser::{CALLBACK, CHALLENGE, FORM, request_of};
use crate::support::{Reply, ask_token_server, last_entry, quickstart, request, state};

fn corners() -> State {
    let mut config = Config::quickstart();
    let interactive = config.clients[2].clone();
    let client = |client_id: &str| Client {
        client_id: client_id.to_owned(),
        ..interactive.clone()
    };
    config.clients.extend([
        Client {
            enabled: false,
            ..client("off")
        },
        Client {
            allow_plain_text_pkce: true,
            ..client("plain")
        },
        Client {
            require_pkce: false,
            ..client("bare")
        },
        Client {
            allowed_grant_types: vec![grant_type::IMPLICIT.to_owned()],
            ..client("implicit")
        },
        Client {
            allow_offline_access: false,
            ..client("online")
        },
        Client {
            redirect_uris: vec![
                "javascript:alert(1)".to_owned(),
                "com.example.app:/callback".to_owned(),
                "http://127.0.0.1:8400/callback#x".to_owned(),
            ],
            client_secrets: vec![HashedSecret::of("secret")],
            ..client("schemes")
        },
    ]);
    state(config)
}

/// A request with some parameters set or, where the value is `-`, left out.
fn with(changes: &str) -> String {
    let base = request_of("openid api1");
    let mut fields: Vec<(String, String)> = form_urlencoded::parse(base.as_bytes())
        .into_owned()
        .collect();
    for (name, value) in form_urlencoded::parse(changes.as_bytes()).into_owned() {
        fields.retain(|(known, _)| *known != name);
        if value != "-" {
            fields.push((name, value));
        }
    }
    let mut query = form_urlencoded::Serializer::new(String::new());
    query.extend_pairs(&fields);
    query.finish()
}

async fn ask(state: &State, query: &str) -> Reply {
    let path = format!("/connect/authorize?{query}");
    ask_token_server(state, request("GET", &path)).await
}

/// Where an answer leads, and what the error page says, in one line.
async fn outcome(state: &State, reply: &Reply) -> String {
    let location = reply.header("location").unwrap_or_default().to_owned();
    let Some(id) = location.strip_prefix("/error?errorId=") else {
        let path = location.split(['?', '#']).next().unwrap();
        return match location.strip_prefix(CALLBACK) {
            Some(rest) => format!("to the client: {rest}"),
            None => format!("{} {path}", reply.status),
        };
    };
    let entry = last_entry(state);
    assert!(entry.message.len() > 20 && entry.hint.is_some(), "{entry}");
    let page = ask_token_server(state, request("GET", &format!("/error?errorId={id}"))).await;
    assert_eq!(page.status, 200);
    let told: Vec<&str> = page
        .body
        .split("<dd>")
        .skip(1)
        .map(|part| part.split("</dd>").next().unwrap())
        .collect();
    format!("page: {}: {}", told[0], told[1])
}

#[tokio::test]
async fn faults_are_found_in_identity_server_4s_order_and_stay_with_the_user() {
    let state = corners();
    let long = |length: usize| "x".repeat(length);
    let mut table = String::new();
    for (case, changes) in [
        ("all is well", String::new()),
        (
            "client_id missing, and all the rest",
            "client_id=-&redirect_uri=-&response_type=-".to_owned(),
        ),
        ("client_id too long", format!("client_id={}", long(101))),
        (
            "client unknown, before redirect_uri",
            "client_id=nobody&redirect_uri=-".to_owned(),
        ),
        ("client disabled", "client_id=off".to_owned()),
        (
            "request and request_uri",
            "request=x&request_uri=y&redirect_uri=-".to_owned(),
        ),
        ("request object", "request=x".to_owned()),
        (
            "request_uri",
            "request_uri=https://evil.example/".to_owned(),
        ),
        (
            "redirect_uri missing, before response_type",
            "redirect_uri=-&response_type=-".to_owned(),
        ),
        ("redirect_uri relative", "redirect_uri=/callback".to_owned()),
        (
            "redirect_uri too long",
            format!("redirect_uri=http://127.0.0.1/{}", long(400)),
        ),
        (
            "redirect_uri not registered",
            "redirect_uri=https://evil.example/callback".to_owned(),
        ),
        (
            "redirect_uri with another port",
            "redirect_uri=http://127.0.0.1:8401/callback".to_owned(),
        ),
        (
            "redirect_uri with a longer path",
            format!("redirect_uri={CALLBACK}/x"),
        ),
        (
            "redirect_uri with a query",
            format!("redirect_uri={CALLBACK}?x=y"),
        ),
        (
            "redirect_uri in another case",
            "redirect_uri=HTTP://127.0.0.1:8400/CALLBACK".to_owned(),
        ),
        (
            "redirect_uri of a script",
            "client_id=schemes&redirect_uri=javascript:alert(1)".to_owned(),
        ),
        (
            "redirect_uri with a fragment",
            "client_id=schemes&redirect_uri=http://127.0.0.1:8400/callback%23x".to_owned(),
        ),
        (
            "redirect_uri with a line break",
            format!("redirect_uri={CALLBACK}%0d%0aSet-Cookie:x"),
        ),
        ("a parameter twice", "scope=openid&scope=api1".to_owned()),
        (
            "response_type missing, before PKCE",
            "response_type=-&code_challenge=-".to_owned(),
        ),
        ("response_type unknown", "response_type=codes".to_owned()),
        (
            "response_type in another order, before the grant",
            "response_type=token+code&code_challenge=-".to_owned(),
        ),
        (
            "code_challenge missing, before response_mode",
            "code_challenge=-&response_mode=x".to_owned(),
        ),
        ("code_challenge too short", "code_challenge=abc".to_owned()),
        (
            "code_challenge too long",
            format!("code_challenge={}", long(129)),
        ),
        (
            "code_challenge_method missing means plain",
            "code_challenge_method=-".to_owned(),
        ),
        (
            "code_challenge_method plain",
            "code_challenge_method=plain".to_owned(),
        ),
        (
            "code_challenge_method plain where it is allowed",
            "client_id=plain&code_challenge_method=-".to_owned(),
        ),
        (
            "code_challenge_method unknown",
            "client_id=plain&code_challenge_method=S512".to_owned(),
        ),
        (
            "code_challenge missing where it may be",
            "client_id=bare&code_challenge=-".to_owned(),
        ),
        (
            "response_mode unknown",
            "response_mode=web_message".to_owned(),
        ),
        (
            "response_mode query with tokens, before the grant",
            "response_type=id_token&response_mode=query".to_owned(),
        ),
        (
            "implicit, not allowed to the client",
            "response_type=token".to_owned(),
        ),
        (
            "hybrid, not allowed to the client",
            "response_type=code+id_token".to_owned(),
        ),
        (
            "implicit, allowed to the client",
            "client_id=implicit&response_type=token".to_owned(),
        ),
        (
            "code, not allowed to the client, before scope",
            "client_id=implicit&scope=-".to_owned(),
        ),
        (
            "scope missing, before nonce",
            format!("scope=-&nonce={}", long(301)),
        ),
        ("scope too long", format!("scope={}", long(301))),
        ("scope unknown", "scope=openid+nothing".to_owned()),
        (
            "scope not allowed to the client",
            "client_id=online&scope=offline_access".to_owned(),
        ),
        ("identity scope without openid", "scope=profile".to_owned()),
        (
            "nonce too long, before prompt",
            format!("nonce={}&prompt=none+login", long(301)),
        ),
        ("prompt none with others", "prompt=none+login".to_owned()),
        (
            "prompt with an unknown word is no prompt",
            "prompt=none+create".to_owned(),
        ),
        ("max_age no number", "max_age=soon".to_owned()),
        ("max_age negative", "max_age=-1".to_owned()),
        ("ui_locales too long", format!("ui_locales={}", long(101))),
        ("login_hint too long", format!("login_hint={}", long(101))),
        ("acr_values too long", format!("acr_values={}", long(301))),
        ("nobody signed in and prompt=none", "prompt=none".to_owned()),
        (
            "prompt=none in the fragment",
            "prompt=none&response_mode=fragment".to_owned(),
        ),
        (
            "prompt=none without state",
            "prompt=none&state=-".to_owned(),
        ),
        (
            "a custom scheme",
            "client_id=schemes&redirect_uri=com.example.app:/callback".to_owned(),
        ),
    ] {
        let query = if case == "a parameter twice" {
            format!("{}&scope=api1", request_of("openid"))
        } else {
            with(&changes)
        };
        let reply = ask(&state, &query).await;
        table.push_str(&format!("{case} -> {}\n", outcome(&state, &reply).await));
    }
    expect![[r#"
        all is well -> 302 /account/login
        client_id missing, and all the rest -> page: invalid_request: Invalid client_id
        client_id too long -> page: invalid_request: Invalid client_id
        client unknown, before redirect_uri -> page: unauthorized_client: Unknown client or client not enabled
        client disabled -> page: unauthorized_client: Unknown client or client not enabled
        request and request_uri -> page: invalid_request: Only one request parameter is allowed
        request object -> page: invalid_request_object: Invalid JWT request
        request_uri -> page: request_uri_not_supported: request_uri is not supported
        redirect_uri missing, before response_type -> page: invalid_request: Invalid redirect_uri
        redirect_uri relative -> page: invalid_request: Invalid redirect_uri
        redirect_uri too long -> page: invalid_request: Invalid redirect_uri
        redirect_uri not registered -> page: invalid_request: Invalid redirect_uri
        redirect_uri with another port -> page: invalid_request: Invalid redirect_uri
        redirect_uri with a longer path -> page: invalid_request: Invalid redirect_uri
        redirect_uri with a query -> page: invalid_request: Invalid redirect_uri
        redirect_uri in another case -> 302 /account/login
        redirect_uri of a script -> page: invalid_request: Invalid redirect_uri
        redirect_uri with a fragment -> page: invalid_request: Invalid redirect_uri
        redirect_uri with a line break -> page: invalid_request: Invalid redirect_uri
        a parameter twice -> page: invalid_request: Duplicate parameter
        response_type missing, before PKCE -> page: unsupported_response_type: Missing response_type
        response_type unknown -> page: unsupported_response_type: Response type not supported
        response_type in another order, before the grant -> page: invalid_request: code challenge required
        code_challenge missing, before response_mode -> page: invalid_request: code challenge required
        code_challenge too short -> page: invalid_request: Invalid code_challenge
        code_challenge too long -> page: invalid_request: Invalid code_challenge
        code_challenge_method missing means plain -> page: invalid_request: Transform algorithm not supported
        code_challenge_method plain -> page: invalid_request: Transform algorithm not supported
        code_challenge_method plain where it is allowed -> 302 /account/login
        code_challenge_method unknown -> page: invalid_request: Transform algorithm not supported
        code_challenge missing where it may be -> 302 /account/login
        response_mode unknown -> page: unsupported_response_type: Invalid response_mode
        response_mode query with tokens, before the grant -> page: invalid_request: Invalid response_mode for response_type
        implicit, not allowed to the client -> page: unauthorized_client: Invalid grant type for client
        hybrid, not allowed to the client -> page: unauthorized_client: Invalid grant type for client
        implicit, allowed to the client -> page: unsupported_response_type: Response type not supported
        code, not allowed to the client, before scope -> page: unauthorized_client: Invalid grant type for client
        scope missing, before nonce -> page: invalid_request: Invalid scope
        scope too long -> page: invalid_request: Invalid scope
        scope unknown -> page: invalid_scope: Invalid scope
        scope not allowed to the client -> page: invalid_scope: Invalid scope
        identity scope without openid -> page: invalid_scope: Identity scopes requested, but openid scope is missing
        nonce too long, before prompt -> page: invalid_request: Invalid nonce
        prompt none with others -> page: invalid_request: Invalid prompt
        prompt with an unknown word is no prompt -> 302 /account/login
        max_age no number -> page: invalid_request: Invalid max_age
        max_age negative -> page: invalid_request: Invalid max_age
        ui_locales too long -> page: invalid_request: Invalid ui_locales
        login_hint too long -> page: invalid_request: Invalid login_hint
        acr_values too long -> page: invalid_request: Invalid acr_values
        nobody signed in and prompt=none -> to the client: ?error=login_required&state=state-1#_=_
        prompt=none in the fragment -> to the client: #error=login_required&state=state-1
        prompt=none without state -> to the client: ?error=login_required#_=_
        a custom scheme -> 302 /account/login
    "#]].assert_eq(&table);
}

#[tokio::test]
async fn the_address_may_differ_in_its_port_only_where_that_is_switched_on() {
    let mut config = Config::quickstart();
    config.extensions.switch_on(Extension::LoopbackAnyPort);
    let state = state(config);
    let mut table = String::new();
    for uri in [
        "http://127.0.0.1:52525/callback",
        "http://127.0.0.1/callback",
        "http://127.0.0.1:52525/other",
        "http://localhost:8400/callback",
        "http://127.0.0.1.evil.example:8400/callback",
        "http://127.0.0.1:8400@evil.example/callback",
        "https://127.0.0.1:8400/callback",
    ] {
        let reply = ask(&state, &with(&format!("redirect_uri={uri}"))).await;
        table.push_str(&format!("{uri} -> {}\n", outcome(&state, &reply).await));
    }
    expect![[r#"
        http://127.0.0.1:52525/callback -> 302 /account/login
        http://127.0.0.1/callback -> 302 /account/login
        http://127.0.0.1:52525/other -> page: invalid_request: Invalid redirect_uri
        http://localhost:8400/callback -> page: invalid_request: Invalid redirect_uri
        http://127.0.0.1.evil.example:8400/callback -> page: invalid_request: Invalid redirect_uri
        http://127.0.0.1:8400@evil.example/callback -> page: invalid_request: Invalid redirect_uri
        https://127.0.0.1:8400/callback -> page: invalid_request: Invalid redirect_uri
    "#]]
    .assert_eq(&table);
}

#[tokio::test]
async fn methods_and_bodies_are_answered_as_identity_server_4_does() {
    let state = quickstart();
    let query = request_of("openid");
    let post = |content_type: &str| -> Request<Body> {
        let mut request = request("POST", "/connect/authorize");
        *request.body_mut() = Body::from(query.clone());
        let content_type = content_type.parse().unwrap();
        request.headers_mut().insert("Content-Type", content_type);
        request
    };
    let reply = ask_token_server(&state, post(FORM)).await;
    assert!(
        reply
            .header("location")
            .unwrap()
            .starts_with("/account/login?ReturnUrl=")
    );
    assert_eq!(
        ask_token_server(&state, post("application/json"))
            .await
            .status,
        415
    );
    let put = request("PUT", &format!("/connect/authorize?{query}"));
    assert_eq!(ask_token_server(&state, put).await.status, 405);
    let callback = request("POST", &format!("/connect/authorize/callback?{query}"));
    assert_eq!(ask_token_server(&state, callback).await.status, 405);
    assert_eq!(CHALLENGE.len(), 43);
}
