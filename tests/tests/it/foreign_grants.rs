//! Our client's grants against a certified OpenID provider that we did not write.

use std::sync::Arc;
use std::time::Duration;

use claimscope_client::session::{
    AuthenticationMethod, AuthorizationDetails, Connection, Grant, GrantKind, Login, OauthClient,
    Session,
};
use claimscope_client::{HttpClient, Settings};
use claimscope_core::alg::Algorithm;
use claimscope_core::jwk::{Jwk, generate};
use claimscope_core::report::Verdict;
use claimscope_core::secret::Secret;
use claimscope_tests::peer::{self, Peer};
use claimscope_tests::person::Played;
use claimscope_tests::{entropy, left_out};

const SECRET: &str = "s3cret with space+plus/colon:%";

/// The provider, which knows the public half of the key; `None` where node is missing, which was then said.
fn start(key: &Jwk) -> Option<Peer> {
    if let Some(reason) = peer::missing_node() {
        left_out(reason);
        return None;
    }
    let mut command = peer::node("oidc-provider.mjs");
    command.arg(key.public().unwrap().to_json().to_string());
    Some(Peer::start(command).unwrap())
}

fn key() -> Jwk {
    generate(Algorithm::ES256, &mut entropy).unwrap()
}

fn session(provider: &Peer, connection: Connection) -> Session {
    let connection = Connection {
        issuer: provider.origin().to_owned(),
        ..connection
    };
    let client = HttpClient::new(Settings::default()).unwrap();
    let person = Arc::new(Played::new("alice", "any"));
    Session::new(client, connection).with_person(person)
}

fn login() -> Login {
    Login {
        redirect_uri: "http://127.0.0.1:0/callback".to_owned(),
        timeout: Duration::from_secs(60),
        ..Login::default()
    }
}

fn code(client: &str, login: Login) -> Connection {
    Connection {
        client: OauthClient {
            id: client.to_owned(),
            secret: match client {
                "web" => Some(Secret::from(SECRET)),
                "shared" => Some(Secret::from(SECRET.repeat(2))),
                _ => None,
            },
            ..OauthClient::default()
        },
        grant: Grant {
            kind: GrantKind::AuthorizationCode(login),
            scope: "openid offline_access".to_owned(),
            ..Grant::default()
        },
        ..Connection::default()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_user_logs_in_and_the_tokens_are_refreshed_inspected_and_revoked() {
    let Some(provider) = start(&key()) else {
        return;
    };
    for client in ["native", "web"] {
        let session = session(&provider, code(client, login()));
        let token = session.token().await.unwrap();
        let report = &token.id_token.as_ref().unwrap().inspection.report;
        assert_eq!(report.verdict, Verdict::Accepted);
        let subject = report.claims.as_ref().unwrap().get_str("sub").unwrap();
        assert_eq!(subject, "alice");
        let access_token = &token.response.access_token;
        let user = session.userinfo(access_token, Some(subject)).await.unwrap();
        assert_eq!(user.claims.get_str("sub"), Some("alice"));
        let wrong = session.userinfo(access_token, Some("bob")).await;
        assert_eq!(wrong.unwrap_err().code(), "server.userinfo-subject");
        let renewed = session.refresh(&token).await.unwrap();
        assert_eq!(renewed.grant_type, "refresh_token");
        let access_token = &renewed.response.access_token;
        if client == "web" {
            assert!(
                session
                    .introspect(access_token, None)
                    .await
                    .unwrap()
                    .is_active
            );
            session
                .revoke(access_token, Some("access_token"))
                .await
                .unwrap();
            assert!(
                !session
                    .introspect(access_token, None)
                    .await
                    .unwrap()
                    .is_active
            );
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_authorization_request_is_pushed() {
    let Some(provider) = start(&key()) else {
        return;
    };
    for client in ["native", "web"] {
        let login = Login {
            push: true,
            ..login()
        };
        let session = session(&provider, code(client, login));
        let token = session.token().await.unwrap();
        assert!(token.id_token.is_some(), "{client}");
        let exchanges = session.client().log().exchanges();
        assert!(
            exchanges.iter().any(|one| one.url.ends_with("/request")),
            "{client}"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_authorization_request_is_signed_and_pushed_too() {
    let key = key();
    let Some(provider) = start(&key) else {
        return;
    };
    for push in [false, true] {
        let login = Login {
            push,
            sign: true,
            ..login()
        };
        let mut connection = code("signed", login);
        connection.client.key = Some(key.clone());
        let token = session(&provider, connection).token().await.unwrap();
        assert_eq!(token.authentication, "private_key_jwt");
        assert!(token.id_token.is_some());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn tokens_are_bound_by_dpop_with_the_servers_nonces() {
    let Some(provider) = start(&key()) else {
        return;
    };
    let session = session(
        &provider,
        Connection {
            dpop_key: Some(key()),
            ..code("native", login())
        },
    );
    let token = session.token().await.unwrap();
    assert_eq!(token.response.token_type, "DPoP");
    let user = session.userinfo(&token.response.access_token, None).await;
    assert_eq!(user.unwrap().claims.get_str("sub"), Some("alice"));
    let renewed = session.refresh(&token).await.unwrap();
    assert_eq!(renewed.response.token_type, "DPoP");
    let exchanges = session.client().log().exchanges();
    let asked = exchanges.iter().filter(|one| one.url.ends_with("/token"));
    assert!(
        asked.count() > 2,
        "the first request was refused for want of a nonce"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn the_answer_of_a_login_comes_signed() {
    let Some(provider) = start(&key()) else {
        return;
    };
    // Signed by the provider's key, in each mode; and by the client's own secret.
    for (client, mode) in [
        ("native", "jwt"),
        ("native", "query.jwt"),
        ("native", "form_post.jwt"),
        ("shared", "jwt"),
    ] {
        let login = Login {
            response_mode: Some(mode.to_owned()),
            ..login()
        };
        let session = session(&provider, code(client, login));
        let token = session.token().await;
        let token = token.unwrap_or_else(|failure| panic!("{client}, {mode}: {failure}"));
        assert!(token.id_token.is_some(), "{client}, {mode}");
        let findings = token.response.findings.iter();
        let codes: Vec<_> = findings.map(|finding| finding.code.as_str()).collect();
        assert!(!codes.contains(&"authorization.response_mode"), "{codes:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_introspection_response_comes_signed() {
    let Some(provider) = start(&key()) else {
        return;
    };
    let session = session(&provider, code("web", login()));
    let token = session.token().await.unwrap().response.access_token;
    let signed = session.introspect_signed(&token, None).await.unwrap();
    assert!(signed.introspection.is_active);
    assert_eq!(
        signed.introspection.members.get_str("client_id"),
        Some("web")
    );
    let plain = session.introspect(&token, None).await.unwrap();
    assert!(plain.is_active);
}

#[tokio::test(flavor = "multi_thread")]
async fn authorization_details_are_asked_for_and_what_was_granted_is_compared() {
    let key = key();
    let Some(provider) = start(&key) else {
        return;
    };
    let asked = r#"[{"type":"payment","amount":"1.50"},{"type":"accounts"}]"#;
    let machine = Connection {
        client: OauthClient {
            id: "client_secret_post".to_owned(),
            secret: Some(Secret::from(SECRET)),
            authentication: Some(AuthenticationMethod::Post),
            ..OauthClient::default()
        },
        ..Connection::default()
    };
    let pushed = Login {
        push: true,
        ..login()
    };
    let signed = Login {
        sign: true,
        ..login()
    };
    let mut signed = code("signed", signed);
    signed.client.key = Some(key);
    let with = |connection: Connection, details: &str| {
        let details = AuthorizationDetails::parse(details).unwrap();
        let grant = Grant {
            authorization_details: Some(details),
            resource: Some("https://api.example.com".to_owned()),
            ..connection.grant.clone()
        };
        session(
            &provider,
            Connection {
                grant,
                ..connection
            },
        )
    };
    for connection in [
        machine,
        code("native", login()),
        code("native", pushed),
        signed,
    ] {
        let client = connection.client.id.clone();
        let token = with(connection.clone(), asked).token().await;
        let token = token.unwrap_or_else(|failure| panic!("{client}: {failure}"));
        let granted = token.response.authorization_details.unwrap();
        assert_eq!(granted.as_array().unwrap().len(), 2, "{client}");
        let mut findings = token.response.findings.iter();
        let finding = findings.find(|finding| finding.code == "response.authorization_details");
        let message = &finding.unwrap().message;
        assert!(
            message.contains("accounts were granted with more"),
            "{message}"
        );
        for details in [r#"[{"type":"payment"}]"#, r#"[{"type":"unknown"}]"#] {
            let refused = with(connection.clone(), details).token().await.unwrap_err();
            assert_eq!(
                refused.code(),
                "declined.invalid_authorization_details",
                "{client}"
            );
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_is_typed_elsewhere() {
    let Some(provider) = start(&key()) else {
        return;
    };
    let connection = Connection {
        grant: Grant {
            kind: GrantKind::DeviceCode { timeout: None },
            scope: "openid".to_owned(),
            ..Grant::default()
        },
        ..code("device", login())
    };
    let session = session(&provider, connection);
    let token = session.token().await.unwrap();
    let report = token.id_token.unwrap().inspection.report;
    assert_eq!(report.verdict, Verdict::Accepted);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_authenticates_in_every_way_that_is_offered() {
    let key = key();
    let Some(provider) = start(&key) else {
        return;
    };
    for method in [
        AuthenticationMethod::Basic,
        AuthenticationMethod::Post,
        AuthenticationMethod::SecretJwt,
        AuthenticationMethod::PrivateKeyJwt,
    ] {
        let secret = match method {
            AuthenticationMethod::SecretJwt => SECRET.repeat(2),
            _ => SECRET.to_owned(),
        };
        let connection = Connection {
            client: OauthClient {
                id: method.name().to_owned(),
                secret: Some(Secret::from(secret)),
                key: Some(key.clone()),
                authentication: Some(method),
                ..OauthClient::default()
            },
            grant: Grant {
                scope: "api1".to_owned(),
                ..Grant::default()
            },
            ..Connection::default()
        };
        let session = session(&provider, connection);
        let token = session
            .token()
            .await
            .unwrap_or_else(|failure| panic!("{method}: {failure}"));
        assert_eq!(token.authentication, method.name());
        let findings = token.response.findings.iter();
        let codes: Vec<_> = findings.map(|finding| finding.code.as_str()).collect();
        assert!(!codes.contains(&"client.method"), "{method}: {codes:?}");
    }
}
