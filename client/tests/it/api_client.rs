//! Who logs in for an API, and what the tokens are bound to.

use claimscope_client::Settings;
use claimscope_client::session::{
    ApiLogin, AuthenticationMethod, Connection, OauthClient, Session,
};
use claimscope_core::secret::Secret;

use crate::api_login::{Api, Behaviour, codes, published};
use crate::client_with;
use crate::issuer::key;
use crate::peer::{Identity, nobody};

#[tokio::test]
async fn a_secret_is_in_the_way_only_where_it_would_be_sent() {
    let api = Api::start(published()).await;
    let call = async |authentication| {
        let client = OauthClient {
            id: "desk".to_owned(),
            secret: Some("hunter2hunter2".into()),
            key: Some(key(Some("k1"))),
            authentication,
            ..OauthClient::default()
        };
        let connection = Connection {
            client,
            ..Connection::default()
        };
        api.call_as(connection, ApiLogin::default()).await.0
    };
    // The metadata names no method, which means the secret in a header: it is what would be sent.
    let failure = call(None).await.err().unwrap();
    assert_eq!(failure.code(), "login.secret-without-issuer");
    let called = call(Some(AuthenticationMethod::PrivateKeyJwt)).await;
    assert_eq!(called.unwrap().called.response.status, 200);
    let heads = api.heads.lock().unwrap();
    assert!(
        !heads.iter().any(|head| head.contains("Basic ")),
        "{heads:?}"
    );
}

#[tokio::test]
async fn a_token_is_bound_to_a_key_where_the_api_takes_no_other() {
    let api = Api::start(Behaviour {
        members: r#","dpop_bound_access_tokens_required":true"#,
        ..published()
    })
    .await;
    let (called, _) = api.call("desk", ApiLogin::default()).await;
    let called = called.unwrap();
    // This authorization server does not say that it knows DPoP, and gives an unbound token.
    assert!(codes(&called).contains(&"resource.dpop_bound_access_tokens_required"));
    let token = called.token.unwrap().token;
    let findings = token.response.findings.iter();
    let mut findings = findings.map(|finding| finding.code.as_str());
    assert!(findings.any(|code| code == "response.dpop"));
    let heads = api.heads.lock().unwrap();
    let mut asked = heads.iter().filter(|head| head.starts_with("POST /token "));
    assert!(asked.all(|head| head.contains("\r\ndpop: ")), "{heads:?}");
}

#[tokio::test]
async fn a_client_certificate_that_the_api_wants_and_nobody_gave_is_told() {
    let api = Api::start(Behaviour {
        members: r#","tls_client_certificate_bound_access_tokens":true"#,
        ..published()
    })
    .await;
    let wanted = "resource.tls_client_certificate_bound_access_tokens";
    let (called, _) = api.call("desk", ApiLogin::default()).await;
    assert!(codes(&called.unwrap()).contains(&wanted));
    let client = client_with(Settings {
        client_certificate: Some(Identity::self_signed().client_certificate()),
        ..Settings::default()
    });
    let connection = Connection {
        client: OauthClient {
            id: "desk".to_owned(),
            ..OauthClient::default()
        },
        ..Connection::default()
    };
    let session = Session::new(client, connection);
    let (called, _) = api.call_in(session, ApiLogin::default()).await;
    assert!(!codes(&called.unwrap()).contains(&wanted));
}

#[tokio::test]
async fn an_initial_access_token_is_sent_to_the_named_issuer_alone() {
    let api = Api::start(Behaviour {
        registers: true,
        initial_access_token: Some("hunter2"),
        ..published()
    })
    .await;
    let options = |token: Option<&str>| ApiLogin {
        registers_as: Some("Desk".to_owned()),
        initial_access_token: token.map(Secret::from),
        ..ApiLogin::default()
    };
    let call = async |issuer: String, token| {
        let connection = Connection {
            issuer,
            ..Connection::default()
        };
        api.call_as(connection, options(token)).await.0
    };
    let named = || api.peer.http("/as");
    let failure = call(named(), None).await.err().unwrap();
    assert_eq!(failure.code(), "login.initial-access-token");
    let words = "initial access token missing";
    assert!(failure.message().contains(words), "{failure}");
    let before = api.asked("/register");
    let failure = call(String::new(), Some("hunter2")).await.err().unwrap();
    assert_eq!(failure.code(), "login.secret-without-issuer");
    assert_eq!(api.asked("/register"), before);
    let failure = call(named(), Some("wrong")).await.err().unwrap();
    assert!(!failure.to_string().contains("wrong"), "{failure}");
    let called = call(named(), Some("hunter2")).await.unwrap();
    assert_eq!(called.registered.unwrap().client_id, "made-here");
}

#[tokio::test]
async fn nobody_logs_in_with_a_client_that_was_registered_otherwise() {
    let api = Api::start(Behaviour {
        registers: true,
        registered: Some(r#"{"client_id":"c","redirect_uris":["https://evil.example/cb"]}"#),
        ..published()
    })
    .await;
    let options = ApiLogin {
        registers_as: Some("Desk".to_owned()),
        ..ApiLogin::default()
    };
    let (called, asked) = api.call("", options).await;
    let failure = called.err().unwrap();
    assert_eq!(failure.code(), "server.registration-unfit");
    assert!(asked.is_empty(), "{asked:?}");
}

#[tokio::test]
async fn a_dead_authorization_server_is_named_as_the_apis_choice_beside_the_others() {
    let nobody = nobody();
    let members: &'static str = String::leak(format!(r#"["http://{nobody}","https://b.example"]"#));
    let api = Api::start(Behaviour {
        servers: Some(members),
        ..published()
    })
    .await;
    let (called, _) = api.call("desk", ApiLogin::default()).await;
    let failure = called.err().unwrap();
    assert_eq!(failure.code(), "network.refused");
    assert!(
        failure.message().contains("oauth-protected-resource"),
        "{failure}"
    );
    assert!(
        failure.hint().unwrap().contains("https://b.example"),
        "{failure}"
    );
}
