//! The API's resources behind the guard: the answers of the RFCs, by the settings of the handler beside it.

use axum::body::Body;
use axum::http::Request;
use claimscope_server::{Mint, State, api};

use crate::support::{Reply, last_entry, quickstart, send};

async fn ask(state: &State, path: &str, authorization: Option<&str>) -> Reply {
    let mut request = Request::builder()
        .uri(path)
        .header("Host", "localhost:6001");
    if let Some(authorization) = authorization {
        request = request.header("Authorization", authorization);
    }
    send(
        api::router(state.clone()),
        request.body(Body::empty()).unwrap(),
    )
    .await
}

fn bearer(state: &State, mint: Mint) -> String {
    format!("Bearer {}", state.mint(&mint).unwrap())
}

#[tokio::test]
async fn each_refusal_names_its_check_and_the_metadata() {
    let state = quickstart();
    let rest = "scope=\"api1\", resource_metadata=\"http://localhost:6001/.well-known/oauth-protected-resource/guard/identity\"";
    let failed =
        |code: &str| format!("error_description=\"the token fails the check {code}\", {rest}");
    for (mint, status, challenge) in [
        (
            Mint::default().audience("b"),
            401,
            format!("Bearer error=\"invalid_token\", {}", failed("claim.aud")),
        ),
        (
            Mint::default().claim("scope", vec!["other"]),
            403,
            format!(
                "Bearer error=\"insufficient_scope\", {}",
                failed("claim.scope")
            ),
        ),
    ] {
        let reply = ask(&state, "/guard/identity", Some(&bearer(&state, mint))).await;
        assert_eq!(reply.status, status, "{}", reply.body);
        assert_eq!(reply.header("www-authenticate"), Some(&*challenge));
        assert!(!last_entry(&state).to_string().contains("eyJ"));
    }
    let reply = ask(&state, "/guard/identity", None).await;
    assert_eq!(
        (reply.status, reply.header("www-authenticate")),
        (401, Some(&*format!("Bearer {rest}")))
    );
}

#[tokio::test]
async fn a_good_token_gets_what_the_handler_gives() {
    let state = quickstart();
    let good = bearer(&state, Mint::default());
    let guarded = ask(&state, "/guard/identity", Some(&good)).await;
    let handled = ask(&state, "/identity", Some(&good)).await;
    assert_eq!((guarded.status, &guarded.body), (200, &handled.body));
}

#[tokio::test]
async fn the_metadata_of_a_guarded_resource_is_served() {
    let state = quickstart();
    let reply = ask(
        &state,
        "/.well-known/oauth-protected-resource/guard/identity",
        None,
    )
    .await;
    assert_eq!(reply.status, 200);
    assert!(
        reply.body.starts_with(
            "{\"resource\":\"http://localhost:6001/guard/identity\",\"authorization_servers\":["
        ),
        "{}",
        reply.body
    );
    for path in ["/guard", "/guard/other", "/guardian"] {
        assert_eq!(ask(&state, path, None).await.status, 404, "{path}");
    }
}

#[tokio::test]
async fn a_key_is_found_by_the_kid_under_which_it_is_published() {
    let state = quickstart();
    let token = state.mint(&Mint::default().header("kid", "zzz")).unwrap();
    let reply = ask(&state, "/guard/identity", Some(&format!("Bearer {token}"))).await;
    assert_eq!(reply.status, 401, "{}", reply.body);
}

#[tokio::test]
async fn head_is_answered_as_get_is() {
    let state = quickstart();
    let request = Request::builder()
        .method("HEAD")
        .uri("/guard/identity")
        .header("Host", "localhost:6001")
        .header("Authorization", bearer(&state, Mint::default()))
        .body(Body::empty());
    let reply = send(api::router(state.clone()), request.unwrap()).await;
    assert_eq!(reply.status, 200);
}
