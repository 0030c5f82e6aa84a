//! What goes beyond IdentityServer4, over real HTTP: off unless switched on, and advertised only then.

mod assertions;
mod client_documents;
mod dpop;
mod exchange;
mod pushed;
mod registration;
mod resources;

use claimscope_core::alg::Algorithm;
use claimscope_core::crypto::SigningKey;
use claimscope_core::entropy::NoEntropy;
use claimscope_core::json::{Object, Value, parse_strict};
use claimscope_core::jwk::Jwk;
use claimscope_core::{base64url, jwk};
use claimscope_server::config::Extension;
use claimscope_server::{Config, Running};

use crate::browser::{Browser, Page, encode, start};
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

pub(crate) fn claims(page: &Page) -> Object {
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
        (
            Extension::ClientIdMetadataDocuments,
            "client_id_metadata_document_supported",
            "true",
        ),
        (
            Extension::ClientIdMetadataDocumentsOnLoopback,
            "client_id_metadata_document_supported",
            "true",
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
