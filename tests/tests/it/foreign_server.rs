//! Our client against a certified OpenID provider that we did not write, and an API that a foreign library protects.

use claimscope_client::{HttpClient, SessionError, Settings};
use claimscope_core::alg::Algorithm;
use claimscope_core::crypto::KeySet;
use claimscope_core::jwt::{Expectations, Profile};
use claimscope_core::verify;
use claimscope_oauth::diagnose::{Refused, diagnose};
use claimscope_oauth::{
    ClientAuthentication, Discovered, HttpRequest, IssuerMatch, OauthError, TokenGrant,
    TokenRequest,
};
use claimscope_tests::peer::{self, Peer};
use claimscope_tests::{left_out, now};

const AUDIENCE: &str = "https://api.example.com";
const SECRET: &str = "s3cret with space+plus/colon:%";

/// The provider and our client; `None` where node is missing, which was then said.
fn start() -> Option<(Peer, HttpClient)> {
    if let Some(reason) = peer::missing_node() {
        left_out(reason);
        return None;
    }
    let provider = Peer::start(peer::node("oidc-provider.mjs")).unwrap();
    Some((provider, HttpClient::new(Settings::default()).unwrap()))
}

fn authentication(method: &str) -> ClientAuthentication {
    match method {
        "client_secret_basic" => ClientAuthentication::basic(method, SECRET),
        _ => ClientAuthentication::post(method, SECRET),
    }
}

async fn token(client: &HttpClient, found: &Discovered, method: &str) -> String {
    let endpoint = found.metadata.token_endpoint.clone().unwrap();
    let request = TokenRequest::new(
        endpoint,
        authentication(method),
        TokenGrant::client_credentials(),
    )
    .scope("api1");
    let response = client.token(&request).await.unwrap();
    assert_eq!(response.token_type, "Bearer");
    assert_eq!(response.expires_in_seconds, Some(600));
    response.access_token_text().to_owned()
}

/// Calls and gives the status with the first reason of the diagnosis.
async fn call(client: &HttpClient, url: &str, token: Option<&str>) -> (u16, Option<&'static str>) {
    let mut request = HttpRequest::get(url);
    if let Some(token) = token {
        request = request.bearer(token);
    }
    let response = client.call(&request).await.unwrap();
    let diagnosis = diagnose(&Refused::new(&request, &response, now()));
    let code = diagnosis.reasons.first().map(|reason| reason.code);
    (response.status, code)
}

#[tokio::test]
async fn discovers_gets_a_token_and_verifies_it() {
    let Some((provider, client)) = start() else {
        return;
    };
    let found = client.discover(provider.origin()).await.unwrap();
    assert_eq!(found.metadata.issuer, provider.origin());
    assert_eq!(found.issuer_match, IssuerMatch::Exact);
    let jwks_uri = found.metadata.jwks_uri.clone().unwrap();
    let set = client.jwks(&jwks_uri).await.unwrap();
    let keys = KeySet::from_issuer(set, &found.metadata.issuer);
    let policy = Expectations::of(Profile::AtJwt)
        .issuer(provider.origin())
        .audience(AUDIENCE)
        .algorithms([Algorithm::RS256])
        .scope("api1")
        .policy()
        .unwrap();

    for method in ["client_secret_basic", "client_secret_post"] {
        let token = token(&client, &found, method).await;
        let verified = verify(&token, &keys, &policy, now()).unwrap();
        assert_eq!(verified.claims().get_str("client_id"), Some(method));
        assert_eq!(verified.header().get_str("typ"), Some("at+jwt"));
    }
}

#[tokio::test]
async fn hands_on_what_the_server_says_of_a_wrong_secret() {
    let Some((provider, client)) = start() else {
        return;
    };
    let found = client.discover(provider.origin()).await.unwrap();
    let endpoint = found.metadata.token_endpoint.unwrap();
    let wrong = ClientAuthentication::basic("client_secret_basic", "wrong");
    let request =
        TokenRequest::new(endpoint, wrong, TokenGrant::client_credentials()).scope("api1");
    let failure = client.token(&request).await.unwrap_err();
    let SessionError::Oauth(OauthError::Declined(_)) = &failure else {
        panic!("{failure}");
    };
    let words = failure.server_words().unwrap();
    assert!(words.contains("invalid_client"), "{words}");
    assert!(words.contains("client authentication failed"), "{words}");
}

#[tokio::test]
async fn calls_a_foreign_api_and_is_told_why_it_refuses() {
    let Some((provider, client)) = start() else {
        return;
    };
    let start_api = |audience: &str| {
        let mut command = peer::node("api.mjs");
        command.args([provider.origin(), audience]);
        Peer::start(command).unwrap()
    };
    let api = start_api(AUDIENCE);
    let other = start_api("https://other.example.com");
    let orders = format!("{}/orders", api.origin());
    let found = client.discover(provider.origin()).await.unwrap();
    let token = token(&client, &found, "client_secret_basic").await;

    let elsewhere = format!("{}/orders", other.origin());
    let admin = format!("{}/admin", api.origin());
    assert_eq!(call(&client, &orders, Some(&token)).await, (200, None));
    let missing = (401, Some("token.missing"));
    assert_eq!(call(&client, &orders, None).await, missing);
    let audience = (401, Some("token.audience"));
    assert_eq!(call(&client, &elsewhere, Some(&token)).await, audience);
    let scope = (403, Some("scope.missing"));
    assert_eq!(call(&client, &admin, Some(&token)).await, scope);
}
