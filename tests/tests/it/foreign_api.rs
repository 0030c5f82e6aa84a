//! An API behind express-oauth2-jwt-bearer that takes tokens bound by DPoP alone, those of our playground: what our client
//! sends is taken, and whatever does not fit is refused and explained.

use claimscope_client::session::{Connection, Grant, OauthClient, Session};
use claimscope_client::{HttpClient, Settings};
use claimscope_core::alg::Algorithm;
use claimscope_core::jwk::{Jwk, generate};
use claimscope_core::secret::Secret;
use claimscope_oauth::diagnose::{Refused, diagnose};
use claimscope_oauth::{DpopKey, HttpRequest};
use claimscope_server::config::Extension;
use claimscope_server::{Config, Options, Playground};
use claimscope_tests::peer::{self, Peer};
use claimscope_tests::{entropy, left_out, now};

fn key() -> Jwk {
    generate(Algorithm::ES256, &mut entropy).unwrap()
}

fn session(issuer: &str, client: &HttpClient, key: &Jwk) -> Session {
    let connection = Connection {
        issuer: issuer.to_owned(),
        client: OauthClient {
            id: "client".to_owned(),
            secret: Some(Secret::from("secret")),
            ..OauthClient::default()
        },
        grant: Grant {
            scope: "api1".to_owned(),
            ..Grant::default()
        },
        dpop_key: Some(key.clone()),
        ..Connection::default()
    };
    Session::new(client.clone(), connection)
}

/// The request with this proof in place of its own.
fn proven(url: &str, token: &Secret, proof: &HttpRequest) -> HttpRequest {
    let token = token.expose_str().unwrap();
    let request = HttpRequest::get(url).header("Authorization", format!("DPoP {token}"));
    request.header("DPoP", proof.header_value("dpop").unwrap())
}

#[tokio::test(flavor = "multi_thread")]
async fn an_express_api_takes_tokens_bound_by_dpop_and_nothing_else() {
    if let Some(reason) = peer::missing_node() {
        left_out(reason);
        return;
    }
    let mut config = Config::quickstart();
    config.extensions.switch_on(Extension::DPoP);
    let options = Options::any_port().config(config);
    let playground = Playground::start(options).await.unwrap();
    let mut command = peer::node("api.mjs");
    command.args([&*playground.issuer(), "api1", "dpop"]);
    let api = Peer::start(command).unwrap();
    let url = format!("{}/orders", api.origin());
    let (client, own) = (HttpClient::new(Settings::default()).unwrap(), key());
    let session = session(&playground.issuer(), &client, &own);
    let token = session.token().await.unwrap().response.access_token;
    let called = session
        .call(HttpRequest::get(format!("{url}?page=2")), Some(&token))
        .await
        .unwrap();
    assert_eq!(called.response.status, 200, "{:?}", called.diagnosis);

    let proof = |key: &Jwk, url: &str, method: &str, token: Option<&Secret>, age: i64| {
        let request = HttpRequest::new(method, url);
        let (key, at) = (DpopKey::new(key).unwrap(), now().plus_seconds(-age));
        key.prove(request, token, None, at, &mut entropy).unwrap()
    };
    let other = Secret::from("another token");
    let bound = Some(&token);
    let proofs = [
        (
            "another URL",
            proof(&own, &format!("{url}/1"), "GET", bound, 0),
        ),
        ("another method", proof(&own, &url, "POST", bound, 0)),
        ("another token", proof(&own, &url, "GET", Some(&other), 0)),
        ("no token", proof(&own, &url, "GET", None, 0)),
        ("another time", proof(&own, &url, "GET", bound, 3_600)),
    ];
    let mut cases: Vec<_> = proofs
        .iter()
        .map(|(what, proof)| (*what, proven(&url, &token, proof), "dpop.proof"))
        .collect();
    let stranger = proof(&key(), &url, "GET", bound, 0);
    cases.push(("another key", proven(&url, &token, &stranger), "dpop.proof"));
    let bearer = HttpRequest::get(&url).bearer(token.expose_str().unwrap());
    cases.push(("no proof", bearer, "dpop.required"));
    for (what, request, cause) in cases {
        let response = client.call(&request).await.unwrap();
        assert!(
            [400, 401].contains(&response.status),
            "{what}: {}",
            response.status
        );
        let diagnosis = diagnose(&Refused::new(&request, &response, now()));
        let first = diagnosis.reasons.first().map(|reason| reason.code);
        let challenge = response.header_value("www-authenticate");
        assert_eq!(first, Some(cause), "{what}: {challenge:?} {diagnosis:?}");
    }
    playground.shutdown().await;
}
