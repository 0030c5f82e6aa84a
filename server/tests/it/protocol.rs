//! Userinfo, introspection, revocation and cross-origin requests, as IdentityServer4 answers them.

use axum::body::Body;
use axum::http::Request;
use claimscope_server::{Config, Mint, State};

use crate::support::{Reply, ask_token_server, quickstart, request, state};

const UNCACHED: Option<&str> = Some("no-store, no-cache, max-age=0");
const FORM: &str = "application/x-www-form-urlencoded";

/// A POST of a form, with an `Authorization` header where one is given.
fn form(path: &str, authorization: Option<&str>, body: &str) -> Request<Body> {
    let mut request = request("POST", path);
    *request.body_mut() = Body::from(body.to_owned());
    request
        .headers_mut()
        .insert("Content-Type", FORM.parse().unwrap());
    if let Some(authorization) = authorization {
        let authorization = authorization.parse().unwrap();
        request.headers_mut().insert("Authorization", authorization);
    }
    request
}

fn alice() -> Mint {
    Mint::default()
        .client("ropg_client")
        .user("alice")
        .scopes(["api1", "openid", "profile"])
}

async fn userinfo(state: &State, mint: &Mint) -> Reply {
    let bearer = format!("Bearer {}", state.mint(mint).unwrap());
    let mut request = request("GET", "/connect/userinfo");
    request
        .headers_mut()
        .insert("Authorization", bearer.parse().unwrap());
    ask_token_server(state, request).await
}

#[tokio::test]
async fn userinfo_gives_the_claims_of_the_identity_scopes() {
    let state = quickstart();
    let reply = userinfo(&state, &alice()).await;
    assert_eq!(
        reply.body,
        r#"{"name":"Alice Smith","given_name":"Alice","family_name":"Smith","website":"http://alice.com","sub":"818727"}"#
    );
    assert_eq!(
        (reply.status, reply.header("cache-control")),
        (200, UNCACHED)
    );
    let token = state.mint(&alice().scopes(["openid"])).unwrap();
    let posted = form("/connect/userinfo", None, &format!("access_token={token}"));
    let reply = ask_token_server(&state, posted).await;
    assert_eq!(reply.body, r#"{"sub":"818727"}"#);
}

#[tokio::test]
async fn userinfo_refuses_in_identity_server_4s_words() {
    const INVALID: &str = r#"Bearer realm="IdentityServer",error="invalid_token""#;
    let state = quickstart();
    for (case, mint, status, challenge) in [
        (
            "expired",
            alice().expired(),
            401,
            r#"Bearer realm="IdentityServer",error="invalid_token",error_description="The access token expired""#,
        ),
        (
            "a client's token",
            Mint::default(),
            403,
            r#"Bearer realm="IdentityServer",error="insufficient_scope""#,
        ),
        (
            "no openid",
            alice().scopes(["api1"]),
            403,
            r#"Bearer realm="IdentityServer",error="insufficient_scope""#,
        ),
        ("tampered", alice().tampered(), 401, INVALID),
        ("foreign", alice().foreign_key(), 401, INVALID),
        ("another issuer", alice().issuer("https://x"), 401, INVALID),
        ("not yet valid", alice().not_yet_valid(), 401, INVALID),
        (
            "another type",
            alice().header("typ", "JWT"),
            401,
            r#"Bearer realm="IdentityServer",error="invalid JWT token type""#,
        ),
        (
            "a client that is gone",
            alice().claim("client_id", "gone"),
            401,
            INVALID,
        ),
        (
            "a user who is gone",
            alice().claim("sub", "gone"),
            401,
            INVALID,
        ),
        ("no user", alice().without_claim("sub"), 401, INVALID),
    ] {
        let reply = userinfo(&state, &mint).await;
        assert_eq!(reply.header("www-authenticate"), Some(challenge), "{case}");
        assert_eq!((reply.status, reply.body.as_str()), (status, ""), "{case}");
        assert_eq!(reply.header("cache-control"), UNCACHED, "{case}");
    }
    let bare = ask_token_server(&state, request("GET", "/connect/userinfo")).await;
    assert_eq!(
        (bare.status, bare.header("www-authenticate")),
        (401, Some(INVALID))
    );
    let deleted = ask_token_server(&state, request("DELETE", "/connect/userinfo")).await;
    assert_eq!(deleted.status, 405);
}

/// `api1:secret`, encoded.
const API: &str = "Basic YXBpMTpzZWNyZXQ=";

async fn introspect(state: &State, authorization: Option<&str>, body: &str) -> Reply {
    ask_token_server(state, form("/connect/introspect", authorization, body)).await
}

#[tokio::test]
async fn introspection_describes_active_tokens_to_their_api() {
    let state = quickstart();
    let mint = alice().claim("jti", "J");
    let body = format!("token={}", state.mint(&mint).unwrap());
    let reply = introspect(&state, Some(API), &body).await;
    assert_eq!(
        reply.body,
        r#"{"nbf":1795262400,"exp":1795266000,"iss":"https://localhost:5001","aud":"api1","client_id":"ropg_client","sub":"818727","auth_time":1795262400,"idp":"local","jti":"J","iat":1795262400,"amr":"pwd","active":true,"scope":"api1"}"#
    );
    assert_eq!(
        (reply.status, reply.header("cache-control")),
        (200, UNCACHED)
    );
}

#[tokio::test]
async fn introspection_says_no_more_than_inactive() {
    let state = quickstart();
    for mint in [
        alice().expired(),
        alice().tampered(),
        alice().scopes(["openid"]),
        Mint::default().claim("client_id", "gone"),
    ] {
        let body = format!("token={}", state.mint(&mint).unwrap());
        let reply = introspect(&state, Some(API), &body).await;
        assert_eq!(
            (reply.status, reply.body.as_str()),
            (200, r#"{"active":false}"#)
        );
    }
    let reply = introspect(&state, Some(API), "token=9F86D081884C7D659A2FEAA0C55AD015").await;
    assert_eq!(reply.body, r#"{"active":false}"#);
}

#[tokio::test]
async fn introspection_is_for_api_resources_alone() {
    let state = quickstart();
    for (case, authorization, body) in [
        ("nobody", None, "token=x"),
        ("a client", Some("Basic Y2xpZW50OnNlY3JldA=="), "token=x"),
        ("a wrong secret", Some("Basic YXBpMTp3cm9uZw=="), "token=x"),
        ("no secret", None, "client_id=api1&token=x"),
    ] {
        let reply = introspect(&state, authorization, body).await;
        assert_eq!((reply.status, reply.body.as_str()), (401, ""), "{case}");
        assert_eq!(reply.header("www-authenticate"), None, "{case}");
    }
    let missing = introspect(&state, Some(API), "").await;
    assert_eq!(
        (missing.status, missing.body.as_str()),
        (400, r#"{"error":"missing_token"}"#)
    );
}

#[tokio::test]
async fn revocation_succeeds_and_changes_nothing() {
    let state = quickstart();
    let client = "client_id=client&client_secret=secret";
    for (body, status, answer) in [
        (format!("{client}&token=whatever"), 200, ""),
        (
            format!("{client}&token=whatever&token_type_hint=refresh_token"),
            200,
            "",
        ),
        (
            format!("{client}&token=whatever&token_type_hint=id_token"),
            400,
            r#"{"error":"unsupported_token_type"}"#,
        ),
        (client.to_owned(), 400, r#"{"error":"invalid_request"}"#),
        (
            "client_id=client&client_secret=wrong&token=x".to_owned(),
            400,
            r#"{"error":"invalid_client"}"#,
        ),
    ] {
        let reply = ask_token_server(&state, form("/connect/revocation", None, &body)).await;
        assert_eq!(
            (reply.status, reply.body.as_str()),
            (status, answer),
            "{body}"
        );
    }
}

#[tokio::test]
async fn introspection_and_revocation_take_only_posted_forms() {
    let state = quickstart();
    for path in ["/connect/introspect", "/connect/revocation"] {
        assert_eq!(
            ask_token_server(&state, request("GET", path)).await.status,
            405
        );
        assert_eq!(
            ask_token_server(&state, request("POST", path)).await.status,
            415
        );
    }
}

#[tokio::test]
async fn only_configured_origins_may_read_across() {
    let mut config = Config::quickstart();
    config.clients[0].allowed_cors_origins = vec!["https://app.example".to_owned()];
    let state = state(config);
    let ask = async |method: &str, path: &str, origin: &str| {
        let mut request = request(method, path);
        request
            .headers_mut()
            .insert("Origin", origin.parse().unwrap());
        let wanted = "POST".parse().unwrap();
        request
            .headers_mut()
            .insert("Access-Control-Request-Method", wanted);
        let reply = ask_token_server(&state, request).await;
        let allowed = reply
            .header("access-control-allow-origin")
            .map(str::to_owned);
        (reply.status, allowed)
    };
    let allowed = Some("https://app.example".to_owned());
    let discovery = "/.well-known/openid-configuration";
    assert_eq!(
        ask("GET", discovery, "https://app.example").await,
        (200, allowed.clone())
    );
    assert_eq!(
        ask("OPTIONS", "/connect/token", "https://app.example").await,
        (204, allowed)
    );
    assert_eq!(
        ask("GET", discovery, "https://evil.example").await,
        (200, None)
    );
    assert_eq!(
        ask("OPTIONS", discovery, "https://evil.example").await,
        (405, None)
    );
    assert_eq!(
        ask("POST", "/connect/introspect", "https://app.example").await,
        (415, None)
    );
}

#[tokio::test]
async fn a_refused_preflight_is_logged_as_such() {
    let state = state(Config::quickstart());
    for (path, hint) in [
        ("/connect/token", "AllowedCorsOrigins"),
        ("/connect/introspect", "from a server"),
    ] {
        let mut request = request("OPTIONS", path);
        let origin = "https://app.example".parse().unwrap();
        request.headers_mut().insert("Origin", origin);
        let wanted = "POST".parse().unwrap();
        request
            .headers_mut()
            .insert("Access-Control-Request-Method", wanted);
        let reply = ask_token_server(&state, request).await;
        assert_eq!(reply.header("access-control-allow-origin"), None);
        let entry = state.log().entries().last().unwrap().clone();
        assert!(entry.message.contains("preflight"), "{}", entry.message);
        assert!(entry.hint.unwrap().contains(hint), "{path}");
    }
}
