//! Assertions, of a client and as a grant ([RFC 7523](https://www.rfc-editor.org/rfc/rfc7523)).

use claimscope_core::alg::Algorithm;
use claimscope_core::json::{Object, Value};
use claimscope_core::jwk::Jwk;
use claimscope_core::secret::Secret;
use claimscope_server::config::{Client, Extension, HashedSecret, grant_type};
use expect_test::expect;

use super::{ASSERTION_TYPE, SECRET, claims, error, jti, last_message, new_key, now, sign, with};
use crate::browser::{Browser, start};

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
          invalid_client: the assertion's aud is not I/connect/token or I (client_assertion)
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
    let vouched = claims(&page);
    assert_eq!(vouched.get_str("sub"), Some("818727"));
    // Nobody has signed in.
    assert_eq!((vouched.get("auth_time"), vouched.get("amr")), (None, None));
    assert_eq!(error(&ask("robot", &once).await), "invalid_grant");
    assert!(last_message(&running).contains("came before"));
    assert_eq!(
        error(&ask("robot", &assertion("mallory")).await),
        "invalid_grant"
    );
    let without_jti = |seconds: i64| {
        let claims = Object::new()
            .with("iss", "robot")
            .with("sub", "alice")
            .with("aud", running.issuer())
            .with("exp", now(&running) + seconds);
        let header = Object::new().with("alg", "ES256");
        sign(&key, Algorithm::ES256, &header, &claims)
    };
    let once = without_jti(60);
    assert_eq!(error(&ask("robot", &once).await), "none");
    assert_eq!(error(&ask("robot", &once).await), "invalid_grant");
    assert!(last_message(&running).contains("came before"));
    let for_ever = without_jti(1_000_000_000);
    assert_eq!(error(&ask("robot", &for_ever).await), "invalid_grant");
    assert!(last_message(&running).contains("more than an hour ahead"));
    assert_eq!(
        error(&ask("client", &assertion("alice")).await),
        "unauthorized_client"
    );
    running.shutdown().await;
}
