//! `guarded`: an API behind the tower layer, for the table of answers that the guard in JavaScript is held against. Prints its
//! port, and has its tokens at `/tokens`.
#![expect(clippy::print_stdout, reason = "saying where it listens")]

use std::sync::Arc;

use anyhow::Result;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use axum::routing::{any, get};
use axum::{Extension, Router};
use claimscope_core::Verified;
use claimscope_core::alg::Algorithm;
use claimscope_core::crypto::KeySet;
use claimscope_core::json::Object;
use claimscope_core::jwt::{Expectations, Profile};
use claimscope_core::report::KeySource;
use claimscope_guard::{Guard, PublishedKeys, VerificationKeys};
use claimscope_oauth::keys::{FetchFailure, KeysSettings, RemoteKeys};
use claimscope_tests::tokens::TestSigner;
use serde_json::{Value, json};

const ORIGIN: &str = "https://api.example";
const NOW: i64 = 1_700_000_000;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    let signer = TestSigner::new(Algorithm::ES256)?;
    let public = signer
        .key
        .public()
        .map(|jwk| KeySet::from_key(jwk, KeySource::Key));
    let keys = Arc::new(public.ok_or_else(|| anyhow::anyhow!("a key pair has a public half"))?);
    let expected = || {
        Expectations::of(Profile::Jwt)
            .issuer("https://sts.example")
            .audience("api1")
            .algorithms([Algorithm::ES256])
    };
    let orders = Guard::with_keys(expected().scope("orders.read").policy()?, Arc::clone(&keys))?
        .realm("orders")?
        .resource(
            &format!("{ORIGIN}/orders"),
            &Object::new().with("resource_name", "Orders"),
        )?;
    let strong = expected()
        .acr("gold")
        .acr("silver")
        .max_auth_age_seconds(300);
    let transfer = Guard::with_keys(strong.policy()?, Arc::clone(&keys))?;
    let down = RemoteKeys::from_jwks_uri("https://sts.example/jwks", KeysSettings::default())?;
    let down = PublishedKeys::new(down, async |_| Err(FetchFailure::Network));
    let down = Guard::with_keys(expected().policy()?, down)?
        .realm(r#"a "quoted" \ realm"#)?
        .retry_after_seconds(30);
    let tokens = tokens(&signer)?;
    // The metadata of the first route is asked for beside it.
    let api = Router::new()
        .route("/orders", any(caller))
        .fallback(any(caller))
        .layer(still(orders))
        .merge(
            Router::new()
                .route("/transfer", any(caller))
                .layer(still(transfer)),
        )
        .merge(Router::new().route("/down", any(caller)).layer(still(down)))
        .merge(Router::new().route("/tokens", get(async move || as_json(&tokens))));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
    println!("{}", listener.local_addr()?.port());
    Ok(axum::serve(listener, api).await?)
}

/// A guard for whom the time stands still, as in the other languages.
fn still<K: VerificationKeys>(guard: Guard<K>) -> Guard<K> {
    guard.clock(|| NOW * 1_000)
}

async fn caller(Extension(verified): Extension<Verified>) -> Response {
    as_json(&json!({ "sub": verified.claims().get_str("sub") }))
}

fn as_json(value: &Value) -> Response {
    ([(CONTENT_TYPE, "application/json")], value.to_string()).into_response()
}

fn tokens(signer: &TestSigner) -> Result<Value> {
    let signed = |more: Value| {
        let mut claims = json!({
            "iss": "https://sts.example", "aud": "api1", "exp": 2_000_000_000, "sub": "Zoë", "scope": "orders.read",
        });
        for (name, value) in more.as_object().into_iter().flatten() {
            claims[name] = value.clone();
        }
        signer.token(&claims)
    };
    let good = signed(json!({}))?;
    let (start, end) = good.split_at(good.len() - 9);
    let other = if end.starts_with('A') { 'B' } else { 'A' };
    let forged = format!("{start}{other}{}", &end[1..]);
    Ok(json!({
        "expired": signed(json!({ "exp": 1_600_000_000 }))?,
        "scopeless": signed(json!({ "scope": "openid" }))?,
        "strong": signed(json!({ "acr": "silver", "auth_time": NOW - 60 }))?,
        "old": signed(json!({ "acr": "silver", "auth_time": NOW - 600 }))?,
        "bound": signed(json!({ "cnf": { "jkt": "x" } }))?,
        "ofCertificate": signed(json!({ "cnf": { "x5t#S256": "x" } }))?,
        "ofBoth": signed(json!({ "cnf": { "jkt": "x", "x5t#S256": "x" } }))?,
        "ofKey": signed(json!({ "cnf": { "jwk": {} } }))?,
        "ofText": signed(json!({ "cnf": "x" }))?,
        "proof": signed(json!({ "jti": "1" }))?,
        "proofOfPost": signed(json!({ "jti": "2" }))?,
        "forged": forged,
        "good": good,
    }))
}
