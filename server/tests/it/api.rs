//! JwtBearer's golden table: token, status, `WWW-Authenticate`, empty body; and what the API serves.

use claimscope_core::json::{Object, Value};
use claimscope_server::{ApiSettings, Mint, State};
use expect_test::expect;

use crate::support::{ISSUER, KID, NOW, Reply, call, last_entry, quickstart};

const INVALID: &str = "Bearer error=\"invalid_token\"";

fn described(description: &str) -> String {
    format!("Bearer error=\"invalid_token\", error_description=\"{description}\"")
}

fn assert_unauthorized(case: &str, reply: &Reply, challenge: &str) {
    assert_eq!(reply.header("www-authenticate"), Some(challenge), "{case}");
    assert_eq!((reply.status, reply.body.as_str()), (401, ""), "{case}");
    assert_eq!(reply.header("content-type"), None, "{case}");
}

async fn call_with(state: &State, token: &str) -> Reply {
    call(state, "/identity", Some(&format!("Bearer {token}"))).await
}

#[tokio::test]
async fn without_a_bearer_token_the_challenge_is_bare() {
    let state = quickstart();
    let token = state.mint(&Mint::default()).unwrap();
    for (case, authorization) in [
        ("no header", None),
        ("an empty header", Some(String::new())),
        (
            "another scheme",
            Some("Basic Y2xpZW50OnNlY3JldA==".to_owned()),
        ),
        ("Bearer with no token", Some("Bearer".to_owned())),
        ("Bearer with blanks", Some("Bearer   ".to_owned())),
        ("the token alone", Some(token)),
    ] {
        let reply = call(&state, "/identity", authorization.as_deref()).await;
        assert_unauthorized(case, &reply, "Bearer");
        assert!(!last_entry(&state).to_string().contains("eyJ"), "{case}");
    }
}

#[tokio::test]
async fn tokens_fail_in_the_handlers_words() {
    let state = quickstart();
    let mint = Mint::default;
    let at = |seconds: i64| NOW + seconds;
    let other_issuer = || mint().issuer("https://x");
    for (case, mint, challenge) in [
        (
            "audience",
            mint().audience("b"),
            described("The audience 'b' is invalid"),
        ),
        (
            "several audiences",
            mint().claim("aud", vec!["a", "b"]),
            described("The audience 'a, b' is invalid"),
        ),
        (
            "no aud claim",
            mint().without_claim("aud"),
            described("The audience 'empty' is invalid"),
        ),
        (
            "an empty list of audiences",
            mint().claim("aud", Vec::<Value>::new()),
            described("The audience 'empty' is invalid"),
        ),
        (
            "audiences compare exactly",
            mint().audience("API1"),
            described("The audience 'API1' is invalid"),
        ),
        (
            "two slashes",
            mint().audience("api1//"),
            described("The audience 'api1//' is invalid"),
        ),
        (
            "issuer",
            other_issuer(),
            described("The issuer 'https://x' is invalid"),
        ),
        (
            "issuer with a slash",
            mint().issuer(format!("{ISSUER}/")),
            described(&format!("The issuer '{ISSUER}/' is invalid")),
        ),
        (
            "no issuer",
            mint().without_claim("iss"),
            described("The issuer '' is invalid"),
        ),
        (
            "expired",
            mint().claim("exp", 951_004_800).claim("nbf", 951_001_200),
            described("The token expired at '02/20/2000 00:00:00'"),
        ),
        (
            "expired 300 s ago",
            mint().claim("exp", at(-300)).claim("nbf", at(-400)),
            described("The token expired at '11/21/2026 11:55:00'"),
        ),
        (
            "not yet",
            mint()
                .claim("nbf", 2_368_051_200_i64)
                .claim("exp", 2_368_054_800_i64),
            described("The token is not valid before '01/15/2045 00:00:00'"),
        ),
        (
            "not for another 301 s",
            mint().claim("nbf", at(301)),
            described("The token is not valid before '11/21/2026 12:05:01'"),
        ),
        (
            "nbf after exp",
            mint().claim("nbf", at(60)).claim("exp", at(30)),
            described(
                "The token lifetime is invalid; NotBefore: '11/21/2026 12:01:00', Expires: '11/21/2026 12:00:30'",
            ),
        ),
        (
            "no exp",
            mint().without_claim("exp"),
            described("The token has no expiration"),
        ),
        (
            "no exp and not yet",
            mint().without_claim("exp").claim("nbf", at(9_000)),
            described("The token has no expiration"),
        ),
        (
            "exp beyond .NET's calendar, nbf far ahead",
            mint()
                .claim("nbf", 300_000_000_000_i64)
                .claim("exp", 300_000_000_001_i64),
            described("The token is not valid before '12/31/9999 23:59:59'"),
        ),
        (
            "kid unknown",
            mint().foreign_key(),
            described("The signature key was not found"),
        ),
        (
            "no kid, unknown key",
            mint().foreign_key().without_header("kid"),
            described("The signature key was not found"),
        ),
        (
            "no kid, unknown key, expired",
            mint().foreign_key().without_header("kid").expired(),
            described("The signature key was not found"),
        ),
        (
            "kid unknown, and expired",
            mint().foreign_key().expired(),
            described("The token expired at '11/21/2026 11:00:00'"),
        ),
        (
            "kid unknown, another issuer",
            mint().foreign_key().issuer("https://x").audience("b"),
            described("The issuer 'https://x' is invalid"),
        ),
        (
            "kid unknown, another audience",
            mint().foreign_key().audience("b"),
            described("The audience 'b' is invalid"),
        ),
        (
            "kid known, signature wrong",
            mint().foreign_key().header("kid", KID),
            described("The signature is invalid"),
        ),
        (
            "kid known, signature wrong, expired",
            mint().foreign_key().header("kid", KID).expired(),
            described("The signature is invalid"),
        ),
        (
            "tampered",
            mint().tampered(),
            described("The signature is invalid"),
        ),
        (
            "alg none",
            mint().unsigned(),
            described("The signature is invalid"),
        ),
        (
            "signature stripped",
            mint().stripped(),
            described("The signature is invalid"),
        ),
        (
            "another alg in the header",
            mint().header("alg", "HS256"),
            described("The signature is invalid"),
        ),
        (
            "signature before lifetime",
            mint().tampered().expired(),
            described("The signature is invalid"),
        ),
        (
            "lifetime before audience",
            mint().expired().audience("b"),
            described("The token expired at '11/21/2026 11:00:00'"),
        ),
        (
            "audience before issuer",
            other_issuer().audience("b"),
            described("The audience 'b' is invalid"),
        ),
        (
            "issuer before type",
            other_issuer().header("typ", "JWT"),
            described("The issuer 'https://x' is invalid"),
        ),
        ("wrong typ", mint().header("typ", "JWT"), INVALID.to_owned()),
        ("no typ", mint().without_header("typ"), INVALID.to_owned()),
        (
            "exp that is no number",
            mint().claim("exp", "tomorrow"),
            INVALID.to_owned(),
        ),
        (
            "control characters stay out of the header",
            mint().audience("a\r\nb\u{fc}"),
            described("The audience 'a??b?' is invalid"),
        ),
    ] {
        let token = state.mint(&mint).unwrap();
        let reply = call_with(&state, &token).await;
        assert_unauthorized(case, &reply, &challenge);
        let entry = last_entry(&state);
        assert_eq!(entry.status, Some(401), "{case}");
        assert!(
            entry.message.len() > 20 && entry.hint.is_some(),
            "{case}: {entry}"
        );
        assert!(!entry.to_string().contains("eyJ"), "{case}: {entry}");
    }
}

#[tokio::test]
async fn what_is_no_token_gets_no_description() {
    let state = quickstart();
    let token = state.mint(&Mint::default()).unwrap();
    let (first, _) = token.split_once('.').unwrap();
    for garbage in [
        "someblob".to_owned(),
        "a.b.c".to_owned(),
        "a.b.c.d.e".to_owned(),
        "..".to_owned(),
        format!("{first}.."),
        format!("{token}=="),
        format!("{token}, Bearer {token}"),
        "9F86D081884C7D659A2FEAA0C55AD015A3BF4F1B2B0B822CD15D6C15B0F00A08".to_owned(),
        "x".repeat(300_000),
        "\u{e4}\u{f6}".to_owned(),
    ] {
        let request = axum::http::Request::builder().uri("/identity");
        let header =
            axum::http::HeaderValue::from_bytes(format!("Bearer {garbage}").as_bytes()).unwrap();
        let request = request
            .header("Authorization", header)
            .body(axum::body::Body::empty())
            .unwrap();
        let reply =
            crate::support::send(claimscope_server::api::router(state.clone()), request).await;
        assert_unauthorized(
            &garbage.chars().take(40).collect::<String>(),
            &reply,
            INVALID,
        );
    }
}

#[tokio::test]
async fn tokens_pass_where_the_handler_lets_them() {
    let state = quickstart();
    let mint = Mint::default;
    let at = |seconds: i64| NOW + seconds;
    for (case, mint) in [
        ("as issued", mint()),
        ("one trailing slash in aud", mint().audience("api1/")),
        (
            "one audience of several",
            mint().claim("aud", vec!["b", "api1"]),
        ),
        (
            "expired 299 s ago",
            mint().claim("exp", at(-299)).claim("nbf", at(-400)),
        ),
        ("valid in 300 s", mint().claim("nbf", at(300))),
        ("no nbf", mint().without_claim("nbf")),
        (
            "unknown kid, but a trusted key: all keys are tried",
            mint().header("kid", "nobody"),
        ),
        ("no kid", mint().without_header("kid")),
        ("issued in the future", mint().claim("iat", at(3_000))),
        ("several scopes", mint().scopes(["a", "api1"])),
    ] {
        let token = state.mint(&mint).unwrap();
        let reply = call(&state, "/identity", Some(&format!("bearer {token}"))).await;
        assert_eq!(
            reply.status,
            200,
            "{case}: {:?} {}",
            reply.header("www-authenticate"),
            last_entry(&state)
        );
    }
}

#[tokio::test]
async fn a_policy_that_fails_is_403_without_a_header() {
    let state = quickstart();
    for (case, mint) in [
        (
            "another scope",
            Mint::default().scopes(["other"]).audience("api1"),
        ),
        ("no scope", Mint::default().without_claim("scope")),
        (
            "scopes compare exactly",
            Mint::default().claim("scope", vec!["API1"]),
        ),
        (
            "several scopes in one string",
            Mint::default().claim("scope", "api1 other"),
        ),
    ] {
        let token = state.mint(&mint).unwrap();
        for path in ["/identity", "/weatherforecast", "/api/values"] {
            let reply = call(&state, path, Some(&format!("Bearer {token}"))).await;
            assert_eq!(
                (reply.status, reply.body.as_str()),
                (403, ""),
                "{case} {path}"
            );
            assert_eq!(reply.header("www-authenticate"), None, "{case} {path}");
        }
    }
    let log = state.log().entries();
    assert!(
        log.last()
            .unwrap()
            .message
            .contains("one string with several scopes")
    );
}

#[tokio::test]
async fn the_api_can_ask_for_something_else() {
    let state = quickstart();
    let token = state.mint(&Mint::default()).unwrap();
    let settings = ApiSettings::quickstart(ISSUER);

    state.set_api(ApiSettings {
        scope: Some("other".to_owned()),
        ..settings.clone()
    });
    assert_eq!(call_with(&state, &token).await.status, 403);
    state.set_api(ApiSettings {
        scope: None,
        ..settings.clone()
    });
    assert_eq!(call_with(&state, &token).await.status, 200);
    state.set_api(ApiSettings {
        audience: Some("api2".to_owned()),
        ..settings.clone()
    });
    assert_unauthorized(
        "audience",
        &call_with(&state, &token).await,
        &described("The audience 'api1' is invalid"),
    );
    state.set_api(ApiSettings {
        include_error_details: false,
        audience: Some("api2".to_owned()),
        ..settings.clone()
    });
    assert_unauthorized("no details", &call_with(&state, &token).await, "Bearer");
    state.set_api(ApiSettings {
        audience: None,
        valid_types: Vec::new(),
        ..settings
    });
    let loose = state
        .mint(&Mint::default().without_claim("aud").header("typ", "JWT"))
        .unwrap();
    assert_eq!(call_with(&state, &loose).await.status, 200);
}

#[tokio::test]
async fn identity_lists_the_claims_of_a_client() {
    let state = quickstart();
    let token = state.mint(&Mint::default().claim("jti", "J")).unwrap();
    let reply = call_with(&state, &token).await;
    assert_eq!(
        reply.header("content-type"),
        Some("application/json; charset=utf-8")
    );
    expect![[r#"[{"type":"nbf","value":"1795262400"},{"type":"exp","value":"1795266000"},{"type":"iss","value":"https://localhost:5001"},{"type":"aud","value":"api1"},{"type":"client_id","value":"client"},{"type":"jti","value":"J"},{"type":"iat","value":"1795262400"},{"type":"scope","value":"api1"}]"#]].assert_eq(&reply.body);
}

#[tokio::test]
async fn identity_lists_the_claims_of_a_user_under_long_names() {
    let state = quickstart();
    let mint = Mint::default()
        .client("ropg_client")
        .user("alice")
        .scopes(["api1", "openid"])
        .claim("jti", "J");
    let token = state.mint(&mint).unwrap();
    expect![[r#"[{"type":"nbf","value":"1795262400"},{"type":"exp","value":"1795266000"},{"type":"iss","value":"https://localhost:5001"},{"type":"aud","value":"api1"},{"type":"client_id","value":"ropg_client"},{"type":"http://schemas.xmlsoap.org/ws/2005/05/identity/claims/nameidentifier","value":"818727"},{"type":"auth_time","value":"1795262400"},{"type":"http://schemas.microsoft.com/identity/claims/identityprovider","value":"local"},{"type":"jti","value":"J"},{"type":"iat","value":"1795262400"},{"type":"scope","value":"api1"},{"type":"scope","value":"openid"},{"type":"http://schemas.microsoft.com/claims/authnmethodsreferences","value":"pwd"}]"#]].assert_eq(&call_with(&state, &token).await.body);

    state.set_api(ApiSettings {
        map_inbound_claims: false,
        ..ApiSettings::quickstart(ISSUER)
    });
    assert!(
        call_with(&state, &token)
            .await
            .body
            .contains(r#"{"type":"sub","value":"818727"}"#)
    );
}

#[tokio::test]
async fn the_templates_resources_are_served() {
    let state = quickstart();
    let bearer = format!("Bearer {}", state.mint(&Mint::default()).unwrap());
    let values = call(&state, "/API/Values/", Some(&bearer)).await;
    assert_eq!(
        (values.status, values.body.as_str()),
        (200, r#"["value1","value2"]"#)
    );
    let weather = call(&state, "/WeatherForecast", Some(&bearer)).await;
    assert_eq!(weather.status, 200);
    assert!(
        weather
            .body
            .starts_with(r#"[{"date":"2026-11-22","temperatureC":"#),
        "{}",
        weather.body
    );
}

#[tokio::test]
async fn other_paths_and_methods_need_no_token() {
    let state = quickstart();
    for (method, path, status, allow) in [
        ("GET", "/", 404, None),
        ("GET", "/identity/more", 404, None),
        ("POST", "/identity", 405, Some("GET")),
        ("HEAD", "/api/values", 405, Some("GET")),
    ] {
        let request = axum::http::Request::builder().method(method).uri(path);
        let request = request.body(axum::body::Body::empty()).unwrap();
        let reply =
            crate::support::send(claimscope_server::api::router(state.clone()), request).await;
        assert_eq!(
            (reply.status, reply.body.as_str()),
            (status, ""),
            "{method} {path}"
        );
        assert_eq!(reply.header("allow"), allow, "{method} {path}");
    }
}

#[tokio::test]
async fn minted_tokens_can_carry_any_claim() {
    let state = quickstart();
    let mint = Mint::default()
        .claim("act", Object::new().with("sub", "a"))
        .without_claim("jti");
    let (_, claims) = crate::support::decode(&state.mint(&mint).unwrap());
    assert!(
        claims.ends_with(r#""scope":["api1"],"act":{"sub":"a"}}"#),
        "{claims}"
    );
    assert!(state.mint(&Mint::default().user("mallory")).is_err());
}
