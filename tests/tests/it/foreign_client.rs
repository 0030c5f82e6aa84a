//! Our playground before a strict client that we did not write, and its tokens before a foreign verifier and API.

use claimscope_client::{HttpClient, Settings};
use claimscope_oauth::diagnose::{Refused, diagnose};
use claimscope_oauth::{ClientAuthentication, HttpRequest, TokenGrant, TokenRequest};
use claimscope_server::config::Extension;
use claimscope_server::{Config, Mint, Options, Playground, Running};
use claimscope_tests::peer::{self, Peer};
use claimscope_tests::{left_out, now};
use serde_json::{Value, json};

/// The playground on ports of its own; `None` where node is missing, which was then said.
async fn start() -> Option<Running> {
    if let Some(reason) = peer::missing_node() {
        left_out(reason);
        return None;
    }
    Some(Playground::start(Options::any_port()).await.unwrap())
}

/// Asks a judge without holding up the playground, which runs on this test's own thread.
async fn ask(script: &'static str, word: &'static str, question: Value) -> Value {
    let work = move || {
        let mut command = peer::node(script);
        command.arg(word);
        peer::ask(command, &question)
    };
    tokio::task::spawn_blocking(work).await.unwrap().unwrap()
}

#[tokio::test]
async fn a_strict_client_accepts_the_playground() {
    let Some(playground) = start().await else {
        return;
    };
    let issuer = playground.issuer();
    let question = json!({
        "issuer": issuer, "audience": "api1", "scope": "api1",
        "client_id": "client", "user_client_id": "ropg_client", "client_secret": "secret",
        "username": "alice", "password": "alice",
    });
    let steps = ask("oauth4webapi.mjs", "", question).await;
    let granted = json!({ "token_type": "bearer", "expires_in": 3600, "scope": "api1" });
    assert_eq!(steps["discovery_oidc"], issuer);
    assert_eq!(steps["discovery_oauth2"], issuer);
    assert_eq!(steps["client_credentials_basic"], granted);
    assert_eq!(steps["client_credentials_post"], granted);
    // IdentityServer4 answers 400 to every refusal at the token endpoint.
    let refused = json!({ "status": 400, "error": "invalid_client" });
    assert_eq!(steps["wrong_secret"], refused);
    let validated = json!({ "iss": issuer, "sub": "string", "client_id": "ropg_client" });
    assert_eq!(steps["validated"], validated);
    playground.shutdown().await;
}

#[tokio::test]
async fn a_strict_client_goes_through_the_flows_that_have_a_user() {
    let Some(playground) = start().await else {
        return;
    };
    let question = json!({
        "issuer": playground.issuer(), "redirect_uri": "http://127.0.0.1:8400/callback",
        "username": "alice", "password": "alice",
    });
    let steps = ask("oauth4webapi_user.mjs", "", question).await;
    let alice = "818727";
    let expected = json!({
        "code": { "sub": alice, "token_type": "bearer", "refresh": "string" },
        "userinfo": "Alice Smith",
        "refresh": { "rotated": true, "scope": "api1 offline_access openid profile" },
        "introspection": { "active": true, "client_id": "interactive", "scope": "api1" },
        "revoked": "invalid_grant",
        "device": { "scope": "api1 openid", "sub": alice },
    });
    assert_eq!(steps, expected);
    playground.shutdown().await;
}

#[tokio::test]
async fn a_strict_client_uses_what_goes_beyond_identity_server_4() {
    if let Some(reason) = peer::missing_node() {
        left_out(reason);
        return;
    }
    let mut config = Config::quickstart();
    for extension in [
        Extension::AuthorizationResponseIss,
        Extension::DPoPNonces,
        Extension::DynamicClientRegistration,
        Extension::PrivateKeyJwt,
        Extension::ProtectedResourceMetadata,
        Extension::RequirePushedAuthorizationRequests,
        Extension::ResourceIndicators,
        Extension::Rfc9068AccessTokens,
    ] {
        config.extensions.switch_on(extension);
    }
    let playground = Playground::start(Options::any_port().config(config))
        .await
        .unwrap();
    let question = json!({
        "api": playground.api(), "redirect_uri": "http://127.0.0.1:8400/callback",
        "username": "alice", "password": "alice",
    });
    let steps = ask("oauth4webapi_extensions.mjs", "", question).await;
    let expected = json!({
        "resource": { "header": true, "named": true },
        "registered": "string",
        // One for the token server, one for the API.
        "nonces": 2,
        "iss": true,
        "code": { "token_type": "dpop" },
        "api": 200,
        "refresh": { "token_type": "dpop", "api": 200 },
        "private_key_jwt": { "sub": true, "scope": "api1" },
        "request_object": { "token_type": "bearer", "scope": "api1" },
    });
    assert_eq!(steps, expected);
    playground.shutdown().await;
}

#[tokio::test]
async fn openid_client_goes_through_every_grant_with_the_strict_access_tokens() {
    if let Some(reason) = peer::missing_node() {
        left_out(reason);
        return;
    }
    let mut config = Config::quickstart();
    for extension in [
        Extension::AuthorizationResponseIss,
        Extension::DPoPNonces,
        Extension::RequirePushedAuthorizationRequests,
        Extension::Rfc9068AccessTokens,
    ] {
        config.extensions.switch_on(extension);
    }
    let playground = Playground::start(Options::any_port().config(config))
        .await
        .unwrap();
    let question = json!({
        "issuer": playground.issuer(), "api": playground.api(), "redirect_uri": "http://127.0.0.1:8400/callback",
        "username": "alice", "password": "alice",
    });
    let steps = ask("openid_client.mjs", "", question).await;
    let alice = "818727";
    let expected = json!({
        "pushed": "client_id request_uri",
        "code": { "sub": alice, "token_type": "dpop" },
        "userinfo": "Alice Smith",
        "api": 200,
        "refresh": { "token_type": "dpop", "rotated": true, "api": 200 },
        "introspection": { "active": true, "client_id": "interactive", "scope": "api1", "bound": "string" },
        "revoked": "invalid_grant",
        "device": { "scope": "api1 openid", "sub": alice },
        "client_credentials": { "token_type": "bearer", "sub": "client", "scope": "api1" },
        "refused": { "status": 400, "error": "invalid_scope" },
    });
    assert_eq!(steps, expected);
    playground.shutdown().await;
}

/// A token as our own client gets it from the playground.
async fn token(client: &HttpClient, playground: &Running) -> String {
    let found = client.discover(&playground.issuer()).await.unwrap();
    let endpoint = found.metadata.token_endpoint.unwrap();
    let authentication = ClientAuthentication::basic("client", "secret");
    let request =
        TokenRequest::new(endpoint, authentication, TokenGrant::client_credentials()).scope("api1");
    let response = client.token(&request).await.unwrap();
    response.access_token_text().to_owned()
}

#[tokio::test]
async fn jose_verifies_the_tokens_of_the_playground() {
    let Some(playground) = start().await else {
        return;
    };
    let client = HttpClient::new(Settings::default()).unwrap();
    let token = token(&client, &playground).await;
    let jwks_uri = format!(
        "{}/.well-known/openid-configuration/jwks",
        playground.issuer()
    );
    let response = client.send(&HttpRequest::get(jwks_uri)).await.unwrap();
    let jwks: Value = serde_json::from_slice(&response.body).unwrap();
    let question = json!([{ "alg": "RS256", "token": token, "jwk": jwks["keys"][0] }]);
    let verdicts = ask("jose.mjs", "verify", question).await;
    assert_eq!(verdicts[0]["ok"], true, "{verdicts}");
    assert_eq!(verdicts[0]["claims"]["client_id"], "client");
    playground.shutdown().await;
}

#[tokio::test]
async fn a_foreign_api_takes_the_tokens_of_the_playground_and_its_refusals_are_diagnosed() {
    let Some(playground) = start().await else {
        return;
    };
    let issuer = playground.issuer();
    let api = tokio::task::spawn_blocking(move || {
        let mut command = peer::node("api.mjs");
        command.args([&issuer, "api1"]);
        Peer::start(command).unwrap()
    });
    let api = api.await.unwrap();
    let orders = format!("{}/orders", api.origin());
    let client = HttpClient::new(Settings::default()).unwrap();
    let good = token(&client, &playground).await;
    let mint = |mint: Mint| playground.mint(&mint).unwrap();
    let elsewhere = "https://elsewhere.example";
    let cases = [
        (good, None),
        (mint(Mint::default()), None),
        (mint(Mint::default().expired()), Some("token.expired")),
        (
            mint(Mint::default().audience(elsewhere)),
            Some("token.audience"),
        ),
        (
            mint(Mint::default().issuer(elsewhere)),
            Some("token.issuer"),
        ),
        (mint(Mint::default().tampered()), Some("token.signature")),
        (mint(Mint::default().foreign_key()), Some("key.not-found")),
        (mint(Mint::default().stripped()), Some("token.signature")),
        (mint(Mint::default().unsigned()), Some("token.unsigned")),
    ];
    for (token, cause) in cases {
        let request = HttpRequest::get(&orders).bearer(&token);
        let response = client.call(&request).await.unwrap();
        let diagnosis = diagnose(&Refused::new(&request, &response, now()));
        let first = diagnosis.reasons.first();
        let expected = if cause.is_some() { 401 } else { 200 };
        assert_eq!(response.status, expected, "{cause:?}");
        assert_eq!(first.map(|reason| reason.code), cause, "{diagnosis:?}");
    }
    playground.shutdown().await;
}
