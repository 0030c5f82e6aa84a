//! Token exchange ([RFC 8693](https://www.rfc-editor.org/rfc/rfc8693)).

use claimscope_core::alg::Algorithm;
use claimscope_server::config::{Client, Extension, Scope, grant_type};
use claimscope_server::{Config, Running};
use expect_test::expect;

use super::dpop::proof;
use super::{MACHINE, claims, error, last_message, new_key, with};
use crate::browser::{Browser, Page, encode, start};

const ACCESS_TOKEN: &str = "urn:ietf:params:oauth:token-type:access_token";

const ALICE: [(&str, &str); 6] = [
    ("grant_type", "password"),
    ("client_id", "ropg_client"),
    ("client_secret", "secret"),
    ("username", "alice"),
    ("password", "alice"),
    ("scope", "api1"),
];

/// A configuration with the client `gateway`, which may exchange tokens.
fn with_gateway(extensions: &[Extension]) -> Config {
    let mut config = with(&[&[Extension::TokenExchange], extensions].concat());
    config.clients.push(Client {
        client_id: "gateway".to_owned(),
        allowed_grant_types: vec![grant_type::TOKEN_EXCHANGE.to_owned()],
        ..config.clients[0].clone()
    });
    config
}

fn access_token(page: &Page) -> String {
    page.json().get_str("access_token").unwrap().to_owned()
}

/// `gateway` exchanges a token.
async fn exchange(
    running: &Running,
    subject: &str,
    more: &[(&str, &str)],
    headers: &[(&str, &str)],
) -> Page {
    let fields = [
        ("grant_type", grant_type::TOKEN_EXCHANGE),
        ("client_id", "gateway"),
        ("client_secret", "secret"),
        ("subject_token", subject),
        ("subject_token_type", ACCESS_TOKEN),
    ];
    let body = encode(&[&fields[..], more].concat());
    let mut browser = Browser::new(running);
    browser.send("POST", "/connect/token", &body, headers).await
}

/// Whether `api1` hears that a token is active.
async fn is_active(running: &Running, token: &str) -> bool {
    let fields = [
        ("client_id", "api1"),
        ("client_secret", "secret"),
        ("token", token),
    ];
    let page = Browser::new(running)
        .post("/connect/introspect", &fields)
        .await;
    page.json()
        .get("active")
        .is_some_and(|active| active.to_string() == "true")
}

#[tokio::test]
async fn a_clients_own_token_is_no_users_also_where_it_has_a_sub() {
    let mut config = with_gateway(&[Extension::Rfc9068AccessTokens]);
    let running = start(config.clone()).await;
    let browser = Browser::new(&running);
    let machine = browser.token(&MACHINE).await;
    assert_eq!(claims(&machine).get_str("sub"), Some("client"));
    let machine = access_token(&machine);
    assert!(is_active(&running, &machine).await);
    let exchanged = claims(&exchange(&running, &machine, &[], &[]).await);
    // Whom the token is about stays, whoever has it.
    assert_eq!(exchanged.get_str("sub"), Some("client"));
    assert_eq!(exchanged.get_str("client_id"), Some("gateway"));
    assert_eq!(exchanged.get("idp"), None);
    let authorization = format!("Bearer {machine}");
    let headers = [("Authorization", authorization.as_str())];
    let mut client = Browser::new(&running);
    let refused = client.send("GET", "/connect/userinfo", "", &headers).await;
    assert_eq!(refused.status, 403, "{}", last_message(&running));

    // A user is looked up, whatever the sub: here it is the client's own id.
    config.users[0].subject_id = "ropg_client".to_owned();
    running.state().set_config(config.clone());
    let alice = browser.token(&ALICE).await;
    assert_eq!(claims(&alice).get_str("sub"), Some("ropg_client"));
    let alice = access_token(&alice);
    assert!(is_active(&running, &alice).await);
    config.users[0].is_active = false;
    running.state().set_config(config);
    assert!(!is_active(&running, &alice).await);
    let refused = exchange(&running, &alice, &[], &[]).await;
    assert_eq!(error(&refused), "invalid_request");
    running.shutdown().await;
}

#[tokio::test]
async fn a_bound_token_is_exchanged_by_whoever_has_its_key_alone() {
    let running = start(with_gateway(&[Extension::DPoP])).await;
    let (key, other) = (new_key(Algorithm::ES256), new_key(Algorithm::ES256));
    let url = format!("{}/connect/token", running.issuer());
    let proof_of = |key| proof(&running, key, ("POST", &url), None, &[]);
    let mut browser = Browser::new(&running);
    let headers = [("DPoP", proof_of(&key))];
    let headers = headers
        .each_ref()
        .map(|(name, proof)| (*name, proof.as_str()));
    let body = encode(&ALICE);
    let alice = browser
        .send("POST", "/connect/token", &body, &headers)
        .await;
    let bound = access_token(&alice);
    let free = access_token(&browser.token(&MACHINE).await);
    let as_actor = [
        ("actor_token", bound.as_str()),
        ("actor_token_type", ACCESS_TOKEN),
    ];
    let mut table = String::new();
    for (case, subject, more, signer) in [
        ("bound, no proof", &bound, &[][..], None),
        ("bound, another key", &bound, &[], Some(&other)),
        ("bound, its key", &bound, &[], Some(&key)),
        ("a bound actor, no proof", &free, &as_actor, None),
        ("a bound actor, its key", &free, &as_actor, Some(&key)),
        ("free, no proof", &free, &[], None),
        ("free, any key", &free, &[], Some(&other)),
    ] {
        let proof = signer.map(proof_of);
        let headers: Vec<(&str, &str)> =
            proof.iter().map(|proof| ("DPoP", proof.as_str())).collect();
        let page = exchange(&running, subject, more, &headers).await;
        let body = page.json();
        let kind = body.get_str("token_type").unwrap_or("none");
        table.push_str(&format!("{case} -> {} {kind}\n", error(&page)));
    }
    expect![[r#"
        bound, no proof -> invalid_request none
        bound, another key -> invalid_request none
        bound, its key -> none DPoP
        a bound actor, no proof -> invalid_request none
        a bound actor, its key -> none DPoP
        free, no proof -> none Bearer
        free, any key -> none DPoP
    "#]]
    .assert_eq(&table);
    running.shutdown().await;
}

#[tokio::test]
async fn an_exchange_without_a_scope_asks_for_what_client_and_token_have_in_common() {
    let mut config = with_gateway(&[]);
    for name in ["api2", "api3"] {
        config.api_scopes.push(Scope::new(name));
    }
    let scopes = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
    config.clients[1].allowed_scopes = scopes(&["api1", "api3"]);
    config.clients.last_mut().unwrap().allowed_scopes = scopes(&["api1", "api2"]);
    let running = start(config).await;
    let browser = Browser::new(&running);
    let mut table = String::new();
    for scope in ["api1", "api1 api3", "api3"] {
        let fields = [&ALICE[..5], &[("scope", scope)]].concat();
        let token = access_token(&browser.token(&fields).await);
        let page = exchange(&running, &token, &[], &[]).await;
        table.push_str(&format!(
            "{scope} -> {}\n  {}\n",
            error(&page),
            last_message(&running)
        ));
    }
    expect![[r#"
        api1 -> none
          a token for the client `gateway` with the scope `api1` and the user `alice`
        api1 api3 -> none
          a token for the client `gateway` with the scope `api1` and the user `alice`
        api3 -> invalid_scope
          invalid_scope: no scope was asked for, and the client `gateway` is allowed none of `api3`
    "#]]
    .assert_eq(&table);
    running.shutdown().await;
}

#[tokio::test]
async fn a_token_is_exchanged_for_a_narrower_one() {
    let config = with_gateway(&[]);
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
    let access = ACCESS_TOKEN;
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
async fn an_exchange_that_is_asked_for_what_it_does_not_do_is_refused() {
    let running = start(with_gateway(&[])).await;
    let browser = Browser::new(&running);
    let machine = access_token(&browser.token(&MACHINE).await);
    let ask = async |field: (&str, &str)| error(&exchange(&running, &machine, &[field], &[]).await);
    assert_eq!(ask(("audience", "api1")).await, "none");
    assert_eq!(ask(("audience", "api2")).await, "invalid_target");
    assert_eq!(
        ask(("actor_token_type", ACCESS_TOKEN)).await,
        "invalid_request"
    );
    // A client's token names no subject but the client, which an exchange must not lose.
    let exchanged = claims(&exchange(&running, &machine, &[], &[]).await);
    assert_eq!(exchanged.get_str("sub"), Some("client"));
    assert!(
        is_active(
            &running,
            &access_token(&exchange(&running, &machine, &[], &[]).await)
        )
        .await
    );
    running.shutdown().await;
}
