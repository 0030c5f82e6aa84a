//! What goes beyond IdentityServer4, over real HTTP: off unless switched on, and advertised only then.

use claimscope_core::alg::Algorithm;
use claimscope_core::base64url;
use claimscope_core::crypto::SigningKey;
use claimscope_core::entropy::NoEntropy;
use claimscope_core::json::{Object, Value, parse_strict};
use claimscope_core::jwk::{self, Jwk};
use claimscope_core::secret::Secret;
use claimscope_server::config::{Client, Extension, HashedSecret, grant_type};
use claimscope_server::{Config, Running};
use expect_test::expect;
use sha2::{Digest, Sha256};

use crate::browser::{Browser, CALLBACK, Page, VERIFIER, checked, encode, request_of, start};
use crate::support::decode;

const PAR: &str = "/connect/par";
const SECRET: &str = "a secret that is long enough for HS256";
const ASSERTION_TYPE: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

fn entropy(bytes: &mut [u8]) -> Result<(), NoEntropy> {
    getrandom::fill(bytes).map_err(|_| NoEntropy)
}

fn new_key(algorithm: Algorithm) -> Jwk {
    jwk::generate(algorithm, &mut entropy).unwrap()
}

fn sign(key: &Jwk, algorithm: Algorithm, header: &Object, claims: &Object) -> String {
    let input = format!(
        "{}.{}",
        base64url::encode(header.to_string()),
        base64url::encode(claims.to_string())
    );
    let key = SigningKey::new(key, algorithm).unwrap();
    let signature = key.sign(input.as_bytes(), &mut entropy).unwrap();
    format!("{input}.{}", base64url::encode(signature))
}

fn now(running: &Running) -> i64 {
    running.state().clock().now().unix_seconds()
}

fn jti() -> String {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes).unwrap();
    base64url::encode(bytes)
}

fn with(extensions: &[Extension]) -> Config {
    let mut config = Config::quickstart();
    for extension in extensions {
        config.extensions.switch_on(*extension);
    }
    config.clients[2].require_consent = false;
    config
}

fn claims(page: &Page) -> Object {
    let body = page.json();
    let token = body
        .get_str("access_token")
        .unwrap_or_else(|| panic!("no token in {}", page.body));
    match parse_strict(decode(token).1.as_bytes()).unwrap() {
        Value::Object(claims) => claims,
        other => panic!("{other}"),
    }
}

fn error(page: &Page) -> String {
    page.json().get_str("error").unwrap_or("none").to_owned()
}

fn last_message(running: &Running) -> String {
    running.log().entries().pop().unwrap().message
}

const MACHINE: [(&str, &str); 3] = [
    ("grant_type", "client_credentials"),
    ("client_id", "client"),
    ("client_secret", "secret"),
];

#[tokio::test]
async fn each_is_there_and_advertised_only_where_it_is_switched_on() {
    let member = |document: &Object, name: &str| document.get(name).map(ToString::to_string);
    for (extension, name, part) in [
        (
            Extension::AuthorizationResponseIss,
            "authorization_response_iss_parameter_supported",
            "true",
        ),
        (
            Extension::PrivateKeyJwt,
            "token_endpoint_auth_methods_supported",
            "private_key_jwt",
        ),
        (
            Extension::PrivateKeyJwt,
            "token_endpoint_auth_signing_alg_values_supported",
            "ES256",
        ),
        (
            Extension::ClientSecretJwt,
            "token_endpoint_auth_methods_supported",
            "client_secret_jwt",
        ),
        (
            Extension::ClientSecretJwt,
            "token_endpoint_auth_signing_alg_values_supported",
            "HS256",
        ),
        (
            Extension::PushedAuthorizationRequests,
            "pushed_authorization_request_endpoint",
            "/connect/par",
        ),
        (
            Extension::RequirePushedAuthorizationRequests,
            "pushed_authorization_request_endpoint",
            "/connect/par",
        ),
        (
            Extension::RequirePushedAuthorizationRequests,
            "require_pushed_authorization_requests",
            "true",
        ),
        (
            Extension::DPoP,
            "dpop_signing_alg_values_supported",
            "ES256",
        ),
        (
            Extension::TokenExchange,
            "grant_types_supported",
            "token-exchange",
        ),
        (Extension::JwtBearer, "grant_types_supported", "jwt-bearer"),
        (
            Extension::DynamicClientRegistration,
            "registration_endpoint",
            "/connect/register",
        ),
    ] {
        for on in [false, true] {
            let running = start(if on { with(&[extension]) } else { with(&[]) }).await;
            let mut browser = Browser::new(&running);
            let document = browser
                .get("/.well-known/openid-configuration")
                .await
                .json();
            let found = member(&document, name).is_some_and(|value| value.contains(part));
            assert_eq!(found, on, "{extension:?}: {name}");
            running.shutdown().await;
        }
    }
    let running = start(with(&[])).await;
    let mut browser = Browser::new(&running);
    for path in [PAR, "/connect/register"] {
        assert_eq!(browser.post(path, &[]).await.status, 404, "{path}");
    }
    let mut api = Browser::at(&running.api());
    assert_eq!(
        api.get("/.well-known/oauth-protected-resource")
            .await
            .status,
        404
    );
    assert_eq!(
        api.get("/identity").await.header("www-authenticate"),
        Some("Bearer")
    );
    // What is off is not looked at.
    let fields = [&MACHINE[..], &[("resource", "https://elsewhere.example")]].concat();
    assert_eq!(
        claims(&browser.token(&fields).await).get_str("aud"),
        Some("api1")
    );
    let headers = [("DPoP", "nonsense")];
    let page = browser
        .send("POST", "/connect/token", &encode(&MACHINE), &headers)
        .await;
    assert_eq!(page.json().get_str("token_type"), Some("Bearer"));
    running.shutdown().await;
}

#[tokio::test]
async fn strict_access_tokens_have_what_rfc_9068_wants() {
    let mut config = with(&[Extension::Rfc9068AccessTokens]);
    config.clients[0].include_jwt_id = false;
    config
        .api_scopes
        .push(claimscope_server::config::Scope::new("loose"));
    config.clients[0].allowed_scopes.push("loose".to_owned());
    let running = start(config).await;
    let browser = Browser::new(&running);
    let both = claims(&browser.token(&MACHINE).await);
    assert_eq!(both.get_str("sub"), Some("client"));
    assert_eq!(both.get_str("aud"), Some("api1"));
    assert_eq!(both.get_str("scope"), Some("api1 loose"));
    assert!(both.get("jti").is_some());
    let fields = [&MACHINE[..], &[("scope", "loose")]].concat();
    let loose = claims(&browser.token(&fields).await);
    let resources = format!("{}/resources", running.issuer());
    assert_eq!(loose.get_str("aud"), Some(resources.as_str()));
    running.shutdown().await;
}

/// `interactive` pushes its request; gives the `request_uri`.
async fn push(browser: &Browser, query: &str) -> Page {
    let body = format!("{query}&client_secret=secret");
    browser.clone().send("POST", PAR, &body, &[]).await
}

fn pushed_query(request_uri: &str) -> String {
    encode(&[("client_id", "interactive"), ("request_uri", request_uri)])
}

#[tokio::test]
async fn a_pushed_request_leads_to_one_code() {
    let running = start(with(&[Extension::PushedAuthorizationRequests])).await;
    let mut browser = Browser::new(&running);
    let query = format!("{}&prompt=login", request_of("openid api1"));
    let reply = push(&browser, &query).await;
    assert_eq!(reply.status, 201, "{}", reply.body);
    let body = reply.json();
    let request_uri = body.get_str("request_uri").unwrap().to_owned();
    assert!(request_uri.starts_with("urn:ietf:params:oauth:request_uri:"));
    assert_eq!(body.get("expires_in"), Some(&Value::from(60)));
    assert_eq!(
        reply.header("cache-control"),
        Some("no-store, no-cache, max-age=0")
    );

    let page = browser.authorize(&pushed_query(&request_uri)).await;
    assert_eq!(page.parameter("state").as_deref(), Some("state-1"));
    let tokens = browser.redeem(&page.parameter("code").unwrap()).await;
    assert_eq!(tokens.status, 200, "{}", tokens.body);
    let again = browser
        .get(&format!(
            "/connect/authorize?{}",
            pushed_query(&request_uri)
        ))
        .await;
    let again = browser.get(again.location()).await;
    assert_eq!(again.told()[0], "invalid_request_uri");

    // What is beside a request_uri changes nothing.
    let request_uri = push(&browser, &request_of("openid")).await.json();
    let request_uri = request_uri.get_str("request_uri").unwrap();
    let query = format!(
        "{}&scope=api1&redirect_uri=https%3A%2F%2Fevil.example",
        pushed_query(request_uri)
    );
    let page = browser.authorize(&query).await;
    assert_eq!(page.parameter("scope").as_deref(), Some("openid"));

    // It waits for a minute, and for its own client alone.
    let request_uri = push(&browser, &request_of("openid")).await.json();
    let request_uri = request_uri.get_str("request_uri").unwrap();
    let other = pushed_query(request_uri).replace("interactive", "client");
    let page = browser.get(&format!("/connect/authorize?{other}")).await;
    assert!(page.location().starts_with("/error"));
    running.state().clock().set_offset_seconds(61);
    let page = browser
        .get(&format!("/connect/authorize?{}", pushed_query(request_uri)))
        .await;
    assert!(page.location().starts_with("/error"));
    running.shutdown().await;
}

#[tokio::test]
async fn faults_of_pushed_requests_are_told_to_the_client() {
    let running = start(with(&[Extension::RequirePushedAuthorizationRequests])).await;
    let mut browser = Browser::new(&running);
    let good = request_of("openid");
    let mut table = String::new();
    for (case, body) in [
        ("no client", "scope=openid".to_owned()),
        ("wrong secret", format!("{good}&client_secret=wrong")),
        (
            "request_uri inside",
            format!("{good}&client_secret=secret&request_uri=urn:x"),
        ),
        (
            "redirect_uri of another",
            format!(
                "{}&client_secret=secret",
                good.replace("callback", "elsewhere")
            ),
        ),
        (
            "scope unknown",
            format!(
                "{}&client_secret=secret",
                good.replace("scope=openid", "scope=nothing")
            ),
        ),
        (
            "no PKCE",
            format!(
                "{}&client_secret=secret",
                good.replace("code_challenge=", "x=")
            ),
        ),
        (
            "a parameter twice",
            format!("{good}&client_secret=secret&scope=api1"),
        ),
    ] {
        let page = browser.send("POST", PAR, &body, &[]).await;
        table.push_str(&format!("{case} -> {} {}\n", page.status, page.body));
    }
    let page = browser.get(PAR).await;
    table.push_str(&format!("GET -> {}\n", page.status));
    let bare = browser.get(&format!("/connect/authorize?{good}")).await;
    let told = browser.get(bare.location()).await.told();
    table.push_str(&format!("not pushed -> {}: {}\n", told[0], told[1]));
    expect![[r#"
        no client -> 400 {"error":"invalid_client"}
        wrong secret -> 400 {"error":"invalid_client"}
        request_uri inside -> 400 {"error":"invalid_request"}
        redirect_uri of another -> 400 {"error":"invalid_request","error_description":"Invalid redirect_uri"}
        scope unknown -> 400 {"error":"invalid_scope","error_description":"Invalid scope"}
        no PKCE -> 400 {"error":"invalid_request","error_description":"code challenge required"}
        a parameter twice -> 400 {"error":"invalid_request"}
        GET -> 405
        not pushed -> invalid_request: Pushed authorization request required
    "#]].assert_eq(&table);
    running.shutdown().await;
}

/// A DPoP proof, with some claims set, or left out where the value is `null`.
fn proof(
    running: &Running,
    key: &Jwk,
    (method, url): (&str, &str),
    token: Option<&str>,
    changes: &[(&str, Value)],
) -> String {
    let public = key.public().unwrap().to_json();
    let mut header = Object::new()
        .with("typ", "dpop+jwt")
        .with("alg", "ES256")
        .with("jwk", public);
    let mut claims = Object::new()
        .with("jti", jti())
        .with("htm", method)
        .with("htu", url)
        .with("iat", now(running));
    if let Some(token) = token {
        claims.set("ath", base64url::encode(Sha256::digest(token)));
    }
    for (name, value) in changes {
        let target = if ["typ", "jwk"].contains(name) {
            &mut header
        } else {
            &mut claims
        };
        match value {
            Value::Null => drop(target.remove(name)),
            value => target.set(*name, value.clone()),
        }
    }
    sign(key, Algorithm::ES256, &header, &claims)
}

#[tokio::test]
async fn tokens_are_bound_to_the_key_of_a_proof() {
    let running = start(with(&[Extension::DPoP])).await;
    let mut browser = Browser::new(&running);
    let key = new_key(Algorithm::ES256);
    let token_url = format!("{}/connect/token", running.issuer());
    let endpoint = ("POST", token_url.as_str());
    let mut ask = async |proofs: &[String]| {
        let headers: Vec<(&str, &str)> = proofs
            .iter()
            .map(|proof| ("DPoP", proof.as_str()))
            .collect();
        let page = browser
            .send("POST", "/connect/token", &encode(&MACHINE), &headers)
            .await;
        (page, last_message(&running))
    };
    let mut table = String::new();
    let other = new_key(Algorithm::ES256);
    let once = proof(&running, &key, endpoint, None, &[]);
    for (case, proofs) in [
        ("all is well", vec![once.clone()]),
        ("the same again", vec![once]),
        (
            "two proofs",
            vec![
                proof(&running, &key, endpoint, None, &[]),
                proof(&running, &key, endpoint, None, &[]),
            ],
        ),
        ("no JWT", vec!["nonsense".to_owned()]),
        (
            "another typ",
            vec![proof(
                &running,
                &key,
                endpoint,
                None,
                &[("typ", Value::from("JWT"))],
            )],
        ),
        (
            "a private jwk",
            vec![proof(
                &running,
                &key,
                endpoint,
                None,
                &[("jwk", Value::from(key.to_json_with_private()))],
            )],
        ),
        (
            "another jwk",
            vec![proof(
                &running,
                &key,
                endpoint,
                None,
                &[("jwk", Value::from(other.public().unwrap().to_json()))],
            )],
        ),
        (
            "no jwk",
            vec![proof(
                &running,
                &key,
                endpoint,
                None,
                &[("jwk", Value::Null)],
            )],
        ),
        (
            "another method",
            vec![proof(&running, &key, ("GET", &token_url), None, &[])],
        ),
        (
            "another URL",
            vec![proof(
                &running,
                &key,
                ("POST", "http://localhost/connect/token"),
                None,
                &[],
            )],
        ),
        (
            "no iat",
            vec![proof(
                &running,
                &key,
                endpoint,
                None,
                &[("iat", Value::Null)],
            )],
        ),
        (
            "an old one",
            vec![proof(
                &running,
                &key,
                endpoint,
                None,
                &[("iat", Value::from(now(&running) - 301))],
            )],
        ),
        (
            "no jti",
            vec![proof(
                &running,
                &key,
                endpoint,
                None,
                &[("jti", Value::Null)],
            )],
        ),
    ] {
        let (page, reason) = ask(&proofs).await;
        let reason = reason.replace(&running.issuer(), "I");
        table.push_str(&format!("{case} -> {}\n  {reason}\n", error(&page)));
    }
    expect![[r#"
        all is well -> none
          a token for the client `client` with the scope `api1`
        the same again -> invalid_dpop_proof
          invalid_dpop_proof: the DPoP proof is not good: its jti came before
        two proofs -> invalid_dpop_proof
          invalid_dpop_proof: the DPoP proof is not good: several DPoP headers came
        no JWT -> invalid_dpop_proof
          invalid_dpop_proof: the DPoP proof is not good: it is no JWT
        another typ -> invalid_dpop_proof
          invalid_dpop_proof: the DPoP proof is not good: its typ is not dpop+jwt
        a private jwk -> invalid_dpop_proof
          invalid_dpop_proof: the DPoP proof is not good: its jwk has a private part
        another jwk -> invalid_dpop_proof
          invalid_dpop_proof: the DPoP proof is not good: signature.value: the signature does not match
        no jwk -> invalid_dpop_proof
          invalid_dpop_proof: the DPoP proof is not good: it has no jwk
        another method -> invalid_dpop_proof
          invalid_dpop_proof: the DPoP proof is not good: its htm is not POST
        another URL -> invalid_dpop_proof
          invalid_dpop_proof: the DPoP proof is not good: its htu is `http://localhost/connect/token`, not I/connect/token
        no iat -> invalid_dpop_proof
          invalid_dpop_proof: the DPoP proof is not good: its iat is missing, or more than 300 seconds from now
        an old one -> invalid_dpop_proof
          invalid_dpop_proof: the DPoP proof is not good: its iat is missing, or more than 300 seconds from now
        no jti -> invalid_dpop_proof
          invalid_dpop_proof: the DPoP proof is not good: its jti is missing or too long
    "#]].assert_eq(&table);

    let (page, _) = ask(&[proof(&running, &key, endpoint, None, &[])]).await;
    assert_eq!(page.json().get_str("token_type"), Some("DPoP"));
    let bound = claims(&page);
    let thumbprint = key.thumbprint().unwrap();
    let cnf = bound.get("cnf").unwrap().as_object().unwrap();
    assert_eq!(cnf.get_str("jkt"), Some(thumbprint.as_str()));

    let body = page.json();
    let token = body.get_str("access_token").unwrap();
    let mut api = Browser::at(&running.api());
    let url = format!("{}/identity", running.api());
    let scheme = format!("DPoP {token}");
    let bearer = format!("Bearer {token}");
    let good = proof(&running, &key, ("GET", &url), Some(token), &[]);
    let reply = api
        .send(
            "GET",
            "/identity",
            "",
            &[("Authorization", &scheme), ("DPoP", &good)],
        )
        .await;
    assert_eq!(reply.status, 200, "{}", last_message(&running));
    let mut table = String::new();
    for (case, headers) in [
        (
            "the proof again",
            vec![("Authorization", scheme.clone()), ("DPoP", good)],
        ),
        ("no proof", vec![("Authorization", scheme.clone())]),
        (
            "no ath",
            vec![
                ("Authorization", scheme.clone()),
                ("DPoP", proof(&running, &key, ("GET", &url), None, &[])),
            ],
        ),
        (
            "another key",
            vec![
                ("Authorization", scheme.clone()),
                (
                    "DPoP",
                    proof(&running, &other, ("GET", &url), Some(token), &[]),
                ),
            ],
        ),
        ("as a bearer token", vec![("Authorization", bearer)]),
        ("no token", vec![]),
    ] {
        let headers: Vec<(&str, &str)> = headers
            .iter()
            .map(|(name, value)| (*name, value.as_str()))
            .collect();
        let reply = api.send("GET", "/identity", "", &headers).await;
        let challenge = reply.header("www-authenticate").unwrap_or_default();
        table.push_str(&format!("{case} -> {} {challenge}\n", reply.status));
    }
    expect![[r#"
        the proof again -> 401 Bearer, DPoP error="invalid_dpop_proof", algs="RS256 RS384 RS512 PS256 PS384 PS512 ES256 ES384 ES512 EdDSA Ed25519"
        no proof -> 401 Bearer, DPoP error="invalid_dpop_proof", algs="RS256 RS384 RS512 PS256 PS384 PS512 ES256 ES384 ES512 EdDSA Ed25519"
        no ath -> 401 Bearer, DPoP error="invalid_dpop_proof", algs="RS256 RS384 RS512 PS256 PS384 PS512 ES256 ES384 ES512 EdDSA Ed25519"
        another key -> 401 Bearer, DPoP error="invalid_token", algs="RS256 RS384 RS512 PS256 PS384 PS512 ES256 ES384 ES512 EdDSA Ed25519"
        as a bearer token -> 401 Bearer, DPoP error="invalid_token", algs="RS256 RS384 RS512 PS256 PS384 PS512 ES256 ES384 ES512 EdDSA Ed25519"
        no token -> 401 Bearer, DPoP algs="RS256 RS384 RS512 PS256 PS384 PS512 ES256 ES384 ES512 EdDSA Ed25519"
    "#]].assert_eq(&table);
    running.shutdown().await;
}

#[tokio::test]
async fn a_nonce_is_asked_for_and_then_taken() {
    let running = start(with(&[Extension::DPoPNonces])).await;
    let mut browser = Browser::new(&running);
    let key = new_key(Algorithm::ES256);
    let token_url = format!("{}/connect/token", running.issuer());
    let mut ask = async |changes: &[(&str, Value)]| {
        let proof = proof(&running, &key, ("POST", &token_url), None, changes);
        browser
            .send(
                "POST",
                "/connect/token",
                &encode(&MACHINE),
                &[("DPoP", &proof)],
            )
            .await
    };
    let first = ask(&[]).await;
    assert_eq!(
        (first.status, error(&first).as_str()),
        (400, "use_dpop_nonce")
    );
    let nonce = Value::from(first.header("dpop-nonce").unwrap());
    let second = ask(&[("nonce", nonce.clone())]).await;
    assert_eq!(second.status, 200, "{}", second.body);
    assert!(second.header("dpop-nonce").is_some());
    running.state().clock().set_offset_seconds(241);
    assert_eq!(error(&ask(&[("nonce", nonce)]).await), "use_dpop_nonce");

    let mut api = Browser::at(&running.api());
    let body = second.json();
    let token = body.get_str("access_token").unwrap();
    let url = format!("{}/identity", running.api());
    let authorization = format!("DPoP {token}");
    let bare = proof(&running, &key, ("GET", &url), Some(token), &[]);
    let refused = api
        .send(
            "GET",
            "/identity",
            "",
            &[("Authorization", &authorization), ("DPoP", &bare)],
        )
        .await;
    assert_eq!(refused.status, 401);
    assert!(
        refused
            .header("www-authenticate")
            .unwrap()
            .contains("DPoP error=\"use_dpop_nonce\"")
    );
    let nonce = Value::from(refused.header("dpop-nonce").unwrap());
    let good = proof(
        &running,
        &key,
        ("GET", &url),
        Some(token),
        &[("nonce", nonce)],
    );
    let reply = api
        .send(
            "GET",
            "/identity",
            "",
            &[("Authorization", &authorization), ("DPoP", &good)],
        )
        .await;
    assert_eq!(reply.status, 200, "{}", last_message(&running));
    running.shutdown().await;
}

#[tokio::test]
async fn a_public_clients_refresh_token_needs_the_key_that_it_was_given_to() {
    let mut config = with(&[Extension::DPoP]);
    config.clients[2].require_client_secret = false;
    let running = start(config).await;
    let mut browser = Browser::new(&running);
    let key = new_key(Algorithm::ES256);
    let thumbprint = key.thumbprint().unwrap();
    let query = format!(
        "{}&dpop_jkt={thumbprint}",
        request_of("openid offline_access")
    );
    let page = browser.authorize(&query).await;
    let code = page.parameter("code").unwrap();
    let token_url = format!("{}/connect/token", running.issuer());
    let redeem = encode(&[
        ("grant_type", "authorization_code"),
        ("client_id", "interactive"),
        ("code", &code),
        ("redirect_uri", CALLBACK),
        ("code_verifier", VERIFIER),
    ]);
    let proof_of = |key: &Jwk| proof(&running, key, ("POST", &token_url), None, &[]);
    let tokens = browser
        .send(
            "POST",
            "/connect/token",
            &redeem,
            &[("DPoP", &proof_of(&key))],
        )
        .await;
    assert_eq!(tokens.status, 200, "{}", last_message(&running));
    let body = tokens.json();
    let refresh = encode(&[
        ("grant_type", "refresh_token"),
        ("client_id", "interactive"),
        ("refresh_token", body.get_str("refresh_token").unwrap()),
    ]);
    assert_eq!(
        error(&browser.send("POST", "/connect/token", &refresh, &[]).await),
        "invalid_grant"
    );
    let other = proof_of(&new_key(Algorithm::ES256));
    let page = browser
        .send("POST", "/connect/token", &refresh, &[("DPoP", &other)])
        .await;
    assert_eq!(error(&page), "invalid_grant");
    let page = browser
        .send(
            "POST",
            "/connect/token",
            &refresh,
            &[("DPoP", &proof_of(&key))],
        )
        .await;
    assert_eq!(
        page.json().get_str("token_type"),
        Some("DPoP"),
        "{}",
        page.body
    );

    // dpop_jkt keeps a code from every other key.
    let page = browser.authorize(&query).await;
    let redeem = redeem.replace(&code, &page.parameter("code").unwrap());
    let page = browser.send("POST", "/connect/token", &redeem, &[]).await;
    assert_eq!(error(&page), "invalid_grant");
    running.shutdown().await;
}

#[tokio::test]
async fn clients_prove_themselves_by_assertions() {
    let mut config = with(&[Extension::PrivateKeyJwt, Extension::ClientSecretJwt]);
    let key = new_key(Algorithm::ES256);
    config.clients.extend([
        Client {
            client_id: "keyed".to_owned(),
            client_secrets: Vec::new(),
            keys: vec![key.public().unwrap()],
            ..config.clients[0].clone()
        },
        Client {
            client_id: "shared".to_owned(),
            client_secrets: vec![HashedSecret::of(SECRET)],
            ..config.clients[0].clone()
        },
    ]);
    let running = start(config).await;
    let browser = Browser::new(&running);
    let issuer = running.issuer();
    let shared = Jwk::from_secret(Secret::from(SECRET));
    let assertion = |client: &str, key: &Jwk, algorithm: Algorithm, changes: &[(&str, Value)]| {
        let mut claims = Object::new()
            .with("iss", client)
            .with("sub", client)
            .with("aud", issuer.as_str())
            .with("jti", jti())
            .with("iat", now(&running))
            .with("exp", now(&running) + 60);
        for (name, value) in changes {
            match value {
                Value::Null => drop(claims.remove(name)),
                value => claims.set(*name, value.clone()),
            }
        }
        let header = Object::new()
            .with("alg", algorithm.name())
            .with("typ", "JWT");
        sign(key, algorithm, &header, &claims)
    };
    let keyed = |changes: &[(&str, Value)]| assertion("keyed", &key, Algorithm::ES256, changes);
    let ask = async |assertion: &str, more: &[(&str, &str)]| {
        let fields = [
            ("grant_type", "client_credentials"),
            ("client_assertion_type", ASSERTION_TYPE),
            ("client_assertion", assertion),
        ];
        let page = browser.token(&[&fields[..], more].concat()).await;
        (error(&page), last_message(&running).replace(&issuer, "I"))
    };
    let endpoint = format!("{issuer}/connect/token");
    let once = keyed(&[]);
    let other = new_key(Algorithm::ES256);
    let mut table = String::new();
    for (case, assertion, more) in [
        ("private_key_jwt", once.clone(), vec![]),
        ("the same again", once, vec![]),
        (
            "client_secret_jwt",
            assertion("shared", &shared, Algorithm::HS256, &[]),
            vec![],
        ),
        (
            "for the token endpoint, among others",
            keyed(&[("aud", Value::from(vec!["x", &endpoint]))]),
            vec![],
        ),
        (
            "with its client_id",
            keyed(&[]),
            vec![("client_id", "keyed")],
        ),
        (
            "with another client_id",
            keyed(&[]),
            vec![("client_id", "client")],
        ),
        (
            "another key",
            assertion("keyed", &other, Algorithm::ES256, &[]),
            vec![],
        ),
        ("another iss", keyed(&[("iss", Value::from("x"))]), vec![]),
        (
            "another aud",
            keyed(&[("aud", Value::from("https://elsewhere.example"))]),
            vec![],
        ),
        ("no exp", keyed(&[("exp", Value::Null)]), vec![]),
        (
            "expired",
            keyed(&[("exp", Value::from(now(&running) - 301))]),
            vec![],
        ),
        (
            "not yet",
            keyed(&[("nbf", Value::from(now(&running) + 400))]),
            vec![],
        ),
        ("no jti", keyed(&[("jti", Value::Null)]), vec![]),
        (
            "unknown client",
            assertion("nobody", &key, Algorithm::ES256, &[]),
            vec![],
        ),
        (
            "a client without keys",
            assertion("shared", &key, Algorithm::ES256, &[]),
            vec![],
        ),
        (
            "a client without a secret in clear",
            assertion("keyed", &shared, Algorithm::HS256, &[]),
            vec![],
        ),
        ("no JWT", "nonsense".to_owned(), vec![]),
    ] {
        let (error, reason) = ask(&assertion, &more).await;
        table.push_str(&format!("{case} -> {error}\n  {reason}\n"));
    }
    expect![[r#"
        private_key_jwt -> none
          a token for the client `keyed` with the scope `api1`
        the same again -> invalid_client
          invalid_client: the assertion's jti came before (client_assertion)
        client_secret_jwt -> none
          a token for the client `shared` with the scope `api1`
        for the token endpoint, among others -> none
          a token for the client `keyed` with the scope `api1`
        with its client_id -> none
          a token for the client `keyed` with the scope `api1`
        with another client_id -> invalid_client
          invalid_client: client_id is not the sub of the assertion (client_assertion)
        another key -> invalid_client
          invalid_client: the assertion is not proved: signature.value: the signature does not match (client_assertion)
        another iss -> invalid_client
          invalid_client: the assertion's iss is not the client_id (client_assertion)
        another aud -> invalid_client
          invalid_client: the assertion's aud is not I or I/connect/token (client_assertion)
        no exp -> invalid_client
          invalid_client: the assertion has no exp (client_assertion)
        expired -> invalid_client
          invalid_client: the assertion has expired (client_assertion)
        not yet -> invalid_client
          invalid_client: the assertion is not valid yet (client_assertion)
        no jti -> invalid_client
          invalid_client: the assertion has no jti (client_assertion)
        unknown client -> invalid_client
          invalid_client: no client `nobody` is configured (client_assertion)
        a client without keys -> invalid_client
          invalid_client: the client `shared` has no key; add a secret of the type JWK (client_assertion)
        a client without a secret in clear -> invalid_client
          invalid_client: the client `keyed` has no secret in clear, and a hash verifies no signature (client_assertion)
        no JWT -> invalid_client
          invalid_client: the assertion is no signed JWT (client_assertion)
    "#]].assert_eq(&table);
    running.shutdown().await;
}

#[tokio::test]
async fn a_token_is_exchanged_for_a_narrower_one() {
    let mut config = with(&[Extension::TokenExchange]);
    config.clients.push(Client {
        client_id: "gateway".to_owned(),
        allowed_grant_types: vec![grant_type::TOKEN_EXCHANGE.to_owned()],
        ..config.clients[0].clone()
    });
    let running = start(config).await;
    let browser = Browser::new(&running);
    let signed_in = browser
        .token(&[
            ("grant_type", "password"),
            ("client_id", "ropg_client"),
            ("client_secret", "secret"),
            ("username", "alice"),
            ("password", "alice"),
            ("scope", "api1 openid"),
        ])
        .await
        .json();
    let subject = signed_in.get_str("access_token").unwrap();
    let machine = browser.token(&MACHINE).await.json();
    let actor = machine.get_str("access_token").unwrap();
    let access = "urn:ietf:params:oauth:token-type:access_token";
    let ask = async |client: &str, more: &[(&str, &str)]| {
        let fields = [
            ("grant_type", grant_type::TOKEN_EXCHANGE),
            ("client_id", client),
            ("client_secret", "secret"),
        ];
        browser.token(&[&fields[..], more].concat()).await
    };
    let whole = [
        ("subject_token", subject),
        ("subject_token_type", access),
        ("actor_token", actor),
        ("actor_token_type", access),
    ];
    let page = ask("gateway", &whole).await;
    let names: Vec<String> = page
        .json()
        .iter()
        .map(|(name, _)| name.to_owned())
        .collect();
    assert_eq!(
        names,
        [
            "access_token",
            "issued_token_type",
            "expires_in",
            "token_type",
            "scope"
        ]
    );
    let exchanged = claims(&page);
    assert_eq!(exchanged.get_str("sub"), Some("818727"));
    assert_eq!(exchanged.get_str("client_id"), Some("gateway"));
    assert_eq!(
        exchanged.get("act").unwrap().to_string(),
        r#"{"sub":"client"}"#
    );
    let mut table = String::new();
    for (case, client, fields) in [
        ("a client that may not", "client", whole.to_vec()),
        ("no subject_token", "gateway", vec![]),
        ("no type", "gateway", vec![("subject_token", subject)]),
        (
            "another type",
            "gateway",
            vec![("subject_token", subject), ("subject_token_type", "urn:x")],
        ),
        (
            "a token of nobody",
            "gateway",
            vec![
                ("subject_token", "nonsense"),
                ("subject_token_type", access),
            ],
        ),
        (
            "a wider scope",
            "gateway",
            vec![
                ("subject_token", subject),
                ("subject_token_type", access),
                ("scope", "openid"),
            ],
        ),
        (
            "another kind of token",
            "gateway",
            [
                &whole[..],
                &[(
                    "requested_token_type",
                    "urn:ietf:params:oauth:token-type:saml2",
                )],
            ]
            .concat(),
        ),
    ] {
        let page = ask(client, &fields).await;
        table.push_str(&format!(
            "{case} -> {}\n  {}\n",
            error(&page),
            last_message(&running)
        ));
    }
    expect![[r#"
        a client that may not -> unauthorized_client
          unauthorized_client: the client `client` may not use urn:ietf:params:oauth:grant-type:token-exchange
        no subject_token -> invalid_request
          invalid_request: subject_token is missing
        no type -> invalid_request
          invalid_request: subject_token came without its type
        another type -> invalid_request
          invalid_request: subject_token has the type `urn:x`, and only access tokens are taken
        a token of nobody -> invalid_request
          invalid_request: the subject_token is not good: no such reference token was given out, or it was revoked
        a wider scope -> invalid_scope
          invalid_scope: the client `gateway` may not ask for the scope `openid`
        another kind of token -> invalid_request
          invalid_request: no token of the type `urn:ietf:params:oauth:token-type:saml2` is given out
    "#]].assert_eq(&table);
    running.shutdown().await;
}

#[tokio::test]
async fn an_assertion_is_a_grant() {
    let mut config = with(&[Extension::JwtBearer]);
    let key = new_key(Algorithm::ES256);
    config.clients.push(Client {
        client_id: "robot".to_owned(),
        keys: vec![key.public().unwrap()],
        allowed_grant_types: vec![grant_type::JWT_BEARER.to_owned()],
        ..config.clients[0].clone()
    });
    let running = start(config).await;
    let browser = Browser::new(&running);
    let assertion = |sub: &str| {
        let claims = Object::new()
            .with("iss", "robot")
            .with("sub", sub)
            .with("aud", running.issuer())
            .with("jti", jti())
            .with("exp", now(&running) + 60);
        sign(
            &key,
            Algorithm::ES256,
            &Object::new().with("alg", "ES256"),
            &claims,
        )
    };
    let ask = async |client: &str, assertion: &str| {
        let fields = [
            ("grant_type", grant_type::JWT_BEARER),
            ("client_id", client),
            ("client_secret", "secret"),
            ("assertion", assertion),
        ];
        browser.token(&fields).await
    };
    let once = assertion("alice");
    let page = ask("robot", &once).await;
    assert_eq!(claims(&page).get_str("sub"), Some("818727"));
    assert_eq!(error(&ask("robot", &once).await), "invalid_grant");
    assert!(last_message(&running).contains("came before"));
    assert_eq!(
        error(&ask("robot", &assertion("mallory")).await),
        "invalid_grant"
    );
    assert_eq!(
        error(&ask("client", &assertion("alice")).await),
        "unauthorized_client"
    );
    running.shutdown().await;
}

async fn register(browser: &Browser, body: &str) -> Page {
    let mut client = browser.clone();
    client.cookies.clear();
    client.send("POST", "/connect/register", body, &[]).await
}

#[tokio::test]
async fn a_client_registers_itself_and_signs_a_user_in() {
    let running = start(with(&[
        Extension::DynamicClientRegistration,
        Extension::ProtectedResourceMetadata,
        Extension::ResourceIndicators,
    ]))
    .await;
    let mut browser = Browser::new(&running);
    let mut api = Browser::at(&running.api());

    // From the API's URL alone: challenge, metadata, token server, registration.
    let refused = api.get("/identity").await;
    let metadata = format!(
        "{}/.well-known/oauth-protected-resource/identity",
        running.api()
    );
    assert_eq!(
        refused.header("www-authenticate"),
        Some(format!("Bearer scope=\"api1\", resource_metadata=\"{metadata}\"").as_str())
    );
    let document = api.get(&metadata).await.json();
    let resource = format!("{}/identity", running.api());
    assert_eq!(document.get_str("resource"), Some(resource.as_str()));
    assert_eq!(
        document.get("authorization_servers").unwrap().to_string(),
        format!("[\"{}\"]", running.issuer())
    );
    assert_eq!(
        api.get("/.well-known/oauth-protected-resource/nothing")
            .await
            .status,
        404
    );

    let body = r#"{"client_name":"<b>Tool</b>","redirect_uris":["http://127.0.0.1:8400/callback"],"grant_types":["authorization_code","refresh_token"],"token_endpoint_auth_method":"none","application_type":"native","unknown":1}"#;
    let reply = register(&browser, body).await;
    assert_eq!(reply.status, 201, "{}", reply.body);
    assert_eq!(
        reply.header("cache-control"),
        Some("no-store, no-cache, max-age=0")
    );
    let registered = reply.json();
    let client_id = registered.get_str("client_id").unwrap().to_owned();
    assert_eq!(registered.get("client_secret"), None);

    let query = format!(
        "{}&{}",
        request_of("api1 offline_access").replace("interactive", &client_id),
        encode(&[("resource", &resource)])
    );
    let to_login = browser.get(&format!("/connect/authorize?{query}")).await;
    let login = browser.get(to_login.location()).await;
    assert!(
        login
            .body
            .contains("&lt;b&gt;Tool&lt;/b&gt; wants you to sign in"),
        "{}",
        login.body
    );
    let page = browser.authorize(&query).await;
    let redeem = [
        ("grant_type", "authorization_code"),
        ("client_id", client_id.as_str()),
        ("code", &page.parameter("code").unwrap()),
        ("redirect_uri", CALLBACK),
        ("code_verifier", VERIFIER),
        ("resource", &resource),
    ];
    let tokens = browser.token(&redeem).await;
    assert_eq!(claims(&tokens).get_str("aud"), Some(resource.as_str()));
    let body = tokens.json();
    let authorization = format!("Bearer {}", body.get_str("access_token").unwrap());
    let reply = api
        .send("GET", "/identity", "", &[("Authorization", &authorization)])
        .await;
    assert_eq!(reply.status, 200, "{}", last_message(&running));

    // A refresh cannot reach another resource than the authorization did.
    let refresh = [
        ("grant_type", "refresh_token"),
        ("client_id", client_id.as_str()),
        ("refresh_token", body.get_str("refresh_token").unwrap()),
        ("resource", &running.api()),
    ];
    assert_eq!(error(&browser.token(&refresh).await), "invalid_target");
    // A token for another part of the API is refused there.
    let reply = api
        .send(
            "GET",
            "/weatherforecast",
            "",
            &[("Authorization", &authorization)],
        )
        .await;
    assert_eq!(reply.status, 401);

    let mut other = running.state().config().as_ref().clone();
    other.clients.clear();
    running.state().set_config(other);
    assert!(running.state().config().client(&client_id).is_ok());
    running.shutdown().await;
}

#[tokio::test]
async fn registrations_that_cannot_be_taken_are_named() {
    let running = start(with(&[Extension::DynamicClientRegistration])).await;
    let browser = Browser::new(&running);
    let mut table = String::new();
    for body in [
        "",
        "[]",
        "{}",
        r#"{"redirect_uris":"http://127.0.0.1/"}"#,
        r#"{"redirect_uris":["http://evil.example/callback"]}"#,
        r#"{"redirect_uris":["javascript:alert(1)"]}"#,
        r#"{"redirect_uris":["https://a.example/#x"]}"#,
        r#"{"redirect_uris":["https://a.example/"],"grant_types":["password"]}"#,
        r#"{"redirect_uris":["https://a.example/"],"response_types":["token"]}"#,
        r#"{"redirect_uris":["https://a.example/"],"token_endpoint_auth_method":"private_key_jwt"}"#,
        r#"{"redirect_uris":["https://a.example/"],"scope":"nothing"}"#,
        r#"{"grant_types":["refresh_token"]}"#,
        r#"{"grant_types":["client_credentials"],"token_endpoint_auth_method":"none"}"#,
    ] {
        let page = register(&browser, body).await;
        table.push_str(&format!("{body} -> {} {}\n", page.status, page.body));
    }
    expect![[r#"
         -> 400 {"error":"invalid_client_metadata"}
        [] -> 400 {"error":"invalid_client_metadata"}
        {} -> 400 {"error":"invalid_redirect_uri"}
        {"redirect_uris":"http://127.0.0.1/"} -> 400 {"error":"invalid_client_metadata"}
        {"redirect_uris":["http://evil.example/callback"]} -> 400 {"error":"invalid_redirect_uri"}
        {"redirect_uris":["javascript:alert(1)"]} -> 400 {"error":"invalid_redirect_uri"}
        {"redirect_uris":["https://a.example/#x"]} -> 400 {"error":"invalid_redirect_uri"}
        {"redirect_uris":["https://a.example/"],"grant_types":["password"]} -> 400 {"error":"invalid_client_metadata"}
        {"redirect_uris":["https://a.example/"],"response_types":["token"]} -> 400 {"error":"invalid_client_metadata"}
        {"redirect_uris":["https://a.example/"],"token_endpoint_auth_method":"private_key_jwt"} -> 400 {"error":"invalid_client_metadata"}
        {"redirect_uris":["https://a.example/"],"scope":"nothing"} -> 400 {"error":"invalid_client_metadata"}
        {"grant_types":["refresh_token"]} -> 400 {"error":"invalid_client_metadata"}
        {"grant_types":["client_credentials"],"token_endpoint_auth_method":"none"} -> 400 {"error":"invalid_client_metadata"}
    "#]].assert_eq(&table);
    let body = r#"{"grant_types":["client_credentials"],"scope":"api1"}"#;
    let registered = register(&browser, body).await.json();
    let fields = [
        ("grant_type", "client_credentials"),
        ("client_id", registered.get_str("client_id").unwrap()),
        (
            "client_secret",
            registered.get_str("client_secret").unwrap(),
        ),
    ];
    assert_eq!(browser.token(&fields).await.status, 200);
    // The oldest makes room, so that nobody fills the memory.
    for _ in 0..100 {
        register(&browser, body).await;
    }
    assert_eq!(error(&browser.token(&fields).await), "invalid_client");
    running.shutdown().await;
}

#[tokio::test]
async fn resources_must_be_known() {
    let mut config = with(&[Extension::ResourceIndicators]);
    config.api_resources[0].scope.name = "https://api.example/orders".to_owned();
    let running = start(config).await;
    let browser = Browser::new(&running);
    let mut table = String::new();
    let api = running.api();
    for resource in [
        "https://api.example/orders",
        api.as_str(),
        "https://api.example/orders#x",
        "https://elsewhere.example",
        "api1",
    ] {
        let fields = [&MACHINE[..], &[("resource", resource)]].concat();
        let page = browser.token(&fields).await;
        table.push_str(&format!(
            "{} -> {}\n",
            resource.replace(&api, "API"),
            error(&page)
        ));
    }
    expect![[r#"
        https://api.example/orders -> none
        API -> none
        https://api.example/orders#x -> invalid_target
        https://elsewhere.example -> invalid_target
        api1 -> invalid_target
    "#]]
    .assert_eq(&table);
    let fields = [
        &MACHINE[..],
        &[
            ("resource", "https://api.example/orders"),
            ("resource", &api),
        ],
    ]
    .concat();
    let both = claims(&browser.token(&fields).await);
    assert_eq!(
        both.get("aud").unwrap().as_array().map(<[Value]>::len),
        Some(2)
    );
    let mut browser = browser;
    let query = format!(
        "{}&resource=https%3A%2F%2Felsewhere.example",
        request_of("api1")
    );
    let refused = browser.get(&format!("/connect/authorize?{query}")).await;
    assert_eq!(
        browser.get(refused.location()).await.told()[0],
        "invalid_target"
    );
    assert!(checked(&refused).is_empty());
    running.shutdown().await;
}
