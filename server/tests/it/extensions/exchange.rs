//! Token exchange ([RFC 8693](https://www.rfc-editor.org/rfc/rfc8693)).

use claimscope_server::config::{Client, Extension, grant_type};
use expect_test::expect;

use super::{MACHINE, claims, error, last_message, with};
use crate::browser::{Browser, start};

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
